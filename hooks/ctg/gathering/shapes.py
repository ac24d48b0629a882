"""What published records become in tables: the columns of each table with their types, and the rows, made from the models.

A column is a public field, under its own name; a group is a structure, a list a list. Two things are added, so that plain
conditions answer questions: the first and the last day that a date may mean, and a row for each opening of a week.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ctg.gathering.copies import Manifeste
from ctg.help.description import Field, Type, describe
from ctg.kinds import KINDS, Record, Service, Structure
from ctg.kinds.fields.base import KnownDate, PartialDate
from ctg.kinds.fields.periodes import JOURS
from ctg.outputs.open_data.computed import model_of
from ctg.spreadsheet.columns import COMPUTED

TableRow = dict[str, Any]
TEXT = "VARCHAR"
TYPES: dict[Type, str] = {
    Type.YES_NO: "BOOLEAN",
    Type.NUMBER: "DOUBLE",
    Type.DEGREES: "DOUBLE",
    Type.INTEGER: "BIGINT",
    Type.YEAR: "INTEGER",
    Type.DATE: "DATE",
    Type.KNOWN_DATE: "STRUCT(texte VARCHAR, du DATE, au DATE)",
    Type.DAY: "VARCHAR[]",
}
"""The others are texts."""
WORD = "mot"
"""In a group for which a word may stand: that word."""
HOURS = {
    "siren": TEXT,
    "genre": TEXT,
    "id": TEXT,
    "periode": TEXT,
    "du": TEXT,
    "au": TEXT,
    "jour": TEXT,
    "debut": TEXT,
    "fin": TEXT,
    "moment": TEXT,
}
"""« 09:00 »: a text, which sorts and compares as the hour does, up to « 24:00 », which is no time of a clock."""
PERIODS = ("scolaire", "vacances", "semaines_paires", "semaines_impaires")
_KNOWN: TypeAdapter[PartialDate] = TypeAdapter(KnownDate)


@cache
def tables() -> Mapping[str, Mapping[str, str]]:
    """Name → the columns of each table, with their SQL types."""
    territory = {"siren": TEXT, "nom": TEXT, "adresse_publique": TEXT, "publie_le": "DATE", "lu_le": "DATE", "version": TEXT}
    territory |= {"licence": TEXT, "licence_url": TEXT, "source": TEXT, "enfants_moins_de_3_ans": TEXT}
    return {"territoires": territory, "horaires": HOURS, **{kind.folder: _columns(kind) for kind in KINDS}}


def of_territory(manifest: Manifeste, young_children: str | None) -> TableRow:
    """The row of a territory; ``young_children``: the indicator that counts those under 3."""
    said = manifest.model_dump(mode="json", exclude_none=True)
    said |= {"enfants_moins_de_3_ans": young_children} if young_children else {}
    return {name: said[name] for name in tables()["territoires"] if name in said}


def of_record(kind: type[Record], siren: str, record: TableRow, page: str | None) -> TableRow:
    """The row of a record that follows its schema; its links lead to ``page``, whatever it says."""
    links = {"url": page}
    return {"siren": siren, "id": record["id"], **_group(_fields(kind), record), COMPUTED: record[COMPUTED] | links}


def of_hours(kind: type[Record], siren: str, record: TableRow) -> Iterator[TableRow]:
    """A row for each opening of the weeks of a place; what is open on a date only, or at a stop, stays in its record."""
    if kind not in {Structure, Service}:
        return
    head = {"siren": siren, "genre": kind.kind, "id": record["id"]}
    for period, week in _weeks(record.get("horaires") or {}):
        for jour in JOURS:
            for span in week.get(jour) or ():
                start, _, end = span.partition("-")
                said = {"debut": start, "fin": end} if start[0].isdigit() else {"moment": span}
                yield head | period | {"jour": jour} | said


def _weeks(hours: TableRow) -> Iterator[tuple[TableRow, TableRow]]:
    yield {"periode": "ordinaire"}, hours
    yield from (({"periode": name}, hours[name]) for name in PERIODS if name in hours)
    for season in hours.get("saisons", ()):
        yield {"periode": "saison", "du": season.get("du"), "au": season.get("au")}, season


# --- columns -------------------------------------------------------------------------------------


def _fields(kind: type[Record]) -> tuple[Field, ...]:
    return tuple(field for field in describe(kind) if not field.traits.interne)


def _columns(kind: type[Record]) -> dict[str, str]:
    own = {field.key: _type(field) for field in _fields(kind)}
    return {"siren": TEXT, "id": TEXT, **own, COMPUTED: _structure(describe(model_of(kind)))}


def _type(field: Field) -> str:
    inner = _structure(field.fields, field.word) if field.fields else TYPES.get(field.type, TEXT)
    one = f"MAP(VARCHAR, {inner})" if field.type is Type.TERMS else inner
    return f"{one}[]" if field.many else one


def _structure(fields: tuple[Field, ...], word: str = "") -> str:
    inner = [f'"{field.key}" {_type(field)}' for field in fields] + ([f"{WORD} {TEXT}"] if word else [])
    return f"STRUCT({', '.join(inner)})"


# --- values --------------------------------------------------------------------------------------


def _group(fields: tuple[Field, ...], values: TableRow) -> TableRow:
    return {field.key: _value(field, values[field.key]) for field in fields if field.key in values}


def _value(field: Field, value: Any) -> Any:
    return [_one(field, one) for one in value] if field.many else _one(field, value)


def _one(field: Field, value: Any) -> Any:
    if field.type is Type.KNOWN_DATE:
        return _days(value)
    if field.type is Type.TERMS:
        return {name: _group(field.fields, inner) for name, inner in value.items()}
    if not field.fields:
        return value
    return {WORD: value} if isinstance(value, str) else _group(field.fields, value)


def _days(text: str) -> TableRow:
    """A date, and the days that it may mean; a text of the right form may be no date (« 2026-13 »)."""
    try:
        date = _KNOWN.validate_python(text)
    except ValidationError:
        return {"texte": text}
    return {"texte": text, "du": date.first.isoformat(), "au": date.latest.isoformat()}
