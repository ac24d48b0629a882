"""Changes fields of an existing YAML file and leaves every other line as it was. Sole importer of ``ruamel.yaml``.

ruamel.yaml reads the file and writes it twice, before and after the changes: the lines that differ are carried to the file."""

import difflib
import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from pathlib import Path as FilePath
from textwrap import wrap
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import ScalarNode as RuamelScalar
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
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from ctg.common.problems import Problem, as_identifier
from ctg.model import KIND_OF, KINDS, Commune
from ctg.reading import yaml_text
from ctg.reading.sheet import mended, read_list, record_files
from ctg.reading.yaml_text import EditError, FieldPath, Quoted, Value, parse

UNUSUAL = "ce fichier est écrit d'une manière que l'outil ne sait pas changer"
MAX_LENGTH = 100_000
"""Characters of a file that ruamel.yaml is given: a hundred communes are 50 000, and it takes its time."""
MAX_PAIRS = 1_000_000
"""Pairs of lines (or items, or words) that are the same in two texts to compare."""
LONG = "ce fichier est trop long pour que l'outil le change"
_BLANK = {"", "~", "null"}
"""Without quotes, what means nothing."""
_NO_REMARK = [None] * 4


class _Texts(VersionedResolver):
    """Every scalar is a text, as :mod:`sheet` reads it."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        return Tag(suffix="tag:yaml.org,2002:str") if kind is RuamelScalar else super().resolve(kind, value, implicit)


def edit(text: str, changes: Mapping[FieldPath, Value], order: Sequence[FieldPath] = (), position: int | None = None) -> str:
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
    places = {path: place for path, value in changes.items() if (place := _place(body, path, value, position))}
    body = _spliced(body, [(place, path, changes[path]) for path, place in places.items()], position)
    others = {path: value for path, value in changes.items() if path not in places}
    body = _rewritten(body, others, order, position) if others else body
    return mark + (body.replace("\n", "\r\n") if windows else body)


def _along(text: str, path: FieldPath, position: int | None) -> list[Node | None]:
    """The record, and what each step of the path leads to; None from where nothing is written."""
    nodes: list[Node | None] = [yaml_text.record_node(text, position)]
    for step in path:
        node, found = nodes[-1], None
        if isinstance(step, str) and isinstance(node, MappingNode):
            found = next((value for key, value in node.value if key.value == step), None)
        elif isinstance(step, int) and isinstance(node, SequenceNode) and step < len(node.value):
            found = node.value[step]
        nodes.append(found)
    return nodes


def _place(text: str, path: FieldPath, value: Value, position: int | None) -> tuple[int, int, bool, str | None] | None:
    """Where one line of text takes the place of another: (start, end, whether it is between braces, its quotes)."""
    *holders, node = _along(text, path, position)
    if not isinstance(node, ScalarNode) or not isinstance(value, str) or "\n" in value:
        return None
    start, end, style = node.start_mark.index, node.end_mark.index, node.style if node.style in {"'", '"'} else None
    plain = text[start:end] == node.value != ""
    braces = any(getattr(holder, "flow_style", False) for holder in holders)
    return (start, end, braces, style) if "\n" not in text[start:end] and (plain or text[start] == style) else None


def _spliced(text: str, changes: Sequence[tuple[tuple, FieldPath, str]], position: int | None) -> str:
    """The text, where each of these has its new value in the place of the former."""
    expected = parse(text)
    for (start, end, braces, style), path, value in sorted(changes, reverse=True):
        text = text[:start] + yaml_text.scalar(value, braces, style) + text[end:]
        holder = expected if position is None else expected[position]
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = mended(value)
    return _right(text, expected)


def _right(text: str, expected: Value) -> str:
    """The text, if it is read as expected; else :class:`EditError`."""
    try:
        read = parse(text)
    except yaml_text.UnreadableError:
        read = None
    if read != expected:
        raise EditError(UNUSUAL)
    return text


def _rewritten(text: str, changes: Mapping[FieldPath, Value], order: Sequence[FieldPath], position: int | None) -> str:
    """The text, where the lines that the changes make other are as ruamel.yaml writes them."""
    if len(text) > MAX_LENGTH:
        raise EditError(LONG)
    for holder in [one for path in changes for one in _along(text, path, position)[:-1] if one]:
        if getattr(holder, "flow_style", False) and "\n" in text[holder.start_mark.index : holder.end_mark.index]:
            raise EditError(UNUSUAL)  # ruamel.yaml would write on one line what nobody asked to change
    yaml = _yaml(text)
    try:
        read, lines = _read(text), text.split("\n")
        document = yaml.load("".join(f"{lines[n]}\n" for n in read))
        before = _written(yaml, document, text)
        record = document if position is None else document[position]
        for path, value in changes.items():
            if value is not None:
                _set(record, path, value, order)
        # From the end, so that no position moves; under one path, steps of a rank are all names or all positions.
        for path in sorted((path for path, value in changes.items() if value is None), reverse=True):
            _remove(record, path)
        return _right(_carried(text, read, before, _written(yaml, document, text)), _values(document))
    except YAMLError:
        raise EditError(UNUSUAL) from None


def _yaml(text: str) -> YAML:
    """A reader and writer with the indentation of this text."""
    yaml = YAML()
    yaml.Resolver = _Texts
    yaml.width = 1 << 30
    yaml.preserve_quotes = yaml.brace_single_entry_mapping_in_flow_sequence = True
    group, listed = (re.search(rf"^( *)[^\s#-].*:\n\1({mark}", text, re.MULTILINE) for mark in (" +)[^ #-]", " *)- "))
    offset, dash = len(listed[2]) if listed else 2, re.search(r"^ *(- +)[^ #]", text, re.MULTILINE)
    yaml.indent(mapping=len(group[2]) if group else 2, sequence=offset + (len(dash[1]) if dash else 2), offset=offset)
    return yaml


def _written(yaml: YAML, document: Any, text: str) -> str:
    yaml.dump(document, out := io.StringIO())
    if not isinstance(document, list):
        return out.getvalue()
    # A file that is a list starts at its own margin, whatever the lists inside it do.
    margin = re.search("^( *)-", text, re.MULTILINE)
    return re.sub(f"^{' ' * yaml.sequence_dash_offset}(?=.)", margin[1] if margin else "", out.getvalue(), flags=re.MULTILINE)


def _values(node: Any) -> Value:
    """What ``parse`` reads there."""
    if isinstance(node, dict):
        return {mended(key): inner for key, value in node.items() if (inner := _values(value)) is not None}
    if isinstance(node, list):
        return [*map(_values, node)]
    return None if node in _BLANK and not isinstance(node, ScalarString) else mended(str(node))


def _set(node: Any, path: FieldPath, value: Value, order: Sequence[FieldPath]) -> None:
    above: FieldPath = ()
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
        node.insert(rank, DoubleQuotedScalarString(step) if isinstance(step, Quoted) else step, _new(node, value))


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
        was, new = [yaml_text.flow(_values(item)) for item in old], [*map(yaml_text.flow, value)]
        for tag, i, i_end, j, j_end in reversed(_compared(was, new).get_opcodes()):
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
    if isinstance(old, SingleQuotedScalarString) and yaml_text.printable(value):
        return SingleQuotedScalarString(value)
    remark = parent.ca.items.get(step, _NO_REMARK)[2 if isinstance(parent, CommentedMap) else 0]
    if remark if "\n" in value else isinstance(old, DoubleQuotedScalarString):
        return DoubleQuotedScalarString(value)  # a remark on the line must not become a part of the text
    made, end = _new(parent, value), old[len(old.rstrip("\n")) :]
    if isinstance(old, LiteralScalarString) and isinstance(made, LiteralScalarString):
        return LiteralScalarString(value + end)
    folds = "\n" not in old.strip() + value and "  " not in value and value == value.strip() and yaml_text.printable(value)
    if isinstance(old, FoldedScalarString) and folds:
        return _refolded(old, value, end)
    return made if isinstance(made, ScalarString) else PlainScalarString(made)


def _refolded(old: FoldedScalarString, value: str, end: str) -> FoldedScalarString:
    """``value`` cut into lines where ``old`` was, so that a changed word changes one line."""
    edges = [0, *getattr(old, "fold_pos", ()), len(old)]
    lines = [old[start:end].split() for start, end in pairwise(edges)]
    words = value.split(" ")
    blocks = _compared([*chain(*lines)], words).get_matching_blocks()
    ends = accumulate(map(len, lines[:-1]))
    cuts = [next(b + max(place - a, 0) for a, b, size in blocks if a + size >= place) for place in ends]
    parts = [words[start:end] for start, end in pairwise([0, *cuts, len(words)])]
    folded = [line for part in parts for line in ([" ".join(part)] if part in lines else wrap(" ".join(part), yaml_text.WIDTH))]
    new = FoldedScalarString(value + end)
    new.fold_pos = [place + n for n, place in enumerate(accumulate(map(len, folded[:-1])))]
    return new


def _new(parent: Any, value: Value) -> Any:
    """A value as :mod:`yaml_text` writes it there, or as the last item of its list."""
    last = parent[-1] if isinstance(parent, CommentedSeq) and parent else None
    lines = [f"x: {yaml_text.flow(value)}"]
    if isinstance(last, CommentedMap) and not last.fa.flow_style() and isinstance(value, dict):
        lines = ["x:", *(line for name, inner in value.items() for line in yaml_text.field_lines(name, inner, 2))]
    elif not parent.fa.flow_style() and (isinstance(value, str) or isinstance(parent, CommentedMap)):
        lines = yaml_text.field_lines("x", value)
    return _yaml("").load("\n".join(lines))["x"]


def _remove(record: Any, path: FieldPath) -> None:
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
    for start, stop in yaml_text.multiline_spans(text):
        first = text.count("\n", 0, start)
        read |= set(range(first, first + text.count("\n", start, stop) + 1))
    return sorted(read)


def _carried(text: str, read: Sequence[int], before: str, after: str) -> str:
    """The text, where the lines that differ between ``before`` and ``after`` are those of ``after``."""
    lines, (was, new) = text.split("\n"), (one.rstrip("\n").split("\n") for one in (before, after))
    starts: dict[int, int] = {}
    stops: dict[int, int] = {}
    for _, i, i_end, j, j_end in _compared(was, [lines[n] for n in read]).get_opcodes():
        known = range(i_end - i) if i_end - i == j_end - j else (0,) if j < j_end and i < i_end else ()
        starts |= {i + n: read[j + n] for n in known}
        stops |= {i_end - n: read[j_end - n - 1] + 1 for n in known}
    for tag, i, i_end, j, j_end in reversed(_compared(was, new).get_opcodes()):
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
    return "\n".join(lines)


def _compared(was: Sequence[str], new: Sequence[str]) -> difflib.SequenceMatcher:
    """What two lists have in common. Refuses long lists all alike: ``difflib`` takes ages over them."""
    counts = Counter(was)
    if sum(counts[one] for one in new) > MAX_PAIRS:
        raise EditError(LONG)
    return difflib.SequenceMatcher(None, was, new, autojunk=False)


def _spaced(new: str, old: str) -> str:
    """The new line, with the spaces that the old one had after its name and before its remark."""
    was, now = (re.match(" *(?:- )?[^ :#]+: +(?=[^ #])", line) for line in (old, new))
    new = was[0] + new[now.end() :] if was and now and was[0].rstrip() == now[0].rstrip() else new
    was, now = (re.fullmatch("(.*?[^ ])( +)(#.*)", line) for line in (old, new))
    return now[1] + was[2] + was[3] if was and now and was[3] == now[3] else new


ONE_FILE_EACH = {kind.folder for kind in KINDS if kind is not Commune}
"""The folders of the kinds that have one file a record: those that can be made, renamed and deleted one by one."""


@dataclass(frozen=True)
class WrittenRecord:
    """Where a record is written: a file, and the position in it when it is a list."""

    key: str
    path: FilePath
    position: int | None = None


def written_records(root: FilePath) -> tuple[dict[str, WrittenRecord], list[Problem]]:
    """Every record of ``data/`` by key, valid or not; and the problems that forbid to read the list of communes."""
    data = root / "data"
    found = [
        WrittenRecord(f"{folder}/{path.stem}", path)
        for folder in KIND_OF
        if folder in ONE_FILE_EACH
        for path in record_files(data / folder)
    ]
    sheets, problems = read_list(data / "communes.yml", root)
    for position, sheet in enumerate(sheets):
        found.append(WrittenRecord(commune_key(sheet.values), data / "communes.yml", position))
    return {one.key: one for one in found}, problems


def commune_key(values: dict) -> str:
    """The key of a commune from the values of its sheet: ``communes/valbourg``."""
    return f"{Commune.folder}/{as_identifier(str(values.get('nom', '')))}"
