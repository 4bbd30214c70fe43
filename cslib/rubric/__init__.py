"""The grading core: pure Python, no widgets, no frames, no storage."""
