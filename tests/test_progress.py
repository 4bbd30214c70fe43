"""Progress is computed from attempts alone."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from cslib import progress
from cslib.records import Attempt
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


def test_weak_spots_are_troubles_counted_once_a_reply() -> None:
    attempts = [
        _attempt(0, 20, "a", "fault:vague_time", "strength:empathy"),
        _attempt(1, 20, "b", "fault:vague_time", "missing:slot:fee"),
        _attempt(2, 20, "c", "strength:empathy"),
    ]
    found = [(w.criterion, w.count, w.of, w.last.exercise) for w in progress.weaknesses(attempts)]
    assert found == [("vague_time", 2, 3, "b"), ("slot:fee", 1, 3, "b")]


def test_passing_needs_every_exercise_and_at_least_one() -> None:
    attempts = [_attempt(0, 12), _attempt(1, 30), _attempt(2, 10), _attempt(0, 28.5, "b")]
    assert progress.passed(["a"], attempts)
    assert not progress.passed(["a", "b"], attempts)
    assert not progress.passed([], attempts)


def test_the_table_opens_in_a_spreadsheet_and_runs_nothing(tmp_path: Path) -> None:
    attempts = [Attempt("a", "reply", "=cmd|' /C calc'!A0", {"total": 3, "scores": {}}, "2026-01-01", "小周")]
    path = progress.write_csv(attempts, tmp_path / "out.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0]["回答"] == "'=cmd|' /C calc'!A0" and rows[0]["得分"] == "3"
