"""Who buys, what they are worth, and when they may be back; `consent` says whom to write to."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cslib.operations.frames import ORDERS, DataError, numbers
from cslib.operations.metrics import Metric, chosen
from cslib.operations.sales import paid_orders

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd


def quantile_scores(values: Iterable[Any], parts: int = 5) -> list[int]:
    """Scores from 1 (lowest) to `parts` by rank; equal values share the score of the lowest of them.

    ``score = 1 + floor(parts · (values strictly below) / n)``. Where most customers bought once, they all
    score 1: no draw decides which of them are "frequent".

    Raises
    ------
    DataError
        No values, one that is missing or not finite, or fewer than two parts.

    Examples
    --------
    >>> quantile_scores([1, 1, 1, 2, 9], parts=5)
    [1, 1, 1, 4, 5]
    """
    if parts < 2:
        raise DataError(f"至少要分2档，现在是{parts}档。")
    found = numbers(values, "打分的数")
    ordered = sorted(found)
    below = {value: place for place, value in reversed(list(enumerate(ordered)))}
    return [1 + parts * below[value] // len(found) for value in found]


def cut_scores(values: Iterable[Any], cuts: Sequence[float]) -> list[int]:
    """Scores from 1 by explicit edges; a value on an edge belongs to the upper side.

    Raises
    ------
    DataError
        No values, a value missing, no edges, or edges that do not rise.

    Examples
    --------
    >>> cut_scores([99, 100, 500], [100, 300])
    [1, 2, 3]
    """
    edges = numbers(cuts, "分界")
    if sorted(set(edges)) != edges:
        raise DataError("分界要从小到大，不能重复。")
    return [1 + bisect_right(edges, value) for value in numbers(values, "打分的数")]


# Whether recency, frequency and money are high, and the usual name of such customers.
SEGMENTS = {
    (True, True, True): "重要价值",
    (True, False, True): "重要发展",
    (False, True, True): "重要保持",
    (False, False, True): "重要挽留",
    (True, True, False): "一般价值",
    (True, False, False): "一般发展",
    (False, True, False): "一般保持",
    (False, False, False): "一般挽留",
}


def rfm(
    orders: pd.DataFrame,
    today: dt.date,
    *,
    parts: int = 5,
    cuts: Mapping[str, Sequence[float]] | None = None,
) -> pd.DataFrame:
    """RFM: how recently, how often and for how much each customer bought, scored and put into eight groups.

    Parameters
    ----------
    orders : pandas.DataFrame
        `frames.ORDERS`; only paid ones count.
    today : datetime.date
        The day recency is counted to.
    parts : int
        Scores run from 1 to this, by rank within this shop (`quantile_scores`).
    cuts : mapping, optional
        Instead of ranks, rising edges for ``'r'`` (days), ``'f'`` (orders) and ``'m'`` (yuan)
        (`cut_scores`): then a score means the same next month.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``recency_days``, ``frequency``, ``monetary`` (yuan), the scores ``r``, ``f``, ``m``
        (higher is better) and ``segment``, one of `SEGMENTS`: a score is high when above the middle of its
        scale. By ``customer_id``.

    Raises
    ------
    DataError
        The frame fails `frames.check`, nothing was paid, an order paid after `today`, or `cuts` without one
        of the three.

    Notes
    -----
    Hughes, *Strategic Database Marketing* (1994), scores by quintile. The eight names are common usage in
    Chinese shops and say nothing of what to do.

    Examples
    --------
    >>> import datetime as dt, pandas as pd
    >>> orders = pd.DataFrame({"order_id": list("123"), "customer_id": ["甲", "甲", "乙"],
    ...     "created": ["2024-05-01 10:00", "2024-06-10 10:00", "2024-01-05 10:00"],
    ...     "paid": ["2024-05-01 10:01", "2024-06-10 10:01", "2024-01-05 10:01"], "amount": [300, 200, 80]})
    >>> table = rfm(orders, dt.date(2024, 6, 18), cuts={"r": [30, 90], "f": [2, 4], "m": [100, 400]})
    >>> table[["customer_id", "recency_days", "r", "f", "m", "segment"]].values.tolist()
    [['乙', 165, 1, 1, 1, '一般挽留'], ['甲', 8, 3, 2, 3, '重要发展']]
    """
    table = _purchases(orders, today)
    if cuts is None:
        table["r"] = quantile_scores(-table["recency_days"], parts)
        table["f"] = quantile_scores(table["frequency"], parts)
        table["m"] = quantile_scores(table["monetary"], parts)
        tops = dict.fromkeys("rfm", parts)
    else:
        if set(cuts) != set("rfm"):
            raise DataError("分界要写全三项：r（天数）、f（次数）、m（金额）。")
        tops = {name: len(cuts[name]) + 1 for name in "rfm"}
        # Fewer days are better, so this scale is turned round.
        table["r"] = [tops["r"] + 1 - score for score in cut_scores(table["recency_days"], cuts["r"])]
        table["f"] = cut_scores(table["frequency"], cuts["f"])
        table["m"] = cut_scores(table["monetary"], cuts["m"])
    high = [table[name] > (tops[name] + 1) / 2 for name in "rfm"]
    table["segment"] = [SEGMENTS[bool(r), bool(f), bool(m)] for r, f, m in zip(*high, strict=True)]
    return table


def _purchases(orders: pd.DataFrame, today: dt.date) -> pd.DataFrame:
    paid = _paid(orders, today)
    table = paid.groupby("customer_id").agg(
        last=("day", "max"), frequency=("order_id", "size"), monetary=("amount", "sum")
    )
    table.insert(0, "recency_days", [(today - day).days for day in table.pop("last")])
    table["monetary"] = table["monetary"].round(2)
    return table.reset_index()


def _paid(orders: pd.DataFrame, today: dt.date) -> pd.DataFrame:
    """Paid orders with the calendar day they were paid on."""
    paid = paid_orders(orders)
    paid = paid.assign(day=paid["paid"].dt.date)
    late = paid[paid["day"] > today]
    if not late.empty:
        raise DataError(
            f"订单{late['order_id'].iloc[0]}付款于{late['day'].iloc[0]}，晚于截止日{today}，算出来会是负的天数。"
            "请把截止日改晚，或先筛掉之后的订单。",
            table=ORDERS.name,
            column="paid",
        )
    return paid


CLV = {
    "renewal": "毛利从第一次续购算起：m·r÷(1+d−r)",
    "immediate": "第一笔毛利现在就到手：m·(1+d)÷(1+d−r)",
    "arrears": "第一笔毛利第一期期末到手，并且一定到手：m÷(1+d−r)",
}


def clv(margin: float, retention: float, discount: float, timing: str = "renewal") -> Metric:
    """客户终身价值 with constant margin and retention, for ever: three timings, three values.

    Parameters
    ----------
    margin : float
        m, gross margin a period, yuan.
    retention : float
        r, the share of customers still there a period later.
    discount : float
        d, interest a period.
    timing : str
        A key of `CLV`. ``renewal`` is the usual ``m·r/(1+d−r)``, which leaves out the purchase just made;
        ``immediate`` is exactly one `margin` more.

    Raises
    ------
    DataError
        A retention not in [0, 1], a negative discount, both at once without end (r = 1, d = 0), or an
        unknown timing.

    Notes
    -----
    Gupta, Lehmann & Stuart 2004 (J. Marketing Research 41:7). Constant retention flatters: those who stay
    are not a fair sample of those who came.

    Examples
    --------
    >>> [clv(100, 0.8, 0.1, timing).shown for timing in CLV]
    ['266.67元', '366.67元', '333.33元']
    """
    text = chosen(CLV, timing, "客户终身价值")
    if not (0 <= retention <= 1 and 0 <= discount < math.inf and math.isfinite(margin)):
        raise DataError("留存率要在0和1之间，贴现率不能是负数（10%写0.1），毛利要是一个数。")
    denominator = 1 + discount - retention
    if denominator <= 0:
        raise DataError("留存率是100%而贴现率是0，加起来没有尽头。至少要有一点流失或一点贴现。")
    numerator = margin * {"renewal": retention, "immediate": 1 + discount, "arrears": 1.0}[timing]
    return Metric("客户终身价值", numerator / denominator, numerator, denominator, timing, text, "元")


@dataclass(frozen=True, slots=True)
class Cycle:
    """Days between one purchase and the next, over customers who came back.

    Those who have not come back yet are not in it, so it is too short for the shop as a whole.

    Attributes
    ----------
    early, usual, late : float
        Quartiles of the gaps, days.
    gaps : int
        How many gaps they rest on.
    """

    early: float
    usual: float
    late: float
    gaps: int


def repurchase_cycle(orders: pd.DataFrame, today: dt.date) -> Cycle:
    """When customers buy again: the quartiles of the gaps between days with a purchase.

    Parameters
    ----------
    orders : pandas.DataFrame
        `frames.ORDERS`; only paid ones count, and several on one day are one purchase.
    today : datetime.date

    Raises
    ------
    DataError
        As `rfm`; or nobody bought on two days.

    Examples
    --------
    >>> import datetime as dt, pandas as pd
    >>> days = ["2024-01-01", "2024-01-31", "2024-03-11", "2024-01-01"]
    >>> orders = pd.DataFrame({"order_id": list("1234"), "customer_id": list("甲甲甲乙"), "amount": 50,
    ...     "created": [f"{day} 10:00" for day in days], "paid": [f"{day} 10:01" for day in days]})
    >>> repurchase_cycle(orders, dt.date(2024, 4, 1))
    Cycle(early=32.5, usual=35.0, late=37.5, gaps=2)
    """
    gaps = _gaps(_paid(orders, today))["gap"]
    if gaps.empty:
        raise DataError(
            "没有顾客在两个不同的日子买过，算不出复购周期。请取更长的时间范围。", table=ORDERS.name
        )
    early, usual, late = (float(gaps.quantile(part)) for part in (0.25, 0.5, 0.75))
    return Cycle(early, usual, late, len(gaps))


def _gaps(paid: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    days = paid.drop_duplicates(["customer_id", "day"]).sort_values(["customer_id", "day"])
    day = pd.to_datetime(days["day"])
    gap = (day - day.groupby(days["customer_id"]).shift(1)).dt.days
    gaps: pd.DataFrame = days.assign(gap=gap)[gap.notna()]
    return gaps


def returning(orders: pd.DataFrame, today: dt.date, *, warn: float = 1.5, alarm: float = 2.5) -> pd.DataFrame:
    """Per customer, when the next purchase is due and whether the silence is getting long (流失预警).

    A customer's usual gap is the median of their own gaps, with two or more of them; else the shop's.

    Parameters
    ----------
    orders, today
        As in `repurchase_cycle`.
    warn, alarm : float
        How many usual gaps of silence make 留意 and 预警. House choices, no law of nature: set them where
        your own customers stop coming back.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``last`` (date), ``days_since``, ``usual_gap``, ``own`` (whether the gap is the
        customer's own), ``due_from`` and ``due_to`` (dates, by the shop's quartiles after ``last``),
        ``due`` (未到, 到期 or 已过) and ``level`` (正常, 留意 or 预警). By ``customer_id``. For analysis:
        whom of them the shop may write to is for `consent.contact_list` to say.

    Raises
    ------
    DataError
        As `repurchase_cycle`; or thresholds that do not rise from above 0.

    Examples
    --------
    >>> import datetime as dt, pandas as pd
    >>> days = ["2024-01-01", "2024-01-31", "2024-03-11", "2024-01-01"]
    >>> orders = pd.DataFrame({"order_id": list("1234"), "customer_id": list("甲甲甲乙"), "amount": 50,
    ...     "created": [f"{day} 10:00" for day in days], "paid": [f"{day} 10:01" for day in days]})
    >>> returning(orders, dt.date(2024, 4, 15))[["customer_id", "days_since", "due", "level"]].values.tolist()
    [['乙', 105, '已过', '预警'], ['甲', 35, '到期', '正常']]
    """
    if not 0 < warn < alarm:
        raise DataError(f"留意（{warn:g}）和预警（{alarm:g}）的倍数要大于0，预警比留意大。")
    cycle = repurchase_cycle(orders, today)
    paid = _paid(orders, today)
    table = paid.groupby("customer_id").agg(last=("day", "max"))
    own = _gaps(paid).groupby("customer_id")["gap"].agg(["median", "size"]).reindex(table.index)
    table["days_since"] = [(today - day).days for day in table["last"]]
    table["own"] = own["size"] >= 2
    table["usual_gap"] = own["median"].where(table["own"], cycle.usual)
    return _judged(table, cycle, warn, alarm).reset_index()


def _judged(table: pd.DataFrame, cycle: Cycle, warn: float, alarm: float) -> pd.DataFrame:
    import datetime as dt

    early, late = math.floor(cycle.early), math.ceil(cycle.late)
    table["due_from"] = [day + dt.timedelta(days=early) for day in table["last"]]
    table["due_to"] = [day + dt.timedelta(days=late) for day in table["last"]]
    since, silence = table["days_since"], table["days_since"] / table["usual_gap"]
    table["due"] = ["未到" if days < early else "到期" if days <= late else "已过" for days in since]
    table["level"] = ["预警" if times >= alarm else "留意" if times >= warn else "正常" for times in silence]
    return table
