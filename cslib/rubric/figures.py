"""Figures a reply names: do they agree with the facts, and does anything account for them?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from cslib import quantities
from cslib.quantities import TIME_KINDS, Quantity
from cslib.rubric import negation, phrase
from cslib.text import Range, Text, read

if TYPE_CHECKING:
    from cslib.exercises import Fact, Reply

# Kinds whose every mention has to come from somewhere; counts, weekdays and bare numbers are too loose.
CHECKED = frozenset({"money", "percent", "discount", "threshold", "duration", "date", "clock", "measure"})
ALL = 100  # 百分百 is emphasis, not a figure
CENT = 0.005
MOST = 60  # figures looked at: no reply to a customer has as many
PENNY = 0.1  # yuan: 一分钱 stands for nothing at all
SIZES = 3  # up to so many 码 are sizes up or down, not a size
SOON = 0.2  # hours: 稍等5分钟 needs no source
_WAIT = re.compile("稍[等候]|等[我一下会]|马上|这就|回来")
# What an agent may promise about his own answer without asking the facts (今天18:00前我给您答复).
_OWN_WORD = re.compile("[答回]复|回您|告诉|告知|联系您|通知您|跟您说|跟进|消息|盯|核实|查")
_SELF = re.compile("我|咱|这边|客服")
_ROUGHLY = re.compile("(?:大约|大概|约|差不多|将近)(?:要|需要?|得|是|在)?$"), re.compile("左右|上下")
ROUGH = 0.1  # share by which a time may differ from one that is given roughly
_AT_MOST = re.compile("(?:[不别勿](?:要|能|得|可以?)?超过?|[最至]多)$")
_SHORT_OF = re.compile("(?:[不没]|达不|装不|够不)(?:到|足|够|满)$")  # 装不到500ml names the 500 rightly
# How long something has been going on, as the agent sums it up: 等了两天, 卡在广州三天没动; not 再等两天, nor
# 三天没动的话, which are to come.
_SINCE = re.compile("(?:[等卡停拖晚迟]|耽误|耽搁|积压|滞留)了(?:快|整整|足足|都|有|将近|大概)?$|已经$")
_UNTIL_NOW = re.compile(
    "[都还也]?(?:一直)?[没未]再?(?:[动走]|更新|消息|变化)(?![^,。!?;]{0,8}(?:的话|就|再|请|找|联系|可以))"
)
_RECKONS = re.compile(r"[共总省加减差+\-]|合计")
_LABEL = re.compile(r"(?<![a-z0-9])(?=\d*[a-z])[a-z0-9]{1,4}(?![a-z0-9])")
_UNITS = frozenset({"cm", "mm", "m", "kg", "g", "ml", "l", "h", "km", "mg", "w", "v"})


def agrees(said: Quantity, known: Quantity) -> bool:
    """Whether a quantity said is the known one, or lies within the known range.

    Working days and plain days agree, a day of the month agrees with the full date, 2天 with 1-2天, and
    1-2天 with 48小时, its later end.
    """
    if said.kind != known.kind:
        return False
    if said.value == known.value and said.high == known.high and said.unit == known.unit:
        return said.qualifier == known.qualifier or quantities.same(said, known)
    if said.kind in TIME_KINDS and quantities.same(said, known):
        return True
    if said.kind == "date":
        return said.value % 100 == known.value % 100 and not (said.value >= 100 and known.value >= 100)
    if said.kind == "duration" or said.unit == known.unit:
        low, high = known.value, known.value if known.high is None else known.high
        if said.kind == "duration" and known.high is None and said.high == high:
            return True
        return low <= said.value <= high and (said.high is None or said.high <= high)
    return False


class Contradiction(NamedTuple):
    """A quantity that says otherwise than a fact, and the right value as the fact has it."""

    fact: Fact
    quantity: Quantity
    right: str


def _places(plain: str, word: str) -> Iterator[int]:
    at = plain.find(word)
    for _ in range(MOST):
        if at < 0:
            return
        yield at
        at = plain.find(word, at + 1)


class FactRubric:
    """One fact with a value, compiled."""

    def __init__(self, fact: Fact) -> None:
        self.fact = fact
        self.value = quantities.parse(fact.value)
        plain = read(fact.text).plain
        same = [q for q in quantities.find(plain) if agrees(q, self.value)]
        self.limit = any(_AT_MOST.search(plain, 0, q.start) for q in same)
        compiled = [phrase.compile(about) for about in fact.about]
        self.words = tuple(word for p in compiled if (word := p.literal))
        self.about = tuple(p for p in compiled if not p.literal)

    def mentioned(self, plain: str) -> bool:
        """Whether any of its words stands in the reply; False saves a closer look."""
        for word in self.words:
            if word in plain:
                return True
        return bool(self.about)

    def clauses(self, text: Text) -> set[Range]:
        """The clauses that speak of the fact."""
        places = [at for word in self.words for at in _places(text.plain, word)]
        places += [m.start for p in self.about for m in p.find(text, negated=True)]
        return {text.clause_at(at) for at in places}

    def rivals(self, q: Quantity) -> bool:
        """Whether the quantity could be said in place of the fact's value; less than a limit is none."""
        if q.kind != self.value.kind or (q.kind != "duration" and q.unit != self.value.unit):
            return False
        if self.limit and max(q.value, q.high or 0) <= self.value.value:
            return False
        return not agrees(q, self.value)


