"""What an exercise asks of a reply's content: slots answered, facts kept, forbidden words left unsaid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from cslib import quantities
from cslib.quantities import Quantity
from cslib.rubric import matching, phrase, sayings, shape
from cslib.rubric.figures import Contradiction, Figures, agrees
from cslib.rubric.phrase import Match, Phrase
from cslib.rubric.sieve import Sieve
from cslib.text import Range, Text, read

if TYPE_CHECKING:
    from cslib.exercises import Forbidden, Reply, Slot, Wrong

Ranges = tuple[Range, ...]
State = Literal["filled", "partial", "wrong", "missing"]
MANY = 8  # places looked at for one outside the clauses that earn nothing
PARTIAL = 0.5  # what a slot is worth when its figure or its wording is there, but not both


class Answer(NamedTuple):
    """What a reply says about one slot.

    ``match`` is where; ``lacking`` the figures it should have carried; ``wrong`` the contradiction found;
    ``struck`` tells that it was answered in a clause that earns nothing, ``halved`` that the words themselves
    are but half an answer.
    """

    slot: Slot
    state: State
    match: Match | None = None
    lacking: tuple[str, ...] = ()
    wrong: Wrong | None = None
    struck: bool = False
    halved: bool = False

    @property
    def share(self) -> float:
        """How much of the slot is answered, 0 to 1."""
        return {"filled": 1.0, "partial": PARTIAL, "wrong": 0.0, "missing": 0.0}[self.state]

    @property
    def taken_up(self) -> bool:
        """Whether a required slot is answered at all, rightly or wrongly."""
        return self.slot.required and self.state != "missing"


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

    def find(self, text: Text, found: tuple[Quantity, ...], without: Ranges = ()) -> Match | None:
        """Where the reply says it, outside the ranges `without`."""
        if self.quantity is None:
            at = text.plain.find(self.text)
            return Match(at, at + len(self.text)) if at >= 0 else None
        for q in found:
            said = agrees(q, self.quantity) or _bare(q, self.quantity)
            if said and not text.in_quote(q.start) and not overlaps(without, q.start, q.end):
                return Match(q.start, q.end)
        return None


def _bare(said: Quantity, known: Quantity) -> bool:
    """Whether a number without its unit is the known amount or measure (腰围86)."""
    return said.kind == "number" and known.kind in ("money", "measure") and said.value == known.value


class Says:
    """Wordings of which any one counts; with `alike` given, in words of the same meaning too."""

    def __init__(self, patterns: tuple[str, ...], *, alike: bool = False) -> None:
        self.phrases = tuple(phrase.compile(pattern, alike=alike) for pattern in patterns)

    def first(self, text: Text, called: Called, *, wondered: bool = True) -> Match | None:
        """The first place where one of them is said, in questions too.

        Parameters
        ----------
        called
            The wordings worth trying.
        wondered
            Also where it is left open whether (明天能不能到).
        """
        for said in called.get(self, ()):
            if found := said.find(text, wondered=wondered, most=1):
                return found[0]
        return None

    def answers(self, text: Text, called: Called, figures: list[Match], without: Ranges = ()) -> Match | None:
        """The first place outside the ranges `without` where one of them answers, if any with a figure in it.

        What is only asked (您是要退款吗) is no answer.
        """
        shown = None
        for said in called.get(self, ()):
            for found in said.find(text, asked=False, most=MANY if without else 1):
                if without and overlaps(without, found.start, found.end):
                    continue
                if not figures or any(found.start <= f.start and f.end <= found.end for f in figures):
                    return found
                shown = shown or found
                break
        return shown


Called = dict[Says, list[Phrase]]


class Wordings:
    """Every wording of an exercise, and which of them are worth trying on a reply."""

    def __init__(self, asked: Iterable[Says]) -> None:
        self._all = [(says, said) for says in asked for said in says.phrases]
        nodes = [said.root.nodes for _, said in self._all]
        self._sieve = Sieve([list(filter(None, map(shape.needs, row))) for row in nodes])
        self._words = matching.Vocabulary(word for _, said in self._all for word in shape.words(said.root))

    def called(self, text: Text) -> Called:
        """The wordings of which the text has what none of them can do without."""
        found: Called = {}
        words = set().union(*map(self._words.there, matching.boards(text)))
        for number in self._sieve.pick(words):
            says, said = self._all[number]
            found.setdefault(says, []).append(said)
        return found


class Banned:
    """Wordings that must not be used, and those beside which they may."""

    def __init__(self, rule: Wrong | Forbidden) -> None:
        self.says = Says(rule.says)
        self.unless = Says(rule.unless)

    def first(self, text: Text, called: Called, *, wondered: bool = True) -> Match | None:
        """The first place where one is used with no exception in the same sentence."""
        match = self.says.first(text, called, wondered=wondered)
        if not match or not self.unless.phrases:
            return match
        excused = {
            text.sentence_at(m.start) for said in self.unless.phrases for m in said.find(text, negated=True)
        }
        for said in self.says.phrases:
            for match in said.find(text, wondered=wondered):
                if text.sentence_at(match.start) not in excused:
                    return match
        return None


def _with_ways(sentences: tuple[str, ...]) -> tuple[str, ...]:
    """What an author wrote, and the other ways to say what is often said."""
    others = (way for sentence in sentences for way in sayings.ways(sentence))
    return tuple(dict.fromkeys((*sentences, *others)))


class SlotRubric:
    """One slot, compiled."""

    def __init__(self, slot: Slot) -> None:
        self.slot = slot
        self.accept = Says(_with_ways(slot.accept), alike=True)
        self.partly = Says(slot.partly, alike=True)
        self.carries = tuple(map(Carry.of, slot.carries))
        self.wrong = tuple((wrong, Banned(wrong)) for wrong in slot.wrong)

    def says(self) -> Iterator[Says]:
        """Every set of wordings asked about."""
        yield from (self.accept, self.partly)
        yield from (banned.says for _, banned in self.wrong)

    def answer(self, text: Text, found: tuple[Quantity, ...], called: Called) -> Answer:
        """How `text`, with the quantities `found` in it, answers the slot."""
        for wrong, banned in self.wrong:
            if match := banned.first(text, called, wondered=False):
                return Answer(self.slot, "wrong", match, wrong=wrong)
        return self.right(text, found, called)

    def right(self, text: Text, found: tuple[Quantity, ...], called: Called, without: Ranges = ()) -> Answer:
        """How the reply answers the slot outside the ranges `without`, wrong wordings aside."""
        figures: list[Match] = []
        lacking: tuple[str, ...] = ()
        for carry in self.carries:
            if at := carry.find(text, found, without):
                figures.append(at)
            else:
                lacking += (carry.text,)
        if match := self.accept.answers(text, called, figures, without):
            return Answer(self.slot, "partial" if lacking else "filled", match, lacking)
        if self.partly.phrases and (match := self.partly.answers(text, called, figures, without)):
            return Answer(self.slot, "partial", match, halved=True)
        if figures and not lacking:
            return Answer(self.slot, "partial", figures[0])
        return Answer(self.slot, "missing")


class Content(NamedTuple):
    """Everything found about a reply's content."""

    answers: tuple[Answer, ...]
    contradictions: tuple[Contradiction, ...]
    unsupported: tuple[Quantity, ...]
    forbidden: tuple[tuple[Forbidden, Match], ...]
    called: Called

    @property
    def errors(self) -> list[Range]:
        """Where the reply says what is wrong or unfounded: nothing there is to be praised."""
        found = [(a.match.start, a.match.end) for a in self.answers if a.state == "wrong" and a.match]
        found += [(c.quantity.start, c.quantity.end) for c in self.contradictions]
        return found + [(q.start, q.end) for q in self.unsupported]


