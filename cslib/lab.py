"""Opens the course: a trusted working copy of the notebooks in a Chinese JupyterLab, loopback only."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from cslib import course

FIRST_PORT = 8888
PORTS = 100
START = "00_welcome.ipynb"


class LabError(RuntimeError):
    """The course can't be opened; the message says, in Chinese, what to do."""


def open_course(lesson: str = START, port: int = FIRST_PORT, browser: bool = True) -> int:
    """Open `lesson` in JupyterLab and wait until it is closed; the exit code is JupyterLab's.

    Raises
    ------
    LabError
        No port is free, or the working copy can't be written.
    """
    folder = working_copy()
    chosen = free_port(port)
    if chosen != port:
        print(f"端口{port}正被别的程序占用，这次改用{chosen}。", flush=True)
    print(f"课程正在打开：http://127.0.0.1:{chosen}　（结束时在这个窗口按 Ctrl+C）", flush=True)
    environment = {**os.environ, "JUPYTER_PREFER_ENV_PATH": "1"}
    try:
        return subprocess.call(command(folder, lesson, chosen, browser), env=environment)
    except KeyboardInterrupt:
        return 0


def command(folder: Path, lesson: str, port: int, browser: bool) -> list[str]:
    """The JupyterLab command: loopback only, token kept, the lesson alone on the page."""
    arguments = [
        sys.executable,
        "-X",
        "utf8",
        "-m",
        "jupyterlab",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.default_url=/doc/tree/{lesson}",
    ]
    if not browser:
        arguments.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # a container or a class server's image
        arguments.append("--allow-root")
    return arguments


def free_port(first: int = FIRST_PORT) -> int:
    """The first port from `first` on that nobody listens on.

    Raises
    ------
    LabError
        A hundred ports in a row are taken.
    """
    for port in range(first, min(first + PORTS, 65536)):
        with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
            if os.name != "nt":  # there it would allow two listeners on one port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise LabError(f"从{first}起的{PORTS}个端口都被占用了。关掉一些程序，或者用 --port 指定另一个端口。")


def working_copy(target: Path | None = None) -> Path:
    """Bring the learner's copy of the notebooks up to date, trust it, and return its folder.

    Lessons the learner changed by hand are set aside under another name before a new version comes in.

    Raises
    ------
    LabError
        The folder can't be written.
    """
    target = target or course.home() / "course"
    try:
        target.mkdir(parents=True, exist_ok=True)
        copies = _update(target)
    except OSError as error:
        raise LabError(
            f"没法写入“{target}”（{error.strerror or error}）。"
            "请把环境变量 CSLIB_HOME 设成一个你能写的文件夹，再运行一次。"
        ) from error
    _trust(copies)
    return target


def _update(target: Path) -> list[Path]:
    manifest = target / ".cslib-manifest.json"
    known: dict[str, dict[str, str]] = _read_json(manifest)
    now, copies = {}, []
    for shipped in sorted(course.NOTEBOOKS.rglob("*.ipynb")):
        if ".ipynb_checkpoints" in shipped.parts:
            continue
        name = shipped.relative_to(course.NOTEBOOKS).as_posix()
        content = shipped.read_bytes()
        now[name] = {"file": _digest(content), "cells": _cells(shipped)}
        copy = target / name
        if not copy.exists() or known.get(name, {}).get("file") != now[name]["file"]:
            _set_aside(copy, known.get(name, {}).get("cells"))
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(content)
            copies.append(copy)
    manifest.write_text(json.dumps(now, indent=1), encoding="utf-8")
    return copies


def _set_aside(copy: Path, shipped_cells: str | None) -> None:
    if copy.exists() and _cells(copy) != shipped_cells:
        shutil.copy2(copy, copy.with_name(f"{copy.stem}（我的改动{date.today():%Y%m%d}）.ipynb"))


def _cells(path: Path) -> str:
    cells = _read_json(path).get("cells", [])
    return _digest(json.dumps(["".join(cell.get("source", "")) for cell in cells]).encode())


def _read_json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _trust(notebooks: list[Path]) -> None:
    import nbformat
    from nbformat.sign import NotebookNotary

    notary = NotebookNotary()
    for path in notebooks:
        notary.sign(nbformat.read(path, as_version=4))
    notary.store.close()
