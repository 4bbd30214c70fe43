"""Simulated customers: conditions, talks played for real, and what a faulty scenario is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslib import check, exercises
from cslib.customers import condition, engine, outcome, proof, tools
from cslib.customers.condition import ConditionError
from cslib.customers.engine import after, begin, play
from cslib.customers.model import Scenario
from cslib.customers.talk import Move, Talk
from cslib.rubric.model import Kind

CUP = Path(__file__).parent / "data" / "customers" / "cup.yaml"
TEXT = CUP.read_text(encoding="utf-8")


def _scenario(path: Path = CUP) -> Scenario:
    found = exercises.load(path)
    assert isinstance(found, Scenario)
    return found


SCENARIOS = [found for name in exercises.ids() if isinstance(found := exercises.load(name), Scenario)]
PHOTO = Move("您好，麻烦您拍张照片给我看看好吗？")
REFUND = Move("这就给您退款，48小时内到账。")


class Facts:
    """A situation in which exactly the named things hold."""

    def __init__(self, *held: str, **numbers: float) -> None:
        self.held = held
        self.numbers = {"mood": 50.0, "trust": 50.0, "turns": 3.0, "here": 1.0, **numbers}

    def has(self, kind: str, name: str) -> bool:
        return (f"{kind}:{name}" if name else kind) in self.held

    def number(self, name: str) -> float:
        return self.numbers[name]


# (condition, what holds, numbers, outcome)
CONDITIONS = [
    ("slot:plan", ["slot:plan"], {}, True),
    ("slot:plan", ["now:plan"], {}, False),
    ("slot:apology and not found:vague_time", ["slot:apology"], {}, True),
    ("slot:apology and not found:vague_time", ["slot:apology", "found:vague_time"], {}, False),
    ("told:size or tool:exchange=L码", ["tool:exchange=L码"], {}, True),
    ("found:wrong:freight", ["found:wrong:freight"], {}, True),
    ("critical or wrong or fault", ["fault"], {}, True),
    ("critical or wrong or fault", [], {}, False),
    ("mood < 30", [], {"mood": 29.9}, True),
    ("mood<30", [], {"mood": 30}, False),
    ("mood <= 30 and trust >= 50 and turns != 6", [], {"mood": 30}, True),
    ("refund == 45", [], {"refund": 45}, True),
    ("refund = 45", [], {"refund": 44}, False),
    # not binds tighter than and, and tighter than or
    ("not slot:a and slot:b", ["slot:b"], {}, True),
    ("not (slot:a and slot:b)", ["slot:b"], {}, True),
    ("slot:a or slot:b and slot:c", ["slot:a"], {}, True),
    ("(slot:a or slot:b) and slot:c", ["slot:a"], {}, False),
    ("not not slot:a", ["slot:a"], {}, True),
    # as an author with a Chinese keyboard types it
    ("slot：plan 且 非 （mood ＜ 30）", ["slot:plan"], {}, True),
    ("slot:plan 或 turns >= 3", [], {}, True),
]


@pytest.mark.parametrize(("text", "held", "numbers", "holds"), CONDITIONS)
def test_conditions_hold(text: str, held: list[str], numbers: dict[str, float], holds: bool) -> None:
    assert condition.parse(text).holds(Facts(*held, **numbers)) is holds


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "空的"),
        ("   ", "空的"),
        ("slot:a and", "“and”后面少了"),
        ("and slot:a", "“and”前面少了"),
        ("slot:a slot:b", "少了and或or"),
        ("(slot:a", "没有合上"),
        ("slot:a)", "多了一个右括号"),
        ("()", "前面少了"),
        ("mood", "要和数字比"),
        ("slots:a", "没有“slots:”这种条件"),
        ("道歉了", "看不懂"),
        ("mood < 很低", "看不懂|要和数字比"),
        ("slot:a & slot:b", "看不懂"),
        ("not " * 30 + "slot:a", "套得太深"),
        ("(" * 30 + "slot:a" + ")" * 30, "套得太深"),
        ("slot:a or " * 60 + "slot:a", "超过500"),
    ],
)
def test_conditions_that_cannot_be_read_say_why(text: str, words: str) -> None:
    with pytest.raises(ConditionError, match=words):
        condition.parse(text)


@given(st.text(max_size=80) | st.text("slotmd:<>=()（） 且andor1", max_size=80))
def test_any_condition_is_read_or_refused(text: str) -> None:
    try:
        parsed = condition.parse(text)
    except ConditionError as error:
        assert str(error)
        return
    numbers = {name.name: 1.0 for name in condition.names(parsed) if name.kind == "number"}
    assert parsed.holds(Facts(**numbers)) in (True, False)


# talks


def test_a_hidden_fact_is_told_when_asked_for_and_only_then() -> None:
    talk = begin(_scenario())
    assert after(talk, Move("照片我这里没有。")).steps[0].told == ()
    told = after(talk, PHOTO).steps[0]
    assert told.told == ("photo",)
    assert told.heard[0].startswith("［图片］")


def test_a_hidden_fact_can_be_held_back_for_lack_of_good_will() -> None:
    asked = after(begin(_scenario()), Move("是生日用的吗？")).steps[0]
    assert asked.told == ()
    assert asked.heard == ("问这个干嘛",)


def test_the_talk_moves_on_by_what_was_said_and_done() -> None:
    talk = play(_scenario(), [PHOTO, REFUND])
    assert talk.at == "solving"
    assert talk.steps[-1].heard == ("退款在哪，我没看到",)
    talk = after(talk, Move(tool="refund", value="39"))
    assert talk.end and talk.end.id == "done"
    assert after(talk, Move("再见")) is talk


def test_kind_words_with_the_wrong_refund_fail() -> None:
    right, wrong = (
        outcome.of(play(_scenario(), [PHOTO, REFUND, Move(tool="refund", value=value)]))
        for value in ("39", "30")
    )
    assert right.accepted and right.total > outcome.UNMET
    assert not wrong.accepted and wrong.total <= outcome.UNMET
    assert right.end == wrong.end
    assert [check.text for check in wrong.checks if not check.met] == ["退了39元"]


# (tool, value, done, refused, words of the desk)
USES = [
    ("refund", "39", True, False, "39元"),
    ("refund", "３９元", True, False, "39元"),
    ("refund", "39.01", False, True, "最多39元"),
    ("refund", "一百", False, False, "金额"),
    ("refund", "-5", False, False, "金额"),
    ("refund", "nan", False, False, "金额"),
    ("refund", "", False, False, "金额"),
    ("coupon", "5.01", False, True, "最多5元"),
    ("exchange", "白色", True, False, "白色"),
    ("exchange", "蓝色", False, True, "蓝色没有货"),
    ("exchange", "绿色", False, False, "先选一项"),
    ("note", "", True, False, "备注"),
    ("magic", "", False, False, "没有这个工具"),
]


@pytest.mark.parametrize(("tool", "value", "done", "refused", "words"), USES)
def test_tools_do_what_the_shop_allows_and_no_more(
    tool: str, value: str, done: bool, refused: bool, words: str
) -> None:
    step = after(play(_scenario(), [PHOTO]), Move(tool=tool, value=value)).steps[-1]
    assert (step.done, step.refused) == (done, refused)
    assert words in step.note
    assert step.paid == (39.0 if tool == "refund" and done else 0.0)


def test_what_has_been_paid_counts_towards_the_limit() -> None:
    talk = play(_scenario(), [PHOTO, Move(tool="refund", value="30"), Move(tool="refund", value="10")])
    assert [step.done for step in talk.steps[1:]] == [True, False]
    assert "最多39元" in talk.steps[-1].note and "没有执行" in talk.steps[-1].note


def test_a_tool_waits_for_its_condition() -> None:
    step = after(begin(_scenario()), Move(tool="refund", value="39")).steps[0]
    assert step.refused and step.note.startswith("先看照片再退款")


def test_the_same_seed_and_moves_give_the_same_talk() -> None:
    moves = [Move("您好，在的。"), PHOTO, REFUND]
    assert play(_scenario(), moves, seed=7).steps == play(_scenario(), moves, seed=7).steps
    assert len({begin(_scenario(), seed).opening for seed in range(8)}) == 2


def test_a_customer_does_not_repeat_himself_while_he_has_other_words() -> None:
    talk = play(_scenario(), [Move(words) for words in ("您好。", "在的。", "嗯嗯。")])
    said = [line for step in talk.steps for line in step.heard]
    assert len(set(said)) == len(said)


def test_a_kindness_wears_off_and_a_repeated_sentence_annoys() -> None:
    talk = play(_scenario(), [Move("实在抱歉。"), Move("真的抱歉啊。"), Move("真的抱歉啊。")])
    gains = [sum(s.mood for s in step.shifts if s.cause == "apology") for step in talk.steps]
    assert gains[0] > gains[1] > 0
    assert "repeated" in talk.steps[2].criteria
    assert talk.steps[2].mood < talk.steps[1].mood


def _changed(tmp_path: Path, *changes: tuple[str, str]) -> Scenario:
    """The cup's scenario with some of its words replaced."""
    text = TEXT
    for stood, made in changes:
        assert text.count(stood) == 1
        text = text.replace(stood, made)
    path = tmp_path / "cup.yaml"
    path.write_text(text, encoding="utf-8")
    return _scenario(path)


