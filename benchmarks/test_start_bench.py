"""How long until something useful stands there, against what it stands on."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import nbformat
import pytest
from playwright.sync_api import Page

from cslib import practise
from cslib.exercises import Reply, load
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
    """Kernel side, store included, as the learner's click is answered; p50 and p99 of 300 clicks."""
    exercise = load("stuck-parcel")
    assert isinstance(exercise, Reply)
    editor = practise("stuck-parcel")
    replies = [example.text for example in exercise.examples]
    times = []
    for n in range(300):
        start = time.perf_counter()
        editor.act("submit", form={"reply": replies[n % len(replies)] + str(n)})
        times.append(time.perf_counter() - start)
    cut = statistics.quantiles(times[5:], n=100)
    say(f"submit to rendered feedback: p50 {cut[49] * 1000:.1f} ms, p99 {cut[98] * 1000:.1f} ms")


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
