"""The ``cslib`` command: check exercises, grade replies, run the detectors, measure the grader.

Exit codes: 0 fine, 1 something was found wrong with what was checked, 2 the command can't be carried out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from cslib.exercises import Exercise

app = typer.Typer(
    name="cslib",
    help="电商客服实训课：检查练习、点评回复、运行检测、测量点评的准确度。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

FAILED, USAGE = 1, 2


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        _write_utf8(stream)
    app()


def _write_utf8(stream: Any) -> None:
    """Never let a GBK console or pipe stop a reply with an emoji: UTF-8 to pipes, escapes to consoles."""
    if hasattr(stream, "reconfigure"):
        encoding = None if stream.isatty() else "utf-8"
        stream.reconfigure(encoding=encoding, errors="backslashreplace")


@app.command()
def lab(
    lesson: Annotated[str, typer.Argument(help="先打开哪一课（笔记本的路径）。")] = "00_welcome.ipynb",
    port: Annotated[int, typer.Option(help="从这个端口起找一个空的。")] = 8888,
    browser: Annotated[bool, typer.Option(help="自动打开浏览器。")] = True,
) -> None:
    """在中文 JupyterLab 里打开课程。"""
    from cslib import lab as launcher

    try:
        raise typer.Exit(launcher.open_course(lesson, port, browser))
    except launcher.LabError as error:
        _stop(str(error))


@app.command("export-charts")
def export_charts(
    folder: Annotated[Path, typer.Argument(help="图片放进哪个文件夹。")],
    names: Annotated[list[str] | None, typer.Argument(help="只要这几张图；不写则全部。")] = None,
) -> None:
    """把课程里的图存成 PNG 和 SVG，用于幻灯片和打印。"""
    from cslib.charts.export import ExportError, export

    try:
        written = export(folder, names=names or None)
    except ExportError as error:
        _stop(str(error))
    typer.echo(f"写好了{len(written)}个文件，在“{folder}”里。")


@app.command()
def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="练习文件或文件夹，可以写几个；不写则检查课程自带的练习。")
    ] = None,
) -> None:
    """检查练习文件：写法对不对、自带的例子是否得到应有的点评。"""
    from cslib import check as checks
    from cslib import course

    with _friendly():
        reports = [report for path in paths or [course.EXERCISES] for report in checks.check_folder(path)]
    for report in reports:
        for problem in report.problems:
            typer.echo(str(problem))
    bad = sum(bool(report.problems) for report in reports)
    typer.echo(f"检查了{len(reports)}个练习，{f'{bad}个要修改' if bad else '全部通过'}。")
    if bad:
        raise typer.Exit(FAILED)


@app.command()
def grade(
    exercise: Annotated[str, typer.Argument(help="练习编号，或YAML文件的路径。")],
    file: Annotated[str, typer.Argument(help="回复所在的文件；- 表示从标准输入读。")] = "-",
    as_json: Annotated[bool, typer.Option("--json", help="输出一份JSON。")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help='每行读 {"id", "text"}，每行写一份点评。')] = False,
) -> None:
    """点评一条回复（或用 --jsonl 点评许多条）。"""
    from cslib import exercises, rubric, terminal

    with _friendly():
        task = exercises.load(exercise)
        if not isinstance(task, exercises.Reply):
            _stop(_unfit(exercise, task))
        typed = _read(file)
        if jsonl:
            _each(typed, lambda text: terminal.data(rubric.grade(text, task)))
            return
        assessment = rubric.grade(typed.rstrip("\r\n"), task)
    if as_json:
        typer.echo(json.dumps(terminal.data(assessment), ensure_ascii=False, indent=2))
    else:
        terminal.show(assessment, _console())


_KINDS = {
    "quiz": "选择题",
    "sort": "分类练习",
    "order": "排序练习",
    "match": "配对练习",
    "spot": "找错练习",
    "detective": "数字侦探",
    "legal": "合规检查",
    "checklist": "检查清单",
    "worksheet": "填写练习",
    "template": "快捷回复练习",
}


def _unfit(exercise: str, task: Exercise) -> str:
    """Why the exercise has no single reply to grade, and where to do it instead."""
    kind = str(task.__struct_config__.tag)
    if kind == "scenario":
        why, name = "是和模拟顾客的对话，要一句一句地聊，不能只点评一条", "talk_to"
    else:
        why, name = f"是{_KINDS[kind]}，没有回复可以点评", "practise"
    return f'“{exercise}”{why}。请打开课程，在笔记本里运行 {name}("{task.id}")。'


@app.command()
def detect(
    file: Annotated[str, typer.Argument(help="回复所在的文件；- 表示从标准输入读。")] = "-",
    jsonl: Annotated[bool, typer.Option("--jsonl", help='每行读 {"id", "text"}，每行写标签和点评。')] = False,
) -> None:
    """不看练习，只看话怎么说：找出毛病和做得好的地方。"""
    from cslib import terminal
    from cslib.rubric import detectors
    from cslib.text import read

    def found(text: str) -> dict[str, Any]:
        findings = detectors.detect(read(text))
        labels = sorted({f.criterion for f in findings})
        return {"labels": labels, "findings": [terminal.finding_data(f) for f in findings]}

    with _friendly():
        typed = _read(file)
        if jsonl:
            _each(typed, found)
            return
    terminal.show_findings(typed, detectors.detect(read(typed)), _console())


@app.command()
def calibrate(
    folder: Annotated[
        Path, typer.Argument(help="放着 detect、answers、scenarios、replies、ratings 这几种jsonl的文件夹。")
    ],
    exercises: Annotated[Path | None, typer.Option(help="情景对应的练习放在哪里。")] = None,
    markdown: Annotated[Path | None, typer.Option(help="把结果写进这个Markdown文件。")] = None,
    each: Annotated[bool, typer.Option("--each", help="逐条列出检测与标注不一致的地方。")] = False,
) -> None:
    """对照标注和评分，测量点评有多准。"""
    from cslib import calibrate as measure

    with _friendly():
        measured = measure.folder(folder, exercises)
    sheets = measure.sheets(measured)
    if not sheets:
        _stop(f"“{folder}”里没有 detect*.jsonl、answers*.jsonl，也没有 replies*.jsonl 和 ratings*.jsonl。")
    if markdown:
        markdown.write_text(measure.document(sheets), encoding="utf-8")
    console = _console()
    for sheet in sheets:
        console.print(sheet.table())
    if each and measured.detection:
        for name, label in measured.detection.wrong:
            typer.echo(f"{name} {label}")


def _console() -> Any:
    from rich.console import Console

    return Console(soft_wrap=False)


@contextmanager
def _friendly() -> Iterator[None]:
    """Say what is wrong and leave, where the command can't be carried out."""
    from cslib.yamlfile import AuthorError

    try:
        yield
    except AuthorError as error:
        _stop(str(error))
    except OSError as error:
        _stop(f"“{error.filename}”打不开（{error.strerror}）。请检查路径和权限。")


