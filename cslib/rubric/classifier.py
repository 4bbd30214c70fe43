"""A linear model of what sentences say, learned from labelled replies: it confirms rules and finds more.

A sentence is the set of its characters and of its pairs of neighbours; each has a weight for every label
(logistic regression, one label against the rest; ``tools/train.py`` learns them from ``data/replies``).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from operator import add
from pathlib import Path
from struct import Struct
from typing import Any

LONGEST = 120  # characters read at once: so many can't overflow a lane, and a fault doesn't drown in more
_LANE = 2  # bytes a label's sum takes in the integer that holds all of them
ZERO = 128  # weights are bytes; this one is a weight of nothing


@lru_cache(maxsize=16)  # the rules' index looks at the same
def grams(sentence: str) -> frozenset[str]:
    """What the model looks at: characters, pairs of neighbours, and how the sentence begins.

    Examples
    --------
    >>> sorted(grams("好的"))
    ['^', '^好', '好', '好的', '的']
    """
    marked = "^" + sentence
    return frozenset(marked).union(map(add, marked, sentence))


@dataclass(frozen=True, slots=True)
class Threshold:
    """Scores from which a label counts: where a rule says so too, and by the score alone."""

    confirmed: float
    alone: float


class Classifier:
    """The model, ready to score sentences.

    Parameters
    ----------
    model
        What the file of weights holds: ``labels``; for each of them ``scale``, ``bias``, ``confirmed`` and
        ``alone``; and ``grams``, with a byte a label in hexadecimal digits.
    """

    def __init__(self, model: dict[str, Any]) -> None:
        self.labels: tuple[str, ...] = tuple(model["labels"])
        self.thresholds = {
            label: Threshold(*pair)
            for label, *pair in zip(self.labels, model["confirmed"], model["alone"], strict=True)
        }
        self._unpack = Struct(f"<{len(self.labels)}H").unpack
        self._scale: list[float] = model["scale"]
        self._bias: list[float] = model["bias"]
        # All sums at once: each gram is one integer with a lane of two bytes for every label.
        self._weights = {gram: _lanes(bytes.fromhex(weights)) for gram, weights in model["grams"].items()}

    def scores(self, sentence: str) -> tuple[float, ...]:
        """Log-odds of every label, in the order of `labels`; a long one has its likeliest part's."""
        if len(sentence) <= LONGEST:
            return self._scores(sentence)
        parts = [sentence[at : at + LONGEST] for at in range(0, len(sentence), LONGEST)]
        return tuple(map(max, zip(*map(self._scores, parts), strict=True)))

    def _scores(self, sentence: str) -> tuple[float, ...]:
        known = self._weights.keys() & grams(sentence)
        total = sum(map(self._weights.__getitem__, known))
        lanes = self._unpack(total.to_bytes(_LANE * len(self.labels), "little"))
        none = ZERO * len(known)
        return tuple(
            [(lane - none) * s + b for lane, s, b in zip(lanes, self._scale, self._bias, strict=True)]
        )

    def weight(self, label: str, words: str) -> float:
        """How much `words` speak for a label."""
        index = self.labels.index(label)
        return self._scores(words)[index] - self._bias[index]


def _lanes(weights: bytes) -> int:
    spread = bytearray(_LANE * len(weights))
    spread[::_LANE] = weights
    return int.from_bytes(spread, "little")


@lru_cache(maxsize=4)
def load(path: Path) -> Classifier:
    """The classifier in a file of weights; read once."""
    return Classifier(json.loads(path.read_text(encoding="utf-8")))
