"""Service terms: unlawful clauses are found with their article, lawful ones left alone."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslib import laws
from cslib.operations import terms
from cslib.operations.terms import SECTIONS, TermIssue, Terms, check_terms, example, rules
from cslib.rubric import phrase


def _check(section: str, said: str) -> tuple[TermIssue, ...]:
    return check_terms(msgspec.structs.replace(example(), **{section: said}))


def test_the_example_is_complete_and_lawful() -> None:
    assert check_terms(example()) == ()


@pytest.mark.parametrize(
    ("section", "said", "law"),
    [
        ("notice", "本活动最终解释权归本店所有。", "online-trade-21"),
        ("returns", "商品一经拆封不退。", "court-online-3"),
        ("returns", "特价商品不退不换。", "consumer-reg-19"),
        ("returns", "清仓款不支持7天无理由。", "consumer-reg-19"),
        ("returns", "内衣类一律不退。", "return7-20"),
        ("returns", "质量问题只换不退。", "consumer-24"),
        ("returns", "签收即视为认可商品质量。", "court-online-1"),
        ("returns", "任何退货运费由买家承担。", "consumer-24"),
        ("returns", "退货扣10%手续费。", "consumer-26"),
        ("returns", "自付款之日起7天内可退。", "return7-10"),
        ("returns", "七天从签收当天算起。", "return7-10"),
        ("returns", "外包装完好才能退。", "return7-8"),
        ("returns", "退款退到店铺余额。", "return7-14"),
        ("returns", "收到退货后15个工作日内退款。", "return7-13"),
        ("returns", "退款7到10天到账。", "return7-13"),
        ("returns", "赠品没退回的，不予退货。", "return7-12"),
        ("discounts", "五星好评返现5元。", "consumer-reg-9"),
        ("discounts", "本店有权随时修改活动规则。", "consumer-26"),
        ("notice", "不得给差评。", "consumer-reg-17"),
        ("notice", "撤销投诉后再退款。", "consumer-reg-17"),
        ("notice", "本店有权取消异常订单。", "ecommerce-49"),
        ("shipping", "运输途中破损，本店概不负责。", "ecommerce-20"),
    ],
)
def test_unlawful_clauses(section: str, said: str, law: str) -> None:
    found = _check(section, said)
    assert law in {issue.law for issue in found}
    for issue in found:
        assert issue.section == section and issue.reason and issue.better
        assert issue.span is None or said[issue.span.start : issue.span.end] == issue.said


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("returns", "拆开看过、试穿过都可以退，特价商品也一样。"),
        ("returns", "面霜的一次性密封膜拆开后，不支持无理由退货。"),
        ("returns", "贴身商品下单时单独确认过的，拆封后不支持无理由退货。"),
        ("returns", "质量问题的来回运费由本店承担。"),
        ("returns", "无理由退货的运费由顾客承担。"),
        ("returns", "签收的第二天起七天内可以退，收到退货后7天内退款。"),
        ("returns", "退款原路退回，用掉的优惠券一并退还。"),
        ("notice", "要求给好评的电话请勿相信。"),
        ("shipping", "路上破损或丢失，本店补发或退款。"),
    ],
)
def test_lawful_clauses_are_left_alone(section: str, said: str) -> None:
    assert [issue.law for issue in _check(section, said)] == []


def test_replacements_are_lawful_themselves() -> None:
    for rule in rules():
        assert laws.get(rule.law).gist
        for section in ("returns", "notice"):
            assert [issue.said for issue in _check(section, rule.better)] == [], rule.id


def test_every_phrase_can_be_read_and_is_narrow_enough() -> None:
    for rule in rules():
        for pattern in (*rule.says, *rule.unless):
            assert phrase.compile(pattern).breadth >= 2, pattern


def test_empty_sections_and_missing_times_are_asked_for() -> None:
    found = check_terms(Terms())
    assert [issue.section for issue in found] == list(SECTIONS)
    assert found[0].reason == "“在线时间”还空着，顾客只能来问。" and found[0].better == example().hours
    assert "几点到几点" in _check("hours", "白天都在。")[-1].reason
    assert "没有写多久回复" in _check("reply", "看到就回。")[-1].reason


def test_two_clauses_are_two_issues_in_reading_order() -> None:
    found = _check("returns", "特价商品不退。拆封后不支持退货。")
    assert [issue.said for issue in found] == ["特价商品不退", "拆封后不支持退"]


@given(st.text(max_size=60), st.sampled_from(list(SECTIONS)))
def test_any_text_is_read(said: str, section: str) -> None:
    for issue in _check(section, said):
        assert issue.span is None or said[issue.span.start : issue.span.end] == issue.said


def test_the_sections_are_the_models_fields() -> None:
    assert tuple(SECTIONS) == terms.Terms.__struct_fields__
