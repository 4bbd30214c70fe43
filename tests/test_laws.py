"""Articles of law: every reference resolves, every gist is short and plain, and bad files are refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cslib import claims, course, laws, policies

GOOD = """
note: 要点，不是法律意见。
laws:
  consumer: {name: 消费者权益保护法, kind: 法律, effective: 2014-03-15, version: 第二次修正}
articles:
  - {id: consumer-25, topic: 七日无理由, gist: 七天内可以退。, corrects: 拆封不退。}
"""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of the test's own; the course's is read again afterwards."""
    monkeypatch.setattr(course, "DATA", tmp_path)
    caches = (laws._file, laws._articles)
    for cache in caches:
        cache.cache_clear()
    yield tmp_path
    for cache in caches:
        cache.cache_clear()


def test_every_reference_to_an_article_resolves() -> None:
    known = {a.id for a in laws.all()}
    cited = {c.name: c.laws for c in claims.all()} | {p.name: p.laws for p in policies.all()}
    assert {name: {*ids} - known for name, ids in cited.items() if not {*ids} <= known} == {}


def test_every_law_is_used_and_every_article_is_plain() -> None:
    assert {id(a.law) for a in laws.all()} == {id(law) for law in laws._file().laws.values()}
    for article in laws.all():
        assert article.gist.endswith("。"), article.id
        assert article.corrects.endswith("。"), article.id
        assert len(article.gist) <= 110, article.id
    assert "不是法律意见" in laws.note()


def test_corrected_claims_are_found_both_ways() -> None:
    pairs = {(a.id, c.id) for a in laws.all() for c in a.claims}
    assert pairs == {(law, c.id) for c in claims.all() for law in c.laws}
    assert ("return7-7", "004-074") in pairs


@pytest.mark.parametrize(
    ("ids", "line"),
    [
        (("consumer-24",), "《消费者权益保护法》第24条"),
        (("price-18", "price-20", "price-18"), "《明码标价和禁止价格欺诈规定》第18条、第20条"),
        (
            ("tb-dispute-53", "consumer-reg-19"),
            "《淘宝平台争议处理规则》第53条、《消费者权益保护法实施条例》第19条",
        ),
        ((), ""),
    ],
)
def test_a_citation_names_law_and_article(ids: tuple[str, ...], line: str) -> None:
    assert laws.cite(*ids) == line


def test_an_unknown_article_names_the_nearest() -> None:
    with pytest.raises(KeyError, match=r"找不到法条“consumer-245”。相近的有：.*consumer-24"):
        laws.get("consumer-245")


def test_a_file_in_order_is_read(data: Path) -> None:
    (data / "laws.yaml").write_text(GOOD, encoding="utf-8")
    assert [a.article for a in laws.all()] == ["第25条"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("id: consumer-25", "id: food-25", "“food-25”找不到“food”这部法"),
        (
            "  - {id",
            "  - {id: consumer-25, topic: 重复, gist: 重复。, corrects: 重复。}\n  - {id",
            "编号都是“consumer-25”",
        ),
        (", corrects: 拆封不退。", "", "第6行.*缺少“corrects”"),
        ("kind: 法律", "kind: 传说", "第3行.*不能写“传说”"),
        ("2014-03-15", "上周", "第3行.*这里要写日期，如2025-07-04"),
    ],
)
def test_a_bad_file_is_refused_in_chinese(data: Path, old: str, new: str, message: str) -> None:
    (data / "laws.yaml").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        laws.all()
