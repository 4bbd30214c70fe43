"""A day at the desk: customers queue, agents answer, and some of it goes well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from cslib.operations.simulation import Seat, serve
from cslib.shop import season
from cslib.shop.dice import Dice
from cslib.shop.records import Chat, Contact
from cslib.shop.roster import PATIENCE, Duty
from cslib.shop.talk import Talker
from cslib.shop.wording import Agent


class Desk:
    """Turns the contacts of a day into chats."""

    def __init__(self, seed: str) -> None:
        self._queue = Dice(f"{seed}/queue")
        self._people = Dice(f"{seed}/people")
        self._talker = Talker(Dice(f"{seed}/words"), self._people)

    def day(self, day: date, contacts: Sequence[Contact], duties: Sequence[Duty]) -> list[Chat]:
        """The day's chats in order; those of the night are answered when somebody comes in."""
        ordered = sorted(contacts, key=lambda talk: (talk.at, talk.customer.id))
        waking = [talk for talk in ordered if season.open_at(talk.at)]
        night = [talk for talk in ordered if not season.open_at(talk.at)]
        chats = [*self._queued(day, waking, duties), *self._overnight(night, duties)]
        return sorted(chats, key=lambda chat: (chat.contact.at, chat.contact.customer.id))

    def _queued(self, day: date, contacts: Sequence[Contact], duties: Sequence[Duty]) -> Iterator[Chat]:
        if not contacts:
            return
        midnight = datetime(day.year, day.month, day.day)
        services = [self._service(talk) for talk in contacts]
        run = serve(
            [(talk.at - midnight).total_seconds() for talk in contacts],
            services,
            [max(8.0, self._queue.exponential(PATIENCE)) for _ in contacts],
            _seats(duties),
        )
        for talk, service, wait, number in zip(contacts, services, run.waits, run.agents, strict=True):
            if number < 0:
                yield self._left(talk, wait)
            else:
                yield self._answered(talk, duties[number].agent, wait, service)

    def _service(self, talk: Contact) -> float:
        """Seconds the talk takes an agent of pace 1."""
        usual = 260 + 230 * len(talk.topic.rounds) + 140 * talk.topic.upset
        return min(max(self._queue.spread(usual, 0.35), 0.4 * usual), 3 * usual)

    def _left(self, talk: Contact, wait: float) -> Chat:
        chat = Chat(talk, None, None, talk.at + timedelta(seconds=int(wait)))
        self._talker.unheard(chat)
        return chat

    def _answered(self, talk: Contact, agent: Agent, wait: float, service: float) -> Chat:
        begun = talk.at + timedelta(seconds=int(wait))
        typing = timedelta(seconds=int(4 + self._queue.spread(7, 0.5) * agent.pace))
        chat = Chat(talk, agent, begun + typing, begun + timedelta(seconds=int(service * agent.pace)))
        self._talker.heard(chat, agent, begun + typing)
        self._finish(chat, agent, wait)
        return chat

    def _overnight(self, contacts: Sequence[Contact], duties: Sequence[Duty]) -> Iterator[Chat]:
        """Messages left while the shop was closed, answered after nine, most of them before ten."""
        early = [duty.agent for duty in duties if duty.shift == "早班"]
        for talk in contacts:
            morning = talk.at.replace(hour=season.OPEN, minute=0, second=0)
            if talk.at.hour >= season.CLOSE:
                morning += timedelta(days=1)
            answered = morning + timedelta(seconds=int(60 * self._queue.spread(24, 0.8)))
            chat = Chat(talk, None, None, talk.at + timedelta(seconds=40))
            if answered < season.END:
                chat.agent, chat.answered = self._queue.pick(early), answered
                chat.ended = answered + timedelta(seconds=int(self._service(talk)))
                self._talker.heard(chat, chat.agent, answered, "bot")
                self._finish(chat, chat.agent, 0)
            else:
                self._talker.unheard(chat, "bot")
            yield chat

    def _finish(self, chat: Chat, agent: Agent, wait: float) -> None:
        """What the agent ticks, and what customers answer when asked."""
        people, good = self._people, chat.care
        chat.agents = 2 if chat.poor and people.chance(0.12) else 1
        chat.wrap = int(people.spread(35, 0.5) * agent.pace)
        chat.resolved = chat.solved or people.chance(0.75 - 0.45 * good)  # agents tick more than is solved
        chat.reopened = not chat.solved and people.chance(0.16)
        if people.chance(0.34):
            chat.survey = chat.solved != people.chance(0.05)
        joy = 2.1 + 1.6 * good + 1.2 * chat.solved - min(wait, 300) / 150
        if people.chance(0.38):
            chat.csat = _score(joy + people.between(-1.1, 1.1), 1, 5)
        if people.chance(0.15):
            chat.nps = _score(2 * joy + people.between(-2.2, 2.2), 0, 10)
        if people.chance(0.15):
            chat.ces = _score(1.35 * joy + people.between(-1.4, 1.4), 1, 7)


def _score(value: float, low: int, high: int) -> int:
    return min(max(round(value), low), high)


def _seats(duties: Sequence[Duty]) -> list[Seat]:
    """Every agent's first seat before anybody's second, so that chats are shared out."""
    seats = [duty.seats(number) for number, duty in enumerate(duties)]
    return [own[slot] for slot in range(max(map(len, seats))) for own in seats if slot < len(own)]
