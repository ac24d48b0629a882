"""YAML text ↔ values: what a text holds and where, and values written in the style of the records. Every scalar is a text.

Writing is ours because the style matters: one line a field, quotes only where they are needed."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from yaml import MappingNode, Node, ScalarNode, SequenceNode, YAMLError

from ctg.reading.sheet import compose, values_of

WIDTH = 130
"""Characters: a list or a group that fits on one line stays on it."""

FieldPath = tuple[str | int, ...]
"""Names of fields from the record down; a number is the position of an item in a list, from 0."""
Value = Any
"""A text, a list of values, or a dict of values by field name."""


class Quoted(str):
    """A text to write between quotes although YAML does not need them: « 01200 » is no number."""


_NOT_PLAIN_FIRST = re.compile(r"-(?!\d)|[\s?:,\[\]{}#&*!|>'\"%@`~=<]|\.\.\.")
_NULLS = {"", "null", "Null", "NULL"}


def scalar(text: str, flow: bool = False, style: str | None = None) -> str:
    """A text on one line, with quotes if it needs some.

    ``flow``: it stands inside ``{…}`` or ``[…]``; ``style``: the quote that the file used before (``'`` or ``"``), kept if
    possible.
    """
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
    """``key: value`` as the lines of a block, indented by ``indent`` spaces; on one line if it fits in :data:`WIDTH`."""
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
    """A text as it follows its key: on the same line, or « |- » and one line below for each of its lines."""
    if "\n" in text and text == text.strip() and printable(text.replace("\n", "")):
        return ["|-", *(f"{' ' * (indent + 2)}{line}" if line else "" for line in text.split("\n"))]
    return [scalar(text)]


def record_text(values: dict[str, Value]) -> str:
    """The text of a whole new file."""
    return "".join(line + "\n" for key, value in values.items() for line in field_lines(key, value))


BY_HAND = "Ouvrez ce fichier dans un éditeur de texte et changez-le à la main."
"""The remedy of a file that ``ctg.reading.changes`` does not know how to change."""


class EditError(Exception):
    """The file is written in a way that the tool does not know how to change; why, in French."""


class UnreadableError(EditError):
    """The text is not YAML, or not of the plain sort that records use; why, in French."""


def node_value(node: Node | None) -> Value:
    """What a node holds, as the site reads it; None for a blank. Raises :class:`UnreadableError` for what it refuses."""
    values, _, problems = (None, {}, []) if node is None else values_of(node)
    if problems:
        raise UnreadableError(problems[0].message)
    return values


def parse(text: str) -> Value:
    """What a YAML text holds. Raises :class:`UnreadableError`."""
    return node_value(_composed(text))


@lru_cache(maxsize=4)  # one change looks at the same text four times, and the communes' is long; nobody changes a node
def _composed(text: str) -> Node | None:
    try:
        return compose(text)
    except (YAMLError, RecursionError, ValueError):
        raise UnreadableError("ce texte ne se lit pas") from None


def record_node(text: str, position: int | None = None) -> MappingNode:
    """The fields of a file, or of the item at ``position`` of its list. Raises :class:`EditError` when that is no record."""
    node = _composed(text)
    if position is not None:
        node = node.value[position] if isinstance(node, SequenceNode) and position < len(node.value) else None
    if not isinstance(node, MappingNode):
        raise EditError("ce fichier n'est pas une fiche")
    return node


def field_nodes(node: MappingNode, name: str) -> tuple[Node, Node] | None:
    """The nodes (key, value) of a field; None when the record does not have it."""
    return next(((key, value) for key, value in node.value if key.value == name), None)


def multiline_spans(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each text of several lines, in characters."""
    nodes = [_composed(text)]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ScalarNode):
            if "\n" in text[node.start_mark.index : (stop := value_end(text, node))]:
                yield node.start_mark.index, stop
        elif node:
            nodes += [inner for part in node.value for inner in (part if isinstance(part, tuple) else (part,))]


def value_end(text: str, node: Node) -> int:
    """Where a value really ends, in characters: YAML's own mark goes past the comments and blank lines below a block."""
    if isinstance(node, ScalarNode):
        if node.style in {"|", ">"}:
            block = text[node.start_mark.index : node.end_mark.index]
            kept = "+" in block.partition("\n")[0]  # the blank lines below are a part of the text
            return node.start_mark.index + len(block[:-1] if kept else block.rstrip(" \n"))
        return node.end_mark.index
    if not isinstance(node, MappingNode | SequenceNode) or node.flow_style or not node.value:
        return node.end_mark.index
    last = node.value[-1]
    return value_end(text, last[1] if isinstance(last, tuple) else last)


def next_line(text: str, index: int) -> int:
    """Where the line after that of ``index`` starts, in characters; the end of the text on its last line."""
    found = text.find("\n", index)
    return len(text) if found < 0 else found + 1


def tidy(text: str) -> str:
    """Line ends of any system, without spaces around: what the fields' own checks do anyway."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
