"""Queues, staffing, shifts and simulation, against published values and against each other."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import product
from statistics import mean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslib.operations.frames import DataError
from cslib.operations.metrics import SERVICE_LEVEL
from cslib.operations.queues import Queue, erlang_b, erlang_c, steady
from cslib.operations.schedule import Shift, cover, plan_day
from cslib.operations.simulation import Run, Seat, serve, simulate, simulate_day
from cslib.operations.staffing import (
    CLAIMED_PATIENCE,
    Targets,
    chat_agents,
    fit_patience,
    required_agents,
    roster,
)

# ── published values ──


@pytest.mark.parametrize(
    ("agents", "load", "waiting"), [(2, 1, 1 / 3), (6, 5, 0.5875), (10, 8, 0.4092), (14, 10, 0.17413)]
)
def test_erlang_c_waiting(agents: int, load: float, waiting: float) -> None:
    assert erlang_c(agents, load) == pytest.approx(waiting, abs=5e-5)


def test_a_hundred_contacts_in_half_an_hour() -> None:
    """100 contacts in 30 min, 180 s each, 80 % within 20 s: the example of pyworkforce and R's ErlangC."""
    queue = required_agents(200, 180, Targets(within=20, service_level=0.8))
    assert queue.agents == 14
    assert queue.waiting == pytest.approx(0.17413, abs=5e-6)
    assert queue.service_level == pytest.approx(0.88835, abs=5e-6)
    assert queue.asa == pytest.approx(7.836, abs=5e-4)
    assert queue.occupancy == pytest.approx(0.7143, abs=5e-5)
    assert roster(queue.agents, 0.3) == 20
    assert [round(steady(n, 200, 180).service_level, 4) for n in (12, 13)] == [0.6402, 0.7956]


@pytest.mark.parametrize(
    ("agents", "waiting", "abandonment", "wait"),
    [(10, 0.5421, 0.1251, 22.5), (12, 0.3032, 0.0531, 9.56), (14, 0.1355, 0.0187, 3.36)],
)
def test_erlang_a_with_patience_as_long_as_the_chat(
    agents: int, waiting: float, abandonment: float, wait: float
) -> None:
    queue = steady(agents, 200, 180, patience=180)
    assert queue.waiting == pytest.approx(waiting, abs=5e-5)
    assert queue.abandonment == pytest.approx(abandonment, abs=5e-5)
    assert queue.wait == pytest.approx(wait, rel=2e-3)
    # Leaving at the rate of service, the desk is a crowd of Poisson size.
    poisson = math.fsum(math.exp(-10) * 10**k / math.factorial(k) for k in range(agents))
    assert queue.waiting == pytest.approx(1 - poisson, rel=1e-12)


def test_erlang_a_in_the_call_centre_survey() -> None:
    """Gans, Koole & Mandelbaum 2003: 48 calls a minute, 1 min each, 50 agents, patience 2 min."""
    queue = steady(50, 48 * 60, 60, patience=120)
    assert queue.abandonment == pytest.approx(0.0309, abs=5e-5)
    assert queue.wait == pytest.approx(3.71, abs=5e-3)
    assert queue.length == pytest.approx(2.97, abs=5e-3)
    assert queue.occupancy == pytest.approx(0.930, abs=5e-4)
    assert steady(50, 48 * 60, 60).asa == pytest.approx(20.8, abs=0.05)


def test_erlang_a_of_the_simulation_comparison() -> None:
    """20 agents, 3.4 contacts a minute of 6 min, patience 3 min: exact values of an earlier study."""
    queue = steady(20, 3.4 * 60, 360, patience=180)
    assert (round(queue.abandonment, 4), round(queue.wait / 60, 4)) == (0.1131, 0.3392)


# ── against exact sums written another way ──


