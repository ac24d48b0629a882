"""Calendars to subscribe to (RFC 5545): one beside each page about which something has a date, and the diary's. Sole importer of
``icalendar``.

Hours are in universal time, which every diary shows by the clock of its reader. Everything is transparent (``TRANSP``): a public
calendar tells what happens, it does not make its reader busy. Text from the data loses its control characters and the marks that
turn its reading order round; a line stops at 300 characters."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

import icalendar

from ctg import api
from ctg_normes.dated import AFTER, BEFORE, Event, EventKind, events_near

AGENDA = "agenda.ics"
EPOCH = dt.date(2000, 1, 1)
"""``SEQUENCE`` counts days from here."""
REFRESH = dt.timedelta(days=1)
"""How often a subscriber looks again: the site is rebuilt once a day at most."""
CHECKED = "lu par une autre bibliothèque (ical), à chaque test"
ABOUT = (
    api.About(
        AGENDA,
        "Agenda du territoire",
        "Les réunions publiques dont le jour est connu, les inscriptions dont les dates le sont, et les passages des services "
        "itinérants des quatre mois à venir.",
        "text/calendar",
        "iCalendar (RFC 5545)",
        CHECKED,
        api.PLACES,
        "Pour suivre l’agenda dans un téléphone ou l’afficher sur un autre site.",
        "https://www.rfc-editor.org/rfc/rfc5545",
    ),
    api.About(
        "*/*.ics",
        "Agenda d’une commune, d’un lieu ou d’un service",
        "Fermetures, changements d’horaires, inscriptions et passages, de trente jours avant la publication à quatre cents jours "
        "après. Les jours fériés n’y sont pas. Sans date, pas d’agenda.",
        "text/calendar",
        "iCalendar (RFC 5545)",
        CHECKED,
        api.PLACES,
        "Pour s’abonner depuis un téléphone.",
        "https://www.rfc-editor.org/rfc/rfc5545",
    ),
)


def files(render: api.Renderer) -> Iterable[api.SiteFile]:
    """The diary's calendar, then the records', of those that have dates."""
    catalogue, found = render.catalogue, events(render)
    title = f"Agenda, {catalogue.territoire.titre_site}"
    if open_to_all := agenda_events(found):
        told = "Réunions publiques, inscriptions et passages."
        yield api.Asset(AGENDA, partial(_calendar, render, AGENDA, "agenda/", title, told, open_to_all))
    calendars = by_calendar(found, catalogue)
    for record in (*api.published_places(catalogue), *api.published(catalogue, api.Commune)):
        if own := calendars.get(record.key):
            told, path = OF_COMMUNE if isinstance(record, api.Commune) else OF_PLACE, f"{record.key}.ics"
            yield api.Asset(path, partial(_calendar, render, path, f"{record.key}/", record.title, told, own))


def events(render: api.Renderer) -> tuple[Event, ...]:
    """Every event of the territory around today, in order; none from a draft, which ``make servir`` shows."""
    first = render.today - dt.timedelta(days=BEFORE)
    of_kinds = ((TELLERS.get(kind), api.published(render.catalogue, kind)) for kind in api.KINDS)
    found = (
        told(record, api.Calendar.of(render.catalogue, record), first) for told, records in of_kinds if told for record in records
    )
    return events_near(chain.from_iterable(found), render.today)


OF_COMMUNE = "Passages, réunions publiques, inscriptions et fermetures dans la commune."
OF_PLACE = "Fermetures, changements d’horaires, inscriptions et passages."


def _calendar(render: api.Renderer, path: str, page: str, name: str, description: str, found: Iterable[Event]) -> bytes:
    """What a calendar says of itself by RFC 7986, and before it (``X-…``), which telephones read; then its events."""
    territoire = render.catalogue.territoire
    called, told = _text(name), _text(f"{description} {territoire.titre_site}, {api.LICENCE_NAME}.")
    made = icalendar.Calendar()
    for key, value in (
        ("prodid", "-//ctg//agenda//FR"), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH"), ("name", called),
        ("x-wr-calname", called), ("description", told), ("x-wr-caldesc", told), ("x-wr-timezone", render.catalogue.clock),
        ("x-published-ttl", "P1D"), ("url", api.absolute(territoire, page)),
    ):  # fmt: skip
        _add(made, key, value)
    made.add("refresh-interval", REFRESH, {"VALUE": "DURATION"})
    if source := api.absolute(territoire, path):
        made.add("source", source, {"VALUE": "URI"})
    for event in found:
        made.add_component(entry(render, event))
    return made.to_ical(sorted=False)


def _add(component: icalendar.Component, key: str, value: object) -> None:
    """A property, unless nothing is known of it."""
    if value:
        component.add(key, value)


def _text(*lines: str) -> icalendar.vText:
    return icalendar.vText("\n".join(map(api.plain, lines)).strip())


# --- one event -----------------------------------------------------------------------------------


def entry(render: api.Renderer, event: Event) -> icalendar.Event:
    """An event in French, with its place and its page.

    A static site remembers nothing, so the three stamps say what is known. ``DTSTAMP`` is the day of publication, which is its
    meaning beside ``METHOD``. ``LAST-MODIFIED`` is the day on which the facts were established; ``SEQUENCE`` counts the days up
    to the last look at them, or is 0: it never goes down. A change without a new look is still seen, by ``DTSTAMP``.
    """
    catalogue, today = render.catalogue, render.today
    seen = api.PublicView(catalogue, event.record, today)
    stated, proven = stated_on(event.record), seen.proven
    where = ", ".join(part for part in (event.lieu, event.commune) if part)
    point = None if where else seen.point
    start, end = _ends(event, ZoneInfo(catalogue.clock))
    made = icalendar.Event()
    for key, value in (
        ("uid", _text(uid(catalogue.territoire, event.key))), ("dtstamp", _midnight(today)), ("dtstart", start), ("dtend", end),
        ("summary", _text(summary(event))), ("last-modified", proven and _midnight(min(proven, today))),
        ("description", _text(*"\n".join(_details(render, event, seen)).splitlines())),
        ("location", _text(where or seen.postal.line)), ("geo", point and (point.lat, point.lon)),
        ("url", api.absolute(catalogue.territoire, f"{event.record.key}/")), ("transp", "TRANSPARENT"),
    ):  # fmt: skip
        _add(made, key, value)
    made.add("sequence", max(0, (min(stated, today) - EPOCH).days) if stated else 0)
    return made


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def _ends(event: Event, clock: ZoneInfo) -> tuple[dt.date, dt.date]:
    """Start, and end excluded: the next day for whole days, midnight being the next day's first minute."""
    if not (span := event.span) or span.moment:
        return event.du, event.au + dt.timedelta(days=1)
    midnight = dt.datetime(event.du.year, event.du.month, event.du.day, tzinfo=clock)
    start, end = ((midnight + dt.timedelta(minutes=minutes)).astimezone(dt.UTC) for minutes in (span.debut, span.fin))
    return start, end


