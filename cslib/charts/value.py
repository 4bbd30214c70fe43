"""Figures about what good service is said to bring."""

from __future__ import annotations

from typing import Any

from cslib import claims
from cslib.charts.base import BLUE, GREEN, OCHRE, PLUM, RUST, SAND, Chart
from cslib.charts.cited import Free, derive, limits, magnitude, number, series, shown
from cslib.charts.rows import PITCH, Mark, bars, dots, hovers, layout, mark, spans, ticks, told

GAINS = {
    "复购率": ("000-005", "000-007", "004-006", "004-116"),
    "转化率": ("000-032", "000-031", "004-005"),
    "满意度": ("004-104", "000-038", "000-027"),
    "退货率，降": ("000-009", "000-022"),
}
DECKS = {"src-000": ("电商课件", BLUE, "circle"), "src-004": ("天猫课件", RUST, "diamond")}


def gains() -> Chart:
    """What service is said to raise, every statement about one measure side by side."""
    again = [abs(n) for n in series(*GAINS["复购率"])]
    finding = f"同样是“服务好，复购高”，有的说{min(again):g}%，有的说{max(again):g}%"
    rows = [f"{name} <b>{'、'.join(_gain(one) for one in ids)}</b>" for name, ids in GAINS.items()]
    traces = [_deck(deck, *look) for deck, look in DECKS.items()]
    wide = number("004-005", "low"), number("004-005", "high")
    return Chart.build(
        finding,
        f"点图：{finding}。\n{'；'.join(rows)}。",
        [
            spans([(Mark(1, wide[0], ""), Mark(1, wide[1], ""))], color=RUST, width=4, showlegend=False),
            *traces,
        ],
        height=PITCH * len(rows),
        below=30,
        legend=1,
        layout=layout(rows, range=[0, 65], ticksuffix="%", nticks=7),
        note="都没说原来是多少；百分比还是百分点，多数也没说",
    )


def _gain(one: str) -> str:
    return "～".join(f"{magnitude(n):g}" for n in limits(one))


def _deck(deck: str, name: str, color: str, symbol: str) -> dict[str, Any]:
    stated = [
        (row, one) for row, ids in enumerate(GAINS.values()) for one in ids if claims.get(one).source == deck
    ]
    marks = [
        Mark(row, magnitude(n), told(claims.get(one).name, n, claims.get(one).unit))
        for row, one in stated
        for n in limits(one)
    ]
    return dots(marks, color=color, symbol=symbol, name=name)


PAIRS = ("000-004", "000-037", "004-102", "004-103", "000-026", "004-101")


def before_after() -> Chart:
    """Before and after pairs, each as a percentage of where it began."""
    finding = "六组“前后对比”都很漂亮，没有一组带着对照"
    rows = [f"{claims.get(one).name} <b>{shown(one)}</b>" for one in PAIRS]
    starts = [derive(100, "以改进前为100%", [number(one, "before")]) for one in PAIRS]
    now = [
        derive(100 * number(one) / number(one, "before"), "以改进前为100%", [number(one)]) for one in PAIRS
    ]
    hover = [f"{row}<br>是原来的{n:.0f}%" for row, n in zip(rows, now, strict=True)]
    before = [Mark(i, n, "改进前") for i, n in enumerate(starts)]
    after = [Mark(i, n, text) for i, (n, text) in enumerate(zip(now, hover, strict=True))]
    return Chart.build(
        finding,
        f"前后对比图：{finding}。\n{'；'.join(rows)}。",
        [
            spans(list(zip(before, after, strict=True)), color=SAND, width=6, showlegend=False),
            dots(before, color=PLUM, symbol="circle-open", name="改进前（100%）"),
            dots(after, color=BLUE, symbol="circle", name="改进后"),
        ],
        height=PITCH * len(rows),
        below=30,
        legend=1,
        layout=layout(rows, range=[0, 215], **ticks(range(0, 201, 50), "%")),
    )


def return_on_service() -> Chart:
    """Two returns on a yuan spent, of unclear scope, eight pages apart."""
    mouth, spent = number("000-008"), number("000-019")
    ratio = derive(mouth / spent, "相差＝12÷4.3", [mouth, spent])
    finding = f"投1元，回{mouth:g}元还是{spent:g}元？两页相差{ratio:.1f}倍，口径都没写"
    rows = [f"口碑传播（第2页） <b>{mouth:g}元</b>", f"客户服务（第4页） <b>{spent:g}元</b>"]
    return Chart.build(
        finding,
        f"横条图：{finding}。",
        [
            bars(
                [mouth, spent],
                [told("口碑传播", mouth, "元"), told("客户服务", spent, "元")],
                colors=[RUST, BLUE],
            )
        ],
        printed=[ratio],
        height=PITCH * len(rows),
        layout=layout(rows, visible=False, range=[0, 12.4]),
    )