def test_a_customer_asks_for_what_is_open_in_other_words_each_time(tmp_path: Path) -> None:
    cup = _changed(tmp_path, ("say: 你不看看碎成什么样吗", "say: [你不看看吗, 要不要看照片]"))
    talk = play(cup, [Move(words) for words in ("您好。", "在的。", "嗯嗯。")])
    said = [step.heard[0] for step in talk.steps]
    assert sorted(said[:2]) == ["你不看看吗", "要不要看照片"]
    assert said[2] in ("你倒是说话呀", "在听吗")


def test_on_coming_on_he_does_not_ask_what_has_been_answered(tmp_path: Path) -> None:
    cup = _changed(tmp_path, ("says: [就是这样，", "says: [{when: slot:when, say: 那碎片呢}, 就是这样，"))
    told = play(cup, [REFUND, PHOTO])
    assert told.at == "solving" and told.steps[-1].heard[-1] == "那碎片呢"
    assert play(cup, [PHOTO]).steps[-1].heard[-1] != "那碎片呢"


# (what was said before, what is said now, whether that leads nowhere)
STALLS = [
    ("您好。", "昨天签收的是吧。", False),  # a part of the order nobody has named
    ("昨天签收的杯子，39元。", "嗯，昨天签收的。", True),
    ("您好。", "我们一向重视每一位顾客。", True),
]


