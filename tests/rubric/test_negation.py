"""A “不” reaches what it governs, and no further."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cslib.rubric.negation import inside, is_negated, is_undone, scopes

# sentence, the word asked about
GOVERNED = [
    ("赶不上周六送到", "周六"),
    ("来不及今天发货", "今天"),
    ("不能为您退款", "退款"),
    ("无法给您办理退款", "退款"),
    ("不支持七天无理由退货", "退货"),
    ("不支持退货、换货", "换货"),
    ("无法保证明天送达", "明天"),
    ("没发货不能退款", "退款"),
    ("不是所有商品都支持退换", "退换"),
    ("没有权限给您退款", "退款"),
    ("没有办法给您退款", "退款"),
    ("谈不上全网最低", "全网最低"),
    ("我们不是全网最低价", "全网最低"),
    ("并非质量问题", "质量问题"),
    ("非质量问题自理", "质量问题"),
    ("不收您运费", "运费"),
    ("不用退回商品", "退回"),
    ("不需要您承担运费", "您承担"),
    ("不建议您拍L码", "L码"),
    ("请勿使用60度热水", "60度"),
    ("不敢保证周五到", "周五"),
    ("不一定能退款", "退款"),
    ("不代表可以退款", "退款"),
    ("不会让您白跑一趟", "白跑"),
    ("从不打折", "打折"),
    ("收不到退款", "退款"),
    ("拒绝退款", "退款"),
    ("很难保证周五送达", "周五"),
    ("别拍L码", "L码"),
    ("尚未发货", "发货"),
    ("未能及时发货", "发货"),
    ("不觉得是质量问题", "质量问题"),
    ("不是由您承担运费", "您承担"),
    ("以免退款失败", "退款"),
    ("不能让您扫我的收款码", "收款码"),
    ("不会用我们的微信收款", "微信"),
    ("补发是不可能的", "能的"),
    ("不包退货邮费", "邮费"),
]
FREE = [
    ("库存没对上雾霾蓝要15天", "15天"),
    ("聚会赶不上了燕麦色有现货", "燕麦"),
    ("赶不上下周六现货有燕麦色", "燕麦"),
    ("我没看清您要的是红色", "红色"),
    ("不合适可以退", "退"),
    ("不想要了可以退", "退"),
    ("不喜欢7天内退货", "退货"),
    ("不用担心给您退款", "退款"),
    ("别着急马上给您退款", "退款"),
    ("不影响您退款", "退款"),
    ("不用寄回直接退款", "退款"),
    ("没有吊牌也能退", "退"),
    ("没收到货可以退", "退"),
    ("未拆封支持退", "退"),
    ("不是不能退款", "退款"),
    ("不会不给您退款", "退款"),
    ("没有不退款的道理", "退款"),
    ("能不能退款", "退款"),
    ("有没有发货", "发货"),
    ("不好意思给您退款", "退款"),
    ("不超过48小时发货", "48小时"),
    ("不到两天发货", "发货"),
    ("没问题给您退款", "退款"),
    ("非常抱歉给您退款", "退款"),
    ("特别给您退款", "退款"),
    ("对不起给您退款", "退款"),
    ("要不给您换一件", "换一件"),
    ("除非质量问题", "质量问题"),
    ("不用管,我们退款", "退款"),
    ("不行。可以换货", "换货"),
    ("退款不是我们能决定的", "退款"),
    ("不但退款还补偿", "退款"),
    ("标注不够显眼是我们的问题", "我们的问题"),
    ("非质量问题运费自理", "运费自理"),
    ("可以免费换新", "换新"),
    ("一次不要超过3分钟", "3分钟"),
    ("别超过3分钟", "3分钟"),
    ("非质量问题需要您承担", "您承担"),
    ("不收费重做一条", "重做"),
    ("不是质量原因所以您来出", "您来出"),
    ("别忘了选同城", "同城"),
    ("水别过30度", "30度"),
    ("不出意外19号前到", "19号"),
    ("不信您看下退款详情", "退款详情"),
    ("不要了全退", "全退"),
    ("真不是骗子😂周三打款完成", "打款"),
]


@pytest.mark.parametrize(("sentence", "word"), GOVERNED)
def test_governed(sentence: str, word: str) -> None:
    assert is_negated(sentence, sentence.index(word))


@pytest.mark.parametrize(("sentence", "word"), FREE)
def test_free(sentence: str, word: str) -> None:
    assert not is_negated(sentence, sentence.index(word))


@pytest.mark.parametrize(
    ("sentence", "undone"),
    [
        ("退款不了", True),
        ("退款是不行的", True),
        ("退款不了解的话", False),
        ("退款,不行再换", False),
        ("退款", False),
    ],
)
def test_undone_from_behind(sentence: str, undone: bool) -> None:
    assert is_undone(sentence, 2) is undone


def test_negators_inside_a_stretch_count_where_they_govern_its_end() -> None:
    assert inside("可以不用退款", 0, 6) == 1
    assert inside("可以不是不退款", 0, 7) == 2
    assert inside("可以不寄回直接退款", 0, 9) == 0


@given(st.text("不没未无非别能会退款给您可以,。不是有法", max_size=60) | st.text(max_size=40))
@example("不" * 500)
@example("未a" * 300)
def test_scopes_lie_in_the_text_in_order(plain: str) -> None:
    last = -1
    for scope in scopes(plain):
        assert last < scope.negators[0]
        assert list(scope.negators) == sorted(set(scope.negators))
        assert scope.negators[-1] < scope.end <= len(plain)
        last = scope.negators[-1]
