"""An ordinary list → rows under our own columns, each a draft with its source; rows of other territories are only counted.

What a field cannot take, and what no column holds, is a line of the internal notes: its cells were written for people, and no
row is refused for it. A person's name is not kept: the table has it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from ctg import api
from ctg_tableurs.entries import Row
from ctg_tableurs.kinds import VAGUE, TypeWords
from ctg_tableurs.known_lists import KnownList
from ctg_tableurs.ordinary import SECTIONS
from ctg_tableurs.proper_names import Communes, said_of_people, without_names
from ctg_tableurs.table_file import Table, text_of
from ctg_tableurs.titles import AGES, CONTACT, DAY, HOURS, NOTES, PERSON, PLACES, bare, like_a_street, ticked

PLACE = ("commune", "code_insee")
"""What a column may be besides a field: where the row is; see also ``titles``."""
BESIDES = (AGES, CONTACT, HOURS, NOTES, PERSON, "date")
"""What a column may be that is no field."""
_UNIT = re.compile(r"\b(ans?|années?|mois|semaines?)\b", re.IGNORECASE)
_PIECES = re.compile(r"\s+[-–—/|;]\s+|\n|;|,\s(?!\d{5})")
_CLOCK = re.compile(r"(\d{1,2}) ?(?:h|:) ?(\d\d)?(?::00)?")
Filled = Sequence[tuple[str, api.Raw]]
"""The titles of the columns of one meaning that a row fills, each with its cell."""


@dataclass
class ForeignRows:
    """The rows that are of the territory; ``outside`` counts the others by commune."""

    rows: list[Row] = field(default_factory=list)
    communes: dict[int, str] = field(default_factory=dict)
    """Row → its commune."""
    placeless: list[int] = field(default_factory=list)
    """Those that do not say where they are."""
    outside: Counter[str] = field(default_factory=Counter)


def titles_of(table: Table) -> list[str]:
    return [str(title or "").strip() for title in table.rows[0][1]]


def own_columns(known: KnownList) -> tuple[api.Column, ...]:
    """The kind's columns, under the titles that the list gives them. Raises :class:`TableError` about the list's description."""
    liste = known.liste
    columns = {column.name: column for column in api.columns_of(api.GENRES[liste.genre])}
    for name in liste.colonnes.values():
        if name not in columns and name not in (*PLACE, *BESIDES):
            near = api.nearest(name, columns)
            told = f"« {api.shown(name)} » n'est pas un champ d'une fiche de {liste.genre}."
            remedy = f"Vouliez-vous écrire « {near} » ?" if near else "Voyez le dictionnaire des champs."
            raise api.TableError(str(known.sheet.problem(("colonnes",), told, remedy)))
    titles = {name: title for title, name in reversed(liste.colonnes.items()) if name != NOTES}
    return tuple(replace(column, label=titles.get(name, column.label)) for name, column in columns.items())


class ForeignReader:
    """Turns the rows of one list into ours. ``communes``: those of the territory."""

    def __init__(self, root: Path, known: KnownList, date: str, communes: Communes):
        self.liste, self.date, self.names = known.liste, date, api.names_in(root)
        self.columns = own_columns(known)
        self.by_name = {column.name: column for column in self.columns}
        self.by_code = {str(values.get("code_insee")): nom for nom, values in api.communes_in(root).items()}
        self.communes, self.known = communes.names, communes
        self.types = TypeWords(root)
        self.year = (date or str(api.today_in(root).year))[:4]

    def read(self, table: Table) -> ForeignRows:
        """Each row becomes a draft, or is counted: outside, or without a commune."""
        titles, found = titles_of(table), ForeignRows()
        for number, raw in table.rows[1:]:
            faults = {titles[n]: said for n in range(len(titles)) if (said := table.faults.get((number, n)))}
            cells = {
                title: cell for title, cell in zip(titles, raw, strict=False) if title and cell is not None and str(cell).strip()
            }
            commune = self._commune(cells)
            if not commune:
                found.placeless.append(number)
            elif commune not in self.communes:
                found.outside[commune] += 1
            else:
                found.rows.append(self._row(number, cells, faults, commune))
                found.communes[number] = commune
        return found

    def _said(self, cells: Mapping[str, api.Raw], *meanings: str) -> list[str]:
        """What the columns of some meanings say."""
        return [text_of(cells[title]) for one in meanings for title, name in self.liste.colonnes.items()
                if name == one and title in cells]  # fmt: skip

    def _commune(self, cells: Mapping[str, api.Raw]) -> str:
        """Our name of it, or the list's when it is not ours; "" when the row does not say. What stands above comes last."""
        own = {title: cell for title, cell in cells.items() if title != SECTIONS["commune"]}
        named, told = self._said(own, "commune"), self._said(cells, "commune")
        if code := next(iter(self._said(own, "code_insee")), ""):
            return self.by_code.get(code.zfill(5)) or next(iter(named), code)
        if named:
            return next(filter(None, (self.known.parted(one)[0] for one in named)), named[0])
        where = [*self._said(own, "adresse", "nom"), *(text for one in self._said(own, CONTACT) for text in _PIECES.split(one))]
        found = [one.commune for text in where if (one := api.read_address(text, self.communes)) and one.commune]
        found = sorted(found, key=lambda one: one not in self.communes)
        return next((self.known.of(one) or one for one in (*found, *told)), "")

    def _row(self, number: int, cells: Mapping[str, api.Raw], faults: Mapping[str, str], commune: str) -> Row:
        row, notes, groups = Row(number), list[str](), dict[str, list[tuple[str, api.Raw]]]()
        for title, cell in cells.items():
            name = self.liste.colonnes.get(title, NOTES)
            groups.setdefault(AGES if name.startswith(f"{AGES}.") else name, []).append((title, cell))
        for name in sorted(groups, key=_late):
            notes += self._group(row, name, groups[name])
        kind = self.by_name.get("type")
        if kind and kind not in row.cells:
            row.cells[kind] = "autre"
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

    # --- the cells of one meaning: a field is filled, and what is kept beside is given back as notes -

    def _group(self, row: Row, name: str, found: Filled) -> list[str]:
        special = {
            AGES: self._ages, CONTACT: self._contacts, HOURS: self._week, "type": self._type, PLACES: self._places,
            "commune": self._where, "date": lambda *_: [], "code_insee": lambda *_: [],
        }  # fmt: skip
        if name in special and (name not in {"type", PLACES} or name in self.by_name):
            return special[name](row, found)
        if name in {NOTES, PERSON}:
            return [line for title, raw in found for line in self._told(row, title, raw, name == PERSON)]
        column = self.by_name[name]
        if name == "adresse" and len(found) > 1:
            found = [(found[0][0], " ".join(text_of(raw) for _, raw in found))]
        notes: list[str] = []
        for title, raw in found:
            notes += _note(title, raw) if column in row.cells else self._field(row, title, column, raw)
        return notes

    def _field(self, row: Row, title: str, column: api.Column, raw: api.Raw) -> list[str]:
        if column.name == "publics" and AGES not in self.liste.colonnes.values() and api.read_ages(text_of(raw)):
            return self._ages(row, [(title, raw)])
        way = api.read_reach(text_of(raw)) if column.name in {"telephone", "courriel"} else None
        if way and (way[0] != column.name or "@" in way[1].rest or (column.name == "courriel" and api.read_reach(way[1].rest))):
            return self._contacts(row, [(title, raw)])
        try:
            said = api.restored(self._cell(column, raw), column)
        except api.CellError:
            return _note(title, raw)
        value, rest = said.value, said.rest
        if not api.fits(column.type, value):
            return _note(title, raw)
        if column.name == "nom":
            return self._name(row, title, column, value, rest)
        whole = api.read_address(value, self.communes) if column.name == "adresse" else None
        if whole and whole.postcode:
            row.cells.setdefault(self.by_name["code_postal"], whole.postcode)
        row.cells[column] = (whole.street if whole else "") or value
        return _note(title, rest)

    def _name(self, row: Row, title: str, column: api.Column, value: str, rest: str) -> list[str]:
        """« Le Nid (fermé en août) », « Le Nid, 5 rue Haute, 99100 Valbourg »; the type that it says."""
        aside = re.search(r"\s*\(([^()A-ZÀ-Þ][^()]*)\)$", value)
        if aside and not value[: aside.start()].isupper():
            value, rest = value[: aside.start()] or value, aside[1]
        name, comma, where = value.partition(",")
        whole = api.read_address(where.strip(), self.communes) if comma else None
        if name and whole and whole.commune:
            value = name
            row.cells.update({self.by_name["adresse"]: whole.street} if whole.street else {})
            row.cells.update({self.by_name["code_postal"]: whole.postcode} if whole.postcode else {})
        kind = self.by_name.get("type")
        if kind and kind not in row.cells and (named := self.types.named(value)):
            row.cells[kind] = named
        row.cells[column] = value
        return _note(title, rest)

    def _type(self, row: Row, found: Filled) -> list[str]:
        """The type that a cell says, else a ticked column, else the name of the place, else what stands above."""
        column, notes = self.by_name["type"], list[str]()
        named = row.cells.get(column)
        for title, raw in sorted(found, key=lambda one: one[0] == SECTIONS["type"]):
            text, above = title if ticked(text_of(raw)) else text_of(raw), title == SECTIONS["type"]
            meant = self.types.titled(text) or self.types.of(text) if above else self.types.of(text)
            vague = above or bare(text) in VAGUE
            if meant and (column not in row.cells or (row.cells[column] == named and not vague)):
                row.cells[column] = meant
                named = None if not vague else named
            elif not above and (not meant or row.cells.get(column) != meant):
                notes += _note(title, raw if not ticked(text_of(raw)) else "oui")
        return notes

    def _where(self, row: Row, found: Filled) -> list[str]:
        """« 99100 Valbourg (hameau du Bas) »: what is said besides the commune."""
        notes = []
        for title, raw in found:
            if (code := re.search(r"\b\d{5}\b", text_of(raw))) and (column := self.by_name.get("code_postal")):
                row.cells.setdefault(column, code[0])
            aside = re.search(r"\(([^()\d]{4,})\)", text_of(raw))
            rest = self.known.parted(text_of(raw))[1] or (aside[1] if aside else "")
            street = self.by_name.get("adresse")
            if street and not aside and rest and street not in row.cells:
                row.cells[street] = rest  # « Valbourg, 5 rue Haute »
            else:
                notes += _note(title, rest)
        return notes

    def _places(self, row: Row, found: Filled) -> list[str]:
        """One number, or parts that add up."""
        column = self.by_name[PLACES]
        if len(found) == 1:
            return self._field(row, *found[0][:1], column, found[0][1])
        numbers = [text_of(raw) for _, raw in found]
        if all(text.isdecimal() for text in numbers):
            row.cells[column] = str(sum(map(int, numbers)))
        return [line for title, raw in found for line in _note(title, raw)]

    def _ages(self, row: Row, found: Filled) -> list[str]:
        """One cell, two bounds, or ticked columns that follow one another."""
        found = [one for one in found if one[0] != SECTIONS[AGES]] or found  # what a row says, before what stands above it
        named = [(title, title if ticked(text_of(raw)) else _age(raw), self._bound(title)) for title, raw in found]
        bounds = {name: (title, text) for title, text, name in named if name != AGES}
        years = "ans" if _in_years(*(bounds[name][1] for name in ("ages.de", "ages.a") if name in bounds)) else ""
        said: list[dict[str, str]] = []
        notes: list[str] = []
        for title, text, name in named:
            whole = _with_unit(title, text, years if name != AGES else "ans" if _in_years(text) else "")
            if name == AGES:
                ages = api.read_ages(whole)
                said += [ages[0]] if ages and ages[0] else []
                notes += [] if ages and ages[0] and not ages[1] else _note(title, text)
            else:
                column = self.by_name[name]
                notes += self._field(row, title, column, "0 mois" if text == "0" else whole)
        joined = _joined_ages(said)
        for name, value in joined.items():
            row.cells.setdefault(self.by_name[f"{AGES}.{name}"], value)
        return notes if joined or not said else [line for title, text, _ in named for line in _note(title, text)]

    def _bound(self, title: str) -> str:
        """Which of the ages a column holds: one bound, or both."""
        name = self.liste.colonnes.get(title, "")
        return name if name.startswith(f"{AGES}.") else AGES

    def _contacts(self, row: Row, found: Filled) -> list[str]:
        """« Mme X, directrice - 04 … - x@exemple.fr » → each fact in its field; the rest is a note."""
        notes: list[str] = []
        for title, raw in found:
            text = raw if isinstance(raw, str) else text_of(raw)
            rest = [self._fact(row, part) for part in _PIECES.split(text)]
            notes += _note(title, " ; ".join(filter(None, rest)))
        return notes

    def _fact(self, row: Row, part: str) -> str:
        """One fact of a cell of several → its field; what is left of it."""
        found, street = api.read_reach(part), self.by_name.get("adresse")
        where = None if found else api.read_address(part, self.communes)
        if where and where.commune in self.communes:
            told = {"adresse": where.street, "code_postal": where.postcode}
            row.cells.update({self.by_name[name]: value for name, value in told.items() if value and name in self.by_name})
            return ""
        if not found and street and street not in row.cells and like_a_street(part):
            row.cells[street] = part
            return ""
        while found and found[0] in self.by_name and self.by_name[found[0]] not in row.cells:
            row.cells[self.by_name[found[0]]] = found[1].value
            part = found[1].rest
            found = api.read_reach(part)
        return part

    def _week(self, row: Row, found: Filled) -> list[str]:
        """A cell, a column a day, or columns of days, of openings and of closings: one sentence, then read as one."""
        days = [f"{title} {_hours(raw)}" for title, raw in found if DAY.match(bare(title))]
        times = [_hours(raw) for title, raw in found if _CLOCK.fullmatch(_hours(raw))]
        others = [_hours(raw) for title, raw in found if not DAY.match(bare(title)) and not _CLOCK.fullmatch(_hours(raw))]
        spans = ["-".join(times[n : n + 2]) for n in range(0, len(times), 2)]
        text = " ; ".join(days) if days else " ".join([*others, *spans])
        week = {} if days and (others or times) else api.read_opening(text) or {}
        if not week.keys() - {"note"}:
            return [line for title, raw in found for line in _note(title, _hours(raw))]
        for name, value in week.items():
            shown = ", ".join(value) if isinstance(value, list) and name in api.JOURS else value
            row.cells[self.by_name[f"{HOURS}.{name}"]] = shown if isinstance(shown, str) else api.flow(shown)
        return []

    def _told(self, row: Row, title: str, raw: api.Raw, people: bool) -> list[str]:
        places = re.match(r"(?:agr[ée]ment[ :]*)?(\d{1,3}) (?:places?|berceaux?|lits?)\b(?! (?:pour|d.urgence))", text_of(raw))
        if places and PLACES in self.by_name and PLACES not in self.liste.colonnes.values():
            row.cells.setdefault(self.by_name[PLACES], places[1])  # « 24 berceaux »
        return _note(title, raw, people)

    def _source(self, cells: Mapping[str, api.Raw]) -> dict[str, str]:
        told = (one for text in self._said(cells, "date") for one in api.read_dates(text[:10]))
        dated = next((one for one in told if one[:2] == "20"), "") or self.date
        return {"titre": api.Quoted(self.liste.titre)} | ({"date": dated} if dated else {})

    def _cell(self, column: api.Column, raw: api.Raw) -> api.Raw:
        """The cell as its field wants it: our words for theirs."""
        if not column.closed:
            return raw
        listed = column.shape is api.Shape.LIST
        items = filter(None, map(str.strip, re.split(r"[\n;,|]" if listed else r"[\n;|]", text_of(raw))))
        names = self.names.get("structures" if column.name == "structure" else column.name, {})
        known = {api.fold(name): id for id, name in names.items()}
        ours = list(dict.fromkeys(known.get(api.fold(item), item) for item in items))
        return "\n".join(ours) if listed else next(iter(ours), "")


