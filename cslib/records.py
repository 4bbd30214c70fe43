"""What learners hand in and what they are still writing, kept on disk so that nothing typed is lost.

Attempts are lines of JSON that are only ever appended, one file a learner. A line torn by a crash is
reported and skipped; it never takes the others with it. Drafts are small files replaced in one move.
"""

from __future__ import annotations

import getpass
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cslib import course

if sys.platform == "win32":  # no append there is atomic between processes
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, 1 << 30, os.SEEK_SET)  # far behind the text: a locked byte can't be read
        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)


class RecordsError(OSError):
    """The learner's folder can't be written; the message says, in Chinese, what to do."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One thing handed in.

    Attributes
    ----------
    exercise, kind
        Id of the exercise and its kind (``reply``, ``quiz`` …).
    answer
        What was handed in: a text, or a JSON value.
    result
        What came of it: for a reply total, band, scores by dimension and the criteria found.
    at
        UTC time in ISO 8601; filled in when the attempt is stored.
    """

    exercise: str
    kind: str
    answer: Any
    result: Mapping[str, Any] = field(default_factory=dict)
    at: str = ""
    learner: str = ""


def learner() -> str:
    """Who is working here: ``CSLIB_LEARNER``, the hub's user, or the login name."""
    for name in ("CSLIB_LEARNER", "JUPYTERHUB_USER"):
        if os.environ.get(name):
            return os.environ[name]
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container whose user has no name
        return "learner"


def folder(who: str | None = None) -> Path:
    """Where one learner's records stand."""
    return course.home() / "records" / quote(who or learner(), safe="")


def add(attempt: Attempt) -> Attempt:
    """Store `attempt` and return it with its time and learner filled in.

    Raises
    ------
    RecordsError
        The folder can't be written or the disk is full. Nothing stored before is touched.
    """
    stored = Attempt(
        attempt.exercise,
        attempt.kind,
        attempt.answer,
        attempt.result,
        attempt.at or datetime.now(UTC).isoformat(timespec="milliseconds"),
        attempt.learner or learner(),
    )
    line = json.dumps(asdict(stored), ensure_ascii=False, separators=(",", ":")) + "\n"
    path = folder(stored.learner) / "attempts.jsonl"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _append(path, line.encode("utf-8", "surrogatepass"))
    except OSError as error:
        raise _unwritable(path, error) from error
    return stored


def _append(path: Path, line: bytes) -> None:
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    try:
        _lock(handle)
        size = os.fstat(handle).st_size
        if size:  # a torn last line gets its line end, so that this one starts its own
            os.lseek(handle, size - 1, os.SEEK_SET)
            if os.read(handle, 1) != b"\n":
                line = b"\n" + line
        os.write(handle, line)
        os.fsync(handle)
    finally:
        os.close(handle)


def attempts(exercise: str | None = None, who: str | None = None) -> list[Attempt]:
    """The learner's attempts in order, of one exercise or of all."""
    found, _ = read(who)
    return [attempt for attempt in found if exercise in (None, attempt.exercise)]


def read(who: str | None = None) -> tuple[list[Attempt], list[int]]:
    """All attempts of a learner, and the numbers of the lines that could not be read."""
    path = folder(who) / "attempts.jsonl"
    if not path.exists():
        return [], []
    good, torn = [], []
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        if not line:
            continue
        try:
            good.append(Attempt(**json.loads(line.decode("utf-8", "surrogatepass"))))
        except (ValueError, TypeError):
            torn.append(number)
    return good, torn


def save_draft(key: str, text: str, who: str | None = None) -> None:
    """Keep what is being written for `key` (an exercise id); an empty text removes it.

    Raises
    ------
    RecordsError
        The folder can't be written; the draft kept before stays.
    """
    path = _draft(key, who)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not text:
            path.unlink(missing_ok=True)
            return
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8", "surrogatepass"))
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error


def draft(key: str, who: str | None = None) -> str:
    """What was last being written for `key`; empty where there is nothing."""
    try:
        return _draft(key, who).read_bytes().decode("utf-8", "surrogatepass")
    except (OSError, ValueError):
        return ""


def forget(who: str | None = None) -> None:
    """Delete everything stored of one learner."""
    shutil.rmtree(folder(who), ignore_errors=True)


def _draft(key: str, who: str | None) -> Path:
    return folder(who) / "drafts" / (quote(key, safe="") + ".txt")


def _unwritable(path: Path, error: OSError) -> RecordsError:
    why = "磁盘已满" if error.errno == 28 else "没有写入权限"
    return RecordsError(
        f"没能保存到“{path.parent}”：{why}。你写的字还在页面上，可以先复制出来。"
        "处理办法：清出磁盘空间，或者设置环境变量 CSLIB_HOME 指向一个能写的文件夹，再重新打开课程。"
    )
