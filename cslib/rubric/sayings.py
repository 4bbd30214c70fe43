"""What is often said, with all the wordings for it, so that an author need write but one plain sentence."""

from __future__ import annotations

from functools import lru_cache

from cslib import quantities
from cslib.course import DATA
from cslib.rubric import phrase
from cslib.text import Text, read

SHORTEST = 5  # characters a sentence has that is looked up
BESIDE = 1 / 3  # share of its characters that a wording need not cover: the 寄回的 of 寄回的运费我们承担
_NOTATION = frozenset("…<>()[]|\\（）［］｜＜＞〈〉")
_MARKS = frozenset(",。!;:、~")


@lru_cache(maxsize=4096)
def ways(sentence: str) -> tuple[str, ...]:
    """All wordings for what a plain sentence says, as phrases; none where it says nothing that is known.

    A sentence is known where a wording covers it but for a share of `BESIDE`. One that holds a quantity, or
    notation of the phrase language, stays as it is.

    Examples
    --------
    >>> len(ways("寄过来的邮费店里出")) > 20, ways("500ml是满口容量"), ways("运费…承担")
    (True, (), ())
    """
    if _NOTATION & set(sentence):
        return ()
    text = read(sentence)
    if len(text.plain) < SHORTEST or quantities.find(text.plain):
        return ()
    return tuple(way for said, all_ways in _sayings() if _says(text, said, all_ways) for way in all_ways)


def _says(text: Text, said: str, all_ways: tuple[str, ...]) -> bool:
    if text.plain == read(said).plain:
        return True
    enough = (1 - BESIDE) * _letters(text.plain)
    return any(
        _letters(text.plain[match.start : match.end]) >= enough
        for way in all_ways
        for match in phrase.compile(way, alike=True).find(text, asked=False)
    )


def _letters(plain: str) -> int:
    return sum(char not in _MARKS for char in plain)


@lru_cache(maxsize=1)
def _sayings() -> tuple[tuple[str, tuple[str, ...]], ...]:
    from ruamel.yaml import YAML

    found = YAML(typ="safe").load((DATA / "lexicon" / "sayings.yaml").read_text(encoding="utf-8"))
    return tuple((said, tuple(map(str, all_ways))) for said, all_ways in found["sayings"].items())
