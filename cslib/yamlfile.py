"""YAML that people write by hand: read into checked models, every mistake named by file, line and field."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import inspect
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

MAX_BYTES = 256 * 1024
MAX_NODES = 20_000  # aliases can multiply a small file into millions of nodes
MAX_DEPTH = 12

T = TypeVar("T")
Path_ = tuple[str | int, ...]


class Problem(NamedTuple):
    """One mistake in a file: where it stands, what is wrong and how to mend it.

    ``line`` counts from 1; ``field`` is for people (``slots 第2项 accept``), empty for the whole file.
    """

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file} 第{self.line}行"
        return f"{where}，{self.field}：{self.message}" if self.field else f"{where}：{self.message}"


class AuthorError(ValueError):
    """Something a person wrote that can't be used; the message says in Chinese how to mend it."""


class ExerciseError(AuthorError):
    """An exercise file that can't be used, with every problem found in it.

    ``file``, ``line``, ``field`` and ``message`` are those of the first problem.
    """

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(p) for p in problems))
        self.problems = problems
        self.file, self.line, self.field, self.message = problems[0]


@dataclass(frozen=True)
class Source:
    """A file's plain data (mappings, lists and strings) and the line each value starts at."""

    file: str
    data: Any
    lines: dict[Path_, int] = field(repr=False)

    def problem(self, path: Path_, message: str) -> Problem:
        """A problem with the value at `path`, or with the nearest thing around it."""
        around = path
        while around and around not in self.lines:
            around = around[:-1]
        return Problem(self.file, self.lines.get(around, 1), field_name(path), message)


def field_name(path: Path_) -> str:
    """A path as people read it.

    Examples
    --------
    >>> field_name(("slots", 1, "accept", 0))
    'slots 第2项 accept 第1项'
    """
    return " ".join(f"第{p + 1}项" if isinstance(p, int) else p for p in path)


