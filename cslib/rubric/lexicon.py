"""The shop language the detectors know: rules read from ``data/lexicon``, ready to be matched."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from graphlib import TopologicalSorter
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from cslib.course import DATA
from cslib.rubric.model import Dimension, Kind

# What a pattern's signs stand for; everything else in a pattern is the text itself.
_GAPS = {
    "…": r"[^。!?;…]{0,8}?",  # a few words, within the sentence
    "·": r"[^。!?;…,:]{0,2}?",  # a word, within the clause
    "^": r"(?<![^,。!?;:~…、()\[\]“”\"])",  # a clause begins
    "$": r"[的呢哦哈啊呀哟亲了噢喔哒滴啦嘛]{0,3}(?![\u4e00-\u9fffa-z0-9])",  # it ends, particles aside
}
_ZERO_WIDTH = "^$"
_CLASSES = {
    "n": r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九十百千万半]+)",
    "any": r"[\u4e00-\u9fffa-z0-9]",
}
_COMMON = frozenset("的是我您你不有一了在人这来个会上可以们到时要就能好没给什么下")
_MOST_STRINGS = 12


@dataclass(frozen=True, slots=True)
class _Node:
    """A piece of a pattern: literal text, alternatives (possibly optional), or ready-made regex."""

    text: str = ""
    options: tuple[tuple[_Node, ...], ...] = ()
    optional: bool = False
    regex: str = ""
    consumes: bool = True


class Phrase:
    """One pattern of the lexicon.

    ``(甲|乙)`` is either, ``[甲|乙]`` either or nothing, ``?`` makes what stands before it optional, ``{name}`` a word class, ``…`` up to eight characters
    of the same sentence, ``·`` up to two of the same clause, ``^`` and ``$`` the clause's beginning and end,
    ``!(甲|乙)`` not followed and ``<!(甲|乙)`` not preceded by; what follows `` & `` must stand somewhere in the
    same sentence. Gaps are bounded, so matching is linear.

    Parameters
    ----------
    source
        The pattern as it is written.
    words
        Word classes by name, each a list of alternatives in the same notation.
    classes
        Where classes once read are kept for the next pattern.

    Examples
    --------
    >>> phrase = Phrase("(尽快|尽早)[给您]处理")
    >>> phrase.regex.search("我们会尽快处理").span()
    (3, 7)
    >>> sorted(phrase.anchors)
    ['处理']
    """

    __slots__ = ("__dict__", "_nodes", "also", "source")

    def __init__(
        self,
        source: str,
        words: dict[str, str] | None = None,
        classes: dict[str, _Node] | None = None,
    ) -> None:
        self.source = source
        first, *others = source.split(" & ")
        self._nodes = _Parser(first, words or {}, {} if classes is None else classes).pattern()
        self.also = tuple(Phrase(other, words, classes) for other in others)

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Compiled when first needed: most replies touch few of the rules."""
        firsts = _firsts(self._nodes)
        ahead = f"(?=[{re.escape(''.join(sorted(firsts)))}])" if firsts else ""
        return re.compile(ahead + _regex(self._nodes))

    @cached_property
    def anchors(self) -> frozenset[str]:
        """One- or two-character strings, one of which every match contains."""
        if not self.musts:
            raise ValueError(f"词库里的“{self.source}”没有可以定位的字。请至少写上一个固定的词。")
        return self.musts[0]

    @cached_property
    def musts(self) -> tuple[frozenset[str], ...]:
        """Sets of one- or two-character strings, rarest first; every match contains one of each set."""
        return tuple(frozenset(strings) for _, strings in sorted(_required(self._nodes), key=lambda f: f[0]))


def _spelled(source: str) -> str:
    """The pattern as `cslib.text` spells replies; the gap sign is kept apart from three dots."""
    return unicodedata.normalize("NFKC", source.replace("…", "\0")).lower()


_TOKEN = re.compile(r"<!\(|!\(|\\.|\{\w+\}|[()\[\]|?^$·\0]|(?:[^<!\\{()\[\]|?^$·\0](?!\?))+|.")


