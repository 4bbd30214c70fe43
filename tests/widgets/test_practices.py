"""Arranging, investigating and writing down: every answer, right or wrong, gets its reason."""

from __future__ import annotations

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslib import claims, records, tasks
from cslib.widgets import arrange, inquiry, template, worksheet
from cslib.widgets.element import Element

STEPS = tuple(tasks.Step(text=t, why=f"{t}的理由") for t in ("听", "认", "办", "回"))
ORDER = tasks.Order(id="steps", title="处理投诉", lesson="3.3", ask="排一排", steps=STEPS)
MATCH = tasks.Match(
    id="cards",
    title="配对",
    lesson="3.3",
    ask="配一配",
    pairs=(
        tasks.Two(left="七天", right="无理由", why="甲"),
        tasks.Two(left="48小时", right="发货", why="乙"),
    ),
    extra=("三包",),
)
SPOT = tasks.Spot(
    id="talk",
    title="找错",
    lesson="2.2",
    ask="哪句不对",
    lines=(
        tasks.Line(who="顾客", text="在吗", why="顾客的话"),
        tasks.Line(who="客服", text="尽快", why="没有时间", wrong=True, better="今天18:00前"),
        tasks.Line(who="客服", text="今天18:00前回您", why="有时间"),
    ),
)
SUM = tasks.Sum(
    ask="几秒走光？",
    answer=31,
    unit="秒",
    within=1,
    why="100÷3.2",
    slips=(tasks.Slip(value=320, why="乘反了"),),
)
DETECTIVE = tasks.Detective(
    id="case",
    title="侦探",
    lesson="1.2",
    cases=(tasks.Case(claim="000-003", lead="看", verdict="信不过", sums=(SUM,)),),
)
LEGAL = tasks.Legal(
    id="law",
    title="合规",
    lesson="6.1",
    ask="能不能说",
    scripts=(
        tasks.Script(text="全网第一", why="绝对化用语", law="ad-9", better="上月卖出300件"),
        tasks.Script(text="七天内可以退", why="法定"),
    ),
)
WHYS = tasks.Worksheet(
    id="whys",
    title="五个为什么",
    lesson="5.1",
    ask="一路问下去",
    done="问到根上了。",
    log=True,
    entries=(
        tasks.Entry(
            id="one", label="为什么", needs=(tasks.Need(has="length", least=4, lacking="写长一点。"),)
        ),
        tasks.Entry(id="two", label="再为什么", needs=(tasks.Need(has="new", lacking="和上一条一样。"),)),
    ),
)


def _says(element: Element, words: str) -> bool:
    return words in unescape(element.html)


def test_order_can_be_put_right_with_the_arrows_and_says_why() -> None:
    element = arrange.Order(ORDER)
    assert element.order != [0, 1, 2, 3] and not _says(element, "听的理由")
    for target in range(4):
        for place in range(element.order.index(target), target, -1):
            element.act("move", f"{place}-")
    element.act("move", "0-")
    element.act("check")
    assert _says(element, "顺序全对") and _says(element, "回的理由")
    assert records.attempts("steps")[0].result == {"right": 4, "of": 4}


@given(st.integers(2, 12), st.text(max_size=5))
def test_shuffling_never_gives_the_answer_away(count: int, seed: str) -> None:
    order = arrange.shuffled(count, seed)
    assert sorted(order) == list(range(count)) != order == arrange.shuffled(count, seed)


def test_matching_wants_every_card_and_names_the_right_one() -> None:
    element = arrange.Match(MATCH)
    element.act("pick", "0", {"": "三包"})
    element.act("check")
    assert _says(element, "没配") and records.attempts("cards") == []
    element.act("pick", "1", {"": "发货"})
    element.act("check")
    assert _says(element, "该配“无理由”") and _says(element, "乙")
    assert records.attempts("cards")[0].result == {"right": 1, "of": 2}


def test_spotting_explains_what_was_missed_and_what_was_fine() -> None:
    element = arrange.Spot(SPOT)
    element.act("mark", "2")
    element.act("check")
    assert _says(element, "✗ 这句有问题") and _says(element, "✗ 这句没问题") and _says(element, "今天18:00前")
    element.act("mark", "2")
    element.act("mark", "1")
    element.act("check")
    assert _says(element, "2 / 2句判断对了")


