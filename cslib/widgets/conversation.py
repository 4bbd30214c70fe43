"""A chat desk: talk to a simulated customer, use the shop's tools, read why the talk went as it went."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from typing import Any, Literal

from cslib import records
from cslib.customers import engine, outcome, tools
from cslib.customers.model import Scenario, Tool
from cslib.customers.persona import mood_label
from cslib.customers.talk import Move, Step, Talk
from cslib.html import Html, join, lines, tag
from cslib.parts import Fact
from cslib.rubric.model import Kind
from cslib.widgets import debrief, feedback
from cslib.widgets.element import Element, Form

When = Literal["each", "end"]
WHEN: dict[When, tuple[str, str]] = {
    "each": ("每句都看点评", "每发一句，点评就展开在这句话下面。"),
    "end": ("聊完再看", "点评先收着，想看时点开也行；聊完会从头回放一遍。"),
}
EMPTY = "还没有写字。写一句给顾客的话，再点“发送”。"
TOO_LONG = f"这句话超过{engine.LONGEST}字，顾客不会读完。先删到几句话，你写的内容还在框里。"


class Conversation(Element):
    """A talk with a simulated customer.

    Parameters
    ----------
    scenario
        The scenario, as `cslib.exercises.load` returns it.
    seed
        Chooses among the customer's wordings; by default another with every finished talk.
    """

    hint = "［模拟顾客］打开课程后会自动运行；没有出现的话，请点一下这里，再按 Shift+Enter。"

    def __init__(self, scenario: Scenario, seed: int | None = None) -> None:
        self.scenario = scenario
        self.when: When = "each"
        self.version = 0
        self.at = 0
        self.hinted = ""
        self.since: float | None = None  # when the customer began to wait: not before he was first seen
        self.first: Talk | None = None
        self.drawn: dict[int, tuple[Step, bool, Html]] = {}  # findings don't change once they are there
        self.seed = _next_seed(scenario) if seed is None else seed
        self.talk = engine.begin(scenario, self.seed)
        self.text = records.draft(self.key("message"))
        self._resume()
        super().__init__()

    def key(self, part: str) -> str:
        """An id for a part of this element, on the page and among the drafts."""
        return f"{self.scenario.id}.{part}"

    # ---- what the learner does ----

    def on_look(self, _value: str, _form: Form) -> None:
        """The customer is seen or touched for the first time: the response clock starts."""
        self.since = self.since or time.time()

    def on_draft(self, value: str, _form: Form) -> None:
        """Keep what is being typed."""
        self.text = value
        records.save_draft(self.key("message"), value)

    def on_when(self, value: str, _form: Form) -> None:
        """Show findings at once, or after the talk."""
        self.when = "end" if value == "end" else "each"
        self._save()

    def on_hint(self, _value: str, _form: Form) -> None:
        """Help where the talk stands."""
        self.hinted = self.talk.at

    def on_send(self, _value: str, form: Form) -> None:
        """Say something to the customer."""
        self.text = str(form.get("message", self.text))
        if not self.text.strip():
            self.notice = EMPTY
        elif len(self.text) > engine.LONGEST:
            self.notice = TOO_LONG
        else:
            waited = round(time.time() - self.since, 1) if self.since else 0.0
            self._move(Move(self.text, seconds=waited))

    def on_tool(self, value: str, form: Form) -> None:
        """Use one of the shop's tools."""
        self._move(Move(tool=value, value=str(form.get(f"tool-{value}", ""))))

    def on_turn(self, value: str, _form: Form) -> None:
        """Replay: show the step with that number."""
        self.at = max(0, min(len(self.talk.steps) - 1, int(value)))

    def on_rewind(self, value: str, _form: Form) -> None:
        """What if: go back to before a step and answer otherwise; the first run is kept."""
        self.first = self.first or self.talk
        self.talk = self.talk.back(max(0, int(value)))
        self._fresh()

    def on_first(self, _value: str, _form: Form) -> None:
        """Leave what-if and look at the first run again."""
        if self.first:
            self.talk, self.first = self.first, None
            self._fresh()

    def on_restart(self, _value: str, _form: Form) -> None:
        """Another talk with the same customer, in other words."""
        self.seed += 1
        self.talk, self.first = engine.begin(self.scenario, self.seed), None
        self._fresh()

    def _move(self, move: Move) -> None:
        if self.talk.end:
            return
        self.talk = engine.after(self.talk, move)
        if not move.tool:
            self.text, self.version, self.since = "", self.version + 1, time.time()
            records.save_draft(self.key("message"), "")
        self._save()
        if self.talk.end:
            self.at = 0
            result = outcome.result(self.talk) | ({"what_if": True} if self.first else {})
            records.add(records.Attempt(self.scenario.id, "scenario", _moves(self.talk), result))

    def _fresh(self) -> None:
        self.text, self.version, self.since, self.at, self.hinted = "", self.version + 1, time.time(), 0, ""
        self._save()

    # ---- what survives the kernel ----

    def _save(self) -> None:
        state = {"seed": self.talk.seed, "when": self.when, "moves": _moves(self.talk)}
        if self.first:
            state["first"] = _moves(self.first)
        records.save_draft(self.key("talk"), json.dumps(state))

    def _resume(self) -> None:
        """Take up a talk that was broken off; whatever can't be read starts afresh."""
        found = kept(self.scenario.id)
        if "moves" not in found:
            return
        try:
            seed = int(found["seed"])
            self.when = "end" if found.get("when") == "end" else "each"
            self.talk = engine.play(self.scenario, map(_move, found["moves"]), seed)
            if "first" in found:
                self.first = engine.play(self.scenario, map(_move, found["first"]), seed)
            self.seed = seed
        except (ValueError, TypeError, KeyError, AttributeError):
            self.talk, self.first = engine.begin(self.scenario, self.seed), None

    # ---- what the learner sees ----

    def view(self) -> Html:
        """The desk, and after the talk what it came to."""
        s = self.scenario
        return tag(
            "section",
            tag("h3", s.title, class_="cs-title"),
            tag("p", s.situation, class_="cs-situation"),
            tag("p", tag("b", "这一场要做到："), s.goal),
            self._when(),
            tag(
                "div",
                tag("div", _mood(self.talk), self._log(), self._below(), class_="cs-talk"),
                self._side(),
                class_="cs-desk",
            ),
            debrief.page(self.talk, self.first, self.at) if self.talk.end else None,
            aria_label=f"模拟顾客：{s.title}",
        )

    def _when(self) -> Html:
        tabs = [
            _button("when", label, when, aria_pressed="true" if when == self.when else "false")
            for when, (label, _) in WHEN.items()
        ]
        return join(
            tag("div", *tabs, class_="cs-modes", role="group", aria_label="什么时候看点评"),
            tag("p", WHEN[self.when][1], class_="cs-quiet"),
        )

    def _log(self) -> Html:
        """The talk so far; the newest line stays in sight."""
        rows = [_heard(self.talk.opening, self.scenario.customer.name, "opening")]
        newest = max((i for i, s in enumerate(self.talk.steps) if not s.move.tool), default=-1)
        for i, step in enumerate(self.talk.steps):
            shown = self.when == "each" and i == newest and not self.talk.end
            rows += self._step(i, step, shown)
        name = f"和{self.scenario.customer.name}的对话"
        log = tag("ol", *rows, class_="cs-chat")
        look = None if self.since or self.talk.end else "look"
        return tag("div", log, class_="cs-log", role="log", tabindex="0", aria_label=name, data_sight=look)

    def _step(self, i: int, step: Step, shown: bool) -> Iterable[Html]:
        if step.move.tool:
            tool = next(
                (t for t in tools.of(self.scenario) if t.id == step.move.tool), Tool(id=step.move.tool)
            )
            done = "cs-done" if step.done else "cs-undone"
            note = tag("span", tag("b", f"［{tools.label(tool)}］"), step.note, class_=f"cs-note {done}")
            yield tag("li", note, class_="cs-system", data_key=f"note-{i}")
        else:
            bubble = tag("span", lines(step.move.text), class_="cs-bubble")
            yield tag("li", bubble, self._findings(i, step, shown), class_="cs-mine", data_key=f"mine-{i}")
        for j, said in enumerate(step.heard):
            yield _heard(said, self.scenario.customer.name, f"{i}-{j}")

    def _findings(self, i: int, step: Step, shown: bool) -> Html:
        """What the rubric says about one message, folded away unless it is to be shown."""
        kept = self.drawn.get(i)
        if kept and kept[0] is step and kept[1] is shown:
            return kept[2]
        key = self.key(f"turn-{i}")
        html = tag(
            "details",
            tag("summary", "点评：" + said_briefly(step)),
            debrief.findings(step, key),
            open=shown,
            class_="cs-turn",
            data_key=f"{key}-{'open' if shown else 'shut'}",
        )
        self.drawn[i] = step, shown, html
        return html

    def _below(self) -> Html:
        if self.talk.end:
            again = _button("restart", "和这位顾客再聊一次")
            first = _button("first", "回到第一次的结果") if self.first else None
            return tag("div", again, first, class_="cs-actions")
        return join(self._editor(), self._hint(), self._tools())

    def _editor(self) -> Html:
        box = self.key("box")
        name = self.scenario.customer.name
        since = f"{self.since * 1000:.0f}" if self.since else None
        limit = str(self.scenario.seconds)
        clock = tag("span", "0秒", class_="cs-clock", data_since=since, data_limit=limit, role="timer")
        mark = f"（{self.scenario.seconds}秒内答最好）"
        return tag(
            "div",
            tag("label", f"回复{name}", for_=box),
            tag(
                "textarea", self.text, id=box, name="message", rows="3", lang="zh-CN", maxlength="20000",
                data_draft=self.key("message"), data_version=str(self.version),
                placeholder="写给顾客的话……（Ctrl+Enter 发送）",
            ),
            tag(
                "div",
                _button("send", "发送", data_submit=True, class_="cs-primary"),
                _button("hint", "给我一点提示"),
                tag("span", "顾客已等 ", clock, tag("small", mark), class_="cs-meter"),
                class_="cs-actions",
            ),
            class_="cs-editor",
        )  # fmt: skip

    def _hint(self) -> Html | None:
        state = self.talk.state
        if not state or self.hinted != state.id:
            return None
        return tag("p", tag("b", "提示："), state.hint, class_="cs-situation", role="status")

    def _side(self) -> Html:
        who = self.scenario.customer
        looked = any(step.move.tool == tools.LOOKUP.id and step.done for step in self.talk.steps)
        return tag(
            "div",
            tag("p", tag("b", who.name), tag("br"), who.about, class_="cs-who"),
            _facts("订单记录", self.scenario.order) if looked else None,
            _facts("店铺规则和资料", self.scenario.policies),
            class_="cs-side-desk",
        )

    def _tools(self) -> Html:
        rows = [self._tool(tool) for tool in tools.of(self.scenario)]
        return tag("details", tag("summary", "工具"), tag("div", *rows), class_="cs-tools", open=True)

    def _tool(self, tool: Tool) -> Html:
        field, box = f"tool-{tool.id}", self.key(f"tool-{tool.id}")
        button = _button("tool", tools.label(tool), tool.id)
        if tool.most is not None:
            label = tag("label", f"{tools.label(tool)}金额（元）", for_=box, class_="cs-sr")
            entry = tag(
                "input", type="text", id=box, name=field, inputmode="decimal", placeholder="金额（元）"
            )
            return tag("div", label, entry, button, class_="cs-tool")
        if tool.options:
            label = tag("label", f"{tools.label(tool)}选哪一项", for_=box, class_="cs-sr")
            options = [tag("option", option, value=option) for option in tool.options]
            return tag("div", label, tag("select", *options, id=box, name=field), button, class_="cs-tool")
        return tag("div", button, class_="cs-tool")

    def __repr__(self) -> str:
        """What a stored notebook shows without a kernel."""
        return f"［模拟顾客］{self.scenario.title}：{self.scenario.situation}"


