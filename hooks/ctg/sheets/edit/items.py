"""Items that come into a list, or leave it."""

from __future__ import annotations

from ctg.sheets.edit.places import MappingNode, Node, SequenceNode, end, line_end
from ctg.sheets.edit.replacing import item_start
from ctg.sheets.edit.text import Value, field_lines, flow, text_lines


def add_item(text: str, parent: SequenceNode, value: Value) -> str:
    """Put a value after the last item of a list, in the manner of that one."""
    if not parent.value:
        return text[: parent.start_mark.index] + f"[{flow(value)}]" + text[parent.end_mark.index :]
    place = end(text, parent.value[-1])
    if parent.flow_style:
        return f"{text[:place]}, {flow(value)}{text[place:]}"
    place = line_end(text, place)
    lines = "".join(f"{line}\n" for line in _item_lines(value, parent))
    if text[:place].endswith("\n"):
        return text[:place] + lines + text[place:]
    return text + "\n" + lines.removesuffix("\n")  # a last line without an end stays without one


def _item_lines(value: Value, parent: SequenceNode) -> list[str]:
    column, last = parent.start_mark.column, parent.value[-1]
    if isinstance(value, str):
        first, *rest = text_lines(value, column)
    elif isinstance(value, dict) and isinstance(last, MappingNode) and not last.flow_style:
        inner = [line for name, one in value.items() for line in field_lines(name, one, column + 2)]
        first, rest = inner[0].lstrip(" "), inner[1:]
    else:
        first, rest = flow(value), []
    return [f"{' ' * column}- {first}", *rest]


def remove_item(text: str, parent: SequenceNode, item: Node) -> str:
    """Take an item out of a list that has others. Raises :class:`EditError` when it shares its line with another list."""
    if not parent.flow_style:
        return text[: item_start(text, item)] + text[line_end(text, end(text, item)) :]
    place = parent.value.index(item)
    if place:
        return text[: end(text, parent.value[place - 1])] + text[end(text, item) :]
    return text[: item.start_mark.index] + text[parent.value[1].start_mark.index :]
