"""The base of everything learners touch: state and rendering in Python, a thin page half in JavaScript."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from cslib.html import Html, tag
from cslib.records import RecordsError

STATIC = Path(__file__).parent / "static"
Form = Mapping[str, Any]
_log = logging.getLogger(__name__)

UNEXPECTED = (
    "这一步没有做成，你写的内容还在。请再试一次；如果还不行，用菜单“内核 → 重启内核”，文字会自己回来。"
)


class Element(anywidget.AnyWidget):
    """A practice element: `view` renders the state, ``on_NAME`` methods change it.

    A subclass keeps its state in plain attributes and writes two things: ``view() -> Html`` and an
    ``on_NAME(value, form)`` method for each ``data-act="NAME"`` in that HTML. ``data-sight="NAME"`` on a
    part calls it once, when that part is first seen or anything in the element is first touched. Tests
    operate it with ``element.act("submit", form={"reply": "…"})`` just as a click does.

    Attributes
    ----------
    html
        What the page shows.
    seen
        Number of the last event handled; the page warns where it stays behind.
    """

    _esm = STATIC / "element.js"
    _css = STATIC / "cslib.css"
    html = traitlets.Unicode("").tag(sync=True)
    seen = traitlets.Int(0).tag(sync=True)

    #: What stands in a stored notebook in the element's place.
    hint = "［练习］打开课程后会自动运行；没有出现的话，请点一下这里，再按 Shift+Enter。"

    def __init__(self) -> None:
        super().__init__()
        self.notice = ""
        self.on_msg(self._receive)
        self.refresh()

    def view(self) -> Html:
        """The state as HTML."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Render the state again."""
        notice = tag("div", self.notice, class_="cs-notice", role="alert") if self.notice else None
        self.html = tag("div", notice, self.view(), class_=f"cs-el-{type(self).__name__.lower()}")

    def act(self, name: str, value: str = "", form: Form | None = None) -> None:
        """Do what a click on ``data-act=NAME`` does. A failure becomes a notice, never a traceback."""
        self.notice = ""
        handler = getattr(self, f"on_{name}", None)
        if handler is None:
            return
        try:
            handler(value, form or {})
        except RecordsError as error:
            self.notice = str(error)
        except Exception:
            _log.exception("%s failed in %s", name, type(self).__name__)
            self.notice = UNEXPECTED
        self.refresh()

    def _receive(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        name = message.get("act")
        if name == "draft":
            make_ready()
        if isinstance(name, str) and name.isidentifier():
            self.act(name, str(message.get("value", "")), message.get("form") or {})
        number = message.get("n")
        if isinstance(number, int):
            self.seen = number

    def __repr__(self) -> str:
        return self.hint

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        if data is not None:
            data["text/plain"] = repr(self)
        return bundle


@lru_cache(maxsize=1)
def make_ready() -> None:
    """Once a learner types, let a thread load what grading needs: the first reply is answered at once too."""
    from cslib.rubric import detectors

    with suppress(RuntimeError):  # a browser without a server has no threads; the first reply then waits
        threading.Thread(target=detectors.warm, daemon=True).start()
