"""Quantities are read alike in every usual spelling, and only where there are any."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cslib import quantities
from cslib.quantities import Quantity, find, parse, reading, same
from cslib.text import read


def said(text: str) -> list[tuple[str, float] | tuple[str, float, float]]:
    """Kind, value and, in a range, high end of every quantity."""
    found = find(read(text).plain)
    return [(q.kind, q.value) if q.high is None else (q.kind, q.value, q.high) for q in found]


ONE = [
    # money
    ("¥30", "money", 30),
    ("￥30.00", "money", 30),
    ("30元", "money", 30),
    ("３０元", "money", 30),
    ("三十元", "money", 30),
    ("30块", "money", 30),
    ("30块钱", "money", 30),
    ("30圆", "money", 30),
    ("30rmb", "money", 30),
    ("1,200元", "money", 1200),
    ("1.5万元", "money", 15000),
    ("两百五十块", "money", 250),
    ("两百五的", "number", 250),
    ("一千二百元", "money", 1200),
    ("一万零五十元", "money", 10050),
    ("2千元", "money", 2000),
    ("30块5", "money", 30.5),
    ("30元5角", "money", 30.5),
    ("三十块五毛", "money", 30.5),
    ("236块5给您退回去", "money", 236.5),
    ("两百三十六块五已退", "money", 236.5),
    ("5毛钱", "money", 0.5),
    ("12.50元", "money", 12.5),
    ("券后价118", "money", 118),
    ("一共488,", "money", 488),
    ("到手价是155。", "money", 155),
    ("30元左右", "money", 30),
    ("优惠30,", "money", 30),
    ("9.9包邮", "money", 9.9),
    ("补偿500", "money", 500),
    ("赔给您500", "money", 500),
    ("退129", "money", 129),
    ("返还20", "money", 20),
    ("补500积分", "number", 500),
    ("补1整袋", "number", 1),
    ("运费买家付3)入口", "number", 3),  # the next point of a list
    ("退3、", "number", 3),
    ("¥1,200", "money", 1200),
    ("一共1,000", "money", 1000),
    ("减1,200元", "money", 1200),
    ("1,200多件", "count", 1200),
    # per cent and discounts
    ("5%", "percent", 5),
    ("98％棉", "percent", 98),
    ("百分之五", "percent", 5),
    ("百分之二十", "percent", 20),
    ("让3个点", "percent", 3),
    ("百分百", "percent", 100),
    ("百分之百", "percent", 100),
    ("七折", "discount", 0.7),
    ("7折", "discount", 0.7),
    ("打8.5折", "discount", 0.85),
    ("85折", "discount", 0.85),
    ("八五折", "discount", 0.85),
    ("9.5折", "discount", 0.95),
    ("半价", "discount", 0.5),
    ("对折", "discount", 0.5),
    # durations, in hours
    ("48h", "duration", 48),
    ("48H", "duration", 48),
    ("48小时", "duration", 48),
    ("48 个小时", "duration", 48),
    ("四十八小时", "duration", 48),
    ("两天内", "duration", 48),
    ("2天", "duration", 48),
    ("半小时", "duration", 0.5),
    ("半个小时", "duration", 0.5),
    ("一个半小时", "duration", 1.5),
    ("3个半小时", "duration", 3.5),
    ("两个多小时", "duration", 2),
    ("15分钟", "duration", 0.25),
    ("一刻钟", "duration", 0.25),
    ("90秒", "duration", 0.025),
    ("半天", "duration", 12),
    ("两天半", "duration", 60),
    ("一周", "duration", 168),
    ("2个星期", "duration", 336),
    ("一个礼拜", "duration", 168),
    ("半个月", "duration", 360),
    ("一个月", "duration", 720),
    ("一个半月", "duration", 1080),
    ("3个月", "duration", 2160),
    ("1年", "duration", 8760),
    ("一年半", "duration", 13140),
    ("7日无理由", "duration", 168),
    ("15日内", "duration", 360),
    ("3个自然日", "duration", 72),
    ("2个工作日", "duration", 48),
    ("两个工作日", "duration", 48),
    ("3工作日", "duration", 72),
    # dates
    ("6月9日", "date", 609),
    ("6月9号", "date", 609),
    ("6月9", "date", 609),
    ("六月九日", "date", 609),
    ("十一月二十三号", "date", 1123),
    ("06月09日", "date", 609),
    ("2026年6月9日", "date", 609),
    ("2026-06-09", "date", 609),
    ("2026/6/9", "date", 609),
    ("6/9", "date", 609),
    ("6.9号", "date", 609),
    ("9号", "date", 9),
    ("14号就退了", "date", 14),
    ("九号", "date", 9),
    ("6月", "date", 600),
    # weekdays
    ("周三", "weekday", 3),
    ("周三之前", "weekday", 3),
    ("下周六", "weekday", 6),
    ("这个周五", "weekday", 5),
    ("星期天", "weekday", 7),
    ("礼拜一", "weekday", 1),
    ("周日", "weekday", 7),
    ("周4", "weekday", 4),
    # clock times, in minutes since midnight
    ("17:00", "clock", 1020),
    ("17：30", "clock", 1050),
    ("17点", "clock", 1020),
    ("17点半", "clock", 1050),
    ("下午五点", "clock", 1020),
    ("下午5点", "clock", 1020),
    ("下午5:30", "clock", 1050),
    ("晚上8点半", "clock", 1230),
    ("晚8点", "clock", 1200),
    ("早上九点一刻", "clock", 555),
    ("上午10点20分", "clock", 620),
    ("中午12点", "clock", 720),
    ("晚上12点", "clock", 1440),
    ("凌晨12点", "clock", 0),
    ("零点前", "clock", 0),
    ("二十三点", "clock", 1380),
    ("两点半", "clock", 150),
    ("3点钟", "clock", 180),
    ("下午两点二十发", "clock", 860),
    ("两点二十送到", "clock", 140),
    ("2点20", "clock", 140),
    ("四点还没到", "clock", 240),
    ("五点发货", "clock", 300),
    ("15时30分", "clock", 930),
    ("18时前", "clock", 1080),
    # days from today
    ("今天", "day", 0),
    ("当天", "day", 0),
    ("明天", "day", 1),
    ("明日", "day", 1),
    ("次日", "day", 1),
    ("第二天", "day", 1),
    ("后天", "day", 2),
    ("大后天", "day", 3),
    ("昨天", "day", -1),
    # measures in base units
    ("86cm", "measure", 86),
    ("86厘米", "measure", 86),
    ("86公分", "measure", 86),
    ("1.5米", "measure", 150),
    ("一米七五", "measure", 175),
    ("1米75", "measure", 175),
    ("1米8", "measure", 180),
    ("450ml", "measure", 450),
    ("450毫升", "measure", 450),
    ("1.5L", "measure", 1500),
    ("75公斤", "measure", 75000),
    ("75KG", "measure", 75000),
    ("150斤", "measure", 75000),
    ("30度", "measure", 30),
    ("30℃", "measure", 30),
    ("三十度", "measure", 30),
    ("37.5码", "measure", 37.5),
    ("20000毫安", "measure", 20000),
    # counts and numbers
    ("两件", "count", 2),
    ("3双", "count", 3),
    ("十二瓶", "count", 12),
    ("2千", "number", 2000),
    ("一千二", "number", 1200),
    ("12315", "number", 12315),
    ("95533", "number", 95533),
    ("2403批次", "number", 2403),
    ("南京路12号", "number", 12),
    ("两个年龄段", "count", 2),
    ("24小时", "duration", 24),
    ("3时段", "number", 3),
]


@pytest.mark.parametrize(("text", "kind", "value"), ONE)
def test_one_quantity(text: str, kind: str, value: float) -> None:
    assert said(text) == [(kind, value)]


SEVERAL = [
    ("今天17时发走", [("day", 0), ("clock", 1020)]),
    ("下午五点中通来拉", [("clock", 1020)]),
    ("今天五点快递来", [("day", 0), ("clock", 300)]),
    ("最晚12点回我", [("clock", 720)]),
    ("下午两点二十进的仓", [("clock", 860)]),
    ("洒了1/3，约6/9上门", [("number", 1), ("number", 3), ("date", 609)]),
    ("发货：16点前付款", [("clock", 960)]),
    ("每满300减40，488只满一次", [("threshold", 300, 40), ("number", 488), ("count", 1)]),
    ("四百八十八只够一个三百，两只够吗", [("number", 488), ("count", 1), ("number", 300), ("count", 2)]),
    ("两个工作日，俩小时", [("duration", 48), ("duration", 2)]),
    ("1-2天", [("duration", 24, 48)]),
    ("1～2天", [("duration", 24, 48)]),
    ("一两天", [("duration", 24, 48)]),
    ("两至三日", [("duration", 48, 72)]),
    ("两三日", [("duration", 48, 72)]),
    ("时效为2至3日", [("duration", 48, 72)]),
    ("收货不过三日", [("duration", 72)]),
    ("六月三日", [("date", 603)]),
    ("三五天", [("duration", 72, 120)]),
    ("两三百元", [("money", 200, 300)]),
    ("十五六天", [("duration", 360, 384)]),
    ("3天到5天", [("duration", 72, 120)]),
    ("1到3个工作日", [("duration", 24, 72)]),
    ("30分钟至1小时", [("duration", 0.5, 1)]),
    ("30-50元", [("money", 30, 50)]),
    ("¥30~50", [("money", 30, 50)]),
    ("1%到2%", [("percent", 1, 2)]),
    ("1到2个点", [("percent", 1, 2)]),
    ("百分之一二", [("percent", 1, 2)]),
    ("百分之一到二", [("percent", 1, 2)]),
    ("70-77kg", [("measure", 70000, 77000)]),
    ("9:00-21:00", [("clock", 540, 1260)]),
    ("9点到21点", [("clock", 540, 1260)]),
    ("9-21点", [("clock", 540, 1260)]),
    ("9时至18时", [("clock", 540, 1080)]),
    ("下午2点到6点前发出", [("clock", 840, 1080)]),
    ("早9点到晚9点", [("clock", 540, 1260)]),
    ("6月9日-11日", [("date", 609, 611)]),
    ("6月28日至7月2日", [("date", 628, 702)]),
    ("9-11号", [("date", 9, 11)]),
    ("周一到周五", [("weekday", 1, 5)]),
    ("周一至五", [("weekday", 1, 5)]),
    ("周末", [("weekday", 6, 7)]),
    ("今明两天", [("day", 0, 1)]),
    ("满300减30", [("threshold", 300, 30)]),
    ("每满300元立减40元", [("threshold", 300, 40)]),
    ("满三百减三十", [("threshold", 300, 30)]),
    ("300减40", [("threshold", 300, 40)]),
    ("满300-40", [("threshold", 300, 40)]),
    ("276减15", [("number", 276), ("money", 15)]),
    ("488减40减30", [("number", 488), ("money", 40), ("money", 30)]),
    ("减15，261到手", [("money", 15), ("money", 261)]),
    ("减15，261元到手", [("money", 15), ("money", 261)]),
    ("满1,200减30", [("threshold", 1200, 30)]),
    ("满99元包邮", [("money", 99)]),
    ("满99包邮", [("money", 99)]),
    ("2件9折", [("count", 2), ("discount", 0.9)]),
    ("今晚八点前", [("day", 0), ("clock", 1200)]),
    ("明早9点", [("day", 1), ("clock", 540)]),
    ("明天下午5点", [("day", 1), ("clock", 1020)]),
    ("6月9日17:00前", [("date", 609), ("clock", 1020)]),
    ("明天九点上门", [("day", 1), ("clock", 540)]),
    ("今日16时前", [("day", 0), ("clock", 960)]),
    ("2点20元", [("clock", 120), ("money", 20)]),
    ("2米3件", [("measure", 200), ("count", 3)]),
    ("今天一点货都没有", [("day", 0)]),
    ("329+159共488元", [("number", 329), ("number", 159), ("money", 488)]),
    ("满2件减10元", [("count", 2), ("money", 10)]),
    ("5.14 10:32到账", [("date", 514), ("clock", 632)]),
    ("2026-06-09 17:00", [("date", 609), ("clock", 1020)]),
    ("3天前2件", [("duration", 72), ("count", 2)]),
]


@pytest.mark.parametrize(("text", "quantities"), SEVERAL)
def test_ranges_and_several(text: str, quantities: list[tuple[str, float]]) -> None:
    assert said(text) == quantities


NONE = """
    过两天 这两天 十几天 几十元 等了半天 天天 一块儿 一点都不 有一点 说两点 三点建议 这三点到店说
    有2个点要说明 快一点 请您一定放心 一下 万一
    千万别 百度 十分抱歉 统一处理 第一时间 第二件 第3步 唯一一家 拍大一号 三角 元旦 多元 周到 周年
    说明 售后 之前 满意 星级 当时 对不起 半身裙 双11 618 一折叠就好
    13800138000 4006881234 sf1234567890 88VIP XL2 iphone15 a4
