"""What the text of each sheet says, that ``calamine`` does not: its extent, merged cells, errors, empty formulas.

``calamine`` reserves room for all that a file says of itself: the whole rectangle up to its last cell, were it empty, each
repeated cell, each repeated space. What asks for too much is refused here, before it is opened there. An error, or a formula
that was never computed, is read as a blank cell, which would leave a field as it was without a word.

A file (.xlsx, .ods, .csv, .json) → its rows of raw cells, numbered as the spreadsheet numbers them.

Is a workbook safe to open? A few kilobytes can unzip to terabytes, or hide entities that multiply."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from ctg.api import OddFile, Raw, TableError, fold, from_csv, mended, read_plain

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
                        raise TableError(
                            f"Ce fichier devient énorme une fois ouvert (plus de {MAX_BYTES // 1_000_000} Mo).",
                            "Ne l'ouvrez pas s'il vient d'un inconnu ; sinon, copiez le tableau dans un classeur neuf.",
                        )
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
        raise TableError("Ce fichier est abîmé : il ne s'ouvre pas.", "Enregistrez-le de nouveau depuis votre tableur.")
    except RuntimeError:  # what zipfile raises for an encrypted part
        raise TableError(*LOCKED)
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise TableError(*LOCKED)
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
        raise TableError("Ce fichier n'est pas un classeur ordinaire.", "Copiez le tableau dans un classeur neuf.")

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(":")[2], attributes)
    if end:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    if text:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise TableError("Ce fichier est abîmé : il ne s'ouvre pas.", "Enregistrez-le de nouveau depuis votre tableur.")


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
    """What one sheet's text says of it."""

    rows: int = 0
    columns: int = 0
    most: int = MAX_ROWS
    faults: dict[Cell, str] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    text: int = 0
    """Characters of its cells, as many times as they are repeated."""

    def holds(self, row: int, column: int) -> None:
        """Note a cell that is not blank. Raises :class:`TableError` beyond the limits."""
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)
        if self.rows > self.most:
            raise TableError(f"Ce tableau va au-delà de la ligne {self.most}.", "Partagez-la en plusieurs fichiers plus courts.")
        if self.columns > MAX_COLUMNS:
            raise TableError(f"Ce tableau va au-delà de la colonne {MAX_COLUMNS}.", "Effacez ce qui dépasse à droite du tableau.")

    def reads(self, characters: int) -> None:
        """Note the text of a cell."""
        self.text += characters


NO_VALUE = "Cette cellule contient une formule sans résultat."
ERROR = "Cette cellule contient une erreur du tableur."


def scan(parts: dict[str, bytes]) -> list[Scan]:
    """What is in each sheet, in the order of the workbook. Raises :class:`TableError`."""
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
        raise TableError(*TOO_MUCH)
    return list(scans)


def _shared_lengths(part: bytes) -> list[int]:
    """The length of each text that cells share. Raises :class:`TableError`."""
    lengths: list[int] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sst" and any(_whole(attributes.get(name, "0")) > MOST_TEXTS for name in ("count", "uniqueCount")):
            raise TableError(*TOO_MUCH)
        if tag == "si":
            lengths.append(0)

    def text(text: str) -> None:
        if lengths:
            lengths[-1] += len(text)

    parse_xml(part, start, text=text)
    return lengths


def _whole(text: str) -> int:
    """A number that a file writes of itself. Raises :class:`TableError` for what is no plain number, or too large."""
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise TableError(*TOO_MUCH)
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
                raise TableError(*TOO_MUCH)
            self.row, self.column = (int(place[2]) - 1, _column(place[1].upper())) if place else (self.row, self.column + 1)
            self.type, self.formula, self.value = attributes.get("t", "n"), False, ""
        elif tag in {"v", "is", "f"}:  # were it empty, room is kept for it
            self.scan.holds(self.row, self.column)
            self.formula = self.formula or tag == "f"
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
        if self.type == "s" and self.value.strip().isdigit():
            self.scan.reads(self.lengths[rank] if (rank := int(self.value)) < len(self.lengths) else 0)
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
        self.scans[-1].reads(self.length * (self.row_end - self.row) * (self.column_end - self.column))
        if "error" in types:
            self.scans[-1].faults[self.row, self.column] = f"{ERROR[:-1]} : {self.content}."
        elif formula and not types:
            self.scans[-1].faults[self.row, self.column] = NO_VALUE


