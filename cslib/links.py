"""Where a finding leads on: a lesson or an article of law, in words; nothing where there is neither."""

from __future__ import annotations

from cslib import course


def words(link: str) -> str:
    """What the learner reads for a finding's `link`; empty where it leads nowhere.

    A lesson that this course doesn't have (yet) is not named: rules may be written before their lessons.

    Examples
    --------
    >>> words("2.2")
    '想多看一点：第2.2课《文字与语气》'
    >>> words("law:ad-9"), words("9.9"), words("")
    ('依据：《广告法》第9条', '', '')
    """
    if link.startswith("law:"):
        from cslib import laws

        try:
            return "依据：" + laws.cite(link.removeprefix("law:"))
        except laws.UnknownArticle:
            return ""
    lesson = course.lesson(link)
    return f"想多看一点：第{link}课《{lesson.title}》" if lesson else ""
