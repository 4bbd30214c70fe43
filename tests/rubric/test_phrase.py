"""Authors' phrases: found where they are meant, never running away, explained where they can't be read."""

import string
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from cslib.course import DATA
from cslib.rubric import matching, phrase
from cslib.rubric.phrase import PhraseError
from cslib.text import read


def found(pattern: str, reply: str, **options: bool) -> list[str]:
    text = read(reply)
    return [text.plain[m.start : m.end] for m in phrase.compile(pattern).find(text, **options)]


FOUND = [
    # literal text, in any spelling
    ("可以退款", "亲，可以退款的", "可以退款"),
    ("可以退款", "親，可以退 欵", "可以退款"),
    ("可以 退款", "可以退款", "可以退款"),
    ("发货", "已发货，今天发货", "发货"),
    ("XL", "拍ｘｌ就好", "xl"),
    # quantities in literal text match in any spelling, and only whole
    ("48小时内发货", "两天内发货", "两天内发货"),
    ("7天无理由", "支持七天无理由", "七天无理由"),
    ("腰围86cm", "腰围86,后腰松紧", "腰围86"),
    ("(7|七)天内", "7天内", "7天内"),
    ("拨打12315", "可以拨打12315", "拨打12315"),
    ("过两天", "过两天再说", "过两天"),
    (r"\48小时", "48小时", "48小时"),
    # gaps
    ("已…发货", "已经为您安排发货了", "已经为您安排发货"),
    ("已…发货", "已发货", "已发货"),
    ("已...发货", "已经发货", "已经发货"),
    ("已……发货", "已经为您发货", "已经为您发货"),
    ("已…发货", "已一二三四五六七八九十一二发货", "已一二三四五六七八九十一二发货"),
    ("退款…48小时", "退款,预计48小时", "退款,预计48小时"),
    ("…发货…", "今天发货哦", "发货"),
    # alternatives and optional parts
    ("(退款|退钱|退回)", "给您退钱", "退钱"),
    ("（退款｜退钱）", "给您退钱", "退钱"),
    ("(可以|支持)[七天|7天]退(货|款)", "支持7天退货", "支持7天退货"),
    ("(可以|支持)[七天|7天]退(货|款)", "可以退款", "可以退款"),
    ("(运费(我们|店铺)|我们)…(出|承担)", "运费由店铺来出，我们来承担", "我们来承担"),
    ("(a|b(c|d)[e])f", "好bdef", "bdef"),
    ("(甲|)乙", "乙", "乙"),
    # quantities
    ("<money>", "退您三十元", "三十元"),
    ("<money:30元>", "退您¥30", "¥30"),
    ("<duration:48小时>内…发", "两天内给您发出", "两天内给您发"),
    ("<clock:17:00>前", "今天下午五点前揽收", "下午五点前"),
    ("＜clock：17：00＞前", "17点前", "17点前"),
    ("<date:6月9日>", "6/9会到", "6/9"),
    ("<weekday:周五>", "最晚星期五到", "星期五"),
    ("<percent>", "缩水1%-2%左右", "1%-2%"),
    ("腰围[是]<measure:86cm>", "腰围86厘米", "腰围86厘米"),
    ("<count>", "买两件", "两件"),
    ("<number:2403>批次", "是2403批次", "2403批次"),
    ("<time>前…回复", "明天前给您回复", "明天前给您回复"),
    ("<time>…发货", "最晚周三发货", "周三发货"),
    ("<day><clock>", "明天17点到", "明天17点"),
    ("<discount:七折>", "打7折", "7折"),
    ("<threshold:满300减30>", "满300元减30元", "300元减30元"),
    # Latin words, whole
    ("XL", "拍XL 2件", "xl"),
    ("88VIP", "88VIP不参加", "88vip"),
    ("(X|XX)L", "拍XXL", "xxl"),
    ("iphone(15|16)", "iphone15能用", "iphone15"),
    # signs
    (r"\(含运费\)", "30元（含运费）", "(含运费)"),
    (r"a\|b", "a|b", "a|b"),
    ("30%", "30％", "30%"),
]
NOT_FOUND = [
    ("可以退款", "可以的,退款"),
    ("已…发货", "已一二三四五六七八九十一二三发货"),
    ("3天内", "13天内"),
    ("2天", "1-2天"),
    (r"\48小时", "两天"),
    ("已…发货", "已收到。今天发货"),
    ("已…发货", "已收到😊今天发货"),
    ("(退款|退钱)", "退货"),
    ("<money:30元>", "退您35元"),
    ("<duration:48小时>", "2个工作日"),
    ("<time>", "尽快"),
    ("<clock:17:00>", "1700元"),
    ("XL", "拍2XL或XXL"),
    ("VIP", "88VIP"),
    (r"拍\88码", "拍188码"),
    # negated from outside, from inside a gap, from behind
    ("可以退款", "不可以退款"),
    ("可以退款", "并不是可以退款"),
    ("退款", "不能给您退款"),
    ("支持…退货", "这款不支持七天退货"),
    ("可以…退款", "可以不用退款"),
    ("已…发货", "已经确认没有发货"),
    ("退款", "这单退款不了"),
    ("不能退", "不是不能退"),
    ("不…退", "不是不能退"),
    ("不能退", "能不能退"),
    ("周五能", "周五能不能到不敢说"),
    ("(您|磕坏)…(磕|碰|使用不当)", "您放心，这不是磕碰的"),
    # quoted customer words
    ("可以退款", "您说的“可以退款”是旧规则"),
]


