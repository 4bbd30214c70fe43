"""The small language in which a scenario says when something happens.

==================================== ===============================================================
``slot:plan``                        the agent has answered this point, in any message so far
``now:plan``                         … in the latest message
``told:size``                        the customer has told this hidden fact
``found:vague_time``                 the latest message has this finding (any criterion of the rubric)
``ever:vague_time``                  … any message so far
``tool:refund``                      the tool has been used
``tool:exchange=L码``                … with this choice
``refused:refund``                   the tool was tried beyond what the shop allows
``was:weighing``                     the talk has been in this state
``critical`` ``wrong`` ``fault``     the latest message has a critical failure, a wrong fact, any fault
``mood < 30`` ``turns >= 6``         numbers: ``mood``, ``trust``, ``turns``, ``here`` (messages in this
                                     state) and, for a tool that pays, what it has paid
==================================== ===============================================================

Joined by ``and``, ``or``, ``not`` (or 且, 或, 非) and brackets; ``not`` binds tightest, then ``and``.
Full-width signs are read like their half-width twins.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Protocol

KINDS = ("slot", "now", "told", "found", "ever", "tool", "refused", "was")
FLAGS = ("critical", "wrong", "fault")
NUMBERS = ("mood", "trust", "turns", "here")
LONGEST = 500
DEEPEST = 20


class ConditionError(ValueError):
    """A condition that can't be read; the message says in Chinese where and how to mend it."""


class Situation(Protocol):
    """What a condition is asked of."""

    def has(self, kind: str, name: str) -> bool:
        """Whether ``kind:name`` holds; flags are asked with an empty name."""
        ...

    def number(self, name: str) -> float:
        """The number called `name`."""
        ...


