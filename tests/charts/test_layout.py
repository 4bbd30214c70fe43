"""In a real browser no text of any figure is cut off or runs into another, on a phone or a projector."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from itertools import combinations
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, sync_playwright

from cslib import charts
from cslib.charts.base import MIME

pytestmark = pytest.mark.browser

DRAW = """([figure, width]) => {
  document.body.innerHTML = `<div id="figure" style="width:${width}px"></div>`
  const root = document.getElementById("figure")
  return Plotly.newPlot(root, figure.data, figure.layout, { responsive: true }).then(() => {
    const { width, height } = root.getBoundingClientRect()
    const seen = [...root.querySelectorAll("svg.main-svg text")].filter(
      (text) => text.textContent.trim() && getComputedStyle(text).visibility !== "hidden")
    const boxes = seen.map((text) => {
      const { left, top, right, bottom } = text.getBoundingClientRect()
      return [text.textContent, left, top, right, bottom, parseFloat(getComputedStyle(text).fontSize)]
    })
    return [width, height, boxes]
  })
}"""
SMALLEST = 13  # pixels
# A box is taller than its characters and a little wider.
SLACK_ACROSS, SLACK_DOWN = 2, 4


class Box(NamedTuple):
    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float

    def overlaps(self, other: Box) -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > SLACK_ACROSS and down > SLACK_DOWN


@pytest.fixture(scope="module")
def page(chromium: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1200, "height": 1200})
        page.set_content("<body style='margin:0'></body>")
        page.add_script_tag(
            content=(files("plotly") / "package_data" / "plotly.min.js").read_text(encoding="utf-8")
        )
        yield page
        browser.close()


@pytest.mark.parametrize("width", [360, 900])
@pytest.mark.parametrize("name", charts.FIGURES)
def test_all_text_is_whole_and_apart(page: Page, name: str, width: int) -> None:
    figure = charts.FIGURES[name]()._repr_mimebundle_()[MIME]
    across, down, found = page.evaluate(DRAW, [figure, width])
    boxes = [Box(*box) for box in found]
    assert across == width
    assert any(box.text.startswith(("出处：", "规则：")) for box in boxes), "the caption is there"
    cut = [
        b.text for b in boxes if b.left < 0 or b.top < 0 or b.right > across + 0.5 or b.bottom > down + 0.5
    ]
    assert cut == []
    assert [(a.text, b.text) for a, b in combinations(boxes, 2) if a.overlaps(b)] == []
    assert [box.text for box in boxes if box.size < SMALLEST] == []
