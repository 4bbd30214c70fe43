"""Figures of the numbers the course cites, one function each, every one with its sources under it.

>>> from cslib import charts
>>> charts.barriers().claims[0]
'004-018'
"""

from __future__ import annotations

from collections.abc import Callable

from cslib.charts import dashboards
from cslib.charts.base import Chart
from cslib.charts.cited import Unsourced
from cslib.charts.communication import barriers, pause_budget, promises
from cslib.charts.process import (
    aftersale_deadlines,
    complaint_causes,
    complaint_steps,
    complaint_tiers,
    kpis,
    rates_out_of_order,
    review_time,
    stockout_gaps,
)
from cslib.charts.promotions import member_tiers, remote_freight, thresholds, top_up
from cslib.charts.provenance import (
    contradictions,
    effects_by_grade,
    graded_sources,
    market_growth,
    market_share,
    missing_baselines,
    most_disputed,
    response_windows,
    scoring,
)
from cslib.charts.value import (
    before_after,
    csat_ceiling,
    gains,
    retention_profit,
    return_on_service,
    reused_numbers,
)
from cslib.charts.waiting import first_response, handling_time, patience

__all__ = [
    "FIGURES",
    "Chart",
    "Unsourced",
    "aftersale_deadlines",
    "barriers",
    "before_after",
    "complaint_causes",
    "complaint_steps",
    "complaint_tiers",
    "contradictions",
    "csat_ceiling",
    "dashboards",
    "effects_by_grade",
    "first_response",
    "gains",
    "graded_sources",
    "handling_time",
    "kpis",
    "market_growth",
    "market_share",
    "member_tiers",
    "missing_baselines",
    "most_disputed",
    "patience",
    "pause_budget",
    "promises",
    "rates_out_of_order",
    "remote_freight",
    "response_windows",
    "retention_profit",
    "return_on_service",
    "reused_numbers",
    "review_time",
    "scoring",
    "stockout_gaps",
    "thresholds",
    "top_up",
]

FIGURES: dict[str, Callable[[], Chart]] = {
    name: globals()[name] for name in __all__ if name.islower() and name != "dashboards"
}
"""Every figure of cited numbers by name; those over a shop's tables are in `cslib.charts.dashboards`."""
