"""What is bought, for how much, and how it travels."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import count

from cslib import policies
from cslib.shop import season
from cslib.shop.dice import Dice
from cslib.shop.records import Customer, Order
from cslib.shop.wording import Product, catalogue

BAD_BATCH = "JF2510"  # the pattern to find: dyed badly, a third comes back
_LEAD = timedelta(days=20)  # between making a batch and selling it


def wanted(at: datetime, dice: Dice) -> tuple[Product, str, str]:
    """A product with colour and size, as the season has it."""
    weights = {
        product.code: product.weight * (1 if not product.season or at.month in product.season else 0.25)
        for product in catalogue().products
    }
    code = dice.weighted(weights)
    product = next(each for each in catalogue().products if each.code == code)
    return product, dice.pick(product.colors), dice.pick(product.sizes)


@cache
def full_cut(total: int) -> int:
    """Yuan off a total, by the shop's 满减 (policy "promo-full-cut")."""
    tiers = policies.get("promo-full-cut").tiers
    return max((int(tier["off"]) for tier in tiers if total >= tier["from"]), default=0)


@cache
def postage(total: int) -> int:
    """Yuan of freight for goods of that total (policy "freight-standard")."""
    rule = policies.get("freight-standard")
    return 0 if total >= rule.value("free_from") else int(rule.value("fee"))


class Till:
    """Takes orders and sends them off; numbers them in the order they come in."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._numbers: Iterator[int] = count(1)

    def order(self, at: datetime, customer: Customer, product: Product, color: str, size: str) -> Order:
        """A new order with its way to the customer settled."""
        dice = self._dice
        pieces = dice.weighted({1: 74, 2: 20, 3: 6})
        goods = pieces * product.price
        order = Order(
            id=f"D{at:%y%m%d}{next(self._numbers):05d}",
            customer=customer,
            product=product,
            color=color,
            size=size,
            count=pieces,
            batch=f"{product.code}{at - _LEAD:%y%m}",
            created=at.replace(microsecond=0),
            amount=goods - full_cut(goods) + postage(goods),
        )
        if dice.chance(0.96):
            order.paid = order.created + timedelta(seconds=dice.whole(6, 40) + int(dice.exponential(90)))
            self._send(order, order.paid)
        return order

    def _send(self, order: Order, paid: datetime) -> None:
        dice, rush = self._dice, bool(season.campaign(paid.date()))
        rule = policies.get("dispatch-peak" if rush else "dispatch-normal")
        limit = int(rule.value("to" if rush else "resolve"))
        late = dice.chance(0.11 if rush else 0.045)
        hours = limit * (dice.between(1.06, 1.9) if late else dice.between(0.15, 0.92))
        order.due = season.rested(paid + timedelta(hours=limit))
        shipped = season.daytime(season.rested(paid + timedelta(hours=hours)))
        order.shipped = max(shipped, paid + timedelta(hours=1))
        if not late:
            order.shipped = min(order.shipped, order.due - timedelta(minutes=5))
        if not dice.chance(0.005):  # lost on the way
            order.signed = self._arrival(order, order.shipped, rush)

    def _arrival(self, order: Order, shipped: datetime, rush: bool) -> datetime:
        dice = self._dice
        days = dice.between(1.4, 3.6) + (dice.between(0.6, 4.2) if rush else 0)
        days += dice.between(1.5, 3.0) if order.customer.remote else 0
        days += dice.between(3.0, 6.0) if dice.chance(0.02) else 0
        return season.daytime(season.rested(shipped + timedelta(days=days)))
