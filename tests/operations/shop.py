"""Random orders for property tests."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

from hypothesis import strategies as st

from cslib.operations import promotions
from cslib.operations.offers import Remote
from cslib.operations.promotions import Item, Order, Promotion

NAMES = ("连衣裙", "针织衫", "面霜", "猫粮", "绘本")
AMOUNTS = st.integers(0, 80_000).map(lambda cents: Decimal(cents) / 100)
RATES = st.integers(1, 99).map(lambda percent: f"{percent / 10:g}折")
ONLY = st.sets(st.sampled_from(NAMES), max_size=2)


@st.composite
def items(draw: st.DrawFn) -> list[Item]:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    return [promotions.item(name, draw(AMOUNTS), draw(st.integers(1, 4))) for name in names]


@st.composite
def full_cuts(draw: st.DrawFn) -> Promotion:
    fulls = sorted(draw(st.sets(st.integers(1, 900), min_size=1, max_size=3)))
    tiers = [(full, draw(st.integers(0, full))) for full in fulls]
    every = len(tiers) == 1 and draw(st.booleans())
    cap = draw(st.none() | st.integers(1, 200)) if every else None
    return promotions.full_cut(*tiers, every=every, cap=cap, only=draw(ONLY))


@st.composite
def coupons(draw: st.DrawFn) -> Promotion:
    cut, minimum = draw(st.integers(0, 300)), draw(st.integers(0, 300))
    return promotions.coupon(cut, minimum, draw(st.sampled_from(["店铺", "平台"])), draw(ONLY))


def offers() -> st.SearchStrategy[list[Promotion]]:
    by_rate = st.one_of(
        st.builds(promotions.pieces_discount, st.integers(1, 4), RATES, ONLY),
        st.builds(promotions.member_discount, st.just("会员"), RATES),
        st.builds(
            promotions.time_discount, RATES, st.just("2025-06-18 10:00"), st.just("2025-06-18 12:00"), ONLY
        ),
    )
    return st.lists(st.one_of(full_cuts(), coupons(), by_rate), max_size=5)


@st.composite
def orders(draw: st.DrawFn) -> Order:
    hour = draw(st.sampled_from(["09:59", "10:00", "11:30", "12:00", "12:01"]))
    remote: Remote = draw(st.sampled_from(get_args(Remote)))
    return promotions.order(
        draw(items()),
        draw(offers()),
        draw(st.none() | st.just(promotions.shop_freight(remote))),
        draw(st.sampled_from(["", "广东深圳", "新疆喀什"])),
        f"2025-06-18 {hour}",
        draw(st.permutations(promotions.ORDER)),
    )