class Name(NamedTuple):
    """Something a condition asks about: ``kind`` is one of `KINDS`, ``flag`` or ``number``."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class _Has:
    kind: str
    name: str

    def holds(self, situation: Situation) -> bool:
        return situation.has(self.kind, self.name)

    def names(self) -> Iterator[Name]:
        yield Name(self.kind if self.name else "flag", self.name or self.kind)


@dataclass(frozen=True, slots=True)
class _Compare:
    name: str
    sign: str
    value: float

    def holds(self, situation: Situation) -> bool:
        return bool(_SIGNS[self.sign](situation.number(self.name), self.value))

    def names(self) -> Iterator[Name]:
        yield Name("number", self.name)


@dataclass(frozen=True, slots=True)
class _Not:
    part: Condition

    def holds(self, situation: Situation) -> bool:
        return not self.part.holds(situation)

    def names(self) -> Iterator[Name]:
        yield from self.part.names()


@dataclass(frozen=True, slots=True)
class _Joined:
    every: bool
    parts: tuple[Condition, ...]

    def holds(self, situation: Situation) -> bool:
        return (all if self.every else any)(part.holds(situation) for part in self.parts)

    def names(self) -> Iterator[Name]:
        for part in self.parts:
            yield from part.names()


Condition = _Has | _Compare | _Not | _Joined

_SIGNS: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
_WIDE = str.maketrans("（）：＜＞＝！　", "():<>=! ")
_WORDS = {"且": "and", "或": "or", "非": "not"}
_TOKEN = re.compile(
    r"\s*(?:(?P<bracket>[()])"
    r"|(?P<compared>[A-Za-z_][\w-]*)\s*(?P<sign><=|>=|==|!=|[<>=])\s*(?P<value>-?\d+(?:\.\d+)?)(?![\w.])"
    r"|(?P<kind>[a-z]+):(?P<name>[^\s()]+)"
    r"|(?P<word>[且或非]|[A-Za-z_][\w-]*))"
)


@lru_cache(maxsize=4096)
def parse(text: str) -> Condition:
    """Read a condition.

    Raises
    ------
    ConditionError
        It can't be read.

    Examples
    --------
    >>> parse("slot:plan and (mood >= 40 or not found:vague_time)").__class__.__name__
    '_Joined'
    >>> parse("slot:plan and")
    Traceback (most recent call last):
    ...
    cslib.customers.condition.ConditionError: “and”后面少了一个条件。请补上，或删掉“and”
    """
    if len(text) > LONGEST:
        raise ConditionError(f"条件超过{LONGEST}个字。请拆成几条")
    return _Parser(text.translate(_WIDE)).whole()


def names(condition: Condition) -> tuple[Name, ...]:
    """Everything a condition asks about, in order.

    Examples
    --------
    >>> names(parse("critical or mood < 10 or tool:refund"))
    (Name(kind='flag', name='critical'), Name(kind='number', name='mood'), Name(kind='tool', name='refund'))
    """
    return tuple(condition.names())


class _Parser:
    """Recursive descent over the tokens of one condition."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(self._tokens())
        self.at = 0
        self.depth = 0

    def _tokens(self) -> Iterator[re.Match[str]]:
        at, end = 0, len(self.text.rstrip())
        while at < end:
            match = _TOKEN.match(self.text, at)
            if not match:
                raise ConditionError(f"看不懂“{self.text[at:].strip()[:12]}”。{_HELP}")
            yield match
            at = match.end()

    def whole(self) -> Condition:
        if not self.tokens:
            raise ConditionError(f"条件是空的。{_HELP}")
        read = self._any()
        if self.at < len(self.tokens):
            left = self.tokens[self.at][0].strip()
            extra = "多了一个右括号，请删掉" if left == ")" else f"“{left}”前面少了and或or"
            raise ConditionError(extra)
        return read

    def _any(self) -> Condition:
        return self._joined("or", self._all, every=False)

    def _all(self) -> Condition:
        return self._joined("and", self._one, every=True)

    def _joined(self, word: str, part: Callable[[], Condition], *, every: bool) -> Condition:
        parts = [part()]
        while self._word() == word:
            self.at += 1
            parts.append(part())
        return parts[0] if len(parts) == 1 else _Joined(every, tuple(parts))

    def _word(self) -> str:
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        said = (token["word"] if token else "") or ""
        return _WORDS.get(said, said.lower() if said.lower() in ("and", "or", "not") else said)

    def _one(self) -> Condition:
        if self.at >= len(self.tokens):
            last = self.tokens[-1][0].strip()
            raise ConditionError(f"“{last}”后面少了一个条件。请补上，或删掉“{last}”")
        token = self.tokens[self.at]
        word = self._word()
        self.at += 1
        if word == "not":
            return self._deeper(lambda: _Not(self._one()))
        if token["bracket"] == "(":
            return self._deeper(self._bracket)
        return self._leaf(token, word)

    def _deeper(self, part: Callable[[], Condition]) -> Condition:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ConditionError("括号或not套得太深。请拆成几条")
        read = part()
        self.depth -= 1
        return read

    def _bracket(self) -> Condition:
        read = self._any()
        if self.at >= len(self.tokens) or self.tokens[self.at]["bracket"] != ")":
            raise ConditionError("左括号没有合上。请在后面补上“)”")
        self.at += 1
        return read

    def _leaf(self, token: re.Match[str], word: str) -> Condition:
        if token["compared"]:
            return _Compare(token["compared"], token["sign"], float(token["value"]))
        if token["kind"]:
            if token["kind"] not in KINDS:
                raise ConditionError(f"没有“{token['kind']}:”这种条件。可以写：{':、'.join(KINDS)}:")
            return _Has(token["kind"], token["name"])
        if word in FLAGS:
            return _Has(word, "")
        if word in NUMBERS:
            raise ConditionError(f"“{word}”要和数字比，例如“{word} >= 3”")
        said = token[0].strip()
        if word in ("and", "or") or said == ")":
            raise ConditionError(f"“{said}”前面少了一个条件。请补上，或删掉“{said}”")
        raise ConditionError(f"看不懂“{said}”。{_HELP}")


_HELP = "写法如：slot:要点编号 and not found:vague_time；mood < 30；tool:refund"
