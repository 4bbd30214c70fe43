"""Exercises as instructors write them: one YAML file each, read into checked models.

The format is documented for instructors in ``docs/exercises.md``.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from cslib import course, quantities, yamlfile
from cslib.customers import lint
from cslib.customers.model import Scenario
from cslib.parts import Fact, Forbidden, Needs, Persona, Phase, Slot, Stage, Wrong, answers
from cslib.rubric import phrase
from cslib.rubric.model import Band
from cslib.tasks import Detective, Legal, Model, Quiz, Sort, Task
from cslib.yamlfile import ExerciseError, Problem, Source

__all__ = [
    "Exercise",
    "ExerciseError",
    "Fact",
    "Forbidden",
    "Needs",
    "Persona",
    "Phase",
    "Problem",
    "Quiz",
    "Reply",
    "Slot",
    "Sort",
    "Source",
    "Stage",
    "Wrong",
    "files",
    "find",
    "ids",
    "load",
    "phrases",
    "read",
]


class ModelReply(Model, frozen=True):
    """A worked reply and why it works, or why it doesn't."""

    text: str
    why: str


class Models(Model, frozen=True):
    """The worked pair."""

    good: ModelReply
    bad: ModelReply


class Example(Model, frozen=True):
    """A reply with the band and findings the grader must give it; ``without`` must not be found."""

    text: str
    band: Band
    findings: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


class Reply(Model, frozen=True, tag_field="kind", tag="reply"):
    """A reply-writing exercise; with ``original`` given, the learner rewrites that sentence.

    ``numbers`` are figures a reply may also use though no fact names them; ``scenario`` is the id this
    exercise has in a folder of ratings (see `cslib.calibrate`).
    """

    id: str
    title: str
    lesson: str
    phase: Phase
    stage: Stage
    difficulty: Literal[1, 2, 3]
    situation: str
    customer: tuple[str, ...]
    facts: tuple[Fact, ...]
    slots: tuple[Slot, ...]
    accepted_outcome: str
    persona: Persona
    hints: tuple[str, str, str]
    models: Models
    examples: tuple[Example, ...]
    forbidden: tuple[Forbidden, ...] = ()
    needs: Needs = Needs()
    numbers: tuple[str, ...] = ()
    original: str = ""
    starter: str = ""
    seconds: Annotated[int, msgspec.Meta(ge=10, le=3600)] = 180
    scenario: str = ""


Exercise = Reply | Scenario | Task


def ids(folder: Path | None = None) -> tuple[str, ...]:
    """Every exercise id, sorted; an exercise's file is named after its id.

    Examples
    --------
    >>> ids(Path("no such folder"))
    ()
    """
    return tuple(sorted(path.stem for path in files(folder or course.EXERCISES)))


def files(folder: Path) -> Iterator[Path]:
    """The exercise files in `folder` and below, in a stable order."""
    return iter(sorted(path for path in folder.rglob("*.y*ml") if path.suffix in (".yaml", ".yml")))


def find(name: str, folder: Path | None = None) -> Path:
    """The file of the exercise with id `name`.

    Raises
    ------
    ExerciseError
        No such exercise; the message names the nearest ids.
    """
    for path in files(folder or course.EXERCISES):
        if path.stem == name:
            return path
    near = difflib.get_close_matches(name, ids(folder), n=3, cutoff=0.3)
    hint = f"是不是想找：{'、'.join(near)}？" if near else "请检查编号，或直接写文件的路径。"
    raise ExerciseError(Problem(name, 1, "", f"没有编号为“{name}”的练习。{hint}"))


def load(exercise: str | Path) -> Exercise:
    """Read an exercise by id or by path; read again only when the file has changed.

    Raises
    ------
    ExerciseError
        No such exercise, or its file can't be used; says where and how to mend it.
    """
    path = Path(exercise)
    if isinstance(exercise, str) and path.suffix not in (".yaml", ".yml") and not path.is_file():
        path = find(exercise)
    return read(path)[0]


def read(path: Path) -> tuple[Exercise, Source]:
    """Read the exercise in `path`, with its source for naming lines.

    Raises
    ------
    ExerciseError
        The file can't be used as an exercise.
    """
    try:
        stat = path.stat()
    except OSError:
        return _read(path, 0, 0)
    return _read(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=512)
def _read(path: Path, _mtime: int, _size: int) -> tuple[Exercise, Source]:
    source = yamlfile.read(path, _shown(path))
    exercise: Exercise = yamlfile.convert(source, Exercise)
    problems = tuple(_problems(source, exercise))
    if problems:
        raise ExerciseError(*problems)
    return exercise, source


