"""Quick replies: nothing unfilled leaves, the library is in order, and questions find their answers."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslib import policies
from cslib.operations import templates
from cslib.operations.templates import Library, Question, TemplateError, fill, library, likeness, lint, search
from cslib.rubric.model import Dimension, Finding, Kind, Span
from cslib.yamlfile import ExerciseError

REPLIES = [reply for question in library().questions for reply in question.replies]
NAMES = st.sampled_from(["商品", "发货时间", "运费"])
PARTS = st.lists(
    st.one_of(NAMES.map("{{{}}}".format), st.text("您好，今天发货{}｛｝ ", max_size=4)), max_size=6
)


def test_the_course_has_enough_questions_and_wordings() -> None:
    least = policies.get("template-variants").value("from")
    assert len(library().questions) >= 12
    assert all(len(question.replies) >= least for question in library().questions)


def test_the_courses_own_library_is_in_order() -> None:
    """With the rubric's own detectors, so this also shows that they leave good replies alone."""
    assert lint(library()) == ()


@pytest.mark.parametrize("reply", REPLIES)
def test_every_reply_can_be_sent_with_the_examples(reply: str) -> None:
    said = fill(reply, library().placeholders)
    assert said and not set("{}｛｝") & set(said)
    assert said.endswith(("。", "？"))


@given(PARTS, st.dictionaries(NAMES, st.text(max_size=5)))
def test_nothing_unfilled_is_ever_returned(parts: list[str], values: dict[str, str]) -> None:
    reply = "".join(parts)
    try:
        said = fill(reply, values)
    except TemplateError as error:
        assert all(
            not values.get(name, "").strip() or set("{}｛｝") & set(values[name]) for name in error.names
        )
    else:
        assert not set("{}｛｝") & set(said)
        assert all(values[name].strip() in said for name in templates.placeholders(reply))


def test_a_missing_value_is_named() -> None:
    with pytest.raises(TemplateError, match="还没填“发货时间”“快递”") as error:
        fill("{商品}{发货时间}发出，走{快递}。", {"商品": "针织衫", "发货时间": "  "})
    assert error.value.names == ("发货时间", "快递")


@pytest.mark.parametrize(
    ("reply", "values", "says"),
    [
        ("{商品有货", {"商品": "甲"}, "“{”没有配对"),
        ("商品}有货", {"商品": "甲"}, "“}”没有配对"),
        ("{{商品}}有货", {"商品": "甲"}, "没有配对"),
        ("｛商品｝有货", {"商品": "甲"}, "全角括号"),
        ("{}有货", {"": "甲"}, "没写名字"),
        ("{商品}有货", {"商品": "{针织衫}"}, "填的内容里还有花括号"),
    ],
)
def test_broken_placeholders_are_explained(reply: str, values: dict[str, str], says: str) -> None:
    with pytest.raises(TemplateError, match=says):
        fill(reply, values)


def test_values_may_look_like_patterns() -> None:
    assert fill(r"{商品}\1", {"商品": r"\g<0>$1"}) == r"\g<0>$1\1"


GOOD = ("{商品}有货，今天发出。", "仓库还有{商品}，您拍下就行。", "查到了，这款现在不缺。")


def _library(**changes: Any) -> Library:
    question = msgspec.structs.replace(Question(id="stock", ask="有没有货", replies=GOOD), **changes)
    return Library(placeholders={"商品": "针织衫"}, questions=(question,))


def _banned(reply: str) -> list[Finding]:
    """A judge that dislikes 亲 and praises 您."""
    where = [("亲", Kind.FAULT), ("您", Kind.STRENGTH)]
    return [
        Finding(word, kind, Dimension.ATTITUDE, 1, Span(at, at + 1), "顾客不喜欢。", "您好")
        for word, kind in where
        if (at := reply.find(word)) >= 0
    ]


