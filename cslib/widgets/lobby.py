"""Where customers wait: choose one, talk in place, put the talk aside and choose another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from cslib import exercises, records
from cslib.customers import roster
from cslib.customers.model import Scenario
from cslib.customers.roster import Card
from cslib.html import Html, join, lines, tag
from cslib.parts import Phase
from cslib.records import Attempt
from cslib.rubric.model import TOTAL_POINTS
from cslib.widgets.conversation import Conversation, kept
from cslib.widgets.element import Element, Form
from cslib.widgets.journey import capstone

OPEN = "lobby.open"  # the draft that tells whose talk stands open
CAPSTONE = "综合演练"
FRESH, HALF, OVER = "聊一聊", "接着聊", "看回放"
DIFFICULTY = {1: "容易", 2: "中等", 3: "难"}


class Lobby(Element):
    """All customers by phase; the one chosen is talked to in the list's place.

    Attributes
    ----------
    desk
        The talk that stands open; None where the list is shown.
    """

    hint = "［模拟顾客］打开课程后会自动显示名单；没有出现的话，请点一下这里，再按 Shift+Enter。"

    def __init__(self) -> None:
        self.cards, self.wrong = roster.cards()
        self.desks: dict[str, Conversation] = {}  # put aside, and safe there even where the disk is full
        self.desk: Conversation | None = None
        self.left = ""
        opened = records.draft(OPEN)
        if opened in _ids(self.cards):
            self._open(opened)
        super().__init__()

    def act(self, name: str, value: str = "", form: Form | None = None) -> None:
        """Pass everything but ``choose`` and ``leave`` on to the talk that stands open."""
        if self.desk is not None and name not in ("choose", "leave"):
            self.notice = ""
            self.desk.act(name, value, form)
            self.refresh()
        else:
            super().act(name, value, form)

    def on_choose(self, value: str, _form: Form) -> None:
        """Open the talk with that customer where it was left, or begin it."""
        self._open(value)
        if self.desk is not None:
            records.save_draft(OPEN, value)

    def on_leave(self, _value: str, _form: Form) -> None:
        """Put the talk aside and show the list; a customer put aside isn't kept waiting."""
        if self.desk is not None:
            self.left, self.desk.since = self.desk.scenario.id, None
            self.desk = None
            records.save_draft(OPEN, "")

    def _open(self, scenario: str) -> None:
        if scenario not in self.desks:
            try:
                found = exercises.load(scenario)
            except exercises.ExerciseError as error:
                self.notice = str(error)
                return
            if not isinstance(found, Scenario):
                return
            self.desks[scenario] = Conversation(found)
        self.desk = self.desks[scenario]

    def view(self) -> Html:
        """The talk that stands open, else the list."""
        return self._list() if self.desk is None else _talk(self.desk)

    def _list(self) -> Html:
        by_id: dict[str, list[Attempt]] = {card.id: [] for card in self.cards}
        for attempt in records.attempts():
            if attempt.exercise in by_id:
                by_id[attempt.exercise].append(attempt)
        said = (
            f"这里有{len(self.cards)}位顾客，脾气各不相同。点开一组，从“容易”的开始。"
            f"中途可以换人，聊到哪、写到哪都留着。一场满分{TOTAL_POINTS:.0f}分。"
        )
        groups = [(name, found) for name, found in _groups(self.cards) if found]
        first = next(
            (name for name, found in groups if self.left in _ids(found)), groups[0][0] if groups else ""
        )
        shown = [self._group(name, found, by_id, name == first) for name, found in groups]
        wrong = [tag("p", lines(problem), class_="cs-quiet") for problem in self.wrong]
        return tag(
            "section",
            tag("h3", "找一位顾客聊聊", class_="cs-title"),
            tag("p", said),
            *shown,
            *wrong,
            aria_label="找一位顾客聊聊",
        )

    def _group(self, name: str, found: Sequence[Card], by_id: dict[str, list[Attempt]], shown: bool) -> Html:
        won = sum(any(map(_accepted, by_id[card.id])) for card in found)
        count = f"（{len(found)}位，办成{won}位）" if won else f"（{len(found)}位）"
        names = "、".join(card.customer.name for card in found)
        states = [_state(card.id, by_id[card.id]) for card in found]
        rows = [self._row(card, by_id[card.id], state) for card, state in zip(found, states, strict=True)]
        return tag(
            "details",
            tag("summary", f"{name}{count}　", tag("small", names)),
            tag("ul", *rows, class_="cs-sorting"),
            open=shown or HALF in states,
            data_key=f"group-{name}",
        )

    def _row(self, card: Card, attempts: Sequence[Attempt], state: str) -> Html:
        focus = f"left-{card.id}" if card.id == self.left else None
        return tag(
            "li",
            tag(
                "div",
                tag("div", tag("b", card.customer.name), f"　{card.title}"),
                tag("div", card.aim),
                tag(
                    "div",
                    f"难度：{DIFFICULTY.get(card.difficulty, card.difficulty)}　",
                    _reached(attempts, state),
                    class_="cs-quiet",
                ),
            ),
            tag(
                "button",
                state,
                tag("span", f"{card.customer.name}：{card.title}", class_="cs-sr"),
                type="button",
                data_act="choose",
                data_value=card.id,
                data_focus=focus,
            ),
            data_key=f"card-{card.id}",
        )

    def __repr__(self) -> str:
        """What a stored notebook shows without a kernel."""
        said = [f"［模拟顾客］{len(self.cards)}位，打开课程后可以选一位聊："]
        for name, found in _groups(self.cards):
            if found:
                said.append(f"{name}：" + "；".join(f"{c.customer.name}（{c.title}）" for c in found))
        return "\n".join(said)


