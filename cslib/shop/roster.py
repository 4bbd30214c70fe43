"""Who works when: enough people for an average hour of the shift, which is not enough for its peak."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from cslib.operations.simulation import Seat
from cslib.operations.staffing import Targets, chat_agents
from cslib.shop import season
from cslib.shop.dice import Dice
from cslib.shop.wording import Agent, catalogue

SHIFTS = {"早班": (9, 17), "晚班": (15, 23)}
# The hours each shift is planned by; the plan takes their mean and so forgets the evening's peak.
_PLANNED_BY = {"早班": range(9, 15), "晚班": range(15, 23)}
SLOTS = 2  # chats an agent may hold
PACKING = ("晚班", 6)  # on Sunday evenings agents also pack parcels and hold one chat at a time
SESSION, PATIENCE = 690.0, 180.0  # mean seconds the plan reckons with
TARGETS = Targets(within=30, service_level=0.85)


@dataclass(frozen=True, slots=True)
class Duty:
    """An agent's shift on one day."""

    agent: Agent
    shift: str
    slots: int

    def seats(self, number: int) -> list[Seat]:
        """Its seats in the queue, seconds from midnight."""
        start, end = (hour * 3600.0 for hour in SHIFTS[self.shift])
        return [Seat(number, start, end, self.agent.pace)] * self.slots


class Roster:
    """Plans each day for a shop of so many chats on an ordinary day."""

    def __init__(self, daily: float, dice: Dice) -> None:
        self._daily = daily
        self._known: dict[tuple[str, float], int] = {}
        self._dice = dice
        regular = [each for each in catalogue().agents if not each.temporary]
        most = 2.4 * sum(self._needed(shift, 1.0) for shift in SHIFTS)
        self.regular = _named(regular, max(len(regular), math.ceil(most)))
        self.temporary = [each for each in catalogue().agents if each.temporary]

    def duties(self, day: date) -> list[Duty]:
        """Who works on that day, longest idle seat first."""
        planned = season.planned(day)
        free = self._shuffled(self.regular)
        found = []
        for shift in SHIFTS:
            wanted = self._needed(shift, planned)
            while len(free) < wanted:
                free += _named(self.temporary, wanted)
            slots = 1 if (shift, day.weekday()) == PACKING and not season.campaign(day) else SLOTS
            found += [Duty(agent, shift, slots) for agent in free[:wanted]]
            free = free[wanted:]
        return found + self._helpers(day)

    def _helpers(self, day: date) -> list[Duty]:
        if day not in season.HELPED:
            return []
        count = max(1, len(self.regular) // 7)
        return [Duty(agent, "晚班", SLOTS) for agent in _named(self.temporary, count)]

    def _needed(self, shift: str, planned: float) -> int:
        if (shift, planned) not in self._known:
            self._known[shift, planned] = self._staffed(shift, planned)
        return self._known[shift, planned]

    def _staffed(self, shift: str, planned: float) -> int:
        hours = _PLANNED_BY[shift]
        hourly = planned * self._daily * sum(season.HOURS[hour] for hour in hours) / len(hours)
        staff = chat_agents(hourly, SESSION, slots=SLOTS, slowdown=0, targets=TARGETS, patience=PATIENCE)
        return staff.agents

    def _shuffled(self, agents: Sequence[Agent]) -> list[Agent]:
        left, found = list(agents), []
        while left:
            found.append(left.pop(self._dice.whole(0, len(left) - 1)))
        return found


def _named(profiles: Sequence[Agent], count: int) -> list[Agent]:
    """So many agents; the profiles come round again under new names."""
    prefix = profiles[0].id[0]
    return [
        msgspec.structs.replace(profiles[n % len(profiles)], id=f"{prefix}{n + 1:02d}") for n in range(count)
    ]
