"""One column of a table: what it must hold, and how it is read without guessing."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np
    import pandas as pd

Kind = Literal["id", "text", "choice", "time", "date", "number", "count", "flag"]


class DataError(ValueError):
    """Data that cannot be computed on; the message (Chinese) says where, what and what to do next.

    Attributes
    ----------
    table, column : str
        The table and column at fault, empty where the fault is not in one.
    row : int or None
        The row at fault, counted from 1 without the header.

    Examples
    --------
    >>> DataError("消息表第3行……", table="消息表", column="time", row=3).row
    3
    """

    def __init__(self, message: str, *, table: str = "", column: str = "", row: int | None = None) -> None:
        super().__init__(message)
        self.table = table
        self.column = column
        self.row = row


@dataclass(frozen=True, slots=True)
class Column:
    """What a column is called, means and may hold.

    `kind` is one of: ``id`` (text that names something), ``text``, ``choice`` (one of `choices`, each with
    the other spellings read as it), ``time`` (date and time of day), ``date`` (time of day optional),
    ``number`` (finite), ``count`` (whole number), ``flag`` (yes or no). `low` and `high` bound numbers,
    inclusive. An `optional` column may be absent; a `nullable` one may have empty cells.
    """

    name: str
    kind: Kind
    text: str
    optional: bool = False
    nullable: bool = False
    low: float | None = None
    high: float | None = None
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What the column is, without the remark on empty cells."""
        return self.text.split("，")[0]


_FLAGS = {
    "true": True,
    "1": True,
    "1.0": True,
    "是": True,
    "false": False,
    "0": False,
    "0.0": False,
    "否": False,
}

# 2024-06-18 10:10:15, 2024/6/18 10:10, 2024年6月18日 10:10, 2024-06-18T10:10:15.5+08:00. Nothing else is
# read: 03/04/2024 and bare numbers have more than one reading.
_TIME = re.compile(
    r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})日?"
    r"(?:[T\s]+(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<s>\d{2}(?:\.\d{1,9})?))?)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)

# What a spreadsheet makes of a long number.
_ROUNDED = re.compile(r"\d+(\.\d+)?[eE]\+\d+")

# Above this a float no longer holds every whole number, so an id read as one has lost its last digits.
_FLOAT_WHOLE = 2**53


def read(series: pd.Series[Any], column: Column, table: str, zone: str) -> pd.Series[Any]:
    """`series` converted to what `column` asks for.

    Parameters
    ----------
    series : pandas.Series
        With a 0..n-1 index.
    column : Column
    table : str
        The table's Chinese name, for messages.
    zone : str
        Times without a zone are taken as this zone's; times with one are converted to it.

    Raises
    ------
    DataError
        At the first cell that is empty though needed, or is not of the column's kind.

    Examples
    --------
    >>> import pandas as pd
    >>> column = Column("wrap", "number", "整理时长", low=0)
    >>> read(pd.Series(["3", "4.5"]), column, "会话表", "Asia/Shanghai").tolist()
    [3.0, 4.5]
    >>> read(pd.Series([3, -1]), column, "会话表", "Asia/Shanghai")
    Traceback (most recent call last):
    cslib.operations.columns.DataError: 会话表第2行的“wrap”（整理时长）写的是“-1”，小于0。请改正这一格后再算。
    """
    cells = _Cells.of(series, column, table, zone)
    if not column.nullable and cells.empty.any():
        row = int(cells.empty.argmax())
        raise DataError(
            f"{table}第{row + 1}行的“{column.name}”（{column.label}）空着，这一列每行都要有。"
            "请补上，或先删掉这一行。",
            table=table,
            column=column.name,
            row=row + 1,
        )
    return _READERS[column.kind](cells)


_READ_AS_TEXT = ("id", "text", "choice", "flag")


@dataclass(slots=True)
class _Cells:
    """A column's cells on their way through the check; plain lists, which are faster here than ``.str``.

    `strings` are the cells as stripped text, ``None`` where empty; left out for numbers and times that come
    as such.
    """

    series: pd.Series[Any]
    empty: np.ndarray[Any, np.dtype[np.bool_]]
    strings: list[str | None]
    column: Column
    table: str
    zone: str

    @classmethod
    def of(cls, series: pd.Series[Any], column: Column, table: str, zone: str) -> _Cells:
        empty = series.isna().to_numpy(dtype=bool, copy=True)
        strings: list[str | None] = []
        if series.dtype == object or series.dtype == "str" or column.kind in _READ_AS_TEXT:
            cells = zip(series.tolist(), empty.tolist(), strict=True)
            strings = [None if missing else str(cell).strip() or None for cell, missing in cells]
            empty |= [text is None for text in strings]
        return cls(series, empty, strings, column, table, zone)

    def fail_where(self, wrong: Any, problem: str, advice: str = "请改正这一格后再算。") -> None:
        """Refuse the first cell for which `wrong` holds, one truth value a cell."""
        row = next((row for row, bad in enumerate(wrong) if bad), None)
        if row is not None:
            column = self.column
            raise DataError(
                f"{self.table}第{row + 1}行的“{column.name}”（{column.label}）"
                f"写的是“{self.series.iloc[row]}”，{problem}。{advice}",
                table=self.table,
                column=column.name,
                row=row + 1,
            )

    def made(self, values: list[Any], dtype: str) -> pd.Series[Any]:
        import pandas as pd

        return pd.Series(values, index=self.series.index, dtype=dtype, name=self.series.name)


