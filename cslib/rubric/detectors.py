"""What a reply says well or badly whatever the exercise: faults, critical failures and good behaviours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import chain, islice
from operator import itemgetter
from typing import NamedTuple

from cslib.rubric import placeholders
from cslib.rubric.lexicon import Clearing, Label, Rule, load
from cslib.rubric.model import Finding, Heard, Kind, Span
from cslib.rubric.patterns import Pattern
from cslib.rubric.strategies import strategies as by_sentence
from cslib.text import Range, Text, grams


class Hit(NamedTuple):
    """A place where a rule applies, or its label is heard without one: offsets into `Text.plain`.

    ``stays`` tells that no label undoes it.
    """

    start: int
    end: int
    rule: Rule
    heard: bool = False
    stays: bool = False


_Hits = dict[str, list[Hit]]


def detect(text: Text) -> tuple[Finding, ...]:
    """Everything the lexicon finds in a reply, in reading order.

    Parameters
    ----------
    text
        The reply, as `cslib.text.read` gives it. Customer words it quotes don't count.

    Examples
    --------
    >>> from cslib.text import read
    >>> [(f.criterion, f.kind.value) for f in detect(read("您好，我们会尽快处理的。"))]
    [('greeting', 'strength'), ('vague_time', 'fault')]
    """
    return tuple([finding for finding, _ in found(text)])


def found(text: Text) -> list[tuple[Finding, Range]]:
    """What `detect` finds, each with its place in the plain text, which white space doesn't move.

    Examples
    --------
    >>> from cslib.text import read
    >>> [place for _, place in found(read("您 好，我们会尽快处理的。"))]
    [(0, 2), (3, 9)]
    """
    hits = [hit for hits in _hits(text).values() for hit in hits[: hits[0].rule.label.most]]
    hits.sort(key=_place)
    return [(_finding(text, hit), hit[:2]) for hit in hits]


def labels(text: Text) -> set[str]:
    """The ids of all labels found in a reply.

    Examples
    --------
    >>> from cslib.text import read
    >>> labels(read("把验证码发我。")), labels(read("我们不会问您的验证码。"))
    ({'privacy_request'}, set())
    """
    return set(_hits(text))


def warm() -> None:
    """Make ready what the first replies would otherwise wait for; a thread can do it while the learner types.

    Examples
    --------
    >>> import threading
    >>> threading.Thread(target=warm, daemon=True).start()
    """
    for pattern, rule in load().ways:
        _ = pattern.regex, rule.excused, rule.needed


_place = itemgetter(0, 1)


def _finding(text: Text, hit: Hit) -> Finding:
    rule, label = hit.rule, hit.rule.label
    span = text.span(*(_shown(text, hit) if rule.say else hit[:2]))
    said = text.raw[span.start : span.end]
    reason = rule.reasons[len(said) % len(rule.reasons)]
    return Finding(
        criterion=label.id,
        kind=label.kind,
        dimension=label.dimension,
        points=label.points,
        span=span,
        reason=reason.replace("{hit}", said),
        better=rule.better(_matter(text, hit)).replace("{hit}", said),
        link=rule.link,
    )


def _matter(text: Text, hit: Hit) -> Iterator[str]:
    """What tells of which matter a hit speaks: its own words, its clauses, its sentence."""
    start, end = hit[:2]
    yield text.plain[start:end]
    yield text.plain[text.clause_at(start)[0] : text.clause_at(end - 1)[1]]
    yield text.plain[slice(*text.sentence_at(start))]


_SHORT = 13  # a phrase of so few characters is shown whole
_MARKS = " ,。!?;:~、…"


def _shown(text: Text, hit: Hit) -> Range:
    """What of the reply shows the hit best, with regard to the white space typed for commas."""
    start, end = hit[:2]
    if hit.heard or end - start > 2 * _SHORT:
        around = _phrase_at(text, start)[0], _phrase_at(text, end - 1)[1]
        start, end = _strongest(text, hit.rule.label.id, text.pauses_in(*around))
        if hit.heard and end - start > 3 * _SHORT:  # a run without any pause
            start, end = hit[:2]
    return _whole_words(text, start, end)


def _strongest(text: Text, label: str, phrases: list[Range]) -> Range:
    """The phrase that speaks most for a label."""
    model = load().classifier
    if len(phrases) == 1 or model is None or label not in model.labels:
        return phrases[0][0], phrases[-1][1]
    return phrases[model.strongest(label, model.weigh([text.plain[a:b] for a, b in phrases]))]


def _whole_words(text: Text, start: int, end: int) -> Range:
    """``start:end`` without marks at its ends, up to the phrase's ends where little is left out."""
    first, after = _phrase_at(text, start)
    before, last = _phrase_at(text, end - 1)
    start = first if start - first <= 3 or after - first <= _SHORT else start
    end = last if last - end <= 5 or last - before <= _SHORT else end
    while end - 1 > start and text.plain[end - 1] in _MARKS:
        end -= 1
    while start < end - 1 and text.plain[start] in _MARKS:
        start += 1
    return start, end


