"""What the learner reads about content: one finding for every answer, figure and forbidden word.

Each function takes the points its finding moves, so that a finding is built once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cslib import quantities
from cslib.quantities import Quantity
from cslib.rubric.figures import Contradiction
from cslib.rubric.model import Dimension, Finding, Kind, Span
from cslib.rubric.phrase import Match
from cslib.rubric.slots import Answer
from cslib.text import Text

if TYPE_CHECKING:
    from cslib.exercises import Fact, Forbidden, Reply, Slot, Wrong

PROMISED = "这里还打了包票，顾客会当成承诺，做不到就是店里失信，所以整条不计分。"


_ANSWERED = (
    "答了“{}”，顾客不用再问第二遍。",
    "“{}”说清楚了，顾客心里有底。",
    "“{}”有了着落，不用顾客自己猜。",
)
_IN_FIGURES = "“{}”给了准数，顾客可以照着安排。"


def answered(text: Text, found: Answer, points: float) -> Finding:
    """A slot is answered."""
    slot = found.slot
    form = _IN_FIGURES if slot.carries else _ANSWERED[len(slot.asks) % len(_ANSWERED)]
    span = _span(text, found.match)
    return Finding(f"slot:{slot.id}", Kind.STRENGTH, slot.dimension, points, span, form.format(slot.asks))


def half(text: Text, found: Answer, points: float) -> Finding:
    """A slot is answered in part: a figure or the words around it are missing."""
    slot = found.slot
    if found.halved:
        said = _said(text, found.match.start, found.match.end) if found.match else ""
        reason = f"“{said}”只答了“{slot.asks}”的一半，顾客还会再问一句。"
    elif found.lacking:
        lacking = "、".join(f"“{word}”" for word in found.lacking)
        reason = f"说到了“{slot.asks}”，还缺{lacking}。没有准数，顾客心里没底，会接着问。"
    else:
        said = _said(text, found.match.start, found.match.end) if found.match else ""
        reason = f"写了“{said}”，没说清它回答的是“{slot.asks}”，顾客得自己猜。"
    return _slot(slot, Kind.MISSING, points, _span(text, found.match), reason)


def missing(slot: Slot, points: float) -> Finding:
    """A slot is not answered; ``points`` are what answering it would bring."""
    reason = slot.reason or f"顾客想知道“{slot.asks}”，这里还没有答，他只能再问一遍。"
    return _slot(slot, Kind.MISSING, points, None, reason)


def _slot(slot: Slot, kind: Kind, points: float, span: Span | None, reason: str) -> Finding:
    return Finding(f"missing:{slot.id}", kind, slot.dimension, points, span, reason, slot.better)


def wrong(text: Text, slot: Slot, said: Wrong, match: Match, promised: bool, points: float) -> Finding:
    """A slot is answered with the opposite of the facts; promised outright it is critical."""
    kind, reason = (Kind.CRITICAL, f"{said.reason}{PROMISED}") if promised else (Kind.FAULT, said.reason)
    span = text.span(match.start, match.end)
    return Finding(f"wrong:{slot.id}", kind, slot.dimension, points, span, reason, said.better or slot.better)


def contradiction(text: Text, found: Contradiction, points: float) -> Finding:
    """A figure contradicts a fact; shows the right one."""
    said = _said(text, found.quantity.start, found.quantity.end)
    reason = f"“{said}”和查到的不一样：{_sourced(found.fact)}。顾客会照你写的数去等、去算，落空了就是投诉。"
    span = text.span(found.quantity.start, found.quantity.end)
    better = f"把“{said}”改成“{found.right}”。"
    return Finding(f"fact:{found.fact.id}", Kind.FAULT, Dimension.KNOWLEDGE, points, span, reason, better)


def informed(finding: Finding, fact: Fact) -> Finding:
    """The finding with a fact that the agent could have named in place of what he said."""
    return finding._replace(better=f"这件事查得到准话，照着写就行：{_sourced(fact)}")


def _sourced(fact: Fact) -> str:
    source = f"（{fact.source}）" if fact.source else ""
    return f"{fact.text.rstrip('。')}{source}"


def unsupported(text: Text, found: Quantity, known: tuple[str, ...], points: float) -> Finding:
    """A figure that nothing the agent can see accounts for."""
    span = _whole_time(text, found)
    said = text.raw[span.start : span.end]
    reason = f"“{said}”在订单、活动和规则里都查不到依据。顾客会当成承诺，对不上就要店里来补。"
    better = (
        f"先核对再写；这一单查得到的有：{'、'.join(known)}。" if known else "先核对再写，查不到就不写数字。"
    )
    return Finding("unsupported_number", Kind.FAULT, Dimension.KNOWLEDGE, points, span, reason, better)


_UNTIL = re.compile("[之以]?[前内后]")


def _whole_time(text: Text, found: Quantity) -> Span:
    """The span of a figure, a time with its day before it and its 前 or 内 behind: 今晚八点前."""
    start, end = found.start, found.end
    if found.kind in quantities.TIME_KINDS:
        for q in quantities.find(text.plain):
            if q.end == start and q.kind in quantities.TIME_KINDS:
                start = q.start
        until = _UNTIL.match(text.plain, end)
        end = until.end() if until and found.qualifier else end
    return text.span(start, end)


def forbidden(text: Text, rule: Forbidden, match: Match, promised: bool, points: float) -> Finding:
    """Something that must not be said here; promised outright it is critical."""
    kind = Kind.CRITICAL if rule.critical or promised else Kind.FAULT
    reason = f"{rule.reason}{PROMISED}" if promised and not rule.critical else rule.reason
    span = text.span(match.start, match.end)
    return Finding(f"forbidden:{rule.id}", kind, rule.dimension, points, span, reason, rule.better, rule.link)


def needs(exercise: Reply, shown: set[str]) -> list[Finding]:
    """What the situation calls for besides facts, where the reply doesn't show it."""
    called, wanted = [], exercise.needs
    if wanted.apology and "apology" not in shown:
        called.append(_NO_APOLOGY)
    if wanted.empathy and not shown & {"empathy", "apology"}:
        called.append(_NO_EMPATHY)
    if wanted.options and not shown & {"options", "choice"}:
        called.append(_NO_OPTIONS)
    return called


def _need(name: str, dimension: Dimension, reason: str, better: str) -> Finding:
    return Finding(f"missing:{name}", Kind.MISSING, dimension, 0.0, None, reason, better)


_NO_APOLOGY = _need(
    "apology",
    Dimension.ATTITUDE,
    "这件事是店里给顾客添了麻烦，一句道歉没有，后面再好的方案听着也像应付。",
    "开头加一句，说清为哪件事抱歉，不用长。",
)
_NO_EMPATHY = _need(
    "empathy",
    Dimension.ATTITUDE,
    "顾客把烦恼说出来了，回复里没有接住，他会觉得在跟机器说话。",
    "先用半句话说出他的处境，再给办法。",
)
_NO_OPTIONS = _need(
    "options",
    Dimension.ADAPTABILITY,
    "这种情况不止一条路，只给一种，顾客容易觉得被安排。",
    "给出两种办法，各说清条件和时间，请顾客选。",
)


def _span(text: Text, match: Match | None) -> Span | None:
    return text.span(match.start, match.end) if match else None


def _said(text: Text, start: int, end: int) -> str:
    span = text.span(start, end)
    return text.raw[span.start : span.end]
