"""The days to come: what is open in a commune, and where what moves will stop."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from ctg.analysis.calendars import Calendar
from ctg.analysis.opening import day, days_from, stops
from ctg.catalogue import Catalogue
from ctg.kinds import Commune
from ctg.kinds.horaires import OPEN, Span
from ctg.kinds.structure import Place


@dataclass(frozen=True)
class Passage:
    """A place open on a date; ``lieu`` when it only comes by."""

    date: dt.date
    place: Place
    openings: tuple[Span, ...]
    commune: str
    lieu: str | None = None


def week_in(
    catalogue: Catalogue, commune: Commune, calendar: Calendar, start: dt.date, days: int = 7
) -> list[tuple[dt.date, list[Passage]]]:
    """Per day from ``start`` on, what is open in a commune, earliest first; days when nothing is known to open are left out."""
    dates = list(days_from(start, days))
    found = [
        Passage(date, place, opened.openings, commune.nom)
        for place in catalogue.settled_in(commune)
        if place.horaires
        for date in dates
        if (opened := day(place, calendar, date)).open
    ]
    found += [passage for passage in coming_stops(catalogue, calendar, start, days) if passage.commune == commune.nom]
    by_day = {date: sorted((p for p in found if p.date == date), key=_hour) for date in dates}
    return [(date, passages) for date, passages in by_day.items() if passages]


def coming_stops(catalogue: Catalogue, calendar: Calendar, start: dt.date, days: int) -> list[Passage]:
    """Every stop of what moves, from ``start`` on, in order; nothing when no calendar of stops is known."""
    return sorted(_stops(catalogue.places, calendar, start, days), key=lambda passage: (passage.date, _hour(passage)))


def _stops(places: Iterable[Place], calendar: Calendar, start: dt.date, days: int) -> list[Passage]:
    return [
        Passage(date, place, openings, commune, lieu)
        for place in places
        if place.arrets
        for date, commune, lieu, openings in stops(place, calendar, start, days)
    ]


def _hour(passage: Passage) -> tuple:
    """By hour; those whose hours are to be asked come last."""
    return (passage.openings[0].moment == OPEN, passage.openings[0], passage.place.id)
