"""Locations of HSDS 3.1: where structures are and where what moves stops."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from ctg.analysis.inclusion.facts import labelled
from ctg.catalogue import Catalogue
from ctg.ground.data_files import as_json
from ctg.kinds import Service, Structure
from ctg.kinds.families.place import Arret, Place
from ctg.outputs.base.addresses import point
from ctg.outputs.open_data.inclusion.parts import joined, known
from ctg.outputs.open_data.public import published
from ctg.outputs.words.contacts import hidden
from ctg_hsds import parts as part
from ctg_hsds.parts import HsdsSheet, identifier
from ctg_hsds.schedules import hours_of, schedules


def settled(catalogue: Catalogue, place: Place) -> bool:
    """Whether a place has a location of its own: what moves has only its stops."""
    return bool(place.adresse) or (place.seat is not None and not catalogue.moves(place))


class HsdsLocation(NamedTuple):
    """A location, written."""

    name: str
    id: str
    content: bytes

    @classmethod
    def of(cls, sheet: HsdsSheet) -> HsdsLocation:
        return cls(sheet["name"], sheet["id"], as_json(sheet).rstrip())


@dataclass(frozen=True)
class Sites:
    """The locations of a catalogue on a day, each made once: it is in several services, then in the list."""

    catalogue: Catalogue
    today: dt.date
    _made: dict[str, HsdsLocation] = field(default_factory=dict)

    def all(self) -> list[HsdsLocation]:
        """Each location once, by name: structures, services with an address of their own, stops."""
        structures = published(self.catalogue, Structure)
        here = {place.id for place in structures}
        # A service that is only at one of them has no other location.
        apart = (one for one in published(self.catalogue, Service) if one.adresse or one.arrets or one.host_id not in here)
        found = sorted({site for place in (*structures, *apart) for _, site in self.of(place)})
        self._made.clear()  # nobody needs them after the list: they would take as much memory as its file
        return found

    def of(self, place: Place) -> Iterator[tuple[str, HsdsLocation]]:
        """(a name that is stable for the place, location) of everywhere that a service is given."""
        catalogue, today, home = self.catalogue, self.today, self.catalogue.home(place)
        if place.adresse and not place.seat:
            yield "sur-place", self._once(place.key, lambda: _own_address(catalogue, place))
        elif home and home.published and settled(catalogue, home):
            yield "sur-place", self._once(home.key, lambda: location(catalogue, home, today))
        for rank, arret in enumerate(place.arrets):
            yield f"arret-{rank}", self._once(f"{place.key}/{rank}", partial(stop, catalogue, place, rank, arret, today))

    def _once(self, key: str, make: Callable[[], HsdsSheet]) -> HsdsLocation:
        if key not in self._made:
            self._made[key] = HsdsLocation.of(make())
        return self._made[key]


def location(catalogue: Catalogue, place: Structure, today: dt.date) -> HsdsSheet:
    """Where a structure is; only its commune, in words, when its address is confidential."""
    territoire, commune, secret = catalogue.territoire, catalogue.commune(place.commune), hidden(catalogue, place)
    base = {"id": identifier(territoire, place.key, "lieu"), "location_type": "physical"} | known(
        name=place.nom,
        description=joined(f"Commune : {commune.nom}.", "L'adresse est confidentielle." if secret else None),
        phones=part.phones(territoire, place.key, place.telephone),
        schedules=schedules(catalogue, place, place.key, place, today),
    )
    if secret:
        return base
    position, page = point(catalogue, place), place.accessibilite_lieu
    return base | known(
        transportation=place.transport,
        latitude=position and position.lat,
        longitude=position and position.lon,
        addresses=part.address(
            territoire, place.key, commune, (place.adresse or "", place.complement_adresse), place.code_postal
        ),
        accessibility=[{"id": identifier(territoire, place.key, "accessibilite"), "url": page}] if page else [],
    )


def stop(catalogue: Catalogue, place: Place, rank: int, arret: Arret, today: dt.date) -> HsdsSheet:
    """Where what moves stops, and when."""
    territoire, commune, key = catalogue.territoire, catalogue.commune(arret.commune), f"{place.key}/arrets/{rank}"
    return {"id": identifier(territoire, key, "lieu"), "location_type": "physical"} | known(
        name=f"{place.nom}, {arret.lieu or arret.commune}",
        description=joined(f"Commune : {commune.nom}.", labelled("Passage", arret.quand)),
        addresses=part.address(territoire, key, commune, (arret.lieu or "", None), None),
        schedules=schedules(catalogue, place, key, hours_of(place, arret), today),
    )


def _own_address(catalogue: Catalogue, place: Place) -> HsdsSheet:
    """In words: the specification wants a town in an address, which the record of a service does not have."""
    words = ", ".join(part for part in (place.adresse, place.complement_adresse, place.code_postal) if part)
    return {
        "id": identifier(catalogue.territoire, place.key, "lieu"),
        "location_type": "physical",
        "name": place.nom,
        "description": labelled("Adresse", words),
    }
