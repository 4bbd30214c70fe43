"""After a talk: what came of it, how it went turn by turn, and what another answer would have changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cslib.customers import outcome, proof, tools
from cslib.customers.outcome import STRATEGIES, Outcome
from cslib.customers.persona import Shift, mood_label
from cslib.customers.talk import Move, Step, Talk
from cslib.html import Html, join, lines, tag
from cslib.rubric.model import Kind
from cslib.widgets import feedback

WIDTH, HEIGHT, MARGIN = 360, 150, 28
LEAST_SHIFT = 0.5


def page(talk: Talk, first: Talk | None, at: int) -> Html:
    """The debrief of a finished talk; `first` is the run it is compared with, `at` the step replayed."""
    came = outcome.of(talk)
    return tag(
        "div",
        verdict(talk, came),
        checklist(came),
        compare(talk, first) if first else None,
        tag("h4", "心情怎么走的"),
        curve(talk, first, at),
        replay(talk, at),
        stages(talk),
        manners(talk, came),
        model(talk),
        class_="cs-feedback",
        aria_live="polite",
    )


def verdict(talk: Talk, came: Outcome) -> Html:
    """How it ended and why, and who the customer was."""
    who = talk.scenario.customer
    if came.accepted:
        mark = "✓ 办成了"
    else:
        mark = "✗ 没有办成" if came.end.kind == "bad" else "✗ 聊得不错，事情没办对"
    return join(
        tag(
            "h4",
            "这一场的结果",
            tabindex="-1",
            class_="cs-heading",
            data_focus=f"{talk.scenario.id}-{came.end.id}",
        ),
        tag(
            "p",
            tag("b", mark),
            f"：{came.end.title}",
            class_=f"cs-verdict {'cs-won' if came.accepted else 'cs-lost'}",
        ),
        tag("p", came.end.why),
        tag("p", f"{who.name}是{who.knows}的顾客，{_CARES[who.cares]}。", class_="cs-quiet"),
    )


_CARES = {
    "看价格": "最在意花的钱值不值",
    "看品牌": "最在意东西正不正、牌子硬不硬",
    "图方便": "最在意省事省时间",
    "求倾听": "最想有人认真听他说完",
    "求解决": "最想事情马上有着落",
    "求补偿": "最想损失有个说法",
    "谋利": "来这一趟是为了多要钱",
}


def checklist(came: Outcome) -> Html:
    """What had to be done, and whether it was."""
    rows = [
        tag(
            "li",
            tag("b", "✓ " if check.met else "✗ "),
            check.text,
            class_="cs-right" if check.met else "cs-wrong",
        )
        for check in came.checks
    ]
    met = sum(check.met for check in came.checks)
    return join(tag("h5", f"办事清单（{met} / {len(came.checks)}）"), tag("ul", *rows, class_="cs-checks"))


# the curve


def curve(talk: Talk, first: Talk | None = None, at: int | None = None) -> Html:
    """The customer's mood after every step, as inline SVG; the first run is dashed."""
    runs = [(talk, "cs-line"), *([(first, "cs-line cs-first")] if first else [])]
    longest = max(len(run.steps) for run, _ in runs)
    shapes = [tag("polyline", points=_points(run, longest), class_=name) for run, name in runs]
    dots = [_dot(talk, i, longest, i - 1 == at) for i in range(len(talk.steps) + 1)]
    rules = [
        join(
            tag("line", x1=MARGIN, x2=WIDTH, y1=_y(level), y2=_y(level), class_="cs-ring"),
            tag("text", level, x=MARGIN - 4, y=_y(level) + 4, text_anchor="end"),
        )
        for level in (0, 50, 100)
    ]
    picture = tag(
        "svg", *rules, *shapes, *dots,
        viewBox=f"0 0 {WIDTH + 12} {HEIGHT + 20}", class_="cs-curve", role="img", aria_label=_said(talk),
    )  # fmt: skip
    legend = "实线是这一次，虚线是第一次。" if first else "每个点是一步，数字越大心情越好。"
    return join(picture, tag("p", f"{_said(talk)}{legend}", class_="cs-quiet"))


def _moods(talk: Talk) -> list[float]:
    return [float(talk.scenario.customer.mood), *(step.mood for step in talk.steps)]


def _said(talk: Talk) -> str:
    moods = _moods(talk)
    low = min(moods)
    return f"心情从{moods[0]:.0f}走到{moods[-1]:.0f}（{mood_label(moods[-1])}），最低{low:.0f}。"


def _x(i: int, longest: int) -> int:
    return round(MARGIN + 8 + i * (WIDTH - MARGIN - 8) / max(1, longest))


def _y(mood: float) -> int:
    return round(10 + (100 - mood) * HEIGHT / 100)


def _points(talk: Talk, longest: int) -> str:
    return " ".join(f"{_x(i, longest)},{_y(mood)}" for i, mood in enumerate(_moods(talk)))


def _dot(talk: Talk, i: int, longest: int, here: bool) -> Html:
    mood = _moods(talk)[i]
    return tag("circle", cx=_x(i, longest), cy=_y(mood), r=7 if here else 4, class_="cs-dot")


# turn by turn


