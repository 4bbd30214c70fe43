"""The grading core: pure Python, no widgets, no frames, no storage."""

from cslib.rubric.grade import grade
from cslib.rubric.model import Assessment, Band, Dimension, Finding, Kind, Span

__all__ = ["Assessment", "Band", "Dimension", "Finding", "Kind", "Span", "grade"]
