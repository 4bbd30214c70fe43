"""Opening the course: the working copy, the port, and clear words where something is in the way."""

from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path

import pytest

from cslib import course, lab


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of one lesson that a test may rewrite."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    shutil.copy(course.NOTEBOOKS / "00_welcome.ipynb", folder)
    monkeypatch.setattr(course, "NOTEBOOKS", folder)
    return folder / "00_welcome.ipynb"


def _edit(path: Path, words: str) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][0]["source"] = words
    path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")


def _first_cell(path: Path) -> str:
    return "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])


def test_the_copy_is_left_alone_until_the_course_changes(shipped: Path) -> None:
    copy = lab.working_copy() / shipped.name
    _edit(copy, "学员自己的笔记")
    lab.working_copy()
    assert _first_cell(copy) == "学员自己的笔记"


def test_a_new_version_comes_in_and_the_learners_changes_are_set_aside(shipped: Path) -> None:
    copy = lab.working_copy() / shipped.name
    _edit(copy, "学员自己的笔记")
    _edit(shipped, "新版")
    lab.working_copy()
    assert _first_cell(copy) == "新版"
    assert [_first_cell(p) for p in copy.parent.glob("*我的改动*")] == ["学员自己的笔记"]


def test_an_untouched_copy_is_replaced_without_leftovers(shipped: Path) -> None:
    copy = lab.working_copy() / shipped.name
    _edit(shipped, "新版")
    lab.working_copy()
    assert _first_cell(copy) == "新版"
    assert len(list(copy.parent.glob("*.ipynb"))) == 1


def test_copies_are_trusted(shipped: Path) -> None:
    import nbformat
    from nbformat.sign import NotebookNotary

    copy = lab.working_copy() / shipped.name
    notary = NotebookNotary()
    assert notary.check_signature(nbformat.read(copy, as_version=4))
    notary.store.close()


def test_a_home_that_cant_be_written_is_told_in_words(shipped: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    with pytest.raises(lab.LabError, match="CSLIB_HOME"):
        lab.working_copy(blocked / "course")


def test_the_next_free_port_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert lab.free_port(port) > port


def test_the_command_stays_on_this_machine_and_keeps_the_token(tmp_path: Path) -> None:
    command = lab.command(tmp_path, "00_welcome.ipynb", 9000, browser=False)
    assert "--ServerApp.ip=127.0.0.1" in command and "--no-browser" in command
    assert not [word for word in command if "token" in word.lower() or "password" in word.lower()]
