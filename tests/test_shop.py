"""The made-up shop: what its chats say is true of its orders, and there is something to find in it."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from cslib import cli, shop
from cslib.operations import responses
from cslib.operations.metrics import service_level
from cslib.operations.simulation import Seat, serve
from cslib.rubric.detectors import detect
from cslib.rubric.model import Kind
from cslib.shop import season
from cslib.shop.dice import Dice
from cslib.shop.generator import Year
from cslib.shop.records import Chat
from cslib.shop.roster import SLOTS
from cslib.shop.slots import clock, day, fill
from cslib.shop.wording import catalogue, lines, say, topics, wording
from cslib.text import read

LARGEST = 5_000_000  # bytes of all the shop's files together


def table(name: str) -> pd.DataFrame:
    return shop.load(name)


# ── the stored tables ──


def test_stored_tables_are_what_the_generator_makes(tmp_path: Path) -> None:
    made = shop.generate(tmp_path, progress=False)
    assert [path.stem for path in made] == [*shop.TABLES, "shop"]
    for name in shop.TABLES:
        stored = gzip.decompress((shop.FOLDER / f"{name}.csv.gz").read_bytes())
        assert stored == (tmp_path / f"{name}.csv").read_bytes(), f"regenerate data/shop: {name} differs"
    assert (shop.FOLDER / "shop.json").read_bytes() == (tmp_path / "shop.json").read_bytes()


def test_stored_tables_are_small_and_described() -> None:
    assert sum(path.stat().st_size for path in shop.FOLDER.iterdir()) < LARGEST
    info = json.loads((shop.FOLDER / "shop.json").read_text(encoding="utf-8"))
    assert (info["customers"], info["seed"]) == (shop.CUSTOMERS, shop.SEED)
    readme = (shop.FOLDER / "README.md").read_text(encoding="utf-8")
    for name in shop.TABLES:
        rows = info["tables"][name]["rows"]
        assert rows == len(table(name)), "load checks every row"
        assert f"`{name}.csv.gz` | {rows:,} |" in readme
        assert table(name).attrs["source"] == shop.NOTE
    assert "合成数据" in readme
    assert "合成数据" in shop.NOTE


def test_nobody_real_can_be_read_out_of_it() -> None:
    said = " ".join(table("messages")["text"])
    assert not re.search(r"1[3-9]\d{9}|\d{15}|[\w.]+@\w|https?:|微信|淘宝|天猫|京东|拼多多|顺丰", said)
    assert set(re.findall(r"1\d{2}\*{4}\d{4}", said)), "telephone numbers are there, masked"


def test_loaded_table_is_your_own() -> None:
    del table("tickets")["reason"]
    assert "reason" in table("tickets")


# ── chats agree with their orders ──

# Topics by what has happened to the order when the customer writes.
STAGES = {
    "paid": {"催发货", "修改地址", "修改规格", "取消订单", "投诉发货慢"},
    "shipped": {"查物流", "投诉物流慢"},
    "signed": {"无理由退货", "质量问题", "发错少件", "换货", "退款进度", "使用咨询", "好评返现"}
    | {"投诉质量", "投诉发错", "投诉退款慢", "投诉描述不符", "投诉安全隐患"},
    "any": {"投诉服务态度", "改进建议"},
}


def joined() -> pd.DataFrame:
    chats = table("chats")
    kept = chats[chats["order_id"].notna()]
    return kept.merge(table("orders"), on="order_id", suffixes=("", "_order"), validate="many_to_one")


def test_every_chat_is_about_an_order_of_its_customer() -> None:
    found = joined()
    assert len(found) == table("chats")["order_id"].notna().sum()
    assert (found["customer_id"] == found["customer_id_order"]).all()
    assert (found["item"] == found["item_order"]).all()
    assert (found["phase"] != "售前").all()
    assert set(found["topic"]) == set().union(*STAGES.values())
    assert set(found["topic"]).isdisjoint(table("chats").query("phase == '售前'")["topic"])


def test_chats_come_at_their_order_s_stage() -> None:
    found = joined()
    assert (found["paid"] <= found["started"]).all()
    later = season.END + pd.Timedelta(days=99)
    shipped, signed = (
        found[name].fillna(pd.Timestamp(later, tz="Asia/Shanghai")) for name in ("shipped", "signed")
    )
    true = {
        "paid": found["started"] < shipped,
        "shipped": (shipped <= found["started"]) & (found["started"] < signed),
        "signed": signed <= found["started"],
    }
    for stage, holds in true.items():
        wrong = found[found["topic"].isin(STAGES[stage]) & ~holds]
        assert wrong.empty, (stage, wrong["chat_id"].tolist()[:3])


def test_other_tables_belong_to_orders_and_chats() -> None:
    orders, chats = table("orders").set_index("order_id"), set(table("chats")["chat_id"])
    for name, time, after in (("returns", "applied", "paid"), ("reviews", "time", "signed")):
        rows = table(name)
        assert rows["order_id"].isin(orders.index).all()
        assert (rows[time].array >= orders.loc[rows["order_id"], after].array).all()
    tickets = table("tickets")
    assert tickets["order_id"].isin(orders.index).all()
    assert set(tickets["chat_id"].dropna()) <= chats
    returns = table("returns")
    assert (returns["amount"].array <= orders.loc[returns["order_id"], "amount"].array).all()


def test_messages_lie_within_their_chat_in_order() -> None:
    chats, messages = table("chats").set_index("chat_id"), table("messages")
    own = chats.loc[messages["chat_id"]]
    assert (messages["time"].array >= own["started"].array).all()
    assert (messages["time"].array <= own["ended"].array).all()
    assert (messages["customer_id"].array == own["customer_id"].array).all()
    first = messages.groupby("chat_id").first()
    assert (first["role"] == "customer").all()
    assert (first["time"] == chats["started"]).all()
    human = messages[messages["role"].isin(responses.HUMAN)]
    answers = human.groupby("chat_id")["time"].min().reindex(chats.index)
    assert answers.equals(chats["answered"].rename("time"))
    assert (human["agent_id"].array == chats.loc[human["chat_id"], "agent_id"].array).all()
    assert messages.loc[~messages["role"].isin(responses.HUMAN), "agent_id"].isna().all()


def test_no_agent_holds_more_chats_than_seats() -> None:
    chats = table("chats")
    live = chats[chats["answered"].notna() & chats["started"].dt.hour.between(season.OPEN, season.CLOSE - 1)]
    for agent, own in live.groupby("agent_id"):
        events = [(start, 1) for start in own["answered"]] + [(end, -1) for end in own["ended"]]
        held = most = 0
        for _, step in sorted(events):
            held += step
            most = max(most, held)
        assert most == SLOTS, agent


# ── what a talk says ──


@pytest.fixture(scope="module")
def year() -> Year:
    made = Year(900, seed=4)
    assert sum(1 for _ in made.days()) == 365
    return made


def told(chat: Chat, role: str = "") -> str:
    return " ".join(line.text for line in chat.messages if not role or line.role == role)


def test_numbers_in_a_talk_are_those_of_its_order(year: Year) -> None:
    checked = Counter[str]()
    for chat in year.chats:
        order = chat.contact.order
        if order is None:
            continue
        said = told(chat)
        assert set(re.findall(r"D\d{11}", said)) <= {order.id}
        facts = {
            r"退(\d+)元": {str(order.amount), str(order.refund)},
            r"最晚(\d+月\d+日\d+:\d+)发出": {clock(order.due or order.created)},
            r"(\d+月\d+日\d+:\d+)付款": {clock(order.paid or order.created)},
            r"：(\d+月\d+日\d+:\d+)发出": {clock(order.shipped or order.created)},
            r"您(\d+月\d+日)签收": {day(order.signed or order.created)},
            r"最晚(\d+月\d+日\d+:\d+)打款": {clock(order.refund_due or order.created)},
        }
        for pattern, known in facts.items():
            found = set(re.findall(pattern, said))
            assert found <= known, (said, pattern)
            checked[pattern] += bool(found)
    assert min(checked.values()) >= 3, checked


def test_no_slot_or_choice_is_left_open(year: Year) -> None:
    for chat in year.chats:
        assert not re.search(r"[<>()|\[\]]", told(chat)), told(chat)


def test_unanswered_talks_have_no_agent(year: Year) -> None:
    left = [chat for chat in year.chats if chat.answered is None]
    assert left
    for chat in left:
        assert chat.agent is None
        assert {line.role for line in chat.messages} <= {"customer", "auto", "bot"}


def test_talks_take_time(year: Year) -> None:
    for chat in year.chats:
        times = [line.time for line in sorted(chat.messages, key=lambda line: line.time)]
        assert all(a <= b for a, b in pairwise(times))
        if chat.answered:
            replies = [line.time for line in chat.messages if line.agent]
            assert all(a < b for a, b in pairwise(replies))
            assert chat.contact.at < chat.answered <= chat.ended


@pytest.mark.parametrize("topic", topics())
def test_every_wording_finds_what_it_says(topic: str, year: Year) -> None:
    talk = next(chat.contact for chat in year.chats if chat.contact.topic.id == topic)
    slots = fill(talk, talk.at, Dice("1"))
    for part in topics()[topic].rounds:
        for block in (part.ask, part.good, *part.poor.values()):
            for line in lines(block):
                assert set(re.findall(r"<(\w+)>", line)) <= set(slots), line


# ── good and bad replies ──


def _replies(year: Year) -> Iterator[tuple[str, str]]:
    """Each wording of the replies once, with the fault it is meant to have."""
    by_topic = {chat.contact.topic.id: chat.contact for chat in year.chats}
    for topic in topics().values():
        talk = by_topic[topic.id]
        slots = fill(talk, talk.at, Dice("1"))
        for part in topic.rounds:
            for fault, block in (("", part.good), *part.poor.items()):
                for line in lines(block):
                    yield say(line, slots, Dice(line)), fault


def test_detectors_tell_good_replies_from_poor_ones(year: Year) -> None:
    right = Counter[bool]()
    strengths = set()
    for reply, fault in _replies(year):
        found = detect(read(reply))
        bad = {each.criterion for each in found if each.kind in (Kind.FAULT, Kind.CRITICAL)}
        if not fault:
            strengths |= {each.criterion for each in found if each.kind is Kind.STRENGTH}
        right[fault in bad if fault else not bad] += 1
    assert right[True] / right.total() > 0.9
    assert strengths >= {"concrete_time", "options", "next_step", "restate", "empathy", "apology", "benefit"}


def test_who_writes_well_solves_more() -> None:
    chats = table("chats")
    by_agent = chats.groupby("agent_id")[["csat", "survey_resolved"]].mean()
    care = pd.Series({agent.id: agent.care for agent in catalogue().agents})
    assert by_agent["csat"].corr(care) > 0.9
    assert by_agent["survey_resolved"].astype(float).corr(care) > 0.9


# ── what there is to find ──


def level(chats: pd.DataFrame, within: float = 30) -> float:
    left = chats["answered"].isna()
    wait = (chats["answered"].fillna(chats["ended"]) - chats["started"]).dt.total_seconds()
    timely = wait <= within
    return service_level(
        answered=int((~left).sum()),
        abandoned=int(left.sum()),
        answered_in=int((timely & ~left).sum()),
        abandoned_in=int((timely & left).sum()),
    ).value


def test_evenings_are_understaffed_and_the_shifts_overlap_when_nobody_comes() -> None:
    chats = table("chats")
    hour = chats["started"].dt.hour
    evening, noon, overlap = (level(chats[hour.isin(hours)]) for hours in ((20, 21), (12, 13), (15, 16)))
    assert evening < noon - 0.1 < overlap


def test_sunday_evening_is_worst() -> None:
    chats = table("chats")
    late = chats[chats["started"].dt.hour.between(19, 22)]
    sunday = late["started"].dt.day_of_week == 6
    assert level(late[sunday]) < level(late[~sunday]) - 0.2


def test_monday_after_the_campaign_is_as_bad_as_the_campaign() -> None:
    chats = table("chats")
    waking = chats[chats["started"].dt.hour.between(season.OPEN, season.CLOSE - 1)]
    dates = waking["started"].dt.strftime("%m-%d")
    usual = level(waking)
    assert level(waking[dates == "11-11"]) < usual - 0.1
    assert level(waking[dates == "11-17"]) < usual - 0.1
    assert (dates == "11-17").sum() > 2 * len(waking) / 365


def test_one_batch_comes_back() -> None:
    orders, returns = table("orders"), table("returns")
    orders = orders[orders["paid"].notna()]
    bad = orders["order_id"].isin(returns.loc[returns["cause"] == "品质", "order_id"])
    shares = bad.groupby(orders["batch"]).mean()[orders["batch"].value_counts() >= 60].sort_values()
    assert shares.index[-1] == "JF2510"
    assert shares.iloc[-1] > 3 * shares.iloc[-2]


def test_definitions_disagree_on_the_same_log() -> None:
    messages = table("messages")
    rates = {responses.response_rate(messages, name).shown for name in ("taobao_2025", "pdd", "pdd_old")}
    assert len(rates) == 3
    median = responses.first_response(messages, "median_human").value
    assert responses.first_response(messages, "mean_human").value > 60 * median


# ── making one ──


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    for folder, seed in (("a", 1), ("b", 1), ("c", 2)):
        shop.generate(tmp_path / folder, customers=60, seed=seed, progress=False, compress=True)
    same = {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()}
    assert same == {path.name: path.read_bytes() for path in (tmp_path / "b").iterdir()}
    assert same["messages.csv.gz"] != (tmp_path / "c" / "messages.csv.gz").read_bytes()


def test_own_shop_is_read_like_the_course_s(tmp_path: Path) -> None:
    shop.generate(tmp_path, customers=60, seed=9, progress=False)
    chats = shop.load("chats", tmp_path)
    assert chats.attrs["source"] == "合成数据，由课程生成（种子9）"
    assert (tmp_path / "chats.csv").read_bytes().startswith(b"\xef\xbb\xbf"), "spreadsheets need the mark"
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part")]


def test_command(tmp_path: Path) -> None:
    ran = CliRunner().invoke(cli.app, ["shop", str(tmp_path / "店"), "--size", "60", "--seed", "3"])
    assert ran.exit_code == 0
    assert (tmp_path / "店" / "orders.csv").is_file()
    refused = CliRunner().invoke(cli.app, ["shop", str(tmp_path), "--size", "3"])
    assert refused.exit_code == cli.USAGE
    assert "至少50" in refused.output


def test_unknown_table_names_the_nearest() -> None:
    with pytest.raises(shop.UnknownTable, match="orders"):
        shop.load("order")


def test_folder_without_tables(tmp_path: Path) -> None:
    with pytest.raises(shop.ShopError, match=r"没有chats\.csv.*cslib shop"):
        shop.load("chats", tmp_path)


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "店").write_text("", encoding="utf-8")
    with pytest.raises(shop.ShopError, match="写不进"):
        shop.generate(tmp_path / "店", customers=50, progress=False)


def test_pandas_waits_for_the_first_table() -> None:
    code = "import sys; from cslib import shop; print('pandas' in sys.modules, 'numpy' in sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert ran.stdout.strip() == "False False"


# ── the parts ──


@given(st.text(max_size=8), st.floats(0.1, 50))
def test_dice_fall_within_their_bounds(stream: str, mean: float) -> None:
    dice = Dice(stream)
    assert 3 <= dice.whole(3, 5) <= 5
    assert dice.pick("甲乙") in "甲乙"
    assert dice.weighted({"甲": 1, "乙": 0}) == "甲"
    assert dice.exponential(mean) >= 0
    assert dice.spread(mean, 0.5) > 0
    assert not dice.chance(0)
    assert dice.chance(1)


def test_dice_draw_what_they_say() -> None:
    dice = Dice("1")
    assert sum(dice.poisson(4) for _ in range(4000)) / 4000 == pytest.approx(4, rel=0.05)
    assert sum(dice.exponential(30) for _ in range(4000)) / 4000 == pytest.approx(30, rel=0.06)
    drawn = Counter(dice.weighted({"甲": 1, "乙": 3}) for _ in range(4000))
    assert drawn["乙"] / 4000 == pytest.approx(0.75, abs=0.03)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("(甲|乙)好", {"甲好", "乙好"}),
        ("[亲，]在", {"亲，在", "在"}),
        ("<item>(有|没[有])货", {"杯有货", "杯没有货", "杯没货"}),
    ],
)
def test_grammar(line: str, expected: set[str]) -> None:
    dice = Dice("1")
    assert {say(line, {"item": "杯"}, dice) for _ in range(60)} == expected


def test_grammar_without_a_slot() -> None:
    with pytest.raises(KeyError, match="price"):
        say("<price>元", {}, Dice("1"))


def test_all_faults_have_their_replies() -> None:
    used = {fault for agent in catalogue().agents for fault in agent.faults}
    used |= {fault for topic in wording().topics for part in topic.rounds for fault in part.poor}
    assert used == set(wording().pushback) == set(wording().worse)


def test_seat_sets_the_pace() -> None:
    # The quick seat is free again at 10, the slow one at 40.
    run = serve([0, 0, 5], [20, 20, 20], [60, 60, 60], [Seat(1, pace=0.5), Seat(2, pace=2)])
    assert (run.agents, run.waits) == ([1, 2, 1], [0, 0, 5])
