"""Grade a reply: content by the exercise's slots and facts, manner by the detectors, tricks by checks."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from cslib import quantities
from cslib.rubric import detectors, feedback, gaming, manner, negation, scoring, tone
from cslib.rubric.model import Assessment, Band, Dimension, Finding, Kind
from cslib.rubric.scoring import CEILINGS, Ledger, Moves
from cslib.rubric.slots import Answer, Rubric, overlaps
from cslib.text import Range, Text, read

if TYPE_CHECKING:
    from cslib.exercises import Reply

# A clause with one of these earns nothing for what else it says.
OFFENCES = frozenset(
    {"blame_shift", "blame_customer", "impatience", "over_promise", "efficacy_claim", "superlative_ad"}
)
BLAME = frozenset({"blame_shift", "blame_customer", "impatience"})
RUN, AROUND = 30, 6  # characters of a clause that holds several, and those around an offence that go with it
RAMBLING = 0.6  # share of letters in clauses that carry nothing
MIN_RAMBLING = 60  # letters


# Words by which a reply gives its word; alone they may be harmless (正品保证), with a wrong fact they aren't.
_PROMISE = re.compile("保证|担保|打包票|百分(?:之)?百|绝对|铁定|包您")


_PAST = re.compile(
    "查[到过了]|显示|更新|签收|揽收|下单|付款|[买拍发]的|到了|[停卡]在|以来|没动|之后没|[拖晚退]了|耽[误搁]了"
)
_AHEAD = re.compile("[内前]|预计|会|将|[今明后]天|[今明]晚|下周|为您|给您|到账|送[到达]|能到")


_NOT_THEN = re.compile(
    "悬|够呛|没戏|[到送赶等收发寄]不[了到上及出]|来不及|(?:不能|没法|没办法|无法)(?:给您|帮您)?[到发送寄]|未必|不见得|不一定|[说保]不[准齐]|不敢|(?:不能|没法|无法)[跟给向]?您?(?:保证|承诺)"
)


def _promises_nothing(text: Text, start: int, end: int) -> bool:
    """Whether a time is told of what has been, or of what won't be then: 3日就到了, 明天悬."""
    until = min(end + 8, text.clause_at(end - 1)[1])
    return bool(_NOT_THEN.search(text.plain, start, until)) or _is_past(text, start, end)


def _is_past(text: Text, start: int, end: int) -> bool:
    plain = text.plain
    ahead = _AHEAD.search(plain, max(0, start - 6), end + 6)
    return not ahead and bool(_PAST.search(plain, max(0, start - 12), end + 12))


def _opens(text: Text, _start: int, end: int) -> bool:
    """Whether thanks open a reply instead of closing it: they stand in its first third."""
    return 3 * end < len(text.plain)


# Found in the wrong place it earns no praise: 6月3日到了 and 明天悬 promise nothing, 感谢您… at first closes
# nothing.
_OUT_OF_PLACE = {"concrete_time": _promises_nothing, "closing": _opens}


def _struck_out(clause: Range, offences: list[Range]) -> Range:
    """The clause; of a long run without a comma what stands around the offences in it."""
    first, last = clause
    if last - first <= RUN:
        return clause
    inside = [(a, b) for a, b in offences if a < last and first < b]
    start, end = min(a for a, _ in inside) - AROUND, max(b for _, b in inside) + AROUND
    return max(first, start), min(last, end)


def _stands(text: Text, offset: int) -> bool:
    return not negation.is_negated(text.plain, offset) and not text.in_quote(offset)


class Task:
    """An exercise compiled for grading: its rubric and what each slot is worth."""

    def __init__(self, exercise: Reply) -> None:
        self.exercise = exercise
        self.rubric = Rubric(exercise)
        required = [slot for slot in exercise.slots if slot.required]
        self.weight = sum(slot.weight for slot in required)
        own = dict.fromkeys(Dimension, 0.0)
        for slot in required:
            own[slot.dimension] += slot.weight
        pool = scoring.required_pool(len(exercise.slots) - len(required))
        self.optional = scoring.optional()
        self.worth = {
            s.id: scoring.slot_moves(s.weight, s.dimension, self.weight, own, pool) for s in required
        }


@lru_cache(maxsize=256)
def compiled(exercise: Reply) -> Task:
    """The exercise compiled for grading; once each."""
    return Task(exercise)


def grade(reply: str, exercise: Reply, *, check_copy: bool = True, check_focus: bool = True) -> Assessment:
    """Grade one reply.

    Parameters
    ----------
    reply
        Any text at all, as it was typed.
    exercise
        What the reply answers.
    check_copy
        Whether a copy of the model reply stays below 合格; False to show what the model itself scores.
    check_focus
        Whether a reply that mostly says other things rambles; False for a whole talk, in which questions
        about the customer's needs are no digression.

    Returns
    -------
    Assessment
        All findings in reading order, points by dimension and the total.
    """
    return _graded(reply, exercise, check_copy, check_focus)


