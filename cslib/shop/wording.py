"""What is sold, who answers and how people talk: the texts of ``data/shop`` and their small grammar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import msgspec

from cslib import course, yamlfile
from cslib.shop.dice import Dice


class Product(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something the shop sells.

    Attributes
    ----------
    price
        Yuan.
    weight
        How much of it is sold, against the others.
    season
        Months in which it sells best; none where it sells all year.
    fits
        ``衣`` or ``鞋`` where a size is chosen by the body, else empty.
    """

    code: str
    item: str
    category: str
    price: int
    weight: float
    season: tuple[int, ...] = ()
    fits: str = ""
    colors: tuple[str, ...]
    sizes: tuple[str, ...]
    material: str
    gain: str
    defects: tuple[str, ...]
    question: str
    answer: str
    choose: str
    chosen: str

    def variant(self, color: str, size: str) -> str:
        """A colour and a size as they are said: ``雾蓝M码``."""
        return color + size + ("码" if self.fits else "")


class Agent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Someone who answers.

    Attributes
    ----------
    pace
        How many times as long as usual a chat takes.
    care
        The share of replies that are written well.
    faults
        What the others suffer from, by weight; names are the labels of `cslib.rubric.detectors`.
    temporary
        Whether hired for the campaigns only.
    """

    id: str
    about: str
    pace: float
    care: float
    faults: dict[str, float]
    temporary: bool = False


class Round(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A question, good answers and poor ones by fault; one wording a line."""

    ask: str
    good: str
    poor: dict[str, str]


class Topic(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a chat is about."""

    id: str
    name: str
    phase: str
    upset: bool = False
    rounds: tuple[Round, ...]


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All that is said in chats and reviews; one wording a line."""

    hello: str
    auto: str
    night: str
    nudge: str
    knock: str
    thanks: str
    sour: str
    closing: str
    sorry: str
    again: str
    pushback: dict[str, str]
    worse: dict[str, str]
    topics: tuple[Topic, ...]
    reviews: dict[str, str]


class Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is sold and who answers."""

    products: tuple[Product, ...]
    agents: tuple[Agent, ...]


@cache
def catalogue() -> Catalogue:
    """The goods and the agents."""
    source = yamlfile.read(course.DATA / "shop" / "catalogue.yaml", "catalogue.yaml")
    found: Catalogue = yamlfile.convert(source, Catalogue)
    return found


@cache
def wording() -> Wording:
    """All wordings."""
    source = yamlfile.read(course.DATA / "shop" / "wording.yaml", "wording.yaml")
    found: Wording = yamlfile.convert(source, Wording)
    return found


@cache
def topics() -> dict[str, Topic]:
    """The topics by id."""
    return {topic.id: topic for topic in wording().topics}


@cache
def lines(block: str) -> tuple[str, ...]:
    """The wordings of a block, one a line."""
    return tuple(line.strip() for line in block.splitlines() if line.strip())


_CHOICE = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|<([a-z_]+)>")


def say(block: str, slots: Mapping[str, str], dice: Dice) -> str:
    """One wording of a block, its choices made and its slots filled.

    Parameters
    ----------
    block
        Wordings, one a line: ``(甲|乙)`` is one of several, ``[可选]`` is there half the time, ``<name>`` is
        filled from `slots`.
    slots
        What fills the slots.
    dice
        Decides.

    Raises
    ------
    KeyError
        A slot nothing fills.

    Examples
    --------
    >>> say("<item>(还有|现在有)货。", {"item": "浴巾"}, Dice("1"))[:2]
    '浴巾'
    """

    def chosen(found: re.Match[str]) -> str:
        several, maybe, slot = found.groups()
        if slot:
            return slots[slot]
        text = dice.pick(several.split("|")) if several is not None else maybe * dice.chance(0.5)
        return _CHOICE.sub(chosen, text)

    return _CHOICE.sub(chosen, dice.pick(lines(block)))
