"""``ctg exporter``: the records of a kind as a spreadsheet; the form gives the same bytes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ctg import api


def exported(root: Path, kind: type[api.Record], suffix: str, internal: bool = False) -> tuple[bytes, int]:
    """The bytes of the table (``.xlsx`` or ``.csv``) and its number of records.

    Raises :class:`DataError` when a record is wrong, :class:`TableError` when a text is too long for a cell.
    """
    api.load(root, drafts=True)
    sheets = [api.read_sheet(path, root)[0] for path in api.record_files(root / "data" / kind.folder)]
    columns = api.columns_of(kind, api.names_in(root), internal)
    rows = [api.cells_of(sheet.id, sheet.values, columns) for sheet in sheets if sheet]
    return (api.to_csv(columns, rows) if suffix == ".csv" else api.to_xlsx(kind.plural.capitalize(), columns, rows)), len(rows)


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
