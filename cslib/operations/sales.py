"""Metrics over orders: who bought after asking, how much an order brings, how much comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from cslib.operations.frames import CHATS, ORDERS, RETURNS, TICKETS, DataError, check
from cslib.operations.metrics import Metric, chosen, share

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

Base = Literal["asked", "received"]
Event = Literal["created", "paid"]
_BASES = {"asked": "售前咨询的人（询单人数）", "received": "售前咨询并且人工接起的人（接待人数）"}
_EVENTS = {"created": "下单", "paid": "付款"}


def inquiry_conversion(
    chats: pd.DataFrame,
    orders: pd.DataFrame,
    *,
    base: Base = "asked",
    event: Event = "paid",
    days: int = 1,
    until: dt.date | None = None,
) -> Metric:
    """询单转化率: of the people who asked before buying, the share who then did.

    There is no one definition, so all three choices are named in the result: who is counted (`base`), what
    counts as buying (`event`), and how long to wait (`days`: 0 the same day, 1 the next day too).

    Parameters
    ----------
    chats, orders : pandas.DataFrame
        `frames.CHATS` and `frames.ORDERS`; 售前 chats are counted, a person once a day.
    base : {'asked', 'received'}
    event : {'created', 'paid'}
    days : int
    until : datetime.date, optional
        The last complete day of the orders, by default the last day seen in either table. People whose `days`
        are not over by then are left out: they may still buy.

    Raises
    ------
    DataError
        A frame fails `frames.check`, an unknown choice, or nobody left to count.

    Examples
    --------
    >>> import pandas as pd
    >>> chats = pd.DataFrame({"chat_id": ["1", "2"], "customer_id": ["甲", "乙"], "agent_id": "a",
    ...     "phase": "售前", "started": "2024-06-01 10:00", "answered": ["2024-06-01 10:00", None],
    ...     "ended": "2024-06-01 10:05"})
    >>> orders = pd.DataFrame({"order_id": ["o"], "customer_id": ["甲"], "created": ["2024-06-01 10:20"],
    ...     "paid": ["2024-06-02 09:00"], "amount": [99]})
    >>> print(inquiry_conversion(chats, orders))
    询单转化率 50.0%（1÷2；口径：售前咨询的人（询单人数）里，当天起1天内付款的，按人按天）
    >>> inquiry_conversion(chats, orders, base="received", event="created", days=0).shown
    '100.0%'
    """
    who = chosen(_BASES, base, "询单转化率的分母")
    done = chosen(_EVENTS, event, "询单转化率的分子")
    if days < 0:
        raise DataError(f"等待天数{days}是负数。当天写0，到次日写1。")
    asked, bought = check(chats, CHATS, need=["phase"]), check(orders, ORDERS)
    last = until or max(asked["started"].max(), bought[["created", "paid"]].max().max()).date()
    asked = asked[asked["phase"] == "售前"]
    if base == "received":
        asked = asked[asked["answered"].notna()]
    people = _inquiries(asked, bought[["customer_id", event]].dropna(), event, days, last)
    text = f"{who}里，{'当天' if days == 0 else f'当天起{days}天内'}{done}的，按人按天"
    return share("询单转化率", int(people.sum()), len(people), f"{base}_{event}_{days}d", text)


def _inquiries(
    asked: pd.DataFrame, bought: pd.DataFrame, event: Event, days: int, last: dt.date
) -> pd.Series[bool]:
    """One row per person and day asked, whether they bought; days not yet over are left out."""
    import pandas as pd

    first = asked.assign(day=asked["started"].dt.normalize()).drop_duplicates(["customer_id", "day"])
    closing = first["day"] + pd.Timedelta(days=days + 1)
    first = first.assign(closing=closing)[(closing - pd.Timedelta(days=1)).dt.date <= last]
    pairs = first.merge(bought, on="customer_id", how="left")
    hit = (pairs[event] >= pairs["started"]) & (pairs[event] < pairs["closing"])
    people: pd.Series[bool] = hit.groupby([pairs["customer_id"], pairs["day"]]).any()
    return people


AVERAGE_ORDER = {
    "per_buyer": "客单价：付款总额÷付款的人数",
    "per_order": "笔单价：付款总额÷付款的订单数",
}


def average_order(orders: pd.DataFrame, definition: str = "per_buyer") -> Metric:
    """客单价 (per buyer) or 笔单价 (per order). A buyer with two orders makes the first larger.

    Parameters
    ----------
    orders : pandas.DataFrame
        `frames.ORDERS`; unpaid ones are left out.
    definition : {'per_buyer', 'per_order'}

    Raises
    ------
    DataError
        The frame fails `frames.check`, or nothing was paid.

    Examples
    --------
    >>> import pandas as pd
    >>> orders = pd.DataFrame({"order_id": ["1", "2", "3"], "customer_id": ["甲", "甲", "乙"],
    ...     "created": "2024-06-01 10:00", "paid": "2024-06-01 10:01", "amount": [100, 50, 60]})
    >>> average_order(orders).shown, average_order(orders, "per_order").shown
    ('105.00元', '70.00元')
    """
    text = chosen(AVERAGE_ORDER, definition, "客单价")
    paid = paid_orders(orders)
    count = paid["customer_id"].nunique() if definition == "per_buyer" else len(paid)
    total = round(float(paid["amount"].sum()), 2)
    return Metric(text[:3], total / count, total, count, definition, text, "元")


def paid_orders(orders: pd.DataFrame) -> pd.DataFrame:
    """The orders that were paid, checked; refuses a table without one.

    Examples
    --------
    >>> import pandas as pd
    >>> orders = pd.DataFrame({"order_id": ["1", "2"], "customer_id": "甲", "amount": 100,
    ...     "created": "2024-06-01 10:00", "paid": ["2024-06-01 10:01", None]})
    >>> paid_orders(orders)["order_id"].tolist()
    ['1']
    """
    checked = check(orders, ORDERS)
    paid: pd.DataFrame = checked[checked["paid"].notna()]
    if paid.empty:
        raise DataError(
            "订单表里没有一笔付过款，算不出来。请检查“paid”一列。", table=ORDERS.name, column="paid"
        )
    return paid


RETURN_RATE = {
    "refund_orders": "退款率：退过款的订单÷已付款订单，不管退没退货",
    "refund_amount": "退款金额率：退掉的钱÷已付款金额",
    "return_orders": "退货率：退货退款的订单÷已付款订单",
    "exchange_orders": "换货率：换货的订单÷已付款订单",
    "quality_orders": "品质退款率：因品质退款的订单÷已付款订单",
    "no_reason_orders": "无理由退货率：无理由退货退款的订单÷已付款订单",
    "refund_before_shipping": "发货前退款率：发货前申请并退款的订单÷已付款订单",
}


def return_rate(orders: pd.DataFrame, returns: pd.DataFrame, definition: str = "refund_orders") -> Metric:
    """退款率 and its relatives, which one shop reports side by side and which cannot be compared.

    Parameters
    ----------
    orders, returns : pandas.DataFrame
        `frames.ORDERS` (with ``shipped`` for ``refund_before_shipping``) and `frames.RETURNS`. The rate
        follows these orders: requests about other orders are left out, an order with two requests counts
        once. "Refunded" means that money went back (``refunded`` is filled in).
    definition : str
        A key of `RETURN_RATE`.

    Raises
    ------
    DataError
        A frame fails `frames.check`, nothing was paid, or not one request belongs to these orders.

    Examples
    --------
    >>> import pandas as pd
    >>> orders = pd.DataFrame({"order_id": ["1", "2", "3", "4"], "customer_id": list("甲乙丙丁"),
    ...     "created": "2024-06-01 10:00", "paid": "2024-06-01 10:01", "amount": 100})
    >>> returns = pd.DataFrame({"return_id": ["a", "b"], "order_id": ["1", "2"], "kind": ["仅退款", "退货"],
    ...     "cause": ["品质", "无理由"], "applied": "2024-06-05 10:00", "refunded": "2024-06-06 10:00",
    ...     "amount": [20, 100]})
    >>> names = ("refund_orders", "return_orders", "refund_amount")
    >>> [return_rate(orders, returns, name).shown for name in names]
    ['50.0%', '25.0%', '30.0%']
    """
    text = chosen(RETURN_RATE, definition, "退款率")
    name = text.split("：")[0]
    if definition == "refund_before_shipping":
        check(orders, ORDERS, need=["shipped"])
    paid = paid_orders(orders)
    kept = _of_these(check(returns, RETURNS), paid)
    refunded = kept["refunded"].notna()
    if definition == "refund_amount":
        back, taken = (
            round(float(money.sum()), 2) for money in (kept.loc[refunded, "amount"], paid["amount"])
        )
        return share(name, back, taken, definition, text)
    sent_back = refunded & (kept["kind"] == "退货退款")
    early = refunded & ~(kept["applied"] >= kept["shipped"]) if "shipped" in kept else refunded
    selected = {
        "refund_orders": refunded,
        "return_orders": sent_back,
        "exchange_orders": kept["kind"] == "换货",
        "quality_orders": refunded & (kept["cause"] == "品质"),
        "no_reason_orders": sent_back & (kept["cause"] == "无理由"),
        "refund_before_shipping": early,
    }[definition]
    return share(name, kept.loc[selected, "order_id"].nunique(), len(paid), definition, text)


def _of_these(requests: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """The requests about `orders`, with when each order was shipped, if known."""
    columns = ["order_id"] + (["shipped"] if "shipped" in orders else [])
    kept = requests.merge(orders[columns], on="order_id", how="inner")
    if kept.empty:
        raise DataError(
            "没有一条记录的订单编号在已付款订单里，两张表多半不是同一批，或编号格式不同。请核对“order_id”。",
            column="order_id",
        )
    return kept


DISPUTE_RATE = {
    "tickets": "纠纷率：提过工单的订单÷已付款订单",
    "escalated": "平台介入率：平台介入过的订单÷已付款订单",
}


def dispute_rate(orders: pd.DataFrame, tickets: pd.DataFrame, definition: str = "escalated") -> Metric:
    """纠纷率 or 平台介入率; the latter as JD counts it (rule of 2025-07-04, art. 8).

    Parameters
    ----------
    orders, tickets : pandas.DataFrame
        `frames.ORDERS` and `frames.TICKETS`; tickets without an order, or about other orders, are left out.
    definition : {'tickets', 'escalated'}

    Raises
    ------
    DataError
        A frame fails `frames.check`, nothing was paid, or not one ticket belongs to these orders.

    Examples
    --------
    >>> import pandas as pd
    >>> orders = pd.DataFrame({"order_id": ["1", "2"], "customer_id": ["甲", "乙"],
    ...     "created": "2024-06-01 10:00", "paid": "2024-06-01 10:01", "amount": 100})
    >>> tickets = pd.DataFrame({"ticket_id": ["a"], "customer_id": ["甲"], "order_id": ["1"], "level": "一般",
    ...     "reason": "物流", "opened": "2024-06-05 10:00", "responded": None, "resolved": None,
    ...     "escalated": "否"})
    >>> dispute_rate(orders, tickets, "tickets").shown, dispute_rate(orders, tickets).shown
    ('50.0%', '0.0%')
    """
    text = chosen(DISPUTE_RATE, definition, "纠纷率")
    paid = paid_orders(orders)
    kept = _of_these(check(tickets, TICKETS), paid[["order_id"]])
    if definition == "escalated":
        kept = kept[kept["escalated"]]
    return share(text.split("：")[0], kept["order_id"].nunique(), len(paid), definition, text)