class Figures:
    """All figures an exercise knows."""

    def __init__(self, exercise: Reply) -> None:
        self.facts = tuple(FactRubric(f) for f in exercise.facts if f.value and f.about)
        self.known: dict[str, list[Quantity]] = {}
        for q in dict.fromkeys(_known(exercise)):
            self.known.setdefault(q.kind, []).append(q)
        self.exact = {(q.kind, q.value, q.high, q.unit) for known in self.known.values() for q in known}
        self.shown = _shown(exercise)
        self.labelled = tuple(entry for fact in exercise.facts for entry in _labelled(fact))

    def check(
        self, text: Text, found: tuple[Quantity, ...]
    ) -> tuple[tuple[Contradiction, ...], tuple[Quantity, ...]]:
        """Contradictions, and figures that nothing accounts for, among the quantities `found` in a reply."""
        found = found[:MOST]
        unknown = self._unknown(text, found)
        against = {
            c.quantity: c for c in (*self._crossed(text, found), *self._contrary(text, found, unknown))
        }
        rest = tuple(q for q in unknown if q not in against and not _soon(q) and not _own_word(text, q))
        return tuple(against.values()), rest

    def spoken_of(self, text: Text, start: int, end: int) -> Iterator[FactRubric]:
        """The facts that the clauses from `start` to `end` speak of."""
        first, last = text.clause_at(start)[0], text.clause_at(end - 1)[1]
        for fact in self.facts:
            if fact.mentioned(text.plain) and any(first <= at < last for at, _ in fact.clauses(text)):
                yield fact

    def _contrary(
        self, text: Text, found: tuple[Quantity, ...], unknown: tuple[Quantity, ...]
    ) -> Iterator[Contradiction]:
        """Figures in a clause about a fact that are neither its value nor another's the clause speaks of."""
        by_kind: dict[str, list[Quantity]] = {}
        for q in found:
            by_kind.setdefault(q.kind, []).append(q)
        for fact in self.facts:
            same = by_kind.get(fact.value.kind)
            if not same or not fact.mentioned(text.plain):
                continue
            rivals = [q for q in same if fact.rivals(q) and not text.in_quote(q.start)]
            rivals = [q for q in rivals if not (_soon(q) and _bids_wait(text, q)) and not _elapsed(text, q)]
            about = fact.clauses(text) if rivals else ()
            for q in rivals if about else ():
                clause = text.clause_at(q.start)
                if clause in about and (q in unknown or self._swapped(text, q, clause, found)):
                    yield Contradiction(fact.fact, q, fact.fact.value)

    def _swapped(self, text: Text, q: Quantity, clause: Range, found: tuple[Quantity, ...]) -> bool:
        """Whether `q`, alone of its kind in the clause, is the value of a fact the clause is not about."""
        owners = [f for f in self.facts if agrees(q, f.value)]
        start, end = clause
        alone = sum(o.kind == q.kind and start <= o.start < end for o in found) == 1 and q.high is None
        plain = text.plain[start:end]
        if _SHORT_OF.search(text.plain, start, q.start):
            return False
        if not owners or not alone or _RECKONS.search(plain) or negation.scopes(plain):
            return False
        return not any(clause in f.clauses(text) for f in owners)

    def _unknown(self, text: Text, found: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
        """Checked quantities that no fact, customer message or sum of known ones accounts for."""
        unknown = [
            q
            for q in found
            if q.kind in CHECKED
            and (q.kind, q.value, q.high, q.unit) not in self.exact
            and not any(agrees(q, k) for k in self.known.get(q.kind, ()))
            and not (_emphasis(q) or _elapsed(text, q))
            and not text.in_quote(q.start)
        ]
        return tuple(q for q in unknown if not _reckoned(text, q, found, unknown))

    def _crossed(self, text: Text, found: tuple[Quantity, ...]) -> Iterator[Contradiction]:
        """Known figures put to the wrong thing: the L's waist said of the XL."""
        for q in found if self.labelled else ():
            start, end = text.clause_at(q.start)
            label = _label(text.plain[start : q.start])
            topic = _pairs(text.plain[start:end])
            about = [e for e in self.labelled if e.label == label and e.like(q) and e.topic & topic]
            # one that a long run of words already gives rightly is not what the next figure stands for
            told = [o for o in found if start <= o.start <= q.start]
            if about and not any(agrees(o, e.quantity) for e in about for o in told):
                yield Contradiction(about[0].fact, q, about[0].said)


class _Labelled(NamedTuple):
    """A figure that a fact gives for a size or model: (l, 82cm, {腰围})."""

    fact: Fact
    label: str
    quantity: Quantity
    said: str
    topic: frozenset[str]

    def like(self, q: Quantity) -> bool:
        return (q.kind, q.unit) == (self.quantity.kind, self.quantity.unit)


def _labelled(fact: Fact) -> Iterator[_Labelled]:
    text = read(fact.text)
    for q in _told(text.plain):
        label = _label(text.plain[text.clause_at(q.start)[0] : q.start])
        if q.kind in CHECKED and label:
            yield _entry(fact, text, q, label)


def _entry(fact: Fact, text: Text, q: Quantity, label: str) -> _Labelled:
    span, (start, end) = text.span(q.start, q.end), text.clause_at(q.start)
    return _Labelled(fact, label, q, text.raw[span.start : span.end], _pairs(text.plain[start:end]))


def _label(words: str) -> str:
    """The one size or model name in `words`, or nothing where there is none or several."""
    labels = {m[0] for m in _LABEL.finditer(words)} - _UNITS.difference({"m", "l"})
    return labels.pop() if len(labels) == 1 else ""


def _pairs(words: str) -> frozenset[str]:
    """Neighbouring Chinese characters."""
    return frozenset(
        words[i : i + 2]
        for i in range(len(words) - 1)
        if words[i : i + 2] >= "\u4e00\u4e00" and words[i + 1] >= "\u4e00"
    )


def _known(exercise: Reply) -> Iterator[Quantity]:
    written = [
        exercise.situation,
        exercise.accepted_outcome,
        exercise.original,
        *exercise.customer,
        *exercise.numbers,
    ]
    for fact in exercise.facts:
        written += fact.text, fact.value
    for slot in exercise.slots:
        written += *slot.carries, slot.better
    written += [rule.better for rule in exercise.forbidden]
    for words in written:
        for q in _told(read(words).plain):
            yield q
            if q.kind == "threshold":  # 满450减30 also accounts for 满450 and 减30
                yield Quantity("money", q.value, q.start, q.end)
                yield Quantity("money", q.high or q.value, q.start, q.end)


def _told(plain: str) -> Iterator[Quantity]:
    """The figures of a text; a time given roughly (大约15天) as the range that says the same (两周)."""
    before, after = _ROUGHLY
    for q in quantities.find(plain):
        rough = before.search(plain, 0, q.start) or after.match(plain, q.end)
        if rough and q.kind == "duration" and q.high is None:
            yield replace(q, value=q.value * (1 - ROUGH), high=q.value * (1 + ROUGH))
        yield q


def _shown(exercise: Reply) -> dict[str, tuple[str, ...]]:
    """The figures the facts name, as they are written there, by kind."""
    figures: dict[str, dict[str, None]] = {}
    for fact in exercise.facts:
        text = read(fact.text)
        for q in quantities.find(text.plain):
            span = text.span(q.start, q.end)
            figures.setdefault(q.kind, {})[text.raw[span.start : span.end]] = None
    return {kind: tuple(said)[:4] for kind, said in figures.items()}


def _emphasis(q: Quantity) -> bool:
    """Whether the figure only makes a point or compares: 一分钱不用出, 百分百放心, 大一码."""
    return (
        (q.kind == "money" and q.value <= PENNY)
        or (q.kind == "percent" and q.value == ALL)
        or (q.unit == "码" and q.value <= SIZES)
    )


def _elapsed(text: Text, q: Quantity) -> bool:
    """Whether a time is what has passed, not what is to come."""
    if q.kind != "duration":
        return False
    before = text.plain[max(0, q.start - 8) : q.start]
    return bool(_SINCE.search(before) or _UNTIL_NOW.match(text.plain, q.end))


def _soon(q: Quantity) -> bool:
    return q.kind == "duration" and q.value <= SOON


def _bids_wait(text: Text, q: Quantity) -> bool:
    """Whether the sentence asks the customer to wait so long for the agent himself."""
    start, end = text.sentence_at(q.start)
    return bool(_WAIT.search(text.plain, start, end)) or _own_word(text, q)


def _own_word(text: Text, q: Quantity) -> bool:
    """Whether a time is the agent's word about his own answer, which needs no source."""
    if q.kind not in TIME_KINDS:
        return False
    start, end = text.sentence_at(q.start)
    return bool(_OWN_WORD.search(text.plain, start, end) and _SELF.search(text.plain, start, end))


def _reckoned(text: Text, q: Quantity, found: tuple[Quantity, ...], unknown: list[Quantity]) -> bool:
    """Whether an amount is reckoned from known ones in a sentence that does the sum."""
    start, end = text.sentence_at(q.start)
    if q.kind != "money" or not _RECKONS.search(text.plain, start, end):
        return False
    near = [o for o in found if start <= o.start < end and o not in unknown]
    money = [o.value for o in near if o.kind == "money"]
    times = [o.value for o in near if o.kind == "count"]
    return any(
        abs(q.value - total) < CENT for total in (*_sums(money), *(n * a for n in times for a in money))
    )


def _sums(amounts: list[float], limit: int = 6) -> Iterator[float]:
    """Sums and differences of two or three different amounts."""
    amounts = list(dict.fromkeys(amounts))[:limit]
    for a, b in combinations(amounts, 2):
        yield from (a + b, abs(a - b))
    for a, b, c in combinations(sorted(amounts), 3):
        yield from (a + b + c, c - b - a, a + c - b, b + c - a)
