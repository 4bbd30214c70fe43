"""A whole lesson in the browser: sorting and quizzes by keyboard, no one shut out, nothing cut off."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .axe import serious
from .conftest import Lab

LESSON = "02_communication/02_wording.ipynb"


@pytest.fixture
def lesson(lab: Lab, page: Page) -> Page:
    """Lesson 2.2, run to its last element."""
    page.goto(lab.address(LESSON))
    expect(page.locator(".cs-el-quiz")).to_be_attached()
    return page


def test_sorting_and_quizzes_work_from_the_keyboard_and_explain(lesson: Page) -> None:
    first = lesson.locator(".cs-sorting li").first
    choice = first.get_by_role("radio").first
    choice.focus()
    choice.press("Space")
    expect(first.locator(".cs-why")).to_be_visible()
    assert choice.evaluate("radio => radio === document.activeElement")

    question = lesson.locator(".cs-el-quiz fieldset").first
    answer = question.locator("input").first
    answer.focus()
    answer.press("Space")
    question.get_by_role("button", name="看解释").press("Enter")
    expect(question.locator(".cs-why")).to_have_count(question.locator(".cs-choice").count())


def test_typing_in_an_element_never_reaches_jupyterlab(lesson: Page) -> None:
    cells = lesson.locator(".jp-Notebook .jp-Cell").count()
    editor = lesson.get_by_label("你的回复").first
    editor.press_sequentially("dd a b x m")
    expect(editor).to_have_value("dd a b x m")
    assert lesson.locator(".jp-Notebook .jp-Cell").count() == cells


@pytest.mark.parametrize("light", ["true", "false"], ids=["light", "dark"])
def test_axe_finds_nothing_serious(lesson: Page, light: str) -> None:
    lesson.evaluate("light => document.body.setAttribute('data-jp-theme-light', light)", light)
    editor = lesson.get_by_label("你的回复").first
    editor.fill("亲，应该能到，绝对没问题，尽快给您发哦😊😊😊")
    editor.press("Control+Enter")
    expect(lesson.locator(".cs-total").first).to_be_visible()
    assert serious(lesson) == []


def test_a_phone_shows_everything_without_scrolling_sideways(lesson: Page) -> None:
    lesson.set_viewport_size({"width": 360, "height": 800})
    wide = "els => els.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.innerText.slice(0, 40))"
    assert lesson.locator(".cslib").evaluate_all(wide) == []
    sizes = lesson.locator(".cslib button:visible, .cslib label:visible").evaluate_all(
        "els => els.map(e => [e.getBoundingClientRect().height, e.innerText]).filter(([h]) => h < 24)"
    )
    assert sizes == []
