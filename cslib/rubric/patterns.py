"""The notation the lexicon is written in, and its reading into regular expressions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product

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
class Node:
    """A piece of a pattern: a choice of words or of sequences, possibly optional, or ready-made regex."""

    words: tuple[str, ...] = ()
    options: tuple[tuple[Node, ...], ...] = ()
    optional: bool = False
    regex: str = ""
    consumes: bool = True


class Pattern:
    """One pattern of the lexicon.

    ``(甲|乙)`` is either, ``[甲|乙]`` either or nothing, ``?`` makes what stands before it optional,
    ``{name}`` is a word class, ``…`` up to eight characters of the same sentence, ``·`` up to two of the
    same clause, ``^`` and ``$`` the clause's beginning and end, ``!(甲|乙)`` not followed and ``<!(甲|乙)``
    not preceded by; what follows `` & `` must stand somewhere in the same sentence. Gaps are bounded, so
    matching is linear.

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
    >>> pattern = Pattern("(尽快|尽早)[给您]处理")
    >>> pattern.regex.search("我们会尽快处理").span()
    (3, 7)
    >>> [sorted(strings) for strings in pattern.musts]
    [['处理']]
    """

    __slots__ = ("__dict__", "also", "nodes", "source")

    def __init__(
        self,
        source: str,
        words: dict[str, str] | None = None,
        classes: dict[str, Node] | None = None,
    ) -> None:
        self.source = source
        first, *others = source.split(" & ")
        self.nodes = _Parser(first, words or {}, {} if classes is None else classes).pattern()
        self.also = tuple(Pattern(other, words, classes) for other in others)

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Compiled when first needed: most replies touch few of the rules."""
        return _compiled(self.nodes)

    @cached_property
    def musts(self) -> tuple[frozenset[str], ...]:
        """Sets of one- or two-character strings, rarest first; every match contains one of each set.

        Raises
        ------
        ValueError
            The pattern has no fixed word.
        """
        found = sorted(_required(self.nodes), key=lambda f: f[0])
        if not found:
            raise ValueError(f"词库里的“{self.source}”没有可以定位的字。请至少写上一个固定的词。")
        return tuple(frozenset(strings) for _, strings in found)


def either(patterns: Sequence[Pattern]) -> re.Pattern[str] | None:
    """One regex for several patterns, what each must stand with (`` & ``) aside; None for none.

    Examples
    --------
    >>> either([Pattern("尽快"), Pattern("马上[就]到")]).findall("马上就到,会尽快的")
    ['马上就到', '尽快']
    """
    return _compiled((Node(options=tuple(p.nodes for p in patterns)),)) if patterns else None


def _compiled(nodes: tuple[Node, ...]) -> re.Pattern[str]:
    """The regex of `nodes`, told what it can begin with where `re` wouldn't see that by itself."""
    firsts = _firsts(nodes)
    plain_to_see = nodes[0].words and not nodes[0].optional
    ahead = f"(?=[{re.escape(''.join(sorted(firsts)))}])" if firsts and not plain_to_see else ""
    return re.compile(ahead + _regex(nodes))


def _spelled(source: str) -> str:
    """The pattern as `cslib.text` spells replies; the gap sign is kept apart from three dots."""
    return unicodedata.normalize("NFKC", source.replace("…", "\0")).lower()


_WORD = r"[^\\{}()\[\]|?^$·\0]+"
_TOKEN = re.compile(
    rf"(?:<!|!)?\({_WORD}(?:\|{_WORD})*\)|\[{_WORD}(?:\|{_WORD})*\]"  # a choice of mere words, read at once
    r"|<!\(|!\(|\\.|\{\w+\}|[()\[\]|?^$·\0]|(?:[^<!\\{()\[\]|?^$·\0](?!\?))+|."
)


