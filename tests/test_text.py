"""Whatever is typed is read into one spelling, with the way back."""

import unicodedata

import opencc
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cslib.text import Text, read

SPELLINGS = [
    ("您好，请问３０元？", "您好,请问30元?"),
    ("親，貨已發出，請查收", "亲,货已发出,请查收"),
    ("ＡＢＣ Abc", "abcabc"),
    ("您 好\n\t啊\u3000\u200b\ufeff", "您好啊"),
    ("好。行……可以…", "好。行……可以…"),
    ("1～2天，10－20元，3–5件", "1~2天,10-20元,3-5件"),
    ("￥30，５０％，30℃", "¥30,50%,30°c"),
    ("①打开②点击", "①打开②点击"),
    ("「退款」『换货』", "“退款”“换货”"),
    ("1️⃣打开", "1打开"),
    ("e\u0301 é", "ee"),
    ("Z̷̢͝a̸l̵g̶o̷", "zalgo"),
    ("(￣▽￣)", "(￣▽￣)"),
    ("\u202e反轉\u202c", "反转"),
    ("\ud800您好\x00", "您好"),
    ("㎏㎝㎡", "kgcmm2"),
    ("退欵", "退款"),
    ("還木有發貨", "还没有发货"),
    ("有木有", "有没有"),
    ("啥时候到", "什么时候到"),
    ("咋办", "怎么办"),
    ("好滴", "好的"),
    ("加vx", "加微信"),
    ("优惠劵", "优惠券"),
    ("帐户", "账户"),
    ("己经发了", "已经发了"),
    ("看著", "看着"),
]
KEPT = [
    "自己经常用",
    "可以经得起",
    "实木有味道吗",
    "蚊帐",
    "效果显著",
    "主推款",
    "补发或退款",
    "小米有货",
    "酱紫色",
    "fvxk9",
    "童鞋",
    "按排列顺序",
]


@pytest.mark.parametrize(("raw", "plain"), SPELLINGS)
def test_one_spelling(raw: str, plain: str) -> None:
    assert read(raw).plain == plain


@pytest.mark.parametrize("raw", KEPT)
def test_words_that_only_look_like_typos_stay(raw: str) -> None:
    assert read(raw).plain == raw


@pytest.mark.parametrize(
    ("raw", "part", "typed"),
    [
        ("您 好，已為您退欵 ３０元！", "退款", "退欵"),
        ("您 好，已為您退欵 ３０元！", "30元", "３０元"),
        ("肿么还 木有 发货", "没有", "木有"),
        ("重30㎏左右", "kg", "㎏"),
        ("请联系vx客服", "微信", "vx"),
        ("退 款 ，谢谢", "退款", "退 款"),
        ("赞👍🏽了", "👍🏽", "👍🏽"),
    ],
)
def test_span_leads_back_to_what_was_typed(raw: str, part: str, typed: str) -> None:
    text = read(raw)
    start = text.plain.index(part)
    span = text.span(start, start + len(part))
    assert raw[span.start : span.end] == typed


def parts(text: Text, ranges: tuple[tuple[int, int], ...]) -> list[str]:
    return [text.plain[start:end] for start, end in ranges]


@pytest.mark.parametrize(
    ("raw", "sentences"),
    [
        ("好的。马上办！还有吗？", ["好的。", "马上办!", "还有吗?"]),
        ("好的~明天到", ["好的~", "明天到"]),
        ("3.5元，1~2天到；谢谢", ["3.5元,1~2天到;", "谢谢"]),
        ("稍等……查到了", ["稍等……", "查到了"]),
        ("好的😊明天到", ["好的😊", "明天到"]),
        ("好的(*^▽^*)明天到", ["好的(*^▽^*)", "明天到"]),
        ("您说“真慢！”是的", ["您说“真慢!”", "是的"]),
        ("好的.明天到jd.com看", ["好的.", "明天到jd.com看"]),
        ("", []),
    ],
)
def test_sentences(raw: str, sentences: list[str]) -> None:
    text = read(raw)
    assert parts(text, text.sentences) == sentences


def test_clauses() -> None:
    text = read("您好，方案：退款、换货，17：00前定，1,200元。")
    assert parts(text, text.clauses) == ["您好,", "方案:", "退款、", "换货,", "17:00前定,", "1,200元。"]
    assert text.plain[slice(*text.clause_at(6))] == "退款、"
    text = read("减15，261到手")
    assert parts(text, text.clauses) == ["减15,", "261到手"]


