"""What the conditions of a scenario are asked of: the talk so far, and the step in the making."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from cslib.customers import persona
from cslib.customers.talk import Talk
from cslib.rubric.model import Finding, Kind


@dataclass
class Now:
    """A talk with its latest step, as far as that is known.

    Attributes
    ----------
    findings, answered, filled, told
        Of the message: its findings, the slots it answers, those it answers first, hidden facts it is told.
    spoke
        Whether the step is a message.
    tool, value, paid
        Of a tool that has just been used.
    passed
        States the step has led into.
    """

    talk: Talk
    spoke: bool = False
    findings: tuple[Finding, ...] = ()
    answered: frozenset[str] = frozenset()
    filled: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    tool: str = ""
    value: str = ""
    paid: float = 0.0
    mood: float = field(init=False)
    trust: float = field(init=False)
    passed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.mood, self.trust = self.talk.mood, self.talk.trust

    def has(self, kind: str, name: str) -> bool:
        """Whether ``kind:name`` holds (see `cslib.customers.condition`)."""
        return _HAS[kind](self, name)

    def number(self, name: str) -> float:
        """The number called `name`; of an unknown tool nothing has been paid."""
        if name in _NUMBERS:
            return _NUMBERS[name](self)
        paid = sum(step.paid for step in self.talk.steps if step.move.tool == name)
        return paid + (self.paid if self.tool == name else 0.0)

    def slots(self) -> Iterator[str]:
        """Slots answered so far."""
        for step in self.talk.steps:
            yield from step.filled
        yield from self.filled

    def facts(self) -> Iterator[str]:
        """Hidden facts told so far."""
        for step in self.talk.steps:
            yield from step.told
        yield from self.told

    def criteria(self) -> frozenset[str]:
        """What was found in the message."""
        return frozenset(f.criterion for f in self.findings)

    def ever(self, criterion: str) -> bool:
        """Whether `criterion` was found in any message."""
        return criterion in self.criteria() or any(criterion in step.criteria for step in self.talk.steps)

    def used(self, name: str) -> bool:
        """Whether a tool was used, ``TOOL`` or ``TOOL=CHOICE``."""
        tool, _, value = name.partition("=")
        uses = [(step.move.tool, step.move.value.strip()) for step in self.talk.steps if step.done]
        return any(
            tool == used and value in ("", chosen) for used, chosen in (*uses, (self.tool, self.value))
        )

    def here(self) -> int:
        """Messages written since the talk came to its present state."""
        if self.passed:
            return 0
        count = int(self.spoke)
        for step in reversed(self.talk.steps):
            if step.after != step.state:
                break
            count += not step.move.tool
        return count


def _refused(now: Now, name: str) -> bool:
    return any(step.refused and step.move.tool == name for step in now.talk.steps)


def _was(now: Now, name: str) -> bool:
    return name in (now.talk.scenario.start, *now.passed, *(step.after for step in now.talk.steps))


_HAS: Mapping[str, Callable[[Now, str], bool]] = {
    "slot": lambda now, name: name in now.slots(),
    "now": lambda now, name: name in now.answered,
    "told": lambda now, name: name in now.facts(),
    "found": lambda now, name: name in now.criteria(),
    "ever": Now.ever,
    "tool": Now.used,
    "refused": _refused,
    "was": _was,
    "critical": lambda now, _: any(f.kind is Kind.CRITICAL for f in now.findings),
    "fault": lambda now, _: any(f.kind is Kind.FAULT for f in now.findings),
    "wrong": lambda now, _: any(persona.cause(f) == "wrong" for f in now.findings),
}
_NUMBERS: Mapping[str, Callable[[Now], float]] = {
    "mood": lambda now: now.mood,
    "trust": lambda now: now.trust,
    "turns": lambda now: len(now.talk.messages) + now.spoke,
    "here": Now.here,
}
