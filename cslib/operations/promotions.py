"""What an order costs: discounts in a stated order and freight, every step of the arithmetic shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from itertools import combinations

from cslib import policies
from cslib.operations.money import NOTHING, Amount, Step, money, spread, yuan
from cslib.operations.offers import (
    Freight,
    Promotion,
    Remote,
    Slot,
    coupon,
    freight,
    full_cut,
    member_discount,
    pieces,
    pieces_discount,
    shop_freight,
    time_discount,
)
from cslib.operations.workdays import Moment, beijing

__all__ = [
    "EXCLUSIVE",
    "ORDER",
    "Freight",
    "Gap",
    "Item",
    "Order",
    "Promotion",
    "Quote",
    "Reading",
    "Unit",
    "compare",
    "coupon",
    "explain",
    "freight",
    "full_cut",
    "item",
    "member_discount",
    "next_tier",
    "order",
    "pieces_discount",
    "price",
    "readings",
    "shop_freight",
    "time_discount",
]

MOST_PROMOTIONS = 12

# The example shop's rule (policy promo-order): its coupons go with 满减, but not with the platform's.
ORDER: tuple[Slot, ...] = ("限时折扣", "件数折扣", "满减", "店铺券", "平台券", "会员折扣")
EXCLUSIVE: frozenset[frozenset[Slot]] = frozenset({frozenset[Slot]({"店铺券", "平台券"})})


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an order; make it with `item`."""

    name: str
    price: Decimal
    count: int


def item(name: str, price: Amount, count: int = 1) -> Item:
    """A line of an order: what, at what price each, how many.

    Examples
    --------
    >>> item("针织衫", "159", 2)
    Item(name='针织衫', price=Decimal('159.00'), count=2)
    """
    if not name.strip():
        raise ValueError("商品要有名字。")
    return Item(name, money(price, f"“{name}”的单价"), pieces(count, f"“{name}”的件数"))


@dataclass(frozen=True, slots=True)
class Order:
    """Everything a price depends on; make it with `order`."""

    items: tuple[Item, ...]
    promotions: tuple[Promotion, ...] = ()
    freight: Freight | None = None
    place: str = ""
    at: datetime | None = None
    sequence: tuple[Slot, ...] = ORDER
    exclusive: frozenset[frozenset[Slot]] = EXCLUSIVE


def order(
    items: Iterable[Item],
    promotions: Iterable[Promotion] = (),
    freight: Freight | None = None,
    place: str = "",
    at: Moment | None = None,
    sequence: Sequence[Slot] = ORDER,
    exclusive: Iterable[Iterable[Slot]] = EXCLUSIVE,
) -> Order:
    """An order, checked: goods, discounts, freight rules, where to, when, and how discounts stack.

    Parameters
    ----------
    sequence
        Order in which the kinds of discount are taken; all six, each once.
    exclusive
        Pairs of kinds that can't be used together.

    Raises
    ------
    ValueError
        No goods, a name twice, an unknown or missing kind in `sequence`, too many promotions.
    """
    goods, offers = tuple(items), tuple(promotions)
    names = [line.name for line in goods]
    if not goods:
        raise ValueError("订单里还没有商品。")
    if len(set(names)) < len(names):
        raise ValueError("同名商品请合成一行，用件数表示；规格不同就把规格写进名字。")
    if sorted(sequence) != sorted(ORDER):
        raise ValueError(f"优惠顺序要把这六种各写一次：{'、'.join(ORDER)}。")
    if len(offers) > MOST_PROMOTIONS:
        raise ValueError(f"一单最多算{MOST_PROMOTIONS}种优惠，现在有{len(offers)}种。")
    pairs = frozenset(frozenset(pair) for pair in exclusive)
    when = None if at is None else beijing(at)
    return Order(goods, offers, freight, place.strip(), when, tuple(sequence), pairs)


@dataclass(frozen=True, slots=True)
class Unit:
    """One piece, with the share of the final goods amount that was paid for it."""

    name: str
    price: Decimal
    paid: Decimal


