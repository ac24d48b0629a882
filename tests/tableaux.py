"""Spreadsheets made for tests: .xlsx by xlsxwriter, .ods by hand, and an edit as a person would do it."""

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter
from python_calamine import CalamineWorkbook


def write_xlsx(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """A workbook of one sheet; texts stay texts, numbers, dates and booleans are real ones, « =… » are formulas."""
    book = xlsxwriter.Workbook(str(path))
    sheet, date = book.add_worksheet("Feuille 1"), book.add_format({"num_format": "dd/mm/yyyy"})
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if isinstance(cell, bool):
                sheet.write_boolean(r, c, cell)
            elif isinstance(cell, int | float):
                sheet.write_number(r, c, cell)
            elif isinstance(cell, dt.date):
                sheet.write_datetime(r, c, cell, date)
            elif isinstance(cell, tuple):  # (formula, result)
                sheet.write_formula(r, c, cell[0], None, cell[1])
            elif cell:
                sheet.write_string(r, c, cell)
    book.close()
    return path


def read_xlsx(path: Path) -> list[list[object]]:
    """The first sheet as it is."""
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)


def edit_xlsx(path: Path, id: str, label: str, value: object) -> Path:
    """Change one cell of an exported workbook."""
    rows = read_xlsx(path)
    row = next(row for row in rows if row[0] == id)
    row[rows[0].index(label)] = value
    return write_xlsx(path, rows)


ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    '<office:body><office:spreadsheet><table:table table:name="Feuille1">'
)
ODS_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"


def ods_cell(value: object) -> str:
    if not value:
        return "<table:table-cell/>"
    kind, stored = "string", ""
    if isinstance(value, dt.date):
        kind, stored = "date", f' office:date-value="{value}"'
    elif isinstance(value, int | float):
        kind, stored = "float", f' office:value="{value}"'
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f'<table:table-cell office:value-type="{kind}"{stored}>{paragraphs}</table:table-cell>'


def write_ods(path: Path, rows: Sequence[Sequence[object]], more: str = "") -> Path:
    """A LibreOffice file, whose last row stands for a million blank ones as LibreOffice writes them."""
    body = "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)
    blank = (
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    return write_zip(
        path,
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
            "content.xml": ODS_HEAD + body + more + blank + ODS_TAIL,
        },
    )


def write_zip(path: Path, parts: dict[str, str | bytes]) -> Path:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    path.write_bytes(buffer.getvalue())
    return path


def with_part(path: Path, name: str, change) -> Path:
    """The same archive with one part passed through ``change``."""
    with zipfile.ZipFile(path) as archive:
        parts = {item: archive.read(item) for item in archive.namelist()}
    return write_zip(path, parts | {name: change(parts.get(name, b""))})
