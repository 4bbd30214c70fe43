"""Grade a reply: content by the exercise's slots and facts, manner by the detectors, tricks by checks."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from cslib import quantities
from cslib.rubric import detectors, feedback, gaming, scoring, tone
from cslib.rubric.model import Assessment, Band, Dimension, Finding, Kind, Span
from cslib.rubric.scoring import Ledger, Moves
from cslib.rubric.slots import Answer, Rubric
from cslib.text import Range, Text, read

if TYPE_CHECKING:
    from cslib.exercises import Reply

# A clause with one of these earns nothing for what else it says.
OFFENCES = frozenset(
    {"blame_shift", "blame_customer", "impatience", "over_promise", "efficacy_claim", "superlative_ad"}
)
RAMBLING = 0.6  # share of letters in clauses that carry nothing
MIN_RAMBLING = 60

CEILINGS = {
    "wrong": 33.0,
    "unsupported": 34.0,
    "forbidden": 28.0,
    "blame": 22.0,
    "unanswered": 15.0,
    "placeholder": 6.0,
}


@lru_cache(maxsize=256)
def compiled(exercise: Reply) -> Rubric:
    """The exercise compiled for grading; once each."""
    return Rubric(exercise)


def grade(reply: str, exercise: Reply, *, check_copy: bool = True) -> Assessment:
    """Grade one reply.

    Parameters
    ----------
    reply
        Any text at all, as it was typed.
    exercise
        What the reply answers.
    check_copy
        Whether a copy of the model reply stays below 合格; False to show what the model itself scores.

    Returns
    -------
    Assessment
        All findings in reading order, points by dimension and the total.
    """
    return _Grading(read(reply), compiled(exercise), check_copy).assessment()


class _Grading:
    """One reply being graded."""

    def __init__(self, text: Text, rubric: Rubric, check_copy: bool) -> None:
        self.text = text
        self.rubric = rubric
        self.check_copy = check_copy
        self.ledger = Ledger()
        self.content = self.rubric.content(self.text)
        self.spoken = detectors.detect(self.text)
        self.offences = self._offences()
        self.tone = tone.measure(self.text, self.offences)
        self.answers = tuple(map(self._struck, self.content.answers))
        self.required = sum(a.slot.weight for a in self.answers if a.slot.required)
        self.answered = sum(a.share * a.slot.weight for a in self.answers if a.slot.required) / self.required

    def assessment(self) -> Assessment:
        exercise = self.rubric.exercise
        model = exercise.models.good.text if self.check_copy else ""
        for check in gaming.checks(self.text, exercise.customer, model):
            self.ledger.add(check.finding)
            self.ledger.cap(check.ceiling)
        self._answers()
        self._figures()
        self._forbidden()
        self._faults()
        self._strengths()
        self._manner()
        scores = self.ledger.scores()
        total = 0.0 if self.ledger.critical else sum(scores.values())
        findings = tuple(sorted(self.ledger.findings, key=_reading_order))
        return Assessment(
            self.text.raw, findings, scores, total, Band.of(total), detectors.strategies(self.text)
        )

    # what was said

    def _answers(self) -> None:
        own: Counter[Dimension] = Counter()
        for a in self.answers:
            if a.slot.required:
                own[a.slot.dimension] += a.slot.weight  # type: ignore[assignment]
        extra = 0
        for a in self.answers:
            if a.slot.required:
                worth = scoring.slot_moves(a.slot.weight, self.required, own, a.slot.dimension)
            else:
                worth = scoring.OPTIONAL if extra < scoring.OPTIONAL_MOST else {}
                extra += a.state == "filled"
            self._answer(a, worth)
        if not self.answered:
            self.ledger.cap(CEILINGS["unanswered"])

    def _answer(self, a: Answer, worth: Moves) -> None:
        if a.state == "wrong":
            self.ledger.add(feedback.answer(self.text, a), scoring.WRONG)
            self.ledger.cap(CEILINGS["wrong"])
        elif a.share:
            self.ledger.add(feedback.answer(self.text, a), worth, a.share)
        elif a.slot.required and not a.struck:
            self.ledger.add(scoring.with_points(feedback.answer(self.text, a), sum(worth.values())))

    def _figures(self) -> None:
        known = self.rubric.figures.shown
        for c in self.content.contradictions:
            self.ledger.add(feedback.contradiction(self.text, c), scoring.WRONG)
            self.ledger.cap(CEILINGS["wrong"])
        for q in self.content.unsupported:
            self.ledger.add(feedback.unsupported(self.text, q, known.get(q.kind, ())), scoring.UNSUPPORTED)
            self.ledger.cap(CEILINGS["unsupported"])

    def _forbidden(self) -> None:
        promises = [self.text.sentence_at(a) for a, _ in self._where("over_promise")]
        for rule, match in self.content.forbidden:
            promised = self.text.sentence_at(match.start) in promises
            self.ledger.add(feedback.forbidden(self.text, rule, match, promised), scoring.FORBIDDEN)
            self.ledger.cap(CEILINGS["forbidden"])

    # how it was said

    def _faults(self) -> None:
        for finding in self.spoken:
            if finding.kind in (Kind.FAULT, Kind.CRITICAL):
                self._once(finding, scoring.FAULTS.get(finding.criterion, {}))
        said = {f.criterion for f in self.spoken}
        if said & {"blame_shift", "blame_customer", "impatience"}:
            self.ledger.cap(CEILINGS["blame"])
        if "unfilled_placeholder" in said:
            self.ledger.cap(CEILINGS["placeholder"])

    def _strengths(self) -> None:
        self.shown = set[str]()
        for finding in self.spoken:
            if finding.kind is Kind.STRENGTH and not self._offends(*self._plain(finding)):
                self._once(finding, scoring.STRENGTHS.get(finding.criterion, {}))
                self.shown.add(finding.criterion)

    def _manner(self) -> None:
        needs, t = self.rubric.exercise.needs, self.tone
        if t.choice and self.answered:
            self.shown.add("choice")
            self.ledger.add(_choice(self.text, t.choice), scoring.STRENGTHS["choice"])
        for finding in feedback.needs(self.rubric.exercise, self.shown):
            self.ledger.add(finding)
        calm = 2.0 * (not needs.empathy) + 2.0 * (not needs.apology)
        if t.marks:
            moves = {**scoring.STRENGTHS["courtesy"]}
            moves[Dimension.ATTITUDE] += calm
            self.ledger.add(_courtesy(t.marks), moves, min(1.0, len(t.marks) / 3))
        if t.length >= 10 and t.curt:
            self.ledger.add(_curt(), scoring.FAULTS["curt"])
        self._clarity()

    def _clarity(self) -> None:
        t = self.tone
        rambles = t.length >= MIN_RAMBLING and tone.hollow(self.text, self._bearing()) > RAMBLING
        if rambles:
            self.ledger.add(_rambling(), scoring.FAULTS["rambling"])
        if t.longest > tone.LONG:
            self.ledger.add(_long(t.longest), scoring.FAULTS["long_sentence"])
        elif not rambles and self.answered:
            self.ledger.add(_clear(), scoring.STRENGTHS["clear"], min(1.0, 0.4 + self.answered))

    # helpers

    def _once(self, finding: Finding, moves: Moves) -> None:
        """Enter a finding; only the first of its criterion moves points."""
        again = any(f.criterion == finding.criterion for f in self.ledger.findings)
        self.ledger.add(finding, {} if again else moves)

    def _plain(self, finding: Finding) -> Range:
        """Where a finding stands in the plain text."""
        span = finding.span or Span(0, 0)
        return bisect_left(self.text.origin, span.start), bisect_left(self.text.origin, span.end)

    def _where(self, *criteria: str) -> list[Range]:
        return [self._plain(f) for f in self.spoken if f.criterion in criteria]

    def _offences(self) -> tuple[Range, ...]:
        """Clauses that say what must not be said: they earn nothing for what else they say."""
        found = [(m.start, m.end) for _, m in self.content.forbidden]
        found += [self._plain(f) for f in self.spoken if f.kind is Kind.CRITICAL or f.criterion in OFFENCES]
        return (
            tuple(c for c in self.text.clauses if any(a < c[1] and c[0] < b for a, b in found))
            if found
            else ()
        )

    def _offends(self, start: int, end: int) -> bool:
        return any(a < end and start < b for a, b in self.offences)

    def _struck(self, a: Answer) -> Answer:
        if a.share and a.match and self._offends(a.match.start, a.match.end):
            return a._replace(state="missing", match=None, struck=True)
        return a

    def _bearing(self) -> list[Range]:
        """Where the reply says something of use."""
        found = [(a.match.start, a.match.end) for a in self.answers if a.match]
        found += [(q.start, q.end) for q in quantities.find(self.text.plain)]
        return found + [self._plain(f) for f in self.spoken]


def _reading_order(finding: Finding) -> tuple[int, int]:
    return (finding.span.start, finding.span.end) if finding.span else (1 << 60, 0)


_MARKS = {
    "address": "称呼了顾客",
    "asking": "用了请",
    "soft": "语气放软了",
    "helping": "说了替他做事",
    "thanks": "道了谢",
}


def _courtesy(marks: Iterable[str]) -> Finding:
    shown = "、".join(_MARKS[m] for m in _MARKS if m in marks)
    reason = f"{shown}，读着像有人在认真接待。"
    return Finding("courtesy", Kind.STRENGTH, Dimension.ATTITUDE, 0.0, None, reason)


def _curt() -> Finding:
    reason = "整条没有一个“您”，也没有一个请字，顾客读着像在看通知。"
    return Finding(
        "curt",
        Kind.FAULT,
        Dimension.ATTITUDE,
        0.0,
        None,
        reason,
        "答案不用变，加上“您”，再添半句“我来帮您办”就够了。",
    )


def _clear() -> Finding:
    reason = "句子不长，一句说一件事，在手机上一眼能看完。"
    return Finding("clear", Kind.STRENGTH, Dimension.COMMUNICATION, 0.0, None, reason)


def _long(length: int) -> Finding:
    reason = f"有一句{length}个字没有停，顾客在手机上要读两遍才找得到答案。"
    return Finding(
        "long_sentence",
        Kind.FAULT,
        Dimension.COMMUNICATION,
        0.0,
        None,
        reason,
        "一件事用一个句号：先结论，再办法，再时间。",
    )


def _rambling() -> Finding:
    reason = "大半的话和顾客问的事无关，他要自己从里面找答案。"
    return Finding(
        "rambling",
        Kind.FAULT,
        Dimension.COMMUNICATION,
        0.0,
        None,
        reason,
        "把与这一单无关的话删掉，第一句就回答他最急的问题。",
    )


def _choice(text: Text, where: Range) -> Finding:
    reason = "把决定权交给了顾客，他不会觉得被安排。"
    return Finding("choice", Kind.STRENGTH, Dimension.ADAPTABILITY, 0.0, text.span(*where), reason)