def _shown(path: Path) -> str:
    """The path as an author knows it: from the course's folder where it lies in it."""
    absolute = path.absolute()
    return str(absolute.relative_to(course.ROOT) if absolute.is_relative_to(course.ROOT) else path)


def _problems(source: Source, exercise: Exercise) -> Iterator[Problem]:
    """What keeps a well-formed file from being used: empty texts, repeated ids, phrases nobody can read."""
    yield from _empty(source, source.data, ())
    if isinstance(exercise, Reply):
        for name, items in (
            ("facts", exercise.facts),
            ("slots", exercise.slots),
            ("forbidden", exercise.forbidden),
        ):
            yield from _repeated(source, name, [item.id for item in items])
        yield from _unreadable(source, exercise)
        yield from _unasked(source, exercise)
    if isinstance(exercise, Scenario):
        yield from lint.problems(source, exercise)
    if isinstance(exercise, Quiz):
        yield from _unanswerable(source, exercise)
    if isinstance(exercise, Detective | Legal):
        yield from _dangling(source, exercise)
    if isinstance(exercise, Sort):
        yield from _homeless(source, exercise)


def _empty(source: Source, data: object, path: tuple[str | int, ...]) -> Iterator[Problem]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _empty(source, value, (*path, key))
    elif isinstance(data, list):
        for i, value in enumerate(data):
            yield from _empty(source, value, (*path, i))
    elif not str(data or "").strip():
        yield source.problem(path, "这里是空的。请写上内容，或删掉这一行。")


def _repeated(source: Source, name: str, names: list[str]) -> Iterator[Problem]:
    for i, item in enumerate(names):
        if item in names[:i]:
            yield source.problem((name, i, "id"), f"编号“{item}”用了两次。请换一个。")


def _unreadable(source: Source, exercise: Reply) -> Iterator[Problem]:
    for path, words in phrases(exercise):
        try:
            phrase.compile(words)
        except phrase.PhraseError as error:
            yield source.problem(path, f"{error}。")
    for i, fact in enumerate(exercise.facts):
        if bool(fact.value) != bool(fact.about):
            yield source.problem(("facts", i), "value和about要一起写：value是数，about是说到它时会用的词。")
        elif fact.value:
            yield from _unreadable_value(source, ("facts", i, "value"), fact.value)


def _unreadable_value(source: Source, path: tuple[str | int, ...], value: str) -> Iterator[Problem]:
    try:
        quantities.parse(value)
    except ValueError as error:
        yield source.problem(path, f"{error}。")


def phrases(exercise: Reply) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every phrase of an exercise with its place."""
    for i, fact in enumerate(exercise.facts):
        yield from ((("facts", i, "about", j), words) for j, words in enumerate(fact.about))
    yield from answers(exercise.slots, exercise.forbidden)


def _unasked(source: Source, exercise: Reply) -> Iterator[Problem]:
    if not any(slot.required for slot in exercise.slots):
        yield source.problem(("slots",), "至少要有一个必答的要点（required不写或写true）。")
    for i, slot in enumerate(exercise.slots):
        if not slot.accept:
            yield source.problem(("slots", i, "accept"), "至少要写一种说法。")
    if not exercise.customer:
        yield source.problem(("customer",), "至少要有一条顾客的话。")


def _unanswerable(source: Source, exercise: Quiz) -> Iterator[Problem]:
    for i, question in enumerate(exercise.questions):
        right = sum(choice.correct for choice in question.choices)
        if len(question.choices) < 2 or not right:
            yield source.problem(
                ("questions", i, "choices"), "至少要有两个选项，其中至少一个写 correct: true。"
            )


def _dangling(source: Source, exercise: Detective | Legal) -> Iterator[Problem]:
    from cslib import claims, laws

    if isinstance(exercise, Detective):
        known = {claim.id for claim in claims.all()}
        cited = [(("cases", i, "claim"), case.claim) for i, case in enumerate(exercise.cases)]
    else:
        known = {article.id for article in laws.all()} | {""}
        cited = [(("scripts", i, "law"), script.law) for i, script in enumerate(exercise.scripts)]
    for path, name in cited:
        if name not in known:
            yield source.problem(path, f"没有编号为“{name}”的条目。请核对 data/ 里的编号。")


def _homeless(source: Source, exercise: Sort) -> Iterator[Problem]:
    for i, item in enumerate(exercise.items):
        if item.bin not in exercise.bins:
            yield source.problem(
                ("items", i, "bin"), f"没有叫“{item.bin}”的类。可以写：{'、'.join(exercise.bins)}。"
            )
