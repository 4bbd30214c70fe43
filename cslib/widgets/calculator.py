"""Calculators and explorers over `cslib.operations`; each says which definition or rule it used."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cslib import laws
from cslib.html import Content, Html, join, tag
from cslib.widgets.element import Element, Form

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in.

    Attributes
    ----------
    name, label
        Its key among the values, and what the learner reads.
    start
        What stands there at first.
    choices
        Value and label of each choice; none for a field to type in.
    """

    name: str
    label: str
    start: str
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Calculator:
    """A calculator: its fields and what it makes of them.

    ``compute`` raises `ValueError` with a Chinese message for values it can't use.
    """

    title: str
    lead: str
    fields: tuple[Field, ...]
    compute: Callable[[Values], Html]


class Calculate(Element):
    """A calculator on the page; the result follows every change."""

    hint = "［计算器］打开课程后会自动显示。"

    def __init__(self, calculator: Calculator) -> None:
        self.calculator = calculator
        self.values = {field.name: field.start for field in calculator.fields}
        super().__init__()

    def on_compute(self, _value: str, form: Form) -> None:
        """Take over what is filled in and compute again."""
        self.values |= {name: str(form[name]) for name in self.values if name in form}

    def view(self) -> Html:
        """The fields and the result."""
        c = self.calculator
        return tag(
            "section",
            tag("h3", c.title, class_="cs-title"),
            tag("p", c.lead),
            tag("div", *(self._field(field) for field in c.fields), class_="cs-inputs"),
            tag("button", "算一算", type="button", data_act="compute", class_="cs-primary"),
            tag("div", self._result(), class_="cs-result", role="status"),
            aria_label=f"计算器：{c.title}",
        )

    def _field(self, field: Field) -> Html:
        box, value = f"cs-{self.model_id or ''}-{field.name}", self.values[field.name]
        if field.choices:
            options = [tag("option", label, value=v, selected=v == value) for v, label in field.choices]
            control = tag("select", *options, id=box, name=field.name, data_act="compute")
        else:
            control = tag(
                "input",
                type="text",
                id=box,
                name=field.name,
                value=value,
                data_act="compute",
                autocomplete="off",
            )
        return tag("div", tag("label", field.label, for_=box), control, class_="cs-field")

    def _result(self) -> Html:
        try:
            return self.calculator.compute(self.values)
        except ValueError as error:
            return tag("p", str(error), class_="cs-why cs-wrong")


def table(head: Sequence[str], rows: Sequence[Sequence[Content]], caption: str = "") -> Html:
    """A plain table; the first cell of a row is its heading."""
    body = [tag("tr", tag("th", row[0], scope="row"), *(tag("td", cell) for cell in row[1:])) for row in rows]
    return tag(
        "table",
        tag("caption", caption) if caption else None,
        tag("thead", tag("tr", *(tag("th", word, scope="col") for word in head))),
        tag("tbody", *body),
    )


def number(values: Values, name: str, label: str, low: float = 0.0, high: float = 1e9) -> float:
    """The number typed into a field.

    Raises
    ------
    ValueError
        Not a number, or out of range; names the field in Chinese.
    """
    from cslib.widgets.inquiry import number as read

    found = read(values[name])
    if found is None or not low <= found <= high:
        raise ValueError(f"“{label}”要填{low:g}到{high:g}之间的数，现在是“{values[name]}”。")
    return found


def whole(values: Values, name: str, label: str, low: int = 0, high: int = 10_000_000) -> int:
    """The whole number typed into a field; raises as `number`."""
    found = number(values, name, label, low, high)
    if found != int(found):
        raise ValueError(f"“{label}”要填整数，现在是“{values[name]}”。")
    return int(found)


# ---- staffing ----


