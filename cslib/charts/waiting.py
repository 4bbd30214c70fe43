"""Figures about waiting: what it costs, and how fast is fast enough."""

from __future__ import annotations

from math import exp, log

from cslib import claims
from cslib.charts.base import BLUE, GREEN, MUTED, RUST, SAND, Chart
from cslib.charts.cited import Cited, Free, derive, number, shown
from cslib.charts.rows import PITCH, bars, dots, hovers, layout, mark, told
from cslib.charts.times import at, logarithmic

LEFT, AFTER = ("004-015", "004-016"), (60.0, 180.0)  # shares gone, after so many seconds


def patience_means() -> list[Cited]:
    """Mean patience in seconds that each of the two shares gone implies, if patience is exponential.

    Source: mean = −t ∕ ln(1 − share), from the exponential distribution's survival function.

    Examples
    --------
    >>> [round(mean) for mean in patience_means()]
    [168, 196]
    """
    shares = [number(one) for one in LEFT]
    how = "平均耐心＝－t÷ln(1－走掉的比例)"
    return [derive(-t / log(1 - share / 100), how, [share]) for share, t in zip(shares, AFTER, strict=True)]


def patience() -> Chart:
    """Customers gone by seconds waited: two unsourced shares against an unsourced loss a second."""
    loss, limit, means = number("000-003"), number("004-010"), patience_means()
    mean = derive(sum(means) / len(means), "曲线取两个平均耐心的平均", means)
    empty = derive(100 / loss, "全走光＝100÷每秒3.2", [loss])
    by_line = derive(limit * loss, "直线＝秒数×每秒3.2", [limit, loss])
    by_curve = derive(100 * (1 - exp(-limit / mean)), "曲线＝100×(1－e的(－t÷平均耐心)次方)", [mean])
    finding = f"等{limit:g}秒走多少人？一份课件推出{by_line:.0f}%，另一份推出{by_curve:.0f}%"
    return Chart.build(
        finding,
        f"折线图：{finding}。\n每秒多走{loss:g}个百分点，到第{empty:.0f}秒就走光了；按“1分钟走三成、3分钟走六成”，"
        f"平均耐心约{means[0]:.0f}到{means[1]:.0f}秒。",
        [_line(loss, empty), _curve(mean), _points()],
        printed=[by_line, by_curve, mean, *means],
        height=300,
        left=52,
        above=28,
        below=34,
        layout={
            "xaxis": {
                "range": [0, 240],
                "tickvals": [0, 60, 120, 180, 240],
                "ticktext": ["", "1分", "2分", "3分", "4分"],
            },
            "yaxis": {"range": [0, 104], "ticksuffix": "% ", "nticks": 6},
            "shapes": [mark(limit, "")["line"]],
            "annotations": [
                _note(
                    empty,
                    Free(100),
                    f"每秒3.2个百分点：<br>第{empty:.0f}秒走光",
                    RUST,
                    yanchor="top",
                    xshift=8,
                ),
                _note(Free(112), Free(20), "1分钟走三成，<br>3分钟走六成", BLUE),
                _note(limit, Free(104), f"首响{limit:g}秒", MUTED, yanchor="bottom", xanchor="center"),
            ],
        },
    )


def _note(x: float, y: float, text: str, color: str, **more: object) -> dict[str, object]:
    return {"x": x, "y": y, "text": text, "font": {"color": color}, **more}


def _line(loss: Cited, empty: Cited) -> dict[str, object]:
    start = derive(0 * loss, "", [loss])
    full = derive(empty * loss, "", [loss])
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [start, empty, Free(240)],
        "y": [start, full, full],
        "line": {"color": RUST, "width": 4, "dash": "dash"},
        **hovers(["", told("走光的时间", empty, "秒"), ""]),
    }


def _curve(mean: Cited) -> dict[str, object]:
    at = [Free(t) for t in range(0, 241, 15)]
    gone = [derive(100 * (1 - exp(-t / mean)), "", [mean]) for t in at]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": at,
        "y": gone,
        "line": {"color": BLUE, "width": 4, "shape": "spline"},
        "hovertemplate": "等%{x}秒，走掉%{y:.0f}%<extra></extra>",
    }


def _points() -> dict[str, object]:
    shares = [number(one) for one in LEFT]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [Free(t) for t in AFTER],
        "y": shares,
        "text": [f"<b>{share:g}%</b>" for share in shares],
        "textposition": "bottom right",
        "marker": {"size": 13, "color": BLUE},
        **hovers([told(claims.get(one).name, share, "%") for one, share in zip(LEFT, shares, strict=True)]),
    }


# Row, limit, what counts as excellent; each a claim.
RESPONSES: list[tuple[str, str, str | None]] = [
    ("在线首响", "004-010", None),
    ("某美妆店改进后的平均响应", "000-004", None),
    ("紧急投诉", "004-090", None),
    ("严重投诉", "004-092", None),
    ("一般投诉", "004-094", None),
    ("售后申请", "004-066", "004-084"),
    ("中差评", "004-108", "004-109"),
]


def first_response() -> Chart:
    """Every deadline for a first answer on one logarithmic time axis."""
    shortest, longest = shown("004-010"), shown("004-108")
    finding = f"“要回得快”可以是{shortest}，也可以是{longest}：先问是哪一种响应"
    limits = [at(i, limit, name) for i, (name, limit, _) in enumerate(RESPONSES)]
    best = [at(i, one, f"{name}，优秀") for i, (name, _, one) in enumerate(RESPONSES) if one]
    rows = [_row(name, limit, good) for name, limit, good in RESPONSES]
    return Chart.build(
        finding,
        f"时间轴图：{finding}。\n{'；'.join(rows)}。",
        [
            dots(limits, color=RUST, name="时限"),
            dots(best, color=GREEN, symbol="diamond-open", name="课件说的“优秀”"),
        ],
        height=PITCH * len(rows),
        below=30,
        legend=1,
        layout=layout(rows, **logarithmic()),
    )


def _row(name: str, limit: str, best: str | None) -> str:
    good = f"，优秀{shown(best)}" if best else ""
    return f"{name} <b>{shown(limit)}</b>{good}"


HANDLING = {
    "简单问题，平均": "004-013",
    "简单问题，上限": "004-113",
    "只是后台操作": "000-016",
    "聊清需求": "000-028",
    "平均处理，标准化后": "000-037",
}


def handling_time() -> Chart:
    """How long one case may take, by five statements that don't fit in one rota."""
    minutes = [number(one) for one in HANDLING.values()]
    talk, simple = number("000-028"), number("004-013")
    finding = f"简单问题平均{simple:g}分钟，光聊清需求就建议{talk:g}分钟"
    rows = [f"{name} <b>{shown(one)}</b>" for name, one in HANDLING.items()]
    return Chart.build(
        finding,
        f"横条图：{finding}。\n{'；'.join(rows)}。",
        [
            bars(
                minutes,
                [told(name, n, "分钟") for name, n in zip(HANDLING, minutes, strict=True)],
                colors=[BLUE, BLUE, RUST, RUST, SAND],
                patterns=["", "", "", "", "/"],
            )
        ],
        height=PITCH * len(rows),
        layout=layout(rows, visible=False, range=[0, 6.3]),
    )
