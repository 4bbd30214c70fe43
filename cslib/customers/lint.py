"""What keeps a well-formed scenario from being played: ids that lead nowhere, words nobody can read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from cslib import quantities
from cslib.customers import condition, persona, tools
from cslib.customers.condition import ConditionError
from cslib.customers.model import Scenario, plain
from cslib.parts import answers
from cslib.rubric import phrase
from cslib.yamlfile import Problem, Source

Place = tuple[str | int, ...]
#: Findings that are no detector's: whole-message checks, and what shows beside the rest of the talk.
WHOLE = (
    "stall", "repeated", "parroted", "repetition", "stuffing", "not_chinese", "empty", "rambling", "curt",
    "long_sentence", "courtesy", "choice", "unsupported_number",
)  # fmt: skip


def problems(source: Source, scenario: Scenario) -> Iterator[Problem]:
    """Everything that keeps the scenario from being played."""
    yield from _repeated(source, scenario)
    yield from _unreadable(source, scenario)
    for place, words in conditions(scenario):
        yield from _condition(source, scenario, place, words)
    yield from _leads(source, scenario)
    yield from _tools(source, scenario)
    causes = {*persona.EFFECTS, *(f"tool:{tool.id}" for tool in tools.of(scenario))}
    for i, reaction in enumerate(scenario.reacts):
        if reaction.to not in causes:
            yield _unknown(source, ("reacts", i, "to"), reaction.to, causes)


def _repeated(source: Source, scenario: Scenario) -> Iterator[Problem]:
    groups = ("order", "policies", "slots", "hidden", "tools", "objections", "forbidden", "states", "ends")
    for name in groups:
        seen = {state.id for state in scenario.states} if name == "ends" else set()
        for i, item in enumerate(getattr(scenario, name)):
            if item.id in seen:
                yield source.problem((name, i, "id"), f"编号“{item.id}”用了两次。请换一个。")
            seen.add(item.id)


# phrases and values


def phrases(scenario: Scenario) -> Iterator[tuple[Place, str]]:
    """Every phrase of a scenario with its place."""
    for group in ("order", "policies"):
        for i, fact in enumerate(getattr(scenario, group)):
            yield from (((group, i, "about", j), words) for j, words in enumerate(fact.about))
    yield from answers(scenario.slots, scenario.forbidden)
    for i, hidden in enumerate(scenario.hidden):
        yield from ((("hidden", i, "asked", j), words) for j, words in enumerate(hidden.asked))


def _unreadable(source: Source, scenario: Scenario) -> Iterator[Problem]:
    for place, words in phrases(scenario):
        try:
            phrase.compile(words)
        except phrase.PhraseError as error:
            yield source.problem(place, f"{error}。")
    for group in ("order", "policies"):
        for i, fact in enumerate(getattr(scenario, group)):
            if bool(fact.value) != bool(fact.about):
                yield source.problem((group, i), "value和about要一起写：value是数，about是说到它时会用的词。")
            elif fact.value:
                yield from _value(source, (group, i, "value"), fact.value)
    for i, slot in enumerate(scenario.slots):
        if not slot.accept:
            yield source.problem(("slots", i, "accept"), "至少要写一种说法。")
    if not any(slot.required for slot in scenario.slots):
        yield source.problem(("slots",), "至少要有一个必答的要点（required不写或写true）。")


def _value(source: Source, place: Place, value: str) -> Iterator[Problem]:
    try:
        quantities.parse(value)
    except ValueError as error:
        yield source.problem(place, f"{error}。")


# conditions


def conditions(scenario: Scenario) -> Iterator[tuple[Place, str]]:
    """Every condition of a scenario with its place."""
    for i, state in enumerate(scenario.states):
        yield from ((("states", i, "go", j, "when"), rule.when) for j, rule in enumerate(state.go))
        for j, line in enumerate(state.again):
            if not isinstance(line, str):
                yield ("states", i, "again", j, "when"), line.when
        for j, line in enumerate(state.says):
            if not isinstance(line, str):
                yield ("states", i, "says", j, "when"), line.when
    yield from ((("always", j, "when"), rule.when) for j, rule in enumerate(scenario.always))
    yield from ((("objections", i, "when"), o.when) for i, o in enumerate(scenario.objections))
    yield from ((("outcome", i, "when"), check.when) for i, check in enumerate(scenario.outcome))
    for group in ("hidden", "tools"):
        for i, item in enumerate(getattr(scenario, group)):
            if item.needs:
                yield (group, i, "needs"), item.needs


def _condition(source: Source, scenario: Scenario, place: Place, words: str) -> Iterator[Problem]:
    try:
        parsed = condition.parse(words)
    except ConditionError as error:
        yield source.problem(place, f"{error}。")
        return
    known = _known(scenario)
    for kind, name in condition.names(parsed):
        if kind in known and name not in known[kind]:
            yield _unknown(source, place, name if kind == "number" else f"{kind}:{name}", known[kind])


def _known(scenario: Scenario) -> dict[str, set[str]]:
    slots = {slot.id for slot in scenario.slots}
    offered = {tool.id for tool in tools.of(scenario)}
    choices = {f"{tool.id}={option}" for tool in scenario.tools for option in tool.options}
    found = {*_labels(), *WHOLE, *(f"{p}:{slot}" for p in ("slot", "missing", "wrong") for slot in slots)}
    found |= {f"fact:{fact.id}" for fact in (*scenario.order, *scenario.policies) if fact.value}
    found |= {f"forbidden:{rule.id}" for rule in scenario.forbidden}
    return {
        "slot": slots,
        "now": slots,
        "told": {hidden.id for hidden in scenario.hidden},
        "found": found,
        "ever": found,
        "tool": offered | choices,
        "refused": offered,
        "was": {state.id for state in scenario.states},
        "number": {*condition.NUMBERS, *(tool.id for tool in scenario.tools if tool.most is not None)},
    }


@lru_cache(maxsize=1)
def _labels() -> frozenset[str]:
    from cslib.rubric import lexicon

    return frozenset(lexicon.load().labels)


def _unknown(source: Source, place: Place, name: str, known: Iterable[str]) -> Problem:
    words = sorted(known)[:12]
    return source.problem(place, f"没有“{name}”。可以写：{'、'.join(words) or '（这个情景里一个也没有）'}。")


# where the talk leads


def rules(scenario: Scenario) -> Iterator[tuple[Place, str, str]]:
    """Every rule that moves the talk: its place, the state it stands in (or none) and where it leads."""
    yield from ((("always", j), "", rule.to) for j, rule in enumerate(scenario.always))
    for i, state in enumerate(scenario.states):
        yield from ((("states", i, "go", j), state.id, rule.to) for j, rule in enumerate(state.go))


def _leads(source: Source, scenario: Scenario) -> Iterator[Problem]:
    states = {state.id for state in scenario.states}
    ends = {end.id for end in scenario.ends}
    named: list[tuple[Place, str, set[str]]] = [
        (("start",), scenario.start, states),
        (("gives_up",), scenario.gives_up, ends),
    ]
    for i, objection in enumerate(scenario.objections):
        named += [(("objections", i, "states", j), name, states) for j, name in enumerate(objection.states)]
    for place, here, to in rules(scenario):
        named.append(((*place, "to"), to, states | ends))
        if to == here:
            said = f"“{to}”就是它自己。不动的时候顾客会说again里的话，不用写这条。"
            yield source.problem((*place, "to"), said)
    yield from (_unknown(source, place, name, known) for place, name, known in named if name not in known)
    for i, state in enumerate(scenario.states):
        for group, lines in (("says", state.says), ("again", state.again)):
            if not plain(lines):
                said = "至少要有一句不带条件的话，别的都不合适时才有得说。"
                yield source.problem(("states", i, group), said)
    if len({end.kind for end in scenario.ends}) < 2:
        yield source.problem(("ends",), "至少要有一个办成的结局（accepted）和一个没办成的（bad）。")


def _tools(source: Source, scenario: Scenario) -> Iterator[Problem]:
    for i, tool in enumerate(scenario.tools):
        if tool.id not in tools.LABELS and not tool.label:
            yield source.problem(("tools", i), f"工具“{tool.id}”要写label，也就是按钮上的字。")
        if tool.most is not None and tool.options:
            yield source.problem(("tools", i), "most（金额上限）和options（选项）只能写一种。")
        for j, option in enumerate(tool.allowed):
            if option not in tool.options:
                yield _unknown(source, ("tools", i, "allowed", j), option, set(tool.options))
