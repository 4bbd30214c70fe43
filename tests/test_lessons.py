"""Every lesson in a real kernel: each element it shows is operated as a learner would, and none fails."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from cslib import course

# Runs behind a lesson's own cells: every control of every element once, with a reply where one is asked for.
OPERATE = """
import re
from cslib.widgets.element import UNEXPECTED, Element

elements = [shown for shown in Out.values() if isinstance(shown, Element)]
operated = 0
for element in elements:
    before = element.html
    for control in re.findall(r'<[^>]*data-act="[^>]*>', before):
        attributes = dict(re.findall(r'([\\w-]+)="([^"]*)"', control))
        form = {"reply": "您好，今天18:00前给您答复。", "": attributes.get("value", "")}
        element.act(attributes["data-act"], attributes.get("data-value", ""), form)
        assert UNEXPECTED not in element.html, attributes
        operated += 1
print(len(elements), operated)
"""
LESSONS = [lesson.path for lesson in course.lessons()]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: Path(path).stem)
def test_every_element_of_a_lesson_can_be_operated(lesson: str) -> None:
    notebook = nbformat.read(course.NOTEBOOKS / lesson, as_version=4)
    shows = sum("practise(" in cell.source for cell in notebook.cells if cell.cell_type == "code")
    notebook.cells.append(nbformat.v4.new_code_cell(OPERATE))
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    elements, operated = map(int, notebook.cells[-1].outputs[-1].text.split())
    assert elements >= shows and operated > elements