@pytest.mark.parametrize(
    ("raw", "quoted"),
    [
        ("您说的“一点用都没有”我记下了", ["一点用都没有"]),
        ("看到您备注：「尽快发货」", ["尽快发货"]),
        ('您提到"色差太大"，给您道歉', ["色差太大"]),
        ("“你们到底管不管”这句话我听进去了", ["你们到底管不管"]),
        ("您反馈的『掉漆』我们核实了", ["掉漆"]),
        ("请点击“申请退款”，选“质量问题”", []),
        ("本店支持“七天无理由退货”", []),
        ("聊天窗口回“换新”就行", []),
        ("没有合上的“引号", []),
    ],
)
def test_quoted_are_the_customers_words_only(raw: str, quoted: list[str]) -> None:
    text = read(raw)
    assert parts(text, text.quoted) == quoted
    for start, end in text.quoted:
        assert text.in_quote(start)
        assert not text.in_quote(end)


@pytest.mark.parametrize(
    ("raw", "count"),
    [
        ("好的😊🌹", 2),
        ("👨‍👩‍👧", 1),
        ("👨‍👩‍👧👨‍👩‍👧", 2),
        ("👍🏽", 1),
        ("🇨🇳🇨🇳", 2),
        ("❤️❤️", 2),
        ("(*^▽^*) (≧▽≦) ^_^ T_T", 4),
        ("[呲牙][微笑]", 2),
        ("#E-s3#E-s57", 2),
        ("1️⃣2️⃣3️⃣①②", 0),
        ("【新品】[姓名](86cm*2)->★", 0),
        ("您好～", 0),
    ],
)
def test_emoji(raw: str, count: int) -> None:
    assert len(read(raw).emoji) == count


ANY = st.text(st.characters(exclude_categories=()), max_size=60)
CHINESE = st.text("您好请放心退款发货三十元,。!?~木有己经著帐券这个没关系", max_size=40)


@given(ANY | CHINESE)
@example("1⁄2½ﷺ" * 9)
@example("👩‍❤️‍💋‍👨" * 20)
@example("\ud83d\ude00")
@example("“" * 50 + "”" * 50)
def test_any_text_is_read_and_every_range_leads_back(raw: str) -> None:
    text = read(raw)
    size = len(text.plain)
    assert len(text.origin) == size + 1
    assert list(text.origin) == sorted(text.origin)
    for start, end in (*text.sentences, *text.clauses, *text.quoted, *text.emoji, (0, size), (size, size)):
        assert 0 <= start <= end <= size
        span = text.span(start, end)
        assert 0 <= span.start <= span.end <= len(raw)
    assert "".join(parts(text, text.sentences)) == "".join(parts(text, text.clauses)) == text.plain


@given(
    ANY | CHINESE, st.lists(st.tuples(st.integers(0, 60), st.sampled_from(" \n\t\u3000\u200b")), max_size=9)
)
@example("👨‍👩‍👧", [(1, " "), (3, " ")])
def test_white_space_changes_nothing(raw: str, spaces: list[tuple[int, str]]) -> None:
    spaced = raw
    for at, space in spaces:
        spaced = spaced[:at] + space + spaced[at:]
    before, after = read(raw), read(spaced)
    assert after.plain == before.plain
    assert (after.sentences, after.clauses, after.emoji) == (before.sentences, before.clauses, before.emoji)


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=40))
def test_full_width_changes_nothing(raw: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) for char in raw)
    assert read(wide).plain == read(raw).plain


@pytest.mark.parametrize("config", ["s2t", "s2tw", "s2hk"])
def test_traditional_characters_change_nothing(config: str) -> None:
    raw = (
        "您好，让您久等了，实在抱歉！裤子已经为您安排补发，预计后天送达，运费由我们承担；只要吊牌完好，签收后七天内都可以退换。"
        "里面有说明书，干洗或手洗都行，请您准备好订单编号，松紧带的长度和台面颜色我再核对一遍，谢谢您的谅解。"
    )
    assert read(opencc.OpenCC(config).convert(raw)).plain == read(raw).plain


def test_every_character_is_read_once_and_for_all() -> None:
    for code in (*range(0x3400), *range(0x3400, 0xF900, 9), *range(0xF900, 0x10000)):
        char = chr(code)
        if unicodedata.category(char) not in ("Co", "Cn"):
            once = read(char).plain
            assert read(once).plain == once, f"U+{code:04X}"
