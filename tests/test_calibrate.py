"""Measuring the grader: the figures must be what they say they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cslib import answers, calibrate, exercises
from cslib.calibrate import FormError
from cslib.ranks import ranks, spearman
from cslib.yamlfile import AuthorError

EXERCISES = Path(__file__).parent / "data" / "calibration" / "exercises"
GOOD = (
    "可以改的，您15:00前在订单页点“修改地址”就行。杭州要2-3天，周六不敢保证；"
    "怕断粮可以先拍1kg小袋，45元，您看要吗？"
)
TASK = exercises.load(EXERCISES / "c03.yaml")
assert isinstance(TASK, exercises.Reply)
BAD = "亲亲，您的心情我们特别理解，会认真反馈的，感谢您的支持哦~"


def _write(folder: Path, name: str, rows: list[dict[str, object]]) -> None:
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (folder / name).write_text(text, encoding="utf-8")


def _rating(reply: str, rater: str, points: float, critical: bool = False) -> dict[str, object]:
    names = ("knowledge", "communication", "resolution", "attitude", "adaptability")
    return {
        "scenario": "c03",
        "reply": reply,
        "rater": rater,
        **dict.fromkeys(names, points),
        "critical": critical,
    }


def _folder(path: Path, good: str, bad: str, *, critical: bool = False) -> Path:
    replies = [("r1", "excellent", good), ("r2", "polite_but_empty", bad)]
    rows: list[dict[str, object]] = [
        {"scenario": "c03", "reply": n, "design": d, "text": t} for n, d, t in replies
    ]
    _write(path, "replies_x.jsonl", rows)
    _write(path, "ratings_x.jsonl", [_rating("r1", "A", 9, critical), _rating("r2", "A", 1)])
    return path


@pytest.mark.parametrize(
    ("a", "b", "rho"),
    [
        ([1, 2, 3], [10, 20, 30], 1.0),
        ([1, 2, 3], [3, 2, 1], -1.0),
        ([1, 1, 2, 2], [1, 1, 2, 2], 1.0),
        ([1, 2, 2, 3], [1, 3, 2, 4], 0.9486832980505138),  # scipy.stats.spearmanr
        ([5, 5, 5], [1, 2, 3], 0.0),
    ],
)
def test_spearman_with_ties(a: list[float], b: list[float], rho: float) -> None:
    assert spearman(a, b) == pytest.approx(rho)
    assert sum(ranks(a)) == pytest.approx(len(a) * (len(a) + 1) / 2)


def test_labels_are_counted_as_hits_false_hits_and_misses() -> None:
    rows = [
        {"id": "1", "text": "我们会尽快处理的。", "labels": ["vague_time"], "note": ""},
        {"id": "2", "text": "我们会尽快处理的。", "labels": [], "note": "hn:尽快"},
        {"id": "3", "text": "今天天气不错。", "labels": ["vague_time"], "note": ""},
    ]
    found = calibrate.detection(rows)
    score = next(s for s in found.scores if s.label == "vague_time")
    assert (score.hits, score.false, score.missed) == (1, 1, 1)
    assert score.precision == score.recall == 0.5
    assert (found.hard, found.alarms) == (1, ("2 vague_time",))


def test_a_good_reply_below_a_bad_one_is_named(tmp_path: Path) -> None:
    right = calibrate.folder(_folder(tmp_path, GOOD, BAD), EXERCISES).grading
    assert right and (right.order, right.pairs, right.total.overall) == ((), 1, 1.0)
    wrong = calibrate.folder(_folder(tmp_path, BAD, GOOD), EXERCISES).grading
    assert wrong and len(wrong.order) == 1 and wrong.total.overall == -1.0


def test_critical_failures_are_compared(tmp_path: Path) -> None:
    folder = _folder(tmp_path, GOOD, BAD + "保证周六到您家", critical=True)
    agreed = calibrate.folder(folder, EXERCISES).grading
    assert agreed
    assert agreed.missed == ("c03 r1",)
    assert agreed.invented == ("c03 r2",)


def test_a_scenario_without_an_exercise_is_left_out_and_named(tmp_path: Path) -> None:
    _folder(tmp_path, GOOD, BAD)
    _write(tmp_path, "replies_y.jsonl", [{"scenario": "zz", "reply": "r1", "text": "好", "design": ""}])
    agreed = calibrate.folder(tmp_path, EXERCISES).grading
    assert agreed and (agreed.replies, agreed.skipped) == (2, ("zz",))


@pytest.mark.parametrize(
    ("name", "line", "words"),
    [
        ("ratings_x.jsonl", "{", "ratings_x.jsonl 第1行"),
        ("ratings_x.jsonl", "[]", "JSON对象"),
        ("ratings_x.jsonl", json.dumps(_rating("r1", "A", 9)), "没有评分"),
    ],
)
def test_a_folder_not_in_the_form_is_refused(tmp_path: Path, name: str, line: str, words: str) -> None:
    (_folder(tmp_path, GOOD, BAD) / name).write_text(line, encoding="utf-8")
    with pytest.raises(FormError, match=words):
        calibrate.folder(tmp_path, EXERCISES)


def test_the_page_holds_every_table(tmp_path: Path) -> None:
    page = calibrate.document(calibrate.sheets(calibrate.folder(_folder(tmp_path, GOOD, BAD), EXERCISES)))
    assert page.count("\n## ") == 3
    assert "| 总分 | 1.000 | 1.000 |" in page


def _read(name: str, text: str, **slots: str) -> dict[str, object]:
    marked = {slot.id: slots.get(slot.id, "missing") for slot in TASK.slots}
    return {"id": name, "exercise": TASK.id, "text": text, "slots": marked}


def test_what_replies_answer_is_compared_with_a_readers_marks() -> None:
    every = {slot.id: "filled" for slot in TASK.slots}
    rows = [
        _read("good", TASK.models.good.text, **every),
        _read("empty", BAD, **every),  # the reader says it answers all, the grader hears nothing
        _read("more", TASK.models.good.text),  # the other way round
        _read("wrong", "周六之前肯定能给您送到", days="wrong"),
    ]
    found = answers.hearing(rows, {TASK.id: TASK})
    required = [slot.id for slot in TASK.slots if slot.required]
    assert (found.whole.found, found.whole.total, found.whole.exceptions) == (1, 2, ("empty",))
    assert {f"empty {slot}" for slot in required} <= set(found.heard.exceptions)
    assert {f"more {slot}" for slot in required} <= set(found.imagined.exceptions)
    assert (found.accused.found, found.caught.found, found.caught.total) == (0, 1, 1)


def test_marks_of_other_slots_are_refused() -> None:
    row = {**_read("x", GOOD), "slots": {"nothing": "filled"}}
    with pytest.raises(AuthorError, match="要写全这几个要点"):
        answers.hearing([row], {TASK.id: TASK})
    with pytest.raises(AuthorError, match="找不到"):
        answers.hearing([row], {})
