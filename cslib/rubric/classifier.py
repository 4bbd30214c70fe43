"""A small neural network that hears what a sentence says: it confirms rules and finds more.

A sentence is its pairs of neighbouring characters and the set of its characters. Each of them weighs for
every label, and for hidden units that tell together what none of them tells alone (one layer, rectified). The
network is learned from labelled replies (``tools/train.py``, ``data/replies``); here it runs on integers,
without numpy: what belongs to one gram lies side by side in one integer, so that adding grams adds all lanes.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, repeat
from math import floor
from operator import add
from pathlib import Path
from struct import Struct
from typing import Any, NamedTuple

SHORT, FULL = 16, 24  # so few are heard by themselves too where there are more: faults may run together
LONGEST = 40  # characters heard at once, lest a fault drown in more
LOUD = 2.0  # how far so few characters must be above what is likely, for they know nothing of the rest
ZERO = 128  # weights are bytes; this one is a weight of nothing
FINE = 256  # parts of a label's step that hidden units move it by
CERTAIN = 2.5  # the score from which no guard is asked
BEGINS = "^"  # stands before a sentence, so that its first character is the second of a pair
_UNIT, _LABEL = 16, 32  # bits of a lane
_UNIT_ZERO, _HIGH = 1 << _UNIT - 1, 1 << _LABEL - 1


def features(sentence: str) -> list[str]:
    """What the network looks at: each pair of neighbours as often as it stands there, each character once.

    Examples
    --------
    >>> sorted(features("好的好的"))
    ['^好', '好', '好的', '好的', '的', '的好']
    """
    return [*map(add, BEGINS + sentence, sentence), *set(sentence)]


def pieces(sentence: str) -> list[str]:
    """A sentence in pieces of at most `LONGEST` characters, each half of it in the next one too.

    Examples
    --------
    >>> [len(piece) for piece in pieces("好" * 70)]
    [40, 40, 30]
    """
    return [sentence[start:end] for start, end in _windows(len(sentence), LONGEST)]


def _windows(length: int, longest: int) -> list[tuple[int, int]]:
    if length <= longest:
        return [(0, length)]
    step = longest // 2
    return [(at, min(length, at + longest)) for at in range(0, length - longest + step, step)]


class Heard(NamedTuple):
    """The labels of a sentence: where a rule says so too, without a rule, and whatever stands around."""

    believed: tuple[str, ...]
    likely: tuple[str, ...]
    certain: tuple[str, ...]


class Classifier:
    """The network, ready to judge sentences.

    Parameters
    ----------
    model
        What the file of weights holds: ``labels``; for each of them ``scale``, ``bias`` and the scores above
        which it is ``believed`` with a rule and ``likely`` without one; for each hidden unit ``unit_scale``,
        ``unit_bias`` and, in ``output``, what it adds to each label; and ``grams``, separated by spaces, with
        their ``weights``: for each gram a byte a hidden unit, then a byte a label, in base64.
    """

    def __init__(self, model: dict[str, Any]) -> None:
        self.labels: tuple[str, ...] = tuple(model["labels"])
        self._scale: list[float] = model["scale"]
        self._bias: list[float] = model["bias"]
        self._highest = _lanes([_HIGH] * len(self.labels))
        self._believed = self._short_of(model["believed"])
        self._likely = self._short_of(model["likely"])
        self._loud = self._short_of([score + LOUD for score in model["likely"]])
        self._certain = self._short_of([CERTAIN] * len(self.labels))
        self._by_lane = {_HIGH << _LABEL * i: label for i, label in enumerate(self.labels)}
        self._read_units(model["unit_scale"], model["unit_bias"], model["output"])
        grams = model["grams"].split(" ") if model["grams"] else []
        weights = dict(zip(grams, self._side_by_side(b64decode(model["weights"])), strict=True))
        self._pair = {gram: lanes for gram, lanes in weights.items() if len(gram) == 2}.get
        self._char = {gram: lanes for gram, lanes in weights.items() if len(gram) == 1}.get

    def _short_of(self, scores: Iterable[float]) -> int:
        """What lifts a lane into its highest bit once its sum is above the score."""
        steps = [(score - b) / s for score, b, s in zip(scores, self._bias, self._scale, strict=True)]
        return _lanes([_HIGH - 1 - floor(step * FINE) for step in steps])

    def _read_units(self, scale: list[float], bias: list[float], output: list[list[float]]) -> None:
        self._units = len(scale)
        self._unpack = Struct(f"<{self._units}H").unpack
        self._unit_bits = (1 << _UNIT * self._units) - 1
        steps = [_UNIT_ZERO + round(b / s) for b, s in zip(bias, scale, strict=True)]
        self._lift = sum(step << _UNIT * i for i, step in enumerate(steps))
        self._output = [
            _lanes([round(weight * s / label * FINE) for weight, label in zip(row, self._scale, strict=True)])
            for s, row in zip(scale, output, strict=True)
        ]

    def _side_by_side(self, weights: bytes) -> Iterator[int]:
        """One integer a gram: its units' lanes, then its labels' lanes."""
        units, labels = self._units, len(self.labels)
        row, wide = units + labels, (_UNIT * units + _LABEL * labels) // 8
        spread = bytearray(len(weights) // row * wide)
        for unit in range(units):
            spread[_UNIT // 8 * unit :: wide] = weights[unit::row]
        for label in range(labels):  # the second byte of a lane: a step is `FINE` parts
            spread[(_UNIT * units + _LABEL * label) // 8 + 1 :: wide] = weights[units + label :: row]
        unit_zero = sum(ZERO << _UNIT * i for i in range(units))
        nothing = unit_zero + (_lanes([ZERO * FINE] * labels) << _UNIT * units)
        for at in range(0, len(spread), wide):
            yield int.from_bytes(spread[at : at + wide], "little") - nothing

    def judge(self, sentence: str) -> Heard:
        """The labels of a sentence: of any of its `pieces`, and what a few characters say loudly."""
        believed = likely = certain = 0
        steps = self._steps(sentence)
        for start, end in _windows(len(sentence), LONGEST):
            sums = self._heard(sentence, steps, start, end)
            believed |= sums + self._believed
            likely |= sums + self._likely
            certain |= sums + self._certain
        for start, end in _windows(len(sentence), SHORT) if len(sentence) > FULL else ():
            sums = self._heard(sentence, steps, start, end)
            believed |= sums + self._likely
            likely |= sums + self._loud
        return Heard(self._named(believed), self._named(likely), self._named(certain))

    def weigh(self, words: str) -> int:
        """What at most `LONGEST` characters say for each label, a lane each."""
        return self._heard(words, self._steps(words), 0, len(words))

    def _steps(self, words: str) -> list[int]:
        """The sums of the pairs up to each character; what stands between two of them is the difference."""
        pairs = map(self._pair, map(add, words, words[1:]), repeat(0))
        return list(accumulate(pairs, initial=0))

    def _heard(self, words: str, steps: list[int], start: int, end: int) -> int:
        """What ``words[start:end]`` say, were they all there is."""
        said = words[start:end]
        pairs = steps[end - 1] - steps[start] + self._pair(BEGINS + said[0], 0) if said else 0
        return self._sums(sum(map(self._char, set(said), repeat(0)), pairs))

    def _sums(self, lanes: int) -> int:
        """The labels' lanes, with what the hidden units add."""
        lanes += self._lift
        sums = lanes >> _UNIT * self._units
        for unit, output in zip(self._unpacked(lanes), self._output, strict=True):
            if unit > _UNIT_ZERO:
                sums += (unit - _UNIT_ZERO) * output
        return sums

    def _unpacked(self, lanes: int) -> Sequence[int]:
        return self._unpack((lanes & self._unit_bits).to_bytes(_UNIT // 8 * self._units, "little"))

    def _named(self, lanes: int) -> tuple[str, ...]:
        found, lanes = [], lanes & self._highest
        while lanes:
            lowest = lanes & -lanes
            found.append(self._by_lane[lowest])
            lanes ^= lowest
        return tuple(found)

    def strongest(self, label: str, clauses: Sequence[int]) -> int:
        """The number of the clause, as `weigh` has it, that speaks most for a label."""
        lane = _LABEL * self.labels.index(label)
        sums = [clause + self._highest >> lane & 2 * _HIGH - 1 for clause in clauses]
        return sums.index(max(sums))


def _lanes(numbers: Iterable[int]) -> int:
    return sum(number << _LABEL * i for i, number in enumerate(numbers))


@lru_cache(maxsize=4)
def load(path: Path) -> Classifier:
    """The classifier in a file of weights; read once."""
    return Classifier(json.loads(path.read_text(encoding="utf-8")))
