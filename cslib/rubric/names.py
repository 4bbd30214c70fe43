"""Criteria by their Chinese names, for lists that have no room for a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cslib.exercises import Reply

NAMES = {
    "blame_shift": "把事推给别人",
    "blame_customer": "怪到顾客头上",
    "flat_refusal": "只说不行",
    "impatience": "不耐烦",
    "insult": "侮辱顾客",
    "over_promise": "承诺过头",
    "vague_time": "时间含糊",
    "hedging": "拿猜测当答案",
    "superlative_ad": "绝对化广告词",
    "false_urgency": "没有依据的催促",
    "review_reward": "花钱买评价",
    "off_platform": "引到平台外交易",
    "privacy_request": "索要隐私",
    "privacy_leak": "泄露隐私",
    "efficacy_claim": "宣称功效",
    "illegal_term": "违法条款",
    "threat": "威胁顾客",
    "unfilled_placeholder": "占位符没填",
    "ni_not_nin": "称呼用“你”",
    "emoji_overuse": "表情太多",
    "greeting": "打招呼",
    "empathy": "体谅顾客",
    "apology": "道歉",
    "ownership": "揽下来办",
    "restate": "复述确认",
    "open_question": "多问一句",
    "concrete_time": "说清时间",
    "options": "给出选择",
    "next_step": "下一步怎么做",
    "closing": "收尾",
    "benefit": "说出好处",
}
_GROUPS = {
    "slot": "没说到",
    "missing": "没说到",
    "fact": "和资料不符",
    "wrong": "和资料不符",
    "forbidden": "不该说",
}


def name(criterion: str, exercise: Reply | None = None) -> str:
    """What a criterion is about, in a few words; an exercise's own by what its author called it.

    Examples
    --------
    >>> name("vague_time"), name("slot:refund-time")
    ('时间含糊', '没说到要点')
    """
    group, _, own = criterion.partition(":")
    if not own:
        return NAMES.get(criterion, criterion)
    slots = {slot.id: slot.asks for slot in exercise.slots} if exercise else {}
    return f"{_GROUPS.get(group, '')}{'：' + slots[own] if own in slots else '要点'}"
