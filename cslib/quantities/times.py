"""Points in time: dates, weekdays, clock times and days counted from today."""

from __future__ import annotations

import re

from cslib.quantities.model import Quantity
from cslib.quantities.numerals import number, numeral, pair, range_end

_TO = "[-~—至到]"

_MONTH = "(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = "(?:3[01]|[12]\\d|0?[1-9]|二?十[一二三四五六七八九]?|三十一?|[一二三四五六七八九])"

_DATE = re.compile(
    rf"(?:\d{{4}}年)?(?P<month>{_MONTH})月(?:(?P<day>{_DAY})(?![\d.%])[日号]?)?"
    rf"(?:{_TO}(?:(?P<month2>{_MONTH})月)?(?P<day2>{_DAY})[日号])?"
)


def date(plain: str, at: int) -> Quantity | None:
    """6月9日, 六月九号, 2026年6月9日, 6月9日-11日, 6月."""
    match = _DATE.match(plain, at)
    if match is None or _follows_figure(plain, at):
        return None
    month = number(match["month"])
    day = number(match["day"]) if match["day"] else 0.0
    high = None
    if match["day2"]:
        high = (number(match["month2"]) if match["month2"] else month) * 100 + number(match["day2"])
    return Quantity("date", month * 100 + day, at, match.end(), high)


_FIGURES = re.compile(
    r"(?:\d{4}(?P<mark>[-/.])(?P<m1>\d{1,2})(?P=mark)(?P<d1>\d{1,2})|(?P<m2>\d{1,2})/(?P<d2>\d{1,2})"
    r"|(?P<m3>\d{1,2})\.(?P<d3>\d{1,2})(?:[日号]|(?=\d\d:\d\d)))(?:(?![\d/.%个件天小折码元斤])|(?=\d\d:\d\d))"
)


