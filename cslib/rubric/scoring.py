"""How findings become points: every point moved belongs to a finding, every dimension is a bounded sum.

The weights are general: what an answered slot, a wrong figure, a kindness or a blame is worth in each of the
five dimensions. They were set on twelve development scenarios and never on sentences.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cslib.rubric.model import DIMENSION_POINTS, TOTAL_POINTS, Dimension, Finding, Kind, Span


class Moves(NamedTuple):
    """Points added to knowledge, communication, resolution, attitude and adaptability, in this order.

    Tuples, because an enum's members take a call of Python code each time they are looked up in a dict.
    """

    k: float = 0.0
    c: float = 0.0
    r: float = 0.0
    a: float = 0.0
    f: float = 0.0


# What answering every required slot earns in each dimension. Half goes by a slot's weight among all slots,
# half by its weight among those of its own dimension, so a missing step costs resolution most.
SLOT_POOL = Moves(k=10.0, c=4.5, r=8.0, a=3.0, f=4.5)

# What the optional slots earn, the first three of them alike. Where an exercise has fewer, half of what they
# would have earned goes to the required ones.
OPTIONAL_POOL = Moves(k=0.6, r=1.5, f=3.0)
OPTIONAL_MOST = 3

WRONG = Moves(k=-4.5, r=-2.0, f=-1.5)
UNSUPPORTED = Moves(k=-4.0, r=-2.0, f=-1.0)
FORBIDDEN = Moves(k=-5.0, r=-3.0, f=-2.0)
NOTHING = Moves()

FAULTS: Mapping[str, Moves] = {
    "blame_shift": Moves(c=-2.0, r=-2.0, a=-5.0, f=-3.0),
    "blame_customer": Moves(c=-3.0, r=-1.0, a=-6.0, f=-4.0),
    "flat_refusal": Moves(r=-1.5, a=-1.0, f=-2.0),
    "impatience": Moves(c=-2.0, a=-4.0, f=-2.0),
    "over_promise": Moves(k=-4.0, r=-2.0, f=-2.0),
    "vague_time": Moves(r=-1.5),
    "hedging": Moves(k=-1.5, c=-1.0),
    "superlative_ad": Moves(k=-3.0),
    "false_urgency": Moves(a=-1.5, f=-1.0),
    "efficacy_claim": Moves(k=-4.0),
    "unfilled_placeholder": Moves(k=-2.0, c=-4.0, a=-2.0),
    "ni_not_nin": Moves(a=-0.5),
    "emoji_overuse": Moves(c=-0.5),
    "curt": Moves(c=-2.0, a=-1.0),
    "long_sentence": Moves(c=-1.5),
    "rambling": Moves(k=-1.0, c=-4.0, r=-1.5, a=-1.0, f=-1.5),
}

STRENGTHS: Mapping[str, Moves] = {
    "empathy": Moves(a=3.0, f=1.2),
    "apology": Moves(a=2.0),
    "ownership": Moves(r=0.8, a=1.2, f=0.8),
    "restate": Moves(c=1.0, f=0.5),
    "open_question": Moves(c=0.3),
    "concrete_time": Moves(r=0.7),
    "options": Moves(a=0.3, f=2.0),
    "next_step": Moves(r=1.0),
    "choice": Moves(a=0.3, f=2.0),
    "benefit": Moves(c=0.3, a=0.5, f=1.0),
    "greeting": Moves(),
    "closing": Moves(),
    "courtesy": Moves(c=2.0, a=2.5),
    "clear": Moves(c=3.5),
}


CALM = 2.0

# The highest total a reply can have in spite of everything else, where this was found in it.
CEILINGS = {
    "wrong": 28.0,
    "unsupported": 28.0,
    "forbidden": 28.0,
    "blame": 22.0,
    "half": 28.0,
    "unanswered": 15.0,
    "placeholder": 6.0,
}


class Ledger:
    """Findings with the points they move, dimension by dimension."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.entered = set[tuple[str, Span | None]]()
        self.sums = [0.0] * len(Dimension)
        self.ceiling = TOTAL_POINTS
        self.critical = False

    def move(self, moves: Moves, scale: float = 1.0) -> float:
        """Add `moves` to the sums; returns the size of what was moved in all, for the finding to show."""
        sums, (k, c, r, a, f) = self.sums, moves
        sums[0] += k * scale
        sums[1] += c * scale
        sums[2] += r * scale
        sums[3] += a * scale
        sums[4] += f * scale
        return round(abs(k + c + r + a + f) * scale, 1)

    def enter(self, finding: Finding) -> None:
        """Enter a finding, unless the same has been found at the same place."""
        place = finding.criterion, finding.span
        if place in self.entered:
            return
        self.entered.add(place)
        if finding.kind is Kind.CRITICAL:
            self.critical = True
        self.findings.append(finding)

    def cap(self, ceiling: float) -> None:
        """Let the total not rise above `ceiling`."""
        self.ceiling = min(self.ceiling, ceiling)

    def scores(self) -> dict[Dimension, float]:
        """Points by dimension: sums bounded to 0..10, in half points, under the ceiling."""
        bounded = [min(DIMENSION_POINTS, max(0.0, points)) for points in self.sums]
        return dict(zip(Dimension, _under(bounded, self.ceiling), strict=True))


