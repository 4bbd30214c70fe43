"""What an exercise asks of a reply's content: slots answered, facts kept, forbidden words left unsaid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from cslib import quantities
from cslib.quantities import Quantity
from cslib.rubric import phrase
from cslib.rubric.phrase import Match, Phrase
from cslib.text import Range, Text, read

if TYPE_CHECKING:
    from cslib.exercises import Fact, Forbidden, Reply, Slot, Wrong

State = Literal["filled", "partial", "wrong", "missing"]
PARTIAL = 0.5  # what a slot is worth when its figure or its wording is there, but not both


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reply says about one slot.

    ``match`` is where; ``lacking`` the figures it should have carried; ``wrong`` the contradiction found;
    ``struck`` tells that it was answered in a clause that earns nothing.
    """

    slot: Slot
    state: State
    match: Match | None = None
    lacking: tuple[str, ...] = ()
    wrong: Wrong | None = None
    struck: bool = False

    @property
    def share(self) -> float:
        """How much of the slot is answered, 0 to 1."""
        return {"filled": 1.0, "partial": PARTIAL, "wrong": 0.0, "missing": 0.0}[self.state]


@dataclass(frozen=True, slots=True)
class Carry:
    """A figure a slot must carry: a quantity in any spelling, or a word where no quantity can be read."""

    text: str
    quantity: Quantity | None

    @classmethod
    def of(cls, text: str) -> Carry:
        """Read what the author wrote."""
        try:
            return cls(text, quantities.parse(text))
        except ValueError:
            return cls(read(text).plain, None)

    def find(self, text: Text, found: tuple[Quantity, ...]) -> Match | None:
        """Where the reply says it."""
        if self.quantity is None:
            at = text.plain.find(self.text)
            return Match(at, at + len(self.text)) if at >= 0 else None
        for q in found:
            if agrees(q, self.quantity) and not text.in_quote(q.start):
                return Match(q.start, q.end)
        return None


def agrees(said: Quantity, known: Quantity) -> bool:
    """Whether a quantity said is the known one, or lies within the known range.

    Working days and plain days agree, a day of the month agrees with the full date, 2天 with 1-2天.
    """
    if quantities.same(said, known):
        return True
    if said.kind != known.kind:
        return False
    if said.kind == "date":
        return said.value % 100 == known.value % 100 and not (said.value >= 100 and known.value >= 100)
    if said.kind == "duration" or said.unit == known.unit:
        low, high = known.value, known.value if known.high is None else known.high
        return low <= said.value <= high and (said.high is None or said.high <= high)
    return False


class SlotRubric:
    """One slot, compiled."""

    def __init__(self, slot: Slot) -> None:
        self.slot = slot
        self.accept = tuple(map(phrase.compile, slot.accept))
        self.carries = tuple(map(Carry.of, slot.carries))
        self.wrong = tuple((wrong, tuple(map(phrase.compile, wrong.says))) for wrong in slot.wrong)

    def answer(self, text: Text, found: tuple[Quantity, ...]) -> Answer:
        """How `text`, with the quantities `found` in it, answers the slot."""
        for wrong, says in self.wrong:
            if match := first(says, text):
                return Answer(self.slot, "wrong", match, wrong=wrong)
        match = first(self.accept, text, answering=True)
        where = [carry.find(text, found) for carry in self.carries]
        lacking = tuple(carry.text for carry, at in zip(self.carries, where, strict=True) if at is None)
        if match and not lacking:
            return Answer(self.slot, "filled", match)
        if match:
            return Answer(self.slot, "partial", match, lacking)
        if where and not lacking:
            return Answer(self.slot, "partial", where[0])
        return Answer(self.slot, "missing")


def first(says: tuple[Phrase, ...], text: Text, *, answering: bool = False) -> Match | None:
    """The first place where one of the phrases is said; `answering` leaves out what is only asked."""
    for said in says:
        for match in said.find(text):
            if not (answering and _only_asks(text, match.start)):
                return match
    return None


