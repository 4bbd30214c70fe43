"""The map of the course: chapters, lessons, and what the learner has done in each."""

from __future__ import annotations

from cslib import course, records
from cslib.course import Lesson
from cslib.html import Html, tag
from cslib.widgets.element import Element, Form


class CourseMap(Element):
    """All lessons with their progress, as links; deletes the learner's data when told twice."""

    hint = "［课程地图］打开课程后会自动显示。"

    def __init__(self) -> None:
        self.asked = False
        super().__init__()

    def on_refresh(self, _value: str, _form: Form) -> None:
        """Look up the progress again."""
        self.asked = False

    def on_forget(self, _value: str, _form: Form) -> None:
        """Ask first, then delete everything stored of this learner."""
        if self.asked:
            records.forget()
        self.asked = not self.asked

    def view(self) -> Html:
        """The map."""
        attempts, torn = records.read()
        done = {attempt.exercise for attempt in attempts}
        chapters = [self._chapter(key, name, done) for key, name in course.CHAPTERS.items()]
        warning = None
        if torn:
            said = f"练习记录里有{len(torn)}行没写完整（可能是上次断电），已经跳过，其余记录都在。"
            warning = tag("p", said, class_="cs-quiet")
        return tag(
            "section",
            tag("h3", "课程地图", class_="cs-title"),
            tag("ol", *chapters, class_="cs-map"),
            warning,
            self._controls(len(attempts)),
            aria_label="课程地图",
        )

    def _chapter(self, key: str, name: str, done: set[str]) -> Html | None:
        lessons = [lesson for lesson in course.lessons() if lesson.chapter == key]
        if not lessons:
            return None
        return tag(
            "li",
            tag("b", f"{int(key)}　{name}"),
            tag("ul", *(_lesson(lesson, done) for lesson in lessons)),
            data_key=key,
        )

    def _controls(self, count: int) -> Html:
        forget = "真的全部删除，找不回来" if self.asked else "删除我的练习记录"
        return tag(
            "div",
            tag("span", f"你已经交过{count}次练习。", class_="cs-quiet"),
            tag("button", "更新进度", type="button", data_act="refresh"),
            tag("button", forget, type="button", data_act="forget") if count else None,
            class_="cs-actions",
        )


def _lesson(lesson: Lesson, done: set[str]) -> Html:
    finished = len(done.intersection(lesson.exercises))
    total = len(lesson.exercises)
    state = "✓ 已完成" if total and finished == total else f"练习 {finished} / {total}" if total else "阅读"
    return tag(
        "li",
        tag("a", f"{lesson.id} {lesson.title}", href=lesson.path),
        tag("span", f"　约{lesson.minutes}分钟　{state}", class_="cs-quiet"),
    )


def course_map() -> CourseMap:
    """The course map with this learner's progress."""
    return CourseMap()
