"""A real JupyterLab, opened by the course's own command, and a real browser."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

# Chromium's own background traffic is refused, many times a second, on a closed network.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 60_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Lab:
    """A running course: its address with token, and where its learner's files are."""

    url: str
    token: str
    home: Path

    def address(self, lesson: str) -> str:
        """Where a lesson opens alone on the page."""
        return f"{self.url}doc/tree/{lesson}?token={self.token}"


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[Lab]:
    """`cslib lab` as `make lab` starts it, in a home of its own."""
    assert chromium
    base = tmp_path_factory.mktemp("lab")
    names = (
        "JUPYTER_RUNTIME_DIR",
        "JUPYTER_CONFIG_DIR",
        "JUPYTER_DATA_DIR",
        "IPYTHONDIR",
        "HOME",
        "CSLIB_HOME",
    )
    environment = {
        **os.environ,
        **{name: str(base / name.lower()) for name in names},
        "CSLIB_LEARNER": "小周",
    }
    runtime = base / "jupyter_runtime_dir"
    runtime.mkdir()
    command = [
        sys.executable,
        "-X",
        "utf8",
        "-c",
        "from cslib.cli import main; main()",
        "lab",
        "--no-browser",
    ]
    with (base / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    try:
        yield _connect(server, runtime, base)
    finally:
        server.terminate()
        server.wait(20)


def _connect(server: subprocess.Popen[bytes], runtime: Path, base: Path) -> Lab:
    give_up = time.monotonic() + PATIENCE_MS / 1000
    while time.monotonic() < give_up and server.poll() is None:
        for path in runtime.glob("jpserver-*.json"):
            try:
                told = json.loads(path.read_text(encoding="utf-8"))
            except ValueError:  # still being written
                continue
            return Lab(told["url"], told["token"], base / "cslib_home")
        time.sleep(0.1)
    pytest.fail("JupyterLab did not start:\n" + (base / "log").read_text(encoding="utf-8")[-3000:])


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page whose errors fail the test."""
    expect.set_options(timeout=PATIENCE_MS)
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    errors: list[str] = []
    # JupyterLab's own complaint when a page is left while a kernel message is on its way.
    page.on("pageerror", lambda error: None if "Cannot send" in str(error) else errors.append(str(error)))
    yield page
    context.close()
    assert not errors
