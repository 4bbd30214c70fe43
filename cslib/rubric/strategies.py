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
    return tuple(
        (text.span(*sentence), _strategy(text.plain, sentence, found)) for sentence in text.sentences
    )


def _strategy(plain: str, sentence: Range, found: Mapping[str, list[Range]]) -> str:
    start, end = sentence
    words = plain[start:end]
    for name, cue in _CUES:
        if cue.search(words):
            return name
    for label, name in _LABELS:
        if any(start <= at < end for at, _ in found.get(label, ())):
            return name
    return "信息传达" if _TELLS.search(words) else OTHER
