"""Quick replies with ``{占位符}``: filling, checking and finding them.

The library is ``data/templates.yaml``: questions, each with several wordings, and the placeholders they use.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import log
from pathlib import Path
from typing import Literal

import msgspec

from cslib import course, policies, yamlfile
from cslib.rubric.model import Finding, Kind
from cslib.text import read

Fault = Literal["没登记", "括号不成对", "太像", "写法太少", "禁用说法", "没用到", "编号重复"]
Judge = Callable[[str], Iterable[Finding]]

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
BRACES = re.compile(r"[{}｛｝]")
TOO_ALIKE = 0.6


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What customers ask, and the replies kept ready for it.

    Attributes
    ----------
    ask, also
        The question's name and other ways customers put it.
    replies
        Wordings to choose from, with placeholders.
    """

    id: str
    ask: str
    also: tuple[str, ...] = ()
    replies: tuple[str, ...]


class Library(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Quick replies.

    Attributes
    ----------
    placeholders
        Names of the placeholders, each with an example of what to fill in.
    """

    placeholders: dict[str, str]
    questions: tuple[Question, ...]

    def question(self, id_: str) -> Question:
        """The question with that id.

        Raises
        ------
        ValueError
            There is none; the message lists those there are.
        """
        for found in self.questions:
            if found.id == id_:
                return found
        raise ValueError(f"快捷回复里没有“{id_}”。现有：{'、'.join(q.id for q in self.questions)}。")


@cache
def library(path: Path = course.DATA / "templates.yaml") -> Library:
    """The quick replies of a file.

    Raises
    ------
    cslib.yamlfile.ExerciseError
        The file can't be read or isn't built as a library; the message names line and field.

    Examples
    --------
    >>> library().question("stock").ask
    '有没有现货'
    """
    found: Library = yamlfile.convert(yamlfile.read(path, path.name), Library)
    return found


class TemplateError(ValueError):
    """A reply that can't be sent as it is; `names` are the placeholders without a value."""

    def __init__(self, message: str, names: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.names = names


def placeholders(reply: str) -> tuple[str, ...]:
    """The placeholders of a reply, each once, in order.

    Raises
    ------
    TemplateError
        A brace without its partner, a full-width brace, or an empty placeholder.

    Examples
    --------
    >>> placeholders("{商品}有货，{发货时间}发出，{商品}库存充足。")
    ('商品', '发货时间')
    """
    if stray := BRACES.search(PLACEHOLDER.sub("", reply)):
        raise TemplateError(f"“{stray[0]}”没有配对，或用了全角括号。占位符写成半角的{{名字}}。")
    names = tuple(dict.fromkeys(name.strip() for name in PLACEHOLDER.findall(reply)))
    if "" in names:
        raise TemplateError("有一对花括号里没写名字。占位符写成{商品}这样，不需要就删掉。")
    return names


def fill(reply: str, values: Mapping[str, str]) -> str:
    """The reply with every placeholder filled in; nothing unfilled ever comes back.

    Raises
    ------
    TemplateError
        A placeholder has no value, or a value holds braces itself.

    Examples
    --------
    >>> fill("{商品}有货，{发货时间}发出。", {"商品": "针织衫", "发货时间": "今天18:00前"})
    '针织衫有货，今天18:00前发出。'
    >>> fill("{商品}有货，{发货时间}发出。", {"商品": "针织衫"})
    Traceback (most recent call last):
    cslib.operations.templates.TemplateError: 还没填“发货时间”，这条回复不能发。填上具体内容再发送。
    """
    names = placeholders(reply)
    given = {name: str(values.get(name) or "").strip() for name in names}
    missing = tuple(name for name in names if not given[name])
    if missing:
        raise TemplateError(f"还没填“{'”“'.join(missing)}”，这条回复不能发。填上具体内容再发送。", missing)
    for name, value in given.items():
        if BRACES.search(value):
            raise TemplateError(f"“{name}”填的内容里还有花括号：“{value}”。请写成真正要发的字。", (name,))
    return PLACEHOLDER.sub(lambda found: given[found[1].strip()], reply)


@dataclass(frozen=True, slots=True)
class Issue:
    """Something to mend in a library.

    Attributes
    ----------
    question, variant
        Id of the question and number of the wording (from 1); 0 where it is about the question or the
        library.
    fault
        What kind of thing it is.
    message
        What is wrong and what to do (Chinese).
    """

    question: str
    variant: int
    fault: Fault
    message: str


def lint(found: Library, judge: Judge | None = None) -> tuple[Issue, ...]:
    """Everything to mend in a library, question by question.

    Each wording is filled with the placeholders' examples and read by the rubric's detectors, so a wording is
    judged as the customer would see it. Two wordings of a question are too alike where more than 60 % of
    their character pairs are shared (Dice coefficient).

    Parameters
    ----------
    judge
        Finds faults in a finished reply; the rubric's detectors where none is given.

    Examples
    --------
    >>> lint(library())
    ()
    """
    judge = judge or _detected
    issues: list[Issue] = []
    least = int(policies.get("template-variants").value("from"))
    for id_, count in Counter(question.id for question in found.questions).items():
        if count > 1:
            issues.append(Issue(id_, 0, "编号重复", f"“{id_}”写了{count}次，请合并或改名。"))
    for question in found.questions:
        if len(question.replies) < least:
            said = f"只有{len(question.replies)}种写法，至少要{least}种，换着用才不像机器人。"
            issues.append(Issue(question.id, 0, "写法太少", said))
        issues += _alike(question)
        for number, reply in enumerate(question.replies, start=1):
            issues += (Issue(question.id, number, *said) for said in _wrong(reply, found, judge))
    return (*issues, *_unused(found))


def _wrong(reply: str, found: Library, judge: Judge) -> Iterator[tuple[Fault, str]]:
    try:
        names = placeholders(reply)
    except TemplateError as error:
        yield "括号不成对", str(error)
        return
    unknown = [name for name in names if not found.placeholders.get(name, "").strip()]
    for name in unknown:
        yield "没登记", f"占位符“{name}”没有登记。请在placeholders里写上它和一个例子，或改成已有的名字。"
    if unknown:
        return
    sample = fill(reply, found.placeholders)
    for fault in judge(sample):
        if fault.kind in (Kind.FAULT, Kind.CRITICAL):
            said = sample[fault.span.start : fault.span.end] if fault.span else sample
            better = f"可以写：{fault.better}" if fault.better else ""
            yield "禁用说法", f"“{said}”：{fault.reason}{better}"


def _detected(reply: str) -> Iterable[Finding]:
    from cslib.rubric.detectors import detect

    return detect(read(reply))


def _alike(question: Question) -> Iterator[Issue]:
    numbered = list(enumerate(question.replies, start=1))
    for (i, one), (j, other) in combinations(numbered, 2):
        share = likeness(one, other)
        if share > TOO_ALIKE:
            said = f"第{i}种和第{j}种有{share:.0%}的字连着一样。换一种说法，或删掉一条。"
            yield Issue(question.id, j, "太像", said)


def _unused(found: Library) -> Iterator[Issue]:
    used = {
        name.strip() for q in found.questions for reply in q.replies for name in PLACEHOLDER.findall(reply)
    }
    for name in found.placeholders:
        if name not in used:
            yield Issue("", 0, "没用到", f"占位符“{name}”登记了，但没有一条回复用到。可以删掉。")


def likeness(one: str, other: str) -> float:
    """How alike two wordings are, 0 to 1: Dice coefficient of their pairs of characters.

    ``2·|A∩B| / (|A|+|B|)`` over the multisets of pairs (Dice 1945); placeholders are left out.

    Examples
    --------
    >>> likeness("今天发货", "今天发货"), round(likeness("今天发货", "今天发出"), 2), likeness("今天", "退款")
    (1.0, 0.67, 0.0)
    """
    first, second = (Counter(_grams(PLACEHOLDER.sub(" ", text), 2)) for text in (one, other))
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 1.0


def _grams(text: str, *sizes: int) -> list[str]:
    """Runs of `sizes` characters of each word or clause of `text`, in canonical spelling."""
    parts = re.findall(r"\w+", read(text).plain)
    return [part[i : i + n] for part in parts for n in sizes for i in range(len(part) - n + 1)]


@dataclass(frozen=True, slots=True)
class Match:
    """A question found and how well it fits; scores compare within one search only."""

    question: Question
    score: float


K1, B = 1.2, 0.75


def search(found: Library, asked: str, most: int = 5) -> tuple[Match, ...]:
    """The questions that fit what a customer asked, best first; empty where none shares a character pair.

    Okapi BM25 (Robertson & Zaragoza 2009) with k1 = 1.2 and b = 0.75, over characters and pairs of them.
    A question's own wordings count three times, its replies once.

    Parameters
    ----------
    asked
        What the customer wrote; traditional characters and usual typos are read as meant.
    most
        How many to give at most.

    Examples
    --------
    >>> [match.question.id for match in search(library(), "怎麼還不發貨呀", most=1)]
    ['dispatch-late']
    """
    wanted = set(_grams(asked, 1, 2))
    pages = [_page(question) for question in found.questions]
    if not pages or not any(len(gram) == 2 and gram in page for gram in wanted for page in pages):
        return ()
    usual = sum(page.total() for page in pages) / len(pages)
    weight = {gram: _rarity(sum(gram in page for page in pages), len(pages)) for gram in wanted}
    scores = [_score(page, weight, usual) for page in pages]
    best = sorted(zip(scores, found.questions, strict=True), key=lambda pair: -pair[0])
    return tuple(Match(question, round(score, 3)) for score, question in best[:most] if score > 0)


def _page(question: Question) -> Counter[str]:
    asked = _grams("，".join((question.ask, *question.also)), 1, 2)
    return Counter(asked * 3 + _grams("，".join(question.replies), 1, 2))


def _rarity(pages_with: int, pages: int) -> float:
    return log(1 + (pages - pages_with + 0.5) / (pages_with + 0.5))


def _score(page: Counter[str], weight: Mapping[str, float], usual: float) -> float:
    length = K1 * (1 - B + B * page.total() / usual)
    return sum(rare * page[gram] * (K1 + 1) / (page[gram] + length) for gram, rare in weight.items())