class _Parser:
    """Reads one pattern; `classes` keeps the word classes that have been read already."""

    def __init__(self, source: str, words: dict[str, str], classes: dict[str, _Node]) -> None:
        self.source = source
        self.words = words
        self.classes = classes
        self.tokens = _TOKEN.findall(_spelled(source))
        self.at = 0

    def pattern(self) -> tuple[_Node, ...]:
        nodes = self._sequence()
        if self.at < len(self.tokens):
            raise self._unbalanced()
        return nodes

    def _sequence(self) -> tuple[_Node, ...]:
        nodes: list[_Node] = []
        while self.at < len(self.tokens) and self.tokens[self.at] not in _CLOSING:
            nodes.append(self._node())
        return tuple(nodes)

    def _node(self) -> _Node:
        token = self.tokens[self.at].replace("\0", "…")
        self.at += 1
        if token in _GAPS:
            return _Node(regex=_GAPS[token], consumes=token not in _ZERO_WIDTH)
        if token == "(":
            options = self._options(")")
            return _Node(options=options, optional=self._next("?"))
        if token == "[":
            options = self._options("]")
            self._next("?")
            return _Node(options=options, optional=True)
        if token == "!(":
            return _Node(regex=f"(?!{_regex((_Node(options=self._options(')')),))})", consumes=False)
        if token == "<!(":
            words = (_literal(option) for option in self._options(")"))
            return _Node(regex="".join(f"(?<!{re.escape(word)})" for word in words), consumes=False)
        if token[0] == "{" and len(token) > 2:
            named = self._word_class(token[1:-1])
            return _Node(options=((named,),), optional=True) if self._next("?") else named
        literal = _Node(text=token.removeprefix("\\"))
        return _Node(options=((literal,),), optional=True) if self._next("?") else literal

    def _options(self, closing: str) -> tuple[tuple[_Node, ...], ...]:
        options = []
        while True:
            options.append(self._sequence())
            if self._next(closing):
                return tuple(options)
            if not self._next("|"):
                raise self._unbalanced()

    def _next(self, sign: str) -> bool:
        found = self.at < len(self.tokens) and self.tokens[self.at] == sign
        self.at += found
        return found

    def _word_class(self, name: str) -> _Node:
        if name in _CLASSES:
            return _Node(regex=_CLASSES[name])
        if name not in self.words:
            raise ValueError(f"词库里的“{self.source}”用了没有定义的词类“{name}”。")
        if name not in self.classes:
            inner = _Parser(f"({self.words[name]})", self.words, self.classes)
            self.classes[name] = inner.pattern()[0]
        return self.classes[name]

    def _unbalanced(self) -> ValueError:
        return ValueError(f"词库里的“{self.source}”括号没有配对，或“|”没有写在括号里。")


_CLOSING = frozenset("|)]")


def _literal(nodes: tuple[_Node, ...]) -> str:
    return "".join(node.text for node in nodes)


def _regex(nodes: tuple[_Node, ...]) -> str:
    return "".join(map(_node_regex, nodes))


def _node_regex(node: _Node) -> str:
    if node.options:
        body = _trie(node.options) or "|".join(map(_regex, node.options))
        return f"(?:{body}){'?' if node.optional else ''}"
    return node.regex or re.escape(node.text)


def _trie(options: tuple[tuple[_Node, ...], ...]) -> str:
    """Alternatives that are mere words with common beginnings written once; empty for any others."""
    if any(node.options or node.regex for option in options for node in option):
        return ""
    words: dict[str, list[str]] = {}
    for word in dict.fromkeys(map(_literal, options)):
        words.setdefault(word[:1], []).append(word[1:])
    return _branches(words)


def _branches(words: dict[str, list[str]]) -> str:
    parts = []
    for first, rests in words.items():
        further: dict[str, list[str]] = {}
        for rest in filter(None, rests):
            further.setdefault(rest[0], []).append(rest[1:])
        tail = f"(?:{_branches(further)})" if further else ""
        parts.append(re.escape(first) + tail + ("?" if tail and "" in rests else ""))
    return "|".join(parts)


def _firsts(nodes: tuple[_Node, ...]) -> set[str] | None:
    """The characters a match can begin with; None where that can't be listed."""
    found: set[str] = set()
    for node in nodes:
        if node.regex and not node.consumes:
            continue
        if node.regex:
            return None
        if not node.options:
            return found | {node.text[0]}
        for inner in map(_firsts, node.options):
            if inner is None:
                return None
            found |= inner
        if not node.optional:
            return found
    return None


def _strings(node: _Node) -> set[str] | None:
    """Everything the node can read, or None where that is no short list."""
    if not node.options:
        return {node.text} if not node.regex else None
    found: set[str] = {""} if node.optional else set()
    for option in node.options:
        whole = {""}
        for child in option:
            if child.regex and not child.consumes:
                continue
            part = _strings(child)
            if part is None or len(part) * len(whole) > _MOST_STRINGS:
                return None
            whole = {a + b for a, b in product(whole, part)}
        found |= whole
    return found


_Found = tuple[int, set[str]]


def _anchors(nodes: tuple[_Node, ...]) -> _Found | None:
    """The rarest set of short strings that every match must contain, with its weight."""
    return min(_required(nodes), key=lambda f: f[0], default=None)


