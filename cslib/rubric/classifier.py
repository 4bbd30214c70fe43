"""A linear model of what sentences say, learned from labelled replies: it confirms rules and finds more.

A sentence is its pairs of neighbouring characters and the set of its characters; each has a weight for every
label (logistic regression, one label against the rest; ``tools/train.py`` learns them from ``data/replies``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, islice, repeat
from math import floor
from operator import add
from pathlib import Path
from typing import Any

LONGEST = 120  # characters read at once: so many can't overflow a lane, and a fault doesn't drown in more
ZERO = 128  # weights are bytes; this one is a weight of nothing
BEGINS = "^"  # stands before a sentence, so that its first character is the second of a pair
_LANE = 16  # bits a label's sum takes in the integer that holds all of them
_HALF = 1 << _LANE - 1
_LONG, _MOST_CLAUSES = 30, 50


def features(sentence: str) -> list[str]:
    """What the model looks at: each pair of neighbours as often as it stands there, each character once.

    Examples
    --------
    >>> sorted(features("好的好的"))
    ['^好', '好', '好的', '好的', '的', '的好']
    """
    return [*map(add, BEGINS + sentence, sentence), *set(sentence)]


@dataclass(frozen=True, slots=True)
class Threshold:
    """Scores from which a label counts: where a rule says so too, and by the score alone."""

    confirmed: float
    alone: float


class Classifier:
    """The model, ready to judge sentences.

    All labels are weighed at once: their sums lie side by side in one integer, a lane each.

    Parameters
    ----------
    model
        What the file of weights holds: ``labels``; for each of them ``scale``, ``bias``, ``confirmed`` and
        ``alone``; and ``grams``, the weights of `features` with a byte a label in hexadecimal digits.
    """

    def __init__(self, model: dict[str, Any]) -> None:
        self.labels: tuple[str, ...] = tuple(model["labels"])
        self.thresholds = {
            label: Threshold(*pair)
            for label, *pair in zip(self.labels, model["confirmed"], model["alone"], strict=True)
        }
        self._scale: list[float] = model["scale"]
        self._bias: list[float] = model["bias"]
        self._highest = _lanes([_HALF] * len(self.labels))
        self._confirmed = self._short_of(model["confirmed"])
        self._alone = self._short_of(model["alone"])
        self._by_lane = {_HALF << _LANE * i: label for i, label in enumerate(self.labels)}
        nothing = _lanes([ZERO] * len(self.labels))
        weights = {g: _side_by_side(bytes.fromhex(said)) - nothing for g, said in model["grams"].items()}
        self._pair = {gram: lanes for gram, lanes in weights.items() if len(gram) == 2}.get
        self._char = {gram: lanes for gram, lanes in weights.items() if len(gram) == 1}.get

    def _short_of(self, scores: Iterable[float]) -> int:
        """What lifts a lane into its highest bit once its sum is above the score."""
        steps = [(score - b) / s for score, b, s in zip(scores, self._bias, self._scale, strict=True)]
        return _lanes([_HALF - 1 - floor(step) for step in steps])

    def judge(self, sentence: str) -> tuple[list[str], list[str]]:
        """Labels to be believed where a rule says so too, and those that need no rule.

        A sentence longer than `LONGEST` is judged piece by piece; for the former any two neighbouring clauses
        of a long sentence are judged too.
        """
        confirmed = alone = 0
        for at in range(0, len(sentence) or 1, LONGEST):
            piece = sentence[at : at + LONGEST]
            steps = self._steps(piece)
            lanes = steps[-1] + self._chars(piece)
            alone |= lanes + self._alone
            confirmed |= lanes + self._confirmed
            if len(piece) >= _LONG and piece.count(",") > 1:
                for start, end in islice(_neighbours(piece), _MOST_CLAUSES):
                    lanes = steps[end] - steps[start] + self._chars(piece[start:end])
                    confirmed |= lanes + self._confirmed
        return self._named(confirmed), self._named(alone)

    def _steps(self, piece: str) -> list[int]:
        """The sums of the pairs up to each character."""
        return list(accumulate(map(self._pair, map(add, BEGINS + piece, piece), repeat(0)), initial=0))

    def _chars(self, words: str) -> int:
        return sum(map(self._char, set(words), repeat(0)))

    def _named(self, lanes: int) -> list[str]:
        found, lanes = [], lanes & self._highest
        while lanes:
            lowest = lanes & -lanes
            found.append(self._by_lane[lowest])
            lanes ^= lowest
        return found

    def score(self, label: str, words: str) -> float:
        """Log-odds of a label, were `words` a sentence of at most `LONGEST` characters."""
        index = self.labels.index(label)
        lanes = self._steps(words[:LONGEST])[-1] + self._chars(words[:LONGEST]) + self._highest
        steps = (lanes >> _LANE * index & 2 * _HALF - 1) - _HALF
        return steps * self._scale[index] + self._bias[index]


def _neighbours(piece: str) -> Iterator[tuple[int, int]]:
    """Where any two clauses that follow on each other stand."""
    first, second = -1, piece.find(",")
    while second >= 0:
        third = piece.find(",", second + 1)
        yield first + 1, third if third >= 0 else len(piece)
        first, second = second, third


def _lanes(numbers: Iterable[int]) -> int:
    return sum(number << _LANE * i for i, number in enumerate(numbers))


def _side_by_side(weights: bytes) -> int:
    """As `_lanes`, for bytes and much faster."""
    spread = bytearray(_LANE // 8 * len(weights))
    spread[:: _LANE // 8] = weights
    return int.from_bytes(spread, "little")


@lru_cache(maxsize=4)
def load(path: Path) -> Classifier:
    """The classifier in a file of weights; read once."""
    return Classifier(json.loads(path.read_text(encoding="utf-8")))
