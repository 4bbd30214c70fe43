"""The learned weights: made from the replies in the repository, and read as they are meant."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslib.course import DATA
from cslib.rubric import classifier
from cslib.rubric.classifier import LONGEST, Classifier, features
from cslib.rubric.detectors import labels, told
from cslib.rubric.lexicon import load
from cslib.text import read

WEIGHTS = DATA / "lexicon" / "weights.json"
CORPUS = sorted((DATA / "replies").glob("*.jsonl"))
CALIBRATION = Path(__file__).parents[1] / "data" / "calibration" / "detect.jsonl"


def _texts(path: Path) -> list[str]:
    return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]


def _model(weights: dict[str, tuple[int, int]]) -> Classifier:
    table = {gram: bytes(pair).hex() for gram, pair in weights.items()}
    return Classifier(
        {
            "labels": ["one", "two"], "scale": [0.5, 0.25], "bias": [-1.0, 2.0],
            "confirmed": [0.0, 0.0], "alone": [1.0, 1.0], "grams": table,
        }
    )  # fmt: skip


def test_weights_were_learned_from_these_replies() -> None:
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))["corpus"]
    found = hashlib.sha256(b"".join(path.read_bytes() for path in CORPUS)).hexdigest()
    assert stored == found, "data/replies changed: run `make model`"


def test_nothing_is_measured_on_what_was_learned() -> None:
    learned = {read(text).plain for path in CORPUS for text in _texts(path)}
    assert not [text for text in _texts(CALIBRATION) if read(text).plain in learned]


@pytest.mark.parametrize("path", CORPUS, ids=lambda p: p.stem)
def test_rows_are_labelled_and_once_only(path: Path) -> None:
    rows: list[dict[str, Any]] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len({row["id"] for row in rows}) == len({row["text"] for row in rows}) == len(rows)
    assert all(set(row["labels"]) <= set(load().labels) for row in rows)
    assert {row["origin"] for row in rows} == {"written"}


def test_a_score_is_the_bias_and_the_weights_of_what_is_there() -> None:
    model = _model({"好": (130, 128), "^好": (128, 124), "坏": (255, 0), "好好": (128, 132)})
    assert [model.score(label, "好的") for label in model.labels] == [0.0, 1.0]
    assert [model.score(label, "好好好") for label in model.labels] == [0.0, 3.0]  # pairs count, characters don't
    assert [model.score(label, "无关") for label in model.labels] == [-1.0, 2.0]


def test_a_label_counts_above_its_thresholds() -> None:
    model = _model({"好": (130, 128), "坏": (131, 120), "很": (132, 128)})  # of “one”: 1.0, 1.5, 2.0
    assert model.judge("好") == (["two"], ["two"])
    assert model.judge("坏") == (["one"], [])
    assert model.judge("好很") == (["one", "two"], ["one", "two"])


def test_of_a_long_sentence_the_likeliest_part_counts() -> None:
    model = _model({"坏": (140, 100)})
    assert model.judge("啊" * LONGEST + "坏") == (["one", "two"], ["one", "two"])
    dull = _model({"坏": (140, 100), "闷": (100, 128)})
    clauses = ["闷" * 13, "坏", "啊", "闷" * 13]
    assert dull.judge(",".join(clauses)) == (["one", "two"], [])


@given(st.text(max_size=400), st.sampled_from([0, 255]))
def test_no_lane_overflows(sentence: str, weight: int) -> None:
    parts = [sentence[at : at + LONGEST] for at in range(0, len(sentence), LONGEST)]
    most = _model({gram: (weight, weight) for part in parts for gram in features(part)})
    for part in parts or [""]:
        steps = len(features(part)) * (weight - 128)
        assert [most.score(label, part) for label in most.labels] == [steps * 0.5 - 1, steps * 0.25 + 2]
    assert most.judge(sentence)[1] == ([] if weight == 0 and sentence else ["one", "two"] if sentence else ["two"])


@pytest.mark.parametrize(
    ("reply", "label"),
    [
        ("我不能跟您瞎说，圆通那边还没给准信。", "blame_customer"),
        ("24小时内有答复，收到后我立即转告您。", "threat"),
        ("要退咱就退您318，要重做咱给您白做一条。", "illegal_term"),
    ],
)
def test_the_model_overrules_a_rule_that_is_mistaken(reply: str, label: str) -> None:
    assert label in told(read(reply))
    assert label not in labels(read(reply))


def test_the_model_finds_what_no_rule_says() -> None:
    missed = [t for t in _texts(CALIBRATION) if labels(read(t)) - told(read(t))]
    assert missed


def test_a_label_of_the_shops_own_needs_no_model(tmp_path: Path) -> None:
    shutil.copytree(DATA / "lexicon", tmp_path / "lexicon")
    file = tmp_path / "lexicon" / "faults.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("- id: hedging", "- id: own"), encoding="utf-8")
    renamed = load(tmp_path / "lexicon")
    assert (renamed.unlearned, load().unlearned) == (("own",), ())


def test_the_stored_model_has_every_label_but_those_told_by_form() -> None:
    exact = {"unfilled_placeholder", "ni_not_nin", "emoji_overuse", "pet_names"}
    assert set(classifier.load(WEIGHTS).labels) == set(load().labels) - exact
