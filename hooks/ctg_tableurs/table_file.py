"""A file (.xlsx, .ods, .csv) → its rows of raw cells, numbered as the spreadsheet numbers them."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PurePath
from typing import NamedTuple

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from ctg import api
from ctg_tableurs.workbook import LOCKED, MAX_ROWS, Cell, Scan, bounded_copy, scan

MAX_FILE = 50_000_000
"""Bytes on disk."""
WORKBOOKS = {".xlsx", ".ods"}
SAVE_AS = "Ouvrez-le dans votre tableur et enregistrez-le au format .xlsx."


NumberedRows = tuple[tuple[int, tuple[api.Raw, ...]], ...]


@dataclass(frozen=True)
class Table:
    """NumberedRows that are not blank, each with its number in the spreadsheet (from 1)."""

    rows: NumberedRows
    faults: dict[Cell, str] = field(default_factory=dict)
    """Cells whose value is lost, by (row number, column from 0)."""


class RowOfSheet(int):
    """The number of a row, in a workbook of several sheets: « 5 (feuille « 3-17 ans ») »."""

    shown: str

    def __new__(cls, number: int, shown: str) -> "RowOfSheet":
        one = super().__new__(cls, number)
        one.__dict__["shown"] = shown
        return one

    def __str__(self) -> str:
        return self.shown


class Wide(str):
    """A text of merged cells, that stands for ``columns``."""

    columns = 1


class SheetOfFile(NamedTuple):
    """A sheet of a workbook."""

    name: str
    table: Table
    merged: tuple[str, ...] = ()
    """Where cells are merged."""
    rank: int = 0
    several: bool = False
    file: str = ""
    """The words of the name of its file."""

    def number(self, row: int) -> int:
        """A number that no row of another sheet has."""
        if not self.several:
            return row
        return RowOfSheet(self.rank * 10 * MAX_ROWS + row, f"{row} (feuille « {api.shown(self.name)} »)")


def text_of(raw: api.Raw) -> str:
    """A cell on one line, a whole number without its decimals."""
    return " ".join(lines_of(raw).split())


def lines_of(raw: api.Raw) -> str:
    """The same, with its lines."""
    return str(int(raw)) if isinstance(raw, float) and raw.is_integer() else "" if raw is None else str(raw).strip()


def sheets_of(name: str, content: bytes) -> list[SheetOfFile]:
    """The sheets of a file, from its name and its bytes, that hold anything; at least one. Raises :class:`TableError`."""
    try:
        found = _read(PurePath(name).suffix.lower(), content)
        if not found:
            raise api.TableError("Ce tableau est vide.", "Écrivez les titres des colonnes sur la première ligne.")
        words = PurePath(name).stem.replace("_", " ")
        return [one._replace(rank=rank, several=len(found) > 1, file=words) for rank, one in enumerate(found)]
    except api.TableError as error:
        raise api.TableError(f"{name} : {error.message}", error.remedy) from None


def file_bytes(path: Path) -> bytes:
    """What a file holds. Raises :class:`TableError`."""
    try:
        return api.read_plain(path, most=MAX_FILE)
    except FileNotFoundError:
        raise api.TableError(f"Le fichier {path} n'existe pas.", "Vérifiez son nom et son dossier.")
    except api.OddFile as error:
        raise api.TableError(f"{path.name} : {error.message}", "Donnez un tableau (.xlsx, .ods ou .csv) que vous pouvez lire.")
    except OSError:
        raise api.TableError(
            f"Le fichier {path.name} ne peut pas être lu.", "Fermez-le dans votre tableur et vérifiez vos droits de lecture."
        )


def table_of(name: str, content: bytes, title: str = "") -> Table:
    """The table of a file, from its name and its bytes; in a workbook, the sheet named ``title``, else the first.

    Raises :class:`TableError`, when cells are merged too.
    """
    sheets = sheets_of(name, content)
    found = next((one for one in sheets if title and api.fold(one.name) == api.fold(title)), sheets[0])
    if found.merged:
        raise api.TableError(
            f"{name} : Des cellules sont fusionnées ({', '.join(found.merged[:5])}).",
            "Annulez la fusion et écrivez la valeur sur chaque ligne.",
        )
    return found.table


def _read(suffix: str, content: bytes) -> list[SheetOfFile]:
    if content.startswith(b"\xd0\xcf\x11\xe0"):  # OLE, the container of .xls and of encrypted workbooks
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise api.TableError(*LOCKED) if locked else api.TableError("L'ancien format .xls n'est pas lu.", SAVE_AS)
    if suffix in {".xls", ".xlsm", ".xlsb"}:
        raise api.TableError(f"Le format {suffix} n'est pas lu : il peut contenir des programmes (macros).", SAVE_AS)
    if content.startswith(b"PK"):
        if suffix not in WORKBOOKS:
            raise api.TableError("Le nom et le contenu de ce fichier ne s'accordent pas.", SAVE_AS)
        return [*_workbook(content)]
    if suffix not in {".csv", ".txt", ".tsv"}:
        raise api.TableError("Ce n'est pas un tableau que l'outil sait lire (.xlsx, .ods ou .csv).", SAVE_AS)
    rows = _rows(csv_rows(content), {})
    return [SheetOfFile("", Table(rows))] if rows else []


def _rows(numbered: Iterable[tuple[int, Sequence[api.Raw]]], faults: dict[Cell, str]) -> NumberedRows:
    """The rows of a table, without blank ones and without blank cells at the end."""
    limits = Scan()
    kept: list[tuple[int, tuple[api.Raw, ...]]] = []
    faulty: dict[int, int] = {}
    for line, column in faults:
        faulty[line] = max(faulty.get(line, 0), column + 1)
    for number, raw in numbered:
        row = [api.mended(cell) if isinstance(cell, str) else cell for cell in raw]
        width = max((n + 1 for n, cell in enumerate(row) if cell is not None and str(cell).strip()), default=0)
        width = max(width, faulty.get(number, 0))
        if width:
            limits.holds(len(kept), width - 1)
            kept.append((number, tuple(row[:width]) + (None,) * (width - len(row))))
    return tuple(kept)


# --- workbooks -----------------------------------------------------------------------------------


def _workbook(content: bytes) -> Iterator[SheetOfFile]:
    copy, parts = bounded_copy(content)
    scans = scan(parts)
    for (name, rows), one in zip(_all_sheets(copy, len(scans)), scans, strict=True):
        faults = {(row + 1, column): sentence for (row, column), sentence in one.faults.items()}
        last = max((line for line, _ in faults), default=0)
        if found := _rows(enumerate([*rows, *([] for _ in range(last - len(rows)))], 1), faults):
            found = tuple((number, tuple(_wide(cell, one.wide.get((number - 1, n), 1)) for n, cell in enumerate(cells)))
                          for number, cells in found)  # fmt: skip
            yield SheetOfFile(name, Table(found, faults), merged=tuple(one.merged))


def _wide(cell: api.Raw, columns: int) -> api.Raw:
    if columns > 1 and isinstance(cell, str):
        cell = Wide(cell)
        cell.columns = columns
    return cell


def _all_sheets(copy: bytes, sheets: int) -> list[tuple[str, list[list[api.Raw]]]]:
    """(name, rows) of each sheet. Raises :class:`TableError`."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(copy)) as book:
            if sheets != len(book.sheet_names) or not sheets:
                raise CalamineError
            read = book.get_sheet_by_name
            return [(name, [list(row) for row in read(name).to_python(skip_empty_area=False)]) for name in book.sheet_names]
    except PasswordError:
        raise api.TableError(*LOCKED)
    except (CalamineError, IndexError, OSError, ValueError):
        raise api.TableError("Ce n'est pas un classeur : il ne s'ouvre pas.", SAVE_AS)


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
    raise api.TableError("Ce fichier n'est pas un tableau de texte lisible.", "Enregistrez-le au format « CSV UTF-8 » ou .xlsx.")


def csv_rows(content: bytes) -> Iterator[tuple[int, list[api.Raw]]]:
    """The numbered rows of a CSV file, with the separator that its first lines use most. Raises :class:`TableError`."""
    text = re.sub(r"\Asep=.\r?\n", "", _decoded(content))
    csv.field_size_limit(2_000_000)
    number = 0
    try:
        heads = {mark: [*islice(csv.reader(io.StringIO(text, newline=""), delimiter=mark), 10)] for mark in ";,\t"}
        mark = max(heads, key=lambda mark: _columns_of(heads[mark]))
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True), 1):
            yield number, [api.from_csv(cell) for cell in row]
    except csv.Error:
        raise api.TableError(f"Un guillemet est mal placé, à partir de la ligne {number + 1} du tableau.", SAVE_AS)


def _columns_of(rows: list[list[str]]) -> tuple[float, int]:
    """How sure it is that rows were cut where they should: which part of them were, and in how many cells."""
    widths = [len(row) for row in rows if len(row) > 1]
    return (len(widths) / len(rows), sum(widths)) if len(widths) > len(rows) / 3 else (0, 0)