def by_sums(agents: int, load: float, patience: float, within: float) -> tuple[float, float, float]:
    """Waiting, abandonment and timely answers by summing over queue lengths; handling time 1.

    A customer who finds j waiting is served with probability N/(N + (j+1)θ), and then after a time T with
    e^(−θT) ~ Beta(c+1, j+1), c = N/θ; for whole c that is a binomial sum.
    """
    theta = 1 / patience
    c = round(agents * patience)
    weights = [1.0]
    for n in range(1, agents + 1200):
        weights.append(weights[-1] * load / (min(n, agents) + max(0, n - agents) * theta))
    total = math.fsum(weights)
    queued = [weight / total for weight in weights[agents:]]
    x = math.exp(-theta * within)
    timely = 0.0
    for j, chance in enumerate(queued[:150]):
        binomial = math.fsum(
            math.comb(c + j + 1, k) * x**k * (1 - x) ** (c + j + 1 - k) for k in range(c + 1)
        )
        timely += chance * agents / (agents + (j + 1) * theta) * binomial
    abandoning = theta / load * math.fsum(j * chance for j, chance in enumerate(queued))
    waiting = math.fsum(queued)
    return waiting, abandoning, 1 - waiting + timely


@pytest.mark.parametrize(
    ("agents", "load", "patience"),
    [(1, 0.2, 1), (3, 5, 2), (10, 10, 1), (12, 10, 0.5), (10, 9, 3), (20, 22, 1)],
)
@pytest.mark.parametrize("within", [0.01, 0.1, 1])
def test_erlang_a_by_summing_states(agents: int, load: float, patience: float, within: float) -> None:
    queue = steady(agents, load * 3600, 1, patience=patience, within=within)
    found = (queue.waiting, queue.abandonment, queue.service_level)
    assert found == pytest.approx(by_sums(agents, load, patience, within), rel=1e-9)


@pytest.mark.parametrize(("agents", "load"), [(1, 0.5), (12, 10), (150, 140), (3000, 2950)])
def test_very_patient_customers_make_it_erlang_c(agents: int, load: float) -> None:
    patient, endless = steady(agents, load * 20, 180, patience=1.8e8), steady(agents, load * 20, 180)
    for name in ("waiting", "service_level", "asa", "wait", "occupancy", "length"):
        assert getattr(patient, name) == pytest.approx(getattr(endless, name), rel=1e-3)


@pytest.mark.parametrize("agents", [2_000, 10_000])
def test_large_desks_stay_exact(agents: int) -> None:
    """Where a fluid of customers is a good picture, and beyond what factorials can hold."""
    rush = steady(agents, 1.25 * agents * 20, 180, patience=300)
    assert rush.abandonment == pytest.approx(0.2, rel=1e-9)
    assert rush.wait == pytest.approx(60, rel=1e-9)
    critical = steady(agents, agents * 20, 180, patience=180)
    assert critical.waiting == pytest.approx(0.5, abs=0.6 / math.sqrt(agents))
    # Halfin & Whitt 1981, with half a standard deviation to spare.
    spare = steady(agents, (agents - 0.5 * math.sqrt(agents)) * 20, 180)
    normal = math.exp(-0.125) / math.sqrt(2 * math.pi)
    within_half = 0.5 * (1 + math.erf(0.5 / math.sqrt(2)))
    assert spare.waiting == pytest.approx(1 / (1 + 0.5 * within_half / normal), rel=0.02)


# ── what must always hold ──

loads = st.floats(0.01, 200)
patiences = st.one_of(st.none(), st.floats(1, 10_000))


@given(st.integers(1, 150), loads, patiences, st.floats(0, 600))
def test_queues_are_possible_and_one_more_agent_never_hurts(
    agents: int, load: float, patience: float | None, within: float
) -> None:
    fewer, more = (steady(n, load * 20, 180, patience=patience, within=within) for n in (agents, agents + 1))
    for queue in (fewer, more):
        shares = (
            queue.waiting,
            queue.service_level,
            queue.abandonment,
            queue.abandonment_in,
            queue.occupancy,
        )
        assert all(-1e-12 <= share <= 1 + 1e-12 for share in shares)
        assert queue.abandonment_in <= queue.abandonment + 1e-12
        assert queue.service_level + queue.abandonment <= 1 + 1e-12
        levels = [queue.by(name).value for name in SERVICE_LEVEL if name != "short_met"]
        assert all(0 <= level <= 1 for level in levels)
    slack = 1e-9
    assert more.waiting <= fewer.waiting + slack
    assert more.service_level >= fewer.service_level - slack
    assert more.abandonment <= fewer.abandonment + slack
    assert more.occupancy <= fewer.occupancy + slack
    assert more.wait <= fewer.wait + slack


