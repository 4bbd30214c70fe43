"""The customers of the practice room in the browser: chosen, talked to, put aside, found after a reload."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .axe import serious
from .conftest import Lab

ROOM = "00_practice_room.ipynb"


@pytest.fixture
def lobby(lab: Lab, page: Page) -> Locator:
    """The list of customers, or the talk that stands open."""
    page.goto(lab.address(ROOM))
    found = page.locator(".cs-el-lobby")
    expect(found).to_be_attached()
    return found


def _back(lobby: Locator) -> None:
    lobby.get_by_role("button", name="换一位").first.press("Enter")
    expect(lobby.get_by_text("找一位顾客聊聊")).to_be_visible()


def test_a_customer_is_chosen_answered_put_aside_and_found_after_a_reload(lobby: Locator, page: Page) -> None:
    lobby.get_by_role("button", name="聊一聊 阿哲").press("Enter")
    expect(lobby.locator("[data-focus]")).to_be_focused()
    expect(lobby.locator(".cs-clock")).to_have_text(re.compile(r"\d+秒"))
    box = lobby.get_by_label("回复阿哲")
    box.fill("您好，请问宝宝几个月了，平时喝母乳还是奶粉？")
    box.press("Control+Enter")
    expect(lobby.locator(".cs-log .cs-mine")).to_have_count(1)
    answer = lobby.locator(".cs-log > ol > li:last-child:not(.cs-mine) > .cs-bubble")
    expect(answer).to_have_count(1)
    said = answer.inner_text()
    box.fill("写到一半")
    _back(lobby)
    again = lobby.get_by_role("button", name="接着聊 阿哲")
    expect(again).to_be_focused()

    page.reload()
    again.press("Enter")
    expect(answer).to_have_text(said)
    expect(box).to_have_value("写到一半")
    page.reload()
    expect(answer).to_have_text(said)
    expect(box).to_have_value("写到一半")
    _back(lobby)


@pytest.mark.parametrize("light", ["true", "false"], ids=["light", "dark"])
def test_no_one_is_shut_out_of_the_list(lobby: Locator, page: Page, light: str) -> None:
    page.evaluate("light => document.body.setAttribute('data-jp-theme-light', light)", light)
    for group in lobby.locator("details > summary").all()[1:]:  # the first stands open
        group.press("Enter")
    expect(lobby.get_by_role("button", name="周周妈")).to_be_visible()
    assert serious(page) == []
    page.set_viewport_size({"width": 360, "height": 780})
    wide = "els => els.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.innerText.slice(0, 40))"
    assert page.locator(".cslib").evaluate_all(wide) == []
