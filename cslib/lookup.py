"""Finding a record by its id, and saying what is close where there is none."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Protocol, TypeVar


class UnknownId(KeyError):  # noqa: N818 (reads as what it says: UnknownClaim, UnknownArticle)
    """No record has this id; the message (Chinese) names the nearest ids.

    Subclasses say in `what` (Chinese) what was looked for.

    Parameters
    ----------
    wanted
        The id asked for.
    known
        All ids there are.

    Examples
    --------
    >>> str(UnknownId("004-81", ["004-018", "004-081"]))
    '找不到记录“004-81”。相近的有：004-081、004-018。请核对后再试。'
    """

    what = "记录"

    def __init__(self, wanted: str, known: Iterable[str]) -> None:
        super().__init__(wanted)
        self.wanted = wanted
        self.nearest = tuple(get_close_matches(wanted, sorted(known), n=3, cutoff=0.5))

    def __str__(self) -> str:
        hint = f"相近的有：{'、'.join(self.nearest)}。" if self.nearest else ""
        return f"找不到{self.what}“{self.wanted}”。{hint}请核对后再试。"


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


Record = TypeVar("Record", bound=_HasId)


def by_id(records: Iterable[Record], where: str) -> dict[str, Record]:
    """The records keyed by id, in order.

    Raises
    ------
    ValueError
        Two records share an id; the message (Chinese) names the file `where` and the id.
    """
    found: dict[str, Record] = {}
    for record in records:
        if record.id in found:
            raise ValueError(f"{where}里有两条记录的编号都是“{record.id}”。请改掉其中一个。")
        found[record.id] = record
    return found
