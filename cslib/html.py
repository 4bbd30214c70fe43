"""HTML that is safe by construction: whatever is not already `Html` is escaped."""

from __future__ import annotations

from html import escape


class Html(str):
    """A piece of finished HTML. Only this module's functions make one from text."""

    __slots__ = ()


Content = str | int | float | None
VOID = frozenset({"br", "hr", "img", "input"})
NOTHING = Html("")


def text(content: Content) -> Html:
    """`content` as HTML: escaped, unless it already is.

    Examples
    --------
    >>> text("<b>&")
    '&lt;b&gt;&amp;'
    """
    if content is None:
        return NOTHING
    return content if isinstance(content, Html) else Html(escape(str(content)))


def join(*parts: Content, by: str = "") -> Html:
    """The parts, each made safe, one after the other."""
    return Html(by.join(text(part) for part in parts))


def tag(name: str, /, *children: Content, **attributes: str | int | bool | None) -> Html:
    """One element; ``class_`` stands for ``class``, underscores for hyphens, True for a bare attribute.

    Examples
    --------
    >>> tag("p", "1 < 2", class_="note", data_act=None, hidden=True)
    '<p class="note" hidden>1 &lt; 2</p>'
    """
    opening = name + "".join(_attribute(key, value) for key, value in attributes.items())
    return Html(f"<{opening}>" if name in VOID else f"<{opening}>{join(*children)}</{name}>")


def _attribute(key: str, value: str | int | bool | None) -> str:
    key = key.rstrip("_").replace("_", "-")
    if value is None or value is False:
        return ""
    return f" {key}" if value is True else f' {key}="{escape(str(value))}"'


def lines(content: str) -> Html:
    """Escaped text whose line breaks are kept."""
    return join(*content.splitlines(), by="<br>")
