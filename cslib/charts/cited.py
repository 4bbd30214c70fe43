"""Numbers that know which claims they rest on, so that a figure can't show one that rests on none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, Self

from cslib import claims

Part = Literal["value", "low", "high", "before"]


class Unsourced(ValueError):  # noqa: N818 (reads as what it says)
    """A figure shows a number that no claim states and no declared arithmetic yields."""


class Cited(float):
    """A number with the claims it comes from.

    Attributes
    ----------
    ids
        Ids of the claims that state it, or that it was worked out from.
    how
        The arithmetic in Chinese, empty where a claim states the number itself.
    """

    ids: tuple[str, ...]
    how: str

    def __new__(cls, value: float, ids: Iterable[str], how: str = "") -> Self:
        made = super().__new__(cls, value)
        made.ids, made.how = tuple(dict.fromkeys(ids)), how
        return made


class Free(float):
    """A position that states nothing: the variable of a formula, or the seat of a mark on the page."""


def number(id: str, part: Part = "value") -> Cited:  # noqa: A002
    """The number that a claim states.

    Parameters
    ----------
    id
        The claim's id.
    part
        Which of its numbers, in the claim's own unit.

    Raises
    ------
    cslib.claims.UnknownClaim
        No claim has this id.
    Unsourced
        The claim states no such number.

    Examples
    --------
    >>> number("004-018"), number("004-005", "high").ids
    (35.0, ('004-005',))
    """
    found = getattr(claims.get(id), part)
    if found is None:
        raise Unsourced(f"数字“{id}”没有写“{part}”这一栏，画不出来。请先在 data/claims.csv 里补上。")
    return Cited(found, [id])


def series(*ids: str) -> list[Cited]:
    """The numbers that the claims state, in order.

    Examples
    --------
    >>> series("004-018", "004-019")
    [35.0, 25.0]
    """
    return [number(one) for one in ids]


def worded(id: str, value: float) -> Cited:  # noqa: A002
    """A number that a claim states in its words only, such as the 300 of "300 minus 30".

    Raises
    ------
    Unsourced
        The claim's text, baseline and note don't contain it.
    """
    claim = claims.get(id)
    if value not in numbers_in(f"{claim.name} {claim.text} {claim.baseline} {claim.note}"):
        raise Unsourced(f"数字“{id}”的文字里没有 {value:g}，画不出来。请核对 data/claims.csv。")
    return Cited(value, [id])


def derive(value: float, how: str, sources: Iterable[Cited]) -> Cited:
    """A number worked out from cited ones.

    Parameters
    ----------
    value
        The result; the caller does the sum.
    how
        The arithmetic in Chinese; the caption prints it.
    sources
        The numbers it was worked out from.

    Examples
    --------
    >>> shares = series("004-018", "004-019")
    >>> derive(100 - sum(shares), "100－两项之和", shares).how
    '100－两项之和'
    """
    return Cited(value, [one for source in sources for one in source.ids], how)


def count(ids: Iterable[str], how: str) -> Cited:
    """How many of the claims there are; `how` says in Chinese which were counted."""
    ids = tuple(ids)
    return Cited(len(ids), ids, how)


def numbers_in(text: str) -> set[float]:
    """The numbers printed in a text, leaving out tags and claim ids.

    Examples
    --------
    >>> sorted(numbers_in("<b>35%</b>＋2.5，见004-018"))
    [2.5, 35.0]
    """
    bare = re.sub(r"<[^<>]*>|\b\d{3}-\d{3}\b", " ", text, flags=re.ASCII)
    return {float(token) for token in re.findall(r"\d+(?:\.\d+)?", bare)}


# Where a plotly trace, shape or annotation keeps what it plots; all else is looks.
PLOTTED = frozenset({"x", "y", "z", "x0", "x1", "y0", "y1", "base", "values", "array", "size", "ax", "ay"})
WRITTEN = frozenset({"text", "name", "hovertext"})


def plotted(part: Mapping[str, Any]) -> Iterator[float]:
    """Every number that a trace, shape or annotation plots; positions on the page are left out."""
    for key, found in part.items():
        if isinstance(found, Mapping):
            yield from plotted(found)
        elif key in PLOTTED and not _on_paper(part, key) and (key != "size" or isinstance(found, list)):
            yield from _numbers(found)


def _on_paper(part: Mapping[str, Any], key: str) -> bool:
    axis = part.get(f"a{key[1]}ref", "pixel") if key in {"ax", "ay"} else part.get(f"{key[0]}ref", "")
    return "paper" in axis or axis == "pixel"


def _numbers(found: Any) -> Iterator[float]:
    if isinstance(found, list | tuple):
        for item in found:
            yield from _numbers(item)
    elif isinstance(found, int | float) and not isinstance(found, bool):
        yield found


def written(part: Mapping[str, Any]) -> Iterator[str]:
    """Every text that a trace or annotation prints."""
    for key, found in part.items():
        if isinstance(found, Mapping):
            yield from written(found)
        elif key in WRITTEN:
            yield from (str(item) for item in (found if isinstance(found, list) else [found]))


def check(parts: Iterable[Mapping[str, Any]], texts: Iterable[str], printed: Iterable[Cited]) -> list[Cited]:
    """The cited numbers of a figure, after making sure that it has no others.

    Parameters
    ----------
    parts
        Traces, shapes and annotations.
    texts
        Titles and other words; the numbers in them are checked too.
    printed
        Numbers that the words state besides those plotted.

    Raises
    ------
    Unsourced
        A plotted number is neither `Cited` nor `Free`, or a text prints a number that is none of the
        figure's, in no rounding.
    """
    parts = list(parts)
    cited = [*_sourced(n for part in parts for n in plotted(part)), *printed]
    known = _known(cited)
    for text in [*texts, *(t for part in parts for t in written(part))]:
        for token in numbers_in(text):
            if not any(_prints(token, n) for n in known):
                raise Unsourced(f"文字“{text}”里的 {token:g} 不在这张图引用的数字里。")
    return cited


def _sourced(numbers: Iterable[float]) -> Iterator[Cited]:
    for n in numbers:
        if isinstance(n, Cited):
            yield n
        elif not isinstance(n, Free):
            raise Unsourced(
                f"图里的 {n:g} 没有出处：取数用 number() 或 series()，推算的用 derive() 写明算法。"
            )


def _known(cited: list[Cited]) -> set[float]:
    known = {abs(n) for n in cited} | {n for c in cited for n in numbers_in(c.how)}
    for claim in map(claims.get, {one for c in cited for one in c.ids}):
        stated = (claim.value, claim.low, claim.high, claim.before)
        known |= {abs(n) for n in stated if n is not None}
        known |= numbers_in(f"{claim.name} {claim.text} {claim.baseline} {claim.note}")
    return known


def _prints(token: float, n: float) -> bool:
    """Whether `token` is how one prints `n`, perhaps rounded."""
    decimals = len(f"{token:g}".partition(".")[2])
    return abs(token - n) <= 0.5 * 10.0**-decimals + 1e-9
