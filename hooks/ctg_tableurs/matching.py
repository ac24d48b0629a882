"""The rows of a list from elsewhere, under our own columns, compared with our records: those that we have are shown, the others
become drafts with their source. Rows of other territories are only counted.

A draft follows its list until it is published, field by field: what the list says anew is written where nobody has corrected
what it said before. ``data/imports.json`` remembers that, as digests.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from ctg import api
from ctg_tableurs import facts, titles
from ctg_tableurs.cells import CellsReader
from ctg_tableurs.entries import FieldChange, Importer, Match, RecordToWrite, Remark, Row, RowError
from ctg_tableurs.known_lists import Liste
from ctg_tableurs.ordinary import AROUND, SECTIONS, ListRow, NoPlace
from ctg_tableurs.plan import FromList, ImportPlan, checked, few
from ctg_tableurs.table_file import text_of
from ctg_tableurs.titles import AGES, CONTACT, HOURS, NOTES, PERSON, PLACES

OURS = {api.ID.name, "etat_fiche", "sources"}
"""What a draft says of itself, and not of the place."""
MEMORY = "data/imports.json"
Digests = Mapping[str, Mapping[str, str]]
"""Of what a list said: record → field → digest."""


@dataclass
class ForeignRows:
    """The rows that are of the territory, and the others."""

    rows: list[tuple[Row, str]] = field(default_factory=list)
    """Each with its commune."""
    placeless: list[NoPlace] = field(default_factory=list)
    """Those that do not say where they are."""
    outside: list[NoPlace] = field(default_factory=list)


class ForeignReader(CellsReader):
    """Turns the rows of one list into ours. ``communes``: those of the territory."""

    def read(self, rows: Sequence[ListRow]) -> ForeignRows:
        """Each place becomes a draft, or is told: outside, or without a commune."""
        found = ForeignRows()
        for commune, place in self._gathered(rows):
            if commune in self.communes:
                found.rows.append((self._row(place, commune), commune))
                continue
            told = next(iter(self._said(place[0].cells, "nom")), "") or " ; ".join(map(text_of, place[0].cells.values()))
            left = found.outside if commune else found.placeless
            left.append(NoPlace(place[0].number, f"{told} ({commune})" if commune else told))
        self._kinds([row for row, _ in found.rows])
        return found

    def _gathered(self, rows: Sequence[ListRow]) -> list[tuple[str, list[ListRow]]]:
        """The commune and the rows of each place: several, when it goes on below without its name, or is named again."""
        places, known, last = list[tuple[str, list[ListRow]]](), dict[tuple[str, str], list[ListRow]](), list[ListRow]()
        for row in rows:
            names, commune = self._said(row.cells, "nom"), self._commune(row.cells)
            goes_on = last and (commune in {"", places[-1][0]} or (not places[-1][0] and row.number == last[-1].number + 1))
            if not names and goes_on:
                last.append(row)
                places[-1] = (places[-1][0] or commune, last)
                continue
            key = (api.fold(next(iter(names), str(row.number))), commune)
            others = [place for (name, _), place in known.items() if name == key[0]]
            again = known.get(key) or (others[0] if not commune and len(others) == 1 else None)
            if again and (later := self._corrected(again[0], row)):
                again[0] = later
                continue
            ways = {re.sub(r"\D", "", text) for one in (*(again or ()), row) for text in self._said(one.cells, "telephone")[:1]}
            if again and len(ways) < 2:
                again.append(row)
                continue
            last = known[key] = [row]
            places.append((commune, last))
        return places

    def _corrected(self, before: ListRow, row: ListRow) -> ListRow | None:
        """Of two answers to a form about one place, each with its time, the last one, the other in a note; else None."""
        times = [" ".join(self._said(one.cells, "date")) for one in (before, row)]
        if not all(map(titles.STAMP.match, times)):
            return None
        other = " ; ".join(line for title, cell in before.cells.items() if cell != row.cells.get(title)
                           for line in facts.note(title, cell, self._means(title) == PERSON))  # fmt: skip
        return row._replace(cells={**before.cells, **row.cells, "Réponse précédente": other})

    def _commune(self, cells: Mapping[str, api.Raw]) -> str:
        """Our name of it, or the list's when it is not ours; "" when the row does not say. What stands above comes last."""
        own = {title: cell for title, cell in cells.items() if title not in SECTIONS.values()}
        named = self._said(own, "commune")
        told, above = (text_of(cells.get(SECTIONS[one])) for one in ("commune", NOTES))
        if code := next(iter(self._said(own, "code_insee")), ""):
            return self.by_code.get(code.zfill(5)) or next(iter(named), code)
        if known := next(filter(None, (self.known.located(one)[0] for one in named)), ""):
            return known
        if named and titles.names_a_commune(named[0]):
            return named[0]
        raws = [cell for title, cell in own.items() if isinstance(cell, str) and self._of_place(title) and title != AROUND]
        streets = self._said(own, "adresse")
        where = [*named, *streets, *(text for one in raws for text in facts.PIECES.split(one) if text)]
        found = [one.commune for text in where if (one := api.read_address(text, self.communes))]
        found += [*map(self.known.of, where), *(self.known.located(one)[0] for one in streets if not facts.like_a_street(one))]
        found = sorted(filter(None, found), key=lambda one: one not in self.communes)
        begun = {self.known.parted(text_of(cell))[0] for title, cell in own.items() if self._means(title) != NOTES}
        only = begun - {""} or {self.known.titled(one) for one in self._said(own, "nom")} - {""}  # « La Récré de Valbourg »
        only = only or {self.known.located(text_of(cell))[0] for title, cell in own.items() if self._of_place(title)} - {""}
        codes = [self.by_code.get(one, "") for one in re.findall(r"\b\d{5}\b", " ".join(where))]
        last = [*only] if len(only) == 1 else codes
        return next((self.known.of(one) or one for one in (*found, told, *last, self.known.titled(above)) if one), "")

    def _row(self, rows: Sequence[ListRow], commune: str) -> Row:
        cells, row, notes, groups = rows[0].cells, Row(rows[0].number), list[str](), dict[str, list[tuple[str, api.Raw]]]()
        for n, (title, cell) in ((n, one) for n, some in enumerate(rows) for one in some.cells.items()):
            name = self._means(title)
            if not n or name == HOURS or cells.get(title) != cell:
                groups.setdefault(AGES if name.startswith(f"{AGES}.") else name, []).append((title, cell))
        kinds = groups.pop("type", [])
        if any(facts.like_a_street(text_of(raw)) for _, raw in groups.get("complement_adresse", ())):
            groups["adresse"] = [*groups.get("adresse", ()), *groups.pop("complement_adresse")]
        for name in sorted(groups, key=_late):
            notes += self._group(row, name, groups[name])
        self._lacking(row, cells)
        self._theme(row, cells)
        notes += self._group(row, "type", kinds) if kinds else []
        if "commune" in self.by_name:
            row.cells[self.by_name["commune"]] = commune
        if self.by_name.get(PLACES) in row.cells:
            row.cells.setdefault(self.by_name[f"{PLACES[:-5]}annee"], self.year)
        row.cells[self.by_name["etat_fiche"]] = api.EtatFiche.BROUILLON.value
        row.cells[self.by_name["sources"]] = api.flow([self._source(cells)])
        if notes:
            row.cells[self.by_name[NOTES]] = "\n".join(dict.fromkeys(notes))
        row.faults.update({self.by_name[self._means(title)]: said for some in rows for title, said in some.faults.items()
                           if self._means(title) in self.by_name})  # fmt: skip
        return row

    def _theme(self, row: Row, cells: Mapping[str, api.Raw]) -> None:
        """Of a service, what its kind says, else its name, where that is one theme; never a guess."""
        column, nom = self.by_name.get("themes"), str(row.cells.get(self.by_name["nom"], ""))
        kinds = [text_of(cell) for title, cell in cells.items() if titles.meaning_of(title) == "type"]
        if column and not self.by_name.get("type") and (found := next(filter(None, map(self.types.theme, (*kinds, nom))), "")):
            row.cells.setdefault(column, found)

    def services(self, found: ForeignRows) -> list[Remark]:
        """Takes the rows that are no place off a list half of whose names begin as helps do; what to say of them, once."""
        name = self.by_name["nom"]
        helps = [row.number for row, _ in found.rows if self.types.helps(str(row.cells.get(name, "")))]
        if self.liste.genre != "structure" or len(helps) < max(3, len(found.rows) / 2):
            return []
        places = [one for one in found.rows if one[0].number not in helps and self.types.named(str(one[0].cells.get(name, "")))]
        rows = [row.number for row, _ in found.rows if row not in [place for place, _ in places]]
        found.rows = places
        told = f"{api.plural(len(rows), 'ligne')} ({few(rows)}) : ce sont des services, plutôt que des lieux."
        remedy = "Importez cette liste dans « Fiches », « Services » (ou avec « --genre service »)."
        return [Remark(rows[0], name.label, "", told, remedy)]

    def without_theme(self, rows: Sequence[Row]) -> list[Remark]:
        """What to say, once, of the services whose theme nothing says."""
        column = self.by_name.get("themes")
        lacking = [row.number for row in rows if column and not self.by_name.get("type") and column not in row.cells]
        if not column or not lacking:
            return []
        told = f"Rien ne dit le thème de {api.plural(len(lacking), 'service')} (ligne{'s' * (len(lacking) > 1)} {few(lacking)})."
        remedy = f"Ajoutez une colonne « {column.label} », avec l'un de ces mots : {', '.join(self.types.themes)}."
        return [Remark(lacking[0], column.label, "", told, remedy)]

    def noted(self, row: Row, labels: Collection[str]) -> bool:
        """What a check refuses of a row is a line of its notes; whether there was something."""
        kept = {"nom", "type", "commune", "etat_fiche", "sources", NOTES}
        odd = [column for column in row.cells if column.label in labels and column.name not in kept]
        lines = [line for column in odd for line in facts.note(column.label, row.cells.pop(column))]
        if odd:
            row.cells[self.by_name[NOTES]] = "\n".join([str(row.cells.get(self.by_name[NOTES], "")), *lines]).strip()
        return bool(odd)

    def unread(self, row: Row) -> Iterator[Remark]:
        """What a row says of a field, and that its notes alone keep."""
        filled = {name for column in row.cells for name in (column.name, column.name.partition(".")[0])}
        for line in str(row.cells.get(self.by_name[NOTES], "")).splitlines():
            title, _, text = line.partition(" : ")
            if (name := self._means(title)) not in filled and name in {*self.by_name, AGES, HOURS}:
                told = f"« {api.shown(text)} » ne se lit pas : c'est gardé dans les notes internes, que le site ne montre pas."
                yield Remark(row.number, title, "", told, "Corrigez-le dans le tableau, ou dans la fiche.")

    def _kinds(self, rows: Sequence[Row]) -> None:
        """The type of the rows that say none: that of all the others, when they are most of the list, or when it is for the ages
        of this row only."""
        if kind := self.by_name.get("type"):
            said = [str(row.cells[kind]) for row in rows if kind in row.cells]
            only = said[0] if len({*said}) == 1 else ""
            most = only and len(said) >= max(2, len(rows) * 2 / 3)
            for row in rows:
                young = any(one.name == f"{AGES}.de" and re.match(r"1\d ans", str(raw)) for one, raw in row.cells.items())
                row.cells.setdefault(kind, only if most or (young and only == "espace-jeunes") else "autre")

    def _source(self, cells: Mapping[str, api.Raw]) -> dict[str, str]:
        dated = next(filter(None, map(self._past, self._said(cells, "date"))), "") or self.date
        return {"titre": api.Quoted(self.liste.titre)} | ({"date": dated} if dated else {})


