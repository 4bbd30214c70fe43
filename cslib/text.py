"""Read a reply the way a person would: one canonical spelling, with the way back to what was typed."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from cslib.course import DATA
from cslib.rubric.model import Span

Range = tuple[int, int]


@dataclass(frozen=True)
class Text:
    """A reply in canonical spelling.

    Attributes
    ----------
    raw
        The reply exactly as it was typed.
    plain
        The same in one spelling: simplified characters, half-width and lower-case forms, no white space,
        combining, control or zero-width characters, usual typos and chat spellings put right. The full stop
        stays ``。`` and the ellipsis ``…``; all other punctuation that has an ASCII twin is ASCII.

    All ranges are half-open pairs of offsets into `plain`.

    Examples
    --------
    >>> text = read("您 好，已為您退欵３０元！")
    >>> text.plain
    '您好,已为您退款30元!'
    >>> text.span(6, 8)
    Span(start=7, end=9)
    """

    raw: str
    plain: str

    @cached_property
    def origin(self) -> Sequence[int]:
        """For every offset into `plain` (its end too) the offset into `raw` it came from."""
        if _is_even(self.raw) and self.raw.translate(_CANON) == self.plain:
            return range(len(self.raw) + 1)
        return _spell(self.raw)[1]

    def span(self, start: int, end: int) -> Span:
        """Where ``plain[start:end]`` stands in `raw`, without white space at its ends."""
        first, last = self.origin[start], self.origin[end]
        while last > first and self.raw[last - 1].isspace():
            last -= 1
        return Span(first, last)

    @cached_property
    def emoji(self) -> tuple[Range, ...]:
        """Emoji, kaomoji and bracketed emoticons; a joined sequence (family, flag, skin tone) is one."""
        found: list[Range] = []
        for match in _EMOJI.finditer(self.plain):
            start, end = match.span()
            if found and found[-1][1] == start and self._joined(found[-1][0], end):
                start = found.pop()[0]
            found.append((start, end))
        return tuple(found)

    def _joined(self, start: int, end: int) -> bool:
        span = self.span(start, end)
        last = self.origin[end - 1]
        return "\u200d" in self.raw[max(span.start, last - 4) : last]

    @cached_property
    def sentences(self) -> tuple[Range, ...]:
        """Sentences with the marks that end them; emoji and ``~`` end a sentence too."""
        return _cut(self.plain, _SENTENCE_END)

    @cached_property
    def clauses(self) -> tuple[Range, ...]:
        """Clauses with the marks that end them."""
        return _cut(self.plain, _CLAUSE_END)

    @cached_property
    def quoted(self) -> tuple[Range, ...]:
        """What stands inside quotation marks and is the customer's wording, not a label or the agent's."""
        return tuple(_quotations(self.plain))

    def sentence_at(self, offset: int) -> Range:
        """The sentence that `offset` lies in."""
        return _at(self.sentences, offset)

    def clause_at(self, offset: int) -> Range:
        """The clause that `offset` lies in."""
        return _at(self.clauses, offset)

    def in_quote(self, offset: int) -> bool:
        """Whether `offset` lies in quoted customer words."""
        return any(start <= offset < end for start, end in self.quoted)


def _at(ranges: tuple[Range, ...], offset: int) -> Range:
    if not ranges:
        return (0, 0)
    return ranges[max(0, bisect_right(ranges, (offset, 1 << 60)) - 1)]


@lru_cache(maxsize=256)
def read(raw: str) -> Text:
    """Read a reply into its canonical spelling.

    Any string is read, lone surrogates included; the time is linear in its length. White space, full-width
    and traditional forms leave `Text.plain` as it would be without them.

    Examples
    --------
    >>> read("肿么还木有 發貨？").plain
    '怎么还没有发货?'
    """
    plain = raw.translate(_CANON)
    typos = _typos()
    return Text(raw, typos.sub(_corrected, plain) if typos.search(plain) else plain)


class _Canon(dict[int, str]):
    """Canonical spelling of one character, worked out the first time it is met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        spelled = _FIXED.get(char)
        if spelled is None:
            spelled = _respell(char)
        if len(spelled) != 1:
            _UNEVEN.add(char)
        self[code] = spelled
        return spelled


_FIXED = {
    **dict.fromkeys("…⋯", "…"),
    **dict.fromkeys("〜∼", "~"),
    **dict.fromkeys("‐‑‒–−", "-"),
    **dict.fromkeys("〝", "“"),
    **dict.fromkeys("〞〟", "”"),
    **dict.fromkeys("\u3164\u2800\u115f\u1160\uffa0", ""),  # letters that show as blanks
    **dict.fromkeys("妳", "你"),
    **{chr(c): chr(c) for c in range(0x2460, 0x249C)},  # list markers ①⑴: digits only to the eye
}
_UNEVEN: set[str] = set()
_DROPPED = frozenset({"Mn", "Me", "Cc", "Cf", "Cs", "Zs", "Zl", "Zp"})


