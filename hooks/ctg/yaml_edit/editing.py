"""Changes fields of an existing YAML file and leaves every other character as it was.

The file is not loaded and dumped again, which would reflow it: the place of each value is found, and
only that place is replaced. Comments, order, quotes and widths stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ctg.yaml_edit.places import EditError, MappingNode, end, line_end, pair, parse, root, splice, value_of
from ctg.yaml_edit.replacing import replace
from ctg.yaml_edit.text import Value, field_lines, flow, scalar

Path = tuple[str, ...]


def edit(text: str, changes: Mapping[Path, Value], order: Sequence[Path] = (), position: int | None = None) -> str:
    """The text of a file with some fields of a record changed.

    ``changes`` maps a path (``("places", "total")``) to its new value, or to None to remove the field.
    ``order`` lists paths in the order of the sheet, to place what is added. ``position`` is the record's in its
    list, None when the file is one record. Raises :class:`EditError`.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    windows = 0 < text.count("\r\n") == text.count("\n")
    body = text.removeprefix(mark)
    body = body.replace("\r\n", "\n") if windows else body
    parse(body)  # an alias stands for another place: what the site refuses to read is not changed either
    for path, value in _grouped(root(body, position), changes).items():
        record = root(body, position)
        body = _remove(body, record, path) if value is None else _set(body, record, path, value, order)
    return mark + (body.replace("\n", "\r\n") if windows else body)


def _grouped(whole: MappingNode, changes: Mapping[Path, Value]) -> dict[Path, Value]:
    """The same changes, where the fields of a group that does not exist yet are one new field."""
    grouped: dict[Path, Value] = {}
    for path, value in changes.items():
        top = pair(whole, path[0])
        if len(path) == 1 or (top and isinstance(top[1], MappingNode)):
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
    node = record
    for depth, name in enumerate(path):
        found = pair(node, name)
        if found is None or (depth + 1 < len(path) and value_of(found[1]) is None):
            for missing in reversed(path[depth + 1 :]):
                value = {missing: value}
            if found is None:
                return _insert(text, node, name, value, _siblings(order, path[:depth]))
            return replace(text, node, found, value)
        if depth + 1 == len(path):
            return replace(text, node, found, value)
        if not isinstance(inner := found[1], MappingNode):
            raise EditError(f"« {name} » n'est pas un groupe de champs")
        node = inner
    raise AssertionError(path)


def _siblings(order: Sequence[Path], above: Path) -> list[str]:
    """The names that may stand below ``above``, in order."""
    depth = len(above)
    return list(dict.fromkeys(path[depth] for path in order if len(path) > depth and path[:depth] == above))


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
    return text[:start] + lines + text[start:]


def _remove(text: str, record: MappingNode, path: Path) -> str:
    """The text without a field; a group left empty goes too."""
    node = record
    for name in path[:-1]:
        found = pair(node, name)
        if found is None or not isinstance(found[1], MappingNode):
            return text
        node = found[1]
    found = pair(node, path[-1])
    if found is None:
        return text
    if len(node.value) == 1:
        if len(path) == 1:
            raise EditError("une fiche ne peut pas être vide")
        return _remove(text, record, path[:-1])
    key, value = found
    place = node.value.index(found)
    if not node.flow_style:
        return text[: key.start_mark.index - key.start_mark.column] + text[line_end(text, end(text, value)) :]
    if place:
        return text[: end(text, node.value[place - 1][1])] + text[end(text, value) :]
    return text[: key.start_mark.index] + text[node.value[1][0].start_mark.index :]
