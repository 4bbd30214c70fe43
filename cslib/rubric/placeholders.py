"""Slots of a template that an agent left unfilled.

Examples
--------
>>> from cslib.text import read

What each form of `FORMS` finds:

>>> for reply in (
...     "亲爱的{客户称呼}，您好", "您的订单[订单号]已发出", "运费由《承担方》承担", "凭“取件码”领取",
...     "赔付（金额）元", "本店（请替换）祝您愉快", "剩（  ）元", "**称呼** 您好", "到期%d天", "单号为null",
...     "Dear USER_NAME", "于YYYY-MM-DD到账", "X月X日前寄回", "单号：xxxxxx", "补偿N元", "某某先生您好",
...     "还有___天", "运费???元", "TODO：补充", "您好，客户名称，在吗",
... ):
...     print(*named(read(reply)))
braces:{客户称呼}
brackets:[订单号]
angles:《承担方》
quotes:“取件码”
round:(金额)
instruction:(请替换)
empty:()
pair:**称呼**
code:%d
printed:null
identifier:user_name
date:yyyy-mm-dd
crosses:x月x日
crosses:xxxxxx
crosses:n元
someone:某某
blank:___
queries:???
undone:todo
bare:客户名称

And what it leaves alone: menus, titles, labels, masked data, faces, talk about templates.

>>> for reply in (
...     "点【我的】-【收货地址】", "《用户手册》第12页", "“订单号”在详情页里", "工号****，尾号****",
...     "抱歉m(_ _)m", "代码里的{name}是变量", "贺卡上“亲爱的____”留空", "XXL码", "（替换装）有货",
... ):
...     assert not find(read(reply)), reply
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from operator import itemgetter
from string import ascii_lowercase
from typing import NamedTuple

from cslib.text import Range, Text


class Form(NamedTuple):
    """One way a slot looks.

    Attributes
    ----------
    signs
        The characters it can start with: it is looked for nowhere else.
    unless
        The surroundings (`_AROUND`) in which it is no slot.
    """

    name: str
    signs: str
    pattern: str
    unless: tuple[str, ...] = ()


# Of what: 客户, 订单, 截止. One or two of them go before the noun that says what belongs in the slot.
_OF = (
    "客户|顾客|买家|用户|会员|收件|收货|联系|负责|经办|承运|承担|寄件|客服|师傅|主播|仓库|商品|产品|宝贝|订单|快递|物流|运单|包裹|快件"
    "|退货|退款|换货|补发|补寄|补偿|赔付|优惠|折扣|活动|店铺|门店|本店|品牌|网点|驿站|发货|到货|送货|送达|配送|派送|派件|取件|上门|预约"
    "|预计|截止|开始|结束|生效|到期|有效|具体|实际|支付|付款|延误|道歉|致歉|售后|工单|证书|保单|保修|延保|积分|套餐|赠品|礼品|刻字|维修"
    "|安装|计算|解决|平台|手机|对应|当前|公司|部门|购买|下单|发票|宠物|宝宝|楼层|车牌|优惠券|券|验证|兑换|核销|服务|问题|办理|处理|回电"
)
# What belongs in the slot, clear enough to be told without brackets' help.
_NOUN = (
    "姓名|姓氏|名字|昵称|称呼|尊称|花名|名称|标题|单号|编号|工号|号码|手机号|电话|热线|邮箱|地址|金额|面额|数值|天数|数量|日期|时间|时段"
    "|时限|期限|型号|车型|原因|关键词|承运商|券码|链接|抬头|客户名|商品|产品|公司"
)
_SLOT = rf"(?:(?:(?:{_OF})人?){{0,2}}(?:{_NOUN})|(?:{_OF}){{1,2}}[名号码人方])[a-z0-9一二三]?"

# Inside square brackets and braces whatever ends in one of these; not what a menu does (修改地址, 我的地址).
_MORE = (
    r"店名|姓|城市|地区|省份|颜色|尺码|规格|尺寸|材质|功能|长度|重量|[长宽高]|年龄|问题|内容|方案|方式"
    r"|类型|类别|概述|部门|报价|价格|原价|差价|有效期|日程|时间点|步骤|情绪|好处|客户|顾客|买家|品牌|品类|店铺|快递|物流|数字|资料|id|账户|当前位置|状态"
    rf"|(?<=[人主])名|(?:{_OF})[名号码人方]|[尾卡账]号|批次号|提货码"
)
_DOES = (
    "我的|修改|更改|添加|选择|编辑|申请|查看|查询|新增"
    r"|切换|管理|复制|绑定|设置|更换|删除|确认|全部|更多|常见|(?:商品|宝贝)?链接[\]】]"
)
_ITEM = rf"(?!{_DOES})[\u4e00-\u9fff]{{0,6}}?(?:{_NOUN}|{_MORE})[a-z0-9一二三]?"

# What a template tells the agent who uses it.
_TOLD = (
    r"此处|(?:请|需|待|未|客服)(?:客服)?替换|替换(?:为|成|这)|(?<!可)插入(?![式口型深])|粘贴(?!式)|待[填补定]|记得[改填换]|(?<!需)(?<!用)(?<!必)填[写入姓单]"
    r"|请(?:描述|注明|输入|补充|修改|选择|填|改)|选一个|视情况|按实际|复制时|发送[时前]|开场白|结束语|致歉语|祝福语|话术|产品卖点|卖点\d?$|则写|[,、]\d+字(?:以内|内)"
    r"|模板(?:开头|结尾)"
)
_FILL = r"[xn×]{1,9}|_{1,99}|\.{3,6}|…{1,6}|\?{1,6}|"  # what stands for a value, or nothing at all
_FIELD = (
    r"(?:[a-z]{1,12}_|your|customer|user|buyer|order|tracking|product)?(?:(?:first|last|nick|full)?name|phone|mobile|tel|id|number|no|order|date|time"
    r"|address|link|url|amount|price|product|user|customer)"
)

_UNIT = (
    "元|块|天|月|日|号|小时|分钟?|工作日|先生|女士|小姐"
    "|商品|公司|快递|店|旗舰店|客服|产品|年|周|件|路|品牌|牌|型号"
)
_SURNAME = (
    "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕施张曹严金魏陶姜谢邹潘葛范彭鲁马苗方任袁柳唐薛雷贺罗郝康余顾孟"
    "黄穆萧尹姚邵汪毛戴宋庞梁杜蓝季贾江郭梅林徐邱高夏蔡田胡霍万卢丁邓洪龙叶黎白赖武刘陆程曾石崔侯谭廖熊史"
    "汤段钟覃"
)

FORMS = (
    # {客户称呼}, {{order_no}}, ${name}, {% if vip %}: nobody types braces to a customer. {A套餐} is a choice.
    Form(
        "braces",
        "{$",
        r"\$\{[^{}]{0,40}\}|\{\{?(?![a-z][款套组版区][^{}]{0,4}\})[^{}。!?]{0,30}\}{1,2}",
        ("talk", "label"),
    ),
    # [订单号], 【日期/时间】, 【原因,如天气】, [xx], 【】; most other words in them are menus and headings.
    Form(
        "brackets",
        "[【〔〖",
        rf"[\[【〔〖](?:{_ITEM}(?:[/或和+]{_ITEM}){{0,3}}(?:,?[如例][^\]】〕〗]{{1,20}})?|{_FILL}|{_FIELD}"
        rf"|[^\[\]【】〔〕〖〗]{{0,12}}(?:{_TOLD})[^\[\]【】〔〕〖〗]{{0,20}}|(?:if|else|endif)[^\[\]【】]{{0,12}}"
        r"|[\u4e00-\u9fff]{1,4}(?:/[\u4e00-\u9fff]{1,4}){2,5})[\]】〕〗]",
        ("talk", "label", "menu", "heading"),
    ),
    # <券码>, <user_name>, 《承担方》: only nouns of slots, for titles of books stand in them too.
    Form(
        "angles",
        "<《〈",
        rf"<%[^<>]{{0,30}}%>|<(?:{_ITEM}|{_FIELD}|[xn×]{{1,9}}|_{{1,99}}|(?:插入|填写|输入)[\u4e00-\u9fff]{{1,8}})>|[《〈](?:{_SLOT}|[xn×]{{1,9}}|_{{1,99}}|…{{1,6}})[》〉]",
        ("talk", "label", "menu"),
    ),
    # 「到货时间」到仓: what quotation marks hold is mostly a label the customer is to look for.
    Form("quotes", '“"', rf"[“\"](?:{_SLOT})[”\"]", ("talk", "label", "menu", "pointed", "asked", "goods")),
    # (姓名)女士, (xx): a noun alone; after a word it may explain it where something is asked for.
    Form(
        "round",
        "(",
        rf"\((?:{_SLOT}|[\u4e00-\u9fff]{{1,3}}名称?|问题|数字|[xn×]{{1,9}})\)",
        ("talk", "asked", "goods"),
    ),
    # (请替换), (选一个), (根据身高填写): meant for the agent. On cards and forms the customer fills in.
    Form("instruction", "(", rf"\([^()]{{0,12}}(?:{_TOLD})[^()]{{0,12}}\)", ("talk", "form", "goods")),
    # ( )元: an empty pair.
    Form("empty", "(", r"\(\)", ("talk", "goods")),
    # **称呼**, ==姓名==, &用户名&, #订单号#: the same mark on both sides of a noun; hashtags hold none.
    Form(
        "pair",
        "*=~|-&%#@$",
        rf"(\*\*|==|~~|--|\|\||&&?|%%?|##?|@@?|\$)(?:替换:?)?(?:{_SLOT}|(?:问题|处理|服务|补偿|投诉)?(?:类型|结果|概述)|n/a)\1",
        ("talk",),
    ),
    # %s, %NICK%, $name$, #ORDER_ID#: variables of programs.
    Form(
        "code",
        "%$#",
        r"(?<![\d%])%(?:[sd](?![a-z])|[a-z_]{2,24}%)|\$[a-z][a-z_]{1,23}\$?|#[a-z]{2,16}_[a-z_]{2,16}#?",
        ("talk",),
    ),
    # null, undefined, NaN元: what programs print for a missing value. Pages that show it are talk.
    Form(
        "printed",
        "[nu",
        r"\[objectobject\]|(?<![a-z])(?:null|undefined)(?![a-z])|(?<![a-z])none(?=您好|先生|女士)|(?<![a-z])nan(?=元)"
        r"|(?<=[:为是])(?:none|nan|n/a)(?![a-z])",
        ("talk", "shown"),
    ),
    # NAME, CUSTOMER_NAME, INSERT_LINK_HERE: names of fields; not mail addresses, links and accounts.
    Form(
        "identifier",
        ascii_lowercase,
        r"(?<![a-z0-9@._/-])(?:dear|hi)?(?P<field>(?:customer|user|buyer|client|member|nick|order|product|item|goods|shop|store|tracking|coupon"
        r"|insert|agent|refund|delivery)(?:_[a-z]{2,12}){1,4}|[a-z]{2,12}(?:_[a-z]{2,12}){0,3}_(?:name|no|id|date|time|link|here|amount|price|address|code)"
        r"|(?:customer|user|buyer|client|nick|first|last)?name(?=您|先生|女士|[,!。]|$))(?![a-z0-9@._/-])",
        ("talk", "label"),
    ),
    # YYYY-MM-DD, MM月DD日, HH:MM: how a date is to be written, not a date.
    Form(
        "date",
        "ymh",
        r"(?<![a-z])(?:y{4}[-/.年]?m{1,2}[-/.月]?d{1,2}日?|m{1,2}月d{1,2}[日号]|h{2}:m{2}(?::s{2})?|y{4}年)(?![a-z])",
        ("talk", "format"),
    ),
    # XX元, X月X日, 单号XXXXXXXX, ×××您好, 补偿N元: crosses for what is unknown. No sizes (XXL), models
    # (XX-200), dimensions (3×3), nor masks (尾号xxxx, 李×女士).
    Form(
        "crosses",
        "x×n",
        r"(?:(?<![a-z0-9*×+/.-])|(?<=400-)|(?<=0\d\d-)|(?<=0\d\d\d-))"
        r"(?:(?:x{2,40}|×{2,40})(?:[-:./](?:x{2,40}|×{2,40})){1,4}(?![a-z0-9*×+/码-])"
        r"|(?:x{1,4}|×{1,4})年(?:[x×]{1,2}月)?(?:[x×]{1,2}[日号])?|[x×]{1,2}月[x×]{1,2}[日号]"
        rf"|(?:x{{1,4}}|×{{1,4}})个?(?:{_UNIT})(?!码)|n个?(?:元|块|天|日|月|小时|分钟|工作日)"
        r"|(?:x{2,40}|×{2,40})(?![a-z0-9*×+/码-])"
        r"|(?<=[满减到为是])[x×](?=[,。减至到的]|$)|(?:(?<=客服)|(?<=客服小)|(?<=的小))x(?![a-z0-9-]))",
        ("talk", "masked"),
    ),
    # 某某先生, 某月某日; 孙某某 is a masked name.
    Form(
        "someone",
        "某",
        r"(?:(?<![\u4e00-\u9fff])|(?<=[的是用到由为在买请亲]))某某(?![网宝平明])|某年?某?月某日|某时某分|某元",
        ("talk",),
    ),
    # ____, ____年__月__日, □□: lines to write on; those on cards and contracts are goods.
    Form(
        "blank",
        "_□〇○△",
        r"(?<!_)(?<!m\()_{2,999}(?:年_{2,99}(?:月_{2,99})?|月_{2,99})?|[□〇○△]{2,99}",
        ("talk", "goods"),
    ),
    # 运费是???元: only where a figure belongs.
    Form("queries", "?", r"(?<=[是为约要花退赔到付共补减返费:¥])\?{2,9}(?=[元块天件个])(?!元[旦宵])"),
    # TODO, TBD; a TODO清单 is stationery.
    Form(
        "undone",
        "tf",
        r"(?<![a-z])(?:todo|tbd|fixme)(?![a-z])(?!事项|清单|列表|[本卡款贴]|便签|软件|应用|功能)",
        ("talk",),
    ),
    # 待补充, 此处插入, 您好,客户名称, 变量1, ¥金额: words of templates without any sign.
    Form(
        "bare",
        "待此填¥$变参字替客顾买用会",
        r"待填写?|(?<![货存])待补充|(?<!在)此处(?:请)?(?:插入|填[写入]|粘贴|替换)|(?<=请)填写此处|[¥$](?:金额|价格|数值)|变量[1-9a-z一二三]"
        rf"|(?:参数|变量|字段|替换):(?:{_SLOT})"
        r"|(?:客户|顾客|买家|用户|会员)(?:姓名|名称|昵称|称呼|名字?)(?:(?=,?您好|先生|女士)|"
        r"(?<=(?:尊敬的|亲爱的|.您好|您好,|你好,).{4})(?=[,!。]|$)(?!,(?:电话|地址|手机|单号|订单)))",
        ("talk",),
    ),
)

_SIGNS = {
    sign: tuple(form for form in FORMS if sign in form.signs)
    for sign in sorted({s for f in FORMS for s in f.signs})
}
_SIGN = re.compile(f"[{re.escape(''.join(_SIGNS))}]")
_REACH = 30


class _Around(NamedTuple):
    """Words that make a slot none: right before it, right after it, or anywhere near in its sentence."""

    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    near: re.Pattern[str] | None = None


_ASKS = (
    r"提供|发(?:给|来|一?下)?我|发[来下]|发一下|告诉我|告知我|报(?:一?下|给)|核对|写[上好在清明]|备注|附上"
)
_AROUND = {
    # 短信里的{姓名}是模板没改好: what is talked about.
    "talk": _Around(
        before=re.compile(r"(?:出现了?|显示(?:为|成|的是)?|印着|写着)[“\"]?$"),
        near=re.compile(
            r"(?:系统|短信|是|的)模板(?!开头|结尾)|模板(?:里|没|出错|错|中|变量)|变量(?![\da-z:一二三])|代码(?:里|中|示例|在)|示例|占位"
            r"|括号|书名号|下划线|乱码|键盘上|教[材程]|符号|[个颗]键|没(?:改好|替换|填上)|忘了?[改替]"
        ),
    ),
    # 【订单号】那一栏, “备注”处: the name of a place on a page or form.
    "label": _Around(
        after=re.compile(
            r"[”\"]?(?:页|界面|栏|[一那这][栏项行格]|按?键|按钮|菜单|选项|标签|入口|模块|板块|图标|字样|里(?!程)|中(?![奖签心])|下[方面]|[右左][上下边侧]"
            r"|旁边|处(?![理于]))"
        )
    ),
    # 点【我的】-【收货地址】: the way through menus.
    "menu": _Around(
        before=re.compile(
            r"(?:点[击开进选]?|单击|(?<!感谢您)(?<!谢谢您)选择?|选中|勾选|进入?|打开|搜索?|找到|[按长]按|按[住下]|切换?到|返回|看|[\]】”\"》][-=]?[->→~/])[“\"‘]?$"
        ),
        after=re.compile(r"-?[->→][\[【“\"]"),
    ),
    # 「姓名」那栏请填…: the label of something to fill in or to look at.
    "pointed": _Around(
        before=re.compile(
            r"(?:[填写选点印刻叫栏搜看改把按有]|备注|标着|贴着|找到|输入|[”\"][、和与或]?)[:着了成是]?$"
        ),
        after=re.compile(
            r"[、和与或]?[“\"]|[栏那这位项列里中填写选旁在要指]|[一几两三四]|请[选填写]|后面|就是|可以|不[用是能]|是[指您在]"
        ),
    ),
    # 麻烦发下编号(订单号): the customer is to give it.
    "asked": _Around(near=re.compile(_ASKS)),
    # 退货卡(请填写单号): the customer is to fill it in.
    "form": _Around(before=re.compile(r"[卡表单栏页处框条纸]$|备注$"), near=re.compile(_ASKS)),
    # 贺卡上“亲爱的____”留空给您手写: a line on goods.
    "goods": _Around(
        before=re.compile(
            r"(?:[卡签纸本册页书板盒杯]片?|合同|协议|范本)(?:上|里|中|内)的?(?:有|写着|印着)?[“\"]?$"
        ),
        near=re.compile(
            r"留[给空]|手写|自[己行][^,。]{0,4}[填写]|请您?(?:自行|自己)?填|印[着有的]|填空|横线|空白|空着|练习"
        ),
    ),
    # 物流显示“null”是缓存问题: a fault of a page.
    "shown": _Around(near=re.compile(r"显示|出现|提示|报错|弹出|缓存|屏幕|字样|看到")),
    # 日期格式写成YYYY-MM-DD: how to write it.
    "format": _Around(near=re.compile(r"格式|形式|写成|写法|输入|设[置成为]")),
    # 尾号xxxx, 李×女士: masked on purpose.
    "masked": _Around(before=re.compile(rf"尾号[是为:]?$|后四位[是为:]?$|[{_SURNAME}]$")),
}

# 【发货时间】48小时内: a bracket that opens a sentence and is no part of it is its heading.
_OPENS = re.compile(r"(?:^|[。!?;~…])$")
_NO_HEADING = re.compile("[a-z_×….?]|姓|昵称|称呼|名|客户|顾客|买家|编号|单号|待|请|此处|插入|替换")
_GOES_ON = re.compile(r"[-~至]|您|先生|女士|亲|,|、|的|[已将到有在支正从由为属可不缺适]|[\[【{<(]|今|明|元|$")
_NO_VALUE = re.compile(r"时间|日期|姓|名")


def find(text: Text) -> list[Range]:
    """The slots left unfilled in a reply, in reading order, as ranges of `Text.plain`; in linear time.

    Examples
    --------
    >>> from cslib.text import read
    >>> text = read("{昵称}您好，退款XX元。")
    >>> [text.plain[start:end] for start, end in find(text)]
    ['{昵称}', 'xx元']
    """
    return [span for _, span in _slots(text)]


def named(text: Text) -> list[str]:
    """The slots with the names of their forms.

    Examples
    --------
    >>> from cslib.text import read
    >>> named(read("预计____天内送达"))
    ['blank:____']
    """
    return [f"{form.name}:{text.plain[start:end]}" for form, (start, end) in _slots(text)]


def _slots(text: Text) -> Iterator[tuple[Form, Range]]:
    plain, done = text.plain, 0
    for sign in _SIGN.finditer(plain):
        start = sign.start()
        if start < done:
            continue
        for form in _SIGNS[sign[0]]:
            match = _compiled(form.pattern).match(plain, start)
            if match:
                done = match.end()
                if _stands(text, form, match[0], start, done):
                    yield form, match.span(match.lastgroup or 0)
                break


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)  # when its sign is first met: most never are


def _stands(text: Text, form: Form, slot: str, start: int, end: int) -> bool:
    face = bisect_right(text.emoji, start, key=itemgetter(0)) - 1
    if face >= 0 and end <= text.emoji[face][1]:
        return False
    first, last = text.sentence_at(start)[0], text.sentence_at(end - 1)[1]
    before = text.plain[max(first, start - _REACH) : start]
    after = text.plain[end : min(last, end + _REACH)]
    return not any(_holds(kind, slot, before, after) for kind in form.unless)


def _holds(kind: str, slot: str, before: str, after: str) -> bool:
    if kind == "heading":
        return bool(_OPENS.search(before)) and not _NO_HEADING.search(slot) and not _GOES_ON.match(after)
    words = _AROUND[kind]
    if kind == "menu" and _NO_VALUE.search(slot) and (before.endswith("-") or after.startswith("-")):
        return False  # [开始时间]-[结束时间]
    return bool(
        (words.before and words.before.search(before))
        or (words.after and words.after.match(after))
        or (words.near and (words.near.search(before) or words.near.search(after)))
    )
