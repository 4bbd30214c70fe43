"""Find phrases in linear time: sets of positions instead of backtracking.

The set of positions reached so far is the bits of one integer; each node of a phrase maps it to the set
reached behind it (`after`) or, from right to left, before it (`before`). Every node is visited once a pass,
so the work is the number of nodes times the length of the reply, however its parts could be combined.

"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from cslib import quantities
from cslib.quantities import Quantity
from cslib.rubric.negation import is_either_or
from cslib.text import Text, grams

GAP = 12  # characters that a gap may span
WINDOW = 1024  # a longer reply is matched in pieces of this length …
OVERLAP = 1024  # … each reading on this far, which is also the longest match

SLOT_WIDTH = 40  # characters that a quantity takes at most
# Marks before a word: it cuts no number in two, it begins or it ends no word in Latin letters or figures that
# goes on. No reply holds them: `cslib.text.read` drops them.
WHOLE, BEGINS, ENDS = MARKS = "\0\1\2"


class Board:
    """A stretch of a reply with what phrases ask of it: where words, quantities and sentence ends stand.

    All positions are offsets into the stretch; a set of them is the bits of one integer.
    """

    def __init__(self, text: Text, start: int, end: int) -> None:
        self.plain = text.plain[start:end]
        self.offset = start
        self.everywhere = (1 << (len(self.plain) + 1)) - 1
        self.words: dict[str, int] = {}
        self._slots: dict[Slot, SlotPlaces] = {}
        found = quantities.find(text.plain)
        first = bisect_left(found, start, key=lambda q: q.start)
        last = bisect_right(found, end, key=lambda q: q.end)
        self._quantities: dict[str, list[Quantity]] = {}
        for q in found[first:last]:
            self._quantities.setdefault(q.kind, []).append(q)
        self._text = text

    @cached_property
    def reach(self) -> tuple[tuple[int, int], ...]:
        """Positions to which 1, 2, 4 and 5 characters of one sentence lead: they add up to any gap."""
        start, end = self.offset, self.offset + len(self.plain)
        sentences = self._text.sentences
        first = bisect_right(sentences, start, key=lambda sentence: sentence[1])
        last = bisect_right(sentences, end, key=lambda sentence: sentence[1])
        ends = [stop - start for _, stop in sentences[first:last]]
        inside = self.everywhere & ~_bits(ends, len(self.plain))
        pair = inside & (inside << 1)
        four = pair & (pair << 2)
        return ((1, inside), (2, pair), (4, four), (5, four & (inside << 4)))

    def place(self, word: str) -> int:
        """Find where `word` starts, with regard to its `MARKS`, and keep that in `words`."""
        plain = self.plain
        sought = word.lstrip(MARKS) if word[0] in MARKS else word
        marks = word[: -len(sought)]
        bits = 0
        at = plain.find(sought)
        while at >= 0:
            whole = not marks or _stands_alone(plain, at, at + len(sought), marks)
            if whole and not is_either_or(plain, at):  # the 不能 of 能不能 says no such thing
                bits |= 1 << at
            at = plain.find(sought, at + 1)
        self.words[word] = bits
        return bits

    def slot(self, slot: Slot) -> SlotPlaces:
        """Where the quantities stand that fit a slot."""
        places = self._slots.get(slot)
        if places is None:
            found = [q for kind in slot.kinds for q in self._quantities.get(kind, ()) if slot.fits(q)]
            places = self._slots[slot] = self._places(found) if found else NOWHERE
        return places

    def _places(self, found: list[Quantity]) -> SlotPlaces:
        forth = {q.start - self.offset: q.end - self.offset for q in found}
        back = {end: start for start, end in forth.items()}
        return SlotPlaces(
            _bits(list(forth), len(self.plain)), _bits(list(back), len(self.plain)), forth, back
        )


class Vocabulary:
    """Words that are sought together, by the first two characters of each: most stand in no reply."""

    def __init__(self, words: Iterable[str]) -> None:
        self._nowhere = dict.fromkeys(words, 0)
        self._by_gram: dict[str, list[tuple[str, str]]] = {}
        for word in self._nowhere:
            sought = word.lstrip(MARKS)
            self._by_gram.setdefault(sought[:2], []).append((word, sought))
        self._grams = frozenset(self._by_gram)

    def there(self, board: Board) -> list[str]:
        """Those that may stand on the board; of all others it learns that they stand nowhere."""
        plain = board.plain
        called = [self._by_gram[gram] for gram in self._grams & grams(plain)]
        found = [word for words in called for word, sought in words if sought in plain]
        placed = {word: board.words[word] for word in found if word in board.words}
        board.words.update(self._nowhere)
        for word in found:
            del board.words[word]
        board.words.update(placed)
        return found


class SlotPlaces(NamedTuple):
    """Starts and ends of quantities as sets of positions, and the way from each to the other."""

    starts: int
    ends: int
    forth: dict[int, int]
    back: dict[int, int]


NOWHERE = SlotPlaces(0, 0, {}, {})


@lru_cache(maxsize=4)
def boards(text: Text) -> tuple[Board, ...]:
    """A reply as boards that overlap by `OVERLAP`."""
    length = len(text.plain)
    if length <= WINDOW + OVERLAP:
        return (Board(text, 0, length),)
    return tuple(
        Board(text, start, min(length, start + WINDOW + OVERLAP)) for start in range(0, length, WINDOW)
    )


_NUMERALS = frozenset("0123456789一二两三四五六七八九十百千万")
_JOINED = _NUMERALS | frozenset(".-~")


def _is_whole(plain: str, start: int, end: int) -> bool:
    """Whether ``plain[start:end]`` cuts no number in two: the 3天 of 13天 or 1-3天, the 40 of 400."""
    alone = plain[end - 1] in _NUMERALS  # a number without a unit may be the end of a range
    if alone and plain[end : end + 1] in _NUMERALS:
        return False
    before = plain[start - 1 : start]
    return plain[start] not in _NUMERALS or before not in (_NUMERALS if alone else _JOINED)


def _stands_alone(plain: str, start: int, end: int, marks: str) -> bool:
    if WHOLE in marks and not _is_whole(plain, start, end):
        return False
    before = plain[start - 1 : start]
    if BEGINS in marks and (_goes_on(plain[start], before) or (before.isascii() and before.isdigit())):
        return False  # 2XL is one size; of 拍XL 2件, read without its space, the 2 is another matter
    return ENDS not in marks or not _goes_on(plain[end - 1], plain[end : end + 1])


def _goes_on(own: str, other: str) -> bool:
    return other.isascii() and ((own.isdigit() and other.isdigit()) or (own.isalpha() and other.isalpha()))


def _bits(places: list[int], length: int) -> int:
    if len(places) < 16:
        bits = 0
        for place in places:
            bits |= 1 << place
        return bits
    packed = bytearray(length // 8 + 1)
    for place in places:
        packed[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(packed, "little")


def positions(bits: int) -> Iterator[int]:
    """The members of a set of positions, in order.

    Examples
    --------
    >>> list(positions(0b10110))
    [1, 2, 4]
    """
    digits = bin(bits)[:1:-1]
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Literal text: one of several words, each with its length, or with a `WHOLE` mark before it."""

    words: tuple[tuple[str, int], ...]

    def after(self, board: Board, at: int) -> int:
        """Positions reached behind this node from the positions `at`."""
        reached = 0
        places = board.words
        for word, length in self.words:
            starts = places.get(word)
            if starts is None:
                starts = board.place(word)
            if starts:
                reached |= (at & starts) << length
        return reached

    def before(self, board: Board, at: int) -> int:
        """Positions from which this node leads to `at`."""
        reached = 0
        places = board.words
        for word, length in self.words:
            starts = places.get(word)
            if starts is None:
                starts = board.place(word)
            if starts:
                reached |= (at >> length) & starts
        return reached

    @property
    def width(self) -> int:
        """The most characters it can match."""
        return max(length for _, length in self.words)


