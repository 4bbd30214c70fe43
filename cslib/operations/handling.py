"""Metrics over the table of chats: who was answered in time, resolved at once, and how long it took."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cslib.operations.frames import CHATS, DataError, check
from cslib.operations.metrics import Metric, chosen, service_level, share

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd


def chat_service_level(
    chats: pd.DataFrame, within: float, *, short: float = 5, definition: str = "abandoned_missed"
) -> Metric:
    """服务水平 of a table of chats: waits counted from ``started`` to ``answered``, or to ``ended`` if never.

    Parameters
    ----------
    chats : pandas.DataFrame
        `frames.CHATS`.
    within, short : float
        Seconds: the threshold, and the shorter one of ``short_met``.
    definition : str
        A key of `metrics.SERVICE_LEVEL`.

    Raises
    ------
    DataError
        As `frames.check` and `metrics.service_level`.

    Examples
    --------
    >>> import pandas as pd
    >>> chats = pd.DataFrame({"chat_id": list("123"), "customer_id": list("甲乙丙"), "agent_id": "a",
    ...     "phase": "售前", "started": "2024-06-01 10:00:00",
    ...     "answered": ["2024-06-01 10:00:20", "2024-06-01 10:01:00", None], "ended": "2024-06-01 10:05:00"})
    >>> chat_service_level(chats, 30).shown, chat_service_level(chats, 30, definition="answered_only").shown
    ('33.3%', '50.0%')
    """
    if not 0 <= short <= within:
        raise DataError(f"极短时间{short:g}秒要在0到限时{within:g}秒之间。")
    checked = check(chats, CHATS)
    left = checked["answered"].isna()
    wait = (checked["answered"].fillna(checked["ended"]) - checked["started"]).dt.total_seconds()
    return service_level(
        answered=int((~left).sum()),
        abandoned=int(left.sum()),
        answered_in=int((~left & (wait <= within)).sum()),
        abandoned_in=int((left & (wait <= within)).sum()),
        abandoned_short=int((left & (wait <= short)).sum()),
        definition=definition,
    )


FCR = {
    "agent_flag": "客服标记“已解决”的会话÷客服作了标记的会话",
    "survey": "顾客在问卷里答“解决了”的会话÷答了这一题的会话",
    "no_repeat_7d": "之后7天内同一顾客没有再来的会话÷已经看满7天的会话",
    "closed_once": "一名客服接待、关闭后没再打开的会话÷有人接待的会话",
}


def first_contact_resolution(chats: pd.DataFrame, definition: str, *, days: int = 7) -> Metric:
    """一次解决率 FCR, by the agent's flag, the customer's answer, no repeat, or closed once.

    Parameters
    ----------
    chats : pandas.DataFrame
        `frames.CHATS`; each definition needs its columns: ``resolved``, ``survey_resolved``, none, ``agents``
        and ``reopened``.
    definition : str
        A key of `FCR`. For ``no_repeat_7d``, chats younger than `days` at the end of the data are left out:
        whether their customers come back is not known yet. ``closed_once`` is Intercom's reading.
    days : int
        The window of ``no_repeat_7d``.

    Raises
    ------
    DataError
        The frame fails `frames.check`, or nothing is left to count.

    Examples
    --------
    >>> import pandas as pd
    >>> starts = pd.to_datetime(["2024-06-01", "2024-06-03", "2024-06-01", "2024-06-20"])
    >>> chats = pd.DataFrame({"chat_id": list("1234"), "customer_id": list("甲甲乙丙"), "agent_id": "a",
    ...     "phase": "售后", "started": starts, "answered": starts, "ended": starts})
    >>> print(first_contact_resolution(chats, "no_repeat_7d"))
    一次解决率 66.7%（2÷3；口径：之后7天内同一顾客没有再来的会话÷已经看满7天的会话）
    """
    text = chosen(FCR, definition, "一次解决率").replace("7天", f"{days}天")
    columns = {
        "agent_flag": ["resolved"],
        "survey": ["survey_resolved"],
        "closed_once": ["agents", "reopened"],
    }
    checked = check(chats, CHATS, need=columns.get(definition, ()))
    if definition == "no_repeat_7d":
        solved = _unrepeated(checked, days)
    elif definition == "closed_once":
        served = checked[checked["agents"] > 0]
        solved = (served["agents"] == 1) & ~served["reopened"]
    else:
        solved = checked[columns[definition][0]].dropna()
    return share("一次解决率", int(solved.sum()), len(solved), definition, text)


def _unrepeated(chats: pd.DataFrame, days: int) -> pd.Series[bool]:
    import pandas as pd

    window = pd.Timedelta(days=days)
    following = chats.groupby("customer_id")["started"].shift(-1)
    judged = chats["started"] <= chats["started"].max() - window
    repeated = (following - chats["started"]) <= window
    unrepeated: pd.Series[bool] = ~repeated[judged]
    return unrepeated


HANDLE_TIME = {
    "session": "（会话时长＋整理时长）÷会话数，按顾客那边的钟算",
    "effort": "客服有会话在手的时长÷会话数，同时接待几个只算一份时间",
}


def handle_time(chats: pd.DataFrame, definition: str = "session") -> Metric:
    """平均处理时长 AHT, by the customer's clock or by the effort of an agent who holds several chats.

    ``session`` = Σ(chat + wrap-up) ÷ chats; ``effort`` = Σ engaged time ÷ chats = session ÷ `concurrency`.

    Parameters
    ----------
    chats : pandas.DataFrame
        `frames.CHATS` with ``wrap_seconds``; chats nobody answered are left out.
    definition : {'session', 'effort'}

    Notes
    -----
    callcentrehelper.com and globalwfm.com on concurrent handle time.

    Examples
    --------
    >>> import pandas as pd
    >>> chats = pd.DataFrame({"chat_id": ["1", "2"], "customer_id": ["甲", "乙"], "agent_id": "a",
    ...     "phase": "售前", "started": "2024-06-01 10:00", "answered": "2024-06-01 10:00",
    ...     "ended": "2024-06-01 10:05", "wrap_seconds": 0})
    >>> handle_time(chats).shown, handle_time(chats, "effort").shown, concurrency(chats).shown
    ('300.0秒', '150.0秒', '2.00倍')
    """
    text = chosen(HANDLE_TIME, definition, "平均处理时长")
    handled, engaged, count = _handled(chats)
    total = handled if definition == "session" else engaged
    return Metric("平均处理时长", total / count, total, count, definition, text, "秒")


def concurrency(chats: pd.DataFrame) -> Metric:
    """同时接待数: Σ(chat + wrap-up) ÷ the time agents had at least one chat in hand.

    See `handle_time` for the frame and an example.
    """
    handled, engaged, _ = _handled(chats)
    text = "（会话时长＋整理时长）之和÷客服有会话在手的时长"
    if engaged <= 0:
        raise DataError("所有会话的时长都是0，算不出同时接待数。请检查“answered”和“ended”两列。")
    return Metric("同时接待数", handled / engaged, handled, engaged, "handled_by_engaged", text, "倍")


def _handled(chats: pd.DataFrame) -> tuple[float, float, int]:
    """Seconds handled, seconds engaged, and how many chats."""
    import pandas as pd

    checked = check(chats, CHATS, need=["wrap_seconds"])
    served = checked[checked["answered"].notna()]
    if served.empty:
        raise DataError("没有一个会话被人工接起，算不出处理时长。", table=CHATS.name, column="answered")
    if served["agent_id"].isna().any():
        raise DataError("有会话接起了却没写客服编号，请补上“agent_id”。", table=CHATS.name, column="agent_id")
    ends = served["ended"] + pd.to_timedelta(served["wrap_seconds"], unit="s")
    spans = zip(served["agent_id"], served["answered"], ends, strict=True)
    handled = float((ends - served["answered"]).dt.total_seconds().sum())
    seconds = ((agent, start.timestamp(), end.timestamp()) for agent, start, end in spans)
    return handled, engaged_seconds(seconds), len(served)


def engaged_seconds(spans: Iterable[tuple[str, float, float]]) -> float:
    """Seconds during which agents had at least one chat in hand: the union of each agent's spans.

    Parameters
    ----------
    spans : iterable of (agent, start, end)
        Times in seconds.

    Raises
    ------
    DataError
        A span that ends before it starts.

    Examples
    --------
    >>> engaged_seconds([("a", 0, 60), ("a", 30, 90), ("b", 0, 10), ("a", 100, 110)])
    110.0
    """
    total, open_until, last = 0.0, -math.inf, None
    for agent, start, end in sorted(spans):
        if end < start:
            raise DataError(f"客服{agent}有一段会话的结束时间早于开始时间，请检查。")
        if agent != last:
            open_until, last = -math.inf, agent
        total += max(0.0, end - max(start, open_until))
        open_until = max(open_until, end)
    return total
