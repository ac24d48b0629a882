"""Where families meet a place: at its address, at its stops, in the communes that it names. What coverage counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ctg.analysis.distance import position_of
from ctg.analysis.opening import Schedule
from ctg.analysis.rounds import halts
from ctg.catalogue import Catalogue
from ctg.kinds import Service, Structure
from ctg.kinds.fields import Position
from ctg.kinds.structure import Place


@dataclass(frozen=True)
class Spot:
    """One presence of a place in a commune (its name), with the hours of that presence."""

    commune: str
    point: Position | None
    """None when only the inhabitants of the commune are concerned: being near is then not enough."""
    schedule: Schedule


def spots(catalogue: Catalogue, place: Place) -> tuple[Spot, ...]:
    """Every presence of a place; none for what is nowhere in particular (the whole territory, the telephone)."""
    here = _service(catalogue, place) if isinstance(place, Service) else _structure(catalogue, place)
    return (*here, *_stops(catalogue, place))


def _structure(catalogue: Catalogue, place: Structure) -> Iterator[Spot]:
    if found := position_of(catalogue, place):
        yield Spot(place.commune, found[0], _own(place))


def _service(catalogue: Catalogue, place: Service) -> Iterator[Spot]:
    if place.zone:
        yield from (Spot(nom, None, _own(place)) for nom in place.zone)
        return
    host = place.structure and catalogue.get(Structure, place.structure)
    found = position_of(catalogue, host) if host and (not place.modes or "sur-place" in place.modes) else None
    if found:
        yield Spot(host.commune, found[0], _own(place))


def _stops(catalogue: Catalogue, place: Place) -> Iterator[Spot]:
    """The stops, at the centre of their commune, with their own hours and the closures of what stops there."""
    for commune, stop in halts(catalogue, place):
        yield Spot(stop.commune, commune.centre, Schedule(stop.horaires, place.fermetures))
    known = {place.commune, *(stop.commune for stop in place.arrets)} if isinstance(place, Structure) else set()
    for nom in getattr(place, "communes_desservies", ()):
        if nom not in known:  # it says that it comes, not when
            yield Spot(nom, catalogue.commune(nom).centre, Schedule(None))


def _own(place: Place) -> Schedule:
    return Schedule(place.horaires, place.fermetures)
