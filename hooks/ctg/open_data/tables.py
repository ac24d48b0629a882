"""Tables: those to analyse, in CSV, say what records mean, a value a cell; the one to correct, a workbook, what was typed.

``ctg importer`` reads each sheet of the workbook unchanged. Facts that a record has many of are in :mod:`ctg.open_data.facts`."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ctg.common.clock import PARIS, today
from ctg.common.escaping import for_csv
from ctg.common.extensions import added
from ctg.common.problems import shown
from ctg.model.action import Action
from ctg.model.commune import Commune
from ctg.model.fields import Part
from ctg.model.record import Record
from ctg.model.structure import Service, Structure
from ctg.open_data import facts
from ctg.open_data.cells import COMPUTED, GENRES, ID, NUMBERS, Column, Shape, TableError, columns_of, lookup
from ctg.open_data.cells import written as open_data_written
from ctg.open_data.values import group_of, model_of, record_values, written
from ctg.pages.addresses import FIGURES, PLACES, PROJECT, WHOLE, About, OpenSet, published
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


def to_xlsx(title: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook to fill in: titles, help, records; drop-down lists from a hidden second sheet.

    Raises :class:`TableError` when a text is too long for a cell.
    """
    book, close = _book()
    sheet = book.add_worksheet(title)
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


def typed_xlsx(sheets: Iterable[tuple[str, Sequence[Column], Sequence[Sequence[str]]]]) -> bytes:
    """A workbook to correct and to send back, a sheet a kind: the names of the columns, then nothing but records. A text that no
    cell can hold is left out, which changes nothing when the sheet is read again."""
    book, close = _book()
    for title, columns, rows in sheets:
        _fill(book, book.add_worksheet(title), columns, [column.name for column in columns], rows, below=1, spare=True)
    return close()


