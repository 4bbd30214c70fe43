"""What axe-core has against the course's own elements."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SERIOUS = {"serious", "critical"}


def serious(page: Page) -> list[tuple[str, str]]:
    """Rule and offending HTML of every serious or critical finding in the page's elements.

    JupyterLab's body has no height and its notebook scrolls: without these two lines axe takes all text for
    clipped and judges the contrast of form fields only.
    """
    page.add_style_tag(content="body { height: 100vh }")
    page.set_viewport_size({"width": 1280, "height": 16000})
    options = {"resultTypes": ["passes", "violations"]}
    found = Axe().run(page, context={"include": [[".cslib"]]}, options=options).response
    judged = sum(len(rule["nodes"]) for rule in found["passes"] if rule["id"] == "color-contrast")
    assert judged > 20, f"axe judged the contrast of {judged} elements only"
    return [(v["id"], v["nodes"][0]["html"][:200]) for v in found["violations"] if v["impact"] in SERIOUS]