"""


@pytest.mark.parametrize("text", ["", *NONE.split()])
def test_no_quantity(text: str) -> None:
    assert said(text) == []


SAME = [
    ("48小时", "两天"),
    ("48h", "2天内"),
    ("一周", "7天"),
    ("半个月", "15天"),
    ("今晚八点前", "20:00"),
    ("17:00", "下午5点"),
    ("17:00", "5点"),
    ("17点", "下午五点"),
    ("晚上12点", "0点"),
    ("30元", "¥30"),
    ("三十块", "30元"),
    ("1-2天", "一两天"),
    ("24-48小时", "1到2天"),
    ("七折", "7折"),
    ("85折", "8.5折"),
    ("5%", "百分之五"),
    ("6月9日", "6/9"),
    ("6月9日", "9号"),
    ("下周六", "周六"),
    ("1.5米", "150cm"),
    ("75公斤", "150斤"),
    ("满300减30", "三百减三十"),
    ("两件", "2件"),
    ("2个工作日", "两个工作日"),
    ("一年", "12个月"),
    ("365天", "一年"),
    ("半年", "6个月"),
    ("24hrs", "一天"),
    ("30元", "30"),
    ("86cm", "86"),
]
OTHER = [
    ("48小时", "3天"),
    ("2个工作日", "2天"),
    ("30元", "35元"),
    ("30元", "30多元"),
    ("30元", "30%"),
    ("17:00", "5:00"),
    ("17:00", "上午5点"),
    ("17:00", "6点"),
    ("1-2天", "2天"),
    ("1-2天", "1-3天"),
    ("6月9日", "7月9日"),
    ("9号", "6月19日"),
    ("下周六", "这周六"),
    ("86cm", "86码"),
    ("2件", "2双"),
    ("2件", "2"),
    ("75公斤", "75"),
    ("1年", "11个月"),
    ("满300减30", "满300减40"),
    ("9:00-21:00", "9:00-18:00"),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_same(a: str, b: str) -> None:
    assert same(parse(a), parse(b))
    assert same(parse(b), parse(a))


@pytest.mark.parametrize(("a", "b"), OTHER)
def test_not_same(a: str, b: str) -> None:
    assert not same(parse(a), parse(b))
    assert not same(parse(b), parse(a))


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("48小时内", "内"),
        ("48小时之内", "内"),
        ("48小时以内", "内"),
        ("17:00前", "前"),
        ("周三之前", "前"),
        ("两天后", "后"),
        ("30元起", "起"),
        ("30元以上", "以上"),
        ("3天左右", "左右"),
        ("至少30元", "至少"),
        ("最多3天", "最多"),
        ("最晚周五", "最晚"),
        ("大约86cm", "大约"),
        ("30多元", "多"),
        ("30元", ""),
        ("3件上衣", ""),
    ],
)
def test_qualifier_stands_outside(text: str, qualifier: str) -> None:
    (found,) = find(text)
    assert found.qualifier == qualifier
    assert not qualifier or qualifier == "多" or qualifier not in text[found.start : found.end]


def test_working_days_say_so() -> None:
    assert parse("3个工作日").working
    assert not parse("3天").working


def test_parse_takes_the_kind_asked_for() -> None:
    assert parse("明天17:00").kind == "clock"
    assert parse("明天17:00", "day").value == 1


@pytest.mark.parametrize(("value", "kind"), [("尽快", None), ("", None), ("30元", "clock")])
def test_parse_says_how_to_write_it(value: str, kind: str | None) -> None:
    with pytest.raises(ValueError, match="请写成"):
        parse(value, kind)


SIGNS = "3三十万半个元块¥%折天h点:月日号周明满减-~到至多几件第a。,内前/."
WORDS = ["30", "1.5", "两百", "小时", "个工作日", "17:00", "星期", "下", "今天", "cm", "kg"]
PIECES = st.sampled_from([*SIGNS, *WORDS])


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=80))
@example("9" * 400 + "元")
@example("十" * 400)
@example("1-" * 200 + "天")
@example("²³①元")
def test_any_text_gives_ordered_ranges_inside_it(raw: str) -> None:
    plain = read(raw).plain
    end = 0
    for quantity in find(plain):
        assert quantity.kind in quantities.KINDS
        assert end <= quantity.start < quantity.end <= len(plain)
        assert same(quantity, quantity)
        end = quantity.end


@pytest.mark.parametrize("unit", ["1,", "3-", "1:", "5/", "满3减", "十", "1.", "百分之"])
def test_a_long_run_is_read_in_bounded_steps(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each search for the next hint looks at a bounded stretch, so that reading is linear."""
    seen: list[int] = []
    search = reading._HINT.search

    class Hint:
        def search(self, plain: str, start: int = 0) -> re.Match[str] | None:
            match = search(plain, start)
            seen.append(match.end() - start if match else 0)
            return match

    monkeypatch.setattr(reading, "_HINT", Hint())
    reading.find.__wrapped__(unit * 2000)
    assert max(seen) <= 32


@given(st.floats(min_value=0.01, max_value=99999).map(lambda yuan: round(yuan, 2)))
def test_money_written_in_figures_is_read_back(yuan: float) -> None:
    expected = Quantity("money", yuan, 0, 0)
    assert same(parse(f"{yuan:.2f}元"), expected)
    assert same(parse(f"¥{yuan:.2f}"), expected)
