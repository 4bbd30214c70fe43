"""Exercises as instructors write them: one YAML file each, read into checked models.

The format is documented for instructors in ``docs/exercises.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from cslib import course
from cslib.rubric.model import Band, Dimension

Phase = Literal["售前", "售中", "售后", "评价", "投诉"]
Stage = Literal["欢迎建联", "理解识别", "寻求方案", "解决确认", "结束维系"]


class _Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Fact(_Model):
    """Something the agent can see on the order, in a policy or in the law.

    ``value`` is a number or time in any usual spelling; ``about`` names what it is a number of. With
    both given, the grader calls a different number of that kind in a clause about it a wrong fact.
    """

    id: str
    text: str
    source: str = ""
    value: str = ""
    about: tuple[str, ...] = ()


class Wrong(_Model):
    """Wordings (phrases) that contradict the facts, with the reason and what to write instead."""

    says: tuple[str, ...]
    reason: str
    better: str = ""


class Slot(_Model):
    """One thing the customer has to learn: an answer to a question, or a step that is due.

    ``accept`` are phrases of which any one fills the slot; every quantity in ``carries`` must be said too.
    """

    id: str
    asks: str
    accept: tuple[str, ...]
    dimension: Dimension = Dimension.KNOWLEDGE
    required: bool = True
    weight: float = 1.0
    carries: tuple[str, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    reason: str = ""
    better: str = ""


class Forbidden(_Model):
    """Something that must not be said in this situation."""

    id: str
    says: tuple[str, ...]
    reason: str
    better: str = ""
    dimension: Dimension = Dimension.KNOWLEDGE
    critical: bool = False
    link: str = ""


class Needs(_Model):
    """What this situation calls for besides facts."""

    empathy: bool = False
    apology: bool = False
    options: bool = False


class ModelReply(_Model):
    """A worked reply and why it works, or why it doesn't."""

    text: str
    why: str


class Models(_Model):
    """The worked pair."""

    good: ModelReply
    bad: ModelReply


class Example(_Model):
    """A reply with the band and findings the grader must give it; ``without`` must not be found."""

    text: str
    band: Band
    findings: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


class Persona(_Model):
    """Who is asking."""

    name: str
    type: str = ""
    mood: str = ""


class Reply(_Model, tag_field="kind", tag="reply"):
    """A reply-writing exercise; with ``original`` given, the learner rewrites that sentence."""

    id: str
    title: str
    lesson: str
    phase: Phase
    stage: Stage
    difficulty: Literal[1, 2, 3]
    situation: str
    customer: tuple[str, ...]
    facts: tuple[Fact, ...]
    slots: tuple[Slot, ...]
    accepted_outcome: str
    persona: Persona
    hints: tuple[str, str, str]
    models: Models
    examples: tuple[Example, ...]
    forbidden: tuple[Forbidden, ...] = ()
    needs: Needs = Needs()
    numbers: tuple[str, ...] = ()
    original: str = ""
    starter: str = ""
    seconds: int = 180


class Choice(_Model):
    """One answer, and what choosing it shows."""

    text: str
    why: str
    correct: bool = False


class Question(_Model):
    """A question with its choices; several may be right."""

    ask: str
    choices: tuple[Choice, ...]


class Quiz(_Model, tag_field="kind", tag="quiz"):
    """Single and multiple choice, every choice explained."""

    id: str
    title: str
    lesson: str
    questions: tuple[Question, ...]


class Item(_Model):
    """A thing to sort: its text, the bin it belongs in, and why."""

    text: str
    bin: str
    why: str


class Sort(_Model, tag_field="kind", tag="sort"):
    """Classify and sort: put each item into its bin."""

    id: str
    title: str
    lesson: str
    ask: str
    bins: tuple[str, ...]
    items: tuple[Item, ...]


Exercise = Reply | Quiz | Sort
