"""A small neural network that hears what a sentence says: it confirms rules and finds more.

A sentence is its pairs and triples of neighbouring characters and the set of its characters. Each of them
weighs for every label, and for hidden units that tell together what none of them tells alone (one layer,
rectified). The network is learned from labelled replies (``tools/train.py``, ``data/replies``). All its
numbers are whole and small enough that every machine finds the same sums.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import islice, repeat
from operator import add
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cslib.rubric.model import Heard
from cslib.text import Range, clauses

LONGEST = 40  # characters heard at once, lest a fault drown in more
PART, FULL = 12, 18  # so many characters of a clause are heard by themselves where it has more than `FULL`
FINE = 256  # parts of a label's step that hidden units move it by
CERTAIN = 2.5  # the score from which no guard is asked
BEGINS = "^"  # stands before a sentence, so that its first character is the second of a pair as well
_AT_ONCE = 32  # places summed in one pass, so that time stays linear in a reply's length

_SILENT = Heard((), {}, ())

Array = NDArray[np.float64]


def features(words: str) -> list[str]:
    """What the network looks at: neighbours in twos and threes as often as they stand there, characters once.

    Examples
    --------
    >>> sorted(features("好的好"))
    ['^好', '^好的', '好', '好的', '好的好', '的', '的好']
    """
    pairs = [*map(add, BEGINS + words, words)]
    return [*pairs, *map(add, pairs, words[1:]), *set(words)]


def pieces(sentence: str) -> list[Range]:
    """Where to hear a sentence whole: in pieces of at most `LONGEST`, each half of it in the next one too.

    Examples
    --------
    >>> pieces("好" * 70)
    [(0, 40), (20, 60), (40, 70)]
    """
    return _windows(0, len(sentence), LONGEST) if sentence else []


def parts(sentence: str) -> list[Range]:
    """Where to hear parts of it: its clauses, and of a long one a few characters at a time.

    A sentence that has no parts but itself has none.

    Examples
    --------
    >>> parts("好的"), parts("好的,我这就给您查"), len(parts("好" * 40))
    ([], [(0, 3), (3, 9)], 6)
    """
    found = [
        part
        for start, end in clauses(sentence)
        for part in (_windows(start, end, PART) if end - start > FULL else [(start, end)])
    ]
    return found if len(found) > 1 else []


def _windows(start: int, end: int, longest: int) -> list[Range]:
    if end - start <= longest:
        return [(start, end)]
    step = longest // 2
    return [(at, min(end, at + longest)) for at in range(start, end - step, step)]


class Classifier:
    """The network, ready to judge sentences.

    Parameters
    ----------
    model
        What the file of weights holds, as arrays: ``labels``; for each of them ``scale``, ``bias``, the
        scores above which it is ``believed`` with a rule and ``likely`` without one, and whether it is heard
        in ``parts`` as well as in the whole; for each hidden unit ``unit_scale``, ``unit_bias`` and, in
        ``output``, what it adds to each label; and ``grams`` with their ``weights``: for each gram a whole
        number from -127 to 127 a hidden unit, then one a label.
    """

    def __init__(self, model: Mapping[str, NDArray[Any]]) -> None:
        self.labels: tuple[str, ...] = tuple(model["labels"].tolist())
        self._units = len(model["unit_scale"])
        self._scale, self._bias = model["scale"], model["bias"]
        self._lift = np.round(model["unit_bias"] / model["unit_scale"]).astype(np.float32)
        self._output = np.round(model["output"] * model["unit_scale"][:, None] / self._scale * FINE)
        self._above = self._thresholds(model)
        self._number = {gram: number for number, gram in enumerate(model["grams"].tolist(), start=1)}.get
        nothing = np.zeros((1, self._units + len(self.labels)), np.int8)  # what a gram not known weighs
        self._weights = np.concatenate([nothing, model["weights"]])

    def _thresholds(self, model: Mapping[str, NDArray[Any]]) -> Array:
        """The sums above which a label is believed, likely or certain: in the whole, and in a part."""
        believed, likely = self._sum_of(model["believed"]), self._sum_of(model["likely"])
        whole = np.stack([believed, likely, self._sum_of(CERTAIN)])
        in_part = np.where(model["parts"], whole, np.inf)
        in_part[2] = np.inf
        return np.stack([whole, in_part])

    def _sum_of(self, score: Any) -> Array:
        found: Array = np.floor((score - self._bias) / self._scale * FINE)
        return found

    def judge(self, sentences: Sequence[str]) -> list[Heard]:
        """The labels of each of some sentences: of any of its `pieces`, and of its `parts`."""
        places, kinds, owners, smallest = list[Range](), list[int](), list[int](), list[slice]()
        at = 0
        for number, sentence in enumerate(sentences):
            whole, some = pieces(sentence), parts(sentence)
            places += [(at + start, at + end) for start, end in whole + some]
            kinds += [0] * len(whole) + [1] * len(some)
            owners += [number] * (len(whole) + len(some))
            smallest.append(slice(len(places) - len(some or whole), len(places)))
            at += len(sentence)
        if not places:
            return [_SILENT] * len(sentences)
        sums = self._sums("".join(sentences), places)
        heard: dict[int, tuple[set[int], set[int], set[int]]] = {}
        for place, level, label in np.argwhere(sums[:, None] > self._above[kinds]).tolist():
            heard.setdefault(owners[place], (set(), set(), set()))[level].add(label)
        found = [_SILENT] * len(sentences)
        for number, labels in heard.items():
            rows = smallest[number]
            found[number] = self._named(labels, places[rows], sums[rows])
        return found

    def _named(self, heard: tuple[set[int], ...], places: list[Range], sums: Array) -> Heard:
        """What is heard in a sentence, by name; what is likely, at the place that speaks most for it."""
        believed, likely, certain = map(sorted, heard)
        start, names = places[0][0], self.labels
        at = {names[i]: places[int(sums[:, i].argmax())] for i in likely}
        return Heard(
            tuple([names[i] for i in believed]),
            {label: (first - start, last - start) for label, (first, last) in at.items()},
            tuple([names[i] for i in certain]),
        )

    def weigh(self, words: Sequence[str]) -> Array:
        """What each of several stretches, its first `LONGEST` characters, says for each label."""
        places, at = list[Range](), 0
        for said in words:
            places.append((at, at + min(LONGEST, len(said))))
            at += len(said)
        return self._sums("".join(words), places)

    def strongest(self, label: str, weighed: Array) -> int:
        """The number of the stretch, as `weigh` has them, that speaks most for a label."""
        return int(weighed[:, self.labels.index(label)].argmax())

    def _sums(self, said: str, places: Sequence[Range]) -> Array:
        """What is said at each place for each label, in parts of its step."""
        rest = iter(places)
        passes = iter(lambda: list(islice(rest, _AT_ONCE)), [])
        return np.concatenate([self._some_sums(said, some) for some in passes])

    def _some_sums(self, said: str, places: list[Range]) -> Array:
        first, last = min(start for start, _ in places), max(end for _, end in places)
        words = said[first:last]
        starts, ends = (np.array(places) - first).T[:, :, None]
        number, pairs = self._number, [*map(add, words, words[1:])]
        openings = [said[start : min(start + 2, end)] for start, end in places]
        numbers = [
            *map(number, words, repeat(0)),
            *map(number, pairs, repeat(0)),
            *map(number, map(add, pairs, words[2:]), repeat(0)),
            *[number(BEGINS + opening[0], 0) for opening in openings],
            *[number(BEGINS + opening, 0) if len(opening) > 1 else 0 for opening in openings],
        ]
        at, met = np.arange(len(words)), np.array(_met_before(words))
        inside, own = (at >= starts) & (at < ends), np.eye(len(places), dtype=bool)
        once, pair, triple = (
            inside & (met < starts),
            inside[:, 1:] & inside[:, :-1],
            inside[:, 2:] & inside[:, :-2],
        )
        there = np.concatenate([once, pair, triple, own, own], axis=1, dtype=np.float32)
        sums = there @ self._weights.take(numbers, axis=0).astype(np.float32)
        units = np.maximum(sums[:, : self._units] + self._lift, 0).astype(np.float64)
        found: Array = units @ self._output + sums[:, self._units :] * FINE
        return found


def _met_before(words: str) -> list[int]:
    """Where each character stood last before, or -1."""
    last: dict[str, int] = {}
    found = []
    for at, char in enumerate(words):
        found.append(last.get(char, -1))
        last[char] = at
    return found


@lru_cache(maxsize=4)
def load(path: Path) -> Classifier:
    """The classifier in a file of weights; read once."""
    with np.load(path) as model:
        return Classifier(model)
