"""Find quantities in a text, read an author's value, compare two of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from cslib import text
from cslib.quantities import amounts, times
from cslib.quantities.model import KINDS, Quantity
from cslib.quantities.numerals import CHINESE
from cslib.quantities.units import STARTS

_Form = Callable[[str, int], Quantity | None]

# What a number can be is decided by the character behind its digits.
_AFTER_DIGITS: dict[str, tuple[_Form, ...]] = {
    **dict.fromkeys("元百千万", (amounts.threshold, amounts.money_parts, amounts.measured)),
    "块": (amounts.money_parts, amounts.measured),
    **dict.fromkeys("立可就减返", (amounts.threshold, amounts.measured)),
    **dict.fromkeys("月年", (times.date, amounts.measured)),
    **dict.fromkeys(
        "日号", (times.days_lasting, times.day_of_month, times.date_in_figures, amounts.measured)
    ),
    **dict.fromkeys("点时", (times.clock, amounts.measured)),
    "米": (amounts.metres, amounts.measured),
    ":": (times.date_in_figures, times.clock, amounts.measured),
    "/": (times.date_in_figures, amounts.measured),
    **dict.fromkeys(
        "-~—至到",
        (
            amounts.threshold,
            times.date_in_figures,
            times.clock,
            times.days_lasting,
            times.day_of_month,
            amounts.measured,
        ),
    ),
}
_ANY_NUMBER: tuple[_Form, ...] = (amounts.measured,)
_WORDS: dict[str, tuple[_Form, ...]] = {
    "半": (amounts.half_price, amounts.measured),
    "对": (amounts.half_price,),
    "¥": (amounts.signed_money,),
    **dict.fromkeys("周星礼", (times.weekday,)),
    **dict.fromkeys("今明后前昨当次隔翌第", (times.day,)),
}
# One class of first characters, then what must come with them: so the scan runs at the speed of a class.
_HINT = re.compile(
    rf"[\d{CHINESE}{''.join(_WORDS)}](?:(?<=\d)[\d.,]{{0,24}}+|(?<=[{CHINESE}])[{CHINESE}]{{0,24}}+|(?<=[半¥])"
    "|(?<=[周星礼])[一二三四五六日天末期拜1-7]|(?<=[今明昨当])[天日晚早儿夜明两]|(?<=[后前])天|(?<=[次隔翌])[日天]"
    "|(?<=第)二天|(?<=对)折)"
)


@lru_cache(maxsize=256)
def find(plain: str) -> tuple[Quantity, ...]:
    """Every quantity said in a plain text (see `cslib.text.read`), in order, none overlapping.

    Order, phone and article numbers (eight digits and more, or digits beside Latin letters) are none.

    Examples
    --------
    >>> [(q.kind, q.value, q.high, q.qualifier) for q in find("满300减30,两天内发,3-5个工作日到")]
    [('threshold', 300.0, 30.0, '满'), ('duration', 48.0, None, '内'), ('duration', 72.0, 120.0, '')]
    """
    found: list[Quantity] = []
    hint = _HINT.search(plain)
    while hint is not None:
        quantity = _first(plain, hint.start(), hint.end())
        if quantity is not None:
            found.append(_qualified(plain, quantity))
        hint = _HINT.search(plain, quantity.end if quantity else hint.end())
    return tuple(found)


def _first(plain: str, at: int, behind: int) -> Quantity | None:
    """The quantity that starts at `at`, where a word or a run of digits ends at `behind`."""
    for form in _WORDS.get(plain[at]) or _forms(plain, at, behind):
        quantity = form(plain, at)
        if quantity is not None:
            return quantity
    return None


def _forms(plain: str, at: int, behind: int) -> tuple[_Form, ...]:
    follows = plain[behind : behind + 1]
    forms = _AFTER_DIGITS.get(follows, _ANY_NUMBER)
    if plain[at] == "百":
        return (amounts.percent_words, *forms)
    if forms is _ANY_NUMBER and behind - at == 1 and plain[at] in CHINESE and follows not in STARTS:
        return ()  # the 一 of 一定
    return forms


_BEFORE = re.compile(
    "(?:至少|最少|最多|至多|不超过|不少于|不低于|超过|大约|大概|约|近|最晚|最迟|最快|最早|满|每|起码)(?:是|在|为|要)?$"
)
_AFTER = re.compile(
    "(?:的?时间)?[之以]?(内(?![衣裤容存部])|前(?!往)|后|上(?=$|[^门])|下(?=$|[^单])|起(?!来)|左右|上下)"
)
_BEYOND = {"上": "以上", "下": "以下"}


def _qualified(plain: str, quantity: Quantity) -> Quantity:
    if quantity.qualifier:
        return quantity
    after = _AFTER.match(plain, quantity.end)
    if after and (after[1] not in _BEYOND or after[0].startswith("以")):
        return _with(quantity, _BEYOND.get(after[1], after[1]))
    before = _BEFORE.search(plain, max(0, quantity.start - 4), quantity.start)
    return _with(quantity, before[0].rstrip("是在为要")) if before else quantity


def _with(q: Quantity, qualifier: str) -> Quantity:
    return Quantity(q.kind, q.value, q.start, q.end, q.high, q.unit, qualifier)


def parse(value: str, kind: str | None = None) -> Quantity:
    """The one quantity an author wrote, in any usual spelling.

    Of several, the most exact is taken: of ``今晚八点前`` the clock time.

    Raises
    ------
    ValueError
        In Chinese, where there is no quantity (of that kind) in `value`.

    Examples
    --------
    >>> parse("三十元").value, parse("两天内").value, parse("今晚八点前").value
    (30.0, 48.0, 1200.0)
    """
    found = [q for q in find(text.read(value).plain) if kind in (None, q.kind)]
    if not found:
        wanted = f"“{kind}”类的数量" if kind else "数量"
        raise ValueError(
            f"“{value}”里读不出{wanted}，请写成“30元”“48小时”“17:00”“6月9日”“周五”“86cm”这样的形式"
        )
    return min(found, key=lambda quantity: KINDS.index(quantity.kind))


def same(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities say the same, however they are spelled.

    Working days never equal calendar days. A date without its month, a weekday without its week and a clock
    time without its half of the day agree with every fitting one; a bare number agrees with money, and with a
    measure whose base unit it may be in. Periods of half a year and more are equal within 2 %: 一年, 12个月
    and 365天. Qualifiers are not compared, but 30多元 is not 30元.

    Examples
    --------
    >>> same(parse("48小时"), parse("两天")), same(parse("2个工作日"), parse("两天"))
    (True, False)
    >>> same(parse("17:00"), parse("下午五点")), same(parse("1-2天"), parse("一两天"))
    (True, True)
    """
    if a.kind != b.kind and "number" not in (a.kind, b.kind):
        return False
    if (a.qualifier == "多") != (b.qualifier == "多"):
        return False
    if a.kind != b.kind:
        return _agrees_bare(a, b) or _agrees_bare(b, a)
    if a.kind == "weekday":
        return (a.value, a.high) == (b.value, b.high) and (a.unit == b.unit or "" in (a.unit, b.unit))
    if a.kind == "clock":
        cycle = 720 if "12h" in (a.unit, b.unit) else 1440
        return _equal(a.value % cycle, b.value % cycle) and _equal(_wrap(a.high, cycle), _wrap(b.high, cycle))
    if a.kind == "date" and min(a.value, b.value) < 100:
        return _equal(a.value % 100, b.value % 100) and _equal(_wrap(a.high, 100), _wrap(b.high, 100))
    slack = 0.02 * a.value if a.kind == "duration" and a.value >= _HALF_YEAR else 0.0
    return a.unit == b.unit and _equal(a.value, b.value, slack) and _equal(a.high, b.high, slack)


_HALF_YEAR = 4300.0
_BASE_UNITS = frozenset({"cm", "ml", "度", "码", "w", "mah"})


def _agrees_bare(bare: Quantity, other: Quantity) -> bool:
    if bare.kind != "number" or other.high is not None:
        return False
    return (other.kind == "money" or other.unit in _BASE_UNITS) and _equal(bare.value, other.value)


def _wrap(value: float | None, cycle: int) -> float | None:
    return None if value is None else value % cycle


def _equal(a: float | None, b: float | None, slack: float = 0.0) -> bool:
    if a is None or b is None:
        return a is b
    return abs(a - b) < 1e-6 + slack
