"""How findings become points: every point moved belongs to a finding, every dimension is a bounded sum.

The weights are general: what an answered slot, a wrong figure, a kindness or a blame is worth in each of the
five dimensions. They were set on twelve development scenarios and never on sentences.
"""

from __future__ import annotations

from collections.abc import Mapping

from cslib.rubric.model import DIMENSION_POINTS, TOTAL_POINTS, Dimension, Finding, Kind

K, C, R, A, F = (
    Dimension.KNOWLEDGE,
    Dimension.COMMUNICATION,
    Dimension.RESOLUTION,
    Dimension.ATTITUDE,
    Dimension.ADAPTABILITY,
)
Moves = Mapping[Dimension, float]

# What answering every required slot earns in each dimension. Half goes by a slot's weight among all slots,
# half by its weight among those of its own dimension, so a missing step costs resolution most.
SLOT_POOL: Moves = {K: 10.0, C: 4.0, R: 7.5, A: 2.5, F: 5.0}
OPTIONAL: Moves = {K: 0.3, R: 0.5, F: 0.7}
OPTIONAL_MOST = 3

WRONG: Moves = {K: -4.5, R: -2.0, F: -1.5}
UNSUPPORTED: Moves = {K: -4.0, R: -2.0, F: -1.0}
FORBIDDEN: Moves = {K: -5.0, R: -3.0, F: -2.0}
NOTHING: Moves = {}

FAULTS: Mapping[str, Moves] = {
    "blame_shift": {A: -5.0, F: -3.0, C: -2.0, R: -2.0},
    "blame_customer": {A: -6.0, F: -4.0, C: -3.0, R: -1.0},
    "flat_refusal": {R: -1.5, F: -2.0, A: -1.0},
    "impatience": {A: -4.0, F: -2.0, C: -2.0},
    "over_promise": {K: -4.0, R: -2.0, F: -2.0},
    "vague_time": {R: -1.5},
    "hedging": {K: -1.5, C: -1.0},
    "superlative_ad": {K: -3.0},
    "false_urgency": {A: -1.5, F: -1.0},
    "efficacy_claim": {K: -4.0},
    "unfilled_placeholder": {C: -4.0, A: -2.0, K: -2.0},
    "ni_not_nin": {A: -0.5},
    "emoji_overuse": {C: -0.5},
    "curt": {A: -1.0, C: -1.5},
    "long_sentence": {C: -1.5},
    "rambling": {C: -4.0, K: -1.0, R: -1.5, F: -1.5, A: -1.0},
}

STRENGTHS: Mapping[str, Moves] = {
    "empathy": {A: 2.5, F: 1.0},
    "apology": {A: 2.0},
    "ownership": {R: 0.8, A: 1.0, F: 0.5},
    "restate": {C: 1.0},
    "open_question": {C: 0.3},
    "concrete_time": {R: 0.7},
    "options": {F: 1.7, A: 0.3},
    "next_step": {R: 1.0},
    "choice": {F: 1.7, A: 0.3},
    "benefit": {F: 0.8, C: 0.3},
    "greeting": {},
    "closing": {},
    "courtesy": {A: 2.5, C: 2.0},
    "clear": {C: 3.5},
}


CALM = 2.0

# The highest total a reply can have in spite of everything else, where this was found in it.
CEILINGS = {
    "wrong": 28.0,
    "unsupported": 28.0,
    "forbidden": 28.0,
    "blame": 22.0,
    "unanswered": 15.0,
    "placeholder": 6.0,
}


class Ledger:
    """Findings with the points they move, dimension by dimension."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.sums: dict[Dimension, float] = dict.fromkeys(Dimension, 0.0)
        self.ceiling = TOTAL_POINTS
        self.critical = False

    def move(self, moves: Moves, scale: float = 1.0) -> float:
        """Add `moves` to the sums; returns the size of what was moved in all, for the finding to show."""
        moved = 0.0
        for dimension, points in moves.items():
            self.sums[dimension] += points * scale
            moved += points * scale
        return round(abs(moved), 1)

    def enter(self, finding: Finding) -> None:
        """Enter a finding."""
        self.critical = self.critical or finding.kind is Kind.CRITICAL
        self.findings.append(finding)

    def cap(self, ceiling: float) -> None:
        """Let the total not rise above `ceiling`."""
        self.ceiling = min(self.ceiling, ceiling)

    def scores(self) -> dict[Dimension, float]:
        """Points by dimension: sums bounded to 0..10, in half points, under the ceiling."""
        bounded = {d: min(DIMENSION_POINTS, max(0.0, points)) for d, points in self.sums.items()}
        return _under(bounded, self.ceiling)


def with_points(finding: Finding, points: float) -> Finding:
    """The finding with its points; `dataclasses.replace` takes ten times as long."""
    f = finding
    return Finding(f.criterion, f.kind, f.dimension, points, f.span, f.reason, f.better, f.link)


def _under(scores: dict[Dimension, float], ceiling: float) -> dict[Dimension, float]:
    """Half points; where they add up to more than the ceiling, shrunk alike until they add up to it."""
    rounded = {d: round(points * 2) / 2 for d, points in scores.items()}
    total = sum(rounded.values())
    if total <= ceiling:
        return rounded
    shrunk = {d: points * ceiling / total for d, points in rounded.items()}
    kept = {d: int(points * 2) / 2 for d, points in shrunk.items()}
    halves = int((ceiling - sum(kept.values())) * 2)
    for d in sorted(kept, key=lambda d: kept[d] - shrunk[d])[:halves]:
        kept[d] += 0.5
    return kept


def slot_moves(weight: float, own: Dimension, weights: float, by_dimension: Moves) -> Moves:
    """What answering one required slot earns.

    Parameters
    ----------
    weight, own
        The slot's weight and dimension.
    weights, by_dimension
        Weights of all required slots, together and by dimension.
    """
    moves = {}
    for dimension, pool in SLOT_POOL.items():
        share = weight / weights
        if by_dimension[dimension]:
            share = share / 2 + (weight / by_dimension[dimension] / 2 if dimension is own else 0.0)
        moves[dimension] = pool * share
    return moves


def courtesy(empathy: bool, apology: bool) -> Moves:
    """What courtesy earns: where nothing calls for empathy or an apology, it is all the warmth there is."""
    return _COURTESY[empathy, apology]


_COURTESY = {
    (e, a): {A: STRENGTHS["courtesy"][A] + CALM * (not e) + CALM * (not a), C: STRENGTHS["courtesy"][C]}
    for e in (True, False)
    for a in (True, False)
}
