"""The copies of a portal as Parquet, one folder a table and one file a territory: what a data engine reads where it lies.

Written by DuckDB, which a territory does not need: it comes with « ctg-site[tables] ».
"""

from __future__ import annotations

import json
import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ctg.files import put_in_place
from ctg.gathering.copies import Copy
from ctg.gathering.doors import MOST_OF_FILE, Unsound
from ctg.gathering.shapes import TableRow, of_hours, of_record, of_territory, tables

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

EMPTY = "aucune.parquet"
"""A table that no territory fills: its columns can be asked for all the same."""
_OURS = re.compile(r"(\d{9}|aucune)\.parquet")


class NoEngine(Exception):
    """DuckDB is not installed."""

    message = "--tables demande DuckDB, qui n'est pas installé."
    remedy = 'Installez-le : pip install "ctg-site[tables]".'


def engine() -> DuckDBPyConnection:
    """DuckDB, in memory, on one core, so that the same copies give the same bytes; it fetches nothing by itself. Raises
    :class:`NoEngine`."""
    try:
        import duckdb
    except ImportError:
        raise NoEngine from None
    closed = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    return duckdb.connect(config={"threads": "1", **closed})


def is_ours(folder: Path) -> bool:
    """Whether a folder holds nothing but what was written here, so that it may be replaced."""
    inside = [path for table in folder.iterdir() for path in (table.iterdir() if table.is_dir() else [table])]
    return all(path.parent.name in tables() and _OURS.fullmatch(path.name) for path in inside)


def write_tables(copies: Iterable[Copy], folder: Path, step: Callable[[], None] = lambda: None) -> list[tuple[Copy, str]]:
    """Put the tables of these copies in a folder, in one step. Returns the copies that were left out, with a French reason.

    Raises :class:`NoEngine`, :class:`OSError`.
    """
    connection = engine()
    new = folder.with_name(f".{folder.name}.nouveau")
    shutil.rmtree(new, ignore_errors=True)
    for table in tables():
        (new / table).mkdir(parents=True)
    left_out = []
    with TemporaryDirectory() as aside:
        write = partial(_write, connection, Path(aside, "lignes.json"))
        for copy in copies:
            try:
                for table, rows in _rows(copy).items():
                    write(table, rows, new / table / f"{copy.manifest.siren}.parquet")
            except Unsound as error:
                _forget(new, copy)
                left_out.append((copy, str(error)))
            step()
        for table in tables():
            if not any((new / table).iterdir()):
                write(table, [], new / table / EMPTY)
    put_in_place(new, folder)
    return left_out


def _rows(copy: Copy) -> dict[str, list[TableRow]]:
    """Table → the rows of a territory; no table without a row. Raises :class:`Unsound`."""
    siren = copy.manifest.siren
    found: dict[str, list[TableRow]] = defaultdict(list)
    found["territoires"].append(of_territory(copy.manifest))
    for kind, records in copy.lists():
        for record in records:
            found[kind.folder].append(of_record(kind, siren, record, copy.page(record, kind)))
            found["horaires"] += of_hours(kind, siren, record)
    return {table: rows for table, rows in found.items() if rows}


def _write(connection: DuckDBPyConnection, aside: Path, table: str, rows: list[TableRow], place: Path) -> None:
    """One file of a table, through a file of lines set ``aside``. Raises :class:`OSError`, and :class:`Unsound` when a value
    has the right form and no place (a number too large)."""
    import duckdb

    columns = dict(tables()[table])
    aside.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    try:
        found = connection.read_json(
            str(aside), columns=columns, format="newline_delimited", maximum_object_size=2 * MOST_OF_FILE
        )
        found.write_parquet(str(place), compression="zstd")
    except duckdb.IOException as error:
        raise OSError(str(error)) from None
    except duckdb.Error:
        raise Unsound(f"une valeur de la table « {table} » n'a pas de sens") from None


def _forget(folder: Path, copy: Copy) -> None:
    for table in tables():
        with suppress(FileNotFoundError):
            (folder / table / f"{copy.manifest.siren}.parquet").unlink()
