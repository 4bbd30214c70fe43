r"""The phrase language in which authors say what a reply must, may or must not contain.

===================== ============================================================================
``48小时内发货``        these words, in any spelling that `cslib.text.read` reads, and these quantities in any
                      spelling that `cslib.quantities` does (两天内发货)
``已…发货``            a gap of up to 12 characters inside one sentence
``(退款|退钱)``        one of several, nested as deep as needed
``[尽快]发货``         may be there or not
``<money>``            any quantity of a kind (`cslib.quantities.KINDS`); ``<time>`` is any duration, clock,
                      date, weekday or day
``<money:30元>``       that quantity, in any spelling
``\(``                 the sign itself
===================== ============================================================================

What a negation outside the phrase governs is no match, nor is what stands in quoted customer words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from cslib import quantities
from cslib.rubric import matching, negation, shape, synonyms
from cslib.rubric.matching import Board, Choice, Gap, Node, Row, Slot, Words
from cslib.text import Text, read

LONGEST = 1000  # characters of a phrase
DEEPEST = 20  # brackets in brackets
MOST = 64  # matches in one reply: more is stuffing, whatever the phrase


class PhraseError(ValueError):
    """A phrase that cannot be read; the message says in Chinese how to mend it.

    Attributes
    ----------
    position
        Offset into the phrase.
    """

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


class Match(NamedTuple):
    """Where a phrase stands: offsets into `Text.plain`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """A compiled phrase; see `compile`.

    Attributes
    ----------
    pattern
        As the author wrote it.
    breadth
        Characters that every match is sure to hold (a quantity counts two with a value, else one): below two
        the phrase is too broad to mean anything.
    needs
        Words of which at least one stands in every match; empty where there is no such set.
    affirms
        The phrase without the alternatives that themselves say no; None where each does.
    negates
        Whether one of them says no.
    wonders
        Whether it holds a 能不能 or 是否 itself.
    """

    pattern: str
    root: Row
    breadth: int
    needs: tuple[str, ...]
    affirms: Node | None
    negates: bool
    wonders: bool

    @property
    def literal(self) -> str:
        """The one word that the phrase is nothing but and that may stand anywhere, or an empty string."""
        (first, *more) = self.root.nodes
        if more or not isinstance(first, Words) or len(first.words) > 1:
            return ""
        said = first.words[0][0]
        return "" if said[0] in matching.MARKS else said

    def find(
        self,
        text: Text,
        *,
        negated: bool = False,
        quoted: bool = False,
        asked: bool = True,
        wondered: bool = True,
        most: int = MOST,
    ) -> list[Match]:
        """Where the reply says this, in order, none overlapping, at most `most`.

        Of several matches the one that ends first is taken, and of these the shortest.

        Parameters
        ----------
        negated
            Also where a negation outside the phrase governs it (不能退款), or one inside its gaps does.
        quoted
            Also in quoted customer words.
        asked
            Also where it is only asked (您是想退款吗？ 我看看能不能退款。); offers (给您退款可以吗？
            要不换一个？) and alternatives (给您退款还是换新？) aren't.
        wondered
            Also where it is left open whether (明天能不能到不好说).

        Examples
        --------
        >>> phrase = compile("(可以|支持)…退款")
        >>> phrase.find(read("这款支持七天内退款。"))
        [Match(start=2, end=9)]
        >>> phrase.find(read("这款不支持退款，您说的“可以退款”是旧规则。"))
        []
        """
        if self.needs and not _any_in(self.needs, text.plain):
            return []
        found: list[Match] = []
        done = 0
        for board in matching.boards(text):
            ends = self.root.after(board, board.everywhere)
            for end in matching.positions(ends) if ends else ():
                match = self._shortest(board, end, done)
                if match and self._holds(text, board, match, negated, quoted, asked, wondered):
                    found.append(match)
                    done = match.end
                    if len(found) == most:
                        return found
        return found

    def _shortest(self, board: Board, end: int, done: int) -> Match | None:
        """The shortest match that ends at `end` and starts at `done` or later."""
        starts = self.root.before(board, 1 << end) & ((1 << end) - 1)
        start = board.offset + starts.bit_length() - 1
        return Match(start, board.offset + end) if starts and start >= done else None

    def _holds(
        self,
        text: Text,
        board: Board,
        match: Match,
        negated: bool,
        quoted: bool,
        asked: bool,
        wondered: bool,
    ) -> bool:
        says_no = self.negates and self._says_no(board, match)
        how = _manner(text.plain)
        if not negated and _is_negated(text.plain, match, says_no, how.negates):
            return False
        if not quoted and text.in_quote(match.start):
            return False
        if how.wonders and not says_no:
            whether = None if asked and wondered else _WONDERS if asked else _WHETHER
            if whether and self._is_open(text, match, whether):
                return False
        return asked or not (how.asks and _only_asks(text, match))

    def _says_no(self, board: Board, match: Match) -> bool:
        """Whether what was matched says no by itself, so that no alternative without a no fits there too."""
        if self.affirms is None:
            return True
        starts = self.affirms.before(board, 1 << (match.end - board.offset))
        return not starts >> (match.start - board.offset) & 1

    def _is_open(self, text: Text, match: Match, whether: re.Pattern[str]) -> bool:
        """Whether a 是否 or 能不能 leaves open what the match says; 能不能到不敢说 is an answer."""
        first = max(text.clause_at(match.start)[0], match.start - 10)
        return bool(whether.search(text.plain, first, match.start if self.wonders else match.end))


