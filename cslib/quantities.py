"""Numbers as they are said: money, durations, dates, clock times, percentages, measures, counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from cslib import text

KINDS = (
    "money",
    "percent",
    "discount",
    "threshold",
    "duration",
    "date",
    "weekday",
    "clock",
    "day",
    "measure",
    "count",
    "number",
)
TIME_KINDS = frozenset({"duration", "clock", "date", "weekday", "day"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number with what it is a number of.

    Attributes
    ----------
    kind
        One of `KINDS`.
    value
        Comparable size: yuan, per cent, the share paid (discount), hours (duration), month * 100 + day
        (date; 0 as month where none is said), 1 to 7 (weekday), minutes since midnight (clock), days from today
        (day), the number itself otherwise. Low end of a range.
    start, end
        Where it stands in the plain text, its unit and qualifier included.
    high
        High end of a range (``1-2天``), or the deduction of a threshold (``满300减30``).
    unit
        ``cm``, ``件`` … for measures and counts, ``工作日`` for working days.
    qualifier
        ``内``, ``前``, ``后``, ``至少``, ``最多``, ``约`` … or empty.
    """

    kind: str
    value: float
    start: int
    end: int
    high: float | None = None
    unit: str = ""
    qualifier: str = ""

    @property
    def working(self) -> bool:
        """Whether the duration counts working days."""
        return self.unit == "工作日"


_SIMPLE = re.compile(
    r"(?P<money>¥\d{1,7}(?:\.\d{1,2})?|\d{1,7}(?:\.\d{1,2})?(?:元|块))"
    r"|(?P<duration>\d{1,4}(?:个?工作日|小时|h(?![a-z])|天|分钟|个月|周))"
    r"|(?P<percent>\d{1,3}(?:\.\d{1,2})?%)"
    r"|(?P<clock>\d{1,2}:\d{2}|\d{1,2}点)"
    r"|(?P<date>\d{1,2}月\d{1,2}[日号])"
)


@lru_cache(maxsize=256)
def find(plain: str) -> tuple[Quantity, ...]:
    """Every quantity said in a plain text (see `cslib.text.read`), in order, none overlapping."""
    out = []
    for match in _SIMPLE.finditer(plain):
        digits = [float(n) for n in re.findall(r"\d+(?:\.\d+)?", match[0])]
        kind = match.lastgroup or "number"
        value = digits[0]
        if kind == "duration":
            value *= 24 if "天" in match[0] or "日" in match[0] else 1
        elif kind == "clock":
            value = value * 60 + (digits[1] if len(digits) > 1 else 0)
        elif kind == "date":
            value = value * 100 + digits[1]
        unit = "工作日" if "工作日" in match[0] else ""
        out.append(Quantity(kind, value, match.start(), match.end(), unit=unit))
    return tuple(out)


def parse(value: str, kind: str | None = None) -> Quantity:
    """The one quantity an author wrote, in any usual spelling.

    Raises
    ------
    ValueError
        In Chinese, where there is no quantity (of that kind) in `value`.
    """
    found = [q for q in find(text.read(value).plain) if kind in (None, q.kind)]
    if not found:
        raise ValueError(f"“{value}”里读不出数量，请写成“30元”“48小时”“17:00”“6月9日”这样的形式")
    return replace(found[0])


def same(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities say the same, however they are spelled."""
    return (a.kind, a.value, a.high, a.unit) == (b.kind, b.value, b.high, b.unit)
