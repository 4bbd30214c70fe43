"""Figures about complaints, after-sales deadlines and the numbers on a shop's board."""

from __future__ import annotations

from itertools import accumulate

from cslib.charts.base import BLUE, GREEN, INK, RUST, SAND, SMALL, Chart
from cslib.charts.cited import Cited, Free, Part, converted, derive, number, rule, series, shown
from cslib.charts.rows import (
    PITCH,
    Mark,
    bars,
    dots,
    hovers,
    layout,
    listing,
    mark,
    spans,
    strokes,
    ticks,
    told,
)
from cslib.charts.times import at, days, hours

CAUSES = {"商品质量": "004-097", "物流配送": "004-098", "售后服务": "004-099", "描述不符": "004-100"}


def complaint_causes() -> Chart:
    """Causes of complaints as a Pareto chart, with the share the shop's own numbers leave out."""
    shares = series(*CAUSES.values())
    sums = [derive(total, "累计＝前几项之和", shares[: i + 1]) for i, total in enumerate(accumulate(shares))]
    missing = derive(100 - sums[-1], "没有说明＝100－四项之和", shares)
    finding = f"前两种原因占了投诉的{sums[1]:g}%，另有{missing:g}%没有说明"
    names, numbers = [*CAUSES, "没有说明"], [*shares, missing]
    hover = [told(name, n, "%") for name, n in zip(names, numbers, strict=True)]
    ticks = [f"{name}<br>{n:g}%" for name, n in zip(names, numbers, strict=True)]
    pattern = {"shape": ["", "", "", "", "/"], "fgcolor": INK, "fillmode": "overlay"}
    return Chart.build(
        finding,
        f"帕累托图：{finding}。\n{listing(names, numbers, '%')}；四项累计{sums[-1]:g}%。",
        [
            {
                "type": "bar",
                "x": ticks,
                "y": numbers,
                "marker": {"color": [BLUE] * 4 + [SAND], "pattern": pattern},
                **hovers(hover),
            },
            {
                "type": "scatter",
                "mode": "lines+markers+text",
                "x": ticks[:4],
                "y": sums,
                "text": ["", *(f"累计{n:g}%" for n in sums[1:])],
                "textposition": "top left",
                "line": {"color": RUST, "width": 3},
                "marker": {"size": 9},
                **hovers([told("累计", n, "%") for n in sums]),
            },
        ],
        height=300,
        below=46,
        layout={
            "xaxis": {"tickangle": 0, "tickfont": {"size": SMALL}, "showgrid": False},
            "yaxis": {"range": [0, 104], "showticklabels": False, "tickvals": [0, 25, 50, 75, 100]},
        },
    )


TIERS = {
    "紧急（食品、假货）": ("004-090", "004-091"),
    "严重（发错货）": ("004-092", "004-093"),
    "一般（发货慢）": ("004-094", "004-095"),
    "建议": ("004-096", None),
}


def complaint_tiers() -> Chart:
    """Deadlines of the four tiers of complaints, against the one deadline another page gives all of them."""
    flat, urgent = hours("004-105"), hours("004-090")
    finding = f"紧急投诉{urgent:g}小时内要回，另一页却统统写{flat:g}小时"
    answer = [at(i, first, f"{name}，响应") for i, (name, (first, _)) in enumerate(TIERS.items())]
    settle = [at(i, last, f"{name}，解决") for i, (name, (_, last)) in enumerate(TIERS.items()) if last]
    rows = [_tier(name, *ids) for name, ids in TIERS.items()]
    return Chart.build(
        finding,
        f"时间轴图：{finding}。\n{'；'.join(rows)}。",
        [
            spans(list(zip(answer, settle, strict=False)), color=SAND, width=6, showlegend=False),
            dots(answer, color=RUST, name="响应"),
            dots(settle, color=BLUE, symbol="square", name="解决"),
        ],
        height=PITCH * len(rows),
        above=28,
        below=30,
        legend=1,
        layout=layout(
            rows, marks=[mark(flat, f"流程页：{flat:g}小时响应")], range=[0, 75], **days(*range(4))
        ),
    )


def _tier(name: str, first: str, last: str | None) -> str:
    return f"{name} <b>{shown(first)}响应" + (f"，{shown(last)}解决</b>" if last else "</b>")


