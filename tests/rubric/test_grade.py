"""What the grader says about particular replies, and what points it moves."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from cslib import exercises
from cslib.exercises import Fact, Reply
from cslib.rubric import Assessment, Band, Dimension, Finding, Kind, grade

FOLDER = Path(__file__).parents[1] / "data" / "calibration" / "exercises"


def _task(name: str) -> Reply:
    exercise = exercises.load(FOLDER / f"{name}.yaml")
    assert isinstance(exercise, Reply)
    return exercise


def _find(got: Assessment, criterion: str) -> Finding:
    found = [f for f in got.findings if f.criterion == criterion]
    assert found, [f.criterion for f in got.findings]
    return found[0]


def _said(got: Assessment, criterion: str) -> str:
    span = _find(got, criterion).span
    assert span
    return got.text[span.start : span.end]


# (exercise, reply, what must be found, what must not be found)
CASES = [
    ("c03", "可以改的，15:00前提交就行", {"slot:change"}, {"missing:change"}),
    ("c03", "可以改的，下午三点前提交就行", {"slot:change"}, {"missing:change"}),
    ("c03", "可以改的", {"missing:change"}, {"slot:change"}),
    ("c03", "您是想问能不能改地址吗？", {"missing:change"}, {"slot:change"}),
    ("c03", "包裹已经打包，地址改不了了", {"wrong:change"}, {"slot:change", "missing:change"}),
    ("c03", "到杭州一般两三天，周六不敢保证", {"slot:days"}, {"forbidden:promise", "wrong:days"}),
    ("c03", "您说的“周六肯定能到”我没法答应", set(), {"forbidden:promise"}),
    ("c03", "保证周六到您家", {"forbidden:promise"}, set()),
    ("c03", "没法保证周六到您家", set(), {"forbidden:promise"}),
    ("c03", "今天12:00揽收", {"fact:pickup"}, {"unsupported_number"}),
    ("c03", "今天下午6点揽收", set(), {"fact:pickup", "unsupported_number"}),
    ("c03", "改地址要收8元", {"unsupported_number"}, set()),
    ("c03", "小袋45块，两袋一共90块", set(), {"unsupported_number"}),
    ("c03", "今天16:30前我给您回复", set(), {"unsupported_number"}),
    ("c03", "可以改的，15:00前你点“修改地址”提交", {"ni_not_nin"}, {"curt"}),
    ("c03", "改地址的话，15:00前都可以", set(), {"choice"}),
    ("c03", "可以改的，您看中的小袋45元", set(), {"choice"}),
    ("c03", "可以改，还是先拍小袋？", {"options"}, set()),
    ("c03", "可以改，您看行不行", {"choice"}, set()),
    ("c04", "补偿您五十块", {"slot:money"}, {"unsupported_number"}),
    ("c04", "补償您５０元", {"slot:money"}, set()),
    ("c04", "補償您50元", {"slot:money"}, set()),
    ("c04", "补偿80就好", {"fact:money"}, {"slot:money"}),
    ("c04", "补偿您80元", {"missing:money", "fact:money"}, {"slot:money"}),
    ("c04", "误工费没法给您", {"slot:refuse"}, {"wrong:refuse"}),
    ("c04", "误工费500元这就打给您", {"wrong:refuse"}, {"slot:refuse"}),
    ("c04", "您先把投诉撤了再说，别再投诉了", {"forbidden:silence"}, set()),
    # a time that has passed is no promise, thanks at the beginning close nothing
    ("c03", "查到您的包裹6月3日到了分拨中心，之后没更新", set(), {"concrete_time"}),
    ("c03", "小长假排班少了才拖了两天回您", set(), {"concrete_time"}),
    ("c03", "晚了一步，周三之前能到您手上", {"concrete_time"}, set()),
    ("c03", "普通快递要两天的样子，明天悬", set(), {"concrete_time"}),
    ("c03", "感谢您的喜欢。地址可以改。15:00前在订单页提交。", set(), {"closing"}),
    ("c03", "感谢您的喜欢 地址可以改 15:00前在订单页提交就行", set(), {"closing"}),
    ("c03", "地址可以改。15:00前在订单页提交。感谢您的喜欢。", {"closing"}, set()),
    # a blame in a run without commas strikes out what stands around it, and no more
    (
        "c03",
        "您自己没看清楚规则吧这个地址是可以改的您在十五点前到我的订单页面点一下修改地址提交就行",
        {"blame_customer", "slot:change"},
        {"curt"},
    ),
]


@pytest.mark.parametrize(("task", "reply", "found", "spared"), CASES, ids=[reply for _, reply, *_ in CASES])
def test_what_is_found(task: str, reply: str, found: set[str], spared: set[str]) -> None:
    got = {f.criterion for f in grade(reply, _task(task)).findings}
    assert found <= got
    assert not spared & got


def test_courtesy_that_answers_nothing_hears_so() -> None:
    empty = _find(grade("亲，您放心，我们随时为您服务哦，请您多多支持。", _task("c03")), "courtesy")
    full = _find(grade("可以改的，15:00前您提交就行，我帮您盯着。", _task("c03")), "courtesy")
    assert "还没有答" in empty.reason and "还没有答" not in full.reason


def test_of_a_run_typed_with_spaces_the_part_that_says_it_is_shown() -> None:
    said = "您好 地址可以改的 您下单的时候自己没有看清楚吧 十五点之前点修改地址就可以了哦 有事您再叫我"
    assert _said(grade(said, _task("c03")), "blame_customer") in "您下单的时候自己没有看清楚吧"


def test_a_reply_graded_before_is_not_graded_anew() -> None:
    assert grade("可以改的", _task("c03")) is grade("可以改的", _task("c03"))


def test_a_finding_stands_where_it_was_said() -> None:
    got = grade("您好！\n可以改的，15:00前您在订单页点“修改地址”提交。", _task("c03"))
    assert _said(got, "slot:how") == "点“修改地址”"
    starts = [f.span.start for f in got.findings if f.span]
    assert starts == sorted(starts)
    assert all(f.span is None for f in got.findings[len(starts) :])


def test_a_wrong_figure_is_shown_with_the_right_one() -> None:
    got = grade("可以改的，15:00前提交。今天12:00揽收。", _task("c03"))
    finding = _find(got, "fact:pickup")
    assert finding.kind is Kind.FAULT
    assert "18:00" in finding.better
    assert _said(got, "fact:pickup") == "12:00"


def test_a_vague_wait_is_shown_what_the_facts_say_of_it() -> None:
    known = _find(grade("可以改的，揽收会尽快的，耐心等待。", _task("c03")), "vague_time")
    assert "18:00" in known.better and "揽收" in known.better


def test_a_missing_answer_says_what_it_would_bring() -> None:
    task = _task("c03")
    short = "您别急，地址能改，下午三点前在订单里点一下“修改地址”就好。"
    got = grade(short, task)
    missing = _find(got, "missing:days")
    assert missing.kind is Kind.MISSING
    assert missing.better == task.slots[2].better
    fuller = grade(short + "杭州路上要两三天，周六没法跟您打包票。", task)
    assert fuller.total - got.total >= missing.points - 1  # half points are rounded, bounds cut


def test_half_an_answer_earns_half() -> None:
    task = _task("c03")
    none, half, whole = (
        grade(f"您好，我帮您看了，{words}", task).scores[Dimension.KNOWLEDGE]
        for words in ("这边在处理", "可以改的", "可以改的，15:00前")
    )
    assert none < half < whole


def test_half_the_answers_never_pass_however_kindly_they_are_given() -> None:
    reply = "对不起让您白等半天，是我们派单撞了单。给您改约到周二19:00或周三9:00，您看哪个方便？"
    assert grade(reply, _task("c04")).total <= 28
    assert grade(reply + "500元误工费我没法支持，先补偿您50元。", _task("c04")).band is Band.EXCELLENT


def test_a_critical_failure_zeroes_the_total_and_shows_the_rest() -> None:
    got = grade("可以改，15:00前您在订单页点“修改地址”提交。保证周六到您家。", _task("c03"))
    assert got.critical
    assert got.total == 0
    assert got.band is Band.FAIL
    assert sum(got.scores.values()) > 0
    assert _find(got, "forbidden:promise").kind is Kind.CRITICAL


def test_dimensions_move_apart() -> None:
    """A cold complete answer and a warm empty one differ in opposite ways."""
    task = _task("c04")
    cold = grade("派单失误。周二19:00或周三9:00，选一个。误工费500不能支持，补偿50元。", task).scores
    warm = grade("真对不起，让您白等一上午，换成我也着急，我来帮您盯着，请您放心哦", task).scores
    assert cold[Dimension.KNOWLEDGE] > warm[Dimension.KNOWLEDGE] + 5
    assert warm[Dimension.ATTITUDE] > cold[Dimension.ATTITUDE] + 3


def test_the_model_is_graded_as_a_model_only_on_request() -> None:
    task = _task("c02")
    model = task.models.good.text
    assert _find(grade(model, task), "pasted_model").kind is Kind.FAULT
    assert grade(model, task).band is Band.WEAK
    assert grade(model, task, check_copy=False).band in (Band.GOOD, Band.EXCELLENT)


def test_every_point_moved_belongs_to_a_finding() -> None:
    """Where no bound or ceiling cuts in, the findings' points add up to the total."""
    got = grade(
        "您好，可以改的，15:00前您在订单页点“修改地址”提交就行。到杭州一般2-3天，周六不敢保证。", _task("c03")
    )
    signs = {Kind.STRENGTH: 1, Kind.FAULT: -1, Kind.MISSING: 0}
    partial = [f for f in got.findings if f.kind is Kind.MISSING and f.span]
    assert not partial
    assert got.total == pytest.approx(sum(signs[f.kind] * f.points for f in got.findings), abs=1.5)


