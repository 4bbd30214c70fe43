"""The rules a shop works by: its own standards, the platforms' rules and the law's limits, each dated."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Literal

import msgspec

from cslib import course
from cslib.lookup import UnknownId, by_id

Status = Literal["店内示例标准", "平台规则", "法规", "转述未核实"]


class Reading(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One way to read a rule that can be read in several."""

    name: str
    means: str


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One rule with its parameters.

    Attributes
    ----------
    id, name, topic
        ``complaint-urgent``; what it is called and what it is about (Chinese).
    owner
        Whose rule: ``示例店铺``, a platform's name, or ``法规``.
    status
        How firm: the example shop's own, a platform's rule that was read, law, or hearsay about a platform.
    dated
        The day it took effect (law, platform), else the month or year it is known for; ``不详`` where even
        the hearsay gives none.
    values, unit
        Its numbers by name and their unit. Time limits are called ``respond``, ``resolve``, ``apply``,
        ``excellent`` (better than required) …; money and discounts ``fee``, ``free_from``, ``off``, ``pay``.
    since
        The event a time limit counts from.
    tiers
        Steps of a graded rule, lowest first; ``from`` and ``to`` are included, ``below`` is not.
    text
        Its parts that are no numbers.
    readings
        The ways it can be read, where there are several.
    claims, laws
        Ids of the cited numbers and articles it rests on.
    note
        What to know before using it.
    """

    id: str
    name: str
    topic: str
    owner: str
    status: Status
    dated: Annotated[str, msgspec.Meta(pattern=r"^(\d{4}(-\d{2}){0,2}|不详)$")]
    values: dict[str, Decimal] = {}
    unit: str = ""
    since: str = ""
    tiers: tuple[dict[str, Decimal], ...] = ()
    text: dict[str, str] = {}
    readings: tuple[Reading, ...] = ()
    claims: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()
    note: str = ""

    def value(self, name: str) -> Decimal:
        """The number with this name.

        Raises
        ------
        KeyError
            The policy has no such number; the message (Chinese) lists those it has.

        Examples
        --------
        >>> get("freight-standard").value("free_from")
        Decimal('199')
        """
        if name not in self.values:
            raise UnknownValue(name, self.values)
        return self.values[name]


class UnknownPolicy(UnknownId):
    """No policy has this id."""

    what = "规则"


class UnknownValue(UnknownId):
    """The policy has no number of this name."""

    what = "参数"


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    note: str
    policies: tuple[Policy, ...]


@lru_cache(maxsize=1)
def _file() -> _File:
    from cslib import yamlfile

    source = yamlfile.read(course.DATA / "policies.yaml", "policies.yaml")
    file: _File = yamlfile.convert(source, _File)
    return file


@lru_cache(maxsize=1)
def _policies() -> dict[str, Policy]:
    return by_id(_file().policies, "policies.yaml")


def get(id: str) -> Policy:  # noqa: A002
    """The policy with this id.

    Raises
    ------
    UnknownPolicy
        A `KeyError` whose message names the nearest ids.

    Examples
    --------
    >>> urgent = get("complaint-urgent")
    >>> urgent.value("respond"), urgent.unit, urgent.since
    (Decimal('2'), '小时', '收到投诉')
    """
    try:
        return _policies()[id]
    except KeyError:
        raise UnknownPolicy(id, _policies()) from None


def all() -> tuple[Policy, ...]:  # noqa: A001
    """Every policy, topic by topic."""
    return tuple(_policies().values())


def where(**wanted: str) -> tuple[Policy, ...]:
    """The policies whose fields equal the given values, e.g. ``topic="投诉"``, ``owner="京东"``.

    Raises
    ------
    TypeError
        A keyword that is no field of `Policy`.

    Examples
    --------
    >>> [p.id for p in where(topic="运费")]
    ['freight-standard', 'freight-remote']
    """
    known = Policy.__struct_fields__
    if unknown := [name for name in wanted if name not in known]:
        raise TypeError(f"规则没有“{unknown[0]}”这一栏，可用的有：{'、'.join(known)}。")
    return tuple(p for p in _policies().values() if [getattr(p, k) for k in wanted] == [*wanted.values()])


def note() -> str:
    """What to print wherever policies are shown: platforms change, law stands above."""
    return _file().note
