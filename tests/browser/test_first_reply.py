"""A learner's first minutes: open the course, write, hand in, read why, come back later."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from .conftest import Lab

WELCOME = "00_welcome.ipynb"
VAGUE = "亲，在的哦，稍后尽快给您看看<b>哈</b>"


def test_from_opening_to_a_marked_reply_and_back(lab: Lab, page: Page) -> None:
    page.goto(lab.address(WELCOME))
    editor = page.get_by_label("你的回复")
    expect(editor).to_be_visible()
    expect(page.get_by_text("第一条回复")).not_to_have_count(0)
    # Chinese desk, code folded away, no pop-up.
    expect(page.get_by_role("menuitem", name="文件")).to_be_visible()
    expect(page.locator(".jp-CodeCell .jp-InputArea-editor").first).to_be_hidden()
    expect(page.locator(".jp-toast-message, .Toastify__toast")).to_have_count(0)

    editor.fill(VAGUE)
    page.get_by_role("button", name="提交", exact=True).click()
    shown = page.locator(".cs-marked").first
    expect(shown).to_contain_text("<b>哈</b>")  # what was typed is shown as text, not as markup
    mark = page.locator("mark.cs-fault", has_text="尽快")
    expect(mark).to_have_count(1)
    number = mark.get_attribute("aria-describedby")
    reason = page.locator(f"[id='{number}']")
    expect(reason).to_contain_text(re.compile("[一-龥]{6}"))
    mark.focus()
    expect(reason).to_have_class(re.compile("cs-lit"))

    # What is typed and not handed in is there after a reload.
    better = "您好，在的。这款保温杯的容量我查到了，这就告诉您。"
    editor.fill(better)
    page.reload()
    expect(page.get_by_label("你的回复")).to_have_value(better)


def test_a_restarted_kernel_runs_the_lesson_again_and_keeps_the_draft(lab: Lab, page: Page) -> None:
    page.goto(lab.address(WELCOME))
    editor = page.get_by_label("你的回复")
    expect(editor).to_be_visible()
    editor.fill("写到一半，内核重启了")
    page.get_by_role("menuitem", name="内核").click()
    page.locator("[data-command='kernelmenu:restart']").click()
    editor.evaluate("box => box.dataset.before = 'restart'")
    page.locator(".jp-Dialog .jp-mod-accept").click()
    # The same box, made anew by the new kernel.
    expect(page.locator("textarea[name=reply][data-before]")).to_have_count(0)
    expect(page.get_by_label("你的回复")).to_have_value("写到一半，内核重启了")
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.locator(".cs-total")).to_be_visible()


def test_the_map_leads_to_a_lesson(lab: Lab, page: Page) -> None:
    page.goto(lab.address(WELCOME))
    page.get_by_role("link", name="2.2 文字与语气").click()
    expect(page.get_by_role("heading", name="2.2 文字与语气")).to_be_visible()
    expect(page.locator(".cs-el-sort").first).to_be_visible()