def _staffing(values: Values) -> Html:
    from cslib.operations import staffing

    hourly = number(values, "hourly", "每小时来多少位", 1, 100_000)
    aht = number(values, "aht", "每位平均多少秒", 1, 36_000)
    within = number(values, "within", "几秒内回应", 1, 3600)
    goal = number(values, "goal", "目标比例", 1, 99) / 100
    patience = number(values, "patience", "平均耐心", 1, 36_000)
    best = staffing.required_agents(hourly, aht, staffing.Targets(within, goal), patience=patience)
    around = range(max(1, best.agents - 3), best.agents + 4)
    rows = []
    for agents in around:
        queue = staffing.steady(agents, hourly, aht, patience=patience, within=within)
        mark = "◀ 刚好够" if agents == best.agents else ""
        rows.append(
            (
                f"{agents}人",
                f"{queue.service_level:.1%}",
                f"{queue.wait:.0f}秒",
                f"{queue.abandonment:.1%}",
                f"{queue.occupancy:.0%}",
                mark,
            )
        )
    said = f"要让{goal:.0%}的顾客{within:g}秒内得到回应，同时在线至少{best.agents}人。"
    return join(
        tag("p", tag("b", said)),
        table(("在线人数", f"{within:g}秒内回应", "平均等待", "走掉的", "忙的时间", ""), rows),
        tag("p", "口径：Erlang A（顾客会等不及），等不及走掉的算没达标；一人一次接一位。", class_="cs-quiet"),
    )


STAFFING = Calculator(
    "几个人够用",
    "改一改来量、时长和耐心，看看多一个人、少一个人差多少。",
    (
        Field("hourly", "每小时来多少位顾客", "200"),
        Field("aht", "每位平均聊多少秒", "180"),
        Field("within", "希望几秒内回应", "30"),
        Field("goal", "希望多大比例做到（%）", "80"),
        Field("patience", "顾客平均能等多少秒", "180"),
    ),
    _staffing,
)


# ---- metrics with rival definitions ----


def _service_level(values: Values) -> Html:
    from cslib.operations import metrics

    labels = {f.name: f.label for f in SERVICE_LEVEL.fields}
    counts = {name: whole(values, name, labels[name]) for name in labels}
    shown = [metrics.service_level(**counts, definition=name) for name in metrics.SERVICE_LEVEL]
    return join(
        table(("服务水平", "怎么算的"), [(m.shown, m.text) for m in shown]),
        tag("p", "同一天的数据，五种口径五个数。报数的时候，先说用的是哪一种。", class_="cs-quiet"),
    )


SERVICE_LEVEL = Calculator(
    "服务水平：同一天，五个数",
    "填入一天的接待人数，看五种公开的口径各算出多少。",
    (
        Field("answered", "接起的人数", "1000"),
        Field("abandoned", "没等到就走的人数", "60"),
        Field("answered_in", "限时内接起的", "860"),
        Field("abandoned_in", "限时内走掉的", "20"),
        Field("abandoned_short", "几秒内就走掉的", "10"),
    ),
    _service_level,
)


def _satisfaction(values: Values) -> Html:
    from cslib.operations import metrics

    five, ten = _scores(values["five"]), _scores(values["ten"])
    shown = [metrics.csat(five, "top2"), metrics.csat(five, "mean"), metrics.nps(ten)]
    return table(("指标", "结果", "怎么算的"), [(m.name, m.shown, m.text) for m in shown])


def _scores(typed: str) -> list[float]:
    words = typed.replace("，", " ").replace("、", " ").replace(",", " ").split()
    try:
        return [float(word) for word in words]
    except ValueError:
        raise ValueError(f"打分只能写数字，用逗号或空格隔开，现在是“{typed}”。") from None


SATISFACTION = Calculator(
    "满意度和推荐度",
    "同一批顾客，算法不同，听上去就不同。把打分写进来，用逗号隔开。",
    (
        Field("five", "满意度打分（1到5分）", "5,5,4,4,4,3,5,2,5,4"),
        Field("ten", "推荐打分（0到10分）", "10,9,9,8,7,7,6,10,3,9"),
    ),
    _satisfaction,
)


def _quality(values: Values) -> Html:
    from cslib.operations import metrics

    total, passed = whole(values, "total", "抽检条数", 1), whole(values, "passed", "合格条数")
    low, high = metrics.wilson(passed, total)
    return join(
        tag("p", tag("b", f"合格率{passed / total:.1%}"), f"，真实水平很可能在{low:.1%}到{high:.1%}之间。"),
        tag(
            "p",
            "口径：合格÷抽检，95%的Wilson区间。抽得越少，区间越宽；只抽20条，差一条就是5个百分点。",
            class_="cs-quiet",
        ),
    )


QUALITY = Calculator(
    "质检合格率有多准",
    "抽检不是全查。看看抽这么多条，能把话说到多满。",
    (Field("total", "抽检了多少条", "20"), Field("passed", "其中合格", "18")),
    _quality,
)


# ---- rules ----


