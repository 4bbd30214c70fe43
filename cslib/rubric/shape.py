"""What a phrase is made of: its words, those it cannot do without, and what it says no with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cslib.rubric import negation
from cslib.rubric.matching import BEGINS, ENDS, MARKS, WHOLE, Choice, Gap, Node, Row, Slot, Words


def words(node: Node) -> Iterator[str]:
    """Every word of a phrase, with its `MARKS`."""
    if isinstance(node, Words):
        yield from (said for said, _ in node.words)
    for part in getattr(node, "nodes", ()) or getattr(node, "rows", ()):
        yield from words(part)


def literals(node: Node) -> Iterator[str]:
    """Every word of a phrase as it is said."""
    return (word.lstrip(MARKS) for word in words(node))


def needs(node: Node) -> tuple[str, ...]:
    """Words, as `words` has them, of which at least one stands in every match; empty where there are none."""
    if isinstance(node, Words):
        return tuple(words(node))
    if isinstance(node, Row):
        options = [found for found in map(needs, node.nodes) if found]
        return max(options, key=lambda found: (_shortest(found), -len(found)), default=())
    if isinstance(node, Choice):
        each = [needs(row) for row in node.rows]
        return tuple(dict.fromkeys(word for found in each for word in found)) if all(each) else ()
    return ()


def _shortest(found: Iterable[str]) -> int:
    return min(len(word.lstrip(MARKS)) for word in found)


def breadth(node: Node) -> int:
    """Characters that every match is sure to hold; a slot counts two with a value, else one."""
    if isinstance(node, Words):
        return min(length for _, length in node.words)
    if isinstance(node, Row):
        return sum(map(breadth, node.nodes))
    if isinstance(node, Choice):
        return min(map(breadth, node.rows))
    if isinstance(node, Slot):
        return 1 if node.value is None else 2
    return 0


def bounded(node: Node, begins: bool = True, ends: bool = True) -> Node:
    """The node with its Latin words and figures matched whole: XL is no part of 2XL or XXL.

    Parameters
    ----------
    begins, ends
        Whether nothing in Latin letters or figures can stand right before or behind the node in the phrase.
    """
    if isinstance(node, Words):
        return Words(tuple((_marked(said, begins, ends), length) for said, length in node.words))
    if isinstance(node, Choice):
        return Choice(tuple(bounded_row(row, begins, ends) for row in node.rows))
    return bounded_row(node, begins, ends) if isinstance(node, Row) else node


def bounded_row(row: Row, begins: bool = True, ends: bool = True) -> Row:
    """As `bounded`."""
    before, after = _clear(row.nodes, begins), _clear(row.nodes[::-1], ends)[::-1]
    return Row(tuple(map(bounded, row.nodes, before, after)))


def _clear(nodes: tuple[Node, ...], clear: bool) -> list[bool]:
    """For each node, whether no Latin word or figure of the phrase can stand right before it."""
    found = []
    for node in nodes:
        found.append(clear)
        clear = isinstance(node, Gap) or (clear and not _may_be_latin(node))
    return found


def _may_be_latin(node: Node) -> bool:
    if isinstance(node, Slot):
        return True
    if isinstance(node, Row | Choice):
        return any(map(_may_be_latin, node.nodes if isinstance(node, Row) else node.rows))
    return isinstance(node, Words) and any(_latin(said[0]) or _latin(said[-1]) for said in literals(node))


def _marked(said: str, begins: bool, ends: bool) -> str:
    if said[0] == WHOLE:
        return said
    return BEGINS * (begins and _latin(said[0])) + ENDS * (ends and _latin(said[-1])) + said


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def affirming(node: Node) -> Node | None:
    """The node without its alternatives that say no; None where none is left."""
    if isinstance(node, Words):
        kept = tuple(w for w in node.words if not negation.scopes(w[0].lstrip(MARKS)))
        return Words(kept) if kept else None
    if isinstance(node, Choice):
        rows = tuple(row for row in map(_affirming_row, node.rows) if row)
        return Choice(rows) if rows else None
    return _affirming_row(node) if isinstance(node, Row) else node


def _affirming_row(row: Row) -> Row | None:
    nodes = tuple(map(affirming, row.nodes))
    return Row(tuple(node for node in nodes if node)) if all(nodes) else None
