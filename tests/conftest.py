"""What all tests share: a home of their own, and the browser where there is one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

# Deadlines would make a test's outcome depend on how busy the machine is.
settings.register_profile("course", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("course")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh folder for the learner's files, so that no test sees another's or the developer's."""
    monkeypatch.setenv("CSLIB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CSLIB_LEARNER", "测试学员")
    return tmp_path / "home"


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium; skips, or in CI fails, where there is none."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found:
        return found
    reason = "no Chromium found (Debian: apt-get install chromium fonts-noto-cjk)"
    if os.environ.get("CSLIB_BROWSER") == "required":
        pytest.fail(reason)
    pytest.skip(reason)
