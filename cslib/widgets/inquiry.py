"""Practice by questioning: where a number comes from, and whether a wording is lawful."""

from __future__ import annotations

import re
import unicodedata

from cslib import claims, laws, records, tasks
from cslib.html import Html, join, tag
from cslib.widgets.element import Element, Form

LAWFUL, UNLAWFUL = "可以说", "不能说"


class Detective(Element):
    """Number detective: grade the evidence, do the arithmetic, then read the verdict."""

    def __init__(self, exercise: tasks.Detective) -> None:
        self.exercise = exercise
        self.grades: dict[int, str] = {}
        self.sums: dict[tuple[int, int], str] = {}
        super().__init__()

    def on_grade(self, value: str, form: Form) -> None:
        """Give the claim of case `value` a provenance grade."""
        self.grades[int(value)] = str(form.get("", ""))
        self._store()

    def on_sum(self, value: str, form: Form) -> None:
        """Check a piece of arithmetic (``case-sum``)."""
        case, n = map(int, value.split("-"))
        typed = str(form.get(self._name(case, n), "")).strip()
        if number(typed) is None:
            self.notice = "这里填一个数，比如 31 或 2.5。"
            return
        self.sums[case, n] = typed
        self._store()

    def _store(self) -> None:
        if len(self.grades) == len(self.exercise.cases) and len(self.sums) == self._questions():
            right = sum(self._graded(c) for c in self.grades) + sum(self._solved(*key) for key in self.sums)
            answer = {"grades": list(self.grades.values()), "sums": list(self.sums.values())}
            result = {"right": right, "of": len(self.grades) + len(self.sums)}
            records.add(records.Attempt(self.exercise.id, "detective", answer, result))

    def _questions(self) -> int:
        return sum(len(case.sums) for case in self.exercise.cases)

    def _graded(self, case: int) -> bool:
        return self.grades[case] == claims.get(self.exercise.cases[case].claim).grade

    def _solved(self, case: int, n: int) -> bool:
        sum_ = self.exercise.cases[case].sums[n]
        found = number(self.sums[case, n])
        return found is not None and abs(found - sum_.answer) <= sum_.within

    def view(self) -> Html:
        """All cases."""
        e = self.exercise
        cases = [self._case(n, case) for n, case in enumerate(e.cases)]
        return tag(
            "section", tag("h3", e.title, class_="cs-title"), *cases, aria_label=f"数字侦探：{e.title}"
        )

    def _case(self, n: int, case: tasks.Case) -> Html:
        claim = claims.get(case.claim)
        solved = n in self.grades and all((n, k) in self.sums for k in range(len(case.sums)))
        return tag(
            "fieldset",
            tag("legend", f"案件{n + 1}"),
            tag("p", case.lead),
            tag("blockquote", claim.text, class_="cs-situation"),
            self._provenance(n, claim),
            *(self._sum(n, k, sum_) for k, sum_ in enumerate(case.sums)),
            tag("p", tag("b", "结案："), case.verdict, class_="cs-card", role="status") if solved else None,
            data_key=f"case-{n}",
        )

    def _provenance(self, n: int, claim: claims.Claim) -> Html:
        name = f"{self.exercise.id}-grade-{n}"
        choices = [
            tag(
                "label",
                tag(
                    "input",
                    type="radio",
                    name=name,
                    value=grade.value,
                    data_act="grade",
                    data_value=str(n),
                    checked=self.grades.get(n) == grade.value,
                ),
                tag("span", f"{grade.value} {grade.label}"),
            )
            for grade in claims.Grade
        ]
        told = None
        if n in self.grades:
            fits = self._graded(n)
            lead = "✓ 对。" if fits else f"✗ 是{claim.grade.value}级（{claim.grade.label}）。"
            said = join(claims.cite(claim.id), "。", claim.note)
            told = tag(
                "p", tag("b", lead), said, class_=f"cs-why cs-{'right' if fits else 'wrong'}", role="status"
            )
        return tag(
            "div",
            tag("p", "这个数字的出处有多硬？"),
            tag("span", *choices, class_="cs-bins", role="group", aria_label="出处等级"),
            told,
        )

    def _name(self, case: int, n: int) -> str:
        return f"{self.exercise.id}-{case}-{n}"

    def _sum(self, case: int, n: int, sum_: tasks.Sum) -> Html:
        name = self._name(case, n)
        field = tag(
            "input",
            type="text",
            inputmode="decimal",
            id=name,
            name=name,
            value=self.sums.get((case, n), ""),
            autocomplete="off",
        )
        check = tag("button", "算好了", type="button", data_act="sum", data_value=f"{case}-{n}")
        told = self._told(case, n, sum_) if (case, n) in self.sums else None
        return tag(
            "div",
            tag("label", sum_.ask, for_=name),
            tag("span", field, sum_.unit, check, class_="cs-actions cs-sum"),
            told,
        )

    def _told(self, case: int, n: int, sum_: tasks.Sum) -> Html:
        if self._solved(case, n):
            return tag("p", tag("b", "✓ 算对了。"), sum_.why, class_="cs-why cs-right", role="status")
        found = number(self.sums[case, n])
        slip = next((s.why for s in sum_.slips if s.value == found), "")
        said = slip or f"正确的结果是{sum_.answer:g}{sum_.unit}。{sum_.why}"
        return tag("p", tag("b", "✗ 再算一次。"), said, class_="cs-why cs-wrong", role="status")


