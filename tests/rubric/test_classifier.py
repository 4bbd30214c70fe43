"""The learned weights: made from the replies in the repository, and read as they are meant."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslib.course import DATA
from cslib.rubric import classifier
from cslib.rubric.classifier import FULL, LONGEST, Classifier, features, parts, pieces
from cslib.rubric.detectors import labels, told
from cslib.rubric.lexicon import load
from cslib.rubric.model import Heard
from cslib.text import read

WEIGHTS = DATA / "lexicon" / "weights.npz"
CORPUS = sorted((DATA / "replies").glob("*.jsonl"))
CALIBRATION = Path(__file__).parents[1] / "data" / "calibration" / "detect.jsonl"


def _texts(path: Path) -> list[str]:
    return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]


def _model(
    weights: dict[str, tuple[int, ...]],
    believed: float = 0.0,
    likely: float = 1.0,
    units: tuple[tuple[float, float, list[float]], ...] = (),
    in_parts: tuple[bool, bool] = (False, False),
) -> Classifier:
    """Two labels, of steps 0.5 and 0.25 from -1 and 2; a unit has a step, a bias and what it adds to each."""
    return Classifier(
        {
            "labels": np.array(["one", "two"]),
            "parts": np.array(in_parts),
            "scale": np.array([0.5, 0.25]),
            "bias": np.array([-1.0, 2.0]),
            "believed": np.array([believed] * 2),
            "likely": np.array([likely] * 2),
            "unit_scale": np.array([u[0] for u in units]),
            "unit_bias": np.array([u[1] for u in units]),
            "output": np.array([u[2] for u in units]).reshape(-1, 2),
            "grams": np.array([*weights]),
            "weights": np.array([*weights.values()], dtype=np.int8),
        }
    )


def _scores(weights: dict[str, tuple[int, ...]], sentence: str, **more: Any) -> list[float]:
    """The highest quarter points that each label is above."""
    found = [-100.0, -100.0]
    for quarter in range(-80, 80):
        for label in _heard(_model(weights, quarter / 4, **more), sentence).believed:
            found[("one", "two").index(label)] = quarter / 4
    return found


def _heard(model: Classifier, sentence: str) -> Heard:
    (heard,) = model.judge([sentence])
    return heard


def test_weights_were_learned_from_these_replies() -> None:
    with np.load(WEIGHTS) as stored:
        learned_from = str(stored["corpus"])
    found = hashlib.sha256(b"".join(path.read_bytes() for path in CORPUS)).hexdigest()
    assert learned_from == found, "data/replies changed: run `make model`"


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
    weights = {"好": (2, 0), "^好": (0, -4), "坏": (127, -128), "好好": (0, 4)}
    assert _scores(weights, "无关") == [-1.25, 1.75]  # just above
    assert _scores(weights, "好的") == [-0.25, 0.75]
    assert _scores(weights, "好好好") == [-0.25, 2.75]  # pairs count, characters don't


def test_hidden_units_add_what_none_of_the_grams_tells_alone() -> None:
    weights = {"退": (10, 0, 0), "不": (10, 0, 0)}
    unit = (0.5, -6.0, [1.5, 0.0])  # above nothing only where both are said
    assert [_scores(weights, said, units=(unit,)) for said in ("退", "不", "不退")] == [
        [-1.25, 1.75], [-1.25, 1.75], [4.75, 1.75],
    ]  # fmt: skip


def test_a_label_counts_above_its_thresholds() -> None:
    model = _model({"好": (2, 0), "坏": (3, -8), "很": (11, 1)})  # of “one”: 0.0, 0.5, 4.5
    assert model.judge(["好", "坏", "很"]) == [
        (("two",), {"two": (0, 1)}, ()),
        (("one",), {}, ()),
        (("one", "two"), {"one": (0, 1), "two": (0, 1)}, ("one",)),
    ]
    assert model.judge([]) == []


def test_a_long_sentence_is_judged_piece_by_piece() -> None:
    model = _model({"坏": (12, -28)})
    heard = _heard(model, "啊" * LONGEST + "坏")
    assert (heard.believed, [*heard.likely], heard.certain) == (("one", "two"), ["one", "two"], ("one",))


def test_what_is_likely_stands_in_the_part_that_speaks_most_for_it() -> None:
    model = _model({"坏": (20, -28), "好": (-8, 40)})
    heard = model.judge(["好的,坏了,好", "啊" * LONGEST + "坏"])
    assert [h.likely for h in heard] == [
        {"one": (3, 6), "two": (0, 3)},
        {"one": (30, 41), "two": (0, 12)},  # of a clause that is too long a few characters
    ]


def test_what_is_good_is_heard_in_a_part_and_a_fault_in_the_whole_alone() -> None:
    weights = {"好": (30, 0), "别": (-40, 0)}  # of “one”: 14 in the part, -6 in the whole
    for in_parts, believed in (((True, False), ("one", "two")), ((False, False), ("two",))):
        assert _heard(_model(weights, in_parts=in_parts), "别啊,好").believed == believed


@given(st.text("好坏,。 12:", max_size=120))
def test_pieces_and_parts_leave_nothing_out(sentence: str) -> None:
    for places, longest in ((pieces(sentence), LONGEST), (parts(sentence), FULL)):
        assert {at for place in places for at in range(*place)} in (set(range(len(sentence))), set())
        assert all(0 < end - start <= longest for start, end in places)
    assert bool(pieces(sentence)) == bool(sentence)


def test_a_label_stands_in_the_clause_that_speaks_most_for_it() -> None:
    model = _model({"坏": (12, -28), "好": (-8, 12)})
    clauses = model.weigh(["好", "啊", "坏"])
    assert [model.strongest(label, clauses) for label in model.labels] == [2, 0]


@given(st.lists(st.text("好坏人,1", max_size=90), max_size=4), st.data())
def test_sums_are_those_of_what_stands_at_each_place(sentences: list[str], data: st.DataObject) -> None:
    grams = sorted({gram for sentence in sentences for gram in features(sentence)})
    drawn = [data.draw(st.tuples(*[st.integers(-127, 127)] * 3)) for _ in grams]
    weights = dict(zip(grams, drawn, strict=True)) or {"好": (0, 0, 0)}
    model = _model(weights, units=((0.5, 1.0, [1.5, -0.5]),), in_parts=(True, False))
    for sentence, heard in zip(sentences, model.judge(sentences), strict=True):
        found = set[str]()
        for places, asked in ((pieces(sentence), ("one", "two")), (parts(sentence), ("one",))):
            for start, end in places:
                said = np.array([weights[gram] for gram in features(sentence[start:end]) if gram in weights])
                unit, one, two = said.reshape(-1, 3).sum(axis=0)
                unit = max(0, 0.5 * unit + 1)
                scores = {"one": 0.5 * one - 1 + 1.5 * unit, "two": 0.25 * two + 2 - 0.5 * unit}
                found |= {label for label in asked if scores[label] > 0}
        assert set(heard.believed) == found


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
