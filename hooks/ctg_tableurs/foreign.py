"""An ordinary list → rows under our own columns, each a draft with its source; rows of other territories are only counted.

What a field cannot take, and what no column holds, is a line of the internal notes: its cells were written for people, and no
row is refused for it. A person's name is not kept: the table has it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from ctg import api
from ctg_tableurs import facts, titles
from ctg_tableurs.cells import CellsReader
from ctg_tableurs.entries import Row
from ctg_tableurs.ordinary import AROUND, SECTIONS, ListRow
from ctg_tableurs.table_file import text_of
from ctg_tableurs.titles import AGES, CONTACT, HOURS, NOTES, PERSON, PLACES


@dataclass
class ForeignRows:
    """The rows that are of the territory; ``outside`` counts the others by commune."""

    rows: list[tuple[Row, str]] = field(default_factory=list)
    """Each with its commune."""
    placeless: list[int] = field(default_factory=list)
    """Those that do not say where they are."""
    outside: Counter[str] = field(default_factory=Counter)


class ForeignReader(CellsReader):
    """Turns the rows of one list into ours. ``communes``: those of the territory."""

    def read(self, rows: Sequence[ListRow]) -> ForeignRows:
        """Each place becomes a draft, or is counted: outside, or without a commune."""
        found = ForeignRows()
        for commune, place in self._gathered(rows):
            if not commune:
                found.placeless.append(place[0].number)
            elif commune not in self.communes:
                found.outside[commune] += 1
            else:
                found.rows.append((self._row(place, commune), commune))
        self._kinds([row for row, _ in found.rows])
        return found

    def _gathered(self, rows: Sequence[ListRow]) -> list[tuple[str, list[ListRow]]]:
        """The commune and the rows of each place: several, when it goes on below without its name, or is named again."""
        places, known, last = list[tuple[str, list[ListRow]]](), dict[tuple[str, str], list[ListRow]](), list[ListRow]()
        for row in rows:
            names, commune = self._said(row.cells, "nom"), self._commune(row.cells)
            if not names and last and commune in {"", places[-1][0]}:
                last.append(row)
                continue
            key = (api.fold(next(iter(names), str(row.number))), commune)
            others = [place for (name, _), place in known.items() if name == key[0]]
            again = known.get(key) or (others[0] if not commune and len(others) == 1 else None)
            ways = {re.sub(r"\D", "", text) for one in (*(again or ()), row) for text in self._said(one.cells, "telephone")[:1]}
            if again and len(ways) < 2:
                again.append(row)
                continue
            last = known[key] = [row]
            places.append((commune, last))
        return places

    def _commune(self, cells: Mapping[str, api.Raw]) -> str:
        """Our name of it, or the list's when it is not ours; "" when the row does not say. What stands above comes last."""
        own = {title: cell for title, cell in cells.items() if title != SECTIONS["commune"]}
        named = self._said(own, "commune")
        told = [text_of(cells[one]) for one in cells if one == SECTIONS["commune"]]
        if code := next(iter(self._said(own, "code_insee")), ""):
            return self.by_code.get(code.zfill(5)) or next(iter(named), code)
        if known := next(filter(None, (self.known.located(one)[0] for one in named)), ""):
            return known
        if named and not re.match(r"\d|.*\d ", named[0]) and not titles.says_where(named[0]):
            return named[0]
        raws = [cell for title, cell in own.items() if isinstance(cell, str) and self._of_place(title) and title != AROUND]
        streets = self._said(own, "adresse")
        where = [*named, *streets, *(text for one in raws for text in facts.PIECES.split(one) if text)]
        found = [one.commune for text in where if (one := api.read_address(text, self.communes))]
        found += [*map(self.known.of, where), *(self.known.located(one)[0] for one in streets if not titles.like_a_street(one))]
        found = sorted(filter(None, found), key=lambda one: one not in self.communes)
        begun = {self.known.parted(text_of(cell))[0] for title, cell in own.items() if self._means(title) != NOTES}
        only = begun - {""} or {self.known.titled(one) for one in self._said(own, "nom")} - {""}  # « La Récré de Valbourg »
        only = only or {self.known.located(text_of(cell))[0] for title, cell in own.items() if self._of_place(title)} - {""}
        told += [*only] if len(only) == 1 else [self.by_code.get(one, "") for one in re.findall(r"\b\d{5}\b", " ".join(where))]
        return next((self.known.of(one) or one for one in (*found, *told) if one), "")

    def _row(self, rows: Sequence[ListRow], commune: str) -> Row:
        cells, row, notes, groups = rows[0].cells, Row(rows[0].number), list[str](), dict[str, list[tuple[str, api.Raw]]]()
        for n, (title, cell) in ((n, one) for n, some in enumerate(rows) for one in some.cells.items()):
            name = self._means(title)
            if not n or name == HOURS or cells.get(title) != cell:
                groups.setdefault(AGES if name.startswith(f"{AGES}.") else name, []).append((title, cell))
        kinds = groups.pop("type", [])
        for name in sorted(groups, key=_late):
            notes += self._group(row, name, groups[name])
        self._lacking(row, cells)
        notes += self._group(row, "type", kinds) if kinds else []
        if "commune" in self.by_name:
            row.cells[self.by_name["commune"]] = commune
        if self.by_name.get(PLACES) in row.cells:
            row.cells.setdefault(self.by_name[f"{PLACES[:-5]}annee"], self.year)
        kinds_said = {self.types.titled(title) for title, _ in groups.get(HOURS, ())} - {""}
        if len(kinds_said) == 1 and "type" in self.by_name:
            row.cells.setdefault(self.by_name["type"], kinds_said.pop())  # « Périscolaire matin »
        row.cells[self.by_name["etat_fiche"]] = api.EtatFiche.BROUILLON.value
        row.cells[self.by_name["sources"]] = api.flow([self._source(cells)])
        if notes:
            row.cells[self.by_name[NOTES]] = "\n".join(dict.fromkeys(notes))
        row.faults.update({self.by_name[self._means(title)]: said for some in rows for title, said in some.faults.items()
                           if self._means(title) in self.by_name})  # fmt: skip
        return row

    def noted(self, row: Row, labels: Collection[str]) -> bool:
        """What a check refuses of a row is a line of its notes; whether there was something."""
        kept = {"nom", "type", "commune", "etat_fiche", "sources", NOTES}
        odd = [column for column in row.cells if column.label in labels and column.name not in kept]
        lines = [line for column in odd for line in facts.note(column.label, row.cells.pop(column))]
        if odd:
            row.cells[self.by_name[NOTES]] = "\n".join([str(row.cells.get(self.by_name[NOTES], "")), *lines]).strip()
        return bool(odd)

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
    return {"nom": 0, "type": 2, "commune": 2, CONTACT: 3, PERSON: 4, NOTES: 5}.get(name, 1)
