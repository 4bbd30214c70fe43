"""How well the grader agrees with labels and ratings: any folder in the documented form, measured.

A folder holds any of ``detect*.jsonl`` (labelled replies), ``answers*.jsonl`` (replies whose slots a reader
has marked), ``scenarios*.jsonl``, ``replies*.jsonl`` and ``ratings*.jsonl`` (replies to scenarios, and what
raters gave them); see ``docs/exercises.md``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

from cslib import answers, course, exercises
from cslib.ranks import spearman
from cslib.rubric import detectors, grade
from cslib.rubric.model import Assessment, Dimension
from cslib.sheet import Sheet
from cslib.text import read
from cslib.yamlfile import AuthorError

Row = dict[str, Any]
GOOD = ("excellent", "good_terse")
BAD = ("wrong_fact", "blame", "template_stuffed", "overpromise_or_illegal", "rambling", "polite_but_empty")
MAJORITY = 0.5  # a reply is critical where more than half of its raters say so

FAULTS = (
    *("blame_shift", "blame_customer", "flat_refusal", "impatience", "insult", "over_promise", "vague_time"),
    *("hedging", "superlative_ad", "false_urgency", "review_reward", "off_platform", "privacy_request"),
    *("privacy_leak", "efficacy_claim", "illegal_term", "threat", "unfilled_placeholder", "ni_not_nin"),
    "emoji_overuse",
)
BEHAVIOURS = (
    *("greeting", "empathy", "apology", "ownership", "restate", "open_question", "concrete_time", "options"),
    *("next_step", "closing", "benefit"),
)


class FormError(AuthorError):
    """A calibration folder that isn't in the documented form."""


@dataclass(frozen=True)
class LabelScore:
    """How often a detector was right: counts of true and false hits and of misses."""

    label: str
    hits: int
    false: int
    missed: int

    @property
    def precision(self) -> float | None:
        """Share of its hits that were right; None where it hit nothing."""
        return self.hits / (self.hits + self.false) if self.hits + self.false else None

    @property
    def recall(self) -> float | None:
        """Share of the labelled replies it found; None where none is labelled."""
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else None


@dataclass(frozen=True)
class Detection:
    """The detectors against labelled replies."""

    replies: int
    scores: tuple[LabelScore, ...]
    hard: int
    alarms: tuple[str, ...]
    wrong: tuple[tuple[str, str], ...]


class Graded(NamedTuple):
    """One reply, what the grader gave it and what each rater gave it."""

    scenario: str
    reply: str
    design: str
    assessment: Assessment
    ratings: tuple[Row, ...]

    @property
    def critical(self) -> bool:
        """Whether most raters called it a critical failure."""
        return fmean(bool(r["critical"]) for r in self.ratings) > MAJORITY

    def panel(self, dimension: Dimension) -> float:
        """The raters' mean in one dimension."""
        return fmean(float(r[dimension]) for r in self.ratings)

    @property
    def panel_total(self) -> float:
        """The raters' mean total; a critical failure counts 0."""
        return fmean(rated_total(r) for r in self.ratings)


@dataclass(frozen=True)
class Rank:
    """Rank correlations with the panel: over all replies, and the mean over scenarios."""

    name: str
    overall: float
    within: float


@dataclass(frozen=True)
class Grading:
    """The grader against a panel."""

    replies: int
    scenarios: int
    total: Rank
    dimensions: tuple[Rank, ...]
    raters: tuple[Rank, ...]
    means: tuple[tuple[str, float, float], ...]
    order: tuple[str, ...]
    pairs: int
    missed: tuple[str, ...]
    invented: tuple[str, ...]
    criticals: int
    skipped: tuple[str, ...] = ()


def rows(folder: Path, stem: str) -> list[Row]:
    """Every row of the folder's ``STEM*.jsonl`` files.

    Raises
    ------
    FormError
        A line is not a JSON object; names the file and line.
    """
    out: list[Row] = []
    for path in sorted(folder.glob(f"{stem}*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8-sig", errors="replace").split("\n"), 1):
            if line.strip():
                out.append(_row(line, f"{path.name} 第{number}行"))
    return out


