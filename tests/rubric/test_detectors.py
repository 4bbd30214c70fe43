"""The detectors: what each finds and where, what it must leave alone, and what holds for any text."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslib.rubric.detectors import detect, labels
from cslib.rubric.lexicon import Rule, load
from cslib.rubric.model import Kind
from cslib.rubric.patterns import Pattern
from cslib.text import read

CALIBRATION = Path(__file__).parents[1] / "data" / "calibration" / "detect.jsonl"
ROWS = [json.loads(line) for line in CALIBRATION.read_text(encoding="utf-8").splitlines()]

FOUND = [
    ("blame_shift", "包裹在驿站丢的，您找驿站要去。", "您找驿站要去"),
    ("blame_shift", "发票是财务开的，开错了也轮不到我管。", "开错了也轮不到我管"),
    ("blame_shift", "谁给您承诺的您找谁兑现，反正不是我。", "谁给您承诺的您找谁兑现"),
    ("blame_customer", "是您操作不对才连不上的。", "是您操作不对才连不上的"),
    ("blame_customer", "谁让您不提前量尺寸的。", "谁让您不提前量尺寸的"),
    ("blame_customer", "衣服起球是因为您穿得太费了。", "您穿得太费了"),
    ("flat_refusal", "不可以改价的。", "不可以改价的"),
    ("flat_refusal", "换不了的亲。", "换不了的亲"),
    ("flat_refusal", "您的申请被驳回了。", "您的申请被驳回了"),
    ("impatience", "说了几遍了，听不懂吗？", "说了几遍了"),
    ("impatience", "您到底要不要买？", "您到底要不要买"),
    ("impatience", "嫌慢就取消，别天天追着我催。", "嫌慢就取消"),
    ("insult", "你脑子进水了吧。", "你脑子进水了吧"),
    ("insult", "贪小便宜的主儿，看多了。", "贪小便宜的主儿"),
    ("insult", "滚远点。", "滚远点"),
    ("over_promise", "明天一定能到，您放心。", "明天一定能到"),
    ("over_promise", "穿十年也不会起球。", "穿十年也不会起球"),
    ("over_promise", "孩子穿上一准儿喜欢。", "孩子穿上一准儿喜欢"),
    ("vague_time", "我们会尽快处理的。", "我们会尽快处理的"),
    ("vague_time", "改天再给您发。", "改天再给您发"),
    ("vague_time", "货齐了就给您安排。", "货齐了就给您安排"),
    ("hedging", "应该能用吧，我也不确定。", "应该能用吧"),
    ("hedging", "我印象里这批没有异味。", "我印象里这批没有异味"),
    ("hedging", "大概齐能用三四年。", "大概齐能用三四年"),
    ("superlative_ad", "全网销量冠军。", "全网销量冠军"),
    ("superlative_ad", "性价比之王，无人能敌。", "性价比之王"),
    ("superlative_ad", "没有比这更舒服的床垫了。", "没有比这更舒服的床垫了"),
    ("false_urgency", "库存告急，就剩一件，手慢无。", "库存告急"),
    ("false_urgency", "再看下去就被人抢走啦。", "再看下去就被人抢走啦"),
    ("false_urgency", "您不付款我就给后面排队的人了。", "您不付款我就给后面"),
    ("review_reward", "您把差评删了，我给您退二十。", "您把差评删了"),
    ("review_reward", "好评三天后联系我返三元话费。", "好评"),
    ("review_reward", "评价写得好，下次包邮。", "评价写得好"),
    ("off_platform", "加我微信，便宜二十。", "加我微信"),
    ("off_platform", "平台抽成太多，咱们私下成交吧。", "平台抽成太多"),
    ("off_platform", "尾款打到老板娘的卡上。", "尾款打到老板娘的卡上"),
    ("privacy_request", "麻烦报一下您的短信验证码。", "麻烦报一下您的短信验证码"),
    ("privacy_request", "需要您的支付密码才能退款。", "需要您的支付密码才能退款"),
    ("privacy_request", "把短信里的数字给我，五分钟内有效。", "把短信里的数字给我"),
    ("privacy_leak", "您老婆上个月在我们店买了两次。", "您老婆上个月在我们店买了两次"),
    ("privacy_leak", "上一位买家的电话是*，您可以问问她。", "上一位买家的电话是*，您可以问问她"),
    ("privacy_leak", "我可以告诉您收件人的详细住址。", "我可以告诉您收件人的详细住址"),
    ("efficacy_claim", "三天祛痘不留疤。", "三天祛痘不留疤"),
    ("efficacy_claim", "喝一个月，三高全降下来。", "喝一个月，三高全降下来"),
    ("efficacy_claim", "这款枕头能治颈椎病。", "这款枕头能治颈椎病"),
    ("illegal_term", "拆封不退。", "拆封不退"),
    ("illegal_term", "质量问题也不退的，特价嘛。", "质量问题也不退的"),
    ("illegal_term", "本店有权修改规则，无需通知。", "本店有权修改规则，无需通知"),
    ("threat", "您敢给差评，我天天给您打电话。", "您敢给差评，我天天给您打电话"),
    ("threat", "不取消投诉就别想收到货。", "不取消投诉就别想收到货"),
    ("threat", "等着吃官司吧。", "等着吃官司吧"),
    ("unfilled_placeholder", "您的订单[订单号]已发出。", "[订单号]"),
    ("unfilled_placeholder", "退款XX元已经原路退回。", "XX元"),
    ("unfilled_placeholder", "将在__小时内处理。", "__"),
    ("ni_not_nin", "我帮你查一下。", "你"),
    ("emoji_overuse", "发货啦🚚📦🎁", "🎁"),
    ("emoji_overuse", "好哒(≧ω≦)来了(^o^)走起(｡･ω･｡)", "(｡･ω･｡)"),
    ("greeting", "您好，这里是小禾文具店。", "您好"),
    ("greeting", "在的，您请说。", "在的"),
    ("empathy", "换作是我，等一周没动静也会着急。", "换作是我，等一周没动静也会着急"),
    ("empathy", "让您白跑一趟，真是不应该。", "让您白跑一趟"),
    ("apology", "非常抱歉，是我们发错了货。", "非常抱歉"),
    ("apology", "实在对不住，颜色拿混了。", "实在对不住"),
    ("ownership", "已经帮您提交了加急申请。", "已经帮您提交了加急申请"),
    ("ownership", "我来跟进这件事，您不用再找别人。", "我来跟进这件事"),
    ("restate", "您说的是杯盖漏水，杯身没问题，对吗？", "您说的是杯盖漏水"),
    ("restate", "我确认一下：两件都退，运费由我们出，是吗？", "我确认一下"),
    ("open_question", "您平时穿多大码的鞋？", "您平时穿多大码的鞋"),
    ("open_question", "当时屏幕上显示了什么提示呢？", "当时屏幕上显示了什么提示呢"),
    ("concrete_time", "今天18:00前给您答复。", "今天18:00前给您答复"),
    ("concrete_time", "退款1到3个工作日原路退回。", "退款1到3个工作日原路退回"),
    ("options", "您可以换一件，也可以直接退款。", "您可以换一件，也可以直接退款"),
    ("options", "要么我给您重发，要么退您这一件的钱。", "要么我给您重发，要么退您这一件的钱"),
    ("next_step", "您在订单页点“申请售后”，选“七天无理由”。", "您在订单页点“申请售后”"),
    ("next_step", "建议您选大一码。", "建议您选大一码"),
    ("closing", "祝您生活愉快。", "祝您生活愉快"),
    ("closing", "您看还有别的需要我处理吗？", "您看还有别的需要我处理吗"),
    ("benefit", "双层杯壁，拿着不烫手。", "双层杯壁，拿着不烫手"),
    ("benefit", "伞骨是玻纤的，大风也吹不翻。", "伞骨是玻纤的，大风也吹不翻"),
]
LEFT_ALONE = [
    ("blame_shift", "快递那边我来联系，您不用自己打电话。"),
    ("blame_shift", "安装由厂家负责，预约电话4008****，周一到周日都有人接。"),
    ("blame_customer", "这不是您的错，是我们描述得不准。"),
    ("blame_customer", "如果是人为摔坏，维修需要收配件费。"),
    ("flat_refusal", "改不了地址了，包裹已经出库，我帮您联系快递改派。"),
    ("flat_refusal", "面膜只能补水保湿，不能治痘痘。"),
    ("impatience", "麻烦您发张照片，我好帮您核实。"),
    ("impatience", "让您说了好几遍，真是抱歉。"),
    ("impatience", "您满意就好，祝您周末开心。"),
    ("insult", "麻烦您把滚轮照片也拍一下。"),
    ("insult", "这款傻瓜式操作，一键启动。"),
    ("insult", "“你们是骗子吗”这话我听了很难受。"),
    ("over_promise", "我无法保证明天一定送到，但我会盯着物流。"),
    ("over_promise", "退款一定原路返回。"),
    ("over_promise", "正品保证，支持官方验真。"),
    ("vague_time", "请您稍等，马上为您查询。"),
    ("vague_time", "退款会尽快处理，最迟周四到账。"),
    ("vague_time", "请及时取件，超过三天会退回。"),
    ("hedging", "每批面料的染色略有差异，可能会有一点色差。"),
    ("hedging", "可能是滤芯堵了，您先拆下来冲一冲试试。"),
    ("hedging", "您预算大概多少？"),
    ("superlative_ad", "最大承重一百公斤，请勿超载。"),
    ("superlative_ad", "最好用冷水手洗。"),
    ("superlative_ad", "第一次使用请先充满电。"),
    ("false_urgency", "满减活动11月11日24点结束，规则页有写。"),
    ("false_urgency", "库存还有六件，仓库上午刚盘点过。"),
    ("false_urgency", "不急，您想好了再拍。"),
    ("review_reward", "评价写真实感受就好，好坏都欢迎。"),
    ("review_reward", "平台规定不能用返现换好评，请您理解。"),
    ("off_platform", "支付时选微信支付或支付宝都行。"),
    ("off_platform", "凡是让您加微信转账的都是骗子，请别理。"),
    ("off_platform", "不过加微信转账我这儿办不了呢，付款页面自带微信支付。"),
    ("off_platform", "微信加不得，平台不许的；您爱用微信，结账那页点它就成。"),
    ("illegal_term", "私转没担保，坏了也没法退换。"),
    ("over_promise", "普快铁定赶不上周五，一般要两天。"),
    ("over_promise", "不保证周五一定能收到。"),
    ("blame_customer", "存储卡需要您自己单独购买的。"),
    ("blame_customer", "是店里没看仔细。"),
    ("illegal_term", "这次的运费都由本店支出。"),
    ("superlative_ad", "我能给到的最低价就是155元。"),
    ("privacy_request", "请不要把验证码告诉任何人，包括客服。"),
    ("privacy_request", "这款密码箱是TSA海关锁。"),
    ("privacy_leak", "收件人信息属于隐私，我不能告诉您。"),
    ("privacy_leak", "您先生的身高体重是多少？"),
    ("efficacy_claim", "保健食品不是药物，不能代替药物治疗。"),
    ("efficacy_claim", "减脂期间也可以吃，一包120大卡。"),
    ("illegal_term", "拆封了也可以退，只要没用过。"),
    ("illegal_term", "活动规则的解释以平台公布为准。"),
    ("threat", "请您注意安全，先关煤气阀。"),
    ("threat", "后果可能是短路，请不要带电拆机。"),
    ("unfilled_placeholder", "XXL还有，XXXL没有了。"),
    ("unfilled_placeholder", "[图片]这是实物图。"),
    ("unfilled_placeholder", "地址写“幸福路*号”就可以。"),
    ("ni_not_nin", "你好，请讲。"),
    ("ni_not_nin", "迷你款只有手掌大。"),
    ("emoji_overuse", "好的👌🌹"),
    ("greeting", "祝您好运。"),
    ("greeting", "现在的价格已经含税。"),
    ("empathy", "辛苦您评价一下。"),
    ("empathy", "由此带来的不便还请理解。"),
    ("apology", "您不用不好意思，慢慢说。"),
    ("ownership", "很高兴为您服务。"),
    ("ownership", "还有什么可以帮您？"),
    ("restate", "确认收货后会自动到账。"),
    ("open_question", "有什么可以帮您的吗？"),
    ("open_question", "什么颜色都有现货。"),
    ("concrete_time", "您是昨天下单的。"),
    ("concrete_time", "一年内质保，人为损坏除外。"),
    ("options", "您是手机下单还是电脑下单的？"),
    ("next_step", "请您放心。"),
    ("next_step", "请您耐心等待。"),
    ("closing", "这款还有别的颜色。"),
    ("benefit", "型号是A200，重800克。"),
]


@pytest.mark.parametrize(("label", "reply", "said"), FOUND)
def test_finds_the_words(label: str, reply: str, said: str) -> None:
    found = [f for f in detect(read(reply)) if f.criterion == label]
    assert [reply[f.span.start : f.span.end] for f in found if f.span][:1] == [said]


@pytest.mark.parametrize(("label", "reply"), LEFT_ALONE)
def test_leaves_alone(label: str, reply: str) -> None:
    assert label not in labels(read(reply))


@pytest.mark.parametrize(
    ("reply", "label"),
    [
        ("您說好的退欵呢，我們會儘快處理的。", "vague_time"),  # traditional characters
        ("加我ＶＸ，便宜二十。", "off_platform"),  # full-width forms
        ("最 终 解 释 权 归 本 店 所 有", "illegal_term"),  # letters spaced out
        ("我门会尽快处里的。", "vague_time"),  # typos
    ],
)
def test_reads_every_spelling(reply: str, label: str) -> None:
    assert label in labels(read(reply))


@pytest.mark.parametrize(
    ("reply", "label"),
    [
        ("您说“你们都是骗子”，我明白您有多气。", "insult"),
        ("顾客留言“加我微信便宜卖”，这是骗子，请别理。", "off_platform"),
    ],
)
def test_quoted_words_are_not_the_agents(reply: str, label: str) -> None:
    assert label not in labels(read(reply))


@pytest.mark.parametrize(
    ("better", "worse", "label"),
    [
        ("请耐心等待，今天18:00前有结果。", "请耐心等待。", "vague_time"),
        ("这款换不了，我给您退款，您看可以吗？", "这款换不了。", "flat_refusal"),
        ("这是快递破损，我来联系网点理赔。", "破损是快递的责任，您找快递赔。", "blame_shift"),
        ("可能是滤网堵了，您先拆下来冲一冲。", "可能是滤网堵了吧。", "hedging"),
    ],
)
def test_mending_the_sentence_clears_the_fault(better: str, worse: str, label: str) -> None:
    assert label in labels(read(worse))
    assert label not in labels(read(better))


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        ("尽快给您发货，绝对没问题，全网最低价", {"vague_time", "over_promise", "superlative_ad"}),
        ("袋子破了别给猫吃，您拍张照，今天就给您补发一袋，保证明天到", {"over_promise"}),
        ("您自己没看清，拆封了就不退", {"blame_customer", "illegal_term"}),
        ("微信我不能加，平台不允许私下交易，我也不能给收款码。", set()),
        ("网上说的“拆了不退”指的是密封膜，外盒拆了照样能退。", set()),
        ("补偿您五十块", set()),
    ],
)
def test_several_faults_in_one_sentence_or_none(reply: str, found: set[str]) -> None:
    assert {f.criterion for f in detect(read(reply)) if f.kind is not Kind.STRENGTH} == found


def _rules() -> list[tuple[str, Rule]]:
    return [(rule.label.id, rule) for rule in load().rules]


@pytest.mark.parametrize(("label", "rule"), _rules())
def test_every_rule_explains_itself_and_keeps_its_examples(label: str, rule: Rule) -> None:
    assert rule.reasons
    assert rule.link
    assert rule.label.kind is Kind.STRENGTH or not rule.wordings[-1].about
    if label == "pet_names":  # off unless a shop sets a limit
        return
    assert rule.fires
    assert rule.spares
    for reply in rule.fires:
        found = [f for f in detect(read(reply)) if f.criterion == label]
        assert any(f.link == rule.link for f in found), reply
    for reply in rule.spares:
        assert label not in labels(read(reply)), reply


@pytest.mark.parametrize(
    ("reply", "label", "better"),
    [
        ("退款会尽快到账的", "vague_time", "财务"),
        ("会尽快发货的", "vague_time", "仓库"),
        ("耐心等待哦，退款在走了", "vague_time", "财务"),  # the sentence tells where the clause doesn't
        ("请耐心等待", "vague_time", "准信"),
        ("议价免谈哈", "flat_refusal", "店铺券"),
        ("评价这个删不了的哈", "flat_refusal", "原因说成一句话"),  # 评价 is no price
        ("您自己没看清尺码", "blame_customer", "身高体重"),
        ("活动最终解释权归本店所有", "illegal_term", "活动页"),
    ],
)
def test_what_to_write_instead_suits_the_matter(reply: str, label: str, better: str) -> None:
    found = next(f for f in detect(read(reply)) if f.criterion == label)
    assert better in found.better


def test_what_to_write_instead_has_no_fault_itself() -> None:
    for wording in {w for label in load().labels.values() for rule in label.rules for w in rule.wordings}:
        found = [f for f in detect(read(wording.say)) if f.kind is not Kind.STRENGTH]
        quoted = re.match("“(.+)”这样", wording.say)
        found += [f for f in detect(read(quoted[1])) if f.kind is not Kind.STRENGTH] if quoted else []
        assert not found, wording


def test_calibration_rows_are_unique_and_labelled() -> None:
    known = set(load().labels)
    assert len({row["text"] for row in ROWS}) == len({row["id"] for row in ROWS}) == len(ROWS)
    for row in ROWS:
        assert set(row["labels"]) <= known, row
    assert sum(row["note"].startswith("hn") for row in ROWS) > 100


def test_faults_in_replies_never_learned_from_are_found_and_few_invented() -> None:
    faults = {i for i, label in load().labels.items() if label.kind is not Kind.STRENGTH}
    hits, missed, invented = Counter[str](), Counter[str](), Counter[str]()
    for row in ROWS:
        found, gold = labels(read(row["text"])) & faults, set(row["labels"]) & faults
        hits.update(found & gold)
        missed.update(gold - found)
        invented.update(found - gold)
    assert hits.total() / (hits.total() + invented.total()) >= 0.90
    assert hits.total() / (hits.total() + missed.total()) >= 0.85
    for label in hits:
        assert hits[label] / (hits[label] + invented[label]) >= 0.75, label
        assert hits[label] / (hits[label] + missed[label]) >= 0.6, label


TEXTS = st.one_of(st.text(max_size=120), st.sampled_from([row["text"] for row in ROWS]))


@given(TEXTS, TEXTS)
def test_spans_are_valid_for_any_text(one: str, other: str) -> None:
    reply = one + other
    for finding in detect(read(reply)):
        assert finding.span
        assert 0 <= finding.span.start < finding.span.end <= len(reply)
        assert finding.reason
        assert "{hit}" not in finding.reason


@given(st.sampled_from([row["text"] for row in ROWS]), st.data())
def test_white_space_changes_nothing(reply: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(reply)))
    blank = data.draw(st.sampled_from([" ", "\u3000", "\n", "\u200b"]))
    assert labels(read(reply[:at] + blank + reply[at:])) == labels(read(reply))


@pytest.mark.parametrize("source", ["(甲|乙", "甲|乙", "{没有这一类}"])
def test_a_broken_pattern_names_itself(source: str) -> None:
    with pytest.raises(ValueError, match="词库里的"):
        Pattern(source)


def test_a_pattern_without_fixed_words_is_refused() -> None:
    with pytest.raises(ValueError, match="没有可以定位的字"):
        _ = Pattern("…{n}").musts
