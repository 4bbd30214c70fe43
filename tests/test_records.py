"""Attempts and drafts: nothing kept is ever lost, and one learner's are not another's."""

from __future__ import annotations

import errno
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslib import records
from cslib.records import Attempt, RecordsError

TEXTS = st.text()
WRITERS, EACH = 40, 20


def _write(writer: int) -> None:
    for n in range(EACH):
        records.add(
            Attempt("late-parcel", "reply", "您好，" * 200, {"writer": writer, "n": n}, learner="同桌")
        )


def test_forty_writers_at_once_lose_nothing(home: Path) -> None:
    with ProcessPoolExecutor(8) as pool:
        list(pool.map(_write, range(WRITERS)))
    kept = records.attempts(who="同桌")
    assert {(a.result["writer"], a.result["n"]) for a in kept} == {
        (w, n) for w in range(WRITERS) for n in range(EACH)
    }
    assert len(kept) == WRITERS * EACH


def test_a_torn_last_line_is_reported_and_costs_nothing_else() -> None:
    records.add(Attempt("a", "reply", "第一次"))
    path = records.folder() / "attempts.jsonl"
    with path.open("ab") as file:
        file.write('{"exercise":"a","kind":"reply","answer":"写到一'.encode()[:-1])
    records.add(Attempt("a", "reply", "第三次"))
    good, torn = records.read()
    assert [a.answer for a in good] == ["第一次", "第三次"]
    assert torn == [2]


@pytest.mark.parametrize("who", ["小周", "../../etc", "a/b", "C:\\x", "." * 3, "名字 有空格"])
def test_learners_are_kept_apart_and_inside_the_home(home: Path, who: str) -> None:
    records.add(Attempt("a", "reply", "我的", learner=who))
    records.save_draft("a", "我的草稿", who)
    records.add(Attempt("a", "reply", "别人的", learner="别人"))
    assert [a.answer for a in records.attempts(who=who)] == ["我的"]
    assert home.resolve() in records.folder(who).resolve().parents
    records.forget(who)
    assert records.attempts(who=who) == [] and records.draft("a", who) == ""
    assert [a.answer for a in records.attempts(who="别人")] == ["别人的"]


@given(TEXTS)
def test_what_was_typed_comes_back_to_the_letter(text: str) -> None:
    records.save_draft("任何/练习", text)
    assert records.draft("任何/练习") == text
    stored = records.add(Attempt("a", "reply", text))
    assert records.attempts("a")[-1] == stored


def test_an_attempt_is_found_by_its_exercise() -> None:
    for exercise in ("a", "b", "a"):
        records.add(Attempt(exercise, "quiz", [1]))
    assert [a.exercise for a in records.attempts("a")] == ["a", "a"]
    assert records.attempts("a")[0].learner == "测试学员"


@pytest.mark.parametrize(("code", "word"), [(errno.ENOSPC, "磁盘已满"), (errno.EACCES, "没有写入权限")])
def test_a_full_or_closed_disk_is_told_in_words_and_keeps_the_old(
    monkeypatch: pytest.MonkeyPatch, code: int, word: str
) -> None:
    records.save_draft("a", "旧的")
    records.add(Attempt("a", "reply", "旧的"))

    def refuse(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(RecordsError, match=word):
        records.save_draft("a", "新的")
    with pytest.raises(RecordsError, match="CSLIB_HOME"):
        records.add(Attempt("a", "reply", "新的"))
    assert records.draft("a") == "旧的"
    assert records.attempts("a")[0].answer == "旧的"
