"""Which service strategy each sentence of a reply carries out (CSC framework, arXiv:2508.04423)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cslib.rubric.model import Span
from cslib.text import Range, Text

OTHER = "其它"
# The first that fits counts: what is done for the customer says more of a sentence than how it is dressed.
_CUES = tuple(
    (name, re.compile(cue))
    for name, cue in (
        (
            "确认身份",
            "(?:提供|报|发|告诉|核对|确认)[^。!?]{0,6}(?:订单号|单号|手机号|收件人|收货人|昵称|注册)",
        ),
        ("反馈请求", r"(?:满意|评价|打分|意见)[^。!?]{0,8}(?:吗|\?|告诉|留下)"),
        ("反馈请求", "(?:解决|清楚)了吗|还有(?:其他|别的|什么)"),
        ("关系延续", "关注[^。!?]{0,4}(?:店|我们)|会员|到货(?:提醒|通知)|上新"),
        ("关系延续", "下次(?:来|购|再)|欢迎(?:再|常)来"),
    )
)
_ANY_CUE = re.compile("|".join(cue.pattern for _, cue in _CUES))
_LABELS = (
    ("restate", "重述/转述"),
    ("open_question", "细化问题"),
    ("empathy", "情感管理"),
    ("apology", "情感管理"),
    ("ownership", "解决实施"),
    ("options", "提供建议"),
    ("next_step", "提供建议"),
    ("closing", "感谢告别"),
    ("greeting", "礼貌问候"),
    ("benefit", "信息传达"),
    ("concrete_time", "信息传达"),
)
_TELLS = re.compile(r"\d|[是有为在]|可以|支持|需要|已经|不")


def strategies(text: Text, found: Mapping[str, list[Range]]) -> tuple[tuple[Span, str], ...]:
    """The strategy of each sentence.

    Parameters
    ----------
    text
        The reply.
    found
        Ranges of ``text.plain`` by the label of the behaviour found there.

    Returns
    -------
    tuple
        Span and strategy of each sentence that says anything, in order.

    Examples
    --------
    >>> from cslib.text import read
    >>> [name for _, name in strategies(read("您好。请报一下订单号。"), {"greeting": [(0, 2)]})]
    ['礼貌问候', '确认身份']
    """
    starts = {label: [start for start, _ in ranges] for label, ranges in found.items()}
    cued = bool(_ANY_CUE.search(text.plain))
    named = [(cued and _cued(text.plain, ends)) or _told(text.plain, ends, starts) for ends in text.sentences]
    return tuple(zip([text.span(*ends) for ends in text.sentences], named, strict=True))


def _cued(plain: str, ends: Range) -> str:
    for name, cue in _CUES:
        if cue.search(plain, *ends):
            return name
    return ""


def _told(plain: str, ends: Range, starts: Mapping[str, list[int]]) -> str:
    """The strategy that the behaviours found in a sentence tell of, those that `starts` there."""
    first, last = ends
    for label, name in _LABELS:
        for start in starts.get(label, ()):
            if first <= start < last:
                return name
    return "信息传达" if _TELLS.search(plain, first, last) else OTHER
