"""Changes fields of an existing YAML file and leaves every other line as it was. Sole importer of ``ruamel.yaml``.

ruamel.yaml reads the file and writes it twice, before and after the changes: the lines that differ are carried to the file.

YAML text → nodes, each with its place in the text, and the values that they hold.

Values → YAML text in the style of the records. Every scalar is a text.

Writing is ours because the style matters: one line a field, quotes only where they are needed."""

from __future__ import annotations

import difflib
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain, pairwise
from pathlib import Path as x_Path
from textwrap import wrap
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    FoldedScalarString,
    LiteralScalarString,
    PlainScalarString,
    ScalarString,
    SingleQuotedScalarString,
)
from ruamel.yaml.tag import Tag
from yaml import MappingNode, Node, SequenceNode
from yaml import ScalarNode as sheets_ScalarNode
from yaml import YAMLError as sheets_YAMLError

from ctg.common.damage import mended
from ctg.common.identifiers import as_identifier
from ctg.common.problems import Problem
from ctg.model import KINDS
from ctg.model.commune import Commune
from ctg.model.record import Record
from ctg.reading.sheet import compose, read_list, record_files, values_of

WIDTH = 130
"""Characters: a list or a group that fits on one line stays on it."""

Path = tuple[str | int, ...]
"""Names of fields from the record down; a number is the position of an item in a list, from 0."""
Value = Any
"""A text, a list of values, or a dict of values by field name."""


class Quoted(str):
    """A text to write between quotes although YAML does not need them: « 01200 » is no number."""


_NOT_PLAIN_FIRST = re.compile(r"-(?!\d)|[\s?:,\[\]{}#&*!|>'\"%@`~=<]|\.\.\.")
_NULLS = {"", "null", "Null", "NULL"}


def scalar(text: str, flow: bool = False, style: str | None = None) -> str:
    """One text on one line. ``style`` is the quote that the file used before (``'`` or ``"``), kept if possible."""
    if style == "'" and printable(text):
        return "'" + text.replace("'", "''") + "'"
    if style == '"' or isinstance(text, Quoted) or not _plain(text, flow):
        quoted = json.dumps(text, ensure_ascii=False)
        # JSON is YAML, but for characters that YAML takes for line ends or refuses.
        return re.sub("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]", lambda m: f"\\u{ord(m[0]):04x}", quoted)
    return text


def printable(text: str) -> bool:
    """Whether a text has only visible characters, spaces and the no-break spaces of French."""
    return all(c.isprintable() or c in "\u00a0\u202f" for c in text)


def _plain(text: str, flow: bool) -> bool:
    """Whether a text means itself without quotes; when in doubt, no."""
    if text in _NULLS or text != text.strip() or _NOT_PLAIN_FIRST.match(text) or not printable(text):
        return False
    if flow and re.search(r"[,\[\]{}:#\"]", text):
        return False
    return not re.search(r":(\s|$)|\s#", text)