def aftersale_deadlines() -> Chart:
    """The shop's refund deadlines laid end to end, against the law's."""
    steps = [hours("004-073"), hours("004-078"), hours("004-079", "high")]
    ends = [
        derive(t, "一步接一步＝各步最长时间相加", steps[: i + 1]) for i, t in enumerate(accumulate(steps))
    ]
    law, fined = (
        converted(rule("refund-legal", "resolve"), 24),
        converted(rule("refund-legal", "punished"), 24),
    )
    total, legal = converted(ends[-1], 1 / 24), rule("refund-legal", "resolve")
    finding = f"按店里的时限一步步走，退款要{total:g}天；法律只给{legal:g}天"
    rows = [
        f"验收 <b>{shown('004-073')}</b>",
        f"打款 <b>{shown('004-078')}</b>",
        f"到账 <b>{shown('004-079')}</b>",
    ]
    rows.append(f"法律：收到退货后 <b>{legal:g}天</b>内退")
    zero = derive(0 * steps[0], "", steps[:1])
    stages = [
        (Mark(i, a, rows[i]), Mark(i, b, rows[i]))
        for i, (a, b) in enumerate(zip([zero, *ends[:-1]], ends, strict=True))
    ]
    return Chart.build(
        finding,
        f"时间轴图：{finding}。\n{'；'.join(rows)}。",
        [
            spans(stages, color=BLUE),
            spans([(Mark(3, zero, ""), Mark(3, law, rows[3]))], color=GREEN),
        ],
        printed=[total, legal, rule("refund-legal", "punished")],
        height=PITCH * len(rows),
        above=28,
        below=30,
        layout=layout(
            rows,
            marks=[mark(law, f"法定{legal:g}天"), mark(fined, "超过15天可罚", anchor="right")],
            range=[0, 24 * 16],
            **days(0, 2, 5, 7, 12, 15),
        ),
        note="工作日按一天画，实际更长；店里各步要挤进7天",
    )


REVIEWS = ["售后总览页", "退换货流程页", "改进页，改进前", "改进页，改进后"]


def review_time() -> Chart:
    """How long reviewing an after-sales request may take, by three pages of one deck."""
    values = [number("004-067"), number("004-072"), number("004-102", "before"), number("004-102")]
    finding = f"审核给{values[0]:g}小时还是{values[1]:g}小时？同一份课件三页对不上"
    rows = [f"{name} <b>{n:g}小时</b>" for name, n in zip(REVIEWS, values, strict=True)]
    return Chart.build(
        finding,
        f"横条图：{finding}。\n{'；'.join(rows)}。",
        [
            bars(
                values,
                [told(name, n, "小时") for name, n in zip(REVIEWS, values, strict=True)],
                colors=[RUST, BLUE, RUST, BLUE],
                patterns=["/", "", "/", ""],
            )
        ],
        height=PITCH * len(rows),
        layout=layout(rows, visible=False, range=[0, 49]),
        note="两个都写着的时候，按短的走",
    )


# A number on the board, and what the decks offer to hold it against. The last two are a few per cent.
BOARD: dict[str, tuple[str, dict[str, tuple[str, Part]]]] = {
    "售后满意度": ("004-080", {"另一页": ("004-014", "value")}),
    "一次解决率": ("004-083", {"另一份课件": ("000-014", "value")}),
    "按时办结率": ("004-081", {}),
    "退款率": ("004-082", {"优秀退货率": ("004-088", "value"), "行业": ("004-087", "value")}),
    "投诉率": ("004-103", {"三个月前": ("004-103", "before")}),
}
FEW = 3  # the first row of a few per cent


def kpis() -> Chart:
    """The sample board as bullets: each number with whatever the decks offer to hold it against."""
    finding = "看板上五个数字，没有一个写明是怎么算出来的"
    values = {name: number(one) for name, (one, _) in BOARD.items()}
    hover = [told(name, n, "%") for name, n in values.items()]
    against = [
        Mark(row, number(one, part), told(name, number(one, part), "%"))
        for row, (_, others) in enumerate(BOARD.values())
        for name, (one, part) in others.items()
    ]
    numbers = list(values.values())
    rows = [_board_row(name, values[name], others) for name, (_, others) in BOARD.items()]
    return Chart.build(
        finding,
        f"子弹图：{finding}。\n{'；'.join(rows)}。",
        [
            bars(numbers[:FEW], hover[:FEW]),
            bars(numbers[FEW:], hover[FEW:], first=FEW, xaxis="x2"),
            strokes([m for m in against if m.row < FEW]),
            strokes([m for m in against if m.row >= FEW], xaxis="x2"),
        ],
        height=PITCH * len(rows),
        layout={
            **layout(rows, visible=False, range=[0, 102]),
            "xaxis2": {"overlaying": "x", "visible": False, "range": [0, 3.06]},
        },
        note="竖线是能拿来对照的数；后两行的数小，放大了画",
    )


