"""Which of many wordings are worth trying, told from the words that are there at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import reduce
from operator import or_

LEVELS = 4


class Sieve:
    """Sifts wordings by what each of them can't do without.

    Each level of musts is a row of bits, one a wording, and all rows lie in one integer.

    Parameters
    ----------
    musts
        For every wording sets of words, of each of which one at least stands wherever the wording does; only
        the first `LEVELS` are looked at.

    Examples
    --------
    >>> sieve = Sieve([[{"尽快"}, {"处理"}], [{"耐心"}], [{"尽快", "尽早"}], []])
    >>> sieve.pick({"尽快", "发货"}), sieve.pick({"尽快", "发货"}, among=0b0111)
    ([2, 3], [2])
    """

    def __init__(self, musts: Sequence[Sequence[Iterable[str]]]) -> None:
        self._count = len(musts)
        self._free = 0
        self._rows: dict[str, int] = {}
        for number, sets in enumerate(musts):
            self._add(number, sets)
        self._known = frozenset(self._rows)

    def _add(self, number: int, sets: Sequence[Iterable[str]]) -> None:
        for level in range(LEVELS):
            bit = 1 << (level * self._count + number)
            if level >= len(sets):
                self._free |= bit
                continue
            for word in sets[level]:
                self._rows[word] = self._rows.get(word, 0) | bit

    def pick(self, said: AbstractSet[str], among: int = -1) -> list[int]:
        """Numbers of the wordings that may stand where these words are said, in order.

        Parameters
        ----------
        said
            The words that are there.
        among
            The bits of the wordings that are sought; all of them, if not told.
        """
        rows = reduce(or_, map(self._rows.__getitem__, self._known & said), self._free)
        both = rows & (rows >> (2 * self._count))
        bits = both & (both >> self._count) & ((1 << self._count) - 1) & among
        numbers = []
        while bits:
            lowest = bits & -bits
            numbers.append(lowest.bit_length() - 1)
            bits ^= lowest
        return numbers
