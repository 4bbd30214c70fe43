"""A small table, written as Markdown or for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rich.table import Table


class Sheet(NamedTuple):
    """A title, column names, rows of text and a note."""

    title: str
    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    note: str = ""

    def markdown(self) -> str:
        """The sheet as a Markdown section.

        Examples
        --------
        >>> print(Sheet("分数", ("谁", "几分"), [("甲", "5")]).markdown())
        ## 分数
        <BLANKLINE>
        | 谁 | 几分 |
        | --- | --- |
        | 甲 | 5 |
        """
        lines = [_row(self.header), _row(("---",) * len(self.header)), *map(_row, self.rows)]
        parts = [f"## {self.title}", self.note, "\n".join(lines)]
        return "\n\n".join(part for part in parts if part)

    def table(self) -> Table:
        """The sheet as a rich table."""
        from rich.table import Table
        from rich.text import Text

        table = Table(
            title=self.title, caption=self.note or None, title_justify="left", caption_justify="left"
        )
        for name in self.header:
            table.add_column(name, overflow="fold")
        for row in self.rows:
            table.add_row(*map(Text, row))
        return table


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
