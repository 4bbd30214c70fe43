"""Return questions decided by tables of rules: may it go back, is it intact, who pays freight, what is owed.

The tables are data (``data/returns.yaml``): rows with conditions, tried from the top, the first that
matches decides. Every row gives the answer, the reason, the article it rests on and a sentence for the
customer, and every combination of facts is decided. They teach the usual case; they are no legal advice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from pathlib import Path

import msgspec

from cslib import course, yamlfile

Fact = str | bool


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A fact that has to be known: how it is asked for, and the values it can take."""

    ask: str
    values: tuple[str, ...]


class Decision(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A rule and what it decides.

    Attributes
    ----------
    id
        The rule's id.
    when
        Values of the facts it is for; facts not named don't matter.
    answer
        The decision in a few words.
    reason
        Why, for the agent (Chinese).
    law
        Id of the article it rests on.
    say
        A sentence the customer can be sent.
    """

    id: str
    answer: str
    reason: str
    law: str
    say: str
    when: dict[str, tuple[str, ...]] = {}

    def matches(self, facts: Mapping[str, str]) -> bool:
        """Whether the rule is for these facts."""
        return all(facts[name] in values for name, values in self.when.items())


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The rules for one question, in the order they are tried."""

    name: str
    facts: dict[str, Asked]
    rows: tuple[Decision, ...]

    def decide(self, **facts: Fact) -> Decision:
        """The first rule that matches; True and False stand for 是 and 否.

        Raises
        ------
        ValueError
            A fact is missing or unknown, or has a value the table doesn't know.
        """
        said = {name: _said(value) for name, value in facts.items()}
        self._check(said)
        return next(row for row in self.rows if row.matches(said))

    def cases(self) -> Iterator[dict[str, str]]:
        """Every combination of facts there is."""
        for values in product(*(fact.values for fact in self.facts.values())):
            yield dict(zip(self.facts, values, strict=True))

    def _check(self, facts: Mapping[str, str]) -> None:
        for name, fact in self.facts.items():
            if name not in facts:
                raise ValueError(f"判断“{self.name}”还缺一个事实：{fact.ask}（{name}）。")
        for name, value in facts.items():
            if name not in self.facts:
                raise ValueError(f"判断“{self.name}”用不到“{name}”。需要的是：{'、'.join(self.facts)}。")
            fact = self.facts[name]
            if value not in fact.values:
                raise ValueError(f"“{fact.ask}”不能写“{value}”。可以写：{'、'.join(fact.values)}。")


def _said(value: Fact) -> str:
    return str(value) if not isinstance(value, bool) else "是" if value else "否"


@cache
def tables(path: Path = course.DATA / "returns.yaml") -> dict[str, Table]:
    """All tables of a file by name, checked.

    Raises
    ------
    cslib.yamlfile.ExerciseError
        The file can't be read, or a row names an unknown fact or value, stands where no case reaches it,
        or the rows together leave a case undecided.

    Examples
    --------
    >>> [table.name for table in tables().values()]
    ['七日无理由', '商品完好', '运费由谁承担', '可以怎样补救']
    """
    source = yamlfile.read(path, path.name)
    found: dict[str, Table] = yamlfile.convert(source, dict[str, Table])
    problems = [problem for name, table in found.items() for problem in _problems(source, name, table)]
    if problems:
        raise yamlfile.ExerciseError(*problems)
    return found


def _problems(source: yamlfile.Source, name: str, table: Table) -> Iterator[yamlfile.Problem]:
    unknown = list(_unknown(source, name, table))
    if unknown:
        yield from unknown
        return
    first = [
        next((i for i, row in enumerate(table.rows) if row.matches(case)), None) for case in table.cases()
    ]
    if None in first:
        yield source.problem((name, "rows"), "有的情况没有规则可用。请在最后加一条没有 when 的规则。")
    for i, row in enumerate(table.rows):
        if i not in first:
            yield source.problem((name, "rows", i), f"“{row.id}”永远轮不到：前面的规则已经包住了它。")


def _unknown(source: yamlfile.Source, name: str, table: Table) -> Iterator[yamlfile.Problem]:
    for i, row in enumerate(table.rows):
        for fact, values in row.when.items():
            known = table.facts[fact].values if fact in table.facts else ()
            for value in values:
                if value not in known:
                    choices = "、".join(known or table.facts)
                    said = (
                        f"“{fact}”不能写“{value}”。可以写：{choices}。"
                        if known
                        else f"没有“{fact}”这个事实。可以写：{choices}。"
                    )
                    yield source.problem((name, "rows", i, "when", fact), said)


def no_reason(
    goods: str = "普通",
    *,
    unsealed: bool = False,
    confirmed: bool = False,
    timely: bool = True,
    intact: bool = True,
) -> Decision:
    """Whether a customer may return goods bought online within seven days without a reason.

    Rests on the Consumer Protection Law, art. 25, and the Interim Measures for Seven-Day Returns, art. 6,
    7, 9, 10 and 20.

    Parameters
    ----------
    goods
        ``普通``, one of the four statutory exceptions (``定作``, ``鲜活易腐``, ``数字化``, ``报纸期刊``),
        or a kind that can be excepted where the customer confirmed it for this very purchase
        (``拆封后影响安全或品质``, ``激活试用后贬值大``, ``已明示的临期或瑕疵品``).

    Examples
    --------
    >>> no_reason("拆封后影响安全或品质", unsealed=True).answer
    '适用'
    >>> no_reason("拆封后影响安全或品质", unsealed=True, confirmed=True).law
    'return7-7'
    """
    table = tables()["no_reason"]
    return table.decide(goods=goods, unsealed=unsealed, confirmed=confirmed, timely=timely, intact=intact)


def intact(kind: str, state: str) -> Decision:
    """Whether returned goods count as intact (Interim Measures for Seven-Day Returns, art. 8, 9 and 12).

    Examples
    --------
    >>> intact("服装鞋包玩具家居", "试穿试用过").answer, intact("食品化妆品医械计生", "拆了一次性密封").answer
    ('完好', '不完好')
    """
    return tables()["intact"].decide(kind=kind, state=state)


def freight(cause: str, agreed: str = "没有约定", *, free: bool = True) -> Decision:
    """Who pays freight when goods go back.

    Rests on the Consumer Protection Law, art. 24 to 26, the E-Commerce Law, art. 20, the Interim Measures for
    Seven-Day Returns, art. 18, and Taobao's dispute rules (2025-08-15), art. 49 and 53.

    Examples
    --------
    >>> freight("质量问题").answer, freight("无理由").answer
    ('来回都由店铺承担', '退回由顾客承担，寄出由店铺承担')
    """
    return tables()["freight"].decide(cause=cause, agreed=agreed, free=free)


def remedy(problem: str, *, within7: bool, serious: bool = False, agreed: bool = False) -> Decision:
    """What a customer may lawfully ask for.

    Rests on the Consumer Protection Law, art. 23 to 25 and 55, the Food Safety Law, art. 148, and the
    E-Commerce Law, art. 20.

    Parameters
    ----------
    within7
        Whether the goods were received no more than seven days ago.
    serious
        Whether the defect defeats the purpose of the purchase, so that the contract may be rescinded.
    agreed
        Whether national repair-replace-refund rules or the shop's own promise allow the return.

    Examples
    --------
    >>> remedy("质量问题", within7=True).answer, remedy("质量问题", within7=False).answer
    ('退货、更换、修理', '更换、修理')
    """
    return tables()["remedy"].decide(problem=problem, within7=within7, serious=serious, agreed=agreed)
