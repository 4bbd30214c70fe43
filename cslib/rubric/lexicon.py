"""The shop language the detectors know: rules read from ``data/lexicon``, ready to be matched."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, reduce
from graphlib import TopologicalSorter
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cslib.course import DATA
from cslib.rubric.model import Dimension, Kind
from cslib.rubric.patterns import Node, Pattern, either
from cslib.rubric.sieve import Sieve

if TYPE_CHECKING:
    from cslib.rubric.classifier import Classifier


@dataclass(frozen=True, slots=True)
class Clearing:
    """Another label that takes a finding back, and how near it must stand."""

    label: str
    scope: str  # "sentence", "near" or "reply"


class Wording(NamedTuple):
    """What to write instead, and the words of a reply it suits; no words: any."""

    about: tuple[str, ...]
    say: str

    @classmethod
    def of(cls, line: str) -> Wording:
        """Read ``退款 到账 => 我现在就问财务``, or the wording alone.

        Examples
        --------
        >>> Wording.of("退款 到账 => 我现在就问财务")
        Wording(about=('退款', '到账'), say='我现在就问财务')
        """
        about, _, say = line.rpartition("=>")
        return cls(tuple(about.split()), say.strip())


@dataclass(frozen=True, eq=False)
class Rule:
    """Ways to say one thing, what must stand around them, and what to tell the learner.

    Attributes
    ----------
    say
        Patterns; any of them is a hit.
    needs, unless
        Patterns that must, or must not, stand in `scope` around the hit.
    declined
        Patterns that tell, anywhere in the reply, that it refuses this; then only what is certain counts.
    skip
        Readings that don't count: ``negated``, ``asked``, ``supposed``.
    clear
        Labels that take the hit back.
    wordings
        What to write instead; the last of them suits any place.
    fires, spares
        Replies the rule must find something in, and must leave alone.
    """

    label: Label
    say: tuple[Pattern, ...]
    needs: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    declined: tuple[Pattern, ...]
    scope: str
    skip: frozenset[str]
    clear: tuple[Clearing, ...]
    reasons: tuple[str, ...]
    wordings: tuple[Wording, ...]
    link: str
    fires: tuple[str, ...]
    spares: tuple[str, ...]

    def better(self, places: Iterable[str]) -> str:
        """What to write instead: the wording that suits the first of `places` that any suits."""
        for place in places if len(self.wordings) > 1 else ():
            for wording in self.wordings[:-1]:
                if any(word in place for word in wording.about):
                    return wording.say
        return self.wordings[-1].say if self.wordings else ""

    @cached_property
    def needed(self) -> re.Pattern[str] | None:
        """All of `needs` in one search."""
        return either(self.needs)

    @cached_property
    def excused(self) -> re.Pattern[str] | None:
        """All of `unless` in one search."""
        return either(self.unless)

    @cached_property
    def refusal(self) -> re.Pattern[str] | None:
        """All of `declined` in one search."""
        return either(self.declined)


@dataclass(frozen=True, eq=False)
class Label:
    """A thing a detector looks for, with how much it counts."""

    id: str
    kind: Kind
    dimension: Dimension
    points: float
    most: int
    rules: list[Rule] = field(default_factory=list, repr=False)

    @property
    def ways(self) -> Iterator[tuple[Pattern, Rule]]:
        """Every pattern that says it, with its rule."""
        return ((pattern, rule) for rule in self.rules for pattern in rule.say)


@dataclass(frozen=True, eq=False)
class Lexicon:
    """All labels with their rules.

    Attributes
    ----------
    labels
        By id, ordered so that a label comes after those that clear it.
    style
        The shop's house style, as its file has it.
    classifier
        What confirms the rules; None while its weights are yet to be learned.
    """

    labels: dict[str, Label]
    style: dict[str, Any]
    classifier: Classifier | None

    @cached_property
    def unlearned(self) -> tuple[str, ...]:
        """The labels the classifier has not learned, say a shop's own: nothing confirms their rules."""
        learned = self.classifier.labels if self.classifier else ()
        return tuple(i for i, label in self.labels.items() if any(label.ways) and i not in learned)

    @cached_property
    def ways(self) -> tuple[tuple[Pattern, Rule], ...]:
        """Every pattern of every label, with its rule."""
        return tuple(way for label in self.labels.values() for way in label.ways)

    @cached_property
    def sieve(self) -> Sieve:
        """Which of `ways` to try on a sentence, told from its characters and pairs of neighbours."""
        return Sieve([pattern.musts for pattern, _ in self.ways])

    def ways_of(self, labels: Iterable[str]) -> int:
        """The bits of the `ways` that belong to these labels."""
        return reduce(or_, map(self._ways_of.__getitem__, labels), 0)

    @cached_property
    def _ways_of(self) -> dict[str, int]:
        bits = dict.fromkeys(self.labels, 0)
        for number, (_, rule) in enumerate(self.ways):
            bits[rule.label.id] |= 1 << number
        return bits

    @property
    def rules(self) -> Iterator[Rule]:
        """Every rule of every label."""
        for label in self.labels.values():
            yield from label.rules


