"""How a queue with N agents behaves in the long run: Erlang B, Erlang C and, with impatience, Erlang A.

Contacts arrive at random (Poisson), `hourly` an hour; each takes `aht` seconds on average (exponential);
`load` = hourly·aht/3600 is the work offered, in erlangs. Customers with `patience` leave after an exponential
time of that mean. All results are exact up to rounding, for one agent as for thousands.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from cslib.operations.frames import DataError
from cslib.operations.metrics import SERVICE_LEVEL, Metric, chosen, share

if TYPE_CHECKING:
    from collections.abc import Callable


def erlang_b(agents: int, load: float) -> float:
    """The share of contacts that find all agents busy and are turned away (Erlang B, 1917).

    By the recurrence ``B(0) = 1, B(n) = load·B(n−1) / (n + load·B(n−1))``, which neither overflows nor
    cancels; the sums of powers and factorials in the textbook formula do, near 170 agents.

    Parameters
    ----------
    agents : int
    load : float
        Erlangs.

    Raises
    ------
    DataError
        A negative or non-finite number.

    Examples
    --------
    >>> round(erlang_b(2, 1), 4), round(erlang_b(5000, 5000), 4)
    (0.2, 0.0112)
    """
    if agents < 0 or not 0 <= load < math.inf:
        raise DataError(f"人数{agents}和话务量{load:g}都不能是负数，也不能无穷大。")
    blocked = 1.0
    for n in range(1, agents + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def erlang_c(agents: int, load: float) -> float:
    """The share of contacts that have to wait when nobody ever leaves (Erlang C, 1917).

    ``C = B / (1 − ρ(1 − B))`` with B by `erlang_b` and ρ = load/agents; 1 where ρ ≥ 1, the queue then
    growing without end.

    Parameters and errors are those of `erlang_b`.

    Examples
    --------
    >>> [round(erlang_c(n, a), 4) for n, a in ((2, 1), (6, 5), (10, 8), (14, 10))]
    [0.3333, 0.5875, 0.4092, 0.1741]
    """
    blocked = erlang_b(agents, load)
    if load >= agents:
        return 1.0 if load else 0.0
    return blocked / (1 - load / agents * (1 - blocked))


@dataclass(frozen=True, slots=True)
class Queue:
    """What customers and agents meet in the long run.

    Attributes
    ----------
    agents : int
    load : float
        Work offered, erlangs.
    waiting : float
        Share of customers who cannot be served at once.
    service_level : float
        Share of all customers answered within the threshold; those who leave count as missed
        (``abandoned_missed``). For the other formulas see `by`.
    abandonment : float
        Share of customers who leave unanswered.
    abandonment_in : float
        Share who leave within the threshold.
    wait : float
        Mean seconds in the queue, over all customers.
    asa : float
        Mean seconds until answered, over those who were (average speed of answer).
    occupancy : float
        Share of their time that agents are busy.
    length : float
        Mean number of customers waiting.
    """

    agents: int
    load: float
    waiting: float
    service_level: float
    abandonment: float
    abandonment_in: float
    wait: float
    asa: float
    occupancy: float
    length: float

    def by(self, definition: str) -> Metric:
        """The service level by another formula of `metrics.SERVICE_LEVEL` (all but ``short_met``).

        Examples
        --------
        >>> steady(12, 200, 180, patience=180).by("answered_only").shown
        '84.7%'
        """
        text = chosen(SERVICE_LEVEL, definition, "服务水平")
        met, left, left_in = self.service_level, self.abandonment, self.abandonment_in
        parts = {
            "abandoned_in_met": (met + left_in, 1.0),
            "answered_only": (met, 1 - left),
            "abandoned_missed": (met, 1.0),
            "abandoned_in_ignored": (met, 1 - left_in),
        }
        if definition not in parts:
            raise DataError("“short_met”还要知道极短时间内放弃的比例，这里没有。请换一个口径。")
        part, whole = parts[definition]
        # Both halves are rounded; where all are answered in time, the upper one may come out a hair larger.
        return share("服务水平", min(part, whole), whole, definition, text)


def steady(
    agents: int, hourly: float, aht: float, *, patience: float | None = None, within: float = 20
) -> Queue:
    """A queue's long-run figures: Erlang C where `patience` is None, else Erlang A.

    Parameters
    ----------
    agents : int
        At least 1. For chats, slots (agents × chats each may hold).
    hourly : float
        Contacts an hour.
    aht : float
        Mean seconds a contact takes, wrap-up included.
    patience : float, optional
        Mean seconds a customer is willing to wait.
    within : float
        Seconds, the threshold of the service level.

    Raises
    ------
    DataError
        A number out of range, or a patience a million times the handling time (leave it out then).

    Notes
    -----
    Erlang C: ``SL = 1 − C·exp(−(N−A)T/AHT)``, ``ASA = C·AHT/(N−A)``; where A ≥ N nobody is ever answered in
    time and waits are infinite.

    Erlang A: Garnett, Mandelbaum & Reiman 2002 (M&SOM 4:208); Mandelbaum & Zeltyn 2005. The time an endlessly
    patient customer would wait has on x > 0 the density ``Nμ·p_N·exp(−Nμx + λ(1−e^{−θx})/θ)`` (Baccelli &
    Hebuterne 1981). It is smooth and log-concave, so Gauss–Legendre integration over where it matters gives
    every figure to about 13 digits, without the sums over queue lengths that overflow.

    Examples
    --------
    >>> queue = steady(14, 200, 180)
    >>> f"{queue.waiting:.5f} {queue.service_level:.5f} {queue.asa:.3f} {queue.occupancy:.4f}"
    '0.17413 0.88835 7.836 0.7143'
    >>> queue = steady(10, 200, 180, patience=180)
    >>> f"{queue.waiting:.4f} {queue.abandonment:.4f} {queue.wait:.1f}"
    '0.5421 0.1251 22.5'
    """
    check_inputs(agents, hourly, aht, patience, within)
    load = hourly * aht / 3600
    if patience is None or load == 0:
        return _erlang_c_queue(agents, load, aht, within)
    return _erlang_a_queue(agents, load, hourly, aht, patience, within)


def check_inputs(
    agents: int, hourly: float, aht: float, patience: float | None = None, within: float = 0
) -> None:
    """Refuse numbers no queue can have, as `steady` describes.

    Examples
    --------
    >>> check_inputs(0, 200, 180)
    Traceback (most recent call last):
    cslib.operations.columns.DataError: 人数要是1或更大的整数，现在是0。
    """
    if agents < 1 or agents != int(agents):
        raise DataError(f"人数要是1或更大的整数，现在是{agents}。")
    if not (0 <= hourly < math.inf and 0 < aht < math.inf):
        raise DataError(f"每小时来量（{hourly:g}）不能是负数，处理时长（{aht:g}秒）要大于0。")
    if not 0 <= within < math.inf:
        raise DataError(f"限时{within:g}秒不能是负数，也不能无穷大。")
    if patience is not None and not 0 < patience <= 1e6 * aht:
        raise DataError(f"耐心{patience:g}秒要大于0。顾客从不离开的话，不填耐心就行。")


def _erlang_c_queue(agents: int, load: float, aht: float, within: float) -> Queue:
    waiting = erlang_c(agents, load)
    if load >= agents:
        return Queue(agents, load, 1.0, 0.0, 0.0, 0.0, math.inf, math.inf, 1.0, math.inf)
    spare = agents - load
    level = 1 - waiting * math.exp(-spare * within / aht)
    asa = waiting * aht / spare
    return Queue(agents, load, waiting, level, 0.0, 0.0, asa, asa, load / agents, load * waiting / spare)


def _erlang_a_queue(
    agents: int, load: float, hourly: float, aht: float, patience: float, within: float
) -> Queue:
    inverse, waits = _virtual_wait(agents / aht, hourly / 3600, 1 / patience, within)
    blocked = erlang_b(agents, load)
    waiting = blocked / (inverse + blocked * (1 - inverse))
    leaving = early = timely = answered = 0.0
    for wait, weight in waits:
        staying = math.exp(-wait / patience)
        leaving -= weight * math.expm1(-wait / patience)
        early -= weight * math.expm1(-min(wait, within) / patience)
        timely += weight * staying if wait <= within else 0.0
        answered += weight * wait * staying
    abandonment = waiting * leaving
    return Queue(
        agents,
        load,
        waiting,
        service_level=1 - waiting + waiting * timely,
        abandonment=abandonment,
        abandonment_in=waiting * early,
        wait=abandonment * patience,
        asa=waiting * answered / (1 - abandonment),
        occupancy=load * (1 - abandonment) / agents,
        length=hourly / 3600 * abandonment * patience,
    )


def _virtual_wait(
    service: float, arrival: float, theta: float, split: float
) -> tuple[float, list[tuple[float, float]]]:
    """The wait of an endlessly patient customer who has to wait: points and their probabilities.

    `service` is the whole desk's rate Nμ. The first value returned is how likely the state "all busy, nobody
    waiting" is beside "all busy": small numbers are safe, their inverses would overflow.

    The density is ``exp(−drop(x − mode))``, with ``drop(u) = slope·u + curve·(u + (e^{−θu} − 1)/θ)`` zero at
    the mode and convex. Written relative to the mode it keeps its digits where the exponents themselves are
    in the millions. The points lie in two pieces that meet at `split`.
    """
    mode = math.log(arrival / service) / theta if arrival > service else 0.0
    slope, curve = max(0.0, service - arrival), min(arrival, service)

    def drop(u: float) -> float:
        return slope * u + curve * (u + math.expm1(-theta * u) / theta)

    low = mode - _reach(lambda u: drop(-u), mode)
    high = mode + _reach(drop, math.inf)
    split = min(max(split, low), high)
    points = []
    for start, end in ((low, split), (split, high)):
        half = (end - start) / 2
        for node, weight in _gauss_legendre():
            x = start + half * (1 + node)
            points.append((x, half * weight * math.exp(-drop(x - mode))))
    mass = math.fsum(weight for _, weight in points)
    return math.exp(-drop(-mode)) / (service * mass), [(x, weight / mass) for x, weight in points]


def _reach(drop: Callable[[float], float], limit: float) -> float:
    """How far to go until what lies beyond weighs less than rounding (e^−46 = 1e−20), at most `limit`."""
    far = min(1.0, limit)
    while far < limit and drop(far) < 46:
        far = min(2 * far, limit)
    near = 0.0
    while far - near > 0.05 * far and drop(far) > 46:
        middle = (near + far) / 2
        near, far = (middle, far) if drop(middle) < 46 else (near, middle)
    return far


@lru_cache(maxsize=1)
def _gauss_legendre(count: int = 64) -> tuple[tuple[float, float], ...]:
    """Nodes and weights on [−1, 1], by Newton's method on the Legendre polynomial."""
    pairs = []
    for i in range(count):
        x = math.cos(math.pi * (i + 0.75) / (count + 0.5))
        slope = 1.0
        for _ in range(8):
            below, value = 1.0, x
            for k in range(2, count + 1):
                below, value = value, ((2 * k - 1) * x * value - (k - 1) * below) / k
            slope = count * (x * value - below) / (x * x - 1)
            x -= value / slope
        pairs.append((x, 2 / ((1 - x * x) * slope * slope)))
    return tuple(pairs)
