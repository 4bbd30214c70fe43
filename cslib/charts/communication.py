"""Figures about talking with customers and keeping promises."""

from __future__ import annotations

from cslib.charts.base import BLUE, PLUM, RUST, SAND, Chart
from cslib.charts.cited import derive, number, series, shown
from cslib.charts.rows import PITCH, Mark, bars, dots, layout, listing, mark, spans, ticks, told
from cslib.charts.times import days, ends

BARRIERS = {"理解偏差": "004-018", "信息不足": "004-019", "情绪干扰": "004-020", "表达不清": "004-021"}


def barriers() -> Chart:
    """What gets in the way of understanding each other; the shares given leave a part of the whole unnamed.

    Examples
    --------
    >>> barriers().alt.splitlines()[0]
    '横条图：沟通障碍的四种原因加起来只有95%，还有5%没有说明。'
    """
    shares = series(*BARRIERS.values())
    total = derive(sum(shares), "合计＝四项之和", shares)
    missing = derive(100 - total, "没有说明＝100－合计", shares)
    names, numbers = [*BARRIERS, "没有说明"], [*shares, missing]
    finding = f"沟通障碍的四种原因加起来只有{total:g}%，还有{missing:g}%没有说明"
    return Chart.build(
        finding,
        f"横条图：{finding}。\n{listing(names, numbers, '%')}。",
        [
            bars(
                numbers,
                [told(name, n, "%") for name, n in zip(names, numbers, strict=True)],
                colors=[BLUE] * len(shares) + [SAND],
                patterns=[""] * len(shares) + ["/"],
            )
        ],
        printed=[total],
        height=PITCH * len(names),
        layout=layout(
            [f"{name} <b>{n:g}%</b>" for name, n in zip(names, numbers, strict=True)],
            visible=False,
            range=[0, 36],
        ),
    )


def pause_budget() -> Chart:
    """Calming down before the first reply, held against the 30 seconds that reply is given."""
    limit, pause, once = number("004-010"), number("000-034"), number("004-025")
    rounds = [number("004-026", "low"), number("004-026", "high")]
    least, most = (derive(once * n, "三到五轮＝一轮×3至5", [once, n]) for n in rounds)
    finding = f"先停{pause:g}秒再回？首响的{limit:g}秒正好用完"
    rows = [f"深呼吸，停一停 <b>{pause:g}秒</b>", f"4-7-8呼吸一轮 <b>{once:g}秒</b>"]
    rows.append(f"4-7-8呼吸三到五轮 <b>{least:g}～{most:g}秒</b>")
    hover = [told("停一停", pause, "秒"), told("一轮", once, "秒"), told("三轮", least, "秒")]
    return Chart.build(
        finding,
        f"横条图：{finding}。\n4-7-8呼吸一轮{once:g}秒，三到五轮要{least:g}～{most:g}秒。",
        [
            spans([(Mark(2, least, ""), Mark(2, most, told("五轮", most, "秒")))], color=RUST),
            bars([pause, once, least], hover),
        ],
        height=PITCH * len(rows),
        above=28,
        below=30,
        layout=layout(
            rows,
            marks=[mark(limit, f"首响{limit:g}秒")],
            range=[0, 100],
            **ticks([0, 30, 60, 90], "秒"),
        ),
        note="先回一句“看到了，我来查”，再停下来喘口气",
    )


PROMISES = {
    "平时发货": "004-047",
    "话术里的发货": "004-024",
    "大促发货": "004-048",
    "说好的到货": "004-131",
    "真正的到货": "004-132",
}


def promises() -> Chart:
    """Delivery times as one deck promises them, and the wait that really followed."""
    promised, real = shown("004-131"), shown("004-132")
    finding = f"说好{promised}到，实际走了{real}：做不到的时间不要报"
    texts = [f"{name} <b>{shown(one)}</b>" for name, one in PROMISES.items()]
    low = [Mark(i, ends(one)[0], texts[i]) for i, one in enumerate(PROMISES.values())]
    high = [Mark(i, ends(one)[1], texts[i]) for i, one in enumerate(PROMISES.values())]
    ranges = [(a, b) for a, b in zip(low, high, strict=True) if a.number != b.number]
    return Chart.build(
        finding,
        f"时间轴图：{finding}。\n{'；'.join(texts)}。",
        [spans(ranges, color=PLUM, width=8), dots([*low, *(b for _, b in ranges)], color=BLUE)],
        height=PITCH * len(texts),
        below=30,
        layout=layout(texts, range=[0, 126], **days(*range(6))),
        note="工作日按一天画，实际只会更长",
    )
