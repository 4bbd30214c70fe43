"""What is often said is heard in all its wordings from one plain sentence."""

from __future__ import annotations

import msgspec
import pytest
from ruamel.yaml import YAML

from cslib import exercises
from cslib.course import DATA, EXERCISES
from cslib.rubric import grade, phrase, sayings
from cslib.text import read

SAYINGS = YAML(typ="safe").load((DATA / "lexicon" / "sayings.yaml").read_text(encoding="utf-8"))["sayings"]


@pytest.mark.parametrize("said", SAYINGS)
def test_a_saying_is_known_by_its_own_words_and_by_no_other(said: str) -> None:
    assert sayings.ways(said) == tuple(SAYINGS[said])


def test_no_wording_is_too_broad_or_stands_twice() -> None:
    every = [way for ways in SAYINGS.values() for way in ways]
    assert [way for way in every if phrase.compile(way, alike=True).breadth < 2] == []
    assert [said for said, ways in SAYINGS.items() if len(set(ways)) < len(ways)] == []


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("往返的邮费都由店里出", "运费我们承担"),
        ("寄回的快递费要您自己承担", "寄回的运费您承担"),
        ("这是我们的责任", "我们的责任"),
        ("送达时间我们不敢保证", "哪天到不能保证"),
        ("运费我们不承担", "寄回的运费您承担"),
        ("运费我们承担吗", None),  # only asked
        ("运费我们承担30元", None),  # the figure matters
        ("签收后先检查外包装有没有破损，运费我们承担", None),  # says more than that
        ("运费…承担", None),  # an author who uses the notation means just this
        ("500ml是装满到杯口的容量", None),
    ],
)
def test_a_sentence_is_known_where_it_says_nothing_else(sentence: str, said: str | None) -> None:
    assert sayings.ways(sentence) == (tuple(SAYINGS[said]) if said else ())


HEARD = [
    ("运费我们承担", "来回的邮费店里出", "我们查一下运费再告诉您"),
    ("运费我们承担", "运费都归我们", "运费我们只能承担一半"),
    ("寄回的运费您承担", "寄回的邮费得您付一下", "邮费我们给您承担"),
    ("在订单里申请售后", "订单里点申请售后", "您可以选择退货退款，或者免费给您换一把"),
    ("我们的责任", "这次是仓库拿错了，责任在我们店里", "是快递那边的责任"),
    ("哪天到不能保证", "周五能不能收到得看快递，我不敢打包票", "周五之前一定给您送到"),
    ("免费给您补发", "漏掉的那包今天给您补寄过去", "漏发要您重新下单才行"),
    ("请把照片发给我", "麻烦拍张清楚的图发过来", "照片和实物会有一点色差"),
    ("核实后回复您", "我去仓库问清楚，下午给您答复", "您自己查一下物流就知道了"),
    ("可以开发票", "电子票能给您开，抬头发我就行", "活动款开不了发票"),
    ("差价退给您", "中间的差额我们退还给您", "差价是活动结束造成的"),
    ("有问题随时找我", "用着有什么不清楚，您随时喊我", "有问题请看说明书"),
    ("已经帮您催了快递", "刚联系过网点，他们答应今天派", "快递要等后天"),
]


@pytest.mark.parametrize(("said", "reply", "other"), HEARD)
def test_what_is_often_said_is_told_from_what_only_sounds_like_it(said: str, reply: str, other: str) -> None:
    def heard(text: str) -> bool:
        return any(phrase.compile(way, alike=True).find(read(text), asked=False) for way in SAYINGS[said])

    assert heard(reply) and not heard(other)


@pytest.mark.parametrize(
    ("reply", "answered"),
    [
        ("给您叫顺丰上门，寄来到付就行。", True),
        ("来回的路费您一分都不用掏。", True),
        ("邮费这次得您自己出。", False),
        ("运费的事我帮您问问。", False),
    ],
)
def test_one_plain_sentence_of_an_author_hears_the_others(reply: str, answered: bool) -> None:
    task = exercises.load(EXERCISES / "03_process" / "leaking-kettle.yaml")
    assert isinstance(task, exercises.Reply)
    freight = next(slot for slot in task.slots if slot.id == "freight")
    plain = msgspec.structs.replace(freight, accept=("来回运费由店铺承担",), partly=(), wrong=())
    found = grade(reply, msgspec.structs.replace(task, slots=(plain,))).findings
    assert any(finding.criterion == "slot:freight" for finding in found) is answered
