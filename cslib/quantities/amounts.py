"""Amounts: money, percentages, discounts, thresholds, durations, measures and counts."""

from __future__ import annotations

import re

from cslib.quantities.model import Quantity
from cslib.quantities.numerals import CHINESE, NUMERAL, TO, number, pair
from cslib.quantities.units import PATTERN, UNITS, Unit

_MEASURED = re.compile(
    rf"(?P<low>{NUMERAL})(?P<more>个?[多余来])?(?P<unit1>{PATTERN})?"
    rf"(?:{TO}(?P<high>{NUMERAL})(?P<unit>{PATTERN}))?"
)


def measured(plain: str, at: int) -> Quantity | None:
    """A number or a range with its unit, or a bare number."""
    match = _MEASURED.match(plain, at)
    if match is None:
        return None
    low, more, name1, high, name = match.groups()
    if name is None and name1 is None:
        return _bare(match)
    unit = UNITS[name or name1]
    if name and name1 and UNITS[name1].kind != unit.kind:
        unit, high, end = UNITS[name1], None, match.end("unit1")
    else:
        end = match.end()
    if not unit.kind or _is_idiom(plain, at, low, unit) or plain[at:end] in _NO_AMOUNT:
        return None
    least, most = (number(low), None) if unit.kind == "discount" else pair(low)
    if high:
        most = number(high)
        least = _scaled(UNITS[name1 or name], least)
    else:
        least = _scaled(unit, least)
    most = None if most is None else _scaled(unit, most)
    return Quantity(unit.kind, least, at, end, most, unit.name, "多" if more else "")


def _scaled(unit: Unit, value: float) -> float:
    if unit.kind == "discount":
        return value / (100 if value >= 10 else 10)
    return value if unit.factor == 1 and not unit.plus else round((value + unit.plus) * unit.factor, 6)


_DIGIT_BY_DIGIT = re.compile("[一二两三四五六七八九]{2,12}")
_INEXACT = frozenset("第几数")
_VAGUE = frozenset("过这那前头近")
_A_WHILE = frozenset("大老好多等了说")
_NO_AMOUNT = frozenset(["一块", "一毛", "一圆", "一度", *(f"{digit}角" for digit in CHINESE)])


def _is_idiom(plain: str, at: int, said: str, unit: Unit) -> bool:
    """Whether the words only look like a quantity: 过两天, 第二件, 几十元, 百度, 等了半天."""
    before = plain[at - 1] if at else ""
    if before in _INEXACT or said in _BARE_TENS:
        return True
    if unit.kind == "discount":
        return not 0 < _scaled(unit, number(said)) < 1
    if _DIGIT_BY_DIGIT.fullmatch(said) and pair(said)[1] is None:
        return True
    if unit.kind != "duration":
        return False
    if said in ("两", "三两"):
        return before in _VAGUE
    return (said == "半" and before in _A_WHILE) or (said.isdecimal() and float(said) > 1900)


_BARE_TENS = frozenset({"百", "千", "万", "百万", "千万"})
_SPELLED_OUT = re.compile(
    "[一二两三四五六七八九][十百千万][一二两三四五六七八九零十百千万]{0,9}|十[一二三四五六七八九]"
)
_WORD_PART = re.compile("[a-z_#第双几]")
_PRICED = re.compile(
    "(?:到手价?|[券折]后价?|实付|应付|合计|总共|一共|原价|现价|活动价|售价|[单总差]价|减|返|满|省|便宜|人民币|rmb|[退补赔付]您?)"
    "(?:就?是|为|只要|仅|约|:|了)?$"
)
_NAMED = re.compile("[号款型批年楼栋单色页a-z]")


def _bare(match: re.Match[str]) -> Quantity | None:
    """A number without a unit: money where the words before it say so."""
    said, plain, start, end = match["low"], match.string, match.start(), match.end("low")
    if said in ("半", "618") or (said[0] in CHINESE and not _SPELLED_OUT.fullmatch(said)):
        return None
    if (start and _WORD_PART.match(plain, start - 1)) or "a" <= plain[end : end + 1] <= "z":
        return None
    priced = _PRICED.search(plain, max(0, start - 8), start) and not _NAMED.match(plain, end)
    return Quantity("money" if priced else "number", number(said), start, end)


_SIGN = re.compile(rf"¥(?P<low>{NUMERAL})(?:{TO}¥?(?P<high>{NUMERAL}))?元?")


def signed_money(plain: str, at: int) -> Quantity | None:
    """¥30, ¥30-50."""
    match = _SIGN.match(plain, at)
    if match is None:
        return None
    high = number(match["high"]) if match["high"] else None
    return Quantity("money", number(match["low"]), at, match.end(), high)


_PARTS = re.compile(
    rf"(?P<yuan>{NUMERAL})[元块](?P<jiao>[1-9一二三四五六七八九])"
    r"(?:[毛角]|(?=$|[,。!?;~…、)的了吧呢哦哈呀啊]|左右|以上|以内))"
)


def money_parts(plain: str, at: int) -> Quantity | None:
    """30块5, 30元5角."""
    match = _PARTS.match(plain, at)
    if match is None:
        return None
    value = number(match["yuan"]) + number(match["jiao"]) / 10
    return Quantity("money", round(value, 2), at, match.end())


_THRESHOLD = re.compile(
    rf"(?P<low>{NUMERAL})元?(?:立减|可减|就减|减免?|返|(?P<dash>-))(?P<high>{NUMERAL})(?:元|块钱?)?"
)


def threshold(plain: str, at: int) -> Quantity | None:
    """满300减30, the 满 read as a qualifier."""
    match = _THRESHOLD.match(plain, at)
    if match is None or (plain[at - 1 : at] != "满" and (match["dash"] or number(match["low"]) < 10)):
        return None
    return Quantity("threshold", number(match["low"]), at, match.end(), number(match["high"]))


_PERCENT = re.compile(rf"百分(?:之(?P<low>{NUMERAL})|百)")


def percent_words(plain: str, at: int) -> Quantity | None:
    """百分之五, 百分百."""
    match = _PERCENT.match(plain, at)
    if match is None:
        return None
    low = match["low"] or "百"
    return Quantity("percent", number(low), at, match.end())


def half_price(plain: str, at: int) -> Quantity | None:
    """半价, 对折."""
    return Quantity("discount", 0.5, at, at + 2) if plain.startswith(("半价", "对折"), at) else None
