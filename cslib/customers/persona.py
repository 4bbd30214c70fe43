"""What moves a customer: how much each thing an agent does changes mood and trust, by kind of customer.

The sizes are the course's own choice: they keep a talk of six to ten messages inside the scale and let one
grave fault outweigh two kindnesses. They move the customer; nothing is graded by them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cslib.customers.model import Scenario
from cslib.rubric.model import Finding, Kind

LEAST, MOST = 0.0, 100.0
#: A single message moves mood and trust by at most this much, a critical failure excepted.
SWING = 25.0
EASY = 50.0


class Effect(NamedTuple):
    """Points of mood and of trust, on a scale of 100."""

    mood: float
    trust: float


class Shift(NamedTuple):
    """Why mood and trust moved: the cause, in words for the learner, and by how much."""

    cause: str
    label: str
    mood: float
    trust: float


EFFECTS: Mapping[str, tuple[str, Effect]] = {
    "slot": ("得到一个答案", Effect(4, 5)),
    "partial": ("答了一半", Effect(1, 1)),
    "asked": ("问到了点子上", Effect(2, 3)),
    "tool": ("事情真的办了", Effect(5, 7)),
    "empathy": ("感到被理解", Effect(8, 3)),
    "apology": ("听到了道歉", Effect(6, 2)),
    "ownership": ("有人把事接过去", Effect(3, 4)),
    "restate": ("不用再说第二遍", Effect(3, 4)),
    "concrete_time": ("有准时间", Effect(2, 5)),
    "options": ("有得选", Effect(4, 2)),
    "choice": ("可以自己定", Effect(3, 2)),
    "next_step": ("知道下一步", Effect(1, 3)),
    "benefit": ("听到对自己的好处", Effect(2, 1)),
    "open_question": ("被问到需求", Effect(1, 1)),
    "courtesy": ("语气客气", Effect(1, 0)),
    "greeting": ("有人应答", Effect(1, 0)),
    "closing": ("收得有礼", Effect(1, 0)),
    "wrong": ("和实际对不上", Effect(-4, -12)),
    "unsupported_number": ("数字没有来历", Effect(0, -4)),
    "forbidden": ("说了不该说的话", Effect(-8, -8)),
    "critical": ("碰到底线", Effect(-40, -40)),
    "vague_time": ("时间含糊", Effect(-4, -6)),
    "hedging": ("答得没把握", Effect(-2, -6)),
    "over_promise": ("话说得太满", Effect(1, -6)),
    "false_urgency": ("被催着买", Effect(-4, -6)),
    "superlative_ad": ("像广告词", Effect(0, -4)),
    "efficacy_claim": ("功效说过头", Effect(0, -5)),
    "blame_shift": ("被推来推去", Effect(-12, -10)),
    "blame_customer": ("被怪罪", Effect(-16, -10)),
    "impatience": ("被嫌烦", Effect(-14, -8)),
    "flat_refusal": ("被一口回绝", Effect(-8, -6)),
    "unfilled_placeholder": ("收到没填完的模板", Effect(-8, -10)),
    "ni_not_nin": ("称呼随意", Effect(-1, 0)),
    "emoji_overuse": ("表情太多", Effect(-2, 0)),
    "curt": ("语气生硬", Effect(-3, -1)),
    "long_sentence": ("句子太长", Effect(-1, 0)),
    "rambling": ("话多没答案", Effect(-4, -2)),
    "trick": ("像在敷衍", Effect(-8, -6)),
    "stall": ("事情没有往前走", Effect(-3, -2)),
    "repeated": ("同一句话又发一遍", Effect(-8, -5)),
    "settled": ("事情有了着落", Effect(10, 8)),
}
_TRICKS = frozenset({"empty", "not_chinese", "parroted", "repetition", "stuffing"})

_KNOWS: Mapping[str, Mapping[str, float]] = {
    "不了解型": {
        "next_step": 1.6, "benefit": 1.5, "options": 0.6, "curt": 1.5, "wrong": 0.6, "long_sentence": 3,
    },
    "专家型": {
        "slot": 1.2, "wrong": 1.8, "hedging": 1.8, "superlative_ad": 2.5, "efficacy_claim": 2.5,
        "rambling": 1.8, "unsupported_number": 2, "empathy": 0.5, "courtesy": 0.5,
    },
    "一知半解型": {
        "restate": 1.5, "blame_customer": 1.4, "flat_refusal": 1.3, "wrong": 1.2, "benefit": 1.2,
    },
}  # fmt: skip
_CARES: Mapping[str, Mapping[str, float]] = {
    "看价格": {"options": 1.5, "choice": 1.3, "false_urgency": 1.5, "flat_refusal": 1.3},
    "看品牌": {"benefit": 1.5, "superlative_ad": 1.5, "hedging": 1.4, "courtesy": 2},
    "图方便": {
        "rambling": 2, "long_sentence": 3, "next_step": 1.8, "concrete_time": 1.5, "stall": 1.6,
        "empathy": 0.5,
    },
    "求倾听": {
        "empathy": 1.8, "apology": 1.4, "restate": 2, "asked": 2, "slot": 0.7, "tool": 0.6, "curt": 2,
    },
    "求解决": {"concrete_time": 1.5, "ownership": 1.5, "vague_time": 1.5, "tool": 1.3, "empathy": 0.8},
    "求补偿": {"options": 1.4, "flat_refusal": 1.4, "empathy": 0.7, "apology": 0.7},
    "谋利": {"empathy": 0.3, "apology": 0.2, "courtesy": 0.3, "slot": 0.6, "stall": 0.6},
}  # fmt: skip


def cause(finding: Finding) -> str:
    """The cause in `EFFECTS` that a finding stands for; empty where the customer doesn't notice it."""
    family = finding.criterion.partition(":")[0]
    if finding.kind is Kind.CRITICAL:
        return "critical"
    if finding.kind is Kind.MISSING:
        return "partial" if family == "missing" else ""
    if finding.criterion in _TRICKS:
        return "trick"
    family = "wrong" if family == "fact" else family
    return family if family in EFFECTS else ""


