"""The queue played out customer by customer: what the formulas predict, and days they cannot describe.

Customers are served first come, first served. The next one always goes to the seat that is free first, so the
whole simulation is one loop over customers and a heap of the moments at which seats become free.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from heapq import heapify, heappop, heapreplace
from itertools import accumulate, repeat
from random import Random
from typing import TYPE_CHECKING

from cslib.operations.frames import DataError, numbers
from cslib.operations.metrics import Metric, service_level
from cslib.operations.queues import check_inputs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Seat:
    """Room for one chat at a time: an agent has as many seats as chats they may hold.

    Attributes
    ----------
    agent : int
    start, end : float
        Seconds; a chat may begin from `start` up to, not including, `end`, and is finished after it if need
        be.
    pace : float
        How many times as long as its service time a chat takes at this seat.
    """

    agent: int
    start: float = 0.0
    end: float = math.inf
    pace: float = 1


@dataclass(frozen=True, slots=True)
class Run:
    """What happened to each customer, in order of arrival.

    Attributes
    ----------
    arrivals : list of float
        Seconds.
    waits : list of float
        Seconds until answered, or until the customer left.
    agents : list of int
        Who answered; -1 if the customer left.
    """

    arrivals: list[float]
    waits: list[float]
    agents: list[int]

    @property
    def abandonment(self) -> float:
        """The share of customers who left."""
        return self.agents.count(-1) / len(self.agents)

    @property
    def waiting(self) -> float:
        """The share of customers who were not answered at once."""
        return sum(wait > 0 for wait in self.waits) / len(self.waits)

    @property
    def wait(self) -> float:
        """Mean seconds in the queue, over all customers."""
        return math.fsum(self.waits) / len(self.waits)

    @property
    def asa(self) -> float:
        """Mean seconds until answered, over those who were; NaN if nobody was."""
        answered = [wait for wait, agent in zip(self.waits, self.agents, strict=True) if agent >= 0]
        return math.fsum(answered) / len(answered) if answered else math.nan

    def service_level(
        self, within: float, definition: str = "abandoned_missed", *, short: float = 5
    ) -> Metric:
        """The service level by any formula of `metrics.SERVICE_LEVEL`; `short` is for ``short_met``.

        Examples
        --------
        >>> Run([0, 0, 0], [0, 12, 30], [0, 1, -1]).service_level(20).shown
        '66.7%'
        """
        left = [wait for wait, agent in zip(self.waits, self.agents, strict=True) if agent < 0]
        timely = sum(wait <= within for wait in self.waits)
        left_in = sum(wait <= within for wait in left)
        return service_level(
            answered=len(self.waits) - len(left),
            abandoned=len(left),
            answered_in=timely - left_in,
            abandoned_in=left_in,
            abandoned_short=sum(wait <= min(short, within) for wait in left),
            definition=definition,
        )


def serve(
    arrivals: Iterable[float], services: Iterable[float], patiences: Iterable[float], seats: Iterable[Seat]
) -> Run:
    """Serve customers first come, first served; each leaves once out of patience.

    Parameters
    ----------
    arrivals, services, patiences : iterable of float
        Per customer: when they come (seconds, never going back), how long they take at a seat of pace 1, how
        long they wait (``inf`` for ever). The shortest of the three ends the run.
    seats : iterable of Seat

    Returns
    -------
    Run
        Whoever is still waiting when the last seat has closed leaves when out of patience.

    Raises
    ------
    DataError
        An arrival before the one ahead of it, no seat, or nobody came.

    Examples
    --------
    One agent; the second customer waits 20 s, the third leaves after 10.

    >>> run = serve([0, 10, 15], [30, 30, 30], [60, 60, 10], [Seat(agent=7)])
    >>> run.waits, run.agents
    ([0, 20, 10], [7, 7, -1])
    """
    desks = list(seats)
    if not desks:
        raise DataError("一个座席也没有，没法接待。")
    free = [(seat.start, place) for place, seat in enumerate(desks)]
    heapify(free)
    ends, names = [seat.end for seat in desks], [seat.agent for seat in desks]
    paces = [seat.pace for seat in desks]
    came: list[float] = []
    waits: list[float] = []
    agents: list[int] = []
    clock = -math.inf
    for arrival, service, patience in zip(arrivals, services, patiences, strict=False):
        if arrival < clock:
            raise DataError(
                f"第{len(came) + 1}个顾客的到达时间早于前一个，请先按时间排好。", row=len(came) + 1
            )
        clock = arrival
        came.append(arrival)
        wait = math.inf
        while free:
            at, place = free[0]
            start = at if at > arrival else arrival
            if start < ends[place]:
                wait = start - arrival
                break
            heappop(free)
        if free and wait <= patience:
            heapreplace(free, (start + service * paces[place], place))
            waits.append(wait)
            agents.append(names[place])
        else:
            waits.append(patience)
            agents.append(-1)
    if not came:
        raise DataError("一个顾客也没有来，没有可模拟的。")
    return Run(came, waits, agents)


def simulate(
    agents: int,
    hourly: float,
    aht: float,
    *,
    patience: float | None = None,
    customers: int = 100_000,
    seed: int = 0,
    slots: int = 1,
) -> Run:
    """The queue of `queues.steady`, played with random numbers; starts empty.

    Parameters
    ----------
    agents, hourly, aht, patience
        As in `queues.steady`.
    customers : int
        How many come. The error of a simulated share shrinks with the square root of this.
    seed : int
        The same seed gives the same run.
    slots : int
        Chats each agent may hold.

    Raises
    ------
    DataError
        As `queues.steady`; no customers or slots.

    Examples
    --------
    >>> run = simulate(12, 200, 180, patience=180, customers=20_000, seed=1)
    >>> abs(run.abandonment - 0.0531) < 0.01
    True
    """
    check_inputs(agents, hourly, aht, patience)
    if customers < 1 or slots < 1 or hourly == 0:
        raise DataError("顾客数、每人同时接待数和每小时来量都要大于0，才有可模拟的。")
    random = Random(seed)  # noqa: S311 - a simulation wants repeatable numbers, not secret ones
    arrivals = accumulate(_exponential(random, 3600 / hourly, customers))
    services = _exponential(random, aht, customers)
    patiences = repeat(math.inf) if patience is None else _exponential(random, patience, customers)
    return serve(arrivals, services, patiences, (Seat(n) for n in range(agents) for _ in range(slots)))


def _exponential(random: Random, average: float, count: int) -> list[float]:
    """`count` draws; written out, as calling ``expovariate`` takes half as long again."""
    draw, log = random.random, math.log
    return [-average * log(1.0 - draw()) for _ in range(count)]


def simulate_day(
    hourly: Sequence[float],
    agents: Sequence[int],
    aht: float,
    *,
    patience: float,
    interval: float = 3600,
    slots: int = 1,
    seed: int = 0,
) -> Run:
    """A day whose contacts and agents change by the interval, queues carrying over from one to the next.

    Parameters
    ----------
    hourly : sequence of float
        Contacts an hour, per interval.
    agents : sequence of int
        Agents at their desks, per interval.
    aht, patience : float
        Mean seconds.
    interval : float
        Seconds.
    slots, seed
        As in `simulate`.

    Raises
    ------
    DataError
        Not one number of agents per interval, a negative number, or an empty day.

    Examples
    --------
    >>> day = simulate_day([60, 240, 60], [6, 6, 6], 180, patience=180, seed=1)
    >>> rush = [wait for at, wait in zip(day.arrivals, day.waits) if 3600 <= at < 7200]
    >>> sum(rush) / len(rush) > day.wait
    True
    """
    rates = numbers(hourly, "每小时来量", low=0)
    staff = [int(count) for count in numbers(agents, "每段人数", low=0, whole=True)]
    if len(rates) != len(staff):
        raise DataError(f"来量有{len(rates)}段，人数有{len(staff)}段，对不上。请每段各写一个。")
    check_inputs(1, max(rates), aht, patience)
    random = Random(seed)  # noqa: S311 - as in simulate
    arrivals = [
        at for place, rate in enumerate(rates) for at in _poisson(random, rate, place * interval, interval)
    ]
    services = _exponential(random, aht, len(arrivals))
    patiences = _exponential(random, patience, len(arrivals))
    return serve(arrivals, services, patiences, _seats(staff, interval, slots))


def _poisson(random: Random, hourly: float, start: float, length: float) -> list[float]:
    found = []
    at = start
    while hourly > 0 and (at := at + random.expovariate(hourly / 3600)) < start + length:
        found.append(at)
    return found


def _seats(staff: Sequence[int], interval: float, slots: int) -> list[Seat]:
    """Agent k works the stretches in which more than k are wanted."""
    found = []
    for agent in range(max(staff)):
        start = None
        for place, count in enumerate([*staff, 0]):
            if count > agent and start is None:
                start = place
            elif count <= agent and start is not None:
                found += [Seat(agent, start * interval, place * interval)] * slots
                start = None
    return found
