"""How often an exercise hears what replies answer, against a reader's marking of their slots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cslib.exercises import Reply
from cslib.rubric import grade
from cslib.rubric.model import Assessment, Finding, Kind
from cslib.sheet import Sheet
from cslib.yamlfile import AuthorError

STATES = frozenset({"filled", "partial", "wrong", "missing"})


@dataclass(frozen=True)
class Count:
    """Of how many the grader said so, and which were the exceptions."""

    found: int
    total: int
    exceptions: tuple[str, ...]

    @classmethod
    def of(cls, said: Mapping[str, bool], expected: bool = True) -> Count:
        """Count by name; the exceptions are those that are not as expected.

        Examples
        --------
        >>> Count.of({"a": True, "b": False})
        Count(found=1, total=2, exceptions=('b',))
        """
        return cls(sum(said.values()), len(said), tuple(n for n, is_so in said.items() if is_so != expected))

    @property
    def share(self) -> str:
        """The share in percent, as it is shown."""
        return f"{self.found / self.total:.1%}" if self.total else "—"


@dataclass(frozen=True)
class Hearing:
    """The grader against a reader.

    Attributes
    ----------
    replies
        How many were read.
    heard
        Slots the reader found answered: were they heard.
    imagined
        Slots the reader found unanswered: were they taken for answered.
    whole
        Replies that answer all that is required and say nothing wrong: were all required slots heard.
    accused
        The same replies: were they said to be wrong anywhere.
    caught
        Replies that answer a slot wrongly: was anything said to be wrong.
    """

    replies: int
    heard: Count
    imagined: Count
    whole: Count
    accused: Count
    caught: Count


def hearing(read: Sequence[Mapping[str, Any]], exercises: Mapping[str, Reply]) -> Hearing:
    """Grade replies whose slots a reader has marked.

    Parameters
    ----------
    read
        Rows with ``id``, ``exercise``, ``text`` and ``slots``: one of `STATES` for every slot there.
    exercises
        By id.

    Raises
    ------
    AuthorError
        A row names no known exercise, or its slots aren't those of the exercise.
    """
    heard, imagined, whole, accused, caught = (dict[str, bool]() for _ in range(5))
    for row in read:
        name, exercise = str(row["id"]), _exercise(row, exercises)
        marked: Mapping[str, str] = row["slots"]
        assessment = grade(row["text"], exercise)
        answered = {f.criterion.removeprefix("slot:") for f in assessment.findings if _answers(f)}
        heard |= {f"{name} {slot}": slot in answered for slot in _in(marked, "filled")}
        imagined |= {f"{name} {slot}": slot in answered for slot in _in(marked, "missing")}
        required = {slot.id for slot in exercise.slots if slot.required}
        if "wrong" in marked.values():
            caught[name] = _faulted(assessment)
        elif required <= set(_in(marked, "filled")):
            whole[name] = required <= answered
            accused[name] = _faulted(assessment)
    return Hearing(
        len(read),
        Count.of(heard),
        Count.of(imagined, expected=False),
        Count.of(whole),
        Count.of(accused, expected=False),
        Count.of(caught),
    )


def _exercise(row: Mapping[str, Any], exercises: Mapping[str, Reply]) -> Reply:
    exercise = exercises.get(row["exercise"])
    if exercise is None:
        raise AuthorError(f"回复“{row['id']}”的练习“{row['exercise']}”找不到。请检查 exercise 写的编号。")
    marked = row["slots"]
    if set(marked) != {slot.id for slot in exercise.slots} or not set(marked.values()) <= STATES:
        ids, states = "、".join(slot.id for slot in exercise.slots), "、".join(sorted(STATES))
        raise AuthorError(f"回复“{row['id']}”的 slots 要写全这几个要点：{ids}，每个写 {states} 之一。")
    return exercise


def _in(marked: Mapping[str, str], state: str) -> Iterator[str]:
    return (slot for slot, said in marked.items() if said == state)


def _answers(finding: Finding) -> bool:
    return finding.kind is Kind.STRENGTH and finding.criterion.startswith("slot:")


def _faulted(assessment: Assessment) -> bool:
    """Whether anything is said to be wrong, unfounded or forbidden."""
    named = ("wrong:", "fact:", "forbidden:", "unsupported_number")
    return assessment.critical or any(f.criterion.startswith(named) for f in assessment.findings)


def sheet(found: Hearing) -> Sheet:
    """The measurement as a table."""
    rows = (
        ("答了的要点，听出来的", found.heard),
        ("没答的要点，当成答了的", found.imagined),
        ("答全且答对的回复，每个必答要点都听出来的", found.whole),
        ("答全且答对的回复，被指出有错的", found.accused),
        ("答错的回复，指出有错的", found.caught),
    )
    body = [(name, f"{c.found}/{c.total}", c.share, "、".join(c.exceptions) or "无") for name, c in rows]
    note = f"{found.replies}条写给本课练习的回复，逐个要点标注。“哪些”列的是例外。"
    return Sheet("要点听得出多少", ("检查", "次数", "比例", "哪些"), body, note)
