"""Counting time as rules do: Beijing time, working days with make-up days, service hours, months."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
FIRST_YEAR, LAST_YEAR = 1992, 2100  # no daylight saving in between, and typing mistakes outside
FIRST_ARRANGED = 2015  # older orders don't come up any more
WEEKDAYS = "一二三四五六日"

Moment = datetime | str


def beijing(moment: Moment) -> datetime:
    """A moment in Beijing time, from a `datetime` or text such as ``2025-06-01 15:00``.

    A moment without a zone is taken as Beijing time, one with another zone is converted.

    Raises
    ------
    ValueError
        Not a moment, without a time of day, or outside the years 1992 to 2100.

    Examples
    --------
    >>> beijing("2025-06-01 15:00").isoformat()
    '2025-06-01T15:00:00+08:00'
    >>> beijing("2025-06-01T15:00+00:00").isoformat()
    '2025-06-01T23:00:00+08:00'
    """
    if isinstance(moment, str):
        moment = _read(moment)
    if not isinstance(moment, datetime):
        raise ValueError(f"时间要写到几点几分，例如 2025-06-01 15:00，现在是“{moment}”。")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(
            f"年份要在{FIRST_YEAR}到{LAST_YEAR}之间，现在是{moment.year}年，请检查有没有多打或少打数字。"
        )
    return moment.replace(tzinfo=BEIJING) if moment.tzinfo is None else moment.astimezone(BEIJING)


_TYPED = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]*(\d{1,2})[:点时](\d{1,2})分?(?::(\d{1,2}))?"
)


def _read(text: str) -> datetime:
    """A moment as people type it, else as ISO 8601 writes it; never a day alone."""
    plain = unicodedata.normalize("NFKC", text).strip()
    try:
        if typed := _TYPED.fullmatch(plain):
            return datetime(*(int(part or 0) for part in typed.groups()))  # type: ignore[arg-type]
        if len(plain) > len("2025-06-01"):
            return datetime.fromisoformat(plain)
    except ValueError:
        pass
    raise ValueError(f"看不懂时间“{text}”。请写成年-月-日 时:分，例如 2025-06-01 15:00。")


def spoken(moment: datetime, near: datetime | None = None) -> str:
    """A moment as it is said; the year is left out where `near` is of the same year.

    Examples
    --------
    >>> start = beijing("2025-06-01 15:00")
    >>> spoken(start), spoken(beijing("2025-06-08 23:59:59"), start)
    ('2025年6月1日（周日）15:00', '6月8日（周日）24:00')
    """
    if moment.time() >= time(23, 59, 59):
        return f"{spoken_day(moment, near)}24:00"
    return f"{spoken_day(moment, near)}{moment:%H:%M}" + (f":{moment:%S}" if moment.second else "")


def spoken_day(day: date, near: date | None = None) -> str:
    """The day of `spoken`.

    Examples
    --------
    >>> spoken_day(date(2025, 6, 1), date(2025, 1, 1))
    '6月1日（周日）'
    """
    year = "" if near is not None and near.year == day.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def lasting(span: timedelta) -> str:
    """A length of time as it is said, down to the minute.

    Examples
    --------
    >>> lasting(timedelta(days=2, hours=3, minutes=5)), lasting(timedelta(seconds=40))
    ('2天3小时5分钟', '不到1分钟')
    """
    minutes = int(span.total_seconds() // 60)
    days, hours = divmod(minutes // 60, 24)
    parts = ((days, "天"), (hours, "小时"), (minutes % 60, "分钟"))
    return "".join(f"{count}{unit}" for count, unit in parts if count) or "不到1分钟"


class NotArranged(ValueError):  # noqa: N818 (reads as what it says)
    """The State Council's holiday arrangement for that year isn't known here."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked: Monday to Friday, but for the days `off` and the make-up days `worked`.

    Attributes
    ----------
    first, last
        The days between which the arrangement is known, both included.
    """

    first: date
    last: date
    off: frozenset[date]
    worked: frozenset[date]

    def works(self, day: date) -> bool:
        """Whether that day is a working day.

        Raises
        ------
        NotArranged
            The day is not covered; nothing is guessed.

        Examples
        --------
        >>> china().works(date(2025, 9, 28)), china().works(date(2025, 10, 8))
        (True, False)
        """
        if not self.first <= day <= self.last:
            raise NotArranged(
                f"{day.year}年{day.month}月的放假和调休还没有收进来（现有{self.first}到{self.last}），算不出工作日。"
                "国务院公布后请升级节假日数据（pip install -U holidays）；在那之前先查日历，答复写明日期。"
            )
        return day in self.worked or (day.weekday() < 5 and day not in self.off)

    def next_working(self, day: date) -> date:
        """The first working day after `day`."""
        day += timedelta(days=1)
        while not self.works(day):
            day += timedelta(days=1)
        return day


@cache
def china() -> Calendar:
    """Mainland China's working days, from the ``holidays`` package.

    It covers 2015 and every year after it for which the package holds the State Council's arrangement: up
    to 2026 with version 0.109. A year without make-up days has no arrangement yet, its dates would be
    estimates. The last year counts up to 24 December, since the next year's arrangement can still move
    the days around New Year.

    Examples
    --------
    >>> china().first.year, china().last.year >= 2026
    (2015, True)
    """
    import holidays

    days, year = holidays.country_holidays("CN", years=FIRST_ARRANGED), FIRST_ARRANGED
    while any(day.year == year for day in days.weekend_workdays):
        year += 1
        _ = date(year, 1, 1) in days  # the package adds a year when it is asked about it
    last = date(year - 1, 12, 24)
    off = frozenset(day for day in days if day <= last)
    return Calendar(
        date(FIRST_ARRANGED, 1, 1), last, off, frozenset(d for d in days.weekend_workdays if d <= last)
    )


@dataclass(frozen=True, slots=True)
class Hours:
    """Daily service hours; closing not after opening means the next day (``00:00`` is midnight)."""

    opens: time
    closes: time
    working_days: bool = False

    def window(self, day: date) -> tuple[datetime, datetime]:
        """When service that begins on `day` opens and closes."""
        start = datetime.combine(day, self.opens, BEIJING)
        end = datetime.combine(day, self.closes, BEIJING)
        return start, end if end > start else end + timedelta(days=1)

    def __str__(self) -> str:
        days = "工作日" if self.working_days else "每天"
        end = "24:00" if self.closes == time(0) else f"{self.closes:%H:%M}"
        return f"{days}{self.opens:%H:%M}—{end}"


def after_hours(start: datetime, hours: float) -> datetime:
    """The moment that many hours by the clock later.

    Examples
    --------
    >>> after_hours(beijing("2025-06-01 22:00"), 24).isoformat()
    '2025-06-02T22:00:00+08:00'
    """
    return (start.astimezone(UTC) + timedelta(hours=hours)).astimezone(BEIJING)


def end_of(day: date) -> datetime:
    """The last second of a day: 24:00 belongs to it."""
    return datetime.combine(day, time(23, 59, 59), BEIJING)


def after_days(start: datetime, days: int) -> datetime:
    """The end of the last of that many days, counted from the day after `start` (Civil Code, art. 201, 203).

    Examples
    --------
    >>> after_days(beijing("2025-06-01 15:00"), 7).isoformat()
    '2025-06-08T23:59:59+08:00'
    """
    return end_of(start.date() + timedelta(days=days))


def after_working_days(start: datetime, days: int, calendar: Calendar | None = None) -> datetime:
    """The end of the last of that many working days, the first being the next working day after `start`.

    Examples
    --------
    >>> after_working_days(beijing("2025-09-30 10:00"), 2).date().isoformat()
    '2025-10-10'
    """
    calendar = calendar or china()
    day = start.date()
    for _ in range(days):
        day = calendar.next_working(day)
    return end_of(day)


def after_months(start: datetime, months: int) -> datetime:
    """The end of the matching day so many months later, or of that month's last day (Civil Code, art. 202).

    Examples
    --------
    >>> after_months(beijing("2025-08-31 09:00"), 6).date().isoformat()
    '2026-02-28'
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return end_of(date(year, month + 1, min(start.day, monthrange(year, month + 1)[1])))


def within_hours(start: datetime, hours: float, open_: Hours, calendar: Calendar | None = None) -> datetime:
    """The moment when that many hours of service have passed; time outside service hours doesn't count.

    Examples
    --------
    >>> office = Hours(time(9), time(18))
    >>> within_hours(beijing("2025-06-03 10:00"), 4, office).strftime("%d %H:%M")
    '03 14:00'
    >>> within_hours(beijing("2025-06-03 14:01"), 4, office).strftime("%d %H:%M")
    '04 09:01'
    """
    left, day = timedelta(hours=hours), start.date() - timedelta(days=1)
    if left <= timedelta(0):
        return start
    while True:
        opens, closes = open_.window(day)
        served = closes - max(opens, start)
        if served > timedelta(0) and (not open_.working_days or (calendar or china()).works(day)):
            if left <= served:
                return max(opens, start) + left
            left -= served
        day += timedelta(days=1)