class Rubric:
    """An exercise, compiled once and asked about many replies."""

    def __init__(self, exercise: Reply) -> None:
        self.slots = tuple(map(SlotRubric, exercise.slots))
        self.forbidden = tuple((rule, Banned(rule)) for rule in exercise.forbidden)
        self.figures = Figures(exercise)
        said = [says for slot in self.slots for says in slot.says()]
        said += [banned.says for _, banned in self.forbidden]
        self.wordings = Wordings(said)

    def content(self, text: Text) -> Content:
        """What the reply says about the exercise's slots, facts and forbidden words."""
        called = self.wordings.called(text)
        found = quantities.find(text.plain)
        answers = tuple([slot.answer(text, found, called) for slot in self.slots])
        against, unsupported = self.figures.check(text, found)
        wrong = [a.match for a in answers if a.state == "wrong" and a.match]
        forbidden = [(rule, banned.first(text, called)) for rule, banned in self.forbidden]
        return Content(
            answers,
            tuple(c for c in against if not _within(c.quantity, wrong)),
            tuple(q for q in unsupported if not _within(q, wrong)),
            tuple((rule, match) for rule, match in forbidden if match),
            called,
        )

    def elsewhere(self, a: Answer, text: Text, content: Content, without: Ranges) -> Answer:
        """The answer to the slot of `a` as it is given outside the ranges `without`."""
        slot = next(s for s in self.slots if s.slot is a.slot)
        return slot.right(text, quantities.find(text.plain), content.called, without)


def overlaps(ranges: Iterable[Range], start: int, end: int) -> bool:
    """Whether ``start:end`` shares a character with one of `ranges`."""
    return any(a < end and start < b for a, b in ranges)


def _within(q: Quantity, matches: list[Match]) -> bool:
    """Whether a wrong answer already speaks of this quantity."""
    return any(m.start < q.end and q.start < m.end for m in matches)
