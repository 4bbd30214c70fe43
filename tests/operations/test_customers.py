"""Member tiers, RFM, lifetime value, repurchase, and who may be written to."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cslib.operations.consent import contact_list
from cslib.operations.customers import (
    CLV,
    SEGMENTS,
    clv,
    cut_scores,
    quantile_scores,
    repurchase_cycle,
    returning,
    rfm,
)
from cslib.operations.frames import DataError
from cslib.operations.tiers import DEFAULT_TIERS, Range, Tier, faults, tier, to_next

TODAY = dt.date(2024, 6, 18)

# ── tiers ──


@pytest.mark.parametrize(
    ("spending", "name", "missing"),
    [(0, "普通", 10_000), (9_999.99, "普通", 0.01), (10_000, "银牌", 20_000), (29_999, "银牌", 1),
     (30_000, "金牌", 70_000), (100_000, "钻石", None), (1e9, "钻石", None)],
)  # fmt: skip
def test_every_edge_belongs_to_the_tier_above(spending: float, name: str, missing: float | None) -> None:
    assert tier(spending).name == name
    above = to_next(spending)
    assert above is None if missing is None else above and above[1] == pytest.approx(missing)


@given(st.floats(0, 1e7), st.floats(0, 1e7))
def test_spending_more_never_lowers_the_tier(one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert DEFAULT_TIERS.index(tier(less)) <= DEFAULT_TIERS.index(tier(more))


AS_PUBLISHED = [Range("普通", 0, 10_000, closed=False), Range("银牌", 10_000, 30_000)]
AS_PUBLISHED += [Range("金牌", 30_000, 100_000), Range("钻石", 100_000, None)]


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        (AS_PUBLISHED, ["30000元同时属于银牌和金牌。", "100000元同时属于金牌和钻石。"]),
        ([Range(each.name, each.low, each.high, closed=False) for each in AS_PUBLISHED], []),
        ([Range("A", 0, 100, closed=False), Range("B", 200, None)], ["100元到200元之间不属于任何一级。"]),
        ([Range("B", 50, None), Range("A", 0, 100)], ["50元到100元同时属于A和B。"]),
        ([Range("A", 0, None), Range("B", 50, None)], ["50元以上同时属于A和B。"]),
        ([Range("A", 0, None), Range("B", 50, 80)], ["50元到80元同时属于A和B。"]),
        ([Range("A", 0, 90), Range("B", 10, 20), Range("C", 80, 100)],
         ["10元到20元同时属于A和B。", "80元到90元同时属于A和C。", "100元以上不属于任何一级。"]),
    ],
)  # fmt: skip
def test_published_ranges_are_checked(ranges: list[Range], expected: list[str]) -> None:
    assert list(faults(ranges)) == expected


# ── scores ──


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=60), st.integers(2, 7), st.randoms())
def test_quantile_scores(values: list[int], parts: int, random: Random) -> None:
    scored = dict(zip(values, quantile_scores(values, parts), strict=True))
    assert all(1 <= score <= parts for score in scored.values())
    ordered = sorted(scored)
    assert [scored[value] for value in ordered] == sorted(scored.values()), "more is never scored lower"
    assert scored[ordered[0]] == 1
    shuffled = random.sample(values, len(values))
    assert quantile_scores(shuffled, parts) == [scored[value] for value in shuffled]


def test_without_ties_quintiles_are_even() -> None:
    assert [quantile_scores(range(100)).count(score) for score in (1, 2, 3, 4, 5)] == [20] * 5


def test_cut_scores_put_edges_up() -> None:
    assert cut_scores([0, 29, 30, 89, 90, 500], [30, 90]) == [1, 1, 2, 2, 3, 3]


def purchases(*rows: tuple[str, str, float], paid: bool = True) -> pd.DataFrame:
    """Orders from (customer, day, yuan)."""
    return pd.DataFrame(
        [
            {"order_id": str(n), "customer_id": who, "created": f"{day} 10:00", "amount": yuan,
             "paid": f"{day} 10:01" if paid else None}
            for n, (who, day, yuan) in enumerate(rows)
        ]
    )  # fmt: skip


def test_rfm_by_hand() -> None:
    orders = purchases(
        ("甲", "2024-06-18", 500), ("甲", "2024-06-01", 500.1), ("甲", "2024-05-01", 300),
        ("乙", "2024-01-01", 2000), ("丙", "2024-06-10", 20), ("丁", "2023-06-19", 30),
    )  # fmt: skip
    cuts = {"r": [30, 180], "f": [2, 3], "m": [100, 1000]}
    table = rfm(orders, TODAY, cuts=cuts).set_index("customer_id")
    assert table.loc["甲"].tolist() == [0, 3, 1300.1, 3, 3, 3, "重要价值"]
    assert table.loc["乙"].tolist() == [169, 1, 2000, 2, 1, 3, "重要挽留"]
    assert table.loc["丙"].tolist() == [8, 1, 20, 3, 1, 1, "一般发展"]
    assert table.loc["丁"].tolist() == [365, 1, 30, 1, 1, 1, "一般挽留"]
    ranked = rfm(orders, TODAY, parts=4).set_index("customer_id")
    assert ranked["r"].to_dict() == {"丁": 1, "乙": 2, "丙": 3, "甲": 4}
    assert ranked["f"].to_dict() == {"丁": 1, "乙": 1, "丙": 1, "甲": 4}
    assert set(ranked["segment"]) <= set(SEGMENTS.values())
    unpaid = pd.concat([orders, purchases(("戊", "2024-06-01", 9), paid=False).assign(order_id="x")])
    pd.testing.assert_frame_equal(rfm(unpaid, TODAY, cuts=cuts).set_index("customer_id"), table)


@settings(max_examples=10)
@given(st.randoms())
def test_rfm_ignores_row_order(random: Random) -> None:
    orders = purchases(*((f"k{n % 7}", f"2024-0{1 + n % 6}-1{n % 9}", 10 * n) for n in range(20)))
    order = random.sample(range(20), 20)
    pd.testing.assert_frame_equal(rfm(orders.iloc[order], TODAY), rfm(orders, TODAY))
    pd.testing.assert_frame_equal(returning(orders.iloc[order], TODAY), returning(orders, TODAY))


# ── lifetime value ──


@given(st.floats(1, 1000), st.floats(0, 0.99), st.floats(0, 0.5))
def test_lifetime_value_is_the_sum_of_its_years(margin: float, retention: float, discount: float) -> None:
    years = range(5000)
    step = retention / (1 + discount)
    sums = {
        "renewal": math.fsum(margin * step**year for year in years[1:]),
        "immediate": math.fsum(margin * step**year for year in years),
        "arrears": math.fsum(margin * step**year for year in years) / (1 + discount),
    }
    assert set(sums) == set(CLV)
    for timing, total in sums.items():
        value = clv(margin, retention, discount, timing)
        assert value.value == pytest.approx(total, rel=1e-9)
        assert (value.definition, value.text) == (timing, CLV[timing])


# ── buying again ──

STEADY = purchases(
    ("甲", "2024-01-01", 10), ("甲", "2024-01-31", 10), ("甲", "2024-01-31", 10), ("甲", "2024-03-01", 10),
    ("乙", "2024-02-01", 10), ("乙", "2024-05-11", 10), ("丙", "2024-06-01", 10),
)  # fmt: skip


def test_repurchase_and_churn_by_hand() -> None:
    cycle = repurchase_cycle(STEADY, TODAY)
    # Gaps 30, 30 (two orders of one day are one purchase) and 100.
    assert (cycle.early, cycle.usual, cycle.late, cycle.gaps) == (30, 30, 65, 3)
    table = returning(STEADY, TODAY).set_index("customer_id")
    assert table["days_since"].to_dict() == {"甲": 109, "乙": 38, "丙": 17}
    assert table["own"].to_dict() == {"甲": True, "乙": False, "丙": False}
    assert table["due"].to_dict() == {"甲": "已过", "乙": "到期", "丙": "未到"}
    assert table["level"].to_dict() == {"甲": "预警", "乙": "正常", "丙": "正常"}
    assert (table.loc["乙", "due_from"], table.loc["乙", "due_to"]) == (
        dt.date(2024, 6, 10),
        dt.date(2024, 7, 15),
    )
    assert returning(STEADY, TODAY, warn=1.2, alarm=4).set_index("customer_id")["level"].to_dict() == {
        "甲": "留意", "乙": "留意", "丙": "正常",
    }  # fmt: skip


# ── consent ──


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from([True, False, None]), min_size=1),
    st.lists(st.sampled_from("abcdefghxyz")),
)
def test_nobody_is_listed_without_consent(consent: dict[str, bool | None], wanted: list[str]) -> None:
    customers = pd.DataFrame({"customer_id": list(consent), "consent": list(consent.values())})
    listed = contact_list(customers, wanted, TODAY)
    assert all(consent.get(customer) is True for customer in listed.allowed)
    assert set(listed.allowed) | set(listed.refused) == set(wanted)
    assert not set(listed.allowed) & set(listed.refused)
    assert all(listed.refused.values())


@pytest.mark.parametrize(
    ("withdrawn", "may"),
    [(None, True), ("2024-06-19", True), ("2024-06-18", False), ("2023-01-01 10:00", False)],
)
def test_consent_can_be_taken_back(withdrawn: str | None, may: bool) -> None:
    customers = pd.DataFrame({"customer_id": ["甲"], "consent": [True], "withdrawn": [withdrawn]})
    assert contact_list(customers, ["甲"], TODAY).allowed == (("甲",) if may else ())


REFUSED: list[Callable[[], object]] = [
    lambda: tier(-1),
    lambda: tier(math.nan),
    lambda: tier(5, []),
    lambda: tier(5, [Tier("A", 1)]),
    lambda: tier(5, [Tier("A", 0), Tier("B", 0)]),
    lambda: faults([Range("A", 5, 1)]),
    lambda: quantile_scores([]),
    lambda: quantile_scores([1], 1),
    lambda: quantile_scores([1, None]),
    lambda: cut_scores([1], []),
    lambda: cut_scores([1], [3, 2]),
    lambda: rfm(STEADY, dt.date(2024, 5, 31)),
    lambda: rfm(STEADY, TODAY, cuts={"r": [1], "f": [1]}),
    lambda: rfm(STEADY.assign(paid=None), TODAY),
    lambda: clv(100, 1, 0),
    lambda: clv(100, 1.2, 0.1),
    lambda: clv(100, 0.5, -0.1),
    lambda: clv(100, 0.5, 0.1, "weekly"),
    lambda: repurchase_cycle(STEADY.iloc[-1:], TODAY),
    lambda: returning(STEADY, TODAY, warn=3, alarm=2),
    lambda: contact_list(pd.DataFrame({"customer_id": ["甲"]}), ["甲"], TODAY),
]


@pytest.mark.parametrize("call", REFUSED)
def test_what_cannot_be_computed_is_refused(call: Callable[[], object]) -> None:
    with pytest.raises(DataError):
        call()
