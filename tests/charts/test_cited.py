"""A number that rests on nothing can't get into a figure, plotted or printed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslib import claims
from cslib.charts.base import Chart
from cslib.charts.cited import (
    Cited,
    Free,
    Unsourced,
    derive,
    limits,
    number,
    numbers_in,
    rule,
    series,
    worded,
)

SHARE = number("004-018")
ROW = Free(0)


BAR: dict[str, Any] = {"type": "bar", "x": [SHARE], "y": ["甲"]}
CORNER: dict[str, Any] = {"xref": "paper", "x": 0.61, "y": ROW}


def draw(*traces: dict[str, Any], title: str = "标题", **more: Any) -> Chart:
    return Chart.build(title, "说明", traces or [BAR], height=100, **more)


UNSOURCED: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
    "a bar": ([BAR | {"x": [28.5]}], {}),
    "one of several bars": ([BAR | {"x": [SHARE, 28], "y": ["甲", "乙"]}], {}),
    "arithmetic without derive()": ([BAR | {"x": [100 - SHARE]}], {}),
    "a heat map's cell": ([{"type": "heatmap", "z": [[SHARE, 3]]}], {}),
    "a bubble's size": ([{"type": "scatter", "x": [SHARE], "y": [ROW], "marker": {"size": [12]}}], {}),
    "an error bar": ([BAR | {"error_x": {"array": [3]}}], {}),
    "a bar's start": ([BAR | {"base": [5]}], {}),
    "a limit line": ([], {"layout": {"shapes": [{"x0": 30, "x1": 30, "yref": "paper", "y0": 0, "y1": 1}]}}),
    "a note's place": ([], {"layout": {"annotations": [{"x": 30, "y": ROW, "text": "首响"}]}}),
    "a note's words": (
        [],
        {"layout": {"annotations": [CORNER | {"text": "涨61%"}]}},
    ),
    "a mark's label": ([BAR | {"text": ["61%"]}], {}),
    "a mark's hover": ([BAR | {"hovertext": ["甲：61%"]}], {}),
    "the legend": ([BAR | {"name": "涨61%"}], {}),
    "the title": ([], {"title": "满意度涨了61%"}),
    "the caption's note": ([], {"note": "其实是61%"}),
}


@pytest.mark.parametrize(("traces", "more"), UNSOURCED.values(), ids=UNSOURCED)
def test_unsourced_number_stops_the_figure(traces: list[dict[str, Any]], more: dict[str, Any]) -> None:
    with pytest.raises(Unsourced):
        draw(*traces, **more)


SOURCED: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
    "the claim's own number": ([], {"title": "理解偏差占35%"}),
    "a number the claim's note explains": ([], {"title": "四项加起来只有95%"}),
    "a declared sum": ([BAR | {"x": [derive(100 - SHARE, "其余＝100－35", [SHARE])]}], {"title": "其余65%"}),
    "a rounded result": ([BAR | {"x": [derive(SHARE / 3, "", [SHARE])]}], {"title": "11.7%，约12%"}),
    "a free variable": ([{"type": "scatter", "x": [Free(61)], "y": [SHARE]}], {}),
    "a place on the page": (
        [],
        {"layout": {"annotations": [CORNER | {"text": "甲"}]}},
    ),
    "a printed number": ([], {"printed": [number("004-019")], "title": "信息不足25%"}),
    "a claim's id": ([], {"title": "见004-018"}),
}


@pytest.mark.parametrize(("traces", "more"), SOURCED.values(), ids=SOURCED)
def test_sourced_number_is_drawn(traces: list[dict[str, Any]], more: dict[str, Any]) -> None:
    assert "004-018" in draw(*traces, **more).claims


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**9), 10**9))
def test_no_bare_number_is_ever_drawn(value: float) -> None:
    with pytest.raises(Unsourced, match="没有出处"):
        draw({"type": "bar", "x": [SHARE, value]})


def test_caption_names_what_the_numbers_rest_on() -> None:
    half = derive(SHARE / 2, "一半＝35÷2", [SHARE])
    caption = draw(
        {"x": [SHARE, half, worded("ext-nbs-2022-q1", 6.6), rule("refund-legal", "resolve")]}
    ).caption
    assert caption.splitlines()[:2] == ["出处：《天猫优秀客服培训课件》004-018", "依据：E级 没有出处 1个"]
    assert "核对：国家统计局" in caption
    assert "法条：《消费者权益保护法》第25条" in caption
    assert "推算：一半＝35÷2" in caption


def test_caption_says_how_firm_a_rule_is() -> None:
    assert (
        "规则：1688的3分钟响应率（转述未核实）"
        in draw({"type": "bar", "x": [rule("response3-1688", "open")]}).caption
    )


@pytest.mark.parametrize(
    ("take", "message"),
    [
        (lambda: number("004-005"), "没有写“value”这一栏"),
        (lambda: worded("004-036", 301), "文字里没有 301"),
    ],
)
def test_number_a_claim_does_not_state(take: Any, message: str) -> None:
    with pytest.raises(Unsourced, match=message):
        take()


def test_every_claim_number_keeps_its_id() -> None:
    stated = [claim.id for claim in claims.all() if claim.value is not None]
    assert [n.ids for n in series(*stated)] == [(one,) for one in stated]
    assert [*map(float, limits("004-124"))] == [25.0, 95.0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("涨32%，见000-027", {32}),
        ("<span style='color:#123456'>3.2个百分点</span>", {3.2}),
        ("4-7-8呼吸19秒", {4, 7, 8, 19}),
        ("004-018～021", {21}),
        ("没有数字", set()),
    ],
)
def test_numbers_in(text: str, expected: set[float]) -> None:
    assert numbers_in(text) == expected


def test_cited_number_counts_like_any_other() -> None:
    assert sum(series("004-018", "004-019", "004-020", "004-021"), 0.0) == 95
    assert isinstance(SHARE, Cited)
    assert not isinstance(SHARE + 0, Cited), "arithmetic must be declared with derive()"
