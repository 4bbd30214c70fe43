"""Play a talk: what the agent does, what the customer makes of it, what he says next.

A talk never changes: each move gives a new one. The same seed and the same moves give the same talk, and
going back is a matter of leaving steps out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cslib.customers import condition, judge, persona, tools
from cslib.customers.model import Go, Hidden, Line, Scenario, plain
from cslib.customers.persona import Shift
from cslib.customers.situation import Now
from cslib.customers.talk import Move, Place, Step, Talk, wording
from cslib.rubric import phrase
from cslib.rubric.model import Dimension, Finding, Kind
from cslib.text import Text, read

COLD = 35  # a mood below this makes the customer speak coldly
LONGEST = 2000  # characters of a message that are read


def begin(scenario: Scenario, seed: int = 0) -> Talk:
    """A talk in which only the customer has spoken; `seed` chooses among the wordings."""
    return Talk(scenario, seed)


def play(scenario: Scenario, moves: Iterable[Move], seed: int = 0) -> Talk:
    """The talk that `moves` lead to; what comes after its end is left out.

    Examples
    --------
    >>> from cslib import exercises
    >>> cream = exercises.load("opened-cream")
    >>> talk = play(cream, [Move("您好，瓶口的密封膜撕开了吗？")])
    >>> talk.steps[0].told, talk.end is None
    (('seal',), True)
    """
    talk = begin(scenario, seed)
    for move in moves:
        talk = after(talk, move)
    return talk


def after(talk: Talk, move: Move) -> Talk:
    """The talk with one more move; the same talk where it is over."""
    if talk.end is not None:
        return talk
    step = _use(talk, move) if move.tool else _say(talk, move)
    return Talk(talk.scenario, talk.seed, (*talk.steps, step))


def _use(talk: Talk, move: Move) -> Step:
    now = Now(talk)
    use = tools.use(talk.scenario, now, move.tool, move.value)
    if not use.done or move.tool == tools.LOOKUP.id:
        return Step(
            move, talk.at, talk.at, talk.mood, talk.trust, note=use.note, done=use.done, refused=use.refused
        )
    now.tool, now.value, now.paid = move.tool, move.value.strip(), use.paid
    shifts = _feel(now, ("tool",))
    fired, here = _go(now)
    shifts += _meanwhile(now, here) + _settled(now, here)
    where, words = _arrival(now, here, ()) if here != talk.at else ((), "")
    return Step(
        move, talk.at, here, now.mood, now.trust, shifts, (words,) if words else (),
        note=use.note, done=True, paid=use.paid, fired=(*fired, where) if where else fired,
    )  # fmt: skip


def _say(talk: Talk, move: Move) -> Step:
    text = read(move.text[:LONGEST])
    graded = judge.message(move.text[:LONGEST], talk.scenario)
    now = Now(talk, spoke=True, findings=graded.findings)
    now.answered = frozenset(_ids(graded.findings, "slot"))
    now.filled = tuple(sorted(now.answered - set(now.slots())))
    asked = tuple(_asked(now, text))
    now.told = tuple(question.hidden.id for question in asked if question.tells)
    if asked:  # questions about the customer's needs are no digression
        now.findings = tuple(f for f in now.findings if f.criterion != "rambling")
    now.findings = (*_in_context(talk, now.findings), *_beside(now, text, bool(asked)))
    shifts = _feel(now, _causes(now))
    fired, here = _go(now)
    shifts += _meanwhile(now, here) + _settled(now, here)
    heard, more = _answer(now, asked, here)
    return Step(
        move, talk.at, here, now.mood, now.trust, shifts, heard, now.findings, graded.strategies,
        now.filled, now.told, fired=(*fired, *more),
    )  # fmt: skip


def _ids(findings: Iterable[Finding], family: str) -> Iterator[str]:
    for finding in findings:
        kind, _, name = finding.criterion.partition(":")
        if kind == family and name:
            yield name


# what the message asks for


class _Question(NamedTuple):
    """A hidden fact the message asks for: its place in the file, and whether the customer tells it."""

    place: Place
    hidden: Hidden
    tells: bool


def _asked(now: Now, text: Text) -> Iterator[_Question]:
    known = set(now.facts())
    for i, hidden in enumerate(now.talk.scenario.hidden):
        if hidden.id not in known and asks(text, hidden):
            tells = not hidden.needs or condition.parse(hidden.needs).holds(now)
            yield _Question(("hidden", i), hidden, tells)


_ASKING = (
    "?", "吗", "呢", "什么", "几", "哪", "多少", "怎么", "是不是", "有没有", "方便", "请", "麻烦", "告诉",
    "说说", "看看", "发我", "发给我", "发一", "发张", "发下", "拍一", "拍张", "拍下", "报一", "报下", "吧",
    "多大", "多久", "多长", "多高", "多重", "啥", "咋", "谁", "了没", "过没", "能不能", "要不要", "说一",
    "讲讲", "说下", "给下", "报个",
)  # fmt: skip


_TAGS = ("不", "没", "否")


def asks(text: Text, hidden: Hidden) -> bool:
    """Whether a sentence that asks for something holds one of the fact's phrases."""
    for words in hidden.asked:
        for match in phrase.compile(words).find(text, negated=True):
            start, end = text.sentence_at(match.start)
            sentence = text.plain[start : end + 1]
            if any(word in sentence for word in _ASKING) or sentence.rstrip("。").endswith(_TAGS):
                return True
    return False