REGISTRATION = {
    api.RegistrationPart.WHOLE: "Inscriptions",
    api.RegistrationPart.START: "Début des inscriptions",
    api.RegistrationPart.END: "Fin des inscriptions",
}


def summary(event: Event) -> str:
    """« Fermé : Les Lutins (congés d'été) »: what a telephone shows, so what happens comes first."""
    name = event.record.title
    moment = f", {api.spans((event.span,))}" if event.span and event.span.moment else ""  # only the part of the day is known
    match event.kind:
        case EventKind.MEETING:
            return (f"{event.name} : " if event.name else "") + event.record.title + moment
        case EventKind.STOP:
            return f"{name}, {event.commune}{moment}"
        case EventKind.OPENING:
            return f"Ouvert aussi : {api.who_answers(event.record)}{moment}"
        case EventKind.REGISTRATION:
            return f"{REGISTRATION[event.part]} : {name}"
        case _:
            word = "Fermé" if event.closed else "Nouveaux horaires"
            return f"{word} : {api.who_answers(event.record)}" + (f" ({event.name})" if event.name else "")


def _details(render: api.Renderer, event: Event, seen: api.PublicView) -> Iterable[str]:
    """What there is to know besides, a sentence a line; then whom to call, and what is not sure."""
    record = event.record
    yield from _meeting(render, record) if isinstance(record, api.Rencontre) else _hours(event)
    if event.kind is EventKind.REGISTRATION:
        yield _sentence(event.name)
        told = record.registration if isinstance(record, api.Place) else None
        yield from (told.comment,) if told and told.comment else ()
    if event.note:
        yield _sentence(event.note)
    if call := seen.call:
        yield f"Téléphone : {api.phone(call.telephone)}{f' ({call.name})' if call.name else ''}"
    yield from (line for line in (seen.caution, api.absolute(render.catalogue.territoire, f"{record.key}/")) if line)


