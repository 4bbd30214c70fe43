"""The learner's own progress, and the drill made of it."""

from __future__ import annotations

import re
from html import unescape

import pytest

from cslib import drill, my_progress, records
from cslib.records import Attempt
from cslib.widgets import journey
from cslib.widgets.element import Element
from cslib.widgets.journey import Progress, Round

VAGUE, LONG, FEE = "fault:vague_time", "fault:long_sentence", "missing:missing:fee"


def _hand_in(*found: str, exercise: str = "first-reply", answer: str = "尽快给您看") -> None:
    records.add(Attempt(exercise, "reply", answer, {"total": 20, "scores": {}, "criteria": list(found)}))


def _words(element: Element) -> str:
    return unescape(re.sub(r"<[^>]+>", "", element.html))


def _tables(element: Element) -> list[list[str]]:
    """The rows of each table of troubles, without the head."""
    bodies = re.findall(r'<table class="cs-habits">.*?<tbody>(.*?)</tbody>', element.html)
    return [[re.sub(r"<[^>]+>", "", row) for row in re.findall(r"<tr>(.*?)</tr>", body)] for body in bodies]


def test_each_trouble_is_shown_over_time_worst_first() -> None:
    for found in ((LONG, VAGUE), (LONG, VAGUE, FEE), (FEE,), (FEE,), (), (VAGUE,), (FEE,)):
        _hand_in(*found)
    element = my_progress()
    assert _tables(element) == [
        ["顾客的问题没答全● 还在出现最近5次出现3次", "时间含糊↘ 在变少最近5次出现1次"],
        ["句子太长✓ 已经改掉最近5次出现0次"],
    ]
    assert "已经改掉的（1种）" in _words(element)
    assert 'aria-label="从旧到新：出现2次，没出现3次，出现1次，没出现1次"' in element.html


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ([True], "出现1次"),
        ([False, True, True, False], "没出现1次，出现2次，没出现1次"),
    ],
)
def test_the_picture_says_in_words_what_it_shows(found: list[bool], said: str) -> None:
    picture = journey.ups_and_downs(found)
    assert f"从旧到新：{said}" in picture and picture.count("<rect") == len(found)
    assert picture.count("cs-there") == sum(found)


def test_nothing_found_nothing_shown() -> None:
    assert "要改的地方" not in _words(my_progress())
    _hand_in("strength:empathy")
    assert "要改的地方" not in _words(my_progress())


def test_a_critical_failure_is_called_one() -> None:
    _hand_in(VAGUE, "critical:off_platform")
    assert _tables(my_progress())[0][0].startswith("引到平台外交易（致命项）")


def test_with_everything_mastered_only_that_is_said() -> None:
    for found in ((VAGUE,), (), (), (), (), ()):
        _hand_in(*found)
    element = my_progress()
    assert "都改掉了" in _words(element) and "从上往下练" not in _words(element)
    assert len(_tables(element)) == 1


def test_the_drill_starts_from_the_learners_own_words_and_leaves_out_what_is_mastered() -> None:
    _hand_in(LONG, answer="旧的")
    for _ in range(5):
        _hand_in(VAGUE, answer="尽快给您看看")
    element = drill()
    assert isinstance(element, Round) and element.inner is not None
    assert "时间含糊" in element.lead and element.inner.text == "尽快给您看看"
    element.act("next")
    assert "没有了" in _words(element)


def test_the_table_is_written_where_the_learner_finds_it() -> None:
    _hand_in(VAGUE)
    element = my_progress()
    element.act("export")
    assert isinstance(element, Progress) and "已导出" in element.said