def flow(value: Value) -> str:
    """A value on one line: ``{lat: 44.16, lon: 4.61}``, ``[mobilite, sante]``."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key, True)}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return "~" if value is None else scalar(value, True)


def field_lines(key: str, value: Value, indent: int = 0) -> list[str]:
    """``key: value`` as the lines of a block, indented by ``indent`` spaces."""
    margin, key = " " * indent, scalar(key)
    if isinstance(value, str):
        return [f"{margin}{key}: {line}" if n == 0 else line for n, line in enumerate(text_lines(value, indent))]
    one_line = f"{margin}{key}: {flow(value)}"
    groups = isinstance(value, list) and any(not isinstance(item, str) for item in value)
    if len(one_line) <= WIDTH and "\\n" not in one_line and not groups:
        return [one_line]
    if isinstance(value, list):
        return [f"{margin}{key}:", *(f"{margin}  - {flow(item)}" for item in value)]
    return [f"{margin}{key}:", *(line for name, inner in value.items() for line in field_lines(name, inner, indent + 2))]


def text_lines(text: str, indent: int = 0) -> list[str]:
    """A text after its key: on the same line, or one line a line below « |- »."""
    if "\n" in text and text == text.strip() and printable(text.replace("\n", "")):
        return ["|-", *(f"{' ' * (indent + 2)}{line}" if line else "" for line in text.split("\n"))]
    return [scalar(text)]


def record(values: dict[str, Value]) -> str:
    """A whole new file."""
    return "".join(line + "\n" for key, value in values.items() for line in field_lines(key, value))


BY_HAND = "Ouvrez ce fichier dans un éditeur de texte et changez-le à la main."
"""The remedy of a file that this package does not know how to change."""


class EditError(Exception):
    """The file is written in a way that this package does not know how to change."""


class UnreadableError(EditError):
    """This is not YAML, or not of the plain sort that records use."""


def value_of(node: Node | None) -> Value:
    """What a node holds, as the site reads it; None for a blank. Raises :class:`UnreadableError` for what it refuses."""
    values, _, problems = (None, {}, []) if node is None else values_of(node)
    if problems:
        raise UnreadableError(problems[0].message)
    return values


def parse(text: str) -> Value:
    """What a text holds. Raises :class:`UnreadableError`."""
    return value_of(_composed(text))


@lru_cache(maxsize=4)  # one change looks at the same text four times, and the communes' is long; nobody changes a node
def _composed(text: str) -> Node | None:
    try:
        return compose(text)
    except (sheets_YAMLError, RecursionError, ValueError):
        raise UnreadableError("ce texte ne se lit pas") from None


def root(text: str, position: int | None = None) -> MappingNode:
    """The fields of a file, or of one item of its list. Raises :class:`EditError` when it is no record."""
    node = _composed(text)
    if position is not None:
        node = node.value[position] if isinstance(node, SequenceNode) and position < len(node.value) else None
    if not isinstance(node, MappingNode):
        raise EditError("ce fichier n'est pas une fiche")
    return node


def pair(node: MappingNode, name: str) -> tuple[Node, Node] | None:
    """A field by its name: (key, value)."""
    return next(((key, value) for key, value in node.value if key.value == name), None)


def texts(text: str) -> Iterator[tuple[int, int]]:
    """Where each text of several lines begins and ends."""
    nodes = [_composed(text)]
    while nodes:
        node = nodes.pop()
        if isinstance(node, sheets_ScalarNode):
            if "\n" in text[node.start_mark.index : (stop := end(text, node))]:
                yield node.start_mark.index, stop
        elif node:
            nodes += [inner for part in node.value for inner in (part if isinstance(part, tuple) else (part,))]


def end(text: str, node: Node) -> int:
    """Where a value really ends: YAML's own mark goes past the comments and blank lines that follow a block."""
    if isinstance(node, sheets_ScalarNode):
        if node.style in {"|", ">"}:
            block = text[node.start_mark.index : node.end_mark.index]
            kept = "+" in block.partition("\n")[0]  # the blank lines below are a part of the text
            return node.start_mark.index + len(block[:-1] if kept else block.rstrip(" \n"))
        return node.end_mark.index
    if not isinstance(node, MappingNode | SequenceNode) or node.flow_style or not node.value:
        return node.end_mark.index
    last = node.value[-1]
    return end(text, last[1] if isinstance(last, tuple) else last)


def line_end(text: str, index: int) -> int:
    """The start of the next line."""
    found = text.find("\n", index)
    return len(text) if found < 0 else found + 1


UNUSUAL = "ce fichier est écrit d'une manière que l'outil ne sait pas changer"
_BLANK = {"", "~", "null"}
"""Without quotes, what means nothing."""
_NO_REMARK = [None] * 4


