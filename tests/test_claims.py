"""The cited numbers: the data rules, and the rules broken on purpose."""

import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pandera.pandas as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslib import claims, course, laws
from cslib.claims import Claim, Grade

ALL = claims.all()
IDS = st.sampled_from([c.id for c in ALL])

SCHEMA = pa.DataFrameSchema(
    {
        "name": pa.Column(str, pa.Check.str_length(2, 20)),
        "text": pa.Column(str, pa.Check.str_matches(r"^[^,;!?]+。$"), unique=True),
        **{n: pa.Column("float64", nullable=True) for n in ("value", "low", "high", "before")},
        "unit": pa.Column(str, pa.Check.str_matches(r"^(?!.*[A-Za-z]).{0,6}$")),
        "source": pa.Column("category", pa.Check.str_matches(r"^src-00[0-4]$")),
        "place": pa.Column(str, pa.Check.str_length(min_value=1)),
        "type": pa.Column("category", pa.Check.isin([str(t) for t in claims.Type])),
        "grade": pa.Column("category", pa.Check.isin([*"ABCDE"])),
        "note": pa.Column(str, pa.Check.str_matches(r"^(|[^,;!?]+[。？])$")),
    },
    index=pa.Index(str, pa.Check.str_matches(r"^00[0-4]-\d{3}$"), unique=True),
)


def problems(found: Sequence[Claim]) -> Iterator[str]:
    """What the schema can't see: links between claims, sources and articles, and sums of shares."""
    by_id = {c.id: c for c in found}
    if len(by_id) < len(found):
        yield "duplicate"
    known_laws, known_sources = {a.id for a in laws.all()}, {s.id for s in claims.sources()}
    groups: dict[str, list[Claim]] = defaultdict(list)
    for c in found:
        groups[c.group].append(c)
        if not ({*c.laws} <= known_laws and {c.source, *c.checked} <= known_sources):
            yield f"{c.id} dangling"
        if c.grade is Grade.A and not c.laws:
            yield f"{c.id} law missing"
        if not _interval_fits(c):
            yield f"{c.id} interval"
        yield from _links(c, by_id)
    for group, members in groups.items():
        total = sum(c.value or 0 for c in members)
        if group and total != 100 and not all(f"相加只有{total:g}%" in c.note for c in members):
            yield f"{group} adds up to {total:g}"


def _links(c: Claim, by_id: dict[str, Claim]) -> Iterator[str]:
    for field in ("conflicts", "repeats"):
        for other in getattr(c, field):
            if other not in by_id or other == c.id:
                yield f"{c.id} dangling"
            elif c.id not in getattr(by_id[other], field):
                yield f"{c.id} not mutual"
            elif not (c.note or by_id[other].note):
                yield f"{c.id} unexplained"


def _interval_fits(c: Claim) -> bool:
    if c.low is not None and c.high is not None and c.low > c.high:
        return False
    if c.value is None:
        return c.before is None and (c.low is None) == (c.high is None)
    return {c.low, c.high} <= {c.value, None} and (c.low, c.high) != (None, None)


def test_every_claim_is_there_and_keeps_the_rules() -> None:
    assert len(ALL) == 234
    SCHEMA.validate(claims.frame(), lazy=True)
    assert list(problems(ALL)) == []


NUMERALS = {"两": 2.0} | {n: float(i) for i, n in enumerate("一二三四五六七八九十", 1)}


def numbers_in(text: str) -> set[float]:
    """The numbers of a sentence: digits, one-character numerals, 八成 as 80 and 85折 as 8.5."""
    digits = re.findall(r"\d+(?:\.\d+)?(?![\d.]*折)", text)
    tenths = [float(n) / 10 for n in re.findall(r"(\d\d)折", text)] + [
        float(n) for n in re.findall(r"(\d)折", text)
    ]
    shares = [NUMERALS[n] * 10 for n in re.findall(f"([{''.join(NUMERALS)}])成", text)]
    return {float(n) for n in digits} | {NUMERALS[n] for n in text if n in NUMERALS} | {*tenths, *shares}


@pytest.mark.parametrize("source", [f"src-00{n}" for n in range(5)])
def test_the_words_say_the_numbers_of_the_columns(source: str) -> None:
    for c in claims.where(source=source):
        stated = {abs(n) for n in (c.value, c.low, c.high, c.before) if n is not None}
        assert stated <= numbers_in(c.text), c.id


Change = Callable[[Claim], Claim]


