"""Learn the weights of `cslib.rubric.classifier` from the replies in ``data/replies``: ``make model``.

One logistic regression a label over the sentences of all replies. Which sentence of a reply holds what it is
labelled with is not known: at first all of them share the weight, then the likeliest has all of it. The
thresholds are chosen on replies the model has not seen (five folds), together with what the rules say there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from cslib.course import DATA
from cslib.rubric import classifier, detectors, lexicon
from cslib.text import read

WEIGHTS = DATA / "lexicon" / "weights.json"
CORPUS = sorted((DATA / "replies").glob("*.jsonl"))
EXACT = {"unfilled_placeholder", "ni_not_nin", "emoji_overuse", "pet_names"}  # told by form, not by words
FITTED = {"earlier", "examples"}  # the rules were mended on these: how often they err can't be read off them
# Files written in pairs, a fault and its look-alike: they hold far more look-alikes than a desk sees.
PAIRED = {"blame", "promises", "claims", "law", "behaviours", "traps"}
LOOK_ALIKE = 0.3  # what one of them counts where thresholds are chosen
COST = 1.0  # of an error against the weights' size
ROUNDS = 3
FOLDS = 5
SEED = 20261121
UNKNOWN = -1
STEPS = 254  # a weight is one of so many
FAINT = 3  # steps from nothing up to which a weight is left out
# How much precision counts against recall, and the least there must be of it.
LEAN = {"critical": (0.7, 0.94), "fault": (1.0, 0.9), "strength": (1.0, 0.85)}


@dataclass
class Corpus:
    """Sentences, the reply each belongs to, and what is known of each reply: 1 labelled, 0 not."""

    sentences: list[str] = field(default_factory=list)
    owner: list[int] = field(default_factory=list)
    known: list[dict[str, int]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    counts: list[float] = field(default_factory=list)

    def add(self, text: str, known: dict[str, int], file: str, counts: float = 1.0) -> None:
        """Add a reply."""
        plain = read(text)
        for first, last in plain.sentences:
            self.sentences.append(detectors.spoken(plain, first, last))
            self.owner.append(len(self.texts))
        self.known.append(known)
        self.texts.append(text)
        self.files.append(file)
        self.counts.append(counts)

    def read(self) -> Iterator[tuple[str, str]]:
        """Every reply with the file it is from."""
        return zip(self.texts, self.files, strict=True)


def corpus(labels: list[str]) -> Corpus:
    """All labelled replies, and the lexicon's own examples, of which one label is known."""
    found = Corpus()
    for path in CORPUS:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            paired = path.stem in PAIRED and row["note"].startswith("hn:")
            known = {label: int(label in row["labels"]) for label in labels}
            found.add(row["text"], known, path.stem, LOOK_ALIKE if paired else 1.0)
    for rule in lexicon.load().rules:
        for holds, replies in ((1, rule.fires), (0, rule.spares)):
            for reply in replies:
                found.add(reply, {rule.label.id: holds}, "examples")
    return found


def fit(rows: csr_matrix, known: np.ndarray, owner: np.ndarray) -> LogisticRegression:
    """Learn one label; `known` and `owner` say of each sentence what its reply is and which one that is."""
    counts = np.bincount(owner)[owner]
    weights = np.where(known == 1, 1 / counts, 1.0) * (known != UNKNOWN)
    model = LogisticRegression(C=COST, solver="liblinear", max_iter=300, random_state=SEED)
    for _ in range(ROUNDS):
        model.fit(rows, known == 1, sample_weight=weights)
        scores = model.decision_function(rows)
        likeliest = scores >= _by_reply(scores, owner)[owner]
        weights = np.where(known == 1, likeliest, 1.0) * (known != UNKNOWN)
    return model


def _by_reply(scores: np.ndarray, owner: np.ndarray) -> np.ndarray:
    best = np.full(owner.max() + 1, -np.inf)
    np.maximum.at(best, owner, scores)
    return best


def unseen(rows: csr_matrix, known: np.ndarray, owner: np.ndarray) -> np.ndarray:
    """The score of every reply by a model that has not seen it."""
    scores = np.full(owner.max() + 1, -np.inf)
    replies = np.unique(owner)
    for learn, test in KFold(FOLDS, shuffle=True, random_state=SEED).split(replies):
        seen, new = np.isin(owner, replies[learn]), np.isin(owner, replies[test])
        model = fit(rows[seen], known[seen], owner[seen])
        fresh = np.full(len(scores), -np.inf)
        np.maximum.at(fresh, owner[new], model.decision_function(rows[new]))
        scores = np.maximum(scores, fresh)
    return scores


