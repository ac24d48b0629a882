"""Coverage at the scale of several territories, by the rule of each: a blank is not a desert.

Each commune is counted as its own site counts it: within the distance that it chose, and « nothing » only for the offers that
it says to know in full. What lacks there may be near, in another territory: it is told apart, and is no longer a blank.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from ctg.analysis.distance import distance_km
from ctg.analysis.project.needs import childcare
from ctg.analysis.project.needs.coverage import Coverage, State, coverage
from ctg.analysis.project.needs.presence import spots
from ctg.ground.problems import fold
from ctg.kinds import Commune
from ctg.kinds.fields.reach import Position
from ctg.kinds.territory.territoire import Recensement
from ctg.portal.comparison.sides import Side
from ctg.sheets.defaults import tools_words

STEP = 0.25
"""Degrees: what is in other territories is looked for by squares of this size."""
KM_OF_DEGREE = 111.0


class Seen(Enum):
    """What is known of an offer near a commune."""

    HERE = "connu"
    BEYOND = "ailleurs"
    """Nothing of its own territory, something of another one within the same distance."""
    LACKING = "rien"
    """Nothing, and its territory knows this offer in full."""
    UNKNOWN = "inconnu"


@dataclass(frozen=True)
class CoverageOfSite:
    """The coverage of a territory. ``found``: what is known by (INSEE code of a commune, offer)."""

    side: Side
    communes: tuple[Commune, ...]
    distance_km: float
    found: Mapping[tuple[str, str], Seen]
    censuses: Mapping[str, Recensement]
    """The offers that it says to know in full, with the source that shows it."""
    rate: childcare.Rate

    def count(self, offre: str, seen: Seen) -> int:
        """In how many of its communes an offer is so."""
        return sum(self.found[commune.code_insee, offre] is seen for commune in self.communes)

    @property
    def known_rate(self) -> bool:
        """Whether its places for 100 children are known; no place known is no place only where that offer is known in full."""
        types = self.side.catalogue.vocabulary.types.values()
        full = any(one.offre in self.censuses for one in types if one.accueil_collectif)
        return self.rate.value is not None and (bool(self.rate.structures) or full)


@dataclass(frozen=True)
class CoverageOfAll:
    """All territories, in the order of their names; ``offres``: the tool's own, which all count alike."""

    lines: tuple[CoverageOfSite, ...]
    offres: tuple[str, ...]

    @property
    def communes(self) -> frozenset[str]:
        """The INSEE codes of all communes, each once whatever the number of sites that describe it."""
        return frozenset(commune.code_insee for line in self.lines for commune in line.communes)

    def lacking(self, offre: str) -> int:
        """How many communes lack an offer for sure: one site at least says so, and none knows of any."""
        seen: dict[str, set[Seen]] = defaultdict(set)
        for line in self.lines:
            for commune in line.communes:
                seen[commune.code_insee].add(line.found[commune.code_insee, offre])
        return sum(Seen.LACKING in states and not states & {Seen.HERE, Seen.BEYOND} for states in seen.values())


def coverage_of_all(sides: Iterable[Side], today: dt.date) -> CoverageOfAll:
    """The coverage of these territories, on a day."""
    ordered = sorted(sides, key=lambda one: (fold(one.member.name), one.member.siren))
    offres = tuple(tools_words().offres)
    atlas = _Atlas(ordered)
    return CoverageOfAll(tuple(_line(one, coverage(one.catalogue, None, today), atlas, offres) for one in ordered), offres)


def _line(one: Side, own: Coverage, atlas: _Atlas, offres: Sequence[str]) -> CoverageOfSite:
    told = one.catalogue.territoire.couverture.recenses
    return CoverageOfSite(
        one,
        own.communes,
        own.distance_km,
        {(commune.code_insee, offre): _seen(one, own, commune, offre, atlas) for commune in own.communes for offre in offres},
        {census.offre: census for census in told if census.offre in offres},
        childcare.whole(one.catalogue),
    )


def _seen(one: Side, own: Coverage, commune: Commune, offre: str, atlas: _Atlas) -> Seen:
    state = own.state(commune, offre)
    if state is State.KNOWN:
        return Seen.HERE
    if atlas.near(commune.centre, own.distance_km, offre, besides=one.member.siren):
        return Seen.BEYOND
    return Seen.LACKING if state is State.LACKING else Seen.UNKNOWN


class _Atlas:
    """Where the offers of all territories are, by squares."""

    def __init__(self, sides: Iterable[Side]):
        self._squares: dict[tuple[str, int, int], list[tuple[str, Position]]] = defaultdict(list)
        for one in sides:
            for offre, point in _points(one):
                self._squares[offre, *_square(point)].append((one.member.siren, point))

    def near(self, centre: Position, km: float, offre: str, besides: str) -> bool:
        """Whether another territory has an offer within this distance."""
        tall = math.ceil(km / (KM_OF_DEGREE * STEP))
        wide = math.ceil(km / (KM_OF_DEGREE * STEP * max(math.cos(math.radians(centre.lat)), 0.1)))
        lat, lon = _square(centre)
        squares = ((offre, lat + y, lon + x) for y in range(-tall, tall + 1) for x in range(-wide, wide + 1))
        found = (one for square in squares if square in self._squares for one in self._squares[square])
        return any(siren != besides and distance_km(centre, point) <= km for siren, point in found)


def _square(point: Position) -> tuple[int, int]:
    return math.floor(point.lat / STEP), math.floor(point.lon / STEP)


def _points(one: Side) -> Iterator[tuple[str, Position]]:
    """The offers of a territory, wherever it has one that all may come to."""
    for place in one.catalogue.places:
        if offre := one.catalogue.offre_of(place):
            yield from ((offre, spot.point) for spot in spots(one.catalogue, place) if spot.point)
