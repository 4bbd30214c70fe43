"""Show that a scenario works: every part of it comes into play in a path that the engine really runs."""

from __future__ import annotations

from collections.abc import Iterator

from cslib.customers import engine, outcome, tools
from cslib.customers.lint import Place, conditions, rules
from cslib.customers.model import Path, Scenario
from cslib.customers.talk import Move, Talk
from cslib.rubric.model import Band, Finding, Kind
from cslib.yamlfile import Problem, Source

GOOD_ENOUGH = (Band.EXCELLENT, Band.GOOD)
SHOWN = 6


def problems(scenario: Scenario, source: Source) -> Iterator[Problem]:
    """What is wrong with a scenario that reads well: parts nobody comes to, paths that end elsewhere.

    The first path is the model: it must be accepted, and worth copying.
    """
    yield from _graph(scenario, source)
    talks = [run(scenario, path) for path in scenario.paths]
    for i, (path, talk) in enumerate(zip(scenario.paths, talks, strict=True)):
        yield from _path(scenario, source, i, path, talk)
    yield from _model(source, scenario.paths[0], talks[0])
    yield from _untouched(scenario, source, talks)


def moves(path: Path) -> Iterator[Move]:
    """The moves of a path as the engine takes them."""
    for move in path.moves:
        if isinstance(move, str):
            yield Move(move)
        elif move.tool:
            yield Move(tool=move.tool, value=move.value)
        else:
            yield from (Move(move.say) for _ in range(move.times))


def run(scenario: Scenario, path: Path) -> Talk:
    """The talk a path leads to."""
    return engine.play(scenario, moves(path))


# the shape, without playing


def _graph(scenario: Scenario, source: Source) -> Iterator[Problem]:
    leads = {state.id: {rule.to for rule in state.go} for state in scenario.states}
    anywhere = {rule.to for rule in scenario.always} | {scenario.gives_up}
    reached = _closure({scenario.start} | anywhere, leads)
    for group in ("states", "ends"):
        for i, place in enumerate(getattr(scenario, group)):
            if place.id not in reached:
                yield source.problem(
                    (group, i), f"没有一条规则通到“{place.id}”。请在某个go里写 to: {place.id}。"
                )
    for i, state in enumerate(scenario.states):
        if not _closure({state.id}, leads) & {end.id for end in scenario.ends}:
            yield source.problem(("states", i, "go"), f"“{state.id}”是死路，走不到任何结局。请加一条规则。")


def _closure(found: set[str], leads: dict[str, set[str]]) -> set[str]:
    """Everything that can be come to from `found`."""
    reached, open_ = set(found), list(found)
    while open_:
        fresh = leads.get(open_.pop(), set()) - reached
        reached |= fresh
        open_ += fresh
    return reached


# the paths, played


def _path(scenario: Scenario, source: Source, i: int, path: Path, talk: Talk) -> Iterator[Problem]:
    place = ("paths", i)
    if path.end not in {end.id for end in scenario.ends}:
        yield source.problem((*place, "end"), f"没有叫“{path.end}”的结局。")
        return
    yield from _tools(scenario, source, place, path)
    if talk.end is None or talk.end.id != path.end:
        yield source.problem(
            (*place, "end"), f"这条路要走到“{path.end}”，实际停在“{talk.at}”。{_trace(talk)}"
        )
        return
    came = outcome.of(talk)
    wanted = path.accepted if path.accepted is not None else came.end.kind == "accepted"
    if came.accepted is not wanted:
        unmet = "、".join(check.text for check in came.checks if not check.met)
        said = f"应当算办成，可是没有做到：{unmet}" if wanted else "应当不算办成，可是每一项都做到了"
        yield source.problem(place, f"这条路{said}。{_trace(talk)}")


def _tools(scenario: Scenario, source: Source, place: Place, path: Path) -> Iterator[Problem]:
    known = {tool.id for tool in tools.of(scenario)}
    for j, move in enumerate(path.moves):
        if not isinstance(move, str) and move.tool and move.tool not in known:
            yield source.problem(
                (*place, "moves", j, "tool"), f"没有工具“{move.tool}”。可以写：{'、'.join(sorted(known))}。"
            )
        elif not isinstance(move, str) and bool(move.tool) == bool(move.say):
            yield source.problem((*place, "moves", j), "每一步写say（说的话）或tool（用的工具），只写一个。")


def _model(source: Source, path: Path, talk: Talk) -> Iterator[Problem]:
    place = ("paths", 0)
    came = outcome.of(talk) if talk.end else None
    if not came or not came.accepted:
        yield source.problem(place, "第一条路是榜样，要真的办成。请把最好的对话放在最前面。")
        return
    if left := len(list(moves(path))) - len(talk.steps):
        yield source.problem((*place, "moves"), f"对话结束之后还有{left}步用不上。请删掉。{_trace(talk)}")
    if came.band not in GOOD_ENOUGH:
        said = f"第一条路是榜样，整体只得“{came.band}”（{came.total:g}分）"
        yield source.problem(place, f"{said}，扣分的是：{_lost(came)}。{_trace(talk)}")
    for step in talk.messages:
        for finding in filter(_content_fault, step.findings):
            said = f"“{step.move.text[:16]}”被挑出“{finding.criterion}”：{finding.reason}"
            yield source.problem((*place, "moves"), said)


def _lost(came: outcome.Outcome) -> str:
    found = came.assessment.of_kind(Kind.CRITICAL, Kind.FAULT, Kind.MISSING)
    return "、".join(dict.fromkeys(f.criterion for f in found)) or "无"


def _content_fault(finding: Finding) -> bool:
    family = finding.criterion.partition(":")[0]
    content = family in ("wrong", "fact", "forbidden", "unsupported_number", "stall", "repeated")
    return finding.kind is Kind.CRITICAL or (finding.kind is Kind.FAULT and content)


def _untouched(scenario: Scenario, source: Source, talks: list[Talk]) -> Iterator[Problem]:
    """Rules, objections, hidden facts and ends that no path brings into play."""
    fired = {place for talk in talks for step in talk.steps for place in step.fired}
    parts = [(place, f"{here or 'always'} → {to}") for place, here, to in rules(scenario)]
    for place, words in conditions(scenario):
        parts += [(place[:-1], words)] if {"says", "again"} & set(place) else []
    parts += [(("objections", i), objection.id) for i, objection in enumerate(scenario.objections)]
    parts += [(("hidden", i), hidden.id) for i, hidden in enumerate(scenario.hidden)]
    for place, name in parts:
        if place not in fired:
            said = f"没有一条路用到“{name}”。请在paths里补一条会用到它的对话，或者删掉它。"
            yield source.problem(place, said)
    ended = {talk.at for talk in talks}
    for i, end in enumerate(scenario.ends):
        if end.id not in ended:
            yield source.problem(("ends", i), f"没有一条路走到“{end.id}”。请在paths里补一条。")


def _trace(talk: Talk) -> str:
    """What happened, briefly, so that an author can tell his wording from his rule."""
    rows = []
    for step in talk.steps[-SHOWN:]:
        did = step.move.text[:12] if not step.move.tool else f"[{step.move.tool} {step.move.value}]"
        new = "、".join((*step.filled, *step.told)) or (step.note and not step.done and step.note) or "无"
        rows.append(f"{did}…→{step.after}（新得：{new}；心情{step.mood:.0f}，信任{step.trust:.0f}）")
    return "经过：" + "；".join(rows)
