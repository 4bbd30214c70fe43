"""What a number may rest on (claim, outside source, rule, law, data) and how a caption names it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from cslib import claims

OUTSIDE, RULE, DATA = "ext-", "rule:", "data:"
MOST_RUNS = 8  # a caption counts ids rather than list more runs of them than this


def is_claim(reference: str) -> bool:
    """Whether this is a claim's id, such as ``004-018``."""
    return reference[:3].isdigit()


def words(reference: str) -> str:
    """All that the reference says, for looking up the numbers in it.

    Parameters
    ----------
    reference
        ``004-018`` (claim), ``ext-nbs-2023`` (outside source), ``rule:stockout`` (policy), ``consumer-25``
        (article), or ``data:`` and what the data are, in Chinese.

    Raises
    ------
    cslib.lookup.UnknownId
        There is no such record.

    Examples
    --------
    >>> "6.6%" in words("ext-nbs-2022-q1")
    True
    """
    if is_claim(reference):
        claim = claims.get(reference)
        return f"{claim.name} {claim.text} {claim.baseline} {claim.note}"
    if reference.startswith(OUTSIDE):
        source = claims.source(reference)
        return f"{source.title} {source.date} {source.use}"
    if reference.startswith(DATA):
        return reference.removeprefix(DATA)
    from cslib import laws, policies

    if reference.startswith(RULE):
        policy = policies.get(reference.removeprefix(RULE))
        return f"{policy.name} {policy.dated} {policy.note} {' '.join(policy.text.values())}"
    return laws.get(reference).gist


def caption(references: Iterable[str], sums: Iterable[str], note: str = "") -> str:
    """The lines under a figure: documents, grades, outside sources, rules, law, arithmetic, a note.

    Examples
    --------
    >>> print(caption(["004-018", "004-019"], ["合计＝两项之和"]))
    出处：《天猫优秀客服培训课件》004-018～019
    依据：E级 没有出处 2个
    推算：合计＝两项之和
    """
    known = sorted(set(references))
    named = (OUTSIDE, RULE, DATA)
    cited = [claims.get(one) for one in known if is_claim(one)]
    outside = [claims.source(one) for one in known if one.startswith(OUTSIDE)]
    lines = {
        "出处": [
            f"《{claims.source(source).title}》{_runs([claim.id for claim in group])}"
            for source, group in groupby(cited, key=lambda claim: claim.source)
        ],
        "依据": [
            f"{grade}级 {grade.label} {n}个"
            for grade in claims.Grade
            if (n := sum(claim.grade is grade for claim in cited))
        ],
        "核对": [f"{source.author}《{source.title}》" for source in outside],
        "数据": [words(one) for one in known if one.startswith(DATA)],
        "规则": [_rule(one) for one in known if one.startswith(RULE)],
        "法条": _law([one for one in known if not is_claim(one) and not one.startswith(named)]),
        "推算": list(dict.fromkeys(sums)),
        "注意": [note] if note else [],
    }
    return "\n".join(f"{name}：{'；'.join(parts)}" for name, parts in lines.items() if parts)


def source(reference: str) -> str:
    """One reference for a mark's hover: the claim's grade, the author, the rule's status or the article."""
    if is_claim(reference):
        claim = claims.get(reference)
        return f"{claim.id} {claim.grade}级 {claim.grade.label}"
    if reference.startswith(OUTSIDE):
        return claims.source(reference).author
    if reference.startswith(DATA):
        return words(reference)
    return _rule(reference) if reference.startswith(RULE) else "".join(_law([reference]))


def _rule(reference: str) -> str:
    from cslib import policies

    policy = policies.get(reference.removeprefix(RULE))
    return f"{policy.name}（{policy.status}）"


def _law(articles: list[str]) -> list[str]:
    from cslib import laws

    return [laws.cite(*articles)] if articles else []


def _runs(ids: list[str]) -> str:
    """Ids of one document, in order, with runs shortened; how many they are where they are too many.

    Examples
    --------
    >>> _runs(["004-018", "004-019", "004-020", "004-097"])
    '004-018～020、097'
    """
    document, runs = ids[0].partition("-")[0], list[list[int]]()
    for tail in (int(one.partition("-")[2]) for one in ids):
        if runs and tail == runs[-1][1] + 1:
            runs[-1][1] = tail
        else:
            runs.append([tail, tail])
    if len(runs) > MOST_RUNS:
        return f"里的{len(ids)}个数字"
    return f"{document}-" + "、".join(f"{a:03d}" if a == b else f"{a:03d}～{b:03d}" for a, b in runs)