def _sentence(words: str) -> str:
    return api.capital(words).rstrip(".") + "."


def _meeting(render: api.Renderer, meeting: api.Rencontre) -> Iterable[str]:
    frame = api.framework(render.catalogue, meeting)
    yield f"{api.capital(api.TYPES_RENCONTRE[meeting.type])}, {api.moment_of(meeting, render.today)}."
    if not frame.is_ctg:
        yield f"Hors CTG : {frame.label}."
    if meeting.public:
        yield _sentence(f"Pour : {meeting.public}")
    if meeting.inscription:
        yield meeting.inscription


def _hours(event: Event) -> Iterable[str]:
    """The week of a season or of the school holidays, and its last day."""
    if event.until and (opening := event.record.opening):
        season = event.kind is EventKind.SEASON
        week = api.season_on(opening, event.du) if season else api.period_week(opening, holiday=True)
        yield from (f"{api.capital(days)} : {opened}." for days, opened in api.week_rows(week or api.Semaine()))
        yield f"Jusqu’au {api.date_fr(event.until)}."


def uid(territoire: api.Territoire, key: str) -> str:
    """An identifier that is unique in the world, for a calendar's event: built on the territory's SIREN, which stays when the
    site moves."""
    owner = f"siren-{territoire.siren}" if territoire.siren else api.as_identifier(territoire.nom_complet)
    return f"{key}@{owner}"


# --- the dated events, made once, then chosen for a record (by_calendar) or the diary (agenda_events)

STOPS_AFTER = 120
"""Days for which stops are announced: further, a timetable may have changed (as on a place's own page)."""

ANNOUNCED = {
    api.Reason.CLOSURE: EventKind.CLOSURE,
    api.Reason.OPENING: EventKind.OPENING,
    api.Reason.SEASON: EventKind.SEASON,
    api.Reason.SCHOOL_HOLIDAY: EventKind.HOLIDAYS,
}
"""The changes that are announced. Public holidays are not: every telephone knows them already."""


def place_events(place: api.Place, calendar: api.Calendar, first: dt.date) -> Iterator[Event]:
    """The dated events of a place: closures, changed hours, stops, registrations."""
    if _changes_hours(place):
        yield from _changes(place, place, calendar, first)
    yield from _stops(place, calendar, first)
    yield from _registrations(place)


def commune_events(commune: api.Commune, calendar: api.Calendar, first: dt.date) -> Iterator[Event]:
    """The changed hours of a commune's town hall."""
    if commune.mairie and _changes_hours(commune.mairie):
        yield from _changes(commune, commune.mairie, calendar, first)


def meeting_events(meeting: api.Rencontre, _calendar: api.Calendar, _first: dt.date) -> Iterator[Event]:
    """The event of a meeting that everyone may come to, on a known day.

    A postponed meeting moves: its date is not in its key. Hours of several days are told, not drawn."""
    if not meeting.ouverte_a_tous or not meeting.date.day or meeting.date.approx:
        return
    ranks: Counter[str] = Counter()
    du = meeting.date.first
    au = meeting.fin.first if meeting.fin and meeting.fin.day and not meeting.fin.approx else du
    for span in (meeting.heures if au == du else None) or (None,):
        key = _ranked(meeting.key, ranks)
        yield Event(key, EventKind.MEETING, meeting, du, max(du, au), span, commune=meeting.commune, lieu=meeting.lieu)


