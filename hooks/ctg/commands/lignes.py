"""Changes one line of a record's file and nothing else: comments, quotes, line ends and order stay as they were.

A round trip through YAML would rewrite the whole file, and the coordinator would no longer recognise it.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ctg.source import Sheet, read_list, read_sheet

BOM = "\ufeff"
# « - champ: "valeur"  # remarque »: what comes before a value on one line, the value, what comes after.
FIELD = (
    r"(?P<before>[ ]*(?:-[ ]+)*(?P<key>[\"']?){name}(?P=key)[ ]*:[ \t]*)"
    r"(?P<quote>[\"']?)[^\s\"'#{{}}\[\]&*!|>]*(?P=quote)(?P<after>(?:[ \t]+\#.*|[ \t]*))$"
)
BEFORE = ("derniere_preuve", "relu_le", "sources", "notes_internes")


class Unchangeable(Exception):
    """The way in which the record is written does not let a line be changed safely; the reason, in French."""


def records_in(content: str, listed: bool) -> list[Sheet]:
    """The records of a file's text: one, or those of its list. Raises :class:`Unchangeable` when it cannot be read."""
    with tempfile.TemporaryDirectory() as folder:  # the site's own reader reads files
        path = Path(folder, "fiche.yml")
        path.write_bytes(content.encode("utf-8"))
        sheets = read_list(path, path.parent)[0] if listed else [read_sheet(path, path.parent)[0]]
    if not sheets or sheets[0] is None:
        raise Unchangeable("La mise en forme de cette fiche ne permet pas d'y changer une ligne.")
    return sheets


def with_fields(content: str, position: int | None, values: Mapping[str, str]) -> str:
    """The text of a file with some fields of one record set to plain values, each on its own line.

    ``position`` is the record's in its list, None when the file is one record. A field that is absent is added after
    ``etat_fiche``, else before the first of :data:`BEFORE`, else at the end of the record. Raises
    :class:`Unchangeable` unless reading the result gives the same records with only these values changed.
    """
    changed = content
    for name, value in values.items():
        changed = _with_field(changed, position, name, value)
    expected = [dict(sheet.values) for sheet in records_in(content, position is not None)]
    expected[position or 0] |= values
    if [sheet.values for sheet in records_in(changed, position is not None)] != expected:
        raise Unchangeable("La mise en forme de cette fiche ne permet pas d'y changer une ligne.")
    return changed


def _with_field(content: str, position: int | None, name: str, value: str) -> str:
    mark, lines = content[: content.startswith(BOM)], content.removeprefix(BOM).splitlines(keepends=True)
    sheet = records_in(content, position is not None)[position or 0]
    if re.match(r"[ ]*(---)?[ -]*\{", lines[sheet.line() - 1]):
        raise Unchangeable("Cette fiche est écrite entre accolades.")
    if line := sheet.lines.get((*sheet.base, name)):
        lines[line - 1] = _replaced(lines[line - 1], name, value)
    else:
        indent = re.match(r"[ ]*(?:-[ ]+)*", lines[sheet.line() - 1])[0]
        _insert(lines, _place(lines, sheet), f"{' ' * len(indent)}{name}: {value}")
    return mark + "".join(lines)


def _replaced(line: str, name: str, value: str) -> str:
    """The line with another value: its indentation, its quotes, its remark and its end are kept."""
    end = _end(line)
    match = re.match(FIELD.format(name=name), line.removesuffix(end))
    if not match:
        raise Unchangeable(f"Le champ « {name} » n'est pas écrit sur une seule ligne.")
    space = "" if match["before"][-1].isspace() else " "
    return f"{match['before']}{space}{match['quote']}{value}{match['quote']}{match['after']}{end}"


def _insert(lines: list[str], index: int, text: str) -> None:
    """A new line before ``lines[index]``, ended as the others are; a last line without an end stays without one."""
    end = next((end for line in lines if (end := _end(line))), "\n")
    if index == len(lines) and not _end(lines[-1]):
        lines[-1] += end
        end = ""
    lines.insert(index, text + end)


def _place(lines: list[str], sheet: Sheet) -> int:
    """The index at which to insert a line of the record."""
    if state := sheet.lines.get((*sheet.base, "etat_fiche")):
        return state
    written = (sheet.lines.get((*sheet.base, name), 0) for name in BEFORE)
    # Never above the record's first line: it may carry the dash of the list.
    if line := next((line for line in written if line > sheet.line()), None):
        return line - 1
    following = sheet.lines.get((sheet.base[0] + 1,)) if sheet.base else None
    end = following - 1 if following else len(lines)
    while end > sheet.line() and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return end


def _end(line: str) -> str:
    """The line end as the file writes it; empty for a last line without one."""
    return line[len(line.splitlines()[0]) :]
