"""The return tables: complete, every row reached, every article there, and the cases agents get wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from cslib import laws
from cslib.operations import returns
from cslib.operations.returns import Table
from cslib.yamlfile import ExerciseError

TABLES = list(returns.tables().values())
by_name = pytest.mark.parametrize("table", TABLES, ids=[table.name for table in TABLES])


@by_name
def test_every_case_is_decided_by_the_first_row_that_matches(table: Table) -> None:
    for case in table.cases():
        matching = [row for row in table.rows if row.matches(case)]
        assert matching and table.decide(**case) is matching[0], case


@by_name
def test_every_row_decides_some_case(table: Table) -> None:
    deciding = {table.decide(**case).id for case in table.cases()}
    assert deciding == {row.id for row in table.rows}


@by_name
def test_every_row_rests_on_an_article_and_says_something(table: Table) -> None:
    for row in table.rows:
        assert laws.get(row.law).gist
        assert row.reason.endswith("。") and row.say.endswith(("。", "？"))


@pytest.mark.parametrize(
    ("facts", "answer", "law"),
    [
        ({}, "适用", "consumer-25"),
        ({"timely": False}, "不适用", "return7-10"),
        ({"goods": "定作"}, "不适用", "return7-6"),
        ({"goods": "鲜活易腐"}, "不适用", "return7-6"),
        ({"goods": "数字化", "unsealed": True}, "不适用", "return7-6"),
        ({"goods": "数字化"}, "适用", "consumer-25"),
        ({"goods": "报纸期刊"}, "不适用", "return7-6"),
        ({"goods": "拆封后影响安全或品质", "confirmed": True}, "不适用", "return7-7"),
        # claim 004-074 calls underwear excluded outright; without a confirmation it is not
        ({"goods": "拆封后影响安全或品质", "unsealed": True}, "适用", "return7-20"),
        (
            {"goods": "普通", "confirmed": True},
            "适用",
            "consumer-25",
        ),  # no exclusion by consent for plain goods
        ({"intact": False}, "不适用", "return7-9"),
        ({"goods": "激活试用后贬值大", "intact": False}, "不适用", "return7-9"),
    ],
)
def test_no_reason(facts: dict[str, bool], answer: str, law: str) -> None:
    decision = returns.no_reason(**facts)  # type: ignore[arg-type]
    assert (decision.answer, decision.law) == (answer, law)


@pytest.mark.parametrize(
    ("kind", "state", "answer"),
    [
        ("电子电器", "拆了外包装", "完好"),
        ("电子电器", "拆了一次性密封", "完好"),
        ("电子电器", "激活或留有数据", "不完好"),
        ("食品化妆品医械计生", "拆了外包装", "完好"),
        ("食品化妆品医械计生", "拆了一次性密封", "不完好"),
        ("服装鞋包玩具家居", "试穿试用过", "完好"),
        ("服装鞋包玩具家居", "吊牌标识不在", "不完好"),
        ("服装鞋包玩具家居", "有使用痕迹", "要核实"),
        ("其他", "赠品没退回", "完好"),
        ("其他", "配件不齐", "不完好"),
    ],
)
def test_intact(kind: str, state: str, answer: str) -> None:
    assert returns.intact(kind, state).answer == answer


@pytest.mark.parametrize(
    ("cause", "agreed", "free", "answer"),
    [
        ("质量问题", "约定顾客承担", True, "来回都由店铺承担"),  # such an agreement is void
        ("运输损坏", "没有约定", False, "来回都由店铺承担"),
        ("无理由", "没有约定", True, "退回由顾客承担，寄出由店铺承担"),
        ("无理由", "没有约定", False, "来回都由顾客承担"),
        ("无理由", "约定店铺承担", False, "来回都由店铺承担"),
        ("双方协商", "没有约定", True, "来回都由店铺承担"),  # silence costs the shop
        ("双方协商", "约定顾客承担", True, "按约定由顾客承担"),
    ],
)
def test_freight(cause: str, agreed: str, free: bool, answer: str) -> None:
    assert returns.freight(cause, agreed, free=free).answer == answer


def test_faults_of_the_shop_never_cost_the_customer_freight() -> None:
    table = returns.tables()["freight"]
    for case in table.cases():
        if case["cause"] in ("质量问题", "与描述不符", "发错或漏发", "运输损坏"):
            assert table.decide(**case).answer == "来回都由店铺承担", case


@pytest.mark.parametrize(
    ("problem", "facts", "answer"),
    [
        ("质量问题", {"within7": True}, "退货、更换、修理"),
        ("质量问题", {"within7": False}, "更换、修理"),
        ("质量问题", {"within7": False, "serious": True}, "退货、更换、修理"),
        ("与描述不符", {"within7": False, "agreed": True}, "退货、更换、修理"),
        ("欺诈", {"within7": False}, "退款、三倍赔偿"),
        ("食品标签小瑕疵", {"within7": True}, "退货、更换"),
        ("不喜欢不合适", {"within7": True}, "无理由退货"),
        ("不喜欢不合适", {"within7": False}, "协商"),
    ],
)
def test_remedy(problem: str, facts: dict[str, bool], answer: str) -> None:
    assert returns.remedy(problem, **facts).answer == answer


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"cause": "坏了", "agreed": "没有约定", "free": True}, "退货原因”不能写“坏了”。可以写：无理由"),
        ({"cause": "无理由", "agreed": "没有约定"}, "缺一个事实：寄出时是否包邮"),
        ({"cause": "无理由", "agreed": "没有约定", "free": True, "who": "张三"}, "用不到“who”"),
        ({"cause": "无理由", "agreed": "没有约定", "free": 1}, "寄出时是否包邮”不能写“1”。可以写：是、否"),
    ],
)
def test_bad_facts_are_explained(facts: dict[str, str], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        returns.tables()["freight"].decide(**facts)


ROW = "answer: 甲\n      reason: 乙。\n      law: consumer-25\n      say: 丙。\n"
HEAD = "t:\n  name: 表\n  facts:\n    a: {ask: 问, values: [是, 否]}\n  rows:\n"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (f"    - id: x\n      when: {{a: [是]}}\n      {ROW}", "有的情况没有规则可用"),
        (f"    - id: x\n      {ROW}    - id: y\n      {ROW}", "第11行，t rows 第2项：“y”永远轮不到"),
        (f"    - id: x\n      when: {{a: [也许]}}\n      {ROW}", "不能写“也许”。可以写：是、否"),
        (f"    - id: x\n      when: {{b: [是]}}\n      {ROW}", "没有“b”这个事实。可以写：a"),
    ],
)
def test_broken_tables_are_refused_with_the_place(tmp_path: Path, rows: str, says: str) -> None:
    path = tmp_path / "returns.yaml"
    path.write_text(HEAD + rows, encoding="utf-8")
    with pytest.raises(ExerciseError, match=says):
        returns.tables(path)
