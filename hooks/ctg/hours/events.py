"""Dated events for calendars and the diary: closures, changed hours, stops, registrations, public meetings.

Pure: a record, the calendar and a day in, dated events out (:data:`EVENTS`). All are made once, then chosen for a record
(:func:`by_calendar`) or for the diary (:func:`agenda_events`). A registration is an event when the record states its dates in
full."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from ctg.common import phrases
from ctg.common.problems import as_identifier
from ctg.hours import changes
from ctg.hours.changes import HoursChange
from ctg.hours.changes import changes as hours_changes
from ctg.hours.opening import Calendar, HasHours, hours_and_closures, stops
from ctg.model.action import Action
from ctg.model.commune import Commune, Parcours
from ctg.model.figure import Diagnostic, Indicateur
from ctg.model.framework import Axe, Cadre
from ctg.model.meeting import Instance, Partenaire, Rencontre
from ctg.model.opening_hours import Ouverture, Span
from ctg.model.periods import Feries
from ctg.model.place import Place, RegistrationPart, Window, window_in
from ctg.model.record import Record
from ctg.model.structure import Service, Structure
from ctg.reading.catalogue import Catalogue

AHEAD = 180
"""Days: a registration is announced half a year before."""


@dataclass(frozen=True)
class Deadline:
    """A time when one may register in a place."""

    place: Place
    window: Window

    def next(self, today: dt.date) -> dt.date:
        """The day to keep in mind: when it begins, or, once it has begun, when it ends."""
        return self.window.du if self.window.du >= today else self.window.au


def registration_lines(place: Place) -> list[tuple[str, Window | None]]:
    """Each line of ``inscription.dates``, with the window that it states, else None."""
    return [(line, window_in(line)) for line in (place.registration.dates if place.registration else ())]


def deadlines(places: Iterable[Place], today: dt.date) -> list[Deadline]:
    """The registrations of published places that are not over and begin, or end, in the days to come."""
    last = today + dt.timedelta(days=AHEAD)
    found = (
        Deadline(place, one)
        for place in places
        if place.published
        for _, one in registration_lines(place)
        if one and one.au >= today
    )
    near = (deadline for deadline in found if deadline.next(today) <= last)
    return sorted(near, key=lambda deadline: (deadline.next(today), deadline.place.id))


R = TypeVar("R", bound=Record)
BEFORE, AFTER = 30, 400
"""Days kept before today, so that a phone does not lose last week, and days announced."""
STOPS_AFTER = 120
"""Days for which stops are announced: further, a timetable may have changed (as on a place's own page)."""


class EventKind(StrEnum):
    """What an event is; the word goes into its identifier, so it never changes."""

    CLOSURE = "fermeture"
    OPENING = "ouverture"
    SEASON = "saison"
    HOLIDAYS = "vacances"
    STOP = "passage"
    REGISTRATION = "inscription"
    MEETING = "rencontre"


KINDS = {
    changes.Reason.CLOSURE: EventKind.CLOSURE,
    changes.Reason.OPENING: EventKind.OPENING,
    changes.Reason.SEASON: EventKind.SEASON,
    changes.Reason.SCHOOL_HOLIDAY: EventKind.HOLIDAYS,
}
"""The changes that are announced. Public holidays are not: every telephone knows them already."""


@dataclass(frozen=True)
class Event:
    """From a day to a day, both included; within the day when ``span`` has its times (no ``moment``)."""

    key: str
    """Stable: the same event keeps it from one publication to the next, in every calendar that has it."""
    kind: EventKind
    record: Record
    """The record that says it."""
    du: dt.date
    au: dt.date
    span: Span | None = None
    name: str = ""
    """The motif of a closure, the season's or the holidays' name, the line about registration, what is not a meeting."""
    closed: bool = False
    commune: str | None = None
    lieu: str | None = None
    """Where, when it is not at the record's own address."""
    note: str | None = None
    until: dt.date | None = None
    """The last day of changed hours, which are announced on their first: two months of banner would hide the rest."""
    part: RegistrationPart = RegistrationPart.WHOLE

    @property
    def timed(self) -> bool:
        """Whether it begins and ends at known times."""
        return self.span is not None and not self.span.moment


def place_events(place: Place, calendar: Calendar, first: dt.date) -> Iterator[Event]:
    """The dated events of a place: closures, changed hours, stops, registrations."""
    if _changes_hours(place):
        yield from _changes(place, place, calendar, first)
    yield from _stops(place, calendar, first)
    yield from _registrations(place)


def commune_events(commune: Commune, calendar: Calendar, first: dt.date) -> Iterator[Event]:
    """The changed hours of a commune's town hall."""
    if commune.mairie and _changes_hours(commune.mairie):
        yield from _changes(commune, commune.mairie, calendar, first)


def meeting_events(meeting: Rencontre, _calendar: Calendar, _first: dt.date) -> Iterator[Event]:
    """The event of a meeting that everyone may come to, on a known day."""
    if _is_open(meeting):
        yield from _meeting(meeting)


Teller = Callable[[Any, Calendar, dt.date], Iterator[Event]]
"""What says what is dated of a record, from a first day on."""
EVENTS: dict[type[Record], Teller | None] = {
    Structure: place_events, Service: place_events, Commune: commune_events, Rencontre: meeting_events,
    Cadre: None, Axe: None, Action: None, Indicateur: None, Diagnostic: None, Instance: None, Partenaire: None, Parcours: None,
}  # fmt: skip
"""Of each kind, None when it says nothing dated; an extension adds its own."""


def events_near(found: Iterable[Event], today: dt.date) -> tuple[Event, ...]:
    """The events near ``today``, by date."""
    first, last = today - dt.timedelta(days=BEFORE), today + dt.timedelta(days=AFTER)
    near = (event for event in found if event.du <= last and event.au >= first)
    return tuple(sorted(near, key=lambda event: (event.du, event.span or Span(0, 0), event.key)))


def by_calendar(found: Iterable[Event], catalogue: Catalogue) -> dict[str, list[Event]]:
    """Key of a structure, a service or a commune → the events of its calendar; a key without events is left out.

    A commune's has what happens there: stops, public meetings, its town hall's hours, and closures of its structures.
    Their seasons and holidays are left to their own calendars: thirty places would bury the rest.
    """
    calendars: dict[str, list[Event]] = {}
    for event in found:
        communes = (catalogue.commune(nom).key for nom in _where(catalogue, event))
        for key in dict.fromkeys((event.record.key, *communes)):
            calendars.setdefault(key, []).append(event)
    return calendars


def agenda_events(found: Iterable[Event]) -> list[Event]:
    """The events open to all, wherever they are: public meetings, stops, registrations."""
    return [event for event in found if event.kind in {EventKind.MEETING, EventKind.STOP, EventKind.REGISTRATION}]


def stated_on(record: Record) -> dt.date | None:
    """The last day on which the facts of a record were looked at or published; None when no full date says so."""
    sources = (source.date for source in record.sources if source.date and source.date.day and not source.date.approx)
    return max((date for date in (record.verifie_le, record.last_read, *(s.first for s in sources)) if date), default=None)


# --- what a sheet says ---------------------------------------------------------------------------


def _changes_hours(place: HasHours) -> bool:
    hours = place.horaires
    added = hours and any(isinstance(opening.quand, dt.date) for opening in hours.dates)
    closes = any(not isinstance(closure, Feries) for closure in hours_and_closures(place)[1])
    return closes or bool(hours and (hours.saisons or hours.school_year or added))


def _is_open(meeting: Rencontre) -> bool:
    return meeting.ouverte_a_tous and bool(meeting.date.day) and not meeting.date.approx


def _where(catalogue: Catalogue, event: Event) -> tuple[str, ...]:
    """The communes whose calendars have it too: what moves closes, and registers, where it stops, not at its seat."""
    if event.kind in {EventKind.STOP, EventKind.MEETING}:
        return (event.commune,) if event.commune else ()
    if event.kind in {EventKind.CLOSURE, EventKind.REGISTRATION} and isinstance(event.record, Place):
        return _met_in(catalogue, event.record)
    return ()


def _met_in(catalogue: Catalogue, place: Place) -> tuple[str, ...]:
    """A service is met nowhere in particular: its structure tells its own dates."""
    if not place.seat:
        return ()
    return tuple(stop.commune for stop in place.arrets) if catalogue.moves(place) else (place.seat,)


# --- events --------------------------------------------------------------------------------------


def _changes(record: Record, place: HasHours, calendar: Calendar, first: dt.date) -> Iterator[Event]:
    ranks: Counter[str] = Counter()
    for change in hours_changes(place, calendar, first, BEFORE + AFTER + 1, tuple(KINDS)):
        if change.opening:
            yield from _opening(record, change, change.opening, ranks)
        else:
            kind = KINDS[change.kind]
            key = f"{record.key}/{kind}/{change.du}"
            au, until = (change.au, None) if change.closed else (change.du, change.au)
            yield Event(key, kind, record, change.du, au, name=change.name, closed=change.closed, until=until)


def _opening(record: Record, change: HoursChange, opening: Ouverture, ranks: Counter[str]) -> Iterator[Event]:
    for span in opening.heures:
        key = _ranked(f"{record.key}/{EventKind.OPENING}/{change.du}", ranks)
        yield Event(key, EventKind.OPENING, record, change.du, change.au, span, lieu=opening.lieu, note=opening.note)


def _stops(place: Place, calendar: Calendar, first: dt.date) -> Iterator[Event]:
    ranks: Counter[str] = Counter()
    for date, commune, lieu, openings in stops(place, calendar, first, BEFORE + STOPS_AFTER + 1):
        for span in openings:
            key = _ranked(f"{place.key}/{EventKind.STOP}/{date}/{as_identifier(commune)}", ranks)
            yield Event(key, EventKind.STOP, place, date, date, span, commune=commune, lieu=lieu)


def _registrations(place: Place) -> Iterator[Event]:
    ranks: Counter[str] = Counter()
    for line in place.registration.dates if place.registration else ():
        if found := window_in(line):
            key = _ranked(f"{place.key}/{EventKind.REGISTRATION}/{found.du}", ranks)
            yield Event(key, EventKind.REGISTRATION, place, found.du, found.au, name=line, part=found.part)


def _meeting(meeting: Rencontre) -> Iterator[Event]:
    """A postponed meeting moves: its date is not in its key. Hours of several days are told, not drawn."""
    ranks: Counter[str] = Counter()
    du = meeting.date.first
    au = meeting.fin.first if meeting.fin and meeting.fin.day and not meeting.fin.approx else du
    for span in (meeting.heures if au == du else None) or (None,):
        key = _ranked(meeting.key, ranks)
        yield Event(key, EventKind.MEETING, meeting, du, max(du, au), span, commune=meeting.commune, lieu=meeting.lieu)


def _ranked(key: str, ranks: Counter[str]) -> str:
    """The key, then « key/2 » for a second event that would have the same."""
    ranks[key] += 1
    return key if ranks[key] == 1 else f"{key}/{ranks[key]}"


OVER = "date passée"


def registration_period(found: Window, today: dt.date) -> str:
    """A window in French: « du 1er au 30 avril 2027 », « jusqu’au 30 avril 2027 » once it has begun."""
    if found.part is RegistrationPart.START:
        return f"à partir du {phrases.date_fr(found.du)}"
    if found.part is RegistrationPart.END or (found.du < today and found.du != found.au):
        return f"jusqu’au {phrases.date_fr(found.au)}"
    return phrases.days(found.du, found.au)


def registration_sentences(place: Place, today: dt.date) -> list[str]:
    """The lines of ``inscription.dates`` as a page shows them: one that is over says so."""
    return [f"{line} ({OVER})" if found and found.over(today) else line for line, found in registration_lines(place)]
