"""What a talk says about its order: every slot of the wordings, filled so that dates and sums agree."""

from __future__ import annotations

from datetime import datetime, timedelta

from cslib.shop import season
from cslib.shop.buying import full_cut, postage
from cslib.shop.dice import Dice
from cslib.shop.records import Contact, Order
from cslib.shop.wording import Product

# The build each size fits: height in centimetres and weight in jin, from the first up to the second.
_CLOTHES = {
    "S": ((150, 157), (80, 96)),
    "M": ((157, 163), (97, 112)),
    "L": ((163, 169), (113, 128)),
    "XL": ((169, 175), (129, 145)),
}


def fill(talk: Contact, now: datetime, dice: Dice) -> dict[str, str]:
    """All slots of a talk that is answered at `now`."""
    found = _goods(talk, dice) | _sums(talk.product)
    found |= _when(now)
    found["address"] = f"**路{dice.whole(2, 98)}号*单元，收件人不变"
    found["phone"] = f"1{dice.pick('35789')}{dice.whole(0, 9)}****{dice.whole(0, 9999):04d}"
    found["defect"] = dice.pick(talk.product.defects)
    if talk.order:
        found["defect"] = talk.order.defect or found["defect"]
        found |= _order(talk.order, talk.at, dice)
    return found


def _goods(talk: Contact, dice: Dice) -> dict[str, str]:
    product = talk.product
    colors = [color for color in product.colors if color != talk.color]
    sizes = [size for size in product.sizes if size != talk.size]
    other = product.variant(talk.color, talk.size)
    if colors:
        other = product.variant(dice.pick(colors), talk.size)
    elif sizes:
        other = product.variant(talk.color, dice.pick(sizes))
    size = dice.pick(product.sizes[:-1] or product.sizes)
    unit = "码" if product.fits else ""
    return {
        "item": product.item,
        "color": talk.color,
        "variant": product.variant(talk.color, talk.size),
        "other": other,
        "body": _body(product, size, dice),
        "fit": size + unit,
        "up": product.sizes[(product.sizes.index(size) + 1) % len(product.sizes)] + unit,
        "stock": str(dice.whole(6, 90)),
        "material": product.material,
        "gain": product.gain,
        "question": product.question,
        "answer": product.answer,
        "choose": product.choose,
        "chosen": product.chosen,
    }


def _body(product: Product, size: str, dice: Dice) -> str:
    if product.fits == "衣":
        (short, tall), (light, heavy) = _CLOTHES[size]
        return f"身高{dice.whole(short, tall)}，体重{dice.whole(light, heavy)}斤"
    return f"平时穿{dice.pick(size.split('-'))}的鞋" if product.fits else ""


def _sums(product: Product) -> dict[str, str]:
    price = product.price
    pieces = next(n for n in range(1, 10) if full_cut(n * price))
    total, off = pieces * price, full_cut(pieces * price)
    single = f"{product.item}单件{price}元，"
    if postage(price):
        single += f"运费{postage(price)}元，一共{price + postage(price)}元；买{-(-199 // price)}件就包邮"
    else:
        single += "已经满199元，直接包邮"
    return {
        "several": str(pieces),
        "cut": f"{pieces}件一共{total}元，减{off}元，实付{total - off}元，包邮",
        "post": single,
    }


def _when(at: datetime) -> dict[str, str]:
    rush = season.campaign(at.date())
    by = "今天18:00前" if at.hour < 16 else "今天22:00前" if at.hour < 20 else "明天12:00前"
    back = at + timedelta(days=6)
    part = "上午" if at.hour < 12 else "下午" if at.hour < 18 else "晚上"
    return {
        "part": part,
        "by": by,
        "dispatch": f"{rush}期间付款后72小时内" if rush else "付款后24小时内",
        "restock": f"{back.month}月{back.day}日12:00前",
    }


def _order(order: Order, at: datetime, dice: Dice) -> dict[str, str]:
    paid = order.paid or at
    found = {
        "order": order.id,
        "count": str(order.count),
        "amount": str(order.amount),
        "refund": str(order.refund or order.amount),
        "paid": clock(paid),
        "due": clock(order.due or at),
        "elapsed": _elapsed(at - paid),
        "track": f"{int(order.id[1:]) * 7919 % 10000:04d}",
    }
    if order.shipped:
        found["shipped"] = clock(order.shipped)
        found["transit"] = str(max(1, (at - order.shipped).days))
        found["place"] = _place(order, at, dice)
        found["eta"] = day(max(order.signed or at, at) if order.signed else at + timedelta(days=2))
    if order.signed:
        found["signed"], found["last"] = day(order.signed), day(order.signed + timedelta(days=7))
    if order.returned and order.refund_due:
        found["returned"], found["refund_due"] = day(order.returned), clock(order.refund_due)
    return found


def _place(order: Order, at: datetime, dice: Dice) -> str:
    near = order.signed and order.signed - at < timedelta(hours=20)
    if near:
        return "已经到您当地的派送站点"
    return dice.pick(("在中转站等车", "在去您所在省的路上", "停在中转站，还没有新的扫描"))


def _elapsed(gone: timedelta) -> str:
    hours = int(gone.total_seconds() // 3600)
    return f"{max(hours, 1)}小时" if hours < 48 else f"{hours // 24}天"


def day(moment: datetime) -> str:
    """A day as it is said.

    Examples
    --------
    >>> day(datetime(2025, 6, 18, 20, 5)), clock(datetime(2025, 6, 18, 20, 5))
    ('6月18日', '6月18日20:05')
    """
    return f"{moment.month}月{moment.day}日"


def clock(moment: datetime) -> str:
    """A moment as it is said, to the minute; a day's last second is 24:00."""
    if (moment.hour, moment.minute) == (23, 59):
        return f"{day(moment)}24:00"
    return f"{day(moment)}{moment:%H:%M}"