def _board_row(name: str, value: Cited, others: dict[str, tuple[str, Part]]) -> str:
    against = "、".join(f"{other}{number(*claim):g}%" for other, claim in others.items())
    return f"{name} <b>{value:g}%</b>" + (f"，{against}" if against else "，没有可对照的数")


RATES: dict[str, tuple[str, Part]] = {
    "退款率（看板）": ("004-082", "value"),
    "优秀退换货率，低于": ("004-088", "value"),
    "投诉率，现在": ("004-103", "value"),
    "投诉率，三个月前": ("004-103", "before"),
    "行业退换货率": ("004-087", "value"),
}


def rates_out_of_order() -> Chart:
    """Refunds, complaints and returns, in an order no shop's funnel can have."""
    rates = {name: number(one, part) for name, (one, part) in RATES.items()}
    refund, complaint = rates["退款率（看板）"], rates["投诉率，现在"]
    finding = f"退款率{refund:g}%，投诉率倒有{complaint:g}%：这个漏斗说不通"
    rows = [f"{name} <b>{n:g}%</b>" for name, n in rates.items()]
    return Chart.build(
        finding,
        f"横条图：{finding}。\n{listing(rates, rates.values(), '%')}。",
        [
            bars(
                list(rates.values()),
                [told(name, n, "%") for name, n in rates.items()],
                colors=[BLUE, SAND, RUST, RUST, SAND],
                patterns=["", "/", "", "", "/"],
            )
        ],
        height=PITCH * len(rows),
        layout=layout(rows, visible=False, range=[0, 3.1]),
        note="斜纹是对照线，不是这家店的数",
    )


STOCKOUT = {"临时断货": "004-054", "中期断货": "004-055", "长期断货": "004-056"}


def stockout_gaps() -> Chart:
    """Three classes of being out of stock, and the days that fall into none."""
    short, middle, long = (number(one, "low") for one in STOCKOUT.values())
    ends = number("004-054", "high"), number("004-055", "high")
    gaps = [_between(a, b) for a, b in zip(ends, (middle, long), strict=True)]
    names = [f"{a:g}～{b:g}天" for a, b in gaps]
    finding = f"断货{names[0]}和{names[1]}，三个等级都没管"
    rows = [f"{name} <b>{shown(one)}</b>" for name, one in STOCKOUT.items()] + [
        f"没有归类 <b>{'、'.join(names)}</b>"
    ]
    classes: list[tuple[int, Cited, Cited | Free]] = [
        (0, short, ends[0]),
        (1, middle, ends[1]),
        (2, long, Free(36)),
    ]
    return Chart.build(
        finding,
        f"区间图：{finding}。\n{'；'.join(rows)}。",
        [
            spans([(Mark(i, a, rows[i]), Mark(i, b, rows[i])) for i, a, b in classes], color=BLUE),
            spans([(Mark(3, a, rows[3]), Mark(3, b, rows[3])) for a, b in gaps], color=RUST),
        ],
        height=PITCH * len(rows),
        below=30,
        layout=layout(rows, range=[0, 36], **ticks([0, 7, 15, 30], "天")),
    )


def _between(end: Cited, start: Cited) -> tuple[Cited, Cited]:
    how = "空档＝上一级后一天到下一级前一天"
    return derive(end + 1, how, [end, start]), derive(start - 1, how, [end, start])


STEPS = {"投诉接待页": "004-157", "投诉黄金法则": "000-033", "纠纷处理": "001-018"}


def complaint_steps() -> Chart:
    """How many steps a complaint takes, by three decks."""
    counts = series(*STEPS.values())
    finding = f"处理投诉要几步？三份课件分别说{'、'.join(f'{n:g}' for n in counts)}步"
    rows = [f"{name} <b>{n:g}步</b>" for name, n in zip(STEPS, counts, strict=True)]
    return Chart.build(
        finding,
        f"横条图：{finding}。\n{'；'.join(rows)}。",
        [bars(counts, [told(name, n, "步") for name, n in zip(STEPS, counts, strict=True)])],
        height=PITCH * len(rows),
        layout=layout(rows, visible=False, range=[0, 7.2]),
        note="步数不同不一定矛盾，先看每一步包含什么",
    )
