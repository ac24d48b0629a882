"""What the text of each sheet says, that ``calamine`` does not: its extent, merged cells, errors, empty formulas.

One cell in the last corner of a sheet would make a reader reserve the whole rectangle; an error, or a
formula that was never computed, is read as a blank cell, which would leave a field as it was without a word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ctg.spreadsheet.file.guard import TableError, parse_xml

MAX_ROWS, MAX_COLUMNS = 2_000, 300
Cell = tuple[int, int]
"""(row, column), from 0."""


@dataclass
class Scan:
    """What one sheet's text says of it."""

    rows: int = 0
    columns: int = 0
    most: int = MAX_ROWS
    faults: dict[Cell, str] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)

    def holds(self, row: int, column: int) -> None:
        """Note a cell that is not blank. Raises :class:`TableError` beyond the limits."""
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)
        if self.rows > self.most:
            raise TableError(f"Ce tableau va au-delà de la ligne {self.most}.", "Partagez-la en plusieurs fichiers plus courts.")
        if self.columns > MAX_COLUMNS:
            raise TableError(f"Ce tableau va au-delà de la colonne {MAX_COLUMNS}.", "Effacez ce qui dépasse à droite du tableau.")


NO_VALUE = "Cette cellule contient une formule sans résultat."
ERROR = "Cette cellule contient une erreur du tableur."


def scan(parts: dict[str, bytes]) -> list[Scan]:
    """What is in each sheet, in the order of the workbook. Raises :class:`TableError`."""
    if "content.xml" in parts:
        return _Ods().read(parts["content.xml"])
    return [_Xlsx().read(parts[name]) if name in parts else Scan() for name in _sheet_parts(parts)]


def _sheet_parts(parts: dict[str, bytes]) -> list[str]:
    """The part of each sheet of an .xlsx: the workbook lists identifiers, another part gives their files."""
    files: dict[str, str] = {}
    names: list[str] = []

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            target = attributes.get("Target", "")
            files[attributes.get("Id", "")] = target[1:] if target.startswith("/") else f"xl/{target}"

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            names.append(next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), ""))

    parse_xml(parts.get("xl/_rels/workbook.xml.rels", b""), relation)
    parse_xml(parts.get("xl/workbook.xml", b""), sheet)
    return [files.get(name, "") for name in names]


class _Xlsx:
    """Reads one sheet of an .xlsx."""

    def __init__(self) -> None:
        self.scan, self.row, self.column = Scan(), -1, -1
        self.type, self.formula, self.value, self.in_value = "", False, "", False

    def read(self, part: bytes) -> Scan:
        parse_xml(part, self.start, self.end, self.text)
        return self.scan

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "row":
            self.row = int(attributes["r"]) - 1 if attributes.get("r", "").isdigit() else self.row + 1
            self.column = -1
        elif tag == "c":
            place = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", attributes.get("r", ""))
            self.row, self.column = (int(place[2]) - 1, _column(place[1])) if place else (self.row, self.column + 1)
            self.type, self.formula, self.value = attributes.get("t", "n"), False, ""
        elif tag == "f":
            self.formula = True
        elif tag == "mergeCell":
            self.scan.merged.append(attributes.get("ref", ""))
        self.in_value = tag in {"v", "t"}

    def text(self, text: str) -> None:
        if self.in_value:
            self.value += text

    def end(self, tag: str) -> None:
        self.in_value = False
        if tag != "c":
            return
        if self.value or self.formula or self.type == "e":
            self.scan.holds(self.row, self.column)
        if self.type == "e":
            self.scan.faults[self.row, self.column] = f"{ERROR[:-1]} : {self.value}."
        elif self.formula and not self.value and self.type != "str":
            self.scan.faults[self.row, self.column] = NO_VALUE


def _column(letters: str) -> int:
    """``A`` → 0, ``XFD`` → 16383."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


class _Ods:
    """Reads the sheets of an .ods, where a cell or a row may stand for many."""

    def __init__(self) -> None:
        self.scans: list[Scan] = []
        self.row = self.row_end = self.column = self.column_end = 0
        self.cell: dict[str, str] = {}
        self.content = ""

    def read(self, part: bytes) -> list[Scan]:
        parse_xml(part, self.start, self.end, self.text)
        return self.scans

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        named = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if tag == "table":
            self.scans.append(Scan())
            self.row_end = 0
        elif tag == "table-row" and self.scans:
            self.row, self.column_end = self.row_end, 0
            self.row_end += _count(named, "number-rows-repeated")
        elif tag in {"table-cell", "covered-table-cell"} and self.scans:
            self.column = self.column_end
            self.column_end += _count(named, "number-columns-repeated")
            self.cell, self.content = attributes, ""
            if max(_count(named, "number-rows-spanned"), _count(named, "number-columns-spanned")) > 1:
                self.scans[-1].merged.append(f"ligne {self.row + 1}")

    def text(self, text: str) -> None:
        self.content += text.strip()[:20]

    def end(self, tag: str) -> None:
        if tag not in {"table-cell", "covered-table-cell"} or not self.scans:
            return
        types = {value for key, value in self.cell.items() if key.endswith(":value-type")}
        formula = any(key.endswith(":formula") for key in self.cell)
        if not (types or self.content or formula):
            return
        self.scans[-1].holds(self.row_end - 1, self.column_end - 1)
        if "error" in types:
            self.scans[-1].faults[self.row, self.column] = f"{ERROR[:-1]} : {self.content}."
        elif formula and not types:
            self.scans[-1].faults[self.row, self.column] = NO_VALUE


def _count(attributes: dict[str, str], name: str) -> int:
    value = attributes.get(name, "1")
    return int(value) if value.isdigit() and len(value) < 9 else 1
