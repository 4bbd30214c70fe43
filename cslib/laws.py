"""Articles of law and platform rules that correct or back what the sources say, in plain Chinese.

Not legal advice: gists in the course's own words, each with the date its version took effect.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Literal

import msgspec

from cslib import claims, course
from cslib.lookup import UnknownId, by_id

Kind = Literal["法律", "行政法规", "部门规章", "司法解释", "平台规则"]


class Law(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A law, regulation or platform rule: its name, kind, and the version the gists follow."""

    name: str
    kind: Kind
    effective: date
    version: str


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    id: str
    topic: str
    gist: str
    corrects: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    note: str
    laws: dict[str, Law]
    articles: tuple[_Entry, ...]


class Article(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One article.

    Attributes
    ----------
    id
        The law's key and the article's number: ``consumer-25``.
    law
        The law it belongs to.
    topic
        What a customer-service agent would look it up for.
    gist
        What it says, in plain Chinese; not the wording of the law.
    corrects
        The saying or habit it puts right.
    """

    id: str
    law: Law
    topic: str
    gist: str
    corrects: str

    @property
    def article(self) -> str:
        """The article's number as people write it.

        Examples
        --------
        >>> get("consumer-25").article
        '第25条'
        """
        return f"第{self.id.rpartition('-')[2]}条"

    @property
    def claims(self) -> tuple[claims.Claim, ...]:
        """The cited numbers that this article backs, limits or corrects.

        Examples
        --------
        >>> [c.id for c in get("return7-18").claims]
        ['004-045']
        """
        return tuple(c for c in claims.all() if self.id in c.laws)


class UnknownArticle(UnknownId):
    """No article has this id."""

    what = "法条"


@lru_cache(maxsize=1)
def _file() -> _File:
    from cslib import yamlfile

    source = yamlfile.read(course.DATA / "laws.yaml", "laws.yaml")
    file: _File = yamlfile.convert(source, _File)
    return file


@lru_cache(maxsize=1)
def _articles() -> dict[str, Article]:
    file = _file()
    return by_id((_article(entry, file.laws) for entry in file.articles), "laws.yaml")


def _article(entry: _Entry, laws: dict[str, Law]) -> Article:
    key = entry.id.rpartition("-")[0]
    if key not in laws:
        raise ValueError(f"laws.yaml里的“{entry.id}”找不到“{key}”这部法。请先在laws一栏写上它。")
    return Article(id=entry.id, law=laws[key], topic=entry.topic, gist=entry.gist, corrects=entry.corrects)


def get(id: str) -> Article:  # noqa: A002
    """The article with this id.

    Raises
    ------
    UnknownArticle
        A `KeyError` whose message names the nearest ids.

    Examples
    --------
    >>> get("return7-10").gist
    '收货后七天内提出退货；七天从签收的第二天开始数。'
    """
    try:
        return _articles()[id]
    except KeyError:
        raise UnknownArticle(id, _articles()) from None


def all() -> tuple[Article, ...]:  # noqa: A001
    """Every article, law by law."""
    return tuple(_articles().values())


def note() -> str:
    """What to print wherever articles are shown: no legal advice, check the text in force."""
    return _file().note


def cite(*ids: str) -> str:
    """The articles as a citation names them, drawn together by law.

    Examples
    --------
    >>> cite("consumer-25", "return7-10", "return7-13")
    '《消费者权益保护法》第25条、《网络购买商品七日无理由退货暂行办法》第10条、第13条'
    """
    by_law: dict[str, list[str]] = {}
    for article in map(get, dict.fromkeys(ids)):
        by_law.setdefault(article.law.name, []).append(article.article)
    return "、".join(f"《{name}》{'、'.join(articles)}" for name, articles in by_law.items())