def _groups(cards: Sequence[Card]) -> list[tuple[str, list[Card]]]:
    """The customers by phase, easy ones first; those of the last chapter apart."""
    last = set(capstone())
    ordered = sorted(cards, key=lambda card: (card.difficulty, card.id))
    phases: tuple[str, ...] = get_args(Phase)
    groups = [(name, [c for c in ordered if c.phase == name and c.id not in last]) for name in phases]
    return [*groups, (CAPSTONE, [c for c in ordered if c.id in last])]


def _ids(cards: Sequence[Card]) -> set[str]:
    return {card.id for card in cards}


def _accepted(attempt: Attempt) -> bool:
    return attempt.result.get("accepted") is True


def _state(scenario: str, attempts: Sequence[Attempt]) -> str:
    """What a click on the customer leads to: a first word, the rest of a talk, or a talk that is over."""
    moves = kept(scenario).get("moves")
    if not moves:
        return FRESH
    return OVER if moves in [attempt.answer for attempt in attempts] else HALF


def _reached(attempts: Sequence[Attempt], state: str) -> Html:
    """How far the learner came with a customer: the best of his finished talks."""
    now = "聊到一半" if state == HALF else ""
    if not attempts:
        return join(now or "还没聊过")
    best = max(float(attempt.result.get("total", 0)) for attempt in attempts)
    came = "✓ 办成过" if any(map(_accepted, attempts)) else "○ 还没办成"
    said = f"聊完{len(attempts)}次，最好{best:.0f}分"
    return join(tag("b", came), f"　{said}", f"　{now}" if now else None)


def _talk(desk: Conversation) -> Html:
    """A talk under the way back; after a long debrief the way back stands below it too."""
    back = tag("button", "← 换一位", type="button", data_act="leave")
    # What came of a finished talk asks for the focus itself.
    focus = None if desk.talk.end else f"desk-{desk.scenario.id}"
    return tag(
        "div",
        tag(
            "div",
            back,
            tag(
                "span",
                f"正在和{desk.scenario.customer.name}聊，换人也不会丢。",
                class_="cs-quiet cs-heading",
                tabindex="-1",
                data_focus=focus,
            ),
            class_="cs-actions",
        ),
        tag("div", desk.notice, class_="cs-notice", role="alert") if desk.notice else None,
        desk.view(),
        tag("div", back, class_="cs-actions") if desk.talk.end else None,
    )