def _late(name: str) -> int:
    """In what order the cells of a row are read: its name first, cells of several facts once fields have their own."""
    return {"nom": 0, "type": 2, "commune": 2, HOURS: 3, CONTACT: 3, PERSON: 4, NOTES: 5}.get(name, 1)


def plan_of_list(root: Path, liste: Liste, date: str, rows: Sequence[ListRow], communes: facts.Communes) -> ImportPlan:
    """What a list would add to ``data/``: drafts only, no record that is published is touched. Raises :class:`TableError`."""
    if not communes.names:
        raise api.TableError("La liste des communes ne peut pas être lue.", "Lancez « ctg verifier ».")
    reader = ForeignReader(root, liste, date, communes)
    found = reader.read(rows)
    importer = Importer(root, api.GENRES[liste.genre], reader.columns)
    remembered = _remembered(root).get(liste.titre, {})
    services = reader.services(found)
    themeless = reader.without_theme([row for row, _ in found.rows])
    if themeless:
        found.rows = [(row, commune) for row, commune in found.rows if reader.by_name["themes"] in row.cells]
    while True:
        slugs = Counter(_slug(importer, row) for row, _ in found.rows)
        sorted_out = _SortedOut(Existing(root, importer), liste, remembered, slugs)
        for row, commune in found.rows:
            sorted_out.add(replace(row, cells={**row.cells}), commune)
        plan = checked(root, importer.columns, sorted_out.entries)
        odd = {(one.row, one.label) for one in plan.refused}
        if not [row for row, _ in found.rows if reader.noted(row, {label for number, label in odd if number == row.number})]:
            break
    state = reader.by_name["etat_fiche"].label  # that they are drafts is no news
    written = {entry.row for entry in plan.entries}
    unread = [one for row, _ in found.rows if row.number in written for one in reader.unread(row)]
    warnings = [*unread, *(one for one in plan.warnings if one.label != state)]
    return replace(
        plan,
        warnings=tuple(sorted(warnings, key=lambda one: one.row)),
        refused=tuple(sorted((*services, *themeless, *sorted_out.refused, *plan.refused), key=lambda one: one.row)),
        of_list=FromList(
            tuple(sorted_out.known),
            tuple(found.outside),
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
        """A record of the same commune whose name is nearly that of a row; nothing when there is none."""
        found = (one for one in self.named if one.commune == commune and any(api.alike(self._name(row), n) for n in one.names))
        return next((str(one.sheet.values.get("nom") or one.sheet.id) for one in found), "")


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
            note = f"ressemble à « {near} » : si c'est le même lieu, effacez ce brouillon" if near else ""
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