@given(st.integers(0, 400), loads)
def test_erlang_b_falls_and_stays_below_c(agents: int, load: float) -> None:
    fewer, more = erlang_b(agents, load), erlang_b(agents + 1, load)
    assert 0 <= more < fewer <= 1 or more == fewer == 0
    assert fewer <= erlang_c(agents, load) <= 1


@given(st.floats(0, 400), patiences, st.floats(0.5, 0.99), st.sampled_from([None, 0.85]))
def test_required_agents_are_the_fewest(
    hourly: float, patience: float | None, level: float, occupancy: float | None
) -> None:
    aims = Targets(within=20, service_level=level, abandonment=0.05, occupancy=occupancy)
    queue = required_agents(hourly, 180, aims, patience=patience)
    assert aims.met_by(queue)
    if queue.agents > 1:
        assert not aims.met_by(steady(queue.agents - 1, hourly, 180, patience=patience, within=20))


def test_the_other_service_levels_of_a_queue() -> None:
    queue = steady(10, 200, 180, patience=180)
    met, left, left_in = queue.service_level, queue.abandonment, queue.abandonment_in
    assert queue.by("answered_only").value == pytest.approx(met / (1 - left))
    assert queue.by("abandoned_in_ignored").value == pytest.approx(met / (1 - left_in))
    assert queue.by("abandoned_in_met").value == pytest.approx(met + left_in)
    with pytest.raises(DataError, match="short_met"):
        queue.by("short_met")


# ── roster, chats, patience ──


@given(st.integers(0, 1000), st.integers(0, 95))
def test_a_roster_is_just_enough(agents: int, percent: int) -> None:
    people = roster(agents, percent / 100)
    assert people * (100 - percent) >= 100 * agents
    assert people == 0 or (people - 1) * (100 - percent) < 100 * agents


def test_chats_side_by_side() -> None:
    staff = {slots: chat_agents(200, 300, slots=slots, slowdown=0.2) for slots in (1, 2, 3, 8)}
    assert staff[1].queue == required_agents(200, 300)
    assert [each.session for each in staff.values()] == pytest.approx([300, 360, 420, 720])
    gains = [each.capacity / staff[1].capacity for each in staff.values()]
    assert gains == sorted(gains)
    assert all(1 <= gain <= min(slots, 1 / 0.2) for slots, gain in zip(staff, gains, strict=True))
    assert all(Targets().met_by(each.queue) for each in staff.values())


def test_patience_from_the_claims() -> None:
    """004-015 and 004-016 (no source given): 30 % gone after a minute, 60 % after three."""
    assert [claim for *_, claim in CLAIMED_PATIENCE] == ["004-015", "004-016"]
    fit = fit_patience((seconds, gone) for seconds, gone, _ in CLAIMED_PATIENCE)
    assert [round(each) for each in fit.single] == [168, 196]
    assert min(fit.single) < fit.mean < max(fit.single)
    assert fit_patience([(60, 0.3)]).mean == pytest.approx(fit.single[0])

    def likelihood(scale: float) -> float:
        left = [math.exp(-seconds / scale) for seconds in (0, 60, 180)]
        groups = (left[0] - left[1], left[1] - left[2], left[2])
        return sum(share * math.log(chance) for share, chance in zip((0.3, 0.3, 0.4), groups, strict=True))

    assert likelihood(fit.mean) > max(likelihood(fit.mean * 1.001), likelihood(fit.mean * 0.999))


@given(st.floats(1, 1000), st.lists(st.floats(0.05, 3), min_size=1, max_size=4))
def test_patience_is_found_again(scale: float, steps: list[float]) -> None:
    times = [scale * sum(steps[: n + 1]) for n in range(len(steps))]
    fit = fit_patience([(time, -math.expm1(-time / scale)) for time in times])
    assert fit.mean == pytest.approx(scale, rel=1e-6)
    assert fit.single == pytest.approx([scale] * len(times), rel=1e-6)


