"""The phrase language in which authors say what a reply must, may or must not contain.

======================== ==========================================================================
``可以退款``              these words, in any spelling `cslib.text.read` reads
``已…发货``               a gap of up to 12 characters inside one sentence
``(退款|退钱)``           one of several, nested as deep as needed
``[尽快]发货``            may be there or not
``<money>`` ``<time>``    any quantity of a kind; ``<time>`` is a duration, clock, date, weekday or day
``<money:30元>``          that quantity, in any spelling
``\\(``                   the sign itself
======================== ==========================================================================

Matching keeps the set of reached positions as the bits of one integer and takes every node of the phrase
once forwards and once backwards, so no phrase can run away: time grows with the reply, never with how its
parts could be combined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from cslib import quantities
from cslib.quantities import Quantity
from cslib.text import Text, read

GAP = 12
WINDOW = 1024


class PhraseError(ValueError):
    """A phrase that cannot be read, with the place and how to mend it (in Chinese).

    Attributes
    ----------
    position
        Offset into the phrase.
    """

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


@dataclass(frozen=True, slots=True)
class Match:
    """Where a phrase stands: offsets into `Text.plain`."""

    start: int
    end: int


class Board:
    """One stretch of a reply with what phrases ask of it: where words, quantities and sentences stand."""

    def __init__(self, text: Text, start: int, end: int) -> None:
        self.plain = text.plain[start:end]
        self.offset = start
        self.steps = 0
        self._words: dict[str, int] = {}
        self.quantities = [q for q in quantities.find(text.plain) if start <= q.start and q.end <= end]
        ends = [stop - start for _, stop in text.sentences if start < stop <= end]
        inside = ((1 << (len(self.plain) + 1)) - 1) & ~_bits(ends, len(self.plain))
        # reach[k]: positions that k characters of one sentence lead up to
        pair = inside & (inside << 1)
        four = pair & (pair << 2)
        self.reach = ((1, inside), (2, pair), (4, four), (5, four & (inside << 4)))

    def word(self, word: str) -> int:
        """Bits of the offsets at which `word` starts."""
        bits = self._words.get(word)
        if bits is None:
            bits = self._words[word] = _bits(list(_occurrences(self.plain, word)), len(self.plain))
        return bits


def _occurrences(plain: str, word: str) -> Iterator[int]:
    at = plain.find(word)
    while at >= 0:
        yield at
        at = plain.find(word, at + 1)


def _bits(offsets: list[int], length: int) -> int:
    if len(offsets) < 16:
        bits = 0
        for offset in offsets:
            bits |= 1 << offset
        return bits
    packed = bytearray(length // 8 + 1)
    for offset in offsets:
        packed[offset >> 3] |= 1 << (offset & 7)
    return int.from_bytes(packed, "little")


def _offsets(bits: int) -> Iterator[int]:
    digits = bin(bits)[:1:-1]
    return _occurrences(digits, "1")


@dataclass(frozen=True, slots=True)
class _Word:
    word: str

    def after(self, board: Board, at: int) -> int:
        board.steps += 1
        return (at & board.word(self.word)) << len(self.word)

    def before(self, board: Board, at: int) -> int:
        board.steps += 1
        return (at >> len(self.word)) & board.word(self.word)

    @property
    def width(self) -> int:
        return len(self.word)


@dataclass(frozen=True, slots=True)
class _Gap:
    width = GAP

    def after(self, board: Board, at: int) -> int:
        board.steps += 1
        for length, reach in board.reach:
            at |= (at << length) & reach
        return at

    def before(self, board: Board, at: int) -> int:
        board.steps += 1
        for length, reach in board.reach:
            at |= (at & reach) >> length
        return at


@dataclass(frozen=True, slots=True)
class _Slot:
    kind: str
    value: Quantity | None
    width = 40

    def _fits(self, quantity: Quantity) -> bool:
        if self.value is not None:
            return quantities.same(quantity, self.value)
        return quantity.kind == self.kind or (self.kind == "time" and quantity.kind in quantities.TIME_KINDS)

    def after(self, board: Board, at: int) -> int:
        reached = 0
        for q in board.quantities:
            board.steps += 1
            if self._fits(q) and at >> (q.start - board.offset) & 1:
                reached |= 1 << (q.end - board.offset)
        return reached

    def before(self, board: Board, at: int) -> int:
        reached = 0
        for q in board.quantities:
            board.steps += 1
            if self._fits(q) and at >> (q.end - board.offset) & 1:
                reached |= 1 << (q.start - board.offset)
        return reached


@dataclass(frozen=True, slots=True)
class _Row:
    nodes: tuple[_Node, ...]

    def after(self, board: Board, at: int) -> int:
        for node in self.nodes:
            if not at:
                return 0
            at = node.after(board, at)
        return at

    def before(self, board: Board, at: int) -> int:
        for node in reversed(self.nodes):
            if not at:
                return 0
            at = node.before(board, at)
        return at

    @property
    def width(self) -> int:
        return sum(node.width for node in self.nodes)


@dataclass(frozen=True, slots=True)
class _Choice:
    rows: tuple[_Row, ...]

    def after(self, board: Board, at: int) -> int:
        reached = 0
        for row in self.rows:
            reached |= row.after(board, at)
        return reached

    def before(self, board: Board, at: int) -> int:
        reached = 0
        for row in self.rows:
            reached |= row.before(board, at)
        return reached

    @property
    def width(self) -> int:
        return max(row.width for row in self.rows)


_Node = _Word | _Gap | _Slot | _Row | _Choice


@dataclass(frozen=True, slots=True)
class Phrase:
    """A compiled phrase; see `compile`.

    Attributes
    ----------
    pattern
        As the author wrote it.
    breadth
        Letters that a match is sure to contain (a typed slot counts as two): below two the phrase is too broad.
    needs
        Words of which at least one stands in every match; empty where there is no such set.
    negates
        Whether the phrase itself says no.
    """

    pattern: str
    root: _Row
    breadth: int
    needs: tuple[str, ...]
    negates: bool

    def find(
        self, text: Text, *, negated: bool = False, quoted: bool = False, asked: bool = True
    ) -> list[Match]:
        """Every place where the reply says this, from left to right, none overlapping.

        Parameters
        ----------
        negated
            Also where a negation outside the phrase governs it (``不能`` 退款).
        quoted
            Also inside quoted customer words.
        asked
            Also in questions (``您是想退款吗``).

        Examples
        --------
        >>> phrase = compile("(可以|支持)…退款")
        >>> phrase.find(read("这款支持七天内退款。"))
        [Match(start=2, end=9)]
        >>> phrase.find(read("这款不支持退款。"))
        []
        """
        plain = text.plain
        if self.needs and not _any_in(self.needs, plain):
            return []
        found: list[Match] = []
        done = 0
        for board in _boards(text, self.root.width):
            for match in _matches(self.root, board, done):
                if (
                    (negated or not _is_negated(text, match, self.negates))
                    and (quoted or not text.in_quote(match.start))
                    and (asked or not _is_question(text, match.start))
                ):
                    found.append(match)
                    done = match.end
        return found


def _any_in(words: tuple[str, ...], plain: str) -> bool:
    for word in words:  # noqa: SIM110 - a generator here costs a third of the grading time
        if word in plain:
            return True
    return False


def _boards(text: Text, width: int) -> Iterator[Board]:
    length = len(text.plain)
    if length <= WINDOW:
        yield _whole(text)
        return
    for start in range(0, length, WINDOW):
        yield Board(text, start, min(length, start + WINDOW + width))


@lru_cache(maxsize=8)
def _whole(text: Text) -> Board:
    return Board(text, 0, len(text.plain))


def _matches(root: _Row, board: Board, done: int) -> Iterator[Match]:
    everywhere = (1 << (len(board.plain) + 1)) - 1
    ends = root.after(board, everywhere)
    if not ends:
        return
    for start in _offsets(root.before(board, ends)):
        reached = root.after(board, 1 << start)
        end = (reached & -reached).bit_length() - 1
        if end > start and start + board.offset >= done:
            yield Match(start + board.offset, end + board.offset)


def _is_negated(text: Text, match: Match, negates: bool) -> bool:
    first, _ = text.clause_at(match.start)
    before = text.plain[max(first, match.start - 8) : match.start]
    return bool(_NEGATION.search(before))


_NEGATION = re.compile(r"(?:不|没|无法|别|未|并非)[^,。]{0,6}$")


def _is_question(text: Text, offset: int) -> bool:
    start, end = text.sentence_at(offset)
    return bool(_QUESTION.search(text.plain, start, end))


_QUESTION = re.compile(r"[吗么呢]?\?|吗[~。…]?$|是否|是不是")


@lru_cache(maxsize=4096)
def compile(pattern: str) -> Phrase:  # noqa: A001 - phrase.compile, as re.compile
    """Compile a phrase.

    Raises
    ------
    PhraseError
        Where the phrase cannot be read; it names the position and how to mend it.
    """
    parser = _Parser(pattern)
    root = parser.row("")
    needs = _needs(root)
    breadth = _breadth(root)
    return Phrase(pattern, root, breadth, needs, bool(_NO.search(pattern)))


_NO = re.compile("不|没|无法|别|未|非")


def _needs(node: _Node) -> tuple[str, ...]:
    if isinstance(node, _Word):
        return (node.word,)
    if isinstance(node, _Row):
        options = [words for words in map(_needs, node.nodes) if words]
        return max(options, key=lambda words: (min(map(len, words)), -len(words)), default=())
    if isinstance(node, _Choice):
        each = [_needs(row) for row in node.rows]
        return tuple(dict.fromkeys(w for words in each for w in words)) if all(each) else ()
    return ()


def _breadth(node: _Node) -> int:
    if isinstance(node, _Word):
        return len(node.word)
    if isinstance(node, _Row):
        return sum(map(_breadth, node.nodes))
    if isinstance(node, _Choice):
        return min(map(_breadth, node.rows))
    return 2 if isinstance(node, _Slot) else 0


class _Parser:
    _CLOSING = {"(": ")", "[": "]", "（": "）", "［": "］"}

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def row(self, closing: str) -> _Row:
        nodes: list[_Node] = []
        word = ""
        while self.at < len(self.pattern):
            char = self.pattern[self.at]
            if char in closing or (closing and char in "|｜"):
                break
            self.at += 1
            if char == "\\":
                word += self.pattern[self.at : self.at + 1]
                self.at += 1
                continue
            if char not in "…([（［<)]）］|｜":
                word += char
                continue
            self._add_word(nodes, word)
            word = ""
            nodes.append(self._node(char))
        self._add_word(nodes, word)
        return _Row(tuple(nodes))

    def _add_word(self, nodes: list[_Node], word: str) -> None:
        if plain := read(word).plain:
            nodes.append(_Word(plain))

    def _node(self, char: str) -> _Node:
        if char == "…":
            return _Gap()
        if char == "<":
            return self._slot()
        if char not in self._CLOSING:
            raise PhraseError(f"第{self.at}个字符“{char}”没有配对的左括号，请补上左括号或删去它", self.at - 1)
        return self._choice(char)

    def _choice(self, opening: str) -> _Choice:
        opened = self.at - 1
        closing = self._CLOSING[opening]
        rows = [self.row(closing)]
        while self.at < len(self.pattern) and self.pattern[self.at] in "|｜":
            self.at += 1
            rows.append(self.row(closing))
        if self.at >= len(self.pattern):
            raise PhraseError(f"第{opened + 1}个字符“{opening}”没有合上，请在后面补上“{closing}”", opened)
        self.at += 1
        return _Choice((*rows, _Row(()))) if opening in "[［" else _Choice(tuple(rows))

    def _slot(self) -> _Slot:
        opened = self.at - 1
        end = self.pattern.find(">", self.at)
        if end < 0:
            raise PhraseError(f"第{opened + 1}个字符“<”没有合上，请写成“<money:30元>”这样", opened)
        kind, _, value = self.pattern[self.at : end].partition(":")
        self.at = end + 1
        if kind != "time" and kind not in quantities.KINDS:
            known = "、".join((*quantities.KINDS, "time"))
            raise PhraseError(f"不认识数量类型“{kind}”，可用的有：{known}", opened)
        if not value:
            return _Slot(kind, None)
        try:
            return _Slot(kind, quantities.parse(value, None if kind == "time" else kind))
        except ValueError as error:
            raise PhraseError(str(error), opened) from None
