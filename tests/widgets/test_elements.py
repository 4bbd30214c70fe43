"""Practice elements, operated as a click operates them."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslib import compare, course_map, exercises, practise, records
from cslib.rubric.model import Dimension, Finding, Kind
from cslib.widgets import feedback
from cslib.widgets.element import UNEXPECTED, Element
from cslib.widgets.notice import Notice
from cslib.widgets.opening import ELEMENTS
from cslib.widgets.quiz import Quiz, Sort
from cslib.widgets.reply import Practise

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> 您好"
REPLIES = [i for i in exercises.ids() if isinstance(exercises.load(i), exercises.Reply)]
QUIZZES = [i for i in exercises.ids() if isinstance(exercises.load(i), exercises.Quiz)]
SORTS = [i for i in exercises.ids() if isinstance(exercises.load(i), exercises.Sort)]


def _words(element: Element) -> str:
    return re.sub(r"<[^>]+>", "", element.html)


def _editor() -> Practise:
    element = practise("first-reply")
    assert isinstance(element, Practise)
    return element


# ---- the reply editor ----


def test_handing_in_shows_findings_first_and_the_total_last() -> None:
    editor = _editor()
    editor.act("submit", form={"reply": "亲，稍后尽快给您看看哦"})
    assert "<mark" in editor.html and "尽快" in editor.html
    assert editor.html.index("cs-marked") < editor.html.index("cs-findings") < editor.html.index("cs-total")
    assert [a.answer for a in records.attempts("first-reply")] == ["亲，稍后尽快给您看看哦"]


def test_the_model_reply_is_shown_only_after_a_try() -> None:
    editor = _editor()
    model = editor.exercise.models.good.text
    assert model not in _words(editor)
    editor.act("submit", form={"reply": "您好，我看一下"})
    assert model.split("。")[0] in _words(editor)


def test_a_better_second_try_says_what_improved_and_keeps_both() -> None:
    editor = _editor()
    editor.act("submit", form={"reply": "亲，尽快给您看看哦"})
    editor.act("submit", form={"reply": _another_good_reply(editor)})
    assert "和上一次比：+" in _words(editor)
    assert len(records.attempts("first-reply")) == 2


def _another_good_reply(editor: Practise) -> str:
    bands = ["优秀", "良好", "合格", "需改进", "不合格"]
    return min(editor.exercise.examples, key=lambda example: bands.index(example.band)).text


def test_a_draft_is_there_when_the_lesson_is_opened_again() -> None:
    _editor().act("draft", "写到一半")
    again = _editor()
    assert again.text == "写到一半" and "写到一半" in again.html


@pytest.mark.parametrize("typed", ["", "  \n", "好" * 6000])
def test_what_cant_be_graded_is_said_kindly_and_kept(typed: str) -> None:
    editor = _editor()
    editor.act("submit", form={"reply": typed})
    assert 'role="alert"' in editor.html
    assert editor.text == typed
    assert records.attempts("first-reply") == []


@pytest.mark.parametrize(
    ("link", "said"),
    [("2.2", "第2.2课"), ("law:ad-9", "《广告法》第9条"), ("9.9", None), ("law:none-1", None), ("", None)],
)
def test_a_finding_leads_on_only_to_what_exists(link: str, said: str | None) -> None:
    finding = Finding("x", Kind.FAULT, Dimension.ATTITUDE, -1, None, "因为", link=link)
    html = feedback.explanations([(1, finding)], "key")
    assert ("cs-reference" in html) is bool(said) and (said or "因为") in html


def test_hints_come_one_by_one_and_not_in_a_running_test() -> None:
    editor = _editor()
    hints = editor.exercise.hints
    for shown in range(1, 4):
        editor.act("hint")
        assert [hint in _words(editor) for hint in hints] == [n < shown for n in range(3)]
    timed = practise("first-reply", mode="timed")
    assert "textarea" not in timed.html
    timed.act("start")
    assert "data-until" in timed.html and "提示（" not in timed.html


def test_time_over_hands_in_what_there_is() -> None:
    timed = practise("first-reply", mode="timed")
    timed.act("start")
    timed.act("timeup", form={"reply": "您好，容量是"})
    assert [a.answer for a in records.attempts("first-reply")] == ["您好，容量是"]
    assert "data-until" not in timed.html


@pytest.mark.parametrize("mode", ["worked", "partial", "free", "timed"])
def test_every_reply_exercise_opens_in_every_mode(mode: str) -> None:
    for exercise in REPLIES:
        element = practise(exercise, mode=mode)  # type: ignore[arg-type]
        assert isinstance(element, Practise) and element.exercise.title in _words(element)


@pytest.mark.parametrize("exercise", REPLIES)
def test_typed_markup_is_shown_as_text(exercise: str) -> None:
    element = practise(exercise)
    element.act("submit", form={"reply": HOSTILE})
    assert "<script" not in element.html and "<img" not in element.html
    assert "&lt;script&gt;" in element.html


@given(st.text(max_size=300))
def test_any_text_is_answered_without_a_traceback(typed: str) -> None:
    editor = _editor()
    editor.act("submit", form={"reply": typed})
    assert UNEXPECTED not in editor.html
    assert "cs-total" in editor.html or 'role="alert"' in editor.html


def test_a_home_that_cant_be_written_still_gives_feedback(home: Path) -> None:
    home.parent.joinpath("home").write_text("kein Ordner", encoding="utf-8")
    editor = _editor()
    editor.act("submit", form={"reply": "您好，容量我看一下"})
    assert "cs-total" in editor.html and "CSLIB_HOME" in _words(editor)


def test_an_unknown_exercise_says_which_ones_are_near() -> None:
    element = practise("first-repli")
    assert isinstance(element, Notice) and "first-reply" in _words(element)


# ---- quizzes and sorting ----


@pytest.mark.parametrize("exercise", QUIZZES)
def test_a_quiz_answered_right_counts_right_and_explains_every_choice(exercise: str) -> None:
    element = practise(exercise)
    assert isinstance(element, Quiz)
    for n, question in enumerate(element.exercise.questions):
        assert not any(choice.why in _words(element) for choice in question.choices)
        right = [str(j) for j, choice in enumerate(question.choices) if choice.correct]
        element.act("check", str(n), {f"{exercise}-{n}": right if len(right) > 1 else right[0]})
        assert all(choice.why in _unescaped(element) for choice in question.choices)
    assert element.right() == len(element.exercise.questions)
    assert records.attempts(exercise)[0].result == {"right": element.right(), "of": element.right()}


def _unescaped(element: Element) -> str:
    from html import unescape

    return unescape(_words(element))


@pytest.mark.parametrize("exercise", SORTS)
def test_sorting_gives_the_reason_at_once_and_counts_first_tries(exercise: str) -> None:
    element = practise(exercise)
    assert isinstance(element, Sort)
    items, bins = element.exercise.items, element.exercise.bins
    wrong = next(b for b in bins if b != items[0].bin)
    element.act("put", "0", {"": wrong})
    assert items[0].why in _unescaped(element)
    for n, item in enumerate(items):
        element.act("put", str(n), {"": item.bin})
    assert records.attempts(exercise)[0].result == {"right": len(items) - 1, "of": len(items)}
    element.act("put", "0", {"": "没有这一类"})
    assert element.placed[0] == items[0].bin


# ---- the worked pair and the map ----


@pytest.mark.parametrize("exercise", REPLIES)
def test_a_worked_pair_shows_both_scores_and_the_good_one_wins(exercise: str) -> None:
    pair = compare(exercise)
    bad, good = (float(n) for n in re.findall(r"，(\d+) / 50分", repr(pair)))
    assert bad < good
    assert "cs-sides" in pair.html


def test_the_map_counts_what_is_done_and_deletes_only_when_told_twice() -> None:
    _editor().act("submit", form={"reply": "您好"})
    chart = course_map()
    assert "交过1次练习" in _words(chart)
    chart.act("forget")
    assert records.attempts() != []
    chart.act("forget")
    assert records.attempts() == []
    assert "交过0次练习" in _words(chart)


# ---- the element itself ----


class Broken(Element):
    """An element whose handler fails."""

    def view(self):  # type: ignore[no-untyped-def]
        from cslib.html import text

        return text("还在")

    def on_fail(self, _value: str, _form: object) -> None:
        raise ZeroDivisionError


def test_a_failure_becomes_a_notice_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    element = Broken()
    element.act("fail")
    assert UNEXPECTED in element.html and "还在" in element.html
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("message", [{}, {"act": "__init__"}, {"act": 3, "n": "x"}, {"act": "view", "n": 7}])
def test_strange_messages_are_survived(message: dict[str, object]) -> None:
    element = Broken()
    element._receive(element, message, [])
    assert element.seen == (message["n"] if isinstance(message.get("n"), int) else 0)


def test_the_stored_text_is_a_hint_without_ids() -> None:
    bundle = _editor()._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"].startswith("［练习］") and os.sep not in data["text/plain"]


def test_every_kind_of_exercise_has_its_element() -> None:
    from typing import get_args

    assert set(get_args(exercises.Exercise)) - {exercises.Reply} == set(ELEMENTS)


@pytest.mark.parametrize("exercise", exercises.ids())
def test_every_exercise_opens(exercise: str) -> None:
    element = practise(exercise)
    assert not isinstance(element, Notice) and element.html
