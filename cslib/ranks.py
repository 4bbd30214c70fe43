"""Ranks and their correlation, without numpy."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean


def ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1, equal values sharing the mean of theirs.

    Examples
    --------
    >>> ranks([10.0, 30.0, 30.0, 20.0])
    [1.0, 3.5, 3.5, 2.0]
    """
    order = sorted(range(len(values)), key=values.__getitem__)
    out = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        for place in order[start:end]:
            out[place] = (start + 1 + end) / 2
        start = end
    return out


def spearman(a: Sequence[float], b: Sequence[float]) -> float:
    """Spearman's rank correlation: Pearson's correlation of the ranks, ties averaged.

    Returns 0 where either side is constant (the formula leaves it undefined): a constant agrees with nothing.

    Examples
    --------
    >>> round(spearman([1, 2, 3, 4], [1, 3, 2, 4]), 2)
    0.8
    >>> spearman([1, 1, 1], [1, 2, 3])
    0.0
    """
    ra, rb = ranks(a), ranks(b)
    ma, mb = fmean(ra), fmean(rb)
    cov = sum((x - ma) * (y - mb) for x, y in zip(ra, rb, strict=True))
    spread = (sum((x - ma) ** 2 for x in ra) * sum((y - mb) ** 2 for y in rb)) ** 0.5
    return cov / spread if spread else 0.0
