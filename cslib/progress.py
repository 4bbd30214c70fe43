"""What a learner's attempts add up to: mastery over time, what is due again, and what to practise first.

Everything is computed from the stored attempts alone; nothing else is kept, so nothing can disagree.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from cslib.records import Attempt
from cslib.rubric import names
from cslib.rubric.model import TOTAL_POINTS, Dimension

if TYPE_CHECKING:
    from fsrs import Card, Rating

TROUBLES = frozenset({"critical", "fault", "missing"})
RECENT = 5
LONGEST_GAP_DAYS = 60
PASS_SHARE = 29 / TOTAL_POINTS


#: What criteria of one exercise come to over all exercises: a slot's id means nothing elsewhere.
_FOLDED = {
    "slot": "unanswered",
    "missing": "unanswered",
    "fact": "contradiction",
    "wrong": "contradiction",
    "forbidden": "forbidden",
}
#: What only some situations call for, each with the strengths that show it was called for and given.
_CALLED_FOR = {
    "no_apology": {"apology"},
    "no_empathy": {"apology", "empathy"},
    "no_options": {"choice", "options"},
}
#: What only one kind of attempt is checked for.
_ONLY_IN = {"stall": "scenario", "repeated": "scenario", "pasted_model": "reply"}


class Trend(StrEnum):
    """How a trouble develops, in the words learners read."""

    THERE = "还在出现"
    FADING = "在变少"
    MASTERED = "已经改掉"


@dataclass(frozen=True, slots=True)
class Habit:
    """A trouble found in a learner's replies or talks, and how it went over time.

    Attributes
    ----------
    criterion
        As in `cslib.rubric.model.Finding`; what belongs to one exercise only is folded by `fold`.
    found
        Whether it was found, for each attempt in which it could occur, oldest first.
    critical
        Whether it was a critical failure in one of the latest `RECENT` of them.
    last
        The latest reply it was found in; None where it was found in talks only.
    """

    criterion: str
    found: tuple[bool, ...]
    critical: bool
    last: Attempt | None

    @property
    def label(self) -> str:
        """What it is called."""
        return label(self.criterion)

    @property
    def recent(self) -> tuple[bool, ...]:
        """The latest `RECENT` of `found`."""
        return self.found[-RECENT:]

    @property
    def trend(self) -> Trend:
        """Mastered when absent from the latest `RECENT`; fading when rarer in them than before.

        Of `RECENT` or fewer, the later half is compared with what came before it.

        Examples
        --------
        >>> [Habit("curt", found, False, None).trend.value for found in ((1, 1, 0), (1, 0, 0, 0, 0, 0))]
        ['在变少', '已经改掉']
        """
        if len(self.found) >= RECENT and not any(self.recent):
            return Trend.MASTERED
        cut = len(self.found) - (RECENT if len(self.found) > RECENT else len(self.found) // 2)
        return Trend.FADING if _rate(self.found[cut:]) < _rate(self.found[:cut]) else Trend.THERE


def share(attempt: Attempt) -> float:
    """How much of what could be reached was reached, 0 to 1.

    Examples
    --------
    >>> share(Attempt("q", "quiz", {}, {"right": 3, "of": 4}))
    0.75
    >>> share(Attempt("r", "reply", "…", {"total": 40}))
    0.8
    """
    result = attempt.result
    if "total" in result:
        return float(result["total"]) / TOTAL_POINTS
    return float(result.get("right", 0)) / float(result.get("of") or 1)


def done(attempts: Iterable[Attempt]) -> set[str]:
    """Exercises handed in at least once."""
    return {attempt.exercise for attempt in attempts}


def best(attempts: Iterable[Attempt]) -> dict[str, float]:
    """The best share reached in each exercise."""
    found: dict[str, float] = {}
    for attempt in attempts:
        found[attempt.exercise] = max(share(attempt), found.get(attempt.exercise, 0.0))
    return found


def due(attempts: Sequence[Attempt], now: datetime | None = None) -> list[tuple[str, datetime]]:
    """The exercises to practise again by `now`, the longest overdue first.

    Each exercise is a card of an FSRS deck (Ye et al. 2022, as kept by the ``fsrs`` package), reviewed
    once for every attempt; how well it went is the grade of the review.
    """
    now = now or datetime.now(UTC)
    dates = [(exercise, card.due) for exercise, card in deck(attempts).items()]
    return sorted((entry for entry in dates if entry[1] <= now), key=lambda entry: entry[1])


def deck(attempts: Sequence[Attempt]) -> dict[str, Card]:
    """The card of each exercise after all attempts."""
    from fsrs import Card, Scheduler

    # Learners come once a day: no steps of minutes. No chance, so that two looks agree.
    scheduler = Scheduler(
        learning_steps=(), relearning_steps=(), enable_fuzzing=False, maximum_interval=LONGEST_GAP_DAYS
    )
    cards: dict[str, Card] = {}
    for attempt in sorted(attempts, key=lambda a: a.at):
        if not attempt.at:
            continue
        card = cards.get(attempt.exercise) or Card(card_id=1)
        moment = datetime.fromisoformat(attempt.at).astimezone(UTC)
        cards[attempt.exercise], _ = scheduler.review_card(card, _rating(share(attempt)), moment)
    return cards


def _rating(reached: float) -> Rating:
    from fsrs import Rating

    for floor, rating in ((0.86, Rating.Easy), (0.72, Rating.Good), (PASS_SHARE, Rating.Hard)):
        if reached >= floor:
            return rating
    return Rating.Again


def mastery(attempts: Iterable[Attempt]) -> dict[Dimension, list[tuple[str, float]]]:
    """The points of each dimension over time, as (time, points out of ten)."""
    history: dict[Dimension, list[tuple[str, float]]] = {dimension: [] for dimension in Dimension}
    for attempt in attempts:
        for name, points in attempt.result.get("scores", {}).items():
            history[Dimension(name)].append((attempt.at, float(points)))
    return history


def habits(attempts: Iterable[Attempt]) -> list[Habit]:
    """Every trouble ever found, what to practise first in front.

    Critical failures come first, then what was found most often of late; what is mastered comes last.

    Parameters
    ----------
    attempts
        In the order in which they were handed in; those that were not graded by the rubric don't count.

    Examples
    --------
    >>> vague = Attempt("a", "reply", "尽快", {"criteria": ["fault:vague_time", "missing:missing:fee"]})
    >>> clear = Attempt("b", "reply", "今天18:00前", {"criteria": ["strength:slot:when"]})
    >>> [(h.label, sum(h.recent), h.trend.value) for h in habits([vague, clear, clear])]
    [('顾客的问题没答全', 1, '在变少'), ('时间含糊', 1, '在变少')]
    """
    graded = [(attempt, _kinds(attempt)) for attempt in attempts if "criteria" in attempt.result]
    criteria = {criterion for _, kinds in graded for criterion in kinds if kinds[criterion] & TROUBLES}
    return sorted((_habit(criterion, graded) for criterion in criteria), key=_urgency)


def fold(criterion: str) -> str:
    """The criterion as it is counted over all exercises.

    Examples
    --------
    >>> fold("vague_time"), fold("missing:fee"), fold("missing:apology"), fold("fact:arrival")
    ('vague_time', 'unanswered', 'no_apology', 'contradiction')
    """
    group, _, own = criterion.partition(":")
    if group == "missing" and f"no_{own}" in _CALLED_FOR:
        return f"no_{own}"
    return _FOLDED.get(group, group)


def label(criterion: str) -> str:
    """What a folded criterion is called.

    Examples
    --------
    >>> label("vague_time"), label("unanswered")
    ('时间含糊', '顾客的问题没答全')
    """
    return names.NAMES.get(criterion, criterion)


def _kinds(attempt: Attempt) -> dict[str, set[str]]:
    """What was found in an attempt, each folded criterion with the kinds of its findings."""
    kinds: dict[str, set[str]] = {}
    for entry in attempt.result.get("criteria", ()):
        kind, _, criterion = entry.partition(":")
        kinds.setdefault(fold(criterion), set()).add(kind)
    return kinds


def _habit(criterion: str, graded: Sequence[tuple[Attempt, dict[str, set[str]]]]) -> Habit:
    could = [(a, kinds.get(criterion, set())) for a, kinds in graded if _could(criterion, a, kinds)]
    found = [(a, kinds) for a, kinds in could if kinds & TROUBLES]
    return Habit(
        criterion,
        tuple(bool(kinds & TROUBLES) for _, kinds in could),
        any("critical" in kinds for _, kinds in could[-RECENT:]),
        next((a for a, _ in reversed(found) if a.kind == "reply"), None),
    )


def _could(criterion: str, attempt: Attempt, kinds: Mapping[str, set[str]]) -> bool:
    """Whether the trouble could have been found in the attempt."""
    if criterion in _CALLED_FOR:
        return not kinds.keys().isdisjoint({criterion, *_CALLED_FOR[criterion]})
    return _ONLY_IN.get(criterion, attempt.kind) == attempt.kind


def _urgency(habit: Habit) -> tuple[bool, bool, float, int, str]:
    rarity = -_rate(habit.recent)
    return habit.trend is Trend.MASTERED, not habit.critical, rarity, -sum(habit.found), habit.criterion


def _rate(found: Sequence[bool]) -> float:
    return sum(found) / len(found) if found else 1.0


def passed(exercises: Iterable[str], attempts: Iterable[Attempt]) -> bool:
    """Whether each of the exercises was passed at least once; no exercises, no pass."""
    reached = best(attempts)
    wanted = list(exercises)
    return bool(wanted) and all(reached.get(exercise, 0.0) >= PASS_SHARE for exercise in wanted)


_ABOUT = ("时间", "学员", "练习", "类型", "得分", "等级")
COLUMNS = (*_ABOUT, *(d.label for d in Dimension), "要改的地方", "回答")


def write_csv(attempts: Iterable[Attempt], path: Path) -> Path:
    """Write the attempts as a table that Excel on a Chinese Windows opens rightly."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(map(_row, attempts))
    return path


def _row(attempt: Attempt) -> list[str]:
    result = attempt.result
    scores = result.get("scores", {})
    points = [str(scores.get(d.value, "")) for d in Dimension]
    total = str(result["total"]) if "total" in result else f"{result.get('right', '')}/{result.get('of', '')}"
    troubles = [label(c) for c, kinds in _kinds(attempt).items() if kinds & TROUBLES]
    cells = [attempt.at, attempt.learner, attempt.exercise, attempt.kind, total, str(result.get("band", ""))]
    return [_inert(cell) for cell in (*cells, *points, "、".join(troubles), str(attempt.answer))]


def _inert(cell: str) -> str:
    """A cell that a spreadsheet shows and doesn't run."""
    return "'" + cell if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