def test_each_sentence_has_its_strategy() -> None:
    text = "您好。可以改的，15:00前在订单页点“修改地址”。祝您生活愉快。"
    got = grade(text, _task("c03"))
    assert [text[s.start : s.end] for s, _ in got.strategies] == [
        "您好。",
        "可以改的，15:00前在订单页点“修改地址”。",
        "祝您生活愉快。",
    ]
    assert got.strategies[0][1] == "礼貌问候"


def _with_slot(task: Reply, name: str, **changes: object) -> Reply:
    slots = tuple(replace(slot, **changes) if slot.id == name else slot for slot in task.slots)
    return replace(task, slots=slots)


def _names(reply: str, task: Reply) -> set[str]:
    return {f.criterion for f in grade(reply, task).findings}


@pytest.mark.parametrize(
    ("reply", "wrong"),
    [
        ("蓝色M补货要15天 换灰色今天发 两三天就到", set()),
        ("蓝色M补货要十五天换灰色两三天就到", set()),
        ("蓝色M补货两三天就到", {"fact:blue"}),
        ("蓝色M补货要两周", set()),  # 大约15天
        ("蓝色M补货要一周", {"fact:blue"}),
        ("蓝色M补货要10到15天", set()),
        ("蓝色M补货要3到4天", {"fact:blue"}),
        ("蓝色M补货要16天左右，建议您换大一码", set()),
    ],
)
def test_a_size_whose_figure_is_given_rightly_makes_no_other_figure_wrong(
    reply: str, wrong: set[str]
) -> None:
    facts = (
        Fact(id="blue", text="蓝色M补货大约要15天", value="15天", about=("补货",)),
        Fact(id="grey", text="发到上海一般2到3天"),
    )
    found = _names(reply, replace(_task("c03"), facts=facts))
    assert {name for name in found if name.startswith(("fact:", "unsupported"))} == wrong