_ASKS = ("是不是", "是否", "吗?", "吗。", "没有?")
_OFFERS = ("您看", "可以吗", "行吗", "好吗", "还是", "哪", "要不要", "方便")


def _only_asks(text: Text, offset: int) -> bool:
    start, end = text.sentence_at(offset)
    sentence = text.plain[start:end]
    return any(mark in sentence for mark in _ASKS) and not any(mark in sentence for mark in _OFFERS)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A quantity in a clause about a fact that says otherwise."""

    fact: Fact
    quantity: Quantity


class FactRubric:
    """One fact with its value, compiled."""

    def __init__(self, fact: Fact) -> None:
        self.fact = fact
        self.value = quantities.parse(fact.value)
        self.about = tuple(map(phrase.compile, fact.about))

    def contradictions(self, text: Text, found: tuple[Quantity, ...]) -> Iterator[Contradiction]:
        """Quantities of the fact's kind, in a clause about it, that are not its value."""
        rivals = [q for q in found if self._rivals(q) and not text.in_quote(q.start)]
        if not rivals:
            return
        clauses = {text.clause_at(m.start) for about in self.about for m in about.find(text, negated=True)}
        for q in rivals:
            if any(start <= q.start < end for start, end in clauses):
                yield Contradiction(self.fact, q)

    def _rivals(self, q: Quantity) -> bool:
        same_kind = q.kind == self.value.kind and (q.kind == "duration" or q.unit == self.value.unit)
        return same_kind and not agrees(q, self.value)


class ForbiddenRubric:
    """One thing not to say, compiled."""

    def __init__(self, forbidden: Forbidden) -> None:
        self.forbidden = forbidden
        self.says = tuple(map(phrase.compile, forbidden.says))


@dataclass(frozen=True, slots=True)
class Content:
    """Everything found about a reply's content."""

    answers: tuple[Answer, ...]
    contradictions: tuple[Contradiction, ...]
    unsupported: tuple[Quantity, ...]
    forbidden: tuple[tuple[Forbidden, Match], ...]


# Kinds whose every mention has to come from somewhere; counts, weekdays and bare numbers are too loose.
_CHECKED = frozenset({"money", "percent", "discount", "threshold", "duration", "date", "clock", "measure"})
_TRIFLES = {"money": 0.1, "duration": 0.2}  # 一分钱, 稍等5分钟
# What an agent may promise about his own answer without asking the facts (今天18:00前我给您答复).
_OWN_WORD = ("答复", "回复", "回您", "告诉", "告知", "联系您", "通知您", "跟您说", "跟进", "消息", "盯", "核实", "查")
_SELF = ("我", "咱", "这边", "客服")


