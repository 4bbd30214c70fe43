"""Numbers that know which claims they rest on, so that a figure can't show one that rests on none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, Self

from cslib import claims
from cslib.charts.references import DATA, RULE, is_claim, words

Part = Literal["value", "low", "high", "before"]


class Unsourced(ValueError):  # noqa: N818 (reads as what it says)
    """A figure shows a number that no claim states and no declared arithmetic yields."""


class Cited(float):
    """A number with the claims it comes from.

    Attributes
    ----------
    ids
        Ids of the claims or outside sources that state it, or that it was worked out from.
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


def worded(reference: str, value: float) -> Cited:
    """A number that a claim or an outside source states in its words only, such as the 300 of "300 minus 30".

    Raises
    ------
    cslib.lookup.UnknownId
        There is no such claim or source.
    Unsourced
        Its words don't contain the number.

    Examples
    --------
    >>> worded("ext-nbs-2022-q1", 6.6)
    6.6
    """
    if value not in numbers_in(words(reference)):
        raise Unsourced(
            f"“{reference}”的文字里没有 {value:g}，画不出来。请核对 data/claims.csv 和 data/sources.csv。"
        )
    return Cited(value, [reference])


def rule(id: str, name: str) -> Cited:  # noqa: A002
    """A number of a rule in ``policies.yaml``; a rule of law rests on its articles.

    Parameters
    ----------
    id
        The policy's id.
    name
        The name of one of its `values`, or of a clock time among its texts, which counts as hours.

    Raises
    ------
    cslib.policies.UnknownPolicy, cslib.policies.UnknownValue
        There is no such rule or number.

    Examples
    --------
    >>> rule("refund-legal", "resolve").ids, rule("response3-1688", "open")
    (('consumer-25', 'return7-13', 'return7-31'), 9.0)
    """
    from cslib import policies

    policy = policies.get(id)
    rests_on = policy.laws if policy.status == "法规" else [RULE + id]
    if name in policy.text:
        hour, _, minute = policy.text[name].partition(":")
        return Cited(int(hour) + int(minute) / 60, rests_on)
    return Cited(float(policy.value(name)), rests_on)


def counted(value: float, source: str) -> Cited:
    """A number worked out from a table of data; `source` says in Chinese what data, for the caption.

    Examples
    --------
    >>> counted(74.3, "合成数据").ids
    ('data:合成数据',)
    """
    return Cited(value, [DATA + source])


def magnitude(number: Cited) -> Cited:
    """The number without its sign: how much something fell."""
    return Cited(abs(number), number.ids, number.how)


def limits(id: str) -> list[Cited]:  # noqa: A002
    """The number a claim states, or both ends of its range.

    Examples
    --------
    >>> limits("004-018"), limits("004-005")
    ([35.0], [25.0, 40.0])
    """
    return [number(id)] if claims.get(id).value is not None else [number(id, "low"), number(id, "high")]


def shown(id: str) -> str:  # noqa: A002
    """A claim's number as learners read it, with its unit.

    Examples
    --------
    >>> shown("000-004")
    '5→2分钟'
    """
    return claims.get(id).shown


def converted(number: Cited, factor: float) -> Cited:
    """The same quantity in another unit, such as hours in seconds."""
    return Cited(number * factor, number.ids, number.how)


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


def count(ids: Iterable[str]) -> Cited:
    """How many of the claims there are.

    Examples
    --------
    >>> count(["004-018", "004-019"])
    2.0
    """
    ids = tuple(ids)
    return Cited(len(ids), ids, "按课程的数字表计数")


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
    for reference in {one for c in cited for one in c.ids}:
        known |= numbers_in(words(reference))
        if is_claim(reference):
            claim = claims.get(reference)
            stated = (claim.value, claim.low, claim.high, claim.before)
            known |= {abs(n) for n in stated if n is not None}
    return known


def _prints(token: float, n: float) -> bool:
    """Whether `token` is how one prints `n`, perhaps rounded."""
    decimals = len(f"{token:g}".partition(".")[2])
    return abs(token - n) <= 0.5 * 10.0**-decimals + 1e-9
