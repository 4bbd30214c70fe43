"""Member tiers (会员分层): every amount belongs to exactly one, as each edge belongs to the tier above it."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from cslib.operations.frames import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier reaches from `low` (yuan a year, included) up to the next tier's `low` (not included)."""

    name: str
    low: float


# The example shop's own edges (claims 004-119…122 and policy "member-edges"), each given to the upper tier.
DEFAULT_TIERS = (Tier("普通", 0), Tier("银牌", 10_000), Tier("金牌", 30_000), Tier("钻石", 100_000))


def tier(spending: float, tiers: Sequence[Tier] = DEFAULT_TIERS) -> Tier:
    """The tier a year's spending belongs to.

    Parameters
    ----------
    spending : float
        Yuan.
    tiers : sequence of Tier
        From the lowest edge, which is 0, upwards.

    Raises
    ------
    DataError
        Negative spending; edges that do not start at 0 or do not rise.

    Examples
    --------
    >>> [tier(spending).name for spending in (9_999.99, 10_000, 100_000)]
    ['普通', '银牌', '钻石']
    """
    _check_tiers(tiers)
    if not 0 <= spending < math.inf:
        raise DataError(f"消费额{spending:g}元不对，要是0或更大的数。退款请先从消费里减掉。")
    return tiers[bisect_right([each.low for each in tiers], spending) - 1]


def to_next(spending: float, tiers: Sequence[Tier] = DEFAULT_TIERS) -> tuple[Tier, float] | None:
    """The next tier up and the yuan missing to reach it; ``None`` at the top.

    Examples
    --------
    >>> to_next(28_600)
    (Tier(name='金牌', low=30000), 1400)
    >>> to_next(100_000) is None
    True
    """
    place = list(tiers).index(tier(spending, tiers))
    if place + 1 == len(tiers):
        return None
    above = tiers[place + 1]
    return above, above.low - spending


def _check_tiers(tiers: Sequence[Tier]) -> None:
    lows = [each.low for each in tiers]
    if not lows or lows[0] != 0 or any(low >= high for low, high in pairwise(lows)):
        raise DataError("会员等级的下限要从0开始、一级比一级高，每级写一次。")


@dataclass(frozen=True, slots=True)
class Range:
    """A tier as shops publish it, "1–3万元": both ends as written, `high` None for "and more".

    Whether the upper end itself belongs is rarely said; `closed` is False for "below 3万".
    """

    name: str
    low: float
    high: float | None
    closed: bool = True


def faults(ranges: Iterable[Range]) -> tuple[str, ...]:
    """What is wrong with published ranges: amounts that fall into two tiers, or into none.

    Parameters
    ----------
    ranges : iterable of Range
        In any order.

    Returns
    -------
    tuple of str
        One Chinese sentence a fault; empty if every amount from the lowest edge up has one tier.

    Raises
    ------
    DataError
        A range that ends before it starts.

    Examples
    --------
    >>> source = [Range("普通", 0, 10_000, closed=False), Range("银牌", 10_000, 30_000),
    ...     Range("金牌", 30_000, 100_000), Range("钻石", 100_000, None)]
    >>> print(*faults(source), sep="\\n")
    30000元同时属于银牌和金牌。
    100000元同时属于金牌和钻石。
    """
    ordered = sorted(ranges, key=lambda each: each.low)
    for each in ordered:
        if each.high is not None and each.high < each.low:
            raise DataError(f"{each.name}的上限{each.high:g}元低于下限{each.low:g}元，请检查是不是写反了。")
    shared = [text for lower, upper in combinations(ordered, 2) if (text := _shared(lower, upper))]
    return (*shared, *_unassigned(ordered))


def _shared(lower: Range, upper: Range) -> str:
    """The amounts that fall into both, as a sentence; empty if none do."""
    ends = [end for end in (lower.high, upper.high) if end is not None]
    end = min(ends, default=None)
    if end is None:
        amounts = f"{upper.low:g}元以上"
    elif upper.low < end:
        amounts = f"{upper.low:g}元到{end:g}元"
    elif upper.low == lower.high and lower.closed:
        amounts = f"{upper.low:g}元"
    else:
        return ""
    return f"{amounts}同时属于{lower.name}和{upper.name}。"


def _unassigned(ordered: Sequence[Range]) -> list[str]:
    """The gaps above the lowest edge, as sentences."""
    found = []
    reached: float = ordered[0].low if ordered else math.inf
    for each in ordered:
        if each.low > reached:
            found.append(f"{reached:g}元到{each.low:g}元之间不属于任何一级。")
        reached = max(reached, math.inf if each.high is None else each.high)
    if reached < math.inf:
        found.append(f"{reached:g}元以上不属于任何一级。")
    return found