def with_points(finding: Finding, points: float) -> Finding:
    """The finding with its points; `dataclasses.replace` takes ten times as long."""
    f = finding
    return Finding(f.criterion, f.kind, f.dimension, points, f.span, f.reason, f.better, f.link)


def _under(scores: list[float], ceiling: float) -> list[float]:
    """Half points; where they add up to more than the ceiling, shrunk alike until they add up to it."""
    rounded = [round(points * 2) / 2 for points in scores]
    total = sum(rounded)
    if total <= ceiling:
        return rounded
    shrunk = [points * ceiling / total for points in rounded]
    kept = [int(points * 2) / 2 for points in shrunk]
    halves = int((ceiling - sum(kept)) * 2)
    for i in sorted(range(len(kept)), key=lambda i: kept[i] - shrunk[i])[:halves]:
        kept[i] += 0.5
    return kept


def optional() -> Moves:
    """What answering one optional slot earns."""
    return Moves(*(points / OPTIONAL_MOST for points in OPTIONAL_POOL))


def required_pool(optional_slots: int) -> Moves:
    """What answering all required slots earns in an exercise with so many optional ones."""
    left = max(0, OPTIONAL_MOST - optional_slots) / OPTIONAL_MOST / 2
    return Moves(*(points + more * left for points, more in zip(SLOT_POOL, OPTIONAL_POOL, strict=True)))


def slot_moves(
    weight: float, own: Dimension, weights: float, by_dimension: Mapping[Dimension, float], pool: Moves
) -> Moves:
    """What answering one required slot earns.

    Parameters
    ----------
    weight, own
        The slot's weight and dimension.
    weights, by_dimension
        Weights of all required slots, together and by dimension.
    pool
        What all required slots earn together.
    """
    moves = []
    for dimension, points in zip(Dimension, pool, strict=True):
        share = weight / weights
        if by_dimension[dimension]:
            share = share / 2 + (weight / by_dimension[dimension] / 2 if dimension is own else 0.0)
        moves.append(points * share)
    return Moves(*moves)


def courtesy(empathy: bool, apology: bool) -> Moves:
    """What courtesy earns: where nothing calls for empathy or an apology, it is all the warmth there is."""
    return _COURTESY[empathy, apology]


_COURTESY = {
    (e, a): STRENGTHS["courtesy"]._replace(a=STRENGTHS["courtesy"].a + CALM * (not e) + CALM * (not a))
    for e in (True, False)
    for a in (True, False)
}
