"""Random draws that come out the same on every machine and Python version."""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Mapping, Sequence
from itertools import accumulate
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Draws from one named stream; another stream's draws never change this one's.

    Everything rests on ``random()`` alone, the only method of `random.Random` whose sequence Python promises
    to keep.

    Examples
    --------
    >>> Dice("1/words").pick("甲乙丙丁") == Dice("1/words").pick("甲乙丙丁")
    True
    """

    def __init__(self, stream: str) -> None:
        self._next = Random(stream).random  # noqa: S311 - repeatable numbers are wanted, not secret ones

    def chance(self, share: float) -> bool:
        """Whether something that happens in `share` of cases happens now."""
        return self._next() < share

    def between(self, low: float, high: float) -> float:
        """A number from `low` up to `high`, all alike likely."""
        return low + (high - low) * self._next()

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int((high - low + 1) * self._next())

    def pick(self, options: Sequence[T]) -> T:
        """One of the options, all alike likely."""
        return options[int(len(options) * self._next())]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """One of the keys, in proportion to its weight."""
        reached = list(accumulate(weights.values()))
        place = bisect(reached, self._next() * reached[-1])
        return list(weights)[min(place, len(reached) - 1)]

    def exponential(self, mean: float) -> float:
        """A waiting time of that mean."""
        return -mean * math.log(1 - self._next())

    def spread(self, median: float, sigma: float) -> float:
        """A log-normal number: half are below `median`, two thirds within a factor of e^sigma of it."""
        normal = math.sqrt(-2 * math.log(1 - self._next())) * math.cos(2 * math.pi * self._next())
        return median * math.exp(sigma * normal)

    def poisson(self, mean: float) -> int:
        """How many of many unlikely things happen, `mean` of them on average."""
        count, reached = -1, 0.0
        while reached <= mean:
            count, reached = count + 1, reached + self.exponential(1)
        return count
