"""A territory of a portal: its records, made again from what it published.

What came is JSON that follows our published schemas; our models ask for more. They are the same as for YAML: whatever they
refuse is left out, and told. Nothing here trusts a text, nor a number of records.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from pydantic import ValidationError

from ctg.analysis.upkeep.freshness import last_proof
from ctg.gathering.copies import Copy
from ctg.gathering.gather import SiteReading
from ctg.ground.escaping import visible
from ctg.ground.problems import Location, plural, shown
from ctg.kinds import KINDS, Commune, Record, Service, Structure
from ctg.kinds.fields.base import PartialDate

R = TypeVar("R", bound=Record)
MOST = {Commune: 400, Structure: 3000, Service: 2000}
"""Records of one territory: the largest intercommunality of France has 158 communes. No site makes the portal huge."""
MOST_OTHERS = 1000
"""Of any other kind."""
MOST_TOLD = 3
NOT_FIELDS = {"id", "genre", "calcule", "publication"}


@dataclass(frozen=True)
class ToldRecord(Generic[R]):
    """A record of a territory. ``values``: its fields, as its model takes them; ``worked_out``: what its site computed."""

    record: R
    values: dict[str, Any]
    worked_out: Mapping[str, Any]
    page: str | None
    """On its own site, when that has an address."""

    @property
    def proven(self) -> dt.date | PartialDate | None:
        """When its facts were established: the last confirmation, else the last proof as it was written."""
        own = self.record
        return own.verifie_le if own.verifie_le and not own.doubtful else last_proof(own)


@dataclass(frozen=True)
class Member:
    """A territory of the portal."""

    reading: SiteReading
    copy: Copy
    name: str
    found: Mapping[type[Record], tuple[ToldRecord[Record], ...]]
    """All its records, with its own identifiers."""
    remarks: tuple[str, ...]
    """What was left out, or is to be known, in French sentences without their full stop."""

    @property
    def siren(self) -> str:
        """Its number: the name of its copy, and of its page."""
        return self.copy.manifest.siren

    @property
    def path(self) -> str:
        """Its page in the portal."""
        return f"territoires/{self.siren}/"

    @property
    def address(self) -> str | None:
        """Its own site."""
        return self.copy.manifest.adresse_publique

    @property
    def published_on(self) -> dt.date:
        """When it was last published."""
        return self.copy.manifest.publie_le

    @property
    def read_on(self) -> dt.date:
        """When it was last read."""
        return self.copy.manifest.lu_le

    @property
    def site(self) -> str:
        """« sur le site « Familles du Pays de Valbourg » », without « sur »."""
        return f"le site « {self.copy.manifest.titre or self.name} »"

    def told(self, kind: type[R]) -> tuple[ToldRecord[R], ...]:
        """Its records of a kind, with what it tells of each."""
        return cast("tuple[ToldRecord[R], ...]", self.found[kind])

    def all(self, kind: type[R]) -> tuple[R, ...]:
        """Its records of a kind."""
        return tuple(one.record for one in self.told(kind))


def member(reading: SiteReading, copy: Copy) -> Member:
    """The territory of a copy. Raises ``Unsound`` when a file of it was changed since."""
    told: list[str] = []
    found = {kind: tuple(_made(copy, kind, copy.records.get(kind, ()), told)) for kind in KINDS}
    return Member(reading, copy, visible(copy.manifest.nom), found, (*reading.remarks, *told))


def _made(copy: Copy, kind: type[Record], published: Iterable[dict[str, Any]], told: list[str]) -> list[ToldRecord[Record]]:
    """The records that our model takes; ``told`` says which are left out."""
    published = list(published)
    most = MOST.get(kind, MOST_OTHERS)
    if len(published) > most:
        told.append(f"{plural(len(published), 'fiche')} de « {kind.folder} » : les {most} premières seulement sont gardées")
    made: list[ToldRecord[Record]] = []
    wrong: list[str] = []
    for one in published[:most]:
        values = {name: as_typed(value) for name, value in one.items() if name not in NOT_FIELDS}
        record, where = taken(kind, one["id"], values)
        if record is None:
            wrong.append(f"{visible(shown(one['id']))}{where}")
        elif record.published and not one.get("hors_territoire"):  # a place outside is another site's to tell
            made.append(ToldRecord(record, values, one["calcule"], copy.page(one, kind)))
    if wrong:
        told.append(f"{plural(len(wrong), 'fiche')} de « {kind.folder} » que nous ne savons pas montrer : {some(wrong)}")
    return made


def some(names: Sequence[str]) -> str:
    """The first of these names, and how many others there are: a list is as long as its reader bears, not its site."""
    more = [f"… et {len(names) - MOST_TOLD} de plus"] if len(names) > MOST_TOLD else []
    return ", ".join((*names[:MOST_TOLD], *more))


def as_typed(value: Any) -> Any:
    """A JSON value as people type it: « oui » for true. The models take numbers and dates as JSON has them."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, dict):
        return {name: as_typed(inner) for name, inner in value.items()}
    return [as_typed(inner) for inner in value] if isinstance(value, list) else value


def taken(kind: type[R], id: str, values: dict[str, Any]) -> tuple[R | None, str]:
    """The record that these values make; else None, and where they are wrong. Fields of a later version leave ``values``."""
    for last in (False, True):
        try:
            return kind.model_validate(values).told_by(id, "", values), ""
        except ValidationError as failure:
            errors = failure.errors(include_url=False, include_context=False)
        unknown = [error["loc"] for error in errors if error["type"] == "extra_forbidden"]
        if last or len(unknown) < len(errors):
            break
        for where in sorted(unknown, key=str, reverse=True):
            remove(values, where)
    path = ".".join(map(str, errors[0]["loc"]))
    return None, f" ({visible(shown(path))})" if path else ""


def remove(values: Any, where: Location) -> None:
    """Remove a value from nested lists and dicts, were it already absent."""
    *above, last = where
    for step in above:
        with suppress(KeyError, IndexError, TypeError):  # a step that only the model has
            values = values[step]
    if isinstance(values, list) and isinstance(last, int) and last < len(values):
        del values[last]
    elif isinstance(values, dict):
        values.pop(last, None)


def put(values: Any, where: Location, value: str) -> None:
    """Replace a text in nested lists and dicts."""
    *above, last = where
    for step in above:
        values = values[step]
    values[last] = value
