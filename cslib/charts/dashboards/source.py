"""What all dashboards share: numbers that come from a frame, and how its times are cut up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cslib.charts.cited import Cited, counted

if TYPE_CHECKING:
    import pandas as pd

UNNAMED = "你导入的表，课程没有核对过"


class Source:
    """Marks numbers as worked out from a frame; the caption then says what the frame is.

    Where it comes from is read from ``frame.attrs["source"]``, which `cslib.shop.load` sets.

    Examples
    --------
    >>> import pandas as pd
    >>> Source(pd.DataFrame())(12.5).ids
    ('data:你导入的表，课程没有核对过',)
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self.words = str(frame.attrs.get("source") or UNNAMED)

    def __call__(self, value: float) -> Cited:
        return counted(float(value), self.words)

    def each(self, values: Iterable[float]) -> list[Cited]:
        """All of them, in order."""
        return [self(value) for value in values]


def waited(chats: pd.DataFrame) -> pd.Series[float]:
    """Seconds from a customer's first words until a person answered, or until the customer left."""
    until = chats["answered"].fillna(chats["ended"])
    seconds: pd.Series[float] = (until - chats["started"]).dt.total_seconds()
    return seconds


def opening() -> tuple[int, int]:
    """The hours in which people answer, of the example shop's rule."""
    from cslib import policies

    text = policies.get("shop-hours").text
    return int(text["open"].partition(":")[0]), int(text["close"].partition(":")[0])


def while_open(chats: pd.DataFrame) -> pd.DataFrame:
    """The chats that began in opening hours; what is left overnight waits for another reason."""
    from cslib.operations.frames import DataError

    first, last = opening()
    kept: pd.DataFrame = chats[chats["started"].dt.hour.between(first, last - 1)]
    if kept.empty:
        raise DataError(f"{first}:00–{last}:00之间一个会话也没有，画不出来。请检查“started”一列的时间。")
    return kept


def levelled(chats: pd.DataFrame, within: float, definition: str) -> float:
    """The service level of some chats, per cent, by a formula of `metrics.SERVICE_LEVEL`."""
    from cslib.operations.metrics import service_level

    left = chats["answered"].isna()
    timely = waited(chats) <= within
    return (
        100
        * service_level(
            answered=int((~left).sum()),
            abandoned=int(left.sum()),
            answered_in=int((timely & ~left).sum()),
            abandoned_in=int((timely & left).sum()),
            abandoned_short=int(((waited(chats) <= min(5, within)) & left).sum()),
            definition=definition,
        ).value
    )
