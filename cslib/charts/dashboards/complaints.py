"""The dashboard of complaints: what they are about, and which deadlines were kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cslib.charts.base import GREEN, INK, Chart
from cslib.charts.cited import numbers_in
from cslib.charts.dashboards.source import Source
from cslib.charts.rows import PITCH, Mark, bars, dots, layout, ticks

if TYPE_CHECKING:
    import pandas as pd


class Cause(NamedTuple):
    """A reason of complaints: how many, and what share of those due was answered and solved in time."""

    name: str
    cases: int
    kept: float | None


def complaint_pareto(tickets: pd.DataFrame) -> Chart:
    """Complaints by reason, how far the first few reasons reach, and how many deadlines were kept.

    Parameters
    ----------
    tickets
        `frames.TICKETS`. The deadlines are those of their levels, `deadlines.complaint`; a complaint whose
        deadline lies after the last time in the table is not judged yet.

    Raises
    ------
    cslib.operations.frames.DataError
        The frame fails `frames.check`.
    """
    from cslib.operations.frames import TICKETS, check

    n, seen = Source(tickets), check(tickets, TICKETS)
    causes, total = _causes(seen), len(seen)
    shares = [100 * cause.cases / total for cause in causes]
    sums = [sum(shares[: i + 1]) for i in range(len(shares))]
    few = next(i for i, reached in enumerate(sums) if reached >= 60)
    finding = f"前{few + 1}个原因占投诉的{sums[few]:.0f}%；{_slowest(causes)}"
    rows = [_cause(cause) for cause in causes]
    marks = [Mark(i, n(value), f"累计{value:.1f}%") for i, value in enumerate(sums)]
    kept = [
        Mark(i, n(cause.kept), f"{cause.name}：按时{cause.kept:.1f}%")
        for i, cause in enumerate(causes)
        if cause.kept is not None
    ]
    return Chart.build(
        finding,
        f"横条图：{finding}。\n一共{total}件。{'；'.join(rows)}。",
        [
            bars(n.each(shares), rows, name="占全部投诉"),
            dots(marks, color=INK, symbol="circle-open", name="累计"),
            dots(kept, color=GREEN, symbol="diamond", name="按时办完的"),
        ],
        height=PITCH * len(rows),
        below=34,
        legend=2,
        printed=n.each([few + 1, total, *shares, *(cause.cases for cause in causes), *_named(causes)]),
        layout=layout(rows, range=[0, 104], **ticks([0, 25, 50, 75, 100], "%")),
        note="按时＝响应和解决都在所属等级的时限内；还没到期的不算",
    )


def _slowest(causes: list[Cause]) -> str:
    judged = [cause for cause in causes if cause.kept is not None]
    if not judged:
        return "还没有一件到期"
    slow = min(judged, key=lambda cause: cause.kept or 0)
    return f"{slow.name}按时办完的最少，{slow.kept:.0f}%"


def _cause(cause: Cause) -> str:
    kept = "还没到期" if cause.kept is None else f"按时{cause.kept:.0f}%"
    return f"{cause.name} <b>{cause.cases}件</b>，{kept}"


def _named(causes: list[Cause]) -> list[float]:
    return [number for cause in causes for number in numbers_in(cause.name)]


def _causes(tickets: pd.DataFrame) -> list[Cause]:
    """Reasons, the most frequent first."""
    last = tickets[["opened", "responded", "resolved"]].max().max().to_pydatetime()
    found: dict[str, list[bool | None]] = {}
    for row in tickets.itertuples():
        found.setdefault(str(row.reason), []).append(_kept(row, last))
    causes = []
    for name, kept in found.items():
        judged = [each for each in kept if each is not None]
        causes.append(Cause(name, len(kept), 100 * sum(judged) / len(judged) if judged else None))
    return sorted(causes, key=lambda cause: (-cause.cases, cause.name))


def _kept(ticket: Any, last: Any) -> bool | None:
    """Whether each deadline of a ticket was kept; None while one of them may still be."""
    import pandas as pd

    from cslib.operations import deadlines

    steps = deadlines.complaint(ticket.level, ticket.opened.to_pydatetime())
    for step, done in zip(steps, (ticket.responded, ticket.resolved), strict=False):
        if pd.isna(done) and step.due > last:
            return None
        if pd.isna(done) or not step.met(done.to_pydatetime()):
            return False
    return True
