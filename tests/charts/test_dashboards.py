"""Figures over a shop's tables: right in what they state, small, readable, and open about their data."""

from __future__ import annotations

import datetime as dt
import json
import re
from functools import cache
from itertools import combinations

import pandas as pd
import pytest
from playwright.sync_api import Page

from cslib import charts, claims, shop
from cslib.charts import dashboards
from cslib.charts.base import BODY, MIME, TITLE_WIDTH, Chart
from cslib.charts.dashboards.source import UNNAMED
from cslib.charts.wrap import width
from cslib.operations.customers import rfm
from cslib.operations.frames import DataError
from cslib.operations.handling import chat_service_level
from tests.charts.test_layout import DRAW, SMALLEST, Box
from tests.charts.test_layout import page as page  # a fixture

LARGEST = 20_000  # bytes of a figure in a notebook
TODAY = dt.date(2025, 12, 31)

FIGURES = {
    "campaign_days": lambda: dashboards.campaign_days(shop.load("chats"), "2025-11-11", "2025-11-17"),
    "complaint_pareto": lambda: dashboards.complaint_pareto(shop.load("tickets")),
    "quality_and_speed": lambda: dashboards.quality_and_speed(shop.load("messages"), sample=40),
    "returns_by_batch": lambda: dashboards.returns_by_batch(shop.load("orders"), shop.load("returns")),
    "rfm_map": lambda: dashboards.rfm_map(shop.load("orders"), shop.load("customers"), TODAY),
    "service_by_hour": lambda: dashboards.service_by_hour(shop.load("chats")),
    "staffing": lambda: dashboards.staffing(shop.load("chats")),
    "waits": lambda: dashboards.waits(shop.load("chats")),
}
every_figure = pytest.mark.parametrize("name", FIGURES)


@cache
def figure(name: str) -> Chart:
    return FIGURES[name]()


def test_every_dashboard_is_looked_at() -> None:
    assert set(FIGURES) == set(dashboards.__all__)
    assert not set(FIGURES) & set(charts.FIGURES), "those are of cited numbers only"


@every_figure
def test_shown_small_with_words_and_source(name: str) -> None:
    chart = figure(name)
    bundle = chart._repr_mimebundle_()
    assert len(json.dumps(bundle, ensure_ascii=False).encode()) < LARGEST
    title = re.sub(r"<[^>]*>", "", chart.figure.layout.title.text)
    assert title in chart.alt.replace("\n", "")
    assert "<" not in chart.alt
    assert f"数据：{shop.NOTE}" in chart.caption
    assert bundle["text/plain"] == f"{chart.alt}\n{chart.caption}"
    assert chart.claims == (("004-015", "004-016") if name == "staffing" else ())


@every_figure
def test_title_fits_a_phone_and_text_is_large(name: str) -> None:
    layout = figure(name).figure.layout
    lines = re.sub(r"</?b>", "", layout.title.text).split("<br>")
    assert len(lines) <= 3
    assert all(width(line) <= TITLE_WIDTH + 2 for line in lines)
    assert layout.template.layout.font.size == BODY


@pytest.mark.browser
@pytest.mark.parametrize("across", [360, 900])
@every_figure
def test_all_text_is_whole_and_apart(page: Page, name: str, across: int) -> None:
    shown = figure(name)._repr_mimebundle_()[MIME]
    wide, down, found = page.evaluate(DRAW, [shown, across])
    boxes = [Box(*box) for box in found]
    assert wide == across
    cut = [b.text for b in boxes if b.left < 0 or b.top < 0 or b.right > wide + 0.5 or b.bottom > down + 0.5]
    assert cut == []
    assert [(a.text, b.text) for a, b in combinations(boxes, 2) if a.overlaps(b)] == []
    assert [box.text for box in boxes if box.size < SMALLEST] == []


# ── what they state is what the metrics say ──


def test_service_by_hour_agrees_with_the_metric() -> None:
    chats = shop.load("chats")
    bars = dict(zip(*(figure("service_by_hour").figure.data[0][axis] for axis in "xy"), strict=True))
    assert list(bars) == list(range(9, 23))
    for hour in (12, 21):
        expected = chat_service_level(chats[chats["started"].dt.hour == hour], 30).value
        assert bars[hour] == pytest.approx(100 * expected, abs=0.01)
    assert min(bars, key=bars.__getitem__) in (20, 21)


