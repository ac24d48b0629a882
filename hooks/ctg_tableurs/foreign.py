"""An ordinary list → rows under our own columns, each a draft with its source; rows of other territories are only counted.

What a field cannot take, and what no column holds, is a line of the internal notes: its cells were written for people, and no
row is refused for it. A person's name is not kept: the table has it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ctg import api
from ctg_tableurs.known_lists import KnownList
from ctg_tableurs.rows import Row
from ctg_tableurs.table_file import Table, text_of
from ctg_tableurs.titles import AGES, CONTACT, HOURS, NOTES, TypeWords, said_of_people, without_names

PLACE = ("commune", "code_insee")
"""What a column may be besides a field: where the row is; see also ``titles``."""
BESIDES = {AGES: "ages", CONTACT: "contact", HOURS: "week", NOTES: "told", "date": "nothing"}
"""What a column may be that is no field → how it is read."""
PLACES = "places.total"
_UNIT = re.compile(r"\b(ans?|années?|mois|semaines?)\b", re.IGNORECASE)


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

    def __init__(self, root: Path, known: KnownList, date: str, communes: Mapping[str, dict]):
        self.liste, self.date, self.names = known.liste, date, api.names_in(root)
        self.columns = own_columns(known)
        self.by_name = {column.name: column for column in self.columns}
        self.by_code = {str(values.get("code_insee")): nom for nom, values in communes.items()}
        self.communes = communes
        self.types = TypeWords(root)
        self.words = {api.fold(word): ours for word, ours in self.liste.mots.items()}
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

    def _commune(self, cells: Mapping[str, api.Raw]) -> str:
        """Our name of it, or the list's when it is not ours; "" when the row does not say."""
        said = {name: text_of(cells.get(title)) for title, name in self.liste.colonnes.items()}
        if code := said.get("code_insee"):
            return self.by_code.get(code.zfill(5)) or said.get("commune") or code
        if name := said.get("commune") or self.liste.partout.get("commune"):
            return api.commune_of(name, self.communes) or name
        named = next((text_of(cell) for title, cell in cells.items() if self.liste.colonnes.get(title) == "nom"), "")
        found = (api.read_address(text, self.communes) for text in (said.get("adresse", ""), named))
        return next((one.commune for one in found if one and one.commune), "")

    def _row(self, number: int, cells: Mapping[str, api.Raw], faults: Mapping[str, str], commune: str) -> Row:
        row = Row(number)
        bounds = [text_of(cells[title]) for one in ("de", "a") for title, name in self.liste.colonnes.items()
                  if name == f"{AGES}.{one}" and title in cells]  # fmt: skip
        self.years = "ans" if _in_years(*bounds) else ""
        notes: list[str] = []
        for title, name in self.liste.colonnes.items():
            if title not in cells:
                continue
            if name in BESIDES:
                notes += getattr(self, f"_{BESIDES[name]}")(row, title, cells[title])
            elif name == "commune":
                notes += self._where(row, title, cells[title])
            elif name not in PLACE:
                notes += self._field(row, title, self.by_name[name], cells[title])
        notes += [note for title in cells if title not in self.liste.colonnes for note in _note(title, cells[title])]
        kind = self.by_name.get("type")
        named = next(
            (text_of(cells[title]) for title, name in self.liste.colonnes.items() if name == "nom" and title in cells), ""
        )
        if kind and kind not in row.cells and (begun := self.types.beginning(named)):
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

    # --- a cell: its field is filled, and what is kept beside is given back as notes ---------------

    def _field(self, row: Row, title: str, column: api.Column, raw: api.Raw) -> list[str]:
        if column.name == "type":
            meant = self.words.get(api.fold(text_of(raw))) or self.types.of(text_of(raw))
            row.cells.update({column: meant} if meant else {})
            return [] if meant else _note(title, raw)
        if column.name.startswith(f"{AGES}."):
            raw = "0 mois" if text_of(raw) == "0" else _with_unit(title, text_of(raw), self.years)
        elif column.name == "publics" and AGES not in self.liste.colonnes.values() and api.read_ages(text_of(raw)):
            return self._ages(row, title, raw)
        way = api.read_reach(text_of(raw)) if column.name in {"telephone", "courriel"} else None
        if way and (way[0] != column.name or "@" in way[1].rest):  # « Tél / mail »
            return self._contact(row, title, raw)
        try:
            said = api.restored(self._cell(column, raw), column)
        except api.CellError:
            return _note(title, raw)
        value, rest = said.value, said.rest
        if not api.fits(column.type, value):
            return _note(title, raw)
        if column.name == "nom" and (aside := re.search(r"\s*\(([^()A-ZÀ-Þ][^()]*)\)$", value)):
            value, rest = value[: aside.start()] or value, aside[1]  # « Le Nid (fermé en août) »
        name, comma, where = value.partition(",") if column.name == "nom" else ("", "", value)
        whole = api.read_address(where.strip(), self.communes) if comma or column.name == "adresse" else None
        if name and whole and whole.commune:  # « Le Nid, 5 rue Haute, 99100 Valbourg »
            value = name
            row.cells.update({self.by_name["adresse"]: whole.street} if whole.street else {})
        if whole and whole.postcode:
            row.cells.setdefault(self.by_name["code_postal"], whole.postcode)
        row.cells[column] = (whole.street if whole and not name else value) or value
        return _note(title, rest)

    def _where(self, row: Row, title: str, raw: api.Raw) -> list[str]:
        """« 99100 Valbourg (hameau du Bas) »: what is said besides the commune."""
        if (code := re.search(r"\b\d{5}\b", text_of(raw))) and (column := self.by_name.get("code_postal")):
            row.cells.setdefault(column, code[0])
        aside = re.search(r"\(([^()\d]{4,})\)", text_of(raw))
        return _note(title, aside[1]) if aside else []

    def _ages(self, row: Row, title: str, raw: api.Raw) -> list[str]:
        found = api.read_ages(_with_unit(title, text_of(raw)))
        for name, value in (found[0] if found else {}).items():
            row.cells[self.by_name[f"{AGES}.{name}"]] = value
        return [] if found and found[0] and not found[1] else _note(title, raw)

    def _contact(self, row: Row, title: str, raw: api.Raw) -> list[str]:
        """« Mme X, directrice - 04 … - x@exemple.fr » → the number and the address, in their fields; the rest is a note."""
        rest = [*re.split(r"\s+[-–/|;]\s+|\n|;|,\s", raw if isinstance(raw, str) else text_of(raw))]
        for part in tuple(rest):
            found = api.read_reach(part)
            if found and self.by_name[found[0]] not in row.cells:
                row.cells[self.by_name[found[0]]] = found[1].value
                rest[rest.index(part)] = found[1].rest
        return _note(title, " ; ".join(filter(None, rest)))

    def _week(self, row: Row, title: str, raw: api.Raw) -> list[str]:
        week = api.read_opening(text_of(raw)) or {}
        for name, value in week.items() if week.keys() - {"note"} else ():
            text = ", ".join(value) if isinstance(value, list) and name in api.JOURS else value
            row.cells[self.by_name[f"{HOURS}.{name}"]] = text if isinstance(text, str) else api.flow(text)
        return [] if week.keys() - {"note"} else _note(title, raw)

    def _told(self, row: Row, title: str, raw: api.Raw) -> list[str]:
        places = re.match(r"(?:agr[ée]ment[ :]*)?(\d{1,3}) (?:places?|berceaux?|lits?)\b(?! (?:pour|d.urgence))", text_of(raw))
        if places and PLACES in self.by_name and PLACES not in self.liste.colonnes.values():
            row.cells.setdefault(self.by_name[PLACES], places[1])  # « 24 berceaux »
        return _note(title, raw)

    def _nothing(self, _row: Row, _title: str, _raw: api.Raw) -> list[str]:
        """What is read elsewhere: the date of the row."""
        return []

    def _source(self, cells: Mapping[str, api.Raw]) -> dict[str, str]:
        dated = text_of(cells.get(self.liste.date or ""))[:10]
        dated = next((one for one in api.read_dates(dated) if one[:2] == "20"), "") or self.date
        return {"titre": api.Quoted(self.liste.titre)} | ({"date": dated} if dated else {})

    def _cell(self, column: api.Column, raw: api.Raw) -> api.Raw:
        """The cell as its field wants it: our words for theirs."""
        if not column.closed:
            return raw
        listed = column.shape is api.Shape.LIST
        items = filter(None, map(str.strip, re.split(r"[\n;,|]" if listed else r"[\n;|]", text_of(raw))))
        names = self.names.get("structures" if column.name == "structure" else column.name, {})
        known = {api.fold(name): id for id, name in names.items()} | self.words
        ours = list(dict.fromkeys(known.get(api.fold(item), item) for item in items))
        return "\n".join(ours) if listed else next(iter(ours), "")


