"""What the XML of a workbook (.xlsx, .ods) says before ``calamine`` opens it: is it safe, and what would be lost?

A few kilobytes can unzip to terabytes, or hide entities that multiply. ``calamine`` reserves room for all that a file says of
itself: the whole rectangle up to its last cell, were it empty, each repeated cell, each repeated space. What asks for too much is
refused here.

It also reads an error, or a formula that was never computed, as a blank cell, which would leave a field as it was without a
word: :func:`scan` notes them, with the merged cells.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from xml.parsers import expat

from ctg import api

MAX_BYTES = 100_000_000
"""Unzipped, all parts together; a territory's workbook is under 2 MB."""

LOCKED = ("Ce fichier est protégé par un mot de passe.", "Enregistrez-le sans mot de passe, puis recommencez.")


def bounded_copy(content: bytes) -> tuple[bytes, dict[str, bytes]]:
    """The archive again, without macros nor pictures, and its XML parts by name.

    Sizes are counted while unzipping: what the archive says of itself may be false. Raises :class:`TableError`.
    """
    parts: dict[str, bytes] = {}
    left = MAX_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for item in archive.infolist():
                if item.filename == "mimetype" or item.filename.endswith((".xml", ".rels")):
                    with archive.open(item) as part:
                        parts[item.filename] = part.read(left + 1)
                    left -= len(parts[item.filename])
                    if left < 0:
                        raise api.TableError(
                            f"Ce fichier devient énorme une fois ouvert (plus de {MAX_BYTES // 1_000_000} Mo).",
                            "Ne l'ouvrez pas s'il vient d'un inconnu ; sinon, copiez le tableau dans un classeur neuf.",
                        )
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
        raise api.TableError("Ce fichier est abîmé : il ne s'ouvre pas.", "Enregistrez-le de nouveau depuis votre tableur.")
    except RuntimeError:  # what zipfile raises for an encrypted part
        raise api.TableError(*LOCKED)
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise api.TableError(*LOCKED)
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as archive:
        for name, kept in parts.items():
            archive.writestr(name, kept)
    return copy.getvalue(), parts


def parse_xml(
    content: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Feed handlers with local names of elements. A document type, which could define bombs, is refused."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_args: object) -> None:
        raise api.TableError("Ce fichier n'est pas un classeur ordinaire.", "Copiez le tableau dans un classeur neuf.")

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(":")[2], attributes)
    if end:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    if text:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise api.TableError("Ce fichier est abîmé : il ne s'ouvre pas.", "Enregistrez-le de nouveau depuis votre tableur.")


MAX_ROWS, MAX_COLUMNS = 2_000, 300
MOST_TEXT = 20_000_000
"""Characters of all the cells of a workbook, each counted as many times as it is repeated; a territory's have 1 million."""
MOST_CELLS = 1_200_000
"""Of all the sheets of a workbook, from the first cell of each to its last one."""
MOST_TEXTS = 1_000_000
"""Texts that an .xlsx says that its cells share."""
Cell = tuple[int, int]
"""(row, column), from 0."""
TOO_MUCH = (
    "Ce fichier demande trop de mémoire pour ce qu'il contient.",
    "Ne l'ouvrez pas s'il vient d'un inconnu ; sinon, copiez le tableau dans un classeur neuf.",
)


@dataclass
class Scan:
    """What the XML of one sheet says of it."""

    rows: int = 0
    columns: int = 0
    faults: dict[Cell, str] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    wide: dict[Cell, int] = field(default_factory=dict)
    """How many columns the first of merged cells of a row stands for."""
    text: int = 0
    """Characters of its cells, as many times as they are repeated."""

    def holds(self, row: int, column: int) -> None:
        """Note a cell that is not blank. Raises :class:`TableError` beyond the limits."""
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)
        if self.rows > MAX_ROWS:
            raise api.TableError(
                f"Ce tableau va au-delà de la ligne {MAX_ROWS}.", "Partagez-la en plusieurs fichiers plus courts."
            )
        if self.columns > MAX_COLUMNS:
            raise api.TableError(
                f"Ce tableau va au-delà de la colonne {MAX_COLUMNS}.", "Effacez ce qui dépasse à droite du tableau."
            )


NO_VALUE = "Cette cellule contient une formule sans résultat."
ERROR = "Cette cellule contient une erreur du tableur."


def scan(parts: dict[str, bytes]) -> list[Scan]:
    """The extent, faults and merged cells of each sheet, in the order of the workbook. Raises :class:`TableError`."""
    if "content.xml" in parts:
        return _bounded(_Ods().read(parts["content.xml"]))
    lengths = _shared_lengths(parts.get("xl/sharedStrings.xml", b"<sst/>"))
    # Every part, listed as a sheet or not: two readers may not agree on what is one.
    scans = {name: _Xlsx(lengths).read(part) for name, part in parts.items() if not name.endswith(".rels") and name != "mimetype"}
    _bounded(scans.values())
    return [scans.get(name) or Scan() for name in _sheet_parts(parts)]


