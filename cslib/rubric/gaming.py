"""Replies that aim at the points and not at the customer: pasted, stuffed, repeated or not Chinese at all.

The thresholds lie beyond what professional agents write. In 17,869 real replies the longest string shared
with the customer's message has a 99.9th percentile of 9 characters, function characters make up 29 % of the
median reply and 4 % of a stuffed one, and repeated bigrams have a 99th percentile of 46 %.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from cslib.rubric.model import Dimension, Finding, Kind
from cslib.text import Text, read

COPIED = 0.4  # share of a reply's 4-grams found in the customer's words
PASTED = 0.6  # share of 6-grams shared with the model reply, either way
PASTED_GRAM = 6
MIN_PASTED = 40  # characters below which a reply may share its facts' wording with the model
REPEATED = 0.6
FUNCTION_WORDS = 0.08
MIN_STUFFED = 20  # characters before a reply can be judged to be stuffed, repeated or pasted
GRAM = 4

FEW = 6  # letters and digits below which nothing can be an answer
MIN_PARROTED = 8
CHINESE = 0.3  # share of letters
HALF = 0.5
MANY, BRIEF = 10, 5.5  # as many clauses of fewer characters each are a list, not sentences

# Characters Chinese sentences are held together with; a list of keywords does without them.
_FUNCTION = re.compile(
    "[的了吗呢吧哦哈呀啊是我您你他她它们在有没不就也都和与及给把被让会能可要到从对为以这那还再已先请于如若但而或则个]"
)
_LETTERS = re.compile(r"[^\W_]+")
_CHINESE = re.compile("[\u4e00-\u9fff]+")
_DIGITS = re.compile(r"\d+")


NAMES = frozenset({"empty", "not_chinese", "pasted_model", "parroted", "repetition", "stuffing", "too_short"})


class Check(NamedTuple):
    """A whole-reply check that failed. ``ceiling`` is the highest total a reply with it can have."""

    finding: Finding
    ceiling: float


BELOW_PASS = 28.0
NOTHING = 5.0
LITTLE = 17.0


def checks(text: Text, customer: tuple[str, ...], answered: float, model: str = "") -> tuple[Check, ...]:
    """Every check a reply fails.

    Parameters
    ----------
    customer
        The customer's messages.
    answered
        Share of the required slots answered, 0 to 1.
    model
        The model reply it must not be a copy of, or empty.
    """
    chinese = _count(_CHINESE, text.plain)
    letters = chinese if chinese > len(text.plain) / 2 else _count(_LETTERS, text.plain)
    if bare := _bare(text, letters, chinese):
        return (bare,)
    found = (
        _pasted(text, model) if model else None,
        _parroted(text, customer),
        _repeats(text),
        _stuffed(text, chinese, answered),
        _short(letters),
    )
    return tuple(check for check in found if check)


def _count(runs: re.Pattern[str], plain: str) -> int:
    return sum(map(len, runs.findall(plain)))


def _bare(text: Text, letters: int, chinese: int) -> Check | None:
    """Nothing to grade: empty, without words, or not Chinese."""
    if not letters:
        reason = "这里只有符号或表情，顾客看不出答案。" if text.plain else "还没有写内容，顾客在等一句回话。"
        return _check("empty", reason, "先用一句话回答顾客最急的那个问题。", NOTHING, Kind.MISSING)
    if chinese < CHINESE * letters and chinese < CHINESE * (letters - _count(_DIGITS, text.plain)):
        reason = "这条回复大部分不是中文，顾客多半读不下去。"
        better = "用中文把答案再写一遍，型号、尺码这些可以保留字母。"
        return _check("not_chinese", reason, better, NOTHING)
    return None


def _pasted(text: Text, model: str) -> Check | None:
    if len(text.plain) < MIN_PASTED or not _resembles(text.plain, (model,), PASTED_GRAM):
        return None
    own, good = _grams(text.plain, PASTED_GRAM), _grams_of((model,), PASTED_GRAM)
    if not good or len(own & good) < PASTED * min(len(own), len(good)):
        return None
    reason = "这条和示范回复几乎一样。照抄能过一次，换个顾客就用不上了，所以这次最多到“需改进”。"
    better = "合上示范，按它的顺序用自己的话写一遍：先答什么，再给什么，最后让顾客做什么。"
    return _check("pasted_model", reason, better, BELOW_PASS)


def _parroted(text: Text, customer: tuple[str, ...]) -> Check | None:
    if len(text.plain) < MIN_PARROTED or not _resembles(text.plain, customer, GRAM):
        return None
    own = _grams(text.plain, GRAM)
    if len(own & _grams_of(customer, GRAM)) <= COPIED * len(own):
        return None
    reason = "大半句子是顾客自己的原话，他没有得到新的信息。"
    return _check("parroted", reason, "复述一句就够，剩下的地方写答案和下一步。", LITTLE)


def _repeats(text: Text) -> Check | None:
    most = (1 - REPEATED) * (len(text.plain) - 1)  # different pairs a repetitive reply can have
    if len(text.plain) <= MIN_STUFFED or len(set(text.plain)) > most + 1:
        return None
    if len(_grams(text.plain, 2)) >= most:
        return None
    reason = "同样的话来回说，顾客要自己从里面找答案。"
    return _check("repetition", reason, "每个意思只说一遍，把重复的删掉。", LITTLE)


def _stuffed(text: Text, chinese: int, answered: float) -> Check | None:
    listed = len(text.clauses) >= MANY and len(text.plain) < BRIEF * len(text.clauses)
    if chinese < MIN_STUFFED or not (listed or answered < HALF):
        return None
    if len(_FUNCTION.findall(text.plain)) >= FUNCTION_WORDS * chinese * (2 if listed else 1):
        return None
    reason = "这些词是一个个摆在一起的，没有连成话，顾客读完不知道该做什么。"
    better = "挑最要紧的一件，写成完整的句子：谁、什么时候、做什么。"
    return _check("stuffing", reason, better, BELOW_PASS)


def _short(letters: int) -> Check | None:
    if letters >= FEW:
        return None
    reason = "只有几个字，顾客的问题还没有答完，他得再追问一次。"
    return _check("too_short", reason, "把答案补成一句整话，再加上下一步怎么做。", LITTLE, Kind.MISSING)


def _resembles(plain: str, texts: tuple[str, ...], size: int) -> bool:
    """Whether the texts have any of every third stretch of the reply: most replies need no closer look."""
    theirs = _grams_of(texts, size)
    return any(plain[i : i + size] in theirs for i in range(0, len(plain), 3))


def _check(name: str, reason: str, better: str, ceiling: float, kind: Kind = Kind.FAULT) -> Check:
    finding = Finding(name, kind, Dimension.COMMUNICATION, 0.0, None, reason, better)
    return Check(finding, ceiling)


def _grams(plain: str, size: int = GRAM) -> set[str]:
    return {plain[i : i + size] for i in range(len(plain) - size + 1)}


@lru_cache(maxsize=512)
def _grams_of(texts: tuple[str, ...], size: int) -> frozenset[str]:
    return frozenset(gram for words in texts for gram in _grams(read(words).plain, size))
