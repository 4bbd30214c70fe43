"""How fast the grader is. Speeds are shown; what is asserted are ratios within one run, never seconds."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from cslib import exercises
from cslib.rubric import detectors, grade, phrase
from cslib.text import read

EXERCISES = Path(__file__).parents[1] / "exercises"
TASK = Path(__file__).parents[1] / "tests" / "data" / "calibration" / "exercises" / "c04.yaml"
SENTENCE = "让您白等一上午，真对不起，是我们派单撞了，给您改约周二19:00或周三9:00，您选一个，先补偿您50元。"


TURN = count()
# Characters that nothing else is read as: a clause with a new one of them is new to every cache.
RARE = [char for char in map(chr, range(0x4E00, 0x9FA6)) if read(char).plain == char]

Work = tuple[exercises.Reply, str]


def _replies(task: exercises.Reply) -> list[Work]:
    said = [task.models.good.text, task.models.bad.text, *(example.text for example in task.examples)]
    return [(task, reply) for reply in said]


def _renewed(reply: str) -> str:
    """The reply with a rare character before every mark: no cache has seen any of its clauses."""
    return re.sub("(?=[，。！？、；])", RARE[next(TURN) % len(RARE)], reply)


def _seconds(work: Callable[[], Any], rounds: int = 5) -> float:
    """The best of several rounds: the one that other programs disturbed least."""
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


@pytest.fixture(scope="module")
def task() -> exercises.Reply:
    found = exercises.load(TASK)
    assert isinstance(found, exercises.Reply)
    return found


@pytest.fixture(scope="module")
def work() -> list[Work]:
    """What was written to every exercise of the course that asks for a reply."""
    found = [exercises.load(path) for path in sorted(EXERCISES.glob("*/*.yaml"))]
    return [pair for task in found if isinstance(task, exercises.Reply) for pair in _replies(task)]


def _rate(benchmark: Any, replies: Sequence[Work], said: str, one: Callable[[Work], Any]) -> None:
    for pair in replies:
        one(pair)
    benchmark.pedantic(lambda: [one(pair) for pair in replies], rounds=20)
    rate = len(replies) / benchmark.stats.stats.median
    benchmark.extra_info["replies_a_second"] = round(rate)
    letters = sum(len(reply) for _, reply in replies) / len(replies)
    print(f"\n{rate:,.0f} replies a second of {letters:.0f} characters, {said}")


def test_new_replies_a_second(benchmark: Any, task: exercises.Reply) -> None:
    """An exercise with five slots; every reply is new, so that no cache answers for the grader."""
    _rate(benchmark, _replies(task), "one exercise, all new", lambda p: grade(_renewed(p[1]), p[0]))


def test_new_replies_to_all_exercises_a_second(benchmark: Any, work: list[Work]) -> None:
    _rate(benchmark, work, "all exercises, all new", lambda p: grade(_renewed(p[1]), p[0]))


def test_replies_of_known_sentences_a_second(benchmark: Any, work: list[Work]) -> None:
    """As in a class, where learners and agents say the same sentences again and again."""
    _rate(benchmark, work, "sentences said before", lambda p: grade(f"{p[1]}{next(TURN)}", p[0]))


def test_replies_graded_before_a_second(benchmark: Any, work: list[Work]) -> None:
    """As in a shop's log, where the same line goes to one customer after another."""
    _rate(benchmark, work, "graded before", lambda p: grade(p[1], p[0]))


def test_detectors_a_second(benchmark: Any, task: exercises.Reply) -> None:
    _rate(
        benchmark,
        _replies(task),
        "all new, detectors alone",
        lambda p: detectors.detect(read(_renewed(p[1]))),
    )


@pytest.mark.parametrize(
    "unit", [SENTENCE, "啊", "1", "不", "(", "“", "保证", "{客户}", "😀", "，"], ids=lambda u: u[:4]
)
def test_time_is_linear_in_length(task: exercises.Reply, unit: str) -> None:
    """Ten times the text takes about ten times as long, and nowhere near a hundred times."""
    short, long = (unit * (size // len(unit)) for size in (4_000, 40_000))

    def fresh(reply: str) -> Callable[[], Any]:
        return lambda: grade(f"{reply}{next(TURN)}", task)

    ratio = _seconds(fresh(long), 3) / _seconds(fresh(short), 3)
    print(f"\n{unit[:4]}: 10 times the text, {ratio:.1f} times the time")
    assert ratio < 30


HOSTILE = [
    "…".join("的" * 30),
    "(" * 20 + "的" + ")" * 20 + "…" + "[的]" * 40,
    "(" + "|".join(["的…的"] * 40) + ")" + "…x",
    "[的]" * 200 + "x",
    "(的|的的|的的的)" * 30 + "x",
    "<number>…" * 10 + "x",
]


@pytest.mark.parametrize("pattern", HOSTILE, ids=lambda p: p[:12])
def test_no_pattern_runs_away(pattern: str) -> None:
    """A hostile phrase on a hostile reply: time grows with the reply, not with how its parts combine."""
    hostile = phrase.compile(pattern)
    short, long = ("的" * size + "1" * size for size in (2_000, 20_000))
    ratio = _seconds(lambda: hostile.find(read(long)), 3) / _seconds(lambda: hostile.find(read(short)), 3)
    print(f"\n{pattern[:12]}: 10 times the text, {ratio:.1f} times the time")
    assert ratio < 30


def _import_ms(module: str) -> float:
    code = [sys.executable, "-X", "importtime", "-c", f"import {module}"]
    times = []
    for _ in range(3):
        log = subprocess.run(code, capture_output=True, text=True, check=True).stderr
        times.append(sum(int(t) for t in re.findall(r"import time:\s+(\d+) \|", log)) / 1000)
    return min(times)


def test_import_times() -> None:
    """The core must load long before the widget library it serves."""
    widgets = _import_ms("ipywidgets")
    for module in ("cslib.rubric", "cslib"):
        own = _import_ms(module)
        print(f"\nimport {module}: {own:.0f} ms, {own / widgets:.2f} of import ipywidgets")
        assert own < widgets
