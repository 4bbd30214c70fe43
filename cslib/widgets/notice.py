"""A message in place of an element that can't be shown."""

from __future__ import annotations

from cslib.html import Html, lines, tag
from cslib.widgets.element import Element


class Notice(Element):
    """Says, in Chinese, what is wrong and what to do."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__()

    def view(self) -> Html:
        """The message."""
        return tag("p", lines(self.message), role="alert")

    def __repr__(self) -> str:
        return f"［提示］{self.message}"
