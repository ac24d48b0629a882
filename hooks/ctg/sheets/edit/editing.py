"""Changes fields of an existing YAML file and leaves every other character as it was.

The file is not loaded and dumped again, which would reflow it: the place of each value is found, and
only that place is replaced. Comments, order, quotes and widths stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ctg.sheets.edit.items import add_item, remove_item
from ctg.sheets.edit.places import EditError, MappingNode, Node, SequenceNode, end, line_end, pair, parse, root, splice, value_of
from ctg.sheets.edit.replacing import replace, replace_item
from ctg.sheets.edit.text import Value, field_lines, flow, scalar

Path = tuple[str | int, ...]
"""Names of fields from the record down; a number is the position of an item in a list, from 0."""


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
    wanted = _grouped(root(body, position), changes)
    for path, value in wanted.items():
        if value is not None:
            body = _set(body, root(body, position), path, value, order)
    # From the end, so that no position moves; under one path, steps of a rank are all names or all positions.
    for path in sorted((path for path, value in wanted.items() if value is None), reverse=True):
        body = _remove(body, root(body, position), path)
    return mark + (body.replace("\n", "\r\n") if windows else body)


def _grouped(whole: MappingNode, changes: Mapping[Path, Value]) -> dict[Path, Value]:
    """The same changes, where the fields of a group that does not exist yet are one new field."""
    grouped: dict[Path, Value] = {}
    for path, value in changes.items():
        top = pair(whole, str(path[0]))
        if len(path) == 1 or (top and isinstance(top[1], MappingNode | SequenceNode)):
            grouped[path] = value
        elif top and value_of(top[1]) is not None:
            raise EditError(f"« {path[0]} » n'est pas un groupe de champs")
        elif value is not None:
            inner = grouped.setdefault(path[:1], {})
            for name in path[1:-1]:
                inner = inner.setdefault(name, {})
            inner[path[-1]] = value
    return grouped


def _set(text: str, record: MappingNode, path: Path, value: Value, order: Sequence[Path]) -> str:
    node: Node = record
    for depth, step in enumerate(path):
        last = depth + 1 == len(path)
        if isinstance(step, int):
            if not isinstance(node, SequenceNode):
                raise EditError(f"« {path[depth - 1]} » n'est pas une liste")
            if step >= len(node.value):
                return add_item(text, node, value)
            if last:
                return replace_item(text, node, node.value[step], value)
            node = node.value[step]
            continue
        if not isinstance(node, MappingNode):
            raise EditError(f"« {path[depth - 1]} » n'est pas un groupe de champs")
        found = pair(node, step)
        if found is None or (not last and value_of(found[1]) is None):
            for missing in reversed(path[depth + 1 :]):
                value = {missing: value}
            return (
                replace(text, node, found, value) if found else _insert(text, node, step, value, _siblings(order, path[:depth]))
            )
        if last:
            return replace(text, node, found, value)
        node = found[1]
    raise AssertionError(path)


def _siblings(order: Sequence[Path], above: Path) -> list[str]:
    """The names that may stand below ``above``, in order."""
    names = tuple(step for step in above if isinstance(step, str))
    depth = len(names)
    return list(dict.fromkeys(str(path[depth]) for path in order if len(path) > depth and path[:depth] == names))


def _insert(text: str, parent: MappingNode, name: str, value: Value, siblings: list[str]) -> str:
    """Put a new field after the nearest field that precedes it in the order of the sheet."""
    if not parent.value:
        return splice(text, parent.start_mark.index, parent.end_mark.index, flow({name: value}))
    rank = siblings.index(name) if name in siblings else len(siblings)
    known = [(siblings.index(key.value), n) for n, (key, _) in enumerate(parent.value) if key.value in siblings]
    before = [n for place, n in known if place < rank] if rank < len(siblings) else [len(parent.value) - 1]
    if parent.flow_style:
        new = f"{scalar(name, True)}: {flow(value)}"
        if before:
            place = end(text, parent.value[max(before)][1])
            return f"{text[:place]}, {new}{text[place:]}"
        start = parent.value[0][0].start_mark.index
        return f"{text[:start]}{new}, {text[start:]}"
    first = parent.value[0][0].start_mark
    indent = min(first.column, parent.start_mark.column)  # « ? nom » begins before its name
    lines = "\n".join(field_lines(name, value, indent)) + "\n"
    if before:
        place = line_end(text, end(text, parent.value[max(before)][1]))
        if not text[:place].endswith("\n"):  # a last line without an end stays without one
            return text + "\n" + lines.removesuffix("\n")
        return text[:place] + lines + text[place:]
    start = first.index - first.column
    if text[start : first.index].strip():  # behind the dash of an item
        return text[: first.index] + lines.lstrip(" ") + " " * first.column + text[first.index :]
    return text[:start] + lines + text[start:]


def _remove(text: str, record: MappingNode, path: Path) -> str:
    """The text without a field or an item; a group or a list left empty goes too."""
    node: Node = record
    for step in path[:-1]:
        inner = _below(node, step)
        if inner is None:
            return text
        node = inner
    if _below(node, path[-1]) is None:
        return text
    if len(node.value) == 1:
        if len(path) == 1:
            raise EditError("une fiche ne peut pas être vide")
        return _remove(text, record, path[:-1])
    if isinstance(node, SequenceNode):
        return remove_item(text, node, node.value[int(path[-1])])
    assert isinstance(node, MappingNode)
    place = next(rank for rank, (key, _) in enumerate(node.value) if key.value == path[-1])
    key, value = node.value[place]
    if node.flow_style and place:
        return text[: end(text, node.value[place - 1][1])] + text[end(text, value) :]
    start = key.start_mark.index - key.start_mark.column
    if node.flow_style or text[start : key.start_mark.index].strip() == "-":
        return text[: key.start_mark.index] + text[node.value[1][0].start_mark.index :]
    return text[:start] + text[line_end(text, end(text, value)) :]


def _below(node: Node, step: str | int) -> Node | None:
    """A field of a group, or an item of a list."""
    if isinstance(step, int):
        return node.value[step] if isinstance(node, SequenceNode) and step < len(node.value) else None
    found = pair(node, step) if isinstance(node, MappingNode) else None
    return found and found[1]
