"""The customers, and which of them comes by today."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate

from cslib.shop import season
from cslib.shop.dice import Dice
from cslib.shop.records import Customer

REGIONS = {"华东": 38, "华南": 17, "华北": 16, "华中": 12, "西南": 9, "东北": 5, "偏远": 3}
_BEFORE = 400  # days before the year in which older customers joined


def customers(count: int, dice: Dice) -> list[Customer]:
    """So many customers; a few come often, most once or twice, and some only late in the year or no more."""
    return [_customer(number, dice) for number in range(1, count + 1)]


def _customer(number: int, dice: Dice) -> Customer:
    first = season.FIRST.date()
    if dice.chance(0.45):  # new this year
        first += timedelta(days=dice.whole(0, season.DAYS - 1))
    last = date(season.YEAR, 12, 31)
    if dice.chance(0.3):  # lost on the way
        last = first + timedelta(days=dice.whole(0, max(0, (last - first).days)))
    joined = first - timedelta(days=0 if first > season.FIRST.date() else dice.whole(1, _BEFORE))
    consent = dice.weighted({True: 46, False: 22, None: 32})
    withdrawn = None
    if consent and dice.chance(0.08):
        withdrawn = first + timedelta(days=dice.whole(0, (date(season.YEAR, 12, 31) - first).days))
    return Customer(
        id=f"C{number:05d}",
        joined=joined if dice.chance(0.62) else None,
        consent=consent,
        withdrawn=withdrawn,
        region=dice.weighted(REGIONS),
        weight=dice.spread(1.0, 1.0),
        first=first,
        last=last,
    )


class Crowd:
    """Draws visitors: the heavier a customer, the more often."""

    def __init__(self, people: Sequence[Customer]) -> None:
        self._people = people
        self._reached = list(accumulate(each.weight for each in people))

    def visitor(self, day: date, dice: Dice) -> Customer:
        """A customer who is around on that day, or, where a small crowd has hardly any, anybody."""
        for _ in range(20):
            place = bisect(self._reached, dice.between(0, self._reached[-1]))
            found = self._people[min(place, len(self._people) - 1)]
            if found.first <= day <= found.last:
                break
        return found
