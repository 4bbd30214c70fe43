"""Practice by arranging: put in order, match cards, find the wrong sentence."""

from __future__ import annotations

import random

from cslib import records, tasks
from cslib.html import Html, tag
from cslib.widgets.element import Element, Form


def shuffled(count: int, seed: str) -> list[int]:
    """Numbers 0 to `count` − 1 in an order that is always the same for `seed` and never the right one.

    Examples
    --------
    >>> sorted(shuffled(4, "a")), shuffled(4, "a") == shuffled(4, "a"), shuffled(2, "b")
    ([0, 1, 2, 3], True, [1, 0])
    """
    order = list(range(count))
    random.Random(seed).shuffle(order)  # noqa: S311 - a puzzle, not a secret
    return order if order != sorted(order) or count < 2 else order[1:] + order[:1]


def frame(
    exercise: tasks.Order | tasks.Match | tasks.Spot, kind: str, parts: Html, check: str, said: str
) -> Html:
    """What all three look like: title and task, the `parts` to arrange, a button and what came of it."""
    return tag(
        "section",
        tag("h3", exercise.title, class_="cs-title"),
        tag("p", exercise.ask),
        parts,
        tag(
            "div",
            tag("button", check, type="button", data_act="check", class_="cs-primary"),
            tag("span", said, role="status"),
            class_="cs-actions",
        ),
        aria_label=f"{kind}：{exercise.title}",
    )


class Order(Element):
    """Put steps in order with the arrow buttons, then check."""

    def __init__(self, exercise: tasks.Order) -> None:
        self.exercise = exercise
        self.order = shuffled(len(exercise.steps), exercise.id)
        self.checked = False
        super().__init__()

    def on_move(self, value: str, _form: Form) -> None:
        """Move the step at a place one up (``3-``) or down (``3+``)."""
        place, step = int(value[:-1]), 1 if value.endswith("+") else -1
        other = place + step
        if 0 <= place < len(self.order) and 0 <= other < len(self.order):
            self.order[place], self.order[other] = self.order[other], self.order[place]
        self.checked = False

    def on_check(self, _value: str, _form: Form) -> None:
        """Say which steps stand right, and why."""
        self.checked = True
        result = {"right": self.right(), "of": len(self.order)}
        records.add(records.Attempt(self.exercise.id, "order", list(self.order), result))

    def right(self) -> int:
        """How many steps stand where they belong."""
        return sum(place == step for place, step in enumerate(self.order))

    def view(self) -> Html:
        """The steps in their present order."""
        e = self.exercise
        rows = [self._row(place, step) for place, step in enumerate(self.order)]
        said = f"{self.right()} / {len(self.order)}步站对了位置。" if self.checked else ""
        if self.checked and self.right() == len(self.order):
            said = "顺序全对。"
        parts = tag("ol", *rows, class_="cs-order")
        return frame(e, "排序练习", parts, "检查顺序", said)

    def _row(self, place: int, step: int) -> Html:
        item = self.exercise.steps[step]
        moves = [
            tag(
                "button",
                sign,
                type="button",
                data_act="move",
                data_value=f"{place}{way}",
                disabled=not 0 <= place + delta < len(self.order),
                aria_label=f"把“{item.text}”{word}移",
            )
            for sign, way, delta, word in (("↑", "-", -1, "上"), ("↓", "+", 1, "下"))
        ]
        why = None
        if self.checked:
            fits = place == step
            lead = "✓ 位置对。" if fits else "✗ 位置还不对。"
            why = tag("p", tag("b", lead), item.why, class_=f"cs-why cs-{'right' if fits else 'wrong'}")
        return tag(
            "li", tag("span", *moves, class_="cs-moves"), tag("span", item.text), why, data_key=f"step-{step}"
        )


