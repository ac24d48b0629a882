"""YAML text → nodes, each with its place in the text, and the values that they hold."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ctg.sheets.edit.text import Value
from ctg.sheets.source import MappingNode, Node, ScalarNode, SequenceNode, YAMLError, compose, values_of


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
    except (YAMLError, RecursionError, ValueError):
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
        if isinstance(node, ScalarNode):
            if "\n" in text[node.start_mark.index : (stop := end(text, node))]:
                yield node.start_mark.index, stop
        elif node:
            nodes += [inner for part in node.value for inner in (part if isinstance(part, tuple) else (part,))]


def end(text: str, node: Node) -> int:
    """Where a value really ends: YAML's own mark goes past the comments and blank lines that follow a block."""
    if isinstance(node, ScalarNode):
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