@pytest.mark.parametrize(("before", "words", "stalls"), STALLS)
def test_a_message_that_tells_a_fact_leads_on(before: str, words: str, stalls: bool) -> None:
    talk = play(_scenario(), [Move(before), Move(words)])
    assert ("stall" in talk.steps[-1].criteria) is stalls


def test_kind_words_last_for_two_messages() -> None:
    plain = [Move(f"杯子{n}元，退款两天到账。") for n in (39, 100, 200)]
    curt = ["curt" in step.criteria for step in play(_scenario(), [Move("您好，我来帮您。"), *plain]).steps]
    assert curt == [False, False, False, True]


def test_a_good_end_relieves_the_customer() -> None:
    talk = play(_scenario(), [PHOTO, REFUND, Move(tool="refund", value="39")])
    assert [shift.cause for shift in talk.steps[-1].shifts] == ["tool", "settled"]
    assert talk.mood > talk.steps[-2].mood


def test_a_customer_may_mind_one_tool_only(tmp_path: Path) -> None:
    change = ("numbers: [100元]", 'numbers: [100元]\nreacts: [{to: "tool:coupon", times: -2}]')
    talk = play(_changed(tmp_path, change), [PHOTO])
    coupon, refund = (after(talk, Move(tool=tool, value="5")).mood for tool in ("coupon", "refund"))
    assert coupon < talk.mood < refund


