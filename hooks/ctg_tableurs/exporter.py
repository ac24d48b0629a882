"""``ctg exporter``: the records of a kind as a spreadsheet; the form gives the same bytes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ctg.api import (
    GENRES,
    Output,
    Record,
    Subparsers,
    TableError,
    add_replace,
    cells_of,
    columns_of,
    fold,
    load,
    names_in,
    read_sheet,
    record_files,
    to_csv,
    to_xlsx,
    write,
)


def exported(root: Path, kind: type[Record], suffix: str, internal: bool = False) -> tuple[bytes, int]:
    """The bytes of the table (``.xlsx`` or ``.csv``) and its number of records.

    Raises :class:`DataError` when a record is wrong, :class:`TableError` when a text is too long for a cell.
    """
    load(root, drafts=True)
    sheets = [read_sheet(path, root)[0] for path in record_files(root / "data" / kind.folder)]
    columns = columns_of(kind, names_in(root), internal)
    rows = [cells_of(sheet.id, sheet.values, columns) for sheet in sheets if sheet]
    return (to_csv(columns, rows) if suffix == ".csv" else to_xlsx(kind.plural.capitalize(), columns, rows)), len(rows)


def declare(subparsers: Subparsers) -> argparse.ArgumentParser:
    parser = subparsers.add_parser("exporter", help="écrit les fiches d'un genre dans un tableau .xlsx ou .csv")
    parser.add_argument("fichier", action=Output, metavar="FICHIER", help="le tableau à écrire : structures.xlsx, services.csv…")
    add_genre(parser)
    parser.add_argument("--interne", action="store_true", help="ajoute la colonne des notes internes")
    add_replace(parser)
    parser.set_defaults(sinon="un tableau incomplet ferait perdre des faits")
    return parser


def add_genre(parser: argparse.ArgumentParser) -> None:
    """The option that ``importer`` has too."""
    parser.add_argument(
        "--genre", choices=GENRES, help="le genre de fiches (par défaut : d'après le nom du fichier, sinon structure)"
    )


def genre_of(options: argparse.Namespace) -> type[Record]:
    """The kind asked for, or named in the file's name (« services-2026.xlsx »), else structures."""
    words = fold(options.fichier.stem).split()
    named = [genre for genre, kind in GENRES.items() if {fold(kind.singular), fold(kind.plural)} & set(words)]
    return GENRES[options.genre or (named[0] if len(named) == 1 else "structure")]


def run(options: argparse.Namespace) -> int:
    path, kind, root = options.fichier, genre_of(options), options.projet.resolve()
    try:
        _check_target(path)
        content, count = exported(root, kind, path.suffix.lower(), options.interne)
    except TableError as error:
        print(error, file=sys.stderr)
        return 1
    write(path, content)
    print(f"{path.name} est prêt : {count} {kind.plural if count > 1 else kind.singular}.")
    return 0


def _check_target(path: Path) -> None:
    if path.suffix.lower() not in {".xlsx", ".csv"}:
        raise TableError(f"« {path.name} » n'est pas un nom de tableau.", "Terminez-le par .xlsx ou .csv.")
    if not path.parent.is_dir():
        raise TableError(f"Le dossier {path.parent} n'existe pas.", "Créez-le, ou choisissez-en un autre.")
