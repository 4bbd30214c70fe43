"""How many people an hour needs: the chats of the frame, the waits of the queueing formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cslib.charts.base import BLUE, GREEN, MUTED, SMALL, Chart
from cslib.charts.cited import Cited, Free, derive, number, rule
from cslib.charts.dashboards.source import Source, while_open
from cslib.charts.rows import hovers, ticks

if TYPE_CHECKING:
    import pandas as pd

    from cslib.operations.queues import Queue

MOST = 5  # agents
TARGET = 0.8


class Hour(NamedTuple):
    """An hour to staff: what it is called, chats that come in it, and seconds each takes."""

    name: str
    hourly: float
    session: float


def staffing(chats: pd.DataFrame, *, slots: int = 2) -> Chart:
    """Service level and waits by the number of agents, for hours to choose from a list above the figure.

    The hours are a weekday's noon and evening, a Sunday's evening, and the same hour of the busiest day.

    Parameters
    ----------
    chats
        `frames.CHATS` with ``wrap_seconds``.
    slots
        Chats an agent may hold.

    Raises
    ------
    cslib.operations.frames.DataError
        The frame fails `frames.check`, or has no answered chat in one of the hours.

    Notes
    -----
    Erlang A, `cslib.operations.queues.steady`: each agent is `slots` servers, at the session time seen.
    """
    from cslib.operations.frames import CHATS, check

    n, within = Source(chats), rule("first-response", "respond")
    hours = _hours(while_open(check(chats, CHATS, need=["wrap_seconds"])))
    patience = _patience()
    queues = [[_queue(hour, agents, slots, patience, within) for agents in _AGENTS] for hour in hours]
    first, levels = hours[0], [100 * queue.service_level for queue in queues[0]]
    need = next((agents for agents in _AGENTS[1:] if levels[agents - 1] >= 100 * TARGET), MOST)
    finding = (
        f"{first.name}每小时来{first.hourly:.1f}个会话：1个人接，{within:g}秒内接起{levels[0]:.0f}%；"
        f"{need}个人{levels[need - 1]:.0f}%"
    )
    return Chart.build(
        finding,
        f"柱状图，可以换时段：{finding}。\n" + "；".join(map(_told, hours, queues)) + "。",
        [_columns(n, first, queues[0])],
        height=270,
        left=52,
        above=74,
        below=34,
        printed=[within, patience, *_stated(n, hours, queues), *n.each([slots, 100 * TARGET])],
        layout=_layout(n, hours, queues),
        note=f"每人同时接{slots}个，按爱尔朗A公式算的长期平均；虚线是目标{100 * TARGET:.0f}%",
    )


_AGENTS = range(1, MOST + 1)


def _hours(seen: pd.DataFrame) -> list[Hour]:
    started = seen["started"].dt
    hour, weekday, day = started.hour, started.day_of_week, started.date
    busiest = day.value_counts().idxmax()
    evening = int(hour.value_counts().idxmax())
    chosen = {
        f"周日{evening}点": (weekday == 6) & (hour == evening),
        f"平日{evening}点": (weekday < 5) & (hour == evening),
        "平日12点": (weekday < 5) & (hour == 12),
        f"{busiest.month}月{busiest.day}日{evening}点": (day == busiest) & (hour == evening),
    }
    days = {"周日": day[weekday == 6].nunique(), "平日": day[weekday < 5].nunique()}
    return [_hour(name, seen[mask], days.get(name[:2], 1)) for name, mask in chosen.items()]


def _hour(name: str, seen: pd.DataFrame, days: int) -> Hour:
    from cslib.operations.frames import DataError

    served = seen[seen["answered"].notna()]
    if served.empty:
        raise DataError(f"{name}一个接起的会话也没有，算不出要几个人。请换一张时间更长的会话表。")
    held = (served["ended"] - served["answered"]).dt.total_seconds() + served["wrap_seconds"]
    return Hour(name, len(seen) / days, float(held.mean()))


def _patience() -> Cited:
    """Mean seconds customers wait, from the two claims about it."""
    from cslib.operations.staffing import CLAIMED_PATIENCE, fit_patience

    mean = fit_patience((seconds, gone) for seconds, gone, _ in CLAIMED_PATIENCE).mean
    shares = [number(claim) for _, _, claim in CLAIMED_PATIENCE]
    return derive(mean, f"顾客的耐心平均{mean:.0f}秒，由“1分钟走30%、3分钟走60%”拟合", shares)


def _queue(hour: Hour, agents: int, slots: int, patience: float, within: float) -> Queue:
    from cslib.operations.queues import steady

    return steady(agents * slots, hour.hourly, hour.session, patience=float(patience), within=within)


def _columns(n: Source, hour: Hour, queues: list[Queue]) -> dict[str, Any]:
    levels = [100 * queue.service_level for queue in queues]
    return {
        "type": "bar",
        "x": [Free(agents) for agents in _AGENTS],
        "y": n.each(levels),
        "text": _texts(queues),
        "textposition": "outside",
        "textfont": {"size": SMALL},
        "constraintext": "none",
        "cliponaxis": False,
        "width": 0.6,
        "marker": {"color": _colors(queues)},
        **hovers(_hover(hour, queues)),
    }


def _texts(queues: list[Queue]) -> list[str]:
    return [f"<b>{100 * queue.service_level:.0f}%</b><br>等{queue.wait:.0f}秒" for queue in queues]


def _colors(queues: list[Queue]) -> list[str]:
    return [GREEN if queue.service_level >= TARGET else BLUE for queue in queues]


def _hover(hour: Hour, queues: list[Queue]) -> list[str]:
    return [
        f"{hour.name}，{agents}个人<br>每小时{hour.hourly:.1f}个，每个{hour.session / 60:.1f}分钟<br>"
        f"达标{100 * queue.service_level:.1f}%，平均等{queue.wait:.0f}秒<br>"
        f"走掉{100 * queue.abandonment:.1f}%，忙的时间占{100 * queue.occupancy:.0f}%"
        for agents, queue in zip(_AGENTS, queues, strict=True)
    ]


def _told(hour: Hour, queues: list[Queue]) -> str:
    levels = "、".join(f"{100 * queue.service_level:.0f}%" for queue in queues)
    return f"{hour.name}每小时{hour.hourly:.1f}个，1到{MOST}个人依次{levels}"


def _stated(n: Source, hours: list[Hour], queues: list[list[Queue]]) -> list[Cited]:
    found = [*_AGENTS]
    for hour, row in zip(hours, queues, strict=True):
        found += [hour.hourly, hour.session / 60, *_clock(hour.name)]
        for queue in row:
            found += [100 * queue.service_level, queue.wait, 100 * queue.abandonment, 100 * queue.occupancy]
    return n.each(found)


def _clock(name: str) -> list[float]:
    from cslib.charts.cited import numbers_in

    return [*numbers_in(name)]


def _layout(n: Source, hours: list[Hour], queues: list[list[Queue]]) -> dict[str, Any]:
    target = n(100 * TARGET)
    dashed = {"color": MUTED, "width": 2, "dash": "dot"}
    return {
        "xaxis": {
            "range": [0.5, MOST + 0.5],
            "tickvals": [*_AGENTS],
            "ticktext": [f"{agents}人" for agents in _AGENTS],
            "showgrid": False,
        },
        "yaxis": {"range": [0, 104], **ticks([0, 25, 50, 75, 100], "% ")},
        "shapes": [
            {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": target, "y1": target, "line": dashed}
        ],
        "updatemenus": [_menu(hours, queues)],
    }


def _menu(hours: list[Hour], queues: list[list[Queue]]) -> dict[str, Any]:
    buttons = [
        {
            "label": hour.name,
            "method": "restyle",
            "args": [
                {
                    "y": [[round(100 * queue.service_level, 2) for queue in row]],
                    "text": [_texts(row)],
                    "hovertext": [_hover(hour, row)],
                    "marker.color": [_colors(row)],
                },
                [0],
            ],
        }
        for hour, row in zip(hours, queues, strict=True)
    ]
    place = {"x": 1, "xanchor": "right", "y": 1, "yanchor": "bottom", "pad": {"b": 34, "t": 0}}
    return {"type": "dropdown", "buttons": buttons, "showactive": True, **place}
