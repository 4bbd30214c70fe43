"""Figures about talking with customers."""

from __future__ import annotations

from cslib.charts.base import BLUE, SAND, Chart
from cslib.charts.cited import derive, series
from cslib.charts.rows import PITCH, bars, layout, source

BARRIERS = {"理解偏差": "004-018", "信息不足": "004-019", "情绪干扰": "004-020", "表达不清": "004-021"}


def barriers() -> Chart:
    """What gets in the way of understanding each other; the shares given leave a part of the whole unnamed.

    Examples
    --------
    >>> barriers().alt.splitlines()[0]
    '横条图：沟通障碍的四种原因加起来只有95%，还有5%没有说明。'
    """
    shares = series(*BARRIERS.values())
    total = derive(sum(shares), "合计＝四项之和", shares)
    missing = derive(100 - total, "没有说明＝100－合计", shares)
    names = [*BARRIERS, "没有说明"]
    numbers = [*shares, missing]
    traces = [
        bars(
            numbers,
            [f"{name}：{n:g}%<br>{source(n)}" for name, n in zip(names, numbers, strict=True)],
            colors=[BLUE] * len(shares) + [SAND],
            patterns=[""] * len(shares) + ["/"],
        )
    ]
    labels = [f"{name} <b>{n:g}%</b>" for name, n in zip(names, numbers, strict=True)]
    finding = f"沟通障碍的四种原因加起来只有{total:g}%，还有{missing:g}%没有说明"
    listing = "，".join(f"{name}{n:g}%" for name, n in zip(names, numbers, strict=True))
    return Chart.build(
        finding,
        f"横条图：{finding}。\n{listing}。",
        traces,
        printed=[total],
        height=PITCH * len(names),
        layout=layout(labels, visible=False, range=[0, 36]),
    )
