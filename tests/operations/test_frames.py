"""What a table must look like before anything is computed from it."""

from __future__ import annotations

import subprocess
import sys

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslib.operations.frames import (
    CHATS,
    CUSTOMERS,
    MESSAGES,
    ORDERS,
    RETURNS,
    REVIEWS,
    TICKETS,
    DataError,
    Schema,
    check,
    describe,
    numbers,
)

SCHEMAS = (ORDERS, CHATS, MESSAGES, TICKETS, REVIEWS, RETURNS, CUSTOMERS)


def messages(**columns: object) -> pd.DataFrame:
    """Two sound messages; columns given replace theirs."""
    sound = {
        "message_id": ["m1", "m2"],
        "chat_id": "c1",
        "customer_id": "甲",
        "time": ["2024-06-18 10:00:00", "2024-06-18 10:00:30"],
        "role": ["customer", "agent"],
    }
    return pd.DataFrame(sound | columns)


def orders(**columns: object) -> pd.DataFrame:
    sound = {
        "order_id": ["1", "2", "3"],
        "customer_id": ["甲", "乙", "丙"],
        "created": "2024-06-18 10:00",
        "paid": ["2024-06-18 10:01", None, "2024-06-18 10:05"],
        "amount": [99, 0, 25.5],
    }
    return pd.DataFrame(sound | columns)


BAD_MESSAGES = [
    # what is wrong, the columns that make it so, and column, row and words the message must have
    ("no rows", {}, "", None, "是空的"),
    ("unreadable time", {"time": ["2024-06-18 10:00", "昨天晚上"]}, "time", 2, "昨天晚上"),
    ("no such day", {"time": ["2024-02-30 10:00", "2024-03-01 10:00"]}, "time", 1, "日历上没有"),
    ("day first", {"time": ["18/06/2024 10:00", "18/06/2024 10:01"]}, "time", 1, "不是能确定的时间"),
    ("a number for a time", {"time": [1718676000, 1718676030]}, "time", 1, "不是能确定的时间"),
    ("date only", {"time": ["2024-06-18 10:00", "2024-06-18"]}, "time", 2, "几点几分"),
    ("mixed zones", {"time": ["2024-06-18T10:00:00+08:00", "2024-06-18 10:01"]}, "time", 2, "时区"),
    ("empty time", {"time": ["2024-06-18 10:00", None]}, "time", 2, "空着"),
    ("unknown role", {"role": ["customer", "老板"]}, "role", 2, "老板"),
    ("duplicate id", {"message_id": ["m1", "m1"]}, "message_id", 2, "第1行和第2行"),
    ("rounded id", {"message_id": [1.2345678901234567e18, 2.0]}, "message_id", 1, "四舍五入"),
    ("rounded id as text", {"message_id": ["1.23457E+18", "2"]}, "message_id", 1, "四舍五入"),
    ("blank id", {"chat_id": ["c1", "  "]}, "chat_id", 2, "空着"),
    ("two customers in a chat", {"customer_id": ["甲", "乙"]}, "customer_id", 2, "串了"),
]


@pytest.mark.parametrize(
    ("columns", "column", "row", "words"),
    [each[1:] for each in BAD_MESSAGES],
    ids=[e[0] for e in BAD_MESSAGES],
)
def test_bad_messages_are_refused(
    columns: dict[str, object], column: str, row: int | None, words: str
) -> None:
    frame = messages(**columns) if columns else messages().iloc[:0]
    with pytest.raises(DataError, match=words) as refused:
        check(frame, MESSAGES)
    assert (refused.value.column, refused.value.row) == (column, row)
    assert "消息表" in str(refused.value)
    assert column in str(refused.value)
    assert row is None or f"第{row}行" in str(refused.value)


BAD_ORDERS = [
    ("negative money", {"amount": [99, -1, 5]}, "amount", 2, "小于0"),
    ("money in words", {"amount": [99, "￥5", 5]}, "amount", 2, "不带单位"),
    ("infinite money", {"amount": [99, float("inf"), 5]}, "amount", 2, "有限"),
    ("flags for money", {"amount": [True, False, True]}, "amount", 1, "不是数"),
    ("half an item", {"items": [1, 2, 1.5]}, "items", 3, "整数"),
    ("paid before ordered", {"paid": ["2024-06-18 10:01", None, "2024-06-18 09:00"]}, "paid", 3, "早于"),
]


@pytest.mark.parametrize(
    ("columns", "column", "row", "words"), [each[1:] for each in BAD_ORDERS], ids=[e[0] for e in BAD_ORDERS]
)
def test_bad_orders_are_refused(columns: dict[str, object], column: str, row: int, words: str) -> None:
    with pytest.raises(DataError, match=words) as refused:
        check(orders(**columns), ORDERS)
    assert (refused.value.column, refused.value.row) == (column, row)


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.name)
def test_missing_columns_are_named_with_those_present(schema: Schema) -> None:
    frame = pd.DataFrame({"随便": [1]})
    with pytest.raises(DataError, match="现有的列：随便") as refused:
        check(frame, schema)
    for column in schema.columns:
        assert column.optional or f"“{column.name}”" in str(refused.value)