def _deadline(values: Values) -> Html:
    from cslib.operations import deadlines

    rule, step = values["rule"].split("/")
    found = deadlines.due(rule, values["start"], step, now=values["now"] or None)
    return join(
        tag("p", tag("b", f"{found.due:%Y年%m月%d日 %H:%M}前"), f"，{found.left_text}。"),
        tag("p", found.explanation, class_="cs-quiet"),
    )


def deadline() -> Calculator:
    """When something is due by one of the policies' limits."""
    from cslib.operations import deadlines

    rules = tuple((f"{limit.policy.id}/{limit.step}", limit.rule) for limit in deadlines.limits())
    return Calculator(
        "最晚什么时候",
        "选一条规则，写上起算的时间。周末、放假和调休都会算进去。",
        (
            Field("rule", "哪一条规则", "return-window/apply", rules),
            Field("start", "从什么时候起（年-月-日 时:分）", "2026-06-16 15:30"),
            Field("now", "现在是（不写就按起算时间）", "2026-06-20 09:00"),
        ),
        _deadline,
    )


def _price(values: Values) -> Html:
    from cslib.operations import promotions as p

    goods = [p.item("商品一", values["first"])]
    if values["second"].strip() not in ("", "0"):
        goods.append(p.item("商品二", values["second"]))
    offers = [p.full_cut((values["full"], values["cut"]))]
    if values["coupon"].strip() not in ("", "0"):
        offers.append(p.coupon(values["coupon"]))
    if values["member"] != "无":
        offers.append(p.member_discount("会员", values["member"]))
    quote = p.price(p.order(goods, offers, p.shop_freight(), values["place"]))
    rows = [(s.label, f"{s.before:g}", f"{s.change:+g}", f"{s.after:g}") for s in quote.steps]
    unused = f"没用上：{'、'.join(quote.unused)}。" if quote.unused else ""
    return join(
        table(("这一步", "之前", "变化", "之后"), rows, "单位：元"),
        tag("p", tag("b", "可以发给顾客："), quote.explanation),
        tag("p", unused, "叠加顺序是示例店铺的规则，不同平台和活动不一样。", class_="cs-quiet"),
    )


PRICE = Calculator(
    "到手价怎么算",
    "一步一步算给顾客看，他就不用再问“为什么不是……”。",
    (
        Field("first", "第一件（元）", "329"),
        Field("second", "第二件（元，没有写0）", "159"),
        Field("full", "满多少元", "300"),
        Field("cut", "减多少元", "30"),
        Field("coupon", "店铺券（元，没有写0）", "20"),
        Field("member", "会员折扣", "无", (("无", "无"), ("95折", "95折"), ("9折", "9折"), ("88折", "88折"))),
        Field("place", "收货省份", "浙江"),
    ),
    _price,
)


def rule(name: str) -> Calculator:
    """A decision table of `cslib.operations.returns` by name, as questions to answer."""
    from cslib.operations import returns

    decided = returns.tables()[name]

    def compute(values: Values) -> Html:
        found = decided.decide(**values)
        return join(
            tag("p", tag("b", found.answer), "。", found.reason),
            tag("p", tag("b", "可以这样说："), found.say, class_="cs-better"),
            tag("p", f"依据：{laws.cite(found.law)}。", laws.note(), class_="cs-quiet"),
        )

    fields = tuple(
        Field(key, fact.ask, fact.values[0], tuple((value, value) for value in fact.values))
        for key, fact in decided.facts.items()
    )
    return Calculator(decided.name, "照实回答下面几个问题，看规则怎么说。", fields, compute)


CALCULATORS: dict[str, Callable[[], Calculator]] = {
    "staffing": lambda: STAFFING,
    "service_level": lambda: SERVICE_LEVEL,
    "satisfaction": lambda: SATISFACTION,
    "quality": lambda: QUALITY,
    "deadline": deadline,
    "price": lambda: PRICE,
    "no_reason": lambda: rule("no_reason"),
    "intact": lambda: rule("intact"),
    "freight": lambda: rule("freight"),
    "remedy": lambda: rule("remedy"),
}


def calculate(name: str) -> Element:
    """The calculator with that name; a notice that lists them where there is none.

    Examples
    --------
    >>> "14人" in calculate("staffing").html
    True
    """
    from cslib.widgets.notice import Notice

    if name not in CALCULATORS:
        return Notice(f"没有叫“{name}”的计算器。可以用：{'、'.join(CALCULATORS)}。")
    return Calculate(CALCULATORS[name]())
