"""Grade what an agent writes in a talk with the rubric that grades replies.

A scenario becomes a reply exercise once. Each message is graded against it, without what is merely not
said yet; the talk as a whole is graded as one reply, so that greeting, closing and missing points are
judged over all messages.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from cslib.customers.model import Scenario, wordings
from cslib.exercises import ModelReply, Models, Reply
from cslib.parts import Persona
from cslib.rubric import Assessment, gaming, grade
from cslib.rubric.model import Finding, Kind
from cslib.text import read


@lru_cache(maxsize=64)
def exercise(scenario: Scenario) -> Reply:
    """The scenario as the reply exercise its messages are graded by."""
    nothing = ModelReply(text="", why="")
    who = scenario.customer
    return Reply(
        id=scenario.id,
        title=scenario.title,
        lesson=scenario.lesson,
        phase=scenario.phase,
        stage="寻求方案",
        difficulty=scenario.difficulty,
        situation=scenario.situation,
        customer=(),  # what has been said so far differs from message to message; see `parroted`
        facts=(*scenario.order, *scenario.policies),
        slots=scenario.slots,
        accepted_outcome=scenario.goal,
        persona=Persona(name=who.name, type=who.knows),
        hints=("", "", ""),
        models=Models(good=nothing, bad=nothing),
        examples=(),
        forbidden=scenario.forbidden,
        needs=scenario.needs,
        numbers=(*scenario.numbers, *lines(scenario)),
    )


def lines(scenario: Scenario) -> tuple[str, ...]:
    """Everything the customer can say."""
    said: list[str] = []
    for state in scenario.states:
        said += (*wordings(state.says), *wordings(state.again), *state.cold)
    for hidden in scenario.hidden:
        said += (*hidden.says, *hidden.holds_back)
    for objection in scenario.objections:
        said += objection.says
    for end in scenario.ends:
        said += end.says
    return tuple(said)


@lru_cache(maxsize=1024)
def message(text: str, scenario: Scenario) -> Assessment:
    """One message of the talk, without the points it merely leaves for later.

    Examples
    --------
    >>> from cslib import exercises
    >>> found = message("您好，能退的。", exercises.load("opened-cream")).findings
    >>> [f.criterion for f in found if ":" in f.criterion]
    ['slot:can']
    """
    graded = grade(text, exercise(scenario), check_copy=False)
    return replace(graded, findings=tuple(f for f in graded.findings if _of_message(f)))


def _of_message(finding: Finding) -> bool:
    if finding.kind is Kind.MISSING:
        return finding.span is not None or finding.criterion == "empty"
    return finding.criterion != "clear"


def parroted(text: str, heard: tuple[str, ...]) -> tuple[Finding, ...]:
    """The finding for a message that mostly repeats what the customer has said, if it does."""
    found = gaming.checks(read(text), heard, answered=1.0)
    return tuple(check.finding for check in found if check.finding.criterion == "parroted")


def talk(texts: tuple[str, ...], scenario: Scenario) -> Assessment:
    """The whole talk as one reply, in which no sentence runs from one message into the next."""
    whole = "\n".join(map(_closed, texts))
    return grade(whole, exercise(scenario), check_copy=False, check_focus=False)


_STOPS = ("。", "！", "？", "!", "?", "…", "~", "～", "；", ";")


def _closed(message: str) -> str:
    """A message with a full stop where its writer, as people do in a chat, left it out."""
    message = message.rstrip()
    return message if message.endswith(_STOPS) else f"{message}。"
