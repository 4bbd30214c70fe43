"""Figures about the numbers themselves: how far they can be traced, which contradict each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cslib import claims
from cslib.charts.base import BLUE, GREEN, MUTED, OCHRE, PLUM, RUST, SAND, Chart
from cslib.charts.cited import Cited, count, derive, magnitude, number, rule, worded
from cslib.charts.rows import PITCH, Mark, bars, dots, layout, listing, mark, spans, ticks, told
from cslib.claims import Claim, Grade

DECKS = {
    "src-000": "电商培训课件",
    "src-001": "网店教学课件",
    "src-002": "案例文章",
    "src-003": "用户心理课件",
    "src-004": "天猫培训课件",
}
# Best grade first, with a short name, and a pattern each so that they can be told apart without colour.
LOOKS = {
    Grade.A: ("法规", GREEN, ""),
    Grade.B: ("报告", BLUE, "x"),
    Grade.C: ("惯例", OCHRE, "."),
    Grade.D: ("某研究", RUST, "/"),
    Grade.E: ("没有", SAND, "\\"),
}


def _counted(found: Iterable[Claim]) -> Cited:
    return count(claim.id for claim in found)


def graded_sources() -> Chart:
    """How far the numbers of each source can be traced."""
    of_deck = {deck: claims.where(source=deck) for deck in DECKS}
    total = _counted(claims.all())
    traced = _counted(c for c in claims.all() if c.grade in (Grade.A, Grade.B))
    finding = f"{total:g}个数字里，只有{traced:g}个查得到法规或具名的报告"
    sizes = [_counted(found) for found in of_deck.values()]
    rows = [f"{name} <b>{n:g}个</b>" for name, n in zip(DECKS.values(), sizes, strict=True)]
    return Chart.build(
        finding,
        f"堆叠横条图：{finding}。\n{'；'.join(rows)}。",
        [_grade_bars(grade, list(of_deck.values()), *look) for grade, look in LOOKS.items()],
        printed=[traced, total, *sizes],
        height=PITCH * len(rows),
        legend=2,
        layout={**layout(rows, visible=False, range=[0, 100]), "barmode": "stack"},
    )


def _grade_bars(
    grade: Grade, decks: list[tuple[Claim, ...]], name: str, color: str, pattern: str
) -> dict[str, Any]:
    how = "占比＝个数÷这份材料的数字总数"
    counts = [_counted(c for c in found if c.grade is grade) for found in decks]
    shares = [derive(100 * n / len(found), how, [n]) for n, found in zip(counts, decks, strict=True)]
    hover = {"hovertemplate": f"{grade}级 {grade.label}：%{{x:.0f}}%<extra></extra>"}
    return bars(shares, [], colors=color, patterns=pattern, name=f"{grade} {name}") | hover


def contradictions() -> Chart:
    """Which sources contradict each other or themselves, and how often."""
    pairs = {tuple(sorted((c.id, other))) for c in claims.all() for other in c.conflicts}
    decks = [deck for deck in DECKS if any(claims.get(one).source == deck for pair in pairs for one in pair)]
    clashes = derive(len(pairs), "按课程的数字表计数", [count(one for pair in pairs for one in pair)])
    grid = [
        [_between(pairs, a, b) if i >= j else None for j, b in enumerate(decks)] for i, a in enumerate(decks)
    ]
    own = sum(grid[i][i] or 0 for i in range(len(decks)))
    itself = derive(own, "按课程的数字表计数", [n for row in grid for n in row if n])
    finding = f"{clashes:g}处对不上，{itself:g}处是同一份课件自己打架"
    names = [DECKS[deck] for deck in decks]
    told_cells = [
        f"{names[i]}与{names[j]}{n:g}处" for i, row in enumerate(grid) for j, n in enumerate(row) if n
    ]
    return Chart.build(
        finding,
        f"矩阵图：{finding}。\n{'；'.join(told_cells)}。",
        [_cells(grid, names)],
        printed=[clashes, itself],
        height=84 * len(names),
        left=76,
        below=30,
        layout={"xaxis": {"showgrid": False}, "yaxis": {"autorange": "reversed", "showgrid": False}},
        note="对角线上是自己和自己对不上",
    )


def _between(pairs: set[tuple[str, ...]], a: str, b: str) -> Cited | None:
    found = [pair for pair in pairs if sorted(claims.get(one).source for one in pair) == sorted((a, b))]
    ids = [one for pair in found for one in pair]
    return derive(len(found), "按课程的数字表计数", [count(ids)]) if found else None


def _cells(grid: list[list[Cited | None]], names: list[str]) -> dict[str, Any]:
    short = [name.replace("课件", "") for name in names]
    return {
        "type": "heatmap",
        "x": short,
        "y": short,
        "z": grid,
        "text": [["" if n is None else f"{n:g}处" for n in row] for row in grid],
        "texttemplate": "<b>%{text}</b>",
        "textfont": {"size": 16},
        "hovertemplate": "%{y}与%{x}：%{text}对不上<extra></extra>",
        "colorscale": [[0, "#F3D9CC"], [1, RUST]],
        "showscale": False,
        "xgap": 4,
        "ygap": 4,
    }


def most_disputed() -> Chart:
    """The numbers that most others contradict."""
    top = sorted(claims.all(), key=lambda c: (-len(c.conflicts), c.id))[:6]
    counts = [
        derive(len(c.conflicts), "按课程的数字表计数", [_counted([c, *claims.conflicts(c.id)])]) for c in top
    ]
    finding = f"对不上的最多：{top[0].name}{top[0].shown}，有{counts[0]:g}处"
    rows = [f"{c.name}{c.shown} <b>{n:g}处</b>" for c, n in zip(top, counts, strict=True)]
    return Chart.build(
        finding,
        f"横条图：{finding}。\n{'；'.join(rows)}。",
        [
            bars(
                counts,
                [
                    "<br>".join([c.text, *(f"对不上：{o.name}{o.shown}" for o in claims.conflicts(c.id))])
                    for c in top
                ],
                colors=[RUST] + [BLUE] * (len(top) - 1),
            )
        ],
        printed=counts,
        height=PITCH * len(rows),
        layout=layout(rows, visible=False, range=[0, float(counts[0]) + 0.2]),
    )


def effects_by_grade() -> Chart:
    """Every "raises it by so many per cent", by how far it can be traced."""
    found = [
        c for c in claims.all() if c.type is claims.Type.CAUSAL and c.unit == "%" and "等待" not in c.baseline
    ]
    grades = [grade for grade in Grade if any(c.grade is grade for c in found)]
    named = [c for c in found if c.grade in (Grade.A, Grade.B)]
    total, traced = _counted(found), _counted(named)
    finding = f"{total:g}条“提升百分之几”，只有{traced:g}条查得到出处，还是推算"
    marks = {grade: [_effect(grades.index(grade), c) for c in found if c.grade is grade] for grade in grades}
    rows = [f"{grade}级 {grade.label} <b>{len(marks[grade])}条</b>" for grade in grades]
    sizes = [_counted([c for c in found if c.grade is grade]) for grade in grades]
    return Chart.build(
        finding,
        f"点图：{finding}。\n{'；'.join(rows)}。",
        [
            dots(marks[grade], color=color, symbol=symbol)
            for grade, color, symbol in zip(
                grades, (BLUE, RUST, MUTED), ("square-open", "diamond-open", "circle-open"), strict=True
            )
        ],
        printed=[total, traced, *sizes],
        height=PITCH * len(rows),
        below=30,
        layout=layout(rows, range=[0, 102], ticksuffix="%", nticks=6),
        note="区间画它的上限；降了多少也按大小画",
    )


def _effect(row: int, claim: Claim) -> Mark:
    size = magnitude(number(claim.id, "value" if claim.value is not None else "high"))
    return Mark(row, size, f"{claim.name}：{claim.shown}<br>{claim.id}")


def missing_baselines() -> Chart:
    """How many causal statements say what they are measured against."""
    causal = [c for c in claims.all() if c.type is claims.Type.CAUSAL]
    bare = [c for c in causal if c.baseline == "没有给"]
    total, without = _counted(causal), _counted(bare)
    finding = f"{total:g}条因果说法，{without:g}条没说原来是多少"
    rest = derive(total - without, "写了的＝全部－没写", [total, without])
    names, numbers = ["没说原来是多少", "说了，或不需要"], [without, rest]
    rows = [f"{name} <b>{n:g}条</b>" for name, n in zip(names, numbers, strict=True)]
    return Chart.build(
        finding,
        f"横条图：{finding}。",
        [bars(numbers, rows, colors=[RUST, BLUE], patterns=["/", ""])],
        printed=[total],
        height=PITCH * len(rows),
        layout=layout(rows, visible=False, range=[0, 25]),
        note="不知道起点，就分不清28%和28个百分点",
    )


GROWTH = {
    "2022年一季度": ("ext-nbs-2022-q1", 6.6),
    "2023年1—2月": ("ext-nbs-2023-02", 6.2),
    "2023年全年": ("ext-nbs-2023", 11.0),
}


def market_growth() -> Chart:
    """ "Never below ten per cent a year", against the statistics office's figures."""
    least = number("000-002")
    found = {name: worded(*reference) for name, reference in GROWTH.items()}
    finding = f"“每年至少增长{least:g}%”？三个官方数字里两个不到"
    rows = [f"{name} <b>{n:g}%</b>" for name, n in found.items()]
    return Chart.build(
        finding,
        f"横条图：{finding}。\n{listing(found, found.values(), '%')}。",
        [
            bars(
                list(found.values()),
                [told(name, n, "%") for name, n in found.items()],
                colors=[RUST, RUST, BLUE],
            )
        ],
        height=PITCH * len(rows),
        above=28,
        layout=layout(rows, marks=[mark(least, f"课件说至少{least:g}%")], visible=False, range=[0, 12]),
        note="官方数字是全国网上零售额的同比，课件没说自己量的是什么",
    )


