"""The dashboard of who buys: how recently, how often, and whom of them the shop may write to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cslib.charts.base import BLUE, INK, Chart
from cslib.charts.cited import Free
from cslib.charts.dashboards.source import Source

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

# Rising edges: days since the last purchase, orders, yuan.
CUTS = {"r": (30.0, 90.0, 180.0), "f": (2.0, 3.0, 5.0), "m": (100.0, 300.0, 800.0)}
_RECENT = ("超过180天", "90～180天", "30～90天", "30天内")
_OFTEN = ("1次", "2次", "3～4次", "5次以上")


def rfm_map(orders: pd.DataFrame, customers: pd.DataFrame, today: dt.date) -> Chart:
    """Customers by how recently and how often they bought, and those to win back.

    Parameters
    ----------
    orders
        `frames.ORDERS`; paid ones count.
    customers
        `frames.CUSTOMERS`, which says whom the shop may write to.
    today
        The day recency is counted to.

    Raises
    ------
    cslib.operations.frames.DataError
        As `cslib.operations.customers.rfm` and `consent.contact_list`.
    """
    from cslib.operations.consent import contact_list
    from cslib.operations.customers import rfm

    n = Source(orders)
    table = rfm(orders, today, cuts=CUTS)
    silent = table[(table["f"] >= 3) & (table["r"] <= 2)]
    allowed = len(contact_list(customers, silent["customer_id"], today).allowed)
    finding = f"{len(silent)}位买过3次以上、90天没来了；同意店铺联系的只有{allowed}位"
    counts, money = _cells(table)
    total = len(table)
    return Chart.build(
        finding,
        f"热力图：{finding}。\n一共{total}位付过款的顾客。{_told(counts)}。",
        [
            {
                "type": "heatmap",
                "x": [Free(i) for i in range(len(_RECENT))],
                "y": [Free(i) for i in range(len(_OFTEN))],
                "z": [n.each(row) for row in counts],
                "text": [[f"{each}" for each in row] for row in counts],
                "texttemplate": "%{text}",
                "hovertext": _hover(counts, money),
                "hoverinfo": "text",
                "colorscale": [[0, "#F4F1EC"], [0.35, "#A9C3D6"], [1, BLUE]],
                "showscale": False,
                "xgap": 3,
                "ygap": 3,
            }
        ],
        height=280,
        left=76,
        below=52,
        printed=n.each([len(silent), allowed, total, *map(sum, counts), *_stated(money)]),
        layout=_layout(),
        note="横看离最近一次买有多久，竖看买过几次；格子里是人数",
    )


def _cells(table: pd.DataFrame) -> tuple[list[list[int]], list[list[float]]]:
    """Customers in each cell, rows by how often and columns by how recently, and their mean spending."""
    counts, money = [], []
    for often in range(1, len(_OFTEN) + 1):
        cells = [table[(table["f"] == often) & (table["r"] == recent)] for recent in range(1, 5)]
        counts.append([len(cell) for cell in cells])
        money.append([float(cell["monetary"].mean()) if len(cell) else 0.0 for cell in cells])
    return counts, money


def _hover(counts: list[list[int]], money: list[list[float]]) -> list[list[str]]:
    return [
        [
            f"买过{often}，最近一次{recent}<br>{counts[i][j]}位，人均{money[i][j]:.0f}元"
            for j, recent in enumerate(_RECENT)
        ]
        for i, often in enumerate(_OFTEN)
    ]


def _stated(money: list[list[float]]) -> list[float]:
    edges = [1.0, 2.0, 3.0, 4.0, 5.0, 30.0, 90.0, 180.0]
    return [*edges, *(round(each) for row in money for each in row)]


def _told(counts: list[list[int]]) -> str:
    rows: Mapping[str, int] = {often: sum(row) for often, row in zip(_OFTEN, counts, strict=True)}
    return "，".join(f"买过{often}的{count}位" for often, count in rows.items())


def _layout() -> dict[str, Any]:
    seats = list(range(4))
    return {
        "xaxis": {
            "tickvals": seats,
            "ticktext": [text.replace("超过180天", "更久").replace("～", "～<br>") for text in _RECENT],
            "showgrid": False,
            "tickfont": {"color": INK},
        },
        "yaxis": {"tickvals": seats, "ticktext": [f"{text} " for text in _OFTEN], "showgrid": False},
    }
