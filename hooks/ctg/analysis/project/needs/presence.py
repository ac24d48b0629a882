"""Where families meet a place: at its address, at its stops, in the communes that it names. What coverage counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ctg.analysis.distance import position_of
from ctg.analysis.hours.opening import Schedule
from ctg.analysis.hours.rounds import halts
from ctg.catalogue import Catalogue
from ctg.kinds.families.place import Place
from ctg.kinds.fields.reach import Position


@dataclass(frozen=True)
class Spot:
    """One presence of a place in a commune (its name), with the hours of that presence."""

    commune: str
    point: Position | None
    """None when only the inhabitants of the commune are concerned: being near is then not enough."""
    schedule: Schedule


def spots(catalogue: Catalogue, place: Place) -> tuple[Spot, ...]:
    """Every presence of a place; none for what is nowhere in particular (the whole territory, the telephone)."""
    return (*_here(catalogue, place), *_stops(catalogue, place))


def _here(catalogue: Catalogue, place: Place) -> Iterator[Spot]:
    own, home = Schedule(place.horaires, place.fermetures), catalogue.home(place)
    if place.reserved_to:
        yield from (Spot(nom, None, own) for nom in place.reserved_to)
    elif home and place.on_site and (found := position_of(catalogue, home)):
        yield Spot(home.commune, found[0], own)


def _stops(catalogue: Catalogue, place: Place) -> Iterator[Spot]:
    """The stops, at the centre of their commune, with their own hours and the closures of what stops there."""
    for commune, stop in halts(catalogue, place):
        yield Spot(stop.commune, commune.centre, Schedule(stop.horaires, place.fermetures))
    known = {place.seat, *(stop.commune for stop in place.arrets)}
    for nom in place.visits:
        if nom not in known:  # it says that it comes, not when
            yield Spot(nom, catalogue.commune(nom).centre, Schedule(None))
