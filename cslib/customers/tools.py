"""What an agent can do besides writing, and how far the shop lets him."""

from __future__ import annotations

import math
import unicodedata
from typing import NamedTuple

from cslib.customers import condition
from cslib.customers.condition import Situation
from cslib.customers.model import Scenario, Tool

LABELS = {"lookup": "查订单", "refund": "退款", "coupon": "发优惠券", "exchange": "换货", "escalate": "转交"}
LOOKUP = Tool(id="lookup", done="订单记录已打开。")
CENT = 0.005


class Use(NamedTuple):
    """What became of a use of a tool: whether it was done or `refused`, what the desk says, what it paid."""

    done: bool
    refused: bool
    note: str
    paid: float = 0.0


def of(scenario: Scenario) -> tuple[Tool, ...]:
    """The tools of a scenario, the look-up first."""
    return (LOOKUP, *(tool for tool in scenario.tools if tool.id != LOOKUP.id))


def label(tool: Tool) -> str:
    """What the button says."""
    return tool.label or LABELS.get(tool.id, tool.id)


def use(scenario: Scenario, situation: Situation, name: str, value: str) -> Use:
    """Use a tool as far as the shop allows: what lies beyond is said and not done."""
    tool = next((t for t in of(scenario) if t.id == name), None)
    if tool is None:
        return Use(False, False, "这里没有这个工具。")
    if tool.needs and not condition.parse(tool.needs).holds(situation):
        return Use(False, True, _undone(tool.wait or f"现在还不能{label(tool)}"))
    if tool.most is not None:
        return _pay(tool, situation, value)
    return _choose(tool, situation, value.strip())


def _pay(tool: Tool, situation: Situation, value: str) -> Use:
    asked = amount(value)
    if asked is None:
        return Use(False, False, f"{label(tool)}要写一个大于0的金额，例如20。没有执行。")
    limit = tool.most or 0.0
    if situation.number(tool.id) + asked > limit + CENT:
        said = tool.refuse or f"{label(tool)}超过了你的权限（一共最多{yuan(limit)}元）。"
        return Use(False, True, _undone(said))
    said = tool.done or f"{label(tool)}{yuan(asked)}元，已办好。"
    return Use(True, False, said.replace("{value}", yuan(asked)), asked)


def _choose(tool: Tool, situation: Situation, value: str) -> Use:
    if tool.options and value not in tool.options:
        return Use(False, False, f"先选一项再{label(tool)}：{'、'.join(tool.options)}。")
    if tool.allowed and value not in tool.allowed:
        said = tool.refuse or f"“{value}”办不了。"
        return Use(False, True, _undone(said))
    if situation.has("tool", f"{tool.id}={value}" if value else tool.id) and tool.id != LOOKUP.id:
        return Use(False, False, f"{label(tool)}已经办过了，不用再办一次。")
    said = tool.done or f"{label(tool)}{f'（{value}）' if value else ''}，已办好。"
    return Use(True, False, said.replace("{value}", value))


def _undone(why: str) -> str:
    return f"{why.rstrip('。')}。没有执行。"


def amount(value: str) -> float | None:
    """The amount someone typed, in yuan to the cent; None where it is none or not above zero.

    Examples
    --------
    >>> amount("４５元"), amount("¥12.5"), amount("很多"), amount("-3"), amount("1e999")
    (45.0, 12.5, None, None, None)
    """
    typed = unicodedata.normalize("NFKC", value).strip().strip("¥元块 ").replace(",", "")
    try:
        number = round(float(typed), 2)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and number > 0 else None


def yuan(value: float) -> str:
    """An amount as people write it.

    Examples
    --------
    >>> yuan(45.0), yuan(12.5)
    ('45', '12.5')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")
