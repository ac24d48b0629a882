"""What is near a commune, whatever its territory, the nearest first."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ctg.analysis.distance import EARTH_RADIUS_KM, distance_km, position_of
from ctg.catalogue import Catalogue
from ctg.kinds import Commune
from ctg.kinds.families.place import Place
from ctg.kinds.fields.reach import Position
from ctg.kinds.territory.vocabulary import Rubrique

KM = 30
"""As the crow flies, from the centre of the commune."""
MOST = 10
"""Lines of each need: the finder has the others."""
DEGREE = EARTH_RADIUS_KM * 3.1416 / 180
"""Kilometres in a degree of latitude."""


@dataclass(frozen=True)
class NearLine:
    """A place or a service near a commune. ``km`` is None for what is in the commune, or comes to it."""

    place: Place
    km: float | None


@dataclass(frozen=True)
class NearNeed:
    """What answers a need near a commune: the nearest lines, and how many more there are."""

    rubrique: Rubrique
    lines: tuple[NearLine, ...]
    more: int


class Surroundings:
    """All the places of a catalogue, ready to be asked for what is near."""

    def __init__(self, catalogue: Catalogue):
        self._catalogue = catalogue

    @cached_property
    def _placed(self) -> list[tuple[float, Place, Position, str]]:
        """(latitude, place, its point, its commune) from south to north."""
        found = []
        for place in self._catalogue.known_places:
            home = self._catalogue.home(place)
            if home and place.on_site and (at := position_of(self._catalogue, home)):
                found.append((at[0].lat, place, at[0], home.commune))
        return sorted(found, key=lambda one: (one[0], one[1].key))

    @cached_property
    def _coming(self) -> dict[str, list[Place]]:
        """Name of a commune → what stops there or says that it serves it."""
        found: dict[str, list[Place]] = defaultdict(list)
        for place in self._catalogue.places:
            for name in dict.fromkeys(place.communes_named):
                found[name].append(place)
        return found

    def needs(self, commune: Commune) -> list[NearNeed]:
        """By need, in the order of the vocabulary; a need without any is left out."""
        found: dict[str, list[NearLine]] = defaultdict(list)
        for line in sorted(self._lines(commune), key=lambda line: (line.km or 0, line.place.nom, line.place.id)):
            found[self._catalogue.rubrique_of(line.place).id].append(line)
        rubriques = self._catalogue.vocabulary.rubriques
        return [NearNeed(rubriques[id], tuple(found[id][:MOST]), max(len(found[id]) - MOST, 0)) for id in rubriques if found[id]]

    def _lines(self, commune: Commune) -> Iterator[NearLine]:
        seen: set[str] = set()
        for place in self._coming.get(commune.nom, ()):
            seen.add(place.key)
            yield NearLine(place, None)
        reach = KM / DEGREE
        low = bisect_left(self._placed, commune.centre.lat - reach, key=lambda one: one[0])
        high = bisect_right(self._placed, commune.centre.lat + reach, key=lambda one: one[0])
        for _, place, at, where in self._placed[low:high]:
            km = distance_km(commune.centre, at)
            if place.key not in seen and km <= KM and not (place.reserved_to and commune.nom not in place.reserved_to):
                yield NearLine(place, None if where == commune.nom else km)
