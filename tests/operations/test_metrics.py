"""Service metrics: every published definition by name, against worked examples and what must always hold."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cslib.operations.frames import DataError
from cslib.operations.handling import (
    FCR,
    chat_service_level,
    concurrency,
    engaged_seconds,
    first_contact_resolution,
    handle_time,
)
from cslib.operations.metrics import (
    SERVICE_LEVEL,
    Metric,
    ces,
    csat,
    nps,
    quality_pass,
    service_level,
    share,
    wilson,
)
from cslib.operations.responses import (
    AVERAGE_RESPONSE,
    FIRST_RESPONSE,
    REPLY_RATE,
    RESPONSE_RATE,
    average_response,
    first_response,
    reply_rate,
    response_rate,
    rounds,
)
from cslib.operations.sales import (
    RETURN_RATE,
    average_order,
    dispute_rate,
    inquiry_conversion,
    return_rate,
)

# ── service level ──


@pytest.mark.parametrize(
    ("definition", "percent"),
    [("abandoned_in_met", 83.0), ("answered_only", 86.0), ("abandoned_missed", 81.1),
     ("abandoned_in_ignored", 82.7), ("short_met", 82.1)],
)  # fmt: skip
def test_five_service_levels_from_one_day(definition: str, percent: float) -> None:
    level = service_level(
        answered=1000,
        abandoned=60,
        answered_in=860,
        abandoned_in=20,
        abandoned_short=10,
        definition=definition,
    )
    assert round(100 * level.value, 1) == percent
    assert (level.definition, level.text) == (definition, SERVICE_LEVEL[definition])


counts = st.integers(0, 500)


@given(counts, counts, counts, counts, counts)
def test_service_levels_are_shares_and_in_order(
    timely: int, late: int, left_short: int, left_in: int, left_late: int
) -> None:
    assume(timely + late > 0)
    day = {
        "answered": timely + late,
        "abandoned": left_short + left_in + left_late,
        "answered_in": timely,
        "abandoned_in": left_short + left_in,
        "abandoned_short": left_short,
    }
    value = {name: service_level(**day, definition=name).value for name in SERVICE_LEVEL}
    assert all(0 <= each <= 1 for each in value.values())
    assert value["abandoned_missed"] <= value["short_met"] <= value["abandoned_in_met"]
    assert value["abandoned_missed"] <= value["abandoned_in_ignored"]


@pytest.mark.parametrize(
    "day",
    [{"answered": 5, "abandoned": 0, "answered_in": 6, "abandoned_in": 0},
     {"answered": 5, "abandoned": 1, "answered_in": 5, "abandoned_in": 2},
     {"answered": -5, "abandoned": 1, "answered_in": -5, "abandoned_in": 1},
     {"answered": 0, "abandoned": 0, "answered_in": 0, "abandoned_in": 0},
     {"answered": 5, "abandoned": 1, "answered_in": 5, "abandoned_in": 0, "definition": "erlang"}],
)  # fmt: skip
def test_impossible_days_are_refused(day: dict[str, int]) -> None:
    with pytest.raises(DataError):
        service_level(**day)  # type: ignore[arg-type]


# ── surveys and quality ──


def test_the_two_satisfactions_are_different_numbers() -> None:
    scores = [5] * 60 + [4] * 20 + [3] * 20 + [None]
    assert csat(scores).value == pytest.approx(0.8)
    assert csat(scores, "mean").value == pytest.approx(4.4)
    assert csat(scores).denominator == 100


@pytest.mark.parametrize(
    ("scores", "value"), [([10] * 4, 100), ([0], -100), ([9, 7, 6, 8], 0), ([9, 9, 3], 100 / 3)]
)
def test_nps(scores: list[int], value: float) -> None:
    assert nps(scores).value == pytest.approx(value)


@given(st.lists(st.integers(1, 7), min_size=1), st.sampled_from(["mean", "top"]))
def test_effort_reads_the_same_from_either_end(scores: list[int], definition: str) -> None:
    turned = [8 - score for score in scores]
    assert ces(scores, definition).value == ces(turned, definition, easy="low").value


@pytest.mark.parametrize(
    "call",
    [lambda: csat([]), lambda: csat([None]), lambda: csat([0]), lambda: csat([4.5]),
     lambda: csat([5], "top3"), lambda: nps([11]), lambda: ces([6], scale=5),
     lambda: ces([6], scale=10), lambda: ces([6], easy="up"),
     lambda: wilson(3, 2), lambda: wilson(0, 0), lambda: wilson(1, 2, 1.0),
     lambda: quality_pass([90], [], pass_mark=80), lambda: share("率", 1, 0, "", "")],
)  # fmt: skip
def test_what_cannot_be_computed_is_refused(call: Callable[[], object]) -> None:
    with pytest.raises(DataError):
        call()


@pytest.mark.parametrize(
    ("passed", "total", "low", "high"),
    # Newcombe 1998 (Statistics in Medicine 17:857), table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_against_published_intervals(passed: int, total: int, low: float, high: float) -> None:
    assert wilson(passed, total) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 10_000), st.data(), st.floats(0.5, 0.999))
def test_wilson_holds_the_share_it_is_about(total: int, data: st.DataObject, confidence: float) -> None:
    passed = data.draw(st.integers(0, total))
    low, high = wilson(passed, total, confidence)
    assert 0 <= low <= passed / total <= high <= 1
    missed_low, missed_high = wilson(total - passed, total, confidence)
    assert (low, high) == pytest.approx((1 - missed_high, 1 - missed_low), abs=1e-9)


def test_a_fatal_fault_fails_a_full_score() -> None:
    result = quality_pass([100, 100, 59, 60], [True, False, False, False], pass_mark=60)
    assert (result.numerator, result.denominator) == (2, 4)
    assert result.interval == wilson(2, 4)


def test_a_metric_prints_its_definition() -> None:
    shown = str(csat([5, 4, 1]))
    assert "66.7%" in shown
    assert "打4分和5分的人÷打了分的人" in shown
    assert Metric("首次响应时间", 28.5, None, 12, "", "中位数", "秒").shown == "28.5秒"


# ── responses ──

DAY = "2024-01-07 "


def log(*lines: tuple[str, str], chat: str = "c", customer: str = "甲") -> pd.DataFrame:
    """A chat from (time, role) lines; a time without a date is on one Sunday in January."""
    return pd.DataFrame(
        [
            {"message_id": f"{chat}{n}", "chat_id": chat, "customer_id": customer, "role": role,
             "time": time if "-" in time else DAY + time}
            for n, (time, role) in enumerate(lines)
        ]
    )  # fmt: skip


ASKED_TWICE = [("10:10:15", "customer"), ("10:15:20", "customer"), ("10:18:10", "agent")]
THEN_QUICK = [*ASKED_TWICE, ("10:18:30", "customer"), ("10:19:00", "agent")]
UNANSWERED = [(f"10:00:{second:02d}", "customer") for second in range(0, 50, 5)]


@pytest.mark.parametrize(
    ("lines", "rule", "fraction"),
    [
        # The three examples of the Taobao rule.
        (ASKED_TWICE, "taobao_2023", (0, 1)),
        (THEN_QUICK, "taobao_2023", (1, 2)),
        (UNANSWERED, "taobao_2023", (0, 1)),
        # The same chats by the others.
        (ASKED_TWICE, "1688", (1, 2)),
        (THEN_QUICK, "1688", (2, 3)),
        (UNANSWERED, "1688", (0, 10)),
        (THEN_QUICK, "pdd", (1, 2)),
        (THEN_QUICK, "pdd_old", (1, 1)),
        (UNANSWERED, "pdd_old", (0, 1)),
        # Exactly three minutes is in time, a second more is not.
        ([("10:00:00", "customer"), ("10:03:00", "agent")], "taobao_2025", (1, 1)),
        ([("10:00:00", "customer"), ("10:03:01", "agent")], "taobao_2025", (0, 1)),
        # An hour for the old rule, and one unanswered message spoils the customer's day.
        ([("10:00:00", "customer"), ("11:00:00", "agent")], "pdd_old", (1, 1)),
        ([("10:00:00", "customer"), ("11:00:01", "agent")], "pdd_old", (0, 1)),
        ([*THEN_QUICK, ("22:59:59", "customer")], "pdd_old", (0, 1)),
        # Across midnight; and a round does not outlive its day.
        ([("23:58:00", "customer"), ("2024-01-08 00:00:30", "agent")], "taobao_2023", (1, 1)),
        ([("22:00", "customer"), ("2024-01-08 10:00", "customer"), ("2024-01-08 10:01", "agent")],
         "taobao_2023", (1, 2)),
        # A question at night is not counted, nor does it spoil the one asked in the morning.
        ([("03:00", "customer"), ("09:00", "customer"), ("09:01", "agent")], "taobao_2023", (1, 1)),
    ],
)  # fmt: skip
def test_response_rates(lines: list[tuple[str, str]], rule: str, fraction: tuple[int, int]) -> None:
    rate = response_rate(log(*lines), rule)
    assert (rate.numerator, rate.denominator) == fraction
    assert (rate.definition, rate.text) == (rule, RESPONSE_RATE[rule].text)


@pytest.mark.parametrize(
    ("role", "valid_in"),
    [("agent", {"taobao_2023", "taobao_2025", "1688", "pdd", "pdd_old"}),
     ("assisted", {"taobao_2023", "taobao_2025", "1688"}), ("bot", {"taobao_2023", "1688"}), ("auto", set())],
)  # fmt: skip
def test_whose_replies_count(role: str, valid_in: set[str]) -> None:
    chat = log(("10:00:00", "customer"), ("10:00:05", role))
    assert {rule for rule in RESPONSE_RATE if response_rate(chat, rule).value == 1} == valid_in


@pytest.mark.parametrize(
    ("clock", "counted_in"),
    [("07:59", set()), ("08:00", {"taobao_2023", "taobao_2025", "pdd", "pdd_old"}),
     ("12:00", set(RESPONSE_RATE)), ("21:00", {"taobao_2023", "taobao_2025", "pdd", "pdd_old"}),
     ("23:00", {"taobao_2023"})],
)  # fmt: skip
def test_at_which_hours(clock: str, counted_in: set[str]) -> None:
    chat = log((clock, "customer"), (clock + ":30", "agent"))
    counted = set()
    for rule in RESPONSE_RATE:
        try:
            response_rate(chat, rule)
            counted.add(rule)
        except DataError as refused:
            assert "没有顾客消息" in str(refused)
    assert counted == counted_in


def test_only_the_last_days_when_asked() -> None:
    old = log(("2023-12-01 10:00", "customer"), chat="old")
    both = pd.concat([old, log(("10:00", "customer"), ("10:01", "agent"))])
    assert response_rate(both, "taobao_2023").denominator == 2
    assert response_rate(both, "taobao_2023", days=30).denominator == 1
    with pytest.raises(DataError):
        response_rate(both, "taobao_2023", days=0)


def test_first_average_and_reply_rate_differ() -> None:
    chats = pd.concat(
        [
            log(("10:00:00", "customer"), ("10:00:01", "auto"), ("10:00:20", "agent"),
                ("10:01:00", "customer"), ("10:02:00", "assisted")),
            log(("11:00:00", "customer"), ("11:00:01", "auto"), ("12:00:00", "agent"),
                chat="d", customer="乙"),
            log(("09:00:00", "agent"), ("12:00:00", "customer"), chat="e", customer="丙"),
        ]
    )  # fmt: skip
    assert first_response(chats).value == (20 + 3600) / 2
    assert first_response(chats, "mean_any").value == 1
    assert average_response(chats).value == pytest.approx((20 + 60 + 3600) / 3)
    assert (reply_rate(chats).numerator, reply_rate(chats).denominator) == (2, 3)
    assert reply_rate(chats, "any").numerator == 2
    assert rounds(chats)["answered"].isna().sum() == 1


def test_office_hours_pause_the_clock_at_night() -> None:
    overnight = log(("22:50", "customer"), ("2024-01-08 08:10", "agent"))
    assert first_response(overnight, "mean_human", hours=(8, 23)).value == 20 * 60
    assert first_response(overnight, "mean_human").value == 560 * 60
    with pytest.raises(DataError):
        first_response(overnight, hours=(23, 8))


moments = st.integers(0, 3 * 86_400)
spoken = st.lists(
    st.tuples(moments, st.sampled_from(["customer", "agent", "assisted", "bot", "auto"]), st.integers(0, 3)),
    min_size=1,
    max_size=25,
)


MEASURES = [
    *((response_rate, rule) for rule in RESPONSE_RATE),
    *((first_response, name) for name in FIRST_RESPONSE),
    *((average_response, name) for name in AVERAGE_RESPONSE),
    *((reply_rate, name) for name in REPLY_RATE),
]


@given(spoken, st.randoms(), st.sampled_from(MEASURES))
def test_rates_ignore_row_order_and_time_zone(
    lines: list[tuple[int, str, int]], random: Random, measured: tuple[Callable[..., Metric], str]
) -> None:
    start = pd.Timestamp("2024-06-18", tz="Asia/Shanghai")
    frame = pd.DataFrame(
        [
            {"message_id": str(n), "chat_id": f"c{who}", "customer_id": f"k{who}", "role": role,
             "time": start + pd.Timedelta(seconds=at)}
            for n, (at, role, who) in enumerate(lines)
        ]
    )  # fmt: skip
    order = list(range(len(frame)))
    random.shuffle(order)
    moved = frame.iloc[order].assign(time=lambda table: table["time"].dt.tz_convert("America/New_York"))
    results = []
    for table in (frame, moved):
        try:
            results.append(measured[0](table, measured[1]))
        except DataError as refused:
            results.append(str(refused))
    assert results[0] == results[1]
    if isinstance(results[0], Metric):
        assert 0 <= results[0].value < math.inf


# ── chats ──


def chats(**columns: object) -> pd.DataFrame:
    sound = {
        "chat_id": ["1", "2", "3"],
        "customer_id": ["甲", "乙", "甲"],
        "agent_id": ["a", "a", "b"],
        "phase": "售后",
        "started": ["2024-06-01 10:00", "2024-06-01 10:00", "2024-06-05 10:00"],
        "answered": ["2024-06-01 10:01", "2024-06-01 10:02", "2024-06-05 10:00"],
        "ended": ["2024-06-01 10:11", "2024-06-01 10:07", "2024-06-05 10:10"],
    }
    return pd.DataFrame(sound | columns)


def test_four_first_contact_resolutions() -> None:
    later = chats(
        started=["2024-06-01 10:00", "2024-06-01 10:00", "2024-06-08 10:00"],
        answered=None,
        ended="2024-06-20 10:00",
        resolved=["是", "否", None],
        survey_resolved=["是", None, None],
        agents=[1, 2, 0],
        reopened="否",
    )
    found = {name: first_contact_resolution(later, name) for name in FCR}
    assert {name: (each.numerator, each.denominator) for name, each in found.items()} == {
        "agent_flag": (1, 2),
        "survey": (1, 1),
        "no_repeat_7d": (1, 2),  # 甲 came back on the 7th day; the youngest chat is not judged
        "closed_once": (1, 2),
    }
    assert first_contact_resolution(later, "no_repeat_7d", days=6).numerator == 2
    with pytest.raises(DataError, match="resolved"):
        first_contact_resolution(chats(), "agent_flag")


def test_handle_time_and_concurrency() -> None:
    held = chats(wrap_seconds=[0, 60, 0])
    # a: 10:01–10:11 and 10:02–10:08 overlap; b: 10 minutes alone.
    assert handle_time(held).value == (10 + 6 + 10) * 60 / 3
    assert handle_time(held, "effort").value == (10 + 10) * 60 / 3
    assert concurrency(held).value == pytest.approx(26 / 20)
    with pytest.raises(DataError, match="wrap_seconds"):
        handle_time(chats())
    with pytest.raises(DataError, match="agent_id"):
        handle_time(chats(wrap_seconds=0, agent_id=["a", None, "b"]))
    with pytest.raises(DataError, match="没有一个会话"):
        handle_time(chats(wrap_seconds=0, answered=None))


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 50), st.integers(0, 20)), max_size=12))
def test_engaged_time_against_counting_seconds(spans: list[tuple[str, int, int]]) -> None:
    intervals = [(agent, start, start + length) for agent, start, length in spans]
    seconds = {(agent, second) for agent, start, end in intervals for second in range(start, end)}
    assert engaged_seconds(intervals) == len(seconds)


def test_service_level_of_a_table() -> None:
    waiting = chats(
        answered=["2024-06-01 10:01", None, None],
        ended=["2024-06-01 10:11", "2024-06-01 10:00:04", "2024-06-05 10:02"],
    )
    percent = {name: chat_service_level(waiting, 60, definition=name).value for name in SERVICE_LEVEL}
    assert percent == pytest.approx(
        {"abandoned_in_met": 2 / 3, "answered_only": 1, "abandoned_missed": 1 / 3,
         "abandoned_in_ignored": 1 / 2, "short_met": 2 / 3}
    )  # fmt: skip
    with pytest.raises(DataError):
        chat_service_level(waiting, 3, short=5)


# ── orders ──


def test_conversion_says_which_of_its_many_definitions() -> None:
    asked = chats(
        phase=["售前", "售前", "售后"],
        customer_id=["甲", "乙", "丙"],
        answered=["2024-06-01 10:01", None, "2024-06-05 10:00"],
    )
    orders = pd.DataFrame(
        {"order_id": ["1", "2", "3"], "customer_id": ["甲", "甲", "乙"], "amount": 10,
         "created": ["2024-06-01 09:00", "2024-06-02 10:00", "2024-06-03 10:00"],
         "paid": ["2024-06-01 09:01", "2024-06-03 10:00", "2024-06-03 10:01"]}
    )  # fmt: skip
    rates = {
        (base, event, days): inquiry_conversion(asked, orders, base=base, event=event, days=days)
        for base in ("asked", "received") for event in ("created", "paid") for days in (0, 1, 2)
    }  # fmt: skip
    assert {key: (rate.numerator, rate.denominator) for key, rate in rates.items() if key[2] != 0} == {
        ("asked", "created", 1): (1, 2), ("asked", "paid", 1): (0, 2),
        ("asked", "created", 2): (2, 2), ("asked", "paid", 2): (2, 2),
        ("received", "created", 1): (1, 1), ("received", "paid", 1): (0, 1),
        ("received", "created", 2): (1, 1), ("received", "paid", 2): (1, 1),
    }  # fmt: skip
    assert rates["asked", "created", 0].numerator == 0, "an order before the question is not its fruit"
    assert len({rate.text for rate in rates.values()}) == len(rates)
    with pytest.raises(DataError):
        inquiry_conversion(asked, orders, days=10)


def shop() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    orders = pd.DataFrame(
        {"order_id": list("123456"), "customer_id": list("甲甲乙丙丁戊"),
         "amount": [100, 50, 30, 20, 0.1, 999], "created": "2024-06-01 10:00",
         "paid": ["2024-06-01 10:01"] * 5 + [None],
         "shipped": ["2024-06-02 10:00"] * 4 + [None, None]}
    )  # fmt: skip
    returns = pd.DataFrame(
        {"return_id": list("abcdef"), "order_id": ["1", "1", "2", "3", "5", "x"],
         "kind": ["仅退款", "退货退款", "退货退款", "换货", "仅退款", "仅退款"],
         "cause": ["品质", "品质", "无理由", "其他", "其他", "其他"], "applied": "2024-06-05 10:00",
         "refunded": ["2024-06-06 10:00"] * 3 + [None, "2024-06-06 10:00", "2024-06-06 10:00"],
         "amount": [10, 90, 50, 0, 0.1, 5]}
    )  # fmt: skip
    tickets = pd.DataFrame(
        {"ticket_id": list("tuv"), "customer_id": "甲", "order_id": ["1", "1", None], "level": "一般",
         "reason": "物流", "opened": "2024-06-05 10:00", "responded": None, "resolved": None,
         "escalated": [True, False, True]}
    )  # fmt: skip
    return orders, returns, tickets


@pytest.mark.parametrize(
    ("definition", "fraction"),
    [("refund_orders", (3, 5)), ("refund_amount", (150.1, 200.1)), ("return_orders", (2, 5)),
     ("exchange_orders", (1, 5)), ("quality_orders", (1, 5)), ("no_reason_orders", (1, 5)),
     ("refund_before_shipping", (1, 5))],
)  # fmt: skip
def test_return_rates(definition: str, fraction: tuple[float, float]) -> None:
    orders, returns, _ = shop()
    rate = return_rate(orders, returns, definition)
    assert (rate.numerator, rate.denominator) == pytest.approx(fraction)
    assert rate.text == RETURN_RATE[definition]


def test_order_values_and_disputes() -> None:
    orders, returns, tickets = shop()
    assert average_order(orders).value == pytest.approx(200.1 / 4)
    assert average_order(orders, "per_order").value == pytest.approx(200.1 / 5)
    assert (average_order(orders).name, average_order(orders, "per_order").name) == ("客单价", "笔单价")
    assert dispute_rate(orders, tickets, "tickets").value == dispute_rate(orders, tickets).value == 1 / 5
    with pytest.raises(DataError, match="付过款"):
        average_order(orders.assign(paid=None))
    with pytest.raises(DataError, match="同一批"):
        return_rate(orders, returns.assign(order_id=list("uvwxyz")))
    with pytest.raises(DataError, match="shipped"):
        return_rate(orders.drop(columns="shipped"), returns, "refund_before_shipping")