def test_a_column_twice_and_a_column_needed_here_are_refused() -> None:
    doubled = pd.concat([orders(), orders()[["amount"]]], axis=1)
    with pytest.raises(DataError, match="不止一次"):
        check(doubled, ORDERS)
    with pytest.raises(DataError, match="shipped"):
        check(orders(), ORDERS, need=["shipped"])
    with pytest.raises(DataError, match="DataFrame"):
        check([1, 2], ORDERS)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "written",
    ["2024/6/18 9:05", "2024-06-18T09:05:00", "2024年6月18日 09:05:00", "2024-06-18 01:05:00Z",
     "2024-06-18T03:05:00+02:00", "2024.06.18 09:05", pd.Timestamp("2024-06-18 09:05")],
    ids=str,
)  # fmt: skip
def test_one_moment_however_it_is_written(written: object) -> None:
    read = check(messages(time=[written, written]), MESSAGES)["time"]
    assert (read == pd.Timestamp("2024-06-18 09:05", tz="Asia/Shanghai")).all()


def test_times_that_a_clock_change_makes_ambiguous_are_refused() -> None:
    twice = messages(time=["2024-10-27 02:30", "2024-10-27 04:00"])
    with pytest.raises(DataError, match="夏令时"):
        check(twice, MESSAGES, zone="Europe/Berlin")


def test_values_are_converted_and_other_columns_kept() -> None:
    frame = orders(order_id=[1, 2, 3], items=["1", "2", "3"], note=["a", "b", "c"])
    checked = check(frame, ORDERS)
    assert checked["order_id"].tolist() == ["1", "2", "3"]
    assert checked["items"].tolist() == [1, 2, 3]
    assert checked["note"].tolist() == ["a", "b", "c"]
    assert checked["paid"].isna().tolist() == [False, True, False]
    assert frame["order_id"].tolist() == [1, 2, 3], "the caller's frame must stay as it was"


def test_consent_is_read_from_usual_spellings_only() -> None:
    frame = pd.DataFrame({"customer_id": list("甲乙丙丁"), "consent": ["是", "FALSE", 1, None]})
    read = check(frame, CUSTOMERS).set_index("customer_id")["consent"]
    assert read.dropna().to_dict() == {"甲": True, "乙": False, "丙": True}
    with pytest.raises(DataError, match="大概"):
        check(frame.assign(consent="大概"), CUSTOMERS)


@given(st.permutations(range(6)))
def test_the_order_of_rows_does_not_matter(order: list[int]) -> None:
    frame = messages().iloc[:0].reindex(range(6)).assign(
        message_id=list("abcdef"), chat_id=["c1", "c2"] * 3, customer_id=["甲", "乙"] * 3,
        time="2024-06-18 10:00:00", role=["agent", "customer", "customer", "agent", "auto", "agent"],
    )  # fmt: skip
    shuffled = check(frame.iloc[list(order)], MESSAGES)
    pd.testing.assert_frame_equal(shuffled, check(frame, MESSAGES))
    assert shuffled["role"].tolist() == ["customer", "agent", "auto", "customer", "agent", "agent"]


def test_checking_twice_changes_nothing() -> None:
    once = check(orders(), ORDERS)
    pd.testing.assert_frame_equal(check(once, ORDERS), once)


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.name)
def test_a_schema_describes_every_column(schema: Schema) -> None:
    lines = describe(schema).splitlines()
    names = [line.split("|")[1].strip() for line in lines[2:]]
    assert names == [column.name for column in schema.columns]


@pytest.mark.parametrize(
    ("values", "words"),
    [([], "一个“分”也没有"), ([3, "5"], "第2个"), ([float("nan")], "空着"), ([True], "第1个"),
     ([1.5], "整数"), ([9], "大于5"), ([float("inf")], "有限"), ([pd.NA], "空着")],
)  # fmt: skip
def test_plain_numbers_are_checked_too(values: list[object], words: str) -> None:
    with pytest.raises(DataError, match=words):
        numbers(values, "分", low=0, high=5, whole=True)


def test_nothing_here_imports_pandas_until_a_frame_comes() -> None:
    modules = [
        "frames",
        "tables",
        "columns",
        "metrics",
        "handling",
        "responses",
        "sales",
        "queues",
        "staffing",
    ]
    modules += ["schedule", "simulation", "customers", "consent", "tiers"]
    code = "import sys, " + ", ".join(f"cslib.operations.{name}" for name in modules)
    code += "; sys.exit(' '.join({'pandas', 'numpy'} & set(sys.modules)) or 0)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
