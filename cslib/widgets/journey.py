"""The learner's own way through the course: progress, what is due again, weak spots, the certificate."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from cslib import course, exercises, progress, records
from cslib.html import Html, join, tag
from cslib.records import Attempt
from cslib.rubric.model import DIMENSION_POINTS, Dimension
from cslib.widgets.element import Element, Form
from cslib.widgets.reply import Practise

EXPORT = "我的练习记录.csv"
SHOWN = 12
DRILLED = 3


class Progress(Element):
    """What was done, how each dimension develops, the weakest spots, and what is due."""

    hint = "［我的进度］打开课程后会自动显示。"

    def __init__(self) -> None:
        self.said = ""
        super().__init__()

    def on_refresh(self, _value: str, _form: Form) -> None:
        """Look again."""
        self.said = ""

    def on_export(self, _value: str, _form: Form) -> None:
        """Write all attempts as a table for a spreadsheet."""
        try:
            path = progress.write_csv(records.attempts(), course.home() / EXPORT)
        except OSError as error:
            raise records.RecordsError(
                f"没能写出表格：{error.strerror}。关掉正打开它的表格软件再试一次。"
            ) from error
        self.said = f"已导出到 {path}，用表格软件打开即可。"

    def view(self) -> Html:
        """The report."""
        attempts = records.attempts()
        return tag(
            "section",
            tag("h3", "我的进度", class_="cs-title"),
            tag("p", f"交过{len(attempts)}次练习，做过{len(progress.done(attempts))}个不同的练习。"),
            dimensions(attempts),
            troubles(attempts),
            due(attempts),
            tag(
                "div",
                tag("button", "刷新", type="button", data_act="refresh"),
                tag("button", "导出表格", type="button", data_act="export") if attempts else None,
                tag("span", self.said, role="status", class_="cs-quiet"),
                class_="cs-actions",
            ),
            aria_label="我的进度",
        )


def dimensions(attempts: Sequence[Attempt]) -> Html | None:
    """A line for each dimension: its latest points and how it got there."""
    history = progress.mastery(attempts)
    if not any(history.values()):
        return tag("p", "交一条回复之后，这里会画出五个维度的变化。", class_="cs-quiet")
    rows = []
    for dimension in Dimension:
        points = [p for _, p in history[dimension]][-SHOWN:]
        rows.append(
            tag(
                "tr",
                tag("th", dimension.label, scope="row"),
                tag("td", f"{points[-1]:.0f}"),
                tag("td", sparkline(points)),
            )
        )
    head = tag("tr", *(tag("th", word, scope="col") for word in ("维度", "最近一次", f"最近{SHOWN}次")))
    caption = tag("caption", "每项10分")
    return tag("table", caption, tag("thead", head), tag("tbody", *rows), class_="cs-dimensions")


def sparkline(points: Sequence[float]) -> Html:
    """Points out of ten over time as a small line."""
    said = "→".join(f"{p:.0f}" for p in points)
    step = 120 / max(len(points) - 1, 1)
    places = [(i * step + 4, 28 - p / DIMENSION_POINTS * 24) for i, p in enumerate(points)]
    line = tag("polyline", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in places), class_="cs-line")
    x, y = places[-1]
    dot = tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r="3.5", class_="cs-dot")
    return tag("svg", line, dot, viewBox="0 0 130 32", class_="cs-spark", role="img", aria_label=said)


def troubles(attempts: Sequence[Attempt]) -> Html | None:
    """What was ever found in the learner's replies and how it went since, what to practise first in front."""
    habits = progress.habits(attempts)
    if not habits:
        return None
    mastered = [habit for habit in habits if habit.trend is progress.Trend.MASTERED]
    left = habits[: len(habits) - len(mastered)]
    legend = "竖条从旧到新，一条是一次：朝下是出现了，朝上是没出现。从上往下练。"
    return join(
        tag("h4", "要改的地方"),
        tag("p", legend if left else "都改掉了。", class_="cs-quiet"),
        _table(left) if left else None,
        tag("details", tag("summary", f"已经改掉的（{len(mastered)}种）"), _table(mastered))
        if mastered
        else None,
    )


