"""Every figure: shown by its mime bundle, small, the same each time, and right in what it states."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from cslib import charts, claims
from cslib.charts.base import BLUE, BODY, FONTS, GREEN, INK, MIME, MUTED, PLUM, RUST, TITLE_WIDTH, Chart
from cslib.charts.wrap import width

LARGEST = 6_000  # bytes of a figure in a notebook
every_figure = pytest.mark.parametrize("name", charts.FIGURES)


def shown(name: str) -> dict[str, object]:
    return charts.FIGURES[name]()._repr_mimebundle_()


def test_there_are_enough_figures_each_exported_by_name() -> None:
    assert len(charts.FIGURES) >= 18
    assert all(getattr(charts, name) is figure for name, figure in charts.FIGURES.items())
    assert set(charts.__all__) == {*charts.FIGURES, "FIGURES", "Chart", "Unsourced", "dashboards"}


@every_figure
def test_shown_small_and_the_same_each_time(name: str) -> None:
    first = json.dumps(shown(name), ensure_ascii=False, sort_keys=True)
    assert first == json.dumps(shown(name), ensure_ascii=False, sort_keys=True)
    assert len(first.encode()) < LARGEST


@every_figure
def test_words_for_those_who_cannot_see_it(name: str) -> None:
    chart = charts.FIGURES[name]()
    title = re.sub(r"<[^>]*>", "", chart.figure.layout.title.text)
    assert title in chart.alt.replace("\n", ""), "the alt text states the finding"
    assert "<" not in chart.alt
    assert shown(name)["text/plain"] == f"{chart.alt}\n{chart.caption}" == repr(chart)


@every_figure
def test_sources_stand_under_the_figure(name: str) -> None:
    chart = charts.FIGURES[name]()
    under = next(note for note in chart.figure.layout.annotations if note.name == "caption")
    caption = under.text.replace("<br>", "").replace(" ", "")
    assert caption == chart.caption.replace("\n", "").replace(" ", "")
    for source in {claims.get(one).source for one in chart.claims}:
        assert claims.source(source).title in caption
    for grade in {claims.get(one).grade for one in chart.claims}:
        assert f"{grade}级{grade.label}".replace(" ", "") in caption
    assert chart.claims or "规则：" in chart.caption


@every_figure
def test_title_fits_a_phone_and_text_is_large(name: str) -> None:
    layout = charts.FIGURES[name]().figure.layout
    lines = re.sub(r"</?b>", "", layout.title.text).split("<br>")
    assert len(lines) <= 3
    assert all(width(line) <= TITLE_WIDTH + 2 for line in lines)
    assert layout.template.layout.font.size == BODY >= 15
    assert layout.template.layout.font.family == FONTS


# What the sums behind a finding come to; worked out by hand from the claims' numbers.
FINDINGS = {
    "barriers": ["95%", "5%"],  # 35 + 25 + 20 + 15
    "patience": [
        "96%",
        "15%",
        "第31秒",
        "168到196秒",
    ],  # 30 × 3.2; 1 − e^(−30∕182); 100 ∕ 3.2; −60∕ln 0.7, −180∕ln 0.4
    "csat_ceiling": ["68%", "75%", "85%"],  # 100 − 32, − 25, − 15
    "return_on_service": ["2.8倍"],  # 12 ∕ 4.3
    "complaint_causes": ["60%", "10%", "90%"],  # 32 + 28; 100 − 90
    "aftersale_deadlines": ["12天", "7天"],  # 2 + 3 + 7
    "stockout_gaps": ["4～6天", "16～29天"],
    "pause_budget": ["57～95秒"],  # 19 × 3, × 5
    "thresholds": ["16.7%", "10%", "12%"],  # 50∕300, 30∕300, 60∕500
    "top_up": ["270元", "250元", "少付10元", "少付30元"],  # 300 − 30, 300 − 50
    "remote_freight": ["25元"],  # 15 + 10
    "scoring": ["40分"],  # 50 − 10
}


@pytest.mark.parametrize(("name", "stated"), FINDINGS.items(), ids=FINDINGS)
def test_arithmetic_of_the_findings(name: str, stated: list[str]) -> None:
    alt = charts.FIGURES[name]().alt
    assert [piece for piece in stated if piece not in alt] == []


def test_missing_share_is_drawn_hatched() -> None:
    bar = charts.barriers().figure.data[0]
    assert [*bar.x] == [35, 25, 20, 15, 5]
    assert [*bar.marker.pattern.shape] == ["", "", "", "", "/"]


def test_every_contradiction_is_counted_once() -> None:
    pairs = {frozenset((c.id, other)) for c in claims.all() for other in c.conflicts}
    cells = charts.contradictions().figure.data[0].z
    assert sum(n for row in cells for n in row if n is not None) == len(pairs)


def test_grades_fill_each_source_to_a_hundred() -> None:
    bars = charts.graded_sources().figure.data
    assert [round(sum(shares)) for shares in zip(*(bar.x for bar in bars), strict=True)] == [100] * 5


def _luminance(color: str) -> float:
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("color", [INK, MUTED, RUST, BLUE, GREEN, PLUM])
def test_colours_of_text_are_readable_on_white(color: str) -> None:
    assert 1.05 / (_luminance(color) + 0.05) >= 4.5, "WCAG AA"


def test_heavy_packages_stay_out() -> None:
    """The course also runs in a browser without pandas and numpy; plotly waits for the first figure."""
    code = (
        "import sys; from cslib import charts; early = 'plotly' in sys.modules;"
        "[figure()._repr_mimebundle_() for figure in charts.FIGURES.values()];"
        "print(early, [m for m in ('pandas', 'numpy', 'nbformat', 'IPython', 'kaleido') if m in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert ran.stdout.strip() == "False []"


def test_chart_is_frozen() -> None:
    with pytest.raises(AttributeError):
        charts.barriers().alt = ""  # type: ignore[misc]
    assert isinstance(charts.barriers(), Chart)
    assert list(shown("barriers")) == [MIME, "text/plain"]