SHARES = {"课件：一半以上": None, "淘宝加天猫，2023年1—9月": 45.0, "转述一": 52.3, "转述二": 54.3}


def market_share() -> Chart:
    """ "More than half the market", against what others are reported to have counted."""
    half = number("004-001")
    found = {name: half if n is None else worded("ext-tmall-share", n) for name, n in SHARES.items()}
    others = [n for name, n in found.items() if SHARES[name]]
    finding = f"“占一半以上”？转述的从{min(others):g}%到{max(others):g}%都有"
    rows = [f"{name} <b>{n:g}%</b>" for name, n in found.items()]
    return Chart.build(
        finding,
        f"横条图：{finding}。\n{listing(found, found.values(), '%')}。",
        [
            bars(
                list(found.values()),
                [told(name, n, "%") for name, n in found.items()],
                colors=[SAND, BLUE, BLUE, BLUE],
                patterns=["/", "", "", ""],
            )
        ],
        height=PITCH * len(rows),
        layout=layout(rows, visible=False, range=[0, 58]),
    )


WINDOWS = {
    "淘宝，2023年": "response3-taobao-2023",
    "淘宝，2025年6月": "response3-taobao-2025",
    "拼多多": "response3-pdd",
    "1688": "response3-1688",
}


def response_windows() -> Chart:
    """The hours in which platforms are reported to count three-minute answers."""
    hours = {name: (rule(one, "open"), rule(one, "close")) for name, one in WINDOWS.items()}
    minutes = rule("response3-1688", "minutes")
    finding = f"都叫“{minutes:g}分钟响应率”，从几点算到几点各不相同"
    rows = [f"{name} <b>{a:g}点～{b:g}点</b>" for name, (a, b) in hours.items()]
    return Chart.build(
        finding,
        f"区间图：{finding}。\n{'；'.join(rows)}。",
        [
            spans(
                [(Mark(i, a, rows[i]), Mark(i, b, rows[i])) for i, (a, b) in enumerate(hours.values())],
                color=PLUM,
            )
        ],
        printed=[minutes],
        height=PITCH * len(rows),
        below=30,
        layout=layout(rows, range=[0, 24], **ticks([0, 6, 12, 18, 24], "点")),
        note="都是网页转述，用之前到商家后台核对",
    )


def scoring() -> Chart:
    """A score of five equal parts: what is left when one of them fails altogether."""
    parts, each, full = number("004-147"), number("004-148"), number("004-149")
    left = derive(full - each, "剩下＝满分－一个方面的满分", [full, each])
    finding = f"五个方面各{each:g}分：哪怕一个方面得零分，还有{left:g}分"
    rows = [f"全对 <b>{full:g}分</b>", f"违了法、退错钱，只丢一个方面 <b>{left:g}分</b>"]
    return Chart.build(
        finding,
        f"横条图：{finding}。",
        [bars([full, left], [told("满分", full, "分"), told("剩下", left, "分")], colors=[BLUE, RUST])],
        printed=[parts, each],
        height=PITCH * len(rows),
        layout=layout(rows, visible=False, range=[0, 51]),
        note="所以本课程另设致命项：碰到一条，整条回复记零分",
    )
