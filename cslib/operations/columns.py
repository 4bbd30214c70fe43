"""One column of a table: what it must hold, and how it is read without guessing."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
_TIME = (
    r"^\s*(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})日?"
    r"(?:[T\s]+(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<s>\d{2}(?:\.\d{1,9})?))?)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?\s*$"
)

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
    empty = series.isna()
    if series.dtype == object or series.dtype == "str":
        empty |= series.astype("str").str.strip().eq("").fillna(False)
    if not column.nullable and empty.any():
        row = int(empty.to_numpy().argmax())
        raise DataError(
            f"{table}第{row + 1}行的“{column.name}”（{column.label}）空着，这一列每行都要有。"
            "请补上，或先删掉这一行。",
            table=table,
            column=column.name,
            row=row + 1,
        )
    cells = _Cells(series, empty, column, table, zone)
    return _READERS[column.kind](cells)


@dataclass(slots=True)
class _Cells:
    series: pd.Series[Any]
    empty: pd.Series[bool]
    column: Column
    table: str
    zone: str

    def fail_where(self, wrong: Any, problem: str, advice: str = "请改正这一格后再算。") -> None:
        wrong = wrong.to_numpy(dtype=bool, na_value=False)
        if wrong.any():
            self.fail(int(wrong.argmax()), problem, advice)

    def fail(self, row: int, problem: str, advice: str) -> NoReturn:
        column = self.column
        raise DataError(
            f"{self.table}第{row + 1}行的“{column.name}”（{column.label}）写的是“{self.series.iloc[row]}”，"
            f"{problem}。{advice}",
            table=self.table,
            column=column.name,
            row=row + 1,
        )

    def strings(self) -> pd.Series[str]:
        return self.series.astype("str").str.strip().where(~self.empty)


def _text(cells: _Cells) -> pd.Series[Any]:
    return cells.strings()


def _id(cells: _Cells) -> pd.Series[Any]:
    """Ids as text; refuses those a spreadsheet has turned into rounded numbers."""
    rounded = "是被表格软件四舍五入过的编号，末几位已经丢了"
    advice = "请把这一列设成“文本”格式，重新导出。"
    series = cells.series
    if series.dtype.kind == "f":
        cells.fail_where(series.abs() >= _FLOAT_WHOLE, rounded, advice)
        cells.fail_where((series % 1 != 0) & ~cells.empty, "不是编号", advice)
        return series.astype("Int64").astype("str").where(~cells.empty)
    strings = cells.strings()
    cells.fail_where(strings.str.fullmatch(r"\d+(\.\d+)?[eE]\+?\d+"), rounded, advice)
    return strings


def _choice(cells: _Cells) -> pd.Series[Any]:
    spellings = {name: name for name in cells.column.choices}
    for name, others in cells.column.choices.items():
        spellings |= dict.fromkeys(others, name)
    found = cells.strings().map(spellings)
    known = "、".join(cells.column.choices)
    cells.fail_where(found.isna() & ~cells.empty, f"不在可填的值里（{known}）")
    return found


def _number(cells: _Cells) -> pd.Series[Any]:
    import pandas as pd

    series, column = cells.series, cells.column
    if series.dtype.kind == "b":
        cells.fail(0, "不是数", "请改成数字后再算。")
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
    found = cells.strings().str.lower().map(_FLAGS)
    cells.fail_where(found.isna() & ~cells.empty, "看不出是“是”还是“否”", "请只写是或否（也可以写1或0）。")
    return found.astype("boolean")


def _time(cells: _Cells) -> pd.Series[Any]:
    series = cells.series
    if series.dtype.kind == "M":
        return _localised(series, cells)
    parts = cells.strings().str.extract(_TIME)
    advice = "请写成“2024-06-18 10:10:15”这样。"
    cells.fail_where(parts["y"].isna() & ~cells.empty, "不是能确定的时间", advice)
    if cells.column.kind == "time":
        cells.fail_where(parts["h"].isna() & ~cells.empty, "只有日期，没有几点几分", advice)
    zoned = parts["zone"].notna()
    if zoned.any():
        cells.fail_where(
            ~zoned & ~cells.empty, "没有带时区，而同一列别的行带了", "请把整列统一成带时区或都不带时区。"
        )
    return _localised(_assembled(parts, cells, advice), cells)


def _assembled(parts: pd.DataFrame, cells: _Cells, advice: str) -> pd.Series[Any]:
    import pandas as pd

    def two(name: str) -> pd.Series[str]:
        return parts[name].fillna("0").str.zfill(2)

    clock = two("h") + ":" + two("min") + ":" + parts["s"].fillna("00")
    stamps = parts["y"] + "-" + two("m") + "-" + two("d") + "T" + clock + parts["zone"].fillna("")
    zoned = bool(parts["zone"].notna().any())
    read_ = pd.to_datetime(stamps.where(~cells.empty), format="ISO8601", errors="coerce", utc=zoned)
    cells.fail_where(read_.isna() & ~cells.empty, "日历上没有这个时间", advice)
    return read_


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
