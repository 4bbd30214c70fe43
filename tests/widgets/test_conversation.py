"""The chat desk, operated as a click operates it."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslib import exercises, practise, records, talk_to
from cslib.customers.model import Scenario
from cslib.widgets.conversation import Conversation
from cslib.widgets.element import UNEXPECTED
from cslib.widgets.notice import Notice

CUP = Path(__file__).parent.parent / "data" / "customers" / "cup.yaml"
PHOTO = "您好，麻烦您拍张照片给我看看好吗？"
REFUND = "这就给您退款，48小时内到账。"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>您好，麻烦发张照片"


def _desk(seed: int | None = None) -> Conversation:
    scenario = exercises.load(CUP)
    assert isinstance(scenario, Scenario)
    return Conversation(scenario, seed)


def _say(desk: Conversation, *messages: str) -> None:
    for message in messages:
        desk.act("send", form={"message": message})


def _finish(desk: Conversation, paid: str) -> None:
    _say(desk, PHOTO, REFUND)
    desk.act("tool", "refund", {"tool-refund": paid})


def _words(desk: Conversation) -> str:
    return unescape(re.sub(r"<[^>]+>", "", desk.html))


def test_a_message_is_answered_and_has_its_findings_below_it() -> None:
    desk = _desk()
    _say(desk, PHOTO)
    assert "［图片］" in _words(desk)
    assert re.search(r'<details open class="cs-turn"', desk.html)
    desk.act("when", "end")
    assert not re.search(r'<details open class="cs-turn"', desk.html)
    assert 'class="cs-turn"' in desk.html  # folded, not gone


def test_the_customer_waits_from_the_first_look_on(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    desk = _desk()
    assert "data-since" not in desk.html and 'data-sight="look"' in desk.html
    for now[0] in (1500.0, 1510.0):  # a second page of the same talk tells it again
        desk.act("look")
    assert 'data-since="1500000"' in desk.html and "data-sight" not in desk.html
    now[0] = 1542.5
    _say(desk, PHOTO)
    assert 'data-since="1542500"' in desk.html
    now[0] = 1550.0
    _say(desk, REFUND)
    assert [step.move.seconds for step in desk.talk.messages] == [42.5, 7.5]


def test_an_answer_nobody_saw_the_start_of_is_not_late() -> None:
    desk = _desk()
    _say(desk, PHOTO)
    assert desk.talk.messages[0].move.seconds == 0


def test_the_order_is_there_once_looked_up() -> None:
    desk = _desk()
    assert "昨天签收" not in _words(desk)
    desk.act("tool", "lookup")
    assert "昨天签收" in _words(desk)


def test_a_refund_beyond_the_limit_is_said_and_not_done() -> None:
    desk = _desk()
    _say(desk, PHOTO)
    desk.act("tool", "refund", {"tool-refund": "200"})
    assert "最多39元" in _words(desk) and "没有执行" in _words(desk)
    assert desk.talk.at == "solving"


def test_a_talk_that_ends_well_is_stored_and_explained() -> None:
    desk = _desk()
    _finish(desk, "39")
    shown = _words(desk)
    assert "✓ 办成了" in shown and "退款办好了" in shown and "办事清单（4 / 4）" in shown
    (stored,) = records.attempts("cup")
    assert stored.kind == "scenario" and stored.result["accepted"] is True
    assert [move.get("text") or move.get("tool") for move in stored.answer] == [PHOTO, REFUND, "refund"]


def test_a_talk_that_ends_nicely_with_the_wrong_refund_is_called_undone() -> None:
    desk = _desk()
    _finish(desk, "30")
    assert "✗ 聊得不错，事情没办对" in _words(desk)
    assert "✗ 退了39元" in _words(desk)
    assert records.attempts("cup")[0].result["accepted"] is False


def test_the_replay_goes_step_by_step() -> None:
    desk = _desk()
    _finish(desk, "39")
    assert "第1步 / 共3步" in _words(desk)
    desk.act("turn", "1")
    assert "第2步 / 共3步" in _words(desk) and "<svg" in desk.html
    desk.act("turn", "99")
    assert "第3步 / 共3步" in _words(desk)


def test_what_if_keeps_the_first_run_and_compares() -> None:
    desk = _desk()
    _finish(desk, "30")
    first = desk.talk
    desk.act("rewind", "2")
    assert desk.first is first and len(desk.talk.steps) == 2 and desk.talk.end is None
    desk.act("tool", "refund", {"tool-refund": "39"})
    assert "从第3步开始不一样" in _words(desk)
    assert desk.first is first
    assert [a.result.get("what_if", False) for a in records.attempts("cup")] == [False, True]
    desk.act("first")
    assert desk.talk is first and "聊得不错，事情没办对" in _words(desk)


def test_an_unfinished_talk_is_taken_up_again() -> None:
    desk = _desk()
    _say(desk, PHOTO)
    desk.act("tool", "coupon", {"tool-coupon": "5"})
    desk.act("when", "end")
    desk.act("draft", "写到一半")
    again = _desk()
    assert [s.move.text or s.move.tool for s in again.talk.steps] == [PHOTO, "coupon"]
    assert [s.heard for s in again.talk.steps] == [s.heard for s in desk.talk.steps]
    assert again.when == "end" and again.text == "写到一半" and "写到一半" in again.html


def test_a_finished_what_if_is_there_after_a_restart_and_stored_once() -> None:
    desk = _desk()
    _finish(desk, "30")
    desk.act("rewind", "2")
    desk.act("tool", "refund", {"tool-refund": "39"})
    again = _desk()
    assert "✓ 办成了" in _words(again) and "从第3步开始不一样" in _words(again)
    assert len(records.attempts("cup")) == 2


@pytest.mark.parametrize(
    "kept",
    ["{", "[]", "3", '{"moves": 3, "seed": 1}', '{"moves": [{"seconds": "x"}], "seed": 1}', '{"moves": []}'],
)
def test_a_spoilt_draft_starts_the_talk_afresh(kept: str) -> None:
    records.save_draft("cup.talk", kept)
    assert _desk().talk.steps == ()


def test_the_next_talk_is_in_other_words() -> None:
    desk = _desk()
    seen = {desk.talk.opening}
    for _ in range(6):
        desk.act("restart")
        seen.add(desk.talk.opening)
    assert len(seen) == 2


@pytest.mark.parametrize(
    ("typed", "said"), [("", "还没有写字"), ("  \n ", "还没有写字"), ("好" * 2001, "超过2000字")]
)
def test_what_cannot_be_sent_stays_in_the_box(typed: str, said: str) -> None:
    desk = _desk()
    _say(desk, typed)
    assert said in desk.notice and desk.text == typed and desk.talk.steps == ()


def test_what_is_typed_is_shown_as_text_everywhere() -> None:
    desk = _desk()
    _say(desk, HOSTILE, REFUND)
    desk.act("tool", HOSTILE, {f"tool-{HOSTILE}": HOSTILE})
    desk.act("tool", "exchange", {"tool-exchange": HOSTILE})
    _finish(desk, "39")
    assert "<script" not in desk.html and "<img" not in desk.html
    assert "<script>alert(1)</script>" in unescape(desk.html)


def test_a_full_disk_is_said_and_the_talk_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = _desk()

    def full(*_args: object) -> None:
        raise records.RecordsError("磁盘已满")

    monkeypatch.setattr(records, "save_draft", full)
    _say(desk, PHOTO)
    assert desk.notice == "磁盘已满" and desk.talk.at == "solving"


ACTS = ["send", "tool", "when", "hint", "turn", "rewind", "first", "restart", "draft"]


@given(st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from("019")), max_size=12))
def test_no_order_of_clicks_breaks_it(acts: list[tuple[str, str]]) -> None:
    desk = _desk(seed=0)
    for name, value in acts:
        desk.act(name, value, {"message": f"照片发我看看？{value}", f"tool-{value}": "39"})
        assert desk.notice != UNEXPECTED


def test_the_stored_notebook_tells_what_stands_there() -> None:
    assert repr(_desk()) == "［模拟顾客］杯子碎了：小林收到的杯子碎了，要退款。"


def test_customers_open_by_either_name_and_others_say_so() -> None:
    assert isinstance(talk_to("colour-complaint"), Conversation)
    assert isinstance(practise("colour-complaint"), Conversation)
    wrong, unknown = talk_to("first-reply"), talk_to("colour-complain")
    assert isinstance(wrong, Notice) and 'practise("first-reply")' in wrong.message
    assert isinstance(unknown, Notice) and "colour-complaint" in unknown.message
