"""The exercise check: what it lets pass, and what an author is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cslib import check, course, exercises

FOLDER = Path(__file__).parent / "data" / "calibration" / "exercises"
GOOD = (FOLDER / "c03.yaml").read_text(encoding="utf-8")

# (what stands in the good file, what it becomes, field of the problem, words of its message)
LINT = [
    ("id: c03\n", "id: c33\n", "id", "文件名"),
    ("      - (能|可以)[的][直接](改|换|修改)", "      - 能", "slots 第1项 accept 第1项", "太宽"),
    ("      - (能|可以)[的][直接](改|换|修改)", "      - 为您…服务", "slots 第1项 accept 第1项", "客套话"),
    (
        "    carries: [15:00]\n",
        "    carries: [15:00]\n    partly: [为您…服务]\n",
        "slots 第1项 partly 第1项",
        "客套话",
    ),
    (
        "        better: 可以改，今天15:00前提交就行。\n",
        "        better: 可以改，今天15:00前提交就行。\n        except: [改]\n",
        "slots 第1项 wrong 第1项 except 第1项",
        "太宽",
    ),
    (
        "    critical: true\n",
        "    critical: true\n    except: [不]\n",
        "forbidden 第1项 except 第1项",
        "太宽",
    ),
    (
        "    findings: [slot:change, slot:how]\n",
        "    findings: [slot:chance]\n",
        "examples 第4项 findings 第1项",
        "是不是想写",
    ),
    (
        "    findings: [slot:change, slot:how]\n",
        "    findings: [slot:small]\n",
        "examples 第4项 findings 第1项",
        "点评里没有",
    ),
    (
        "    findings: [slot:change, slot:how]\n",
        "    findings: [slot:change, vague_tiem]\n",
        "examples 第4项 findings 第2项",
        "是不是想写",
    ),
    (
        "    findings: [slot:change, slot:how]\n",
        "    without: [slot:how]\n",
        "examples 第4项 without 第1项",
        "点评里有",
    ),
    ("    band: 良好\n", "    band: 不合格\n", "examples 第1项 band", "点评给的是“良好”"),
    ("      - (1kg|一公斤|小袋|小包)", "      - 奶牛猫专用粮", "slots 第4项", "没有一个例子"),
    ("45元次日达，先接上", "45块次日达，包您周六一定到，先接上", "models good text", "forbidden:promise"),
]


def _problems(tmp_path: Path, text: str) -> list[exercises.Problem]:
    path = tmp_path / "c03.yaml"
    path.write_text(text, encoding="utf-8")
    return list(check.check_file(path).problems)


@pytest.mark.parametrize(("good", "bad", "field", "words"), LINT)
def test_lint_names_field_and_line(tmp_path: Path, good: str, bad: str, field: str, words: str) -> None:
    assert GOOD.count(good) == 1
    text = GOOD.replace(good, bad)
    found = [p for p in _problems(tmp_path, text) if p.field == field]
    assert found, _problems(tmp_path, text)
    assert words in found[0].message
    assert found[0].line > 1


def test_too_few_examples(tmp_path: Path) -> None:
    cut = GOOD[: GOOD.rindex("  - text:")]
    assert "examples" in [p.field for p in _problems(tmp_path, cut)]


def test_every_exercise_gets_what_its_examples_expect() -> None:
    """The course's own exercises are checked by ``make check``."""
    reports = check.check_folder(FOLDER)
    assert reports
    assert [str(p) for report in reports for p in report.problems] == []


def test_two_files_of_one_name_are_reported(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "c03.yaml").write_text(GOOD, encoding="utf-8")
    problems = [p.message for report in check.check_folder(tmp_path) for p in report.problems]
    assert len(problems) == 1
    assert "重复" in problems[0]


def test_the_formats_in_the_guide_can_be_read(tmp_path: Path) -> None:
    guide = (course.ROOT / "docs" / "exercises.md").read_text(encoding="utf-8")
    whole = [
        block
        for block in re.findall(r"```yaml\n(.*?)```", guide, re.S)
        if re.match("kind: (quiz|sort)", block)
    ]
    assert len(whole) == 2
    for block in whole:
        path = tmp_path / "x.yaml"
        path.write_text(block, encoding="utf-8")
        exercises.load(path)
