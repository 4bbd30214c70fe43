"""The list of customers, operated as a click operates it: choose, talk, go back, take up again."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from cslib import course, exercises, records, talk_to
from cslib.customers import roster
from cslib.customers.model import Scenario
from cslib.records import Attempt
from cslib.widgets.element import UNEXPECTED
from cslib.widgets.lobby import Lobby

DESK, CREAM = "desk-bargain", "opened-cream"
ASKED = "您好，请问您这张桌子主要拿来做什么用？"


def _lobby() -> Lobby:
    element = talk_to()
    assert isinstance(element, Lobby)
    return element


def _words(element: Lobby) -> str:
    return unescape(re.sub(r"<[^>]+>", "", element.html))


def _row(element: Lobby, card: str) -> str:
    (row,) = re.findall(rf'<li data-key="card-{card}">(.*?)</li>', element.html)
    return unescape(re.sub(r"<[^>]+>", "", row))


def _follow(element: Lobby, name: str, path: int) -> None:
    scenario = exercises.load(name)
    assert isinstance(scenario, Scenario)
    for move in scenario.paths[path].moves:
        if isinstance(move, str):
            element.act("send", form={"message": move})
        else:
            element.act("tool", move.tool, {f"tool-{move.tool}": move.value})


def test_the_list_has_every_customer_once_and_leads_to_each() -> None:
    element = _lobby()
    offered = re.findall(r'data-act="choose" data-value="([^"]*)"', element.html)
    every = [x for name in exercises.ids() if isinstance(x := exercises.load(name), Scenario)]
    assert sorted(offered) == sorted(x.id for x in every)
    for scenario in every:
        row = _row(element, scenario.id)
        assert scenario.customer.name in row and scenario.title in row and "还没聊过" in row
        element.act("choose", scenario.id)
        assert element.desk is not None and element.desk.scenario == scenario and not element.notice
        element.act("leave")


def test_customers_stand_by_phase_the_easy_ones_first_and_the_capstone_last() -> None:
    groups = re.findall(r'data-key="group-(.*?)".*?</details>', _lobby().html)
    assert groups == ["售前", "售中", "售后", "评价", "投诉", "综合演练"]
    last = re.findall(r'data-key="group-综合演练".*?</details>', _lobby().html)[0]
    assert re.findall(r'data-value="(.*?)"', last) == ["capstone-day"]
    levels = re.findall("难度：(容易|中等|难)　", _words(_lobby()).split("售中")[0])
    assert levels == sorted(levels, key=["容易", "中等", "难"].index) and len(set(levels)) > 1


def test_a_talk_put_aside_is_found_again_and_so_is_what_was_being_written() -> None:
    element = _lobby()
    element.act("choose", DESK)
    element.act("send", form={"message": ASKED})
    element.act("draft", "写到一半")
    element.act("leave")
    assert element.desk is None and "接着聊" in _row(element, DESK) and "聊到一半" in _row(element, DESK)
    element.act("choose", CREAM)
    assert ASKED not in _words(element)
    element.act("leave")
    for found in (element, _lobby()):  # in the same kernel and after a restart
        found.act("choose", DESK)
        assert ASKED in _words(found) and "写到一半</textarea>" in found.html


def test_the_talk_that_stood_open_stands_open_after_a_restart() -> None:
    element = _lobby()
    element.act("choose", DESK)
    element.act("draft", "写到一半")
    again = _lobby()
    assert again.desk is not None and again.desk.scenario.id == DESK and "写到一半" in again.html
    again.act("leave")
    assert _lobby().desk is None


def test_a_customer_put_aside_is_not_kept_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    element = _lobby()
    assert "data-sight" not in element.html
    element.act("choose", DESK)
    assert 'data-sight="look"' in element.html
    element.act("look")
    assert 'data-since="1000000"' in element.html and "data-sight" not in element.html
    element.act("leave")
    now[0] = 5000.0
    element.act("choose", DESK)
    assert "data-since" not in element.html and 'data-sight="look"' in element.html
    element.act("look")
    now[0] = 5012.5
    element.act("send", form={"message": ASKED})
    assert element.desk is not None and element.desk.talk.messages[0].move.seconds == 12.5


def test_the_list_tells_how_far_one_came() -> None:
    element = _lobby()
    element.act("choose", CREAM)
    _follow(element, CREAM, 1)
    assert "✗" in _words(element) and element.html.count('data-act="leave"') == 2
    element.act("leave")
    (lost,) = records.attempts(CREAM)
    assert f"○ 还没办成　聊完1次，最好{lost.result['total']:.0f}分" in _row(element, CREAM)
    assert "看回放" in _row(element, CREAM)
    element.act("choose", CREAM)
    element.act("restart")
    _follow(element, CREAM, 0)
    element.act("leave")
    won = records.attempts(CREAM)[-1]
    assert f"✓ 办成过　聊完2次，最好{won.result['total']:.0f}分" in _row(element, CREAM)
    assert "售后（2位，办成1位）" in _words(element)


def test_an_attempt_at_something_else_changes_nothing() -> None:
    records.add(Attempt("first-reply", "reply", "好", {"total": 50}))
    assert "聊完" not in _words(_lobby())


def test_a_notice_of_the_talk_is_shown_and_gone_with_the_next_click() -> None:
    element = _lobby()
    element.act("choose", DESK)
    element.act("send", form={"message": " "})
    assert "还没有写字" in element.html
    element.act("leave")
    assert "还没有写字" not in element.html


def test_a_full_disk_is_said_and_the_talk_is_still_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> None:
        raise records.RecordsError("磁盘已满")

    monkeypatch.setattr(records, "save_draft", full)
    element = _lobby()
    element.act("choose", DESK)
    assert element.notice == "磁盘已满" and element.desk is not None
    element.act("send", form={"message": ASKED})
    element.act("leave")
    assert element.desk is None and element.notice == "磁盘已满"
    element.act("choose", DESK)
    assert ASKED in _words(element)


@pytest.mark.parametrize(
    ("act", "value"),
    [("choose", "nobody"), ("choose", "first-reply"), ("choose", ""), ("leave", ""), ("look", "")],
)
def test_what_makes_no_sense_leaves_the_list_standing(act: str, value: str) -> None:
    element = _lobby()
    element.act(act, value)
    assert element.desk is None and "找一位顾客聊聊" in element.html and element.notice != UNEXPECTED


@pytest.mark.parametrize("opened", ["nobody", "first-reply", "{", "../x"])
def test_a_spoilt_note_of_what_stood_open_shows_the_list(opened: str) -> None:
    records.save_draft("lobby.open", opened)
    assert _lobby().desk is None


def test_a_broken_file_is_named_and_the_others_can_be_talked_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = exercises.find(CREAM).read_text(encoding="utf-8")
    (tmp_path / f"{CREAM}.yaml").write_text(whole, encoding="utf-8")
    (tmp_path / "evil.yaml").write_text(
        whole.replace(f"id: {CREAM}", "id: evil").replace("phase: 售后", "phase: <script>"), encoding="utf-8"
    )
    monkeypatch.setattr(course, "EXERCISES", tmp_path)
    element = _lobby()
    assert [card.id for card in element.cards] == [CREAM]
    assert "evil.yaml" in element.html and "<script" not in element.html
    element.act("choose", CREAM)
    assert element.desk is not None


def test_no_customers_no_list_and_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(course, "EXERCISES", tmp_path)
    assert "这里有0位顾客" in _words(_lobby())


def test_a_card_says_what_the_scenario_says() -> None:
    for card in roster.cards()[0]:
        scenario = exercises.load(card.id)
        assert isinstance(scenario, Scenario)
        assert scenario.goal.startswith(card.aim) and len(card.aim) > 4
        same = ("id", "title", "phase", "difficulty", "goal")
        assert [getattr(card, name) for name in same] == [getattr(scenario, name) for name in same]
        assert card.customer.name == scenario.customer.name
