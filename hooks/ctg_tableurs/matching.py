"""The rows of a list from elsewhere compared with our records: those that we have are shown, the others become drafts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ctg import api
from ctg_tableurs.entries import Importer, Match, RecordToWrite, RowError
from ctg_tableurs.foreign import ForeignReader, ForeignRows, Origin, outside_told
from ctg_tableurs.plan import FromList, ImportPlan, checked
from ctg_tableurs.rows import Row
from ctg_tableurs.table_file import Table

FEW = 5
"""Communes named in a sentence."""
OURS = {api.ID.name, "etat_fiche", "sources", "notes_internes"}
"""What a draft says of itself, and not of the place."""


def plan_of_list(root: Path, origin: Origin, table: Table) -> ImportPlan:
    """What a list would add to ``data/``: drafts only; a record that exists is never touched. Raises :class:`TableError`."""
    communes = api.communes_in(root)
    if not communes:
        raise api.TableError("La liste des communes ne peut pas être lue.", "Lancez « ctg verifier ».")
    kind = api.GENRES[origin.known.liste.genre]
    territoire, _ = api.read_sheet(root / "data" / "territoire.yml", root)
    siren = str(territoire.values.get("siren") or "") if territoire else ""
    reader = ForeignReader(root, origin, communes, _marks(root), siren)
    found = reader.read(table)
    importer = Importer(root, kind, reader.columns)
    known, entries, refused = _sorted_out(Existing(root, importer), found, origin)
    plan = checked(root, importer.columns, entries)
    state = reader.by_name["etat_fiche"].label  # that they are drafts is no news
    return replace(
        plan,
        warnings=tuple(one for one in plan.warnings if one.label != state),
        refused=tuple(sorted((*refused, *plan.refused), key=lambda one: one.row)),
        of_list=FromList(
            tuple(known), found.outside.total(), outside_told(found.outside, FEW), tuple(found.placeless), found.unread
        ),
    )


def _marks(root: Path) -> dict[str, str]:
    """The mark of each structure that came from a list → its identifier."""
    return {mark: sheet.id for sheet in _sheets(root, api.Structure.folder) for mark in _notes(sheet)}


def _sheets(root: Path, folder: str) -> Iterator[api.Sheet]:
    for path in api.record_files(root / "data" / folder):
        sheet, _ = api.read_sheet(path, root)
        if sheet:
            yield sheet


def _notes(sheet: api.Sheet) -> list[str]:
    return [line.strip() for line in str(sheet.values.get("notes_internes") or "").splitlines() if line.startswith("Identifiant")]


@dataclass(frozen=True)
class _Named:
    """A record by its names, where it is; a service without a commune is anywhere."""

    sheet: api.Sheet
    names: tuple[str, ...]
    commune: str


class Existing:
    """The records of a kind, to find the one that a row is about."""

    def __init__(self, root: Path, importer: Importer):
        self.importer = importer
        self.sheets = list(_sheets(root, importer.kind.folder))
        self.by_siret = {str(sheet.values["siret"]): sheet for sheet in self.sheets if sheet.values.get("siret")}
        self.by_mark = {mark: sheet for sheet in self.sheets for mark in _notes(sheet)}
        self.named = _by_names(self.sheets)
        self.places = [] if importer.kind is api.Structure else _by_names(_sheets(root, api.Structure.folder))
        """Beside services: an annuaire often gives the place itself as one."""

    def place(self, row: Row, commune: str) -> api.Sheet | None:
        """The place that a service is, by its name."""
        name = api.fold(str(row.cells.get(self.importer.title, "")))
        return next((one.sheet for one in self.places if one.commune == commune and name in one.names), None)

    def match(self, row: Row, commune: str) -> tuple[api.Sheet, str] | None:
        """The record of a row, and how it is known; None when it is new."""
        said = {column.name: str(raw).strip() for column, raw in row.cells.items()}
        mark = said.get("notes_internes", "").partition("\n")[0]
        if sheet := self.by_mark.get(mark):
            return sheet, "même identifiant dans la liste"
        if sheet := self.by_siret.get("".join(said.get("siret", "").split())):
            return sheet, "même SIRET"
        name = api.fold(said.get("nom", ""))
        same = (one.sheet for one in self.named if one.commune in ("", commune) and name in one.names)
        return next(((sheet, "même nom, même commune") for sheet in same), None)

    def near(self, row: Row, commune: str) -> str:
        """The file of a record of the same commune whose name is nearly that of a row; nothing when there is none."""
        name = api.fold(str(row.cells.get(self.importer.title, "")))
        found = (one.sheet.file for one in self.named if one.commune == commune and any(api.alike(name, n) for n in one.names))
        return next(found, "")


def _by_names(sheets: Iterable[api.Sheet]) -> list[_Named]:
    return [_Named(sheet, _names(sheet), str(sheet.values.get("commune") or "")) for sheet in sheets]


def _names(sheet: api.Sheet) -> tuple[str, ...]:
    said = [sheet.values.get("nom")]
    for field in ("autres_noms", "anciens_noms"):
        said += other if isinstance(other := sheet.values.get(field), list) else []
    return tuple(api.fold(name) for name in said if isinstance(name, str))


def _sorted_out(
    existing: Existing, found: ForeignRows, origin: Origin
) -> tuple[list[Match], list[RecordToWrite], list[api.Remark]]:
    """Each row: a record that we have, a draft to write, or a refusal."""
    known: list[Match] = []
    entries: list[RecordToWrite] = []
    refused: list[api.Remark] = []
    importer, everywhere = existing.importer, origin.known.liste.partout
    slugs = Counter(_slug(importer, row) for row in found.rows)
    taken = {*importer.files}
    for row in found.rows:
        commune = found.communes[row.number]
        try:
            if match := existing.match(row, commune):
                one = _match(importer, row, *match, everywhere)
                known.append(one)
                if one.differences and _still_its_draft(match[0], origin):
                    entries += [entry] if (entry := importer.entry(_differing(row, one))) else []
                continue
            if place := existing.place(row, commune):
                known.append(Match(row.number, str(place.values.get("nom")), place.file, "c'est le lieu lui-même"))
                continue
            slug = importer.target(row)
            if slug in importer.files or slugs[slug] > 1:
                slug = f"{slug}-{api.as_identifier(commune)}"[: api.LONGEST].strip("-")
            if slug in taken:
                told = f"« {api.shown(slug)} » serait aussi le nom de la fiche d'une autre ligne."
                remedy = "Gardez une seule de ces lignes, ou précisez un nom."
                raise RowError(api.Remark(row.number, importer.title.label, "", told, remedy))
            taken.add(slug)
            row.cells[api.ID] = slug
            entry = importer.entry(row)
        except RowError as error:
            refused += error.refusals
            continue
        near = existing.near(row, commune)
        note = f"ressemble à {near} : si c'est le même lieu, effacez ce brouillon" if near else ""
        entries += [replace(entry, note=note)] if entry else []
    return known, entries, refused


def _still_its_draft(sheet: api.Sheet, origin: Origin) -> bool:
    """Whether a record is a draft that an earlier import of the same list made: it follows its list until it is published."""
    sources = sheet.values.get("sources")
    titles = {one.get("titre") for one in (sources if isinstance(sources, list) else ()) if isinstance(one, dict)}
    draft = sheet.values.get("etat_fiche") == api.EtatFiche.BROUILLON.value
    return origin.ordinary and draft and origin.known.liste.titre in titles


def _differing(row: Row, match: Match) -> Row:
    """The row with the cells that differ only, for its own record."""
    differing = {change.column for change in match.differences}
    cells = {column: raw for column, raw in row.cells.items() if column in differing}
    return Row(row.number, {api.ID: match.file.rpartition("/")[2], **cells})


def _slug(importer: Importer, row: Row) -> str:
    try:
        return importer.target(row)
    except RowError:
        return ""


def _match(importer: Importer, row: Row, sheet: api.Sheet, how: str, everywhere: Mapping[str, str]) -> Match:
    """What the list says otherwise than the record; what it does not say is no difference. Raises :class:`RowError`."""
    changes: tuple[api.FieldChange, ...] = importer.changes(row, sheet.values)
    told = tuple(one for one in changes if one.column.name not in OURS and one.new != everywhere.get(one.column.name))
    return Match(row.number, str(sheet.values.get("nom") or sheet.id), sheet.file, how, told)