def date_in_figures(plain: str, at: int) -> Quantity | None:
    """6/9, 2026-06-09, 6.9号."""
    match = _FIGURES.match(plain, at)
    if match is None or _follows_figure(plain, at):
        return None
    month = int(match["m1"] or match["m2"] or match["m3"])
    day = int(match["d1"] or match["d2"] or match["d3"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    if match["m2"] and month < day <= _FIFTHS and _SHARE.search(plain, max(0, at - 2), at):
        return None
    return Quantity("date", float(month * 100 + day), at, match.end())


# 约1/3, 剩2/3 of something
_FIFTHS = 5
_SHARE = re.compile("[约占剩近了≈]$")

_DAY_OF_MONTH = re.compile(
    rf"(?P<low>{_DAY})(?:{_TO}(?P<high>{_DAY}))?(?:号(?![码线楼店仓链电色款门床桌窗客员机位库段字地])|日(?![常用期子]))"
)
_NOT_DAY = re.compile("[第大小路街弄巷]")


def day_of_month(plain: str, at: int) -> Quantity | None:
    """9号, 9日, 9-11号."""
    match = _DAY_OF_MONTH.match(plain, at)
    if match is None or _follows_figure(plain, at) or _NOT_DAY.match(plain[at - 1 : at]):
        return None
    return Quantity(
        "date", number(match["low"]), at, match.end(), number(match["high"]) if match["high"] else None
    )


_LASTING = re.compile("日(?=以?内|之内|无理由|免费|可退|游)")
_LASTS = re.compile("(?:不过|不超过|需要?|大约|大概|一般|通常|时效|等待?|为期|已满|整整)(?:是|为|在|个)?$")


def days_lasting(plain: str, at: int) -> Quantity | None:
    """7日无理由, 3日内, 两至三日, 不过三日: days that last."""
    low = numeral(plain, at)
    end = at + len(low)
    last = range_end(plain, end) if low else ""
    end = end + 1 + len(last) if last else end
    if not low or not plain.startswith("日", end):
        return None
    # no day of the month is called 两日
    if "两" not in low and not _LASTING.match(plain, end) and not _LASTS.search(plain, max(0, at - 5), at):
        return None
    least, most = pair(low)
    return Quantity("duration", least * 24, at, end + 1, _hours(number(last) if last else most))


def _hours(days: float | None) -> float | None:
    return None if days is None else days * 24


_WEEKDAYS = {char: 1.0 + index for index, char in enumerate("一二三四五六日")}
_WEEKDAYS |= {"天": 7.0, "末": 6.0} | {str(day): float(day) for day in range(1, 8)}
_WEEKDAY = re.compile(
    r"(?:周|星期|礼拜)(?P<day>[一二三四五六日天末]|[1-7](?!\d))(?!年)"
    r"(?:[-~—至](?:周|星期|礼拜)?(?P<high>[一二三四五六日天])|到(?:周|星期|礼拜)(?P<high2>[一二三四五六日天]))?"
)
_WEEK = re.compile("(?:下下|[下上本这每])个?$")


def weekday(plain: str, at: int) -> Quantity | None:
    """周三, 下周六, 星期天, 周一至周五."""
    match = _WEEKDAY.match(plain, at)
    if match is None:
        return None
    week = _WEEK.search(plain, max(0, at - 3), at)
    name = week[0].removesuffix("个").replace("这", "本") if week else ""
    last = match["high"] or match["high2"] or ("日" if match["day"] == "末" else "")
    high = _WEEKDAYS[last] if last else None
    start = week.start() if week else at
    return Quantity("weekday", _WEEKDAYS[match["day"]], start, match.end(), high, name)


_DAYS = {
    **dict.fromkeys(("今天", "今日", "今晚", "今早", "今儿", "今夜", "当天", "当日", "当晚"), 0.0),
    **dict.fromkeys(("明天", "明日", "明晚", "明早", "明儿", "次日", "隔天", "隔日", "翌日", "第二天"), 1.0),
    **dict.fromkeys(("后天", "后日"), 2.0),
    **dict.fromkeys(("昨天", "昨日", "昨晚"), -1.0),
    **dict.fromkeys(("前天", "前日"), -2.0),
}
_DAY_WORD = re.compile(
    "[今明昨当][天日晚早]|[今明]儿|今夜|今明两?天|[次隔翌]日|隔天|(?<!天)[后前]天(?!气)|第二天"
)


def day(plain: str, at: int) -> Quantity | None:
    """今天, 明天, 后天, 大后天, 次日, 今明两天."""
    match = _DAY_WORD.match(plain, at)
    if match is None or match[0] not in _ALL_DAYS:
        return None
    if match[0].startswith("今明"):
        return Quantity("day", 0.0, at, match.end(), 1.0)
    value = _DAYS[match[0]]
    if plain[at - 1 : at] == "大" and match[0] in ("后天", "前天"):
        return Quantity("day", value + (1 if value > 0 else -1), at - 1, match.end())
    return Quantity("day", value, at, match.end())


_ALL_DAYS = frozenset({*_DAYS, "今明天", "今明两天"})

_HOUR = "(?:2[0-4]|1\\d|0?\\d|二十[一二三四]?|十[一二三四五六七八九]?|[零一二两三四五六七八九])"
_MINUTE = "(?:[0-5]?\\d|[二三四五]?十[一二三四五六七八九]?|零?[一二三四五六七八九])"
_PERIODS = "凌晨|清晨|早晨|早上|上午|中午|午后|下午|傍晚|晚上|晚间|夜里|半夜|午夜|早|晚"
_NOT_CLOCK = "(?![击开选进赞评单餐心位积外多都儿]|建议|说明|注意|原因|要求|意见|问题)"


# 两点二十送到 leaves out the 分; a unit or a further figure behind would make it another number.
_BARE_MINUTE = (
    r"(?:[0-5]\d|[二三四五]?十[一二三四五六七八九]|[二三四五]十|零[一二三四五六七八九])"
    r"(?![\d.%:十百千万元块毛角折天小个件年月日号周斤克米升倍多几来余码岁单条张瓶盒箱套双袋包款次份位名人])"
)
_DEADLINES = "之?前(?!往)|以前|左右|之?后|以后|截止?|起(?!来)"
_HOUR_SIGN = (
    f"点|时(?=[0-5]?\\d分|[-~至到](?:2[0-4]|1\\d|0?\\d)[时点]|整|{_DEADLINES}|$|[,。!?;发到送取揽截])"
)


def _time(suffix: str = "") -> str:
    minute = rf"(?P<minute{suffix}>{_MINUTE})分|(?P<bare{suffix}>{_BARE_MINUTE})"
    spoken = rf"(?:{_HOUR_SIGN})(?:(?:(?P<part{suffix}>半|一刻|三刻|整)|{minute})钟?|钟?{_NOT_CLOCK})"
    return rf"(?P<hour{suffix}>{_HOUR})(?::(?P<figures{suffix}>[0-5]\d)(?::[0-5]\d)?(?!\d)|{spoken})"


_CLOCK = re.compile(rf"{_time()}(?:{_TO}(?P<period2>{_PERIODS})?{_time('2')})?")
_HOURS = re.compile(rf"(?P<hour>{_HOUR})[-~至到](?P<hour2>{_HOUR})(?:点|时(?!段|间)){_NOT_CLOCK}")
_PERIOD = re.compile(f"(?<!最)(?:{_PERIODS})$")
_DEADLINE = re.compile(_DEADLINES)
# What makes 四点 a time: the day before it, or what happens then. 这三点 and 以下三点 are points made.
_DAY_BEFORE = re.compile("[今明昨当后次前][天日晚早儿]|[周期拜][一二三四五六日天]|[日号]$")
_HAPPENS = re.compile(
    "准时|还没|都?没[到来有]|就?能?[到来送取发派揽出截]|才|上门|开[播始抢售门]|[上下]班|回[来复您]"
    "|(?:快递|[中圆申]通|顺丰|韵达|邮政|师傅|小哥)[^,。!?;]{0,3}[来取拉收揽到]"
)
_POINT_MADE = re.compile("[这那有说讲几第上下提]")
_PM = frozenset({"下午", "傍晚", "晚", "晚上", "晚间", "夜里", "午后"})
_NIGHT = frozenset({"晚", "晚上", "半夜", "夜里", "午夜"})
_PARTS = {"半": 30.0, "一刻": 15.0, "三刻": 45.0, "整": 0.0}


def clock(plain: str, at: int) -> Quantity | None:
    """17:00, 17点半, 下午五点, 晚8点, 9:00-21:00; the part of the day may stand before `at`."""
    match = _CLOCK.match(plain, at)
    if match is None:
        return _clock_hours(plain, at)
    before = _PERIOD.search(plain, max(0, at - 2), at)
    period = before[0] if before else ""
    if _follows_figure(plain, at) or not (period or _is_anchored(match)):
        return None
    minute = match["figures"] or match["minute"] or match["bare"] or match["part"]
    low, vague = _minutes(match["hour"], minute, period)
    high = None
    if match["hour2"]:
        minute = match["figures2"] or match["minute2"] or match["bare2"] or match["part2"]
        high, late = _minutes(match["hour2"], minute, match["period2"] or "")
        high += 720 if late and high <= low else 0
    vague = vague and not match["figures"] and (high is None or high <= 780)
    # the 晚 of 今晚 belongs to the day
    start = (
        before.start()
        if before and plain[before.start() - 1 : before.start()] not in ("今", "明", "昨", "当")
        else at
    )
    return Quantity("clock", low, start, match.end(), high, "12h" if vague else "")


def _clock_hours(plain: str, at: int) -> Quantity | None:
    """9-21点."""
    match = _HOURS.match(plain, at)
    if match is None or _follows_figure(plain, at):
        return None
    return Quantity("clock", number(match["hour"]) * 60, at, match.end(), number(match["hour2"]) * 60)


def _is_anchored(match: re.Match[str]) -> bool:
    """Whether 一点, 两点 is a clock time (and not 有一点, 说两点): something beside it says so."""
    hour, plain = match["hour"], match.string
    if match["figures"] or match["minute"] or match["bare"] or match["part"] or match["hour2"]:
        return True
    if _POINT_MADE.match(plain, match.start() - 1):
        return False
    if hour[0].isdigit() or len(hour) > 1 or match[0].endswith("钟"):
        return True
    if _DEADLINE.match(plain, match.end()):
        return True
    known = _DAY_BEFORE.search(plain, max(0, match.start() - 2), match.start())
    return hour != "一" and bool(known or _HAPPENS.match(plain, match.end()))


def _minutes(hour: str, minute: str | None, period: str) -> tuple[float, bool]:
    """Minutes since midnight, and whether the half of the day is left open."""
    hours = number(hour)
    minutes = (_PARTS[minute] if minute in _PARTS else number(minute)) if minute else 0.0
    vague = not period and 1 <= hours <= 12
    if period in _PM and hours < 12:
        hours += 12
    elif hours == 12 and period in _NIGHT:
        hours = 24
    elif hours == 12 and period == "凌晨":
        hours = 0
    elif period == "中午" and hours < 4:
        hours += 12
    return hours * 60 + minutes, vague


_IN_FIGURE = re.compile(r"[\d./]|(?<=\d):")
_GLUED = re.compile(r"[-/.]\d{2}$")  # 5.14 10:32 has lost its space


def _follows_figure(plain: str, at: int) -> bool:
    if at == 0 or not _IN_FIGURE.match(plain, at - 1) or not plain[at].isdigit():
        return False
    return plain[at + 2 : at + 3] != ":" or not _GLUED.search(plain, max(0, at - 3), at)
