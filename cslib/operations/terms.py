"""A shop's service terms, checked against the law: what can't stand, why, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from cslib import course, quantities, yamlfile
from cslib.rubric import phrase
from cslib.rubric.model import Kind, Span
from cslib.text import Text, read

SECTIONS = {
    "hours": "在线时间",
    "reply": "回复时间",
    "returns": "退换",
    "discounts": "折扣",
    "shipping": "运输",
    "notice": "买家须知",
}
# What the rubric finds in replies and nobody should print in terms either.
ALSO = ("illegal_term", "over_promise", "superlative_ad", "off_platform", "privacy_request", "threat")
REFUND_DAYS = 7


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The service terms a shop shows; `SECTIONS` has their Chinese names."""

    hours: str = ""
    reply: str = ""
    returns: str = ""
    discounts: str = ""
    shipping: str = ""
    notice: str = ""


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A clause that can't stand.

    Attributes
    ----------
    says, unless
        Phrases (see `cslib.rubric.phrase`) that make the clause, and phrases that in the same sentence
        redeem it.
    law
        Id of the article it breaks.
    reason, better
        Why, and a lawful clause to put in its place (Chinese).
    """

    id: str
    says: tuple[str, ...]
    unless: tuple[str, ...] = ()
    law: str
    reason: str
    better: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    rules: tuple[Rule, ...]
    example: Terms


@dataclass(frozen=True, slots=True)
class TermIssue:
    """Something in the terms to change.

    Attributes
    ----------
    section
        Name of the section, a key of `SECTIONS`.
    span, said
        Where in the section it stands, and the words; None and empty where something is missing.
    law
        Id of the article, or empty where it is a matter of clarity only.
    reason, better
        Why, and what to write instead (Chinese).
    """

    section: str
    span: Span | None
    said: str
    law: str
    reason: str
    better: str


@cache
def _file(path: Path = course.DATA / "terms.yaml") -> _File:
    found: _File = yamlfile.convert(yamlfile.read(path, path.name), _File)
    return found


def rules() -> tuple[Rule, ...]:
    """Every clause the check knows."""
    return _file().rules


def example() -> Terms:
    """Lawful and complete terms to start one's own from.

    Examples
    --------
    >>> check_terms(example())
    ()
    """
    return _file().example


def check_terms(terms: Terms) -> tuple[TermIssue, ...]:
    """What a shop's service terms leave open or can't lawfully say, section by section.

    Clauses are those of ``data/terms.yaml`` and what the rubric's detectors call unlawful or boundless; a
    refund time over seven days breaks the Interim Measures for Seven-Day Returns, art. 13. What the check
    doesn't know it can't find: it is no legal review.

    Examples
    --------
    >>> found = check_terms(msgspec.structs.replace(example(), notice="本店保留最终解释权。"))
    >>> found[0].said, found[0].law
    ('最终解释权', 'online-trade-21')
    """
    issues: list[TermIssue] = []
    for section in SECTIONS:
        text = read(getattr(terms, section))
        if not text.plain:
            name = SECTIONS[section]
            better = getattr(example(), section)
            issues.append(TermIssue(section, None, "", "", f"“{name}”还空着，顾客只能来问。", better))
            continue
        found = _apart([*_clauses(section, text), *_late(section, text)])
        found += _detected(section, text, found)
        issues += sorted(found, key=_place) + list(_vague(section, text))
    return tuple(issues)


def _place(issue: TermIssue) -> Span:
    return issue.span or Span(0, 0)


def _apart(issues: Sequence[TermIssue]) -> list[TermIssue]:
    """The issues without those whose words a longer one covers in part."""
    kept: list[TermIssue] = []
    for issue in sorted(issues, key=lambda one: -len(one.said)):
        if not any(_overlap(_place(issue), _place(other)) for other in kept):
            kept.append(issue)
    return kept


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _clauses(section: str, text: Text) -> Iterator[TermIssue]:
    for rule in rules():
        for match in _first(text, rule):
            yield _issue(section, text, match, rule.law, rule.reason, rule.better)


def _first(text: Text, rule: Rule) -> Sequence[tuple[int, int]]:
    """The first place, if any, where the terms say this and the sentence doesn't redeem it."""
    for pattern in rule.says:
        for match in phrase.compile(pattern).find(text, quoted=True):
            start, end = text.sentence_at(match.start)
            if not _redeems(rule, read(text.plain[start:end])):
                return [(match.start, match.end)]
    return []


def _late(section: str, text: Text) -> Iterator[TermIssue]:
    """Refunds promised later than the law allows, counted in hours whatever the words."""
    for found in quantities.find(text.plain):
        start, end = text.sentence_at(found.start)
        clause = text.plain[start:end]
        longest = found.value if found.high is None else found.high
        if found.kind == "duration" and longest > REFUND_DAYS * 24 and _says_refund(clause):
            reason = "收到完好的退货，七天内要把钱退给顾客，一段段时间加起来也不能超过。"
            better = "收到退货后7天内原路退款。"
            yield _issue(section, text, (found.start, found.end), "return7-13", reason, better)


def _says_refund(clause: str) -> bool:
    return any(word in clause for word in ("退款", "打款", "退还货款", "退钱", "到账"))


def _detected(section: str, text: Text, known: Sequence[TermIssue]) -> Iterator[TermIssue]:
    """What the rubric's detectors add, sentence by sentence, where no exception of the law is spelled out."""
    from cslib.rubric.detectors import detect

    for start, end in text.sentences:
        ends = text.span(start, end)
        sentence = read(text.raw[ends.start : ends.end])
        if any(_redeems(rule, sentence) for rule in rules()):
            continue
        for found in detect(sentence):
            if found.criterion in ALSO and found.kind is not Kind.STRENGTH and found.span is not None:
                span = Span(found.span.start + ends.start, found.span.end + ends.start)
                if not any(_overlap(span, _place(other)) for other in known):
                    law = found.link.removeprefix("law:") if found.link.startswith("law:") else ""
                    said = text.raw[span.start : span.end]
                    yield TermIssue(section, span, said, law, found.reason, found.better)


def _redeems(rule: Rule, sentence: Text) -> bool:
    return any(phrase.compile(words).find(sentence, negated=True) for words in rule.unless)


def _vague(section: str, text: Text) -> Iterator[TermIssue]:
    """Sections that must name a time and don't."""
    kinds = {found.kind for found in quantities.find(text.plain)}
    if section == "hours" and "clock" not in kinds:
        reason = "没有写几点到几点，顾客不知道什么时候有人。"
        yield TermIssue(section, None, "", "", reason, example().hours)
    if section == "reply" and not kinds & {"duration", "clock"}:
        reason = "没有写多久回复，“尽快”每个人理解都不一样。"
        yield TermIssue(section, None, "", "", reason, example().reply)


def _issue(section: str, text: Text, at: tuple[int, int], law: str, reason: str, better: str) -> TermIssue:
    span = text.span(*at)
    return TermIssue(section, span, text.raw[span.start : span.end], law, reason, better)
