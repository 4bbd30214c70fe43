"""cslib · 电商客服实训课: the names a lesson uses.

Everything is imported when first used, so that a lesson pays only for what it shows.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cslib import charts
    from cslib.rubric import grade
    from cslib.widgets import (
        breathe,
        calculate,
        certificate,
        compare,
        course_map,
        drill,
        my_progress,
        practise,
        review,
        talk_to,
    )

__version__ = "0.1.0"
__all__ = [
    "breathe",
    "calculate",
    "certificate",
    "charts",
    "compare",
    "course_map",
    "drill",
    "grade",
    "my_progress",
    "practise",
    "review",
    "talk_to",
]

_HOMES = dict.fromkeys(__all__, "cslib.widgets") | {"charts": "cslib.charts", "grade": "cslib.rubric"}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'cslib' has no attribute {name!r}")
    module = import_module(home)
    return module if home == f"cslib.{name}" else getattr(module, name)


def __dir__() -> list[str]:
    return sorted(__all__)