@dataclass(frozen=True, slots=True)
class Quote:
    """What an order costs and how that comes about.

    Attributes
    ----------
    steps
        Every step from the list prices to `total`; each starts where the one before it ended.
    goods, freight, total
        Goods after discounts, freight, and their sum, in yuan.
    units
        The pieces with what was paid for each; their ``paid`` add up to `goods`.
    unused
        Names of the promotions that brought nothing: threshold not met, not running, or not to be combined.
    """

    order: Order = field(repr=False)
    steps: tuple[Step, ...]
    goods: Decimal
    freight: Decimal
    total: Decimal
    units: tuple[Unit, ...] = field(repr=False)
    unused: tuple[str, ...]

    @property
    def explanation(self) -> str:
        """The arithmetic in words a customer can follow."""
        return explain(self)


def price(asked: Order) -> Quote:
    """The price of an order, step by step.

    Discounts of one kind for the same goods, and kinds listed as exclusive, are not combined: the combination
    that costs the customer least is taken. Each discount is spread over the pieces it covers in proportion to
    what they cost at that step, rounded so that the shares add up to the cent.

    Examples
    --------
    >>> goods = [item("连衣裙", "199"), item("针织衫", "121")]
    >>> offers = [full_cut(("300", "30")), member_discount("金牌会员", "95折")]
    >>> quote = price(order(goods, offers, shop_freight()))
    >>> for step in quote.steps:
    ...     print(step.label, step.before, step.change, step.after)
    商品原价 0.00 320.00 320.00
    满300元减30元 320.00 -30.00 290.00
    金牌会员95折 290.00 -14.50 275.50
    运费（满199元包邮） 275.50 0.00 275.50
    >>> print(quote.explanation)
    商品原价320元。满300元减30元，减30元，到290元。金牌会员95折，减14.5元，到275.5元。满199元包邮，运费0元。一共付275.5元。
    """
    quotes = [_price(asked, offers) for offers in _combinations(asked)]
    return min(quotes, key=lambda quote: quote.total)


def _combinations(asked: Order) -> list[tuple[Promotion, ...]]:
    """All sets of promotions that may be combined and to which none can be added."""
    offers = asked.promotions
    clashes = {
        (i, j)
        for i, j in combinations(range(len(offers)), 2)
        if _clash(offers[i], offers[j], asked.exclusive)
    }
    if not clashes:
        return [offers]
    found: list[frozenset[int]] = []
    for size in range(len(offers), 0, -1):
        for chosen in map(frozenset, combinations(range(len(offers)), size)):
            allowed = not any(i in chosen and j in chosen for i, j in clashes)
            if allowed and not any(chosen < larger for larger in found):
                found.append(chosen)
    return [tuple(offers[i] for i in sorted(chosen)) for chosen in found]


def _clash(one: Promotion, other: Promotion, exclusive: frozenset[frozenset[Slot]]) -> bool:
    overlap = not one.only or not other.only or bool(one.only & other.only)
    return (one.slot == other.slot and overlap) or frozenset({one.slot, other.slot}) in exclusive


def _price(asked: Order, offers: Sequence[Promotion]) -> Quote:
    names = [line.name for line in asked.items for _ in range(line.count)]
    prices = [line.price for line in asked.items for _ in range(line.count)]
    amounts, goods = list(prices), sum(prices, NOTHING)
    steps, used = [Step("商品原价", NOTHING, goods, goods)], set()
    for offer in sorted(offers, key=lambda one: asked.sequence.index(one.slot)):
        taking = [i for i, name in enumerate(names) if offer.covers(name)]
        cut = offer.cut([amounts[i] for i in taking], asked.at)
        if cut:
            for i, share in zip(taking, spread(cut, [amounts[i] for i in taking]), strict=True):
                amounts[i] -= share
            steps.append(Step(offer.name, goods, -cut, goods - cut))
            goods -= cut
            used.add(offer)
    units = tuple(map(Unit, names, prices, amounts))
    send, label = _freight(asked, goods)
    if asked.freight is not None:
        steps.append(Step(label, goods, send, goods + send))
    unused = tuple(offer.name for offer in asked.promotions if offer not in used)
    return Quote(asked, tuple(steps), goods, send, goods + send, units, unused)


def _freight(asked: Order, goods: Decimal) -> tuple[Decimal, str]:
    rules = asked.freight
    if rules is None:
        return NOTHING, ""
    cost = rules.cost(goods, asked.place)
    if cost or rules.free_from is None or goods < rules.free_from:
        return cost, "运费"
    return cost, f"运费（满{yuan(rules.free_from)}包邮）"


