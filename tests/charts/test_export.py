"""Pictures for slides: written whole, in real characters, or a message that says what is missing."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from cslib.charts import export as module
from cslib.charts.export import ExportError, UnknownFigure, export

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def browser(chromium: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kaleido takes this browser."""
    monkeypatch.setenv("BROWSER_PATH", chromium)


@pytest.mark.browser
@pytest.mark.usefixtures("browser")
def test_writes_each_format_and_leaves_nothing_else(tmp_path: Path) -> None:
    written = export(tmp_path / "图", ("png", "svg"), ["barriers"], progress=False)
    assert written == [tmp_path / "图" / "barriers.png", tmp_path / "图" / "barriers.svg"]
    assert sorted((tmp_path / "图").iterdir()) == written
    assert written[0].read_bytes().startswith(PNG)
    drawing = written[1].read_text(encoding="utf-8")
    assert all(word in drawing for word in ("理解偏差", "没有说明", "天猫优秀客服培训课件"))


@pytest.mark.browser
@pytest.mark.usefixtures("browser")
def test_characters_are_drawn_not_boxes() -> None:
    """Two characters look different; two that no font has look the same, and that is refused."""

    async def probe() -> tuple[bytes, bytes, bytes]:
        async with module._painter() as painter:
            await module._check_font(painter)
            with pytest.raises(ExportError, match="没有中文字体"):
                await module._check_font(painter, "\U0010fff0", "\U0010fff1")
            drawn = [await module._glyph(painter, char) for char in ("客", "服", "\U0010fff0")]
            return drawn[0], drawn[1], drawn[2]

    first, second, box = module._run(probe())
    assert len({first, second, box}) == 3


@pytest.mark.browser
@pytest.mark.usefixtures("browser")
def test_works_where_an_event_loop_runs_already(tmp_path: Path) -> None:
    async def in_a_notebook() -> list[Path]:
        return export(tmp_path, ["svg"], ["scoring"], progress=False)

    assert asyncio.run(in_a_notebook()) == [tmp_path / "scoring.svg"]


def test_no_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "chromium"))
    with pytest.raises(ExportError, match="没有找到Chrome") as raised:
        export(tmp_path, ["png"], ["barriers"], progress=False)
    assert "apt-get install chromium fonts-noto-cjk" in str(raised.value)
    assert list(tmp_path.iterdir()) == []


def test_no_kaleido(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "kaleido", None)
    with pytest.raises(ExportError, match="pip install kaleido"):
        export(tmp_path, ["png"], ["barriers"], progress=False)


def test_unknown_figure_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UnknownFigure) as raised:
        export(tmp_path, names=["barrier"])
    assert "barrier" in str(raised.value)
    assert raised.value.nearest[0] == "barriers"


def test_unknown_format(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="不认识图片格式“gif”"):
        export(tmp_path, ["gif"])


def test_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "图").write_text("", encoding="utf-8")
    with pytest.raises(ExportError, match="写不进"):
        export(tmp_path / "图", ["png"], ["barriers"])