def _stop(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(USAGE)


def _read(file: str) -> str:
    """What was typed, as UTF-8, or GB18030 as a Chinese Windows writes it."""
    raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def _each(typed: str, answer: Callable[[str], dict[str, Any]]) -> None:
    """Answer every ``{"id", "text"}`` line; bad lines are named and the rest still answered."""
    bad = 0
    for number, line in enumerate(typed.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            name, text = row["id"], row["text"]
            if not isinstance(text, str):
                raise TypeError
        except (ValueError, KeyError, TypeError):
            typer.echo(f'第{number}行要写成 {{"id": …, "text": "…"}}，这一行跳过了。', err=True)
            bad += 1
            continue
        typer.echo(json.dumps({"id": name, **answer(text)}, ensure_ascii=False))
    if bad:
        raise typer.Exit(FAILED)


@app.command()
def shop(
    folder: Annotated[Path, typer.Argument(help="表格写进这个文件夹，没有就新建。")],
    size: Annotated[int | None, typer.Option(help="多少位顾客；不写就和课程自带的一样多。")] = None,
    seed: Annotated[int | None, typer.Option(help="种子：同样的种子和顾客数，生成的表一字不差。")] = None,
) -> None:
    """生成一家合成店铺一年的订单、会话、工单、评价和退换（都是编的，可以用表格软件打开）。"""
    from cslib import shop as made_up

    try:
        written = made_up.generate(
            folder,
            customers=made_up.CUSTOMERS if size is None else size,
            seed=made_up.SEED if seed is None else seed,
        )
    except made_up.ShopError as error:
        _stop(str(error))
    for path in written:
        typer.echo(f"{path}")