# what only shows beside the rest of the talk

_WARM = frozenset({"courtesy", "greeting", "closing", "empathy", "apology"})
_RECENT = 2  # messages for which a kind word lasts


def _in_context(talk: Talk, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings without a curtness that follows kind words: in a chat not every line holds them."""
    warm = any(step.criteria & _WARM for step in talk.messages[-_RECENT:])
    return tuple(f for f in findings if not (warm and f.criterion == "curt"))


_MOVING = frozenset({
    "partial", "empathy", "apology", "ownership", "restate", "concrete_time", "options", "choice",
    "next_step", "benefit", "open_question",
})  # fmt: skip


def _beside(now: Now, text: Text, asked: bool) -> tuple[Finding, ...]:
    """Findings about a message said before, copied from the customer, or leading nowhere."""
    talk = now.talk
    if text.plain and any(read(step.move.text[:LONGEST]).plain == text.plain for step in talk.messages):
        return (_repeated(),)
    if copied := judge.parroted(text.raw, talk.heard):
        return copied
    before = {criterion for step in talk.messages for criterion in step.criteria}
    fresh = {persona.cause(f) for f in now.findings if f.criterion not in before}
    greets = not talk.messages and "greeting" in fresh
    acted = bool(talk.steps and talk.steps[-1].done and talk.steps[-1].move.tool != tools.LOOKUP.id)
    moves = bool(now.answered or asked or fresh & _MOVING or greets or acted)
    return () if moves or _informs(talk, text) else (_stall(talk),)


_RUN = 4  # characters in a row that a message has to share with a fact to be telling it


def _informs(talk: Talk, text: Text) -> bool:
    """Whether a message tells a part of the facts at hand that nobody has said in the talk yet."""
    said = (*talk.heard, *(step.move.text[:LONGEST] for step in talk.messages))
    known = {run for words in said for run in _runs(read(words))}
    scenario = talk.scenario
    facts = {run for fact in (*scenario.order, *scenario.policies) for run in _runs(read(fact.text))}
    return bool(_runs(text) & facts - known)


def _runs(text: Text) -> frozenset[str]:
    return frozenset(text.plain[i : i + _RUN] for a, b in text.clauses for i in range(a, b - _RUN + 1))


def _repeated() -> Finding:
    reason = "这句话前面原样发过一遍，顾客会觉得对面是机器在自动回复。"
    better = "换个角度说：上一句顾客没接住的是哪一点，就补哪一点。"
    return Finding("repeated", Kind.FAULT, Dimension.COMMUNICATION, 0.0, None, reason, better)


def _stall(talk: Talk) -> Finding:
    reason = "这一句没有给出用得上的新信息，也没有问到要紧的事，顾客还站在原地等。"
    hint = talk.state.hint if talk.state else ""
    return Finding("stall", Kind.FAULT, Dimension.RESOLUTION, 0.0, None, reason, hint)


# what the customer makes of it


def _causes(now: Now) -> list[str]:
    """What moves the customer in this message, each criterion once, a critical failure once in all."""
    found = [(f.criterion, persona.cause(f)) for f in now.findings]
    named = {cause if cause == "critical" else criterion: cause for criterion, cause in found}
    causes = [cause for cause in named.values() if cause and cause != "slot"]
    return [*causes, *("slot" for _ in now.filled), *("asked" for _ in now.told)]


def _feel(now: Now, causes: Sequence[str]) -> tuple[Shift, ...]:
    """Move mood and trust, and say why."""
    before = Counter(shift.cause for step in now.talk.steps for shift in step.shifts)
    shifts = persona.shifts(now.talk.scenario, causes, before, now.tool)
    bounded = "critical" not in causes
    now.mood = persona.moved(now.mood, (s.mood for s in shifts), bounded=bounded)
    now.trust = persona.moved(now.trust, (s.trust for s in shifts), bounded=bounded)
    return shifts


def _meanwhile(now: Now, here: str) -> tuple[Shift, ...]:
    """What has happened between this state and the one left, where the scenario says so."""
    state = next((s for s in now.talk.scenario.states if s.id == here), None)
    if here == now.talk.at or state is None or state.mood is None:
        return ()
    change, now.mood = state.mood - now.mood, float(state.mood)
    return (Shift("meanwhile", "中间又有了新的事", change, 0.0),)


def _settled(now: Now, here: str) -> tuple[Shift, ...]:
    """The relief of a customer whose matter has come to a good end."""
    if not any(end.id == here and end.kind == "accepted" for end in now.talk.scenario.ends):
        return ()
    return _feel(now, ("settled",))


# where the talk goes


def _go(now: Now) -> tuple[tuple[Place, ...], str]:
    """The rules that fire, and where they lead; a state whose own rules hold already is passed through."""
    scenario, here = now.talk.scenario, now.talk.at
    for j, rule in enumerate(scenario.always):
        if _holds(rule, now):
            return (("always", j),), rule.to
    states = {state.id: (i, state) for i, state in enumerate(scenario.states)}
    fired: list[Place] = []
    while here in states:
        i, state = states.pop(here)
        j = next((j for j, rule in enumerate(state.go) if _holds(rule, now)), -1)
        if j < 0:
            break
        fired.append(("states", i, "go", j))
        here = state.go[j].to
        now.passed.append(here)
    if _tired(now) and here in {state.id for state in scenario.states}:
        return (*fired, ("gives_up",)), scenario.gives_up
    return tuple(fired), here


def _holds(rule: Go, now: Now) -> bool:
    return condition.parse(rule.when).holds(now)


def _tired(now: Now) -> bool:
    return now.spoke and now.number("turns") >= now.talk.scenario.patience


# what the customer says


def _answer(now: Now, asked: Sequence[_Question], here: str) -> tuple[tuple[str, ...], tuple[Place, ...]]:
    """The customer's messages, and the places in the file they come from."""
    talk = now.talk
    said: list[str] = []
    fired: list[Place] = []
    for place, hidden, tells in asked:
        if words := hidden.says if tells else hidden.holds_back:
            said.append(wording(talk.seed, hidden.id, words, (*talk.heard, *said)))
            fired += [place] if tells else []
    if here != talk.at:
        where, line = _arrival(now, here, said)
    elif objected := _objection(now):
        where, line = objected
    elif not said:
        where, line = _presses(now)
    else:
        return tuple(said), tuple(fired)
    return (*said, line), (*fired, where) if where else tuple(fired)


def _arrival(now: Now, here: str, said: Sequence[str]) -> tuple[Place, str]:
    """What the customer says on coming to a state or end, and its place where it has a condition."""
    talk = now.talk
    heard = (*talk.heard, *said)
    for i, state in enumerate(talk.scenario.states):
        if state.id == here:
            fits = _conditional(now, ("states", i, "says"), state.says, heard)
            return fits or ((), wording(talk.seed, here, plain(state.says), heard))
    end = next(end for end in talk.scenario.ends if end.id == here)
    return (), wording(talk.seed, here, end.says, heard)


def _conditional(
    now: Now, place: Place, lines: Sequence[str | Line], heard: Sequence[str]
) -> tuple[Place, str] | None:
    """The first of `lines` whose condition holds and that has words left, and its place."""
    for j, line in enumerate(lines):
        if isinstance(line, str):
            continue
        left = [words for words in line.wordings if words not in heard]
        if left and condition.parse(line.when).holds(now):
            return (*place, j), wording(now.talk.seed, f"{place}.{j}", left, heard)
    return None


def _objection(now: Now) -> tuple[Place, str] | None:
    talk = now.talk
    for i, objection in enumerate(talk.scenario.objections):
        if objection.states and talk.at not in objection.states:
            continue
        left = [words for words in objection.says if words not in talk.heard]
        if left and condition.parse(objection.when).holds(now):
            return ("objections", i), wording(talk.seed, objection.id, left, talk.heard)
    return None


def _presses(now: Now) -> tuple[Place, str]:
    """What the customer says when the message doesn't lead on, and its place where it has a condition."""
    talk, state = now.talk, now.talk.state
    assert state is not None  # noqa: S101 - a talk that is over takes no message
    cold = now.mood < COLD and now.mood <= talk.mood  # not in answer to what has just done him good
    if cold and (left := [words for words in state.cold if words not in talk.heard]):
        return (), wording(talk.seed, state.id, left, talk.heard)
    i = [s.id for s in talk.scenario.states].index(state.id)
    fits = _conditional(now, ("states", i, "again"), state.again, talk.heard)
    return fits or ((), wording(talk.seed, state.id, plain(state.again), talk.heard))