class _Manner(NamedTuple):
    """Whether a text says no, leaves open or asks anything at all: most don't, and need no closer look."""

    negates: bool
    wonders: bool
    asks: bool


@lru_cache(maxsize=256)
def _manner(plain: str) -> _Manner:
    return _Manner(bool(negation.scopes(plain)), bool(_WHETHER.search(plain)), bool(_ASKING.search(plain)))


def _is_negated(plain: str, match: Match, says_no: bool, negates: bool) -> bool:
    start, end = match.start, match.end
    if negation.is_undone(plain, end) or negation.is_halved(plain, start, end):
        return True
    if not negates:
        return False
    if negation.is_negated(plain, start):
        return True
    inside = negation.inside(plain, start, end)
    # a phrase that says no by itself is turned round by a second no only
    return inside > 1 and inside % 2 == 0 if says_no else inside % 2 == 1


def _any_in(words: tuple[str, ...], plain: str) -> bool:
    for word in words:  # noqa: SIM110 - as a generator this took a third of the grading time
        if word in plain:
            return True
    return False


_ASKING = re.compile("[吗么?]")
_ASKS = re.compile(r"[吗么]?(?:~|。|…)*\?|[吗么](?:~|。|!|…|哦|呀|亲)*$")
_OFFERS = re.compile(r"(?:可以|行|好|方便|成|怎么样|如何|ok|同意|接受|愿意|介意)(?:吗|么|呢|不|吧)?\?*$")
_WHETHER = re.compile("是否|能否|可否|([是能会要有来赶算够])[不没]\\1|可不可以|行不行")
# 是不是 and 有没有 may well be a reproach: 是不是您自己摔的
_WONDERS = re.compile("是否|能否|可否|([能会来赶算够])不\\1|可不可以|行不行")
# 还是 between two ways; 您还是不满意？ has but one
_PROPOSES = re.compile(
    "(?<![您你我可但])还是(?!不|没)|要不(?![是要会能得])|不如|试试|(?:^|[,。!~])那?就?[帮给为]您"
)


def _only_asks(text: Text, match: Match) -> bool:
    """Whether the clause asks what the match says, but neither offers it (可以吗) nor gives a choice."""
    start, end = text.clause_at(match.end - 1)
    tail = text.plain[max(start, end - 10) : end]
    if not _ASKS.search(tail) or _OFFERS.search(tail):
        return False
    first = max(text.sentence_at(match.start)[0], start - 2 * REACH)
    return "吗" in tail or not _PROPOSES.search(text.plain, first, min(end, first + 5 * REACH))


REACH = 20  # characters looked at for an alternative before and behind


@lru_cache(maxsize=8192)
def compile(pattern: str, *, alike: bool = False) -> Phrase:  # noqa: A001 - phrase.compile, as re.compile
    """Compile a phrase.

    Parameters
    ----------
    pattern
        The phrase as its author wrote it.
    alike
        Whether words that mean the same (`cslib.rubric.synonyms`) count as those written.

    Raises
    ------
    PhraseError
        Where the phrase cannot be read, with the position and how to mend it.

    Examples
    --------
    >>> compile("<money:30元>[的]运费").breadth
    4
    >>> compile("运费我们承担", alike=True).find(read("邮费店里承担"))
    [Match(start=0, end=6)]
    >>> compile("可以(退")
    Traceback (most recent call last):
    cslib.rubric.phrase.PhraseError: 第3个字符“(”没有合上，请在后面补上“)”
    """
    root = _Parser(pattern, alike).parse()
    said = tuple(shape.literals(root))
    return Phrase(
        pattern,
        root,
        shape.breadth(root),
        tuple(word.lstrip(matching.MARKS) for word in shape.needs(root)),
        shape.affirming(root),
        any(map(negation.scopes, said)),
        any(map(_WHETHER.search, said)),
    )


_CLOSING = {"(": ")", "[": "]"}
_MEANINGLESS = "*^$"  # signs that authors know from other notations, and which mean nothing here
_ONE_FORM = str.maketrans("（）［］｜＜＞〈〉", "()[]|<><>")


def _literal(plain: str, alike: bool) -> list[Node]:
    """Literal text, its quantities in any spelling; a number alone may be part of one and stays as it is."""
    split = synonyms.split if alike else _whole
    found = quantities.find(plain)
    if found and found[0].kind == "number" and found[0].end - found[0].start == len(plain):
        return [matching.word(plain, whole=True)]
    nodes: list[Node] = []
    done = 0
    for q in found:
        nodes += map(matching.words, split(plain[done : q.start]))
        figure = matching.word(plain[q.start : q.end], whole=True)
        nodes.append(Choice((Row((figure,)), Row((matching.slot(q.kind, q),)))))
        done = q.end
    nodes += map(matching.words, split(plain[done:]))
    return nodes