def _age(raw: api.Raw) -> str:
    """An age as it was typed: « 3-11 », which a spreadsheet takes for the third of November."""
    return f"{raw.day}-{raw.month} ans" if isinstance(raw, dt.date) else text_of(raw)


def _late(name: str) -> int:
    """In what order the cells of a row are read: its name first, cells of several facts once fields have their own."""
    return {"nom": 0, "type": 2, "commune": 2, CONTACT: 3, PERSON: 4, NOTES: 5}.get(name, 1)


def _hours(raw: api.Raw) -> str:
    """« 07:30:00 », as a spreadsheet keeps it, is « 7h30 »."""
    return re.sub(r"^(\d\d):(\d\d):00$", r"\1h\2", text_of(raw))


def _joined_ages(said: Sequence[dict[str, str]]) -> dict[str, str]:
    """The bounds of ages that follow one another, « 3-5 ans » and « 6-11 ans »; none when there is a gap."""
    if len(said) < 2:
        return dict(said[0]) if said else {}
    years = [tuple(int(one) if (one := re.sub(r"\D", "", ages.get(end, ""))) else -1 for end in ("de", "a")) for ages in said]
    plain = all("ans" in text or re.match(r"0\b", text) for ages in said for text in ages.values() if len(ages) == 2)
    follow = all(0 <= de - a <= 1 for (_, a), (de, _) in pairwise(years))
    first, last = said[0].get("de"), said[-1].get("a")
    return {"de": first, "a": last} if plain and follow and first and last else {}