@lru_cache(maxsize=1024)  # agents send the same line to one customer after another
def _graded(reply: str, exercise: Reply, check_copy: bool, check_focus: bool) -> Assessment:
    return _Grading(read(reply), compiled(exercise), check_copy, check_focus).assessment()


class _Grading:
    """One reply being graded."""

    def __init__(self, text: Text, task: Task, check_copy: bool, check_focus: bool) -> None:
        self.text = text
        self.task = task
        self.check_copy = check_copy
        self.check_focus = check_focus
        self.ledger = Ledger()
        self.mistakes = 0
        self.content = task.rubric.content(text)
        self.spoken = self._spoken()
        self.offences = self._offences()
        self.answers = tuple(map(self._struck, self.content.answers))
        self.answered = sum(a.share * a.slot.weight for a in self.answers if a.slot.required) / task.weight
        self.addressed = sum(a.slot.weight for a in self.answers if a.taken_up) / task.weight
        promised = [at for f, (at, _) in self.spoken if f.criterion == "over_promise"]
        promised += [m.start() for m in _PROMISE.finditer(text.plain) if _stands(text, m.start())]
        self.promises = {text.sentence_at(at) for at in promised}

    def assessment(self) -> Assessment:
        """Everything there is to say about the reply."""
        exercise = self.task.exercise
        model = exercise.models.good.text if self.check_copy else ""
        for check in gaming.checks(self.text, exercise.customer, self.answered, model):
            self.ledger.enter(check.finding)
            self.ledger.cap(check.ceiling)
        self._answers()
        self._figures()
        self._forbidden()
        self._said()
        self._manner()
        scores = self.ledger.scores()
        total = 0.0 if self.ledger.critical else sum(scores.values())
        findings = tuple(sorted(self.ledger.findings, key=_reading_order))
        return Assessment(
            self.text.raw, findings, scores, total, Band.of(total), detectors.strategies(self.text)
        )

    # what was said

    def _answers(self) -> None:
        extra = 0
        for a in self.answers:
            worth = self.task.worth.get(a.slot.id, self.task.optional)
            if not a.slot.required:
                extra += a.state == "filled"
                worth = scoring.NOTHING if extra > scoring.OPTIONAL_MOST else worth
            self._answer(a, worth)
        if self.answered <= ENOUGH:
            self.ledger.cap(CEILINGS["half" if self.answered else "unanswered"])

    def _answer(self, a: Answer, worth: Moves) -> None:
        slot, ledger = a.slot, self.ledger
        if a.state == "wrong" and a.wrong and a.match:
            ledger.move(scoring.Moves(c=worth.c))  # it is an answer
            points = self._mistake(scoring.WRONG, "wrong")
            ledger.enter(
                feedback.wrong(self.text, slot, a.wrong, a.match, self._promised(a.match.start), points)
            )
        elif a.state == "filled" and a.match:
            ledger.enter(feedback.answered(self.text, a, ledger.move(worth)))
        elif a.state == "partial":
            ledger.enter(feedback.half(self.text, a, ledger.move(worth, a.share)))
        elif slot.required and not a.struck:
            ledger.enter(feedback.missing(slot, round(sum(worth), 1)))

    def _figures(self) -> None:
        known = self.task.rubric.figures.shown
        for c in self.content.contradictions:
            self.ledger.enter(feedback.contradiction(self.text, c, self._mistake(scoring.WRONG, "wrong")))
        for q in self.content.unsupported:
            points = self._mistake(scoring.UNSUPPORTED, "unsupported")
            self.ledger.enter(feedback.unsupported(self.text, q, known.get(q.kind, ()), points))

    def _mistake(self, moves: Moves, ceiling: str) -> float:
        """Take points for a wrong fact: in full for the first, `FURTHER` as much for each that follows."""
        self.mistakes += 1
        self.ledger.cap(CEILINGS[ceiling])
        return self.ledger.move(moves, FURTHER ** (self.mistakes - 1))

    def _forbidden(self) -> None:
        for rule, match in self.content.forbidden:
            points, promised = self.ledger.move(scoring.FORBIDDEN), self._promised(match.start)
            self.ledger.enter(feedback.forbidden(self.text, rule, match, promised, points))
            self.ledger.cap(CEILINGS["forbidden"])

    # how it was said

    def _said(self) -> None:
        """Enter what the detectors found; only the first of a criterion moves points, or is praised."""
        self.shown = set[str]()
        errors = self.content.errors
        for finding, (start, end) in self.spoken:
            name, good = finding.criterion, finding.kind is Kind.STRENGTH
            if good and (name in self.shown or self._offends(start, end) or overlaps(errors, start, end)):
                continue
            if name == "flat_refusal" and self.answered >= ENOUGH:
                continue  # the rest of the reply says what can be done
            if name in _OUT_OF_PLACE and _OUT_OF_PLACE[name](self.text, start, end):
                continue
            moves = (scoring.STRENGTHS if good else scoring.FAULTS).get(name, scoring.NOTHING)
            points = self.ledger.move(scoring.NOTHING if name in self.shown else moves)
            self.ledger.enter(scoring.with_points(self._informed(finding, start, end), points))
            self.shown.add(name)
        if self.shown & BLAME:
            self.ledger.cap(CEILINGS["blame"])
        if "unfilled_placeholder" in self.shown:
            self.ledger.cap(CEILINGS["placeholder"])

    def _informed(self, finding: Finding, start: int, end: int) -> Finding:
        """A vague wait or a guess with what is known of the matter."""
        if finding.criterion not in _UNSURE:
            return finding
        for fact in self.task.rubric.figures.spoken_of(self.text, start, end):
            if finding.criterion == "hedging" or fact.value.kind in quantities.TIME_KINDS:
                return feedback.informed(finding, fact.fact)
        return finding

    def _manner(self) -> None:
        ledger, needs = self.ledger, self.task.exercise.needs
        t = tone.measure(self.text, self.offences)
        if t.choice and self.answered and "options" not in self.shown:
            self.shown.add("choice")
            ledger.enter(manner.choice(self.text, t.choice, ledger.move(scoring.STRENGTHS["choice"])))
        for finding in feedback.needs(self.task.exercise, self.shown):
            ledger.enter(finding)
        if t.marks and not self.shown & BLAME:
            moves = scoring.courtesy(needs.empathy, needs.apology)
            share = min(1.0, len(t.marks) / 3) * (EMPTY + (1 - EMPTY) * self.addressed)
            ledger.enter(manner.courtesy(t.marks, ledger.move(moves, share), bool(self.addressed)))
        # a reply that says 你 does address the customer, and hears of that already
        short_spoken = len(self.text.plain) >= MIN_CURT and t.curt and not tone.addresses(self.text)
        if short_spoken and "ni_not_nin" not in self.shown:
            ledger.enter(manner.curt(ledger.move(scoring.FAULTS["curt"])))
        self._clarity(t)

    def _clarity(self, t: tone.Tone) -> None:
        ledger = self.ledger
        long_enough = self.check_focus and len(self.text.plain) >= MIN_RAMBLING
        rambles = long_enough and tone.hollow(self.text, self._bearing()) > RAMBLING
        if rambles:
            ledger.enter(manner.rambling(ledger.move(scoring.FAULTS["rambling"])))
        if t.longest > tone.LONG:
            ledger.enter(manner.long(t.longest, ledger.move(scoring.FAULTS["long_sentence"])))
        elif not rambles and self.answered:
            share = min(1.0, 0.4 + self.answered)
            ledger.enter(manner.clear(ledger.move(scoring.STRENGTHS["clear"], share)))

    # helpers

    def _spoken(self) -> list[tuple[Finding, Range]]:
        """What the detectors find, but no fault in the very words that the exercise takes for an answer."""
        right = [
            (a.match.start, a.match.end) for a in self.content.answers if a.state == "filled" and a.match
        ]
        found = detectors.found(self.text)
        return [(f, at) for f, at in found if f.criterion not in _BY_FACTS or not overlaps(right, *at)]

    def _offences(self) -> tuple[Range, ...]:
        """Clauses that say what must not be said: they earn nothing for what else they say."""
        found = [(m.start, m.end) for _, m in self.content.forbidden]
        found += [at for f, at in self.spoken if f.kind is Kind.CRITICAL or f.criterion in OFFENCES]
        if not found:
            return ()
        return tuple(_struck_out(c, found) for c in self.text.clauses if overlaps(found, *c))

    def _offends(self, start: int, end: int) -> bool:
        return overlaps(self.offences, start, end)

    def _promised(self, offset: int) -> bool:
        """Whether the sentence gives its word for what it says."""
        return bool(self.promises) and self.text.sentence_at(offset) in self.promises

    def _struck(self, a: Answer) -> Answer:
        """The answer as it counts: where it stands in a clause that earns nothing, the next one elsewhere."""
        if not (a.share and a.match and self._offends(a.match.start, a.match.end)):
            return a
        other = self.task.rubric.elsewhere(a, self.text, self.content, self.offences)
        return other if other.share else a._replace(state="missing", match=None, struck=True)

    def _bearing(self) -> list[Range]:
        """Where the reply says something of use."""
        found = [(a.match.start, a.match.end) for a in self.answers if a.match]
        found += [(q.start, q.end) for q in quantities.find(self.text.plain)]
        found += [at for _, at in self.spoken]
        return [at for at in found if not self._offends(*at)] if self.offences else found


# What the facts of an order may make right: a deadline the shop does keep, a limit the law allows here, the
# refusal of a payment on the side.
_BY_FACTS = frozenset({"over_promise", "illegal_term", "off_platform"})
_UNSURE = frozenset({"vague_time", "hedging"})
ENOUGH = 0.5  # share of the required slots
FURTHER = 0.4  # one slip often shows twice: in the step and in the sum
MIN_CURT = 10  # letters
EMPTY = 0.65  # what courtesy is worth where nothing the customer asked is taken up


def _reading_order(finding: Finding) -> tuple[int, int]:
    return (finding.span.start, finding.span.end) if finding.span else (1 << 60, 0)
