"""A year of the shop, day by day, and its tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from cslib.shop import season
from cslib.shop.after import OVERDUE, UNDERWAY, After, coherent
from cslib.shop.buying import Till, wanted
from cslib.shop.desk import Desk
from cslib.shop.dice import Dice
from cslib.shop.people import Crowd, customers
from cslib.shop.records import Chat, Contact, Order
from cslib.shop.roster import Roster
from cslib.shop.wording import topics

VISITS = 2.35  # a customer and year, on ordinary days
CHATS = 1.55  # likewise; what the shifts are planned by
_ASKS = 0.38  # share of visitors who write before they buy
_BUYS = 0.47  # share of silent visitors who buy

_QUESTIONS = {
    "size": 24, "choose": 12, "material": 16, "stock": 13, "soldout": 4, "discount": 14, "dispatch": 10,
    "freight": 7,
}  # fmt: skip


class Year:
    """Everything that happens to a shop with so many customers."""

    def __init__(self, count: int, seed: int) -> None:
        name = f"{seed}"
        self.customers = customers(count, Dice(f"{name}/customers"))
        self.orders: list[Order] = []
        self.chats: list[Chat] = []
        self.after = After(Dice(f"{name}/after"), self._plan)
        self._visits = Dice(f"{name}/visits")
        self._crowd = Crowd(self.customers)
        self._till = Till(Dice(f"{name}/till"))
        self._roster = Roster(count * CHATS / season.DAYS, Dice(f"{name}/roster"))
        self._desk = Desk(name)
        self._rate = count * VISITS / season.DAYS
        self._diary: dict[date, list[Contact]] = {}
        self._closed = season.FIRST.date() - timedelta(days=1)  # the last day whose talks are settled

    def days(self) -> Iterable[date]:
        """Live through the year; yields each day when it is over."""
        for number in range(season.DAYS):
            day = season.FIRST.date() + timedelta(days=number)
            self._day(day)
            yield day
        self.after.tickets = [each for each in self.after.tickets if each.opened < season.END]

    def _day(self, day: date) -> None:
        visits = self._visits.poisson(self._rate * season.busy(day))
        asking = [talk for _ in range(visits) if (talk := self._visit(day))]
        self._closed = day
        contacts = [*asking, *self._diary.pop(day, ())]
        for chat in self._desk.day(day, contacts, self._roster.duties(day)):
            self.chats.append(chat)
            self._remember(chat)

    def _visit(self, day: date) -> Contact | None:
        """A visitor, who asks something first, buys without a word, or leaves."""
        dice = self._visits
        at = season.moment(day, dice)
        customer = self._crowd.visitor(day, dice)
        product, color, size = wanted(at, dice)
        if dice.chance(_ASKS):
            questions = dict(_QUESTIONS)
            if not product.fits:
                questions["size"] = 0
            return Contact(at, customer, topics()[dice.weighted(questions)], product, color, size)
        if dice.chance(_BUYS):
            self._buy(Contact(at, customer, topics()["stock"], product, color, size), at)
        return None

    def _buy(self, talk: Contact, at: datetime) -> None:
        order = self._till.order(at, talk.customer, talk.product, talk.color, talk.size)
        self.orders.append(order)
        self.after.follow(order)

    def _plan(self, talk: Contact) -> bool:
        """Enter a talk into the diary, unless it would not make sense or its day is over."""
        if talk.topic.id == "rush" and talk.order and talk.order.due and talk.at > talk.order.due:
            talk.topic = topics()["rush_late"]
        if talk.topic.id in UNDERWAY and not season.open_at(talk.at):
            talk.at = talk.at.replace(hour=season.OPEN + talk.at.minute % 3)
        if not self._closed < talk.at.date() < season.END.date() or not coherent(talk):
            return False
        self._diary.setdefault(talk.at.date(), []).append(talk)
        return True

    def _remember(self, chat: Chat) -> None:
        """What comes of a talk: a purchase, another try, a complaint about the service."""
        talk = chat.contact
        if talk.ticket:
            talk.ticket.chat = chat
            if chat.answered:
                talk.ticket.responded = chat.answered
                solved = talk.ticket.resolved or chat.answered
                talk.ticket.resolved = max(solved, chat.ended + timedelta(minutes=10))
        if talk.topic.phase == "售前":
            self._tempted(chat)
        elif not chat.solved and not talk.repeat and talk.topic.phase != "评价":
            self._again(chat)
        self.after.offended(chat)

    def _tempted(self, chat: Chat) -> None:
        share = 0.12 if chat.answered is None else 0.2 + 0.4 * chat.care
        share *= 0.5 if chat.contact.topic.id == "soldout" else 1.0
        at = chat.ended + timedelta(minutes=self._visits.between(1, 35))
        if self._visits.chance(share) and at < season.END:
            self._buy(chat.contact, at)

    def _again(self, chat: Chat) -> None:
        if self._visits.chance(0.45):
            talk = chat.contact
            day = chat.ended.date() + timedelta(days=self._visits.whole(1, 3))
            known = chat.answered is not None and talk.topic.id not in OVERDUE
            self._plan(replace(talk, at=season.moment(day, self._visits), ticket=None, repeat=known))