def _table(habits: Sequence[progress.Habit]) -> Html:
    head = tag("tr", tag("th", "问题", scope="col"), tag("th", f"最近{SHOWN}次", scope="col"))
    return tag("table", tag("thead", head), tag("tbody", *map(_trouble, habits)), class_="cs-habits")


def _trouble(habit: progress.Habit) -> Html:
    grave = tag("small", "（致命项）") if habit.critical else None
    said = f"最近{len(habit.recent)}次出现{sum(habit.recent)}次"
    words = tag("span", tag("b", _MARK[habit.trend], habit.trend.value), tag("br"), said)
    course = tag("div", ups_and_downs(habit.found[-SHOWN:]), words, class_="cs-course")
    return tag("tr", tag("th", habit.label, grave, scope="row"), tag("td", course))


def ups_and_downs(found: Sequence[bool]) -> Html:
    """A bar for each attempt, oldest first: down where the trouble was found, up where it wasn't."""
    bars = [
        tag("rect", x=10 * i + 2, y=15 if there else 3, width=6, height=10, class_=_BAR[there])
        for i, there in enumerate(found)
    ]
    said = "，".join(f"{_SAID[there]}{len(list(run))}次" for there, run in groupby(found))
    axis = tag("line", x1=0, x2=10 * SHOWN, y1=14, y2=14, class_="cs-ring")
    box = f"0 0 {10 * SHOWN} 28"
    return tag("svg", axis, *bars, viewBox=box, class_="cs-spark", role="img", aria_label=f"从旧到新：{said}")


_BAR = {True: "cs-there", False: "cs-gone"}
_SAID = {True: "出现", False: "没出现"}
_MARK = {progress.Trend.THERE: "● ", progress.Trend.FADING: "↘ ", progress.Trend.MASTERED: "✓ "}


def due(attempts: Sequence[Attempt]) -> Html | None:
    """The exercises to practise again today."""
    waiting = [exercise for exercise, _ in progress.due(attempts)]
    if not attempts:
        return None
    if not waiting:
        return tag("p", "今天没有要复习的练习。", class_="cs-quiet")
    titles = [tag("li", title(exercise)) for exercise in waiting[:SHOWN]]
    return join(tag("h4", f"该复习了（{len(waiting)}个）"), tag("ul", *titles))


def title(exercise: str) -> str:
    """The title of an exercise, or its id where its file is gone."""
    try:
        return exercises.load(exercise).title
    except (exercises.ExerciseError, KeyError):
        return exercise


def _reply(exercise: str) -> exercises.Reply | None:
    try:
        found = exercises.load(exercise)
    except (exercises.ExerciseError, KeyError):
        return None
    return found if isinstance(found, exercises.Reply) else None


