"""Coverage: what families find near each commune, by kind of offer and by day of an ordinary week.

It counts what the site knows, not what exists: a commune without anything known lacks an offer only where the territory says
that this offer is known in full (``couverture.recenses``). A place is the offer that its type is, or its theme for a service;
most are none. It counts for a commune when it is there, or when one of its points is within ``couverture.distance_km`` of
the commune's centre, as the crow flies. What serves the whole territory, or only answers the telephone, counts nowhere.
``presence`` says where a place is.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from ctg.analysis.distance import EARTH_RADIUS_KM, distance_km
from ctg.analysis.hours.calendars import Calendar
from ctg.analysis.hours.opening import Schedule, day, days_from
from ctg.analysis.project.needs.presence import Spot, spots
from ctg.catalogue import Catalogue
from ctg.kinds import Commune
from ctg.kinds.families.place import Place
from ctg.kinds.fields.reach import Position


@dataclass(frozen=True)
class Nearest:
    """The place nearest to a commune's centre: in which commune (its name), and how far in km."""

    place: Place
    commune: str
    km: float


@dataclass(frozen=True)
class Near:
    """What a commune has of an offer: how many places, and the nearest, be it too far; None when there is none."""

    count: int = 0
    nearest: Nearest | None = None
    drafts: int = 0
    """How many records that nobody published yet may be one."""


class State(Enum):
    """What may be said of an offer near a commune."""

    KNOWN = "connu"
    TO_CHECK = "a-verifier"
    """Nothing published, but a draft may be one."""
    LACKING = "rien"
    """Nothing, and the offer is known in full."""
    UNKNOWN = "inconnu"
    """Nothing that we know."""


@dataclass(frozen=True)
class Week:
    """The places near a commune: how many are open each day, Monday first, and how many have no known hours."""

    open: tuple[int, ...]
    unknown: int
    total: int


@dataclass(frozen=True)
class Coverage:
    """The answer for every commune, in the order of the catalogue."""

    communes: tuple[Commune, ...]
    distance_km: float
    offres: tuple[str, ...]
    """Identifiers of what is looked for, in the order of the vocabulary."""
    complete: frozenset[str]
    """The offers that are known in full."""
    found: Mapping[tuple[str, str], Near]
    """By (commune's id, offer)."""
    monday: dt.date | None
    """The first day of the ordinary week; None when the school calendar does not reach one."""
    weeks: Mapping[str, Week]
    """What opens on each day near a commune, by its id; empty without an ordinary week."""
    places: tuple[Place, ...]
    """What is counted: an offer, somewhere."""
    timed: tuple[Place, ...]
    """The ``places`` of which some hours are known."""
    elsewhere: tuple[Place, ...]
    """What is an offer nowhere in particular, and so not counted."""

    def near(self, commune: Commune, offre: str) -> Near:
        """What a commune has of an offer."""
        return self.found[commune.id, offre]

    def state(self, commune: Commune, offre: str) -> State:
        """What may be said of an offer near a commune. A draft makes doubtful even what is known in full."""
        near = self.near(commune, offre)
        if near.count:
            return State.KNOWN
        if near.drafts:
            return State.TO_CHECK
        return State.LACKING if offre in self.complete else State.UNKNOWN

    def blanks(self, offre: str) -> tuple[Commune, ...]:
        """The communes near which nothing is known of an offer, whether it lacks or not."""
        return tuple(commune for commune in self.communes if not self.near(commune, offre).count)

    def white_zones(self, offre: str) -> tuple[Commune, ...]:
        """The communes that lack an offer, for sure."""
        return tuple(commune for commune in self.communes if self.state(commune, offre) is State.LACKING)


@dataclass(frozen=True)
class _Offer:
    """A spot with what does not depend on who looks at it: worked out once, compared from every commune."""

    place: Place
    rank: int
    """The rank of the place, which may have several spots."""
    offre: str
    spot: Spot
    days: tuple[bool, ...] | None
    """Whether it opens each day of the ordinary week; None when its hours are not known."""
    vector: tuple[float, float, float]