def _respell(char: str) -> str:
    if char.isspace() or unicodedata.category(char) in _DROPPED:
        return ""
    parts = unicodedata.normalize("NFKD", char).lower()
    kept = "".join(c for c in parts if not c.isspace() and unicodedata.category(c) not in _DROPPED)
    spelled = unicodedata.normalize("NFC", kept)
    return _simplified()(spelled) if spelled >= "\u2e80" else spelled


@lru_cache(maxsize=1)
def _simplified() -> Callable[[str], str]:
    import opencc  # takes a tenth of a second: only once there is Chinese to read

    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    return convert


_CANON = _Canon()


def _is_even(raw: str) -> bool:
    return _UNEVEN.isdisjoint(raw)


def _spell(raw: str) -> tuple[str, list[int]]:
    spelled: list[str] = []
    origin: list[int] = []
    for offset, char in enumerate(raw):
        for out in _CANON[ord(char)]:
            spelled.append(out)
            origin.append(offset)
    origin.append(len(raw))
    return _correct("".join(spelled), origin)


def _correct(plain: str, origin: list[int]) -> tuple[str, list[int]]:
    pieces: list[str] = []
    kept: list[int] = []
    done = 0
    for match in _typos().finditer(plain):
        right = _corrected(match)
        start, end = match.span()
        pieces += plain[done:start], right
        kept += origin[done:start]
        kept += [origin[min(start + i, end - 1)] for i in range(len(right))]
        done = end
    pieces.append(plain[done:])
    kept += origin[done:]
    return "".join(pieces), kept


def _corrected(match: re.Match[str]) -> str:
    word = match[0]
    return _typo_table().get(word, word)


@lru_cache(maxsize=1)
def _typo_table() -> dict[str, str]:
    """Wrong spelling to right; a word kept as it is maps to itself."""
    from ruamel.yaml import YAML

    data = YAML(typ="safe").load((DATA / "lexicon" / "typos.yaml").read_text(encoding="utf-8"))
    table = {str(word): str(word) for word in data["keep"]}
    for right, wrongs in data["read"].items():
        table |= {str(wrong): str(right) for wrong in wrongs}
    return table


@lru_cache(maxsize=1)
def _typos() -> re.Pattern[str]:
    words = sorted(_typo_table(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


_EMOJI = re.compile(
    r"[\U0001F1E6-\U0001F1FF]{2}"
    r"|[\U0001F000-\U0001F1E5\U0001F200-\U0001F3FA\U0001F400-\U0001FAFF\u2600-\u26FF\u2700-\u2775\u2795-\u27BF"
    r"\u231A\u231B\u23E9-\u23F3\u2B50\u2B55\u2B05-\u2B07\u2764][\U0001F3FB-\U0001F3FF]?"
    r"|#e-[a-z]?\d{1,4}"
    r"|\[[\u4e00-\u9fff]{1,3}\]"
    r"|\((?=[^\u4e00-\u9fff()]{0,12}[*^▽ωдノ﹏°º¬_>≧≦╥°ㅂ◕‿•ε⊙o`])[^\u4e00-\u9fff(),。]{2,12}\)"
    r"|\^[_o.-]?\^|>_{1,3}<|t_t|qaq|orz|-_-|o\(∩_∩\)o"
)
_FACES = (
    r"[\U0001F1E6-\U0001FAFF\u2600-\u26FF\u2700-\u2775\u2795-\u27BF\u2B50]"
    r"|#e-[a-z]?\d{1,4}"
)
_SENTENCE_END = re.compile(rf"(?:[。!?;…]|\.(?![\da-z])|~(?!\d)|{_FACES})+[”’」』\")]?")
_CLAUSE_END = re.compile(rf"(?:[。!?;…,、]|:(?!\d)|\.(?![\da-z])|~(?!\d)|{_FACES})+[”’」』\")]?")


def _cut(plain: str, end_mark: re.Pattern[str]) -> tuple[Range, ...]:
    ends = [match.end() for match in end_mark.finditer(plain)]
    if plain and (not ends or ends[-1] < len(plain)):
        ends.append(len(plain))
    return tuple(zip([0, *ends[:-1]], ends, strict=True))


_QUOTES = re.compile(
    r"“([^“”]{1,200})”|「([^「」]{1,200})」|『([^『』]{1,200})』|‘([^‘’]{1,200})’|\"([^\"]{1,200})\""
)
_SAID_BEFORE = re.compile(
    r"(?:说|讲|提到|提及|反馈|描述|写|留言|评价|反映|备注|提|问)(?:的|到|是|道|过|了)?[:,]?$"
)
_SAID_AFTER = re.compile(
    r"(?:这句|这样的话|这种话|的说法|的感受|的心情|的想法|的评价|的疑问|的反馈|这个说法|这个问题)"
)
_SPOKEN = re.compile(r"你们|我[要想的是]|[?!吗]|怎么|为什么")


def _quotations(plain: str) -> list[Range]:
    found = []
    for match in _QUOTES.finditer(plain):
        before = plain[max(0, match.start() - 12) : match.start()]
        if _SAID_BEFORE.search(before) or _SAID_AFTER.match(plain, match.end()) or _SPOKEN.search(match[0]):
            found.append((match.start() + 1, match.end() - 1))
    return found