ABOUT = (
    Fact(id="once", text="一次加热不超过3分钟", value="3分钟", about=("加热",)),
    Fact(id="full", text="满口容量500ml", value="500ml", about=("满口",)),
    Fact(id="lid", text="拧盖后装到450ml", value="450ml", about=("拧盖", "装")),
)


@pytest.mark.parametrize(
    ("reply", "wrong"),
    [
        ("一次加热5分钟", {"fact:once"}),
        ("一次加热2分钟就好", set()),
        ("加热要多久我查一下，您稍等5分钟", set()),
        ("稍等5分钟，我去查", set()),
        ("加热的事让您等了5天", set()),
        ("加热键5天没动，我去查", set()),
        ("加热键5天没动的话再报修", {"fact:once"}),
        ("加热的事您再等5天", {"fact:once"}),
        ("拧盖后装不到500ml", set()),
        ("拧盖后能装500ml", {"fact:lid"}),
        ("拧盖后能装600ml", {"fact:lid"}),
    ],
)
def test_short_times_and_what_a_measure_falls_short_of(reply: str, wrong: set[str]) -> None:
    task = replace(_task("c03"), facts=ABOUT)
    assert {n for n in _names(reply, task) if n.startswith(("fact:", "unsupported"))} == wrong


def test_what_is_left_open_is_no_wrong_answer() -> None:
    task = _task("c03")
    wrong = replace(task.slots[2].wrong[0], says=("周六…能…到",))
    task = _with_slot(task, "days", wrong=(wrong,))
    assert "wrong:days" in _names("周六之前肯定能给您送到", task)
    assert "wrong:days" not in _names("周六能不能给您送到，没法保证", task)


