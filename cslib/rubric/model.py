"""What a grading result is made of: spans, findings and the assessment they add up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Self


class Dimension(StrEnum):
    """One of the five things a reply is judged by, ten points each."""

    KNOWLEDGE = "knowledge"
    COMMUNICATION = "communication"
    RESOLUTION = "resolution"
    ATTITUDE = "attitude"
    ADAPTABILITY = "adaptability"

    @property
    def label(self) -> str:
        """The Chinese name shown to learners."""
        return _DIMENSION_LABELS[self]


_DIMENSION_LABELS = {
    Dimension.KNOWLEDGE: "专业知识",
    Dimension.COMMUNICATION: "沟通技巧",
    Dimension.RESOLUTION: "解决效率",
    Dimension.ATTITUDE: "服务态度",
    Dimension.ADAPTABILITY: "应变能力",
}

DIMENSION_POINTS = 10.0
TOTAL_POINTS = DIMENSION_POINTS * len(Dimension)


class Band(StrEnum):
    """How good a reply is, in words; the points stand beside it."""

    EXCELLENT = "优秀"
    GOOD = "良好"
    PASS = "合格"  # noqa: S105 - a grade, not a password
    WEAK = "需改进"
    FAIL = "不合格"

    @classmethod
    def of(cls, total: float) -> Self:
        """The band that `total` points (0 to 50) fall into.

        Examples
        --------
        >>> Band.of(43.0).value, Band.of(30).value, Band.of(0).value
        ('优秀', '合格', '不合格')
        """
        for band, floor in _BAND_FLOORS:
            if total >= floor:
                return cls(band)
        return cls(cls.FAIL)


_BAND_FLOORS = ((Band.EXCELLENT, 43.0), (Band.GOOD, 36.0), (Band.PASS, 29.0), (Band.WEAK, 18.0))


class Kind(StrEnum):
    """What a finding says about the reply."""

    STRENGTH = "strength"  # something done well
    MISSING = "missing"  # something the customer needed and did not get
    FAULT = "fault"  # something said that should be said otherwise
    CRITICAL = "critical"  # a fault that zeroes the whole reply


class Span(NamedTuple):
    """A half-open range of characters (code points) of the reply as it was typed."""

    start: int
    end: int


class Finding(NamedTuple):
    """One observation about a reply, with the reason and what to write instead.

    Attributes
    ----------
    criterion
        What was looked for: a detector's label (``vague_time``), ``slot:ID``, ``fact:ID``,
        ``forbidden:ID`` or a whole-reply check (``stuffing``).
    kind, dimension
        What the finding says, and the dimension whose points it moves.
    points
        Points it adds (strength) or takes (fault); never the total.
    span
        Where in the reply; None where the finding is about something absent or the whole.
    reason, better
        Chinese, for the learner: what this does to the customer, and a wording for this very place.
    link
        Id of a lesson (``2.2``) or law article (``law:...``) to read on, or empty.
    """

    criterion: str
    kind: Kind
    dimension: Dimension
    points: float
    span: Span | None
    reason: str
    better: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything the grader has to say about one reply.

    Attributes
    ----------
    text
        The reply exactly as it was typed; all spans index into it.
    findings
        In reading order, whole-reply findings last.
    scores
        Points by dimension, each 0 to 10.
    total
        Their sum, 0 to 50; 0 where a critical failure was found.
    strategies
        The service strategy of each sentence (CSC framework).
    """

    text: str
    findings: tuple[Finding, ...]
    scores: Mapping[Dimension, float]
    total: float
    band: Band
    strategies: tuple[tuple[Span, str], ...] = ()

    @property
    def critical(self) -> bool:
        """Whether any finding zeroes the reply."""
        return any(f.kind is Kind.CRITICAL for f in self.findings)

    def of_kind(self, *kinds: Kind) -> tuple[Finding, ...]:
        """The findings of the given kinds, in order."""
        return tuple(f for f in self.findings if f.kind in kinds)


class Heard(NamedTuple):
    """The labels of a sentence: where a rule says so too, without a rule, and whatever stands around.

    Those likely without a rule come with the part of the sentence that speaks most for them.
    """

    believed: tuple[str, ...]
    likely: Mapping[str, tuple[int, int]]
    certain: tuple[str, ...]
