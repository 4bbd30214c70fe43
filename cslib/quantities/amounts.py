"""Amounts: money, percentages, discounts, thresholds, durations, measures and counts."""

from __future__ import annotations

import re

from cslib.quantities.model import Quantity
from cslib.quantities.numerals import CHINESE, RANGE, number, numeral, pair, range_end
from cslib.quantities.units import UNITS, Unit, unit_at


def measured(plain: str, at: int) -> Quantity | None:
    """A number or a range with its unit, or a bare number."""
    low = numeral(plain, at)
    if not low:
        return None
    end = at + len(low)
    more = _MORE.match(plain, end)
    said = unit_at(plain, more.end()) if more else unit_at(plain, end)
    behind = (more.end() if more else end) + len(said)
    last, last_unit = _high_end(plain, behind, said)
    if not said and not last_unit:
        return _bare(plain, at, low)
    unit = UNITS[said or last_unit]
    end = behind + 1 + len(last) + len(last_unit) if last else behind
    if not unit.kind or _is_idiom(plain, at, low, unit) or plain[at:end] in _NO_AMOUNT:
        return None
    least, most = (number(low), None) if unit.kind == "discount" else pair(low)
    if last:
        most = number(last)
    most = None if most is None else _scaled(UNITS[last_unit] if last else unit, most)
    return Quantity(unit.kind, _scaled(unit, least), at, end, most, unit.name, "多" if more else "")


_MORE = re.compile("个?[多余来]")


def _high_end(plain: str, at: int, said: str) -> tuple[str, str]:
    """Numeral and unit behind a range sign at `at`, where they are of one kind with the unit `said`."""
    last = range_end(plain, at)
    unit = unit_at(plain, at + 1 + len(last)) if last else ""
    if not unit or (said and UNITS[said].kind != UNITS[unit].kind):
        return "", ""
    return last, unit


def _scaled(unit: Unit, value: float) -> float:
    if unit.kind == "discount":
        return value / (100 if value >= 10 else 10)
    return value if unit.factor == 1 and not unit.plus else round((value + unit.plus) * unit.factor, 6)


_DIGIT_BY_DIGIT = re.compile("[一二两三四五六七八九]{2,12}")
_INEXACT = frozenset("第几数")
_VAGUE = frozenset("过这那前头近")
_POINT_MADE = frozenset("有这那说讲提")  # 有两个点要说明
_A_WHILE = frozenset("大老好多等了说")
_NO_AMOUNT = frozenset(["一块", "一毛", "一圆", "一度", *(f"{digit}角" for digit in CHINESE)])


def _is_idiom(plain: str, at: int, said: str, unit: Unit) -> bool:
    """Whether the words only look like a quantity: 过两天, 第二件, 几十元, 百度, 等了半天."""
    before = plain[at - 1] if at else ""
    if before in _INEXACT or said in _BARE_TENS:
        return True
    if unit.kind == "discount":
        return not 0 < _scaled(unit, number(said)) < 1
    if unit.kind == "percent" and before in _POINT_MADE:
        return True
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
    "(?:到手价?|[券折]后价?|实付|应付|合计|总共|一共|原价|现价|活动价|售价|[单总差]价|减免?|返现?|满|省|便宜|优惠|抵扣?|直降|补贴|人民币|rmb"
    "|(?:补偿|赔偿|返还|退还|[退补赔付返])(?:了|给)?[您你]?)"
    "(?:就?是|为|只要|仅|约|:|了)?$"
)
_PRICED_BEHIND = re.compile("包邮|到手|入手|拿下")
_NAMED = re.compile("[号款型批年楼栋单色页整新a-z]|积分")
_LISTED = re.compile(r"\d[)、]")  # 买家付 3)入口: the next point of a list


