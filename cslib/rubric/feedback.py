"""What the learner reads about content: one finding for every answer, figure and forbidden word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cslib.quantities import Quantity
from cslib.rubric.figures import Contradiction
from cslib.rubric.model import Dimension, Finding, Kind, Span
from cslib.rubric.phrase import Match
from cslib.rubric.slots import Answer
from cslib.text import Text

if TYPE_CHECKING:
    from cslib.exercises import Forbidden, Reply


def answer(text: Text, found: Answer) -> Finding:
    """The finding for a slot: answered, half answered, answered wrongly or not at all."""
    slot, span = found.slot, _span(text, found.match)
    if found.wrong:
        wrong = found.wrong
        return Finding(
            f"wrong:{slot.id}",
            Kind.FAULT,
            slot.dimension,
            0.0,
            span,
            wrong.reason,
            wrong.better or slot.better,
        )
    if found.state == "filled":
        return Finding(f"slot:{slot.id}", Kind.STRENGTH, slot.dimension, 0.0, span, _answered(found))
    if found.state == "partial":
        return Finding(
            f"missing:{slot.id}", Kind.MISSING, slot.dimension, 0.0, span, _half(text, found), slot.better
        )
    reason = slot.reason or f"顾客想知道“{slot.asks}”，这里还没有答，他只能再问一遍。"
    return Finding(f"missing:{slot.id}", Kind.MISSING, slot.dimension, 0.0, None, reason, slot.better)


def _answered(found: Answer) -> str:
    asks = found.slot.asks
    if found.slot.carries:
        return f"“{asks}”答得有准数，顾客不用再追问。"
    return f"“{asks}”有了明确的答复，顾客不用再问第二遍。"


def _half(text: Text, found: Answer) -> str:
    asks = found.slot.asks
    if found.lacking:
        return f"说到了“{asks}”，还缺{_list(found.lacking)}。没有准数，顾客心里没底，会接着问。"
    said = _said(text, found.match.start, found.match.end) if found.match else ""
    return f"写了“{said}”，没说清它回答的是“{asks}”，顾客得自己猜。"


def contradiction(text: Text, found: Contradiction) -> Finding:
    """The finding for a figure that contradicts a fact; shows the right one."""
    said = _said(text, found.quantity.start, found.quantity.end)
    fact = found.fact
    source = f"（{fact.source}）" if fact.source else ""
    right = f"{fact.text.rstrip('。')}{source}"
    reason = f"“{said}”和查到的不一样：{right}。顾客会照你写的数去等、去算，落空了就是投诉。"
    span = text.span(found.quantity.start, found.quantity.end)
    return Finding(
        f"fact:{fact.id}",
        Kind.FAULT,
        Dimension.KNOWLEDGE,
        0.0,
        span,
        reason,
        f"把“{said}”改成“{found.right}”。",
    )


def unsupported(text: Text, found: Quantity, known: tuple[str, ...]) -> Finding:
    """The finding for a figure that nothing the agent can see accounts for."""
    said = _said(text, found.start, found.end)
    reason = f"“{said}”在订单、活动和规则里都查不到依据。顾客会当成承诺，对不上就要你来补。"
    better = (
        f"先核对再写；这一单查得到的有：{'、'.join(known)}。" if known else "先核对再写，查不到就不写数字。"
    )
    return Finding(
        "unsupported_number",
        Kind.FAULT,
        Dimension.KNOWLEDGE,
        0.0,
        text.span(found.start, found.end),
        reason,
        better,
    )


def forbidden(text: Text, rule: Forbidden, match: Match, promised: bool) -> Finding:
    """The finding for something that must not be said here; promised outright it is critical."""
    kind = Kind.CRITICAL if rule.critical or promised else Kind.FAULT
    span = text.span(match.start, match.end)
    return Finding(
        f"forbidden:{rule.id}", kind, rule.dimension, 0.0, span, rule.reason, rule.better, rule.link
    )


def needs(exercise: Reply, shown: set[str]) -> list[Finding]:
    """What the situation calls for besides facts, where the reply doesn't show it."""
    called = []
    if exercise.needs.apology and "apology" not in shown:
        reason = "这件事是店里给顾客添了麻烦，一句道歉没有，后面再好的方案听着也像应付。"
        called.append(_need("apology", Dimension.ATTITUDE, reason, "开头加一句，说清为哪件事抱歉，不用长。"))
    if exercise.needs.empathy and not shown & {"empathy", "apology"}:
        reason = "顾客把烦恼说出来了，回复里没有接住，他会觉得在跟机器说话。"
        called.append(_need("empathy", Dimension.ATTITUDE, reason, "先用半句话说出他的处境，再给办法。"))
    if exercise.needs.options and not shown & {"options", "choice"}:
        reason = "这种情况不止一条路，只给一种，顾客容易觉得被安排。"
        called.append(
            _need("options", Dimension.ADAPTABILITY, reason, "给出两种办法，各说清条件和时间，请顾客选。")
        )
    return called


def _need(name: str, dimension: Dimension, reason: str, better: str) -> Finding:
    return Finding(f"missing:{name}", Kind.MISSING, dimension, 0.0, None, reason, better)


def _span(text: Text, match: Match | None) -> Span | None:
    return text.span(match.start, match.end) if match else None


def _said(text: Text, start: int, end: int) -> str:
    span = text.span(start, end)
    return text.raw[span.start : span.end]


def _list(words: tuple[str, ...]) -> str:
    return "、".join(f"“{word}”" for word in words)
