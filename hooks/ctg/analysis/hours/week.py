"""The days to come: what is open in a commune, and where what moves will stop."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ctg.analysis.hours.calendars import Calendar
from ctg.analysis.hours.opening import day, days_from, stops
from ctg.catalogue import Catalogue
from ctg.kinds import Commune
from ctg.kinds.families.place import Place
from ctg.kinds.fields.horaires import OPEN, Span


@dataclass(frozen=True)
class Passage:
    """A place open on a date; ``lieu`` when it only comes by."""

    date: dt.date
    place: Place
    openings: tuple[Span, ...]
    commune: str
    lieu: str | None = None


def week_in(catalogue: Catalogue, commune: Commune, start: dt.date, days: int = 7) -> list[tuple[dt.date, list[Passage]]]:
    """Per day from ``start`` on, what is open in a commune, earliest first; days when nothing is known to open are left out."""
    dates, calendar = list(days_from(start, days)), Calendar.of(catalogue, commune)
    found = [
        Passage(date, place, opened.openings, commune.nom)
        for place in catalogue.settled_in(commune)
        if place.horaires
        for date in dates
        if (opened := day(place, calendar, date)).open
    ]
    found += [passage for passage in coming_stops(catalogue, start, days) if passage.commune == commune.nom]
    by_day = {date: sorted((p for p in found if p.date == date), key=_hour) for date in dates}
    return [(date, passages) for date, passages in by_day.items() if passages]


def coming_stops(catalogue: Catalogue, start: dt.date, days: int) -> list[Passage]:
    """Every stop of what moves, from ``start`` on, in order; nothing when no calendar of stops is known."""
    return sorted(_stops(catalogue, start, days), key=lambda passage: (passage.date, _hour(passage)))


def _stops(catalogue: Catalogue, start: dt.date, days: int) -> list[Passage]:
    return [
        Passage(date, place, openings, commune, lieu)
        for place in catalogue.places
        if place.arrets
        for date, commune, lieu, openings in stops(place, Calendar.of(catalogue, place), start, days)
    ]


def _hour(passage: Passage) -> tuple:
    """By hour; those whose hours are to be asked come last."""
    return (passage.openings[0].moment == OPEN, passage.openings[0], passage.place.id)
