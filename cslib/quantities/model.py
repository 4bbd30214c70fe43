"""What a number in a reply is."""

from __future__ import annotations

from dataclasses import dataclass

# The most exact first: of several quantities in one authored value the first kind here is meant.
KINDS = (
    "threshold",
    "money",
    "percent",
    "discount",
    "clock",
    "duration",
    "date",
    "weekday",
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
        Comparable size: yuan (money), per cent (percent), the share still paid (discount: 七折 is 0.7), hours
        (duration; a month is 30 days), month * 100 + day with 0 for what is not said (date), 1 to 7 from
        Monday (weekday), minutes since midnight (clock), days from today (day), base units (measure: cm, g,
        ml …), the spending asked for (threshold), else the number itself. The low end of a range.
    start, end
        Where the number and its unit stand in the plain text; a qualifier stands outside.
    high
        The high end of a range (``1-2天``), or what a threshold takes off (``满300减30``).
    unit
        ``cm``, ``g``, ``件`` … for measures and counts; ``工作日`` for working days; ``下``, ``上``, ``本``,
        ``每`` for a weekday of such a week; ``12h`` for a clock time that leaves its half of the day open.
    qualifier
        ``内``, ``前``, ``后``, ``起``, ``左右``, ``至少``, ``最多``, ``最晚``, ``约``, ``多`` … or empty.
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
