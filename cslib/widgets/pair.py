"""A worked pair: one reply that works and one that doesn't, both graded before the learner's eyes."""

from __future__ import annotations

from cslib.exercises import ModelReply, Reply
from cslib.html import Html, lines, tag
from cslib.rubric import Assessment, grade
from cslib.rubric.model import TOTAL_POINTS
from cslib.widgets import feedback
from cslib.widgets.element import Element

LABELS = {"bad": "先看这一条", "good": "再看这一条"}


class Pair(Element):
    """Both model replies of an exercise, side by side, with marks, reasons and points."""

    def __init__(self, exercise: Reply) -> None:
        self.exercise = exercise
        super().__init__()

    def view(self) -> Html:
        """The customer's words and the pair."""
        e = self.exercise
        return tag(
            "section",
            tag("h3", e.title, class_="cs-title"),
            tag("p", e.situation, class_="cs-situation"),
            bubbles(e),
            sides(e, f"cs-{e.id}-worked"),
            aria_label=f"对比：{e.title}",
        )

    def __repr__(self) -> str:
        """The pair in words, so that a stored notebook reads without a kernel and shows every score."""
        said = [f"［对比］{self.exercise.title}"]
        for side, reply in models(self.exercise).items():
            a = assess(reply, self.exercise)
            said += [f"{LABELS[side]}（{a.band.value}，{a.total:.0f} / {TOTAL_POINTS:.0f}分）：{reply.text}"]
            said += [f"  {feedback.KIND_LABELS[f.kind]}：{f.reason}" for _, f in feedback.number(a.findings)]
        return "\n".join(said)


def models(exercise: Reply) -> dict[str, ModelReply]:
    """The worked pair by side, the poor one first."""
    return {"bad": exercise.models.bad, "good": exercise.models.good}


def assess(reply: ModelReply, exercise: Reply) -> Assessment:
    """A model reply's assessment; being a model it may be like the model."""
    return grade(reply.text, exercise, check_copy=False)


def bubbles(exercise: Reply) -> Html:
    """The customer's messages as a chat."""
    said = [tag("li", tag("span", m, class_="cs-bubble")) for m in exercise.customer]
    return tag("ul", *said, class_="cs-chat", aria_label=f"{exercise.persona.name}的消息")


def sides(exercise: Reply, key: str) -> Html:
    """Both replies with their marks, what the marks mean, and why it works or doesn't."""
    return tag("div", *(_side(s, r, exercise, key) for s, r in models(exercise).items()), class_="cs-sides")


def _side(side: str, reply: ModelReply, exercise: Reply, key: str) -> Html:
    assessment = assess(reply, exercise)
    numbered = feedback.number(assessment.findings)
    own = f"{key}-{side}"
    return tag(
        "div",
        tag("h4", LABELS[side]),
        tag("div", feedback.marked(reply.text, numbered, own), class_="cs-marked"),
        tag("p", lines(reply.why)),
        tag("p", f"{assessment.band.value} {assessment.total:.0f} / {TOTAL_POINTS:.0f}分", class_="cs-quiet"),
        tag("details", tag("summary", "逐条看点评"), feedback.explanations(numbered, own)),
        class_=f"cs-side cs-{side}",
    )
