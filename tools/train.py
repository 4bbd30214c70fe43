"""Learn the weights of `cslib.rubric.classifier` from the replies in ``data/replies``: ``make model``.

The thresholds are chosen on replies the network has not seen (five folds), together with what the rules say
there.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from network import Array, Flags, Network, Replies, folds

from cslib.course import DATA
from cslib.rubric import classifier, detectors, lexicon
from cslib.rubric.model import Kind
from cslib.text import read

WEIGHTS = DATA / "lexicon" / "weights.npz"
CORPUS = sorted((DATA / "replies").glob("*.jsonl"))
EXACT = {"unfilled_placeholder", "ni_not_nin", "emoji_overuse", "pet_names"}  # told by form, not by words
FITTED = {"earlier", "examples"}  # the rules were mended on these: how often they err can't be read off them
LOOK_ALIKE = 0.3  # what one counts where thresholds are chosen: the files hold far more than a desk sees
FOLDS = 5
SEED = 20261130
UNKNOWN = -1
COMMON = 5  # sentences a gram must stand in to be learned
STEPS = 127  # the most of a weight, either way


class Lean(NamedTuple):
    """How thresholds are chosen for a kind of label.

    Attributes
    ----------
    beta
        How much recall counts against precision.
    precision
        The least there must be of it.
    believed, likely
        Scores below these are but guesses, whatever they find here: the files hold more offences than a desk
        sees, and an offence that zeroes a right reply costs more than one missed.
    """

    beta: float
    precision: float
    believed: float
    likely: float


LEAN = {
    "critical": Lean(0.7, 0.94, -2.0, 0.25),
    "fault": Lean(1.0, 0.9, -2.0, 0.0),
    "strength": Lean(1.0, 0.85, -2.5, -1.0),
}


@dataclass
class Corpus:
    """Replies as sentences of grams and parts of them; what is known: 1 labelled, 0 not, or `UNKNOWN`."""

    texts: list[str] = field(default_factory=list)
    sentences: list[list[tuple[bool, list[str]]]] = field(default_factory=list)
    known: list[list[int]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    counts: list[float] = field(default_factory=list)

    def add(self, text: str, known: list[int], file: str, counts: float = 1.0) -> None:
        """Add a reply."""
        plain = read(text)
        said = [
            (part, sorted(classifier.features(sentence[start:end])))  # sums of floats depend on their order
            for sentence in [detectors.spoken(plain, *ends) for ends in plain.sentences]
            for part, places in ((False, classifier.pieces(sentence)), (True, classifier.parts(sentence)))
            for start, end in places
        ]
        self.texts.append(text)
        self.sentences.append(said or [(False, [])])
        self.known.append(known)
        self.files.append(file)
        self.counts.append(counts)

    def read(self) -> Iterator[tuple[str, str]]:
        """Every reply with the file it is from."""
        return zip(self.texts, self.files, strict=True)

    def grams(self) -> list[str]:
        """Every gram that stands in `COMMON` sentences or more."""
        met = Counter(
            gram for reply in self.sentences for part, said in reply if not part for gram in set(said)
        )
        return sorted(gram for gram, times in met.items() if times >= COMMON)

    def replies(self, grams: list[str]) -> Replies:
        """The replies as the network reads them."""
        number = {gram: n for n, gram in enumerate(grams)}
        read_as = [
            [(part, [number[g] for g in said if g in number]) for part, said in reply]
            for reply in self.sentences
        ]
        return Replies.of(read_as, np.array(self.known, dtype=np.float32))


def corpus(labels: list[str]) -> Corpus:
    """All labelled replies, and the lexicon's own examples, of which one label is known."""
    found = Corpus()
    for path in CORPUS:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            unsure = row.get("unsure", ())
            known = [UNKNOWN if label in unsure else int(label in row["labels"]) for label in labels]
            found.add(row["text"], known, path.stem, LOOK_ALIKE if row["note"].startswith("hn:") else 1.0)
    for label, holds, reply in _examples():
        found.add(reply, [holds if label == known else UNKNOWN for known in labels], "examples")
    return found


