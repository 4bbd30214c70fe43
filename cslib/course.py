"""Where the course's files are."""

from __future__ import annotations

from pathlib import Path


def _root() -> Path:
    packaged = Path(__file__).parent / "_course"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent


ROOT = _root()
DATA = ROOT / "data"
EXERCISES = ROOT / "exercises"
NOTEBOOKS = ROOT / "notebooks"
