"""Records → the bytes of a workbook or of a CSV file, one row a record, every cell a text."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterable, Sequence

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ctg.ground.clock import PARIS, today
from ctg.ground.escaping import for_csv
from ctg.ground.problems import shown
from ctg.spreadsheet.cells import lookup, written
from ctg.spreadsheet.columns import ID, NUMBERS, Column, Shape, TableError

MAX_CELL = 32_767
"""Characters that a cell of an .xlsx can hold."""
SPARE_ROWS = 500
"""Rows below the records that have the drop-down lists too, for new records."""


def cells_of(id: str, values: dict, columns: Sequence[Column]) -> list[str]:
    """The row of a record."""
    return [id if column == ID else written(column, lookup(values, column.path)) for column in columns]


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