def test_definition_changes_the_bars_and_the_caption() -> None:
    other = dashboards.service_by_hour(shop.load("chats"), definition="answered_only")
    assert "放弃的不算" in other.caption
    assert "放弃一律算没达标" in figure("service_by_hour").caption
    usual = figure("service_by_hour").figure.data[0].y
    assert all(a >= b for a, b in zip(other.figure.data[0].y, usual, strict=True))


def test_waits_add_up_to_everybody() -> None:
    answered, left = (sum(trace.x) for trace in figure("waits").figure.data)
    assert answered + left == pytest.approx(100, abs=0.01)
    chats = shop.load("chats")
    waking = chats[chats["started"].dt.hour.between(9, 22)]
    assert left == pytest.approx(100 * waking["answered"].isna().mean(), abs=0.01)


def test_pareto_reaches_everything() -> None:
    shares, sums, kept = figure("complaint_pareto").figure.data
    assert [*shares.x] == sorted(shares.x, reverse=True)
    assert sums.x[-1] == pytest.approx(100, abs=0.01)
    assert all(0 <= share <= 100 for share in kept.x)


def test_deadlines_of_complaints_by_hand() -> None:
    rows = [
        # level, reason, opened, responded, resolved: in time; late; suggestion without a second limit
        ("一般", "发货慢", "2025-06-01 10:00", "2025-06-01 12:00", "2025-06-04 10:00"),
        ("一般", "发货慢", "2025-06-01 10:00", "2025-06-01 12:00", "2025-06-04 10:01"),
        ("一般", "发货慢", "2025-06-01 10:00", "2025-06-02 10:01", "2025-06-03 10:00"),
        ("建议", "建议", "2025-06-01 10:00", "2025-06-03 10:00", None),
        # not due yet when the table ends
        ("一般", "物流慢", "2025-06-04 09:00", "2025-06-04 10:00", None),
    ]
    names = ["level", "reason", "opened", "responded", "resolved"]
    tickets = pd.DataFrame(rows, columns=names).assign(
        ticket_id=list("12345"), customer_id="甲", order_id="1", escalated="否"
    )
    chart = dashboards.complaint_pareto(tickets)
    assert "发货慢 3件，按时33%" in chart.alt
    assert "建议 1件，按时100%" in chart.alt
    assert "物流慢 1件，还没到期" in chart.alt


def test_rfm_map_counts_every_buyer_and_respects_consent() -> None:
    table = rfm(shop.load("orders"), TODAY, cuts={"r": [30, 90, 180], "f": [2, 3, 5], "m": [100, 300, 800]})
    cells = figure("rfm_map").figure.data[0].z
    assert sum(map(sum, cells)) == len(table)
    assert cells[0][3] == ((table["frequency"] == 1) & (table["recency_days"] < 30)).sum()
    silent = table[(table["frequency"] >= 3) & (table["recency_days"] >= 90)]
    customers = shop.load("customers").set_index("customer_id").loc[silent["customer_id"]]
    agreed = customers["consent"].fillna(False) & customers["withdrawn"].isna()
    assert (
        f"{len(silent)}位买过3次以上、90天没来了；同意店铺联系的只有{agreed.sum()}位" in figure("rfm_map").alt
    )


def test_nothing_to_complain_about_is_no_error() -> None:
    swift = CHATS.assign(answered=CHATS["started"], wrap_seconds=0)
    assert "100%在30秒内接起；等过1分钟的0%里" in dashboards.waits(swift).alt
    pending = pd.DataFrame(
        {"ticket_id": ["1"], "customer_id": "甲", "order_id": "1", "level": "一般", "reason": "7天无理由被拒",
         "opened": "2026-03-01 10:00", "responded": None, "resolved": None, "escalated": "否"}
    )  # fmt: skip
    assert "还没有一件到期" in dashboards.complaint_pareto(pending).alt


def test_batch_of_few_is_not_accused() -> None:
    orders = pd.concat([ORDERS.assign(order_id=f"{i}", batch="AB"[i % 2], item="3件套") for i in range(40)])
    returns = RETURNS.assign(order_id="1")
    assert "B最多，但说不准：100单里5单" in dashboards.returns_by_batch(orders, returns, least=20).alt


def test_fastest_agent_writes_worst() -> None:
    marks = figure("quality_and_speed").figure.data[0]
    names = [re.sub(r"</?b>", "", text) for text in marks.text]
    assert names[marks.x.index(min(marks.x))] == names[marks.y.index(min(marks.y))] == "K04"


