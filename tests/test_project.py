"""The project's own files agree with each other."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

from cslib import course

ROOT = course.ROOT
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
BUILD_ONLY = {"hatchling", "editables"}
CONDA_NAMES = {"python-kaleido": "kaleido"}
NOTEBOOKS = sorted(p for p in course.NOTEBOOKS.rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts)


def _wanted() -> dict[str, SpecifierSet]:
    lines = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["lab"]
    found = {canonicalize_name(r.name): r.specifier for r in map(Requirement, lines)}
    return {name: spec for name, spec in found.items() if name not in BUILD_ONLY}


def _conda(environment: dict[str, Any]) -> dict[str, SpecifierSet]:
    found = {}
    for line in environment["dependencies"]:
        for entry in line["pip"] if isinstance(line, dict) else [line]:
            name, _, spec = entry.partition(" ")
            if not name.startswith("-"):
                found[canonicalize_name(CONDA_NAMES.get(name, name))] = SpecifierSet(spec)
    return found


def test_environment_and_pyproject_never_disagree() -> None:
    environment = YAML(typ="safe", pure=True).load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    conda = _conda(environment)
    assert conda.pop("python") == SpecifierSet(PROJECT["requires-python"])
    conda.pop("pip")
    assert conda == _wanted()


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.lock")), ids=lambda p: p.name)
def test_locks_name_no_address_and_meet_pyproject(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r"https?://|index-url|find-links|file:|^rfc3987", text, re.M)
    pins = dict(re.findall(r"^([\w.-]+)==([\w.]+)", text, re.M))
    pins = {canonicalize_name(name): version for name, version in pins.items()}
    assert all(spec.contains(pins[name]) for name, spec in _wanted().items())
    assert text.count("--hash=sha256:") > len(pins)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebooks_are_stored_whole(path: Path) -> None:
    raw = path.read_text(encoding="utf-8")
    notebook = json.loads(raw)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    # A cell without a count is run by nbval but compared with nothing.
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert all(o["output_type"] != "error" for cell in code for o in cell["outputs"])
    assert all(len("".join(cell["source"]).splitlines()) <= 4 for cell in code)
    assert "widgets" not in notebook["metadata"] and "widget-view" not in raw
    assert not re.search(r"/(?:home|tmp|Users|ro{2}t)/|[A-Z]:\\\\", raw)
    assert len(raw.encode()) < 100_000
    assert notebook["metadata"]["cslib"]["autorun"] is True


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_markdown_shows_no_stray_stars(path: Path) -> None:
    # Emphasis that begins or ends at a Chinese quotation mark is not emphasis to CommonMark.
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "markdown":
            shown = re.sub(r"<[^>]+>", "", MarkdownIt().enable("table").render("".join(cell["source"])))
            assert "**" not in shown, shown


def test_every_lesson_names_exercises_that_exist_and_shows_them() -> None:
    from cslib import exercises

    known = set(exercises.ids())
    for lesson in course.lessons():
        cells = (course.NOTEBOOKS / lesson.path).read_text(encoding="utf-8")
        assert lesson.exercises, lesson.path
        for exercise in lesson.exercises:
            assert exercise in known
            assert f'(\\"{exercise}\\"' in cells


def test_a_wheel_carries_the_whole_course(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    for folder in ("data", "exercises", "notebooks"):
        for path in (ROOT / folder).rglob("*.[cyij]*"):
            if path.is_file() and "checkpoints" not in str(path):
                assert f"cslib/_course/{path.relative_to(ROOT).as_posix()}" in names
    shared = [name for name in names if "/data/share/jupyter/labextensions/cslib-lesson/" in name]
    assert len(shared) == 2
    assert any(name.endswith("etc/jupyter/labconfig/default_setting_overrides.json") for name in names)


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_readme_names_exercises_and_files_that_exist(readme: str) -> None:
    from cslib import exercises

    text = (ROOT / readme).read_text(encoding="utf-8")
    named = re.findall(r'load\("([\w-]+)"\)|cslib grade ([\w-]+)`', text)
    assert named and {a or b for a, b in named} <= set(exercises.ids())
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert (ROOT / link).exists(), link