@pytest.mark.parametrize(
    ("changes", "variant", "fault", "says"),
    [
        ({"replies": GOOD[:2]}, 0, "写法太少", "只有2种写法，至少要3种"),
        ({"replies": (*GOOD, "{颜色}也有货。")}, 4, "没登记", "“颜色”没有登记"),
        ({"replies": (*GOOD, "{商品也有货。")}, 4, "括号不成对", "没有配对"),
        ({"replies": (*GOOD, "亲，有的。")}, 4, "禁用说法", "“亲”：顾客不喜欢。可以写：您好"),
        ({"replies": (*GOOD, "仓库还有{商品}，您直接拍下就行。")}, 4, "太像", "第2种和第4种"),
    ],
)
def test_lint_finds(changes: dict[str, Any], variant: int, fault: str, says: str) -> None:
    (issue,) = lint(_library(**changes), _banned)
    assert (issue.question, issue.variant, issue.fault) == ("stock", variant, fault)
    assert says in issue.message


def test_lint_finds_nothing_in_order_and_what_is_unused_or_double() -> None:
    assert lint(_library(), _banned) == ()
    spare = msgspec.structs.replace(_library(), placeholders={"商品": "针织衫", "颜色": "白色"})
    assert [issue.fault for issue in lint(spare, _banned)] == ["没用到"]
    twice = msgspec.structs.replace(_library(), questions=_library().questions * 2)
    assert [issue.fault for issue in lint(twice, _banned)] == ["编号重复"]


def test_lint_reads_the_reply_as_the_customer_will() -> None:
    """A banned word inside an example is found; one inside a placeholder's name is not."""
    named = _library(replies=(*GOOD[:2], "{亲友价}可以用。"))
    fine = msgspec.structs.replace(named, placeholders={"商品": "针织衫", "亲友价": "99元"})
    assert lint(fine, _banned) == ()
    bad = msgspec.structs.replace(named, placeholders={"商品": "亲肤针织衫", "亲友价": "99元"})
    assert {issue.fault for issue in lint(bad, _banned)} == {"禁用说法"}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("還有貨嗎？", "stock"),
        ("我165 104斤穿多大", "size"),
        ("便宜点呗老板", "discount"),
        ("寄到新疆要邮费吗", "freight"),
        ("啥时候发货", "dispatch"),
        ("再不发货我就退了", "dispatch-late"),
        ("快递三天没动了", "tracking"),
        ("显示签收了可是我没收到", "tracking"),
        ("地址写错了", "address"),
        ("不喜欢想退掉", "return"),
        ("吊牌剪了还能退吗", "opened"),
        ("鞋子开胶了", "quality"),
        ("少了个赠品", "wrong-item"),
        ("钱怎么还没退给我", "refund-when"),
        ("这是正品吗", "authentic"),
        ("公司报销要发票", "invoice"),
        ("昨天刚买今天就便宜了50", "price-drop"),
        ("能放洗衣机吗", "care"),
        ("叫你们经理来", "complaint"),
    ],
)
def test_search(asked: str, found: str) -> None:
    assert search(library(), asked)[0].question.id == found


@pytest.mark.parametrize("asked", ["", "？？", "hello", "🙂", "鑫"])
def test_search_finds_nothing_in_nothing(asked: str) -> None:
    assert search(library(), asked) == ()


@given(st.text(max_size=40), st.integers(0, 25))
def test_search_gives_the_best_first_and_no_more_than_asked(asked: str, most: int) -> None:
    found = search(library(), asked, most)
    assert len(found) <= most and all(match.score >= 0 for match in found)
    assert all(one.score >= other.score for one, other in pairwise(found))


@given(st.sampled_from(library().questions))
def test_a_questions_own_words_find_it(question: Question) -> None:
    assert search(library(), question.ask, 1)[0].question == question


@given(st.text(max_size=20), st.text(max_size=20))
def test_likeness_is_a_share_and_symmetric(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1 and likeness(one, other) == likeness(other, one)
    assert likeness(one, one) == 1


def test_unknown_questions_and_broken_files_are_explained(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="没有“stok”。现有：stock、size"):
        library().question("stok")
    path = tmp_path / "templates.yaml"
    path.write_text("placeholders: {}\nquestions:\n  - id: a\n    ask: b\n    reply: [c]\n", encoding="utf-8")
    with pytest.raises(ExerciseError, match="第"):
        library(path)
