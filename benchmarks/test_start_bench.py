"""How long until something useful stands there, against what it stands on."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import nbformat
import pytest
from playwright.sync_api import Page

from cslib import practise, talk_to
from cslib.customers.model import Scenario
from cslib.exercises import Reply, load
from cslib.rubric import detectors
from tests.browser.conftest import Lab


@pytest.mark.parametrize("module", ["cslib", "cslib.rubric", "cslib.widgets", "cslib.charts", "cslib.claims"])
def test_import(module: str, import_seconds: Callable[[str], float], say: Callable[[str], None]) -> None:
    reference = import_seconds("import ipywidgets")
    own = import_seconds(f"import {module}")
    say(f"import {module}: {own * 1000:.0f} ms = {own / reference:.2f} × import ipywidgets")


def test_nothing_heavy_is_imported_before_it_is_used(import_seconds: Callable[[str], float]) -> None:
    loaded = "import sys, cslib, cslib.rubric, cslib.claims, cslib.charts, cslib.widgets; "
    import_seconds(loaded + "assert not {'pandas', 'numpy', 'plotly'} & set(sys.modules), 'loaded too early'")


def test_submit_to_rendered_feedback(say: Callable[[str], None]) -> None:
    """Kernel side, store included, as the learner's click is answered."""
    exercise = load("stuck-parcel")
    assert isinstance(exercise, Reply)
    editor = practise("stuck-parcel")
    replies = [f"{example.text}{n}" for n in range(50) for example in exercise.examples]
    say("a reply's feedback: " + _clicks(lambda text: editor.act("submit", form={"reply": text}), replies))


def test_message_to_rendered_answer(say: Callable[[str], None]) -> None:
    """The same for a message to a simulated customer; a finished talk starts over."""
    desk = talk_to("cake-name")
    scenario = load("cake-name")
    assert isinstance(scenario, Scenario)
    said = [move for path in scenario.paths for move in path.moves if isinstance(move, str)]

    def answer(text: str) -> None:
        desk.act("send", form={"message": text})

    messages = [f"{text}{n}" for n in range(40) for text in said]
    say("a customer's answer: " + _clicks(answer, messages, lambda: desk.act("restart")))


def _clicks(click: Callable[[str], None], texts: list[str], between: Callable[[], None] | None = None) -> str:
    detectors.warm()  # as a thread does once the learner types
    click(texts[0])
    times = []
    for n, text in enumerate(texts[1:]):
        if between and n % 6 == 0:
            between()
        start = time.perf_counter()
        click(text)
        times.append(time.perf_counter() - start)
    cut = statistics.quantiles(times, n=100)
    return f"p50 {cut[49] * 1000:.1f} ms, p99 {cut[98] * 1000:.1f} ms of {len(times)} clicks"


def test_open_lesson(lab: Lab, page: Page, say: Callable[[str], None]) -> None:
    """From address to usable editor, against an empty notebook's idle kernel in the same lab."""
    empty = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    (lab.home / "course" / "empty.ipynb").write_text(nbformat.writes(empty), encoding="utf-8")
    idle = ".jp-Notebook-ExecutionIndicator[data-status=idle]"
    reference = statistics.median(_opened(page, lab.address("empty.ipynb"), idle) for _ in range(3))
    own = statistics.median(
        _opened(page, lab.address("00_welcome.ipynb"), ".cs-el-practise textarea") for _ in range(3)
    )
    say(
        f"open lesson to usable editor: {own:.1f} s = {own / reference:.2f} × an empty notebook's idle kernel"
    )


def _opened(page: Page, address: str, selector: str) -> float:
    start = time.perf_counter()
    page.goto(address)
    page.wait_for_selector(selector)
    return time.perf_counter() - start
