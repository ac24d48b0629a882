"""What the records say of one rubrique: how much is offered and where, who is far from it, what concerns it.

It counts the records of the site, not what exists: pages say so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from ctg.analysis.project.needs.presence import spots
from ctg.catalogue import Catalogue
from ctg.kinds import Action, Commune, Diagnostic, Indicateur, Rencontre, Structure
from ctg.kinds.families.place import Place
from ctg.kinds.project.diagnostic import Priorite
from ctg.kinds.territory.vocabulary import Offre, Rubrique, TypeStructure, Vocabulary

R = TypeVar("R", bound=Action | Indicateur | Rencontre)


@dataclass(frozen=True)
class Seats:
    """How many people places receive at the same time, as far as the records say it."""

    total: int
    told: int
    """How many records say it, out of ``asked``."""
    asked: int
    years: tuple[int, ...]
    """The years of these numbers, sorted, each once."""


@dataclass(frozen=True)
class Offer:
    """Places of one type; None for the services and aids, and for the whole of a rubrique."""

    type: TypeStructure | None
    places: tuple[Place, ...]
    communes: tuple[Commune, ...]
    """Where they are or come, in the order of the catalogue."""
    everywhere: int
    """How many are nowhere in particular: for the whole territory, or by telephone."""
    seats: Seats


def about(catalogue: Catalogue, kind: type[R], rubrique: Rubrique) -> tuple[R, ...]:
    """The records of a kind that have a theme of the rubrique."""
    themes = {theme.id for theme in catalogue.vocabulary.themes_of(rubrique)}
    return tuple(record for record in catalogue.all(kind) if themes & {*record.themes})


def current(catalogue: Catalogue) -> tuple[Diagnostic, ...]:
    """The diagnoses that no other follows: those of the day."""
    return tuple(one for one in catalogue.all(Diagnostic) if not follower(catalogue, one))


def follower(catalogue: Catalogue, record: Diagnostic) -> Diagnostic | None:
    """The diagnosis of the same rubrique that came next; none of one without a date."""
    return next((one for one in _dated(catalogue, record) if _day(one) > _day(record)), None) if record.date else None


def previous(catalogue: Catalogue, record: Diagnostic) -> Diagnostic | None:
    """The one that came before."""
    return next((one for one in reversed(_dated(catalogue, record)) if _day(one) < _day(record)), None) if record.date else None


def _dated(catalogue: Catalogue, record: Diagnostic) -> list[Diagnostic]:
    same = (one for one in catalogue.all(Diagnostic) if one.rubrique == record.rubrique and one.date)
    return sorted(same, key=_day)


def _day(record: Diagnostic) -> dt.date:
    return record.date.first if record.date else dt.date.min


def answered(catalogue: Catalogue, action: Action) -> list[tuple[Diagnostic, int, Priorite]]:
    """The priorities that an action answers, with their rank from 1."""
    found = catalogue.referenced_by(action, Diagnostic, "priorites")
    return [(one, n, part) for one in found for n, part in enumerate(one.priorites, 1) if action.id in part.actions]


def places_of(catalogue: Catalogue, rubrique: Rubrique) -> tuple[Place, ...]:
    """The places that have a theme of the rubrique: those of the page ``trouver/<rubrique>/``."""
    themes = set(catalogue.vocabulary.themes_of(rubrique))
    return tuple(place for place in catalogue.places if themes & set(catalogue.themes_of(place)))


def offers(catalogue: Catalogue, places: Iterable[Place]) -> tuple[Offer, ...]:
    """Type by type, in the order of the vocabulary; the services come last."""
    groups: dict[str | None, list[Place]] = {id: [] for id in (*catalogue.vocabulary.types, None)}
    for place in places:
        groups[place.type_id].append(place)
    return tuple(whole(catalogue, group, catalogue.vocabulary.types[id] if id else None) for id, group in groups.items() if group)


def whole(catalogue: Catalogue, places: Iterable[Place], type_: TypeStructure | None = None) -> Offer:
    """All these places together."""
    places = tuple(places)
    names = [{spot.commune for spot in spots(catalogue, place)} for place in places]
    communes = tuple(commune for commune in catalogue.all(Commune) if any(commune.nom in own for own in names))
    return Offer(type_, places, communes, sum(not own for own in names), seats(places))


def seats(places: Iterable[Place]) -> Seats:
    """The total of the structures that say how many they receive; the others are counted, not guessed."""
    structures = [place for place in places if isinstance(place, Structure)]
    told = [structure.places for structure in structures if structure.places]
    years = tuple(sorted({part.annee for part in told}))
    return Seats(sum(part.total for part in told), len(told), len(structures), years)


def offres_of(vocabulary: Vocabulary, rubrique: Rubrique) -> tuple[Offre, ...]:
    """What coverage counts of a rubrique: the offers of its types and of its themes, in the order of the vocabulary."""
    themes = vocabulary.themes_of(rubrique)
    ids = {theme.id for theme in themes}
    found = {theme.offre for theme in themes} | {type_.offre for type_ in vocabulary.types.values() if type_.theme in ids}
    return tuple(offre for id, offre in vocabulary.offres.items() if id in found)


def counted(catalogue: Catalogue, type_id: str) -> Indicateur | None:
    """The indicator that says how many places of a type there are, the latest measured; None when none does."""
    said = [one for one in catalogue.all(Indicateur) if one.compte == type_id and one.derniere]
    return max(said, key=lambda one: one.derniere.year if one.derniere else 0, default=None)


def shown(catalogue: Catalogue, type_id: str) -> int:
    """How many places of a type have a record."""
    return sum(structure.type == type_id for structure in catalogue.all(Structure))