def load(folder: Path = DATA / "lexicon") -> Lexicon:
    """Read the lexicon in `folder`; done once, whichever thread asks first.

    Raises
    ------
    ValueError
        A pattern uses an unknown word class or unbalanced brackets; the message names it.
    """
    found = _LOADED.get(folder)
    if found is None:
        with _LOADING:
            found = _LOADED.get(folder) or _LOADED.setdefault(folder, _read(folder))
    return found


_LOADED: dict[Path, Lexicon] = {}
_LOADING = threading.Lock()


def _read(folder: Path) -> Lexicon:
    from ruamel.yaml import YAML  # slow to load like numpy, and only the first reply needs them

    from cslib.rubric import classifier

    reader = YAML(typ="safe")
    files = {name: reader.load((folder / f"{name}.yaml").read_text(encoding="utf-8")) for name in _FILES}
    words = {name: _joined(said) for data in files.values() for name, said in data.get("words", {}).items()}
    vocabulary = _Vocabulary(words, {})
    labels = [_label(entry, vocabulary) for data in files.values() for entry in data.get("labels", ())]
    weights = folder / "weights.npz"
    known = classifier.load(weights) if weights.exists() else None
    lexicon = Lexicon(_ordered(labels), files["house_style"], known)
    _ = lexicon.sieve  # so that a pattern without a fixed word is reported here
    return lexicon


_FILES = ("words", "faults", "critical", "behaviours", "house_style")


class _Vocabulary(NamedTuple):
    words: dict[str, str]
    classes: dict[str, Node]


def _joined(said: str) -> str:
    return "|".join(said.split())


def _label(entry: dict[str, Any], known: _Vocabulary) -> Label:
    label = Label(
        id=entry["id"],
        kind=Kind(entry["kind"]),
        dimension=Dimension(entry["dimension"]),
        points=float(entry["points"]),
        most=int(entry.get("most", 3)),
    )
    label.rules.extend(_rule(label, {**entry, **rule}, known) for rule in entry["rules"])
    return label


def _rule(label: Label, entry: dict[str, Any], known: _Vocabulary) -> Rule:
    def patterns(name: str) -> tuple[Pattern, ...]:
        return tuple(Pattern(line, *known) for line in _lines(entry.get(name)))

    return Rule(
        label=label,
        say=patterns("say"),
        needs=patterns("needs"),
        unless=patterns("unless"),
        declined=patterns("declined"),
        scope=entry.get("scope", "sentence"),
        skip=frozenset(entry.get("skip", "").split()),
        clear=tuple(Clearing(*pair.split()) for pair in _lines(entry.get("clear"))),
        reasons=_lines(entry["reason"]),
        wordings=tuple(map(Wording.of, _lines(entry.get("better")))),
        link=entry.get("link", ""),
        fires=_lines(entry.get("fires")),
        spares=_lines(entry.get("spares")),
    )


def _lines(block: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (block or "").splitlines() if line.strip())


def _ordered(labels: Iterable[Label]) -> dict[str, Label]:
    by_id = {label.id: label for label in labels}
    order = TopologicalSorter(
        {i: {c.label for r in label.rules for c in r.clear} for i, label in by_id.items()}
    )
    return {i: by_id[i] for i in order.static_order() if i in by_id}
