"""A scenario as an author writes it: who the customer is, what the shop may do, how the talk can go.

The format is documented for instructors in ``docs/scenarios.md``.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from cslib.parts import Fact, Forbidden, Needs, Phase, Slot, Stage
from cslib.tasks import Model

#: How much a customer knows, and what he is after; `cslib.customers.persona` says what each reacts to.
Knowing = Literal["不了解型", "专家型", "一知半解型"]
Caring = Literal["看价格", "看品牌", "图方便", "求倾听", "求解决", "求补偿", "谋利"]
Level = Annotated[int, msgspec.Meta(ge=0, le=100)]
Words = Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]


class Customer(Model, frozen=True):
    """Who is asking, and how the talk starts for them.

    ``mood`` and ``trust`` run from 0 to 100; ``about`` is what the agent can see of the person.
    """

    name: str
    knows: Knowing
    cares: Caring
    about: str
    mood: Level = 55
    trust: Level = 50


class Hidden(Model, frozen=True):
    """A fact the customer tells only when asked: when a question holds one of the phrases ``asked``.

    With ``needs``, only while that condition holds; ``holds_back`` is what the customer says otherwise.
    """

    id: str
    asked: Words
    says: Words
    needs: str = ""
    holds_back: tuple[str, ...] = ()


class Tool(Model, frozen=True):
    """Something the agent can do besides writing.

    ``most`` makes it a tool that pays up to that many yuan in all; ``options`` are its choices, of which
    ``allowed`` (all, where empty) may be used: what lies beyond is refused with ``refuse`` and not done.
    While the condition ``needs`` doesn't hold, the tool is refused with ``wait``.
    """

    id: str
    label: str = ""
    most: Annotated[float, msgspec.Meta(gt=0, le=1_000_000)] | None = None
    options: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    needs: str = ""
    wait: str = ""
    refuse: str = ""
    done: str = ""


class Go(Model, frozen=True):
    """Leave for the state or end ``to`` when the condition holds."""

    when: str
    to: str


class Line(Model, frozen=True):
    """Something the customer says while the condition holds, in one wording or several."""

    when: str
    say: str | Words

    @property
    def wordings(self) -> tuple[str, ...]:
        """All its wordings."""
        return (self.say,) if isinstance(self.say, str) else self.say


class State(Model, frozen=True):
    """Where the talk stands: what the customer says on coming here, and while it stays here.

    ``says`` are wordings for coming here, ``again`` for when the agent's message doesn't lead on; those
    with a condition come first, so that the customer asks for what is still open and for nothing else.
    ``cold`` are those for a mood below 35. ``hint`` helps a learner who is stuck here. With ``mood``
    something has happened in between, and the customer comes here in that mood.
    """

    id: str
    stage: Stage
    says: Annotated[tuple[str | Line, ...], msgspec.Meta(min_length=1)]
    again: Annotated[tuple[str | Line, ...], msgspec.Meta(min_length=2)]
    go: Annotated[tuple[Go, ...], msgspec.Meta(min_length=1)]
    hint: str
    cold: tuple[str, ...] = ()
    mood: Level | None = None


def plain(lines: tuple[str | Line, ...]) -> tuple[str, ...]:
    """The wordings among `lines` that have no condition.

    Examples
    --------
    >>> plain(("在吗", Line(when="slot:time", say="那运费呢")))
    ('在吗',)
    """
    return tuple(line for line in lines if isinstance(line, str))


def wordings(lines: tuple[str | Line, ...]) -> tuple[str, ...]:
    """All wordings of `lines`.

    Examples
    --------
    >>> wordings(("在吗", Line(when="slot:time", say=("那运费呢", "谁出运费"))))
    ('在吗', '那运费呢', '谁出运费')
    """
    return tuple(words for line in lines for words in ((line,) if isinstance(line, str) else line.wordings))


class Objection(Model, frozen=True):
    """Something the customer throws in when the condition holds, at most once a wording."""

    id: str
    when: str
    says: Words
    states: tuple[str, ...] = ()


class End(Model, frozen=True):
    """How the talk can end; ``accepted`` is what the shop and the customer can both live with."""

    id: str
    kind: Literal["accepted", "bad"]
    title: str
    says: Words
    why: str


class Check(Model, frozen=True):
    """Something that has to be so at the end for the outcome to count."""

    text: str
    when: str


class Reaction(Model, frozen=True):
    """This customer minds `to`, a cause of `cslib.customers.persona`, ``times`` as much as his kind does.

    ``tool:refund`` is the use of that one tool.
    """

    to: str
    times: Annotated[float, msgspec.Meta(ge=-5, le=5)]


class Move(Model, frozen=True):
    """One move of a path: a message ``say``, sent ``times`` times, or a ``tool`` with its ``value``."""

    say: str = ""
    times: Annotated[int, msgspec.Meta(ge=1, le=20)] = 1
    tool: str = ""
    value: str = ""


class Path(Model, frozen=True):
    """A talk that must come out as said: the proof that the scenario works.

    ``accepted`` tells whether the outcome counts; it follows the end's kind where not written.
    """

    name: str
    end: str
    moves: Annotated[tuple[str | Move, ...], msgspec.Meta(min_length=1)]
    accepted: bool | None = None


class Scenario(Model, frozen=True, tag_field="kind", tag="scenario"):
    """A simulated customer.

    ``order`` is what a look-up shows, ``policies`` what the agent has before him; slots, forbidden words
    and needs are those of a reply exercise, judged over the whole talk. After ``patience`` messages
    without an end the talk ends in ``gives_up``.
    """

    id: str
    title: str
    lesson: str
    phase: Phase
    difficulty: Literal[1, 2, 3]
    customer: Customer
    situation: str
    goal: str
    order: tuple[Fact, ...]
    policies: tuple[Fact, ...]
    slots: Annotated[tuple[Slot, ...], msgspec.Meta(min_length=1)]
    start: str
    states: Annotated[tuple[State, ...], msgspec.Meta(min_length=1)]
    ends: Annotated[tuple[End, ...], msgspec.Meta(min_length=2)]
    outcome: Annotated[tuple[Check, ...], msgspec.Meta(min_length=1)]
    paths: Annotated[tuple[Path, ...], msgspec.Meta(min_length=2)]
    patience: Annotated[int, msgspec.Meta(ge=3, le=30)]
    gives_up: str
    hidden: tuple[Hidden, ...] = ()
    tools: tuple[Tool, ...] = ()
    objections: tuple[Objection, ...] = ()
    always: tuple[Go, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()
    needs: Needs = Needs()
    numbers: tuple[str, ...] = ()
    reacts: tuple[Reaction, ...] = ()
    seconds: Annotated[int, msgspec.Meta(ge=10, le=600)] = 30
