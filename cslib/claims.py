"""The numbers the training sources cite, each with where it comes from and how hard that evidence is.

A claim is what a source says, not what is true; `Claim.grade` tells how far it can be traced and
`Claim.note` what is wrong with it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cslib import course
from cslib.lookup import UnknownId, by_id

if TYPE_CHECKING:
    import pandas as pd


class Grade(StrEnum):
    """How far a number can be traced, best first. Traceable is not the same as true."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"

    @property
    def label(self) -> str:
        """The Chinese name shown to learners."""
        return _GRADES[self][0]

    @property
    def mark(self) -> str:
        """Four dots, as many filled as the evidence is hard; readable without colour."""
        return _GRADES[self][1]


_GRADES = {
    Grade.A: ("法规", "●●●●"),
    Grade.B: ("具名可查的报告", "●●●○"),
    Grade.C: ("平台或店铺惯例", "●●○○"),
    Grade.D: ("只说“某平台”“研究表明”", "●○○○"),
    Grade.E: ("没有出处", "○○○○"),
}


class Type(StrEnum):
    """What kind of statement a number belongs to."""

    STRUCTURAL = "structural"
    SLA = "sla"
    OUTCOME = "outcome"
    CAUSAL = "causal"
    SCRIPT = "script"
    CASE = "case"
    POLICY = "policy"
    PROCESS = "process"
    WORKED = "worked"

    @property
    def label(self) -> str:
        """The Chinese name shown to learners."""
        return _TYPES[self]