def _book() -> tuple[xlsxwriter.Workbook, Callable[[], bytes]]:
    """A workbook, and what closes it and gives its bytes."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.set_properties({"created": dt.datetime.fromordinal(today(PARIS).toordinal())})  # same records, same day: same bytes

    def close() -> bytes:
        book.close()
        return file.getvalue()

    return book, close


def _fill(
    book: xlsxwriter.Workbook,
    sheet: Worksheet,
    columns: Sequence[Column],
    titles: Sequence[str],
    rows: Sequence[Sequence[str]],
    below: int,
    spare: bool = False,
) -> None:
    """The titles, and the records from a line on; what is above them stays in sight. ``spare``: leave out what is too long."""
    head = book.add_format({"bold": True, "num_format": "@", "bg_color": "#DCE6F1", "border": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    for n, column in enumerate(columns):
        long = max((len(row[n]) for row in rows), default=0) > 40 or column.shape is Shape.GROUPS
        sheet.set_column(n, n, 40 if long else 20, text)
        sheet.write_string(0, n, titles[n], head)
    for line, row in enumerate(rows, below):
        for n, cell in enumerate(row):
            if cell and not (spare and len(cell) > MAX_CELL):  # two in three are empty
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
TYPED = f"{FOLDER}/a-corriger.xlsx"
"""What was typed, to be corrected and sent back: a sheet a kind."""


@dataclass(frozen=True)
class OpenTable:
    """A table to analyse: what a row is (a record of a kind, or a fact) and its values, as JSON has them."""

    name: str
    row: type[Part]
    title: str
    description: str
    group: OpenSet
    rows: Callable[[Renderer], Iterable[dict[str, Any]]]

    @property
    def path(self) -> str:
        return f"{FOLDER}/{self.name}.csv"

    @property
    def columns(self) -> tuple[Column, ...]:
        """Those of a kind that hold one value, or a few words, then what is worked out; all those of a fact."""
        if not issubclass(self.row, Record):
            return tuple(sorted(columns_of(self.row)[1:], key=lambda one: one.name not in ("fiche", "nom", "annee")))
        made = columns_of(model_of(self.row))[1:]
        computed = (replace(one, path=(COMPUTED, *one.path), label=f"{COMPUTED}.{one.name} ({one.label})") for one in made)
        return tuple(one for one in (*columns_of(self.row, internal=False), *computed) if one.shape in {Shape.TEXT, Shape.LIST})

    def cells(self, render: Renderer) -> list[list[str]]:
        """The rows, in the order of the columns."""
        columns = self.columns
        return [
            [_cell(values["id"] if one == ID else lookup(values, one.path)) for one in columns] for values in self.rows(render)
        ]


def _of_kind(kind: type[Record]) -> OpenTable:
    def rows(render: Renderer) -> Iterable[dict[str, Any]]:
        return (record_values(render, record) for record in published(render.catalogue, kind))

    return OpenTable(kind.folder, kind, kind.plural.capitalize(), kind.content, group_of(kind), rows)


TABLES = (
    _of_kind(Structure), _of_kind(Service), _of_kind(Commune), _of_kind(Action),
    OpenTable("horaires", facts.HoursRow, "Horaires et fermetures", "Une ouverture ou une fermeture par ligne : le jour, de "
              "quelle heure à quelle heure, quand dans l’année.", PLACES, facts.hours),
    OpenTable("etats", facts.StateRow, "États des actions", "Un état par ligne : celui d’aujourd’hui, même s’il n’est pas "
              "renseigné, ceux d’avant, et le retard.", PROJECT, facts.states),
    OpenTable("montants", facts.MoneyRow, "Montants", "Un financement par ligne : l’action, l’année, qui paie, prévu et réalisé. "
              "Une somme inconnue est vide, jamais zéro.", PROJECT, facts.money),
    OpenTable("valeurs", facts.ValueRow, "Valeurs des indicateurs", "Une valeur par ligne : l’indicateur, l’année, la commune, "
              "la source. Sans commune : tout le territoire.", FIGURES, facts.values),
)  # fmt: skip
ABOUT = (
    *(
        About(
            one.path,
            one.title,
            one.description,
            "text/csv",
            "CSV, UTF-8, point-virgule" + (" ; colonnes décrites par datapackage.json" if added("bundles") else ""),
            "par frictionless, à chaque test",
            one.group,
            "Pour compter et comparer.",
            "https://datapackage.org/standard/table-schema/",
        )
        for one in TABLES
    ),
    About(
        TYPED,
        "Fiches à corriger",
        "Ce qui est écrit dans les fiches, mot pour mot, une feuille par genre de fiche, à corriger et à rendre. Aucune formule.",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Office Open XML (ISO/IEC 29500)",
        "relu par une autre bibliothèque (calamine), à chaque test",
        WHOLE,
        "Pour un partenaire qui relit, dans Excel ou LibreOffice.",
    ),
)


def files(render: Renderer) -> Iterable[Asset]:
    """The tables to analyse that have a row, then the workbook to correct."""
    for one in TABLES:
        if next(iter(one.rows(render)), None):
            yield Asset(one.path, partial(_csv, one, render))
    if any(published(render.catalogue, kind) for kind in GENRES.values()):
        yield Asset(TYPED, lambda: typed_xlsx(typed_sheets(render)))


def _csv(one: OpenTable, render: Renderer) -> bytes:
    return csv_bytes(one.columns, [[column.name for column in one.columns], *one.cells(render)])


def typed_sheets(render: Renderer) -> Iterable[tuple[str, Sequence[Column], list[list[str]]]]:
    """(title, columns, rows) of each kind that has published records: the text of their files."""
    for kind in GENRES.values():
        if records := published(render.catalogue, kind):
            columns = columns_of(kind, internal=False)
            yield (
                kind.plural.capitalize(),
                columns,
                [cells_of(one.id, written(render.catalogue, one), columns) for one in records],
            )


def _cell(value: Any) -> str:
    """A JSON value in a cell: « oui », « non »; the words of a list on one line."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return " ; ".join(map(str, value))
    return "" if value is None else str(value)
