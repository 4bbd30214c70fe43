"""Read a reply the way a person would: one canonical spelling, with the way back to what was typed."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from operator import add

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
        stays ``。`` and the ellipsis ``…``, corner quotation marks become ``“”``; all other punctuation that
        has an ASCII twin is ASCII.
    origin
        For every offset into `plain`, its end too, the offset into `raw` it came from.

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
    origin: Sequence[int] = field(compare=False, repr=False)

    def span(self, start: int, end: int) -> Span:
        """Where ``plain[start:end]`` stands in `raw`, without white space at its ends."""
        first, last = self.origin[start], self.origin[end]
        while last > first and self.raw[last - 1].isspace():
            last -= 1
        return Span(first, last)

    @cached_property
    def emoji(self) -> tuple[Range, ...]:
        """Emoji, kaomoji and bracketed emoticons; a joined sequence (family, flag, skin tone) is one.

        Examples
        --------
        >>> len(read("好的👨‍👩‍👧 (*^▽^*) [微笑]").emoji)
        3
        """
        if not _EMOJI_HINT.search(self.plain):
            return ()
        found: list[Range] = []
        for match in _EMOJI.finditer(self.plain):
            start, end = match.span()
            if found and found[-1][1] == start and self._joined(start):
                start = found.pop()[0]
            found.append((start, end))
        return tuple(found)

    def _joined(self, offset: int) -> bool:
        """Whether a zero-width joiner stood before `offset`."""
        return "\u200d" in self.raw[self.origin[offset - 1] : self.origin[offset]]

    @cached_property
    def sentences(self) -> tuple[Range, ...]:
        """Sentences, each with the marks that end it; emoji and ``~`` end a sentence too.

        Examples
        --------
        >>> text = read("已发货～单号12.5元那笔。还有事吗？")
        >>> [text.plain[a:b] for a, b in text.sentences]
        ['已发货~', '单号12.5元那笔。', '还有事吗?']
        """
        return self._cut(_SENTENCE_END)

    @cached_property
    def clauses(self) -> tuple[Range, ...]:
        """Sentences cut further at commas, enumeration commas and colons."""
        return self._cut(_CLAUSE_END)

    def _cut(self, mark: re.Pattern[str]) -> tuple[Range, ...]:
        ends = [m.end() for m in mark.finditer(self.plain)]
        if self.emoji:
            faces = {end for _, end in self.emoji}
            kept = {e for e in ends if not any(start < e < end for start, end in _near(self.emoji, e))}
            ends = sorted(kept | faces)
        return tuple(_stretches(ends, len(self.plain)))

    @cached_property
    def quoted(self) -> tuple[Range, ...]:
        """What stands inside quotation marks and is the customer's wording, neither a label nor a term.

        Examples
        --------
        >>> text = read("您说的“一点用都没有”我记下了，请点“申请退款”。")
        >>> [text.plain[a:b] for a, b in text.quoted]
        ['一点用都没有']
        """
        return tuple((m.start() + 1, m.end() - 1) for m in _QUOTES.finditer(self.plain) if _is_speech(m))

    def sentence_at(self, offset: int) -> Range:
        """The sentence that `offset` lies in."""
        return _at(self.sentences, self._sentence_starts, offset)

    def clause_at(self, offset: int) -> Range:
        """The clause that `offset` lies in."""
        return _at(self.clauses, self._clause_starts, offset)

    def pauses_in(self, start: int, end: int) -> list[Range]:
        """``start:end`` cut where white space was typed: what a hurried agent puts in place of a comma."""
        cuts = self._pauses[bisect_right(self._pauses, start) : bisect_left(self._pauses, end)]
        return list(zip([start, *cuts], [*cuts, end], strict=True))

    @cached_property
    def _pauses(self) -> list[int]:
        """Offsets of what follows upon white space."""
        if isinstance(self.origin, range):  # nothing is left out of what was typed
            return []
        return [i for i, at in enumerate(self.origin) if at and self.raw[at - 1].isspace()]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [start for start, _ in self.sentences]

    @cached_property
    def _clause_starts(self) -> list[int]:
        return [start for start, _ in self.clauses]

    def in_quote(self, offset: int) -> bool:
        """Whether `offset` lies in quoted customer words."""
        return bool(self.quoted) and any(start <= offset < end for start, end in _near(self.quoted, offset))


def clauses(sentence: str) -> list[Range]:
    """The clauses of a sentence in plain spelling.

    Examples
    --------
    >>> clauses("抱歉,12:30前发货")
    [(0, 3), (3, 11)]
    """
    return _stretches([m.end() for m in _CLAUSE_END.finditer(sentence)], len(sentence))


def _stretches(ends: list[int], length: int) -> list[Range]:
    """What lies between ends; the last stretch goes on to the end of the text."""
    if length and (not ends or ends[-1] < length):
        ends = [*ends, length]
    return list(zip([0, *ends][:-1], ends, strict=True))


def grams(words: str) -> set[str]:
    """The characters of some words and its pairs of neighbours.

    Examples
    --------
    >>> sorted(grams("好的"))
    ['好', '好的', '的']
    """
    return {*words, *map(add, words, words[1:])}


def _at(ranges: tuple[Range, ...], starts: list[int], offset: int) -> Range:
    return ranges[bisect_right(starts, offset, 1) - 1] if ranges else (0, 0)


def _near(ranges: tuple[Range, ...], offset: int) -> tuple[Range, ...]:
    """The one range, if any, that may hold `offset`: the last that starts at or before it."""
    index = bisect_right(ranges, offset, key=_start)
    return ranges[index - 1 : index] if index else ()


def _start(ends: Range) -> int:
    return ends[0]


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
    if len(plain) == len(raw) and not any(char in raw for char in _LONGER):
        origin: Sequence[int] = range(len(raw) + 1)
    else:
        origin = _origin(raw)
    if _may_hold_typos(plain) and _typos().search(plain):
        plain, origin = _correct(plain, origin)
    return Text(raw, plain, origin)


class _Canon(dict[int, str]):
    """Canonical spelling of one character, worked out the first time it is met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        spelled = _FIXED.get(char)
        if spelled is None:
            spelled = _respell(char)
        if len(spelled) > 1:
            _LONGER.add(char)
        self[code] = spelled
        return spelled