def _bare(plain: str, at: int, said: str) -> Quantity | None:
    """A number without a unit: money where the words before it say so."""
    end = at + len(said)
    if said in ("半", "618") or (said[0] in CHINESE and not _SPELLED_OUT.fullmatch(said)):
        return None
    if (at and _WORD_PART.match(plain, at - 1)) or "a" <= plain[end : end + 1] <= "z":
        return None
    before = _PRICED.search(plain, max(0, at - 8), at) and not _NAMED.match(plain, end)
    before = before and not _LISTED.match(plain, at)
    return Quantity(
        "money" if before or _PRICED_BEHIND.match(plain, end) else "number", number(said), at, end
    )


def signed_money(plain: str, at: int) -> Quantity | None:
    """¥30, ¥30-50."""
    low = numeral(plain, at + 1)
    if not low:
        return None
    end = at + 1 + len(low)
    last = range_end(plain, end)
    end += 1 + len(last) if last else 0
    most = number(last) if last else None
    return Quantity("money", number(low), at, end + plain.startswith("元", end), most)


_JIAO = re.compile(
    r"[元块]([1-9一二三四五六七八九])(?:[毛角]"
    r"|(?=$|[,。!?;~…、)的了吧呢哦哈呀啊给都就已也退打返全]|左右|以上|以内|到[账您]|[前昨今明]天|一分))"
)


def money_parts(plain: str, at: int) -> Quantity | None:
    """30块5, 30元5角."""
    yuan = numeral(plain, at)
    jiao = _JIAO.match(plain, at + len(yuan)) if yuan else None
    if jiao is None:
        return None
    return Quantity("money", round(number(yuan) + number(jiao[1]) / 10, 2), at, jiao.end())


_LESS = re.compile("元?(?:立减|可减|就减|减免?|返|(-))")
_YUAN = re.compile("元|块钱?")


def threshold(plain: str, at: int) -> Quantity | None:
    """满300减30, the 满 read as a qualifier."""
    low = numeral(plain, at)
    less = _LESS.match(plain, at + len(low)) if low else None
    off = numeral(plain, less.end()) if less else ""
    if not less or not off:
        return None
    before = plain[at - 1 : at]
    if before != "满" and (less[1] or number(low) % 10 or number(low) < 10 or before in ("减", "返")):
        return None  # 276减15 and 488减40减30 are sums being done, no offers
    end = less.end() + len(off)
    yuan = _YUAN.match(plain, end)
    return Quantity("threshold", number(low), at, yuan.end() if yuan else end, number(off))


_METRES = re.compile(
    "([1-3一二两])米(?:(?P<tenths>[1-9一二三四五六七八九])|(?P<cm>\\d\\d|[零一二三四五六七八九]{2}))"
    "(?![\\d.%一二三四五六七八九十百千万])"
)


def metres(plain: str, at: int) -> Quantity | None:
    """一米七五, 1米75, 1米8."""
    match = _METRES.match(plain, at)
    if match is None or unit_at(plain, match.end()) or _WORD_PART.match(plain[at - 1 : at]):
        return None
    rest = number(match["tenths"]) * 10 if match["tenths"] else number(match["cm"])
    return Quantity("measure", number(match[1]) * 100 + rest, at, match.end(), None, "cm")


def percent_words(plain: str, at: int) -> Quantity | None:
    """百分之五, 百分之一二, 百分之一到二, 百分百."""
    if plain.startswith("百分之", at):
        said = numeral(plain, at + 3)
        if not said:
            return None
        low, high = pair(said)
        end = at + 3 + len(said)
        again = 3 if plain.startswith("百分之", end + 1) else 0
        if plain[end : end + 1] in RANGE and (last := numeral(plain, end + 1 + again)):
            end, high = end + 1 + again + len(last), number(last)
        return Quantity("percent", low, at, end, high)
    return Quantity("percent", 100.0, at, at + 3) if plain.startswith("百分百", at) else None


def half_price(plain: str, at: int) -> Quantity | None:
    """半价, 对折."""
    return Quantity("discount", 0.5, at, at + 2) if plain.startswith(("半价", "对折"), at) else None