class Match(Element):
    """Match each card on the left with one on the right."""

    def __init__(self, exercise: tasks.Match) -> None:
        self.exercise = exercise
        rights = [pair.right for pair in exercise.pairs] + list(exercise.extra)
        self.rights = [rights[n] for n in shuffled(len(rights), exercise.id)]
        self.chosen: dict[int, str] = {}
        self.checked = False
        super().__init__()

    def on_pick(self, value: str, form: Form) -> None:
        """Match card `value` with the one chosen for it."""
        self.chosen[int(value)] = str(form.get("", ""))
        self.checked = False

    def on_check(self, _value: str, _form: Form) -> None:
        """Check all matches; all of them have to be made."""
        if not all(self.chosen.get(n) for n in range(len(self.exercise.pairs))):
            self.notice = "还有卡片没配。先给每一张都选一个，再检查。"
            return
        self.checked = True
        answer = {str(n): right for n, right in self.chosen.items()}
        result = {"right": self.right(), "of": len(self.exercise.pairs)}
        records.add(records.Attempt(self.exercise.id, "match", answer, result))

    def right(self) -> int:
        """How many cards are matched rightly."""
        return sum(self.chosen.get(n) == pair.right for n, pair in enumerate(self.exercise.pairs))

    def view(self) -> Html:
        """The cards and the choices made."""
        e = self.exercise
        said = f"配对{self.right()} / {len(e.pairs)}组。" if self.checked else ""
        parts = tag("ul", *(self._row(n, pair) for n, pair in enumerate(e.pairs)), class_="cs-matching")
        return frame(e, "配对练习", parts, "检查配对", said)

    def _row(self, n: int, pair: tasks.Two) -> Html:
        options = [
            tag("option", right, value=right, selected=self.chosen.get(n) == right)
            for right in ["", *self.rights]
        ]
        name = f"{self.exercise.id}-{n}"
        choose = tag("select", *options, id=name, name=name, data_act="pick", data_value=str(n))
        why = None
        if self.checked:
            fits = self.chosen.get(n) == pair.right
            lead = "✓ 对。" if fits else f"✗ 该配“{pair.right}”。"
            why = tag("p", tag("b", lead), pair.why, class_=f"cs-why cs-{'right' if fits else 'wrong'}")
        return tag("li", tag("label", pair.left, for_=name), choose, why, data_key=f"pair-{n}")


class Spot(Element):
    """Find the wrong sentences of a conversation by clicking on them."""

    def __init__(self, exercise: tasks.Spot) -> None:
        self.exercise = exercise
        self.marked: set[int] = set()
        self.checked = False
        super().__init__()

    def on_mark(self, value: str, _form: Form) -> None:
        """Mark a sentence as wrong, or take the mark away."""
        self.marked ^= {int(value)}
        self.checked = False

    def on_check(self, _value: str, _form: Form) -> None:
        """Compare the marks with the sentences that are wrong."""
        self.checked = True
        result = {"right": self.right(), "of": len(self._agents())}
        records.add(records.Attempt(self.exercise.id, "spot", sorted(self.marked), result))

    def right(self) -> int:
        """How many of the agent's sentences are judged rightly."""
        return sum((n in self.marked) == line.wrong for n, line in self._agents())

    def _agents(self) -> list[tuple[int, tasks.Line]]:
        return [(n, line) for n, line in enumerate(self.exercise.lines) if line.who == "客服"]

    def view(self) -> Html:
        """The conversation; the agent's sentences can be marked."""
        e = self.exercise
        said = f"{self.right()} / {len(self._agents())}句判断对了。" if self.checked else ""
        parts = tag("ul", *(self._row(n, line) for n, line in enumerate(e.lines)), class_="cs-chat")
        return frame(e, "找错练习", parts, "看解释", said)

    def _row(self, n: int, line: tasks.Line) -> Html:
        if line.who == "顾客":
            return tag("li", tag("span", line.text, class_="cs-bubble"), data_key=f"line-{n}")
        marked = n in self.marked
        bubble = tag(
            "button",
            "⚑ " if marked else "",
            line.text,
            type="button",
            class_="cs-bubble",
            data_act="mark",
            data_value=str(n),
            aria_pressed="true" if marked else "false",
        )
        return tag(
            "li", bubble, self._why(n, line) if self.checked else None, class_="cs-mine", data_key=f"line-{n}"
        )

    def _why(self, n: int, line: tasks.Line) -> Html:
        fits = (n in self.marked) == line.wrong
        lead = ("✓ " if fits else "✗ ") + ("这句有问题。" if line.wrong else "这句没问题。")
        better = tag("span", "可以写：", line.better, class_="cs-better") if line.better else None
        return tag("p", tag("b", lead), line.why, better, class_=f"cs-why cs-{'right' if fits else 'wrong'}")