def read(path: Path, name: str = "") -> Source:
    """Read a UTF-8 YAML file of at most 256 KB, refusing whatever is not plain data.

    Parameters
    ----------
    path
        The file.
    name
        What errors call it; its path as given where empty.

    Raises
    ------
    ExerciseError
        The file is missing, too large, not UTF-8, not YAML, or uses tags, repeated keys or runaway aliases.
    """
    name = name or str(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ExerciseError(
            Problem(name, 1, "", f"文件打不开（{error.strerror}）。请检查路径和读取权限。")
        ) from None
    if len(raw) > MAX_BYTES:
        raise ExerciseError(Problem(name, 1, "", f"文件超过{MAX_BYTES // 1024}KB。请拆成几个练习文件。"))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        message = "文件不是UTF-8编码。请在编辑器里选“另存为”，编码选UTF-8。"
        raise ExerciseError(Problem(name, line, "", message)) from None
    return parse(text, name)


def parse(text: str, name: str) -> Source:
    """Read YAML `text` into plain data; `name` is what errors call it.

    Every scalar stays the string typed (``17:00``, ``95%``, ``是``); an empty value counts as absent.

    Raises
    ------
    ExerciseError
        As for `read`.

    Examples
    --------
    >>> parse("value: 17:00", "例.yaml").data
    {'value': '17:00'}
    """
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except YAMLError as error:
        raise ExerciseError(_syntax_problem(error, text, name)) from None
    except RecursionError:
        raise ExerciseError(Problem(name, 1, "", "括号或列表嵌套太深。请检查有没有多写的 [ 或 {。")) from None
    if root is None:
        raise ExerciseError(Problem(name, 1, "", "文件是空的。可以先复制一个现成的练习再改。"))
    reader = _Reader(name)
    data = reader.plain(root, ())
    return Source(name, data, reader.lines)


class _Reader:
    """Turns a node tree into plain data, noting lines and refusing what isn't plain."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[Path_, int] = {}

    def plain(self, node: Node, path: Path_) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        if len(self.lines) > MAX_NODES or len(path) > MAX_DEPTH:
            self._refuse(line, path, "内容太多或嵌套太深。请去掉 & 和 * 引用，直接写出内容。")
        if not str(node.tag).startswith("tag:yaml.org,2002:"):
            self._refuse(line, path, f"不能使用标签“{node.tag}”。以感叹号开头的文字请加引号。")
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.plain(child, (*path, i)) for i, child in enumerate(node.value)]
        return None if str(node.tag).endswith(":null") else node.value

    def _mapping(self, node: MappingNode, path: Path_) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key, child in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, ScalarNode):
                self._refuse(line, path, "字段名要是一个词。以 { 或 [ 开头的文字请加引号。")
            if key.value in data:
                self._refuse(line, (*path, key.value), "这个字段写了两次。请合并成一个，或删掉多余的。")
            self.lines[*path, key.value] = line
            data[key.value] = self.plain(child, (*path, key.value))
        return {key: value for key, value in data.items() if value is not None}

    def _refuse(self, line: int, path: Path_, message: str) -> None:
        raise ExerciseError(Problem(self.name, line, field_name(path), message))


# What ruamel says (its wording is stable across versions), and what an author can do about it.
_SYNTAX = (
    ("could not find expected ':'", "这一行少了半角冒号。字段名后面要写英文冒号和一个空格。"),
    ("mapping values are not allowed", "这里多了一个冒号，或这一行没有对齐。文字里有“: ”时，整句要加引号。"),
    (r"'\t'", "缩进里有Tab。请全部换成空格，每层两格。"),
    (r"character '\\t'", "缩进里有Tab。请全部换成空格，每层两格。"),
    ("unexpected end of stream", "引号没有配对。请检查这一行的单引号或双引号。"),
    ("expected ',' or", "方括号或花括号没有配对。以 [ 或 { 开头的短语要整句加引号。"),
    (
        "expected <block end>",
        "这一行没有和上下文对齐，或引号、括号后面还有文字。同层的字段左边对齐，[ 或 { 开头的文字整句加引号。",
    ),
    ("undefined alias", "以 * 开头的文字会被当成引用。请给整句加引号。"),
    ("cannot start any token", "这个符号不能放在句首（如 @ % `）。请给整句加引号。"),
    ("another document", "一个文件只能写一个练习。请删掉中间的“---”，或拆成两个文件。"),
    ("expected URI", "以感叹号开头的文字会被当成标签。请给整句加引号。"),
    ("unknown escape character", "双引号里的反斜杠有特殊含义。请改用单引号。"),
    ("special characters are not allowed", "文件里有看不见的控制字符。请删掉这一处重新输入。"),
)


def _syntax_problem(error: YAMLError, text: str, name: str) -> Problem:
    line, said = 1, str(error)
    if isinstance(error, MarkedYAMLError):
        said = f"{error.problem}"
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        if "unexpected end of stream" in said and error.context_mark:
            line = error.context_mark.line + 1
    position = getattr(error, "position", None)
    if isinstance(position, int):
        line = text[:position].count("\n") + 1
    if full_width := _full_width_colon(text, line):
        return full_width._replace(file=name)
    for key, advice in _SYNTAX:
        if key in said:
            return Problem(name, line, "", advice)
    return Problem(name, line, "", f"这里不合YAML的写法（{said}）。请对照docs/exercises.md检查。")


def _full_width_colon(text: str, line: int) -> Problem | None:
    """A field name followed by a full-width colon breaks the line after it as often as its own."""
    rows = text.splitlines()
    for number in (line - 1, line):
        if 1 <= number <= len(rows) and re.match(r"\s*(?:- )?[A-Za-z_]+：", rows[number - 1]):
            return Problem("", number, "", "字段名后面是全角冒号。请换成英文冒号加一个空格。")
    return None


def convert(source: Source, model: Any) -> Any:
    """Check plain data against `model`, a msgspec struct (or a tagged union of structs).

    Raises
    ------
    ExerciseError
        A field is missing, unknown or of the wrong kind.
    """
    try:
        return msgspec.convert(source.data, model, strict=False)
    except msgspec.ValidationError as error:
        said, _, where = str(error).partition(" - at ")
        path = _path(where.strip("`"))
        raise ExerciseError(_model_problem(source, model, path, said)) from None


def _path(where: str) -> Path_:
    """Read msgspec's ``$.slots[0].id``; a mapping's value of unknown key is ``[...]``, which we drop."""
    parts = re.findall(r"\.([^.\[\]]+)|\[(\d+)\]", where)
    return tuple(name or int(index) for name, index in parts)


def _model_problem(source: Source, model: Any, path: Path_, said: str) -> Problem:
    quoted = re.findall(r"`([^`]*)`", said)
    if said.startswith("Object missing required field"):
        return source.problem(path, f"缺少“{quoted[0]}”，或它是空的。请补上。")
    if said.startswith("Object contains unknown field"):
        fields = _fields_at(model, source.data, path)
        return source.problem((*path, quoted[0]), f"没有“{quoted[0]}”这个字段。{_suggest(quoted[0], fields)}")
    if said.startswith(("Invalid enum value", "Invalid value")):
        return source.problem(path, _choice_message(model, source.data, path, said))
    if said.startswith("Expected `array` of length"):
        return source.problem(path, _length_message(said))
    return source.problem(path, _type_message(said, quoted))


def _length_message(said: str) -> str:
    """Of a list that is too short or too long: msgspec says ``of length >= 2`` or ``of length 3, got 4``."""
    want, *got = re.findall(r"\d+", said)
    if got:
        return f"这里要正好{want}项，现在有{got[0]}项。"
    return f"这里最多只能有{want}项。" if "<=" in said else f"这里至少要有{want}项。"


_TYPE_NAMES = {
    "array": "列表",
    "object": "字段组",
    "str": "文字",
    "int": "整数",
    "float": "数字",
    "bool": "true或false",
}


# What msgspec says of a text that doesn't read as what it should be.
_FORMATS = {
    "Invalid RFC3339 encoded date": "这里要写日期，如2025-07-04。",
    "Invalid decimal string": "这里要写数字。",
}


def _type_message(said: str, quoted: list[str]) -> str:
    if said in _FORMATS:
        return _FORMATS[said]
    want, got = (*quoted, "", "")[:2]
    if " matching regex " in said:
        return "这里的写法不对。请照着同一个文件里别的条目写。"
    if want == "array" and got == "str":
        return "这里要写成列表：另起一行，每项前加“- ”。"
    if want == "str" and got in ("array", "object"):
        return "这里要写一句文字。以 [ 或 { 开头的文字要整句加引号。"
    if want == "object":
        return "这里要写成“字段: 内容”的形式，每行一个字段。"
    if want in ("int", "float", "bool") and (got == "str" or not got):
        limit = said.partition("` ")[2]
        return f"这里要写{_TYPE_NAMES[want]}{f'（{limit}）' if limit and not got else ''}。"
    return f"类型不对：这里要写{_TYPE_NAMES.get(want, want)}。"


def _choice_message(model: Any, data: Any, path: Path_, said: str) -> str:
    value = said.partition("value ")[2].strip("'")
    choices = _choices_at(model, data, path)
    return f"不能写“{value}”。可以写：{'、'.join(choices)}。" if choices else f"不能写“{value}”。"


def _suggest(word: str, known: list[str]) -> str:
    if near := difflib.get_close_matches(word, known, n=1, cutoff=0.6):
        return f"是不是想写“{near[0]}”？"
    return f"这里可以写：{'、'.join(known)}。"


def _type_at(model: Any, data: Any, path: Path_) -> inspect.Type | None:
    """The type msgspec expects at `path`, following the data to choose among tagged structs."""
    kind: inspect.Type | None = inspect.type_info(model)
    for part in path:
        kind = _struct(kind, data)
        if isinstance(kind, inspect.StructType) and isinstance(part, str):
            kind = next((f.type for f in kind.fields if f.encode_name == part), None)
            data = data.get(part) if isinstance(data, dict) else None
        elif isinstance(part, int):
            kind, data = _item(kind, part), data[part] if isinstance(data, list) else None
    return _struct(kind, data)


def _struct(kind: inspect.Type | None, data: Any) -> inspect.Type | None:
    if not isinstance(kind, inspect.UnionType):
        return kind
    structs = [t for t in kind.types if isinstance(t, inspect.StructType)]
    tag = data.get(structs[0].tag_field) if structs and isinstance(data, dict) else None
    return next((t for t in structs if t.tag == tag), structs[0] if structs else None)


def _item(kind: inspect.Type | None, index: int) -> inspect.Type | None:
    if isinstance(kind, inspect.VarTupleType | inspect.ListType):
        return kind.item_type
    return kind.item_types[index] if isinstance(kind, inspect.TupleType) else None


def _fields_at(model: Any, data: Any, path: Path_) -> list[str]:
    kind = _type_at(model, data, path)
    return [f.encode_name for f in kind.fields] if isinstance(kind, inspect.StructType) else []


def _choices_at(model: Any, data: Any, path: Path_) -> list[str]:
    whole = inspect.type_info(model)
    if isinstance(whole, inspect.UnionType) and path == ("kind",):
        return [str(t.tag) for t in whole.types if isinstance(t, inspect.StructType)]
    kind = _type_at(model, data, path)
    if isinstance(kind, inspect.LiteralType):
        return [str(v) for v in kind.values]
    return [str(member.value) for member in kind.cls] if isinstance(kind, inspect.EnumType) else []
