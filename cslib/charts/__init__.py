"""Figures of the numbers the course cites, one function each, every one with its sources under it.

>>> from cslib import charts
>>> charts.barriers().claims[0]
'004-018'
"""

from __future__ import annotations

from collections.abc import Callable

from cslib.charts.base import Chart
from cslib.charts.cited import Unsourced
from cslib.charts.communication import barriers

FIGURES: dict[str, Callable[[], Chart]] = {figure.__name__: figure for figure in (barriers,)}

__all__ = ["FIGURES", "Chart", "Unsourced", "barriers"]
