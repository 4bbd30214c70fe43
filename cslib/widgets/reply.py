"""The reply editor: read the situation, write, hand in, see what to change and why, try again."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Literal, get_args

from cslib import records
from cslib.exercises import Reply
from cslib.html import Html, join, lines, tag
from cslib.rubric import Assessment, grade
from cslib.widgets import feedback, pair
from cslib.widgets.element import Element, Form

Mode = Literal["worked", "partial", "free", "timed"]
MODES: dict[Mode, tuple[str, str]] = {
    "worked": ("看示范", "先看一条写得好的、一条没写好的，再动手。"),
    "partial": ("补一半", "开头已经写好，接着往下写。"),
    "free": ("自己写", "从头写一条完整的回复，卡住了可以要提示。"),
    "timed": ("限时测", "像真实接待一样计时，交卷之前没有提示。"),
}
EMPTY = "还没有写字。先回答顾客的第一个问题，哪怕只写一句，再点“提交”。"
LONGEST = 5000
TOO_LONG = f"这条回复超过{LONGEST}字，顾客不会读完，这里也没有点评。先删到几句话，你写的内容还在框里。"


class Practise(Element):
    """A reply exercise in one of four modes, from worked example to timed test.

    Parameters
    ----------
    exercise
        The exercise, as `cslib.exercises.load` returns it.
    mode
        The mode it opens in; the learner can change it.
    """

    def __init__(self, exercise: Reply, mode: Mode = "free") -> None:
        if mode not in get_args(Mode):
            raise ValueError(f"mode 只能是 {'、'.join(get_args(Mode))}，现在是“{mode}”")
        self.exercise = exercise
        self.mode: Mode = mode
        self.hints = 0
        self.version = 0
        self.until = 0.0
        self.assessment: Assessment | None = None
        self.before: Assessment | None = None
        self.tries: list[float] = [
            float(a.result.get("total", 0)) for a in records.attempts(exercise.id) if a.kind == "reply"
        ]
        self.text = records.draft(exercise.id) or self._opening()
        super().__init__()

    # ---- what the learner does ----

    def on_draft(self, value: str, _form: Form) -> None:
        """Keep what is being typed."""
        self.text = value
        records.save_draft(self.exercise.id, value)

    def on_mode(self, value: str, _form: Form) -> None:
        """Change the mode; what was written stays."""
        self.mode = next(m for m in get_args(Mode) if m == value)
        self.until = 0.0
        if not self.text.strip():
            self._fresh(self._opening())

    def on_hint(self, _value: str, _form: Form) -> None:
        """Show the next hint."""
        self.hints = min(self.hints + 1, len(self.exercise.hints))

    def on_start(self, _value: str, _form: Form) -> None:
        """Start the clock of a timed test on an empty sheet."""
        self.assessment = self.before = None
        self.until = time.time() + self.exercise.seconds
        self._fresh("")

    def on_timeup(self, value: str, form: Form) -> None:
        """Time is over: hand in what there is."""
        if self.until:
            self.on_submit(value, form)

    def on_submit(self, _value: str, form: Form) -> None:
        """Grade the reply and store the attempt."""
        self.text = str(form.get("reply", self.text))
        if not self.text.strip():
            self.notice, self.until = EMPTY, 0.0
            return
        if len(self.text) > LONGEST:
            self.notice = TOO_LONG
            return
        self.before = self.assessment or self.before
        self.assessment = grade(self.text, self.exercise)
        self.tries.append(self.assessment.total)
        self.until = 0.0
        records.save_draft(self.exercise.id, self.text)
        records.add(records.Attempt(self.exercise.id, "reply", self.text, self._result()))

    def on_again(self, _value: str, _form: Form) -> None:
        """Another try, starting from what was written; the last assessment is kept for comparison."""
        self.before, self.assessment = self.assessment, None
        self._fresh(self.text)

    def on_clear(self, _value: str, _form: Form) -> None:
        """Start from an empty sheet."""
        self.on_again("", {})
        records.save_draft(self.exercise.id, "")
        self._fresh(self._opening())

    def _result(self) -> dict[str, object]:
        a = self.assessment
        assert a is not None  # noqa: S101 - only called right after grading
        return {
            "total": round(a.total, 2),
            "band": a.band.value,
            "scores": {d.value: round(points, 2) for d, points in a.scores.items()},
            "criteria": sorted({f"{f.kind}:{f.criterion}" for f in a.findings}),
            "mode": self.mode,
        }

    def _opening(self) -> str:
        return self.exercise.starter if self.mode == "partial" else ""

    def _fresh(self, text: str) -> None:
        self.text = text
        self.version += 1

    # ---- what the learner sees ----

    def view(self) -> Html:
        """The exercise in its present state."""
        e = self.exercise
        waiting = self.mode == "timed" and not self.until and self.assessment is None
        return tag(
            "section",
            tag("h3", e.title, class_="cs-title"),
            self._modes(),
            tag("p", e.situation, class_="cs-situation"),
            pair.bubbles(e),
            facts(e),
            pair.sides(e, self.key("worked")) if self.mode == "worked" else None,
            tag("p", tag("b", "要改写的句子："), e.original, class_="cs-original") if e.original else None,
            self._gate() if waiting else self._editor(),
            self._feedback() if self.assessment else None,
            aria_label=f"回复练习：{e.title}",
        )

    def key(self, part: str) -> str:
        """An id for a part of this element."""
        return f"cs-{self.exercise.id}-{part}"

    def _modes(self) -> Html:
        tabs = [
            tag(
                "button",
                label,
                type="button",
                data_act="mode",
                data_value=mode,
                aria_pressed="true" if mode == self.mode else "false",
            )
            for mode, (label, _) in MODES.items()
        ]
        return join(
            tag("div", *tabs, class_="cs-modes", role="group", aria_label="练习方式"),
            tag("p", MODES[self.mode][1], class_="cs-quiet"),
        )

    def _gate(self) -> Html:
        minutes, seconds = divmod(self.exercise.seconds, 60)
        span = f"{minutes}分{seconds}秒" if seconds else f"{minutes}分钟"
        button = tag("button", f"开始，限时{span}", type="button", data_act="start", class_="cs-primary")
        return tag("div", button, class_="cs-actions")

    def _editor(self) -> Html:
        box = self.key("reply")
        return tag(
            "div",
            tag("label", "你的回复", for_=box),
            tag(
                "textarea", self.text, id=box, name="reply", rows="5", lang="zh-CN", maxlength="20000",
                data_draft=f"{records.learner()}/{self.exercise.id}", data_version=str(self.version),
                placeholder="写给顾客的话……（Ctrl+Enter 提交）", aria_describedby=self.key("count"),
            ),
            tag("div", self._actions(), self._meter(), class_="cs-actions"),
            self._hints(),
            class_="cs-editor",
        )  # fmt: skip

    def _actions(self) -> Html:
        again = self.assessment is not None
        return join(
            tag(
                "button",
                "再提交一次" if again else "提交",
                type="button",
                data_act="submit",
                data_submit=True,
                class_="cs-primary",
            ),
            tag("button", "清空重写", type="button", data_act="clear") if again else None,
            None if self.mode == "timed" and not again else self._hint_button(),
        )

    def _hint_button(self) -> Html | None:
        left = len(self.exercise.hints) - self.hints
        return (
            tag("button", f"给我一点提示（还有{left}条）", type="button", data_act="hint") if left else None
        )

    def _meter(self) -> Html:
        clock = None
        if self.until:
            clock = tag(
                "span",
                class_="cs-clock",
                data_until=f"{self.until * 1000:.0f}",
                data_timeup="1",
                role="timer",
            )
        count = tag("span", len("".join(self.text.split())), data_counts=self.key("reply"))
        return tag("span", clock, tag("span", count, "字", id=self.key("count")), class_="cs-meter")

    def _hints(self) -> Html | None:
        if not self.hints:
            return None
        return tag("ol", *(tag("li", hint) for hint in self.exercise.hints[: self.hints]), class_="cs-hints")

    def _feedback(self) -> Html:
        a = self.assessment
        assert a is not None  # noqa: S101 - only called with an assessment
        return tag(
            "div",
            feedback.page(a, self.before, self.key(str(len(self.tries)))),
            history(self.tries),
            tag("details", tag("summary", "看一条示范回复"), model(self.exercise)),
            class_="cs-feedback",
            aria_live="polite",
        )


def facts(exercise: Reply) -> Html:
    """What the agent can look up, as cards."""
    rows = [tag("li", fact.text) for fact in exercise.facts]
    return tag(
        "details", tag("summary", "订单与规则（你能查到的）"), tag("ul", *rows), class_="cs-facts", open=True
    )


def model(exercise: Reply) -> Html:
    """The good model reply and why it works."""
    good = exercise.models.good
    return tag("div", tag("p", lines(good.text), class_="cs-marked"), tag("p", good.why))


def history(tries: Sequence[float]) -> Html | None:
    """The totals of all tries, oldest first."""
    if len(tries) < 2:
        return None
    shown = " → ".join(f"{total:.0f}" for total in tries[-8:])
    return tag("p", f"你的{len(tries)}次提交：{shown}分", class_="cs-quiet")