def words(alike: Iterable[str]) -> Words:
    """One of several words that may stand anywhere."""
    return Words(tuple((said, len(said)) for said in alike))


def word(plain: str, *, whole: bool = False) -> Words:
    """A single word; with `whole` given, a numeral at its start or end must not be part of a longer one."""
    return Words(((WHOLE + plain if whole else plain, len(plain)),))


@dataclass(frozen=True, slots=True, eq=False)
class Gap:
    """Up to `GAP` characters of one sentence."""

    width = GAP

    def after(self, board: Board, at: int) -> int:
        """As `Words.after`."""
        for length, reach in board.reach:
            at |= (at << length) & reach
        return at

    def before(self, board: Board, at: int) -> int:
        """As `Words.before`."""
        for length, reach in board.reach:
            at |= (at & reach) >> length
        return at


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """A quantity of a kind, or one that equals `value`; `kinds` are those of the quantities that may fit."""

    kind: str
    value: Quantity | None
    kinds: frozenset[str]
    width = SLOT_WIDTH

    def fits(self, quantity: Quantity) -> bool:
        """Whether a quantity of one of `kinds` fits."""
        return self.value is None or quantities.same(quantity, self.value)

    def after(self, board: Board, at: int) -> int:
        """As `Words.after`."""
        places = board.slot(self)
        at &= places.starts
        return _bits([places.forth[start] for start in positions(at)], len(board.plain)) if at else 0

    def before(self, board: Board, at: int) -> int:
        """As `Words.before`."""
        places = board.slot(self)
        at &= places.ends
        return _bits([places.back[end] for end in positions(at)], len(board.plain)) if at else 0