def explain(quote: Quote) -> str:
    """A quote's arithmetic in one Chinese paragraph for the customer."""
    said = [f"商品原价{yuan(quote.steps[0].after)}。"]
    for step in quote.steps[1:]:
        if step.label.startswith("运费"):
            condition = step.label[3:-1] + "，" if step.label != "运费" else ""
            said.append(f"{condition}运费{yuan(step.change)}。")
        else:
            said.append(f"{step.label}，减{yuan(-step.change)}，到{yuan(step.after)}。")
    return "".join(said) + f"一共付{yuan(quote.total)}。"


@dataclass(frozen=True, slots=True)
class Gap:
    """How far an amount is from the next tier: buy `short` yuan more and `saves` yuan more come off."""

    short: Decimal
    saves: Decimal


def next_tier(offer: Promotion, amount: Amount) -> Gap | None:
    """What is missing to the next 满减 tier; None where there is none above.

    Examples
    --------
    >>> next_tier(full_cut(("300", "30"), ("500", "60")), "280")
    Gap(short=Decimal('20.00'), saves=Decimal('30.00'))
    """
    have = money(amount)
    now = offer.cut([have], None)
    fulls = [full for full, _ in offer.tiers]
    if offer.every:
        fulls = [fulls[0] * (have // fulls[0] + 1)]
    for full in fulls:
        saves = offer.cut([full], None) - now if full > have else NOTHING
        if saves > 0:
            return Gap(full - have, saves)
    return None


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an ambiguous promotion rule; either an offer or a way to charge far places."""

    name: str
    means: str
    offer: Promotion | None = None
    remote: Remote | None = None


REMOTES: dict[str, Remote] = {
    "改收10元": "改收",
    "加收10元，不包邮": "加收不包邮",
    "加收10元，可包邮": "加收可包邮",
}


@cache
def readings() -> dict[str, tuple[Reading, ...]]:
    """The ambiguous rules of the teaching material, each with every way it can be read, from the policies.

    Examples
    --------
    >>> {rule: [reading.name for reading in ways] for rule, ways in readings().items()}["偏远10元"]
    ['改收10元', '加收10元，不包邮', '加收10元，可包邮']
    """
    page, script = policies.get("promo-full-cut"), policies.get("promo-full-cut-script")
    tiers = [(tier["from"], tier["off"]) for tier in page.tiers]
    said = [(tier["from"], tier["off"]) for tier in script.tiers]
    by_page = full_cut(*tiers)
    by_script = full_cut(*said, *(tier for tier in tiers if tier[0] > said[-1][0]))
    member, far = policies.get("promo-member"), policies.get("freight-remote")
    off = member.value("off")
    paid = (f"{(100 - off) / 10:f}折", f"{off / 10:f}折")
    return {
        "满减档位": (
            Reading(_first_tier(by_page), f"活动页写的：{by_page.name}。", by_page),
            Reading(_first_tier(by_script), f"客服口头说的第一档：{by_script.name}。", by_script),
        ),
        "额外5%": tuple(
            Reading(way.name, f"{way.means}。", member_discount("会员", pay))
            for way, pay in zip(member.readings, paid, strict=True)
        ),
        "偏远10元": tuple(
            Reading(way.name, f"{way.means}。", remote=REMOTES[way.name]) for way in far.readings
        ),
    }


def _first_tier(offer: Promotion) -> str:
    full, cut = offer.tiers[0]
    return f"满{yuan(full)}减{yuan(cut)}".replace("元", "")


def compare(asked: Order, rule: str) -> tuple[tuple[Reading, Quote], ...]:
    """The same order priced under each reading of an ambiguous rule (a key of `readings`).

    Examples
    --------
    >>> cart = order([item("面霜", "280"), item("唇膏", "20")])
    >>> [(reading.name, str(quote.total)) for reading, quote in compare(cart, "满减档位")]
    [('满300减30', '270.00'), ('满300减50', '250.00')]
    """
    if rule not in readings():
        raise ValueError(f"没有“{rule}”这条有歧义的规则。可以选：{'、'.join(readings())}。")
    return tuple((reading, price(_under(asked, reading))) for reading in readings()[rule])


def _under(asked: Order, reading: Reading) -> Order:
    if reading.offer is not None:
        return replace(asked, promotions=(*asked.promotions, reading.offer))
    if asked.freight is None or reading.remote is None:
        raise ValueError("这条规则说的是运费，请先给订单写上运费规则，例如 shop_freight()。")
    return replace(asked, freight=replace(asked.freight, remote=reading.remote))
