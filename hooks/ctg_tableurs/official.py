"""A producer's file (INSEE, CNAF) → values for the indicators that say where to read them.

Nothing is guessed: a value is proposed when its column, its code and its year are found; a missing or secret one is reported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from ctg import api
from ctg_tableurs.table_file import csv_rows, file_bytes, read_table, text_of

MOST = 200_000_000
"""Bytes of a CSV file: the largest of INSEE's hold the 35,000 communes in some 100 MB."""
NUMBER: TypeAdapter[Decimal] = TypeAdapter(api.Number)
Rows = Sequence[Mapping[str, str]]


class SaidOfFile(NamedTuple):
    """What the person says of the file: its year when it has no column of years, and what the new values will bear."""

    year: int | None = None
    source: str | None = None
    vintage: str | None = None


@dataclass(frozen=True)
class NewValue:
    """A value of the file beside ours; ``old`` is None when we have none for that year and that place."""

    value: api.Valeur
    old: Decimal | None

    @property
    def same(self) -> bool:
        return self.old == self.value.valeur


@dataclass(frozen=True)
class FromFile:
    """What a file says of one indicator, and what it does not say, in French."""

    indicateur: api.Indicateur
    values: tuple[NewValue, ...]
    gaps: tuple[str, ...]

    def merged(self, written: Sequence[dict]) -> list[dict]:
        """The values as the sheet writes them, with those of the file in their place and the new ones last."""
        new = {_place(one.value): one for one in self.values if not one.same}
        kept = [
            old | _as_written(one.value) if (one := new.pop(_place(value), None)) else old
            for old, value in zip(written, self.indicateur.valeurs, strict=True)
        ]
        return [*kept, *(_as_written(one.value) for one in new.values())]


def read_rows(path: Path, catalogue: api.Catalogue) -> Rows:
    """The rows of a file that are about the territory, and its titles as keys. Raises :class:`TableError`."""
    wanted = {str(one.code_insee) for one in catalogue.all(api.Commune)} | {str(catalogue.territoire.siren or "")} - {""}
    numbered = csv_rows(file_bytes(path, MOST)) if path.suffix.lower() == ".csv" else iter(read_table(path).rows)
    names = [*map(text_of, next(numbered, (0, ()))[1])]
    rows = (dict(zip(names, map(text_of, cells), strict=False)) for _, cells in numbered)
    blank = dict.fromkeys(names, "")
    return [blank | row for row in rows if wanted & set(row.values())]


def from_file(catalogue: api.Catalogue, rows: Rows, said: SaidOfFile) -> list[FromFile]:
    """What the rows say of each indicator that reads such a file."""
    titles = set(rows[0]) if rows else set()
    found = []
    for one in catalogue.all(api.Indicateur):
        if one.officiel and {one.officiel.colonne, one.officiel.code} <= titles:
            found.append(_value_of(catalogue, one, one.officiel, rows, said))
    return found


def unread(catalogue: api.Catalogue, rows: Rows) -> list[str]:
    """The indicators that such a file does not feed, and the nearest title, in French."""
    titles = set(rows[0]) if rows else set()
    told = []
    for one in catalogue.all(api.Indicateur):
        missing = {one.officiel.colonne, one.officiel.code} - titles if one.officiel else set()
        for title in sorted(missing):
            near = api.nearest(title, titles, 0.8)
            told.append(f"{one.id} : pas de colonne « {api.shown(title)} »" + (f" (mais « {api.shown(near)} »)" if near else ""))
    return told


def _value_of(catalogue: api.Catalogue, one: api.Indicateur, where: api.Officiel, rows: Rows, said: SaidOfFile) -> FromFile:
    names = {str(commune.code_insee): commune.nom for commune in catalogue.all(api.Commune)}
    siren = str(catalogue.territoire.siren or "")
    values: dict[tuple[int, str | None], Decimal] = {}
    gaps: list[str] = []
    silent: dict[int, list[str]] = {}
    summed: set[int] = set()
    for row in rows:
        code, of = row[where.code], _year(row.get(where.annee, "") if where.annee else str(said.year or ""))
        if code not in names and code != siren:
            continue
        if of is None:
            gaps.append(f"année inconnue pour {names.get(code, 'le territoire')}")
            continue
        amount = _amount(row[where.colonne], where.arrondi)
        if amount is None:
            silent.setdefault(of, []).append(names.get(code, "le territoire"))
        else:
            values[of, names.get(code)] = amount
    gaps += [f"en {of}, secret ou absent du fichier : {api.joined(places)}" for of, places in silent.items()]
    for of in sorted({of for of, _ in values}) if where.somme else ():
        lacking = [nom for nom in names.values() if (of, nom) not in values]
        if lacking and (of, None) not in values:
            gaps.append(f"pas de total en {of} : il manque {api.joined(lacking)}")
        elif (of, None) not in values:
            summed.add(of)
            values[of, None] = sum((values[of, nom] for nom in names.values()), Decimal())
    today = catalogue.day.year  # a sum is of today's communes
    other = {of: today for of in summed if not catalogue.perimeter.same(of, today)}
    ours = {_place(old): old.valeur for old in one.valeurs}
    made = (
        api.Valeur(
            annee=of, valeur=amount, perimetre=None if nom else other.get(of), commune=nom, source=said.source, note=said.vintage
        )
        for (of, nom), amount in values.items()
    )
    new = sorted(made, key=lambda value: (value.year, value.commune is not None))
    return FromFile(one, tuple(NewValue(value, ours.get(_place(value))) for value in new), tuple(gaps))


def _place(value: api.Valeur) -> tuple[object, ...]:
    """Of what a value is: a part is not the whole."""
    return value.year, value.commune, value.partie


def _year(text: str) -> int | None:
    return int(text[:4]) if text[:4].isascii() and text[:4].isdigit() and 1900 <= int(text[:4]) <= 2100 else None


def _amount(text: str, places: int | None) -> Decimal | None:
    """The number of a cell; None when there is none: a blank, « s » (secret), « nd »."""
    try:
        number = NUMBER.validate_python(text)
    except ValidationError:
        return None
    return number if places is None else number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _as_written(value: api.Valeur) -> dict[str, str]:
    fields = ("annee", "valeur", "perimetre", "commune", "source", "note")
    return {name: str(said) for name in fields if (said := getattr(value, name)) is not None}
