"""How a reply is put: easy to take in or not, warm or curt. Content is none of its business."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from cslib.text import Range, Text

NOWHERE = (1 << 60, 1 << 60)
LONG = 80  # characters between stops before a sentence is hard to follow on a phone
_STOPS = re.compile("[。!?;:~…]")
_ADDRESS = re.compile(r"您|亲(?![自手眼口笔生身测密子])")
_ASKING = re.compile(r"(?<![申邀])请(?!求|假|示)|麻烦(?=[您你])|辛苦[您你]|劳烦")
_SOFT = re.compile(r"[哦哈呢哟啦呀嘛呐噢](?![\u4e00-\u9fff])|~|吧(?![\u4e00-\u9fff])|好吗|可以吗|行吗")
_HELPING = re.compile(r"[帮给为替跟陪][您你]|我[来去]|交给我|随时|放心|别着?急|不用担心|别担心")
_THANKS = re.compile(r"谢谢|感谢|多谢|辛苦")
# 您看中的, 您选同城就行 and 7天内都可以 leave nothing to choose.
_CHOICE = re.compile(
    r"(?<![看给帮替为议荐])[您你](?:看(?![的到过了下完]|中(?!不)|一下)|[选挑](?![^,。!?;]{2,8}(?:就|即))|定(?!制|做)|说了算|来定|决定)"
    r"|任选|要不要|哪[种个样]|选哪|可以吗[?~]|要改吗|还是[^,。!?;吗]{2,12}\?|(?<!内)(?<!前)都(?:行|可以)"
)


class Tone(NamedTuple):
    """What the wording of a reply shows.

    Attributes
    ----------
    longest
        Characters in the longest stretch without a stop.
    marks
        Kinds of courtesy shown: ``address``, ``asking``, ``soft``, ``helping``, ``thanks``.
    choice
        Where the customer is given the choice, or None.
    """

    longest: int
    marks: frozenset[str]
    choice: Range | None

    @property
    def curt(self) -> bool:
        """Neither addresses the customer nor softens anything: read as an order or a brush-off."""
        return not self.marks & {"address", "asking", "soft", "helping"}


_COURTESY = (
    ("address", _ADDRESS),
    ("asking", _ASKING),
    ("soft", _SOFT),
    ("helping", _HELPING),
    ("thanks", _THANKS),
)


def measure(text: Text, without: Sequence[Range] = ()) -> Tone:
    """Measure the wording of a reply, leaving out the ranges `without`."""
    plain = text.plain
    for start, end in reversed(without):
        plain = plain[:start] + plain[end:]
    longest = max(map(len, _STOPS.split(plain)))
    marks = frozenset(name for name, pattern in _COURTESY if pattern.search(plain))
    chosen = (m.span() for m in _CHOICE.finditer(text.plain) if not _inside(m.start(), without))
    return Tone(longest, marks, next(chosen, None))


def _inside(offset: int, ranges: Sequence[Range]) -> bool:
    return any(a <= offset < b for a, b in ranges)


def addresses(text: Text) -> bool:
    """Whether the reply addresses the customer or asks politely, anywhere."""
    return bool(_ADDRESS.search(text.plain) or _ASKING.search(text.plain))


def hollow(text: Text, bearing: Sequence[Range]) -> float:
    """Share of the reply in clauses that carry nothing: no answer, figure, step or kindness."""
    empty = reached = 0  # how far the bearing stretches that start before this clause's end reach
    ahead = iter(sorted(bearing))
    start, end = next(ahead, NOWHERE)
    for a, b in text.clauses:
        while start < b:
            reached = max(reached, end)
            start, end = next(ahead, NOWHERE)
        empty += b - a if reached <= a else 0
    return empty / len(text.plain) if text.plain else 0.0