class Round(Element):
    """One reply exercise after another: what is due again, or the learner's own weak spots.

    Parameters
    ----------
    weak
        Drill the weak spots, each starting from the learner's own sentence; else what is due.
    """

    hint = "［复习］打开课程后会自动显示。"

    def __init__(self, weak: bool = False) -> None:
        self.weak = weak
        self.done = 0
        self.inner: Practise | None = None
        self.lead = ""
        self.seen_exercises: set[str] = set()
        self._next()
        super().__init__()

    def act(self, name: str, value: str = "", form: Form | None = None) -> None:
        """Pass everything but ``next`` on to the exercise shown."""
        if name != "next" and self.inner is not None:
            self.inner.act(name, value, form)
            self.refresh()
        else:
            super().act(name, value, form)

    def on_next(self, _value: str, _form: Form) -> None:
        """Go on to the next exercise."""
        self.done += 1
        self._next()

    def _next(self) -> None:
        self.inner, self.lead = None, ""
        attempts = records.attempts()
        for exercise, lead, text in self._queue(attempts):
            found = _reply(exercise)
            if found is None or exercise in self.seen_exercises:
                continue
            self.seen_exercises.add(exercise)
            self.inner, self.lead = Practise(found), lead
            if text:
                self.inner.text = text
                self.inner.refresh()
            return

    def _queue(self, attempts: Sequence[Attempt]) -> list[tuple[str, str, str]]:
        if not self.weak:
            return [(exercise, "隔了几天，再写一次。", "") for exercise, _ in progress.due(attempts)]
        return [
            (h.last.exercise, f"这一条里有“{h.label}”。从你上次写的改起，这次把它改掉。", str(h.last.answer))
            for h in progress.habits(attempts)
            if h.last and h.trend is not progress.Trend.MASTERED
        ][:DRILLED]

    def view(self) -> Html:
        """The exercise in turn, or a word when there is none left."""
        heading = "弱点练习" if self.weak else "今天的复习"
        if self.inner is None:
            said = (
                f"这一轮做了{self.done}个，没有了。"
                if self.done
                else "现在没有要练的。先去上一课，写几条回复再来。"
            )
            return tag("section", tag("h3", heading, class_="cs-title"), tag("p", said), aria_label=heading)
        return tag(
            "section",
            tag("p", tag("b", heading + "："), self.lead),
            tag("div", self.inner.notice, class_="cs-notice", role="alert") if self.inner.notice else None,
            self.inner.view(),
            tag("div", tag("button", "下一个", type="button", data_act="next"), class_="cs-actions"),
            aria_label=heading,
        )


class Certificate(Element):
    """A printable certificate, shown when everything in the last chapter is passed."""

    hint = "［结业证书］通过综合演练之后在这里打印。"

    def __init__(self) -> None:
        self.name = ""
        super().__init__()

    def on_name(self, _value: str, form: Form) -> None:
        """Take the name to print."""
        self.name = str(form.get("name", "")).strip()[:40]

    def view(self) -> Html:
        """The certificate, or what is still missing."""
        attempts = records.attempts()
        wanted = capstone()
        if not progress.passed(wanted, attempts):
            best = progress.best(attempts)
            open_ = [title(e) for e in wanted if best.get(e, 0.0) < progress.PASS_SHARE]
            said = "通过综合演练（每项达到“合格”）之后，这里会出现可以打印的证书。"
            return tag(
                "section",
                tag("h3", "结业证书", class_="cs-title"),
                tag("p", said),
                tag("ul", *(tag("li", f"还没通过：{t}") for t in open_)),
                aria_label="结业证书",
            )
        day = max(a.at for a in attempts if a.exercise in wanted)[:10]
        field = "cs-certificate-name"
        return tag(
            "section",
            tag("label", "证书上的名字", for_=field),
            tag(
                "input", type="text", id=field, name="name", value=self.name, data_act="name", maxlength="40"
            ),
            tag(
                "div",
                tag("h3", "结业证书"),
                tag("p", tag("b", self.name or records.learner())),
                tag("p", "完成了“电商客服实训课”的全部综合演练，每一项都达到合格以上。"),
                tag("p", f"通过日期：{day}", class_="cs-quiet"),
                tag("p", "本证书由课程程序根据练习记录生成，只证明完成了练习。", class_="cs-quiet"),
                class_="cs-card cs-certificate",
                data_printable=True,
            ),
            tag(
                "div",
                tag("button", "打印", type="button", data_print=True, class_="cs-primary"),
                class_="cs-actions",
            ),
            aria_label="结业证书",
        )


def capstone() -> list[str]:
    """Ids of the exercises that make up the last chapter."""
    folder = course.EXERCISES / "07_capstone"
    return [path.stem for path in exercises.files(folder)] if folder.is_dir() else []


def my_progress() -> Progress:
    """The learner's progress."""
    return Progress()


def review() -> Round:
    """What is due for another try today."""
    return Round()


def drill() -> Round:
    """Exercises built from the learner's own findings."""
    return Round(weak=True)


def certificate() -> Certificate:
    """The certificate, once it is earned."""
    return Certificate()