def _phrase_at(text: Text, offset: int) -> Range:
    """The clause that `offset` lies in, up to the white space around it."""
    first, last = text.clause_at(offset)
    near = max(first, offset - _REACH), min(last, offset + _REACH)
    return next(part for part in text.pauses_in(*near) if offset < part[1])


@lru_cache(maxsize=256)
def _hits(text: Text) -> _Hits:
    """All hits by label, after guards, clearing and merging; labels without hits are absent."""
    return _settled(text, chain(_raw(text), _counted(text)))


def told(text: Text) -> set[str]:
    """Labels the rules alone tell of, whatever the model says: from this their reliability is learned.

    Examples
    --------
    >>> from cslib.text import read
    >>> told(read("我们会尽快处理的。"))
    {'vague_time'}
    """
    every = tuple(load().labels)
    return set(_settled(text, chain.from_iterable(_by_rule(text, ends, every) for ends in text.sentences)))


def _settled(text: Text, hits: Iterable[Hit]) -> _Hits:
    raw: _Hits = {}
    for hit in hits:
        raw.setdefault(hit.rule.label.id, []).append(hit)
    settled: _Hits = {}
    for label in [label for label in load().labels if label in raw]:
        kept = [h for h in raw[label] if h.stays or not (h.rule.clear and _cleared(text, h, settled))]
        if kept:
            settled[label] = _merged(kept) if len(kept) > 1 else kept
    return settled


def _raw(text: Text) -> Iterator[Hit]:
    """What the rules find and the model confirms, and what the model is sure of without a rule."""
    for ends, heard in zip(text.sentences, _heard(text), strict=True):
        found = _by_rule(text, ends, heard.believed) if heard.believed else []
        if heard.likely:
            found += _unruled(text, ends, heard, {hit.rule.label.id for hit in found})
        for hit in found:
            label = hit.rule.label
            likely = label.id in heard.likely
            if _declined(text, hit):
                continue
            stays = likely and label.kind is not Kind.STRENGTH and label.id not in _BY_THE_REST
            yield hit._replace(stays=True) if stays else hit


# However clearly a sentence alone sounds like one, the rest decides: it says what these fail to say, or an
# insult beside the impatience says it all.
_BY_THE_REST = {"flat_refusal", "vague_time", "impatience"}


def _unruled(text: Text, ends: Range, heard: Heard, told: AbstractSet[str]) -> Iterator[Hit]:
    """Hits for what no rule tells of, each at the part of the sentence that speaks most for it."""
    known = load().labels
    for label, (start, end) in heard.likely.items():
        if label in told:
            continue
        hit = Hit(ends[0] + start, ends[0] + end, known[label].rules[0], heard=True)
        trusted = label in heard.certain and known[label].kind is not Kind.CRITICAL
        if (trusted and not _unsaid(text, hit)) or not _doubtful(text, hit, ends):
            yield hit


def _unsaid(text: Text, hit: Hit) -> bool:
    """Whether the words themselves say that they don't promise: 不保证周五一定能收到."""
    return "negated" in hit.rule.skip and bool(_NO_PROMISE.search(text.plain, hit.start, hit.end))


_NO_PROMISE = re.compile(
    "(?:不|没|没法|没办法|无法|难以)(?:能|敢|好)?(?:[跟给向对]您)?(?:百分之?百|完全|绝对|一定)?(?:保证|承诺|担保|打[包保]票|拍胸脯)"
    "|保证不[了到]"
)


def _doubtful(text: Text, hit: Hit, ends: Range) -> bool:
    """Whether the words around excuse what the model hears but is not certain of."""
    if "negated" in hit.rule.skip and _DECLINES.search(text.plain, *ends):
        return True
    return _declined(text, hit) or _excused(text, hit.start, hit.end, hit.rule, ends)


def _declined(text: Text, hit: Hit) -> bool:
    """Whether the reply refuses, before or behind, the very thing it seems to do here."""
    refusal = hit.rule.refusal
    return bool(refusal and refusal.search(_around(text, hit.start, hit.end, "reply", (0, 0))))