class Rubric:
    """An exercise, compiled once and asked about many replies."""

    def __init__(self, exercise: Reply) -> None:
        self.exercise = exercise
        self.slots = tuple(map(SlotRubric, exercise.slots))
        self.facts = tuple(FactRubric(f) for f in exercise.facts if f.value and f.about)
        self.forbidden = tuple(map(ForbiddenRubric, exercise.forbidden))
        self.known = tuple(_known(exercise))
        self.figures = _figures(exercise)

    def content(self, text: Text) -> Content:
        """What the reply says about the exercise's slots, facts and forbidden words."""
        found = quantities.find(text.plain)
        answers = tuple(slot.answer(text, found) for slot in self.slots)
        unknown = self._unknown(text, found)
        contradictions = [c for fact in self.facts for c in fact.contradictions(text, unknown)]
        blamed = {c.quantity for c in contradictions} | _in_wrong(answers, unknown)
        return Content(
            answers,
            _one_each(contradictions),
            tuple(q for q in unknown if q not in blamed and not _own_word(text, q)),
            tuple(self._forbidden(text)),
        )

    def _forbidden(self, text: Text) -> Iterator[tuple[Forbidden, Match]]:
        for rule in self.forbidden:
            if match := first(rule.says, text):
                yield rule.forbidden, match

    def _unknown(self, text: Text, found: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
        """Quantities that no fact, customer message or sum of known ones accounts for."""
        checked = [q for q in found if q.kind in _CHECKED and not _trifle(q) and not text.in_quote(q.start)]
        unknown = [q for q in checked if not any(agrees(q, k) for k in self.known)]
        return tuple(q for q in unknown if not _reckoned(text, q, found, unknown))


def _known(exercise: Reply) -> Iterator[Quantity]:
    written = [exercise.situation, exercise.accepted_outcome, exercise.original, *exercise.customer, *exercise.numbers]
    for fact in exercise.facts:
        written += fact.text, fact.value
    for slot in exercise.slots:
        written += *slot.carries, slot.better
    written += [f.better for f in exercise.forbidden]
    for words in written:
        yield from quantities.find(read(words).plain)


def _figures(exercise: Reply) -> dict[str, tuple[str, ...]]:
    """The figures the facts name, as they are written there, by kind."""
    figures: dict[str, dict[str, None]] = {}
    for fact in exercise.facts:
        text = read(fact.text)
        for q in quantities.find(text.plain):
            span = text.span(q.start, q.end)
            figures.setdefault(q.kind, {})[text.raw[span.start : span.end]] = None
    return {kind: tuple(said)[:4] for kind, said in figures.items()}


def _trifle(q: Quantity) -> bool:
    return q.value <= _TRIFLES.get(q.kind, -1)


def _own_word(text: Text, q: Quantity) -> bool:
    """Whether a time is the agent's word about his own answer, which needs no source."""
    if q.kind not in quantities.TIME_KINDS:
        return False
    start, end = text.sentence_at(q.start)
    sentence = text.plain[start:end]
    return any(word in sentence for word in _OWN_WORD) and any(word in sentence for word in _SELF)


def _in_wrong(answers: tuple[Answer, ...], unknown: tuple[Quantity, ...]) -> set[Quantity]:
    """Unknown quantities that a wrong answer already speaks of."""
    wrong = [a.match for a in answers if a.state == "wrong" and a.match]
    return {q for q in unknown if any(m.start < q.end and q.start < m.end for m in wrong)}


def _one_each(contradictions: list[Contradiction]) -> tuple[Contradiction, ...]:
    """One contradiction a quantity: the first fact it stands against."""
    by_quantity: dict[Quantity, Contradiction] = {}
    for c in contradictions:
        by_quantity.setdefault(c.quantity, c)
    return tuple(by_quantity.values())


_RECKONS = ("共", "合计", "总", "省", "加", "减", "差", "+", "-")


def _reckoned(text: Text, q: Quantity, found: tuple[Quantity, ...], unknown: list[Quantity]) -> bool:
    """Whether an amount is the sum or difference of known ones in a sentence that does the sum."""
    start, end = text.sentence_at(q.start)
    if q.kind != "money" or not any(word in text.plain[start:end] for word in _RECKONS):
        return False
    money = [o.value for o in found if o.kind == "money" and start <= o.start < end and o not in unknown]
    return any(abs(q.value - total) < CENT for total in _sums(money))


CENT = 0.005


def _sums(amounts: list[float], limit: int = 6) -> Iterator[float]:
    """Sums and differences of two or three different amounts."""
    amounts = list(dict.fromkeys(amounts))[:limit]
    for a, b in combinations(amounts, 2):
        yield from (a + b, abs(a - b))
    for a, b, c in combinations(sorted(amounts), 3):
        yield from (a + b + c, c - b - a, a + c - b, b + c - a)


def ranges(matches: list[Match]) -> tuple[Range, ...]:
    """The matches as plain ranges, sorted."""
    return tuple(sorted((m.start, m.end) for m in matches))