class _Parser:
    """Reads one pattern; `classes` keeps the word classes that have been read already."""

    def __init__(self, source: str, words: dict[str, str], classes: dict[str, Node]) -> None:
        self.source = source
        self.words = words
        self.classes = classes
        self.tokens = _TOKEN.findall(_spelled(source))
        self.at = 0

    def pattern(self) -> tuple[Node, ...]:
        nodes = self._sequence()
        if self.at < len(self.tokens):
            raise self._unbalanced()
        return nodes

    def _sequence(self) -> tuple[Node, ...]:
        nodes: list[Node] = []
        while self.at < len(self.tokens) and self.tokens[self.at] not in _CLOSING:
            nodes.append(self._node())
        return tuple(nodes)

    def _node(self) -> Node:
        sign = self.tokens[self.at].replace("\0", "…")
        self.at += 1
        if sign in _GAPS:
            return Node(regex=_GAPS[sign], consumes=sign not in _ZERO_WIDTH)
        if len(sign) > 2 and sign[-1] in ")]":
            return self._words(sign)
        if sign == "(":
            return Node(options=self._options(")"), optional=self._next("?"))
        if sign == "[":
            return Node(options=self._options("]"), optional=self._next("?") or True)
        if sign == "!(":
            return _not_ahead(self._options(")"))
        if sign == "<!(":
            return _not_behind("".join(w for n in option for w in n.words) for option in self._options(")"))
        if sign[0] == "{" and len(sign) > 2:
            named = self._word_class(sign[1:-1])
            return Node(options=((named,),), optional=True) if self._next("?") else named
        return Node(words=(sign.removeprefix("\\"),), optional=self._next("?"))

    def _words(self, sign: str) -> Node:
        opening, _, rest = sign.partition("[" if sign[0] == "[" else "(")
        words = tuple(rest[:-1].split("|"))
        if opening == "<!":
            return _not_behind(words)
        if opening == "!":
            return _not_ahead(((Node(words=words),),))
        return Node(words=words, optional=self._next("?") or sign[0] == "[")

    def _options(self, closing: str) -> tuple[tuple[Node, ...], ...]:
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

    def _word_class(self, name: str) -> Node:
        if name in _CLASSES:
            return Node(regex=_CLASSES[name])
        if name not in self.words:
            raise ValueError(f"词库里的“{self.source}”用了没有定义的词类“{name}”。")
        if name not in self.classes:
            inner = _Parser(f"({self.words[name]})", self.words, self.classes)
            self.classes[name] = inner.pattern()[0]
        return self.classes[name]

    def _unbalanced(self) -> ValueError:
        return ValueError(f"词库里的“{self.source}”括号没有配对，或“|”没有写在括号里。")


_CLOSING = frozenset("|)]")


def _not_ahead(options: tuple[tuple[Node, ...], ...]) -> Node:
    return Node(regex=f"(?!{_regex((Node(options=options),))})", consumes=False)


def _not_behind(words: Iterable[str]) -> Node:
    return Node(regex="".join(f"(?<!{re.escape(word)})" for word in words), consumes=False)


def _regex(nodes: tuple[Node, ...]) -> str:
    return "".join(map(_node_regex, nodes))


def _node_regex(node: Node) -> str:
    if node.regex:
        return node.regex
    if len(node.words) == 1 and not node.optional:
        return re.escape(node.words[0])
    body = _trie(node.words) if node.words else "|".join(map(_regex, node.options))
    return f"(?:{body}){'?' if node.optional else ''}"


def _trie(words: tuple[str, ...]) -> str:
    """Words as alternatives, their common beginnings written once."""
    by_first: dict[str, list[str]] = {}
    for word in dict.fromkeys(words):
        by_first.setdefault(word[0], []).append(word[1:])
    return _branches(by_first)


def _branches(words: dict[str, list[str]]) -> str:
    parts = []
    for first, rests in words.items():
        further: dict[str, list[str]] = {}
        for rest in filter(None, rests):
            further.setdefault(rest[0], []).append(rest[1:])
        tail = f"(?:{_branches(further)})" if further else ""
        parts.append(re.escape(first) + tail + ("?" if tail and "" in rests else ""))
    return "|".join(parts)


def _firsts(nodes: tuple[Node, ...]) -> set[str] | None:
    """The characters a match can begin with; None where that can't be listed."""
    found: set[str] = set()
    for node in nodes:
        if node.regex and not node.consumes:
            continue
        if node.regex:
            return None
        found |= {word[0] for word in node.words}
        for inner in map(_firsts, node.options):
            if inner is None:
                return None
            found |= inner
        if not node.optional:
            return found
    return None


def _strings(node: Node) -> set[str] | None:
    """Everything the node can read, or None where that is no short list."""
    if node.regex:
        return None
    found = {"", *node.words} if node.optional else set(node.words)
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


def _anchors(nodes: tuple[Node, ...]) -> _Found | None:
    """The rarest set of short strings that every match must contain, with its weight."""
    return min(_required(nodes), key=lambda f: f[0], default=None)


def _required(nodes: tuple[Node, ...]) -> list[_Found]:
    """Sets of short strings, of each of which every match contains one, with their weights."""
    found: list[_Found] = []
    run = {""}
    for node in (*nodes, Node(regex=".")):
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
    chosen = {_rarest_gram(string) for string in strings}
    return sum(weight for weight, _ in chosen), {gram for _, gram in chosen}


@lru_cache(maxsize=1 << 15)
def _rarest_gram(string: str) -> tuple[int, str]:
    return min(
        (_weight(gram), gram) for gram in [string[i : i + 2] for i in range(len(string) - 1)] or [string]
    )


def _weight(gram: str) -> int:
    common = sum(char in _COMMON for char in gram)
    return 40 * (1 + common) if len(gram) == 1 else (1, 4, 12)[common]
