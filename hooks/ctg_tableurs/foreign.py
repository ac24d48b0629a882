"""A list from elsewhere → rows under our own columns, each a draft with its source; rows from elsewhere are counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ctg import api
from ctg_tableurs.known_lists import KnownList
from ctg_tableurs.rows import Row
from ctg_tableurs.table_file import Table

MOST_IN_LIST = 100_000
"""Rows of a list: those of a whole country, of which a territory keeps a few."""
PLACE, HOURS, NOTES = ("commune", "code_insee"), "horaires", "notes_internes"
"""What a column may be besides a field: where the row is, a week in OpenStreetMap's words, a note that is never published."""


@dataclass(frozen=True)
class Origin:
    """The facts about the whole list: where it comes from, and when."""

    known: KnownList
    date: str = ""

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
            if name not in columns and (place == "partout" or name not in (*PLACE, HOURS)):
                near = api.nearest(name, columns)
                told = f"« {api.shown(name)} » n'est pas un champ d'une fiche de {liste.genre}."
                remedy = f"Vouliez-vous écrire « {near} » ?" if near else "Voyez le dictionnaire des champs."
                raise api.TableError(str(known.sheet.problem((place,), told, remedy)))
    titles = {name: title for title, name in reversed(liste.colonnes.items()) if name != NOTES}
    return tuple(replace(column, label=titles.get(name, column.label)) for name, column in columns.items())


class ForeignReader:
    """Turns the rows of one list into ours. ``communes``: those of the territory, as their file has them, by name."""

    def __init__(
        self, origin: Origin, names: api.Names, communes: Mapping[str, dict], structures: Mapping[str, str], siren: str = ""
    ):
        self.origin, self.liste, self.names = origin, origin.known.liste, names
        self.columns = own_columns(origin.known)
        self.by_name = {column.name: column for column in self.columns}
        self.by_code = {str(values.get("code_insee")): nom for nom, values in communes.items()}
        self.by_fold = {_called(nom): nom for nom in communes}
        self.communes, self.siren = communes, siren
        self.structures = structures
        """The mark of a structure in the list → our identifier."""
        self.words = {api.fold(word) if "*" not in word else word: ours for word, ours in self.liste.mots.items()}

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
            cells = {title: cell for title, cell in zip(titles, raw, strict=False) if title and str(cell or "").strip()}
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
            return self.by_fold.get(_called(name), name)
        zone = set(re.split(r"[\s,;|]+", _text(cells.get(self.liste.zone or ""))))
        return "" if zone & {*self.by_code, self.siren} - {""} else None

    def _row(self, number: int, cells: Mapping[str, api.Raw], faults: Mapping[str, str], commune: str) -> Row:
        row = Row(number)
        number_there = _text(cells.get(self.liste.identifiant or ""))
        notes = [self.origin.mark(number_there)] if number_there else []
        for title, name in self.liste.colonnes.items():
            if name in PLACE or title not in cells:
                continue
            if name == HOURS:
                week = api.osm_week(_text(cells[title]))
                notes += [] if week else [f"{title} : {_text(cells[title])}"]
                row.cells.update({self.by_name[f"horaires.{day}"]: spans for day, spans in (week or {}).items()})
            elif name == NOTES:
                notes.append(f"{title} : {' ; '.join(_text(cells[title]).splitlines())}")
            elif name == "structure":
                ours = self.structures.get(self.origin.mark(_text(cells[title])))
                row.cells.update({self.by_name[name]: ours} if ours else {})
                notes += [] if ours else [f"{title} : {_text(cells[title])}"]
            else:
                row.cells[self.by_name[name]] = self._cell(self.by_name[name], cells[title])
        for name, value in self.liste.partout.items():
            row.cells.setdefault(self.by_name[name], value)
        if "commune" in self.by_name:
            row.cells[self.by_name["commune"]] = commune
        row.cells[self.by_name["etat_fiche"]] = api.EtatFiche.BROUILLON.value
        row.cells[self.by_name["sources"]] = api.flow([self._source(cells)])
        row.cells[self.by_name[NOTES]] = "\n".join(notes)
        row.faults.update({self.by_name[name]: faults[title] for title, name in self.liste.colonnes.items()
                           if title in faults and name in self.by_name})  # fmt: skip
        return row

    def _source(self, cells: Mapping[str, api.Raw]) -> dict[str, str]:
        dated = _text(cells.get(self.liste.date or ""))[:10]
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


def _called(commune: str) -> str:
    """Its name as spreadsheets may have it: « ST FIACRE CEDEX 2 » is Saint-Fiacre."""
    return re.sub(r" cedex( \d+)?$", "", re.sub(r"\bst(e?)\b", r"saint\1", api.fold(commune)))


def _text(raw: api.Raw) -> str:
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return "" if raw is None else str(raw).strip()


def outside_told(outside: Counter[str], few: int) -> str:
    """« 12 lignes : Uzès (8), Alès (4) »."""
    named = ", ".join(f"{api.shown(commune)} ({count})" for commune, count in outside.most_common(few))
    return named + (f" et {len(outside) - few} autres communes" if len(outside) > few else "")
