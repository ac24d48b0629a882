"""An ordinary list, as a town hall keeps it → one table: where its titles are, what its columns are, which rows are places.

A title above, two lines of titles, an empty column, totals, a remark at the end, titles again in the middle, a commune or a kind
said once for several rows or for a sheet, « idem », a place a column: nothing of it has to be mended first. What was left out is
told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ctg import api
from ctg_tableurs.table_file import NumberedRows, RowOfSheet, SheetOfFile, Table, text_of
from ctg_tableurs.titles import AGES, by_cells, meaning_of, meanings

HEAD = 25
"""NumberedRows among which the titles are looked for."""
NOTHING = {"", "-", "–", "—", "/", "nc", "n c", "neant", "so", "s o", "sans objet", "?", "."}
"""What people write in a cell that says nothing."""
SECTIONS = {"type": "Type (titre au-dessus)", "commune": "Commune (titre au-dessus)"}
"""Columns of ours: what stands above several rows, in the name of their sheet, or in its title."""
DITTO = re.compile(r"[\W_]*(?:idem|id|ditto|ci-dessus)[\W_]*|[\"″〃”]|''|-?\s*//+\s*-?", re.IGNORECASE)
"""What people write for « the same as above »."""
_TOTAL = re.compile(r"(?:sous )?tota(?:l|ux)\b|moyenne|effectif total|nombre (?:de|total)")


class NoPlace(NamedTuple):
    """A row that is no place: where it is, what it says."""

    row: int
    text: str


@dataclass(frozen=True)
class OrdinaryList:
    """The table, its titles first, and what each of its columns is; "" for what is a note."""

    table: Table
    columns: dict[str, str]
    left_out: tuple[NoPlace, ...] = ()
    date: str = ""
    """When it was made, if a title above says so."""


@dataclass
class _Reading:
    """What is read so far, from all the sheets."""

    communes: tuple[str, ...]
    chosen: Mapping[str, str]
    type_of: Callable[[str], str]
    """The type that a text names; "" for none."""
    titles: list[str] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    rows: list[tuple[int, dict[str, api.Raw]]] = field(default_factory=list)
    faults: dict[tuple[int, str], str] = field(default_factory=dict)
    left_out: list[NoPlace] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)

    def commune(self, text: str) -> str:
        """The only commune that a title names: « Petite enfance – commune de Valbourg »."""
        parts = [text, *re.split(r"\s+[-–—:]\s+|\bcommunes? (?:de |d['’]|du )", text)]
        found = {*filter(None, (api.commune_of(part, self.communes) for part in parts))}
        return found.pop() if len(found) == 1 else ""


def ordinary(
    sheets: Sequence[SheetOfFile], communes: Iterable[str], type_of: Callable[[str], str], chosen: Mapping[str, str] | None = None
) -> OrdinaryList:
    """The list that the sheets of a file hold. ``type_of``: the type that a text names, or ""; ``chosen``: what a person said of
    some titles. Raises :class:`TableError`.
    """
    read = _Reading(tuple(communes), chosen or {}, type_of)
    headed = [(sheet, head) for sheet in map(_upright, sheets) if (head := _head(sheet.table))]
    for sheet, head in headed or [(sheet, _untitled(sheet.table)) for sheet in sheets[:1]]:
        _sheet(read, sheet, *head)
    for meant, title in SECTIONS.items():
        if any(title in cells for _, cells in read.rows):
            read.titles.append(title)
            read.columns[title] = meant
    if "nom" not in read.columns.values() or not read.rows:
        told = "Aucune colonne ne ressemble à un nom de lieu." if sheets else "Ce tableau est vide."
        raise api.TableError(told, "Donnez des titres aux colonnes : « Nom », « Commune », « Téléphone »…")
    rows = tuple((number, tuple(cells.get(title) for title in read.titles)) for number, cells in read.rows)
    faults = {(number, read.titles.index(title)): said for (number, title), said in read.faults.items()}
    return OrdinaryList(
        Table(((0, tuple(read.titles)), *rows), faults), read.columns, tuple(read.left_out), next(iter(read.dates), "")
    )


def _upright(sheet: SheetOfFile) -> SheetOfFile:
    """The same sheet with its titles on a row, where they stand one below the other and each place has a column."""
    rows = sheet.table.rows
    across = max((len(_meant([text_of(cell) for cell in cells])) for _, cells in rows[:HEAD]), default=0)
    if len(_meant([text_of(cells[0]) for _, cells in rows[:HEAD]])) <= max(across, 2):
        return sheet
    width = max(len(cells) for _, cells in rows)
    numbers: list[int] = [RowOfSheet(n + 1, f"{n + 1} (comptée en colonnes)") for n in range(width)]
    turned = tuple((numbers[n], tuple(cells[n] if n < len(cells) else None for _, cells in rows)) for n in range(width))
    faults = {(numbers[column], place): said for place, (line, _) in enumerate(rows)
              for column in range(width) if (said := sheet.table.faults.get((line, column)))}  # fmt: skip
    return sheet._replace(table=Table(turned, faults))


def _meant(texts: Sequence[str]) -> set[str]:
    """What a row says that columns are; nothing for one that has a number of three figures."""
    return set() if any(re.search(r"\d{3}", text) for text in texts) else {*filter(None, map(meaning_of, texts))}


def _head(table: Table) -> tuple[int, list[str], list[str]] | None:
    """(rank of the first row below the titles, titles, what stands above each); None when the sheet has none."""
    rows = [[text_of(cell) for cell in cells] for _, cells in table.rows[:HEAD]]
    hits = [len(_meant(row)) for row in rows]
    best = max(range(len(rows)), key=lambda n: (hits[n], -n), default=-1)
    if best < 0 or hits[best] < 2:
        return None
    above, titles = [""] * len(rows[best]), rows[best]
    if best and hits[best - 1] and sum(map(bool, rows[best - 1])) > 1:
        above = _spread(rows[best - 1], len(titles))
    elif best + 1 < len(rows) and hits[best + 1] > 2:
        best += 1
        above, titles = _spread(rows[best - 1], len(rows[best])), rows[best]
    width = max(len(titles), len(above))
    return best + 1, [*titles, *[""] * (width - len(titles))], [*above, *[""] * (width - len(above))]


def _untitled(table: Table) -> tuple[int, list[str], list[str]]:
    """The same as :func:`_head`, of a table without titles: its columns are known by their cells."""
    width = max((len(cells) for _, cells in table.rows), default=0)
    return 0, [""] * width, [""] * width


def _spread(row: Sequence[str], width: int) -> list[str]:
    """A title over several columns, above each of them."""
    found: list[str] = []
    for cell in [*row, *[""] * (width - len(row))]:
        found.append(cell or (found[-1] if found else ""))
    return found


def _sheet(read: _Reading, sheet: SheetOfFile, start: int, titles: list[str], above: list[str]) -> None:
    rows = sheet.table.rows[start:]
    cells = [[text_of(row[n]) if n < len(row) else "" for _, row in rows] for n in range(len(titles))]
    named = [_named(title, over) or f"Colonne {n}" for n, (title, over) in enumerate(zip(titles, above, strict=True), 1)]
    names = [name if any(column) else "" for name, column in zip(_distinct(named), cells, strict=True)]
    meant = by_cells(meanings(titles, above), cells, read.communes, read.type_of)
    for name, one in zip(names, meant, strict=True):
        if name and name not in read.columns:
            read.titles.append(name)
            read.columns[name] = read.chosen.get(name, one)
    said = [sheet.name, *(text_of(cell) for _, row in sheet.table.rows[: max(start - 1, 0)] for cell in row)]
    read.dates.extend(filter(None, map(_dated, said)))
    place = {read.columns[name]: name for name in names if name}
    sections = {"type": sheet.name if read.type_of(sheet.name) else "", "commune": read.commune(" - ".join(said))}
    _body(read, sheet, sheet.table.rows[start:], names, [api.fold(title) for title in titles], {
        place.get(meant, title): sections[meant] for meant, title in SECTIONS.items()
    })  # fmt: skip


def _named(title: str, over: str) -> str:
    """What a column is called: with what stands above it, when its own title says too little."""
    return f"{over} {title}" if over and title and over != title and not meaning_of(title) else title or over


def _distinct(titles: Sequence[str]) -> list[str]:
    return [
        f"{title} ({titles[:n].count(title) + 1})" if title and title in titles[:n] else title for n, title in enumerate(titles)
    ]


def _dated(text: str) -> str:
    """« mise à jour octobre 2026 », « au 3 mars 2026 » → the date."""
    words = re.split(r"[^\w/.]+", text)
    for size in (3, 2, 1):
        for n in range(len(words) - size + 1):
            if found := next((one for one in api.read_dates(" ".join(words[n : n + size])) if one[:2] == "20"), ""):
                return found
    return ""


def _body(
    read: _Reading, sheet: SheetOfFile, rows: NumberedRows, names: Sequence[str], titles: list[str], said: dict[str, str]
) -> None:
    """The rows below the titles: those that are places, with what a row above said for several. ``said``: column → that."""
    of_type, of_commune = said
    nom, above = next((name for name in names if name and read.columns[name] == "nom"), ""), dict[str, api.Raw]()
    for number, row in rows:
        texts = [text_of(cell) for cell in row]
        cells = {name: above.get(name) if DITTO.fullmatch(text) else cell
                 for name, cell, text in zip(names, row, texts, strict=False) if name}  # fmt: skip
        cells = {name: cell for name, cell in cells.items() if api.fold(text_of(cell)) not in NOTHING}
        alone = text_of(next(iter(cells.values()))) if len(cells) == 1 else ""
        if [api.fold(text) for text in texts][: len(titles)] == titles[: len(texts)]:
            continue
        if found := alone and read.commune(alone):
            said[of_commune] = found
        elif alone and read.type_of(alone):
            said[of_type] = alone  # « CRÈCHES » above its rows
        elif reason := _no_place(cells, nom, texts):
            read.left_out.append(NoPlace(sheet.number(number), reason))
        else:
            cells = {title: text for title, text in said.items() if text} | cells
            said[of_commune] = text_of(cells.get(of_commune)) or said[of_commune]
            above = cells
            read.rows.append((sheet.number(number), cells))
            read.faults.update({(sheet.number(number), name): fault for n, name in enumerate(names)
                                if name and (fault := sheet.table.faults.get((number, n)))})  # fmt: skip


def _no_place(cells: Mapping[str, api.Raw], name: str, texts: Sequence[str]) -> str:
    """Why a row is no place: its own words; "" when it is one."""
    shown = " ; ".join(filter(None, texts))
    first = next(filter(None, texts), "")
    if not cells or _TOTAL.match(api.fold(first)) or (len(cells) == 1 and (name not in cells or len(first) > 60)):
        return shown or " "
    return shown if name not in cells and all(isinstance(cell, float | int) for cell in cells.values()) else ""


def choices(kind: type[api.Record]) -> Iterator[tuple[str, str]]:
    """(word, what people read) of all that a column may be."""
    yield from (
        ("", "Une note, gardée dans la fiche"),
        (AGES, "Âges"),
        ("contact", "Contact"),
        ("horaires", "Horaires"),
        ("date", "Date"),
    )
    yield from ((column.name, column.label) for column in api.columns_of(kind)[1:] if column.shape is api.Shape.TEXT)
