"""What a learner's attempts add up to: mastery over time, what is due again, and the weakest spots.

Everything is computed from the stored attempts alone; nothing else is kept, so nothing can disagree.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cslib.records import Attempt
from cslib.rubric.model import TOTAL_POINTS, Dimension

if TYPE_CHECKING:
    from fsrs import Card, Rating

TROUBLES = ("critical", "fault", "missing")
LONGEST_GAP_DAYS = 60
PASS_SHARE = 29 / TOTAL_POINTS


@dataclass(frozen=True, slots=True)
class Weakness:
    """A criterion that keeps being found.

    Attributes
    ----------
    criterion
        As in `cslib.rubric.model.Finding`.
    count, of
        In how many of the latest replies it was found.
    last
        The latest attempt it was found in.
    """

    criterion: str
    count: int
    of: int
    last: Attempt


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


def weaknesses(attempts: Sequence[Attempt], latest: int = 20, most: int = 3) -> list[Weakness]:
    """What was found most often in the latest replies, at most `most` criteria.

    Examples
    --------
    >>> twice = [Attempt("r", "reply", "尽快", {"criteria": ["fault:vague_time"]})] * 2
    >>> [(w.criterion, w.count) for w in weaknesses(twice)]
    [('vague_time', 2)]
    """
    replies = [a for a in attempts if a.result.get("criteria") is not None][-latest:]
    counts: Counter[str] = Counter()
    last: dict[str, Attempt] = {}
    for attempt in replies:
        for criterion in _troubles(attempt):
            counts[criterion] += 1
            last[criterion] = attempt
    ranked = sorted(counts, key=lambda c: (-counts[c], c))[:most]
    return [Weakness(c, counts[c], len(replies), last[c]) for c in ranked]


def _troubles(attempt: Attempt) -> set[str]:
    found = (entry.partition(":") for entry in attempt.result["criteria"])
    return {criterion for kind, _, criterion in found if kind in TROUBLES}


def passed(exercises: Iterable[str], attempts: Iterable[Attempt]) -> bool:
    """Whether each of the exercises was passed at least once; no exercises, no pass."""
    reached = best(attempts)
    wanted = list(exercises)
    return bool(wanted) and all(reached.get(exercise, 0.0) >= PASS_SHARE for exercise in wanted)


COLUMNS = ("时间", "学员", "练习", "类型", "得分", "等级", *(d.label for d in Dimension), "回答")


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
    cells = [attempt.at, attempt.learner, attempt.exercise, attempt.kind, total, str(result.get("band", ""))]
    return [_inert(cell) for cell in (*cells, *points, str(attempt.answer))]


def _inert(cell: str) -> str:
    """A cell that a spreadsheet shows and doesn't run."""
    return "'" + cell if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
