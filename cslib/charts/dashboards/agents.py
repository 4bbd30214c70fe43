"""The dashboard of agents: how fast they are, and how their replies read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cslib.charts.base import BLUE, BODY, INK, RUST, Chart
from cslib.charts.cited import numbers_in
from cslib.charts.dashboards.source import Source
from cslib.charts.rows import hovers, ticks

if TYPE_CHECKING:
    import pandas as pd


class Hand(NamedTuple):
    """How an agent writes: seconds to the next reply, replies looked at, and those without a fault."""

    agent: str
    seconds: float
    looked: int
    clean: int

    @property
    def share(self) -> float:
        """Replies without a fault, per cent."""
        return 100 * self.clean / self.looked

    @property
    def told(self) -> str:
        """What it comes to, in words."""
        return f"{self.agent}：平均{self.seconds:.0f}秒一句<br>抽{self.looked}条，没毛病的{self.share:.0f}%"


def quality_and_speed(messages: pd.DataFrame, *, sample: int = 60) -> Chart:
    """Each agent's speed against how their replies read.

    Parameters
    ----------
    messages
        `frames.MESSAGES` with ``agent_id`` and ``text``.
    sample
        How many replies of each agent, evenly spread over time, the detectors read. Agents with fewer are
        left out.

    Raises
    ------
    cslib.operations.frames.DataError
        The frame fails `frames.check`, or no agent has so many replies.

    Notes
    -----
    Speed is counted within a chat: from a customer's line to the agent's next, the wait in the queue left
    out. The bars are Wilson intervals (`metrics.wilson`).
    """
    from cslib.operations.frames import MESSAGES, check

    n = Source(messages)
    hands = _hands(check(messages, MESSAGES, need=["agent_id", "text"]), sample)
    fastest = min(hands, key=lambda hand: hand.seconds)
    cleanest = max(hands, key=lambda hand: hand.share)
    usual = sum(hand.share for hand in hands) / len(hands)
    but = "却只有" if fastest.share < usual else "也有"
    finding = f"{fastest.agent}回得最快，平均{fastest.seconds:.0f}秒，没毛病的回复{but}{fastest.share:.0f}%"
    hover = [hand.told for hand in hands]
    return Chart.build(
        finding,
        f"散点图：{finding}。\n没毛病的最多的是{cleanest.agent}。{'；'.join(hover)}。".replace("<br>", "，"),
        [_marks(n, hands, fastest)],
        height=330,
        left=52,
        below=62,
        printed=n.each(
            [
                sample,
                *_named(hands),
                *(each for hand in hands for each in hand[1:]),
                *(hand.share for hand in hands),
            ]
        ),
        layout={
            "xaxis": {
                "range": [0, 1.15 * max(hand.seconds for hand in hands)],
                "ticksuffix": "秒",
                "title": {"text": "接起以后平均多久回一句", "font": {"size": BODY}, "standoff": 8},
            },
            "yaxis": {"range": [0, 104], **ticks([20, 40, 60, 80, 100], "% ")},
        },
        note=f"纵轴是没毛病的回复占多少：每人隔一段抽一条，共{sample}条，点评器没找出失分项和致命项的算没毛病；竖线是可能的范围",
    )


def _marks(n: Source, hands: list[Hand], fastest: Hand) -> dict[str, Any]:
    from cslib.operations.metrics import wilson

    ends = [wilson(hand.clean, hand.looked) for hand in hands]
    below = [hand.share - 100 * low for hand, (low, _) in zip(hands, ends, strict=True)]
    above = [100 * high - hand.share for hand, (_, high) in zip(hands, ends, strict=True)]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": n.each(hand.seconds for hand in hands),
        "y": n.each(hand.share for hand in hands),
        "error_y": {"array": n.each(above), "arrayminus": n.each(below), **_WHISKER},
        "text": [f"<b>{hand.agent}</b>" for hand in hands],
        "textposition": _sides(hands),
        "marker": {"size": 14, "color": [RUST if hand is fastest else BLUE for hand in hands]},
        "cliponaxis": False,
        **hovers([hand.told for hand in hands]),
    }


_WHISKER = {"type": "data", "symmetric": False, "thickness": 1.5, "width": 0, "color": INK}


def _named(hands: list[Hand]) -> list[float]:
    return [number for hand in hands for number in numbers_in(hand.agent)]


def _sides(hands: list[Hand]) -> list[str]:
    """Labels to the right, but to the left of a mark that has another close to its right."""
    reach = 0.2 * max(hand.seconds for hand in hands)

    def crowded(hand: Hand) -> bool:
        return any(
            0 < other.seconds - hand.seconds < reach and abs(other.clean - hand.clean) < 0.06 * hand.looked
            for other in hands
        )

    return [f"middle {'left' if crowded(hand) else 'right'}" for hand in hands]


def _hands(messages: pd.DataFrame, sample: int) -> list[Hand]:
    from cslib.operations.frames import DataError

    replies = messages[messages["role"].isin(["agent", "assisted"]) & messages["text"].notna()]
    before = messages.groupby("chat_id")[["role", "time"]].shift(1)
    asked = before["role"].eq("customer") & messages["role"].isin(["agent", "assisted"])
    first = replies.groupby("chat_id")["message_id"].transform("first") == replies["message_id"]
    gaps = (
        (messages["time"] - before["time"])
        .dt.total_seconds()[asked]
        .drop(replies.index[first], errors="ignore")
    )
    found = []
    for agent, own in replies.groupby("agent_id"):
        pace = gaps[gaps.index.isin(own.index)]
        if len(own) >= sample and len(pace):
            texts = own["text"].iloc[:: len(own) // sample].head(sample)
            found.append(Hand(str(agent), float(pace.mean()), sample, sum(map(_clean, texts))))
    if not found:
        raise DataError(f"没有一位客服有{sample}条回复，比不了。请把sample写小，或换一张更长的消息表。")
    return found


def _clean(reply: str) -> bool:
    """Whether the detectors find neither a fault nor a critical failure."""
    from cslib.rubric.detectors import detect
    from cslib.rubric.model import Kind
    from cslib.text import read

    return not any(found.kind in (Kind.FAULT, Kind.CRITICAL) for found in detect(read(reply)))