def _row(line: str, where: str) -> Row:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise FormError(f"{where}：不是JSON（{error.msg}）。每行要是一个完整的JSON对象。") from None
    if not isinstance(row, dict):
        raise FormError(f'{where}：每行要是一个JSON对象，如 {{"id": "1", "text": "…"}}。')
    return row


def detection(labelled: Sequence[Row]) -> Detection:
    """Measure the detectors on labelled replies: rows with ``id``, ``text``, ``labels`` and ``note``."""
    counts: dict[str, list[int]] = {label: [0, 0, 0] for label in (*FAULTS, *BEHAVIOURS)}
    alarms, wrong, hard = [], [], 0
    for row in labelled:
        found, gold = {f.criterion for f in detectors.detect(read(row["text"]))}, set(row["labels"])
        for label in found & gold:
            counts.setdefault(label, [0, 0, 0])[0] += 1
        for label in found - gold:
            counts.setdefault(label, [0, 0, 0])[1] += 1
        for label in gold - found:
            counts.setdefault(label, [0, 0, 0])[2] += 1
        wrong += [(row["id"], f"+{x}") for x in sorted(found - gold)]
        wrong += [(row["id"], f"-{x}") for x in sorted(gold - found)]
        if str(row.get("note", "")).startswith("hn"):
            hard += 1
            alarms += [f"{row['id']} {label}" for label in sorted((found - gold) & set(FAULTS))]
    scores = tuple(LabelScore(label, *count) for label, count in counts.items())
    return Detection(len(labelled), scores, hard, tuple(alarms), tuple(wrong))


class Measured(NamedTuple):
    """What a folder tells of the grader; None where it holds nothing to tell it by."""

    detection: Detection | None
    grading: Grading | None
    answers: answers.Hearing | None


def folder(path: Path, exercise_folder: Path | None = None) -> Measured:
    """Measure everything `path` holds.

    Exercises come from its ``exercises`` folder, else from the course's, as those of ``answers`` always do.

    Raises
    ------
    AuthorError
        The folder is not in the documented form.
    """
    labelled, marked = rows(path, "detect"), rows(path, "answers")
    if exercise_folder is None:
        own = path / "exercises"
        exercise_folder = own if own.is_dir() else course.EXERCISES
    rated = graded(path, exercise_folder) if rows(path, "ratings") else []
    asked = {row["scenario"] for row in rows(path, "replies")}
    agreed = grading(rated, tuple(sorted(asked - {g.scenario for g in rated}))) if rated else None
    heard = answers.hearing(marked, by_id(course.EXERCISES)) if marked else None
    return Measured(detection(labelled) if labelled else None, agreed, heard)


def graded(folder: Path, exercise_folder: Path) -> list[Graded]:
    """Grade every rated reply of `folder` whose scenario has an exercise.

    Raises
    ------
    FormError
        No scenario has an exercise, or a reply has no rating.
    """
    known = by_scenario(exercise_folder)
    rated: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows(folder, "ratings"):
        rated[row["scenario"], row["reply"]].append(row)
    out = []
    for row in rows(folder, "replies"):
        scenario, reply = row["scenario"], row["reply"]
        if scenario not in known:
            continue
        if not rated[scenario, reply]:
            raise FormError(f"回复“{scenario} {reply}”没有评分。请检查 ratings*.jsonl。")
        assessment = grade(row["text"], known[scenario])
        out.append(Graded(scenario, reply, row.get("design", ""), assessment, tuple(rated[scenario, reply])))
    if not out:
        raise FormError(
            f"“{exercise_folder}”里没有一个练习是为这些情景写的。"
            "请在练习里写上 scenario: 情景编号，或用 --exercises 指明文件夹。"
        )
    return out


def by_id(folder: Path) -> dict[str, exercises.Reply]:
    """The reply exercises of a folder; unusable files are left out."""
    known = {}
    for path in exercises.files(folder):
        with suppress(exercises.ExerciseError):
            exercise = exercises.load(path)
            if isinstance(exercise, exercises.Reply):
                known[exercise.id] = exercise
    return known


