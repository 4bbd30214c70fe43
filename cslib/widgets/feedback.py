"""An assessment as a page: the reply with its marks, what each means, and the scores last."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from cslib import links
from cslib.html import Html, join, lines, tag
from cslib.rubric.model import DIMENSION_POINTS, TOTAL_POINTS, Assessment, Dimension, Finding, Kind, Span

KIND_LABELS = {
    Kind.CRITICAL: "致命项",
    Kind.FAULT: "可以改",
    Kind.MISSING: "还缺",
    Kind.STRENGTH: "写得好",
}
_ORDER = list(KIND_LABELS)
UNFOLDED = 4
JOINER = "\u2060"  # keeps a mark's number on the line of its last character
UNITS = ".:元块件天号%"


def page(assessment: Assessment, before: Assessment | None = None, key: str = "") -> Html:
    """The whole feedback; `before` is the try it is compared with, `key` keeps ids apart on a page."""
    numbered = number(assessment.findings)
    return join(
        tag("h4", "点评", tabindex="-1", class_="cs-heading", data_focus=f"{key}-result"),
        verdict(assessment),
        progress(before, assessment) if before else None,
        tag("div", marked(assessment.text, numbered, key), class_="cs-marked", lang="zh-CN"),
        explanations(numbered, key),
        scores(assessment),
    )


def number(findings: Sequence[Finding]) -> list[tuple[int, Finding]]:
    """The findings worth showing, gravest kind first, numbered as they are shown."""
    shown = [f for f in findings if f.reason]
    shown.sort(key=lambda f: (_ORDER.index(f.kind), f.span.start if f.span else math.inf))
    return list(enumerate(shown, 1))


def verdict(assessment: Assessment) -> Html:
    """One sentence that says where the reply stands."""
    if assessment.critical:
        return tag("p", "先改致命项：有它在，整条回复不计分。", class_="cs-verdict cs-critical")
    gaps = len(assessment.of_kind(Kind.MISSING))
    faults = len(assessment.of_kind(Kind.FAULT))
    if not gaps and not faults:
        said = "该说的都说到了，可以直接发出去。"
    else:
        parts = [f"还缺{gaps}处要点" if gaps else "", f"有{faults}处可以改" if faults else ""]
        said = "，".join(filter(None, parts)) + "。先看下面标出来的地方。"
    return tag("p", said, class_="cs-verdict")


def progress(before: Assessment, after: Assessment) -> Html | None:
    """What became better since the try before, in words."""
    troubles = (Kind.CRITICAL, Kind.FAULT, Kind.MISSING)
    old = {f.criterion: f for f in before.of_kind(*troubles)}
    now = {f.criterion for f in after.of_kind(*troubles)}
    mended = [f for criterion, f in old.items() if criterion not in now]
    change = after.total - before.total
    said = f"和上一次比：{change:+.0f}分" if abs(change) >= 0.5 else "和上一次比：总分差不多"
    if mended:
        said += f"，改好了{len(mended)}处"
    fresh = len(now - old.keys())
    if fresh:
        said += f"，新出现{fresh}处"
    return tag("p", said + "。", class_="cs-progress")


def marked(text: str, numbered: Sequence[tuple[int, Finding]], key: str) -> Html:
    """The reply as it was typed, the findings' characters marked and numbered."""
    placed = [
        (n, f._replace(span=_whole(text, f.span)))
        for n, f in numbered
        if f.span and f.span.end > f.span.start
    ]
    edges = sorted({0, len(text), *(e for _, f in placed if f.span for e in (f.span.start, f.span.end))})
    return join(*(_segment(text, a, b, placed, key) for a, b in pairwise(edges)))


def _whole(text: str, span: Span) -> Span:
    """The span widened so that no number is marked by half, its unit included."""
    start, end = span.start, span.end
    while start > 0 and text[start].isdigit() and text[start - 1].isdigit():
        start -= 1
    while end < len(text) and text[end - 1].isdigit() and (text[end].isdigit() or text[end] in UNITS):
        end += 1
    return Span(start, end)