@pytest.mark.parametrize(
    ("row", "change", "problem"),
    [
        ("004-019", lambda c: replace(c, id="004-018"), "duplicate"),
        ("004-018", lambda c: replace(c, conflicts=("004-999",)), "004-018 dangling"),
        ("004-018", lambda c: replace(c, laws=("consumer-999",)), "004-018 dangling"),
        ("004-018", lambda c: replace(c, source="src-009"), "004-018 dangling"),
        ("004-018", lambda c: replace(c, checked=("ext-nobody",)), "004-018 dangling"),
        ("004-018", lambda c: replace(c, conflicts=("004-019",)), "004-018 not mutual"),
        ("004-010", lambda c: replace(c, repeats=()), "004-112 not mutual"),
        ("004-036", lambda c: replace(c, conflicts=()), "004-063 not mutual"),
        ("every", lambda c: replace(c, note=""), "004-036 unexplained"),
        ("004-018", lambda c: replace(c, value=36.0, low=36.0, high=36.0), "沟通障碍 adds up to 96"),
        ("004-097", lambda c: replace(c, note=""), "投诉原因 adds up to 90"),
        ("004-071", lambda c: replace(c, laws=()), "004-071 law missing"),
        ("004-005", lambda c: replace(c, low=40.0, high=25.0), "004-005 interval"),
        ("004-010", lambda c: replace(c, high=20.0), "004-010 interval"),
    ],
)
def test_a_broken_row_is_noticed(row: str, change: Change, problem: str) -> None:
    assert problem in problems([change(c) if row in (c.id, "every") else c for c in ALL])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("grade", "F"),
        ("type", "rumour"),
        ("unit", "min"),
        ("text", "没有句号"),
        ("place", ""),
        ("value", "三十"),
    ],
)
def test_the_schema_refuses_a_bad_cell(column: str, value: str) -> None:
    table = claims.frame().astype({column: object})
    table.loc["004-018", column] = value
    if column in ("grade", "type"):
        table[column] = table[column].astype("category")
    with pytest.raises(pa.errors.SchemaErrors, match=column):
        SCHEMA.validate(table, lazy=True)


@pytest.mark.parametrize(
    ("claim", "shown"),
    [
        ("000-009", "−28%"),
        ("000-008", "12:1"),
        ("000-037", "12→6分钟"),
        ("004-056", "30天以上"),
        ("004-112", "30秒以内"),
        ("004-124", "25～95%"),
        ("004-042", "618活动开到6月20日23:59:59。"),
    ],
)
def test_a_number_is_shown_as_people_say_it(claim: str, shown: str) -> None:
    assert claims.get(claim).shown == shown


def test_an_unknown_id_names_the_nearest() -> None:
    with pytest.raises(KeyError, match="找不到数字“004-0018”。相近的有：004-018"):
        claims.get("004-0018")
    with pytest.raises(claims.UnknownSource, match="src-004"):
        claims.source("src-04")


@given(st.lists(IDS, min_size=1))
def test_a_citation_names_every_source_and_grade_once(ids: list[str]) -> None:
    line = claims.cite(*ids)
    assert line == claims.cite(*reversed(ids), ids[0])
    for source, grade in {(claims.get(i).source, claims.get(i).grade) for i in ids}:
        assert line.count(f"《{claims.source(source).title}》{grade}级·{grade.label}（") == 1
    assert "\n" not in line


@given(st.sets(IDS, min_size=1))
def test_a_citation_lists_exactly_its_claims(ids: set[str]) -> None:
    listed: set[str] = set()
    for first, last in re.findall(r"(\d{3}-\d{3})(?:～(\d{3}-\d{3}))?", claims.cite(*ids)):
        listed |= {f"{first[:4]}{n:03}" for n in range(int(first[4:]), int((last or first)[4:]) + 1)}
    assert listed == ids


def test_filters_split_the_claims_without_rest() -> None:
    for field in ("grade", "source", "type"):
        values = {getattr(c, field) for c in ALL}
        assert sum(len(claims.where(**{field: v})) for v in values) == len(ALL)
    assert [c.id for c in claims.where(grade="C", subject="订单")] == ["004-047"]
    with pytest.raises(TypeError, match="没有“colour”这一栏"):
        claims.where(colour="红")


def test_the_frame_is_typed_and_takes_a_selection() -> None:
    table = claims.frame(claims.where(group="投诉原因"))
    assert table["value"].sum() == 90
    assert table["grade"].cat.ordered
    assert table["grade"].min() == "D"
    assert claims.frame([]).dtypes.equals(table.dtypes)
    assert claims.frame()["value"].isna()["004-042"]


def test_grades_are_told_apart_without_colour() -> None:
    assert len({g.mark for g in Grade}) == len({g.label for g in Grade}) == 5
    assert [g.mark.count("●") for g in Grade] == [4, 3, 2, 1, 0]


@pytest.mark.parametrize(("old", "new"), [(",causal,D,", ",causal,F,"), ("000-004", "000-003")])
def test_a_file_with_a_bad_grade_or_a_repeated_id_is_not_read(
    old: str, new: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (course.DATA / "claims.csv").read_text(encoding="utf-8")
    monkeypatch.setattr(course, "DATA", tmp_path)
    (course.DATA / "claims.csv").write_text(text.replace(old, new, 1), encoding="utf-8")
    claims._claims.cache_clear()
    try:
        with pytest.raises(ValueError, match=r"'F' is not a valid Grade|编号都是“000-003”"):
            claims.all()
    finally:
        claims._claims.cache_clear()


def test_reading_claims_laws_and_policies_needs_no_pandas() -> None:
    code = (
        "import sys; from cslib import claims, laws, policies; claims.all(); laws.all(); policies.all(); "
        "print({'pandas', 'numpy'} & sys.modules.keys())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=course.ROOT, check=True
    )
    assert done.stdout.strip() == "set()"
