"""The dated events of places, town halls and meetings: closures, changed hours, stops, registrations, public meetings.

All are made once, then chosen for a record (:func:`by_calendar`) or for the diary (:func:`agenda_events`)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator

from ctg import api

STOPS_AFTER = 120
"""Days for which stops are announced: further, a timetable may have changed (as on a place's own page)."""

ANNOUNCED = {
    api.Reason.CLOSURE: api.EventKind.CLOSURE,
    api.Reason.OPENING: api.EventKind.OPENING,
    api.Reason.SEASON: api.EventKind.SEASON,
    api.Reason.SCHOOL_HOLIDAY: api.EventKind.HOLIDAYS,
}
"""The changes that are announced. Public holidays are not: every telephone knows them already."""


def place_events(place: api.Place, calendar: api.Calendar, first: dt.date) -> Iterator[api.Event]:
    """The dated events of a place: closures, changed hours, stops, registrations."""
    if _changes_hours(place):
        yield from _changes(place, place, calendar, first)
    yield from _stops(place, calendar, first)
    yield from _registrations(place)


def commune_events(commune: api.Commune, calendar: api.Calendar, first: dt.date) -> Iterator[api.Event]:
    """The changed hours of a commune's town hall."""
    if commune.mairie and _changes_hours(commune.mairie):
        yield from _changes(commune, commune.mairie, calendar, first)


def meeting_events(meeting: api.Rencontre, _calendar: api.Calendar, _first: dt.date) -> Iterator[api.Event]:
    """The event of a meeting that everyone may come to, on a known day.

    A postponed meeting moves: its date is not in its key. Hours of several days are told, not drawn."""
    if not meeting.ouverte_a_tous or not meeting.date.day or meeting.date.approx:
        return
    ranks: Counter[str] = Counter()
    du = meeting.date.first
    au = meeting.fin.first if meeting.fin and meeting.fin.day and not meeting.fin.approx else du
    for span in (meeting.heures if au == du else None) or (None,):
        key = _ranked(meeting.key, ranks)
        yield api.Event(key, api.EventKind.MEETING, meeting, du, max(du, au), span, commune=meeting.commune, lieu=meeting.lieu)


def by_calendar(found: Iterable[api.Event], catalogue: api.Catalogue) -> dict[str, list[api.Event]]:
    """Key of a structure, a service or a commune → the events of its calendar; a key without events is left out.

    A commune's has what happens there: stops, public meetings, its town hall's hours, and closures of its structures.
    Their seasons and holidays are left to their own calendars: thirty places would bury the rest.
    """
    calendars: dict[str, list[api.Event]] = {}
    for event in found:
        communes = (catalogue.commune(nom).key for nom in _where(catalogue, event))
        for key in dict.fromkeys((event.record.key, *communes)):
            calendars.setdefault(key, []).append(event)
    return calendars


def agenda_events(found: Iterable[api.Event]) -> list[api.Event]:
    """The events open to all, wherever they are: public meetings, stops, registrations."""
    return [event for event in found if event.kind in {api.EventKind.MEETING, api.EventKind.STOP, api.EventKind.REGISTRATION}]


def stated_on(record: api.Record) -> dt.date | None:
    """The last day on which the facts of a record were looked at or published; None when no full date says so."""
    sources = (source.date for source in record.sources if source.date and source.date.day and not source.date.approx)
    return max((date for date in (record.verifie_le, record.last_read, *(s.first for s in sources)) if date), default=None)


def _changes_hours(place: api.HasHours) -> bool:
    hours = place.horaires
    added = hours and any(isinstance(opening.quand, dt.date) for opening in hours.dates)
    closes = any(not isinstance(closure, api.Feries) for closure in place.fermetures)
    return closes or bool(hours and (hours.saisons or hours.school_year or added))


def _where(catalogue: api.Catalogue, event: api.Event) -> tuple[str, ...]:
    """The communes whose calendars have it too: what moves closes, and registers, where it stops, not at its seat."""
    if event.kind in {api.EventKind.STOP, api.EventKind.MEETING}:
        return (event.commune,) if event.commune else ()
    place = event.record
    if (
        event.kind not in {api.EventKind.CLOSURE, api.EventKind.REGISTRATION}
        or not isinstance(place, api.Place)
        or not place.seat
    ):
        return ()  # a service is met nowhere in particular: its structure tells its own dates
    return tuple(stop.commune for stop in place.arrets) if catalogue.moves(place) else (place.seat,)


def _changes(record: api.Record, place: api.HasHours, calendar: api.Calendar, first: dt.date) -> Iterator[api.Event]:
    ranks: Counter[str] = Counter()
    for change in api.hours_changes(place, calendar, first, api.BEFORE + api.AFTER + 1, tuple(ANNOUNCED)):
        if change.opening:
            yield from _opening(record, change, change.opening, ranks)
        else:
            kind = ANNOUNCED[change.kind]
            key = f"{record.key}/{kind}/{change.du}"
            au, until = (change.au, None) if change.closed else (change.du, change.au)
            yield api.Event(key, kind, record, change.du, au, name=change.name, closed=change.closed, until=until)


def _opening(record: api.Record, change: api.HoursChange, opening: api.Ouverture, ranks: Counter[str]) -> Iterator[api.Event]:
    for span in opening.heures:
        key = _ranked(f"{record.key}/{api.EventKind.OPENING}/{change.du}", ranks)
        yield api.Event(key, api.EventKind.OPENING, record, change.du, change.au, span, lieu=opening.lieu, note=opening.note)


def _stops(place: api.Place, calendar: api.Calendar, first: dt.date) -> Iterator[api.Event]:
    ranks: Counter[str] = Counter()
    for date, commune, lieu, openings in api.stops(place, calendar, first, api.BEFORE + STOPS_AFTER + 1):
        for span in openings:
            key = _ranked(f"{place.key}/{api.EventKind.STOP}/{date}/{api.as_identifier(commune)}", ranks)
            yield api.Event(key, api.EventKind.STOP, place, date, date, span, commune=commune, lieu=lieu)


def _registrations(place: api.Place) -> Iterator[api.Event]:
    ranks: Counter[str] = Counter()
    for line in place.registration.dates if place.registration else ():
        if found := api.window_in(line):
            key = _ranked(f"{place.key}/{api.EventKind.REGISTRATION}/{found.du}", ranks)
            yield api.Event(key, api.EventKind.REGISTRATION, place, found.du, found.au, name=line, part=found.part)


def _ranked(key: str, ranks: Counter[str]) -> str:
    """The key, then « key/2 » for a second event that would have the same."""
    ranks[key] += 1
    return key if ranks[key] == 1 else f"{key}/{ranks[key]}"


api.EVENTS[api.Structure] = api.EVENTS[api.Service] = place_events
api.EVENTS[api.Commune], api.EVENTS[api.Rencontre] = commune_events, meeting_events
