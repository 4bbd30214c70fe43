"""Numerals in figures and in Chinese characters, and the patterns that find them."""

from __future__ import annotations

import re

from cslib.text import THOUSANDS

CHINESE = "零〇一二两三四五六七八九十百千万"
RANGE = frozenset("-~—至到")
# A figure that is no part of a longer run of figures, a numeral in characters, or a half. The look-behind
# stands after the first digit, so that the pattern begins with a class; every repetition is bounded.
_NUMERAL = re.compile(
    rf"\d(?<![\d.]\d)(?:\d{{0,2}}(?:,(?={THOUSANDS})\d{{3}}(?!\d)){{1,2}}|\d{{0,6}}(?!\d))(?:\.\d{{1,4}}(?!\d))?"
    rf"(?:百|千(?![克瓦卡米])|万)?|[{CHINESE}]{{1,12}}|半"
)


def numeral(plain: str, at: int) -> str:
    """The numeral that starts at `at`, or an empty string.

    Examples
    --------
    >>> numeral("满1,200元", 1), numeral("三十元", 0), numeral("13800138000", 0)
    ('1,200', '三十', '')
    """
    match = _NUMERAL.match(plain, at)
    return match[0] if match else ""


def range_end(plain: str, at: int) -> str:
    """The numeral behind a range sign at `at` (the 3 of ``1-3天``), or an empty string."""
    return numeral(plain, at + 1) if plain[at : at + 1] in RANGE else ""


_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"百": 100, "千": 1000, "万": 10000}


def number(said: str) -> float:
    """The value of a numeral.

    Examples
    --------
    >>> [number(said) for said in ("1,200", "1.5万", "两百五", "一百零八", "八五", "半")]
    [1200.0, 15000.0, 250.0, 108.0, 85.0, 0.5]
    """
    if said.isdecimal():
        return float(said)
    if said == "半":
        return 0.5
    if said[0].isdigit():
        figures = said.rstrip("百千万").replace(",", "")
        return round(float(figures) * _SCALES.get(said[-1], 1), 4)
    if not any(char in "十百千万" for char in said):
        return float("".join(str(_DIGITS[char]) for char in said))
    return float(_spelled(said))


def _spelled(said: str) -> int:
    total = section = digit = 0
    unit = 10
    for char in said:
        if char == "万":
            total, section, digit, unit = (total + section + digit) * 10000, 0, 0, 10000
        elif char in _TENS:
            unit = _TENS[char]
            section += (digit or 1) * unit
            digit = 0
        else:
            unit = 10 if char in "零〇" else unit
            digit = _DIGITS[char]
    return total + section + digit * (unit // 10)  # 两百五 is 250, 两百零五 205, 十五 15


_NEIGHBOURS = re.compile("(十?)([一二两三四五六七八九])([二两三四五六七八九])([十百千万]?)")


def pair(said: str) -> tuple[float, float | None]:
    """The value of a numeral that may name two neighbours, as low and high.

    Examples
    --------
    >>> pair("一两"), pair("三五"), pair("两三百"), pair("十五六"), pair("三")
    ((1.0, 2.0), (3.0, 5.0), (200.0, 300.0), (15.0, 16.0), (3.0, None))
    """
    match = _NEIGHBOURS.fullmatch(said)
    if match and _DIGITS[match[2]] < _DIGITS[match[3]] <= _DIGITS[match[2]] + 2:
        ten, low, high, unit = match.groups()
        return number(ten + low + unit), number(ten + high + unit)
    return number(said), None
