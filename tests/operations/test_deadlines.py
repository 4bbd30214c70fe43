"""When things are due: vectors from rules and calendars, and what must hold whatever the moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslib import laws, policies
from cslib.operations import deadlines, workdays
from cslib.operations.workdays import BEIJING, Calendar, Hours, NotArranged, beijing

MOMENTS = st.datetimes(datetime(2015, 1, 2), datetime(2026, 6, 1))


@pytest.mark.parametrize(
    ("rule", "step", "start", "due"),
    [
        # complaint tiers, claims 004-090 to 096
        ("complaint-urgent", "respond", "2025-06-01 23:30", "2025-06-02 01:30:00"),
        ("complaint-urgent", "resolve", "2025-06-01 23:30", "2025-06-02 23:30:00"),
        ("complaint-serious", "respond", "2025-06-01 23:30", "2025-06-02 05:30:00"),
        ("complaint-normal", "resolve", "2025-02-28 12:00", "2025-03-03 12:00:00"),
        ("complaint-suggestion", "", "2025-06-01 12:00", "2025-06-03 12:00:00"),
        # after-sale stages and reviews
        ("aftersale-respond", "respond", "2025-06-01 12:00", "2025-06-02 12:00:00"),
        ("refund-pay", "", "2025-06-06 17:00", "2025-06-11 23:59:59"),  # over a weekend
        ("exchange-dispatch", "", "2025-06-06 17:00", "2025-06-13 23:59:59"),
        ("review-reply", "excellent", "2025-06-06 17:00", "2025-06-07 17:00:00"),
        # seven days from the day after signing (art. 10): a Tuesday's signing ends on the next Tuesday
        ("return-window", "", "2025-06-03 00:00", "2025-06-10 23:59:59"),
        ("return-window", "", "2025-06-03 23:59:59", "2025-06-10 23:59:59"),
        # last day in a holiday: the first working day after it (Civil Code, art. 203)
        ("return-window", "", "2025-09-28 09:00", "2025-10-09 23:59:59"),
        # a last day that is a Sunday but a make-up working day is not put off: 2025-09-28
        ("return-window", "", "2025-09-21 09:00", "2025-09-28 23:59:59"),
        # the shop's duty to refund is not put off
        ("refund-legal", "resolve", "2025-09-28 09:00", "2025-10-05 23:59:59"),
        # seven working days over the national holiday of 2025, 28 September and 11 October worked
        ("regulator-complaint", "", "2025-09-26 09:00", "2025-10-13 23:59:59"),
        # six months to the matching day, or the month's last
        ("durable-proof", "", "2025-03-10 09:00", "2025-09-10 23:59:59"),
        ("durable-proof", "", "2024-08-31 09:00", "2025-02-28 23:59:59"),
        # JD's evidence window, from the text of the rule
        ("jd-dispute-evidence", "", "2025-06-03 10:00", "2025-06-03 14:00:00"),
        ("jd-dispute-evidence", "", "2025-06-03 14:00", "2025-06-03 18:00:00"),
        ("jd-dispute-evidence", "", "2025-06-03 14:01", "2025-06-04 09:01:00"),
        ("jd-dispute-evidence", "", "2025-06-03 20:00", "2025-06-04 13:00:00"),
        ("jd-dispute-evidence", "", "2025-06-03 07:00", "2025-06-03 13:00:00"),
        ("first-response", "", "2025-06-03 07:00:10", "2025-06-03 07:00:40"),
    ],
)
def test_vectors(rule: str, step: str, start: str, due: str) -> None:
    assert deadlines.due(rule, start, step).due == datetime.fromisoformat(due).replace(tzinfo=BEIJING)


@given(MOMENTS)
def test_every_limit_is_after_its_start_and_explained(start: datetime) -> None:
    for limit in deadlines.limits():
        found = deadlines.due(limit.policy.id, start, limit.step)
        assert found.due > beijing(start) and found.left == found.due - beijing(start)
        assert found.rule_id == limit.policy.id and policies.get(found.rule_id).name in found.rule
        assert "依据：" in found.explanation and found.met(start)


@given(MOMENTS, MOMENTS)
def test_a_later_start_is_never_due_earlier(one: datetime, other: datetime) -> None:
    early, late = sorted((one, other))
    for limit in deadlines.limits():
        first = deadlines.due(limit.policy.id, early, limit.step)
        second = deadlines.due(limit.policy.id, late, limit.step)
        assert first.due <= second.due


def test_limits_of_law_cite_their_articles() -> None:
    found = deadlines.due("return-window", "2025-06-03 10:00")
    assert laws.cite("consumer-25", "return7-10") in found.explanation
    shop = deadlines.due("review-reply", "2025-06-03 10:00", "respond")
    assert "不是法律规定" in shop.explanation and "《" not in shop.explanation


def test_complaints_have_both_limits_and_suggestions_one() -> None:
    steps = {tier: len(deadlines.complaint(tier, "2025-06-01 10:00")) for tier in deadlines.TIERS}
    assert steps == {"紧急": 2, "严重": 2, "一般": 2, "建议": 1}


@pytest.mark.parametrize(
    ("now", "overdue", "said"),
    [
        ("2025-06-01 10:00", False, "还剩2小时"),
        ("2025-06-01 12:00", False, "还剩不到1分钟"),
        ("2025-06-01 12:00:01", True, "已超过不到1分钟"),
        ("2025-06-02 12:05", True, "已超过1天5分钟"),
    ],
)
def test_time_left(now: str, overdue: bool, said: str) -> None:
    found = deadlines.due("complaint-urgent", "2025-06-01 10:00", "respond", now=now)
    assert (found.overdue, found.left_text, found.met(now)) == (overdue, said, not overdue)


def test_the_last_second_of_a_day_still_counts() -> None:
    found = deadlines.due("return-window", "2025-06-03 10:00")
    assert found.met(datetime(2025, 6, 10, 23, 59, 59, 999_999)) and not found.met("2025-06-11 00:00")


@pytest.mark.parametrize(
    "typed",
    [
        "2025-06-03 09:05",
        "2025-6-3 9:05",
        "2025/6/3 9:5",
        "２０２５－０６－０３　９：０５",
        "2025年6月3日9点05分",
        "2025-06-03T09:05:00",
        "2025-06-03T09:05:00+08:00",
        "2025-06-03 01:05Z",
    ],
)
def test_moments_are_read_as_people_type_them(typed: str) -> None:
    assert beijing(typed) == datetime(2025, 6, 3, 9, 5, tzinfo=BEIJING)


def test_other_zones_are_converted() -> None:
    shop = deadlines.due("complaint-urgent", datetime(2025, 6, 1, 10), "respond")
    assert deadlines.due("complaint-urgent", datetime(2025, 6, 1, 2, tzinfo=UTC), "respond").due == shop.due


@pytest.mark.parametrize(
    ("rule", "step", "start", "says"),
    [
        ("complaint-urgent", "", "2025-06-01 10:00", "respond、resolve"),
        ("complaint-urgent", "apply", "2025-06-01 10:00", "respond、resolve"),
        ("freight-standard", "", "2025-06-01 10:00", "没有规定时限"),
        ("review-reply", "respond", "2025-06-01", "看不懂时间"),
        ("review-reply", "respond", "昨天下午三点", "看不懂时间"),
        ("review-reply", "respond", "20255-06-01 10:00", "看不懂时间"),
        ("review-reply", "respond", "2025-06-31 10:00", "看不懂时间“2025-06-31 10:00”"),
        ("review-reply", "respond", "2025-06-01 24:00", "看不懂时间"),
        ("review-reply", "respond", datetime(202, 6, 1), "年份要在1992到2100之间"),
        ("review-reply", "respond", date(2025, 6, 1), "时间要写到几点几分"),
    ],
)
def test_bad_input_is_explained(rule: str, step: str, start: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        deadlines.due(rule, start, step)


def test_unknown_rules_and_tiers_name_what_there_is() -> None:
    with pytest.raises(policies.UnknownPolicy, match="complaint-urgent"):
        deadlines.due("complaint-urgnet", "2025-06-01 10:00")
    with pytest.raises(ValueError, match="“紧急”“严重”“一般”“建议”"):
        deadlines.complaint("特急", "2025-06-01 10:00")


# --- counting ---


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2024-02-04", True),  # Sunday before the Spring Festival, made up
        ("2024-02-12", False),  # Spring Festival
        ("2024-05-11", True),  # Saturday, made up
        ("2025-01-26", True),
        ("2025-06-02", False),  # Dragon Boat Festival
        ("2026-10-10", True),
        ("2026-10-07", False),
        ("2025-06-07", False),  # an ordinary Saturday
        ("2025-06-09", True),
    ],
)
def test_chinese_working_days(day: str, works: bool) -> None:
    assert workdays.china().works(date.fromisoformat(day)) is works


def test_years_without_an_arrangement_are_refused_not_guessed() -> None:
    last = workdays.china().last
    with pytest.raises(NotArranged, match=rf"现有2015-01-01到{last}.*holidays"):
        deadlines.due("refund-pay", datetime(last.year, 12, 23, 10))
    late = deadlines.due("return-window", datetime(last.year, 12, 31, 10))
    assert late.due.date() == date(last.year + 1, 1, 7) and "还没有收进来" in late.explanation


def test_own_calendar_is_used() -> None:
    own = Calendar(date(2030, 1, 1), date(2030, 12, 31), frozenset({date(2030, 5, 2)}), frozenset())
    found = deadlines.due("refund-pay", "2030-05-01 10:00", calendar=own)  # a Wednesday
    assert found.due.date() == date(2030, 5, 7)


@given(MOMENTS, st.integers(1, 30))
def test_working_days_count_working_days(start: datetime, count: int) -> None:
    calendar = workdays.china()
    end = workdays.after_working_days(beijing(start), count).date()
    span = (end - start.date()).days
    between = [start.date() + timedelta(days=i) for i in range(1, span + 1)]
    assert calendar.works(end) and sum(map(calendar.works, between)) == count


@given(MOMENTS, st.integers(0, 40), st.integers(0, 23), st.integers(0, 23), st.booleans())
def test_service_hours_add_up(start: datetime, hours: int, opens: int, closes: int, working: bool) -> None:
    """Between start and end exactly that much service time passes, counted hour by hour."""
    begin = beijing(start.replace(minute=0, second=0, microsecond=0))
    shop = Hours(time(opens), time(closes), working)
    end = workdays.within_hours(begin, hours, shop)
    served, at = 0, begin
    while at < end:
        served += _open(at, shop)
        at += timedelta(hours=1)
    assert (at, served) == (end, hours)


def _open(at: datetime, shop: Hours) -> bool:
    today, yesterday = at.date(), at.date() - timedelta(days=1)
    days = [day for day in (today, yesterday) if not shop.working_days or workdays.china().works(day)]
    return any(start <= at < end for start, end in map(shop.window, days))


def test_service_past_midnight() -> None:
    night = Hours(time(20), time(2))
    assert workdays.within_hours(beijing("2025-06-03 23:00"), 4, night) == beijing("2025-06-04 21:00")
    assert str(Hours(time(9), time(0))) == "每天09:00—24:00"


def test_months_end_with_the_month() -> None:
    assert workdays.after_months(beijing("2025-12-31 10:00"), 2).date() == date(2026, 2, 28)
    assert workdays.after_months(beijing("2023-12-31 10:00"), 2).date() == date(2024, 2, 29)
    assert workdays.after_months(beijing("2025-06-15 10:00"), 6).date() == date(2025, 12, 15)
