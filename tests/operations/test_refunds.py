"""Partial returns: worked examples of both methods, and what must hold for any order."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslib import laws
from cslib.operations.promotions import Order, full_cut, item, order, price, shop_freight
from cslib.operations.refunds import Method, settle

from . import shop

METHODS = st.sampled_from(["重新结算", "按比例分摊"])
CUT = full_cut(("300", "30"), ("500", "60"))
PLAIN = price(order([item("连衣裙", "199"), item("针织衫", "121")], [CUT]))
SENT = price(order([item("连衣裙", "180"), item("袜子", "10", 3)], freight=shop_freight()))
TIGHT = price(order([item("大衣", "480"), item("袜子", "20")], [CUT]))


@pytest.mark.parametrize(
    ("quote", "back", "method", "refund"),
    [
        (PLAIN, {"针织衫": 1}, "重新结算", "91.00"),  # 290 paid, 199 for the dress alone
        (PLAIN, {"针织衫": 1}, "按比例分摊", "109.66"),
        (PLAIN, {"连衣裙": 1}, "重新结算", "169.00"),
        (PLAIN, {"连衣裙": 1}, "按比例分摊", "180.34"),
        (PLAIN, {"连衣裙": 1, "针织衫": 1}, "重新结算", "290.00"),
        (PLAIN, {"连衣裙": 1, "针织衫": 1}, "按比例分摊", "290.00"),
        # 210 paid, free shipping; 200 kept is still free, 190 kept is not: 15 yuan come off (art. 18)
        (SENT, {"袜子": 1}, "重新结算", "10.00"),
        (SENT, {"袜子": 2}, "重新结算", "5.00"),
        (SENT, {"袜子": 2}, "按比例分摊", "5.00"),
        (SENT, {"袜子": 3, "连衣裙": 1}, "重新结算", "210.00"),  # all back: nothing is deducted
    ],
)
def test_refunds(quote: Any, back: dict[str, int], method: Method, refund: str) -> None:
    found = settle(quote, back, method)
    assert (str(found.refund), str(found.owed), found.method) == (refund, "0.00", method)


def test_recalculating_can_leave_the_customer_owing() -> None:
    """500 - 60 = 440 paid; 480 alone costs 450: 多退少补 asks for 10."""
    found = settle(TIGHT, {"袜子": 1})
    assert (str(found.refund), str(found.owed)) == ("0.00", "10.00") and "请您补10元" in found.explanation
    assert str(settle(TIGHT, {"袜子": 1}, "按比例分摊").refund) == "17.60"


def test_the_shops_fault_costs_the_customer_nothing() -> None:
    assert str(settle(TIGHT, {"袜子": 1}, fault=True).refund) == "17.60"
    assert str(settle(SENT, {"袜子": 2}, fault=True).refund) == "20.00"
    cheap = price(order([item("袜子", "10", 2)], freight=shop_freight()))
    assert str(settle(cheap, {"袜子": 2}).refund) == "20.00"
    assert str(settle(cheap, {"袜子": 2}, fault=True).refund) == "35.00"
    assert "责任在我们" in settle(cheap, {"袜子": 1}, fault=True).explanation


def test_both_methods_cite_their_articles() -> None:
    assert settle(PLAIN, {"针织衫": 1}).laws == ("return7-17", "return7-18")
    assert laws.cite(*settle(PLAIN, {"针织衫": 1}, fault=True).laws) == "《消费者权益保护法》第24条"


def test_the_arithmetic_is_shown_and_explained() -> None:
    found = settle(SENT, {"袜子": 2}, refunded="1")
    assert [(step.label, str(step.change)) for step in found.steps] == [
        ("实付", "210.00"),
        ("留下的商品重新结算", "-190.00"),
        ("寄出运费", "-15.00"),
        ("之前已退", "-1.00"),
    ]
    assert found.explanation == (
        "您一共付了210元。留下的连衣裙×1、袜子×1按购买时的价格和活动单独结算是190元。"
        "留下的商品不够包邮，扣除运费15元。之前已经退过1元。多付的4元退给您。"
    )


@st.composite
def returns_of(draw: st.DrawFn, asked: Order) -> list[dict[str, int]]:
    """Goods sent back in up to three parcels, each entry all so far."""
    so_far = {line.name: 0 for line in asked.items}
    parcels = []
    for _ in range(draw(st.integers(1, 3))):
        for line in asked.items:
            so_far[line.name] += draw(st.integers(0, line.count - so_far[line.name]))
        parcels.append(dict(so_far))
    return [parcel for parcel in parcels if any(parcel.values())]


@given(shop.orders(), METHODS, st.booleans(), st.data())
def test_refunds_never_exceed_what_was_paid(asked: Order, method: Method, fault: bool, data: Any) -> None:
    quote, refunded = price(asked), Decimal(0)
    for parcel in data.draw(returns_of(asked)):
        found = settle(quote, parcel, method, fault=fault, refunded=refunded)
        assert found.refund >= 0 and found.owed >= 0 and not (found.refund and found.owed)
        refunded += found.refund
        assert refunded <= quote.total


@given(shop.orders(), METHODS, st.booleans(), st.data())
def test_steps_add_up(asked: Order, method: Method, fault: bool, data: Any) -> None:
    for parcel in data.draw(returns_of(asked)):
        found = settle(price(asked), parcel, method, fault=fault)
        assert found.steps[0].before == 0 and found.steps[-1].after == found.refund - found.owed
        for one, other in zip(found.steps, found.steps[1:], strict=False):
            assert one.before + one.change == one.after == other.before


@given(shop.orders(), METHODS)
def test_everything_back_returns_the_goods_and_with_fault_the_freight(asked: Order, method: Method) -> None:
    quote = price(asked)
    everything = {line.name: line.count for line in asked.items}
    assert settle(quote, everything, method).refund == quote.goods
    assert settle(quote, everything, method, fault=True).refund == quote.total


@given(shop.orders(), METHODS, st.data())
def test_fault_never_pays_less(asked: Order, method: Method, data: Any) -> None:
    quote = price(asked)
    for parcel in data.draw(returns_of(asked)):
        without, fault = settle(quote, parcel, method), settle(quote, parcel, method, fault=True)
        assert fault.refund - fault.owed >= without.refund - without.owed and fault.owed == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (({"毛衣": 1},), "订单里没有“毛衣”。这一单买的是：连衣裙、针织衫"),
        (({"针织衫": 2},), "“针织衫”只买了1件，不能退2件"),
        (({"针织衫": -1},), "件数要是0到999的整数"),
        (({"针织衫": 0},), "还没有写退回哪件商品"),
        (({},), "还没有写退回哪件商品"),
        (({"针织衫": 1}, "平均分"), "写“重新结算”或“按比例分摊”"),
    ],
)
def test_bad_input_is_explained(arguments: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        settle(PLAIN, *arguments)


def test_more_refunded_than_paid_is_refused() -> None:
    with pytest.raises(ValueError, match="已退291元，超过了实付290元"):
        settle(PLAIN, {"针织衫": 1}, refunded="291")
