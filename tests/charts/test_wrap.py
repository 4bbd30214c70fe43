"""Lines of Chinese fit, lose nothing and break where a reader would."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslib.charts.wrap import ENDS_NO_LINE, STARTS_NO_LINE, width, wrap

CHINESE = st.text(st.sampled_from("首响三十秒以内顾客会走吗，。：；、？！（）《》“”30.%～第条 "), max_size=80)


@given(CHINESE, st.integers(12, 50), st.booleans())
def test_nothing_but_spaces_is_lost_or_moved(text: str, columns: int, even: bool) -> None:
    assert wrap(text, columns, even=even).replace("<br>", "").replace(" ", "") == text.replace(" ", "")


@given(
    st.text(st.sampled_from("首响三十秒以内顾客会走吗，。：、（）"), max_size=80).map(
        lambda s: s.replace("（", "")
    )
)
def test_no_line_starts_with_a_closing_mark(text: str) -> None:
    lines = wrap(text, 24).split("<br>")
    assert not [line for line in lines[1:] if line[:1] in STARTS_NO_LINE and line]


@pytest.mark.parametrize("even", [False, True])
@given(text=st.text(st.sampled_from("首响三十秒以内顾客会走吗"), max_size=120))
def test_plain_text_fits_its_columns(even: bool, text: str) -> None:
    assert all(width(line) <= 24 for line in wrap(text, 24, even=even).split("<br>"))


@pytest.mark.parametrize(
    ("text", "columns", "expected"),
    [
        ("收到退货后7天内退款", 12, ["收到退货后", "7天内退款"]),
        ("依据：课件\n推算：一半", 40, ["依据：课件", "推算：一半"]),
        ("《消费者权益保护法》第25条", 22, ["《消费者权益保护法》", "第25条"]),
        ("一段没有标点的很长的文字", 12, ["一段没有标点", "的很长的文字"]),
    ],
)
def test_where_lines_break(text: str, columns: int, expected: list[str]) -> None:
    assert wrap(text, columns).split("<br>") == expected


def test_opening_marks_end_no_line() -> None:
    lines = wrap("前面是一段话“引文从这里开始”（还有括号）《书名》后面又是话", 14).split("<br>")
    assert not [line for line in lines if line[-1] in ENDS_NO_LINE]
