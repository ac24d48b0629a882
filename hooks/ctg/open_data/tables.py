"""The records of each kind as a table, in CSV and as a workbook, one row a record, which ``ctg importer`` reads unchanged.

Columns are those of ``ctg exporter`` without the internal notes, then the computed ones (``calcule.…``), which the import
ignores. A cell holds the text of the file, so nothing is lost on the way back."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ctg.common.clock import PARIS, today
from ctg.common.escaping import for_csv
from ctg.common.extensions import added
from ctg.common.problems import shown
from ctg.model import KINDS
from ctg.model.record import Record
from ctg.open_data.cells import COMPUTED, EMPTY, ID, NUMBERS, Column, Shape, TableError, columns_of, lookup
from ctg.open_data.cells import written as open_data_written
from ctg.open_data.values import model_of, record_values, written
from ctg.pages.addresses import TABLES, About, published
from ctg.pages.files import Asset
from ctg.pages.renderer import Renderer

MAX_CELL = 32_767
"""Characters that a cell of an .xlsx can hold."""
SPARE_ROWS = 500
"""Rows below the records that have the drop-down lists too, for new records."""


def cells_of(id: str, values: dict, columns: Sequence[Column]) -> list[str]:
    """The row of a record."""
    return [id if column == ID else open_data_written(column, lookup(values, column.path)) for column in columns]


def to_csv(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> bytes:
    """The records in a CSV file, below the titles and a row of help."""
    return csv_bytes(columns, ([column.label for column in columns], [column.help for column in columns], *rows))


def csv_bytes(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file as French spreadsheets want it: semicolons, UTF-8 with its mark; nothing in it is computed."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    for row in rows:
        writer.writerow([_guarded(column, cell) for column, cell in zip(columns, row, strict=True)])
    return text.getvalue().encode("utf-8-sig", "replace")


def _guarded(column: Column, cell: str) -> str:
    """A number below zero is no formula: a longitude keeps its sign."""
    number = column.type in NUMBERS and re.fullmatch(r"-?\d+(\.\d+)?", cell)
    return cell if number else for_csv(cell)


Book = tuple[xlsxwriter.Workbook, Worksheet, Callable[[], bytes]]
"""A workbook, its first sheet, and what closes it and gives its bytes."""


def to_xlsx(title: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook to fill in: titles, help, records; drop-down lists from a hidden second sheet.

    Raises :class:`TableError` when a text is too long for a cell.
    """
    book, sheet, close = _book(title)
    lists = book.add_worksheet("Listes")
    lists.hide()
    help = book.add_format({"italic": True, "num_format": "@", "font_color": "#555555", "text_wrap": True, "valign": "top"})
    _fill(book, sheet, columns, [column.label for column in columns], rows, below=2)
    for n, column in enumerate(columns):
        sheet.write_string(1, n, column.help, help)
        if column.choices:
            _drop_down(sheet, lists, n, column, len(rows) + SPARE_ROWS)
    sheet.set_row(1, 60)
    return close()


