"""A day's staffing: from contacts an hour to agents an interval to people on shifts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cslib.operations.frames import DataError, numbers
from cslib.operations.staffing import Targets, required_agents, roster

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cslib.operations.queues import Queue


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """A stretch of work: from the interval `start` up to, not including, `end`, both counted from 0."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise DataError(f"班次{self.start}–{self.end}不对：要先开始后结束，从第0段数起；跨夜请拆成两班。")


def cover(needs: Sequence[int], shifts: Iterable[Shift]) -> dict[Shift, int]:
    """The fewest people, on the given shifts, that meet the need of every interval.

    From the left, each interval still short is filled with the shift over it that reaches furthest right.
    That is exact: every solution needs someone there, and nobody covers more of what is left to the right.

    Parameters
    ----------
    needs : sequence of int
        People wanted in each interval.
    shifts : iterable of Shift
        Those that may be used, any number of times; without breaks inside.

    Returns
    -------
    dict of Shift to int
        Shifts in use, in order.

    Raises
    ------
    DataError
        A need below 0, a shift beyond the day, or an interval that no shift covers.

    Examples
    --------
    >>> cover([1, 2, 2, 1], [Shift(0, 3), Shift(1, 4)])
    {Shift(start=0, end=3): 1, Shift(start=1, end=4): 1}
    """
    numbers(needs, "每段需要的人数", low=0, whole=True)
    allowed = sorted(set(shifts))
    beyond = [shift for shift in allowed if shift.end > len(needs)]
    if beyond:
        raise DataError(f"班次{beyond[0].start}–{beyond[0].end}超出了这一天的{len(needs)}段。")
    people: dict[Shift, int] = {}
    for interval, need in enumerate(needs):
        short = need - _on_duty(people, interval)
        if short <= 0:
            continue
        over = [shift for shift in allowed if shift.start <= interval < shift.end]
        if not over:
            raise DataError(f"第{interval}段要{need}人，却没有一个班次覆盖它。请加一个班次。")
        longest = max(over, key=lambda shift: shift.end)
        people[longest] = people.get(longest, 0) + short
    return dict(sorted(people.items()))


def _on_duty(people: Mapping[Shift, int], interval: int) -> int:
    return sum(count for shift, count in people.items() if shift.start <= interval < shift.end)


@dataclass(frozen=True, slots=True)
class DayPlan:
    """A staffed day.

    Attributes
    ----------
    queues : tuple of Queue or None
        Per interval, the queue with the agents needed; ``None`` where nothing comes in.
    needed : tuple of int
        People needed per interval, time away from the desk included.
    people : dict of Shift to int
    on_duty : tuple of int
        People the shifts put into each interval.
    """

    queues: tuple[Queue | None, ...]
    needed: tuple[int, ...]
    people: dict[Shift, int]
    on_duty: tuple[int, ...]

    @property
    def headcount(self) -> int:
        """People who work that day."""
        return sum(self.people.values())

    @property
    def idle(self) -> int:
        """Person-intervals on duty beyond the need."""
        return sum(self.on_duty) - sum(self.needed)


def plan_day(
    hourly: Sequence[float],
    aht: float,
    shifts: Iterable[Shift],
    *,
    targets: Targets | None = None,
    patience: float | None = None,
    shrinkage: float = 0.0,
) -> DayPlan:
    """Staff a day whose contacts rise and fall.

    Each interval is taken as a queue that has settled: good where an interval is several times as long as
    `aht`, optimistic right after a rush. Simulate the day where that matters.

    Parameters
    ----------
    hourly : sequence of float
        Contacts an hour in each interval (for half hours, twice the count of the half hour).
    aht, targets, patience
        As in `staffing.required_agents`.
    shifts : iterable of Shift
        Allowed shifts, in intervals of `hourly`.
    shrinkage : float
        As in `staffing.roster`.

    Raises
    ------
    DataError
        As `staffing.required_agents`, `staffing.roster` and `cover`.

    Examples
    --------
    >>> plan = plan_day([40, 120, 200, 80], 180, [Shift(0, 3), Shift(1, 4)], shrinkage=0.3)
    >>> plan.needed, plan.people, plan.on_duty
    ((6, 13, 20, 10), {Shift(start=0, end=3): 6, Shift(start=1, end=4): 14}, (6, 20, 20, 14))
    >>> plan.headcount, plan.idle
    (20, 11)
    """
    rates = numbers(hourly, "每小时来量", low=0)
    queues = tuple(required_agents(rate, aht, targets, patience=patience) if rate else None for rate in rates)
    needed = tuple(roster(queue.agents, shrinkage) if queue else 0 for queue in queues)
    people = cover(needed, shifts)
    on_duty = tuple(_on_duty(people, interval) for interval in range(len(needed)))
    return DayPlan(queues, needed, people, on_duty)
