"""Staffing and simulation beside the libraries that do the same; each pair must first agree.

Run with ``pytest benchmarks/test_staffing_bench.py``: within a group, the figure in brackets is how many
times slower a candidate is than the fastest. Only these ratios mean anything on another machine. simpy is a
development dependency; ciw and pyworkforce are measured where they are installed.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from cslib.operations.queues import steady
from cslib.operations.simulation import simulate
from cslib.operations.staffing import Targets, required_agents

# 20 agents, 3.4 contacts a minute of 6 min, patience 3 min.
AGENTS, HOURLY, AHT, PATIENCE, CUSTOMERS = 20, 204.0, 360.0, 180.0, 100_000
EXACT = steady(AGENTS, HOURLY, AHT, patience=PATIENCE).abandonment


def heap_loop(customers: int) -> float:
    return simulate(AGENTS, HOURLY, AHT, patience=PATIENCE, customers=customers, seed=1).abandonment


def with_simpy(customers: int) -> float:
    simpy = pytest.importorskip("simpy", reason="simpy is not installed (pip install simpy)")
    draw = random.Random(1).expovariate  # noqa: S311 - repeatable, not secret
    env = simpy.Environment()
    desk = simpy.Resource(env, AGENTS)
    left = 0

    def contact() -> Any:
        nonlocal left
        with desk.request() as request:
            got = yield request | env.timeout(draw(1 / PATIENCE))
            if request in got:
                yield env.timeout(draw(1 / AHT))
            else:
                left += 1

    def arrivals() -> Any:
        for _ in range(customers):
            yield env.timeout(draw(HOURLY / 3600))
            env.process(contact())

    env.process(arrivals())
    env.run()
    return left / customers


def with_ciw(customers: int) -> float:
    ciw = pytest.importorskip("ciw", reason="ciw is not installed (pip install ciw)")
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(HOURLY / 3600)],
        service_distributions=[ciw.dists.Exponential(1 / AHT)],
        reneging_time_distributions=[ciw.dists.Exponential(1 / PATIENCE)],
        number_of_servers=[AGENTS],
    )
    ciw.seed(1)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(customers, method="Arrive")
    records = simulation.get_all_records()
    left = sum(record.record_type == "renege" for record in records)
    return left / len(records)


@pytest.mark.benchmark(group="simulate 100,000 customers")
@pytest.mark.parametrize("run", [heap_loop, with_simpy, with_ciw], ids=lambda run: run.__name__)
def test_simulation(benchmark: Any, run: Callable[[int], float]) -> None:
    run(100)
    left = benchmark.pedantic(run, args=(CUSTOMERS,), rounds=3)
    # Five seeds' worth of spread at 100,000 customers is about 0.003.
    assert left == pytest.approx(EXACT, abs=0.01)


def ours() -> int:
    return required_agents(200, 180, Targets(within=20, service_level=0.8)).agents


def with_pyworkforce() -> int:
    queuing = pytest.importorskip(
        "pyworkforce.queuing", reason="pyworkforce is not installed (pip install pyworkforce)"
    )
    erlang = queuing.ErlangC(transactions=100, aht=3, asa=20 / 60, interval=30, shrinkage=0)
    return int(erlang.required_positions(service_level=0.8)["raw_positions"])


@pytest.mark.benchmark(group="agents for 100 contacts in 30 min")
@pytest.mark.parametrize("run", [ours, with_pyworkforce], ids=lambda run: run.__name__)
def test_required_agents(benchmark: Any, run: Callable[[], int]) -> None:
    assert benchmark(run) == 14
