"""Opens an exercise as the element that fits its kind, or says in Chinese why that can't be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cslib import exercises, tasks
from cslib.customers.model import Scenario
from cslib.exercises import Exercise, Reply
from cslib.widgets import arrange, inquiry, template, worksheet
from cslib.widgets.conversation import Conversation
from cslib.widgets.element import Element
from cslib.widgets.lobby import Lobby
from cslib.widgets.notice import Notice
from cslib.widgets.pair import Pair
from cslib.widgets.quiz import Quiz, Sort
from cslib.widgets.reply import Mode, Practise

ELEMENTS: dict[type, Callable[[Any], Element]] = {
    tasks.Quiz: Quiz,
    tasks.Sort: Sort,
    tasks.Order: arrange.Order,
    tasks.Match: arrange.Match,
    tasks.Spot: arrange.Spot,
    tasks.Detective: inquiry.Detective,
    tasks.Legal: inquiry.Legal,
    tasks.Checklist: worksheet.Checklist,
    tasks.Worksheet: worksheet.Worksheet,
    tasks.Template: template.Template,
    Scenario: Conversation,
}


def practise(exercise: str, mode: Mode = "free") -> Element:
    """The exercise with that id, whatever its kind; `mode` is how a reply exercise opens.

    Examples
    --------
    >>> practise("first-reply").exercise.lesson
    '00'
    """

    def element(found: Exercise) -> Element:
        return Practise(found, mode) if isinstance(found, Reply) else ELEMENTS[type(found)](found)

    return _open(exercise, element)


def compare(exercise: str) -> Element:
    """The worked pair of the reply exercise with that id."""

    def element(found: Exercise) -> Element:
        if isinstance(found, Reply):
            return Pair(found)
        return Notice(f"“{exercise}”不是回复练习，没有可以对比的示范回复。")

    return _open(exercise, element)


def talk_to(scenario: str | None = None, seed: int | None = None) -> Element:
    """The simulated customer with that id; without an id all of them, to choose from.

    Examples
    --------
    >>> talk_to("colour-complaint").scenario.phase
    '投诉'
    >>> len(talk_to().cards) >= 16
    True
    """
    if scenario is None:
        return Lobby()

    def element(found: Exercise) -> Element:
        if isinstance(found, Scenario):
            return Conversation(found, seed)
        return Notice(f'“{scenario}”不是模拟顾客，请用practise("{scenario}")打开。')

    return _open(scenario, element)


def _open(exercise: str, element: Callable[[Exercise], Element]) -> Element:
    try:
        return element(exercises.load(exercise))
    except exercises.ExerciseError as error:
        return Notice(str(error))
