"""Learn the weights of `cslib.rubric.classifier` from the labelled replies in ``data/replies``: ``make model``.

One logistic regression a label over the sentences of all replies. Which sentence of a reply holds what it is
labelled with is not known: at first all of them share the weight, then the likeliest has all of it. The
thresholds are chosen on replies the model has not seen (five folds), together with what the rules say there.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
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
STEPS = 254  # a weight is one of so many
FAINT = 3  # steps from nothing up to which a weight is left out
# How much precision counts against recall, and the least there must be of it.
LEAN = {"critical": (0.7, 0.94), "fault": (1.0, 0.9), "strength": (1.0, 0.85)}


@dataclass
class Corpus:
    """Sentences, the reply each belongs to, and what is known of each reply: 1 labelled, 0 not, -1 unknown."""

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
        for known, replies in ((1, rule.fires), (0, rule.spares)):
            for reply in replies:
                found.add(reply, {rule.label.id: known}, "examples")
    return found


def fit(rows: csr_matrix, known: np.ndarray, owner: np.ndarray) -> LogisticRegression:
    """Learn one label; `known` and `owner` say of each sentence what its reply is and which one that is."""
    counts = np.bincount(owner)[owner]
    weights = np.where(known == 1, 1 / counts, 1.0) * (known >= 0)
    model = LogisticRegression(C=COST, solver="liblinear", max_iter=300, random_state=SEED)
    for _ in range(ROUNDS):
        model.fit(rows, known == 1, sample_weight=weights)
        scores = model.decision_function(rows)
        likeliest = scores >= _by_reply(scores, owner)[owner]
        weights = np.where(known == 1, likeliest, 1.0) * (known >= 0)
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
    scores: np.ndarray, said: np.ndarray, gold: np.ndarray, counts: np.ndarray, kind: str
) -> tuple[float, float, str]:
    """The pair that finds most at the precision wanted: confirmed, alone, and how good that is."""
    beta, least = LEAN[kind]
    best = (-1.0, 0.0, 0.0, "")
    for confirmed in np.arange(-5, 1.01, 0.25):
        for alone in np.arange(max(confirmed, -2), 3.01, 0.25):
            found = (scores > alone) | (said & (scores > confirmed))
            right = counts[found & gold].sum()
            precision, recall = right / max(1, counts[found].sum()), right / max(1, counts[gold].sum())
            value = (1 + beta**2) * precision * recall / max(1e-9, beta**2 * precision + recall)
            value -= max(0.0, least - precision) * 3
            if value > best[0]:
                best = (value, float(confirmed), float(alone), f"P {precision:.2f} R {recall:.2f}")
    return best[1:]


def learn() -> dict[str, Any]:
    """The whole model, as it is stored."""
    labels = [name for name in lexicon.load().labels if name not in EXACT]
    replies = corpus(labels)
    count = CountVectorizer(analyzer=classifier.grams, binary=True, min_df=2)
    seen = count.fit_transform(replies.sentences).astype(float)
    rarity = np.log(1 + len(replies.sentences) / np.asarray(seen.sum(0)).ravel())
    rarity /= rarity.mean()
    rows, owner = csr_matrix(seen @ diags(rarity)), np.array(replies.owner)
    fresh = np.array([file not in FITTED for file in replies.files])
    said = [detectors.told(read(text)) if new else set() for text, new in zip(replies.texts, fresh, strict=True)]
    model: dict[str, Any] = {"labels": labels, "scale": [], "bias": [], "confirmed": [], "alone": []}
    table = []
    for label in labels:
        known = np.array([row.get(label, -1) for row in replies.known])
        asked = (known[owner] >= 0).nonzero()[0]
        scores = unseen(rows[asked], known[owner][asked], owner[asked])
        judged = fresh & (known >= 0)
        scores = np.append(scores, np.full(len(known) - len(scores), -np.inf))
        kind = lexicon.load().labels[label].kind.value
        ruled = np.array([label in s for s in said])
        confirmed, alone, quality = thresholds(
            scores[judged], ruled[judged], known[judged] == 1, np.array(replies.counts)[judged], kind
        )
        print(f"{label:18} {int((known == 1).sum()):4}  confirmed {confirmed:5} alone {alone:5}  {quality}", flush=True)
        fitted = fit(rows[asked], known[owner][asked], owner[asked])
        weights = fitted.coef_[0] * rarity
        scale = float(np.abs(weights).max()) / (STEPS / 2)
        table.append(np.round(weights / scale).astype(int) + classifier.ZERO)
        model["scale"].append(round(scale, 6))
        model["bias"].append(round(float(fitted.intercept_[0]), 4))
        model["confirmed"].append(confirmed)
        model["alone"].append(alone)
    columns = np.array(table, dtype=np.uint8).T
    names = count.get_feature_names_out()
    kept = (np.abs(columns.astype(int) - classifier.ZERO).max(axis=1) > FAINT).nonzero()[0]
    model["corpus"] = fingerprint()
    model["grams"] = {str(names[i]): columns[i].tobytes().hex() for i in kept}
    return model


def fingerprint() -> str:
    """Tells whether the labelled replies are those the weights were learned from."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in CORPUS)).hexdigest()


if __name__ == "__main__":
    learned = learn()
    WEIGHTS.write_text(json.dumps(learned, ensure_ascii=False, indent=0), encoding="utf-8", newline="\n")
    print(f"{len(learned['grams'])} grams, {WEIGHTS.stat().st_size / 1e6:.1f} MB")