def replay(talk: Talk, at: int) -> Html | None:
    """One step of the talk with everything there is to know about it."""
    if not talk.steps:
        return None
    step = talk.steps[at]
    before = talk.steps[at - 1].mood if at else float(talk.scenario.customer.mood)
    last = len(talk.steps) - 1
    moves = tag(
        "div",
        _turn("← 上一步", at - 1, at == 0),
        tag("b", f"第{at + 1}步 / 共{last + 1}步"),
        _turn("下一步 →", at + 1, at == last),
        tag("button", "从这一步重来", type="button", data_act="rewind", data_value=str(at)),
        class_="cs-actions",
    )
    return tag(
        "section",
        tag("h4", "一步一步回放"),
        moves,
        _context(talk, at),
        _mine(talk, step, f"{talk.scenario.id}.replay-{at}"),
        tag("p", f"心情 {before:.0f} → {step.mood:.0f}", _because(step.shifts), class_="cs-shift"),
        *(tag("p", tag("span", lines(said), class_="cs-bubble")) for said in step.heard),
        class_="cs-replay",
        aria_label="回放",
    )


def _turn(label: str, to: int, disabled: bool) -> Html:
    return tag("button", label, type="button", data_act="turn", data_value=str(to), disabled=disabled)


def _context(talk: Talk, at: int) -> Html:
    """What the customer had said last."""
    heard = [talk.opening, *(said for step in talk.steps[:at] for said in step.heard)]
    state = next(s for s in talk.scenario.states if s.id == talk.steps[at].state)
    return tag("p", tag("small", f"［{state.stage}］"), tag("span", lines(heard[-1]), class_="cs-bubble"))


def _mine(talk: Talk, step: Step, key: str) -> Html:
    if not step.move.tool:
        return findings(step, key)
    tool = next((t for t in tools.of(talk.scenario) if t.id == step.move.tool), None)
    name = tools.label(tool) if tool else step.move.tool
    return tag("p", tag("b", f"［{name}］"), step.note, class_="cs-note")


def _because(shifts: Sequence[Shift]) -> str:
    felt = [f"{s.label}{s.mood:+.0f}" for s in shifts if abs(s.mood) >= LEAST_SHIFT]
    return f"：{'、'.join(felt)}" if felt else ""


def findings(step: Step, key: str) -> Html:
    """A message with its marks, and what they mean."""
    numbered = feedback.number(step.findings)
    return tag(
        "div",
        tag("div", feedback.marked(step.move.text, numbered, key), class_="cs-marked", lang="zh-CN"),
        feedback.explanations(numbered, key),
    )


# stages and manners


def stages(talk: Talk) -> Html | None:
    """The strategies used in each stage, and those that belong there."""
    used = outcome.strategies(talk)
    if not any(used.values()):
        return None
    rows = []
    for stage, counts in used.items():
        shown = "、".join(f"{name}×{n}" if n > 1 else name for name, n in counts.items()) or "没有"
        open_ = "、".join(name for name in STRATEGIES[stage] if name not in counts) or "都用到了"
        rows.append(tag("tr", tag("th", stage, scope="row"), tag("td", shown), tag("td", open_)))
    head = tag("tr", *(tag("th", word, scope="col") for word in ("阶段", "你用了", "这里还可以用")))
    caption = tag("caption", "五个阶段和用到的策略")
    return join(tag("h4", "策略"), tag("table", caption, tag("thead", head), tag("tbody", *rows)))


def manners(talk: Talk, came: Outcome) -> Html:
    """What the whole talk still lacks, and its points; outcome beats manners."""
    lacking = feedback.number(came.assessment.of_kind(Kind.MISSING))
    shown = replace(came.assessment, total=came.total, band=came.band)
    capped = came.total < came.assessment.total
    late = outcome.late(talk)
    seconds = talk.scenario.seconds
    return join(
        tag("h4", "整场打分"),
        feedback.explanations(lacking, f"{talk.scenario.id}.whole") if lacking else None,
        tag("p", f"{late}句超过了{seconds}秒。先回半句接住，再去查，顾客就不算白等。") if late else None,
        tag("p", "事情没有办成，话说得再好，总分也到不了合格。") if capped else None,
        feedback.scores(shown),
    )


def model(talk: Talk) -> Html:
    """A talk with the same customer that comes out well."""
    scenario = talk.scenario
    played = proof.run(scenario, scenario.paths[0])
    rows = [_line(scenario.customer.name, played.opening)]
    for step in played.steps:
        rows.append(_mine(played, step, "") if step.move.tool else _line("客服", step.move.text))
        rows += [_line(scenario.customer.name, said) for said in step.heard]
    return tag("details", tag("summary", "看一段办成的示范对话"), *rows)


def _line(who: str, said: str) -> Html:
    return tag("p", tag("b", f"{who}："), lines(said))


# two runs side by side


def compare(talk: Talk, first: Talk) -> Html:
    """The first run and this one."""
    runs = [(name, run) for name, run in (("第一次", first), ("这一次", talk)) if run.end]
    rows = []
    for name, run in runs:
        came = outcome.of(run)
        cells = (came.end.title, "是" if came.accepted else "否", f"{run.mood:.0f}", f"{came.total:.0f}")
        rows.append(tag("tr", tag("th", name, scope="row"), *(tag("td", cell) for cell in cells)))
    words = ("哪一次", "结局", "办成", "最后心情", "总分")
    head = tag("tr", *(tag("th", word, scope="col") for word in words))
    pairs = enumerate(zip(first.steps, talk.steps, strict=False))
    shared = min(len(first.steps), len(talk.steps))
    same = next((i for i, (a, b) in pairs if _did(a.move) != _did(b.move)), shared)
    return join(
        tag("h4", "换一种说法之后"),
        tag("p", f"从第{same + 1}步开始不一样。"),
        tag("table", tag("thead", head), tag("tbody", *rows)),
    )


def _did(move: Move) -> tuple[str, str, str]:
    return move.text, move.tool, move.value