def kept(scenario: str) -> dict[str, Any]:
    """What is kept of the latest talk in a scenario: seed, moves and the rest; empty where it can't be read.

    Examples
    --------
    >>> kept("nobody")
    {}
    """
    try:
        found = json.loads(records.draft(f"{scenario}.talk") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def said_briefly(step: Step) -> str:
    """The findings of a message in half a sentence.

    Examples
    --------
    >>> said_briefly(Step(Move("好"), "a", "a", 50, 50))
    '没有要改的'
    """
    counts = [(label, sum(f.kind is kind and bool(f.reason) for f in step.findings)) for kind, label in
              feedback.KIND_LABELS.items() if kind is not Kind.MISSING]  # fmt: skip
    return "，".join(f"{n}处{label}" for label, n in counts if n) or "没有要改的"


def _next_seed(scenario: Scenario) -> int:
    return sum(attempt.kind == "scenario" for attempt in records.attempts(scenario.id))


def _moves(talk: Talk) -> list[dict[str, Any]]:
    """A talk's moves as plain data; what is empty is left out."""
    rows = [
        {"text": m.text, "tool": m.tool, "value": m.value, "seconds": m.seconds}
        for m in (step.move for step in talk.steps)
    ]
    return [{name: value for name, value in row.items() if value} for row in rows]


def _move(row: dict[str, Any]) -> Move:
    text, tool, value = (str(row.get(name, "")) for name in ("text", "tool", "value"))
    return Move(text, tool, value, float(row.get("seconds", 0.0)))


def _button(act: str, label: str, value: str = "", **more: str | bool) -> Html:
    return tag("button", label, type="button", data_act=act, data_value=value, **more)


def _heard(said: str, name: str, key: str) -> Html:
    who = tag("span", f"{name}：", class_="cs-sr")
    return tag("li", who, tag("span", lines(said), class_="cs-bubble"), data_key=f"heard-{key}")


def _mood(talk: Talk) -> Html:
    bar = tag("span", tag("span", style=f"width:{talk.mood:.0f}%"), class_="cs-bar", aria_hidden="true")
    return tag("p", "顾客此刻：", tag("b", mood_label(talk.mood)), " ", bar, class_="cs-mood")


def _facts(title: str, facts: tuple[Fact, ...]) -> Html:
    rows = [tag("li", fact.text) for fact in facts] or [tag("li", "这位顾客还没有下过单。")]
    return tag("details", tag("summary", title), tag("ul", *rows), class_="cs-facts", open=True)
