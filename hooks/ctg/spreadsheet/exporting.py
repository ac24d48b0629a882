"""The records of a kind as the bytes of a table: what ``ctg exporter`` writes, and what the form gives."""

from __future__ import annotations

from pathlib import Path

from ctg.help.names import names_in
from ctg.kinds import Record
from ctg.loading import load
from ctg.sheets.source import read_sheet, record_files
from ctg.spreadsheet.columns import columns_of
from ctg.spreadsheet.file.writing import cells_of, to_csv, to_xlsx


def exported(root: Path, kind: type[Record], suffix: str, internal: bool = False) -> tuple[bytes, int]:
    """The bytes of the table (``.xlsx`` or ``.csv``) and its number of records.

    Raises :class:`DataError` when a record is wrong, :class:`TableError` when a text is too long for a cell.
    """
    load(root, drafts=True)
    sheets = [read_sheet(path, root)[0] for path in record_files(root / "data" / kind.folder)]
    columns = columns_of(kind, names_in(root), internal)
    rows = [cells_of(sheet.id, sheet.values, columns) for sheet in sheets if sheet]
    return (to_csv(columns, rows) if suffix == ".csv" else to_xlsx(kind.plural.capitalize(), columns, rows)), len(rows)
