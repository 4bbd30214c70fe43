"""What an exercise asks of a reply's content: slots answered, facts kept, forbidden words left unsaid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from cslib import quantities
from cslib.quantities import Quantity
from cslib.rubric import phrase
from cslib.rubric.figures import Contradiction, Figures, agrees
from cslib.rubric.phrase import Match, Phrase
from cslib.text import Text, read

if TYPE_CHECKING:
    from cslib.exercises import Forbidden, Reply, Slot, Wrong

State = Literal["filled", "partial", "wrong", "missing"]
PARTIAL = 0.5  # what a slot is worth when its figure or its wording is there, but not both


class Answer(NamedTuple):
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


class Carry(NamedTuple):
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
            if (agrees(q, self.quantity) or _bare(q, self.quantity)) and not text.in_quote(q.start):
                return Match(q.start, q.end)
        return None


def _bare(said: Quantity, known: Quantity) -> bool:
    """Whether a number without its unit is the known amount or measure (腰围86)."""
    return said.kind == "number" and known.kind in ("money", "measure") and said.value == known.value


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
            if not (answering and _only_asks(text, match)):
                return match
    return None


_OFFERS = re.compile(r"[您你]看|可以吗|行吗|好吗|还是|哪|要不要|方便|怎么样")


def _only_asks(text: Text, match: Match) -> bool:
    """Whether the words stand in a question that offers nothing (您是要退款吗？)."""
    end = text.clause_at(match.end - 1)[1]
    clause = text.plain[match.start : end]
    if not (clause.endswith("?") or "吗" in clause):
        return False
    start, stop = text.sentence_at(match.start)
    return not _OFFERS.search(text.plain, start, stop)


class ForbiddenRubric:
    """One thing not to say, compiled."""

    def __init__(self, forbidden: Forbidden) -> None:
        self.forbidden = forbidden
        self.says = tuple(map(phrase.compile, forbidden.says))


class Content(NamedTuple):
    """Everything found about a reply's content."""

    answers: tuple[Answer, ...]
    contradictions: tuple[Contradiction, ...]
    unsupported: tuple[Quantity, ...]
    forbidden: tuple[tuple[Forbidden, Match], ...]


class Rubric:
    """An exercise, compiled once and asked about many replies."""

    def __init__(self, exercise: Reply) -> None:
        self.exercise = exercise
        self.slots = tuple(map(SlotRubric, exercise.slots))
        self.forbidden = tuple(map(ForbiddenRubric, exercise.forbidden))
        self.figures = Figures(exercise)

    def content(self, text: Text) -> Content:
        """What the reply says about the exercise's slots, facts and forbidden words."""
        found = quantities.find(text.plain)
        answers = tuple(slot.answer(text, found) for slot in self.slots)
        against, unsupported = self.figures.check(text, found)
        wrong = [a.match for a in answers if a.state == "wrong" and a.match]
        return Content(
            answers,
            tuple(c for c in against if not _within(c.quantity, wrong)),
            tuple(q for q in unsupported if not _within(q, wrong)),
            tuple(self._forbidden(text)),
        )

    def _forbidden(self, text: Text) -> Iterator[tuple[Forbidden, Match]]:
        for rule in self.forbidden:
            if match := first(rule.says, text):
                yield rule.forbidden, match


def _within(q: Quantity, matches: list[Match]) -> bool:
    """Whether a wrong answer already speaks of this quantity."""
    return any(m.start < q.end and q.start < m.end for m in matches)