def by_calendar(found: Iterable[Event], catalogue: api.Catalogue) -> dict[str, list[Event]]:
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


def stated_on(record: api.Record) -> dt.date | None:
    """The last day on which the facts of a record were looked at or published; None when no full date says so."""
    sources = (source.date for source in record.sources if source.date and source.date.day and not source.date.approx)
    return max((date for date in (record.verifie_le, record.last_read, *(s.first for s in sources)) if date), default=None)


def _changes_hours(place: api.HasHours) -> bool:
    hours = place.horaires
    added = hours and any(isinstance(opening.quand, dt.date) for opening in hours.dates)
    closes = any(not isinstance(closure, api.Feries) for closure in place.fermetures)
    return closes or bool(hours and (hours.saisons or hours.school_year or added))


def _where(catalogue: api.Catalogue, event: Event) -> tuple[str, ...]:
    """The communes whose calendars have it too: what moves closes, and registers, where it stops, not at its seat."""
    if event.kind in {EventKind.STOP, EventKind.MEETING}:
        return (event.commune,) if event.commune else ()
    place = event.record
    if event.kind not in {EventKind.CLOSURE, EventKind.REGISTRATION} or not isinstance(place, api.Place) or not place.seat:
        return ()  # a service is met nowhere in particular: its structure tells its own dates
    return tuple(stop.commune for stop in place.arrets) if catalogue.moves(place) else (place.seat,)


def _changes(record: api.Record, place: api.HasHours, calendar: api.Calendar, first: dt.date) -> Iterator[Event]:
    ranks: Counter[str] = Counter()
    for change in api.hours_changes(place, calendar, first, BEFORE + AFTER + 1, tuple(ANNOUNCED)):
        if change.opening:
            yield from _opening(record, change, change.opening, ranks)
        else:
            kind = ANNOUNCED[change.kind]
            key = f"{record.key}/{kind}/{change.du}"
            last = first + dt.timedelta(days=BEFORE + AFTER)  # of what has no known end: each publication says more
            au, until = (last if change.au == dt.date.max else change.au, None) if change.closed else (change.du, change.au)
            yield Event(key, kind, record, change.du, au, name=change.name, closed=change.closed, until=until)


def _opening(record: api.Record, change: api.HoursChange, opening: api.Ouverture, ranks: Counter[str]) -> Iterator[Event]:
    for span in opening.heures:
        key = _ranked(f"{record.key}/{EventKind.OPENING}/{change.du}", ranks)
        yield Event(key, EventKind.OPENING, record, change.du, change.au, span, lieu=opening.lieu, note=opening.note)


def _stops(place: api.Place, calendar: api.Calendar, first: dt.date) -> Iterator[Event]:
    ranks: Counter[str] = Counter()
    for date, commune, lieu, openings in api.stops(place, calendar, first, BEFORE + STOPS_AFTER + 1):
        for span in openings:
            key = _ranked(f"{place.key}/{EventKind.STOP}/{date}/{api.as_identifier(commune)}", ranks)
            yield Event(key, EventKind.STOP, place, date, date, span, commune=commune, lieu=lieu)


def _registrations(place: api.Place) -> Iterator[Event]:
    ranks: Counter[str] = Counter()
    for line in place.registration.dates if place.registration else ():
        if found := api.window_in(line):
            key = _ranked(f"{place.key}/{EventKind.REGISTRATION}/{found.du}", ranks)
            yield Event(key, EventKind.REGISTRATION, place, found.du, found.au, name=line, part=found.part)


def _ranked(key: str, ranks: Counter[str]) -> str:
    """The key, then « key/2 » for a second event that would have the same."""
    ranks[key] += 1
    return key if ranks[key] == 1 else f"{key}/{ranks[key]}"


TELLERS: dict[type[api.Record], Callable[[Any, api.Calendar, dt.date], Iterator[Event]]] = {
    api.Structure: place_events, api.Service: place_events, api.Commune: commune_events, api.Rencontre: meeting_events,
}  # fmt: skip
"""What says what is dated of a record of each kind, from a first day on; the others have no date of their own."""
