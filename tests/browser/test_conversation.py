"""A talk with a simulated customer in the browser: won, replayed, changed, broken off and taken up again."""

from __future__ import annotations

import re
import time

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from playwright.sync_api import Page, expect

from cslib import exercises
from cslib.customers.model import Scenario

from .axe import serious
from .conftest import Lab


def _scenario(name: str) -> Scenario:
    found = exercises.load(name)
    assert isinstance(found, Scenario)
    return found


def _open(lab: Lab, page: Page, name: str, before: str = "") -> None:
    """A lesson with one customer, put among the learner's own and trusted as the course's are."""
    cell = nbformat.v4.new_code_cell(f'from cslib import talk_to\ntalk_to("{name}")')
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell(before), cell] if before else [cell],
        metadata={
            "cslib": {"autorun": True, "lesson": "t", "title": "t", "exercises": []},
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        },
    )
    path = lab.home / "course" / f"talk-{name}.ipynb"
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    notary = NotebookNotary(data_dir=str(lab.home.parent / "jupyter_data_dir"))
    notary.sign(nbformat.read(path, as_version=4))
    notary.store.close()
    page.goto(lab.address(path.name))
    expect(page.locator(".cs-el-conversation")).to_be_attached()


def _say(page: Page, words: str) -> None:
    mine = page.locator(".cs-log .cs-mine")
    count = mine.count()
    box = page.get_by_label(re.compile("^回复"))
    box.fill(words)
    box.press("Control+Enter")
    expect(mine).to_have_count(count + 1)


def _use(page: Page, tool: str, value: str) -> None:
    notes = page.locator(".cs-log .cs-system")
    count = notes.count()
    field = page.locator(f"[name='tool-{tool}']")
    if field.count() and field.evaluate("field => field.nodeName") == "SELECT":
        field.select_option(value)
    elif field.count():
        field.fill(value)
    page.locator(f"button[data-act=tool][data-value='{tool}']").click()
    expect(notes).to_have_count(count + 1)


def _follow(page: Page, scenario: Scenario, path: int, most: int = 99) -> None:
    for move in scenario.paths[path].moves[:most]:
        if isinstance(move, str):
            _say(page, move)
        else:
            _use(page, move.tool, move.value)


def test_a_customer_is_won_replayed_and_answered_otherwise(lab: Lab, page: Page) -> None:
    scenario = _scenario("colour-complaint")
    _open(lab, page, scenario.id)
    expect(page.locator(".cs-clock")).to_have_text(re.compile(r"\d+秒"))
    _follow(page, scenario, 0)
    expect(page.locator(".cs-verdict.cs-won")).to_contain_text("办成了")
    expect(page.locator(".cs-checks .cs-wrong")).to_have_count(0)
    expect(page.locator(".cs-curve")).to_be_visible()

    page.get_by_role("button", name="下一步 →").click()
    expect(page.locator(".cs-replay")).to_contain_text("第2步")
    page.get_by_role("button", name="从这一步重来").click()
    expect(page.locator(".cs-log .cs-mine")).to_have_count(1)
    _say(page, "你自己选错尺码，这也能怪我们？别人怎么都穿得上，爱买不买。")
    _say(page, "说了不归我们管，您爱投诉就投诉。")
    expect(page.locator(".cs-verdict.cs-lost")).to_contain_text("没有办成")
    expect(page.get_by_text("换一种说法之后")).to_be_visible()
    page.get_by_role("button", name="回到第一次的结果").click()
    expect(page.locator(".cs-verdict.cs-won")).to_be_visible()


SEEN = """log => new Promise(done => new IntersectionObserver(
    ([entry]) => entry.isIntersecting && requestAnimationFrame(() => setTimeout(done))).observe(log))"""
HIDE = """hidden => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
}"""


def _started(page: Page) -> float:
    """When the response clock started, in seconds."""
    clock = page.locator(".cs-clock[data-since]")
    expect(clock).to_be_visible()
    return int(clock.get_attribute("data-since") or 0) / 1000


FAR_DOWN = "# 往下翻\n\n" + "一段课文。\n\n" * 60


def test_the_customer_begins_to_wait_when_he_is_first_seen(lab: Lab, page: Page) -> None:
    """Opened far down the page, then in a hidden tab, the clock stands still."""
    _open(lab, page, "desk-bargain", FAR_DOWN)
    page.evaluate(HIDE, True)
    log = page.locator(".cs-log")
    log.scroll_into_view_if_needed()
    log.evaluate(SEEN)
    shown = time.time()
    page.evaluate(HIDE, False)
    assert _started(page) >= int(shown * 1000) / 1000


def test_the_customer_begins_to_wait_when_he_is_first_touched(lab: Lab, page: Page) -> None:
    _open(lab, page, "cat-food-late", FAR_DOWN)
    page.evaluate(HIDE, True)
    touched = time.time()
    page.get_by_label(re.compile("^回复")).focus()
    assert _started(page) >= int(touched * 1000) / 1000


def test_a_talk_broken_off_goes_on_after_a_reload_and_shows_markup_as_text(lab: Lab, page: Page) -> None:
    scenario = _scenario("opened-cream")
    _open(lab, page, scenario.id)
    _say(page, "您好，<b>里面</b>的密封膜撕开了吗？")
    bubble = page.locator(".cs-log .cs-mine .cs-bubble")
    expect(bubble).to_have_text("您好，<b>里面</b>的密封膜撕开了吗？")
    heard = page.locator(".cs-log li:not(.cs-mine) .cs-bubble").all_inner_texts()
    page.get_by_label(re.compile("^回复")).fill("写到一半")
    page.reload()
    expect(bubble).to_have_count(1)
    expect(page.get_by_label(re.compile("^回复"))).to_have_value("写到一半")
    assert page.locator(".cs-log li:not(.cs-mine) .cs-bubble").all_inner_texts() == heard


@pytest.mark.parametrize("light", ["true", "false"], ids=["light", "dark"])
def test_no_one_is_shut_out_of_a_talk(lab: Lab, page: Page, light: str) -> None:
    scenario = _scenario("cake-name")
    _open(lab, page, scenario.id)
    page.evaluate("light => document.body.setAttribute('data-jp-theme-light', light)", light)
    if page.locator(".cs-verdict").count() == 0:
        _follow(page, scenario, 2)
    expect(page.locator(".cs-verdict.cs-lost")).to_be_visible()
    assert serious(page) == []
    page.set_viewport_size({"width": 360, "height": 780})
    assert page.locator(".cslib").evaluate("root => root.scrollWidth - root.clientWidth") <= 1
