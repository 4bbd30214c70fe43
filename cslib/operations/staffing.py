"""How many agents are needed: targets, chats held side by side, paid time lost, and customers' patience.

The queue formulas themselves are in `cslib.operations.queues`, whole days in `cslib.operations.schedule`,
and the simulation that checks them in `cslib.operations.simulation`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from cslib.operations.frames import DataError
from cslib.operations.queues import Queue, erlang_b, erlang_c, steady

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "CLAIMED_PATIENCE",
    "ChatStaff",
    "Patience",
    "Queue",
    "Targets",
    "chat_agents",
    "erlang_b",
    "erlang_c",
    "fit_patience",
    "required_agents",
    "roster",
    "steady",
]

_MOST_AGENTS = 100_000


@dataclass(frozen=True, slots=True)
class Targets:
    """What a desk is staffed for; every target given must be met.

    Attributes
    ----------
    within : float
        Seconds, the threshold of the service level.
    service_level : float
        Least share of customers answered within it.
    abandonment : float or None
        Largest share of customers who leave (means something only with a patience).
    occupancy : float or None
        Largest share of their time agents are busy. Above about 0.85 people tire; formulas do not.
    """

    within: float = 20
    service_level: float = 0.8
    abandonment: float | None = None
    occupancy: float | None = None

    def __post_init__(self) -> None:
        shares = {"服务水平": self.service_level, "放弃率": self.abandonment, "占用率": self.occupancy}
        for name, target in shares.items():
            if target is not None and not 0 < target < 1:
                raise DataError(f"{name}目标要在0和1之间（80%写0.8），现在是{target:g}。")

    def met_by(self, queue: Queue) -> bool:
        """Whether `queue` reaches every target."""
        return (
            queue.service_level >= self.service_level
            and (self.abandonment is None or queue.abandonment <= self.abandonment)
            and (self.occupancy is None or queue.occupancy <= self.occupancy)
        )


def required_agents(
    hourly: float, aht: float, targets: Targets | None = None, *, patience: float | None = None
) -> Queue:
    """The fewest agents that meet the targets, with the queue they make.

    Every target gets easier with each agent, so the number is found by halving.

    Parameters
    ----------
    hourly, aht, patience : float
        As in `queues.steady`.
    targets : Targets, optional
        By default 80 % within 20 s.

    Raises
    ------
    DataError
        As `queues.steady`; or more than 100,000 agents would be needed.

    Examples
    --------
    >>> required_agents(200, 180).agents, required_agents(200, 180, patience=180).agents
    (14, 12)
    >>> required_agents(200, 180, Targets(within=20, service_level=0.8, occupancy=0.65)).agents
    16
    """
    aims = targets or Targets()

    def queue(agents: int) -> Queue:
        return steady(agents, hourly, aht, patience=patience, within=aims.within)

    few, enough = 0, 1
    while not aims.met_by(queue(enough)):
        few, enough = enough, 2 * enough
        if enough > _MOST_AGENTS:
            raise DataError(f"要超过{_MOST_AGENTS}人才能达标，请检查来量和时长的单位（每小时、秒）。")
    while enough - few > 1:
        middle = (few + enough) // 2
        few, enough = (few, middle) if aims.met_by(queue(middle)) else (middle, enough)
    return queue(enough)


@dataclass(frozen=True, slots=True)
class ChatStaff:
    """How many chat agents are needed, and the slots that make up the queue.

    Attributes
    ----------
    agents : int
    slots : int
        Chats each agent may hold.
    session : float
        Seconds a chat takes with that many side by side.
    capacity : float
        Chats an hour one agent can finish.
    queue : Queue
        The queue in front of all slots (its ``agents`` are slots).
    """

    agents: int
    slots: int
    session: float
    capacity: float
    queue: Queue


def chat_agents(
    hourly: float,
    session: float,
    *,
    slots: int,
    slowdown: float,
    targets: Targets | None = None,
    patience: float | None = None,
) -> ChatStaff:
    """Agents for chats held side by side: each of N agents is `slots` servers, each of them slower.

    With c chats in hand a chat takes ``session·(1 + slowdown·(c − 1))``, so capacity grows less than c-fold
    and never beyond 1/slowdown chats' worth. A single-contact formula (``slots=1``) overstaffs chats; slots
    without slowdown understaff them.

    Parameters
    ----------
    hourly : float
        Chats an hour.
    session : float
        Seconds a chat takes, wrap-up included, when it is the only one.
    slots : int
        Chats an agent may hold.
    slowdown : float
        Share of `session` that each further chat adds to all. There is no standard value: measure it, by
        comparing session lengths at one chat in hand and at several.
    targets, patience
        As in `required_agents`.

    Raises
    ------
    DataError
        As `required_agents`; fewer than one slot; a negative slowdown.

    Notes
    -----
    The slot model follows ccplanning.net on chat staffing: servers are N·c with the *inflated* session time.

    Examples
    --------
    >>> one, three = (chat_agents(200, 300, slots=c, slowdown=0.2) for c in (1, 3))
    >>> one.agents, three.agents, three.session, round(three.capacity / one.capacity, 2)
    (21, 10, 420.0, 2.14)
    """
    if slots < 1 or slots != int(slots):
        raise DataError(f"每人同时接待数要是1或更大的整数，现在是{slots}。")
    if not 0 <= slowdown < math.inf:
        raise DataError(f"变慢的比例不能是负数，现在是{slowdown:g}。每多接一个慢两成就写0.2。")
    aims = targets or Targets()
    slowed = session * (1 + slowdown * (slots - 1))
    least = required_agents(hourly, slowed, aims, patience=patience)
    agents = -(-least.agents // slots)
    queue = steady(agents * slots, hourly, slowed, patience=patience, within=aims.within)
    return ChatStaff(agents, slots, slowed, 3600 * slots / slowed, queue)


def roster(agents: int, shrinkage: float) -> int:
    """People to put on the roster so that `agents` are at their desks: ``ceil(N / (1 − s))``.

    Not ``N·(1 + s)``, which is short: of 14·1.3 = 18.2 people, 30 % away leaves 12.7.

    Parameters
    ----------
    agents : int
    shrinkage : float
        损耗率, the share of paid time away from the desk (breaks, meetings, training, leave).

    Raises
    ------
    DataError
        A negative number of agents, or a shrinkage not in [0, 1).

    Examples
    --------
    >>> roster(14, 0.3)
    20
    """
    if agents < 0 or not 0 <= shrinkage < 1:
        raise DataError(f"人数（{agents}）不能是负数，损耗率（{shrinkage:g}）要在0到1之间（30%写0.3）。")
    # As a decimal fraction: in floats 14/(1 − 0.3) is a hair above 20, and its ceiling 21.
    return math.ceil(agents / (1 - Fraction(str(shrinkage))))


# (seconds, share of customers gone by then, the claim that says so). Neither claim names a source: good
# enough to practise with, not to staff a shop by. Measure your own.
CLAIMED_PATIENCE = ((60.0, 0.30, "004-015"), (180.0, 0.60, "004-016"))


@dataclass(frozen=True, slots=True)
class Patience:
    """How long customers wait, on an exponential curve.

    Attributes
    ----------
    mean : float
        Seconds, fitted to all points together.
    single : tuple of float
        Seconds, fitted to each point alone; they agree only as far as an exponential curve fits.
    """

    mean: float
    single: tuple[float, ...]

    def gone(self, seconds: float) -> float:
        """The share who have left after `seconds` of waiting."""
        return -math.expm1(-seconds / self.mean)


def fit_patience(points: Iterable[tuple[float, float]]) -> Patience:
    """Exponential patience from statements like "30 % have left after 60 s".

    Each point alone gives ``mean = −t / ln(1 − p)``. All together give the most likely mean: the groups
    leaving before, between and after the given times are taken as one crowd's.

    Parameters
    ----------
    points : iterable of (seconds, share gone)

    Raises
    ------
    DataError
        No points, times not rising from above 0, or shares not rising between 0 and 1.

    Examples
    --------
    >>> fit = fit_patience((seconds, gone) for seconds, gone, _ in CLAIMED_PATIENCE)
    >>> [round(mean) for mean in fit.single], round(fit.mean)
    ([168, 196], 191)
    """
    found = [(float(seconds), float(gone)) for seconds, gone in points]
    if not found:
        raise DataError("一个“多久走掉多少人”的数据点也没有，估不出耐心。")
    starts = [(0.0, 0.0), *found[:-1]]
    for (begin, gone_before), (end, gone) in zip(starts, found, strict=True):
        if not (begin < end < math.inf and gone_before < gone < 1):
            raise DataError(
                f"“{end:g}秒走掉{gone:.0%}”不对：时间要大于0、从小到大，走掉的比例要逐步升高、小于100%。"
            )
    single = tuple(-seconds / math.log1p(-gone) for seconds, gone in found)
    steps = [
        (begin, end - begin, gone_before, gone)
        for (begin, gone_before), (end, gone) in zip(starts, found, strict=True)
    ]
    return Patience(1 / _most_likely_rate(steps), single)


def _most_likely_rate(steps: list[tuple[float, float, float, float]]) -> float:
    """The leaving rate at which the grouped likelihood is flat; its slope falls, so it is found by halving.

    Each step is (begin, width, share gone before, share gone after). The rate lies between those the single
    steps would have.
    """
    rates = [math.log((1 - before) / (1 - after)) / width for _, width, before, after in steps]
    slow, fast = min(rates), max(rates)

    def slope(rate: float) -> float:
        begin, width, _, gone = steps[-1]
        total = -(begin + width) * (1 - gone)
        for begin, width, before, gone in steps:
            total += (gone - before) * (width / math.expm1(min(rate * width, 700)) - begin)
        return total

    for _ in range(100):
        middle = (slow + fast) / 2
        slow, fast = (middle, fast) if slope(middle) > 0 else (slow, middle)
    return (slow + fast) / 2
