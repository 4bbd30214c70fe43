"""Rows with their label above them: a full-width bar or track each, readable on a phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cslib import claims
from cslib.charts.base import BLUE, INK
from cslib.charts.cited import Cited, Free

PITCH = 54  # pixels a row takes
LIFT = 20  # pixels from a row's middle up to its label


def label(row: int, text: str, color: str = INK) -> dict[str, Any]:
    """The annotation above row number `row`."""
    return {"xref": "paper", "x": 0, "y": Free(row), "yshift": LIFT, "text": text, "font": {"color": color}}


def axis(rows: int) -> dict[str, Any]:
    """The vertical axis of so many rows, the first on top, without ticks."""
    return {"range": [rows - 0.5, -0.62], "showticklabels": False, "showgrid": False}


def bars(
    numbers: Sequence[Cited],
    hover: Sequence[str],
    *,
    colors: Sequence[str] | str = BLUE,
    patterns: Sequence[str] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """The trace of one bar a row."""
    marker: dict[str, Any] = {"color": colors}
    if patterns:
        marker["pattern"] = {"shape": patterns, "fgcolor": INK, "fillmode": "overlay"}
    rows = [Free(i) for i in range(len(numbers))]
    return {
        "type": "bar",
        "orientation": "h",
        "x": list(numbers),
        "y": rows,
        "width": 0.36,
        "marker": marker,
        **hovers(hover),
        **more,
    }


def hovers(texts: Sequence[str]) -> dict[str, Any]:
    """What shows when a mark is pointed at: these texts and nothing else."""
    return {"hovertext": list(texts), "hoverinfo": "text"}


def source(number: Cited) -> str:
    """Where a number comes from, for its hover: ids and grades, or its arithmetic."""
    if number.how:
        return f"推算：{number.how}"
    return "；".join(f"{c.id} {c.grade}级 {c.grade.label}" for c in map(claims.get, number.ids))


def layout(labels: Sequence[str], *, more: Mapping[str, Any] | None = None, **xaxis: Any) -> dict[str, Any]:
    """The layout of labelled rows; keywords go to the horizontal axis."""
    more = dict(more or {})
    notes = [label(i, text) for i, text in enumerate(labels)] + list(more.pop("annotations", ()))
    return {"xaxis": xaxis, "yaxis": axis(len(labels)), "annotations": notes, **more}
