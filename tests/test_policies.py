"""Policies: references resolve, numbers are those of the claims, dates are those of the law."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from cslib import claims, course, laws, policies

GOOD = """
note: 用前核对。
policies:
  - {id: repair, name: 维修, topic: 售后, owner: 示例店铺, unit: 天,
     status: 店内示例标准, dated: 2026-11, values: {resolve: 15}}
"""

# Which number of which claim a policy's number is; a change on one side only is a mistake.
SAME = [
    ("complaint-urgent", "respond", "004-090", "value"),
    ("complaint-urgent", "resolve", "004-091", "value"),
    ("complaint-serious", "respond", "004-092", "value"),
    ("complaint-serious", "resolve", "004-093", "value"),
    ("complaint-normal", "respond", "004-094", "value"),
    ("complaint-normal", "resolve", "004-095", "value"),
    ("complaint-suggestion", "respond", "004-096", "value"),
    ("complaint-first-response", "respond", "004-105", "value"),
    ("complaint-first-response", "excellent", "004-106", "value"),
    ("aftersale-respond", "respond", "004-066", "value"),
    ("aftersale-respond", "excellent", "004-084", "value"),
    ("aftersale-review", "resolve", "004-067", "value"),
    ("return-review", "resolve", "004-072", "value"),
    ("return-inspect", "resolve", "004-073", "value"),
    ("refund-pay", "resolve", "004-068", "value"),
    ("refund-arrival", "to", "004-079", "high"),
    ("exchange-dispatch", "resolve", "004-069", "value"),
    ("repair", "resolve", "004-070", "value"),
    ("aftersale-resolve", "resolve", "004-085", "value"),
    ("aftersale-resolve", "excellent", "004-086", "value"),
    ("return-window", "apply", "004-071", "value"),
    ("review-reply", "respond", "004-108", "value"),
    ("review-reply", "excellent", "004-109", "value"),
    ("first-response", "respond", "004-010", "high"),
    ("simple-issue", "average", "004-013", "value"),
    ("simple-issue", "most", "004-113", "high"),
    ("template-variants", "from", "004-125", "low"),
    ("template-variants", "to", "004-125", "high"),
    ("emoji", "to", "004-114", "high"),
    ("micro-break", "after_to", "004-027", "high"),
    ("micro-break", "rest_to", "004-028", "high"),
    ("dispatch-normal", "resolve", "004-047", "value"),
    ("dispatch-peak", "from", "004-048", "low"),
    ("dispatch-peak", "to", "004-048", "high"),
    ("dispatch-late", "coupon", "004-053", "value"),
    ("freight-standard", "fee", "004-044", "value"),
    ("freight-standard", "free_from", "004-045", "value"),
    ("freight-remote", "surcharge", "004-046", "value"),
    ("promo-two-pieces", "pay", "004-035", "value"),
    ("promo-618-extra", "pay", "004-039", "value"),
    ("promo-member", "off", "004-041", "value"),
    ("promo-618-period", "member_early", "004-040", "value"),
    ("promo-first-order", "pay", "004-133", "value"),
    ("keep-compensation", "most", "004-076", "value"),
    ("apology-coupon", "coupon", "004-138", "value"),
    ("drill-score", "dimensions", "004-147", "value"),
    ("drill-score", "points", "004-148", "value"),
    ("drill-score", "total", "004-149", "value"),
]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of the test's own; the course's is read again afterwards."""
    monkeypatch.setattr(course, "DATA", tmp_path)
    caches = (policies._file, policies._policies)
    for cache in caches:
        cache.cache_clear()
    yield tmp_path
    for cache in caches:
        cache.cache_clear()


def test_every_reference_resolves() -> None:
    known_claims, known_laws = {c.id for c in claims.all()}, {a.id for a in laws.all()}
    for policy in policies.all():
        assert {*policy.claims} <= known_claims, policy.id
        assert {*policy.laws} <= known_laws, policy.id