def _in_years(*bounds: str) -> bool:
    """Whether ages without a unit, « 3/11 », are years: beyond those of a crèche, which may be months, or from birth."""
    numbers = [float(one.replace(",", ".")) for text in bounds for one in re.findall(r"\d+(?:[.,]\d+)?", text)]
    return bool(numbers) and numbers == sorted(numbers) and (6 < numbers[-1] <= 25 or numbers[0] == 0 < numbers[-1] <= 6)


def _with_unit(title: str, text: str, without: str = "") -> str:
    """Ages whose unit is in their title, « Âge mini (ans) »; ``without``: the unit when it has none."""
    unit = _UNIT.search(title) or re.match("(.+)", without)
    bare = re.fullmatch(r"(?:de |dès |à partir de |jusqu'à )?[\d,.]+(?:\s*(?:-|–|à|/|et)\s*[\d,.]+)?(?: et \+| et plus)?", text)
    return f"{text} {unit[1]}".replace("années", "ans").replace("année", "an") if unit and bare else text


def _note(title: str, raw: api.Raw) -> list[str]:
    """« Observations : repas fournis »: a line of the internal notes, without the name of anyone; none of nothing."""
    text = " ; ".join(str(raw).splitlines()) if isinstance(raw, str) else text_of(raw)
    said = without_names(text, said_of_people(title))
    return [f"{title} : {said}"] if said else []


def outside_told(outside: Counter[str], few: int) -> str:
    """« 12 lignes : Uzès (8), Alès (4) »."""
    named = ", ".join(f"{api.shown(commune)} ({count})" for commune, count in outside.most_common(few))
    return named + (f" et {len(outside) - few} autres communes" if len(outside) > few else "")
