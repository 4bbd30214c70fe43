"""Exercise files: what a slip of the pen tells its author."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cslib import exercises, yamlfile
from cslib.exercises import ExerciseError, Reply

GOOD = Path(__file__).parent / "data" / "calibration" / "exercises" / "c03.yaml"

# (what the author typed instead of what stands in the good file, field, words the message must hold)
SLIPS = [
    ("title: 狗粮寄错了地址", "title：狗粮寄错了地址", "", ["全角冒号"]),
    ("title: 狗粮寄错了地址", "title: 狗粮: 寄错了地址", "", ["多了一个冒号", "引号"]),
    ("title: 狗粮寄错了地址", 'title: "狗粮寄错了地址', "", ["引号"]),
    ("title: 狗粮寄错了地址", "title: @狗粮", "", ["引号"]),
    ("title: 狗粮寄错了地址", "title: *狗粮", "", ["引用", "引号"]),
    ("title: 狗粮寄错了地址", "title: !dog", "title", ["标签", "引号"]),
    ("title: 狗粮寄错了地址", "\ttitle: 狗粮", "", ["Tab"]),
    ("title: 狗粮寄错了地址", "title: 狗\ntitle: 粮", "title", ["两次"]),
    ("title: 狗粮寄错了地址", "titel: 狗粮寄错了地址", "titel", ["是不是想写“title”"]),
    ("title: 狗粮寄错了地址", "title:", "", ["缺少“title”"]),
    ("title: 狗粮寄错了地址", 'title: "  "', "title", ["空的"]),
    ("title: 狗粮寄错了地址", "title: [狗粮]寄错了", "", ["引号"]),
    ("title: 狗粮寄错了地址", "title: [狗粮]", "title", ["一句文字", "引号"]),
    ("kind: reply", "kind: replay", "kind", ["replay", "reply", "quiz", "sort"]),
    ("phase: 售中", "phase: 卖中", "phase", ["售前", "售后", "评价"]),
    ("difficulty: 3", "difficulty: 难", "difficulty", ["整数"]),
    ("difficulty: 3", "difficulty: 4", "difficulty", ["1、2、3"]),
    ("    band: 良好", "    band: 很好", "examples 第1项 band", ["优秀", "不合格"]),
    ("hints:\n", "hints:\n  - 多一句\n", "hints", ["正好3项", "4项"]),
    ("needs: {options: true}", "needs: {options: 是}", "needs options", ["true或false"]),
    ("customer:\n", "customer: 能改地址吗\nxx:\n", "customer", ["列表"]),
    ("  - id: how\n", "  - id: change\n", "slots 第2项 id", ["用了两次"]),
    ("      - 修改地址…(提交|保存)", "      - 修改地址…(提交|保存", "slots 第2项 accept 第3项", ["没有合上"]),
    ("      - 修改地址…(提交|保存)", "      - 修改地址<钱:3元>", "slots 第2项 accept 第3项", ["不认识"]),
    ("    critical: true", "    except: [不敢(保证]", "forbidden 第1项 except 第1项", ["没有合上"]),
    ("    critical: true", "    unless: [不敢]", "forbidden 第1项 unless", ["没有“unless”"]),
    ('value: "18:00"', "value: 晚些时候", "facts 第1项 value", ["读不出数量"]),
    (", about: [小袋]", "", "facts 第4项", ["一起写"]),
    ("    dimension: adaptability", "    dimension: 应变", "slots 第4项 dimension", ["adaptability"]),
    ("    dimension: adaptability", "    weight: 0", "slots 第4项 weight", ["数字"]),
]


@pytest.mark.parametrize(("typed", "slip", "field", "words"), SLIPS)
def test_a_slip_is_named_by_line_and_field(
    tmp_path: Path, typed: str, slip: str, field: str, words: list[str]
) -> None:
    text = GOOD.read_text(encoding="utf-8")
    assert text.count(typed) == 1
    path = tmp_path / "c03.yaml"
    path.write_text(text.replace(typed, slip), encoding="utf-8")
    with pytest.raises(ExerciseError) as caught:
        exercises.load(path)
    error = caught.value
    near = text[: text.index(typed)].count("\n") + 1
    missing = "缺少" in error.message
    assert missing or near <= error.line <= near + 2
    assert error.field == field
    assert all(word in error.message for word in words), error.message
    assert f"第{error.line}行" in str(error)


_NINEFOLD = b"%c: &%c [*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]\n"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "空的"),
        ("标题: 好".encode("gbk"), "UTF-8"),
        (b"a: \x07", "控制字符"),
        (b"[" * 50_000, "嵌套"),
        (b"x" * (300 * 1024), "256KB"),
        (b"---\na: 1\n---\nb: 2\n", "一个文件"),
        (b"a: &a [x]\n" + b"".join(_NINEFOLD % (c + 1, c + 1, *[c] * 9) for c in b"abcdefg"), "引用"),
        (b"a: &a [*a]\n", "引用"),
    ],
)  # fmt: skip
def test_hostile_files_are_refused_with_advice(tmp_path: Path, raw: bytes, words: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(raw)
    with pytest.raises(ExerciseError, match=words):
        exercises.load(path)


def test_every_scalar_stays_what_was_typed() -> None:
    source = yamlfile.parse("a: 17:00\nb: 95%\nc: 08\nd: 1e3\ne: ~\nf: '~'\ng: yes", "x.yaml")
    assert source.data == {"a": "17:00", "b": "95%", "c": "08", "d": "1e3", "f": "~", "g": "yes"}


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "c03.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.read_bytes().replace(b"\n", b"\r\n"))
    assert exercises.load(path) == exercises.load(GOOD)


def test_an_exercise_is_read_again_when_its_file_changes(tmp_path: Path) -> None:
    path = tmp_path / "c03.yaml"
    text = GOOD.read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    before = exercises.load(path)
    assert exercises.load(path) is before
    path.write_text(text.replace("title: 狗粮寄错了地址", "title: 换个题目"), encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert exercises.load(path).title == "换个题目"


def test_exercises_are_found_by_id_below_a_folder(tmp_path: Path) -> None:
    (tmp_path / "chapter").mkdir()
    (tmp_path / "chapter" / "dog-food.yaml").write_text(GOOD.read_text(encoding="utf-8"), encoding="utf-8")
    assert exercises.ids(tmp_path) == ("dog-food",)
    assert isinstance(exercises.load(exercises.find("dog-food", tmp_path)), Reply)
    with pytest.raises(ExerciseError, match="是不是想找：dog-food"):
        exercises.find("dogfood", tmp_path)
