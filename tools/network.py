"""The network of `cslib.rubric.classifier`, and how it is learned: numpy only, the same numbers every time.

What a reply is labelled with is known of the reply, not of its sentences: a label's score is that of its
likeliest sentence (for some labels, or part of one), and only that sentence learns from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

UNITS = 64  # hidden units of a network
MEMBERS = 2  # networks whose mean is what is learned: each alone is unsteady
EPOCHS = 10
BATCH = 256
RATE, LEAST_RATE = 4e-3, 2e-4
UNIT_LOSS, GRAM_LOSS = 0.6, 0.2  # shares left out at random in learning: nothing is to lean on one of them
DECAY = 1e-4
RARE = -4.0  # log-odds to begin with: most labels apply to few replies
NEVER = -30.0  # those of what isn't asked


@dataclass
class Replies:
    """Replies as their sentences, and these as their grams.

    Attributes
    ----------
    grams
        Numbers of the grams of all sentences, one sentence after the other.
    ends
        Where each sentence's grams begin, and the last one's end.
    first
        Each reply's first sentence, and behind the last one's last.
    part
        For each sentence whether it is but part of one.
    known
        For each reply and label 1 where it applies, 0 where not, -1 where nobody has said.
    """

    grams: Ints
    ends: Ints
    first: Ints
    part: Flags
    known: Array

    @classmethod
    def of(cls, replies: Sequence[Sequence[tuple[bool, Iterable[int]]]], known: Array) -> Replies:
        """Replies of sentences of gram numbers, each with whether it is but part of one.

        A gram the network doesn't know is left out before.
        """
        sentences = [np.fromiter(grams, dtype=np.int64) for reply in replies for _, grams in reply]
        part = np.array([part for reply in replies for part, _ in reply], dtype=np.bool_)
        ends = np.cumsum([0, *(len(grams) for grams in sentences)])
        first = np.cumsum([0, *(len(reply) for reply in replies)])
        return cls(np.concatenate(sentences), ends, first, part, known)

    def __len__(self) -> int:
        return len(self.known)

    def pick(self, chosen: Ints) -> Replies:
        """Some of the replies, in this order."""
        counts = np.diff(self.first)[chosen]
        rows = _ranges(self.first[chosen], counts)
        lengths = np.diff(self.ends)[rows]
        grams = self.grams[_ranges(self.ends[rows], lengths)]
        ends, first = np.concatenate([[0], np.cumsum(lengths)]), np.concatenate([[0], np.cumsum(counts)])
        return Replies(grams, ends, first, self.part[rows], self.known[chosen])


def _ranges(starts: Ints, counts: Ints) -> Ints:
    """``starts[0]``, ``starts[0] + 1`` … for as many as ``counts[0]``, and so on."""
    before = np.cumsum(counts) - counts
    return np.repeat(starts - before, counts) + np.arange(counts.sum())


class Network:
    """Weights of grams for hidden units and, right beside them, for labels; and of units for labels.

    Parameters
    ----------
    grams
        How many grams there are.
    in_parts
        For each label whether it is looked for in parts of a sentence as well.
    """

    def __init__(self, grams: int, in_parts: Flags, seed: int) -> None:
        self.units, self.in_parts, labels = UNITS, in_parts, len(in_parts)
        self.chance = np.random.default_rng(seed)
        of_units = self.chance.normal(0, 0.02, (grams, UNITS))
        self.gram = np.hstack([of_units, np.zeros((grams, labels))]).astype(np.float32)
        self.bias = np.concatenate([np.zeros(UNITS), np.full(labels, RARE)]).astype(np.float32)
        self.output = self.chance.normal(0, 0.2, (UNITS, labels)).astype(np.float32)
        self._adam = {name: _Adam(getattr(self, name)) for name in ("gram", "bias", "output")}

    @classmethod
    def learned(cls, replies: Replies, grams: int, in_parts: Flags, seed: int) -> Network:
        """The mean of `MEMBERS` networks that each learn from the replies, as one network."""
        members = [cls(grams, in_parts, seed + n) for n in range(MEMBERS)]
        for member in members:
            member.learn(replies)
        mean = cls(0, in_parts, seed)
        mean.units = UNITS * MEMBERS
        mean.gram = _side_by_side([member.gram for member in members])
        mean.bias = _side_by_side([member.bias for member in members])
        mean.output = np.vstack([member.output for member in members]) / np.float32(MEMBERS)
        return mean

    def scores(self, replies: Replies) -> Array:
        """Log-odds of every reply and label."""
        parts = np.array_split(np.arange(len(replies)), max(1, len(replies) // 1000))
        return np.concatenate([self._scores(replies.pick(part)) for part in parts])

    def _scores(self, replies: Replies) -> Array:
        return np.maximum.reduceat(self.sentences(replies), replies.first[:-1])

    def sentences(self, replies: Replies) -> Array:
        """Log-odds of every sentence and label."""
        sums = _sum(self.gram[replies.grams], replies.ends) + self.bias
        return self._scored(np.maximum(sums[:, : self.units], 0), sums, replies)

    def _scored(self, units: Array, sums: Array, replies: Replies) -> Array:
        scores: Array = units @ self.output + sums[:, self.units :]
        scores[replies.part[:, None] & ~self.in_parts] = NEVER
        return scores

    def learn(self, replies: Replies) -> None:
        """Go through the replies again and again, in small batches, ever more carefully."""
        for epoch in range(EPOCHS):
            rate = RATE * (1 - epoch / EPOCHS) + LEAST_RATE
            order = self.chance.permutation(len(replies))
            for at in range(0, len(order), BATCH):
                self._step(replies.pick(order[at : at + BATCH]), rate)

    def _step(self, replies: Replies, rate: float) -> None:
        kept = (self.chance.random((len(replies.grams), 1)) > GRAM_LOSS).astype(np.float32)
        used = self.chance.random((len(replies.ends) - 1, UNITS)) > UNIT_LOSS
        sums = _sum(self.gram[replies.grams] * kept, replies.ends) + self.bias
        active = ((sums[:, :UNITS] > 0) & used).astype(np.float32) / np.float32(1 - UNIT_LOSS)
        units: Array = sums[:, :UNITS] * active
        to_labels = self._missed(self._scored(units, sums, replies), replies)
        to_sums = np.hstack([(to_labels @ self.output.T) * active, to_labels])
        where, to_grams = _by_gram(replies.grams, to_sums, replies.ends, kept)
        self._adam["output"].step(self.output, units.T @ to_labels, rate)
        self._adam["bias"].step(self.bias, to_sums.sum(0), rate)
        self._adam["gram"].step(self.gram, to_grams + DECAY * self.gram[where], rate, where)

    def _missed(self, scores: Array, replies: Replies) -> Array:
        """How the scores of sentences are to move: the highest of each reply, the others not."""
        best = np.maximum.reduceat(scores, replies.first[:-1])
        error = np.where(replies.known >= 0, 1 / (1 + np.exp(-best)) - replies.known, 0) / len(replies)
        own = np.repeat(np.arange(len(replies)), np.diff(replies.first))
        moved: Array = (error[own] * (scores >= best[own])).astype(np.float32)
        return moved


def _side_by_side(weights: list[Array]) -> Array:
    """The units' weights of all members, then the mean of the labels' weights."""
    of_labels = np.mean([w[..., UNITS:] for w in weights], axis=0)
    return np.concatenate([*(w[..., :UNITS] for w in weights), of_labels], axis=-1)


class _Adam:
    """Adam (Kingma & Ba 2015, arXiv:1412.6980); of a table only the rows in use are moved."""

    def __init__(self, weights: Array) -> None:
        self.mean, self.square, self.steps = np.zeros_like(weights), np.zeros_like(weights), 0

    def step(self, weights: Array, slope: Array, rate: float, rows: Ints | slice = slice(None)) -> None:
        self.steps += 1
        self.mean[rows] = 0.9 * self.mean[rows] + 0.1 * slope
        self.square[rows] = 0.999 * self.square[rows] + 0.001 * slope**2
        mean, square = self.mean[rows] / (1 - 0.9**self.steps), self.square[rows] / (1 - 0.999**self.steps)
        weights[rows] -= rate * mean / (np.sqrt(square) + 1e-8)


def _sum(rows: Array, ends: Ints) -> Array:
    """Sums of the rows of each stretch; a stretch may be empty."""
    sums = np.add.reduceat(np.vstack([rows, np.zeros((1, rows.shape[1]), rows.dtype)]), ends[:-1])
    sums[ends[:-1] == ends[1:]] = 0
    return np.asarray(sums, dtype=np.float32)


def _by_gram(grams: Ints, slopes: Array, ends: Ints, kept: Array) -> tuple[Ints, Array]:
    """The grams in use and the sum of the slopes of the sentences each stands in."""
    sentence = np.repeat(np.arange(len(slopes)), np.diff(ends))
    order = np.argsort(grams, kind="stable")
    where, starts = np.unique(grams[order], return_index=True)
    return where, np.add.reduceat(slopes[sentence[order]] * kept[order], starts)


def folds(count: int, parts: int, seed: int) -> Iterator[tuple[Ints, Ints]]:
    """Numbers of what to learn from and of what to test on, `parts` times."""
    order = np.random.default_rng(seed).permutation(count)
    for start, end in pairwise(np.linspace(0, count, parts + 1).astype(int)):
        yield np.sort(np.concatenate([order[:start], order[end:]])), np.sort(order[start:end])
