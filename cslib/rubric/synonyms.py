"""Words that say in a reply what another word says, so that an author need write but that one."""

from __future__ import annotations

import re
from functools import lru_cache

from cslib.course import DATA
from cslib.text import read

Alternatives = tuple[str, ...]


def split(plain: str) -> list[Alternatives]:
    """Cut words into stretches, each with all the ways to say it, itself first.

    Examples
    --------
    >>> [words[:2] for words in split("您的运费")]
    [('您的',), ('运费', '邮费')]
    >>> split("能不能退")
    [('能不能退',)]
    """
    ways = _ways()
    return [ways.get(part, (part,)) for part in _any_word().split(plain) if part]


@lru_cache(maxsize=1)
def _any_word() -> re.Pattern[str]:
    return re.compile(f"({'|'.join(map(_whole, sorted(_ways(), key=len, reverse=True)))})")


def _whole(word: str) -> str:
    """The 不能 of 能不能 is no word."""
    return f"(?<!{word[1]}){word}" if word[0] in "不没" else re.escape(word)


@lru_cache(maxsize=1)
def _ways() -> dict[str, Alternatives]:
    from ruamel.yaml import YAML

    found = YAML(typ="safe").load((DATA / "lexicon" / "synonyms.yaml").read_text(encoding="utf-8"))
    said = {word: [word, *others.split()] for word, others in found["synonyms"].items()}
    return {read(word).plain: tuple(read(way).plain for way in ways) for word, ways in said.items()}