class _Texts(VersionedResolver):
    """Every scalar is a text, as ``sheets.source`` reads it."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        return Tag(suffix="tag:yaml.org,2002:str") if kind is ScalarNode else super().resolve(kind, value, implicit)


def edit(text: str, changes: Mapping[Path, Value], order: Sequence[Path] = (), position: int | None = None) -> str:
    """The text of a file with some fields of a record changed.

    ``changes`` maps a path (``("places", "total")``, ``("sources", 1, "date")``) to its new value, or to None to remove it;
    the first position after the last item adds one. Positions are those of the text as given: what is removed goes last.
    ``order`` lists paths in the order of the sheet, to place what is added. ``position`` is the record's in its
    list, None when the file is one record. Raises :class:`EditError`.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    windows = 0 < text.count("\r\n") == text.count("\n")
    body = text.removeprefix(mark)
    body = body.replace("\r\n", "\n") if windows else body
    parse(body)  # an alias stands for another place: what the site refuses to read is not changed either
    root(body, position)
    yaml = _yaml(body)
    try:
        read, lines = _read(body), body.split("\n")
        document = yaml.load("".join(f"{lines[n]}\n" for n in read))
        before = _written(yaml, document)
        record = document if position is None else document[position]
        for path, value in changes.items():
            if value is not None:
                _set(record, path, value, order)
        # From the end, so that no position moves; under one path, steps of a rank are all names or all positions.
        for path in sorted((path for path, value in changes.items() if value is None), reverse=True):
            _remove(record, path)
        body = _carried(body, read, before, _written(yaml, document))
        if parse(body) != _values(document):
            raise EditError(UNUSUAL)
    except YAMLError:
        raise EditError(UNUSUAL) from None
    return mark + (body.replace("\n", "\r\n") if windows else body)


def _yaml(text: str) -> YAML:
    """A reader and writer with the indentation of this text."""
    yaml = YAML()
    yaml.Resolver = _Texts
    yaml.width = 1 << 30
    yaml.preserve_quotes = yaml.brace_single_entry_mapping_in_flow_sequence = True
    group, listed = (re.search(rf"^( *)[^\s#-].*:\n\1({mark}", text, re.MULTILINE) for mark in (" +)[^ #-]", " *)- "))
    offset = len(listed[2]) if listed else 2
    yaml.indent(mapping=len(group[2]) if group else 2, sequence=offset + 2, offset=offset)
    return yaml


def _written(yaml: YAML, document: Any) -> str:
    yaml.dump(document, out := io.StringIO())
    # A file that is a list starts at the margin, whatever the lists inside it do.
    margin = " " * yaml.sequence_dash_offset if isinstance(document, list) else ""
    return re.sub(f"^{margin}", "", out.getvalue(), flags=re.MULTILINE) if margin else out.getvalue()


def _values(node: Any) -> Value:
    """What ``parse`` reads there."""
    if isinstance(node, dict):
        return {mended(key): inner for key, value in node.items() if (inner := _values(value)) is not None}
    if isinstance(node, list):
        return [*map(_values, node)]
    return None if node in _BLANK and not isinstance(node, ScalarString) else mended(str(node))


def _set(node: Any, path: Path, value: Value, order: Sequence[Path]) -> None:
    above: Path = ()
    for depth, step in enumerate(path):
        if not isinstance(node, CommentedSeq if isinstance(step, int) else CommentedMap):
            raise EditError(f"« {path[depth - 1]} » n'est pas {'une liste' if isinstance(step, int) else 'un groupe de champs'}")
        last = depth + 1 == len(path)
        if last or not _holds(node, step) or _values(node[step]) is None:
            for missing in reversed(path[depth + 1 :]):
                value = {missing: value}
            siblings = [one[len(above)] for one in order if one[: len(above)] == above != one]
            return _put(node, step, value, siblings)
        node, above = node[step], (*above, step) if isinstance(step, str) else above
    return None


def _put(node: Any, step: Any, value: Value, siblings: Sequence[Any] = ()) -> None:
    """A value in the place of another, or after the nearest of the fields that precede it in ``siblings``."""
    if _holds(node, step):
        node[step] = _over(node, step, value)
    elif isinstance(node, CommentedSeq):
        node.append(_new(node, value))
    else:
        before = siblings[: siblings.index(step)] if step in siblings else node
        rank = max((rank for rank, name in enumerate(node, 1) if name in before), default=0)
        node.insert(rank, step, _new(node, value))


