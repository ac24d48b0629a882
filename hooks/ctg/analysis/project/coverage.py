"""Coverage: what families find near each commune, by age group and by day of an ordinary week.

It counts what the site knows, not what exists. A place counts for a commune when it is there, or when one of its
points is within ``territoire.couverture.distance_km`` of the commune's centre, as the crow flies. It counts for an age
group when it receives at least half of it; what says no age counts for none. What serves the whole territory, or only
answers the telephone, counts nowhere.
``presence`` says where a place is.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ctg.analysis.ages import AGE_GROUPS, serves
from ctg.analysis.calendars import Calendar
from ctg.analysis.distance import EARTH_RADIUS_KM, distance_km
from ctg.analysis.opening import Schedule, day, days_from
from ctg.analysis.project.presence import Spot, spots
from ctg.catalogue import Catalogue
from ctg.kinds import Commune
from ctg.kinds.fields import Ages, Position
from ctg.kinds.structure import Place


@dataclass(frozen=True)
class Nearest:
    """The place nearest to a commune's centre: in which commune (its name), and how far in km."""

    place: Place
    commune: str
    km: float


@dataclass(frozen=True)
class Near:
    """What a commune has for an age group: how many places, and the nearest, be it too far; None when there is none."""

    count: int = 0
    nearest: Nearest | None = None


@dataclass(frozen=True)
class Week:
    """Of the places near a commune: how many are open each day, Monday first, and how many have no known hours."""

    open: tuple[int, ...]
    unknown: int
    total: int


@dataclass(frozen=True)
class Coverage:
    """The answer for every commune, in the order of the catalogue."""

    communes: tuple[Commune, ...]
    distance_km: float
    ages: Mapping[tuple[str, str], Near]
    """What a commune has near, by (commune's id, age group)."""
    monday: dt.date | None
    """The first day of the ordinary week; None when the school calendar does not reach one."""
    weeks: Mapping[str, Week]
    """What opens on each day near a commune, by its id; empty without an ordinary week."""
    places: tuple[Place, ...]
    """What is counted: it is somewhere."""
    ageless: tuple[Place, ...]
    """Those of ``places`` that say no age."""
    timed: tuple[Place, ...]
    """Those of ``places`` of which some hours are known."""
    elsewhere: tuple[Place, ...]
    """What is nowhere in particular, and so not counted."""

    def near(self, commune: Commune, group_id: str) -> Near:
        """What a commune has for an age group."""
        return self.ages[commune.id, group_id]

    def white_zones(self, group_id: str) -> tuple[Commune, ...]:
        """The communes that have nothing known for an age group."""
        return tuple(commune for commune in self.communes if not self.near(commune, group_id).count)

    def lacking(self, commune: Commune) -> tuple[str, ...]:
        """The age groups for which a commune has nothing known."""
        return tuple(group_id for group_id in AGE_GROUPS if not self.near(commune, group_id).count)


@dataclass(frozen=True)
class _Offer:
    """A spot with what does not depend on who looks at it: worked out once, compared from every commune."""

    place: Place
    rank: int
    """Which place it is: the same for all the spots of one."""
    groups: frozenset[str]
    spot: Spot
    days: tuple[bool, ...] | None
    """Whether it opens each day of the ordinary week; None when its hours are not known."""
    vector: tuple[float, float, float]


def coverage(catalogue: Catalogue, calendar: Calendar, today: dt.date) -> Coverage:
    """The coverage of the territory, by age and in the first ordinary week from ``today`` on."""
    communes, limit = catalogue.all(Commune), float(catalogue.territoire.couverture.distance_km)
    monday = ordinary_week(calendar, today)
    located = [(place, spots(catalogue, place)) for place in catalogue.places]
    places = [(place, found) for place, found in located if found]
    offers = [
        _Offer(place, rank, groups, spot, _days(spot.schedule, calendar, monday), _vector(spot.point))
        for rank, (place, found) in enumerate(places)
        for groups in [_groups(catalogue.ages_of(place))]
        for spot in found
    ]
    ages: dict[tuple[str, str], Near] = {}
    weeks: dict[str, Week] = {}
    for commune, near, nearest in _from_each(communes, offers, limit):
        ages |= {(commune.id, group_id): _near(near, nearest[group_id], commune, group_id) for group_id in AGE_GROUPS}
        if monday:
            weeks[commune.id] = _week(near)
    return Coverage(
        communes,
        limit,
        ages,
        monday,
        weeks,
        tuple(place for place, _ in places),
        tuple(place for place, _ in places if catalogue.ages_of(place) is None),
        tuple(place for place, found in places if any(_timed(spot.schedule) for spot in found)),
        tuple(place for place, found in located if not found),
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


def _groups(ages: Ages | None) -> frozenset[str]:
    return frozenset(group_id for group_id, (_, low, high) in AGE_GROUPS.items() if serves(ages, low, high))


def _days(schedule: Schedule, calendar: Calendar, monday: dt.date | None) -> tuple[bool, ...] | None:
    if monday is None or not _timed(schedule):
        return None
    return tuple(day(schedule, calendar, date).open for date in days_from(monday, 7))


def _timed(schedule: Schedule) -> bool:
    return schedule.horaires is not None and schedule.horaires.known


def _from_each(
    communes: Iterable[Commune], offers: list[_Offer], limit: float
) -> Iterator[tuple[Commune, list[_Offer], dict[str, _Offer | None]]]:
    """(commune, offers near it, the nearest for each age group). Chords rank as distances do, for a tenth of the cost."""
    vectors = [offer.vector for offer in offers]
    of_group = {g: [i for i, offer in enumerate(offers) if g in offer.groups and offer.spot.point] for g in AGE_GROUPS}
    reach = (2 * math.sin(limit / (2 * EARTH_RADIUS_KM))) ** 2
    for commune in communes:
        nom, (a, b, c) = commune.nom, _vector(commune.centre)
        chords = [(x - a) ** 2 + (y - b) ** 2 + (z - c) ** 2 for x, y, z in vectors]
        near = [offer for offer, chord in zip(offers, chords, strict=True) if chord <= reach or offer.spot.commune == nom]
        first = {g: min(ranks, key=chords.__getitem__, default=None) for g, ranks in of_group.items()}
        yield commune, near, {g: None if i is None else offers[i] for g, i in first.items()}


def _vector(point: Position | None) -> tuple[float, float, float]:
    """A point of the unit sphere; far off it, so near no commune, for what is only for the inhabitants of a commune."""
    if point is None:
        return 9.0, 9.0, 9.0
    lat, lon = math.radians(point.lat), math.radians(point.lon)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def _near(near: Iterable[_Offer], nearest: _Offer | None, commune: Commune, group_id: str) -> Near:
    suited = [offer for offer in near if group_id in offer.groups]
    reserved = next((offer for offer in suited if not offer.spot.point), None)
    if reserved:
        first = Nearest(reserved.place, commune.nom, 0.0)
    elif nearest and nearest.spot.point:
        first = Nearest(nearest.place, nearest.spot.commune, distance_km(commune.centre, nearest.spot.point))
    else:
        first = None
    return Near(len({offer.rank for offer in suited}), first)


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
