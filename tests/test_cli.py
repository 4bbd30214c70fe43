"""The command line, as a shop's QA lead and CI use it: real processes, real pipes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from cslib import course
from cslib.cli import _KINDS
from cslib.customers.model import Scenario
from cslib.exercises import Exercise, Quiz, Reply

FOLDER = Path(__file__).parent / "data" / "calibration"
TASK = str(FOLDER / "exercises" / "c03.yaml")
REPLY = "可以改哈，15:00前您在订单页点“修改地址”提交。杭州一般2-3天，周六不敢保证😀"


def _cslib(*args: str, typed: bytes = b"", **env: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "cslib", *args],
        input=typed,
        capture_output=True,
        env={**os.environ, **env},
        check=False,
    )
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def test_grade_as_json_says_what_was_found_and_where() -> None:
    code, out, _ = _cslib("grade", TASK, "--json", typed=REPLY.encode())
    got = json.loads(out)
    assert code == 0
    assert {"total", "dimensions", "band", "critical", "findings"} <= got.keys()
    assert set(got["dimensions"]) == {"knowledge", "communication", "resolution", "attitude", "adaptability"}
    change = next(f for f in got["findings"] if f["criterion"] == "slot:change")
    assert REPLY[slice(*change["span"])].startswith("可以改")
    assert {"criterion", "kind", "dimension", "points", "span", "reason", "better", "link"} == change.keys()


def test_grade_for_people_ends_with_the_total(tmp_path: Path) -> None:
    file = tmp_path / "reply.txt"
    file.write_text(REPLY, encoding="utf-8")
    code, out, _ = _cslib("grade", TASK, str(file))
    assert code == 0
    assert out.index("做得好") < out.index("专业知识") < out.index("总分")
    assert "可以写：" in out


def test_grade_for_people_leads_on_only_to_lessons_that_exist() -> None:
    # Vague times are lesson 2.2, which exists; bare promises 2.3, which doesn't yet; superlatives a law.
    _, out, _ = _cslib("grade", "first-reply", typed="尽快给您发货，绝对没问题，全网最低价".encode())
    ids = {lesson.id for lesson in course.lessons()}
    assert set(re.findall(r"第(\d\.\d+)课", out)) <= ids and "第2.2课" in out
    assert "依据：《广告法》第9条" in out and not re.search(r"接着看|law:", out)


@pytest.mark.parametrize("kind", [struct for struct in get_args(Exercise) if struct is not Reply])
def test_every_other_kind_of_exercise_says_what_it_is(kind: type[Scenario | Quiz]) -> None:
    tag = kind.__struct_config__.tag
    assert tag == "scenario" or _KINDS[str(tag)]


def test_grade_lines_answers_each_and_names_bad_ones() -> None:
    rows = [{"id": "a", "text": REPLY}, {"id": 7, "text": ""}, {"id": "c"}, {"id": "d", "text": "\ud83d😀"}]
    typed = "\n".join([*map(json.dumps, rows), "not json", ""]).encode()
    code, out, err = _cslib("grade", TASK, "--jsonl", typed=typed)
    got = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [row["id"] for row in got] == ["a", 7, "d"]
    assert all({"id", "total", "dimensions", "band", "critical", "findings"} <= row.keys() for row in got)
    assert "第3行" in err and "第5行" in err


def test_detect_lines_gives_labels() -> None:
    rows = [{"id": "1", "text": "我们会尽快处理的。"}, {"id": "2", "text": "麻烦您再看一下，不好意思。"}]
    typed = "\n".join(map(json.dumps, rows)).encode()
    code, out, _ = _cslib("detect", "--jsonl", typed=typed)
    got = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert "vague_time" in got[0]["labels"]
    assert "impatience" not in got[1]["labels"] and "apology" in got[1]["labels"]
    assert {f["criterion"] for f in got[0]["findings"]} == set(got[0]["labels"])


def test_check_names_file_line_and_field(tmp_path: Path) -> None:
    text = Path(TASK).read_text(encoding="utf-8")
    (tmp_path / "c03.yaml").write_text(text.replace("phase: 售中", "phase: 卖中"), encoding="utf-8")
    code, out, _ = _cslib("check", str(tmp_path))
    assert code == 1
    assert re.search(r"c03\.yaml 第\d+行，phase：", out)
    code, out, _ = _cslib("check", TASK, str(tmp_path))
    assert code == 1
    assert "检查了2个练习，1个要修改。" in out


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("grade", "no-such-exercise"), "没有编号为"),
        (("grade", "colour-complaint"), 'talk_to("colour-complaint")'),
        (("grade", "tone-quiz"), "是选择题"),
        (("grade", TASK, "no-such-file.txt"), "打不开"),
        (("check", "no-such-folder"), "打不开"),
        (("check", str(FOLDER.parent.parent / "rubric")), "没有练习"),
        (("calibrate", str(FOLDER.parent.parent / "rubric")), "ratings"),
    ],
)
def test_what_cannot_be_done_is_said_and_leaves_with_2(args: tuple[str, ...], words: str) -> None:
    code, _, err = _cslib(*args)
    assert code == 2
    assert words in err


def test_calibrate_prints_and_writes_the_tables(tmp_path: Path) -> None:
    page = tmp_path / "calibration.md"
    code, out, _ = _cslib("calibrate", str(FOLDER), "--markdown", str(page))
    assert code == 0
    assert "与评分人的一致程度" in out
    assert "| 总分 |" in page.read_text(encoding="utf-8")


def test_a_gbk_console_reads_and_writes_without_loss() -> None:
    typed = "可以改的，15:00前您在订单页点修改地址。".encode("gbk")
    code, out, _ = _cslib("grade", TASK, "--json", typed=typed, PYTHONIOENCODING="gbk")
    got = json.loads(out)
    assert code == 0
    assert any(f["criterion"] == "slot:change" for f in got["findings"])
