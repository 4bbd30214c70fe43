"""The shop's year: when people come, when the platform has its campaigns, when parcels rest."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from cslib.shop.dice import Dice

YEAR = 2025
FIRST, END = datetime(YEAR, 1, 1), datetime(YEAR + 1, 1, 1)  # nothing from END on was known at the export
DAYS = (END - FIRST).days
OPEN, CLOSE = 9, 23  # hours in which people answer (policy "shop-hours")

CAMPAIGNS = {
    "618": (date(YEAR, 6, 16), date(YEAR, 6, 20)),
    "双11": (date(YEAR, 10, 31), date(YEAR, 11, 11)),
}
HOLIDAY = (date(YEAR, 1, 26), date(YEAR, 2, 4))  # Spring Festival: hardly any visits, no parcels

# Shares of a day's visits by the hour they fall in; the night's together are about 6 %.
HOURS = (
    0.012, 0.006, 0.003, 0.002, 0.002, 0.003, 0.005, 0.010, 0.020, 0.040, 0.052, 0.056,
    0.065, 0.061, 0.052, 0.050, 0.048, 0.048, 0.056, 0.084, 0.122, 0.118, 0.066, 0.020,
)  # fmt: skip

_HOURLY = dict(enumerate(HOURS))
_WEEKDAYS = (0.95, 0.92, 0.93, 0.95, 1.0, 1.06, 1.19)
_MONTHS = (1.0, 0.8, 0.9, 0.9, 0.95, 1.0, 0.85, 0.85, 0.95, 1.1, 1.15, 1.1)
_PEAKS = {
    (6, 16): 2.2, (6, 17): 1.8, (6, 18): 4.0, (6, 19): 1.7, (6, 20): 1.9,
    (10, 31): 2.2, (11, 1): 3.0, (11, 9): 1.5, (11, 10): 2.8, (11, 11): 5.5, (11, 12): 1.5,
    (12, 12): 2.0,
}  # fmt: skip
# What the shift plan reckons with; nobody planned for the parcels and returns that follow a campaign.
_PLANNED = {(11, 11): 1.25}
HELPED = {date(YEAR, 6, 18), date(YEAR, 11, 1), date(YEAR, 11, 10), date(YEAR, 11, 11)}  # by temporary staff


def moment(day: date, dice: Dice) -> datetime:
    """A time on that day, as the hours of the day have it."""
    hour = dice.weighted(_HOURLY)
    return datetime(day.year, day.month, day.day, hour) + timedelta(seconds=dice.whole(0, 3599))


def busy(day: date) -> float:
    """How many times an ordinary day's visits come.

    Examples
    --------
    >>> busy(date(2025, 11, 11)) > 5 * busy(date(2025, 3, 11))
    True
    """
    if HOLIDAY[0] <= day <= HOLIDAY[1]:
        return 0.35
    return _WEEKDAYS[day.weekday()] * _MONTHS[day.month - 1] * _PEAKS.get((day.month, day.day), 1.0)


def planned(day: date) -> float:
    """How many times an ordinary day's chats the shift plan is made for."""
    return _PLANNED.get((day.month, day.day), 1.0)


def campaign(day: date) -> str:
    """The campaign a day belongs to, or an empty text.

    Examples
    --------
    >>> campaign(date(2025, 6, 18)), campaign(date(2025, 6, 21))
    ('618', '')
    """
    return next((name for name, (first, last) in CAMPAIGNS.items() if first <= day <= last), "")


def swamped(day: date) -> bool:
    """Whether the week and a half after 双11, when returns and complaints pile up."""
    return date(YEAR, 11, 12) <= day <= date(YEAR, 11, 23)


def after_weekend(at: datetime, dice: Dice) -> datetime:
    """`at`, or after 双11 often the Monday: people open the parcels at the weekend and write on Monday."""
    monday = date(YEAR, 11, 17)
    if timedelta(0) < monday - at.date() <= timedelta(days=4) and dice.chance(0.7):
        return moment(monday, dice)
    return at


def open_at(moment: datetime) -> bool:
    """Whether people answer at that hour."""
    return OPEN <= moment.hour < CLOSE


def rested(moment: datetime) -> datetime:
    """`moment`, or the same time on the first day after the holiday."""
    while HOLIDAY[0] <= moment.date() <= HOLIDAY[1]:
        moment += timedelta(days=1)
    return moment


def daytime(moment: datetime, first: int = 8, last: int = 20) -> datetime:
    """`moment` brought into the hours in which parcels move, on the same day.

    Examples
    --------
    >>> daytime(datetime(2025, 3, 1, 3, 20)).hour, daytime(datetime(2025, 3, 1, 23, 5)).hour
    (8, 20)
    """
    return moment.replace(hour=min(max(moment.hour, first), last), microsecond=0)