def test_a_detective_hears_why_a_grade_or_a_sum_is_off() -> None:
    element = inquiry.Detective(DETECTIVE)
    truth = claims.get("000-003").grade
    element.act("grade", "0", {"": "A"})
    assert _says(element, f"是{truth.value}级")
    element.act("sum", "0-0", {"case-0-0": "三百"})
    assert _says(element, "填一个数")
    element.act("sum", "0-0", {"case-0-0": "320"})
    assert _says(element, "乘反了") and _says(element, "信不过")
    element.act("grade", "0", {"": truth.value})
    element.act("sum", "0-0", {"case-0-0": "３１.２５秒"})
    assert _says(element, "算对了")
    assert records.attempts("case")[-1].result == {"right": 2, "of": 2}


def test_a_legal_check_names_the_article() -> None:
    element = inquiry.Legal(LEGAL)
    element.act("judge", "0", {"": "可以说"})
    assert _says(element, "✗") and _says(element, "广告法") and _says(element, "上月卖出300件")
    element.act("judge", "1", {"": "可以说"})
    assert records.attempts("law")[-1].result == {"right": 1, "of": 2}
    element.act("judge", "0", {"": "不能说"})
    assert _says(element, "违反的是哪一条")
    element.act("article", "0", {"": "ad-9"})
    assert records.attempts("law")[-1].result == {"right": 2, "of": 2}


def test_a_worksheet_says_what_lacks_and_keeps_everything() -> None:
    element = worksheet.Worksheet(WHYS)
    element.act("submit", form={"one": "仓库漏发了一件", "two": "因为仓库漏发了一件"})
    assert _says(element, "和上一条一样") and not _says(element, "问到根上")
    element.act("draft", "two\n没有人核对装箱单")
    assert _says(worksheet.Worksheet(WHYS), "没有人核对装箱单")
    element.act("submit", form={"one": "仓库漏发了一件", "two": "没有人核对装箱单"})
    assert _says(element, "问到根上")
    element.act("again")
    assert _says(element, "以前写的（2张）") and worksheet.Worksheet(WHYS).values == {}


@pytest.mark.parametrize(
    ("has", "value", "expected"),
    [
        ("length", "四个字呀", True),
        ("length", "三个字", False),
        ("time", "周五18:00前", True),
        ("time", "两天内", True),
        ("time", "尽快", False),
        ("number", "提高到85%", True),
        ("number", "提高很多", False),
        ("words", "我联系了仓库", True),
        ("words", "大家一起努力", False),
    ],
)
def test_needs(has: str, value: str, expected: bool) -> None:
    need = tasks.Need(has=has, lacking="", least=4, words=("我",))  # type: ignore[arg-type]
    assert worksheet.meets(need, value) is expected


def test_ticks_stay_until_they_are_cleared() -> None:
    task = tasks.Checklist(id="list", title="清单", lesson="2.2", ask="看一遍", steps=STEPS[:2])
    element = worksheet.Checklist(task)
    element.act("tick", "1")
    assert worksheet.Checklist(task).ticked == {1}
    element.act("tick", "0")
    assert records.attempts("list")[0].result == {"right": 2, "of": 2}
    element.act("again")
    assert worksheet.Checklist(task).ticked == set()


def test_breathing_starts_and_stops() -> None:
    element = worksheet.Breathing()
    element.act("start")
    assert "cs-breath cs-breathing" in element.html
    element.act("stop")
    assert "cs-breath cs-breathing" not in element.html


TEMPLATE = tasks.Template(
    id="quick",
    title="三种说法",
    lesson="5.1",
    ask="写三种",
    question="什么时候发货？",
    placeholders={"发货时间": "今天18:00前", "快递": "圆通"},
    done="可以存了。",
)
WORDINGS = {
    "1": "您好，这一单{发货时间}交给{快递}，单号出来就发您。",
    "2": "查过了，仓库正在打包，{发货时间}能寄出，走{快递}。",
    "3": "您的包裹排在{发货时间}这一批，{快递}来取件后我告诉您。",
}


def test_templates_are_shown_filled_in_or_told_what_to_mend() -> None:
    element = template.Template(TEMPLATE)
    element.act("submit", form={"1": WORDINGS["1"], "2": "会尽快发的，{称呼}", "3": ""})
    assert (
        _says(element, "这一单今天18:00前交给圆通")
        and _says(element, "称呼")
        and not _says(element, "可以存了")
    )
    element.act("submit", form=WORDINGS)
    assert _says(element, "可以存了")
    assert records.attempts("quick")[-1].result == {"right": 3, "of": 3}
    element.act("draft", "2\n换一种")
    assert template.Template(TEMPLATE).wordings["2"] == "换一种"
