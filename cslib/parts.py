"""What replies and simulated customers have in common: facts, slots, and what must not be said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

import msgspec

from cslib.rubric.model import Dimension
from cslib.tasks import Model

Phase = Literal["售前", "售中", "售后", "评价", "投诉"]
Stage = Literal["欢迎建联", "理解识别", "寻求方案", "解决确认", "结束维系"]


class Fact(Model, frozen=True):
    """Something the agent can see on the order, in a policy or in the law.

    ``value`` is a number or time in any usual spelling; ``about`` names what it is a number of. With
    both given, the grader calls a different number of that kind in a clause about it a wrong fact.
    """

    id: str
    text: str
    source: str = ""
    value: str = ""
    about: tuple[str, ...] = ()


class Wrong(Model, frozen=True):
    """Wordings (phrases) that contradict the facts, with the reason and what to write instead.

    ``unless``, written ``except``, are phrases beside which, in the same sentence, they don't count.
    """

    says: tuple[str, ...]
    reason: str
    better: str = ""
    unless: tuple[str, ...] = msgspec.field(default=(), name="except")


class Slot(Model, frozen=True):
    """One thing the customer has to learn: an answer to a question, or a step that is due.

    ``accept`` are phrases of which any one fills the slot; every quantity in ``carries`` must be said too.
    ``partly`` are phrases that answer half of it.
    """

    id: str
    asks: str
    accept: tuple[str, ...]
    dimension: Dimension = Dimension.KNOWLEDGE
    required: bool = True
    weight: Annotated[float, msgspec.Meta(gt=0, le=5)] = 1.0
    carries: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    reason: str = ""
    better: str = ""


class Forbidden(Model, frozen=True):
    """Something that must not be said in this situation; ``unless`` (``except``) as in `Wrong`."""

    id: str
    says: tuple[str, ...]
    reason: str
    unless: tuple[str, ...] = msgspec.field(default=(), name="except")
    better: str = ""
    dimension: Dimension = Dimension.KNOWLEDGE
    critical: bool = False
    link: str = ""


class Needs(Model, frozen=True):
    """What this situation calls for besides facts."""

    empathy: bool = False
    apology: bool = False
    options: bool = False


class Persona(Model, frozen=True):
    """Who is asking."""

    name: str
    type: str = ""
    mood: str = ""


def answers(
    slots: Sequence[Slot], forbidden: Sequence[Forbidden]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every phrase of the slots and forbidden words of an exercise or a scenario, with its place."""
    for i, slot in enumerate(slots):
        yield from ((("slots", i, "accept", j), words) for j, words in enumerate(slot.accept))
        yield from ((("slots", i, "partly", j), words) for j, words in enumerate(slot.partly))
        for k, wrong in enumerate(slot.wrong):
            yield from _entry(("slots", i, "wrong", k), wrong)
    for i, rule in enumerate(forbidden):
        yield from _entry(("forbidden", i), rule)


def _entry(
    place: tuple[str | int, ...], entry: Wrong | Forbidden
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield from (((*place, "says", j), words) for j, words in enumerate(entry.says))
    yield from (((*place, "except", j), words) for j, words in enumerate(entry.unless))
