"""When something is due: complaint tiers, after-sale stages, review replies, statutory limits.

The limits are the policies of ``data/policies.yaml``; how time is counted is in `cslib.operations.workdays`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from cslib import laws, policies
from cslib.operations import workdays
from cslib.operations.workdays import (
    Calendar,
    Hours,
    Moment,
    NotArranged,
    beijing,
    lasting,
    spoken,
    spoken_day,
)
from cslib.policies import Policy

# How a policy's numbers that are time limits are said; {n} is the amount with its unit.
STEPS = {
    "respond": "{n}内响应",
    "resolve": "{n}内办完",
    "apply": "{n}内提出",
    "appeal": "{n}内申诉",
    "handle": "{n}内处理",
    "mediate": "{n}内调解完",
    "lasts": "{n}内有效",
    "to": "最晚{n}",
    "most": "最多{n}",
    "excellent": "{n}内算优秀",
    "punished": "超过{n}可被处罚",
}
WHOLE = ("天", "工作日", "个月")
ASIDE = ("excellent", "punished")  # never what is meant where nothing is said
RIGHTS = ("apply", "lasts")  # where a law gives them, the customer's own

TIERS = {
    "紧急": "complaint-urgent",
    "严重": "complaint-serious",
    "一般": "complaint-normal",
    "建议": "complaint-suggestion",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit: one number of a policy.

    Attributes
    ----------
    policy
        The policy it belongs to.
    step
        The number's name, a key of `STEPS`.
    """

    policy: Policy
    step: str

    @property
    def amount(self) -> Decimal:
        """How long, in the policy's unit."""
        return self.policy.value(self.step)

    @property
    def rule(self) -> str:
        """The limit in words.

        Examples
        --------
        >>> limit("complaint-urgent", "respond").rule
        '紧急投诉：2小时内响应'
        """
        unit = f"个{self.policy.unit}" if self.policy.unit in ("工作日", "服务小时") else self.policy.unit
        return f"{self.policy.name}：{STEPS[self.step].format(n=f'{self.amount}{unit}')}"

    @property
    def is_right(self) -> bool:
        """Whether it is a right the law gives the customer; a final day of rest then extends it."""
        return self.policy.status == "法规" and self.step in RIGHTS


@dataclass(frozen=True, slots=True)
class Deadline:
    """When something is due and why.

    Attributes
    ----------
    due
        The last moment that is in time, Beijing time; a whole day ends at 23:59:59.
    left
        Time left at the moment asked about; negative when overdue.
    rule, rule_id
        The rule in words and the policy's id.
    explanation
        How the moment was counted and what it rests on, in Chinese.
    """

    due: datetime
    left: timedelta
    rule: str
    rule_id: str
    explanation: str

    def met(self, moment: Moment) -> bool:
        """Whether something done at that moment was in time; the last second counts."""
        return beijing(moment).replace(microsecond=0) <= self.due

    @property
    def overdue(self) -> bool:
        """Whether the moment asked about was too late."""
        return self.left <= timedelta(seconds=-1)

    @property
    def left_text(self) -> str:
        """Time left or gone by, as it is said."""
        return (
            f"已超过{lasting(-self.left)}" if self.overdue else f"还剩{lasting(max(self.left, timedelta(0)))}"
        )


def limits() -> tuple[Limit, ...]:
    """Every time limit the policies know, in the order of the file.

    Examples
    --------
    >>> [found.step for found in limits() if found.policy.id == "refund-legal"]
    ['resolve', 'punished']
    """
    timed = [policy for policy in policies.all() if policy.unit in COUNTING]
    return tuple(Limit(policy, step) for policy in timed for step in policy.values if step in STEPS)


def limit(rule_id: str, step: str = "") -> Limit:
    """The time limit of a policy; `step` says which, where it has several.

    Raises
    ------
    cslib.policies.UnknownPolicy
        No policy has this id.
    ValueError
        The policy sets no time limit, or several of which none was named.
    """
    policy = policies.get(rule_id)
    steps = [found.step for found in limits() if found.policy.id == rule_id]
    if not steps:
        raise ValueError(f"“{policy.name}”没有规定时限，算不出到期时间。")
    main = [name for name in steps if name not in ASIDE]
    if (step and step not in steps) or (not step and len(main) != 1):
        raise ValueError(f"“{policy.name}”有这几个时限：{'、'.join(steps)}。请写明要算哪一个。")
    found = Limit(policy, step or main[0])
    if found.amount <= 0 or (policy.unit in WHOLE and found.amount % 1):
        raise ValueError(
            f"“{found.rule}”的数字要大于0，按{'、'.join(WHOLE)}算的还要是整数。请改policies.yaml。"
        )
    return found


