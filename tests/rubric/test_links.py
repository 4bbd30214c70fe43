"""Findings lead to articles of law that exist."""

from __future__ import annotations

from cslib import laws
from cslib.rubric import lexicon


def test_every_law_the_lexicon_names_is_in_the_data() -> None:
    named = {rule.link.removeprefix("law:") for rule in lexicon.load().rules if rule.link.startswith("law:")}
    assert named and named <= {article.id for article in laws.all()}
