"""What may leave of a record, in two forms: as its file has it (for tables), and typed (for JSON).

Never leave: a draft, nor a link to a draft. Internal notes and what would locate a confidential address are not in the
catalogue to begin with (see ``loading``).
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, singledispatch
from typing import Any, TypeVar

from pydantic import BaseModel

from ctg.catalogue import Catalogue
from ctg.help.description import describe
from ctg.kinds import Record
from ctg.kinds.families.place import Place
from ctg.kinds.fields.base import Age, PartialDate
from ctg.kinds.fields.horaires import Span
from ctg.kinds.fields.periodes import JOURS, RANKS, DayOfYear, Feries, NthWeekday
from ctg.kinds.fields.record import SHARED
from ctg.kinds.territory.territoire import Territoire
from ctg.outputs.base.addresses import absolute
from ctg.outputs.words.licence import LICENCE, LICENCE_URL

R = TypeVar("R", bound=Record)


def published(catalogue: Catalogue, kind: type[R]) -> tuple[R, ...]:
    """The records of a kind without the drafts, which ``make servir`` shows."""
    return tuple(record for record in catalogue.all(kind) if record.published)


def published_places(catalogue: Catalogue) -> tuple[Place, ...]:
    """Structures, then services, likewise."""
    return tuple(place for place in catalogue.places if place.published)


def address(territoire: Territoire, path: str) -> str:
    """The full address of a page or file of the site; from the root while the site's address is not known."""
    return absolute(territoire, path) or f"/{path}"


def notice(territoire: Territoire) -> dict[str, str]:
    """Under which licence, and whom to name: the licence asks for the source and the date of its last update."""
    source = f"{territoire.titre_site} ({territoire.editeur.nom})"
    return {"licence": LICENCE, "licence_url": LICENCE_URL, "source": source}


def written(catalogue: Catalogue, record: Record) -> dict[str, Any]:
    """The record's fields as its file has them: texts, lists and dicts, to be read only."""
    return _open(catalogue, record, record.as_written)


def typed(catalogue: Catalogue, record: Record) -> dict[str, Any]:
    """The record's fields as JSON values; what is not known is absent.

    Dates are ISO 8601 (« vers 2026 » when estimated), telephones E.164, hours ``["09:00-12:00", "matin"]``.
    """
    return _open(catalogue, record, plain(record))


def _open(catalogue: Catalogue, record: Record, values: dict[str, Any]) -> dict[str, Any]:
    if drafts := sorted(_to_drafts(catalogue, record), reverse=True):
        values = copy.deepcopy(values)
        for where in drafts:
            _remove(values, where)
    return {name: values[name] for name in _order(type(record)) if name in values}


@cache
def _order(kind: type[Record]) -> tuple[str, ...]:
    """The names of a kind's fields, the compulsory ones first, those of all kinds last."""
    fields = sorted(describe(kind), key=lambda field: (field.key in SHARED, not field.required))
    return tuple(field.key for field in fields)


def _to_drafts(catalogue: Catalogue, record: Record) -> Iterator[tuple[str | int, ...]]:
    """Where a record names one that is not published."""
    for link in catalogue.to_drafts(record):
        yield tuple(int(step) if step.isdigit() else step for step in link.where.split("."))


def _remove(values: Any, where: tuple[str | int, ...]) -> None:
    """Remove a value from nested lists and dicts; it may already be absent."""
    *above, last = where
    for step in above:
        values = values[step]
    if isinstance(values, list):
        del values[int(last)]
    elif last in values:
        del values[last]


# --- values of fields → JSON ---------------------------------------------------------------------


@singledispatch
def plain(value: Any) -> Any:
    """A field's value as JSON has it."""
    return value  # texts, whole numbers, true and false, None


@plain.register
def _(value: BaseModel) -> dict[str, Any]:
    found = {}
    for name in type(value).model_fields:
        inner = getattr(value, name)
        # An empty list is kept where it was written: a day « ferme ».
        if inner is not None and (inner != () or name in value.model_fields_set):
            found[name] = inner if type(inner) is str else plain(inner)  # most fields are texts
    return found


@plain.register
def _(value: Feries) -> str:
    return "jours feries"


@plain.register
def _(value: tuple) -> list[Any]:
    return [plain(item) for item in value]


@plain.register
def _(value: dict) -> dict[str, Any]:
    return {name: plain(inner) for name, inner in value.items()}


@plain.register
def _(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


@plain.register
def _(value: dt.date) -> str:
    return value.isoformat()


@plain.register
def _(value: PartialDate) -> str:
    parts = (f"{part:02}" for part in (value.month, value.day) if part)
    return ("vers " if value.approx else "") + "-".join((f"{value.year:04}", *parts))


@plain.register
def _(value: DayOfYear) -> str:
    return f"{value.month:02}-{value.day:02}"


@plain.register
def _(value: NthWeekday) -> str:
    rank = next(word for word, rank in RANKS.items() if rank == value.rank)
    return f"{rank} {JOURS[value.weekday]} du mois"


@plain.register
def _(value: Age) -> str:
    return value.texte


@plain.register
def _(value: Span) -> str:
    return value.moment or "-".join(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in (value.debut, value.fin))
