"""A table → one row a record: which column is which field; each row → the record to write, and the new text of its file."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ctg import api
from ctg_tableurs.table_file import Table, lines_of


@dataclass(frozen=True)
class Remark:
    """What is said of a row, or of one of its cells: why it is refused, or a warning."""

    row: int
    label: str
    excerpt: str
    message: str
    remedy: str = ""


@dataclass(frozen=True)
class FieldChange:
    """One field: its text now, its text after, and what was restored in the cell, if anything."""

    column: api.Column
    old: str
    new: str
    value: Any
    note: str = ""


@dataclass(frozen=True)
class Row:
    """One row of the spreadsheet; blank cells are left out."""

    number: int
    cells: dict[api.Column, api.Raw] = field(default_factory=dict)
    faults: dict[api.Column, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """What the identifier's cell says, or nothing."""
        return lines_of(self.cells.get(api.ID))


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


@dataclass(frozen=True)
class RecordToWrite:
    """One record to write: its file relative to the project, its bytes now (None: a new file) and after."""

    row: int
    id: str
    title: str
    file: str
    before: bytes | None
    after: bytes
    changes: tuple[FieldChange, ...]
    note: str = ""


@dataclass(frozen=True)
class Match:
    """A row of a list from elsewhere that has its record here, how that is known, and what the two say otherwise."""

    row: int
    title: str
    file: str
    how: str
    differences: tuple[FieldChange, ...] = ()


class RowError(Exception):
    """A row that cannot be used, with each reason."""

    def __init__(self, *refusals: Remark):
        super().__init__()
        self.refusals = refusals


def _refuse(row: Row, column: api.Column, excerpt: str, message: str, remedy: str) -> RowError:
    return RowError(Remark(row.number, column.label, excerpt, message, remedy))


