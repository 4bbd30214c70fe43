"""The discounts and freight rules an order can meet, each made by a function that checks what it is given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, get_args

from cslib import policies
from cslib.operations.money import NOTHING, Amount, cents, money, rate, yuan
from cslib.operations.workdays import Moment, beijing, spoken

Slot = Literal["限时折扣", "件数折扣", "满减", "店铺券", "平台券", "会员折扣"]
Remote = Literal["改收", "加收不包邮", "加收可包邮"]

MOST_PIECES = 999


def pieces(count: int, name: str, least: int = 1) -> int:
    if not isinstance(count, int) or isinstance(count, bool) or not least <= count <= MOST_PIECES:
        raise ValueError(f"{name}要是{least}到{MOST_PIECES}的整数，现在是“{count}”。")
    return count


@dataclass(frozen=True, slots=True)
class Promotion:
    """One discount; made by `full_cut`, `coupon`, `time_discount`, `pieces_discount`, `member_discount`.

    Attributes
    ----------
    slot
        Its place in the order of calculation.
    tiers
        (threshold, cut) in yuan, thresholds ascending; the largest cut whose threshold is reached counts.
    every, cap
        With ``every`` the one tier repeats for each full threshold, up to ``cap`` yuan.
    rate
        Share of the price paid, for discounts by percentage.
    pieces
        Pieces that must be bought for the discount to apply.
    starts, ends
        Moments between which the order must be placed (both included).
    only
        Names of the goods it is for; empty for all.
    """

    slot: Slot
    name: str
    tiers: tuple[tuple[Decimal, Decimal], ...] = ()
    every: bool = False
    cap: Decimal | None = None
    rate: Decimal = Decimal(1)
    pieces: int = 1
    starts: datetime | None = None
    ends: datetime | None = None
    only: frozenset[str] = frozenset()

    def cut(self, amounts: Sequence[Decimal], at: datetime | None) -> Decimal:
        """What comes off goods that cost `amounts` piece by piece at this step."""
        if len(amounts) < self.pieces or not self._running(at):
            return NOTHING
        total = sum(amounts, NOTHING)
        if not self.tiers:
            return total - cents(total * self.rate)
        if self.every:
            full, cut = self.tiers[0]
            cut *= total // full
            return min(total, cut if self.cap is None else min(cut, self.cap))
        return min(total, max((cut for full, cut in self.tiers if total >= full), default=NOTHING))

    def _running(self, at: datetime | None) -> bool:
        if self.starts is None or self.ends is None:
            return True
        if at is None:
            raise ValueError(f"“{self.name}”有起止时间，请在订单里写上下单时间 at。")
        return self.starts <= at <= self.ends

    def covers(self, name: str) -> bool:
        """Whether goods of that name take part."""
        return not self.only or name in self.only


def full_cut(
    *tiers: tuple[Amount, Amount], every: bool = False, cap: Amount | None = None, only: Iterable[str] = ()
) -> Promotion:
    """满减: so much off from a threshold on, by tiers or (``every``) for each full threshold.

    Examples
    --------
    >>> full_cut(("300", "30"), ("500", "60")).name
    '满300元减30元、满500元减60元'
    >>> full_cut(("100", "10"), every=True, cap="50").name
    '每满100元减10元（最多减50元）'
    """
    steps = tuple((money(full, "满减门槛"), money(cut, "满减金额")) for full, cut in tiers)
    fulls = [full for full, _ in steps]
    if not steps or fulls != sorted(set(fulls)) or any(cut > full or not full for full, cut in steps):
        raise ValueError("满减要写成从低到高的（门槛, 减免）。门槛大于0且不重复，减免不超过门槛。")
    if (every and len(steps) > 1) or (cap is not None and not every):
        raise ValueError("“每满”只能有一档；封顶只和“每满”一起用。")
    name = "、".join(f"满{yuan(full)}减{yuan(cut)}" for full, cut in steps)
    limit = None if cap is None else money(cap, "封顶金额")
    name = f"每{name}" if every else name
    name += "" if limit is None else f"（最多减{yuan(limit)}）"
    return Promotion("满减", name, tiers=steps, every=every, cap=limit, only=frozenset(only))


def coupon(
    cut: Amount, minimum: Amount = 0, issuer: Literal["店铺", "平台"] = "店铺", only: Iterable[str] = ()
) -> Promotion:
    """A coupon of the shop or the platform, usable from `minimum` yuan (0: from the first cent).

    Examples
    --------
    >>> coupon("20", "199").name
    '店铺券（满199元减20元）'
    """
    if issuer not in ("店铺", "平台"):
        raise ValueError(f"优惠券的发放方写“店铺”或“平台”，现在是“{issuer}”。")
    off, full = money(cut, "券面金额"), money(minimum, "用券门槛")
    says = f"满{yuan(full)}减{yuan(off)}" if full else f"无门槛减{yuan(off)}"
    slot: Slot = "店铺券" if issuer == "店铺" else "平台券"
    return Promotion(slot, f"{slot}（{says}）", tiers=((full, off),), only=frozenset(only))


def time_discount(paid: str, starts: Moment, ends: Moment, only: Iterable[str] = ()) -> Promotion:
    """限时折扣: a percentage between two moments, Beijing time.

    Examples
    --------
    >>> time_discount("8折", "2025-06-18 10:00", "2025-06-18 12:00", only=["面霜"]).name
    '限时8折'
    """
    start, end = beijing(starts), beijing(ends)
    if end <= start:
        raise ValueError(f"限时折扣的结束时间（{spoken(end)}）要晚于开始时间（{spoken(start)}）。")
    return Promotion("限时折扣", f"限时{paid}", rate=rate(paid), starts=start, ends=end, only=frozenset(only))


def pieces_discount(count: int, paid: str, only: Iterable[str] = ()) -> Promotion:
    """两件9折: a percentage off all pieces that take part, once `count` of them are bought.

    Examples
    --------
    >>> pieces_discount(2, "9折").name
    '满2件9折'
    """
    pieces(count, "打折件数")
    return Promotion("件数折扣", f"满{count}件{paid}", rate=rate(paid), pieces=count, only=frozenset(only))


def member_discount(level: str, paid: str) -> Promotion:
    """会员折扣: a percentage for members of a level.

    Examples
    --------
    >>> member_discount("金牌会员", "95折").name
    '金牌会员95折'
    """
    return Promotion("会员折扣", f"{level}{paid}", rate=rate(paid))


@dataclass(frozen=True, slots=True)
class Freight:
    """Freight rules, made by `freight`; `remote` says how to read the surcharge for far places."""

    base: Decimal
    free_from: Decimal | None
    extra: Decimal
    places: tuple[str, ...]
    remote: Remote = "加收不包邮"

    def cost(self, goods: Decimal, place: str) -> Decimal:
        """Freight for goods that cost `goods` after all discounts, sent to `place`."""
        free = self.free_from is not None and goods >= self.free_from
        base = NOTHING if free else self.base
        if not any(place.startswith(far) for far in self.places):
            return base
        return {"改收": NOTHING, "加收不包邮": self.base, "加收可包邮": base}[self.remote] + self.extra


def freight(
    base: Amount,
    free_from: Amount | None = None,
    extra: Amount = 0,
    places: Iterable[str] = (),
    remote: Remote = "加收不包邮",
) -> Freight:
    """Freight rules: `base` yuan an order, free from `free_from` on, `extra` for far `places`.

    Examples
    --------
    >>> rules = freight("15", "199", "10", ["新疆"], "加收可包邮")
    >>> rules.cost(Decimal("199"), "广东"), rules.cost(Decimal("199"), "新疆乌鲁木齐")
    (Decimal('0.00'), Decimal('10.00'))
    """
    if remote not in get_args(Remote):
        raise ValueError(f"偏远运费的算法可以写：{'、'.join(get_args(Remote))}，现在是“{remote}”。")
    limit = None if free_from is None else money(free_from, "包邮门槛")
    return Freight(money(base, "运费"), limit, money(extra, "偏远运费"), tuple(places), remote)


def shop_freight(remote: Remote = "加收不包邮") -> Freight:
    """The example shop's freight rules (policies ``freight-standard`` and ``freight-remote``).

    Examples
    --------
    >>> shop_freight().cost(Decimal("198.99"), "广东"), shop_freight().cost(Decimal("199"), "西藏")
    (Decimal('15.00'), Decimal('25.00'))
    """
    rules, far = policies.get("freight-standard"), policies.get("freight-remote")
    places = far.text["places"].removesuffix("等").split("、")
    return freight(rules.value("fee"), rules.value("free_from"), far.value("surcharge"), places, remote)
