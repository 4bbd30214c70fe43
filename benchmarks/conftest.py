"""Benchmarks print ratios to a named reference measured in the same run; none is a test to pass."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from tests.browser.conftest import browser, lab, page  # noqa: F401 - the same lab the journeys use
from tests.conftest import chromium, home  # noqa: F401

Timer = Callable[[str], float]


@pytest.fixture(scope="session")
def import_seconds() -> Timer:
    """Median seconds a fresh interpreter needs to import something (`-c` code), start-up taken off."""

    def once(code: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - start

    bare = statistics.median(once("pass") for _ in range(7))

    def measure(code: str) -> float:
        return max(statistics.median(once(code) for _ in range(7)) - bare, 1e-4)

    return measure


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Print past pytest's capture."""

    def printed(line: str) -> None:
        with capsys.disabled():
            print(f"\n  {line}", end="")

    return printed