def thresholds(
    label: str, scores: np.ndarray, told: np.ndarray, known: np.ndarray, replies: Corpus
) -> tuple[float, float]:
    """The pair that finds most at the precision wanted: where a rule says so too, and by the score alone."""
    beta, least = LEAN[lexicon.load().labels[label].kind.value]
    fitted = np.array([file in FITTED for file in replies.files[: len(scores)]])
    judged = ~fitted & (known != UNKNOWN)
    scores, told, gold = scores[judged], told[judged], known[judged] == 1
    counts = np.array(replies.counts[: len(judged)])[judged]
    best, chosen, quality = -9.0, (0.0, 0.0), ""
    for confirmed, alone in product(np.arange(-5, 1.01, 0.25), np.arange(-2, 3.01, 0.25)):
        found = (scores > alone) | (told & (scores > confirmed))
        right = counts[found & gold].sum()
        precision, recall = right / max(1, counts[found].sum()), right / max(1, counts[gold].sum())
        value = (1 + beta**2) * precision * recall / max(1e-9, beta**2 * precision + recall)
        value -= max(0.0, least - precision) * 3
        if value > best and alone >= confirmed:
            best, chosen = value, (float(confirmed), float(alone))
            quality = f"precision {precision:.2f} recall {recall:.2f}"
    print(f"{label:18} {int((known == 1).sum()):5} replies  {chosen}  {quality}", flush=True)
    return chosen


def learn() -> dict[str, Any]:
    """The whole model, as it is stored."""
    labels = sorted(name for name in lexicon.load().labels if name not in EXACT)
    replies = corpus(labels)
    count = CountVectorizer(analyzer=classifier.features, min_df=2)
    seen = count.fit_transform(replies.sentences).astype(float)
    rarity = np.log(1 + len(replies.sentences) / np.asarray((seen > 0).sum(0)).ravel())
    rarity /= rarity.mean()
    rows, owner = csr_matrix(seen @ diags(rarity)), np.array(replies.owner)
    said = [set() if file in FITTED else detectors.told(read(text)) for text, file in replies.read()]
    model: dict[str, Any] = {"labels": labels, "scale": [], "bias": [], "confirmed": [], "alone": []}
    columns = []
    for label in labels:
        known = np.array([row.get(label, UNKNOWN) for row in replies.known])
        asked = (known[owner] != UNKNOWN).nonzero()[0]
        scores = unseen(rows[asked], known[owner][asked], owner[asked])
        told = np.array([label in words for words in said])
        confirmed, alone = thresholds(label, scores, told[: len(scores)], known[: len(scores)], replies)
        fitted = fit(rows[asked], known[owner][asked], owner[asked])
        weights = fitted.coef_[0] * rarity
        scale = float(np.abs(weights).max()) / (STEPS / 2)
        columns.append(np.round(weights / scale).astype(int) + classifier.ZERO)
        model["scale"].append(round(scale, 6))
        model["bias"].append(round(float(fitted.intercept_[0]), 4))
        model["confirmed"].append(confirmed)
        model["alone"].append(alone)
    return {
        **model,
        "corpus": fingerprint(),
        "grams": _table(count.get_feature_names_out(), np.array(columns)),
    }


def _table(grams: np.ndarray, columns: np.ndarray) -> dict[str, str]:
    """The weights of every gram as hexadecimal digits, without the grams that hardly weigh anything."""
    kept = (np.abs(columns - classifier.ZERO).max(axis=0) > FAINT).nonzero()[0]
    return {str(grams[i]): columns[:, i].astype(np.uint8).tobytes().hex() for i in kept}


def fingerprint() -> str:
    """Tells whether the labelled replies are those the weights were learned from."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in CORPUS)).hexdigest()


if __name__ == "__main__":
    learned = learn()
    WEIGHTS.write_text(json.dumps(learned, ensure_ascii=False, indent=0), encoding="utf-8", newline="\n")
    print(f"{len(learned['grams'])} grams, {WEIGHTS.stat().st_size / 1e6:.1f} MB")
