"""The network as it is learned and as it runs on whole numbers: one and the same."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

import train
from network import MEMBERS, NEVER, Network, Replies, folds

from cslib.rubric.classifier import Classifier, features

LABELS = ("apology", "vague_time")
IN_PARTS = np.array([True, False])
SAID = ["对不起", "对不起,尽快处理", "尽快处理", "不会尽快", "已处理", "不会对不起您", "会处理的", "处理好了"]
# 尽快 is a fault but not behind 不会: no sum over characters can tell, hidden units can.
KNOWN = np.array([[1, 0], [1, 1], [0, 1], [0, 0], [0, 0], [0, -1], [0, 0], [0, 0]], dtype=np.float32)


@pytest.fixture(scope="module")
def corpus() -> train.Corpus:
    found = train.Corpus()
    for text, known in zip(SAID, KNOWN, strict=True):
        found.add(text, [int(label) for label in known], "test")
    return found


@pytest.fixture(scope="module")
def learned(corpus: train.Corpus) -> tuple[Network, list[str], Replies]:
    grams = sorted({gram for reply in corpus.sentences for _, said in reply for gram in said})
    replies = corpus.replies(grams)
    network = Network(len(grams), IN_PARTS, 1)
    for _ in range(40):
        network.learn(replies)
    return network, grams, replies


def test_it_learns_what_it_is_told_and_nothing_of_what_is_in_doubt(
    learned: tuple[Network, list[str], Replies],
) -> None:
    network, _, replies = learned
    said, known = network.scores(replies) > 0, KNOWN >= 0
    assert (said[known] == (KNOWN[known] == 1)).all()


def test_it_runs_on_integers_as_it_was_learned(learned: tuple[Network, list[str], Replies]) -> None:
    network, grams, _ = learned
    for text in (*SAID, "尽快尽快", "没有见过的字", ""):
        number = {gram: i for i, gram in enumerate(grams)}
        read_as = [[(False, [number[g] for g in features(text) if g in number])]]
        (log_odds,) = network.scores(Replies.of(read_as, KNOWN[:1]))
        for i, score in enumerate(log_odds):
            for above, counts in ((score - 0.2, True), (score + 0.2, False)):
                scores = {"believed": np.array([above] * 2), "likely": np.array([9.0] * 2)}
                form = {"labels": np.array(LABELS), "parts": np.array([False, False])}
                model = Classifier({**train.stored(network, grams), **form, **scores})
                assert (LABELS[i] in model.judge([text + "。"])[0].believed) == counts, (text, LABELS[i])


def test_what_is_learned_has_an_order_of_its_own(corpus: train.Corpus) -> None:
    """A set's order changes from run to run, and sums of floats with it."""
    assert all(said == sorted(said) for reply in corpus.sentences for _, said in reply)


def test_only_what_may_be_is_looked_for_in_parts(corpus: train.Corpus) -> None:
    replies = corpus.replies(corpus.grams())
    scores = Network(len(corpus.grams()), IN_PARTS, 1).sentences(replies)
    assert replies.part.tolist() == [part for reply in corpus.sentences for part, _ in reply]
    assert ((scores == NEVER) == (replies.part[:, None] & ~IN_PARTS)).all()
    assert replies.part.sum() == 2  # the two clauses of one reply


def test_the_mean_of_several_is_one_network(corpus: train.Corpus) -> None:
    grams, replies = corpus.grams(), corpus.replies(corpus.grams())
    members = [Network(len(grams), IN_PARTS, 3 + n) for n in range(MEMBERS)]
    for member in members:
        member.learn(replies)
    mean = np.mean([member.sentences(replies) for member in members], axis=0)
    assert Network.learned(replies, len(grams), IN_PARTS, 3).sentences(replies) == pytest.approx(
        mean, abs=1e-4
    )


def test_the_same_seed_learns_the_same(corpus: train.Corpus) -> None:
    replies = corpus.replies(corpus.grams())
    one, other = (Network(len(corpus.grams()), IN_PARTS, 7) for _ in range(2))
    one.learn(replies)
    other.learn(replies)
    assert (one.gram == other.gram).all() and (one.output == other.output).all()


def test_folds_test_on_each_reply_once_and_never_on_what_was_learned() -> None:
    parts = list(folds(23, 5, 1))
    assert sorted(n for _, test in parts for n in test) == list(range(23))
    assert all(not set(learn) & set(test) and len(learn) + len(test) == 23 for learn, test in parts)