@pytest.mark.parametrize(("pattern", "reply", "first"), FOUND)
def test_found(pattern: str, reply: str, first: str) -> None:
    assert found(pattern, reply)[0] == first


@pytest.mark.parametrize(("pattern", "reply"), NOT_FOUND)
def test_not_found(pattern: str, reply: str) -> None:
    assert found(pattern, reply) == []


@pytest.mark.parametrize(
    ("pattern", "reply"),
    [
        ("不能退款", "拆封后不能退款"),
        ("不…退款", "这款不支持退款"),
        ("不(会|用)", "不用您出运费"),
        ("您…(磕|碰|使用不当)", "这是您使用不当"),
        ("退款", "不是不能退款"),
        ("退款", "不会不给您退款"),
        ("可以退", "不合适可以退"),
        ("退款", "不用担心给您退款"),
        ("<duration:48小时>…发", "不超过48小时发出"),
        ("退款", "对不起，给您退款"),
    ],
)
def test_a_no_that_belongs_to_the_phrase_or_to_something_else_is_no_obstacle(
    pattern: str, reply: str
) -> None:
    assert found(pattern, reply)


@pytest.mark.parametrize(
    ("pattern", "reply"),
    [
        ("运费我们承担", "邮费店里来出"),
        ("(运费)…(我们)承担", "快递费呢咱们负担"),
        ("不用[您]垫", "您无需垫钱"),
        ("48小时内发货", "两天内寄出"),
    ],
)
def test_words_of_the_same_meaning_count_where_that_is_asked_for(pattern: str, reply: str) -> None:
    assert phrase.compile(pattern, alike=True).find(read(reply))
    assert not phrase.compile(pattern).find(read(reply))


def test_every_word_for_another_differs_from_it_and_holds_two_characters() -> None:
    file = DATA / "lexicon" / "synonyms.yaml"
    synonyms = YAML(typ="safe").load(file.read_text(encoding="utf-8"))["synonyms"]
    ways = [(word, *others.split()) for word, others in synonyms.items()]
    assert all(len(set(said)) == len(said) and min(map(len, said)) >= 2 for said in ways)
    assert not set(synonyms) & {other for _, *others in ways for other in others}
    assert phrase.compile(r"\运费", alike=True).literal == "运费"  # escaped, a word is itself only


def test_options_take_in_what_is_left_out() -> None:
    assert found("可以退款", "不可以退款", negated=True) == ["可以退款"]
    assert found("可以退款", "您说“可以退款”吗", quoted=True) == ["可以退款"]


@pytest.mark.parametrize(
    ("reply", "asks"),
    [
        ("您是想退款吗？", True),
        ("您需要退款么", True),
        ("您是要退款？", True),
        ("给您退款可以吗？", False),
        ("已经给您退款了，您看到了吗？", False),
        ("我看看能不能退款。", True),
        ("核实是否符合退款条件", True),
        ("给您退款。", False),
        ("您是想退款还是换个新的？", False),
        ("您看是补发一袋，还是退款99元？", False),
        ("给您退款呢还是重做一条？", False),
        ("要不您先退款？", False),
        ("申请退款试试？", False),
        ("您还是要退款？", True),
        ("您还是想退款吗？", True),
    ],
)
def test_questions_that_only_ask_can_be_left_out(reply: str, asks: bool) -> None:
    assert found("退款", reply)
    assert (not found("退款", reply, asked=False)) is asks


def test_what_is_left_open_may_still_be_answered() -> None:
    assert found("不敢…保证", "周五能不能到不敢跟您保证", asked=False)


@pytest.mark.parametrize(
    ("reply", "open_"),
    [
        ("今天能不能到账没法保证", True),
        ("今天会不会到账不好说", True),
        ("是否今天能到账要看银行", True),
        ("今天肯定能到账", False),
        ("是不是今天就能到账了", False),
    ],
)
def test_what_is_left_open_can_be_left_out(reply: str, open_: bool) -> None:
    assert found("今天…到账", reply)
    assert (not found("今天…到账", reply, wondered=False)) is open_


def test_matches_come_in_order_and_apart() -> None:
    matches = phrase.compile("(退款|退…款)").find(read("退款，退您货款，不退款，退款退款"))
    assert [(m.start, m.end) for m in matches] == [(0, 2), (3, 7), (12, 14), (14, 16)]


@pytest.mark.parametrize(
    ("pattern", "breadth"),
    [
        ("可以退款", 4),
        ("退", 1),
        ("已…发货", 3),
        ("(退款|退)", 1),
        ("[已经]发货", 2),
        ("<money>", 1),
        ("<money:30元>", 2),
        ("[可选]…[可选]", 0),
    ],
)
def test_breadth(pattern: str, breadth: int) -> None:
    assert phrase.compile(pattern).breadth == breadth


