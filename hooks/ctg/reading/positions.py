"""Where places and town halls are on a map, and how far they are from a commune, as the crow flies."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import shapely
from shapely.geometry.base import BaseGeometry

from ctg.model import Arret, Commune, Place, Position, Record, Structure
from ctg.reading.catalogue import Catalogue

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
DEGREE = 111_195
"""Metres of a degree of latitude, on a sphere of the mean radius."""


def distance_km(a: Position, b: Position) -> float:
    """The great-circle distance between two points, in kilometres (haversine formula, mean radius of the Earth)."""
    lat1, lat2 = math.radians(a.lat), math.radians(b.lat)
    half_lat, half_lon = (lat2 - lat1) / 2, math.radians(b.lon - a.lon) / 2
    h = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(h))


def position_of(catalogue: Catalogue, structure: Structure) -> tuple[Position, bool] | None:
    """(where to draw a structure, whether that is only the centre of its commune).

    None for what moves: families meet it at its stops (``hours.rounds``), not at its seat.
    """
    if catalogue.moves(structure):
        return None
    known = structure.position or catalogue.positions.get(structure.key)
    return (known, False) if known else (catalogue.commune(structure.commune).centre, True)


def town_hall_position(catalogue: Catalogue, commune: Commune) -> tuple[Position, bool]:
    """(where to draw a town hall, whether that is only the centre of the commune)."""
    hall = commune.mairie
    known = hall.position if hall and not hall.position_douteuse else None
    known = known or catalogue.positions.get(commune.key)
    return known or commune.centre, known is None


@dataclass(frozen=True)
class Point:
    """What the maps draw: where, in which commune, whether only that commune is known."""

    commune: str
    position: Position
    approximate: bool
    place: Place | None = None
    """None: the town hall."""
    stop: Arret | None = None
    """Of what moves: it is drawn at each of its stops, which says when; without stops, nowhere."""


def points(catalogue: Catalogue) -> Iterator[Point]:
    """Every structure that may be drawn, then the stops, then the town halls."""
    for structure in catalogue.known_structures:
        if not structure.adresse_confidentielle and (found := position_of(catalogue, structure)):
            yield Point(structure.commune, *found, structure)
    for place in catalogue.places:
        for stop in place.arrets:
            yield Point(stop.commune, catalogue.commune(stop.commune).centre, True, place, stop)
    for commune in catalogue.all(Commune):
        if commune.mairie:
            yield Point(commune.nom, *town_hall_position(catalogue, commune))


def nearest_elsewhere(catalogue: Catalogue, commune: Commune, structures: Iterable[Structure]) -> list[tuple[Structure, float]]:
    """The structures outside a commune with their distance from its centre in km, nearest first; none of those that move."""
    elsewhere = ((s, position_of(catalogue, s)) for s in structures if s.commune != commune.nom)
    measured = ((s, distance_km(commune.centre, found[0])) for s, found in elsewhere if found)
    return sorted(measured, key=lambda pair: (pair[1], pair[0].id))


def nearest_of_each_type(catalogue: Catalogue, commune: Commune) -> list[tuple[Structure, float]]:
    """For each type that a commune lacks, the nearest known structure elsewhere, neighbours of the territory included, and its
    distance in km; the nearest first."""
    here = {s.type for s in catalogue.settled_in(commune)} | {"autre"}
    first: dict[str, tuple[Structure, float]] = {}
    for structure, km in nearest_elsewhere(catalogue, commune, catalogue.known_structures):
        if structure.type not in here:
            first.setdefault(structure.type, (structure, km))
    return [*first.values()]


def is_hidden(catalogue: Catalogue, record: Record) -> bool:
    """Must nobody learn where a record is? True of a confidential structure and of the services that it offers."""
    return record.key in catalogue.confidential


@dataclass(frozen=True)
class Sight:
    """From degrees to steps of ``metres``, from a point, north up (y goes down)."""

    centre: Position
    metres: float

    @cached_property
    def _degree(self) -> tuple[float, float]:
        """The steps of a degree, to the east and to the north."""
        return DEGREE * math.cos(math.radians(self.centre.lat)) / self.metres, DEGREE / self.metres

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """The steps to the east and to the south of the centre."""
        across, down = self._degree
        return (lon - self.centre.lon) * across, (self.centre.lat - lat) * down

    def placed(self, geometry: BaseGeometry) -> BaseGeometry:
        """A geometry in degrees → the same in steps."""
        across, down = self._degree
        moved = shapely.transform(geometry, lambda at: (at - (self.centre.lon, self.centre.lat)) * (across, -down))
        assert isinstance(moved, BaseGeometry)
        return moved

    def bounds(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        """Steps around the centre → west, south, east, north in degrees."""
        (across, down), (lon, lat) = self._degree, (self.centre.lon, self.centre.lat)
        return lon + left / across, lat - bottom / down, lon + right / across, lat - top / down


def bounds_of(catalogue: Catalogue) -> tuple[float, float, float, float]:
    """West, south, east and north of the outlines, in degrees."""
    west, south, east, north = shapely.total_bounds([*catalogue.outlines.values()]).tolist()
    return west, south, east, north


def is_wide(catalogue: Catalogue) -> bool:
    """Whether the communes spread rather from west to east than from north to south."""
    centres = [commune.centre for commune in catalogue.all(Commune)]
    lats, lons = [one.lat for one in centres], [one.lon for one in centres]
    return bool(centres) and (max(lons) - min(lons)) * math.cos(math.radians(lats[0])) > max(lats) - min(lats)
