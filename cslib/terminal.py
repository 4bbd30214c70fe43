"""An assessment as text: in the terminal, and as plain data for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cslib import links
from cslib.rubric.model import DIMENSION_POINTS, TOTAL_POINTS, Assessment, Finding, Kind

if TYPE_CHECKING:
    from rich.console import Console

_HEADS = {
    Kind.CRITICAL: ("致命项", "bold red"),
    Kind.FAULT: ("可以改", "yellow"),
    Kind.MISSING: ("要补上", "cyan"),
    Kind.STRENGTH: ("做得好", "green"),
}


def data(assessment: Assessment) -> dict[str, Any]:
    """The assessment as plain JSON data: total, dimensions, band, critical, findings and strategies.

    Examples
    --------
    >>> from cslib.rubric.model import Band
    >>> data(Assessment("您好", (), {}, 0.0, Band.FAIL))["band"]
    '不合格'
    """
    return {
        "total": assessment.total,
        "dimensions": {d.value: points for d, points in assessment.scores.items()},
        "band": assessment.band.value,
        "critical": assessment.critical,
        "findings": [finding_data(f) for f in assessment.findings],
        "strategies": [{"span": [s.start, s.end], "strategy": name} for s, name in assessment.strategies],
    }


def finding_data(finding: Finding) -> dict[str, Any]:
    """A finding as plain JSON data; ``span`` is a pair of character offsets or null."""
    return {
        "criterion": finding.criterion,
        "kind": finding.kind.value,
        "dimension": finding.dimension.value,
        "points": finding.points,
        "span": [finding.span.start, finding.span.end] if finding.span else None,
        "reason": finding.reason,
        "better": finding.better,
        "link": finding.link,
    }


def show(assessment: Assessment, console: Console) -> None:
    """Print findings first, points after, the total last."""
    show_findings(assessment.text, assessment.findings, console)
    for dimension, points in assessment.scores.items():
        bar = "■" * round(points) + "□" * round(DIMENSION_POINTS - points)
        console.print(f"{dimension.label}  {bar}  {points:g}", markup=False, highlight=False)
    note = "（有致命项，整条不计分）" if assessment.critical else ""
    total = f"总分 {assessment.total:g}/{TOTAL_POINTS:g}，{assessment.band.value}{note}"
    console.print(total, markup=False, highlight=False, style="bold")


def show_findings(text: str, findings: tuple[Finding, ...], console: Console) -> None:
    """Print each finding: what it is about, why, and what could stand there."""
    from rich.text import Text

    for finding in findings:
        head, style = _HEADS[finding.kind]
        line = Text(f"{head}　", style=style)
        if finding.span and (said := text[finding.span.start : finding.span.end].strip()):
            line.append(f"“{_short(said)}”　", style="bold")
        line.append(finding.reason, style="default")
        console.print(line)
        if finding.better:
            console.print(Text(f"　　　　可以写：{finding.better}", style="dim"))
        if leads := links.words(finding.link):
            console.print(Text(f"　　　　{leads}", style="dim"))
    if findings:
        console.print()


def _short(said: str, limit: int = 40) -> str:
    said = " ".join(said.split())
    return said if len(said) <= limit else f"{said[: limit // 2]}……{said[-limit // 2 :]}"
