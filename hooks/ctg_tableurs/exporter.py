"""``ctg exporter``: the records of a kind as a spreadsheet (the form gives the same bytes); and « a-corriger.xlsx », published
to be corrected and sent back.

``ctg importer`` reads each sheet of the latter unchanged: it holds what was typed."""

import argparse
import datetime as dt
import io
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from ctg import api

MAX_CELL = 32_767
"""Characters that a cell of an .xlsx can hold."""
SPARE_ROWS = 500
"""Rows below the records that have the drop-down lists too, for new records."""


def cells_of(id: str, values: dict, columns: Sequence[api.Column]) -> list[str]:
    """The row of a record."""
    return [id if column == api.ID else api.written(column, api.lookup(values, column.path)) for column in columns]


def to_csv(columns: Sequence[api.Column], rows: Iterable[Sequence[str]]) -> bytes:
    """The records in a CSV file, below the titles and a row of help."""
    return api.csv_file(([column.label for column in columns], [column.help for column in columns], *rows))


def to_xlsx(title: str, columns: Sequence[api.Column], rows: Sequence[Sequence[str]]) -> bytes:
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


def typed_xlsx(sheets: Iterable[tuple[str, Sequence[api.Column], Sequence[Sequence[str]]]]) -> bytes:
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
    day = api.today(api.PARIS)  # same records, same day: same bytes
    book.set_properties({"created": dt.datetime.fromordinal(day.toordinal())})

    def close() -> bytes:
        book.close()
        return file.getvalue()

    return book, close


