"""The learned weights: made from the replies in the repository, and read as they are meant."""

from __future__ import annotations

import hashlib
import json
import shutil
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslib.course import DATA
from cslib.rubric import classifier
from cslib.rubric.classifier import LONGEST, Classifier, features, pieces
from cslib.rubric.detectors import labels, told
from cslib.rubric.lexicon import load
from cslib.text import read

WEIGHTS = DATA / "lexicon" / "weights.json"
CORPUS = sorted((DATA / "replies").glob("*.jsonl"))
CALIBRATION = Path(__file__).parents[1] / "data" / "calibration" / "detect.jsonl"


def _texts(path: Path) -> list[str]:
    return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]


def _model(
    weights: dict[str, tuple[int, ...]],
    believed: float = 0.0,
    likely: float = 1.0,
    units: tuple[tuple[float, float, list[float]], ...] = (),
) -> Classifier:
    """Two labels, of steps 0.5 and 0.25 from -1 and 2; a unit has a step, a bias and what it adds to each."""
    return Classifier(
        {
            "labels": ["one", "two"], "scale": [0.5, 0.25], "bias": [-1.0, 2.0],
            "believed": [believed] * 2, "likely": [likely] * 2,
            "unit_scale": [u[0] for u in units], "unit_bias": [u[1] for u in units],
            "output": [u[2] for u in units],
            "grams": " ".join(weights), "weights": b64encode(b"".join(map(bytes, weights.values()))).decode(),
        }
    )  # fmt: skip


def _scores(weights: dict[str, tuple[int, ...]], sentence: str, **more: Any) -> list[float]:
    """The highest quarter points that each label is above."""
    found = [-100.0, -100.0]
    for quarter in range(-80, 80):
        for label in _model(weights, quarter / 4, **more).judge(sentence).believed:
            found[("one", "two").index(label)] = quarter / 4
    return found


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
    weights = {"好": (130, 128), "^好": (128, 124), "坏": (255, 0), "好好": (128, 132)}
    assert _scores(weights, "无关") == [-1.25, 1.75]  # just above
    assert _scores(weights, "好的") == [-0.25, 0.75]
    assert _scores(weights, "好好好") == [-0.25, 2.75]  # pairs count, characters don't


def test_hidden_units_add_what_none_of_the_grams_tells_alone() -> None:
    weights = {"退": (138, 128, 128), "不": (138, 128, 128)}
    unit = (0.5, -6.0, [1.5, 0.0])  # above nothing only where both are said
    assert [_scores(weights, said, units=(unit,)) for said in ("退", "不", "不退")] == [
        [-1.25, 1.75], [-1.25, 1.75], [4.75, 1.75],
    ]  # fmt: skip


def test_a_label_counts_above_its_thresholds() -> None:
    model = _model({"好": (130, 128), "坏": (131, 120), "很": (139, 129)})  # of “one”: 0.0, 0.5, 4.5
    assert model.judge("好") == (("two",), ("two",), ())
    assert model.judge("坏") == (("one",), (), ())
    assert model.judge("很") == (("one", "two"), ("one", "two"), ("one",))


def test_a_long_sentence_is_judged_piece_by_piece() -> None:
    model = _model({"坏": (140, 100)})
    assert model.judge("啊" * LONGEST + "坏") == (("one", "two"), ("one", "two"), ("one",))


def test_a_label_stands_in_the_clause_that_speaks_most_for_it() -> None:
    model = _model({"坏": (140, 100), "好": (120, 140)})
    clauses = [model.weigh(clause) for clause in ("好", "啊", "坏")]
    assert [model.strongest(label, clauses) for label in model.labels] == [2, 0]


@given(st.text(max_size=400), st.sampled_from([0, 255]))
def test_no_lane_overflows(sentence: str, weight: int) -> None:
    parts = pieces(sentence)
    grams = {gram: (weight, weight, weight) for part in parts for gram in features(part) if " " not in gram}
    unit = (0.5, 0.0, [1.0, 1.0])
    model = _model(grams, units=(unit,))
    for part in parts:
        said = [gram for gram in features(part) if gram in grams]
        steps = len(said) * (weight - 128)
        for label, scale, bias in (("one", 0.5, -1), ("two", 0.25, 2)):
            score = steps * scale + bias + max(0, steps * 0.5)
            assert (label in model.judge(part).believed) == (score > 0)


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
