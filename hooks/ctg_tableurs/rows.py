"""A table → one row a record: which column is which field, and the text of each cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ctg import api
from ctg_tableurs.table_file import Table


@dataclass(frozen=True)
class Row:
    """One row of the spreadsheet; blank cells are left out."""

    number: int
    cells: dict[api.Column, api.Raw] = field(default_factory=dict)
    faults: dict[api.Column, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """What the identifier's cell says, or nothing."""
        raw = self.cells.get(api.ID, "")
        return (str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw)).strip()


def rows_of(table: Table, columns: Sequence[api.Column]) -> list[Row]:
    """The rows below the titles; the row of help is left out. Raises :class:`TableError` about the titles."""
    (line, titles), *rest = table.rows
    order = _match(titles, columns, line)
    return [row for row in _rows(rest, table, order) if not _is_help(row)]


def _match(titles: Sequence[api.Raw], columns: Sequence[api.Column], line: int) -> dict[int, api.Column | None]:
    """Which field each column of the table holds, by its label or its name in the files; None for what the site computes."""
    by_name = {api.fold(column.name): column for column in columns} | {api.fold(column.label): column for column in columns}
    order: dict[int, api.Column | None] = {}
    unknown = []
    for place, title in enumerate(titles):
        text = str(title or "").strip()
        column = by_name.get(api.fold(text))
        if text.startswith(f"{api.COMPUTED}."):
            order[place] = None
            continue
        if column and column in order.values():
            raise api.TableError(f"Deux colonnes portent le titre « {column.label} ».", "Supprimez ou renommez l'une des deux.")
        if column:
            order[place] = column
        elif text:
            near = api.nearest(text, [column.label for column in columns])
            unknown.append(f"« {api.shown(text)} »" + (f" (vouliez-vous écrire « {near} » ?)" if near else ""))
    if not any(order.values()):
        raise api.TableError(
            f"Aucun titre de colonne n'est reconnu à la ligne {line}.",
            "La première ligne porte les titres, comme dans un fichier fait par « ctg exporter ».",
        )
    if unknown:
        head = (
            "Une colonne n'est pas connue" if len(unknown) == 1 else f"{api.plural(len(unknown), 'colonne')} ne sont pas connues"
        )
        raise api.TableError(f"{head} : {', '.join(unknown)}.", "Corrigez ces titres, ou supprimez ces colonnes.")
    return order


def _rows(rest: Sequence[tuple[int, tuple[api.Raw, ...]]], table: Table, order: dict[int, api.Column | None]) -> Iterator[Row]:
    for number, cells in rest:
        beyond = next((n for n, cell in enumerate(cells) if n not in order and not _blank(cell)), None)
        if beyond is not None:
            raise api.TableError(
                f"Ligne {number} : « {api.shown(cells[beyond])} » est dans une colonne sans titre.",
                "Donnez un titre à cette colonne, ou effacez-la.",
            )
        filled = {column: cell for n, cell in enumerate(cells) if (column := order.get(n)) and not _blank(cell)}
        faults = {column: table.faults[number, n] for n, column in order.items() if column and (number, n) in table.faults}
        if filled or faults:
            yield Row(number, filled, faults)


def _blank(raw: api.Raw) -> bool:
    return raw is None or not str(raw).strip()


def _is_help(row: Row) -> bool:
    """Whether a row is the help that ``ctg exporter`` writes below the titles."""
    same = sum(api.fold(str(raw)) == api.fold(column.help) for column, raw in row.cells.items() if column.help)
    return same > len(row.cells) / 2
