"""Practice by writing down: forms to think with, checklists, and a minute to breathe."""

from __future__ import annotations

import json
from collections.abc import Mapping

from cslib import quantities, records, tasks
from cslib.html import Html, lines, tag
from cslib.text import read
from cslib.widgets.element import Element, Form

TIMES = frozenset({"date", "day", "weekday", "clock", "duration"})
ALIKE = 0.6


class Worksheet(Element):
    """A form of a few fields, each checked for what it has to have; filled sheets are kept."""

    def __init__(self, exercise: tasks.Worksheet) -> None:
        self.exercise = exercise
        self.values: dict[str, str] = kept(exercise.id)
        self.lacking: dict[str, list[str]] | None = None
        self.version = 0
        super().__init__()

    def on_draft(self, value: str, _form: Form) -> None:
        """Keep what is being typed; the page names the field before the first line end."""
        field, _, typed = value.partition("\n")
        if field in {entry.id for entry in self.exercise.entries}:
            self.values[field] = typed
            records.save_draft(self.exercise.id, json.dumps(self.values, ensure_ascii=False))

    def on_submit(self, _value: str, form: Form) -> None:
        """Check every field; a sheet in which nothing lacks is stored."""
        self.values |= {entry.id: str(form.get(entry.id, "")) for entry in self.exercise.entries}
        records.save_draft(self.exercise.id, json.dumps(self.values, ensure_ascii=False))
        self.lacking = lacking(self.exercise, self.values)
        count = len(self.exercise.entries)
        result = {"right": count - len(self.lacking), "of": count}
        records.add(records.Attempt(self.exercise.id, "worksheet", dict(self.values), result))

    def on_again(self, _value: str, _form: Form) -> None:
        """A new, empty sheet; the old one stays in the log."""
        self.values, self.lacking = {}, None
        self.version += 1
        records.save_draft(self.exercise.id, "")

    def view(self) -> Html:
        """The form, what still lacks, and earlier sheets."""
        e = self.exercise
        finished = self.lacking == {}
        return tag(
            "section",
            tag("h3", e.title, class_="cs-title"),
            tag("p", e.ask),
            *(self._field(entry) for entry in e.entries),
            tag(
                "div",
                tag(
                    "button",
                    "写好了",
                    type="button",
                    data_act="submit",
                    data_submit=True,
                    class_="cs-primary",
                ),
                tag("button", "写一张新的", type="button", data_act="again")
                if self.lacking is not None
                else None,
                class_="cs-actions",
            ),
            tag("p", e.done, class_="cs-card", role="status") if finished else None,
            self._log() if e.log else None,
            aria_label=e.title,
        )

    def _field(self, entry: tasks.Entry) -> Html:
        box = f"cs-{self.exercise.id}-{entry.id}"
        told = None
        if self.lacking is not None:
            wants = self.lacking.get(entry.id, [])
            words = " ".join(wants) if wants else "✓ 齐了。"
            told = tag("p", words, class_=f"cs-why cs-{'wrong' if wants else 'right'}", id=f"{box}-told")
        example = tag("small", f"例：{entry.example}") if entry.example else None
        return tag(
            "div",
            tag("label", entry.label, for_=box),
            tag("p", entry.hint, " ", example, class_="cs-quiet") if entry.hint or example else None,
            tag(
                "textarea",
                self.values.get(entry.id, ""),
                id=box,
                name=entry.id,
                rows="2",
                lang="zh-CN",
                data_draft=f"{records.learner()}/{self.exercise.id}/{entry.id}",
                data_field=entry.id,
                data_version=str(self.version),
                aria_describedby=f"{box}-told",
            ),
            told,
            class_="cs-field",
        )

    def _log(self) -> Html | None:
        kept = [a for a in records.attempts(self.exercise.id) if isinstance(a.answer, Mapping)]
        if not kept:
            return None
        rows = [
            tag("li", tag("b", attempt.at[:10]), *self._sheet(attempt.answer)) for attempt in reversed(kept)
        ]
        return tag("details", tag("summary", f"以前写的（{len(kept)}张）"), tag("ul", *rows))

    def _sheet(self, answer: Mapping[str, str]) -> list[Html]:
        filled = [(entry.label, str(answer.get(entry.id, ""))) for entry in self.exercise.entries]
        return [tag("p", label, "：", lines(value)) for label, value in filled if value]


def lacking(exercise: tasks.Worksheet, values: Mapping[str, str]) -> dict[str, list[str]]:
    """What each field of a sheet still lacks, in the author's words."""
    found = {}
    before = ""
    for entry in exercise.entries:
        value = values.get(entry.id, "").strip()
        wants = [need.lacking for need in entry.needs if not meets(need, value, before)]
        if not value:
            wants = ["这一栏还空着。"]
        if wants:
            found[entry.id] = wants
        before = value
    return found


