"""Figures about promotions, members and freight."""

from __future__ import annotations

from typing import Any

from cslib.charts.base import BLUE, GREEN, RUST, SAND, Chart
from cslib.charts.cited import Cited, Free, derive, number, shown, worded
from cslib.charts.rows import PITCH, Mark, bars, dots, layout, spans, ticks, told

SAVED = "省下的比例＝减的钱÷购物车金额"


def thresholds() -> Chart:
    """What share of the basket the threshold discounts save, by the policy page and by the sales script."""
    first, second = worded("004-036", 300), worded("004-037", 500)
    policy, script, upper = number("004-036"), number("004-063"), number("004-037")
    finding = f"满{first:g}要真能减{script:g}，满{second:g}那一档反而省得少"
    shares = [_saved(off, basket) for off, basket in ((script, first), (policy, first), (upper, second))]
    names = [
        f"话术：满{first:g}减{script:g}，省{shares[0]:.1f}%",
        f"政策：满{first:g}减{policy:g}，省{shares[1]:g}%",
    ]
    names.append(f"满{second:g}减{upper:g}，省{shares[2]:g}%")
    return Chart.build(
        finding,
        f"折线图：{finding}。\n{'；'.join(names)}。",
        [
            _saving(script, first, second, RUST, "dash"),
            _saving(policy, first, second, BLUE, "solid"),
            _saving(upper, second, Free(700), GREEN, "solid"),
        ],
        height=280,
        left=52,
        above=14,
        below=34,
        layout={
            "xaxis": {"range": [290, 720], **ticks(range(300, 701, 100), "元")},
            "yaxis": {"range": [0, 20], **ticks([5, 10, 15, 20], "% ")},
            "annotations": [
                _named(first, shares[0], names[0], RUST, yshift=14),
                _named(first, Free(5), names[1], BLUE),
                _named(second, shares[2], names[2], GREEN, yshift=14),
            ],
        },
        note="横轴是购物车金额，纵轴是省下的比例",
    )


def _named(x: Cited, y: Cited | Free, text: str, color: str, **more: Any) -> dict[str, Any]:
    return {"x": x, "y": y, "text": text, "font": {"color": color}, **more}


def _saved(off: Cited, basket: float) -> Cited:
    sources = [off, basket] if isinstance(basket, Cited) else [off]
    return derive(100 * off / basket, SAVED, sources)


def _saving(off: Cited, start: Cited, end: float, color: str, dash: str) -> dict[str, Any]:
    between = [Free(x) for x in range(int(start) + 20, int(end), 20)]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [start, *between, end],
        "y": [_saved(off, x) for x in (start, *between, end)],
        "line": {"color": color, "width": 4, "dash": dash},
        "hovertemplate": "购物车%{x}元，省%{y:.1f}%<extra></extra>",
    }


def top_up() -> Chart:
    """One basket, topped up to the threshold, paid by the policy page and by the sales script."""
    basket, more = number("004-061"), number("004-062")
    offs = [number("004-036"), number("004-063")]
    pays = [derive(basket + more - off, "实付＝购物车＋凑单－满减", [basket, more, off]) for off in offs]
    saved = [derive(basket - pay, "比不凑少付＝购物车－实付", [basket, pay]) for pay in pays]
    finding = f"同样凑{more:g}元，按政策少付{saved[0]:g}元，按话术少付{saved[1]:g}元"
    rows = [f"不凑单 <b>付{basket:g}元</b>"]
    rows += [
        f"凑{more:g}元，减{off:g}元（{where}） <b>付{pay:g}元</b>"
        for off, pay, where in zip(offs, pays, ("政策页", "话术页"), strict=True)
    ]
    return Chart.build(
        finding,
        f"横条图：{finding}。\n{'；'.join(rows)}。",
        [
            bars(
                [basket, *pays],
                [told("实付", n, "元") for n in (basket, *pays)],
                colors=[SAND, BLUE, RUST],
                patterns=["/", "", ""],
            )
        ],
        printed=saved,
        height=PITCH * len(rows),
        layout=layout(rows, visible=False, range=[0, 288]),
        note="系统里执行的那一个才算数，话术要照着改",
    )


MEMBERS = {"普通会员": "004-122", "银牌会员": "004-121", "金牌会员": "004-120", "钻石会员": "004-119"}


def member_tiers() -> Chart:
    """Member tiers by yearly spending; every edge belongs to two of them."""
    edges = [number("004-121", "low"), number("004-120", "low"), number("004-119")]
    finding = f"一年正好花{edges[1]:g}万元，算银牌还是金牌？三个分界点都说不清"
    rows = [f"{name} <b>{shown(one)}</b>".replace("/年", "") for name, one in MEMBERS.items()]
    bounds: list[tuple[Cited | Free, Cited | Free]] = [
        (Free(0), edges[0]),
        (edges[0], edges[1]),
        (edges[1], edges[2]),
        (edges[2], Free(12)),
    ]
    ranges = [(Mark(i, low, rows[i]), Mark(i, high, rows[i])) for i, (low, high) in enumerate(bounds)]
    doubtful = [
        Mark(i + j, edge, f"正好{edge:g}万元：两级都沾") for i, edge in enumerate(edges) for j in (0, 1)
    ]
    return Chart.build(
        finding,
        f"区间图：{finding}。\n{'；'.join(rows)}。",
        [
            spans(ranges, color=BLUE, width=10, showlegend=False),
            dots(doubtful, color=RUST, symbol="diamond", name="两级都沾的分界点"),
        ],
        printed=[number("004-122")],
        height=PITCH * len(rows),
        below=30,
        legend=1,
        layout=layout(rows, range=[0, 12], **ticks([0, 1, 3, 10], "万")),
        note="写成“满1万、不满3万”就不会打架",
    )


def remote_freight() -> Chart:
    """Three readings of "a further ten yuan for remote areas" for an order past the free-freight line."""
    fee, extra, free_from = number("004-044"), number("004-046"), number("004-045")
    both = derive(fee + extra, "都收＝每单运费＋偏远加收", [fee, extra])
    payable = [extra, both, extra]
    finding = f"寄偏远地区“另付{extra:g}元”：三种读法，运费差到{both:g}元"
    rows = [
        f"只收{extra:g}元，代替{fee:g}元 <b>付{extra:g}元</b>",
        f"{fee:g}元照收，再加{extra:g}元 <b>付{both:g}元</b>",
        f"满{free_from:g}元免{fee:g}元，只加收 <b>付{extra:g}元</b>",
    ]
    return Chart.build(
        finding,
        f"横条图：{finding}。\n{'；'.join(rows)}。",
        [bars(payable, [told("运费", n, "元") for n in payable], colors=[BLUE, RUST, GREEN])],
        printed=[fee, free_from],
        height=PITCH * len(rows),
        layout=layout(rows, visible=False, range=[0, 26]),
        note="改成只有一种读法，再发给顾客",
    )