def _bounded(scans: Collection[Scan]) -> list[Scan]:
    """The same. Raises :class:`TableError` when all of them together hold too much."""
    cells, text = sum(one.rows * one.columns for one in scans), sum(one.text for one in scans)
    if cells > MOST_CELLS or text > MOST_TEXT:
        raise api.TableError(*TOO_MUCH)
    return list(scans)


def _shared_lengths(part: bytes) -> list[int]:
    """The length of each text that cells share. Raises :class:`TableError`."""
    lengths: list[int] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sst" and any(_whole(attributes.get(name, "0")) > MOST_TEXTS for name in ("count", "uniqueCount")):
            raise api.TableError(*TOO_MUCH)
        if tag == "si":
            lengths.append(0)

    def text(text: str) -> None:
        if lengths:
            lengths[-1] += len(text)

    parse_xml(part, start, text=text)
    return lengths


def _whole(text: str) -> int:
    """A count that a file declares. Raises :class:`TableError` when it is not a plain number, or too large."""
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise api.TableError(*TOO_MUCH)
    return int(text)


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


def _times(attributes: dict[str, str], name: str) -> int:
    """How many times an .ods repeats something: the most that it says, under any prefix. Raises :class:`TableError`."""
    return max((_whole(value) for key, value in attributes.items() if key.rpartition(":")[2] == name), default=1)


class _Xlsx:
    """Reads one sheet of an .xlsx."""

    def __init__(self, lengths: list[int]) -> None:
        self.scan, self.row, self.column, self.lengths = Scan(), -1, -1, lengths
        self.type, self.formula, self.value, self.in_value = "", False, "", False

    def read(self, part: bytes) -> Scan:
        parse_xml(part, self.start, self.end, self.text)
        return self.scan

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "row":
            self.row = _whole(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1
        elif tag == "c":
            place = re.fullmatch(r"([A-Za-z]{1,3})([0-9]{1,7})", attributes.get("r", ""))
            if "r" in attributes and not place:
                raise api.TableError(*TOO_MUCH)
            self.row, self.column = (int(place[2]) - 1, _column(place[1].upper())) if place else (self.row, self.column + 1)
            self.type, self.formula, self.value = attributes.get("t", "n"), False, ""
        elif tag in {"v", "is", "f"}:  # were it empty, room is kept for it
            self.scan.holds(self.row, self.column)
            self.formula = self.formula or tag == "f"
        elif tag == "mergeCell":
            self.scan.merged.append(attributes.get("ref", ""))
            if wide := re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})[0-9]{1,7}", attributes.get("ref", "")):
                self.scan.wide[int(wide[2]) - 1, _column(wide[1])] = _column(wide[3]) - _column(wide[1]) + 1
        self.in_value = tag in {"v", "t"}

    def text(self, text: str) -> None:
        if self.in_value:
            self.value += text

    def end(self, tag: str) -> None:
        self.in_value = False
        if tag != "c":
            return
        if self.type == "s" and self.value.strip().isdigit():
            self.scan.text += self.lengths[rank] if (rank := int(self.value)) < len(self.lengths) else 0
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
        self.content, self.length = "", 0

    def read(self, part: bytes) -> list[Scan]:
        parse_xml(part, self.start, self.end, self.text)
        return self.scans

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table":
            self.scans.append(Scan())
            self.row_end = 0
        elif tag == "table-row" and self.scans:
            self.row, self.column_end = self.row_end, 0
            self.row_end += _times(attributes, "number-rows-repeated")
        elif tag in {"table-cell", "covered-table-cell"} and self.scans:
            self.column = self.column_end
            self.column_end += _times(attributes, "number-columns-repeated")
            self.cell, self.content, self.length = attributes, "", 0
            if max(_times(attributes, f"number-{what}-spanned") for what in ("rows", "columns")) > 1:
                self.scans[-1].merged.append(f"ligne {self.row + 1}")
                self.scans[-1].wide[self.row, self.column] = _times(attributes, "number-columns-spanned")
        elif tag == "s":
            self.length += _times(attributes, "c")

    def text(self, text: str) -> None:
        self.content += text.strip()[:20]
        self.length += len(text)

    def end(self, tag: str) -> None:
        if tag not in {"table-cell", "covered-table-cell"} or not self.scans:
            return
        types = {value for key, value in self.cell.items() if key.endswith(":value-type")}
        valued = any(key.endswith("value") for key in self.cell)
        formula = any(key.endswith(":formula") for key in self.cell)
        if not (types or valued or self.length or formula):
            return
        self.scans[-1].holds(self.row_end - 1, self.column_end - 1)
        self.scans[-1].text += self.length * (self.row_end - self.row) * (self.column_end - self.column)
        if "error" in types:
            self.scans[-1].faults[self.row, self.column] = f"{ERROR[:-1]} : {self.content}."
        elif formula and not types:
            self.scans[-1].faults[self.row, self.column] = NO_VALUE
