"""HTML that can't be broken out of."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from cslib.html import Html, join, lines, tag, text


class Reader(HTMLParser):
    """Collects what a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words += data


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"], blacklist_characters="\r\0")))
def test_typed_text_stays_text(typed: str) -> None:
    reader = Reader()
    reader.feed(tag("p", typed, title=typed))
    reader.close()
    assert reader.tags == ["p"] and reader.words == typed
    assert reader.attributes == [("title", typed)]


def test_what_is_already_html_is_not_escaped_twice() -> None:
    assert join("<", Html("<br>"), None, 3) == "&lt;<br>3"
    assert text(text("&")) == "&amp;"
    assert lines("一\n<二>") == "一<br>&lt;二&gt;"
    assert tag("input", checked=True, disabled=False, data_key="a") == '<input checked data-key="a">'
