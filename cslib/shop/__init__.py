"""A year of a made-up shop: orders, chats, complaints, reviews, returns. All of it synthetic.

The tables in ``data/shop`` are what `generate` makes of `CUSTOMERS` customers and seed `SEED`; they have the
columns of `cslib.operations.tables` and a few more. ``data/shop/README.md`` tells how they are made and what
there is to find in them.

>>> from cslib import shop
>>> shop.load("tickets")["level"].value_counts().idxmax()
'一般'
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cslib import course
from cslib.lookup import UnknownId

if TYPE_CHECKING:
    import pandas as pd

SEED = 20251111
CUSTOMERS = 12000
TABLES = ("orders", "chats", "messages", "tickets", "reviews", "returns", "customers")
FOLDER = course.DATA / "shop"
NOTE = f"合成数据，由课程生成（种子{SEED}）"


class UnknownTable(UnknownId):
    """The shop has no table of this name."""

    what = "表"


class ShopError(ValueError):
    """The tables can't be made or read; the message (Chinese) says why and what to do."""


def load(name: str, directory: str | Path | None = None) -> pd.DataFrame:
    """A table of the shop, checked; a copy of your own.

    Parameters
    ----------
    name
        One of `TABLES`.
    directory
        A folder that `generate` wrote; the course's own data by default.

    Returns
    -------
    pandas.DataFrame
        As `cslib.operations.frames.check` returns it: times in the shop's zone, ids as text. Its
        ``attrs["source"]`` says that it is synthetic, for captions.

    Raises
    ------
    UnknownTable
        There is no such table; a `KeyError`.
    ShopError
        The folder has no such file.

    Examples
    --------
    >>> chats = load("chats")
    >>> chats.attrs["source"]
    '合成数据，由课程生成（种子20251111）'
    >>> int(chats["answered"].isna().sum()) > 0
    True
    """
    if name not in TABLES:
        raise UnknownTable(name, TABLES)
    return _read(name, FOLDER if directory is None else Path(directory)).copy()


@lru_cache(maxsize=2 * len(TABLES))
def _read(name: str, directory: Path) -> pd.DataFrame:
    import pandas as pd

    from cslib.operations import frames

    paths = [path for suffix in (".csv", ".csv.gz") if (path := directory / f"{name}{suffix}").is_file()]
    if not paths:
        raise ShopError(f"“{directory}”里没有{name}.csv。先运行 cslib shop {directory} 生成一份。")
    raw = pd.read_csv(paths[0], dtype="str", encoding="utf-8-sig")
    frame = frames.check(raw, getattr(frames, name.upper()))
    frame.attrs["source"] = _source(directory)
    return frame


def _source(directory: Path) -> str:
    """The words that say where the tables of a folder come from."""
    info = directory / "shop.json"
    if not info.is_file():
        return f"来自“{directory.name}”，没有写明怎么生成的"
    return f"合成数据，由课程生成（种子{json.loads(info.read_text(encoding='utf-8'))['seed']}）"


def generate(
    directory: str | Path,
    customers: int = CUSTOMERS,
    seed: int = SEED,
    *,
    progress: bool = True,
    compress: bool = False,
) -> list[Path]:
    """Make a year of a shop and write its tables into a folder.

    Parameters
    ----------
    directory
        The folder; made where it is missing. Files of the same names are replaced.
    customers
        How many customers the shop has; everything else grows with them, the staff too.
    seed
        The same seed and size give the same files.
    progress
        Whether to draw a progress bar on standard error.
    compress
        Whether to pack each table (``.csv.gz``), as the course's own are.

    Returns
    -------
    list of Path
        The tables in the order of `TABLES`, and ``shop.json``, which says what they were made with.

    Raises
    ------
    ShopError
        Fewer than 50 customers, or a folder that can't be written to.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.mkdtemp()
    >>> [path.name for path in generate(folder, customers=50, progress=False)][:2]
    ['orders.csv', 'chats.csv']
    """
    from rich.console import Console
    from rich.progress import track

    from cslib.shop import season, writing
    from cslib.shop.generator import Year

    if customers < 50:
        raise ShopError(f"顾客数至少50，现在是{customers}。太少了，有的表会是空的。")
    year = Year(customers, seed)
    bar = track(
        year.days(), "生成店铺的一年", season.DAYS, console=Console(stderr=True), disable=not progress
    )
    for _ in bar:
        pass
    try:
        return writing.write(year, Path(directory), {"customers": customers, "seed": seed}, compress=compress)
    except OSError as error:
        message = f"写不进“{directory}”：{error.strerror or error}。请换一个能写的文件夹。"
        raise ShopError(message) from error
