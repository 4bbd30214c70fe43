"""The tables a shop's service data come in: which columns, what they mean, what they may hold.

============  ==================================================  ===============================
schema        one row is                                          key
============  ==================================================  ===============================
`ORDERS`      an order                                            ``order_id``
`CHATS`       a conversation, as the queue saw it                 ``chat_id``
`MESSAGES`    a message of a conversation                         ``message_id``
`TICKETS`     a complaint or after-sale ticket                    ``ticket_id``
`REVIEWS`     a buyer's review                                    ``review_id``
`RETURNS`     a refund, return or exchange request                ``return_id``
`CUSTOMERS`   a customer, with the consent to be contacted        ``customer_id``
============  ==================================================  ===============================

``print(describe(CHATS))`` shows a schema's columns. Conventions: money in yuan, durations in seconds, times
in the shop's zone (`SHOP_ZONE`; a time with another zone is converted, one without is the shop's own). A
chat that no human answered has an empty ``answered`` (the customer left at ``ended``); an order without
``paid`` was never paid. Columns a schema does not know are kept as they are. The order of rows never
matters: `frames.check` sorts, and messages of the same second stand customer first, then by
``message_id``.

Who spoke (``role``): ``customer``; ``agent``, a person; ``assisted``, a robot's draft under a person's eyes
(智能辅助); ``bot``, the platform's own robot answering alone (店小蜜); ``auto``, canned greetings and any
other robot. The published response rates differ in exactly which of these count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cslib.operations.columns import Column

SHOP_ZONE = "Asia/Shanghai"

PHASES = ("售前", "售中", "售后", "评价", "投诉")

ROLES = {
    "customer": ("顾客", "买家", "客户"),
    "agent": ("客服", "人工"),
    "assisted": ("智能辅助",),
    "bot": ("机器人", "店小蜜"),
    "auto": ("自动回复",),
}


@dataclass(frozen=True, slots=True)
class Schema:
    """A table: its Chinese name, its columns and what must hold between them.

    `key` names the column without duplicates; in `orders`, each pair of times is (earlier, later) within a
    row; in `belongs`, each value of the first column goes with one value of the second; `sort` is the order
    rows are put in, choices by their place in the list.
    """

    name: str
    columns: tuple[Column, ...]
    key: str
    sort: tuple[str, ...]
    orders: tuple[tuple[str, str], ...] = ()
    belongs: tuple[tuple[str, str], ...] = ()


def _time(name: str, text: str, **more: Any) -> Column:
    return Column(name, "time", text, **more)


def _id(name: str, text: str, **more: Any) -> Column:
    return Column(name, "id", text, **more)


ORDERS = Schema(
    "订单表",
    (
        _id("order_id", "订单编号"),
        _id("customer_id", "顾客编号"),
        _time("created", "下单时间"),
        _time("paid", "付款时间，没付款就空着", nullable=True),
        _time("shipped", "发货时间", nullable=True, optional=True),
        _time("signed", "签收时间", nullable=True, optional=True),
        Column("amount", "number", "实付金额，元", low=0),
        Column("items", "count", "件数", low=1, optional=True),
        Column("category", "text", "品类", nullable=True, optional=True),
    ),
    key="order_id",
    sort=("created", "order_id"),
    orders=(("created", "paid"), ("paid", "shipped"), ("shipped", "signed")),
)

CHATS = Schema(
    "会话表",
    (
        _id("chat_id", "会话编号"),
        _id("customer_id", "顾客编号"),
        _id("agent_id", "接待客服，没接上就空着", nullable=True),
        Column("phase", "choice", "阶段", optional=True, choices=dict.fromkeys(PHASES, ())),
        _time("started", "顾客发来第一句的时间"),
        _time("answered", "人工第一次回复的时间，没接上就空着", nullable=True),
        _time("ended", "会话结束或顾客离开的时间"),
        Column("wrap_seconds", "number", "结束后整理记录的秒数", low=0, optional=True),
        _id("order_id", "相关订单", nullable=True, optional=True),
        Column("topic", "text", "问题类型", nullable=True, optional=True),
        Column("resolved", "flag", "客服自己标记的“已解决”", nullable=True, optional=True),
        Column("survey_resolved", "flag", "顾客在问卷里答的“解决了吗”", nullable=True, optional=True),
        Column("agents", "count", "先后接待的客服人数", low=0, optional=True),
        Column("reopened", "flag", "关闭后又被打开过", optional=True),
        Column("csat", "count", "满意度1–5分，没评就空着", nullable=True, optional=True, low=1, high=5),
        Column("nps", "count", "推荐意愿0–10分", nullable=True, optional=True, low=0, high=10),
        Column("ces", "count", "费力程度1–7分，7最省力", nullable=True, optional=True, low=1, high=7),
    ),
    key="chat_id",
    sort=("started", "chat_id"),
    orders=(("started", "answered"), ("answered", "ended"), ("started", "ended")),
)

MESSAGES = Schema(
    "消息表",
    (
        _id("message_id", "消息编号"),
        _id("chat_id", "会话编号"),
        _id("customer_id", "这个会话的顾客"),
        _time("time", "发送时间"),
        Column("role", "choice", "谁说的", choices=ROLES),
        _id("agent_id", "说话的客服，不是人工就空着", nullable=True, optional=True),
        Column("text", "text", "内容", nullable=True, optional=True),
    ),
    key="message_id",
    sort=("chat_id", "time", "role", "message_id"),
    belongs=(("chat_id", "customer_id"),),
)

TICKETS = Schema(
    "工单表",
    (
        _id("ticket_id", "工单编号"),
        _id("customer_id", "顾客编号"),
        _id("order_id", "相关订单", nullable=True),
        _id("chat_id", "相关会话", nullable=True, optional=True),
        Column("level", "choice", "等级", choices=dict.fromkeys(("紧急", "严重", "一般", "建议"), ())),
        Column("reason", "text", "原因"),
        _time("opened", "提出时间"),
        _time("responded", "首次回应时间", nullable=True),
        _time("resolved", "解决时间，没解决就空着", nullable=True),
        Column("escalated", "flag", "平台是否介入"),
    ),
    key="ticket_id",
    sort=("opened", "ticket_id"),
    orders=(("opened", "responded"), ("opened", "resolved"), ("responded", "resolved")),
)

REVIEWS = Schema(
    "评价表",
    (
        _id("review_id", "评价编号"),
        _id("order_id", "订单编号"),
        _id("customer_id", "顾客编号"),
        _time("time", "评价时间"),
        Column("stars", "count", "星级1–5", low=1, high=5),
        Column("text", "text", "评价内容", nullable=True, optional=True),
        _time("replied", "商家回复时间", nullable=True, optional=True),
    ),
    key="review_id",
    sort=("time", "review_id"),
    orders=(("time", "replied"),),
)

RETURNS = Schema(
    "退换表",
    (
        _id("return_id", "退换编号"),
        _id("order_id", "订单编号"),
        Column("kind", "choice", "类型", choices={"仅退款": (), "退货退款": ("退货",), "换货": ()}),
        Column("cause", "choice", "原因类别", choices={"品质": ("质量问题",), "无理由": (), "其他": ()}),
        Column("reason", "text", "具体原因", nullable=True, optional=True),
        _time("applied", "申请时间"),
        _time("refunded", "退款到账时间，没退就空着", nullable=True),
        Column("amount", "number", "退款金额，元", low=0),
    ),
    key="return_id",
    sort=("applied", "return_id"),
    orders=(("applied", "refunded"),),
)

CUSTOMERS = Schema(
    "顾客表",
    (
        _id("customer_id", "顾客编号"),
        Column("joined", "date", "入会日期", nullable=True, optional=True),
        Column("consent", "flag", "是否明确同意接收营销信息，没问过就空着", nullable=True),
        Column("withdrawn", "date", "撤回同意的日期，没撤回就空着", nullable=True, optional=True),
    ),
    key="customer_id",
    sort=("customer_id",),
)


def describe(schema: Schema) -> str:
    """The schema's columns as a Markdown table in Chinese, for lessons and documentation.

    Examples
    --------
    >>> print(describe(CUSTOMERS).splitlines()[2])
    | customer_id | 编号 | 顾客编号 | 必填，不重复 |
    """
    kinds = {
        "id": "编号",
        "text": "文字",
        "choice": "选项",
        "time": "时间",
        "date": "日期",
        "number": "数",
        "count": "整数",
        "flag": "是/否",
    }
    lines = ["| 列名 | 类型 | 含义 | 要求 |", "|---|---|---|---|"]
    for column in schema.columns:
        rule = "可以没有这列" if column.optional else "可以空着" if column.nullable else "必填"
        rule += "，不重复" if column.name == schema.key else ""
        meaning = column.text + ("：" + "、".join(column.choices) if column.choices else "")
        lines.append(f"| {column.name} | {kinds[column.kind]} | {meaning} | {rule} |")
    return "\n".join(lines)
