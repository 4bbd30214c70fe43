"""Writing the figures as pictures for slides and print."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from cslib.lookup import UnknownId

if TYPE_CHECKING:
    from kaleido import Kaleido

    from cslib.charts.base import Chart

FORMATS = ("png", "svg", "pdf")
WIDTH, SCALE = 900, 2  # pixels, and how many times finer a PNG is

NO_KALEIDO = "导出图片要用到kaleido，这里还没有安装。请先运行：python -m pip install kaleido"
NO_BROWSER = (
    "导出图片要借用浏览器来画，这台电脑上没有找到Chrome、Chromium或Edge。\n"
    "Debian、Ubuntu：sudo apt-get install chromium fonts-noto-cjk\n"
    "Windows、macOS：装上Chrome或Edge，再运行一次。\n"
    "浏览器装在别处的：把环境变量BROWSER_PATH设成它的完整路径。"
)
NO_FONT = (
    "浏览器里没有中文字体，画出来的字会变成方框，所以没有导出。\n"
    "Debian、Ubuntu：sudo apt-get install fonts-noto-cjk；其他系统装上思源黑体（Noto Sans CJK SC）。"
)

Result = TypeVar("Result")


class ExportError(RuntimeError):
    """The pictures can't be made; the message (Chinese) says what is missing and how to get it."""


class UnknownFigure(UnknownId, ExportError):  # noqa: N818 (reads as what it says)
    """There is no figure of this name."""

    what = "图"


def export(
    directory: str | Path,
    formats: Sequence[str] = ("png", "svg"),
    names: Iterable[str] | None = None,
    *,
    width: int = WIDTH,
    progress: bool = True,
) -> list[Path]:
    """Write figures into a folder, one file for each figure and format.

    Parameters
    ----------
    directory
        The folder; made where it is missing. Files of the same name are replaced, others are left alone.
    formats
        Any of ``png``, ``svg``, ``pdf``.
    names
        Names in `cslib.charts.FIGURES`; all by default.
    width
        In pixels; a PNG has twice as many for sharpness. The height follows from the figure.
    progress
        Whether to draw a progress bar on standard error.

    Returns
    -------
    list of Path
        The files written, in order.

    Raises
    ------
    UnknownFigure
        A name is not among the figures; an `ExportError` too.
    ExportError
        An unknown format, no kaleido, no browser, no Chinese font, or a folder that can't be written to.
    """
    charts = _chosen(names)
    if unknown := [one for one in formats if one not in FORMATS]:
        raise ExportError(f"不认识图片格式“{unknown[0]}”，可以用的有：{'、'.join(FORMATS)}。")
    folder = Path(directory)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _run(_export(charts, folder, formats, width, progress))
    except OSError as error:
        raise ExportError(
            f"图片写不进“{folder}”：{error.strerror or error}。请换一个能写的文件夹。"
        ) from error


def _chosen(names: Iterable[str] | None) -> dict[str, Chart]:
    from cslib.charts import FIGURES

    wanted = list(FIGURES if names is None else names)
    for name in wanted:
        if name not in FIGURES:
            raise UnknownFigure(name, FIGURES)
    return {name: FIGURES[name]() for name in wanted}


def _run(work: Coroutine[Any, Any, Result]) -> Result:
    # In a thread of its own: a notebook's kernel already runs an event loop in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


async def _export(
    charts: dict[str, Chart], folder: Path, formats: Sequence[str], width: int, progress: bool
) -> list[Path]:
    from rich.console import Console
    from rich.progress import track

    jobs = [(name, chart, one) for name, chart in charts.items() for one in formats]
    written = []
    async with _painter() as painter:
        await _check_font(painter)
        bar = track(jobs, "画图", console=Console(stderr=True), disable=not progress)
        for name, chart, extension in bar:
            path = folder / f"{name}.{extension}"
            _replace(path, await _draw(painter, chart.figure, extension, width))
            written.append(path)
    return written


@asynccontextmanager
async def _painter() -> AsyncIterator[Kaleido]:
    """Kaleido with a browser open, or an `ExportError` that says what is missing."""
    try:
        from kaleido import Kaleido
        from kaleido.errors import BrowserFailedError, ChromeNotFoundError
    except ImportError as error:
        raise ExportError(NO_KALEIDO) from error
    try:
        # Without mathjax: it would be fetched from the network.
        painter = Kaleido(mathjax=False)
        await painter.open()  # type: ignore[no-untyped-call]
    except (ChromeNotFoundError, FileNotFoundError) as error:
        raise ExportError(NO_BROWSER) from error
    except BrowserFailedError as error:
        raise ExportError(f"浏览器打不开，图片没有导出。{error}\n{NO_BROWSER}") from error
    try:
        yield painter
    finally:
        await painter.close()


async def _draw(painter: Kaleido, figure: Any, extension: str, width: int) -> bytes:
    size = {"width": width, "height": figure.layout.height, "scale": SCALE if extension == "png" else 1}
    options: Any = {"format": extension, **size}
    picture: bytes = await painter.calc_fig(figure.to_plotly_json(), options)
    return picture


async def _check_font(painter: Kaleido, first: str = "客", second: str = "服") -> None:
    """Two characters that look alike are two empty boxes."""
    if await _glyph(painter, first) == await _glyph(painter, second):
        raise ExportError(NO_FONT)


async def _glyph(painter: Kaleido, character: str) -> bytes:
    from cslib.charts.base import FONTS

    title = {"text": character, "font": {"family": FONTS, "size": 40}, "x": 0.5, "y": 0.5}
    picture: bytes = await painter.calc_fig(
        {"data": [], "layout": {"title": title, "xaxis": {"visible": False}, "yaxis": {"visible": False}}},
        {"format": "png", "width": 120, "height": 120, "scale": 1},
    )
    return picture


def _replace(path: Path, content: bytes) -> None:
    # A file half written is never under the final name.
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(path)
