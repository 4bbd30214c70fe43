"""A talk: who says what, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from cslib.shop.dice import Dice
from cslib.shop.records import Chat, Contact, Message
from cslib.shop.slots import fill
from cslib.shop.wording import Agent, Round, say, wording

NUDGE = timedelta(seconds=75)  # after so long a wait people ask whether anybody is there
_ASSISTED = 0.12  # share of good replies that a robot drafted and a person sent

Turns = list[tuple[str, str]]  # (role, text)


class Talker:
    """Writes talks. How well an agent replies comes from `people`, the words from `words`."""

    def __init__(self, words: Dice, people: Dice) -> None:
        self._words = words
        self._people = people

    def unheard(self, chat: Chat, role: str = "auto") -> None:
        """The messages of a customer who leaves unanswered, with the robot's greeting."""
        contact = chat.contact
        slots = fill(contact, contact.at, self._words)
        self._enter(chat, "customer", contact.at, self._opening(contact, slots))
        text = say(wording().night if role == "bot" else wording().auto, slots, self._words)
        self._enter(chat, role, contact.at + timedelta(seconds=1), text)
        if chat.ended - contact.at > NUDGE:
            self._nudge(chat, chat.ended - timedelta(seconds=8))

    def heard(self, chat: Chat, agent: Agent, answered: datetime, role: str = "auto") -> None:
        """The messages of a talk between `answered` and the chat's end."""
        contact, words = chat.contact, self._words
        slots = fill(contact, answered, words)
        knock = words.chance(0.2) and (answered - contact.at).total_seconds() > 6
        if knock:
            self._enter(chat, "customer", contact.at, say(wording().knock, slots, words))
        asked = contact.at + timedelta(seconds=3 if knock else 0)
        self._enter(chat, "customer", asked, self._opening(contact, slots))
        text = say(wording().night if role == "bot" else wording().auto, slots, words)
        self._enter(chat, role, contact.at + timedelta(seconds=1), text)
        if role == "auto" and answered - contact.at > NUDGE:
            self._nudge(chat, contact.at + (answered - contact.at) * 0.6)
        turns = self._turns(chat, agent, slots)
        self._enter(chat, turns[0][0], answered, turns[0][1], agent.id)
        self._timed(chat, turns[1:], answered, agent)

    def _opening(self, contact: Contact, slots: dict[str, str]) -> str:
        text = say(contact.topic.rounds[0].ask, slots, self._words)
        return say(wording().again, slots, self._words) + "。" + text if contact.repeat else text

    def _turns(self, chat: Chat, agent: Agent, slots: dict[str, str]) -> Turns:
        """All that is said from the first reply on; sets how well the agent did."""
        words, topic = self._words, chat.contact.topic
        turns: Turns = []
        good = True
        for number, part in enumerate(topic.rounds):
            if number:
                if not good or not self._people.chance(0.75):
                    break
                turns.append(("customer", say(part.ask, slots, words)))
            good = self._round(chat, agent, part, slots, turns)
        chat.solved = good and self._people.chance(0.62 + 0.3 * chat.care)
        if good and words.chance(0.8):
            turns.append(("customer", say(wording().thanks, slots, words)))
            if words.chance(agent.care * 0.9):
                turns.append(("agent", say(wording().closing, slots, words)))
        elif not good and words.chance(0.7):
            turns.append(("customer", say(wording().sour, slots, words)))
        return turns

    def _round(self, chat: Chat, agent: Agent, part: Round, slots: dict[str, str], turns: Turns) -> bool:
        """One question answered, perhaps at the second try; whether it ended well."""
        fault = self._fault(chat, agent, part)
        if not fault:
            text = self._greeted(say(part.good, slots, self._words), turns, chat, agent, slots)
            turns.append((self._role(agent), text))
            return True
        text = self._greeted(say(part.poor[fault], slots, self._words), turns, chat, agent, slots)
        turns.append(("agent", text))
        if not self._people.chance(0.75):
            return False
        turns.append(("customer", say(wording().pushback[fault], slots, self._words)))
        if self._fault(chat, agent, part):
            turns.append(("agent", say(wording().worse[fault], slots, self._words)))
            return False
        text = say(wording().sorry, slots, self._words) + say(part.good, slots, self._words)
        turns.append(("agent", text))
        return True

    def _fault(self, chat: Chat, agent: Agent, part: Round) -> str:
        """What is wrong with the next reply, or an empty text."""
        chat.replies += 1
        if self._people.chance(agent.care):
            return ""
        own = {fault: weight for fault, weight in agent.faults.items() if fault in part.poor}
        # Who has none of the faults this question invites falls into a mild one.
        mild = {fault: 1.0 for fault in part.poor if fault in MILD} or dict.fromkeys(part.poor, 1.0)
        fault = self._people.weighted(own or mild)
        chat.poor.append(fault)
        return fault

    def _greeted(self, text: str, turns: Turns, chat: Chat, agent: Agent, slots: dict[str, str]) -> str:
        """The text, greeted where it is the first reply and has no greeting yet; in short where upset."""
        if turns or text.startswith(("您好", "亲")) or not self._words.chance(0.25 + 0.65 * agent.care):
            return text
        if chat.contact.topic.upset:
            return f"您好。{text}"
        return say(wording().hello, slots, self._words) + text

    def _role(self, agent: Agent) -> str:
        return "assisted" if not agent.temporary and self._people.chance(_ASSISTED) else "agent"

    def _nudge(self, chat: Chat, at: datetime) -> None:
        self._enter(chat, "customer", at, say(wording().nudge, {}, self._words))

    def _timed(self, chat: Chat, turns: Turns, answered: datetime, agent: Agent) -> None:
        """Give every turn its time: agents type, customers think, and at the end the chat idles a while."""
        span = (chat.ended - answered).total_seconds()
        gaps = [self._gap(role, text, agent) for role, text in turns]
        thought = sum(gap for gap, (role, _) in zip(gaps, turns, strict=True) if role == "customer")
        typed = sum(gaps) - thought
        # Whatever the typing leaves of the session is thought and idled away.
        stretch = max(0.2, (span - typed) / (thought + self._words.between(40, 160)))
        gone, last = 0.0, answered
        for (role, text), gap in zip(turns, gaps, strict=True):
            gone += gap * (stretch if role == "customer" else 1)
            last = max(answered + timedelta(seconds=int(gone)), last + timedelta(seconds=1))
            self._enter(chat, role, last, text, "" if role == "customer" else agent.id)
        chat.ended = max(last, chat.ended)

    def _gap(self, role: str, text: str, agent: Agent) -> float:
        """Seconds before a turn: typing for agents, the first guess of a thinking time for customers."""
        if role == "customer":
            return self._words.between(15, 60)
        return (5 + 0.45 * len(text)) * agent.pace * self._words.spread(1.0, 0.45)

    def _enter(self, chat: Chat, role: str, at: datetime, text: str, agent: str = "") -> None:
        chat.messages.append(Message(at.replace(microsecond=0), role, agent, text))


MILD: Sequence[str] = ("hedging", "vague_time", "flat_refusal")