def _segment(text: str, start: int, end: int, placed: Sequence[tuple[int, Finding]], key: str) -> Html:
    words = lines(text[start:end]) if text[start:end].strip("\n") else tag("br")
    over = [(n, f) for n, f in placed if f.span and f.span.start <= start and end <= f.span.end]
    if not over:
        return words
    n, top = over[0]
    closing = "、".join(str(m) for m, f in over if f.span and f.span.end == end)
    return tag(
        "mark",
        words,
        tag("sup", JOINER + closing) if closing else None,
        class_=f"cs-{top.kind}",
        data_finding=f"{key}-{n}",
        tabindex="0",
        aria_describedby=f"{key}-f{n}",
        title=f"{KIND_LABELS[top.kind]}：{top.reason}",
    )


def explanations(numbered: Sequence[tuple[int, Finding]], key: str) -> Html:
    """The findings in words, one list a kind; long lists of gaps and of strengths are folded."""
    groups = []
    for kind, label in KIND_LABELS.items():
        items = [_explanation(n, f, key) for n, f in numbered if f.kind is kind]
        if not items:
            continue
        first = len(items) if kind in (Kind.CRITICAL, Kind.FAULT) else UNFOLDED
        groups.append(tag("h5", f"{label}（{len(items)}）", class_=f"cs-kind cs-{kind}"))
        groups.append(tag("ul", *items[:first], class_="cs-findings"))
        if items[first:]:
            rest = tag("ul", *items[first:], class_="cs-findings")
            groups.append(tag("details", tag("summary", f"还有{len(items) - first}条"), rest))
    return join(*groups)


def _explanation(n: int, finding: Finding, key: str) -> Html:
    leads = links.words(finding.link)
    return tag(
        "li",
        tag("span", n, class_=f"cs-number cs-{finding.kind}", aria_hidden="true"),
        tag(
            "div",
            tag("p", finding.reason),
            tag("p", tag("b", "可以写："), finding.better, class_="cs-better") if finding.better else None,
            tag("p", leads, class_="cs-reference") if leads else None,
        ),
        id=f"{key}-f{n}",
        data_finding=f"{key}-{n}",
        tabindex="0",
    )


def scores(assessment: Assessment) -> Html:
    """The five dimensions as a radar and a table; band and total last."""
    rows = [
        tag(
            "tr",
            tag("th", d.label, scope="row"),
            tag("td", f"{assessment.scores[d]:.0f}"),
            tag("td", _bar(d, assessment)),
        )
        for d in Dimension
    ]
    table = tag(
        "table",
        tag("caption", "五个维度，每项10分"),
        tag("thead", tag("tr", *(tag("th", t, scope="col") for t in ("维度", "得分", "")))),
        tag("tbody", *rows),
    )
    total = tag(
        "p",
        tag("b", assessment.band.value),
        f" {assessment.total:.0f} / {TOTAL_POINTS:.0f}分",
        class_=f"cs-total cs-band-{list(type(assessment.band)).index(assessment.band)}",
    )
    return tag("div", radar(assessment), tag("div", table, total), class_="cs-scores")


def _bar(dimension: Dimension, assessment: Assessment) -> Html:
    share = assessment.scores[dimension] / DIMENSION_POINTS
    return tag("span", tag("span", style=f"width:{share:.0%}"), class_="cs-bar", aria_hidden="true")


def radar(assessment: Assessment) -> Html:
    """A radar chart of the five dimensions as inline SVG."""
    said = "，".join(f"{d.label}{assessment.scores[d]:.0f}分" for d in Dimension)
    shares = [assessment.scores[d] / DIMENSION_POINTS for d in Dimension]
    rings = [tag("polygon", points=_ring([r] * len(shares)), class_="cs-ring") for r in (0.5, 1.0)]
    names = []
    for i, d in enumerate(Dimension):
        x, y = _spoke(i, 1.14)
        side = "middle" if abs(x) < 1 else "start" if x > 0 else "end"
        names.append(tag("text", d.label, x=f"{x:.0f}", y=f"{y + 4:.0f}", text_anchor=side))
    shape = tag("polygon", points=_ring(shares), class_="cs-shape")
    return tag(
        "svg",
        *rings,
        shape,
        *names,
        viewBox="-145 -110 290 205",
        class_="cs-radar",
        role="img",
        aria_label=said,
    )


def _ring(shares: Sequence[float]) -> str:
    return " ".join("{:.1f},{:.1f}".format(*_spoke(i, max(share, 0.02))) for i, share in enumerate(shares))


def _spoke(index: int, share: float) -> tuple[float, float]:
    angle = math.tau * index / len(Dimension) - math.pi / 2
    return 80 * share * math.cos(angle), 80 * share * math.sin(angle)