def shifts(
    scenario: Scenario, causes: Iterable[str], before: Counter[str], tool: str = ""
) -> tuple[Shift, ...]:
    """How much each cause moves this customer.

    Parameters
    ----------
    causes
        In the order they happened; kindnesses wear off: the nth of a kind counts 1/n.
    before
        How often each happened earlier in the talk.
    tool
        The tool that has just been used, where one has.
    """
    seen = Counter(before)
    moved: dict[str, Shift] = {}
    for name in causes:
        label, effect = EFFECTS[name]
        seen[name] += 1
        kind = effect.mood + effect.trust > 0 and name not in ("slot", "asked", "tool", "partial")
        weight = _weight(scenario, name, tool) / (seen[name] if kind else 1)
        old = moved.get(name, Shift(name, label, 0.0, 0.0))
        moved[name] = old._replace(
            mood=old.mood + effect.mood * weight, trust=old.trust + effect.trust * weight
        )
    return tuple(moved.values())


def _weight(scenario: Scenario, name: str, tool: str) -> float:
    own = next((r.times for r in scenario.reacts if r.to in (name, f"{name}:{tool}")), 1.0)
    who = scenario.customer
    return own * _KNOWS[who.knows].get(name, 1.0) * _CARES[who.cares].get(name, 1.0)


def moved(level: float, amounts: Iterable[float], *, bounded: bool = True) -> float:
    """`level` after all `amounts`, inside the scale and, if `bounded`, at most `SWING` away.

    Gains count less the higher the level stands: in full up to `EASY`, then in proportion to what is left.

    Examples
    --------
    >>> moved(40, [6, 4]), moved(80, [10]), moved(50, [-20, -20]), moved(5, [-40], bounded=False)
    (50.0, 84.0, 25.0, 0.0)
    """
    change = sum(amounts)
    if change > 0:
        change *= min(1.0, (MOST - level) / (MOST - EASY))
    if bounded:
        change = max(-SWING, min(SWING, change))
    return max(LEAST, min(MOST, level + change))


_MOODS = ((20, "快要走了"), (35, "恼火"), (50, "有点不耐烦"), (65, "还在看"), (80, "放松下来"), (101, "满意"))


def mood_label(mood: float) -> str:
    """A mood in words.

    Examples
    --------
    >>> mood_label(12), mood_label(72)
    ('快要走了', '放松下来')
    """
    return next(label for below, label in _MOODS if mood < below)