RISES = {"倾听培训": "000-027", "流程标准化": "000-038", "三个月改进": "004-104"}


def csat_ceiling() -> Chart:
    """Rises in satisfaction, and the highest level each could have started from."""
    rises = series(*RISES.values())
    starts = [derive(100 - n, "起点最高＝100－升幅", [n]) for n in rises]
    finding = f"满意度“升{rises[0]:g}个百分点”？原来高过{starts[0]:g}%就升不出来"
    rows = [f"{name} <b>＋{n:g}</b>，起点最高{s:g}%" for name, n, s in zip(RISES, rises, starts, strict=True)]
    now = number("004-080")
    return Chart.build(
        finding,
        f"堆叠横条图：{finding}。\n{'；'.join(rows)}。",
        [
            bars(
                starts, [told("起点最高", s, "%") for s in starts], colors=SAND, patterns="/", name="起点最高"
            ),
            bars(rises, [told("升幅", n, "个百分点") for n in rises], colors=RUST, name="声称的升幅"),
        ],
        height=PITCH * len(rows),
        above=28,
        below=30,
        legend=1,
        layout={
            **layout(
                rows,
                marks=[mark(now, f"看板上{now:g}%", anchor="right")],
                range=[0, 101],
                ticksuffix="%",
                nticks=6,
            ),
            "barmode": "stack",
        },
        note="原文多写“%”；按百分点读才有这个上限",
    )


REUSED = {
    "复购率": ("000-005", "000-007", "004-006"),
    "退货率": ("000-009", "000-022"),
    "客单价": ("000-021",),
    "用户留存率": ("000-006",),
    "胜出率": ("000-023",),
    "个性化复购": ("004-116",),
    "负面情绪转化": ("000-015",),
}


def reused_numbers() -> Chart:
    """The same few numbers standing for one measure after another."""
    cells = [(name, magnitude(number(one))) for name, ids in REUSED.items() for one in ids]
    values = sorted({float(n) for _, n in cells})
    often = {v: sum(n == v for _, n in cells) for v in values}
    finding = f"同一个{values[0]:g}，先后当了复购、退货和客单价的成绩"
    names = list(REUSED)
    return Chart.build(
        finding,
        f"对照表：{finding}。\n" + "；".join(f"{v:g}%用了{_TIMES[often[v]]}次" for v in values) + "。",
        [
            {
                "type": "scatter",
                "mode": "markers+text",
                "x": [Free(values.index(n)) for _, n in cells],
                "y": [Free(names.index(name)) for name, _ in cells],
                "text": [f"<b>{n:g}%</b>" for _, n in cells],
                "textfont": {"color": "white"},
                "marker": {
                    "symbol": "square",
                    "size": 42,
                    "color": [_SHADES[values.index(n)] for _, n in cells],
                },
                "cliponaxis": False,
                **hovers([told(name, n, "%") for name, n in cells]),
            }
        ],
        printed=[n for _, n in cells],
        height=48 * len(names),
        left=116,
        layout={
            "xaxis": {"range": [-0.6, len(values) - 0.4], "showticklabels": False, "showgrid": False},
            "yaxis": {
                "range": [len(names) - 0.5, -0.5],
                "tickvals": [Free(i) for i in range(len(names))],
                "ticktext": names,
            },
        },
    )


_TIMES = {1: "一", 2: "两", 3: "三", 4: "四"}
_SHADES = [RUST, BLUE, GREEN, PLUM]


def retention_profit() -> Chart:
    """The famous five per cent: a thought experiment's range, often told as a measurement."""
    kept, low, high = number("004-123"), number("004-124", "low"), number("004-124", "high")
    finding = f"“多留{kept:g}%客户，利润多{low:g}～{high:g}%”是推算，不是测量"
    rows = [f"客户保留率 <b>＋{kept:g}%</b>", f"利润 <b>＋{low:g}%～{high:g}%</b>"]
    told_profit = [told("利润", n, "%") for n in (low, high)]
    return Chart.build(
        finding,
        f"横条图：{finding}。",
        [
            bars([kept], [told("保留率", kept, "%")], colors=BLUE),
            spans([(Mark(1, low, told_profit[0]), Mark(1, high, told_profit[1]))], color=OCHRE),
        ],
        height=PITCH * len(rows),
        below=30,
        layout=layout(rows, range=[0, 102], ticksuffix="%", nticks=6),
        note="Byron Sharp指出，这是拿顾客寿命推算的；5%是不是百分点，原文也没分清",
    )