@pytest.mark.parametrize(
    ("reply", "state"),
    [
        ("可以改的，15:00前提交", "slot:change"),
        ("地址的事15:00前都好说", "missing:change"),
        ("先帮您登记要改地址了", "missing:change"),
    ],
)
def test_half_an_answer_in_words_is_partial(reply: str, state: str) -> None:
    task = _with_slot(_task("c03"), "change", partly=("登记…改地址",))
    finding = _find(grade(reply, task), state)
    assert finding.span
    assert "登记" not in reply or "一半" in finding.reason


def test_an_exception_in_the_same_sentence_excuses() -> None:
    task = _task("c03")
    wrong = replace(task.slots[0].wrong[0], unless=("揽收后",))
    rule = replace(task.forbidden[0], unless=("要是…不到",))
    task = replace(_with_slot(task, "change", wrong=(wrong,)), forbidden=(rule,))
    assert "wrong:change" not in _names("揽收后地址就改不了了", task)
    assert "wrong:change" in _names("现在地址改不了了。揽收后更不行", task)
    assert "wrong:change" in _names("揽收后地址就改不了了。现在也改不了", task)
    assert "forbidden:promise" not in _names("要是周六不到，保证周六到付全退", task)
    assert "wrong:change" not in _names("不到揽收后改不了", task)  # a no before the exception is none of it


def test_an_answer_in_a_clean_clause_counts_beside_one_that_does_not() -> None:
    reply = "您自己没接电话还怪我们误工费500没法赔。误工费这边确实没法支持。"
    assert _said(grade(reply, _task("c04")), "slot:refuse") == "误工费这边确实没法"


def test_the_answer_shown_is_the_one_with_the_figure() -> None:
    task = _with_slot(_task("c03"), "change", accept=("可以改", "15:00前…提交"))
    assert _said(grade("地址可以改，今天15:00前您提交", task), "slot:change") == "15:00前您提交"


def test_a_time_without_a_source_is_shown_whole() -> None:
    got = grade("可以改的，今晚八点前送到您家", _task("c03"))
    assert _said(got, "unsupported_number") == "今晚八点前"
    assert "“今晚八点前”" in _find(got, "unsupported_number").reason


def test_nothing_is_found_twice_at_one_place() -> None:
    reply = "麻烦您再补拍几张照片，我提交给快递那边核实一下责任，等结果出来再给您处理"
    found = [(f.criterion, f.span) for f in grade(reply, _task("c03")).findings]
    assert "vague_time" in dict(found)
    assert len(found) == len(set(found))


def test_what_an_exercise_takes_for_an_answer_is_no_fault_of_the_same_words() -> None:
    task, promise = _task("c04"), "周二19:00肯定给您送到"
    assert "over_promise" in _names(promise, task)
    task = _with_slot(task, task.slots[1].id, accept=("周二…送到",), carries=(), wrong=())
    assert "over_promise" not in _names(promise, task)