def _whole(plain: str) -> list[tuple[str, ...]]:
    return [(plain,)] if plain else []


class _Parser:
    def __init__(self, pattern: str, alike: bool) -> None:
        if len(pattern) > LONGEST:
            raise PhraseError(f"短语有{len(pattern)}个字，最多{LONGEST}个，请拆成几条", LONGEST)
        self.pattern = pattern.translate(_ONE_FORM).replace("...", "…  ")
        self.alike = alike
        self.at = 0
        self.open: list[int] = []

    def parse(self) -> Row:
        root = self._row()
        if self.at < len(self.pattern):
            char = self.pattern[self.at]
            hint = "请写在括号里，如“(退款|退钱)”" if char == "|" else "请补上左括号或删去它"
            raise PhraseError(f"第{self.at + 1}个字符“{char}”没有配对的左括号，{hint}", self.at)
        nodes = list(root.nodes)
        while nodes and isinstance(nodes[0], Gap):
            del nodes[0]
        while nodes and isinstance(nodes[-1], Gap):
            del nodes[-1]
        if not nodes:
            raise PhraseError("短语里没有文字，请写上回复里要出现的词", 0)
        root = Row(tuple(nodes))
        if root.width > matching.OVERLAP:
            raise PhraseError("短语太长，请拆成几条", 0)
        return shape.bounded_row(root)

    def _row(self) -> Row:
        """Nodes up to a closing bracket or bar, which is left for the caller."""
        nodes: list[Node] = []
        while self.at < len(self.pattern) and self.pattern[self.at] not in ")]|":
            for node in self._nodes():
                if not (isinstance(node, Gap) and nodes and isinstance(nodes[-1], Gap)):
                    nodes.append(node)
        return Row(tuple(nodes))

    def _nodes(self) -> list[Node]:
        char = self.pattern[self.at]
        if char == "…":
            self.at += 1
            return [Gap()]
        if char == "<":
            return [self._slot()]
        if char in _CLOSING:
            return [self._choice(char)]
        return self._words()

    def _words(self) -> list[Node]:
        word, escaped = "", False
        while self.at < len(self.pattern) and self.pattern[self.at] not in "…<([)]|":
            self._refuse_meaningless()
            if self.pattern[self.at] == "\\":
                escaped = True
                self.at += 1
            word += self.pattern[self.at : self.at + 1]
            self.at += 1
        plain = read(word).plain
        if escaped:
            return [matching.word(plain)] if plain else []
        return _literal(plain, self.alike)

    def _refuse_meaningless(self) -> None:
        char = self.pattern[self.at]
        if char in _MEANINGLESS:
            hint = f"可有可无写成“[甲]”，隔几个字写“…”；要的就是这个字符，请写成“\\{char}”"
            raise PhraseError(f"第{self.at + 1}个字符“{char}”没有特别的意思：{hint}", self.at)

    def _choice(self, opening: str) -> Node:
        opened = self.at
        self.open.append(opened)
        if len(self.open) > DEEPEST:
            raise PhraseError(f"括号套得太深，最多{DEEPEST}层，请拆成几条", opened)
        rows: list[Row] = []
        while not rows or self.pattern[self.at : self.at + 1] == "|":
            self.at += 1
            rows.append(self._row())
        closing = _CLOSING[opening]
        if self.pattern[self.at : self.at + 1] != closing:
            raise PhraseError(f"第{opened + 1}个字符“{opening}”没有合上，请在后面补上“{closing}”", opened)
        self.at += 1
        self.open.pop()
        node = matching.choice(rows)
        return Choice((Row((node,)), Row(()))) if opening == "[" else node

    def _slot(self) -> Slot:
        opened = self.at
        end = self.pattern.find(">", opened)
        if end < 0:
            raise PhraseError(f"第{opened + 1}个字符“<”没有合上，请写成“<money:30元>”这样", opened)
        self.at = end + 1
        kind, _, value = read(self.pattern[opened + 1 : end]).plain.partition(":")
        if kind != "time" and kind not in quantities.KINDS:
            known = "、".join((*quantities.KINDS, "time"))
            raise PhraseError(f"不认识数量类型“{kind}”，可用的有：{known}", opened)
        return matching.slot(kind, self._value(kind, value, opened) if value else None)

    def _value(self, kind: str, value: str, opened: int) -> quantities.Quantity:
        try:
            quantity = quantities.parse(value, None if kind == "time" else kind)
        except ValueError as error:
            raise PhraseError(str(error), opened) from None
        if kind == "time" and quantity.kind not in quantities.TIME_KINDS:
            raise PhraseError(f"“{value}”不是时间，请写成“48小时”“17:00”“6月9日”“周五”这样", opened)
        return quantity
