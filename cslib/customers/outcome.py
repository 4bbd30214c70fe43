"""What a finished talk amounts to: the outcome first, then the manners.

As in tau-bench (Yao et al. 2024, arXiv:2406.12045) a talk counts only where it ended as it should, the
tools were used with the right values and the customer was told what he had to be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from cslib.customers import condition, judge
from cslib.customers.model import End
from cslib.customers.situation import Now
from cslib.customers.talk import Talk
from cslib.parts import Stage
from cslib.rubric.model import Assessment, Band, Kind

UNMET = 28.0  # kind words that leave the matter undone stay below 合格

#: The strategies that belong to each stage of a service talk (CSC framework, arXiv:2508.04423).
STRATEGIES: Mapping[str, tuple[str, ...]] = {
    "欢迎建联": ("礼貌问候", "确认身份"),
    "理解识别": ("重述/转述", "细化问题", "情感管理"),
    "寻求方案": ("提供建议", "信息传达", "情感管理"),
    "解决确认": ("解决实施", "信息传达", "反馈请求"),
    "结束维系": ("关系延续", "感谢告别"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist: what had to be so, and whether it was."""

    text: str
    met: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a talk came to.

    Attributes
    ----------
    end
        Where it ended.
    accepted
        Whether it ended well and every check is met.
    checks
        The scenario's own, what the customer had to be told, and that no critical failure occurred.
    assessment
        The whole talk as one reply.
    total, band
        Of 50; at most `UNMET` where the outcome doesn't count, 0 after a critical failure.
    """

    end: End
    accepted: bool
    checks: tuple[Check, ...]
    assessment: Assessment
    total: float
    band: Band


def of(talk: Talk) -> Outcome:
    """The outcome of a talk that is over.

    Raises
    ------
    ValueError
        It isn't over.

    Examples
    --------
    >>> from cslib import exercises
    >>> from cslib.customers import proof
    >>> cream = exercises.load("opened-cream")
    >>> [of(proof.run(cream, path)).accepted for path in cream.paths[:2]]
    [True, False]
    """
    end = talk.end
    if end is None:
        raise ValueError("the talk is not over")
    checks = tuple(_checks(talk))
    accepted = end.kind == "accepted" and all(check.met for check in checks)
    graded = _graded(talk)
    total = graded.total if accepted else min(graded.total, UNMET)
    total = 0.0 if _critical(talk) else total
    return Outcome(end, accepted, checks, graded, total, Band.of(total))


def _graded(talk: Talk) -> Assessment:
    """The whole talk as one reply, without critical failures that no message holds by itself."""
    graded = judge.talk(tuple(step.move.text for step in talk.messages), talk.scenario)
    held = {f.criterion for step in talk.messages for f in step.findings if f.kind is Kind.CRITICAL}
    kept = tuple(f for f in graded.findings if f.kind is not Kind.CRITICAL or f.criterion in held)
    if len(kept) == len(graded.findings):
        return graded
    total = 0.0 if held else sum(graded.scores.values())
    return replace(graded, findings=kept, total=total, band=Band.of(total))


def _checks(talk: Talk) -> list[Check]:
    now = Now(talk)
    scenario = talk.scenario
    checks = [Check(check.text, condition.parse(check.when).holds(now)) for check in scenario.outcome]
    told = set(now.slots())
    checks += [Check(f"说到了：{s.asks}", s.id in told) for s in scenario.slots if s.required]
    return [*checks, Check("没有碰到致命项", not _critical(talk))]


def _critical(talk: Talk) -> bool:
    return any(f.kind is Kind.CRITICAL for step in talk.steps for f in step.findings)


def strategies(talk: Talk) -> dict[str, dict[str, int]]:
    """How often each strategy was used in each stage of the talk; stages it never came to are left out."""
    stages = {state.id: state.stage for state in talk.scenario.states}
    used: dict[str, dict[str, int]] = {}
    for step in talk.messages:
        counts = used.setdefault(stages[step.state], {})
        for _, name in step.strategies:
            counts[name] = counts.get(name, 0) + 1
    return {stage: used[stage] for stage in get_args(Stage) if stage in used}


def late(talk: Talk) -> int:
    """How many messages came after the scenario's mark on the response clock."""
    return sum(step.move.seconds > talk.scenario.seconds for step in talk.messages)


def result(talk: Talk) -> dict[str, Any]:
    """What is stored of a finished talk."""
    came = of(talk)
    criteria = {f"{f.kind}:{f.criterion}" for step in talk.steps for f in step.findings}
    criteria |= {f"{f.kind}:{f.criterion}" for f in came.assessment.of_kind(Kind.MISSING)}
    return {
        "end": came.end.id,
        "accepted": came.accepted,
        "right": sum(check.met for check in came.checks),
        "of": len(came.checks),
        "total": round(came.total, 2),
        "band": came.band.value,
        "scores": {d.value: round(points, 2) for d, points in came.assessment.scores.items()},
        "criteria": sorted(criteria),
        "mood": round(talk.mood, 1),
        "trust": round(talk.trust, 1),
        "late": late(talk),
        "seed": talk.seed,
    }
