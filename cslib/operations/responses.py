"""How fast customers are answered: first response, average response, and the platforms' response rates.

All of them pair a customer's message with the reply that follows; they differ in what is counted (rounds,
messages, people), at which hours, and whose replies are valid. `rounds` shows the pairs themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from cslib.operations.frames import MESSAGES, DataError, check
from cslib.operations.metrics import Metric, chosen, share

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

HUMAN = frozenset({"agent", "assisted"})
ANYONE = frozenset({"agent", "assisted", "bot", "auto"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One published way to count a response rate.

    Attributes
    ----------
    text : str
        The rule in Chinese.
    unit : {'round', 'message', 'person'}
        What is counted: a first question with its first answer; every message; a customer of a day.
    hours : tuple of int
        Customer messages from the first hour up to the second (exclusive), shop time.
    replies : frozenset of str
        The roles whose replies are valid.
    source : str
        Where the rule was read. All are third-party copies of platform texts, none the platform's own page.
    seconds : int
        A reply this late still counts.
    """

    text: str
    unit: Literal["round", "message", "person"]
    hours: tuple[int, int]
    replies: frozenset[str]
    source: str
    seconds: int = 180


RESPONSE_RATE = {
    "taobao_2023": Rule(
        "淘宝2023：8:00–24:00，按轮（首问到首答），人工、智能辅助和店小蜜的回复有效，3分钟内答的轮÷全部轮",
        "round",
        (8, 24),
        frozenset({"agent", "assisted", "bot"}),
        "dingjiuxi.cn/tbnews/14066 (2023)；kexiaomei.com/article/172640 (2022)",
    ),
    "taobao_2025": Rule(
        "淘宝2025：8:00–23:00，按轮，人工和智能辅助的回复有效，机器人单独回复不算，3分钟内答的轮÷全部轮",
        "round",
        (8, 23),
        HUMAN,
        "第三方转载，2025年6月",
    ),
    "1688": Rule(
        "1688：9:00–21:00，按条，自动回复无效、店小蜜有效，3分钟内有回复的消息÷全部消息",
        "message",
        (9, 21),
        frozenset({"agent", "assisted", "bot"}),
        "第三方转载",
    ),
    "pdd": Rule(
        "拼多多：8:00–23:00，只算人工回复，3分钟内答的轮÷全部轮（转载没写按轮、按条还是按人，这里按轮）",
        "round",
        (8, 23),
        frozenset({"agent"}),
        "第三方转载",
    ),
    "pdd_old": Rule(
        "拼多多旧规：8:00–23:00，按人按天，任一条消息没有回复或超过1小时才回复就算无效，有效人数÷咨询人数",
        "person",
        (8, 23),
        frozenset({"agent"}),
        "gstsqh.com.cn/ecschool/pinduoduo/show_64869 (2019)；转载没写机器人算不算，这里只算人工",
        seconds=3600,
    ),
}


def response_rate(messages: pd.DataFrame, rule: str, *, days: int | None = None) -> Metric:
    """3分钟响应率 by one of the published rules, which give different rates for the same log.

    Parameters
    ----------
    messages : pandas.DataFrame
        `frames.MESSAGES`.
    rule : str
        A key of `RESPONSE_RATE`.
    days : int, optional
        Count only the last so many calendar days of the log, as Taobao does with 30.

    Raises
    ------
    DataError
        The frame fails `frames.check`, an unknown rule, or no customer message in the rule's hours.

    Notes
    -----
    A round opens with a customer's message and closes with the next valid reply; one left open ends with the
    day. A question of 23:58 answered at 00:01 is answered in time.

    Examples
    --------
    Asked, asked again five minutes later, answered after another three: 0 of 1 round, but 1 of 2 messages.

    >>> import pandas as pd
    >>> times = [f"2024-01-07 {clock}" for clock in ("10:10:15", "10:15:20", "10:18:10")]
    >>> log = pd.DataFrame({"message_id": list("123"), "chat_id": "c", "customer_id": "甲", "time": times,
    ...     "role": ["customer", "customer", "agent"]})
    >>> for rule in ("taobao_2023", "1688"):
    ...     rate = response_rate(log, rule)
    ...     print(rate.shown, rate.text)
    0.0% 淘宝2023：8:00–24:00，按轮（首问到首答），人工、智能辅助和店小蜜的回复有效，3分钟内答的轮÷全部轮
    50.0% 1688：9:00–21:00，按条，自动回复无效、店小蜜有效，3分钟内有回复的消息÷全部消息
    """
    text = chosen({name: each.text for name, each in RESPONSE_RATE.items()}, rule, "3分钟响应率")
    chosen_rule = RESPONSE_RATE[rule]
    turns = _turns(
        _last_days(check(messages, MESSAGES), days),
        chosen_rule.replies,
        hours=chosen_rule.hours,
        every_message=chosen_rule.unit != "round",
        by_day=True,
    )
    if turns.empty:
        opening, closing = chosen_rule.hours
        raise DataError(
            f"{opening}:00–{closing}:00之间没有顾客消息，算不出3分钟响应率。口径：{text}。",
            table=MESSAGES.name,
        )
    timely = (turns["answered"] - turns["asked"]).dt.total_seconds() <= chosen_rule.seconds
    if chosen_rule.unit == "person":
        timely = timely.groupby([turns["customer_id"], turns["asked"].dt.date]).all()
    return share("3分钟响应率", int(timely.sum()), len(timely), rule, text)