def _examples() -> Iterator[tuple[str, int, str]]:
    for rule in lexicon.load().rules:
        for holds, replies in ((1, rule.fires), (0, rule.spares)):
            for reply in replies:
                yield rule.label.id, holds, reply


def unseen(replies: Replies, grams: int, in_parts: Flags) -> Array:
    """The scores of every reply by a network that has not seen it."""
    scores = np.zeros_like(replies.known)
    with ProcessPoolExecutor() as pool:
        asked = [
            (test, pool.submit(_tested, replies.pick(learn), replies.pick(test), grams, in_parts))
            for learn, test in folds(len(replies), FOLDS, SEED)
        ]
        for test, found in asked:
            scores[test] = found.result()
    return scores


def _tested(learn: Replies, test: Replies, grams: int, in_parts: Flags) -> Array:
    return Network.learned(learn, grams, in_parts, SEED).scores(test)


def thresholds(label: str, scores: Array, told: Flags, holds: Flags, counts: Array) -> tuple[float, float]:
    """The pair that finds most at the precision wanted: where a rule says so too, and by the score alone."""
    lean = LEAN[lexicon.load().labels[label].kind.value]
    best, chosen, quality = -9.0, (0.0, 0.0), ""
    for believed, likely in product(np.arange(lean.believed, 1, 0.25), np.arange(lean.likely, 3, 0.25)):
        found = (scores > likely) | (told & (scores > believed))
        right = counts[found & holds].sum()
        precision, recall = right / max(1, counts[found].sum()), right / max(1, counts[holds].sum())
        value = (1 + lean.beta**2) * precision * recall / max(1e-9, lean.beta**2 * precision + recall)
        value -= max(0.0, lean.precision - precision) * 3
        if value > best and likely >= believed:
            best, chosen = value, (float(believed), float(likely))
            quality = f"precision {precision:.2f} recall {recall:.2f}"
    print(f"{label:18} {int(holds.sum()):5} replies  {chosen}  {quality}", flush=True)
    return chosen


def learn() -> dict[str, Any]:
    """The whole model, as it is stored."""
    labels = sorted(name for name in lexicon.load().labels if name not in EXACT)
    found = corpus(labels)
    grams = found.grams()
    replies = found.replies(grams)
    # what is good is good whatever stands around it; a fault may be excused by it
    in_parts = np.array([lexicon.load().labels[label].kind is Kind.STRENGTH for label in labels])
    scores = unseen(replies, len(grams), in_parts)
    fitted = np.array([file in FITTED for file in found.files])
    told = [set() if file in FITTED else detectors.told(read(text)) for text, file in found.read()]
    counts, chosen = np.array(found.counts, dtype=np.float32), []
    for i, label in enumerate(labels):
        judged = ~fitted & (replies.known[:, i] != UNKNOWN)
        said, holds = np.array([label in words for words in told]), replies.known[:, i] == 1
        chosen.append(thresholds(label, scores[judged, i], said[judged], holds[judged], counts[judged]))
    network = Network.learned(replies, len(grams), in_parts, SEED)
    return {
        "labels": np.array(labels),
        "parts": in_parts,
        "believed": np.array([pair[0] for pair in chosen]),
        "likely": np.array([pair[1] for pair in chosen]),
        "corpus": np.array(fingerprint()),
        **stored(network, grams),
    }


def stored(network: Network, grams: list[str]) -> dict[str, Any]:
    """The weights in whole steps."""
    scale = np.maximum(np.abs(network.gram).max(axis=0), 1e-6) / STEPS
    units = network.units
    return {
        "scale": scale[units:].round(8),
        "bias": network.bias[units:].round(4),
        "unit_scale": scale[:units].round(8),
        "unit_bias": network.bias[:units].round(4),
        "output": network.output.round(4),
        "grams": np.array(grams),
        "weights": np.round(network.gram / scale).astype(np.int8),
    }


def fingerprint() -> str:
    """Tells whether the labelled replies are those the weights were learned from."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in CORPUS)).hexdigest()


if __name__ == "__main__":
    learned = learn()
    np.savez_compressed(WEIGHTS, **learned)
    print(f"{len(learned['grams'])} grams, {WEIGHTS.stat().st_size / 1e6:.1f} MB")
