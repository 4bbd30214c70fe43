"""Breaking Chinese text into lines: a figure's text doesn't wrap by itself."""

from __future__ import annotations

import re
from unicodedata import east_asian_width

STARTS_NO_LINE = "，。：；、？！）》”％%～·"
ENDS_NO_LINE = "（《“"
SHORTEST = 5  # a last line narrower than this looks lost
# A number keeps its unit, and 第 its number.
_TOKENS = re.compile(r"第?[!-~～]+[^《（“]?|.", re.ASCII)


def width(text: str) -> int:
    """The width of a text in half-width characters.

    Examples
    --------
    >>> width("首响30秒")
    8
    """
    return sum(2 if east_asian_width(char) in "WFA" else 1 for char in text)


def wrap(text: str, columns: int, *, even: bool = False) -> str:
    """`text` in lines of at most `columns` half-width characters, joined by ``<br>``.

    Lines break after punctuation where they can, never before a closing mark or inside a number; ``\\n``
    always breaks. `even` makes them about equally long, as a title wants.

    Examples
    --------
    >>> wrap("先结论，后理由，再例子", 16, even=True)
    '先结论，<br>后理由，再例子'
    """
    return "<br>".join(line for part in text.split("\n") for line in _lines(part, columns, even))


def _lines(text: str, columns: int, even: bool) -> list[str]:
    widest = _broken(text, columns, 1 / 3 if even else 1 / 2)
    if not even and width(widest[-1]) >= SHORTEST:
        return widest
    for narrower in range(width(text) // len(widest), columns):
        if len(lines := _broken(text, narrower, 1 / 3)) == len(widest):
            return lines
    return widest


def _broken(text: str, columns: int, earliest: float) -> list[str]:
    lines, line = list[str](), ""
    for token in _tokens(text):
        if line and width(line + token) > columns:
            cut = _cut(line, earliest)
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


def _cut(line: str, earliest: float) -> int:
    """Where to break a full line: after its last punctuation, if that is not too early."""
    for i in range(len(line), int(len(line) * earliest), -1):
        if line[i - 1] in "，。：；？！、”》" and (i == len(line) or line[i] not in STARTS_NO_LINE):
            return i
    return len(line)