def coverage(catalogue: Catalogue, calendar: Calendar | None, today: dt.date) -> Coverage:
    """The coverage of the territory, by offer and in the first ordinary week from ``today`` on; without a calendar, by offer
    only."""
    communes, limit = catalogue.all(Commune), float(catalogue.territoire.couverture.distance_km)
    monday = ordinary_week(calendar, today) if calendar else None
    offres = tuple(catalogue.vocabulary.offres)
    counted = [(place, offre) for place in catalogue.places if place.published and (offre := catalogue.offre_of(place))]
    located = [(place, offre, spots(catalogue, place)) for place, offre in counted]
    places = [(place, offre, found) for place, offre, found in located if found]
    offers = [
        _Offer(place, rank, offre, spot, _days(spot.schedule, Calendar.of(catalogue, place), monday), _vector(spot.point))
        for rank, (place, offre, found) in enumerate(places)
        for spot in found
    ]
    by_offre: dict[tuple[str, str], Near] = {}
    weeks: dict[str, Week] = {}
    for commune, near, nearest in _from_each(communes, offres, offers, limit):
        for offre in offres:
            drafts = _drafts(catalogue, commune, offre, limit)
            by_offre[commune.id, offre] = _near(near, nearest[offre], commune, offre, drafts)
        if monday:
            weeks[commune.id] = _week(near)
    return Coverage(
        communes,
        limit,
        offres,
        frozenset(census.offre for census in catalogue.territoire.couverture.recenses),
        by_offre,
        monday,
        weeks,
        tuple(place for place, _, _ in places),
        tuple(place for place, _, found in places if any(_timed(spot.schedule) for spot in found)),
        tuple(place for place, _, found in located if not found),
    )


def ordinary_week(calendar: Calendar, today: dt.date) -> dt.date | None:
    """The first Monday from ``today`` on whose seven days have no school holiday nor public holiday.

    None when the known school calendar ends first: what would then pass for a term week could be a holiday.
    """
    monday = today + dt.timedelta(days=-today.weekday() % 7)
    while monday + dt.timedelta(days=6) <= calendar.known_until:
        if not any(calendar.is_school_holiday(date) or calendar.public_holiday(date) for date in days_from(monday, 7)):
            return monday
        monday += dt.timedelta(days=7)
    return None


def _drafts(catalogue: Catalogue, commune: Commune, offre: str, limit: float) -> int:
    """How many drafts may be an offer near a commune; of a draft, only its commune is known."""
    return sum(
        distance_km(commune.centre, catalogue.commune(draft.commune).centre) <= limit
        for draft in catalogue.pending
        if draft.offre == offre
    )


def _days(schedule: Schedule, calendar: Calendar, monday: dt.date | None) -> tuple[bool, ...] | None:
    if monday is None or not _timed(schedule):
        return None
    return tuple(day(schedule, calendar, date).open for date in days_from(monday, 7))


def _timed(schedule: Schedule) -> bool:
    return schedule.horaires is not None and schedule.horaires.known


def _from_each(
    communes: Iterable[Commune], offres: Iterable[str], offers: list[_Offer], limit: float
) -> Iterator[tuple[Commune, list[_Offer], dict[str, _Offer | None]]]:
    """(commune, places near it, the nearest of each offer). Chords rank as distances do, for a tenth of the cost."""
    vectors = [offer.vector for offer in offers]
    of_offre = {o: [i for i, offer in enumerate(offers) if o == offer.offre and offer.spot.point] for o in offres}
    reach = (2 * math.sin(limit / (2 * EARTH_RADIUS_KM))) ** 2
    for commune in communes:
        nom, (a, b, c) = commune.nom, _vector(commune.centre)
        chords = [(x - a) ** 2 + (y - b) ** 2 + (z - c) ** 2 for x, y, z in vectors]
        near = [offer for offer, chord in zip(offers, chords, strict=True) if chord <= reach or offer.spot.commune == nom]
        first = {o: min(ranks, key=chords.__getitem__, default=None) for o, ranks in of_offre.items()}
        yield commune, near, {o: None if i is None else offers[i] for o, i in first.items()}


def _vector(point: Position | None) -> tuple[float, float, float]:
    """A point of the unit sphere; far off it, so near no commune, for what is only for the inhabitants of a commune."""
    if point is None:
        return 9.0, 9.0, 9.0
    lat, lon = math.radians(point.lat), math.radians(point.lon)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def _near(near: Iterable[_Offer], nearest: _Offer | None, commune: Commune, offre: str, drafts: int) -> Near:
    suited = [offer for offer in near if offer.offre == offre]
    reserved = next((offer for offer in suited if not offer.spot.point), None)
    if reserved:
        first = Nearest(reserved.place, commune.nom, 0.0)
    elif nearest and nearest.spot.point:
        first = Nearest(nearest.place, nearest.spot.commune, distance_km(commune.centre, nearest.spot.point))
    else:
        first = None
    return Near(len({offer.rank for offer in suited}), first, drafts)


def _week(near: Iterable[_Offer]) -> Week:
    """A place with several spots near is open when one of them is; its hours are known when those of one are."""
    days: dict[int, tuple[bool, ...] | None] = {}
    for offer in near:
        before = days.get(offer.rank)
        if before and offer.days:
            days[offer.rank] = tuple(map(any, zip(before, offer.days, strict=True)))
        else:
            days[offer.rank] = before or offer.days
    known = [opened for opened in days.values() if opened]
    return Week(tuple(map(sum, zip(*known, strict=True))) or (0,) * 7, len(days) - len(known), len(days))