def data_xlsx(title: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook to read, by people and by programs: the names of the columns as in the CSV, then nothing but records.

    Raises :class:`TableError` when a text is too long for a cell.
    """
    book, sheet, close = _book(title)
    _fill(book, sheet, columns, [column.name for column in columns], rows, below=1)
    return close()


def _book(title: str) -> Book:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.set_properties({"created": dt.datetime.fromordinal(today(PARIS).toordinal())})  # same records, same day: same bytes

    def close() -> bytes:
        book.close()
        return file.getvalue()

    return book, book.add_worksheet(title), close


def _fill(
    book: xlsxwriter.Workbook,
    sheet: Worksheet,
    columns: Sequence[Column],
    titles: Sequence[str],
    rows: Sequence[Sequence[str]],
    below: int,
) -> None:
    """The titles, and the records from a line on; what is above them stays in sight."""
    head = book.add_format({"bold": True, "num_format": "@", "bg_color": "#DCE6F1", "border": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    for n, column in enumerate(columns):
        long = max((len(row[n]) for row in rows), default=0) > 40 or column.shape is Shape.GROUPS
        sheet.set_column(n, n, 40 if long else 20, text)
        sheet.write_string(0, n, titles[n], head)
    for line, row in enumerate(rows, below):
        for n, cell in enumerate(row):
            if cell:  # two in three are empty
                _write(sheet, line, n, cell, text, (row[0], columns[n].label))
    sheet.freeze_panes(below, 2)


def _write(sheet: Worksheet, line: int, column: int, cell: str, style: Format, where: tuple[str, str]) -> None:
    cell = cell.encode("utf-8", "replace").decode("utf-8")
    if len(cell) > MAX_CELL:
        named = "{}, colonne « {} »".format(*where)
        raise TableError(f"{named} : ce texte est trop long pour une cellule ({shown(cell)}).", "Exportez en .csv.")
    sheet.write_string(line, column, cell, style)


def _drop_down(sheet: Worksheet, lists: Worksheet, n: int, column: Column, rows: int) -> None:
    """The choices of a column, written in the hidden sheet because Excel wants a short list otherwise."""
    lists.write_column(0, n, column.choices)
    source = f"=Listes!{xlsxwriter.utility.xl_range_abs(0, n, len(column.choices) - 1, n)}"
    sheet.data_validation(
        2,
        n,
        rows + 1,
        n,
        {
            "validate": "list",
            "source": source,
            # A cell with several values is no value of the list: the list helps, and forbids nothing.
            "show_error": column.shape is Shape.TEXT,
            "error_type": "warning",
            "error_title": "Valeur inconnue",
            "error_message": "Cette valeur n'est pas dans la liste. La garder quand même ?",
        },
    )


FOLDER = "donnees"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _about(kind: type[Record]) -> Iterable[About]:
    title, path = kind.plural.capitalize(), f"{FOLDER}/{kind.folder}"
    yield About(
        f"{path}.csv",
        title,
        kind.content,
        "text/csv",
        "CSV, UTF-8, point-virgule" + (" ; colonnes décrites par datapackage.json" if added("bundles") else ""),
        "par frictionless, à chaque test",
        TABLES,
        "Pour un programme, ou pour recopier des fiches.",
        "https://datapackage.org/standard/table-schema/",
    )
    yield About(
        f"{path}.xlsx",
        title,
        "Le même tableau : les mêmes colonnes, une ligne par fiche, aucune formule.",
        WORKBOOK,
        "Office Open XML (ISO/IEC 29500)",
        "relu par une autre bibliothèque (calamine), à chaque test",
        TABLES,
        "Pour un tableur : Excel, LibreOffice.",
    )


ABOUT = tuple(about for kind in KINDS for about in _about(kind))


def files(render: Renderer) -> Iterable[Asset]:
    """``donnees/<folder>.csv`` and ``.xlsx`` of each kind that has records."""
    made = lru_cache(maxsize=1)(partial(table, render))  # a table has two files, one after the other: then it leaves the memory
    for kind in (kind for kind in KINDS if published(render.catalogue, kind)):
        yield Asset(f"{FOLDER}/{kind.folder}.csv", partial(lambda kind: _csv(*made(kind)), kind))
        # A text may be too long for a cell of a workbook: the CSV has it all. No cell holds more than its whole record.
        long = any(record.length > MAX_CELL // 2 for record in published(render.catalogue, kind))
        if not long or all(len(cell) <= MAX_CELL for row in made(kind)[1] for cell in row):
            workbook = partial(lambda kind: data_xlsx(kind.plural.capitalize(), *made(kind)), kind)
            yield Asset(f"{FOLDER}/{kind.folder}.xlsx", workbook)


def _csv(columns: Sequence[Column], rows: list[list[str]]) -> bytes:
    return csv_bytes(columns, [[column.name for column in columns], *rows])


def columns_for(kind: type[Record]) -> tuple[Column, ...]:
    """The columns of a kind's table; those that are computed come last."""
    own = columns_of(kind, internal=False)
    made = columns_of(model_of(kind))[1:]
    return (*own, *(replace(column, path=(COMPUTED, *column.path), label=_title(column)) for column in made))


def _title(column: Column) -> str:
    return f"{COMPUTED}.{column.name} ({column.label})"


def table(render: Renderer, kind: type[Record]) -> tuple[Sequence[Column], list[list[str]]]:
    """(columns, rows) of a kind's published records."""
    columns = columns_for(kind)
    rows = []
    for record in published(render.catalogue, kind):
        values = written(render.catalogue, record) | {COMPUTED: _as_typed(record_values(render, record)["calcule"])}
        cells = cells_of(record.id, values, columns)
        rows.append([_tidy(column, cell) for column, cell in zip(columns, cells, strict=True)])
    return columns, rows


def _as_typed(values: dict[str, Any]) -> dict[str, Any]:
    """Computed values as people would type them: texts, and lists of texts."""
    words = {True: "oui", False: "non"}
    return {
        name: value if isinstance(value, list) else words[value] if isinstance(value, bool) else str(value)
        for name, value in values.items()
    }


def _tidy(column: Column, cell: str) -> str:
    """Numbers without the spaces and the comma of French, so that any program reads them; « (vide) » means nothing here."""
    if column.type in NUMBERS and column.shape is Shape.TEXT:
        return "".join(cell.split()).replace(",", ".")
    return "" if cell == EMPTY else cell