def rounds(messages: pd.DataFrame, *, replies: Collection[str] = HUMAN) -> pd.DataFrame:
    """Every question with its first answer.

    Parameters
    ----------
    messages : pandas.DataFrame
        `frames.MESSAGES`.
    replies : collection of str
        The roles whose replies count.

    Returns
    -------
    pandas.DataFrame
        ``chat_id``, ``customer_id``, ``asked``, ``answered`` (``NaT`` where no reply followed), in order.

    Examples
    --------
    >>> import pandas as pd
    >>> log = pd.DataFrame({"message_id": list("123"), "chat_id": "c", "customer_id": "甲",
    ...     "time": ["2024-01-07 10:00", "2024-01-07 10:01", "2024-01-07 10:02"],
    ...     "role": ["customer", "agent", "customer"]})
    >>> rounds(log)["answered"].notna().tolist()
    [True, False]
    """
    return _turns(check(messages, MESSAGES), replies)


def _turns(
    messages: pd.DataFrame,
    replies: Collection[str],
    *,
    hours: tuple[int, int] | None = None,
    every_message: bool = False,
    by_day: bool = False,
) -> pd.DataFrame:
    """Customer messages that open a round (or all of them) with the time of the next valid reply."""
    asks = messages["role"] == "customer"
    if hours:
        asks &= messages["time"].dt.hour.between(hours[0], hours[1] - 1)
    kept = messages[asks | messages["role"].isin(list(replies))]
    asks = asks[kept.index]
    answered = kept["time"].where(~asks).groupby(kept["chat_id"]).bfill()
    opens = asks
    if not every_message:
        waiting = asks.groupby(kept["chat_id"]).shift(1, fill_value=False)
        if by_day:
            day = kept["time"].dt.date
            waiting &= day == day.groupby(kept["chat_id"]).shift(1)
        opens = asks & ~waiting
    turns = kept.assign(asked=kept["time"], answered=answered)[opens]
    return turns[["chat_id", "customer_id", "asked", "answered"]].reset_index(drop=True)


def _last_days(messages: pd.DataFrame, days: int | None) -> pd.DataFrame:
    import pandas as pd

    if days is None:
        return messages
    if days < 1:
        raise DataError(f"天数要是1或更大，现在是{days}。")
    first = messages["time"].max().normalize() - pd.Timedelta(days=days - 1)
    recent: pd.DataFrame = messages[messages["time"] >= first]
    return recent


FIRST_RESPONSE = {
    "median_human": "每个会话从顾客第一句到第一次人工回复的时长，取中位数，没人回的会话不算",
    "mean_human": "每个会话从顾客第一句到第一次人工回复的时长，取平均，没人回的会话不算",
    "median_any": "每个会话从顾客第一句到第一次任何回复（含机器人和自动回复）的时长，取中位数",
    "mean_any": "每个会话从顾客第一句到第一次任何回复（含机器人和自动回复）的时长，取平均",
}


def first_response(
    messages: pd.DataFrame, definition: str = "median_human", *, hours: tuple[int, int] | None = None
) -> Metric:
    """首次响应时间 FRT: from a chat's first customer message to the first reply after it.

    Parameters
    ----------
    messages : pandas.DataFrame
        `frames.MESSAGES`.
    definition : str
        A key of `FIRST_RESPONSE`. Intercom reports the median of human replies; many desks the mean, which
        one forgotten chat can multiply.
    hours : tuple of int, optional
        Count only seconds within these opening hours of each day; without it, the wall clock.

    Raises
    ------
    DataError
        The frame fails `frames.check`, or no chat got a reply.

    Examples
    --------
    >>> import pandas as pd
    >>> log = pd.DataFrame({"message_id": list("1234"), "chat_id": list("aabb"),
    ...     "customer_id": list("甲甲乙乙"), "role": ["customer", "agent", "customer", "agent"],
    ...     "time": ["2024-01-07 10:00", "2024-01-07 10:00:20", "2024-01-07 23:00", "2024-01-08 08:01"]})
    >>> first_response(log, "mean_human").shown, first_response(log, "mean_human", hours=(8, 23)).shown
    ('16240.0秒', '40.0秒')
    """
    text = chosen(FIRST_RESPONSE, definition, "首次响应时间") + _hours_text(hours)
    first = rounds(messages, replies=_roles(definition)).drop_duplicates("chat_id")
    return _response_time("首次响应时间", first, definition, text, hours)


