"""Dashboards of the queue: who is answered when, and who leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cslib.charts.base import BLUE, INK, MUTED, RUST, Chart
from cslib.charts.cited import Cited, Free, rule
from cslib.charts.dashboards.source import Source, levelled, opening, waited, while_open
from cslib.charts.rows import PITCH, Mark, bars, dots, hovers, layout, ticks

if TYPE_CHECKING:
    import pandas as pd


def service_by_hour(chats: pd.DataFrame, *, definition: str = "abandoned_missed") -> Chart:
    """The share of customers answered in time, by the hour in which they wrote.

    Parameters
    ----------
    chats
        `frames.CHATS`; those that began outside opening hours are left out.
    definition
        A key of `metrics.SERVICE_LEVEL`; the caption prints it.

    Raises
    ------
    cslib.operations.frames.DataError
        The frame fails `frames.check`, an unknown definition, or no chat in opening hours.

    Examples
    --------
    >>> from cslib import shop
    >>> service_by_hour(shop.load("chats")).alt.split("：")[1]
    '21点最难接通'
    """
    from cslib.operations.frames import CHATS, check
    from cslib.operations.metrics import SERVICE_LEVEL, chosen

    text = chosen(SERVICE_LEVEL, definition, "服务水平")
    within, n = rule("first-response", "respond"), Source(chats)
    seen = while_open(check(chats, CHATS))
    by_hour = {int(hour): part for hour, part in seen.groupby(seen["started"].dt.hour)}
    levels = {hour: levelled(part, within, definition) for hour, part in by_hour.items()}
    worst, best = min(levels, key=levels.__getitem__), max(levels, key=levels.__getitem__)
    overall = levelled(seen, within, definition)
    finding = (
        f"{worst}点最难接通：{within:g}秒内接起的只有{levels[worst]:.0f}%，{best}点是{levels[best]:.0f}%"
    )
    sizes = {hour: len(part) for hour, part in by_hour.items()}
    hover = [f"{hour}点：{sizes[hour]}个会话<br>{within:g}秒内接起{levels[hour]:.1f}%" for hour in levels]
    return Chart.build(
        finding,
        f"柱状图：{finding}。\n全天{overall:.0f}%；"
        + "，".join(f"{hour}点{level:.0f}%" for hour, level in levels.items())
        + "。",
        [_columns(n, levels, hover, overall)],
        height=260,
        left=46,
        above=26,
        below=34,
        printed=[within, *n.each([overall, *levels, *sizes.values()])],
        layout=_hourly(n, overall, f"全天{overall:.0f}%"),
        note=f"服务水平＝{text}；等待从顾客第一句算到人工第一句",
    )


def _columns(n: Source, levels: Mapping[int, float], hover: list[str], overall: float) -> dict[str, Any]:
    low = [level < overall - 3 for level in levels.values()]
    return {
        "type": "bar",
        "x": [Free(hour) for hour in levels],
        "y": n.each(levels.values()),
        "marker": {
            "color": [RUST if each else BLUE for each in low],
            "pattern": {
                "shape": ["/" if each else "" for each in low],
                "fgcolor": INK,
                "fillmode": "overlay",
            },
        },
        "width": 0.72,
        **hovers(hover),
    }


def _hourly(n: Source, level: float, text: str) -> dict[str, Any]:
    first, last = opening()
    return {
        "xaxis": {
            "range": [first - 0.6, last - 0.4],
            "showgrid": False,
            **ticks(range(first, last, 3), "点"),
        },
        "yaxis": {"range": [0, 104], "ticksuffix": "% ", "nticks": 6},
        "shapes": [_level(n(level))],
        "annotations": [
            {
                "xref": "paper",
                "x": 1,
                "xanchor": "right",
                "yref": "paper",
                "y": 1,
                "yanchor": "bottom",
                "text": f"虚线：{text}",
                "font": {"color": MUTED},
            }
        ],
    }


def _level(y: Cited) -> dict[str, Any]:
    dashed = {"color": MUTED, "width": 2, "dash": "dot"}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": dashed}


# Seconds waited, from the first up to the second.
STEPS = (0, 10, 30, 60, 120, 180, 300, float("inf"))
_NAMES = ("10秒内", "10～30秒", "30～60秒", "1～2分钟", "2～3分钟", "3～5分钟", "5分钟以上")


def waits(chats: pd.DataFrame) -> Chart:
    """How long customers wait, and how many of those still waiting then give up.

    Parameters
    ----------
    chats
        `frames.CHATS`; those that began outside opening hours are left out.

    Raises
    ------
    cslib.operations.frames.DataError
        The frame fails `frames.check`, or no chat in opening hours.
    """
    from cslib.operations.frames import CHATS, check

    n = Source(chats)
    seen = while_open(check(chats, CHATS))
    seconds, left = waited(seen), seen["answered"].isna()
    inside = [(seconds >= low) & (seconds < high) for low, high in pairwise(STEPS)]
    shares = [100 * float((each & ~left).mean()) for each in inside]
    gone = [100 * float((each & left).mean()) for each in inside]
    quick, lost = shares[0] + shares[1], 100 * float(left.mean())
    slow = sum(gone[3:]) + sum(shares[3:])
    tired = 100 * sum(gone[3:]) / slow if slow else 0.0
    finding = f"{quick:.0f}%在30秒内接起；等过1分钟的{slow:.0f}%里，走掉的占{tired:.0f}%"
    rows = [
        f"{name} <b>{a + b:.1f}%</b>，其中走掉{b:.1f}%" if b >= 0.05 else f"{name} <b>{a:.1f}%</b>"
        for name, a, b in zip(_NAMES, shares, gone, strict=True)
    ]
    return Chart.build(
        finding,
        f"横条图：{finding}。\n一共走掉{lost:.1f}%。{'；'.join(rows)}。",
        [
            bars(n.each(shares), rows, name="接起"),
            bars(n.each(gone), rows, colors=RUST, patterns="/", name="没等到，走了"),
        ],
        height=PITCH * len(rows),
        legend=1,
        printed=n.each(
            [quick, lost, slow, tired, *_printed(_NAMES)] + [a + b for a, b in zip(shares, gone, strict=True)]
        ),
        layout={**layout(rows, visible=False), "barmode": "stack"},
        note="只算营业时间里来的；等待从第一句算到人工接起或顾客离开",
    )


def _printed(names: tuple[str, ...]) -> list[float]:
    from cslib.charts.cited import numbers_in

    return [number for name in names for number in numbers_in(name)]


def campaign_days(chats: pd.DataFrame, campaign: str, after: str) -> Chart:
    """A campaign's day and a day after it, held against ordinary days.

    Parameters
    ----------
    chats
        `frames.CHATS` with ``csat``; those that began outside opening hours are left out.
    campaign, after
        The two days, such as ``"2025-11-11"``.

    Raises
    ------
    cslib.operations.frames.DataError
        The frame fails `frames.check`, or there is no chat on one of the days.
    """
    from cslib.operations.frames import CHATS, check

    n, within = Source(chats), rule("first-response", "respond")
    seen = while_open(check(chats, CHATS, need=["csat"]))
    parts = _days(seen, campaign, after)
    measured = [_measured(part, within) for part in parts.values()]
    busy = [len(part) / part["started"].dt.date.nunique() for part in parts.values()]
    measures = (f"{within:g}秒内接起", "没等到，走了", "打分的人里4、5分")
    rows = [f"{name} {_coloured(each[i] for each in measured)}" for i, name in enumerate(measures)]
    names = list(parts)
    finding = f"{names[1]}来{busy[1]:.0f}个会话，{names[2]}还有{busy[2]:.0f}个，平常一天{busy[0]:.0f}个"
    return Chart.build(
        finding,
        f"点图：{finding}。\n依次是{'、'.join(names)}：{'；'.join(rows)}。",
        [
            dots(
                [Mark(i, n(value), f"{name}：{value:.1f}%") for i, value in enumerate(values)],
                color=color,
                symbol=symbol,
                name=name,
            )
            for name, values, (color, symbol) in zip(parts, measured, _LOOKS, strict=True)
        ],
        height=PITCH * len(rows),
        below=34,
        legend=2,
        printed=[within, *n.each([*busy, *_printed((*names, "4、5分"))])],
        layout=layout(rows, range=[-2, 102], **ticks([0, 25, 50, 75, 100], "%")),
        note="一天只有一百多个会话，差几个百分点可能只是碰巧",
    )


_LOOKS = ((MUTED, "circle"), (BLUE, "diamond"), (RUST, "square"))  # ordinary days, the campaign, after it


def _coloured(shares: Iterable[float]) -> str:
    """Shares in the colours of the marks that show them."""
    looks = zip(shares, _LOOKS, strict=True)
    return "、".join(f'<b><span style="color:{color}">{share:.0f}%</span></b>' for share, (color, _) in looks)


def _measured(part: pd.DataFrame, within: float) -> list[float]:
    rated = part["csat"].dropna()
    happy = 100 * float((rated >= 4).mean()) if len(rated) else 0.0
    return [
        levelled(part, within, "abandoned_missed"),
        100 * float(part["answered"].isna().mean()),
        happy,
    ]


def _days(seen: pd.DataFrame, campaign: str, after: str) -> dict[str, pd.DataFrame]:
    """The chats of ordinary days, of the campaign's day and of the day after it."""
    from datetime import date

    from cslib.operations.frames import DataError

    dates = seen["started"].dt.date
    found = {}
    for text in (campaign, after):
        day = date.fromisoformat(text)
        found[f"{day.month}月{day.day}日"] = seen[dates == day]
        if found[f"{day.month}月{day.day}日"].empty:
            raise DataError(f"会话表里没有{text}的会话，比不了。请换一天，或换一张表。")
    usual = seen[~dates.isin([date.fromisoformat(text) for text in (campaign, after)])]
    return {"平常": usual, **found}
