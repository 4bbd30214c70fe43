"""The course: where its files are, its chapters and its lessons."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

CHAPTERS = {
    "00": "欢迎",
    "01": "价值链与基础认知",
    "02": "沟通技巧",
    "03": "流程管理",
    "04": "技术与数据",
    "05": "团队建设",
    "06": "合规底线",
    "07": "综合演练",
}


def _root() -> Path:
    packaged = Path(__file__).parent / "_course"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent


ROOT = _root()
DATA = ROOT / "data"
EXERCISES = ROOT / "exercises"
NOTEBOOKS = ROOT / "notebooks"


@dataclass(frozen=True, slots=True)
class Lesson:
    """One notebook of the course, as its own metadata describes it.

    Attributes
    ----------
    id
        Number of the lesson (``2.2``).
    chapter
        Key into `CHAPTERS`.
    path
        The notebook's path below the notebooks' folder, with forward slashes.
    minutes
        Time a learner should plan.
    exercises
        Ids of the exercises it practises, in order.
    """

    id: str
    title: str
    chapter: str
    path: str
    minutes: int
    exercises: tuple[str, ...]


@cache
def lessons(folder: Path = NOTEBOOKS) -> tuple[Lesson, ...]:
    """All lessons found below `folder`, in the order of the course.

    Examples
    --------
    >>> lessons()[0].title
    '欢迎'
    """
    found = []
    for path in sorted(folder.rglob("*.ipynb")):
        if ".ipynb_checkpoints" in path.parts:
            continue
        about = json.loads(path.read_text(encoding="utf-8")).get("metadata", {}).get("cslib")
        if about:
            found.append(_lesson(about, path.relative_to(folder).as_posix()))
    return tuple(sorted(found, key=_place))


def _place(lesson: Lesson) -> tuple[str, list[int]]:
    """Where a lesson stands in the course: 2.10 comes after 2.9, and the welcome (00) before 0.1."""
    return lesson.chapter, [int(number) for number in re.findall(r"\d+", lesson.id)]


def _lesson(about: dict[str, Any], path: str) -> Lesson:
    return Lesson(
        id=str(about["lesson"]),
        title=str(about["title"]),
        chapter=path[:2],
        path=path,
        minutes=int(about.get("minutes", 20)),
        exercises=tuple(map(str, about.get("exercises", ()))),
    )


def lesson(id_: str) -> Lesson | None:
    """The lesson with that number, or None where this course has none."""
    return next((found for found in lessons() if found.id == id_), None)


def home() -> Path:
    """The folder for the learner's own files; ``CSLIB_HOME`` moves it."""
    chosen = os.environ.get("CSLIB_HOME")
    if chosen:
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("cslib", appauthor=False)
