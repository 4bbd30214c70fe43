"""What a negation governs: how far the “不” of a clause reaches.

The method is that of NegEx (Chapman et al. 2001, doi:10.1006/jbin.2001.1029) with Chinese words: negators
open a scope, look-alikes (不好意思, 不超过, 能不能) don't, and the scope ends with the clause, after twelve
characters, at a word that starts a new statement (of 不合适可以退 it covers 不合适) or after a predicate
that is complete by itself (不用担心).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

REACH = 12  # characters behind a negator and its auxiliaries
NEAR = 4  # those behind one that governs but the next word: 非质量问题


@dataclass(frozen=True, slots=True)
class Scope:
    """Negators that follow directly upon one another, and the end of what they govern.

    Attributes
    ----------
    negators
        Offsets at which the negators start; two cancel each other (``不是不能退``).
    end
        Offset behind the last character governed.
    """

    negators: tuple[int, ...]
    end: int

    def governs(self, offset: int) -> bool:
        """Whether the negators before `offset` make what starts there negative."""
        return offset < self.end and bisect_left(self.negators, offset) % 2 == 1

    def inside(self, start: int, end: int) -> int:
        """How many of the negators in ``start:end`` govern its last character."""
        if end > self.end:
            return 0
        return bisect_left(self.negators, end) - bisect_left(self.negators, start)


@lru_cache(maxsize=256)
def scopes(plain: str) -> tuple[Scope, ...]:
    """Every negation scope of a plain text (see `cslib.text.read`), in order.

    Examples
    --------
    >>> plain = "不能为您退款,不合适可以换"
    >>> [plain[s.negators[0]:s.end] for s in scopes(plain)]
    ['不能为您退款', '不合适']
    """
    found: list[Scope] = []
    chain: list[int] = []
    for match in _NEGATION.finditer(plain):
        if match["no"] is None or is_either_or(plain, match.start()):
            continue
        chain.append(match.start())
        follows = _NEGATION.match(plain, match.end())
        if follows is None or follows["no"] is None:
            reach = NEAR if _CLOSE.match(plain, match.start()) else REACH
            found.append(Scope(tuple(chain), _scope_end(plain, match.end(), reach)))
            chain = []
    return tuple(found)


def is_negated(plain: str, start: int) -> bool:
    """Whether a negation before `start` governs what starts there.

    Examples
    --------
    >>> is_negated("我们无法保证明天送达", 6), is_negated("不用担心,可以退", 5)
    (True, False)
    """
    return any(scope.governs(start) for scope in _near(scopes(plain), start))


def inside(plain: str, start: int, end: int) -> int:
    """How many negators in ``start:end`` govern its last character.

    Examples
    --------
    >>> inside("可以不用退款", 0, 6), inside("可以不寄回直接退款", 0, 9)
    (1, 0)
    """
    return max((scope.inside(start, end) for scope in _near(scopes(plain), end)), default=0)


def is_undone(plain: str, end: int) -> bool:
    """Whether the words behind `end` say that what stands before can't be: 退款不了, 退货是不行的.

    Examples
    --------
    >>> is_undone("今天退款不了", 4), is_undone("可以退款", 4)
    (True, False)
    """
    return bool(_UNDONE.match(plain, end))


_UNDONE = re.compile("(?:的话|这[边个])?是?(?:不了(?!解)|不成|不行|不可能|没门)")


def is_halved(plain: str, start: int, end: int) -> bool:
    """Whether ``start:end`` holds but half of a verb joined to its negation: of 能不能, 能 or 不能.

    Examples
    --------
    >>> is_halved("周五能不能到", 0, 3), is_halved("能不能退", 1, 4), is_halved("能不能退", 0, 4)
    (True, True, False)
    """
    return is_either_or(plain, start) or is_either_or(plain, end)


_NEIGHBOURS = 16  # scopes that can overlap at one place


def _near(found: tuple[Scope, ...], offset: int) -> tuple[Scope, ...]:
    """The scopes that open before `offset` and may reach it."""
    index = bisect_left(found, offset, key=_opening)
    return found[max(0, index - _NEIGHBOURS) : index]


def _opening(scope: Scope) -> int:
    return scope.negators[0]


def _scope_end(plain: str, start: int, reach: int) -> int:
    stop = _STOP.search(plain, start, start + reach)
    if stop is None:
        return min(len(plain), start + reach)
    return stop.end() if stop["done"] else stop.start()


def is_either_or(plain: str, offset: int) -> bool:
    """Whether a negator at `offset` only joins a verb to itself: 能不能, 有没有.

    Examples
    --------
    >>> is_either_or("能不能退", 1), is_either_or("不能退", 0)
    (True, False)
    """
    if not 0 < offset < len(plain) - 1 or plain[offset] not in "不没":
        return False
    return plain[offset - 1] == plain[offset + 1]


# Words that hold a negator and say no such thing; each begins at the negator, what stands before it is looked
# back at, so that the whole pattern begins with one class of characters and is searched at its speed.
_LOOKALIKES = (
    "(?<=不)(?:出意外|信(?=[您你])|好意思|客气|用谢|谢|错|但|仅|光|只|止|管|论|妨|久|断|得不|愧|如|同|少|然|过|料|禁|就|一会|一样"
    "|(?:会|再|太)?(?:影响|耽误|妨碍|限)|(?:要|会|能|得|可以?)?(?:超过?|多于|少于|低于|高于|晚于|早于|小于|大于|足)|到(?=[\\d一两半二三四五六七八九十]))"
    "|(?<=对不)[起住]|(?<=差不)多|(?<=说不)定|(?<=忍不)住|(?<=了不)起|(?<=[少免]不)了|(?<=离不)开|(?<=何不)"
    "|(?<![需只想]要不)(?<=要不)(?![是要会能得])"
    "|(?<=没)(?:什么)?(?:事|问题|关系|错|准|毛病)|(?<=[沉淹埋出]没)"
    "|(?<=[特分级性区告个辨识类差鉴派道]别)|(?<=[别勿])(?:超过?|过(?=[\\d一二两三四五六七八九十])|忘)|(?<=不)要忘|(?<=别)(?:人|的|致|墅|处|称|名|具|着?急|担心|生气|难过|慌)"
    "|(?<=未)[来免]|(?<=[除是无莫]非)|(?<=非)[常得遗洲]|(?<=无)(?:法比拟|疑|论)"
)
_FIRST = (
    "是|由|一定|必然|见得|觉得|认为|都|再|太|完全|真的|说|代表|等于|意味着|保证|承诺|敢|确定|清楚|知道|我们?|咱们?|您|你|这边|店铺|本店|小店"
    "|办法|法|权限|资格|能力|义务|(?:所有|全部|任何|每[个件款])[^,。!?;不没]{0,6}[都均]"
)
_MODAL = "可以|可能|能够?|会|可|得|该|应该"
_THEN = (
    "需要|要|需|用|必|给|为|帮|替|让|向|对|跟|把|将|您|你|亲|我们?|支持|提供|享受|参加|参与|办理|申请|安排|处理|操作|直接|马上|立即|及时|单独"
    "|随便|随意|打算|准备|愿意|愿|想|肯|同意|答应|允许|建议|推荐|鼓励|接受|考虑|方便|存在|属于|收到?|再|另外|额外"
)
# The rest of a negator behind its first character of `_OPENS`; 并非 and 以免 open at their second one.
_OPENS = "[不没未无非别勿难免绝止避暂]"
_NO = (
    "(?<=没)有?|(?<=不)|(?<=未)能?|(?<=无)(?:法|需|须|权|从|任何|质量|货)|(?<=[非别勿])"
    "|(?<=[拒谢]绝)|(?<=[禁防停]止)|(?<=避)免|(?<=很难)|(?<=难)以|(?<=以免)(?<!可以免)(?![费运邮单息押洗检责税])|(?<=免)得|(?<=暂)停"
)
_NEGATION = re.compile(
    rf"{_OPENS}(?:{_LOOKALIKES}|(?P<no>(?:{_NO})(?:{_FIRST}){{0,4}}+(?:{_MODAL})?+(?:{_THEN}){{0,5}}+))"
)
# What governs but the word behind it: 非质量问题, and 赶不上周六, which runs on without a comma.
_CLOSE = re.compile("非(?!是)|无(?!法|需|须|权|从)|(?<=[赶跟来追])不[上到及]")
_STOP = re.compile(
    r"(?P<done>(?<=不[上到及成行住动])了(?!解)|(?<=对)上|(?:跟|同步)上|(?:做|弄|管|搞|核)好|[对盘核]准|[盘看弄搞]清|[看盯管]住|喜欢|满意|合适|合身|想要|(?<=不要)了|担心|操心|着急|客气|放心|舒服|习惯|清楚|明白|了解|小心|在意|介意|开心|高兴|(?<=不收)费|(?<=不[要收花])钱)"
    r"|[,。!?;…:~()“”\"→\U0001f300-\U0001faff]|可以|可(?!能)|(?<![功性智节])能|就|也|(?<!成)都|则|随时|(?<![不没])包[退换赔邮]|所以|因此|支持|我(?!们?的)|咱(?!们?的)|给[您你]|帮[您你]|为[您你]"
    r"|[您你](?=可|随时|直接|也|再|联系|申请|都)|直接|马上|立即|立刻|会(?![员议])|将|请|但|而是|是(?!否)|需要|由(?=我|您|店|卖|买|平台|快递)|只|不|没|无法|别|的话|时(?!间|候|效)"
)