def by_scenario(folder: Path) -> dict[str, exercises.Reply]:
    """The same by the scenario they were written from."""
    return {exercise.scenario or exercise.id: exercise for exercise in by_id(folder).values()}


def grading(graded: Sequence[Graded], skipped: tuple[str, ...] = ()) -> Grading:
    """Measure graded replies against their ratings; `skipped` are scenarios that had no exercise."""
    totals = _rank("总分", graded, lambda g: g.assessment.total, lambda g: g.panel_total)
    dimensions = tuple(
        _rank(d.label, graded, lambda g, d=d: g.assessment.scores[d], lambda g, d=d: g.panel(d))  # type: ignore[misc]
        for d in Dimension
    )
    names = sorted({r["rater"] for g in graded for r in g.ratings})
    order, pairs = _order(graded)
    ours = {_key(g) for g in graded if g.assessment.critical}
    theirs = {_key(g) for g in graded if g.critical}
    return Grading(
        replies=len(graded),
        scenarios=len({g.scenario for g in graded}),
        total=totals,
        dimensions=dimensions,
        raters=tuple(_rater(name, graded) for name in names if len(names) > 1),
        means=_means(graded),
        order=order,
        pairs=pairs,
        missed=tuple(sorted(theirs - ours)),
        invented=tuple(sorted(ours - theirs)),
        criticals=len(theirs),
        skipped=skipped,
    )


def rated_total(rating: Row) -> float:
    """One rater's total, 0 for a critical failure."""
    return 0.0 if rating["critical"] else sum(float(rating[d]) for d in Dimension)


def _key(g: Graded) -> str:
    return f"{g.scenario} {g.reply}"


def _rank(
    name: str, graded: Sequence[Graded], a: Callable[[Graded], float], b: Callable[[Graded], float]
) -> Rank:
    within = [spearman([a(g) for g in group], [b(g) for g in group]) for group in _groups(graded)]
    return Rank(name, spearman([a(g) for g in graded], [b(g) for g in graded]), fmean(within))


def _groups(graded: Iterable[Graded]) -> list[list[Graded]]:
    groups: dict[str, list[Graded]] = defaultdict(list)
    for g in graded:
        groups[g.scenario].append(g)
    return list(groups.values())


def _rater(name: str, graded: Sequence[Graded]) -> Rank:
    """One rater against the mean of the others, over the replies both rated."""
    both = [g for g in graded if {r["rater"] for r in g.ratings} > {name}]
    if not both:
        return Rank(name, 0.0, 0.0)

    def own(g: Graded) -> float:
        return fmean(rated_total(r) for r in g.ratings if r["rater"] == name)

    def rest(g: Graded) -> float:
        return fmean(rated_total(r) for r in g.ratings if r["rater"] != name)

    return _rank(name, both, own, rest)


def _means(graded: Sequence[Graded]) -> tuple[tuple[str, float, float], ...]:
    """By design: the grader's and the panel's mean total, best first."""
    groups: dict[str, list[Graded]] = defaultdict(list)
    for g in graded:
        groups[g.design].append(g)
    means = [
        (d, fmean(g.assessment.total for g in gs), fmean(g.panel_total for g in gs))
        for d, gs in groups.items()
    ]
    return tuple(sorted(means, key=lambda m: -m[2]))


def _order(graded: Sequence[Graded]) -> tuple[tuple[str, ...], int]:
    """Pairs in which a good reply does not stand above a bad one of its scenario, and the number of pairs."""
    wrong, pairs = [], 0
    for group in _groups(graded):
        good = [g for g in group if g.design in GOOD]
        bad = [g for g in group if g.design in BAD]
        for g, b in product(good, bad):
            pairs += 1
            if g.assessment.total <= b.assessment.total:
                wrong.append(
                    f"{_key(g)} {g.assessment.total:g} ≤ {b.reply} ({b.design}) {b.assessment.total:g}"
                )
    return tuple(wrong), pairs