@pytest.mark.parametrize(("policy", "name", "claim", "part"), SAME)
def test_a_number_is_the_one_its_claim_states(policy: str, name: str, claim: str, part: str) -> None:
    found = policies.get(policy)
    assert claim in found.claims
    assert float(found.value(name)) == getattr(claims.get(claim), part)
    unit = claims.get(claim).unit
    assert {unit, unit.removeprefix("个")} & {*found.unit.split("、")}


def test_tiers_are_those_of_the_claims() -> None:
    cut = {claims.get(c).value for c in ("004-036", "004-037")}
    assert {float(t["off"]) for t in policies.get("promo-full-cut").tiers} == cut
    assert [*map(float, policies.get("promo-full-cut-script").tiers[0].values())] == [
        300,
        claims.get("004-063").value,
    ]
    for policy, groups in {
        "member-tiers": ("004-122", "004-121", "004-120", "004-119"),
        "stockout": ("004-054", "004-055", "004-056"),
    }.items():
        stated = [(claims.get(c).low, claims.get(c).high) for c in groups]
        assert [(t.get("from"), t.get("to")) for t in policies.get(policy).tiers] == stated


def test_the_shops_own_member_edges_leave_no_gap_and_no_overlap() -> None:
    tiers = policies.get("member-edges").tiers
    assert tiers[0]["from"] == 0
    assert [t["below"] for t in tiers[:-1]] == [t["from"] for t in tiers[1:]]
    assert "below" not in tiers[-1]


def test_status_and_date_go_together() -> None:
    for policy in policies.all():
        firm = policy.status in ("法规", "平台规则")
        if firm:
            law = laws.get(policy.laws[0]).law
            assert policy.dated == law.effective.isoformat(), policy.id
            assert (law.kind == "平台规则") == (policy.status == "平台规则"), policy.id
        assert (policy.owner == "法规") == (policy.status == "法规"), policy.id
        assert policy.dated != "不详" or policy.status == "转述未核实", policy.id
        assert (policy.owner == "示例店铺") == (policy.status == "店内示例标准"), policy.id


def test_every_policy_says_something_usable() -> None:
    for policy in policies.all():
        assert policy.values or policy.tiers or policy.text, policy.id
        assert policy.unit or not (policy.values or policy.tiers), policy.id
        timed = policy.unit in ("小时", "服务小时", "工作日", "秒") and {"respond", "resolve", "apply"} & {
            *policy.values
        }
        assert policy.since or not timed, policy.id
        assert len(policy.readings) != 1, policy.id


def test_filters_and_unknown_names() -> None:
    assert [p.id for p in policies.where(topic="评价")] == ["review-reply"]
    with pytest.raises(TypeError, match="没有“shop”这一栏"):
        policies.where(shop="示例店铺")
    with pytest.raises(KeyError, match="找不到规则“complaint-urgnt”。相近的有：complaint-urgent"):
        policies.get("complaint-urgnt")
    with pytest.raises(KeyError, match="找不到参数“response”。相近的有：respond"):
        policies.get("first-response").value("response")


def test_a_file_in_order_is_read(data: Path) -> None:
    (data / "policies.yaml").write_text(GOOD, encoding="utf-8")
    assert policies.get("repair").value("resolve") == Decimal(15)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("店内示例标准", "听说", "第5行.*不能写“听说”"),
        ("dated: 2026-11,", "", "第4行.*缺少“dated”"),
        ("2026-11", "去年", "第5行.*照着同一个文件里别的条目写"),
        ("resolve: 15", "resolve: 半个月", "第5行.*要写数字"),
        ("topic: 售后", "topics: 售后", "第4行.*没有“topics”这个字段"),
    ],
)
def test_a_bad_file_is_refused_in_chinese(data: Path, old: str, new: str, message: str) -> None:
    (data / "policies.yaml").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        policies.all()