class Importer:
    """Turns rows into entries, knowing the records that exist."""

    def __init__(self, root: Path, kind: type[api.Record], columns: tuple[api.Column, ...] = (), source: str = ""):
        """``columns``: the kind's, where a list from elsewhere has its own titles; ``source``: that of new records."""
        self.root, self.kind = root, kind
        self.columns = columns or api.columns_of(kind)
        self.source = source
        self.title = next(column for column in self.columns if column.name in {"nom", "titre"})
        self.order = [column.path for column in self.columns[1:]]
        self.files = {path.stem: path for path in api.record_files(root / "data" / kind.folder)}

    def target(self, row: Row) -> str:
        """The identifier of a row's record. Raises :class:`RowError`."""
        id = row.id.removesuffix(".yml").removesuffix(".yaml")
        if id in self.files:
            return id
        if id:
            if api.is_identifier(id) and len(id) <= api.LONGEST:
                return id
            meant = api.nearest(id, self.files) or api.as_identifier(id)[: api.LONGEST]
            sentence = "Un identifiant est fait de lettres minuscules sans accent, de chiffres et de tirets."
            raise _refuse(row, api.ID, id, sentence, f"Écrivez « {meant} »." if meant else "Effacez-le.")
        text = self._text(row, self.title)
        if not text:
            remedy = f"Remplissez la colonne « {self.title.label} »."
            raise _refuse(row, self.title, "", "Cette ligne n'a ni identifiant ni nom.", remedy)
        slug = api.as_identifier(text)[: api.LONGEST].strip("-")
        if not api.is_identifier(slug):
            remedy = "Écrivez des lettres sans accent et des tirets dans la colonne « Identifiant »."
            raise _refuse(row, self.title, text, "Ce nom ne donne pas d'adresse de page.", remedy)
        return slug

    def _text(self, row: Row, column: api.Column) -> str:
        try:
            return api.restored(row.cells.get(column), column)[0]
        except api.CellError:
            return ""

    def repeated(self, rows: Iterable[Row]) -> Iterator[Remark]:
        """Rows that would write the same record."""
        by_id = defaultdict(list)
        for row in rows:
            try:
                by_id[self.target(row)].append(row)
            except RowError:
                continue  # told later, with the row
        for id, same_id in by_id.items():
            for row in same_id if len(same_id) > 1 else ():
                others = " et ".join(str(other.number) for other in same_id[:4] if other is not row)
                sentence = f"La même fiche est aussi à la ligne {others}."
                yield Remark(row.number, api.ID.label, id, sentence, "Gardez une seule de ces lignes, ou changez un identifiant.")

    def absent(self, rows: Iterable[Row]) -> Iterator[str]:
        """The files of the records that no row names, when the table holds some of them: rows that were deleted, perhaps."""
        named = set()
        for row in rows:
            try:
                named.add(self.target(row))
            except RowError:
                return  # a row that cannot be read may be for any of them
        if named & self.files.keys():
            yield from (f"data/{self.kind.folder}/{path.name}" for id, path in self.files.items() if id not in named)

    def entry(self, row: Row) -> RecordToWrite | None:
        """What to write for a row; None when it changes nothing. Raises :class:`RowError`."""
        id = self.target(row)
        path = self.files.get(id)
        if path is None:
            return self._new(row, id)
        sheet, problems = api.read_sheet(path, self.root)
        if sheet is None or problems:
            raise _refuse(row, api.ID, id, "Cette fiche a déjà une erreur.", "Corrigez-la d'abord.")
        changes = self.changes(row, sheet.values)
        if not changes:
            return None
        title = str(sheet.values.get(self.title.name) or id)
        if not row.id:
            remedy = f"Pour la modifier, écrivez « {id} » dans cette colonne ; pour une autre fiche, un autre identifiant."
            raise _refuse(row, api.ID, self._text(row, self.title), f"La fiche « {title} » existe déjà.", remedy)
        before = api.read_plain(path, self.root)
        try:
            after = api.edit(before.decode("utf-8"), {change.column.path: change.value for change in changes}, self.order)
        except api.EditError as error:
            raise _refuse(row, api.ID, id, f"La fiche « {title} » ne peut pas être modifiée ({error}).", api.BY_HAND) from None
        return RecordToWrite(row.number, id, title, sheet.file, before, after.encode(), changes)

    def _new(self, row: Row, id: str) -> RecordToWrite:
        by_name = {column.name: column for column in self.columns}
        state = {"etat_fiche": api.EtatFiche.BROUILLON.value, "sources": api.flow([{"titre": api.Quoted(self.source)}])}
        for name, text in state.items() if self.source and not row.id else ():
            if name in by_name:
                row.cells.setdefault(by_name[name], text)
        changes = self.changes(row, {})
        values = _nested(sorted(changes, key=lambda change: self.order.index(change.column.path)))
        file = f"data/{self.kind.folder}/{id}.yml"
        title = next((change.new for change in changes if change.column == self.title), id)
        near = api.nearest(id, self.files) if row.id else None
        note = f"identifiant nouveau, proche de « {near} »" if near else ""
        return RecordToWrite(row.number, id, title, file, None, api.record_text(values).encode(), changes, note)

    def changes(self, row: Row, values: dict) -> tuple[FieldChange, ...]:
        """The cells that say something else than the record. Raises :class:`RowError` with every bad cell."""
        changes, refusals = [], []
        for column, sentence in row.faults.items():
            refusals.append(Remark(row.number, column.label, "", sentence, "Corrigez la formule, ou tapez la valeur."))
        for column, raw in row.cells.items():
            if column == api.ID or column in row.faults:
                continue
            try:
                change = _change(column, raw, api.written(column, api.lookup(values, column.path)))
            except api.CellError as error:
                refusals.append(Remark(row.number, column.label, api.shown(raw), error.message, error.remedy))
                continue
            changes += [change] if change else []
        if refusals:
            raise RowError(*refusals)
        return tuple(changes)


def _change(column: api.Column, raw: Any, old: str) -> FieldChange | None:
    text, _, note = api.restored(raw, column, old)
    if not text or same(column, old, text):
        return None
    if text.casefold() == api.EMPTY:
        return FieldChange(column, old, "", None) if old else None
    value = api.read(column, text)
    if api.written(column, value) == old:
        return None  # the same list, laid out otherwise
    return FieldChange(column, old, text, value, note)


def _nested(changes: Iterable[FieldChange]) -> dict:
    """The values of a new record."""
    new: dict[str, Any] = {}
    for change in changes:
        *above, name = change.column.path
        inner = new
        for group in above:
            inner = inner.setdefault(group, {})
        inner[name] = change.value
    return new


def same(column: api.Column, old: str, new: str) -> bool:
    """Whether two cell texts say the same, but for what a spreadsheet may change by itself."""
    if _plain(old) == _plain(new):
        return True
    if column.type is api.Type.PHONE:
        return api.dialled(old) == api.dialled(new) != ""
    if column.type in api.NUMBERS:
        return _number(old) is not None and _number(old) == _number(new)
    return False


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in re.sub("[\u00a0\u202f]", " ", api.tidy(text)).split("\n"))


def _number(text: str) -> float | None:
    try:
        return float(re.sub(r"\s", "", text).replace(",", "."))
    except ValueError:
        return None