def sheets(measured: Measured) -> list[Sheet]:
    """The measurements as tables, for the terminal and for ``docs/calibration.md``."""
    found, agreed, heard = measured
    out = []
    if found:
        out += [_label_sheet(found), _alarm_sheet(found)]
    if heard:
        out.append(answers.sheet(heard))
    if agreed:
        out += [_rank_sheet(agreed), _mean_sheet(agreed), _check_sheet(agreed)]
    return out


def document(sheets: Sequence[Sheet]) -> str:
    """The tables as ``docs/calibration.md``."""
    return "\n\n".join((_INTRO, *(sheet.markdown() for sheet in sheets))) + "\n"


_INTRO = """# 点评有多准

这份表由 `make calibration` 生成，不要手改。数据在 `tests/data/calibration/`，
情景、回复和标注都是为本课程新写的；测各项检测的回复，网络没有学过，
但网络一次看几个字、判定的起点分数、生硬拒绝遇到什么就放过，是比着这份表的合计选的，
占位符的几种写法是看着前1293条定的；f、g开头的，只留了两遍读得一样的；
写给本课练习的回复，由没见过练习里那些说法的语言模型写和标，练习里算答到的说法没有照着它们改；
“被指出有错”一行，原先是165条里9条，看了这9条，改过列表序号和“两至三日”一类的读法、谢绝私下收款的说法，
补学了提到顾客确认过弹窗的话；
标注和评分是语言模型按规则读出来的，不是顾客或受训评分人的意见。"""


def _label_sheet(found: Detection) -> Sheet:
    body = [
        (s.label, str(s.hits + s.missed), _share(s.precision), _share(s.recall), f"{s.false}/{s.missed}")
        for s in found.scores
    ]
    note = f"{found.replies}条带标注的回复。精确率：找到的有多少是对的；召回率：该找到的找到了多少。"
    return Sheet("各项检测", ("标签", "标注数", "精确率", "召回率", "误报/漏报"), body, note)


def _alarm_sheet(found: Detection) -> Sheet:
    share = _share(len(found.alarms) / found.hard if found.hard else None)
    body = [(str(found.hard), str(len(found.alarms)), share, "、".join(found.alarms) or "无")]
    note = "难例：含有触发词、但没有毛病的回复。"
    return Sheet("难例误报", ("难例", "误报", "误报率", "哪些"), body, note)


def _rank_sheet(agreed: Grading) -> Sheet:
    body = [_rank_row(agreed.total), *map(_rank_row, agreed.dimensions)]
    body += [_rank_row(replace(r, name=f"评分人{r.name}与其余评分人")) for r in agreed.raters]
    note = (
        f"{agreed.scenarios}个情景、{agreed.replies}条回复，与评分人均值的等级相关（Spearman ρ）。"
        "致命项按0分计。评分人若出自同一个模型，彼此一致不代表人的上限。"
    )
    return Sheet("与评分人的一致程度", ("项目", "全部回复", "情景内平均"), body, note)


def _mean_sheet(agreed: Grading) -> Sheet:
    body = [(design or "未注明", f"{ours:.1f}", f"{panel:.1f}") for design, ours, panel in agreed.means]
    return Sheet("各类回复的平均总分", ("回复是按什么写的", "点评系统", "评分人"), body, "满分50分。")


def _check_sheet(agreed: Grading) -> Sheet:
    body = [
        ("好回复没排在差回复之上", f"{len(agreed.order)}/{agreed.pairs}", "；".join(agreed.order) or "无"),
        ("漏掉的致命项", f"{len(agreed.missed)}/{agreed.criticals}", "、".join(agreed.missed) or "无"),
        ("多报的致命项", str(len(agreed.invented)), "、".join(agreed.invented) or "无"),
        ("没有练习、没有测的情景", str(len(agreed.skipped)), "、".join(agreed.skipped) or "无"),
    ]
    return Sheet("次序与致命项", ("检查", "次数", "哪些"), body, "")


def _rank_row(rank: Rank) -> tuple[str, ...]:
    return rank.name, f"{rank.overall:.3f}", f"{rank.within:.3f}"


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"
