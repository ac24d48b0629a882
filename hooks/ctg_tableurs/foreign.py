"""A list from elsewhere → rows under our own columns, each a draft with its source; rows of other territories are only counted.

What a field cannot take, and what no column holds, is a line of the internal notes: no row is refused for it when the list is an
ordinary one, whose cells were written for people.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ctg import api
from ctg_tableurs.known_lists import KnownList
from ctg_tableurs.rows import Row
from ctg_tableurs.table_file import Table
from ctg_tableurs.titles import AGES, CONTACT, HOURS, NOTES, TypeWords

MOST_IN_LIST = 100_000
"""Rows of a list: those of a whole country, of which a territory keeps a few."""
PLACE = ("commune", "code_insee")
"""What a column may be besides a field: where the row is; see also ``titles``."""


BESIDES = {AGES: "ages", CONTACT: "contact", HOURS: "week", NOTES: "told", "date": "nothing"}
"""What a column may be that is no field → how it is read."""
PLACES = "places.total"


@dataclass(frozen=True)
class Origin:
    """The facts about the whole list: where it comes from, and when."""

    known: KnownList
    date: str = ""
    ordinary: bool = False
    """Whether its cells were written for people: what is not understood is a note."""

    def mark(self, id: str) -> str:
        """The line of the internal notes by which a record is found again."""
        return f"Identifiant dans {self.known.liste.titre} : {id}"


@dataclass
class ForeignRows:
    """The rows that are of the territory; ``outside`` counts the others by commune."""

    rows: list[Row] = field(default_factory=list)
    communes: dict[int, str] = field(default_factory=dict)
    """Row → its commune."""
    placeless: list[int] = field(default_factory=list)
    """Those that do not say where they are."""
    outside: Counter[str] = field(default_factory=Counter)
    unread: tuple[str, ...] = ()
    """The titles of the columns that the list does not know."""


def recognised(table: Table, lists: Iterable[KnownList]) -> KnownList | None:
    """The list that a table is, by its titles."""
    titles = set(titles_of(table))
    return next((one for one in lists if one.liste.signature <= titles), None)


def titles_of(table: Table) -> list[str]:
    return [str(title or "").strip() for title in table.rows[0][1]]


def own_columns(known: KnownList) -> tuple[api.Column, ...]:
    """The kind's columns, under the titles that the list gives them. Raises :class:`TableError` about the list's description."""
    liste = known.liste
    columns = {column.name: column for column in api.columns_of(api.GENRES[liste.genre])}
    for place, names in (("colonnes", liste.colonnes.values()), ("partout", liste.partout)):
        for name in names:
            if name not in columns and (place == "partout" or name not in (*PLACE, *BESIDES)):
                near = api.nearest(name, columns)
                told = f"« {api.shown(name)} » n'est pas un champ d'une fiche de {liste.genre}."
                remedy = f"Vouliez-vous écrire « {near} » ?" if near else "Voyez le dictionnaire des champs."
                raise api.TableError(str(known.sheet.problem((place,), told, remedy)))
    titles = {name: title for title, name in reversed(liste.colonnes.items()) if name != NOTES}
    return tuple(replace(column, label=titles.get(name, column.label)) for name, column in columns.items())


class ForeignReader:
    """Turns the rows of one list into ours. ``communes``: those of the territory, as their file has them, by name."""

    def __init__(self, root: Path, origin: Origin, communes: Mapping[str, dict], structures: Mapping[str, str], siren: str = ""):
        self.origin, self.liste, self.names = origin, origin.known.liste, api.names_in(root)
        self.columns = own_columns(origin.known)
        self.by_name = {column.name: column for column in self.columns}
        self.by_code = {str(values.get("code_insee")): nom for nom, values in communes.items()}
        self.communes, self.siren = communes, siren
        self.types = TypeWords(root)
        self.structures = structures
        """The mark of a structure in the list → our identifier."""
        self.words = {api.fold(word) if "*" not in word else word: ours for word, ours in self.liste.mots.items()}
        self.year = (origin.date or str(api.today_in(root).year))[:4]

    def read(self, table: Table) -> ForeignRows:
        """Each row becomes a draft, or is counted: outside, or without a commune.

        Raises :class:`TableError` when the titles cannot be used.
        """
        titles = titles_of(table)
        twice = [title for title, count in Counter(titles).items() if title in self.liste.titles and count > 1]
        if twice:
            raise api.TableError(
                f"Deux colonnes portent le titre « {api.shown(twice[0])} ».", "Supprimez ou renommez l'une des deux."
            )
        found = ForeignRows(unread=tuple(title for title in titles if title and title not in self.liste.titles))
        for number, raw in table.rows[1:]:
            faults = {titles[n]: said for n in range(len(titles)) if (said := table.faults.get((number, n)))}
            cells = {
                title: cell for title, cell in zip(titles, raw, strict=False) if title and cell is not None and str(cell).strip()
            }
            commune = self._commune(cells)
            if commune is None:
                found.placeless.append(number)
            elif commune and commune not in self.communes:
                found.outside[commune] += 1
            else:
                found.rows.append(self._row(number, cells, faults, commune))
                found.communes[number] = commune
        return found

    def _commune(self, cells: Mapping[str, api.Raw]) -> str | None:
        """Our name of it, or the list's when it is not ours; "" for a zone that holds it, None when the row does not say."""
        said = {name: _text(cells.get(title)) for title, name in self.liste.colonnes.items() if name in PLACE}
        said = {name: text for name, text in said.items() if text} | {
            name: text for name, text in self.liste.partout.items() if name in PLACE
        }
        if code := said.get("code_insee"):
            code = code.zfill(5)
            return self.by_code.get(code) or said.get("commune") or code
        if name := said.get("commune"):
            return api.commune_of(name, self.communes) or name
        street = next((title for title, name in self.liste.colonnes.items() if name == "adresse"), "")
        if (found := api.read_address(_text(cells.get(street)), self.communes)) and found.commune:
            return found.commune
        zone = set(re.split(r"[\s,;|]+", _text(cells.get(self.liste.zone or ""))))
        return "" if zone & {*self.by_code, self.siren} - {""} else None

    def _row(self, number: int, cells: Mapping[str, api.Raw], faults: Mapping[str, str], commune: str) -> Row:
        row = Row(number)
        number_there = _text(cells.get(self.liste.identifiant or ""))
        notes = [self.origin.mark(number_there)] if number_there else []
        for title, name in self.liste.colonnes.items():
            if name in PLACE or title not in cells:
                continue
            if name in BESIDES:
                notes += getattr(self, f"_{BESIDES[name]}")(row, title, cells[title])
            elif name == "structure":
                ours = self.structures.get(self.origin.mark(_text(cells[title])))
                row.cells.update({self.by_name[name]: ours} if ours else {})
                notes += [] if ours else [_note(title, cells[title])]
            else:
                notes += self._field(row, title, self.by_name[name], cells[title])
        notes += [_note(title, cells[title]) for title in cells if self.origin.ordinary and title not in self.liste.titles]
        kind = self.by_name.get("type")
        if kind and kind not in row.cells and (begun := self.types.beginning(_text(row.cells.get(self.by_name["nom"])))):
            row.cells[kind] = begun
        for name, value in self.liste.partout.items():
            row.cells.setdefault(self.by_name[name], value)
        if "commune" in self.by_name:
            row.cells[self.by_name["commune"]] = commune
        if self.by_name.get(PLACES) in row.cells:
            row.cells.setdefault(self.by_name[f"{PLACES[:-5]}annee"], self.year)
        row.cells[self.by_name["etat_fiche"]] = api.EtatFiche.BROUILLON.value
        row.cells[self.by_name["sources"]] = api.flow([self._source(cells)])
        if notes:
            row.cells[self.by_name[NOTES]] = "\n".join(dict.fromkeys(notes))
        row.faults.update({self.by_name[name]: faults[title] for title, name in self.liste.colonnes.items()
                           if title in faults and name in self.by_name})  # fmt: skip
        return row

    def _field(self, row: Row, title: str, column: api.Column, raw: api.Raw) -> list[str]:
        """One cell in its field; what its field cannot take, and what it says besides, as notes."""
        if not self.origin.ordinary:
            row.cells[column] = self._cell(column, raw)
            return []
        if column.name == "type":
            meant = self.words.get(api.fold(_text(raw))) or self.types.of(_text(raw))
            row.cells.update({column: meant} if meant else {})
            return [] if meant else [_note(title, raw)]
        if column.name.startswith(f"{AGES}."):
            return self._one_age(row, title, column, raw)
        try:
            said = api.restored(self._cell(column, raw), column)
        except api.CellError:
            return [_note(title, raw)]
        if not api.fits(column.type, said.value):
            return [_note(title, raw)]
        whole = column.name == "adresse" and api.read_address(said.value, self.communes)
        if whole and whole.postcode:
            row.cells.setdefault(self.by_name["code_postal"], whole.postcode)
        row.cells[column] = (whole.street if whole else said.value) or said.value
        return [_note(title, said.rest)] if said.rest else []

    def _one_age(self, row: Row, title: str, column: api.Column, raw: api.Raw) -> list[str]:
        """« 10 sem. », or a number whose unit is in the title: « Âge mini (ans) »."""
        text, unit = _text(raw), re.search(r"\b(ans?|mois|semaines?)\b", title.lower())
        text = f"{text} {unit[1]}" if unit and re.fullmatch(r"[\d,.]+", text) else "0 mois" if text == "0" else text
        said = api.restored(text, column)
        if not api.fits(column.type, said.value):
            return [_note(title, raw)]
        row.cells[column] = said.value
        return []

    def _ages(self, row: Row, title: str, raw: api.Raw) -> list[str]:
        found = api.read_ages(_text(raw))
        for name, value in (found[0] if found else {}).items():
            row.cells[self.by_name[f"{AGES}.{name}"]] = value
        return [] if found and found[0] and not found[1] else [_note(title, raw)]

    def _contact(self, row: Row, title: str, raw: api.Raw) -> list[str]:
        """« Mme X - 04 … - x@exemple.fr » → the number and the address, in their fields; the rest is a note."""
        rest = [*re.split(r"\s+[-–/|;]\s+|\n|;|,\s", _text(raw))]
        for part in tuple(rest):
            found = api.read_reach(part)
            if found and self.by_name[found[0]] not in row.cells:
                row.cells[self.by_name[found[0]]] = found[1].value
                rest[rest.index(part)] = found[1].rest
        return [_note(title, " ; ".join(filter(None, rest)))] if any(rest) else []

    def _week(self, row: Row, title: str, raw: api.Raw) -> list[str]:
        week = (api.read_opening(_text(raw)) if self.origin.ordinary else api.osm_week(_text(raw))) or {}
        for name, value in week.items() if week.keys() - {"note"} else ():
            text = ", ".join(value) if isinstance(value, list) and name in api.JOURS else value
            row.cells[self.by_name[f"{HOURS}.{name}"]] = text if isinstance(text, str) else api.flow(text)
        return [] if week.keys() - {"note"} else [_note(title, raw)]

    def _told(self, _row: Row, title: str, raw: api.Raw) -> list[str]:
        return [_note(title, raw)]

    def _nothing(self, _row: Row, _title: str, _raw: api.Raw) -> list[str]:
        """What is read elsewhere: the date of the row."""
        return []

    def _source(self, cells: Mapping[str, api.Raw]) -> dict[str, str]:
        dated = _text(cells.get(self.liste.date or ""))[:10]
        dated = next((one for one in api.read_dates(dated) if one[:2] == "20"), dated)
        found = {
            "titre": api.Quoted(self.liste.titre),
            "url": _text(cells.get(self.liste.lien or "")) or self.liste.adresse or "",
        }
        return {name: text for name, text in (found | {"date": dated or self.origin.date}).items() if text}

    def _cell(self, column: api.Column, raw: api.Raw) -> api.Raw:
        """The cell as its field wants it: our words for theirs, hours as we write them."""
        if column.shape is api.Shape.SPANS:
            return api.spans_of(_text(raw))
        if not column.closed:
            return raw
        items = [item.strip() for item in re.split(r"[\n;,|]" if column.shape is api.Shape.LIST else r"[\n;|]", _text(raw))]
        ours = list(dict.fromkeys(self._word(column, item) for item in items if item))
        if column.shape is api.Shape.LIST:
            return "\n".join(ours)
        fallback = self.liste.mots.get("*")
        return next((one for one in ours if one != fallback), ours[0] if ours else "")

    def _word(self, column: api.Column, said: str) -> str:
        """What the list says, then what the vocabulary says, then the word itself: the check will refuse it."""
        if meant := self.words.get(api.fold(said)):
            return meant
        starred = (ours for word, ours in self.words.items() if word.endswith("*") and said.startswith(word[:-1]))
        if meant := next(starred, ""):
            return meant
        if column.type is api.Type.YES_NO:
            return said
        known = {api.fold(name): id for id, name in self.names.get(_target(column), {}).items()}
        return known.get(api.fold(said), said)


def _target(column: api.Column) -> str:
    """Where the names of a column come from."""
    return {"type": "types", "themes": "themes"}.get(column.name, "communes")


def _note(title: str, raw: api.Raw) -> str:
    """« Observations : repas fournis »: a line of the internal notes."""
    return f"{title} : {' ; '.join(_text(raw).splitlines())}"


def _text(raw: api.Raw) -> str:
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return "" if raw is None else str(raw).strip()


def outside_told(outside: Counter[str], few: int) -> str:
    """« 12 lignes : Uzès (8), Alès (4) »."""
    named = ", ".join(f"{api.shown(commune)} ({count})" for commune, count in outside.most_common(few))
    return named + (f" et {len(outside) - few} autres communes" if len(outside) > few else "")
