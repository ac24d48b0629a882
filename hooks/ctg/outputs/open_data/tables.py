"""The records of each kind as a table, in CSV and as a workbook, that ``ctg importer`` reads without any difference.

Columns are those of ``ctg exporter`` without the internal notes, then what the site computes (``calcule.…``), which the
import leaves aside. A cell has the text of the file, so nothing is lost on the way back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

from ctg.kinds import KINDS, Record
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import Asset
from ctg.outputs.open_data.about import TABLES, About
from ctg.outputs.open_data.computed import model_of
from ctg.outputs.open_data.public import published, written
from ctg.outputs.open_data.records_json import record_values
from ctg.spreadsheet.cells import EMPTY
from ctg.spreadsheet.columns import COMPUTED, NUMBERS, Column, Shape, columns_of
from ctg.spreadsheet.file.writing import MAX_CELL, cells_of, csv_bytes, data_xlsx

FOLDER = "donnees"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _about(kind: type[Record]) -> Iterable[About]:
    title, path = kind.plural.capitalize(), f"{FOLDER}/{kind.folder}"
    yield About(
        f"{path}.csv",
        title,
        kind.content,
        "text/csv",
        "CSV, UTF-8, point-virgule ; colonnes décrites par datapackage.json",
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
