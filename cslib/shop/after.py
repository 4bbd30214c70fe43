"""What follows an order: questions on the way, returns, reviews, complaints."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from cslib import policies
from cslib.operations import deadlines
from cslib.shop import season
from cslib.shop.buying import BAD_BATCH, postage
from cslib.shop.dice import Dice
from cslib.shop.records import Chat, Contact, Order, Return, Review, Ticket
from cslib.shop.wording import say, topics, wording

Planner = Callable[[Contact], bool]

# How a reason is called: the level of the complaint and the topic of the talk in which it is raised.
REASONS = {
    "发货慢": ("一般", "c_dispatch"),
    "物流慢": ("一般", "c_transit"),
    "质量问题": ("严重", "c_quality"),
    "发错漏发": ("严重", "c_wrong"),
    "退款慢": ("一般", "c_refund"),
    "服务态度": ("一般", "c_service"),
    "描述不符": ("严重", "c_described"),
    "安全隐患": ("紧急", "c_safety"),
    "改进建议": ("建议", "c_idea"),
}
_SLOW = 6.0  # days on the way after which people call a parcel stuck


class After:
    """Settles what becomes of each order; talks that follow from it are handed to `plan`."""

    def __init__(self, dice: Dice, plan: Planner) -> None:
        self._dice = dice
        self._plan = plan
        self.returns: list[Return] = []
        self.reviews: list[Review] = []
        self.tickets: list[Ticket] = []

    def follow(self, order: Order) -> None:
        """Settle what becomes of a new order."""
        if order.paid is None or order.shipped is None or order.due is None:
            return
        if self._cancelled(order, order.paid, order.shipped):
            return
        self._unsent(order, order.paid, order.shipped, order.due)
        if order.signed is None:
            self._lost(order, order.shipped)
            return
        self._underway(order, order.shipped, order.signed)
        mood = self._issue(order, order.signed)
        if order.shipped > order.due or order.signed - order.shipped > timedelta(days=_SLOW):
            mood = mood or "慢"
        self._review(order, order.signed, mood)
        self._complain(order, "改进建议", order.signed + timedelta(days=2), 0.003)

    # before it is sent

    def _cancelled(self, order: Order, paid: datetime, shipped: datetime) -> bool:
        if not self._dice.chance(0.022):
            return False
        at = paid + (shipped - paid) * self._dice.between(0.05, 0.6)
        order.shipped = order.signed = None
        self._talk(order, "cancel", at, 0.7)
        refunded = at + timedelta(hours=self._dice.between(0.3, 14))
        self.returns.append(Return(order, "仅退款", "其他", "发货前取消", at, refunded, order.amount))
        return True

    def _unsent(self, order: Order, paid: datetime, shipped: datetime, due: datetime) -> None:
        dice = self._dice
        change = dice.weighted({"address": 3, "variant": 2, "": 95})
        if change:
            self._talk(order, change, paid + timedelta(minutes=dice.between(6, 90)), 1)
        if shipped - paid > timedelta(hours=15):
            day = (paid + (shipped - paid) * dice.between(0.5, 0.98)).date()
            at = season.moment(day, dice)
            late = shipped > due
            self._talk(order, "rush_late" if at > due else "rush", at, 0.6 if late else 0.26)
            if late:
                self._complain(order, "发货慢", due + (shipped - due) * dice.between(0.1, 0.9), 0.2)

    # on the way

    def _lost(self, order: Order, shipped: datetime) -> None:
        at = season.moment(shipped.date() + timedelta(days=self._dice.whole(8, 12)), self._dice)
        self._talk(order, "stuck", at - timedelta(days=2), 0.9)
        self._complain(order, "物流慢", at - timedelta(hours=3), 0.5)
        refunded = at + timedelta(hours=self._dice.between(4, 60))
        self.returns.append(Return(order, "仅退款", "其他", "快递丢件", at, refunded, order.amount))

    def _underway(self, order: Order, shipped: datetime, signed: datetime) -> None:
        dice, days = self._dice, (signed - shipped) / timedelta(days=1)
        day = (shipped + (signed - shipped) * dice.between(0.55, 0.97)).date()
        at = season.moment(day, dice)
        stuck = (at - shipped).days >= _SLOW
        self._talk(order, "stuck" if stuck else "track", at, min(0.6, 0.06 + 0.09 * max(0.0, days - 2)))
        if days > _SLOW:
            self._complain(order, "物流慢", shipped + (signed - shipped) * dice.between(0.8, 0.99), 0.14)

    # when it is there

    def _issue(self, order: Order, signed: datetime) -> str:
        """Whatever is the matter with the goods; returns a word for the review."""
        fits, code = bool(order.product.fits), order.product.code
        chances = {
            "quality": 0.3 if order.batch == BAD_BATCH else 0.03,
            "wrong": 0.014,
            "safety": 0.012 if code == "SH" else 0.0,
            "noreason": (0.075 if fits else 0.04) * (2 if season.campaign(order.created.date()) else 1),
            "exchange": 0.035 if fits else 0.004,
            "howto": 0.028,
            "praise": 0.012,
        }
        issue = self._dice.weighted({**chances, "": 1 - sum(chances.values())})
        at = season.moment(signed.date() + timedelta(days=self._dice.whole(0, 6)), self._dice)
        if not issue or at <= signed:
            return ""
        if issue in ("howto", "praise"):
            self._talk(order, issue, at, 1)
            return ""
        return _ISSUES[issue](self, order, at)

    def _quality(self, order: Order, at: datetime) -> str:
        dice = self._dice
        bad = order.batch == BAD_BATCH
        order.defect = dice.pick(order.product.defects[:2] if bad else order.product.defects)
        self._talk(order, "quality", at, 0.85)
        kind = dice.weighted({"退货退款": 62, "换货": 20, "仅退款": 18})
        self._back(order, kind, "品质", order.defect, at + timedelta(minutes=dice.between(8, 50)))
        later = at + timedelta(days=dice.between(1.0, 3.5))
        self._complain(order, "质量问题", later, 0.2 if bad else 0.14)
        return "坏"

    def _wrong(self, order: Order, at: datetime) -> str:
        self._talk(order, "wrong", at, 0.92)
        kind = self._dice.weighted({"换货": 70, "退货退款": 30})
        self._back(order, kind, "其他", "发错货", at + timedelta(minutes=20))
        self._complain(order, "发错漏发", at + timedelta(days=self._dice.between(0.8, 2.5)), 0.25)
        return ""

    def _safety(self, order: Order, at: datetime) -> str:
        self._complain(order, "安全隐患", at, 1)
        self._back(order, "退货退款", "品质", "使用时冒火花或漏电", at + timedelta(minutes=30))
        return ""

    def _noreason(self, order: Order, at: datetime) -> str:
        self._talk(order, "noreason", at, 0.55)
        self._back(order, "退货退款", "无理由", "不喜欢或不合适", at + timedelta(minutes=12))
        self._complain(order, "描述不符", at + timedelta(hours=20), 0.04)
        return ""

    def _exchange(self, order: Order, at: datetime) -> str:
        self._talk(order, "exchange", at, 0.65)
        self._back(order, "换货", "无理由", "尺码不合适", at + timedelta(minutes=15))
        return ""

    def _back(self, order: Order, kind: str, cause: str, reason: str, applied: datetime) -> None:
        """Enter a request; goods that come back are paid back, mostly in time."""
        dice = self._dice
        goods = order.amount - postage(order.product.price * order.count)
        amount, refunded = {"无理由": goods}.get(cause, order.amount), None
        if kind == "换货":
            amount = 0
        elif kind == "仅退款":
            amount = round(goods * dice.between(0.2, 0.5))
            refunded = applied + timedelta(hours=dice.between(1, 40))
        else:
            order.refund = amount
            refunded = self._paid_back(order, applied)
        self.returns.append(Return(order, kind, cause, reason, applied, refunded, amount))

    def _paid_back(self, order: Order, applied: datetime) -> datetime | None:
        dice = self._dice
        returned = season.daytime(season.rested(applied + timedelta(days=dice.between(2.2, 5.5))))
        if returned >= season.END - timedelta(days=5):  # paid back after the export
            return None
        due = deadlines.due("refund-pay", returned).due.replace(tzinfo=None)
        order.returned, order.refund_due = returned, due
        late = dice.chance(0.35 if season.swamped(returned.date()) else 0.06)
        paid = due + timedelta(days=dice.between(0.5, 4.5)) if late else returned
        paid = season.daytime(paid + timedelta(hours=dice.between(3, 58)), 9, 17)
        paid = max(paid, due + timedelta(hours=9)) if late else min(max(paid, returned), due)
        self._talk(order, "refund", returned + (paid - returned) * dice.between(0.3, 0.95), 0.1 + 0.35 * late)
        if late:
            self._complain(order, "退款慢", due + (paid - due) * dice.between(0.1, 0.8), 0.3)
        return paid

    def _review(self, order: Order, signed: datetime, mood: str) -> None:
        dice = self._dice
        if not dice.chance(0.5 if mood else 0.27):
            return
        stars = {"坏": {1: 60, 2: 40}, "慢": {2: 30, 3: 50, 4: 20}, "": {5: 76, 4: 18, 3: 6}}[mood]
        given = dice.weighted(stars)
        time = season.moment(signed.date() + timedelta(days=dice.whole(1, 14)), dice)
        slots = {"item": order.product.item, "color": order.color, "defect": order.defect}
        text = say(wording().reviews[mood if given <= 3 and mood else str(given)], slots, dice)
        replied = None
        if dice.chance(0.95 if given <= 3 else 0.25):
            slow = 2.4 if season.swamped(time.date()) else 1.0
            replied = time + timedelta(hours=dice.spread(13 * slow, 0.85))
        self.reviews.append(Review(order, time, given, text, replied))

    # talks and complaints

    def _talk(self, order: Order, topic: str, at: datetime, share: float) -> None:
        if not self._dice.chance(share):
            return
        talk = contact(order, topic, season.after_weekend(at, self._dice))
        self._plan(talk if coherent(talk) else contact(order, topic, at))

    def _complain(self, order: Order, reason: str, at: datetime, share: float) -> None:
        dice = self._dice
        if not dice.chance(share):
            return
        level, topic = REASONS[reason]
        talk = contact(order, topic, at.replace(hour=dice.whole(9, 22)))
        if not coherent(talk):
            return
        ticket = Ticket(order.customer, order, level, reason, talk.at)
        self._handled(ticket)
        talk.ticket = ticket
        if dice.chance(0.75):
            self._plan(talk)
        self.tickets.append(ticket)

    def _handled(self, ticket: Ticket) -> None:
        """When a complaint is answered and solved: mostly in time, after 双11 far less often."""
        dice = self._dice
        limits = policies.get(deadlines.TIERS[ticket.level]).values
        respond = float(limits["respond"])
        resolve = float(limits.get("resolve", 2 * limits["respond"]))  # suggestions have no limit to solve
        slow = 2.2 if season.swamped(ticket.opened.date()) else 1.0
        ticket.responded = ticket.opened + timedelta(hours=respond * slow * dice.spread(0.25, 0.9))
        lag = timedelta(hours=resolve * slow * dice.spread(0.42, 0.75))
        ticket.resolved = max(ticket.opened + lag, ticket.responded + timedelta(minutes=20))
        late = ticket.resolved - ticket.opened > timedelta(hours=resolve)
        ticket.escalated = ticket.level != "建议" and dice.chance(0.28 if late else 0.04)

    def offended(self, chat: Chat) -> None:
        """Whether a talk that went badly brings a complaint about the service."""
        order = chat.contact.order
        harsh = {"impatience", "blame_customer", "blame_shift", "illegal_term"} & set(chat.poor)
        if order and harsh and chat.contact.ticket is None:
            self._complain(order, "服务态度", chat.ended + timedelta(days=self._dice.between(1, 2)), 0.12)


_ISSUES: dict[str, Callable[[After, Order, datetime], str]] = {
    "quality": After._quality,
    "wrong": After._wrong,
    "safety": After._safety,
    "noreason": After._noreason,
    "exchange": After._exchange,
}


def contact(order: Order, topic: str, at: datetime) -> Contact:
    """A talk about an order."""
    return Contact(
        at.replace(microsecond=0),
        order.customer,
        topics()[topic],
        order.product,
        order.color,
        order.size,
        order,
    )


# What the order must have been through for a talk to make sense.
_STATES = {
    **dict.fromkeys(("rush", "rush_late", "address", "variant", "cancel", "c_dispatch"), "paid"),
    **dict.fromkeys(("track", "stuck", "c_transit"), "shipped"),
    **dict.fromkeys(("refund", "c_refund"), "returned"),
    **dict.fromkeys(("c_service", "c_idea"), "any"),
}
OVERDUE = {"rush_late", "c_dispatch"}
UNDERWAY = {topic for topic, state in _STATES.items() if state in ("paid", "shipped")}


def coherent(talk: Contact) -> bool:
    """Whether what the customer would say is true of the order at that moment."""
    order, topic = talk.order, talk.topic.id
    if order is None:
        return talk.topic.phase == "售前"
    if order.paid is None or talk.at < order.paid:
        return False
    if topic in OVERDUE and (order.due is None or talk.at <= order.due):
        return False
    state = _STATES.get(topic, "signed")
    if state == "any":
        return True
    never = season.END + timedelta(days=99)
    if state == "paid":
        return talk.at < (order.shipped or never)
    if state == "shipped":
        return (order.shipped or never) <= talk.at < (order.signed or never)
    return ((order.returned if state == "returned" else order.signed) or never) <= talk.at