def _in_years(*bounds: str) -> bool:
    """Whether ages without a unit, « 3/11 », are years: beyond those of a crèche, which may be months, or from birth."""
    numbers = [float(one.replace(",", ".")) for text in bounds for one in re.findall(r"\d+(?:[.,]\d+)?", text)]
    return bool(numbers) and numbers == sorted(numbers) and (6 < numbers[-1] <= 25 or numbers[0] == 0 < numbers[-1] <= 6)


def _with_unit(title: str, text: str, without: str = "") -> str:
    """Ages whose unit is in their title, « Âge mini (ans) »; ``without``: the unit when it has none."""
    unit = _UNIT.search(title) or re.match("(.+)", without)
    bare = re.fullmatch(r"(?:de |dès |à partir de |jusqu'à )?[\d,.]+(?:\s*(?:-|–|à|/|et)\s*[\d,.]+)?(?: et \+| et plus)?", text)
    return f"{text} {unit[1]}".replace("années", "ans").replace("année", "an") if unit and bare else text


def _note(title: str, raw: api.Raw, people: bool = False) -> list[str]:
    """« Observations : repas fournis »: a line of the internal notes, without the name of anyone; none of nothing."""
    text = " ; ".join(str(raw).splitlines()) if isinstance(raw, str) else text_of(raw)
    said = without_names(text, people or said_of_people(title))
    return [f"{title} : {said}"] if said else []


def outside_told(outside: Counter[str], few: int) -> str:
    """« 12 lignes : Uzès (8), Alès (4) »."""
    named = ", ".join(f"{api.shown(commune)} ({count})" for commune, count in outside.most_common(few))
    return named + (f" et {len(outside) - few} autres communes" if len(outside) > few else "")