def _by_rule(text: Text, ends: Range, wanted: tuple[str, ...]) -> list[Hit]:
    """What the patterns of the labels `wanted` find in a sentence, after the guards that look around."""
    first, last = ends
    sentence = text.plain[first:last]
    places = _places(sentence, wanted) if len(sentence) <= _KEPT else _places.__wrapped__(sentence, wanted)
    return [
        Hit(first + start, first + end, rule)
        for start, end, pattern, rule in places
        if not (pattern.also and _lacks(sentence, pattern.also))
        and _stands(text, first + start, first + end, rule, ends)
    ]


# The network hears the subject and may miss the no: 微信我没法转, 不要把验证码给任何人.
_DECLINES = re.compile(
    "没法|没办法|无法|不能|不可以|不行|做不[了到]|办不[了到]|走不通|不[接做收敢会允支需]|不要|切勿|请勿|谨防|禁止|拒绝"
)
_MOST_MATCHES = 50
_KEPT = 200


def spoken(text: Text, first: int, last: int) -> str:
    """A sentence of ``text.plain`` with blanks for the customer's words it quotes.

    Examples
    --------
    >>> from cslib.text import read
    >>> text = read("您说“骗子”，我听了很难受。")
    >>> spoken(text, *text.sentences[0])
    '您说“\\x00\\x00”,我听了很难受。'
    """
    sentence = text.plain[first:last]
    for start, end in text.quoted:
        if first <= start < last:
            until = min(end, last)
            sentence = sentence[: start - first] + "\0" * (until - start) + sentence[until - first :]
    return sentence


def _heard(text: Text) -> list[Heard]:
    """What the model hears in each sentence; without a model every rule is believed."""
    lexicon = load()
    if lexicon.classifier is None:
        return [Heard(tuple(lexicon.labels), {}, ())] * len(text.sentences)
    found = lexicon.classifier.judge([spoken(text, *ends) for ends in text.sentences])
    if not lexicon.unlearned:
        return found
    return [heard._replace(believed=(*lexicon.unlearned, *heard.believed)) for heard in found]


@lru_cache(maxsize=4096)
def _places(sentence: str, wanted: tuple[str, ...]) -> list[tuple[int, int, Pattern, Rule]]:
    """Where each of the patterns of the labels `wanted` matches in a sentence."""
    found, lexicon = [], load()
    for number in lexicon.sieve.pick(grams(sentence), lexicon.ways_of(wanted)):
        pattern, rule = lexicon.ways[number]
        if pattern.regex.search(sentence):  # most don't match, and an iterator costs more than the search
            matches = islice(pattern.regex.finditer(sentence), _MOST_MATCHES)
            found += [(m.start(), m.end(), pattern, rule) for m in matches if m.end() > m.start()]
    return found


def _lacks(sentence: str, others: tuple[Pattern, ...]) -> bool:
    return not all(other.regex.search(sentence) for other in others)


def _stands(text: Text, start: int, end: int, rule: Rule, ends: Range) -> bool:
    if text.quoted and any(a <= start and end <= b for a, b in text.quoted):
        return False
    if _excused(text, start, end, rule, ends):
        return False
    return not rule.needed or bool(rule.needed.search(_around(text, start, end, rule.scope, ends)))


def _excused(text: Text, start: int, end: int, rule: Rule, ends: Range) -> bool:
    """Whether what is said at ``start:end``, in the sentence `ends`, is said in a way that doesn't count."""
    if rule.skip and _skipped(text, start, end, rule.skip, ends[1]):
        return True
    return bool(rule.excused and rule.excused.search(_around(text, start, end, rule.scope, ends)))


_REACH = 300  # characters a guard looks to either side, so that time stays linear in a reply's length


def _around(text: Text, start: int, end: int, scope: str, ends: Range) -> str:
    """The part of the reply a guard looks at; matches may cross clauses, so both ends are asked."""
    first, last = ends
    if scope == "clause":
        first, last = text.clause_at(start)[0], text.clause_at(end - 1)[1]
    elif scope == "reply":
        first, last = 0, len(text.plain)
    return text.plain[max(first, start - _REACH) : min(last, end + _REACH)]


_NEGATION = re.compile(
    r"不(?![仅但光止错过然管论同]|好意思)|没(?!错|事|关系)|未|(?<![特区])别(?![的家人]|担心|着急|急)|勿|无[法需须权]|非(?!常)|谨防|严禁|禁止|拒绝|避免|杜绝|防止"
)
_QUESTION = re.compile(r"吗|\?|么[?,。~]|么$")
_ASKED_OUT = re.compile(r"吗|(?<!吧)\?|么[?,。~]|么$")
_IF = re.compile(r"如果|若|要是|假如|万一|一旦|倘|如因")


