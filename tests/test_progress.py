"""Progress is computed from attempts alone."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslib import progress
from cslib.progress import Trend, habits
from cslib.records import Attempt
from cslib.rubric import gaming, lexicon
from cslib.rubric.model import Dimension

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def _attempt(day: float, total: float, exercise: str = "a", *criteria: str) -> Attempt:
    at = (START + timedelta(days=day)).isoformat()
    scores = {d.value: total / 5 for d in Dimension}
    return Attempt(
        exercise, "reply", "您好", {"total": total, "scores": scores, "criteria": criteria}, at, "小周"
    )


def test_the_better_it_went_the_later_it_comes_back() -> None:
    dates = [progress.deck([_attempt(0, total)])["a"].due for total in (5, 30, 38, 48)]
    assert dates == sorted(dates) and dates[0] < dates[-1]
    assert dates[0] >= START + timedelta(hours=12)


def test_only_what_is_due_is_due_longest_overdue_first() -> None:
    attempts = [_attempt(0, 10, "hard"), _attempt(1, 10, "later"), _attempt(1, 50, "easy")]
    names = [name for name, _ in progress.due(attempts, START + timedelta(days=5))]
    assert names == ["hard", "later"]
    assert progress.due(attempts, START) == []


@given(st.lists(st.tuples(st.floats(0, 90), st.floats(0, 50)), min_size=1, max_size=20))
def test_the_deck_depends_on_nothing_but_the_attempts(history: list[tuple[float, float]]) -> None:
    attempts = [_attempt(day, total) for day, total in history]
    card = progress.deck(attempts)["a"]
    assert card.due == progress.deck(list(reversed(attempts)))["a"].due or len({d for d, _ in history}) < len(
        history
    )
    last = max(datetime.fromisoformat(a.at) for a in attempts)
    assert last < card.due <= last + timedelta(days=progress.LONGEST_GAP_DAYS + 1)


V = "fault:vague_time"
A, GAVE = "missing:missing:apology", "strength:apology"


@pytest.mark.parametrize(
    ("criterion", "replies", "found", "trend"),
    [
        # Each word is a reply and what was found in it: v vague, c called for and given, a apology lacking.
        ("vague_time", "v", "1", Trend.THERE),
        ("vague_time", "v v v", "111", Trend.THERE),
        ("vague_time", "v v . .", "1100", Trend.FADING),
        ("vague_time", ". . . . v", "00001", Trend.THERE),
        ("vague_time", "v . . . .", "10000", Trend.FADING),
        ("vague_time", "v . . . . .", "100000", Trend.MASTERED),
        ("vague_time", "v v . . . . . v", "11000001", Trend.FADING),
        ("vague_time", ". v v v . . v", "0111001", Trend.THERE),
        ("no_apology", "a . v . . . .", "1", Trend.THERE),
        ("no_apology", "a . c c c c c", "100000", Trend.MASTERED),
    ],
)
def test_a_trouble_over_time(criterion: str, replies: str, found: str, trend: Trend) -> None:
    letters = {"v": (V,), "a": (A,), "c": (GAVE,), ".": ()}
    attempts = [_attempt(day, 20, "x", *letters[word]) for day, word in enumerate(replies.split())]
    (habit,) = [h for h in progress.habits(attempts) if h.criterion == criterion]
    assert (habit.found, habit.trend) == (tuple(mark == "1" for mark in found), trend)


def test_what_belongs_to_one_exercise_is_counted_over_all() -> None:
    attempts = [
        _attempt(0, 20, "a", "missing:missing:fee", "missing:missing:when", "critical:wrong:fee"),
        _attempt(1, 20, "b", "missing:missing:size", "fault:forbidden:blame"),
        _attempt(2, 20, "c", "strength:slot:size"),
    ]
    found = {h.label: (sum(h.found), len(h.found), h.last and h.last.exercise) for h in habits(attempts)}
    assert found == {
        "顾客的问题没答全": (2, 3, "b"),
        "和资料不符": (1, 3, "a"),
        "说了这一单不该说的话": (1, 3, "b"),
    }


def test_critical_comes_first_then_the_frequent_and_mastered_last() -> None:
    old = [_attempt(0, 20, "x", "fault:hedging")]
    new = [
        _attempt(day, 20, "x", V, *extra) for day, extra in enumerate([()] * 4 + [("critical:insult",)], 1)
    ]
    assert [h.criterion for h in habits(old + new)] == ["insult", "vague_time", "hedging"]


def test_a_talk_counts_but_is_no_reply_to_drill() -> None:
    talk = Attempt("t", "scenario", [], {"criteria": [V, "fault:stall"]})
    last = {h.criterion: (h.found, h.last) for h in habits([talk, _attempt(1, 20), talk])}
    assert last == {"vague_time": ((True, False, True), None), "stall": ((True, True), None)}


CRITERIA = st.sampled_from([V, A, GAVE, "critical:insult", "missing:missing:fee", "strength:slot:fee"])


@given(st.lists(st.lists(CRITERIA, unique=True), max_size=15))
def test_every_trouble_is_listed_once_and_mastered_by_clean_replies(replies: list[list[str]]) -> None:
    attempts = [_attempt(day, 20, "x", *found) for day, found in enumerate(replies)]
    listed = habits(attempts)
    expected = {progress.fold(c.partition(":")[2]) for found in replies for c in found if c[:8] != "strength"}
    assert sorted(h.criterion for h in listed) == sorted(expected)
    assert all(any(h.found) and len(h.found) <= len(replies) for h in listed)
    clean = [_attempt(99, 40, "x", GAVE)] * progress.RECENT
    assert all(h.trend is Trend.MASTERED for h in habits(attempts + clean))


def test_every_trouble_the_grader_finds_has_a_chinese_name() -> None:
    rules = {rule.label.id for rule in lexicon.load().rules if rule.label.kind in progress.TROUBLES}
    talks = {"stall", "repeated"}
    texts = {"curt", "long_sentence", "rambling", "unsupported_number"}
    called = {"missing:apology", "missing:empathy", "missing:options", "missing:x", "fact:x", "forbidden:x"}
    labels = [progress.label(progress.fold(c)) for c in rules | gaming.NAMES | talks | texts | called]
    assert [label for label in labels if not "一" <= label[0] <= "龥"] == []


def test_passing_needs_every_exercise_and_at_least_one() -> None:
    attempts = [_attempt(0, 12), _attempt(1, 30), _attempt(2, 10), _attempt(0, 28.5, "b")]
    assert progress.passed(["a"], attempts)
    assert not progress.passed(["a", "b"], attempts)
    assert not progress.passed([], attempts)


def test_the_table_opens_in_a_spreadsheet_and_runs_nothing(tmp_path: Path) -> None:
    result = {"total": 3, "scores": {}, "criteria": [V, "missing:missing:fee", "missing:missing:when", GAVE]}
    attempts = [Attempt("a", "reply", "=cmd|' /C calc'!A0", result, "2026-01-01", "小周")]
    path = progress.write_csv(attempts, tmp_path / "out.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0]["回答"] == "'=cmd|' /C calc'!A0" and rows[0]["得分"] == "3"
    assert rows[0]["要改的地方"] == "时间含糊、顾客的问题没答全"
