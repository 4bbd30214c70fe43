"""What every figure shares: the look, the layout by pixels, the caption, and how it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from cslib.charts.cited import Cited, Free, check
from cslib.charts.references import caption as captioned
from cslib.charts.references import is_claim
from cslib.charts.wrap import wrap

if TYPE_CHECKING:
    from plotly.graph_objs._figure import Figure

FONTS = "Noto Sans CJK SC, Noto Sans SC, Microsoft YaHei, PingFang SC, SimHei, sans-serif"

# Okabe and Ito's colours, darkened until they are readable as text on white (4.5:1); sand is what is missing.
INK, MUTED, LINE, SAND = "#2D2A26", "#6B645C", "#E6DFD6", "#D8CCBC"
RUST, BLUE, GREEN, PLUM, OCHRE = "#BC4A1C", "#2A6592", "#17785A", "#8A4F7D", "#E3A63B"

BODY, TITLE, SMALL = 15, 19, 13
SIDE = 14  # pixels between the edge and text
RIGHT = 24  # so that half of the last tick's label has room
ASCENT = 17  # pixels of a title's line above its baseline
TITLE_LINE, CAPTION_LINE, LEGEND_LINE = 25, 19, 26
TITLE_WIDTH, CAPTION_WIDTH = 33, 50  # in half-width characters, so that a line fits 360 pixels

MIME = "application/vnd.plotly.v1+json"
CONFIG = {"displayModeBar": False, "displaylogo": False, "responsive": False}


def _template() -> dict[str, Any]:
    # Ranges are fixed and nothing drags, so that a finger on a chart still scrolls the page.
    axis = {"fixedrange": True, "zeroline": False, "gridcolor": LINE, "linecolor": MUTED, "ticks": ""}
    note = {"showarrow": False, "xanchor": "left", "align": "left", "borderpad": 0, "borderwidth": 0}
    return {
        "layout": {
            "font": {"family": FONTS, "size": BODY, "color": INK},
            "colorway": [BLUE, RUST, GREEN, PLUM, OCHRE],
            "paper_bgcolor": "white",
            "plot_bgcolor": "white",
            "dragmode": False,
            "hoverlabel": {"align": "left", "bgcolor": "white", "font": {"size": BODY}},
            "xaxis": axis,
            "yaxis": axis,
            "annotationdefaults": note,
        }
    }


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Chart:
    """A figure with the words for those who can't see it and the sources of what it shows.

    Attributes
    ----------
    figure
        A ``plotly.graph_objects.Figure``; the caption is part of it, so it goes wherever the figure goes.
    alt
        What the figure shows, in Chinese, with its numbers.
    claims
        Ids of all claims whose numbers it shows.
    caption
        Sources, grades and declared arithmetic, in Chinese, one a line.

    Examples
    --------
    >>> from cslib import charts
    >>> charts.barriers().claims
    ('004-018', '004-019', '004-020', '004-021')
    """

    figure: Figure
    alt: str
    claims: tuple[str, ...]
    caption: str

    @classmethod
    def build(
        cls,
        title: str,
        alt: str,
        traces: Sequence[Mapping[str, Any]],
        *,
        height: int,
        left: int = SIDE,
        right: int = RIGHT,
        above: int = 6,
        below: int = 8,
        legend: int = 0,
        printed: Iterable[Cited] = (),
        note: str = "",
        layout: Mapping[str, Any] | None = None,
    ) -> Self:
        """Make a figure out of plotly traces whose numbers are all `Cited` (or `Free`).

        Parameters
        ----------
        title
            The finding, in Chinese; broken into lines by itself.
        alt
            The figure in words; tags are taken out.
        traces
            Plotly traces as dictionaries.
        height
            Of the plotting area, in pixels; the rest is added.
        left, right, above, below
            Pixels that axis labels need on the four sides.
        legend
            Lines the legend takes at 360 pixels' width; 0 for none.
        printed
            Numbers the figure's words state besides those it plots.
        note
            A last line for the caption.
        layout
            Further plotly layout: axes, shapes, annotations.

        Raises
        ------
        Unsourced
            A number, plotted or printed, is not among the figure's claims or declared arithmetic.
        """
        layout, alt = dict(layout or {}), re.sub(r"<[^<>]*>", "", alt)
        marks = [*layout.get("shapes", ()), *layout.get("annotations", ())]
        cited = check([*traces, *marks], [title, alt, note], printed)
        ids = sorted({one for n in cited for one in n.ids})
        caption = captioned(ids, [n.how for n in cited if n.how], note)
        words = wrap(title, TITLE_WIDTH, even=True), wrap(caption, CAPTION_WIDTH)
        page = _Page(*words, height, left, right, above, below, legend)
        return cls(
            _figure(_plain(traces), page.layout(_plain(layout))), alt, tuple(filter(is_claim, ids)), caption
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:  # noqa: ARG002
        # Not through plotly's renderers: they import nbformat, and their output differs from run to run.
        return {
            MIME: {**self.figure.to_plotly_json(), "config": dict(CONFIG)},  # type: ignore[no-untyped-call]
            "text/plain": f"{self.alt}\n{self.caption}",
        }

    def __repr__(self) -> str:
        return f"{self.alt}\n{self.caption}"


def _figure(traces: Any, layout: dict[str, Any]) -> Figure:
    from plotly import graph_objects as go

    return go.Figure({"data": traces, "layout": {**layout, "template": _template()}})  # type: ignore[no-untyped-call,attr-defined]


def _plain(found: Any) -> Any:
    """The same without `Cited` and `Free`: whole numbers as int, others to four digits after the point."""
    if isinstance(found, Mapping):
        return {key: _plain(item) for key, item in found.items()}
    if isinstance(found, list | tuple):
        return [_plain(item) for item in found]
    if isinstance(found, Cited | Free):
        return int(found) if float(found).is_integer() else round(float(found), 4)
    return found


@dataclass(frozen=True, slots=True)
class _Page:
    """Where everything stands, in pixels, so that nothing overlaps at any width."""

    title: str
    caption: str
    height: int
    left: int
    right: int
    above: int
    below: int
    legend: int

    def layout(self, own: dict[str, Any]) -> dict[str, Any]:
        top = SIDE + TITLE_LINE * _lines(self.title) + self.above
        to_caption = self.below + LEGEND_LINE * self.legend + 6
        bottom = to_caption + CAPTION_LINE * _lines(self.caption) + 10
        height = top + self.height + bottom
        own["annotations"] = [*own.get("annotations", ()), self._caption(to_caption)]
        return {
            "title": {
                "text": f"<b>{self.title}</b>",
                "font": {"size": TITLE},
                "x": 0,
                "y": round(1 - (SIDE + ASCENT) / height, 4),
                "yanchor": "bottom",  # "top" moves a title of two lines out of the picture
                "yref": "container",
                "pad": {"l": SIDE},
            },
            "height": height,
            "margin": {"l": self.left, "r": self.right, "t": top, "b": bottom},
            "showlegend": bool(self.legend),
            **({"legend": self._legend()} if self.legend else {}),
            **own,
        }

    def _legend(self) -> dict[str, Any]:
        y = -self.below / self.height
        return {"orientation": "h", "x": 0, "y": round(y, 4), "yanchor": "top", "traceorder": "normal"}

    def _caption(self, shift: int) -> dict[str, Any]:
        place = {"xref": "paper", "yref": "paper", "x": 0, "y": 0, "yanchor": "top"}
        look = {"font": {"size": SMALL, "color": MUTED}, "name": "caption"}
        return {"text": self.caption, **place, "xshift": SIDE - self.left, "yshift": -shift, **look}


def _lines(text: str) -> int:
    return text.count("<br>") + 1
