"""Practice by building quick replies: wordings with placeholders, judged as the customer would see them."""

from __future__ import annotations

import json

from cslib import records, tasks
from cslib.html import Html, tag
from cslib.operations.templates import Issue, Library, Question, TemplateError, fill, lint
from cslib.widgets.element import Element, Form
from cslib.widgets.worksheet import kept

WORDINGS = 3


class Template(Element):
    """Three wordings for one question; each is checked and shown filled in."""

    def __init__(self, exercise: tasks.Template) -> None:
        self.exercise = exercise
        self.wordings: dict[str, str] = kept(exercise.id)
        self.issues: tuple[Issue, ...] | None = None
        super().__init__()

    def on_draft(self, value: str, _form: Form) -> None:
        """Keep what is being typed; the page names the wording before the first line end."""
        number, _, typed = value.partition("\n")
        if number in self._numbers():
            self.wordings[number] = typed
            self._keep()

    def on_submit(self, _value: str, form: Form) -> None:
        """Check the wordings and store them."""
        self.wordings |= {n: str(form.get(n, self.wordings.get(n, ""))) for n in self._numbers()}
        self._keep()
        if not any(self._written().values()):
            self.notice = "还没有写。先写一条最常发的，再换两种说法。"
            return
        self.issues = lint(self._library())
        wrong = {issue.variant for issue in self.issues}
        right = sum(n not in wrong for n in range(1, len(self._written()) + 1))
        answer = list(self._written().values())
        result = {"right": right, "of": WORDINGS}
        records.add(records.Attempt(self.exercise.id, "template", answer, result))

    def _numbers(self) -> list[str]:
        return [str(n) for n in range(1, WORDINGS + 1)]

    def _keep(self) -> None:
        records.save_draft(self.exercise.id, json.dumps(self.wordings, ensure_ascii=False))

    def _written(self) -> dict[str, str]:
        """The wordings that say anything, by the number of their box."""
        return {n: w for n in self._numbers() if (w := self.wordings.get(n, "").strip())}

    def _library(self) -> Library:
        e = self.exercise
        question = Question(id=e.id, ask=e.question, replies=tuple(self._written().values()))
        return Library(placeholders=e.placeholders, questions=(question,))

    def view(self) -> Html:
        """The question, the placeholders, and a box for each wording."""
        e = self.exercise
        may = [
            tag("li", tag("code", f"{{{name}}}"), f"　例：{value}") for name, value in e.placeholders.items()
        ]
        return tag(
            "section",
            tag("h3", e.title, class_="cs-title"),
            tag("p", e.ask),
            tag("ul", tag("li", tag("span", e.question, class_="cs-bubble")), class_="cs-chat"),
            tag("p", "可以用的占位符："),
            tag("ul", *may),
            *(self._box(n) for n in self._numbers()),
            tag(
                "div",
                tag(
                    "button", "检查", type="button", data_act="submit", data_submit=True, class_="cs-primary"
                ),
                class_="cs-actions",
            ),
            self._general(),
            aria_label=f"话术模板：{e.title}",
        )

    def _box(self, number: str) -> Html:
        box = f"cs-{self.exercise.id}-{number}"
        return tag(
            "div",
            tag("label", f"第{number}种说法", for_=box),
            tag(
                "textarea",
                self.wordings.get(number, ""),
                id=box,
                name=number,
                rows="2",
                lang="zh-CN",
                data_draft=f"{records.learner()}/{self.exercise.id}/{number}",
                data_field=number,
                data_version="0",
            ),
            self._told(number),
            class_="cs-field",
        )

    def _told(self, number: str) -> Html | None:
        written = self._written()
        if self.issues is None or number not in written:
            return None
        place = list(written).index(number) + 1
        wrong = [issue.message for issue in self.issues if issue.variant == place]
        if wrong:
            return tag("p", " ".join(wrong), class_="cs-why cs-wrong")
        try:
            shown = fill(written[number], self.exercise.placeholders)
        except TemplateError as error:
            return tag("p", str(error), class_="cs-why cs-wrong")
        return tag("p", tag("b", "✓ 顾客看到的是："), shown, class_="cs-why cs-right")

    def _general(self) -> Html | None:
        if self.issues is None:
            return None
        whole = [issue.message for issue in self.issues if not issue.variant]
        if whole:
            return tag("p", " ".join(whole), class_="cs-why cs-wrong", role="status")
        return tag("p", self.exercise.done, class_="cs-card", role="status") if not self.issues else None