MAX_FILE = 50_000_000
"""Bytes on disk."""
WORKBOOKS = {".xlsx", ".ods"}
SAVE_AS = "Ouvrez-le dans votre tableur et enregistrez-le au format .xlsx."


@dataclass(frozen=True)
class Table:
    """Rows that are not blank, each with its number in the spreadsheet (from 1)."""

    rows: tuple[tuple[int, tuple[Raw, ...]], ...]
    faults: dict[Cell, str] = field(default_factory=dict)
    """Cells whose value is lost, by (row number, column from 0)."""


def read_table(path: Path, title: str = "", most: int = MAX_ROWS) -> Table:
    """Read a file; in a workbook, the sheet named ``title``, else the first. Raises :class:`TableError`.

    ``most`` rows of a text: a national list has more than a territory will keep. A workbook has a fixed limit.
    """
    try:
        content = read_plain(path, most=MAX_FILE)
    except FileNotFoundError:
        raise TableError(f"Le fichier {path} n'existe pas.", "Vérifiez son nom et son dossier.")
    except OddFile as error:
        raise TableError(f"{path.name} : {error.message}", "Donnez un tableau (.xlsx, .ods ou .csv) que vous pouvez lire.")
    except OSError:
        raise TableError(
            f"Le fichier {path.name} ne peut pas être lu.", "Fermez-le dans votre tableur et vérifiez vos droits de lecture."
        )
    return table_of(path.name, content, title, most)


def table_of(name: str, content: bytes, title: str = "", most: int = MAX_ROWS) -> Table:
    """The same, from the name and the bytes of a file. Raises :class:`TableError`."""
    try:
        return _read(PurePath(name).suffix.lower(), content, title, most)
    except TableError as error:
        raise TableError(f"{name} : {error.message}", error.remedy) from None


def _read(suffix: str, content: bytes, title: str, most: int) -> Table:
    if content.startswith(b"\xd0\xcf\x11\xe0"):  # OLE, the container of .xls and of encrypted workbooks
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise TableError(*LOCKED) if locked else TableError("L'ancien format .xls n'est pas lu.", SAVE_AS)
    if suffix in {".xls", ".xlsm", ".xlsb"}:
        raise TableError(f"Le format {suffix} n'est pas lu : il peut contenir des programmes (macros).", SAVE_AS)
    if content.startswith(b"PK"):
        if suffix not in WORKBOOKS:
            raise TableError("Le nom et le contenu de ce fichier ne s'accordent pas.", SAVE_AS)
        return _workbook(content, title)
    if suffix == ".json":
        return _rows(_json_rows(content), {}, most)
    if suffix not in {".csv", ".txt", ".tsv"}:
        raise TableError("Ce n'est pas un tableau que l'outil sait lire (.xlsx, .ods ou .csv).", SAVE_AS)
    return _rows(_csv_rows(_decoded(content)), {}, most)


def _rows(numbered: Iterable[tuple[int, Sequence[Raw]]], faults: dict[Cell, str], most: int = MAX_ROWS) -> Table:
    """The rows of a table, without blank ones and without blank cells at the end."""
    limits = Scan(most=most)
    kept: list[tuple[int, tuple[Raw, ...]]] = []
    faulty: dict[int, int] = {}
    for line, column in faults:
        faulty[line] = max(faulty.get(line, 0), column + 1)
    for number, row in numbered:
        width = max((n + 1 for n, cell in enumerate(row) if cell is not None and str(cell).strip()), default=0)
        width = max(width, faulty.get(number, 0))
        if width:
            limits.holds(len(kept), width - 1)
            cells = [mended(cell) if isinstance(cell, str) else cell for cell in row[:width]]
            kept.append((number, tuple(cells) + (None,) * (width - len(row))))
    if not kept:
        raise TableError("Ce tableau est vide.", "Écrivez les titres des colonnes sur la première ligne.")
    return Table(tuple(kept), faults)