def meets(need: tasks.Need, value: str, before: str = "") -> bool:
    """Whether an entry has what it needs; `before` is the entry above it.

    Examples
    --------
    >>> meets(tasks.Need(has="time", lacking=""), "周五18:00前")
    True
    >>> meets(tasks.Need(has="new", lacking=""), "因为仓库漏发了", before="仓库漏发了")
    False
    """
    text = read(value)
    if need.has == "length":
        return len(text.plain) >= need.least
    if need.has == "words":
        return any(read(word).plain in text.plain for word in need.words)
    if need.has == "new":
        return _likeness(text.plain, read(before).plain) < ALIKE
    kinds = {quantity.kind for quantity in quantities.find(text.plain)}
    return bool(kinds & TIMES) if need.has == "time" else bool(kinds)


def _likeness(a: str, b: str) -> float:
    """Share of the shorter text's character pairs that the other has too."""
    pairs_a, pairs_b = ({t[i : i + 2] for i in range(len(t) - 1)} for t in (a, b))
    smaller = min(len(pairs_a), len(pairs_b))
    return len(pairs_a & pairs_b) / smaller if smaller else float(a == b and bool(a))


class Checklist(Element):
    """Things to check; the ticks stay until they are cleared."""

    def __init__(self, exercise: tasks.Checklist) -> None:
        self.exercise = exercise
        self.ticked = {int(n) for n in kept(exercise.id)}
        super().__init__()

    def on_tick(self, value: str, _form: Form) -> None:
        """Tick or untick a step."""
        self.ticked ^= {int(value)}
        records.save_draft(self.exercise.id, json.dumps({str(n): "" for n in sorted(self.ticked)}))
        if len(self.ticked) == len(self.exercise.steps):
            total = len(self.ticked)
            answer = sorted(self.ticked)
            records.add(records.Attempt(self.exercise.id, "checklist", answer, {"right": total, "of": total}))

    def on_again(self, _value: str, _form: Form) -> None:
        """Take all ticks away."""
        self.ticked = set()
        records.save_draft(self.exercise.id, "")

    def view(self) -> Html:
        """The steps, each with the reason for it."""
        e = self.exercise
        rows = [self._row(n, step) for n, step in enumerate(e.steps)]
        return tag(
            "section",
            tag("h3", e.title, class_="cs-title"),
            tag("p", e.ask),
            *rows,
            tag(
                "div",
                tag("span", f"{len(self.ticked)} / {len(e.steps)}", role="status"),
                tag("button", "清空勾选", type="button", data_act="again"),
                class_="cs-actions",
            ),
            aria_label=f"检查清单：{e.title}",
        )

    def _row(self, n: int, step: tasks.Step) -> Html:
        box = tag(
            "input",
            type="checkbox",
            data_act="tick",
            data_value=str(n),
            name=f"tick-{n}",
            checked=n in self.ticked,
        )
        return tag(
            "div",
            tag("label", box, tag("span", step.text)),
            tag("p", step.why, class_="cs-quiet cs-under"),
            class_="cs-choice",
            data_key=f"step-{n}",
        )


def kept(exercise: str) -> dict[str, str]:
    """The fields of an exercise as they were last kept; empty where there are none."""
    try:
        found = json.loads(records.draft(exercise) or "{}")
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


class Breathing(Element):
    """The 4-7-8 breath: in for 4 seconds, hold for 7, out for 8; four rounds and back to the desk."""

    hint = "［呼吸练习］打开课程后会自动显示。"

    def __init__(self) -> None:
        self.running = False
        super().__init__()

    def on_start(self, _value: str, _form: Form) -> None:
        """Start the circle."""
        self.running = True

    def on_stop(self, _value: str, _form: Form) -> None:
        """Stop the circle."""
        self.running = False

    def view(self) -> Html:
        """The circle, with the words of each phase under it."""
        act, label = ("stop", "停下") if self.running else ("start", "开始（一轮19秒）")
        circle = tag("div", tag("span"), class_="cs-breath cs-breathing" if self.running else "cs-breath")
        return tag(
            "section",
            tag("h3", "4-7-8 呼吸", class_="cs-title"),
            tag("p", "吸气4秒，屏住7秒，慢慢呼出8秒。跟着圆圈做三四轮；不舒服就停，恢复平时的呼吸。"),
            circle,
            tag(
                "div",
                tag("button", label, type="button", data_act=act, class_="cs-primary"),
                class_="cs-actions",
            ),
            aria_label="呼吸练习",
        )


def breathe() -> Breathing:
    """The 4-7-8 breath."""
    return Breathing()
