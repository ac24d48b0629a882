"""The copies of a portal as Parquet, one file a table: what a data engine reads where it lies.

Not one file a territory: the end of each file, which describes its columns, would weigh more than its rows. Written by DuckDB,
which a territory does not need: it comes with « ctg-site[tables] ».
"""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ctg.gathering.copies import Copy
from ctg.gathering.doors import MOST_OF_FILE, Unsound
from ctg.gathering.shapes import TableRow, of_hours, of_record, of_territory, tables
from ctg.ground.files import put_in_place

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SUFFIX = ".parquet"
MEMORY = "1GB"


class NoEngine(Exception):
    """DuckDB is not installed."""

    message = "--tables demande DuckDB, qui n'est pas installé."
    remedy = 'Installez-le : pip install "ctg-site[tables]".'


def engine(aside: str = "") -> DuckDBPyConnection:
    """DuckDB, on one core, so that the same copies give the same bytes; it fetches nothing by itself. What does not hold in
    memory goes to the folder ``aside``. Raises :class:`NoEngine`."""
    try:
        import duckdb
    except ImportError:
        raise NoEngine from None
    closed = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    return duckdb.connect(config={"threads": "1", "memory_limit": MEMORY, "temp_directory": aside, **closed})


def is_ours(folder: Path) -> bool:
    """Whether a folder holds nothing but what was written here, so that it may be replaced."""
    return all(path.suffix == SUFFIX and path.stem in tables() and path.is_file() for path in folder.iterdir())


def write_tables(copies: Iterable[Copy], folder: Path, step: Callable[[], None] = lambda: None) -> list[tuple[Copy, str]]:
    """Put the tables of these copies in a folder, in one step. Returns the copies that were left out, with a French reason.

    Raises :class:`NoEngine`, :class:`OSError`.
    """
    import duckdb

    left_out = []
    new = folder.with_name(f".{folder.name}.nouveau")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    with TemporaryDirectory() as aside, engine(aside) as connection:
        try:
            for name, columns in tables().items():
                told = ", ".join(f'"{column}" {type}' for column, type in columns.items())
                connection.execute(f'CREATE TABLE "{name}" ({told})')
            for copy in sorted(copies, key=lambda copy: copy.manifest.siren):
                try:
                    _add(connection, Path(aside, "lignes.json"), copy)
                except Unsound as error:
                    left_out.append((copy, str(error)))
                step()
            for name in tables():
                connection.table(name).write_parquet(str(new / f"{name}{SUFFIX}"), compression="zstd")
        except duckdb.OperationalError as error:
            raise OSError(str(error)) from None
    put_in_place(new, folder)
    return left_out


def _add(connection: DuckDBPyConnection, aside: Path, copy: Copy) -> None:
    """All the rows of a territory, or none; they go through a file of lines set ``aside``. Raises :class:`Unsound`, also when a
    value has the right form and no place (a number too large)."""
    import duckdb

    rows = _rows(copy)
    connection.begin()
    for name, some in rows.items():
        aside.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in some), "utf-8")
        columns = dict(tables()[name])
        try:
            connection.read_json(
                str(aside), columns=columns, format="newline_delimited", maximum_object_size=2 * MOST_OF_FILE
            ).insert_into(name)
        except duckdb.OperationalError:  # no room, on the disk or in memory: no fault of theirs
            raise
        except duckdb.Error:
            connection.rollback()
            raise Unsound(f"une valeur de la table « {name} » n'a pas de sens") from None
    connection.commit()


def _rows(copy: Copy) -> dict[str, list[TableRow]]:
    """Table → the rows of a territory. Raises :class:`Unsound`."""
    siren = copy.manifest.siren
    found: dict[str, list[TableRow]] = defaultdict(list)
    found["territoires"].append(of_territory(copy.manifest, copy.young_children))
    for kind, records in copy.lists():
        for record in records:
            found[kind.folder].append(of_record(kind, siren, record, copy.page(record, kind)))
            found["horaires"] += of_hours(kind, siren, record)
    return found
