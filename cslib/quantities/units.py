"""The units numbers are said in."""

from __future__ import annotations

import re
from typing import NamedTuple


class Unit(NamedTuple):
    """What a unit makes of its number.

    Attributes
    ----------
    kind
        Kind of quantity, or empty where the word only looks like a unit.
    factor, plus
        The value is ``(number + plus) * factor``; `plus` is the half of 一个半小时.
    name
        Unit of the quantity after conversion.
    unless
        Pattern of what must not follow (30元旦 is no money).
    """

    kind: str
    factor: float = 1.0
    name: str = ""
    plus: float = 0.0
    unless: str = ""


_MONEY = {
    **dict.fromkeys(("块钱", "元钱", "rmb", "人民币"), Unit("money")),
    "元": Unit("money", unless="[旦素宵件]"),
    "圆": Unit("money", unless="[形领通]"),
    "块": Unit("money", unless="[布砖板皂屏儿电巧糖肉地毛浴]|蛋糕"),
    **dict.fromkeys(("毛钱", "毛", "角"), Unit("money", 0.1, unless="[孔衣线巾笔呢料]")),
    "分钱": Unit("money", 0.01),
}
_PERIODS = {
    "小时": 1.0,
    "钟头": 1.0,
    "h": 1.0,
    "hr": 1.0,
    "hrs": 1.0,
    "分钟": 1 / 60,
    "min": 1 / 60,
    "秒": 1 / 3600,
    "秒钟": 1 / 3600,
    "天": 24.0,
    "自然日": 24.0,
    "日历日": 24.0,
    "周": 168.0,
    "星期": 168.0,
    "礼拜": 168.0,
    "月": 720.0,
    "年": 8760.0,
}
_NOT_PERIOD = {
    **dict.fromkeys(("h", "hr", "hrs"), "[a-z]"),
    "min": "[a-z]",
    "秒": "[杀回]",
    "天": "[猫气]|两头",
    "周": "[年岁一二三四五六日天末]",
    "年": "[龄代级货底初轻]",
}
_MEASURES = {
    "cm": ("cm", 1.0),
    "厘米": ("cm", 1.0),
    "公分": ("cm", 1.0),
    "mm": ("cm", 0.1),
    "毫米": ("cm", 0.1),
    "m": ("cm", 100.0),
    "米": ("cm", 100.0),
    "km": ("cm", 1e5),
    "公里": ("cm", 1e5),
    "g": ("g", 1.0),
    "克": ("g", 1.0),
    "kg": ("g", 1000.0),
    "公斤": ("g", 1000.0),
    "千克": ("g", 1000.0),
    "斤": ("g", 500.0),
    "mg": ("g", 0.001),
    "毫克": ("g", 0.001),
    "ml": ("ml", 1.0),
    "毫升": ("ml", 1.0),
    "l": ("ml", 1000.0),
    "升": ("ml", 1000.0),
    "w": ("w", 1.0),
    "瓦": ("w", 1.0),
    "kw": ("w", 1000.0),
    "千瓦": ("w", 1000.0),
    "mah": ("mah", 1.0),
    "毫安": ("mah", 1.0),
    "毫安时": ("mah", 1.0),
    "gb": ("gb", 1.0),
    "tb": ("gb", 1024.0),
    "度": ("度", 1.0),
    "摄氏度": ("度", 1.0),
    "°": ("度", 1.0),
    "°c": ("度", 1.0),
    "平": ("平", 1.0),
    "平方": ("平", 1.0),
    "平米": ("平", 1.0),
    "平方米": ("平", 1.0),
    "m2": ("平", 1.0),
    "岁": ("岁", 1.0),
    "周岁": ("岁", 1.0),
    "码": ("码", 1.0),
    "寸": ("寸", 1.0),
    "英寸": ("寸", 1.0),
}
_NOT_MEASURE = {
    "m": "[a-z2码]",
    "米": "[线饭粒色白粉黄]",
    "克": "[拉服隆]",
    "升": "[级降温]",
    "码": "事",
    "平": "[台均]",
}
_COUNTED = (
    "件个双条套盒箱瓶袋包只台部张份次位人支片粒颗枚本把根单笔款种项步档星倍对副顶床罐桶卷遍趟名页行家轮间层"
)
_NOT_COUNTED = {
    "次": "日",
    "包": "[邮裹]",
    "人": "民",
    "只": "[满减能]|够[一两\\d]",
    "本": "[店次身]",
    "部": "分",
    "对": "[一于比]",
    "单": "独",
    "星": "期",
    "层": "次",
    "家": "居",
    "行": "[的不吗]",
}


def _table() -> dict[str, Unit]:
    units = dict(_MONEY)
    units["%"] = units["个百分点"] = Unit("percent")
    units["个点"] = Unit("percent", unless="[位赞评心击餐半钟数]")
    units["折"] = Unit("discount", unless="[叠伞页痕线]")
    units["工作日"] = units["个工作日"] = Unit("duration", 24.0, "工作日")
    units["刻钟"] = Unit("duration", 0.25)
    for name, hours in _PERIODS.items():
        whole = Unit("duration", hours, unless=_NOT_PERIOD.get(name, ""))
        half = Unit("duration", hours, plus=0.5)
        units |= {name: whole, f"个{name}": whole, f"{name}半": half, f"个半{name}": half}
    del units["个年"], units["个半年"]
    units["月"] = units["月半"] = Unit("")  # 6月 is a date; only 个月 lasts
    for name, (base, factor) in _MEASURES.items():
        units[name] = Unit(
            "measure", factor, base, unless=_NOT_MEASURE.get(name, "[a-z]" if name.isascii() else "")
        )
    for name in _COUNTED:
        units[name] = Unit("count", 1.0, name, unless=_NOT_COUNTED.get(name, ""))
    return units


UNITS = _table()
# by first character, how long the units are that begin with it, the longest first
_LENGTHS = {
    first: sorted({len(said) for said in UNITS if said[0] == first}, reverse=True)
    for first in {said[0] for said in UNITS}
}
STARTS = frozenset(_LENGTHS) | frozenset("多余来")


def unit_at(plain: str, at: int) -> str:
    """The unit said at `at`, the longest that fits, or an empty string.

    Examples
    --------
    >>> unit_at("3个工作日内", 1), unit_at("2米色", 1)
    ('个工作日', '')
    """
    for length in _LENGTHS.get(plain[at : at + 1], ()):
        said = plain[at : at + length]
        unit = UNITS.get(said)
        if unit and not (unit.unless and re.match(unit.unless, plain[at + length : at + length + 2])):
            return said
    return ""
