"""Service metrics over plain counts and scores, each result carrying the definition it used.

Two shops that both report "service level 83 %" may mean different things, so every function here takes the
name of a definition and returns a `Metric`, which says in Chinese what was divided by what. Metrics over
frames are next door: `responses` reads messages, `handling` chats, `sales` orders and what came back.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Literal

from cslib.operations.frames import DataError, numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Unit = Literal["比例", "秒", "元", "分", "倍"]


@dataclass(frozen=True, slots=True)
class Metric:
    """A number together with how it was counted.

    Attributes
    ----------
    name : str
        What it is called (Chinese).
    value : float
        In `unit`; a 比例 is between 0 and 1, shown as a percentage.
    numerator : float or None
        ``None`` where the value is no quotient, such as a median.
    denominator : float
        How many were counted, or the quotient's lower half.
    definition : str
        The name of the definition among its rivals.
    text : str
        That definition in Chinese, to be printed under the number.
    unit : str
    interval : tuple of float, optional
        Where the true value may well lie, given how few were counted.

    Examples
    --------
    >>> print(Metric("一次解决率", 0.85, 170, 200, "agent_flag", "客服标记已解决的会话÷已标记的会话", "比例"))
    一次解决率 85.0%（170÷200；口径：客服标记已解决的会话÷已标记的会话）
    """

    name: str
    value: float
    numerator: float | None
    denominator: float
    definition: str
    text: str
    unit: Unit
    interval: tuple[float, float] | None = None

    @property
    def shown(self) -> str:
        """The value as a learner reads it: ``'83.0%'``, ``'28.5秒'``, ``'126.40元'``."""
        if self.unit == "比例":
            return f"{self.value:.1%}"
        return f"{self.value:.2f}{self.unit}" if self.unit in "元倍" else f"{self.value:.1f}{self.unit}"

    def __str__(self) -> str:
        counted = f"{self.denominator:g}个" if self.numerator is None else _quotient(self)
        between = "" if self.interval is None else "；很可能在{:.1%}到{:.1%}之间".format(*self.interval)
        return f"{self.name} {self.shown}（{counted}{between}；口径：{self.text}）"


def _quotient(metric: Metric) -> str:
    return f"{metric.numerator:.10g}÷{metric.denominator:.10g}"


def share(name: str, numerator: float, denominator: float, definition: str, text: str) -> Metric:
    """The share `numerator` ÷ `denominator` as a `Metric`.

    Raises
    ------
    DataError
        Nothing to divide by, or a part larger than its whole.

    Examples
    --------
    >>> share("纠纷率", 3, 400, "orders", "有纠纷的订单÷已付款订单").shown
    '0.8%'
    """
    if denominator <= 0:
        raise DataError(
            f"“{name}”的分母是{denominator:g}，算不出来。口径：{text}。请检查数据范围是不是太窄。"
        )
    if not 0 <= numerator <= denominator:
        raise DataError(f"“{name}”的分子{numerator:g}不在0到分母{denominator:g}之间，请检查是不是填反了。")
    return Metric(name, numerator / denominator, numerator, denominator, definition, text, "比例")


def chosen(definitions: Mapping[str, str], definition: str, name: str) -> str:
    """The Chinese text of the named definition.

    Raises
    ------
    DataError
        There is none of that name; the message lists those there are.

    Examples
    --------
    >>> chosen(CSAT, "top2", "满意度")
    '打4分和5分的人÷打了分的人'
    """
    if definition not in definitions:
        known = "；".join(f"{key}（{text}）" for key, text in definitions.items())
        raise DataError(f"“{name}”没有叫“{definition}”的口径。可以选：{known}。")
    return definitions[definition]


SERVICE_LEVEL = {
    "abandoned_in_met": "（限时内接起＋限时内放弃）÷（全部接起＋全部放弃）",
    "answered_only": "限时内接起÷全部接起，放弃的不算",
    "abandoned_missed": "限时内接起÷（全部接起＋全部放弃），放弃一律算没达标",
    "abandoned_in_ignored": "限时内接起÷（全部接起＋超过限时才放弃的），限时内放弃的剔除",
    "short_met": "（限时内接起＋极短时间内放弃）÷（全部接起＋全部放弃）",
}


def service_level(
    *,
    answered: int,
    abandoned: int,
    answered_in: int,
    abandoned_in: int,
    abandoned_short: int = 0,
    definition: str = "abandoned_missed",
) -> Metric:
    """服务水平, the share reached within the threshold, by one of the five formulas in use.

    Parameters
    ----------
    answered, abandoned : int
        All contacts answered; all that left unanswered.
    answered_in, abandoned_in : int
        Those of them within the threshold.
    abandoned_short : int
        Those that left within a shorter time (say 5 s), for ``short_met`` only.
    definition : str
        A key of `SERVICE_LEVEL`.

    Raises
    ------
    DataError
        Counts that contradict each other, an unknown definition, nobody to count.

    Notes
    -----
    The formulas and the example's counts: callcentrehelper.com, "Service Level Threshold Calculations"
    (206890).

    Examples
    --------
    >>> counts = dict(answered=1000, abandoned=60, answered_in=860, abandoned_in=20, abandoned_short=10)
    >>> [service_level(**counts, definition=name).shown for name in SERVICE_LEVEL]
    ['83.0%', '86.0%', '81.1%', '82.7%', '82.1%']
    """
    text = chosen(SERVICE_LEVEL, definition, "服务水平")
    counts = (answered, abandoned, answered_in, abandoned_in, abandoned_short)
    numbers(counts, "服务水平的人数", low=0, whole=True)
    if answered_in > answered or abandoned_in > abandoned or abandoned_short > abandoned_in:
        raise DataError(
            "人数对不上：限时内接起的不能多于接起的，限时内放弃的不能多于放弃的，极短放弃的不能多于限时内放弃的。"
        )
    offered = answered + abandoned
    numerator, denominator = {
        "abandoned_in_met": (answered_in + abandoned_in, offered),
        "answered_only": (answered_in, answered),
        "abandoned_missed": (answered_in, offered),
        "abandoned_in_ignored": (answered_in, offered - abandoned_in),
        "short_met": (answered_in + abandoned_short, offered),
    }[definition]
    return share("服务水平", numerator, denominator, definition, text)


CSAT = {
    "top2": "打4分和5分的人÷打了分的人",
    "mean": "所有打分的平均分，满分5分",
}


def csat(scores: Iterable[Any], definition: str = "top2") -> Metric:
    """客户满意度 from scores of 1 to 5; those who gave none (``None``, NaN) are not counted.

    Parameters
    ----------
    scores : iterable
    definition : {'top2', 'mean'}
        ``top2`` is also JD's (非常满意＋满意)÷参评 (rule of 2018). The two are not on one scale: 80 % are
        satisfied where the mean is 4.2.

    Raises
    ------
    DataError
        No scores, or one outside 1 to 5.

    Examples
    --------
    >>> scores = [5, 5, 4, 3, 1, None]
    >>> csat(scores).shown, csat(scores, "mean").shown
    ('60.0%', '3.6分')
    """
    text = chosen(CSAT, definition, "满意度")
    given = numbers(scores, "满意度", low=1, high=5, whole=True, skip_missing=True)
    if definition == "top2":
        return share("满意度", sum(score >= 4 for score in given), len(given), definition, text)
    return _mean("满意度", given, definition, text, "分")


def _mean(name: str, values: list[float], definition: str, text: str, unit: Unit) -> Metric:
    total = math.fsum(values)
    return Metric(name, total / len(values), total, len(values), definition, text, unit)


NPS = "（打9–10分的人−打0–6分的人）÷打了分的人×100"


def nps(scores: Iterable[Any]) -> Metric:
    """净推荐值 (Reichheld 2003): promoters less detractors, from -100 to 100; not a percentage.

    Parameters
    ----------
    scores : iterable
        Answers from 0 to 10; missing ones are not counted.

    Raises
    ------
    DataError
        No scores, or one outside 0 to 10.

    Examples
    --------
    >>> nps([10, 9, 8, 7, 6, 0]).value
    0.0
    """
    given = numbers(scores, "推荐意愿", low=0, high=10, whole=True, skip_missing=True)
    net = sum(score >= 9 for score in given) - sum(score <= 6 for score in given)
    return Metric("净推荐值", 100 * net / len(given), 100 * net, len(given), "nps", NPS, "分")


CES = {
    "mean": "所有打分的平均分",
    "top": "打了较省力几档（7分制5–7分，5分制4–5分）的人÷打了分的人",
}


def ces(scores: Iterable[Any], definition: str = "mean", *, scale: int = 7, easy: str = "high") -> Metric:
    """客户费力度. The direction flips between questionnaires; the result is always "higher is easier".

    Parameters
    ----------
    scores : iterable
        Answers from 1 to `scale`; missing ones are not counted.
    definition : {'mean', 'top'}
    scale : {5, 7}
    easy : {'high', 'low'}
        Which end of the questionnaire means little effort: ``high`` for "it was easy: agree 7", ``low`` for
        "how much effort: 1 very little".

    Raises
    ------
    DataError
        No scores, one outside the scale, or a scale or direction there is not.

    Notes
    -----
    Dixon, Freeman & Toman 2010 (effort asked, low is good); CES 2.0 asks for ease on seven points.

    Examples
    --------
    >>> ces([7, 6, 2]).value, ces([1, 2, 6], easy="low").value
    (5.0, 5.0)
    >>> ces([7, 6, 2], "top").shown
    '66.7%'
    """
    if scale not in (5, 7) or easy not in ("high", "low"):
        raise DataError("费力度只支持5分制和7分制；方向写“high”（分高省力）或“low”（分低省力）。")
    text = chosen(CES, definition, "费力度") + f"（{scale}分制，已统一成分越高越省力）"
    given = numbers(scores, "费力度", low=1, high=scale, whole=True, skip_missing=True)
    if easy == "low":
        given = [scale + 1 - score for score in given]
    if definition == "top":
        floor = 5 if scale == 7 else 4
        return share("费力度", sum(score >= floor for score in given), len(given), definition, text)
    return _mean("费力度", given, definition, text, "分")


def wilson(passed: int, total: int, confidence: float = 0.95) -> tuple[float, float]:
    """The Wilson score interval of a share (Wilson 1927): honest also for few samples and at 0 % and 100 %.

    ``(p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n)`` with p = `passed` ÷ n, n = `total`.

    Raises
    ------
    DataError
        No samples, more passed than there are, or a confidence not between 0 and 1.

    Examples
    --------
    >>> "{:.3f} {:.3f}".format(*wilson(18, 20))
    '0.699 0.972'
    >>> "{:.3f} {:.3f}".format(*wilson(10, 10))
    '0.722 1.000'
    """
    if not 0 < confidence < 1:
        raise DataError(f"置信度要在0和1之间，现在是{confidence:g}。一般用0.95。")
    p = share("合格率", passed, total, "", "合格÷抽检").value
    z2 = NormalDist().inv_cdf((1 + confidence) / 2) ** 2
    middle = (p + z2 / (2 * total)) / (1 + z2 / total)
    half = math.sqrt(z2 * (p * (1 - p) / total + z2 / (4 * total**2))) / (1 + z2 / total)
    # The ends touch 0 and 1 exactly there; rounding must not push them past the share itself.
    return min(p, max(0.0, middle - half)), max(p, min(1.0, middle + half))


def quality_pass(
    scores: Iterable[Any], fatal: Iterable[bool], *, pass_mark: float, confidence: float = 0.95
) -> Metric:
    """质检合格率: samples at or above the mark and without a fatal fault, with its Wilson interval.

    Parameters
    ----------
    scores : iterable
        A score per sample.
    fatal : iterable of bool
        Whether the sample has a fatal fault (致命项), which fails it whatever its score.
    pass_mark : float
    confidence : float

    Raises
    ------
    DataError
        No samples, scores and flags of different length, a missing score.

    Examples
    --------
    >>> print(quality_pass([92, 85, 70, 96], [False, False, False, True], pass_mark=80))
    质检合格率 50.0%（2÷4；很可能在15.0%到85.0%之间；口径：达到80分且没有致命项的样本÷全部样本）
    """
    marks, faults = numbers(scores, "质检分"), [bool(flag) for flag in fatal]
    if len(marks) != len(faults):
        raise DataError(f"质检分有{len(marks)}个，致命项标记有{len(faults)}个，对不上。请逐条对应。")
    passed = sum(mark >= pass_mark and not fault for mark, fault in zip(marks, faults, strict=True))
    text = f"达到{pass_mark:g}分且没有致命项的样本÷全部样本"
    plain = share("质检合格率", passed, len(marks), "pass_and_no_fatal", text)
    interval = wilson(passed, len(marks), confidence)
    return Metric(plain.name, plain.value, passed, len(marks), plain.definition, text, "比例", interval)
