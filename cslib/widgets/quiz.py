"""Practice by choosing: quizzes and sorting, in which every choice, right or wrong, explains itself."""

from __future__ import annotations

from cslib import records, tasks
from cslib.html import Html, tag
from cslib.widgets.element import Element, Form


class Quiz(Element):
    """A quiz: choose, check, and read what each choice would have meant.

    Parameters
    ----------
    exercise
        The quiz as `cslib.exercises.load` returns it.
    """

    def __init__(self, exercise: tasks.Quiz) -> None:
        self.exercise = exercise
        self.chosen: dict[int, set[int]] = {}
        self.checked: set[int] = set()
        super().__init__()

    def on_choose(self, value: str, form: Form) -> None:
        """Remember the choice; a question already checked stays as it is."""
        question = int(value)
        if question not in self.checked:
            picked = form.get(self._name(question), [])
            self.chosen[question] = {int(i) for i in ([picked] if isinstance(picked, str) else picked)}

    def on_check(self, value: str, form: Form) -> None:
        """Check one question and store what was chosen."""
        question = int(value)
        self.on_choose(value, form)
        if not self.chosen.get(question):
            self.notice = "先选一个答案，再看解释。"
            return
        self.checked.add(question)
        if len(self.checked) == len(self.exercise.questions):
            answer = {str(q): sorted(c) for q, c in self.chosen.items()}
            result = {"right": self.right(), "of": len(self.exercise.questions)}
            records.add(records.Attempt(self.exercise.id, "quiz", answer, result))

    def on_again(self, _value: str, _form: Form) -> None:
        """Clear all answers."""
        self.chosen, self.checked = {}, set()

    def right(self) -> int:
        """How many of the checked questions are answered exactly right."""
        return sum(self.chosen[q] == _answer(self.exercise.questions[q]) for q in self.checked)

    def view(self) -> Html:
        """All questions, with explanations under those checked."""
        total = len(self.exercise.questions)
        questions = [self._question(i, q) for i, q in enumerate(self.exercise.questions)]
        done = None
        if len(self.checked) == total:
            done = tag(
                "p",
                f"{total}题答对{self.right()}题。错的那几题，解释里写了为什么容易选错。",
                tag("button", "再做一遍", type="button", data_act="again"),
                class_="cs-actions",
                role="status",
            )
        return tag(
            "section",
            tag("h3", self.exercise.title, class_="cs-title"),
            *questions,
            done,
            aria_label=f"选择题：{self.exercise.title}",
        )

    def _name(self, question: int) -> str:
        return f"{self.exercise.id}-{question}"

    def _question(self, i: int, question: tasks.Question) -> Html:
        several = len(_answer(question)) > 1
        checked = i in self.checked
        choices = [self._choice(i, j, question, several) for j in range(len(question.choices))]
        check = tag("button", "看解释", type="button", data_act="check", data_value=str(i))
        return tag(
            "fieldset",
            tag("legend", f"{i + 1}. {question.ask}", tag("small", "（可多选）") if several else None),
            *choices,
            self._verdict(i, question) if checked else tag("div", check, class_="cs-actions"),
            class_="cs-question",
        )

    def _verdict(self, i: int, question: tasks.Question) -> Html:
        right = self.chosen[i] == _answer(question)
        return tag(
            "p", "答对了。" if right else "没全对，看看每个选项的解释。", role="status", class_="cs-verdict"
        )

    def _choice(self, i: int, j: int, question: tasks.Question, several: bool) -> Html:
        choice = question.choices[j]
        checked = i in self.checked
        box = tag(
            "input",
            type="checkbox" if several else "radio",
            name=self._name(i),
            value=str(j),
            data_act="choose",
            data_value=str(i),
            checked=j in self.chosen.get(i, ()),
            disabled=checked,
        )
        mark = ("✓ 对" if choice.correct else "✗ 不对") if checked else ""
        why = None
        if checked:
            why = tag(
                "p",
                tag("b", mark),
                " ",
                choice.why,
                class_=f"cs-why cs-{'right' if choice.correct else 'wrong'}",
            )
        return tag(
            "div", tag("label", box, tag("span", choice.text)), why, class_="cs-choice", data_key=f"{i}-{j}"
        )


def _answer(question: tasks.Question) -> set[int]:
    return {j for j, choice in enumerate(question.choices) if choice.correct}


class Sort(Element):
    """Classify and sort: put each item into a bin and read at once why it belongs where.

    Parameters
    ----------
    exercise
        The sorting exercise as `cslib.exercises.load` returns it.
    """

    def __init__(self, exercise: tasks.Sort) -> None:
        self.exercise = exercise
        self.placed: dict[int, str] = {}
        self.first: dict[int, bool] = {}
        super().__init__()

    def on_put(self, value: str, form: Form) -> None:
        """Put item `value` into the bin chosen for it."""
        i, chosen = int(value), str(form.get("", ""))
        if chosen not in self.exercise.bins:
            return
        self.placed[i] = chosen
        self.first.setdefault(i, self._fits(i))
        if self._finished():
            answer = {str(n): b for n, b in self.placed.items()}
            result = {"right": sum(self.first.values()), "of": len(self.exercise.items)}
            records.add(records.Attempt(self.exercise.id, "sort", answer, result))

    def on_again(self, _value: str, _form: Form) -> None:
        """Take everything out of the bins."""
        self.placed, self.first = {}, {}

    def _fits(self, i: int) -> bool:
        return self.placed.get(i) == self.exercise.items[i].bin

    def _finished(self) -> bool:
        return all(self._fits(i) for i in range(len(self.exercise.items)))

    def view(self) -> Html:
        """The items, each with its bins and, once placed, the reason."""
        e = self.exercise
        rows = [self._row(i) for i in range(len(e.items))]
        right = sum(self._fits(i) for i in range(len(e.items)))
        status = f"已放对{right} / {len(e.items)}"
        if self._finished():
            status += f"，其中{sum(self.first.values())}个一次就放对。"
        return tag(
            "section",
            tag("h3", e.title, class_="cs-title"),
            tag("p", e.ask),
            tag("ul", *rows, class_="cs-sorting"),
            tag(
                "div",
                tag("span", status, role="status"),
                tag("button", "重来", type="button", data_act="again") if self.placed else None,
                class_="cs-actions",
            ),
            aria_label=f"分类练习：{e.title}",
        )

    def _row(self, i: int) -> Html:
        item = self.exercise.items[i]
        buttons = [self._bin(i, b) for b in self.exercise.bins]
        why = None
        if i in self.placed:
            fits = self._fits(i)
            lead = "✓ 对。" if fits else f"✗ 不是“{self.placed[i]}”。为什么："
            why = tag(
                "p",
                tag("b", lead),
                item.why,
                class_=f"cs-why cs-{'right' if fits else 'wrong'}",
                role="status",
            )
        return tag(
            "li",
            tag("span", item.text, class_="cs-item"),
            tag("span", *buttons, class_="cs-bins", role="group", aria_label=f"“{item.text}”属于哪一类"),
            why,
            data_key=f"item-{i}",
        )  # fmt: skip

    def _bin(self, i: int, name: str) -> Html:
        mine = self.placed.get(i) == name
        return tag(
            "label",
            tag(
                "input",
                type="radio",
                name=f"{self.exercise.id}-{i}",
                value=name,
                data_act="put",
                data_value=str(i),
                checked=mine,
            ),
            tag("span", name),
        )
