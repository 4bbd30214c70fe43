"""The dashboard of goods: which batch comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cslib.charts.base import BLUE, INK, RUST, Chart
from cslib.charts.cited import numbers_in
from cslib.charts.dashboards.source import Source
from cslib.charts.rows import PITCH, Mark, bars, layout, spans

if TYPE_CHECKING:
    import pandas as pd


class Batch(NamedTuple):
    """A batch of goods: paid orders, and those of them that came back for their quality."""

    name: str
    item: str
    orders: int
    back: int

    @property
    def share(self) -> float:
        """Per cent of the orders."""
        return 100 * self.back / self.orders


def returns_by_batch(orders: pd.DataFrame, returns: pd.DataFrame, *, least: int = 60, most: int = 6) -> Chart:
    """The batches of goods of which most came back for their quality.

    Parameters
    ----------
    orders
        `frames.ORDERS` with the further columns ``batch`` and ``item``; those paid are counted.
    returns
        `frames.RETURNS`.
    least
        Batches with fewer orders are left out: a share of few means little.
    most
        How many batches to show.

    Raises
    ------
    cslib.operations.frames.DataError
        A frame fails `frames.check`, there is no ``batch``, or no batch of enough orders.
    """
    from cslib.operations.metrics import wilson

    n = Source(orders)
    batches, rest = _batches(orders, returns, least, most)
    worst = batches[0]
    ends = [wilson(batch.back, batch.orders) for batch in batches]
    verdict = "这批要查" if 100 * ends[0][0] > rest else "最多，但说不准"
    finding = f"{worst.name}{verdict}：100单里{worst.share:.0f}单因品质退换，全店{rest:.1f}单"
    rows = [f"{batch.name} {batch.item} <b>{batch.share:.1f}%</b>" for batch in batches]
    hover = [f"{batch.name}：{batch.orders}单里{batch.back}单因品质退换" for batch in batches]
    lines = [
        (Mark(i, n(100 * low), hover[i]), Mark(i, n(100 * high), hover[i]))
        for i, (low, high) in enumerate(ends)
    ]
    return Chart.build(
        finding,
        f"横条图：{finding}。\n{'；'.join(hover)}。",
        [
            bars(
                n.each(batch.share for batch in batches),
                hover,
                colors=[RUST, *[BLUE] * (len(batches) - 1)],
            ),
            spans(lines, color=INK, width=2),
        ],
        height=PITCH * len(rows),
        printed=n.each([100, rest, least, *_codes(batches)]),
        layout=layout(rows, visible=False, range=[0, 104 * max(high for _, high in ends)]),
        note=f"只列卖了{least}单以上的批次；细线是可能的范围",
    )


def _codes(batches: list[Batch]) -> list[float]:
    found: list[float] = []
    for batch in batches:
        found += [*numbers_in(batch.name), *numbers_in(batch.item), batch.orders, batch.back, batch.share]
    return found


def _batches(orders: pd.DataFrame, returns: pd.DataFrame, least: int, most: int) -> tuple[list[Batch], float]:
    """The worst batches, and the whole shop's share, per cent."""
    from cslib.operations.frames import RETURNS, DataError, check
    from cslib.operations.sales import paid_orders

    paid, back = paid_orders(orders), check(returns, RETURNS)
    if "batch" not in paid or "item" not in paid:
        raise DataError("订单表要有“batch”（批次）和“item”（商品）两列，才能按批次比。请从进货记录里补上。")
    bad = paid["order_id"].isin(back.loc[back["cause"] == "品质", "order_id"])
    found = [
        Batch(str(name), str(own["item"].iloc[0]), len(own), int(bad[own.index].sum()))
        for name, own in paid.groupby("batch")
        if len(own) >= least
    ]
    if not found:
        raise DataError(f"没有一个批次卖到{least}单，比不出来。请把least写小，或换一张更长的订单表。")
    found.sort(key=lambda batch: (-batch.share, batch.name))
    return found[:most], 100 * float(bad.mean())