_FIXED = {
    **dict.fromkeys("…⋯", "…"),
    **dict.fromkeys("〜∼", "~"),
    **dict.fromkeys("‐‑‒–−", "-"),
    **dict.fromkeys("「『〝", "“"),
    **dict.fromkeys("」』〞〟", "”"),
    **dict.fromkeys("\u3164\u2800\u115f\u1160\uffa0", ""),  # letters that show as blanks
    **dict(zip("妳枱衞敍暱锺馀讬钜", "你台卫叙昵钟余托巨", strict=True)),  # forms the converter leaves alone
    **{chr(c): chr(c) for c in range(0x2460, 0x249C)},  # list markers ①⑴: digits only to the eye
}
_LONGER: set[str] = set()  # characters met that are spelled with several
_DROPPED = frozenset({"Mn", "Me", "Cc", "Cf", "Cs", "Zs", "Zl", "Zp"})


def _respell(char: str) -> str:
    if char.isspace() or unicodedata.category(char) in _DROPPED:
        return ""
    # a lone accent, as in (￣▽￣), is nothing but the mark that is left out below: it stays itself
    parts = unicodedata.normalize("NFKD", char).lower()
    kept = [c for c in parts if not c.isspace() and unicodedata.category(c) not in _DROPPED]
    spelled = unicodedata.normalize("NFC", "".join(_FIXED.get(c, c) for c in kept)) or char
    if spelled.isascii():
        return spelled
    simplified = _simplified()
    return simplified(simplified(spelled))  # a few characters (薴) need two steps


@lru_cache(maxsize=1)
def _simplified() -> Callable[[str], str]:
    import opencc  # takes a tenth of a second: only once there is Chinese to read

    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    return convert


