"""What the sites of the neighbours have that is nearer than what we know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from ctg.analysis.distance import distance_km, nearest_of_each_type
from ctg.catalogue import Catalogue
from ctg.ground.phrases import date_fr
from ctg.ground.problems import WARNING, Problem, fold, shown
from ctg.kinds import Commune
from ctg.kinds.territory.vocabulary import TypeStructure
from ctg.stores.neighbours import FILE, LieuVoisin, PagesVoisines

STALE_DAYS = 90
"""After so many days what a neighbour said may be wrong, and should be asked again."""


@dataclass(frozen=True)
class PlaceBeyond:
    """A place on the site of a neighbour. ``owner`` is the neighbour's name, as the territory writes it."""

    place: LieuVoisin
    type: TypeStructure
    owner: str
    page: str
    read_on: dt.date
    km: float


def nearest_beyond(catalogue: Catalogue, commune: Commune) -> list[PlaceBeyond]:
    """For each type that a commune lacks, the nearest place of the neighbours' sites, when nothing that we know is as near; in
    the order of the vocabulary's types."""
    here = {structure.type for structure in catalogue.settled_in(commune)} | {"autre"}
    best = {structure.type: km for structure, km in nearest_of_each_type(catalogue, commune)}
    first: dict[str, PlaceBeyond] = {}
    for one in sorted(_places(catalogue, commune), key=lambda one: (one.km, one.page)):
        id = one.place.type
        if id not in here and one.km < best.get(id, float("inf")):
            first.setdefault(id, one)
    return [first[id] for id in catalogue.vocabulary.types if id in first]


def _places(catalogue: Catalogue, commune: Commune) -> Iterator[PlaceBeyond]:
    """All of them that we have no record of; a type that our vocabulary does not know cannot be compared."""
    ours = {(fold(place.nom), fold(place.commune)) for place in catalogue.known_structures}
    for owner, site in _declared(catalogue):
        for place in site.lieux:
            type_ = catalogue.vocabulary.types.get(place.type)
            if type_ and (fold(place.nom), fold(place.commune)) not in ours:
                km = distance_km(commune.centre, place.position)
                yield PlaceBeyond(place, type_, owner, site.page(place), site.lu_le, km)


def _declared(catalogue: Catalogue) -> Iterator[tuple[str, PagesVoisines]]:
    """(name, what was read of it) of the neighbours that the territory names: what it no longer names is not shown."""
    read = {site.adresse: site for site in catalogue.neighbours}
    for one in catalogue.territoire.voisins:
        if one.adresse in read:
            yield one.nom, read[one.adresse]


def neighbour_problems(catalogue: Catalogue, today: dt.date) -> Iterator[Problem]:
    """The neighbours that were never read, or not for long."""
    read = {site.adresse: site.lu_le for site in catalogue.neighbours}
    for one in catalogue.territoire.voisins:
        day = read.get(one.adresse)
        if day is None:
            told = f"Les lieux du site voisin « {shown(one.nom)} » n'ont pas encore été lus : aucun n'est montré."
            yield Problem("data/territoire.yml", 1, "voisins", "", told, "Lancez « ctg voisins ».", WARNING)
        elif (today - day).days > STALE_DAYS:
            told = f"Les lieux du site voisin « {shown(one.nom)} » datent du {date_fr(day)}."
            yield Problem(FILE, 1, "", "", told, "Lancez « ctg voisins ».", WARNING)
