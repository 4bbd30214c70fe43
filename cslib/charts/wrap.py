"""Breaking Chinese text into lines: a figure's text doesn't wrap by itself."""

from __future__ import annotations

import re
from unicodedata import east_asian_width

STARTS_NO_LINE = "，。：；、？！）》”％%～·"
ENDS_NO_LINE = "（《“"
_TOKENS = re.compile(r"[!-~]+[％%]?|.", re.ASCII)


def width(text: str) -> int:
    """The width of a text in half-width characters.

    Examples
    --------
    >>> width("首响30秒")
    8
    """
    return sum(2 if east_asian_width(char) in "WFA" else 1 for char in text)


def wrap(text: str, columns: int) -> str:
    """`text` in lines of at most `columns` half-width characters, joined by ``<br>``.

    Lines break after punctuation where there is some in the last third, never before a closing mark or
    inside a number; ``\\n`` always breaks.

    Examples
    --------
    >>> wrap("先结论，后理由，再例子", 16)
    '先结论，后理由，<br>再例子'
    """
    return "<br>".join(line for part in text.split("\n") for line in _broken(part, columns))


def _broken(text: str, columns: int) -> list[str]:
    lines, line = list[str](), ""
    for token in _tokens(text):
        if line and width(line + token) > columns:
            cut = _cut(line)
            lines.append(line[:cut])
            line = line[cut:].lstrip()
        line += token
    return [*lines, line]


def _tokens(text: str) -> list[str]:
    """Pieces that may stand apart; closing marks stay with what precedes them."""
    tokens = list[str]()
    for token in _TOKENS.findall(text):
        if tokens and (token in STARTS_NO_LINE or tokens[-1][-1] in ENDS_NO_LINE):
            tokens[-1] += token
        else:
            tokens.append(token)
    return tokens


def _cut(line: str) -> int:
    for i in range(len(line), 2 * len(line) // 3, -1):
        if line[i - 1] in "，。：；？！":
            return i
    return len(line)