def test_messages_without_a_full_stop_are_still_sentences_of_their_own() -> None:
    line = "杯子碎了换谁都扫兴，我这边给您登记好了，您先把碎片收起来别划到手"
    moves = [PHOTO, *(Move(line[n:] + line[:n]) for n in (0, 5, 9))]
    graded = outcome.of(play(_scenario(), [*moves, Move("好的")])).assessment
    assert "long_sentence" not in {f.criterion for f in graded.findings}


def test_what_no_message_holds_is_no_critical_failure_of_the_talk() -> None:
    """The whole talk is never graded 0 for words that only meet where messages do."""
    for scenario in SCENARIOS:
        for path in scenario.paths:
            talk = proof.run(scenario, path)
            held = {f.criterion for s in talk.steps for f in s.findings if f.kind is Kind.CRITICAL}
            graded = outcome.of(talk).assessment
            assert {f.criterion for f in graded.of_kind(Kind.CRITICAL)} <= held


def test_going_back_keeps_the_first_run() -> None:
    first = play(_scenario(), [PHOTO, REFUND, Move(tool="refund", value="30")])
    before = first.steps
    second = after(after(first.back(2), Move(tool="refund", value="39")), Move("好"))
    assert first.steps is before
    assert first.steps[:2] == second.steps[:2]
    assert outcome.of(second).accepted and not outcome.of(first).accepted


def test_a_message_is_judged_without_what_is_merely_not_said_yet() -> None:
    step = after(begin(_scenario()), Move("您好，在的。")).steps[0]
    assert not any(criterion.startswith("missing:") for criterion in step.criteria)
    talk = play(_scenario(), [Move("您好，在的。")] + [Move(f"您别急{i}。") for i in range(4)])
    assert talk.at == "tired"
    missing = {f.criterion for f in outcome.of(talk).assessment.findings}
    assert {"missing:refund", "missing:when"} <= missing


MOVES = st.builds(Move, text=st.text(max_size=60)) | st.builds(
    Move,
    tool=st.sampled_from(["lookup", "refund", "coupon", "exchange", "escalate", "return", "magic"]),
    value=st.sampled_from(["", "5", "39", "9999", "白色", "主管"]) | st.text(max_size=8),
)


@given(st.sampled_from(SCENARIOS), st.lists(MOVES, max_size=25), st.integers(0, 9))
def test_whatever_is_done_the_talk_stays_sound(scenario: Scenario, moves: list[Move], seed: int) -> None:
    talk = play(scenario, moves, seed)
    assert len(talk.messages) <= scenario.patience
    assert (talk.end is None) is (talk.state is not None)
    for step in talk.steps:
        assert 0 <= step.mood <= 100 and 0 <= step.trust <= 100
        assert step.move.tool or (step.heard and step.findings)  # no message without an answer and findings
    limits = {tool.id: tool.most for tool in tools.of(scenario) if tool.most is not None}
    for name, limit in limits.items():
        assert sum(step.paid for step in talk.steps if step.move.tool == name) <= limit + tools.CENT


# the proof

