"""Prices: worked examples from the teaching material, and what must hold for any order."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslib.operations import money, offers, promotions
from cslib.operations.promotions import (
    Order,
    compare,
    coupon,
    full_cut,
    item,
    member_discount,
    next_tier,
    order,
    pieces_discount,
    price,
    shop_freight,
    time_discount,
)

from . import shop

CUT = full_cut(("300", "30"), ("500", "60"))
EVERY = full_cut(("100", "10"), every=True, cap="30")
GOLD = member_discount("金牌会员", "95折")
FLASH = time_discount("8折", "2025-06-18 10:00", "2025-06-18 12:00", only=["面霜"])


@pytest.mark.parametrize(
    ("prices", "promotions", "total"),
    [
        (["299.99"], [CUT], "299.99"),
        (["300"], [CUT], "270.00"),
        (["499.99"], [CUT], "469.99"),
        (["500"], [CUT], "440.00"),
        (["99.99"], [EVERY], "99.99"),
        (["250"], [EVERY], "230.00"),
        (["999"], [EVERY], "969.00"),  # capped
        (["100"], [pieces_discount(2, "9折")], "100.00"),
        (["100", "100.05"], [pieces_discount(2, "9折")], "180.05"),  # 180.045 rounds half up
        (["320"], [GOLD, CUT], "275.50"),  # members last, whatever the order they are given in
        (["320"], [CUT, coupon("20"), GOLD], "256.50"),
        (["310"], [pieces_discount(1, "9折"), CUT], "279.00"),  # 9折 first, so the threshold is missed
        (["320"], [CUT, coupon("20"), coupon("25", issuer="平台")], "265.00"),  # the better coupon only
        (["320"], [coupon("50", "999"), coupon("10", issuer="平台")], "310.00"),  # the usable one only
        (["30"], [coupon("50")], "0.00"),  # never below nothing
    ],
)
def test_totals(prices: list[str], promotions: list[Any], total: str) -> None:
    goods = [item(f"商品{i}", each) for i, each in enumerate(prices)]
    assert price(order(goods, promotions)).total == Decimal(total)


@pytest.mark.parametrize(
    ("at", "total", "unused"),
    [
        ("2025-06-18 09:59:59", "100.00", ("限时8折",)),
        ("2025-06-18 10:00", "90.00", ()),
        ("2025-06-18 12:00", "90.00", ()),
        ("2025-06-18T02:00:00+00:00", "90.00", ()),
        ("2025-06-18 12:00:01", "100.00", ("限时8折",)),
    ],
)
def test_time_discounts_run_between_their_moments_for_their_goods(
    at: str, total: str, unused: tuple[str, ...]
) -> None:
    quote = price(order([item("面霜", "50"), item("唇膏", "50")], [FLASH], at=at))
    assert (quote.total, quote.unused) == (Decimal(total), unused)


def test_every_step_is_shown_and_explained() -> None:
    goods = [item("连衣裙", "199"), item("针织衫", "121")]
    quote = price(order(goods, [GOLD, CUT, coupon("500", "999")], shop_freight(), "西藏"))
    said = [(step.label, str(step.change)) for step in quote.steps]
    assert said == [
        ("商品原价", "320.00"),
        ("满300元减30元、满500元减60元", "-30.00"),
        ("金牌会员95折", "-14.50"),
        ("运费", "25.00"),
    ]
    assert quote.unused == ("店铺券（满999元减500元）",)
    assert quote.explanation.endswith("减14.5元，到275.5元。运费25元。一共付300.5元。")


def test_both_readings_of_the_threshold_in_the_material() -> None:
    """Claims 004-036 and 004-063: 280 + 20 pays 270 under one, 250 under the other."""
    cart = order([item("面霜", "280"), item("唇膏", "20")])
    assert _totals(cart, "满减档位") == {"满300减30": "270.00", "满300减50": "250.00"}
    assert {reading.offer.tiers[1][1] for reading, _ in compare(cart, "满减档位") if reading.offer} == {60}


def test_both_readings_of_five_percent() -> None:
    assert _totals(order([item("面霜", "200")]), "额外5%") == {"再减5%": "190.00", "只付5%": "10.00"}


@pytest.mark.parametrize(
    ("goods", "totals"),
    [("198.99", ("208.99", "223.99", "223.99")), ("199", ("209.00", "224.00", "209.00"))],
)
def test_all_readings_of_ten_yuan_for_far_places(goods: str, totals: tuple[str, str, str]) -> None:
    cart = order([item("面霜", goods)], freight=shop_freight(), place="新疆")
    assert tuple(_totals(cart, "偏远10元").values()) == totals


def _totals(cart: Order, rule: str) -> dict[str, str]:
    return {reading.name: str(quote.total) for reading, quote in compare(cart, rule)}


@pytest.mark.parametrize(
    ("offer", "amount", "gap"),
    [
        (CUT, "280", ("20.00", "30.00")),
        (CUT, "300", ("200.00", "30.00")),
        (CUT, "500", None),
        (EVERY, "95", ("5.00", "10.00")),
        (EVERY, "300", None),  # capped
        (GOLD, "300", None),
        (full_cut(("300", "50"), ("500", "50")), "400", None),  # a tier that brings nothing more
    ],
)
def test_next_tier(offer: Any, amount: str, gap: tuple[str, str] | None) -> None:
    found = next_tier(offer, amount)
    assert (found and (str(found.short), str(found.saves))) == gap


@given(shop.orders())
def test_steps_add_up_and_nothing_is_negative(asked: Order) -> None:
    quote = price(asked)
    assert quote.steps[0].before == 0 and quote.steps[-1].after == quote.total
    for step in quote.steps:
        assert step.before + step.change == step.after >= 0
    for one, other in zip(quote.steps, quote.steps[1:], strict=False):
        assert one.after == other.before
    assert all(step.change <= 0 for step in quote.steps[1:] if not step.label.startswith("运费"))
    assert quote.goods + quote.freight == quote.total


@given(shop.orders())
def test_what_is_paid_for_the_pieces_adds_up(asked: Order) -> None:
    quote = price(asked)
    assert sum(unit.paid for unit in quote.units) == quote.goods
    assert all(0 <= unit.paid <= unit.price for unit in quote.units)
    assert len(quote.units) == sum(line.count for line in asked.items)


@given(shop.orders(), st.randoms())
def test_the_stated_order_holds_however_promotions_are_given(asked: Order, chance: Any) -> None:
    shuffled = list(asked.promotions)
    chance.shuffle(shuffled)
    again = order(
        asked.items, shuffled, asked.freight, asked.place, asked.at, asked.sequence, asked.exclusive
    )
    assert price(again).total == price(asked).total
    slots = {offer.name: offer.slot for offer in asked.promotions}
    taken = [slots[step.label] for step in price(asked).steps if step.label in slots]
    assert taken == sorted(taken, key=asked.sequence.index)


@given(shop.orders())
def test_coupons_of_shop_and_platform_never_meet(asked: Order) -> None:
    labels = [step.label[:3] for step in price(asked).steps]
    assert not {"店铺券", "平台券"} <= set(labels)
    assert labels.count("店铺券") <= 1 or _kinds_apart(asked)


def _kinds_apart(asked: Order) -> bool:
    """Whether two coupons of the shop are for different goods, so that both may count."""
    mine = [offer.only for offer in asked.promotions if offer.slot == "店铺券"]
    return any(one and other and not one & other for one in mine for other in mine)


@given(shop.orders())
def test_customers_get_the_best_combination(asked: Order) -> None:
    """A promotion that can be combined with none of the others is never the better choice by itself."""
    best = price(asked).total
    for offer in asked.promotions:
        others = [one for one in asked.promotions if one != offer and not _meet(one, offer)]
        if not others:
            alone = order(asked.items, [offer], asked.freight, asked.place, asked.at, asked.sequence)
            assert best <= price(alone).total


def _meet(one: Any, other: Any) -> bool:
    return one.slot == other.slot or {one.slot, other.slot} == {"店铺券", "平台券"}


@given(shop.AMOUNTS, st.lists(shop.AMOUNTS, min_size=1, max_size=8))
def test_shares_add_up(amount: Decimal, weights: list[Decimal]) -> None:
    shares = money.spread(amount, weights)
    whole = sum(weights)
    assert sum(shares) == (amount if whole else 0) and all(share >= 0 for share in shares)
    if amount <= whole:
        assert all(share <= weight for share, weight in zip(shares, weights, strict=True))


@given(st.integers(0, 10**9))
def test_money_reads_what_yuan_writes(cents: int) -> None:
    amount = Decimal(cents) / 100
    assert money.money(money.yuan(amount)) == amount


@pytest.mark.parametrize(
    ("text", "paid"), [("9折", "0.9"), ("95折", "0.95"), ("9.5折", "0.95"), ("10折", "1"), ("0.5折", "0.05")]
)
def test_discounts_are_read_as_people_say_them(text: str, paid: str) -> None:
    assert money.rate(text) == Decimal(paid)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: item("面霜", 19.9), "单价请加引号"),  # type: ignore[arg-type]
        (lambda: item("面霜", True), "单价请加引号"),
        (lambda: item("面霜", "-1"), "要在0元到1000万元之间"),
        (lambda: item("面霜", "NaN"), "要在0元到1000万元之间"),
        (lambda: item("面霜", "1.999"), "最多写到分"),
        (lambda: item("面霜", "二十"), "要写数字"),
        (lambda: item("面霜", "1", 0), "件数要是1到999的整数"),
        (lambda: item("面霜", "1", 1.5), "件数要是1到999的整数"),  # type: ignore[arg-type]
        (lambda: item(" ", "1"), "商品要有名字"),
        (lambda: money.rate("90%"), "折扣写成“9折”"),
        (lambda: money.rate("0折"), "折扣写成“9折”"),
        (lambda: money.rate("九折"), "折扣写成“9折”"),
        (lambda: money.rate("100折"), "折扣写成“9折”"),
        (full_cut, "满减要写成从低到高"),
        (lambda: full_cut(("500", "60"), ("300", "30")), "满减要写成从低到高"),
        (lambda: full_cut(("30", "50")), "减免不超过门槛"),
        (lambda: full_cut(("300", "30"), cap="50"), "封顶只和“每满”一起用"),
        (lambda: full_cut(("300", "30"), ("500", "60"), every=True), "“每满”只能有一档"),
        (lambda: coupon("5", issuer="商家"), "发放方写“店铺”或“平台”"),  # type: ignore[arg-type]
        (lambda: time_discount("8折", "2025-06-18 12:00", "2025-06-18 10:00"), "要晚于开始时间"),
        (lambda: price(order([item("面霜", "50")], [FLASH])), "请在订单里写上下单时间 at"),
        (lambda: order([]), "还没有商品"),
        (lambda: order([item("面霜", "1"), item("面霜", "2")]), "同名商品请合成一行"),
        (lambda: order([item("面霜", "1")], sequence=["满减"]), "把这六种各写一次"),
        (lambda: order([item("面霜", "1")], [CUT] * 13), "一单最多算12种优惠"),
        (lambda: compare(order([item("面霜", "1")]), "偏远10元"), "请先给订单写上运费规则"),
        (lambda: compare(order([item("面霜", "1")]), "满减"), "可以选：满减档位、额外5%、偏远10元"),
        (lambda: offers.freight("15", remote="另议"), "可以写：改收、加收不包邮、加收可包邮"),  # type: ignore[arg-type]
    ],
)
def test_bad_input_is_explained(make: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        make()


def test_shop_freight_follows_the_policies() -> None:
    rules = shop_freight()
    assert [str(amount) for amount in (rules.base, rules.free_from, rules.extra)] == [
        "15.00",
        "199.00",
        "10.00",
    ]
    assert rules.places == ("新疆", "西藏", "海南")
    assert rules.cost(Decimal("198.99"), "上海市海南路") == 15


def test_names_of_the_module_are_those_it_lists() -> None:
    assert all(hasattr(promotions, name) for name in promotions.__all__)
