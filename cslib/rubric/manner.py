"""What the learner reads about how the reply is put."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from cslib.rubric.model import Dimension, Finding, Kind
from cslib.text import Range, Text

_MARKS = {
    "address": "称呼了顾客",
    "asking": "用了请",
    "soft": "语气放软了",
    "helping": "说了替他做事",
    "thanks": "道了谢",
}


def courtesy(marks: AbstractSet[str], points: float, addressed: bool) -> Finding:
    """The reply is polite in the ways of ``marks``, whether or not it takes up a question."""
    shown = "、".join(_MARKS[m] for m in _MARKS if m in marks)
    reads = "读着像有人在认真接待。" if addressed else "语气是好的；顾客问的事还没有答，光有客气不够。"
    return _good("courtesy", Dimension.ATTITUDE, points, f"{shown}，{reads}")


def clear(points: float) -> Finding:
    """The reply is easy to take in."""
    return _good("clear", Dimension.COMMUNICATION, points, "句子不长，一句说一件事，在手机上一眼能看完。")


def choice(text: Text, where: Range, points: float) -> Finding:
    """The customer is asked to choose."""
    reason = "把决定权交给了顾客，他不会觉得被安排。"
    return Finding("choice", Kind.STRENGTH, Dimension.ADAPTABILITY, points, text.span(*where), reason)


def curt(points: float) -> Finding:
    """Nothing in the reply addresses the customer or softens the words."""
    reason = "整条没有一个“您”，也没有一个请字，顾客读着像在看通知。"
    return _bad(
        "curt", Dimension.ATTITUDE, points, reason, "答案不用变，加上“您”，再添半句“我来帮您办”就够了。"
    )


def long(letters: int, points: float) -> Finding:
    """A sentence is too long."""
    reason = f"有一句{letters}个字没有停，顾客在手机上要读两遍才找得到答案。"
    return _bad(
        "long_sentence", Dimension.COMMUNICATION, points, reason, "一件事用一个句号：先结论，再办法，再时间。"
    )


def rambling(points: float) -> Finding:
    """Most of the reply has nothing to do with this order."""
    reason = "大半的话和顾客问的事无关，他要自己从里面找答案。"
    better = "把与这一单无关的话删掉，第一句就回答他最急的问题。"
    return _bad("rambling", Dimension.COMMUNICATION, points, reason, better)


def _good(name: str, dimension: Dimension, points: float, reason: str) -> Finding:
    return Finding(name, Kind.STRENGTH, dimension, points, None, reason)


def _bad(name: str, dimension: Dimension, points: float, reason: str, better: str) -> Finding:
    return Finding(name, Kind.FAULT, dimension, points, None, reason, better)