_CANON = _Canon()


def _origin(raw: str) -> list[int]:
    origin = [offset for offset, char in enumerate(raw) for _ in _CANON[ord(char)]]
    origin.append(len(raw))
    return origin


def _correct(plain: str, origin: Sequence[int]) -> tuple[str, list[int]]:
    """Put typos right; a right spelling that is longer shares the last offset of the wrong one."""
    table = _typo_table()
    pieces: list[str] = []
    kept: list[int] = []
    done = 0
    for match in _typos().finditer(plain):
        right = table.get(match[0], match[0])
        start, end = match.span()
        pieces += plain[done:start], right
        kept += origin[done:start]
        kept += [origin[min(start + i, end - 1)] for i in range(len(right))]
        done = end
    pieces.append(plain[done:])
    kept += origin[done:]
    return "".join(pieces), kept


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
    # longest first, so that a word that is kept hides the typo inside it
    words = sorted(_typo_table(), key=len, reverse=True)
    return re.compile("|".join(map(_word_pattern, words)))


def _may_hold_typos(plain: str) -> bool:
    """Whether the search for typos, which costs more than all the rest of reading, can find any."""
    signs, everyday = _typo_signs()
    return bool(signs.search(plain)) or any(word in plain for word in everyday)


@lru_cache(maxsize=1)
def _typo_signs() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Uncommon characters of which every typo holds one, and the typos made of common ones only."""
    typos = {word: right for word, right in _typo_table().items() if word != right}
    everyday = tuple(word for word in typos if _EVERYDAY.issuperset(word))
    usual = "".join(typos.values())
    signs = {min(set(word) - _EVERYDAY, key=usual.count) for word in typos if word not in everyday}
    return re.compile(f"[{''.join(sorted(signs))}]"), everyday


# The most frequent characters of customer service; which ones exactly touches only the speed.
_EVERYDAY = frozenset(
    "您的不我是了一这到们有可下就好给以个会退天后没能在要请款上看时用点哦单也发货呢问都小来号过定心亲还说快为话换题理品已店出收等"
    "保边再客最人前行价帮回歉实提电送费查内对得支子先今申自件信意运选面订质抱那动包系全新量么去手哈着服或经售里跟多商次补付满打"
    "别物成大作吗加很接直确额平工现开关持让页真方吧常做便第解需评放购买法感度谢思减尺气认分任,。!?"
)


def _word_pattern(word: str) -> str:
    return rf"{word}(?<![a-z\d]{word})(?![a-z\d])" if word.isascii() else re.escape(word)


# Pictographs. Left out: skin tones (they only follow), stars and ticks, circled digits.
_PICTURE = (
    "\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff\u2600-\u2604\u2607-\u26ff"
    "\u2700-\u2712\u2714-\u2775\u2795-\u27bf\u231a\u231b\u23e9-\u23f3\u2b05-\u2b07\u2b50\u2b55"
)
_EMOTICON = (
    "呵呵|哈哈|嘻嘻|嘿哈|微笑|大笑|偷笑|憨笑|坏笑|奸笑|笑哭|破涕为笑|呲牙|愉快|可爱|害羞|调皮|得意|开心|亲亲|飞吻|拥抱|抱抱|爱心|爱你"
    "|心|玫瑰|鲜花|送花|献花|太阳|握手|抱拳|合十|鼓掌|赞|强|棒|耶|ok|胜利|加油|奋斗|庆祝|撒花|礼物|机智|捂脸|皱眉|旺柴|委屈|难过|流泪"
    "|大哭|快哭了|泪|泪奔|流汗|汗|尴尬|惊讶|吃惊|疑问|晕|色|酷|吐舌|眨眼|花心|发呆|再见|谢谢|给力|威武|吃瓜|让我看看|社会社会"
)
_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"
    f"|[{_PICTURE}][\U0001f3fb-\U0001f3ff]?"
    r"|#e-[a-z]?\d{1,4}"
    r"|/:(?:\^_\^|\d{3})"
    rf"|\[(?:{_EMOTICON})\]"
    r"|\((?=[^\u4e00-\u9fff()]{0,12}(?:[▽ωд﹏≧≦╥ㅂ◕‿ε⊙∀∇◡⌒╯╰￣]|\^.?\^|>.?<|[tq;]_[tq;]|-_-))[^\u4e00-\u9fff()]{2,14}\)"
    r"|\^[_o.-]?\^|>_{1,3}<|t_t|q_q|qaq|-_-\|{0,3}|orz"
)
_EMOJI_HINT = re.compile(f"[{_PICTURE}\U0001f1e6-\U0001f1ff\\[#(^<_/qz]")

# What stands around a comma that parts the thousands of one number: behind ¥ or 满, before a unit or before
# a group that begins with 0, which nothing else does. Behind 减 the second number may be what is left to pay.
_AFTER_SIGN = "|".join(rf"(?<=[¥$满]\d{{{n}}}{more},)" for n in (1, 2, 3) for more in ("", r",\d{3}"))
_LESS = "".join(rf"(?<![减返省降]\d{{{n}}},)" for n in (1, 2, 3))
_GROUPS = r"\d{3}(?:,\d{3}){0,2}(?!\d)(?:\.\d{1,2}(?!\d))?"
_UNIT = (
    "[多余来]?(?:[元块圆万千个件人次份条张瓶盒箱台双套单家位名种款步克斤米升毫公支片粒颗包袋本间字]"
    "|只(?![满减能要用有需收参算])|积分|[mk]?[lg](?![a-z]))"
)
THOUSANDS = (
    rf"(?<=\d,)(?:0\d\d(?!\d)|(?:{_AFTER_SIGN})\d{{3}}(?!\d)"
    rf"|{_LESS}{_GROUPS}{_UNIT}|{_GROUPS}{_UNIT}(?!到手|入手|拿下|就能|就可|搞定))"
)

# A mark that only joins figures or letters ends nothing: 3.5, 17:00, 1~2天, 1,000元, jd.com.
_JOINS = rf"(?<!\d[~:.](?=\d))(?!{THOUSANDS})(?<![a-z]\.(?=[a-z]))"
_SENTENCE_END = re.compile(rf"[。!?;…~.]{_JOINS}[。!?;…~.]*+[”’\")]*+")
_CLAUSE_END = re.compile(rf"[。!?;…~.,、:]{_JOINS}[。!?;…~.,、:]*+[”’\")]*+")

_QUOTES = re.compile("“[^“”]{1,200}”|‘[^‘’]{1,200}’|" + '"[^"]{1,200}"')
_LABEL_BEFORE = re.compile(
    r"(?:点击?|点开|选择?|勾选|进入|打开|搜索?|找到|输入|填写?|按|的|在|到|按钮|页面|菜单|栏|回复|发送)$"
)
_SAID_BEFORE = re.compile(
    r"(?:您|你|亲|顾客|买家|客户|备注|留言|评论|评价|刚才|刚刚|前面|上面|网上|网友|别人|朋友|帖子|传言)[^,。!?;“”\"]{0,8}"
    r"(?:说|讲|提|反馈|描述|写|反映|形容|备注|留言|评论|评价|追评|问|担心)(?:的|到|是|道|过|了|着|里|中|里的|到的)?[:,]?$"
)
_SAID_AFTER = re.compile(
    r"这句|这样的话|这种话|这几个字|(?:这个|的|这种)(?:说法|感受|心情|想法|评价|疑问|反馈|顾虑)"
)
_SPOKEN = re.compile(r"你们|我[要想的是]|[?!吗]|怎么|为什么")


def _is_speech(quote: re.Match[str]) -> bool:
    before = quote.string[max(0, quote.start() - 24) : quote.start()]
    if _SAID_BEFORE.search(before) or _SAID_AFTER.match(quote.string, quote.end()):
        return True
    return bool(_SPOKEN.search(quote[0])) and not _LABEL_BEFORE.search(before)