class Legal(Element):
    """Legal check: may this be said? If not, which article stands against it?"""

    def __init__(self, exercise: tasks.Legal) -> None:
        self.exercise = exercise
        self.judged: dict[int, bool] = {}
        self.articles: dict[int, str] = {}
        super().__init__()

    def on_judge(self, value: str, form: Form) -> None:
        """Judge wording `value` lawful or not."""
        self.judged[int(value)] = form.get("") == LAWFUL
        self._store()

    def on_article(self, value: str, form: Form) -> None:
        """Name the article that wording `value` breaks."""
        self.articles[int(value)] = str(form.get("", ""))
        self._store()

    def _store(self) -> None:
        scripts = self.exercise.scripts
        if all(map(self._done, range(len(scripts)))):
            answer = {str(n): "" if lawful else self.articles[n] for n, lawful in self.judged.items()}
            result = {"right": sum(map(self._right, range(len(scripts)))), "of": len(scripts)}
            records.add(records.Attempt(self.exercise.id, "legal", answer, result))

    def _done(self, n: int) -> bool:
        return n in self.judged and (self.judged[n] or bool(self.articles.get(n)))

    def _right(self, n: int) -> bool:
        law = self.exercise.scripts[n].law
        return self.judged[n] is (not law) and (not law or self.articles.get(n) == law)

    def view(self) -> Html:
        """The wordings with their choices."""
        e = self.exercise
        articles = sorted({script.law for script in e.scripts if script.law})
        rows = [self._row(n, script, articles) for n, script in enumerate(e.scripts)]
        return tag(
            "section",
            tag("h3", e.title, class_="cs-title"),
            tag("p", e.ask),
            *rows,
            tag("p", laws.note(), class_="cs-quiet"),
            aria_label=f"合规检查：{e.title}",
        )

    def _row(self, n: int, script: tasks.Script, articles: list[str]) -> Html:
        choices = [self._choice(n, word, word == LAWFUL) for word in (LAWFUL, UNLAWFUL)]
        unlawful = self.judged.get(n) is False
        return tag(
            "fieldset",
            tag("legend", f"“{script.text}”"),
            tag("span", *choices, class_="cs-bins"),
            self._articles(n, articles) if unlawful else None,
            self._told(n, script) if self._done(n) else None,
            data_key=f"script-{n}",
        )

    def _choice(self, n: int, word: str, lawful: bool) -> Html:
        box = tag(
            "input",
            type="radio",
            name=f"{self.exercise.id}-{n}",
            value=word,
            data_act="judge",
            data_value=str(n),
            checked=self.judged.get(n) is lawful,
        )
        return tag("label", box, tag("span", word))

    def _articles(self, n: int, articles: list[str]) -> Html:
        name = f"{self.exercise.id}-{n}-article"
        options = [tag("option", "选一条……", value="")]
        for law in articles:
            label = f"{laws.get(law).topic}：{laws.cite(law)}"
            options.append(tag("option", label, value=law, selected=self.articles.get(n) == law))
        choose = tag("select", *options, id=name, name=name, data_act="article", data_value=str(n))
        return tag("p", tag("label", "违反的是哪一条？", for_=name), choose)

    def _told(self, n: int, script: tasks.Script) -> Html:
        fits = self._right(n)
        lead = ("✓ 对。" if fits else "✗ 再看看。") + ("这句不能说。" if script.law else "这句可以说。")
        gist = (
            tag("span", f"（{laws.cite(script.law)}：{laws.get(script.law).gist}）") if script.law else None
        )
        better = tag("span", "可以写：", script.better, class_="cs-better") if script.better else None
        why = f"cs-why cs-{'right' if fits else 'wrong'}"
        return tag("p", tag("b", lead), script.why, gist, better, class_=why, role="status")


_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def number(typed: str) -> float | None:
    """The first number someone typed, full-width digits and units aside; None where there is none.

    Examples
    --------
    >>> number("３１秒"), number("约2.5"), number("1,200元"), number("不知道")
    (31.0, 2.5, 1200.0, None)
    """
    found = _NUMBER.search(unicodedata.normalize("NFKC", typed).replace(",", ""))
    return float(found[0]) if found else None
