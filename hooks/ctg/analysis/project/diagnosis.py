"""What the records say of one rubrique: how much is offered and where, who is far from it, what concerns it.

It counts the records of the site, not what exists: pages say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from ctg.analysis.ages import AGE_GROUPS, months
from ctg.analysis.distance import distance_km
from ctg.analysis.project.presence import spots
from ctg.catalogue import Catalogue
from ctg.kinds import Action, Commune, Indicateur, Rencontre, Structure
from ctg.kinds.structure import Place
from ctg.kinds.vocabulary import Rubrique, Type, Vocabulary

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

    type: Type | None
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


def whole(catalogue: Catalogue, places: Iterable[Place], type_: Type | None = None) -> Offer:
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


def age_groups(vocabulary: Vocabulary, rubrique: Rubrique) -> tuple[str, ...]:
    """The age groups that make sense for a rubrique: one of its types usually receives at least half of their ages."""
    themes = {theme.id for theme in vocabulary.themes_of(rubrique)}
    ages = [months(type_.ages) for type_ in vocabulary.types.values() if type_.theme in themes and type_.ages]
    return tuple(
        id for id, (_, low, high) in AGE_GROUPS.items() if any(2 * (min(b, high) - max(a, low)) >= high - low for a, b in ages)
    )


def far_from_all(catalogue: Catalogue, places: Iterable[Place]) -> Iterator[Commune]:
    """The communes that have none of these places, there or within the distance of the page « Couverture »."""
    limit = float(catalogue.territoire.couverture.distance_km)
    found = [spot for place in places for spot in spots(catalogue, place)]
    for commune in catalogue.all(Commune):
        here = any(spot.commune == commune.nom for spot in found)
        if not here and not any(spot.point and distance_km(commune.centre, spot.point) <= limit for spot in found):
            yield commune