def due(
    rule_id: str,
    start: Moment,
    step: str = "",
    *,
    now: Moment | None = None,
    calendar: Calendar | None = None,
) -> Deadline:
    """When the thing a policy sets a limit for is due.

    - 秒, 分钟 and 小时 run by the clock, nights and holidays included; 服务小时 only within the policy's
      hours.
    - 天 and 工作日 begin on the day after `start` and end with the last day (Civil Code, art. 201 and 203);
      个月 end with the matching day (art. 202).
    - Where a law gives the customer the right and the last day is a day of rest, the next working day is
      the last (art. 203). The shop's own duties are not put off that way: that is what the shop should
      keep to.

    Parameters
    ----------
    rule_id, step
        Id of the policy and, where it sets several limits, which one (`STEPS`).
    start
        When the event happened that the limit counts from.
    now
        The moment time left is counted at; `start` where none is given.
    calendar
        Working days; those of mainland China where none is given.

    Raises
    ------
    cslib.policies.UnknownPolicy, ValueError
        As for `limit` and `cslib.operations.workdays.beijing`.
    cslib.operations.workdays.NotArranged
        Working days in a year whose holidays aren't known.

    Examples
    --------
    >>> found = due("return-window", "2025-06-03 15:00", now="2025-06-10 09:30")
    >>> found.due.isoformat(), found.left_text
    ('2025-06-10T23:59:59+08:00', '还剩14小时29分钟')
    >>> due("jd-dispute-evidence", "2025-06-03 14:01").due.isoformat()
    '2025-06-04T09:01:00+08:00'
    """
    found, begin = limit(rule_id, step), beijing(start)
    days = calendar or workdays.china()
    end, how = COUNTING[found.policy.unit](begin, found, days)
    if found.is_right:
        end, more = _extended(end, days)
        how += more
    since = found.policy.since.partition("（")[0]
    words = f"{since}：{spoken(begin)}。{how}{_basis(found.policy)}"
    at = begin if now is None else beijing(now)
    return Deadline(end, end - at, found.rule, rule_id, words)


Counted = tuple[datetime, str]


def _by_clock(seconds: int) -> Callable[[datetime, Limit, Calendar], Counted]:
    def count(start: datetime, found: Limit, _: Calendar) -> Counted:
        end = workdays.after_hours(start, float(found.amount * seconds / 3600))
        return end, f"按钟点连续算{found.amount}{found.policy.unit}，到{spoken(end, start)}止。"

    return count


def _by_service_hours(start: datetime, found: Limit, days: Calendar) -> Counted:
    text = found.policy.text
    hours = Hours(_clock(text["open"]), _clock(text["close"]), text.get("days", "").startswith("工作日"))
    end = workdays.within_hours(start, float(found.amount), hours, days)
    return end, f"只在{hours}里算{found.amount}小时，其余时间不计，到{spoken(end, start)}止。"


def _by_days(start: datetime, found: Limit, _: Calendar) -> Counted:
    end = workdays.after_days(start, int(found.amount))
    first = spoken_day(start + timedelta(days=1), start)
    return end, f"当天不算，从{first}起数{found.amount}天，到{spoken(end, start)}止。"


def _by_working_days(start: datetime, found: Limit, days: Calendar) -> Counted:
    end = workdays.after_working_days(start, int(found.amount), days)
    return (
        end,
        f"当天不算，往后数{found.amount}个工作日（周末和放假不算，调休上班算），到{spoken(end, start)}止。",
    )


def _by_months(start: datetime, found: Limit, _: Calendar) -> Counted:
    end = workdays.after_months(start, int(found.amount))
    return end, f"按月数{found.amount}个月，到{spoken(end, start)}止。"


COUNTING: dict[str, Callable[[datetime, Limit, Calendar], Counted]] = {
    "秒": _by_clock(1),
    "分钟": _by_clock(60),
    "小时": _by_clock(3600),
    "服务小时": _by_service_hours,
    "天": _by_days,
    "工作日": _by_working_days,
    "个月": _by_months,
}


def _clock(text: str) -> time:
    try:
        hour, minute = map(int, text.split(":"))
        return time(hour % 24, minute)
    except ValueError:
        raise ValueError(f"服务时间要写成9:00这样，现在是“{text}”。请改policies.yaml。") from None


def _extended(end: datetime, days: Calendar) -> Counted:
    """The end moved to the next working day, where it falls on a day of rest."""
    article = laws.cite("civil-203")
    try:
        if days.works(end.date()):
            return end, ""
        later = workdays.end_of(days.next_working(end.date()))
    except NotArranged:
        return end, f"那时的放假安排还没有收进来；最后一天要是休息日，还要顺延（{article}）。"
    return later, f"这天是休息日，顺延到{spoken(later, end)}（{article}）；平台页面可能不显示顺延。"


BASIS = {
    "店内示例标准": "依据：示例店铺自己的标准，不是法律规定。",
    "转述未核实": "依据：别处转述的平台口径，没有核实，以商家后台为准。",
}


def _basis(policy: Policy) -> str:
    return BASIS.get(policy.status) or f"依据：{laws.cite(*policy.laws)}。"


def complaint(tier: str, received: Moment, *, now: Moment | None = None) -> tuple[Deadline, ...]:
    """When a complaint of a tier has to be answered and solved; suggestions only have to be answered.

    The tiers are the example shop's (claims 004-089 to 096), not a platform's.

    Examples
    --------
    >>> [found.rule for found in complaint("紧急", "2025-06-01 22:00")]
    ['紧急投诉：2小时内响应', '紧急投诉：24小时内办完']
    """
    if tier not in TIERS:
        raise ValueError(f"投诉等级写“{'”“'.join(TIERS)}”，现在是“{tier}”。")
    steps = [step for step in ("respond", "resolve") if step in policies.get(TIERS[tier]).values]
    return tuple(due(TIERS[tier], received, step, now=now) for step in steps)


def earliest(*deadlines: Deadline) -> Deadline:
    """The one to keep to where several limits hold: the earliest.

    Examples
    --------
    >>> back = "2025-09-29 10:00"  # returned goods arrive before the long holiday
    >>> earliest(due("refund-pay", back), due("refund-legal", back, "resolve")).rule_id
    'refund-legal'
    """
    if not deadlines:
        raise ValueError("至少要给一个期限，才能比较哪个先到。")
    return min(deadlines, key=lambda found: found.due)
