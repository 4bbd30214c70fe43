"""The grading core: pure Python, no widgets, no frames, no storage.

The grader itself is imported when first used: whoever needs only the result's types, as the exercise format
does, doesn't wait for the phrase language and the detectors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cslib.rubric.model import Assessment, Band, Dimension, Finding, Kind, Span

if TYPE_CHECKING:
    from cslib.rubric.grading import grade

__all__ = ["Assessment", "Band", "Dimension", "Finding", "Kind", "Span", "grade"]


def __getattr__(name: str) -> Any:
    if name != "grade":
        raise AttributeError(f"module 'cslib.rubric' has no attribute {name!r}")
    from cslib.rubric.grading import grade

    globals()["grade"] = grade
    return grade
