"""Replies that aim at the points and not at the customer: pasted, stuffed, repeated or not Chinese at all.

The thresholds lie beyond what professional agents write. In 17,869 real replies the longest string shared
with the customer's message has a 99.9th percentile of 9 characters, function characters make up 29 % of the
median reply and 4 % of a stuffed one, and repeated bigrams have a 99th percentile of 46 %.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from cslib.rubric.model import Dimension, Finding, Kind, Span
from cslib.text import Range, Text, read

SHARED = 12  # characters in a row shared with the customer's words
COPIED = 0.4  # share of a reply's 4-grams found in the customer's words
PASTED = 0.7  # share of 4-grams shared with the model reply, either way
REPEATED = 0.6
FUNCTION_WORDS = 0.08
MIN_STUFFED = 20  # characters before a reply can be judged to be stuffed, repeated or pasted
GRAM = 4

# Characters Chinese sentences are held together with; a list of keywords does without them.
_FUNCTION = frozenset(
    "的了吗呢吧哦哈呀啊是我您你他她它们在有没不就也都和与及给把被让会能可要到从对为以这那还再已先请于如若但而或则个"
)


class Check(NamedTuple):
    """A whole-reply check that failed. ``ceiling`` is the highest total a reply with it can have."""

    finding: Finding
    ceiling: float


BELOW_PASS = 28.0
NOTHING = 5.0
LITTLE = 17.0


def checks(text: Text, customer: tuple[str, ...], model: str = "") -> tuple[Check, ...]:
    """Every check the reply fails; `model` is the model reply it must not be a copy of, or empty."""
    if bare := _bare(text):
        return (bare,)
    found = (
        _pasted(text, model) if model else None,
        _parroted(text, customer),
        _repeats(text),
        _stuffed(text),
        _short(text),
    )
    return tuple(check for check in found if check)


def copied(text: Text, customer: tuple[str, ...]) -> tuple[Range, ...]:
    """Stretches of at least `SHARED` characters that stand in the customer's messages word for word."""
    grams = _grams_of(customer, SHARED)
    plain, found = text.plain, list[Range]()
    if not grams:
        return ()
    for at in range(len(plain) - SHARED + 1):
        if plain[at : at + SHARED] in grams:
            start = found.pop()[0] if found and found[-1][1] >= at else at
            found.append((start, at + SHARED))
    return tuple(found)


def _bare(text: Text) -> Check | None:
    """Nothing to grade: empty, without words, or not Chinese."""
    letters = [c for c in text.plain if c.isalpha()]
    if not letters:
        if not any(c.isdigit() for c in text.plain):
            reason = (
                "这里只有符号或表情，顾客看不出答案。" if text.plain else "还没有写内容，顾客在等一句回话。"
            )
            return _check("empty", reason, "先用一句话回答顾客最急的那个问题。", NOTHING, Kind.MISSING)
        return None
    if sum("\u4e00" <= c <= "\u9fff" for c in letters) / len(letters) < 0.3:
        reason = "这条回复大部分不是中文，顾客多半读不下去。"
        return _check("not_chinese", reason, "用中文把答案再写一遍，型号、尺码这些可以保留字母。", NOTHING)
    return None


def _pasted(text: Text, model: str) -> Check | None:
    own, good = _grams(text.plain), _grams_of((model,), GRAM)
    if len(text.plain) < MIN_STUFFED or not good:
        return None
    shared = len(own & good)
    if shared < PASTED * min(len(own), len(good)):
        return None
    reason = "这条和示范回复几乎一样。照抄能过一次，换个顾客就用不上了，所以这次最多到“需改进”。"
    return _check(
        "pasted_model",
        reason,
        "合上示范，按它的顺序用自己的话写一遍：先答什么，再给什么，最后让顾客做什么。",
        BELOW_PASS,
    )


def _parroted(text: Text, customer: tuple[str, ...]) -> Check | None:
    own = _grams(text.plain)
    theirs = _grams_of(customer, GRAM)
    if len(text.plain) < 8 or not own or len(own & theirs) / len(own) <= COPIED:
        return None
    reason = "大半句子是顾客自己的原话，他没有得到新的信息。"
    return _check("parroted", reason, "复述一句就够，剩下的地方写答案和下一步。", LITTLE)


def _repeats(text: Text) -> Check | None:
    pairs = [text.plain[i : i + 2] for i in range(len(text.plain) - 1)]
    if len(pairs) < MIN_STUFFED or 1 - len(set(pairs)) / len(pairs) <= REPEATED:
        return None
    reason = "同样的话来回说，顾客要自己从里面找答案。"
    return _check("repetition", reason, "每个意思只说一遍，把重复的删掉。", LITTLE)


def _stuffed(text: Text) -> Check | None:
    words = [c for c in text.plain if "\u4e00" <= c <= "\u9fff"]
    if len(words) < MIN_STUFFED:
        return None
    glue = sum(c in _FUNCTION for c in words) / len(words)
    pieces = _PIECES.findall(text.raw)
    listed = glue < 2 * FUNCTION_WORDS and len(pieces) >= 10 and sum(map(len, pieces)) / len(pieces) < 4.5
    if glue >= FUNCTION_WORDS and not listed:
        return None
    reason = "这些词是一个个摆在一起的，没有连成话，顾客读完不知道该做什么。"
    return _check("stuffing", reason, "挑最要紧的一件，写成完整的句子：谁、什么时候、做什么。", BELOW_PASS)


def _short(text: Text) -> Check | None:
    if sum(c.isalnum() for c in text.plain) >= 6:
        return None
    reason = "只有几个字，顾客的问题还没有答完，他得再追问一次。"
    return _check("too_short", reason, "把答案补成一句整话，再加上下一步怎么做。", LITTLE, Kind.MISSING)


_PIECES = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]+")


def _check(name: str, reason: str, better: str, ceiling: float, kind: Kind = Kind.FAULT) -> Check:
    finding = Finding(name, kind, Dimension.COMMUNICATION, 0.0, None, reason, better)
    return Check(finding, ceiling)


def _grams(plain: str, size: int = GRAM) -> set[str]:
    return {plain[i : i + size] for i in range(len(plain) - size + 1)}


@lru_cache(maxsize=512)
def _grams_of(texts: tuple[str, ...], size: int) -> frozenset[str]:
    return frozenset(gram for words in texts for gram in _grams(read(words).plain, size))


def stretch(text: Text, ranges: Iterable[Range]) -> Span | None:
    """The first of the ranges as a span of the reply."""
    for start, end in ranges:
        return text.span(start, end)
    return None