# --- workbooks -----------------------------------------------------------------------------------


def _workbook(content: bytes, title: str) -> Table:
    copy, parts = bounded_copy(content)
    scans = scan(parts)
    place, rows = _sheet(copy, title, len(scans))
    if merged := scans[place].merged:
        raise TableError(
            f"Des cellules sont fusionnées ({', '.join(merged[:5])}).",
            "Annulez la fusion et écrivez la valeur sur chaque ligne.",
        )
    faults = {(row + 1, column): sentence for (row, column), sentence in scans[place].faults.items()}
    last = max((line for line, _ in faults), default=0)
    return _rows(enumerate([*rows, *([] for _ in range(last - len(rows)))], 1), faults)


def _sheet(copy: bytes, title: str, sheets: int) -> tuple[int, list[list[Raw]]]:
    """The rank of the sheet named ``title``, else of the first, and its rows. Raises :class:`TableError`."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(copy)) as book:
            names = book.sheet_names
            place = next((n for n, name in enumerate(names) if title and fold(name) == fold(title)), 0)
            if sheets != len(names):
                raise CalamineError
            return place, [list(row) for row in book.get_sheet_by_name(names[place]).to_python(skip_empty_area=False)]
    except PasswordError:
        raise TableError(*LOCKED)
    except (CalamineError, IndexError, OSError, ValueError):
        raise TableError("Ce n'est pas un classeur : il ne s'ouvre pas.", SAVE_AS)


# --- text ----------------------------------------------------------------------------------------


def _decoded(content: bytes) -> str:
    """The text of a CSV file, whatever the spreadsheet that wrote it. Raises :class:`TableError`."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            encodings = [encoding]
            break
    else:
        little = content[:200].count(b"\0") > len(content[:200]) // 4
        encodings = ["utf-16-le"] if little else ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise TableError("Ce fichier n'est pas un tableau de texte lisible.", "Enregistrez-le au format « CSV UTF-8 » ou .xlsx.")


def _csv_rows(text: str) -> Iterator[tuple[int, list[Raw]]]:
    """The numbered rows of a CSV text, with the separator that its first line uses most."""
    text = re.sub(r"\Asep=.\r?\n", "", text)
    csv.field_size_limit(2_000_000)
    number = 0
    try:
        head = {mark: next(csv.reader(io.StringIO(text, newline=""), delimiter=mark), []) for mark in ";,\t"}
        mark = max(head, key=lambda mark: len(head[mark]))
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True), 1):
            yield number, [from_csv(cell) for cell in row]
    except csv.Error:
        raise TableError(f"Un guillemet est mal placé, à partir de la ligne {number + 1} du tableau.", SAVE_AS)


def _json_rows(content: bytes) -> Iterator[tuple[int, list[Raw]]]:
    """The records of a JSON list, alone or under one name (« items »), as rows: the names first, then each by its rank."""
    try:
        value = json.loads(content.decode("utf-8-sig"), parse_constant=lambda _name: None)
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise TableError("Ce fichier n'est pas du JSON lisible.", "Téléchargez-le de nouveau, ou prenez-le en CSV.")
    lists = [inner for inner in value.values() if isinstance(inner, list)] if isinstance(value, dict) else [value]
    if len(lists) != 1 or not isinstance(lists[0], list) or not all(isinstance(item, dict) for item in lists[0]):
        raise TableError("Ce fichier JSON n'est pas une liste de fiches.", "Il en faut une seule : « [{…}, {…}] ».")
    titles = list(dict.fromkeys(name for item in lists[0] for name in item))
    yield 0, list(titles)
    for rank, item in enumerate(lists[0], 1):
        yield rank, [_json_cell(item.get(title)) for title in titles]


def _json_cell(value: object) -> Raw:
    if isinstance(value, list):
        return "\n".join(str(item) for item in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value
