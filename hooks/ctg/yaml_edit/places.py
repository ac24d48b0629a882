"""YAML text → nodes, each with its place in the text, and the values that they hold."""

from __future__ import annotations

import copy

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ctg.yaml_edit.text import Value


class UnreadableError(ValueError):
    """This is not YAML, or not of the plain sort that records use."""


class EditError(Exception):
    """The file is written in a way that this package does not know how to change."""


def compose(text: str) -> Node | None:
    """The nodes of a text, each with its place in it. Raises :class:`UnreadableError`."""
    try:
        node = YAML(typ="base", pure=True).compose(text)
    except (YAMLError, RecursionError, ValueError) as error:
        raise UnreadableError(str(error).split("\n", 1)[0]) from None
    _place_blanks(text, node)
    return node


def _place_blanks(text: str, node: Node | None) -> None:
    """Put a value left blank right after its colon; YAML's marks put it at the next word, maybe lines below."""
    for item in node.value if isinstance(node, MappingNode | SequenceNode) else ():
        key, value = item if isinstance(item, tuple) else (None, item)
        if key is None or value.value != "" or getattr(value, "style", None):
            _place_blanks(text, value)
        elif (colon := text.find(":", key.end_mark.index)) >= 0:
            value.start_mark = value.end_mark = copy.copy(key.end_mark)
            value.start_mark.index = colon + 1


def value_of(node: Node | None, _depth: int = 0) -> Value:
    """What a node holds; None for a blank. Raises :class:`UnreadableError` for aliases, which can stand for billions."""
    if node is None:
        return None
    if node.anchor or _depth > 10:
        raise UnreadableError("renvoi ou imbrication")
    if isinstance(node, ScalarNode):
        return None if not node.style and node.value in {"", "~", "null"} else node.value
    if isinstance(node, SequenceNode):
        return [value_of(item, _depth + 1) for item in node.value]
    assert isinstance(node, MappingNode)
    if any(not isinstance(key, ScalarNode) for key, _ in node.value):
        raise UnreadableError("nom de champ")
    values = {key.value: value_of(inner, _depth + 1) for key, inner in node.value}
    return {name: value for name, value in values.items() if value is not None}


def parse(text: str) -> Value:
    """The value of a one-line YAML text. Raises :class:`UnreadableError`."""
    return value_of(compose(text))


def root(text: str) -> MappingNode:
    """The fields of a file. Raises :class:`EditError` when it is no record."""
    node = compose(text)
    if not isinstance(node, MappingNode):
        raise EditError("ce fichier n'est pas une fiche")
    return node


def pair(node: MappingNode, name: str) -> tuple[Node, Node] | None:
    """A field by its name: (key, value)."""
    return next(((key, value) for key, value in node.value if key.value == name), None)


def end(text: str, node: Node) -> int:
    """Where a value really ends: YAML's own mark goes past the comments and blank lines that follow a block."""
    if isinstance(node, ScalarNode):
        if node.style in {"|", ">"}:
            return node.start_mark.index + len(text[node.start_mark.index : node.end_mark.index].rstrip(" \n"))
        return node.end_mark.index
    if node.flow_style or not node.value:
        return node.end_mark.index
    last = node.value[-1]
    return end(text, last[1] if isinstance(last, tuple) else last)


def line_end(text: str, index: int) -> int:
    """The start of the next line."""
    found = text.find("\n", index)
    return len(text) if found < 0 else found + 1


def text_of(text: str, node: Node) -> str:
    """The characters of a value, quotes included."""
    return text[node.start_mark.index : end(text, node)]


def splice(text: str, start: int, end: int, new: str) -> str:
    """Replace text[start:end]; a value put after a bare « key: » keeps one space before it."""
    before = text[:start]
    if new and before.endswith(":"):
        before += "" if new.startswith("\n") else " "
    elif new.startswith("\n"):
        before = before.rstrip(" ")
    return before + new + text[end:]