def _text(cells: _Cells) -> pd.Series[Any]:
    return cells.made(cells.strings, "str")


def _id(cells: _Cells) -> pd.Series[Any]:
    """Ids as text; refuses those a spreadsheet has turned into rounded numbers."""
    rounded = "是被表格软件四舍五入过的编号，末几位已经丢了"
    advice = "请把这一列设成“文本”格式，重新导出。"
    series = cells.series
    if series.dtype.kind == "f":
        cells.fail_where(series.abs() >= _FLOAT_WHOLE, rounded, advice)
        cells.fail_where((series % 1 != 0) & ~cells.empty, "不是编号", advice)
        return cells.made([None if cell != cell else str(int(cell)) for cell in series.tolist()], "str")
    strings = cells.strings
    cells.fail_where((text and "+" in text and _ROUNDED.fullmatch(text) for text in strings), rounded, advice)
    return cells.made(strings, "str")


def _choice(cells: _Cells) -> pd.Series[Any]:
    spellings: dict[str | None, str | None] = {name: name for name in cells.column.choices}
    for name, others in cells.column.choices.items():
        spellings |= dict.fromkeys(others, name)
    spellings[None] = None
    strings = cells.strings
    known = "、".join(cells.column.choices)
    cells.fail_where((text not in spellings for text in strings), f"不在可填的值里（{known}）")
    return cells.made([spellings[text] for text in strings], "str")


def _number(cells: _Cells) -> pd.Series[Any]:
    import pandas as pd

    series, column = cells.series, cells.column
    flags = (isinstance(cell, bool) for cell in series.tolist())
    cells.fail_where(flags, "不是数", "请改成数字后再算。")
    values = pd.to_numeric(series.where(~cells.empty), errors="coerce").astype("float64")
    cells.fail_where(values.isna() & ~cells.empty, "不是数", "请只写数字，不带单位、逗号和货币符号。")
    cells.fail_where(values.abs() == math.inf, "不是有限的数")
    if column.low is not None:
        cells.fail_where(values < column.low, f"小于{column.low:g}")
    if column.high is not None:
        cells.fail_where(values > column.high, f"大于{column.high:g}")
    return values


def _count(cells: _Cells) -> pd.Series[Any]:
    values = _number(cells)
    cells.fail_where((values % 1 != 0) & ~cells.empty, "不是整数")
    return values.astype("Int64")


def _flag(cells: _Cells) -> pd.Series[Any]:
    found = [None if text is None else _FLAGS.get(text.lower(), "") for text in cells.strings]
    advice = "请只写是或否（也可以写1或0）。"
    cells.fail_where((flag == "" for flag in found), "看不出是“是”还是“否”", advice)
    return cells.made(found, "boolean")


def _time(cells: _Cells) -> pd.Series[Any]:
    import pandas as pd

    if cells.series.dtype.kind == "M":
        return _localised(cells.series, cells)
    advice = "请写成“2024-06-18 10:10:15”这样。"
    strings = cells.strings or [str(cell) for cell in cells.series.tolist()]
    parts = [None if text is None else _TIME.fullmatch(text) for text in strings]
    unread = (part is None and text is not None for part, text in zip(parts, strings, strict=True))
    cells.fail_where(unread, "不是能确定的时间", advice)
    if cells.column.kind == "time":
        cells.fail_where((part and not part["h"] for part in parts), "只有日期，没有几点几分", advice)
    zoned = any(part and part["zone"] for part in parts)
    if zoned:
        advice_zone = "请把整列统一成带时区或都不带时区。"
        bare = (part and not part["zone"] for part in parts)
        cells.fail_where(bare, "没有带时区，而同一列别的行带了", advice_zone)
    stamps = cells.made([part and _iso(part) for part in parts], "str")
    read_ = pd.to_datetime(stamps, format="ISO8601", errors="coerce", utc=zoned)
    cells.fail_where(read_.isna() & ~cells.empty, "日历上没有这个时间", advice)
    return _localised(read_, cells)


def _iso(part: re.Match[str]) -> str:
    year, month, day, hour, minute, second, zone = (each or "" for each in part.groups())
    return f"{year}-{month:0>2}-{day:0>2}T{hour:0>2}:{minute or '00'}:{second or '00'}{zone}"


def _localised(stamps: pd.Series[Any], cells: _Cells) -> pd.Series[Any]:
    if stamps.dt.tz is not None:
        converted: pd.Series[Any] = stamps.dt.tz_convert(cells.zone)
        return converted
    local: pd.Series[Any] = stamps.dt.tz_localize(cells.zone, ambiguous="NaT", nonexistent="NaT")
    cells.fail_where(
        local.isna() & ~cells.empty,
        f"在时区{cells.zone}里不存在或有两个（夏令时切换）",
        "请改用带时区的时间，例如“2024-06-18T10:10:15+08:00”。",
    )
    return local


_READERS: Mapping[Kind, Callable[[_Cells], pd.Series[Any]]] = {
    "id": _id,
    "text": _text,
    "choice": _choice,
    "time": _time,
    "date": _time,
    "number": _number,
    "count": _count,
    "flag": _flag,
}
