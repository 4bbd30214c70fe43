"""What comes back when part of a discounted order is returned, by both common methods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from cslib.operations.money import NOTHING, Amount, Step, money, yuan
from cslib.operations.offers import pieces
from cslib.operations.promotions import Item, Quote, price

Method = Literal["重新结算", "按比例分摊"]


@dataclass(frozen=True, slots=True)
class Refund:
    """What the shop pays back for goods returned, and how that comes about.

    Attributes
    ----------
    refund, owed
        Yuan to pay back now, and yuan the customer received too much so far; one of the two is 0.
    steps
        The arithmetic; the last step ends at ``refund - owed``.
    explanation
        The same in words a customer can follow.
    laws
        Ids of the articles it rests on.
    """

    method: Method
    refund: Decimal
    owed: Decimal
    steps: tuple[Step, ...]
    explanation: str
    laws: tuple[str, ...]


def settle(
    quote: Quote,
    returned: Mapping[str, int],
    method: Method = "重新结算",
    *,
    fault: bool = False,
    refunded: Amount = 0,
) -> Refund:
    """The refund due when the goods `returned` (all so far, by name and count) are back.

    - 重新结算: the goods kept are priced as if bought alone under the rules of the day of purchase; the
      difference to what was paid is due (Interim Measures for Seven-Day Returns, art. 17). Where the kept
      goods miss the free-shipping threshold, the freight waived may be deducted (art. 18).
    - 按比例分摊: each piece carries its share of every discount, as most platforms' refund pages show;
      art. 18 applies just the same.
    - With ``fault`` (the shop's: defect, wrong goods) the customer must not lose by returning: the better
      of the two methods counts, waived freight is not deducted, and freight paid is returned when
      everything goes back (Consumer Protection Law, art. 24).

    When everything is returned without fault, freight paid for sending stays with the shop and none is
    deducted.

    Parameters
    ----------
    refunded
        Yuan already paid back for the same order, less what the customer paid back.

    Raises
    ------
    ValueError
        Unknown goods, more pieces than bought, nothing returned, or more refunded than paid.

    Examples
    --------
    >>> from cslib.operations.promotions import full_cut, item, order, price
    >>> quote = price(order([item("连衣裙", "199"), item("针织衫", "121")], [full_cut(("300", "30"))]))
    >>> settle(quote, {"针织衫": 1}).refund, settle(quote, {"针织衫": 1}, "按比例分摊").refund
    (Decimal('91.00'), Decimal('109.66'))
    >>> print(settle(quote, {"针织衫": 1}).explanation)
    您一共付了290元。留下的连衣裙×1按购买时的价格和活动单独结算是199元。多付的91元退给您。
    """
    back = _checked(quote, returned)
    before = money(refunded, "已退金额")
    if before > quote.total:
        raise ValueError(f"已退{yuan(before)}，超过了实付{yuan(quote.total)}，请核对。")
    if method not in ("重新结算", "按比例分摊"):
        raise ValueError(f"结算方法写“重新结算”或“按比例分摊”，现在是“{method}”。")
    ways = {"重新结算": _reprice, "按比例分摊": _share}
    steps, words = ways[method](quote, back, fault)
    if fault:
        method, steps, words = _better(quote, back)
    if before:
        steps = _add(steps, "之前已退", -before)
        words += f"之前已经退过{yuan(before)}。"
    return _refund(method, steps, words, fault)


def _checked(quote: Quote, returned: Mapping[str, int]) -> dict[str, int]:
    bought = {line.name: line.count for line in quote.order.items}
    for name, count in returned.items():
        if name not in bought:
            raise ValueError(f"订单里没有“{name}”。这一单买的是：{'、'.join(bought)}。")
        if pieces(count, f"退回的“{name}”件数", least=0) > bought[name]:
            raise ValueError(f"“{name}”只买了{bought[name]}件，不能退{count}件。")
    back = {name: count for name, count in returned.items() if count}
    if not back:
        raise ValueError("还没有写退回哪件商品。")
    return back


Result = tuple[tuple[Step, ...], str]


def _reprice(quote: Quote, back: Mapping[str, int], fault: bool) -> Result:
    steps = _add((), "实付", quote.total)
    words = f"您一共付了{yuan(quote.total)}。"
    if kept := _kept(quote, back):
        alone = price(replace(quote.order, items=kept))
        names = "、".join(f"{line.name}×{line.count}" for line in kept)
        words += f"留下的{names}按购买时的价格和活动单独结算是{yuan(alone.goods)}。"
        steps = _add(steps, "留下的商品重新结算", -alone.goods)
    stays = _freight_kept(quote, kept, fault)
    return _add(steps, "寄出运费", -stays), words + _about_freight(quote, stays)


def _share(quote: Quote, back: Mapping[str, int], fault: bool) -> Result:
    steps: tuple[Step, ...] = ()
    said = []
    for name, count in back.items():
        paid = sum([unit.paid for unit in quote.units if unit.name == name][:count], NOTHING)
        steps = _add(steps, f"{name}×{count}分摊到的实付", paid)
        said.append(f"{name}×{count}分到{yuan(paid)}")
    stays = _freight_kept(quote, _kept(quote, back), fault)
    words = f"优惠按每件的价格分摊：{'，'.join(said)}。" + _about_freight(quote, stays)
    return _add(steps, "寄出运费", quote.freight - stays), words


def _freight_kept(quote: Quote, kept: tuple[Item, ...], fault: bool) -> Decimal:
    """Freight for sending that the customer bears in the end: what was paid, more where a waiver was lost."""
    if fault:
        return quote.freight if kept else NOTHING
    needed = price(replace(quote.order, items=kept)).freight if kept else NOTHING
    return max(needed, quote.freight)


def _about_freight(quote: Quote, stays: Decimal) -> str:
    if stays > quote.freight:
        return f"留下的商品不够包邮，扣除运费{yuan(stays - quote.freight)}。"
    if stays < quote.freight:
        return f"寄出时的运费{yuan(quote.freight)}一起退。"
    return f"寄出时的运费{yuan(stays)}不在退款里。" if stays else ""


def _better(quote: Quote, back: Mapping[str, int]) -> tuple[Method, tuple[Step, ...], str]:
    again, share = _reprice(quote, back, True), _share(quote, back, True)
    best: Method = "重新结算" if again[0][-1].after > share[0][-1].after else "按比例分摊"
    steps, words = again if best == "重新结算" else share
    return best, steps, "责任在我们，不让您承担运费，也不让您损失优惠。" + words


def _kept(quote: Quote, back: Mapping[str, int]) -> tuple[Item, ...]:
    left = (replace(line, count=line.count - back.get(line.name, 0)) for line in quote.order.items)
    return tuple(line for line in left if line.count)


def _add(steps: tuple[Step, ...], label: str, change: Decimal) -> tuple[Step, ...]:
    """The steps with one more, unless it changes nothing."""
    before = steps[-1].after if steps else NOTHING
    return (*steps, Step(label, before, change, before + change)) if change or not steps else steps


def _refund(method: Method, steps: tuple[Step, ...], words: str, fault: bool) -> Refund:
    due = steps[-1].after
    refund, owed = max(due, NOTHING), max(-due, NOTHING)
    if owed:
        words += f"算下来要请您补{yuan(owed)}，所以这次没有退款。"
    elif method == "重新结算" and len(steps) > 1:
        words += f"多付的{yuan(refund)}退给您。"
    else:
        words += f"一共退您{yuan(refund)}。"
    laws = ("consumer-24",) if fault else ("return7-17", "return7-18")
    return Refund(method, refund, owed, steps, words, laws)
