"""The check every table passes before anything is computed: what is wrong, in which column and row."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from cslib.operations.columns import Column, DataError, read
from cslib.operations.tables import (
    CHATS,
    CUSTOMERS,
    MESSAGES,
    ORDERS,
    RETURNS,
    REVIEWS,
    SHOP_ZONE,
    TICKETS,
    Schema,
    describe,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

__all__ = [
    "CHATS",
    "CUSTOMERS",
    "MESSAGES",
    "ORDERS",
    "RETURNS",
    "REVIEWS",
    "SHOP_ZONE",
    "TICKETS",
    "Column",
    "DataError",
    "Schema",
    "check",
    "describe",
    "numbers",
]


def check(
    frame: pd.DataFrame, schema: Schema, *, need: Iterable[str] = (), zone: str = SHOP_ZONE
) -> pd.DataFrame:
    """A copy of `frame` with every column of the schema read, checked and sorted, or a clear refusal.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per what the schema says; any index; extra columns are kept.
    schema : Schema
    need : iterable of str
        Optional columns this computation cannot do without.
    zone : str
        The shop's time zone: times without one are its own, others are converted to it.

    Returns
    -------
    pandas.DataFrame
        Sorted by ``schema.sort`` with a fresh index; times zone-aware, ids text, counts ``Int64``, flags
        ``boolean``.

    Raises
    ------
    DataError
        No rows, columns missing or doubled, a cell of the wrong kind, a duplicate key, a time before the one
        it must follow. Rows are counted from 1, the header not counted.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = [("2", "c1", "甲", "2024-06-18 10:00:40", "客服")]
    >>> rows += [("1", "c1", "甲", "2024/6/18 10:00", "顾客")]
    >>> frame = pd.DataFrame(rows, columns=["message_id", "chat_id", "customer_id", "time", "role"])
    >>> check(frame, MESSAGES)[["message_id", "role"]].values.tolist()
    [['1', 'customer'], ['2', 'agent']]
    >>> check(frame[["role"]], CUSTOMERS)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    cslib.operations.columns.DataError: 顾客表缺少“customer_id”（顾客编号）、...现有的列：role。...
    """
    _has_columns(frame, schema, frozenset(need))
    checked = frame.reset_index(drop=True)
    for column in schema.columns:
        if column.name in checked.columns:
            checked[column.name] = read(checked[column.name], column, schema.name, zone)
    _unique(checked, schema)
    _in_order(checked, schema)
    _belongs(checked, schema)
    return _sorted(checked, schema)


def _has_columns(frame: pd.DataFrame, schema: Schema, need: frozenset[str]) -> None:
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise DataError(
            f"{schema.name}要用pandas的DataFrame，现在是{type(frame).__name__}。", table=schema.name
        )
    present = [str(name) for name in frame.columns]
    twice = sorted({name for name in present if present.count(name) > 1})
    if twice:
        raise DataError(
            f"{schema.name}里列名“{twice[0]}”出现了不止一次，分不清用哪一列。请改掉多余的那个。",
            table=schema.name,
            column=twice[0],
        )
    missing = [c for c in schema.columns if c.name not in present and (not c.optional or c.name in need)]
    if missing:
        names = "、".join(f"“{column.name}”（{column.label}）" for column in missing)
        raise DataError(
            f"{schema.name}缺少{names}。现有的列：{'、'.join(present) or '无'}。"
            "请补上，或把对应的列改成这个名字。",
            table=schema.name,
            column=missing[0].name,
        )
    if frame.empty:
        raise DataError(
            f"{schema.name}是空的，一行数据也没有。请检查导出的日期范围和筛选条件。", table=schema.name
        )


def _sorted(frame: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    ranks = {column.name: list(column.choices) for column in schema.columns if column.choices}

    def rank(values: pd.Series[Any]) -> pd.Series[Any]:
        order = ranks.get(str(values.name))
        return values.map(order.index) if order else values

    return frame.sort_values(list(schema.sort), key=rank, kind="stable").reset_index(drop=True)


def _unique(frame: pd.DataFrame, schema: Schema) -> None:
    ids = frame[schema.key]
    repeated = ids.duplicated().to_numpy()
    if repeated.any():
        row = int(repeated.argmax())
        first = int((ids == ids.iloc[row]).to_numpy().argmax())
        raise DataError(
            f"{schema.name}的“{schema.key}”重复：第{first + 1}行和第{row + 1}行都是“{ids.iloc[row]}”。"
            "重复的行会被算两遍，请先去掉一行。",
            table=schema.name,
            column=schema.key,
            row=row + 1,
        )


def _in_order(frame: pd.DataFrame, schema: Schema) -> None:
    texts = {column.name: column.label for column in schema.columns}
    for earlier, later in schema.orders:
        if earlier not in frame.columns or later not in frame.columns:
            continue
        backwards = (frame[later] < frame[earlier]).to_numpy()
        if backwards.any():
            row = int(backwards.argmax())
            raise DataError(
                f"{schema.name}第{row + 1}行的“{later}”（{texts[later]}）"
                f"早于“{earlier}”（{texts[earlier]}），算出来会是负的时长。请检查是不是两列填反了。",
                table=schema.name,
                column=later,
                row=row + 1,
            )


def _belongs(frame: pd.DataFrame, schema: Schema) -> None:
    for owner, column in schema.belongs:
        first = frame.groupby(owner)[column].transform("first")
        other = (first != frame[column]).to_numpy()
        if other.any():
            row = int(other.argmax())
            raise DataError(
                f"{schema.name}第{row + 1}行：“{owner}”{frame[owner].iloc[row]}前面记的“{column}”是"
                f"{first.iloc[row]}，这一行却是{frame[column].iloc[row]}。请检查编号是不是串了。",
                table=schema.name,
                column=column,
                row=row + 1,
            )


def numbers(
    values: Iterable[Any],
    name: str,
    *,
    low: float | None = None,
    high: float | None = None,
    whole: bool = False,
    skip_missing: bool = False,
) -> list[float]:
    """`values` as finite floats within bounds: the check for plain lists, as `check` is for frames.

    Parameters
    ----------
    values : iterable
        Numbers; ``None``, NaN and ``pandas.NA`` are missing.
    name : str
        What the numbers are, in Chinese, for messages.
    low, high : float, optional
        Inclusive bounds.
    whole : bool
        Whether only whole numbers will do.
    skip_missing : bool
        Leave missing values out instead of refusing them.

    Raises
    ------
    DataError
        Nothing left, or a value that is missing, not a number, not finite or out of bounds; its position is
        counted from 1.

    Examples
    --------
    >>> numbers([5, None, 4], "满意度", low=1, high=5, skip_missing=True)
    [5.0, 4.0]
    >>> numbers([30, -2], "等待秒数", low=0)
    Traceback (most recent call last):
    cslib.operations.columns.DataError: 第2个“等待秒数”是-2，小于0。请改正后再算。
    """
    found = []
    for position, value in enumerate(values, 1):
        if _missing(value):
            if skip_missing:
                continue
            raise DataError(f"第{position}个“{name}”空着。请补上或去掉。", column=name, row=position)
        found.append(_number(value, position, name, low, high, whole))
    if not found:
        raise DataError(f"一个“{name}”也没有，算不出结果。请检查数据范围。", column=name)
    return found


def _missing(value: Any) -> bool:
    return (
        value is None or type(value).__name__ == "NAType" or (isinstance(value, float) and math.isnan(value))
    )


def _number(
    value: Any, position: int, name: str, low: float | None, high: float | None, whole: bool
) -> float:
    try:
        number = math.nan if isinstance(value, (bool, str)) else float(value)
    except (TypeError, ValueError):
        number = math.nan
    problem = ""
    if not math.isfinite(number):
        problem = "不是有限的数"
    elif low is not None and number < low:
        problem = f"小于{low:g}"
    elif high is not None and number > high:
        problem = f"大于{high:g}"
    elif whole and number % 1:
        problem = "不是整数"
    if problem:
        raise DataError(
            f"第{position}个“{name}”是{value}，{problem}。请改正后再算。", column=name, row=position
        )
    return number
