"""Durations on one scale: claims state them in seconds, minutes, hours, days and working days."""

from __future__ import annotations

from typing import Any

from cslib import claims
from cslib.charts.cited import Cited, Free, Part, converted, number, shown
from cslib.charts.rows import Mark, source

# A working day is drawn as a day: the least it can mean.
HOURS = {"秒": 1 / 3600, "分钟": 1 / 60, "小时": 1.0, "天": 24.0, "个工作日": 24.0}


def hours(id: str, part: Part = "value") -> Cited:  # noqa: A002
    """The duration a claim states, in hours.

    Examples
    --------
    >>> hours("004-068")
    72.0
    """
    return converted(number(id, part), HOURS[claims.get(id).unit])


def ends(id: str) -> tuple[Cited, Cited]:  # noqa: A002
    """The shortest and longest duration a claim allows, in hours; the same twice where it states one."""
    claim = claims.get(id)
    return hours(id, "low" if claim.low is not None else "value"), hours(
        id, "high" if claim.high else "value"
    )


def at(row: int, id: str, name: str, part: Part = "value") -> Mark:  # noqa: A002
    """A claim's duration as a mark in a row."""
    duration = hours(id, part)
    return Mark(row, duration, f"{name}：{shown(id)}<br>{source(duration)}")


def days(*at: int) -> dict[str, Any]:
    """Ticks of an axis in hours at these days, named in days."""
    return {"tickvals": [24 * d for d in at], "ticktext": [f"{d}天" if d else "0" for d in at]}


def logarithmic() -> dict[str, Any]:
    """An axis of hours from ten seconds to three days, each step several times the last."""
    named = {1 / 360: "10秒", 1 / 60: "1分", 1 / 6: "10分", 1.0: "1时", 24.0: "1天"}
    return {
        "type": "log",
        "range": [-2.7, 1.95],
        "tickvals": [Free(h) for h in named],
        "ticktext": [*named.values()],
    }
