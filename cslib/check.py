"""Check exercises and tell their author what he needs: file, line, field, what is wrong, how to mend it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cslib import exercises
from cslib.customers import lint, proof
from cslib.customers.lint import Place
from cslib.customers.model import Scenario
from cslib.exercises import Example, Exercise, ExerciseError, Problem, Reply, Source
from cslib.rubric import gaming, grade, lexicon, phrase, scoring
from cslib.rubric.model import Assessment, Band, Finding, Kind
from cslib.text import read

MIN_EXAMPLES = 5
MIN_BREADTH = 2  # letters a phrase must be sure to contain
GOOD_ENOUGH = (Band.EXCELLENT, Band.GOOD)
BAD_ENOUGH = (Band.WEAK, Band.FAIL)

# Courtesy that says nothing: a phrase that is found here would be found anywhere.
COURTESY = (
    "您好呀，欢迎来店里逛逛，有需要随时叫我哦。",
    "亲亲，非常感谢您对小店的支持与信任，祝您生活愉快，天天开心哦！",
    "非常抱歉给您带来了不好的体验，您的心情我们特别理解。",
    "您反映的问题我们高度重视，一定会认真改进，努力为您提供更好的服务。",
    "亲，请您耐心等待一下，我们会尽快为您处理，有任何问题都可以随时联系我们。",
    "感谢您的宝贵意见，您的满意就是我们最大的动力，期待您的再次光临。",
)


@dataclass(frozen=True)
class Report:
    """One exercise file and what is to be mended in it."""

    file: str
    problems: tuple[Problem, ...]


def check_folder(folder: Path) -> list[Report]:
    """Check every exercise in `folder` and below (or the one file it names).

    Raises
    ------
    FileNotFoundError
        There is no such folder or file.
    ExerciseError
        The folder holds no exercise at all: a check that checks nothing must not pass.
    """
    if not folder.exists():
        raise FileNotFoundError(2, "没有这个文件夹或文件", str(folder))
    paths = [folder] if folder.is_file() else list(exercises.files(folder))
    if not paths:
        raise ExerciseError(Problem(str(folder), 1, "", "这里没有练习（.yaml文件）。请检查路径。"))
    reports = [check_file(path) for path in paths]
    return [*reports, *_repeated(paths)]


def check_file(path: Path) -> Report:
    """Check one exercise against its format, its own examples and the lint rules."""
    try:
        exercise, source = exercises.read(path)
    except ExerciseError as error:
        return Report(str(path), error.problems)
    return Report(source.file, tuple(_problems(path, exercise, source)))


def _repeated(paths: list[Path]) -> Iterator[Report]:
    """Files of the same name in different folders: an id would find only the first."""
    seen: dict[str, Path] = {}
    for path in paths:
        if path.stem in seen:
            message = f"编号和“{seen[path.stem]}”重复了，按编号只能找到其中一个。请改名。"
            yield Report(str(path), (Problem(str(path), 1, "id", message),))
        seen.setdefault(path.stem, path)


def _problems(path: Path, exercise: Exercise, source: Source) -> Iterator[Problem]:
    if exercise.id != path.stem:
        yield source.problem(
            ("id",), f"编号是“{exercise.id}”，文件名是“{path.stem}”。两处要一致，按编号才找得到。"
        )
    if isinstance(exercise, Reply):
        yield from _phrases(exercises.phrases(exercise), source)
        yield from _examples(exercise, source)
        yield from _models(exercise, source)
    if isinstance(exercise, Scenario):
        yield from _phrases(lint.phrases(exercise), source)
        yield from proof.problems(exercise, source)


def _phrases(written: Iterable[tuple[Place, str]], source: Source) -> Iterator[Problem]:
    for path, words in written:
        compiled = phrase.compile(words)
        if path[2] != "about" and compiled.breadth < MIN_BREADTH and _has_letters(words):
            yield source.problem(path, f"“{words}”太宽，几乎什么话都对得上。请多写几个一定会出现的字。")
        elif path[2] in ("accept", "partly", "asked") and (hit := _courteous(compiled)):
            yield source.problem(path, f"“{words}”连客套话也对得上（“{hit}”）。请写上答案里才有的字。")
        elif not compiled.find(read(sample(words)), negated=True, quoted=True):
            yield source.problem(path, f"“{words}”怎么写都对不上。请检查括号，或换一种写法。")


def _courteous(compiled: phrase.Phrase) -> str:
    """The mere courtesy that a phrase is found in, if any."""
    return next((said for said in COURTESY if compiled.find(read(said))), "")


def _has_letters(words: str) -> bool:
    """Whether there are letters or digits: an emoji alone is narrow enough."""
    return any(c.isalnum() for c in words)


_KINDS = {
    "money": "30元",
    "percent": "5%",
    "discount": "9折",
    "threshold": "满300减30",
    "duration": "48小时",
    "time": "48小时",
    "date": "6月9日",
    "weekday": "周五",
    "clock": "17:00",
    "day": "明天",
    "measure": "86cm",
    "count": "2件",
    "number": "12",
}


def sample(words: str) -> str:
    """One thing a phrase stands for: first alternatives, no options, no gaps.

    Examples
    --------
    >>> sample("(可以|支持)…[全额]退款<duration:48小时>")
    '可以退款48小时'
    """
    words = re.sub(r"<(\w+):([^>]*)>", r"\2", words)
    words = re.sub(r"<(\w+)>", lambda m: _KINDS.get(m[1], ""), words)
    for optional, choice in ((r"\[[^\[\]()]*\]", ""), (r"［[^［］（）]*］", "")):
        words = re.sub(optional, choice, words)
    inner = re.compile(r"[(（]([^()（）|｜\[\]]*)(?:[|｜][^()（）\[\]]*)?[)）]|\[[^\[\]()]*\]")
    while (shorter := inner.sub(lambda m: m[1] or "", words)) != words:
        words = shorter
    # two numbers or Latin words run together are one
    return re.sub(r"(?<=[A-Za-z\d])…+(?=[A-Za-z\d])", "、", words).replace("…", "")


def _examples(exercise: Reply, source: Source) -> Iterator[Problem]:
    if len(exercise.examples) < MIN_EXAMPLES:
        message = (
            f"至少要{MIN_EXAMPLES}个例子，现在有{len(exercise.examples)}个。好的、差的、写错事实的都要有。"
        )
        yield source.problem(("examples",), message)
    known = criteria(exercise) | general()
    filled: set[str] = set()
    for i, example in enumerate(exercise.examples):
        assessment = grade(example.text, exercise)
        filled |= {f.criterion for f in assessment.findings}
        for field, problem in _example(example, assessment, known):
            yield source.problem(("examples", i, *field), problem)
    filled |= {f.criterion for f in grade(exercise.models.good.text, exercise, check_copy=False).findings}
    for i, slot in enumerate(exercise.slots):
        if slot.required and f"slot:{slot.id}" not in filled:
            message = f"没有一个例子答到“{slot.asks}”。请补一个答到它的例子，或检查accept的写法。"
            yield source.problem(("slots", i), message)


def general() -> set[str]:
    """The criteria that any reply may meet, whatever the exercise."""
    needs = {"missing:apology", "missing:empathy", "missing:options"}
    found = {*scoring.FAULTS, *scoring.STRENGTHS, *gaming.NAMES, "unsupported_number"}
    return found | needs | set(lexicon.load().labels)


def criteria(exercise: Reply) -> set[str]:
    """The criteria of this exercise: its slots, facts and forbidden words."""
    slots = {f"{prefix}:{slot.id}" for slot in exercise.slots for prefix in ("slot", "missing", "wrong")}
    facts = {f"fact:{fact.id}" for fact in exercise.facts}
    return slots | facts | {f"forbidden:{rule.id}" for rule in exercise.forbidden}


def _example(
    example: Example, got: Assessment, known: set[str]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    found = {f.criterion: f for f in got.findings}
    for field, names in (("findings", example.findings), ("without", example.without)):
        for j, name in enumerate(names):
            if name not in known:
                yield (field, j), f"没有“{name}”这个名目。{_nearest(name, known)}"
    if got.band is not example.band:
        yield ("band",), f"这里写的是“{example.band}”，点评给的是“{got.band}”（{got.total:g}分）。{_why(got)}"
    for j, name in enumerate(example.findings):
        if name in known and name not in found:
            yield ("findings", j), f"点评里没有“{name}”。{_why(got)}"
    for j, name in enumerate(example.without):
        if name in found:
            yield ("without", j), f"点评里有“{name}”：{found[name].reason}"


def _nearest(name: str, known: set[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f"是不是想写“{near[0]}”？" if near else "可以写的名目见docs/exercises.md。"


def _why(got: Assessment) -> str:
    """What was found and where, briefly, so that the author can tell his phrase from his expectation."""
    named = [
        f.criterion + (f"（“{got.text[f.span.start : f.span.end]}”）" if f.span else "")
        for f in got.findings
        if f.kind is not Kind.STRENGTH or f.criterion.startswith("slot:")
    ]
    return f"点评找到的是：{'、'.join(named) or '无'}。请改accept等说法，或改这个例子。"


def _models(exercise: Reply, source: Source) -> Iterator[Problem]:
    good = grade(exercise.models.good.text, exercise, check_copy=False)
    if good.band not in GOOD_ENOUGH:
        yield source.problem(
            ("models", "good", "text"), f"示范回复只得“{good.band}”（{good.total:g}分）。{_why(good)}"
        )
    for finding in filter(_content_fault, good.findings):
        yield source.problem(
            ("models", "good", "text"), f"示范回复被挑出“{finding.criterion}”：{finding.reason}"
        )
    bad = grade(exercise.models.bad.text, exercise)
    if bad.band not in BAD_ENOUGH:
        yield source.problem(
            ("models", "bad", "text"), f"反例得了“{bad.band}”（{bad.total:g}分），看不出差别。{_why(bad)}"
        )


def _content_fault(finding: Finding) -> bool:
    content = (
        finding.criterion.partition(":")[0] in ("wrong", "fact", "forbidden")
        or finding.criterion == "unsupported_number"
    )
    return finding.kind is Kind.CRITICAL or content
