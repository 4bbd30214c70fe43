"""Figures over a shop's own tables; their captions say where the tables come from.

>>> from cslib import shop
>>> from cslib.charts import dashboards
>>> dashboards.service_by_hour(shop.load("chats")).caption.splitlines()[0]
'数据：合成数据，由课程生成（种子20251111）'
"""

from __future__ import annotations

from cslib.charts.dashboards.agents import quality_and_speed
from cslib.charts.dashboards.batches import returns_by_batch
from cslib.charts.dashboards.complaints import complaint_pareto
from cslib.charts.dashboards.customers import rfm_map
from cslib.charts.dashboards.queue import campaign_days, service_by_hour, waits
from cslib.charts.dashboards.staffing import staffing

__all__ = [
    "campaign_days",
    "complaint_pareto",
    "quality_and_speed",
    "returns_by_batch",
    "rfm_map",
    "service_by_hour",
    "staffing",
    "waits",
]