# (what stands in the good file, what the author made of it, field, words of the message)
FAULTS = [
    (
        "when: told:photo, to: solving",
        "when: told:photos, to: solving",
        "states 第1项 go 第1项 when",
        "没有“told:photos”",
    ),
    (
        "when: told:photo, to: solving",
        "when: told:photo and, to: solving",
        "states 第1项 go 第1项 when",
        "后面少了",
    ),
    (
        "when: told:photo, to: solving",
        "when: told:photo, to: solvin",
        "states 第1项 go 第1项 to",
        "没有“solvin”",
    ),
    ("when: told:photo, to: solving", "when: told:photo, to: open", "states 第1项 go 第1项 to", "就是它自己"),
    (
        "when: told:photo, to: solving",
        "when: told:photo, to: done",
        "states 第2项",
        "没有一条规则通到“solving”",
    ),
    ("slot:when, to: done", "slot:when, to: open", "states 第1项 go", "死路"),
    ("when: critical or mood < 10", "when: critical or moood < 10", "always 第1项 when", "没有“moood”"),
    ("when: refund == 39", "when: tool:exchange=绿色", "outcome 第1项 when", "没有“tool:exchange=绿色”"),
    ("when: tool:coupon", "when: tool:refund and not tool:refund", "objections 第1项", "没有一条路用到"),
    ("gives_up: tired", "gives_up: solving", "gives_up", "没有“solving”"),
    ("id: tired, kind: bad", "id: open, kind: bad", "ends 第3项 id", "用了两次"),
    ("asked: [(照片|图片)]", "asked: [(照片|图片]", "hidden 第1项 asked 第1项", "没有合上"),
    ("[碎片不用寄回]", "[碎片不用寄回], partly: [(碎片]", "slots 第3项 partly 第1项", "没有合上"),
    ("[签收概不负责]", "[签收概不负责], except: [(平台]", "forbidden 第1项 except 第1项", "没有合上"),
    ("id: note, label: 备注", "id: note", "tools 第4项", "label"),
    ("allowed: [白色]", "allowed: [红色]", "tools 第3项 allowed 第1项", "没有“红色”"),
    ("    end: tired\n", "    end: angry\n", "paths 第3项 end", "实际停在“tired”"),
    ('value: "30"}', 'value: "39"}', "paths 第2项", "应当不算办成"),
    ('value: "39"}', 'value: "38"}', "paths 第1项", "应当算办成，可是没有做到：退了39元"),
    ("cares: 求解决", "cares: 求速度", "customer cares", "可以写：图方便、求倾听"),
    ("patience: 5", "patience: 1", "patience", "整数"),
    ("      - 然后呢\n      - 继续说\n", "", "states 第2项 again", "至少要有2项"),
]


@pytest.mark.parametrize(("stood", "made", "field", "words"), FAULTS)
def test_a_faulty_scenario_is_told_where_and_why(
    tmp_path: Path, stood: str, made: str, field: str, words: str
) -> None:
    assert TEXT.count(stood) == 1
    path = tmp_path / "cup.yaml"
    path.write_text(TEXT.replace(stood, made), encoding="utf-8")
    found = [p for p in check.check_file(path).problems if p.field == field and words in p.message]
    assert found, check.check_file(path).problems
    assert found[0].line > 1


def test_the_good_scenario_is_not_told_anything() -> None:
    assert check.check_file(CUP).problems == ()


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.id)
def test_the_course_own_customers_can_be_won_and_lost(scenario: Scenario) -> None:
    ends = [outcome.of(proof.run(scenario, path)) for path in scenario.paths]
    assert ends[0].accepted
    assert any(came.end.kind == "bad" for came in ends)


def test_there_are_customers_for_every_phase_of_a_sale() -> None:
    assert len(SCENARIOS) >= 16
    assert {s.phase for s in SCENARIOS} == {"售前", "售中", "售后", "评价", "投诉"}
    assert {s.customer.knows for s in SCENARIOS} == {"不了解型", "专家型", "一知半解型"}
    assert len({s.customer.cares for s in SCENARIOS}) == 7


def test_a_talk_is_stored_with_what_later_lessons_need() -> None:
    talk: Talk = play(_scenario(), [PHOTO, REFUND, Move(tool="refund", value="30")])
    result = outcome.result(talk)
    assert result["end"] == "done" and result["accepted"] is False
    assert (result["right"], result["of"]) == (3, 4)
    assert set(result["scores"]) == {"knowledge", "communication", "resolution", "attitude", "adaptability"}
    assert any(criterion.startswith("strength:") for criterion in result["criteria"])
    assert engine.LONGEST > 0 and result["total"] <= outcome.UNMET
