"""The rows of a list from elsewhere compared with our records: those that we have are shown, the others become drafts.

A draft follows its list until it is published, field by field: what the list says anew is written where nobody has corrected
what it said before. ``data/imports.json`` remembers that, as digests.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from ctg import api
from ctg_tableurs.entries import FieldChange, Importer, Match, RecordToWrite, Remark, Row, RowError
from ctg_tableurs.facts import Communes
from ctg_tableurs.foreign import ForeignReader
from ctg_tableurs.known_lists import KnownList, Liste
from ctg_tableurs.ordinary import ListRow
from ctg_tableurs.plan import FromList, ImportPlan, checked, few

OURS = {api.ID.name, "etat_fiche", "sources"}
"""What a draft says of itself, and not of the place."""
MEMORY = "data/imports.json"
Digests = Mapping[str, Mapping[str, str]]
"""Of what a list said: record → field → digest."""


def plan_of_list(root: Path, known: KnownList, date: str, rows: Sequence[ListRow], communes: Communes) -> ImportPlan:
    """What a list would add to ``data/``: drafts only, no record that is published is touched. Raises :class:`TableError`."""
    if not communes.names:
        raise api.TableError("La liste des communes ne peut pas être lue.", "Lancez « ctg verifier ».")
    reader = ForeignReader(root, known, date, communes)
    found = reader.read(rows)
    importer = Importer(root, api.GENRES[known.liste.genre], reader.columns)
    remembered = _remembered(root).get(known.liste.titre, {})
    while True:
        slugs = Counter(_slug(importer, row) for row, _ in found.rows)
        sorted_out = _SortedOut(Existing(root, importer), known.liste, remembered, slugs)
        for row, commune in found.rows:
            sorted_out.add(replace(row, cells={**row.cells}), commune)
        plan = checked(root, importer.columns, sorted_out.entries)
        odd = {(one.row, one.label) for one in plan.refused}
        if not [row for row, _ in found.rows if reader.noted(row, {label for number, label in odd if number == row.number})]:
            break
    state = reader.by_name["etat_fiche"].label  # that they are drafts is no news
    return replace(
        plan,
        warnings=tuple(one for one in plan.warnings if one.label != state),
        refused=tuple(sorted((*sorted_out.refused, *plan.refused), key=lambda one: one.row)),
        of_list=FromList(
            tuple(sorted_out.known),
            found.outside.total(),
            few([f"{api.shown(commune)} ({count})" for commune, count in found.outside.most_common()], " communes"),
            tuple(found.placeless),
            said=sorted_out.said,
        ),
    )


def _remembered(root: Path) -> dict[str, dict[str, dict[str, str]]]:
    """What each list said last; nothing when it is not known, and then nothing is written over."""
    try:
        said = json.loads(api.read_plain(root / MEMORY, root))
    except (api.OddFile, OSError, ValueError, RecursionError):
        return {}
    groups = said.values() if isinstance(said, dict) else [None]
    sound = all(isinstance(one, dict) and all(isinstance(fields, dict) for fields in one.values()) for one in groups)
    return said if sound else {}


def memory(root: Path, title: str, said: Digests) -> bytes:
    """The file of what the lists said, once this one has said this."""
    found = _remembered(root)
    found[title] = {**found.get(title, {}), **{id: dict(fields) for id, fields in said.items()}}
    return f"{json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)}\n".encode()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


class _Named(NamedTuple):
    """A record, its names folded, where it is; a service without a commune is anywhere."""

    sheet: api.Sheet
    names: tuple[str, ...]
    commune: str


def _by_names(root: Path, folder: str) -> Iterator[_Named]:
    for path in api.record_files(root / "data" / folder):
        sheet, _ = api.read_sheet(path, root)
        if sheet:
            said = [sheet.values.get("nom")]
            for name in ("autres_noms", "anciens_noms"):
                said += other if isinstance(other := sheet.values.get(name), list) else []
            names = tuple(api.fold(name) for name in said if isinstance(name, str))
            yield _Named(sheet, names, str(sheet.values.get("commune") or ""))


class Existing:
    """The records of a kind, to find the one that a row is about."""

    def __init__(self, root: Path, importer: Importer):
        self.importer = importer
        self.named = [*_by_names(root, importer.kind.folder)]

    def _name(self, row: Row) -> str:
        return api.fold(str(row.cells.get(self.importer.title, "")))

    def match(self, row: Row, commune: str, made: Iterable[str]) -> tuple[api.Sheet, str] | None:
        """The record of a row, and how it is known; None when it is new. ``made``: the drafts that this row made before."""
        siret = next(("".join(str(raw).split()) for column, raw in row.cells.items() if column.name == "siret"), "")
        ways = {
            "même ligne de la liste": lambda one: one.sheet.id in made,
            "même SIRET": lambda one: siret and str(one.sheet.values.get("siret")) == siret,
            "même nom, même commune": lambda one: one.commune in ("", commune) and self._name(row) in one.names,
        }
        return next(((one.sheet, how) for how, is_it in ways.items() for one in self.named if is_it(one)), None)

    def near(self, row: Row, commune: str) -> str:
        """The file of a record of the same commune whose name is nearly that of a row; nothing when there is none."""
        found = (one for one in self.named if one.commune == commune and any(api.alike(self._name(row), n) for n in one.names))
        return next((one.sheet.file for one in found), "")


@dataclass
class _SortedOut:
    """The rows of a list: the records that we have, the drafts to write, the refusals, what the list says of each draft."""

    existing: Existing
    liste: Liste
    before: Digests
    """What it said the last time."""
    slugs: Counter[str]
    known: list[Match] = field(default_factory=list)
    entries: list[RecordToWrite] = field(default_factory=list)
    refused: list[Remark] = field(default_factory=list)
    said: dict[str, dict[str, str]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def add(self, row: Row, commune: str) -> None:
        importer, existing = self.existing.importer, self.existing
        try:
            said = {change.column.name: _digest(_written(change)) for change in importer.changes(row, {})}
            slug = importer.target(row)
            longer = f"{slug}-{api.as_identifier(commune)}"[: api.LONGEST].strip("-")
            made = [id for id in (slug, longer) if all(self.before.get(id, {}).get(n) == said.get(n) for n in ("nom", "commune"))]
            if match := existing.match(row, commune, made):
                self._known(row, *match, said)
            else:
                self._new(row, commune, longer if slug in importer.files or self.slugs[slug] > 1 else slug, said)
        except RowError as error:
            self.refused += error.refusals

    def _known(self, row: Row, sheet: api.Sheet, how: str, said: dict[str, str]) -> None:
        """What the list says otherwise than the record is told, and written where it is a draft that still follows its list."""
        importer, before = self.existing.importer, self.before.get(sheet.id, {})
        follows, told = _still_its_draft(sheet, self.liste), list[FieldChange]()
        anew: dict[api.Column, api.Raw] = {api.ID: sheet.id}
        for one in importer.changes(row, sheet.values):
            name, base = one.column.name, before.get(one.column.name)
            untouched = _digest(one.old) == base if base else not one.old
            if follows and untouched and name not in OURS and _digest(_written(one)) != base:
                anew[one.column] = row.cells[one.column]
            if name not in {*OURS, "notes_internes"} and (name, one.new) != ("type", "autre"):
                told.append(one)
        self.known.append(Match(row.number, str(sheet.values.get("nom") or sheet.id), sheet.file, how, tuple(told)))
        if len(anew) > 1 and (entry := importer.entry(Row(row.number, anew))):
            self.entries.append(entry)
        self.said |= {sheet.id: said} if follows else {}

    def _new(self, row: Row, commune: str, slug: str, said: dict[str, str]) -> None:
        """Raises :class:`RowError`."""
        importer = self.existing.importer
        if slug in {*importer.files, *self.taken}:
            told = f"« {api.shown(slug)} » serait aussi le nom de la fiche d'une autre ligne."
            remedy = "Gardez une seule de ces lignes, ou précisez un nom."
            raise RowError(Remark(row.number, importer.title.label, "", told, remedy))
        self.taken.add(slug)
        row.cells[api.ID] = slug
        if entry := importer.entry(row):
            near = self.existing.near(row, commune)
            note = f"ressemble à {near} : si c'est le même lieu, effacez ce brouillon" if near else ""
            self.entries.append(replace(entry, note=note))
            self.said[slug] = said


def _written(change: FieldChange) -> str:
    """The text of a field once it is changed."""
    return str(api.written(change.column, change.value))


def _still_its_draft(sheet: api.Sheet, liste: Liste) -> bool:
    """Whether a record is a draft that an earlier import of the same list made: it follows its list until it is published."""
    sources = sheet.values.get("sources")
    titles = {one.get("titre") for one in (sources if isinstance(sources, list) else ()) if isinstance(one, dict)}
    return sheet.values.get("etat_fiche") == api.EtatFiche.BROUILLON.value and liste.titre in titles


def _slug(importer: Importer, row: Row) -> str:
    try:
        return importer.target(row)
    except RowError:
        return ""