def slot(kind: str, value: Quantity | None) -> Slot:
    """The slot for a kind and value; equal ones are one and the same, so that boards look them up once."""
    return _slot(kind, value and replace(value, start=0, end=0))


@lru_cache(maxsize=4096)
def _slot(kind: str, value: Quantity | None) -> Slot:
    if kind == "time":
        return Slot(kind, value, quantities.TIME_KINDS)
    # a bare number may stand for an amount or a measure
    bare = value is not None and kind in _BARE
    return Slot(kind, value, _BARE if bare else frozenset({kind}))


_BARE = frozenset({"number", "money", "measure"})


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """Nodes one after the other."""

    nodes: tuple[Node, ...]

    def after(self, board: Board, at: int) -> int:
        """As `Words.after`."""
        for node in self.nodes:
            at = node.after(board, at)
            if not at:
                return 0
        return at

    def before(self, board: Board, at: int) -> int:
        """As `Words.before`."""
        for node in reversed(self.nodes):
            at = node.before(board, at)
            if not at:
                return 0
        return at

    @property
    def width(self) -> int:
        """As `Words.width`."""
        return sum(node.width for node in self.nodes)


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """One of several rows; an empty one makes the rest optional."""

    rows: tuple[Row, ...]

    def after(self, board: Board, at: int) -> int:
        """As `Words.after`."""
        reached = 0
        for row in self.rows:
            reached |= row.after(board, at)
        return reached

    def before(self, board: Board, at: int) -> int:
        """As `Words.before`."""
        reached = 0
        for row in self.rows:
            reached |= row.before(board, at)
        return reached

    @property
    def width(self) -> int:
        """As `Words.width`."""
        return max(row.width for row in self.rows)


Node = Words | Gap | Slot | Row | Choice


def choice(rows: list[Row]) -> Node:
    """One of several rows, in the simplest node that says so."""
    found: list[tuple[str, int]] = []
    for row in rows:
        if len(row.nodes) != 1 or not isinstance(row.nodes[0], Words):
            return Choice(tuple(rows))
        found += row.nodes[0].words
    return Words(tuple(dict.fromkeys(found)))
