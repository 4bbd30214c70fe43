"""Calculators show their arithmetic and survive whatever is typed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslib import calculate
from cslib.widgets.calculator import CALCULATORS, Calculate
from cslib.widgets.element import UNEXPECTED
from cslib.widgets.notice import Notice


def _shown(name: str, **typed: str) -> str:
    element = calculate(name)
    element.act("compute", form=typed)
    return re.sub(r"<[^>]+>", " ", element.html)


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("staffing", {"within": "20"}, ("12人", "Erlang A")),
        ("service_level", {}, ("83.0%", "86.0%", "81.1%", "82.7%", "82.1%")),
        ("satisfaction", {"five": "5 5 3 1", "ten": "10,0"}, ("50.0%",)),
        ("quality", {"total": "２０", "passed": "18"}, ("90.0%", "69.9%", "97.2%")),
        ("deadline", {"start": "2025-06-03 15:00", "now": "2025-06-10 09:30"}, ("06月10日 23:59", "还剩14")),
        ("price", {"first": "199", "second": "121", "coupon": "0", "member": "95折"}, ("275.5", "95折")),
        ("no_reason", {"goods": "定作"}, ("不适用", "第6条")),
        ("freight", {"cause": "质量问题"}, ("来回都由店铺承担",)),
    ],
)
def test_results(name: str, typed: dict[str, str], words: tuple[str, ...]) -> None:
    shown = _shown(name, **typed)
    assert all(word in shown for word in words), shown


@pytest.mark.parametrize(
    ("name", "typed", "word"),
    [
        ("staffing", {"hourly": "很多"}, "每小时来多少位"),
        ("quality", {"total": "10", "passed": "11"}, "11"),
        ("quality", {"total": "2.5"}, "整数"),
        ("satisfaction", {"five": "好"}, "只能写数字"),
        ("deadline", {"start": "昨天"}, "昨天"),
        ("price", {"first": "-3"}, "单价"),
    ],
)
def test_what_cant_be_computed_is_said(name: str, typed: dict[str, str], word: str) -> None:
    shown = _shown(name, **typed)
    assert word in shown and UNEXPECTED not in shown


@given(st.sampled_from(sorted(CALCULATORS)), st.text(max_size=12), st.text(max_size=12))
def test_nothing_typed_breaks_a_calculator(name: str, first: str, second: str) -> None:
    element = calculate(name)
    assert isinstance(element, Calculate)
    open_fields = [field.name for field in element.calculator.fields if not field.choices]
    element.act("compute", form=dict(zip(open_fields, (first, second), strict=False)))
    assert UNEXPECTED not in element.html and "cs-result" in element.html


def test_an_unknown_calculator_lists_the_others() -> None:
    element = calculate("tax")
    assert isinstance(element, Notice) and "staffing" in element.message
