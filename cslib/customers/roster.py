"""Who can be talked to: the course's customers as a list shows them, without reading their whole files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from cslib import course, exercises
from cslib.parts import Phase

_SCENARIO = re.compile(r"^kind:\s*[\"']?scenario\b", re.MULTILINE)
_PART = re.compile(r"^(?=[^\s#])", re.MULTILINE)


class Caller(msgspec.Struct, frozen=True):
    """The customer of a card: his name."""

    name: str


class Card(msgspec.Struct, frozen=True):
    """What a list says of a scenario; the fields are those of `cslib.customers.model.Scenario`."""

    id: str
    title: str
    phase: Phase
    difficulty: int
    customer: Caller
    goal: str

    @property
    def aim(self) -> str:
        """The first sentence of the goal."""
        return re.split(r"(?<=[。！？])", self.goal, maxsplit=1)[0]


def cards(folder: Path | None = None) -> tuple[tuple[Card, ...], tuple[str, ...]]:
    """All customers below `folder` in the course's order, and what is wrong with files that can't be listed.

    A card is read from the few parts of its file that it shows: to read all scenarios whole takes seconds.

    Examples
    --------
    >>> found, wrong = cards(course.EXERCISES / "02_communication")
    >>> [card.customer.name for card in found if card.phase == "投诉"], wrong
    (['林女士'], ())
    """
    found, wrong = [], []
    for path, text in _scenarios(folder or course.EXERCISES):
        try:
            found.append(_card(path, text))
        except exercises.ExerciseError as error:
            wrong.append(str(error))
    return tuple(found), tuple(wrong)


def _scenarios(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in exercises.files(folder):
        try:
            text = path.read_text(encoding="utf-8")
        except (
            OSError,
            ValueError,
        ):  # `cslib check` names such a file; whether it is a customer nobody knows
            continue
        if _SCENARIO.search(text):
            yield path, text


def _card(path: Path, text: str) -> Card:
    wanted = tuple(f"{name}:" for name in Card.__struct_fields__)
    parts = [part for part in _PART.split(text) if part.startswith(wanted)]
    try:
        return msgspec.convert(YAML(typ="safe", pure=True).load("".join(parts)), Card)
    except (YAMLError, msgspec.ValidationError):
        # Written otherwise than expected: read it rightly, or say in Chinese what is wrong in which line.
        return msgspec.convert(exercises.load(path), Card, from_attributes=True)
