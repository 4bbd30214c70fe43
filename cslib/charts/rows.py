"""Rows with their label above them: full-width bars, dots and spans, readable on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from cslib.charts import references
from cslib.charts.base import BLUE, INK, MUTED, RUST
from cslib.charts.cited import Cited, Free

PITCH = 54  # pixels a row takes
LIFT = 20  # pixels from a row's middle up to its label


class Mark(NamedTuple):
    """A number standing in a row, counted from 0 at the top."""

    row: int
    number: Cited | Free
    hover: str


def told(name: str, number: Cited, unit: str) -> str:
    """What a mark's hover says: the number with its name and where it comes from."""
    return f"{name}：{number:g}{unit}<br>{source(number)}"


def source(number: Cited) -> str:
    """Where a number comes from: claims and grades, or its arithmetic."""
    return f"推算：{number.how}" if number.how else "；".join(map(references.source, number.ids))


def listing(names: Iterable[str], numbers: Iterable[Cited], unit: str) -> str:
    """Names with numbers for an alt text: ``甲35%，乙25%``."""
    return "，".join(f"{name}{n:g}{unit}" for name, n in zip(names, numbers, strict=True))


def hovers(texts: Sequence[str]) -> dict[str, Any]:
    """What shows when a mark is pointed at: these texts and nothing else."""
    return {"hovertext": list(texts), "hoverinfo": "text"}


def label(row: int, text: str) -> dict[str, Any]:
    """The annotation above a row."""
    # White, so that grid and limit lines don't run through the letters.
    return {"xref": "paper", "x": 0, "y": Free(row), "yshift": LIFT, "text": text, "bgcolor": "white"}


def layout(labels: Sequence[str], *, marks: Sequence[dict[str, Any]] = (), **xaxis: Any) -> dict[str, Any]:
    """The layout of labelled rows, the first on top; keywords go to the horizontal axis."""
    count = len(labels)
    return {
        "xaxis": xaxis,
        "yaxis": {"range": [count - 0.5, -0.62], "showticklabels": False, "showgrid": False},
        "annotations": [label(i, text) for i, text in enumerate(labels)] + [m["label"] for m in marks],
        "shapes": [m["line"] for m in marks],
    }


def ticks(values: Iterable[int], unit: str) -> dict[str, Any]:
    """Ticks with their unit, except at zero; plotly leaves the unit out where tick values are given."""
    values = list(values)
    return {"tickvals": values, "ticktext": [f"{v}{unit}" if v else "0" for v in values]}


def mark(x: Cited, text: str, *, anchor: str = "center") -> dict[str, Any]:
    """A dashed upright line through all rows, named above them (leave 24 pixels there)."""
    dashed = {"color": MUTED, "width": 2, "dash": "dot"}
    return {
        "line": {"type": "line", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1, "line": dashed},
        "label": {
            "x": x,
            "yref": "paper",
            "y": 1,
            "yanchor": "bottom",
            "xanchor": anchor,
            "text": text,
            "font": {"color": MUTED},
        },
    }


def bars(
    numbers: Sequence[Cited],
    hover: Sequence[str],
    *,
    colors: Sequence[str] | str = BLUE,
    patterns: Sequence[str] | str = "",
    first: int = 0,
    **more: Any,
) -> dict[str, Any]:
    """One bar a row, from row `first` on."""
    marker: dict[str, Any] = {"color": colors}
    if patterns:
        marker["pattern"] = {"shape": patterns, "fgcolor": INK, "fillmode": "overlay"}
    return {
        "type": "bar",
        "orientation": "h",
        "x": list(numbers),
        "y": [Free(first + i) for i in range(len(numbers))],
        "width": 0.36,
        "marker": marker,
        **hovers(hover),
        **more,
    }


def dots(marks: Sequence[Mark], *, color: str = BLUE, symbol: str = "circle", **more: Any) -> dict[str, Any]:
    """Markers in rows; a symbol ending in ``-open`` is hollow."""
    line = {"width": 2} if symbol.endswith("-open") else {"width": 1, "color": "white"}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [m.number for m in marks],
        "y": [Free(m.row) for m in marks],
        "marker": {"color": color, "symbol": symbol, "size": 15, "line": line},
        "cliponaxis": False,
        **hovers([m.hover for m in marks]),
        **more,
    }


def spans(
    pairs: Sequence[tuple[Mark, Mark]], *, color: str = BLUE, width: int = 18, **more: Any
) -> dict[str, Any]:
    """A thick line from one number to another in the same row."""
    ends = [end for pair in pairs for end in (*pair, None)][:-1]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [end and end.number for end in ends],
        "y": [end and Free(end.row) for end in ends],
        "line": {"color": color, "width": width},
        **hovers([end.hover if end else "" for end in ends]),
        **more,
    }


def strokes(marks: Sequence[Mark], **more: Any) -> dict[str, Any]:
    """Upright strokes across a row's bar, to hold the bar against."""
    looks = {"symbol": "line-ns-open", "size": 30, "color": RUST, "line": {"width": 4}}
    return dots(marks, **more) | {"marker": looks}
