"""Unfilled slots: what is one, in each of its forms, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslib.rubric.placeholders import FORMS, find, named
from cslib.text import read

SLOTS = [
    ("{姓}女士您好，您的{{1}}已经寄出", ["braces:{姓}", "braces:{{1}}"]),
    ("退款${refundId}，{% if vip %}会员价", ["braces:${refundid}", "braces:{%ifvip%}"]),
    ("尊敬的【买家昵称】，〖运单号〗已揽收", ["brackets:【买家昵称】", "brackets:〖运单号〗"]),
    ("【姓名】【手机号】已收到", ["brackets:【姓名】", "brackets:【手机号】"]),
    ("请在[截止时间]前寄到[退货地址]", ["brackets:[截止时间]", "brackets:[退货地址]"]),
    ("[开始时间]-[结束时间]有活动", ["brackets:[开始时间]", "brackets:[结束时间]"]),
    ("因【延误原因，如天气/爆仓】晚到", ["brackets:【延误原因,如天气/爆仓】"]),
    ("Hi [Customer Name]，已发货", ["brackets:[customername]"]),
    ("我是小【】，工号[N]", ["brackets:【】", "brackets:[n]"]),
    ("关于[退货/换货/维修]，请看", ["brackets:[退货/换货/维修]"]),
    ("已按[问题类别]登记，补偿方式见【赔付类型】", ["brackets:[问题类别]", "brackets:【赔付类型】"]),
    ("#投诉类型#已受理，#处理结果#", ["pair:#投诉类型#", "pair:#处理结果#"]),
    ("您说的（情况概述，30字内）我记下了", ["instruction:(情况概述,30字内)"]),
    ("优惠码是<券码>", ["angles:<券码>"]),
    ("您好<%= name %>", ["angles:<%=name%>"]),
    ("「商品名」已下架", ["quotes:“商品名”"]),
    ("请找（网点电话）", ["round:(网点电话)"]),
    ("金额A/B/C（选一个）", ["instruction:(选一个)"]),
    ("退货地址：*省*市*区（请客服替换）", ["instruction:(请客服替换)"]),
    ("购物金剩（ ）元", ["empty:()"]),
    ("==姓名==您好，~~替换：客户名~~", ["pair:==姓名==", "pair:~~替换:客户名~~"]),
    ("&用户名&您好，%客户名%", ["pair:&用户名&", "pair:%客户名%"]),
    ("%s您好，$name$，#ORDER_ID#", ["code:%s", "code:$name$", "code:#order_id#"]),
    ("null您好，金额NaN元，时间是None", ["printed:null", "printed:nan", "printed:none"]),
    ("师傅[object Object]在路上", ["printed:[objectobject]"]),
    ("尊敬的NAME，INSERT_LINK_HERE", ["identifier:name", "identifier:insert_link_here"]),
    ("HH:MM至HH:MM，MM月DD日前", ["date:hh:mm", "date:hh:mm", "date:mm月dd日"]),
    ("×××您好，××牌奶粉", ["crosses:×××", "crosses:××牌"]),
    ("致电400-XXX-XXXX或XXX-XXXX", ["crosses:xxx-xxxx", "crosses:xxx-xxxx"]),
    ("我是客服小X，积分xx分", ["crosses:x", "crosses:xx分"]),
    ("我是某某店的某某，某月某日到", ["someone:某某", "someone:某某", "someone:某月某日"]),
    ("____年__月__日，□□先生", ["blank:____年__月__", "blank:□□"]),
    ("运费是???元", ["queries:???"]),
    ("处理结果：TODO", ["undone:todo"]),
    ("电话：待补充，¥金额，变量1您好", ["bare:待补充", "bare:¥金额", "bare:变量1"]),
    ("亲爱的顾客姓名，生日快乐", ["bare:顾客姓名"]),
]
NONE = [
    "点【我的】-【收货地址】修改。",
    "点【发票类型】选电子普票。",
    "#新品#到货，【处理结果】已退款。",
    "留言请写短些（30字以内）。",
    "打开[设置]，点[关于本机]，看[型号]。",
    "在[订单号]右边点复制。",
    "您在【支付方式】栏改。",
    "【到货提醒】您关注的毛衣有货了。",
    "【发货时间】48小时内发出。",
    "[商品链接]您点这个拍。",
    "您选{A套餐}或{B套餐}都送滤芯。",
    "代码示例里写的{name}是变量。",
    "抱歉，刚才那条带[客户称呼]的消息是模板没改好。",
    "《时间简史》平装本有货。",
    "电量<20%时闪红灯，体重<15kg用内置安全带。",
    "「云朵白」偏暖。",
    "“退货原因”请选“尺码不合适”。",
    "“收货地址”那里点修改。",
    "麻烦提供一下编号（订单号）。",
    "退货卡（请填写订单号）放进箱子。",
    "（替换装）比（插入式）便宜，赠品（二选一）。",
    "#新品首发#今晚8点，#平台满减#可叠加。",
    "**重点** 请先断电，=====分割线=====",
    "100%羊毛，50%OFF，$19.9是日本站价格。",
    "页面显示null是缓存问题。",
    "雀巢NAN三段有货，邮箱是service_order@shop.com。",
    "格式是YYYY-MM-DD，例如2024-05-01。",
    "XXL有货，5XL没有，型号XX-200，尺寸3×3，X型腿。",
    "手机尾号xxxx，138xxxx8888，王×先生。",
    "工号****，尾号**12，*女士，**路8号。",
    "孙某某那单，某宝没有店。",
    "m(_ _)m 抱歉，T_T，>__<，^_^",
    "贺卡上“亲爱的____”留空给您手写。",
    "合同里的____请您填写后打印。",
    "真的吗???天呐，不会吧??元旦前到。",
    "TODO清单本有货，订单YB20418已发。",
    "客户姓名我登记好了，用户名可以在设置里改。",
]


@pytest.mark.parametrize(("reply", "found"), SLOTS, ids=[reply for reply, _ in SLOTS])
def test_slots_are_found(reply: str, found: list[str]) -> None:
    assert named(read(reply)) == found


@pytest.mark.parametrize("reply", NONE)
def test_what_looks_like_a_slot(reply: str) -> None:
    assert named(read(reply)) == []


def test_every_form_has_a_row() -> None:
    assert {slot.split(":")[0] for _, found in SLOTS for slot in found} == {form.name for form in FORMS}


@given(st.text("{}[]【】《》()“”_×xn某?%$#@&*=~|-客户姓名订单号元年月日请替换点栏 a😀", max_size=60))
def test_ranges_are_in_order_and_within_the_reply(reply: str) -> None:
    text, done = read(reply), 0
    for start, end in find(text):
        assert done <= start < end <= len(text.plain)
        done = end