_TYPES = {
    Type.STRUCTURAL: "分类或步骤的个数",
    Type.SLA: "时限或目标",
    Type.OUTCOME: "结果数据",
    Type.CAUSAL: "因果说法",
    Type.SCRIPT: "话术里的数字",
    Type.CASE: "案例里的数字",
    Type.POLICY: "活动与政策规则",
    Type.PROCESS: "做法参数",
    Type.WORKED: "算例",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A document numbers were taken from, or one they were checked against.

    Attributes
    ----------
    id
        ``src-000`` … ``src-004`` for the five training documents, ``ext-…`` for the others.
    title, kind, author
        Chinese title, what it is, and who issued it (empty where unknown).
    date
        As far as it is known, e.g. ``2024-01-05`` or ``1990``.
    url
        Where it can be read, or empty.
    gap, use
        What is missing, cut off or not read at first hand; what the course uses it for.
    """

    id: str
    title: str
    kind: str
    author: str
    date: str
    url: str
    gap: str
    use: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One number as one source states it.

    Attributes
    ----------
    id
        ``source-running number``, e.g. ``004-018``.
    name, text
        The metric and the whole statement, in the course's own Chinese words.
    value
        The number stated, also where it is a limit; None for a range and for times, dates and rules.
    low, high
        The interval the statement allows: both equal `value` where it is exact, only `low` for "at
        least", only `high` for "at most".
    before
        The value before the change, for before/after pairs.
    unit
        Chinese; a change in per cent is ``%``, in percentage points ``个百分点``.
    baseline
        What the number is measured against, or empty where the source doesn't say.
    subject
        Whom or what it is about.
    source, place
        Id in ``sources.csv`` and the heading or page there.
    attribution
        Whom the source credits, or empty.
    type, grade
        Kind of statement; how far it can be traced.
    laws
        Articles (ids in ``laws.yaml``) that back, limit or correct it.
    group
        Shares of one whole carry the same group name.
    conflicts
        Ids of claims that can't be used together with this one without explaining why they differ.
    repeats
        Ids of claims that say the same again in another place: no second piece of evidence.
    checked
        Sources (``ext-…``) the note checks it against.
    note
        What a reader should know before using the number.
    """

    id: str
    name: str
    text: str
    value: float | None
    low: float | None
    high: float | None
    before: float | None
    unit: str
    baseline: str
    subject: str
    source: str
    place: str
    attribution: str
    type: Type
    grade: Grade
    laws: tuple[str, ...]
    group: str
    conflicts: tuple[str, ...]
    repeats: tuple[str, ...]
    checked: tuple[str, ...]
    note: str

    @property
    def shown(self) -> str:
        """The number as a learner reads it, e.g. ``25～40%``; the text where there is no number.

        Examples
        --------
        >>> get("000-004").shown, get("004-010").shown, get("004-005").shown
        ('5→2分钟', '30秒以内', '25～40%')
        """
        if self.before is not None and self.value is not None:
            return f"{self.before:g}→{self.value:g}{self.unit}"
        if self.value is None:
            return f"{self.low:g}～{self.high:g}{self.unit}" if self.low is not None else self.text
        bound = "" if self.low == self.high else "以上" if self.high is None else "以内"
        return f"{self.value:g}{self.unit}{bound}".replace("-", "−")


class UnknownClaim(UnknownId):
    """No claim has this id."""

    what = "数字"


class UnknownSource(UnknownId):
    """No source has this id."""

    what = "来源"


_NUMBERS = ("value", "low", "high", "before")
_LISTS = ("laws", "conflicts", "repeats", "checked")


def _rows(name: str) -> list[dict[str, str]]:
    with (course.DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _claim(row: dict[str, str]) -> Claim:
    number: dict[str, Any] = {k: float(row[k]) if row[k] else None for k in _NUMBERS}
    listed: dict[str, Any] = {k: tuple(row[k].split()) for k in _LISTS}
    text = {k: v for k, v in row.items() if k not in number and k not in listed}
    enums: dict[str, Any] = {"type": Type(row["type"]), "grade": Grade(row["grade"])}
    return Claim(**text | enums, **number, **listed)


@lru_cache(maxsize=1)
def _claims() -> dict[str, Claim]:
    return by_id(map(_claim, _rows("claims.csv")), "claims.csv")


@lru_cache(maxsize=1)
def _sources() -> dict[str, Source]:
    return by_id((Source(**row) for row in _rows("sources.csv")), "sources.csv")


def get(id: str) -> Claim:  # noqa: A002
    """The claim with this id.

    Raises
    ------
    UnknownClaim
        A `KeyError` whose message names the nearest ids.

    Examples
    --------
    >>> get("004-018").value
    35.0
    """
    try:
        return _claims()[id]
    except KeyError:
        raise UnknownClaim(id, _claims()) from None


def source(id: str) -> Source:  # noqa: A002
    """The source document with this id (``src-004``); raises `UnknownSource`."""
    try:
        return _sources()[id]
    except KeyError:
        raise UnknownSource(id, _sources()) from None


def sources() -> tuple[Source, ...]:
    """All sources: the five training documents first, then those used to check them."""
    return tuple(_sources().values())


def all() -> tuple[Claim, ...]:  # noqa: A001
    """Every claim, by id.

    Examples
    --------
    >>> len(all())
    234
    """
    return tuple(_claims().values())


def where(**wanted: str) -> tuple[Claim, ...]:
    """The claims whose fields equal the given values, e.g. ``subject="天猫商家"``, ``grade="E"``.

    Raises
    ------
    TypeError
        A keyword that is no field of `Claim`.

    Examples
    --------
    >>> [c.id for c in where(group="沟通障碍")]
    ['004-018', '004-019', '004-020', '004-021']
    """
    known = [f.name for f in fields(Claim)]
    if unknown := [name for name in wanted if name not in known]:
        raise TypeError(f"数字没有“{unknown[0]}”这一栏，可用的有：{'、'.join(known)}。")
    return tuple(c for c in _claims().values() if [getattr(c, k) for k in wanted] == [*wanted.values()])


def conflicts(id: str) -> tuple[Claim, ...]:  # noqa: A002
    """The claims that contradict this one.

    Examples
    --------
    >>> [c.id for c in conflicts("004-036")]
    ['004-063']
    """
    return tuple(get(other) for other in get(id).conflicts)


def cite(*ids: str) -> str:
    """One Chinese line that names source and grade of the given claims, each claim once.

    Examples
    --------
    >>> cite("004-018", "004-019", "004-020", "004-015")
    '数字出处：《天猫优秀客服培训课件》D级·只说“某平台”“研究表明”（004-015）；《天猫优秀客服培训课件》E级·没有出处（004-018～004-020）。'
    """
    cited = sorted((get(i) for i in sorted(set(ids))), key=_source_and_grade)
    parts = [
        f"《{source(src).title}》{grade}级·{grade.label}（{_ids([c.id for c in group])}）"
        for (src, grade), group in groupby(cited, key=_source_and_grade)
    ]
    return f"数字出处：{'；'.join(parts)}。" if parts else ""


def _ids(ids: list[str]) -> str:
    """Ids in order with runs of three or more drawn together: ``004-018～004-021``."""
    runs: list[list[str]] = []
    for i in ids:
        if runs and int(i[4:]) == int(runs[-1][-1][4:]) + 1:
            runs[-1].append(i)
        else:
            runs.append([i])
    return "、".join(f"{run[0]}～{run[-1]}" if len(run) > 2 else "、".join(run) for run in runs)


def _source_and_grade(claim: Claim) -> tuple[str, Grade]:
    return claim.source, claim.grade


def frame(claims: Iterable[Claim] | None = None) -> pd.DataFrame:
    """The claims (all by default) as a table, one row each, indexed by id.

    Numbers are ``float64`` (NaN where absent), `grade` is an ordered category (A best), `type` and
    `source` are categories; `laws`, `conflicts`, `repeats` and `checked` hold ids separated by spaces; the
    rest is ``str``.

    Examples
    --------
    >>> frame().loc["004-018", "value"]
    np.float64(35.0)
    """
    import pandas as pd

    chosen = _claims().values() if claims is None else claims
    names = [f.name for f in fields(Claim)]
    table = pd.DataFrame([[getattr(c, name) for name in names] for c in chosen], columns=names)
    for name in _LISTS:
        table[name] = table[name].map(" ".join)
    dtypes: dict[str, Any] = dict.fromkeys(names, "str") | dict.fromkeys(_NUMBERS, "float64")
    dtypes["grade"] = pd.CategoricalDtype([*map(str, Grade)], ordered=True)
    dtypes["type"] = pd.CategoricalDtype([*map(str, Type)])
    dtypes["source"] = pd.CategoricalDtype([s.id for s in sources()])
    return table.astype(dtypes).set_index("id")