def _fill(
    book: xlsxwriter.Workbook,
    sheet: Worksheet,
    columns: Sequence[api.Column],
    titles: Sequence[str],
    rows: Sequence[Sequence[str]],
    below: int,
    spare: bool = False,
) -> None:
    """The titles, and the records from a line on; what is above them stays in sight. ``spare``: leave out what is too long."""
    head = book.add_format({"bold": True, "num_format": "@", "bg_color": "#DCE6F1", "border": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    for n, column in enumerate(columns):
        long = max((len(row[n]) for row in rows), default=0) > 40 or column.shape is api.Shape.GROUPS
        sheet.set_column(n, n, 40 if long else 20, text)
        sheet.write_string(0, n, titles[n], head)
    for line, row in enumerate(rows, below):
        for n, cell in enumerate(row):
            if len(cell) > MAX_CELL and not spare:
                told = f"{row[0]}, colonne « {columns[n].label} » : ce texte est trop long pour une cellule ({api.shown(cell)})."
                raise api.TableError(told, "Exportez en .csv.")
            if 0 < len(cell) <= MAX_CELL:  # two in three are empty
                sheet.write_string(line, n, cell.encode("utf-8", "replace").decode("utf-8"), text)
    sheet.freeze_panes(below, 2)


def _drop_down(sheet: Worksheet, lists: Worksheet, n: int, column: api.Column, rows: int) -> None:
    """The choices of a column, written in the hidden sheet because Excel wants a short list otherwise."""
    lists.write_column(0, n, column.choices)
    source = f"=Listes!{xlsxwriter.utility.xl_range_abs(0, n, len(column.choices) - 1, n)}"
    proposed = {
        "validate": "list",
        "source": source,
        # A cell with several values is no value of the list: the list helps, and forbids nothing.
        "show_error": column.shape is api.Shape.TEXT,
        "error_type": "warning",
        "error_title": "Valeur inconnue",
        "error_message": "Cette valeur n'est pas dans la liste. La garder quand même ?",
    }
    sheet.data_validation(2, n, rows + 1, n, proposed)


TYPED = f"{api.TABLES_FOLDER}/a-corriger.xlsx"
"""What was typed, to be corrected and sent back: a sheet a kind."""


ABOUT = (
    api.About(
        TYPED,
        "Fiches à corriger",
        "Ce qui est écrit dans les fiches, mot pour mot, une feuille par genre de fiche, à corriger et à rendre. Aucune formule.",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Office Open XML (ISO/IEC 29500)",
        "relu par une autre bibliothèque (calamine), à chaque test",
        api.WHOLE,
        "Pour un partenaire qui relit, dans Excel ou LibreOffice.",
    ),
)


def files(render: api.Renderer) -> Iterable[api.Asset]:
    """The workbook, when a record is published."""
    if any(api.published(render.catalogue, kind) for kind in api.GENRES.values()):
        yield api.Asset(TYPED, lambda: typed_xlsx(typed_sheets(render)))


def typed_sheets(render: api.Renderer) -> Iterable[tuple[str, Sequence[api.Column], list[list[str]]]]:
    """(title, columns, rows) of each kind that has published records: the text of their files."""
    for kind in api.GENRES.values():
        if records := api.published(render.catalogue, kind):
            columns = api.columns_of(kind, internal=False)
            yield (
                kind.plural.capitalize(),
                columns,
                [cells_of(one.id, api.record_written(render.catalogue, one), columns) for one in records],
            )


# --- the command ---------------------------------------------------------------------------------------


def exported(root: Path, kind: type[api.Record], suffix: str, internal: bool = False) -> tuple[bytes, int]:
    """The bytes of the table (``.xlsx`` or ``.csv``) and its number of records.

    Raises :class:`DataError` when a record is wrong, :class:`TableError` when a text is too long for a cell.
    """
    api.load(root, drafts=True)
    sheets = [api.read_sheet(path, root)[0] for path in api.record_files(root / "data" / kind.folder)]
    columns = api.columns_of(kind, api.names_in(root), internal)
    rows = [cells_of(sheet.id, sheet.values, columns) for sheet in sheets if sheet]
    return (to_csv(columns, rows) if suffix == ".csv" else to_xlsx(kind.plural.capitalize(), columns, rows)), len(rows)


def declare(subparsers: api.Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser("exporter", help="écrit les fiches d'un genre dans un tableau .xlsx ou .csv")
    parser.add_argument(
        "fichier", action=api.Output, metavar="FICHIER", help="le tableau à écrire : structures.xlsx, services.csv…"
    )
    add_genre(parser)
    parser.add_argument("--interne", action="store_true", help="ajoute la colonne des notes internes")
    api.add_replace(parser)
    parser.set_defaults(sinon="un tableau incomplet ferait perdre des faits")
    return parser


def add_genre(parser: argparse.ArgumentParser) -> None:
    """The option that ``importer`` has too."""
    parser.add_argument(
        "--genre", choices=api.GENRES, help="le genre de fiches (par défaut : d'après le nom du fichier, sinon structure)"
    )


def genre_of(options: argparse.Namespace) -> type[api.Record]:
    """The kind asked for, or named in the file's name (« services-2026.xlsx »), else structures."""
    words = api.fold(options.fichier.stem).split()
    named = [genre for genre, kind in api.GENRES.items() if {api.fold(kind.singular), api.fold(kind.plural)} & set(words)]
    return api.GENRES[options.genre or (named[0] if len(named) == 1 else "structure")]


def run(options: argparse.Namespace) -> int:
    path, kind, root = options.fichier, genre_of(options), options.projet.resolve()
    try:
        _check_target(path)
        content, count = exported(root, kind, path.suffix.lower(), options.interne)
    except api.TableError as error:
        print(error, file=sys.stderr)
        return 1
    api.write(path, content)
    print(f"{path.name} est prêt : {count} {kind.plural if count > 1 else kind.singular}.")
    return 0


def _check_target(path: Path) -> None:
    if path.suffix.lower() not in {".xlsx", ".csv"}:
        raise api.TableError(f"« {path.name} » n'est pas un nom de tableau.", "Terminez-le par .xlsx ou .csv.")
    if not path.parent.is_dir():
        raise api.TableError(f"Le dossier {path.parent} n'existe pas.", "Créez-le, ou choisissez-en un autre.")
