"""What learners touch. A lesson imports these names from `cslib` itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from cslib import exercises
from cslib.widgets.element import Element
from cslib.widgets.map import CourseMap, course_map
from cslib.widgets.notice import Notice
from cslib.widgets.pair import Pair, compare
from cslib.widgets.quiz import Quiz, Sort
from cslib.widgets.reply import Practise, practise

__all__ = [
    "CourseMap", "Element", "Notice", "Pair", "Practise", "Quiz", "Sort",
    "compare", "course_map", "practise", "quiz", "sort",
]  # fmt: skip

Model = TypeVar("Model")


def quiz(exercise: str) -> Element:
    """The quiz with that id; a notice where there is none."""
    return _open(exercise, exercises.Quiz, Quiz)


def sort(exercise: str) -> Element:
    """The sorting exercise with that id; a notice where there is none."""
    return _open(exercise, exercises.Sort, Sort)


def _open(exercise: str, model: type[Model], element: Callable[[Model], Element]) -> Element:
    try:
        found = exercises.load(exercise)
    except (exercises.ExerciseError, KeyError) as error:
        return Notice(str(error))
    if not isinstance(found, model):
        return Notice(f"“{exercise}”是另一种练习，请换用它那种练习的名字打开。")
    return element(found)