def test_staffing_grows_with_agents_and_offers_the_hours() -> None:
    chart = figure("staffing").figure
    (menu,) = chart.layout.updatemenus
    assert [button.label for button in menu.buttons] == ["周日20点", "平日20点", "平日12点", "11月11日20点"]
    for button in menu.buttons:
        levels = button.args[0]["y"][0]
        assert levels == sorted(levels)
    assert [*chart.data[0].y] == pytest.approx(menu.buttons[0].args[0]["y"][0], abs=0.01)


def test_campaign_is_worse_than_ordinary_days() -> None:
    usual, campaign, after = (trace.x for trace in figure("campaign_days").figure.data)
    assert usual[0] > max(campaign[0], after[0])
    assert usual[1] < min(campaign[1], after[1])


def test_worst_batch_stands_out() -> None:
    shares = figure("returns_by_batch").figure.data[0].x
    assert [*shares] == sorted(shares, reverse=True)
    assert shares[0] > 3 * shares[1]
    assert "JF2510" in figure("returns_by_batch").alt


# ── a shop's own tables ──

CHATS = pd.DataFrame(
    {
        "chat_id": list("1234"),
        "customer_id": list("甲乙丙丁"),
        "agent_id": "a",
        "started": ["2026-03-02 10:00", "2026-03-02 10:05", "2026-03-02 20:00", "2026-03-03 20:00"],
        "answered": ["2026-03-02 10:00:10", None, "2026-03-02 20:00:20", "2026-03-03 20:02"],
        "ended": ["2026-03-02 10:05", "2026-03-02 10:06", "2026-03-02 20:09", "2026-03-03 20:09"],
        "csat": [5, None, 4, 2],
    }
)


def test_own_table_is_not_called_synthetic() -> None:
    chart = dashboards.service_by_hour(CHATS)
    assert f"数据：{UNNAMED}" in chart.caption
    assert "合成" not in chart.caption
    assert [*chart.figure.data[0].y] == [50, 50]
    named = CHATS.copy()
    named.attrs["source"] = "三月的导出"
    assert "数据：三月的导出" in dashboards.waits(named).caption


ORDERS = pd.DataFrame(
    {
        "order_id": ["1"],
        "customer_id": "甲",
        "created": "2026-03-01 10:00",
        "paid": "2026-03-01 10:01",
        "amount": 9,
    }
)
RETURNS = pd.DataFrame(
    {"return_id": ["1"], "order_id": "1", "kind": "换货", "cause": "品质", "applied": "2026-03-05 10:00",
     "refunded": None, "amount": 0}
)  # fmt: skip
MESSAGES = pd.DataFrame(
    {"message_id": ["1"], "chat_id": "1", "customer_id": "甲", "time": "2026-03-01 10:00", "role": "agent",
     "agent_id": "a", "text": "在的"}
)  # fmt: skip
NIGHT = CHATS.assign(started="2026-03-02 03:00", answered=None, ended="2026-03-02 03:09")

REFUSED = {
    "nobody comes by day": (lambda: dashboards.waits(NIGHT), "9:00–23:00之间一个会话也没有"),
    "an unknown definition": (lambda: dashboards.service_by_hour(CHATS, definition="x"), "没有叫“x”的口径"),
    "a day without chats": (
        lambda: dashboards.campaign_days(CHATS, "2026-03-02", "2026-06-18"),
        "没有2026-06-18的会话",
    ),
    "no chats at noon": (lambda: dashboards.staffing(CHATS.assign(wrap_seconds=5)), "一个接起的会话也没有"),
    "no wrap-up times": (lambda: dashboards.staffing(CHATS), "缺少“wrap_seconds”"),
    "orders without batch": (lambda: dashboards.returns_by_batch(ORDERS, RETURNS), "“batch”（批次）"),
    "too few of every batch": (
        lambda: dashboards.returns_by_batch(ORDERS.assign(batch="A", item="杯"), RETURNS),
        "没有一个批次卖到60单",
    ),
    "too few replies": (lambda: dashboards.quality_and_speed(MESSAGES), "没有一位客服有60条回复"),
}


@pytest.mark.parametrize(("draw", "message"), REFUSED.values(), ids=REFUSED)
def test_table_that_cannot_be_drawn(draw: object, message: str) -> None:
    with pytest.raises(DataError, match=message):
        draw()  # type: ignore[operator]


def test_patience_is_that_of_the_claims() -> None:
    assert "191秒" in figure("staffing").caption
    assert {claims.get(one).source for one in figure("staffing").claims} == {"src-004"}
