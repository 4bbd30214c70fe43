"""A talk as it stands: the steps taken, what each led to, and what follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

from cslib.customers.model import End, Scenario, State, plain
from cslib.customers.persona import Shift
from cslib.rubric.model import Finding, Span

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """What the agent does: writes `text`, or uses `tool` with `value`.

    ``seconds`` is how long the customer had waited, 0 where nobody measured; it changes nothing.
    """

    text: str = ""
    tool: str = ""
    value: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Step:
    """A move and what came of it.

    Attributes
    ----------
    state, after
        Ids of the state it was made in and of the state or end it led to.
    mood, trust
        Afterwards, 0 to 100.
    shifts
        Why they moved.
    heard
        What the customer answered, message by message.
    findings, strategies
        What the rubric says about the message; nothing for a tool.
    filled, told
        Slots answered and hidden facts told for the first time.
    note, done, refused, paid
        For a tool: what the desk says, whether it was done, or refused, and what it paid.
    fired
        Places in the file of the rules, objections and hidden facts that came into play.
    """

    move: Move
    state: str
    after: str
    mood: float
    trust: float
    shifts: tuple[Shift, ...] = ()
    heard: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    strategies: tuple[tuple[Span, str], ...] = ()
    filled: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    note: str = ""
    done: bool = False
    refused: bool = False
    paid: float = 0.0
    fired: tuple[Place, ...] = ()

    @property
    def criteria(self) -> frozenset[str]:
        """The criteria found in the message."""
        return frozenset(f.criterion for f in self.findings)


@dataclass(frozen=True)
class Talk:
    """A talk with a simulated customer, up to some point.

    Parameters
    ----------
    seed
        Chooses among the customer's wordings.
    """

    scenario: Scenario
    seed: int = 0
    steps: tuple[Step, ...] = ()

    def back(self, count: int) -> Talk:
        """The talk as it stood after its first `count` steps."""
        return Talk(self.scenario, self.seed, self.steps[:count])

    @property
    def at(self) -> str:
        """Id of the state or end the talk has come to."""
        return self.steps[-1].after if self.steps else self.scenario.start

    @property
    def end(self) -> End | None:
        """The end it has come to, if it has."""
        return next((end for end in self.scenario.ends if end.id == self.at), None)

    @property
    def state(self) -> State | None:
        """The state it stands in, if it isn't over."""
        return next((state for state in self.scenario.states if state.id == self.at), None)

    @property
    def mood(self) -> float:
        """The customer's mood, 0 to 100."""
        return self.steps[-1].mood if self.steps else float(self.scenario.customer.mood)

    @property
    def trust(self) -> float:
        """The customer's trust, 0 to 100."""
        return self.steps[-1].trust if self.steps else float(self.scenario.customer.trust)

    @property
    def messages(self) -> tuple[Step, ...]:
        """The steps in which the agent wrote something."""
        return tuple(step for step in self.steps if not step.move.tool)

    @cached_property
    def opening(self) -> str:
        """The customer's first words."""
        state = next(s for s in self.scenario.states if s.id == self.scenario.start)
        return wording(self.seed, state.id, plain(state.says), ())

    @cached_property
    def heard(self) -> tuple[str, ...]:
        """Everything the customer has said."""
        return (self.opening, *(line for step in self.steps for line in step.heard))


def wording(seed: int, key: str, words: Sequence[str], heard: Sequence[str]) -> str:
    """One of several wordings: one not heard yet where there is one, starting where the seed decides.

    Examples
    --------
    >>> wording(0, "start", ["在吗", "有人吗"], ["在吗"])
    '有人吗'
    """
    start = crc32(f"{seed}:{key}".encode()) % len(words)
    turned = [*words[start:], *words[:start]]
    return min(turned, key=lambda said: (heard.count(said), turned.index(said)))