def _over(parent: Any, step: Any, value: Value) -> Any:
    """A value in the manner of the one that it replaces, of which only what changes is touched."""
    old = parent[step]
    if _values(old) == value:
        return old
    if isinstance(old, CommentedMap) and isinstance(value, dict) and value:
        for name, inner in value.items():
            _put(old, name, inner, list(value))
        for name in [name for name in old if name not in value]:
            del old[name]
        return old
    if isinstance(old, CommentedSeq) and isinstance(value, list) and value:
        was, new = [flow(_values(item)) for item in old], [*map(flow, value)]
        for tag, i, i_end, j, j_end in reversed(difflib.SequenceMatcher(None, was, new, autojunk=False).get_opcodes()):
            both = min(i_end - i, j_end - j)
            for gone in reversed(range(i + both, i_end)):
                del old[gone]
            for n in range(0 if tag == "equal" else both):
                _put(old, i + n, value[j + n])
            for n in range(both, j_end - j):
                old.insert(i + n, _new(old, value[j + n]))
        return old
    if not isinstance(old, str) or not isinstance(value, str):
        return _new(parent, value)
    if isinstance(old, SingleQuotedScalarString) and printable(value):
        return SingleQuotedScalarString(value)
    remark = parent.ca.items.get(step, _NO_REMARK)[2 if isinstance(parent, CommentedMap) else 0]
    if remark if "\n" in value else isinstance(old, DoubleQuotedScalarString):
        return DoubleQuotedScalarString(value)  # a remark on the line must not become a part of the text
    made, end = _new(parent, value), old[len(old.rstrip("\n")) :]
    if isinstance(old, LiteralScalarString) and isinstance(made, LiteralScalarString):
        return LiteralScalarString(value + end)
    folds = "\n" not in old.strip() + value and "  " not in value and value == value.strip() and printable(value)
    if isinstance(old, FoldedScalarString) and folds:
        return _refolded(old, value, end)
    return made if isinstance(made, ScalarString) else PlainScalarString(made)


def _refolded(old: FoldedScalarString, value: str, end: str) -> FoldedScalarString:
    """``value`` cut into lines where ``old`` was, so that a changed word changes one line."""
    edges = [0, *getattr(old, "fold_pos", ()), len(old)]
    lines = [old[start:end].split() for start, end in pairwise(edges)]
    words = value.split(" ")
    blocks = difflib.SequenceMatcher(None, [*chain(*lines)], words, autojunk=False).get_matching_blocks()
    ends = accumulate(map(len, lines[:-1]))
    cuts = [next(b + max(place - a, 0) for a, b, size in blocks if a + size >= place) for place in ends]
    parts = [words[start:end] for start, end in pairwise([0, *cuts, len(words)])]
    folded = [line for part in parts for line in ([" ".join(part)] if part in lines else wrap(" ".join(part), WIDTH))]
    new = FoldedScalarString(value + end)
    new.fold_pos = [place + n for n, place in enumerate(accumulate(map(len, folded[:-1])))]
    return new


def _new(parent: Any, value: Value) -> Any:
    """A value as ``sheets.edit.text`` writes it there, or as the last item of its list."""
    last = parent[-1] if isinstance(parent, CommentedSeq) and parent else None
    lines = [f"x: {flow(value)}"]
    if isinstance(last, CommentedMap) and not last.fa.flow_style() and isinstance(value, dict):
        lines = ["x:", *(line for name, inner in value.items() for line in field_lines(name, inner, 2))]
    elif not parent.fa.flow_style() and (isinstance(value, str) or isinstance(parent, CommentedMap)):
        lines = field_lines("x", value)
    return _yaml("").load("\n".join(lines))["x"]


def _remove(record: Any, path: Path) -> None:
    """Take out a field or an item; a group or a list left empty goes too."""
    nodes = [record]
    for step in path:
        if not isinstance(nodes[-1], CommentedMap | CommentedSeq) or not _holds(nodes[-1], step):
            return
        nodes.append(nodes[-1][step])
    nodes.pop()
    while len(nodes[-1]) == 1:
        nodes.pop()
        if not nodes:
            raise EditError("une fiche ne peut pas être vide")
    del nodes[-1][path[len(nodes) - 1]]