# ── shifts ──


def fewest(needs: Sequence[int], shifts: Sequence[Shift]) -> int:
    """By trying everything."""
    best = math.inf
    for counts in product(range(max(needs) + 1), repeat=len(shifts)):
        if sum(counts) < best and all(
            sum(n for n, s in zip(counts, shifts, strict=True) if s.start <= at < s.end) >= need
            for at, need in enumerate(needs)
        ):
            best = sum(counts)
    return int(best)


@given(st.lists(st.integers(0, 3), min_size=3, max_size=5), st.data())
def test_the_cover_is_enough_and_the_smallest(needs: list[int], data: st.DataObject) -> None:
    stretches = [Shift(a, b) for a in range(len(needs)) for b in range(a + 1, len(needs) + 1)]
    some = data.draw(st.lists(st.sampled_from(stretches), unique=True, max_size=3))
    shifts = [*some, Shift(0, len(needs))]
    people = cover(needs, shifts)
    assert set(people) <= set(shifts)
    assert sum(people.values()) == fewest(needs, shifts)


def test_a_planned_day() -> None:
    hourly = [0, 30, 90, 140, 120, 100, 160, 200, 180, 60]
    plan = plan_day(hourly, 180, [Shift(0, 5), Shift(2, 7), Shift(5, 10)], patience=190, shrinkage=0.25)
    assert plan.needed[0] == 0
    assert plan.queues[0] is None
    assert all(on >= need for on, need in zip(plan.on_duty, plan.needed, strict=True))
    assert plan.headcount == sum(plan.people.values())
    assert plan.idle == sum(plan.on_duty) - sum(plan.needed) >= 0


# ── simulation ──


def test_a_small_day_by_hand() -> None:
    # Two seats of agent 1 until t = 100; agent 2 comes at 50. The fourth waits for nobody to be free in time.
    seats = [Seat(1, 0, 100), Seat(1, 0, 100), Seat(2, 50)]
    arrivals, services = [0, 10, 20, 30, 99, 120, 121], [45, 200, 10, 10, 300, 10, 10]
    run = serve(arrivals, services, [60, 60, 60, 5, 60, 60, 3], seats)
    assert run.agents == [1, 1, 1, -1, 2, -1, -1]
    assert run.waits == [0, 0, 25, 5, 0, 60, 3]
    assert run.abandonment == 3 / 7
    assert (run.wait, run.asa) == (93 / 7, 25 / 4)
    levels = {name: (run.service_level(4, name, short=3)).value for name in SERVICE_LEVEL}
    assert levels == pytest.approx(
        {"abandoned_in_met": 4 / 7, "answered_only": 3 / 4, "abandoned_missed": 3 / 7,
         "abandoned_in_ignored": 3 / 6, "short_met": 4 / 7}
    )  # fmt: skip


def test_customers_left_when_the_last_seat_closes() -> None:
    run = serve([0, 50], [10, 10], [math.inf, 30], [Seat(0, 0, 40)])
    assert (run.agents, run.waits) == ([0, -1], [0, 30])
    nobody = serve([50], [10], [30], [Seat(0, 0, 40)])
    assert math.isnan(nobody.asa)


@pytest.mark.parametrize(
    ("agents", "hourly", "aht", "patience"),
    [(14, 200, 180, None), (12, 200, 180, 180), (20, 440, 180, 180), (3, 90, 180, 60), (50, 2880, 60, 120)],
)
def test_simulation_agrees_with_the_formulas(
    agents: int, hourly: float, aht: float, patience: float | None
) -> None:
    queue = steady(agents, hourly, aht, patience=patience)
    runs = [
        simulate(agents, hourly, aht, patience=patience, customers=8_000, seed=seed) for seed in range(12)
    ]

    def agrees(measure: Callable[[Run], float], exact: float) -> bool:
        found = [measure(run) for run in runs]
        return abs(mean(found) - exact) <= 4 * stdev(found) / math.sqrt(len(found)) + 1e-12

    assert agrees(lambda run: run.waiting, queue.waiting)
    assert agrees(lambda run: run.abandonment, queue.abandonment)
    assert agrees(lambda run: run.wait, queue.wait)
    assert agrees(lambda run: run.asa, queue.asa)
    for definition in ("abandoned_missed", "abandoned_in_ignored", "answered_only", "abandoned_in_met"):
        assert agrees(
            lambda run, name=definition: run.service_level(20, name).value,
            queue.by(definition).value,
        )


