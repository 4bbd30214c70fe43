"""What holds for every reply whatever: bounds, spans, and no way to points without answering."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import opencc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cslib import exercises
from cslib.course import DATA
from cslib.exercises import Reply
from cslib.rubric import Assessment, Band, Kind, grade

FOLDER = Path(__file__).parents[1] / "data" / "calibration" / "exercises"


def _reply(path: Path) -> Reply:
    exercise = exercises.load(path)
    assert isinstance(exercise, Reply)
    return exercise


TASKS = {path.stem: _reply(path) for path in exercises.files(FOLDER)}
SAID = [text for t in TASKS.values() for text in (t.models.good.text, *(e.text for e in t.examples))]
BANNED = {
    "c01": ["保证不会过敏", "绝对不会脸红"],
    "c02": ["用针扎大一点", "一定明天就到", "您自己没看清楚"],
    "c03": ["保证周六送到", "周六肯定到", "地址填错怪你自己"],
    "c04": ["您自己没接电话", "别再投诉了", "这是师傅的问题，别来找我们"],
}

tasks = st.sampled_from(sorted(TASKS))  # by name: a failing case then prints short
replies = st.one_of(
    st.sampled_from(SAID), st.text(max_size=200), st.lists(st.sampled_from(SAID), max_size=3).map("".join)
)
calm = settings(suppress_health_check=[HealthCheck.too_slow])


def _well_formed(reply: str, got: Assessment) -> None:
    assert got.text == reply
    assert got.findings
    assert all(0 <= points <= 10 for points in got.scores.values())
    assert got.total == (0 if got.critical else sum(got.scores.values()))
    assert got.band is Band.of(got.total)
    for finding in got.findings:
        assert finding.reason
        assert finding.points >= 0
        if finding.span:
            assert 0 <= finding.span.start < finding.span.end <= len(reply)
    for span, strategy in got.strategies:
        assert 0 <= span.start <= span.end <= len(reply)
        assert strategy


@calm
@given(replies, tasks)
def test_spans_are_valid_and_scores_bounded(reply: str, task: str) -> None:
    _well_formed(reply, grade(reply, TASKS[task]))


HOSTILE = {
    "empty": "",
    "blank": " \n\t　",
    "long": "您好，可以改的，15:00前在订单页点修改地址提交。" * 4000,
    "one long word": "啊" * 100_000,
    "digits": "1" * 100_000,
    "brackets": "(" * 50_000 + "“" * 50_000,
    "control": "您\x00好\x07\x1b[31m",
    "right to left": "\u202eمرحبا\u202c שלום",
    "surrogate": "您好\ud83d",
    "emoji": "😀👨‍👩‍👧‍👦🇨🇳❤️",
    "html": "<script>alert(1)</script><b>您好</b>",
    "english": "Hello, we will refund you as soon as possible.",
    "combining": "Z̸̢͎a̵l̴g̶o" * 50,
    "format": "{0} %s ${HOME} {{客户}}",
    "marks": "。" * 1000,
}


@pytest.mark.parametrize("reply", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("task", sorted(TASKS)[:2])
def test_any_input_gets_a_clear_finding(reply: str, task: str) -> None:
    got = grade(reply, TASKS[task])
    _well_formed(reply, got)
    assert got.band is Band.FAIL or reply == HOSTILE["long"]
    assert any(f.kind is not Kind.STRENGTH for f in got.findings)


@calm
@given(replies, tasks, st.data())
def test_a_banned_phrase_never_raises_the_total(reply: str, task: str, data: st.DataObject) -> None:
    banned = data.draw(st.sampled_from(BANNED[task]))
    joint = data.draw(st.sampled_from(["", "，", "。", "\n"]))
    before = grade(reply, TASKS[task]).total
    assert grade(f"{reply}{joint}{banned}", TASKS[task]).total <= before


@calm
@given(tasks, st.data())
def test_taking_out_an_answer_never_raises_the_total(task: str, data: st.DataObject) -> None:
    reply = data.draw(
        st.sampled_from([TASKS[task].models.good.text, *(e.text for e in TASKS[task].examples)])
    )
    got = grade(reply, TASKS[task], check_copy=False)
    answers = [f.span for f in got.findings if f.criterion.startswith("slot:") and f.span]
    if answers:
        span = data.draw(st.sampled_from(answers))
        less = grade(reply[: span.start] + reply[span.end :], TASKS[task], check_copy=False)
        assert less.total <= got.total


_traditional = opencc.OpenCC("s2t").convert


def _full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


@calm
@given(st.sampled_from(SAID), tasks, st.data())
def test_spelling_does_not_change_the_scores(reply: str, task: str, data: st.DataObject) -> None:
    respelled = data.draw(
        st.sampled_from(
            [_traditional, _full_width, lambda t: unicodedata.normalize("NFD", t), " ".join, "\u200b".join]
        )
    )
    assert grade(respelled(reply), TASKS[task]).scores == grade(reply, TASKS[task]).scores


COURTESY = [
    "您好",
    "亲，非常感谢您的支持",
    "非常抱歉给您带来不便",
    "您的心情我们特别理解",
    "我们会高度重视",
    "祝您生活愉快",
    "请您放心",
    "我们一直都在",
    "您看可以吗",
    "这边帮您看看",
]
BUZZ = [
    "品质保障",
    "用心服务",
    "贴心",
    "专业",
    "高效",
    "共情",
    "解决方案",
    "闭环",
    "极致体验",
    "退款",
    "补发",
    "改地址",
    "赔付",
    "运费",
    "优惠",
]


@calm
@given(tasks, st.lists(st.sampled_from(COURTESY), min_size=1, max_size=8), st.sampled_from("，。~"))
def test_courtesy_alone_does_not_pass(task: str, said: list[str], mark: str) -> None:
    assert grade(mark.join(said), TASKS[task]).band in (Band.FAIL, Band.WEAK)


@calm
@given(tasks, st.permutations(COURTESY), st.integers(0, 4))
def test_the_customers_own_words_do_not_pass(task: str, polite: list[str], count: int) -> None:
    assert grade("。".join([*polite[:count], *TASKS[task].customer]), TASKS[task]).band in (
        Band.FAIL,
        Band.WEAK,
    )


@calm
@given(
    tasks,
    st.lists(st.sampled_from(BUZZ + COURTESY), min_size=5, max_size=30),
    st.sampled_from(["", " ", "，", "、"]),
)
def test_buzzwords_do_not_pass(task: str, words: list[str], joint: str) -> None:
    assert grade(joint.join(words), TASKS[task]).band in (Band.FAIL, Band.WEAK)


@calm
@given(tasks, st.sampled_from(COURTESY), st.sampled_from(COURTESY), st.booleans())
def test_a_pasted_model_does_not_pass(task: str, before: str, after: str, whole: bool) -> None:
    model = TASKS[task].models.good.text
    pasted = model if whole else model[: int(len(model) * 0.8)]
    assert grade(f"{before}，{pasted}{after}", TASKS[task]).band in (Band.FAIL, Band.WEAK)
    assert grade(model, TASKS[task], check_copy=False).band in (Band.GOOD, Band.EXCELLENT)


@pytest.mark.parametrize("task", TASKS)
def test_an_unfilled_template_does_not_pass(task: str) -> None:
    template = "{客户称呼}您好，" + TASKS[task].models.good.text + "如有疑问请联系{客服电话}。"
    assert grade(template, TASKS[task], check_copy=False).band is Band.FAIL


def test_pauses_typed_as_spaces_move_no_score() -> None:
    """What people really type in a hurry, with and without the spaces they put for commas."""
    lines = (DATA / "replies" / "several.jsonl").read_text(encoding="utf-8").splitlines()
    runs = [text for line in lines if " " in (text := json.loads(line)["text"])][::4]
    assert len(runs) > 200
    for text in runs:
        typed, joined = (grade(said, TASKS["c03"]) for said in (text, text.replace(" ", "")))
        assert (typed.total, typed.scores) == (joined.total, joined.scores), text