def _holds(node: Any, step: Any) -> bool:
    return step < len(node) if isinstance(node, CommentedSeq) else step in node


def _read(text: str) -> list[int]:
    """The lines that ruamel.yaml is given: it would take comments and blank lines away with the value above them."""
    read = {n for n, line in enumerate(text.split("\n")) if not re.match(" *(#|$)", line)}
    for start, stop in texts(text):
        first = text.count("\n", 0, start)
        read |= set(range(first, first + text.count("\n", start, stop) + 1))
    return sorted(read)


def _carried(text: str, read: Sequence[int], before: str, after: str) -> str:
    """The text, where the lines that differ between ``before`` and ``after`` are those of ``after``."""
    lines, was, new = (one.rstrip("\n").split("\n") for one in (text, before, after))
    starts: dict[int, int] = {}
    stops: dict[int, int] = {}
    for _, i, i_end, j, j_end in difflib.SequenceMatcher(None, was, [lines[n] for n in read], autojunk=False).get_opcodes():
        known = range(i_end - i) if i_end - i == j_end - j else (0,) if j < j_end and i < i_end else ()
        starts |= {i + n: read[j + n] for n in known}
        stops |= {i_end - n: read[j_end - n - 1] + 1 for n in known}
    for tag, i, i_end, j, j_end in reversed(difflib.SequenceMatcher(None, was, new, autojunk=False).get_opcodes()):
        if tag == "equal":
            continue
        start, stop = (starts if i < i_end or not i else stops).get(i), (stops if i_end else starts).get(i_end)
        if start is None or stop is None:
            raise EditError(UNUSUAL)
        places, fresh = [n for n in read if start <= n < stop], new[j:j_end]
        inside = " " * (len(lines[start]) - len(lines[start].lstrip(" ")) + 1) if places else "\n"  # its remarks go with a group
        gone = places[len(fresh) :] if fresh else [n for n in range(start, stop) if n in places or lines[n].startswith(inside)]
        for place, line in zip(places, fresh, strict=False):
            lines[place] = _spaced(line, lines[place])
        for place in reversed(gone):
            del lines[place]
        lines[stop:stop] = fresh[len(places) :]
    return "\n".join(lines) + text[len(text.rstrip("\n")) :]


def _spaced(new: str, old: str) -> str:
    """The new line, with the spaces that the old one had after its name and before its remark."""
    was, now = (re.match(" *(?:- )?[^ :#]+: +(?=[^ #])", line) for line in (old, new))
    new = was[0] + new[now.end() :] if was and now and was[0].rstrip() == now[0].rstrip() else new
    was, now = (re.fullmatch("(.*?[^ ])( +)(#.*)", line) for line in (old, new))
    return now[1] + was[2] + was[3] if was and now and was[3] == now[3] else new


BY_FOLDER: dict[str, type[Record]] = {kind.folder: kind for kind in KINDS}
ONE_FILE = {kind.folder for kind in KINDS if kind is not Commune}
"""The folders of the kinds that have one file a record: those that can be made, renamed and deleted one by one."""


@dataclass(frozen=True)
class WrittenRecord:
    """Where a record is written: a file, and the position in it when it is a list."""

    key: str
    path: x_Path
    position: int | None = None


def written_records(root: x_Path) -> tuple[dict[str, WrittenRecord], list[Problem]]:
    """Every record of ``data/`` by key, read or not; and why the list of communes cannot be read."""
    data = root / "data"
    found = [
        WrittenRecord(f"{folder}/{path.stem}", path)
        for folder in BY_FOLDER
        if folder in ONE_FILE
        for path in record_files(data / folder)
    ]
    sheets, problems = read_list(data / "communes.yml", root)
    for position, sheet in enumerate(sheets):
        found.append(WrittenRecord(_key(sheet.values), data / "communes.yml", position))
    return {one.key: one for one in found}, problems


def _key(values: dict) -> str:
    return f"{Commune.folder}/{as_identifier(str(values.get('nom', '')))}"