def test_slots_are_seats_of_one_agent() -> None:
    run = simulate(4, 200, 180, patience=180, customers=2_000, slots=3, seed=3)
    assert set(run.agents) - {-1} == {0, 1, 2, 3}
    assert run.waits == simulate(12, 200, 180, patience=180, customers=2_000, seed=3).waits
    assert run == simulate(4, 200, 180, patience=180, customers=2_000, slots=3, seed=3)
    assert run != simulate(4, 200, 180, patience=180, customers=2_000, slots=3, seed=4)


def test_a_day_carries_its_queue_over() -> None:
    calm, rush = 100, 900
    day = simulate_day([calm, rush, calm, calm], [8, 8, 8, 8], 180, patience=600, seed=5)
    by_hour = [
        [w for at, w in zip(day.arrivals, day.waits, strict=True) if at // 3600 == h] for h in range(4)
    ]
    assert [len(waits) for waits in by_hour] == pytest.approx([calm, rush, calm, calm], rel=0.3)
    after_rush = mean(wait for at, wait in zip(day.arrivals, day.waits, strict=True) if 7200 <= at < 7500)
    assert after_rush > 60 > mean(by_hour[3])
    # Only as many agents answer as the hour has; the extra ones of an hour work in it alone.
    staggered = simulate_day([calm] * 3, [5, 9, 5], 180, patience=600, seed=5)
    extra = [at + w for at, w, who in zip(staggered.arrivals, staggered.waits, staggered.agents, strict=True)
             if who >= 5]  # fmt: skip
    assert extra
    assert all(3600 <= begun < 7200 for begun in extra)


REFUSED: list[Callable[[], object]] = [
    lambda: erlang_b(-1, 5),
    lambda: erlang_b(1, math.inf),
    lambda: steady(0, 200, 180),
    lambda: steady(2, -1, 180),
    lambda: steady(2, 200, 0),
    lambda: steady(2, 200, 180, patience=0),
    lambda: steady(2, 200, 180, patience=1e12),
    lambda: steady(2, 200, 180, within=-1),
    lambda: steady(2, math.nan, 180),
    lambda: Targets(service_level=80),
    lambda: Targets(occupancy=0),
    lambda: required_agents(1e9, 180),
    lambda: chat_agents(200, 300, slots=0, slowdown=0.2),
    lambda: chat_agents(200, 300, slots=2, slowdown=-0.2),
    lambda: roster(14, 1),
    lambda: roster(-1, 0.3),
    lambda: fit_patience([]),
    lambda: fit_patience([(60, 0.3), (60, 0.6)]),
    lambda: fit_patience([(60, 0.3), (180, 0.2)]),
    lambda: fit_patience([(60, 1.0)]),
    lambda: Shift(3, 3),
    lambda: cover([1, 1], [Shift(0, 1)]),
    lambda: cover([1], [Shift(0, 2)]),
    lambda: cover([-1], [Shift(0, 1)]),
    lambda: serve([5, 4], [1, 1], [1, 1], [Seat(0)]),
    lambda: serve([], [], [], [Seat(0)]),
    lambda: serve([1], [1], [1], []),
    lambda: simulate(1, 0, 180),
    lambda: simulate(1, 10, 180, customers=0),
    lambda: simulate_day([1, 2], [1], 180, patience=60),
]


@pytest.mark.parametrize("call", REFUSED)
def test_what_no_queue_can_have_is_refused(call: Callable[[], object]) -> None:
    with pytest.raises(DataError):
        call()


def test_an_empty_hour_needs_no_formula() -> None:
    queue = steady(1, 0, 180, patience=60)
    assert isinstance(queue, Queue)
    assert (queue.waiting, queue.service_level, queue.abandonment, queue.asa) == (0, 1, 0, 0)