# 加微信不行，私下转账平台不允许: a refusal that comes after what it refuses.
_TAIL = 30  # characters in which it comes
_REFUSED = re.compile(
    r"(?:(?:账|款|钱|的|这个|这样|那样|都|也|是|呢|哦|啊|亲|我们?|咱们?|平台|规则|店里|这边|这[儿里]|那边|您|真的?|实在|确实|,)*)"
    r"(?:不行(?!的话|[就我再拉])|不可以|不可能|不能(?!再)|不让|不允许|不支持|不被允许|不合规|没法|没办法|办不了|做不到|违反|违规"
    r"|不安全|有风险|禁止)"
)


def _skipped(text: Text, start: int, end: int, skip: frozenset[str], last: int) -> bool:
    plain = text.plain
    clause = text.clause_at(start)[0]
    until = min(last, end + _REACH)
    if "negated" in skip:
        if _NEGATION.search(plain, max(clause, start - 7), start):
            return True
        refused = _REFUSED.search(plain, start + 2, end + _TAIL)
        if refused and refused.start() <= end:
            return True
    if "asked" in skip and _QUESTION.search(plain, start, until):
        return True
    if "wondered" in skip and _ASKED_OUT.search(plain, start, until):
        return True
    if "supposed" in skip:
        return bool(_IF.search(plain, max(clause, start - 12), end)) or "的话" in plain[start : end + 6]
    return False


_NEAR = 40


def _cleared(text: Text, hit: Hit, settled: _Hits) -> bool:
    return any(
        _clears(text, hit, clearing, settled[clearing.label])
        for clearing in hit.rule.clear
        if clearing.label in settled
    )


def _clears(text: Text, hit: Hit, clearing: Clearing, others: Iterable[Hit]) -> bool:
    if clearing.scope == "reply":
        return any(True for _ in others)
    if clearing.scope == "near":
        return any(o.start - hit.end <= _NEAR and hit.start - o.end <= _NEAR for o in others)
    if clearing.scope == "overlap":
        return any(o.start < hit.end and hit.start < o.end for o in others)
    first, last = text.sentence_at(hit.start)[0], text.sentence_at(hit.end - 1)[1]
    return any(o.start < last and first < o.end for o in others)


def _merged(hits: list[Hit]) -> list[Hit]:
    """Hits in order, of those that overlap the longest."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if kept and hit.start < kept[-1].end:
            if hit.end - hit.start > kept[-1].end - kept[-1].start:
                kept[-1] = hit
            continue
        kept.append(hit)
    return kept


_YOU = re.compile(r"(?<!迷)你(?!好(?![像多])|我|值得拥有)")


def _counted(text: Text) -> Iterator[Hit]:
    """Hits of the labels that patterns over words can't say: how often, or spelled how."""
    lexicon = load()
    style, known = lexicon.style, lexicon.labels
    yield from _listed(known["unfilled_placeholder"], placeholders.find(text), 0)
    if style["address"] == "您" and "你" in text.plain:
        yield from _listed(known["ni_not_nin"], _outside_quotes(text, _YOU), 0)
    yield from _listed(known["emoji_overuse"], text.emoji, int(style["emoji_limit"]))
    if style["pet_names_limit"] is not None:
        names = _outside_quotes(text, _words(style["pet_names"]))
        yield from _listed(known["pet_names"], names, int(style["pet_names_limit"]))


def _listed(label: Label, spans: Sequence[Range], allowed: int) -> Iterator[Hit]:
    return (Hit(*span, label.rules[0]) for span in spans[allowed : allowed + _MOST_MATCHES])


def _outside_quotes(text: Text, pattern: re.Pattern[str]) -> list[Range]:
    return [match.span() for match in pattern.finditer(text.plain) if not text.in_quote(match.start())]


@lru_cache(maxsize=4)
def _words(listed: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(listed.split(), key=len, reverse=True))))


def strategies(text: Text) -> tuple[tuple[Span, str], ...]:
    """The service strategy of each sentence; see `cslib.rubric.strategies`.

    Examples
    --------
    >>> from cslib.text import read
    >>> [name for _, name in strategies(read("您好。抱歉让您久等了。"))]
    ['礼貌问候', '情感管理']
    """
    found = {label: [(hit.start, hit.end) for hit in hits] for label, hits in _hits(text).items()}
    return by_sentence(text, found)