def _required(nodes: tuple[_Node, ...]) -> list[_Found]:
    """Sets of short strings, of each of which every match contains one, with their weights."""
    found: list[_Found] = []
    run = {""}
    for node in (*nodes, _Node(regex=".")):
        if node.regex and not node.consumes:
            continue
        part = _strings(node)
        if part is not None and len(part) * len(run) <= _MOST_STRINGS:
            run = {a + b for a, b in product(run, part)}
            continue
        if "" not in run:
            found.append(_rarest(run))
        run = part if part is not None else {""}
        if part is None and node.options and not node.optional:
            inside = [_anchors(option) for option in node.options]
            if all(inside):
                found.append((sum(i[0] for i in inside if i), {s for i in inside if i for s in i[1]}))
    return found


def _rarest(strings: set[str]) -> _Found:
    chosen = set()
    for string in strings:
        grams = [string[i : i + 2] for i in range(len(string) - 1)] or [string]
        chosen.add(min(grams, key=_weight))
    return sum(map(_weight, chosen)), chosen


def _weight(gram: str) -> int:
    common = sum(char in _COMMON for char in gram)
    return 40 * (1 + common) if len(gram) == 1 else (1, 4, 12)[common]


@dataclass(frozen=True, slots=True)
class Clearing:
    """Another label that takes a finding back, and how near it must stand."""

    label: str
    scope: str  # "sentence", "near" or "reply"


@dataclass(frozen=True, eq=False)
class Rule:
    """Ways to say one thing, what must stand around them, and what to tell the learner.

    Attributes
    ----------
    say
        Patterns; any of them is a hit.
    needs, unless
        Patterns that must, or must not, stand in `scope` around the hit.
    skip
        Readings that don't count: ``negated``, ``asked``, ``supposed``.
    clear
        Labels that take the hit back.
    fires, spares
        Replies the rule must find something in, and must leave alone.
    """

    label: Label
    say: tuple[Phrase, ...]
    needs: tuple[Phrase, ...]
    unless: tuple[Phrase, ...]
    scope: str
    skip: frozenset[str]
    clear: tuple[Clearing, ...]
    reasons: tuple[str, ...]
    better: str
    link: str
    fires: tuple[str, ...]
    spares: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Label:
    """A thing a detector looks for, with how much it counts."""

    id: str
    kind: Kind
    dimension: Dimension
    points: float
    most: int
    rules: list[Rule] = field(default_factory=list, repr=False)


@dataclass(frozen=True, eq=False)
class Lexicon:
    """All rules, indexed by the short strings that call for them.

    Attributes
    ----------
    labels
        By id, ordered so that a label comes after those that clear it.
    index
        Anchor to the numbers of the patterns that need it.
    phrases
        Pattern and its rule by number.
    style
        The shop's house style, as its file has it.
    """

    labels: dict[str, Label]
    index: dict[str, tuple[int, ...]]
    phrases: tuple[tuple[Phrase, Rule], ...]
    style: dict[str, Any]

    @property
    def rules(self) -> Iterator[Rule]:
        """Every rule of every label."""
        for label in self.labels.values():
            yield from label.rules


@lru_cache(maxsize=4)
def load(folder: Path = DATA / "lexicon") -> Lexicon:
    """Read the lexicon in `folder`; done once.

    Raises
    ------
    ValueError
        A pattern uses an unknown word class or unbalanced brackets; the message names it.
    """
    from ruamel.yaml import YAML  # slow to load, and only the first reply needs it

    reader = YAML(typ="safe")
    files = {name: reader.load((folder / f"{name}.yaml").read_text(encoding="utf-8")) for name in _FILES}
    words = {name: _joined(said) for data in files.values() for name, said in data.get("words", {}).items()}
    vocabulary = _Vocabulary(words, {})
    labels = [_label(entry, vocabulary) for data in files.values() for entry in data.get("labels", ())]
    return _indexed(_ordered(labels), files["house_style"])


_FILES = ("words", "faults", "critical", "behaviours", "house_style")


class _Vocabulary(NamedTuple):
    words: dict[str, str]
    classes: dict[str, _Node]


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
    def phrases(name: str) -> tuple[Phrase, ...]:
        return tuple(Phrase(line, *known) for line in _lines(entry.get(name)))

    return Rule(
        label=label,
        say=phrases("say"),
        needs=phrases("needs"),
        unless=phrases("unless"),
        scope=entry.get("scope", "sentence"),
        skip=frozenset(entry.get("skip", "").split()),
        clear=tuple(Clearing(*pair.split()) for pair in _lines(entry.get("clear"))),
        reasons=_lines(entry["reason"]),
        better=entry.get("better", ""),
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


def _indexed(labels: dict[str, Label], style: dict[str, Any]) -> Lexicon:
    index: dict[str, list[int]] = {}
    phrases: list[tuple[Phrase, Rule]] = []
    for label in labels.values():
        for rule in label.rules:
            for phrase in rule.say:
                for anchor in phrase.anchors:
                    index.setdefault(anchor, []).append(len(phrases))
                phrases.append((phrase, rule))
    return Lexicon(labels, {a: tuple(numbers) for a, numbers in index.items()}, tuple(phrases), style)
