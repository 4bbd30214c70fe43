"""What learners touch. A lesson imports these names from `cslib` itself."""

from __future__ import annotations

from cslib.widgets.calculator import calculate
from cslib.widgets.element import Element
from cslib.widgets.journey import certificate, drill, my_progress, review
from cslib.widgets.map import course_map
from cslib.widgets.opening import compare, practise, talk_to
from cslib.widgets.worksheet import breathe

__all__ = [
    "Element",
    "breathe",
    "calculate",
    "certificate",
    "compare",
    "course_map",
    "drill",
    "my_progress",
    "practise",
    "review",
    "talk_to",
]
