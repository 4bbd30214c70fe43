"""Exercises other than replies, as instructors write them: choose, sort, match, investigate, fill in."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every part of an exercise file is: fixed fields, nothing unknown."""


class Choice(Model, frozen=True):
    """One answer, and what choosing it shows."""

    text: str
    why: str
    correct: bool = False


class Question(Model, frozen=True):
    """A question with its choices; several may be right."""

    ask: str
    choices: tuple[Choice, ...]


class Quiz(Model, frozen=True, tag_field="kind", tag="quiz"):
    """Single and multiple choice, every choice explained."""

    id: str
    title: str
    lesson: str
    questions: tuple[Question, ...]


class Item(Model, frozen=True):
    """A thing to sort: its text, the bin it belongs in, and why."""

    text: str
    bin: str
    why: str


class Sort(Model, frozen=True, tag_field="kind", tag="sort"):
    """Classify and sort: put each item into its bin."""

    id: str
    title: str
    lesson: str
    ask: str
    bins: tuple[str, ...]
    items: tuple[Item, ...]


class Step(Model, frozen=True):
    """A thing to do or to check, and why (for `Order`: why it stands where it stands)."""

    text: str
    why: str


class Order(Model, frozen=True, tag_field="kind", tag="order"):
    """Put in order; `steps` are written in the right order."""

    id: str
    title: str
    lesson: str
    ask: str
    steps: Annotated[tuple[Step, ...], msgspec.Meta(min_length=3, max_length=12)]


class Two(Model, frozen=True):
    """Two cards that belong together, and why."""

    left: str
    right: str
    why: str


class Match(Model, frozen=True, tag_field="kind", tag="match"):
    """Match cards; `extra` are right-hand cards that belong to nothing."""

    id: str
    title: str
    lesson: str
    ask: str
    pairs: Annotated[tuple[Two, ...], msgspec.Meta(min_length=2, max_length=12)]
    extra: tuple[str, ...] = ()


class Line(Model, frozen=True):
    """One message of a conversation; a wrong one has a better wording."""

    who: Literal["顾客", "客服"]
    text: str
    why: str
    wrong: bool = False
    better: str = ""


class Spot(Model, frozen=True, tag_field="kind", tag="spot"):
    """Find the wrong sentences in a conversation."""

    id: str
    title: str
    lesson: str
    ask: str
    lines: Annotated[tuple[Line, ...], msgspec.Meta(min_length=3)]


class Slip(Model, frozen=True):
    """A number someone could arrive at by mistake, and where the thinking went astray."""

    value: float
    why: str


class Sum(Model, frozen=True):
    """Arithmetic that tests a claim: the answer, how far off still counts, and why it matters."""

    ask: str
    answer: float
    why: str
    unit: str = ""
    within: float = 0.0
    slips: tuple[Slip, ...] = ()


class Case(Model, frozen=True):
    """A cited number to investigate, by the id of its claim."""

    claim: str
    lead: str
    verdict: str
    sums: tuple[Sum, ...] = ()


class Detective(Model, frozen=True, tag_field="kind", tag="detective"):
    """Number detective: grade where a number comes from, do the arithmetic, read the verdict."""

    id: str
    title: str
    lesson: str
    cases: Annotated[tuple[Case, ...], msgspec.Meta(min_length=1)]


class Script(Model, frozen=True):
    """A wording to check against the law; an unlawful one names the article (id in laws.yaml)."""

    text: str
    why: str
    law: str = ""
    better: str = ""


class Legal(Model, frozen=True, tag_field="kind", tag="legal"):
    """Legal check: may this be said, and if not, which article forbids it?"""

    id: str
    title: str
    lesson: str
    ask: str
    scripts: Annotated[tuple[Script, ...], msgspec.Meta(min_length=2)]


class Checklist(Model, frozen=True, tag_field="kind", tag="checklist"):
    """Things to check, kept ticked from day to day."""

    id: str
    title: str
    lesson: str
    ask: str
    steps: Annotated[tuple[Step, ...], msgspec.Meta(min_length=1)]


class Need(Model, frozen=True):
    """Something an entry has to have, checked as it is handed in, and what to say where it lacks.

    ``has`` is ``length`` (at least `least` characters), ``number`` (any quantity), ``time`` (a date, day,
    clock time or duration), ``new`` (not the entry before in other words) or ``words`` (one of `words`).
    """

    has: Literal["length", "number", "time", "new", "words"]
    lacking: str
    least: int = 1
    words: tuple[str, ...] = ()


class Entry(Model, frozen=True):
    """One field of a form."""

    id: str
    label: str
    hint: str = ""
    example: str = ""
    needs: tuple[Need, ...] = ()


class Worksheet(Model, frozen=True, tag_field="kind", tag="worksheet"):
    """A form to think with: 5 Whys, a SMART goal, a STAR answer, a reflection log.

    With ``log`` earlier sheets are listed below, newest first.
    """

    id: str
    title: str
    lesson: str
    ask: str
    entries: Annotated[tuple[Entry, ...], msgspec.Meta(min_length=1)]
    done: str
    log: bool = False


class Template(Model, frozen=True, tag_field="kind", tag="template"):
    """Build quick replies: three wordings for a question, with placeholders in braces.

    ``placeholders`` are those that may be used, each with an example of what will stand there.
    """

    id: str
    title: str
    lesson: str
    ask: str
    question: str
    placeholders: Annotated[dict[str, str], msgspec.Meta(min_length=1)]
    done: str


Task = Quiz | Sort | Order | Match | Spot | Detective | Legal | Checklist | Worksheet | Template