AVERAGE_RESPONSE = {
    "mean_human": "每一轮从顾客发问到人工回复的时长，取平均，没人回的轮不算",
    "mean_any": "每一轮从顾客发问到任何回复（含机器人和自动回复）的时长，取平均",
}


def average_response(
    messages: pd.DataFrame, definition: str = "mean_human", *, hours: tuple[int, int] | None = None
) -> Metric:
    """平均响应时间 ART: over all rounds of all chats, so not the same as `first_response`.

    Parameters are those of `first_response`, with a key of `AVERAGE_RESPONSE`.

    Examples
    --------
    >>> import pandas as pd
    >>> log = pd.DataFrame({"message_id": list("1234"), "chat_id": "c", "customer_id": "甲",
    ...     "time": [f"2024-01-07 10:00:{s}" for s in ("00", "10", "20", "50")],
    ...     "role": ["customer", "agent", "customer", "agent"]})
    >>> first_response(log).shown, average_response(log).shown
    ('10.0秒', '20.0秒')
    """
    text = chosen(AVERAGE_RESPONSE, definition, "平均响应时间") + _hours_text(hours)
    return _response_time(
        "平均响应时间", rounds(messages, replies=_roles(definition)), definition, text, hours
    )


def _roles(definition: str) -> frozenset[str]:
    return HUMAN if definition.endswith("human") else ANYONE


def _hours_text(hours: tuple[int, int] | None) -> str:
    return "" if hours is None else f"；只计{hours[0]}:00–{hours[1]}:00营业时间"


def _response_time(
    name: str, turns: pd.DataFrame, definition: str, text: str, hours: tuple[int, int] | None
) -> Metric:
    replied = turns[turns["answered"].notna()]
    if replied.empty:
        raise DataError(f"没有一次顾客发问得到回复，算不出{name}。口径：{text}。", table=MESSAGES.name)
    seconds = _elapsed(replied["asked"], replied["answered"], hours)
    if definition.startswith("median"):
        return Metric(name, float(seconds.median()), None, len(seconds), definition, text, "秒")
    return Metric(name, float(seconds.mean()), float(seconds.sum()), len(seconds), definition, text, "秒")


def _elapsed(start: pd.Series[Any], end: pd.Series[Any], hours: tuple[int, int] | None) -> pd.Series[float]:
    if hours is None:
        seconds: pd.Series[float] = (end - start).dt.total_seconds()
        return seconds
    opening, closing = hours
    if not 0 <= opening < closing <= 24:
        raise DataError(f"营业时间{opening}:00–{closing}:00不对，要写成(8, 23)这样，先开后关。")

    origin = start.min().normalize()
    elapsed: pd.Series[float] = _opened(end, origin, hours) - _opened(start, origin, hours)
    return elapsed


def _opened(times: pd.Series[Any], origin: pd.Timestamp, hours: tuple[int, int]) -> pd.Series[float]:
    """Seconds the desk was open between `origin`, a midnight, and each time."""
    first, last = (hour * 3600 for hour in hours)
    midnights = times.dt.normalize()
    clock = (times - midnights).dt.total_seconds().clip(first, last)
    seconds: pd.Series[float] = (midnights - origin).dt.days * (last - first) + clock - first
    return seconds


REPLY_RATE = {
    "human": "得到过人工回复的咨询人数÷咨询人数，多晚回都算",
    "any": "得到过任何回复（含机器人和自动回复）的咨询人数÷咨询人数，多晚回都算",
}


def reply_rate(messages: pd.DataFrame, definition: str = "human") -> Metric:
    """旺旺回复率: people answered at any time ÷ people who asked. Says nothing about speed.

    Parameters
    ----------
    messages : pandas.DataFrame
        `frames.MESSAGES`.
    definition : {'human', 'any'}

    Raises
    ------
    DataError
        The frame fails `frames.check`, or no customer asked.

    Examples
    --------
    >>> import pandas as pd
    >>> log = pd.DataFrame({"message_id": list("1234"), "chat_id": list("aabb"),
    ...     "customer_id": list("甲甲乙乙"), "time": ["2024-01-07 10:00", "2024-01-07 15:00"] * 2,
    ...     "role": ["customer", "agent", "customer", "auto"]})
    >>> reply_rate(log).shown, reply_rate(log, "any").shown
    ('50.0%', '100.0%')
    """
    text = chosen(REPLY_RATE, definition, "旺旺回复率")
    asked = rounds(messages, replies=HUMAN if definition == "human" else ANYONE)
    answered = asked["answered"].notna().groupby(asked["customer_id"]).any()
    return share("旺旺回复率", int(answered.sum()), len(answered), definition, text)