@pytest.mark.parametrize(
    ("pattern", "position", "mend"),
    [
        ("可以(退", 2, "补上“\\)”"),
        ("可以[退", 2, "补上“]”"),
        ("退)款", 1, "补上左括号"),
        ("(退]款", 0, "补上“\\)”"),
        ("退款|退钱", 2, "写在括号里"),
        ("退<money", 1, "写成“<money:30元>”"),
        ("<price>", 0, "可用的有"),
        ("退<money:很多>", 1, "请写成"),
        ("<time:30元>", 0, "不是时间"),
        ("[先]*(退款)", 3, "可有可无写成“\\[甲\\]”"),
        ("^可以退", 0, "请写成“\\\\\\^”"),
        ("", 0, "请写上"),
        ("…", 0, "请写上"),
        ("退" * 1001, 1000, "请拆成几条"),
        ("退…" * 90, 0, "请拆成几条"),
        ("(" * 21 + "退" + ")" * 21, 20, "请拆成几条"),
    ],
)
def test_what_cannot_be_read_is_explained(pattern: str, position: int, mend: str) -> None:
    with pytest.raises(PhraseError, match=mend) as error:
        phrase.compile(pattern)
    assert error.value.position == position


HOSTILE = [
    "啊" + "…(啊|…啊)[啊]" * 20 + "…好",
    "(" * 20 + "啊" + "|啊啊)" * 20 + "好",
    "[啊]" * 200 + "好",
    "[啊…]" * 60 + "<number>",
    "啊…" * 50 + "好",
    "<number>…" * 15 + "好",
]
NODES = (matching.Words, matching.Gap, matching.Slot, matching.Row, matching.Choice)


def work(monkeypatch: pytest.MonkeyPatch, pattern: str, reply: str) -> int:
    """How many nodes are visited to look for a phrase."""
    visits = 0

    def counting(method: Callable[[object, object, int], int]) -> Callable[[object, object, int], int]:
        def counted(node: object, board: object, at: int) -> int:
            nonlocal visits
            visits += 1
            return method(node, board, at)

        return counted

    with monkeypatch.context() as patch:
        for node in NODES:
            patch.setattr(node, "after", counting(node.after))  # type: ignore[arg-type]
            patch.setattr(node, "before", counting(node.before))  # type: ignore[arg-type]
        phrase.compile(pattern).find(read(reply))
    return visits


@pytest.mark.parametrize("pattern", HOSTILE)
@pytest.mark.parametrize("unit", ["啊", "啊好", "1啊", "不啊", "啊。"])
def test_work_grows_no_faster_than_the_reply(
    monkeypatch: pytest.MonkeyPatch, pattern: str, unit: str
) -> None:
    short, long = (work(monkeypatch, pattern, unit * (size // len(unit)) + "好1") for size in (4096, 16384))
    assert 0 < long <= 4.5 * short


def count(node: matching.Node) -> int:
    parts = getattr(node, "nodes", ()) or getattr(node, "rows", ())
    return 1 + sum(map(count, parts))


@pytest.mark.parametrize("pattern", [f"{pattern}[呀]终" for pattern in HOSTILE])
def test_a_vain_search_visits_each_node_once_forwards(monkeypatch: pytest.MonkeyPatch, pattern: str) -> None:
    nodes = count(phrase.compile(pattern).root)
    reply = "好1" + "啊" * 99_997 + "终"
    boards = len(matching.boards(read(reply)))
    assert 0 < work(monkeypatch, pattern, reply) <= nodes * boards


PATTERNS = st.text("退款已发货…()|[]<>:money30元天\\不 ", max_size=24) | st.text(
    string.printable, max_size=12
)
REPLIES = st.text("退款已发货30元天不能没有“”。,!?", max_size=80) | st.text(max_size=60)


@given(PATTERNS, REPLIES)
@example("退…款", "退" * 3000 + "款")
@example("<money>", "30元" * 900)
def test_any_phrase_compiles_or_explains_itself_and_matches_lie_in_the_reply(
    pattern: str, reply: str
) -> None:
    try:
        compiled = phrase.compile(pattern)
    except PhraseError as error:
        assert 0 <= error.position <= len(pattern)
        return
    text = read(reply)
    end = 0
    for match in compiled.find(text):
        assert end <= match.start < match.end <= len(text.plain)
        end = match.end
        assert match.end - match.start >= compiled.breadth
        assert not compiled.needs or any(
            word in text.plain[match.start : match.end] for word in compiled.needs
        )


@given(st.integers(0, 3000), st.integers(0, 12))
@example(matching.WINDOW - 2, 5)
def test_a_match_is_found_wherever_it_stands(before: int, gap: int) -> None:
    reply = "啊" * before + "退" + "呀" * gap + "款" + "啊" * 1500
    assert found("退…款", reply) == ["退" + "呀" * gap + "款"]
