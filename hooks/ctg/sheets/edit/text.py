"""Values → YAML text in the style of the records. Every scalar is a text.

Writing is ours because the style matters: one line a field, quotes only where they are needed.
"""

from __future__ import annotations

import json
import re
from typing import Any

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
