"""One value put in the place of another, touching as few characters and lines as can be."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

from ctg.sheets.edit.places import (
    EditError,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    end,
    line_end,
    splice,
    text_of,
    value_of,
)
from ctg.sheets.edit.text import WIDTH, Value, field_lines, flow, printable, scalar, text_lines


def replace(text: str, parent: MappingNode, pair: tuple[Node, Node], value: Value) -> str:
    """Put a value in the place of another."""
    key, old = pair
    if isinstance(old, SequenceNode) and isinstance(value, list) and old.value and not old.flow_style:
        return _items_over(text, old, value)
    indent = key.start_mark.column
    if parent.flow_style or getattr(old, "flow_style", False):
        new = _one_line_over(text, old, value)
    elif isinstance(value, str):
        new = "\n".join(_text_over(text, old, value, indent))
    else:
        first, *rest = field_lines(key.value, value, indent)
        head = first[indent + len(key.value) + 1 :].strip()
        if not head and isinstance(value, dict) and isinstance(old, MappingNode):  # both start on the line below their name
            column = old.start_mark.column
            new = "\n".join(line for name, inner in value.items() for line in field_lines(name, inner, column)).lstrip(" ")
        else:
            new = "\n".join([head, *rest])
    return splice(text, old.start_mark.index, end(text, old), new)


def _one_line_over(text: str, old: Node, value: Value) -> str:
    """A value on one line, which keeps the very text of the parts that do not change."""
    if isinstance(value, str):
        return scalar(value, True, old.style if isinstance(old, ScalarNode) else None)
    if isinstance(value, list) and isinstance(old, SequenceNode):
        kept = {flow(value_of(item)): text_of(text, item) for item in old.value}
        return "[" + ", ".join(kept.get(flow(item), flow(item)) for item in value) + "]"
    if isinstance(value, dict) and isinstance(old, MappingNode) and [key.value for key, _ in old.value] == list(value):
        new, start = text_of(text, old), old.start_mark.index
        for key, inner in reversed(old.value):
            if value_of(inner) != value[key.value]:
                here = slice(inner.start_mark.index - start, end(text, inner) - start)
                new = new[: here.start] + _one_line_over(text, inner, value[key.value]) + new[here.stop :]
        return new
    return flow(value)


def _text_over(text: str, old: Node, value: str, indent: int) -> list[str]:
    """A text in the manner of the one that it replaces, if it replaces one: quoted, folded or plain."""
    if not isinstance(old, ScalarNode):  # a list or a group, on the lines below its name
        lines = text_lines(value, indent)
        return lines if lines[0] == "|-" else [scalar(value)]
    style = old.style
    place = end(text, old)
    if text[place : line_end(text, place)].strip():  # a remark follows: it must not become a part of the text
        return [scalar(value, style=style if style in {"'", '"'} else None)]
    lines = text_lines(value, indent)
    one_paragraph = "\n" not in old.value.strip() and "  " not in value and value == value.strip() and printable(value)
    if style == ">" and one_paragraph:
        header, *body = text[old.start_mark.index : end(text, old)].split("\n")
        return [header, *_refold([line.strip(" ") for line in body], value, " " * _margin(body))]
    if style == "|" and lines[0] == "|-":
        header = text[old.start_mark.index : old.end_mark.index].split("\n", 1)[0]
        return [header if re.fullmatch(r"\|[-+]?\s*", header) else "|-", *lines[1:]]
    return lines if lines[0] == "|-" else [scalar(value, style=style if style in {"'", '"'} else None)]


def _margin(lines: Iterable[str]) -> int:
    return min(len(line) - len(line.lstrip(" ")) for line in lines if line.strip())


def _refold(old: Sequence[str], value: str, margin: str) -> list[str]:
    """``value`` cut into lines where ``old`` was, so that a changed word changes one line."""
    places = [(word, number) for number, line in enumerate(old) for word in line.split(" ") if word]
    new = value.split(" ")
    matcher = difflib.SequenceMatcher(None, [word for word, _ in places], new, autojunk=False)
    line_of: list[int | None] = [None] * len(new)
    touched = set()
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        if tag != "equal":
            touched |= {line for _, line in places[max(i - 1, 0) : i_end]}
        for step in range(j_end - j):
            line_of[j + step] = places[min(i + step, i_end - 1)][1] if tag in {"equal", "replace"} else None
    lines: list[str] = []
    current: list[str] = []
    previous = 0
    for word, line in zip(new, line_of, strict=True):
        line = previous if line is None else line
        full = current and line in touched and len(margin) + len(" ".join([*current, word])) > WIDTH
        if current and (line != previous or full):
            lines.append(margin + " ".join(current))
            current = []
        current.append(word)
        previous = line
    return [*lines, margin + " ".join(current)]


def _items_over(text: str, old: SequenceNode, values: Sequence[Value]) -> str:
    """A block list where only the lines of the items that changed are touched; comments between items stay."""
    was, new = [flow(value_of(item)) for item in old.value], [flow(value) for value in values]
    margin = " " * old.start_mark.column
    for tag, i, i_end, j, j_end in reversed(difflib.SequenceMatcher(None, was, new, autojunk=False).get_opcodes()):
        if tag == "equal":
            continue
        both = min(i_end - i, j_end - j)
        added = "".join(f"{margin}- {item}\n" for item in new[j + both : j_end])
        place = line_end(text, end(text, old.value[i + both - 1])) if i + both else item_start(text, old.value[0])
        joint = "\n" if added and place and text[place - 1] != "\n" else ""
        text = text[:place] + joint + added + text[place:]
        for item in reversed(old.value[i + both : i_end]):
            text = text[: item_start(text, item)] + text[line_end(text, end(text, item)) :]
        for step in reversed(range(both)):
            text = replace_item(text, old, old.value[i + step], values[j + step])
    return text


def replace_item(text: str, parent: SequenceNode, old: Node, value: Value) -> str:
    """Put a value in the place of an item of a list."""
    if isinstance(value, str) and isinstance(old, ScalarNode) and not parent.flow_style:
        new = "\n".join(_text_over(text, old, value, parent.start_mark.column))
    else:
        new = _one_line_over(text, old, value)
    return splice(text, old.start_mark.index, end(text, old), new)


def item_start(text: str, item: Node) -> int:
    """The start of an item's line. Raises :class:`EditError` when its dash is elsewhere."""
    start = item.start_mark.index - item.start_mark.column
    if text[start : item.start_mark.index].strip() != "-":
        raise EditError("liste écrite sur plusieurs lignes")
    return start
