"""What is to come, for pages, calendars and the diary: a record, the calendar and a day in, what happens on which day out.

- :func:`changes`: closures, public holidays, school holidays, seasons, added dates;
- :func:`week_in`, :func:`coming_stops`: what is open in a commune, and where what moves will stop;
- :func:`round_of`: in how many communes it stops, which are known, whether each stop says when;
- :func:`deadlines`: registrations, whose dates are stated in full."""

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import lru_cache, partial
from typing import TypeVar

from ctg.common import phrases
from ctg.hours.opening import (
    Calendar,
    HasHours,
    Schedule,
    closed_on_holidays,
    dates_of,
    day,
    days_from,
    period_week,
    season_on,
    stops,
    union,
)
from ctg.model import OPEN, Commune, NthWeekday, Ouverture, Place, Semaine, Span, Structure
from ctg.model.place import Arret, RegistrationPart, Window, window_in
from ctg.reading.catalogue import Catalogue

K = TypeVar("K")
WEEK, REACH = 7, 400  # days: of a week; how far the two ends of a change are looked for


class Reason(StrEnum):
    """Why a day differs, from the strongest reason to the weakest."""

    CLOSURE = auto()
    PUBLIC_HOLIDAY = auto()
    OPENING = auto()
    SEASON = auto()
    SCHOOL_HOLIDAY = auto()


@dataclass(frozen=True)
class HoursChange:
    """From a day to a day, both included; ``name`` is the motif, the holiday's or the season's name."""

    du: dt.date
    au: dt.date
    kind: Reason
    name: str = ""
    closed: bool = True
    opening: Ouverture | None = None


def changes(
    place: HasHours, calendar: Calendar, start: dt.date, days: int = 42, kinds: Collection[Reason] = tuple(Reason)
) -> list[HoursChange]:
    """The changes that touch ``days`` days from ``start`` on, by date; their ends may be outside.

    A change that no family would notice is left out: a closure of days that are closed anyway, holidays
    with the same hours.
    """
    found = [change for kind in kinds for change in _FINDERS[kind](place, calendar, start, days)]
    return sorted(found, key=lambda change: (change.du, change.au, list(Reason).index(change.kind)))


def _closures(schedule: HasHours, calendar: Calendar, start: dt.date, days: int) -> Iterator[HoursChange]:
    def motif(date: dt.date) -> str | None:
        return next((closure.motif or "" for closure in schedule.fermetures if closure.contains(date)), None)

    if not schedule.fermetures:
        return
    always = Schedule(schedule.horaires and schedule.horaires.whatever_the_holidays)
    for du, au, name in _runs(motif, start, days, dates_of(schedule.fermetures, start, days)):
        if _any(du, au, start, lambda date: (found := day(always, calendar, date)).open or not found.known):
            if since := next((one.endless for one in schedule.fermetures if one.endless and one.contains(au)), None):
                du, au = since, dt.date.max
            yield HoursChange(du, au, Reason.CLOSURE, name)


def _public_holidays(schedule: HasHours, calendar: Calendar, start: dt.date, days: int) -> Iterator[HoursChange]:
    hours = schedule.horaires
    if hours is None or hours.jours_feries == "ouvert":
        return
    ordinary = Schedule(hours.whatever_the_holidays, schedule.fermetures)
    for date, sort in calendar.sorts(start, days):
        if sort.public_holiday and day(ordinary, calendar, date).open:
            yield HoursChange(date, date, Reason.PUBLIC_HOLIDAY, sort.public_holiday, closed=closed_on_holidays(schedule))


def _openings(schedule: HasHours, calendar: Calendar, start: dt.date, days: int) -> Iterator[HoursChange]:
    for opening in schedule.horaires.dates if schedule.horaires else ():
        if isinstance(opening.quand, NthWeekday) or not start <= opening.quand < start + dt.timedelta(days=days):
            continue
        if opening in day(schedule, calendar, opening.quand).added:
            yield HoursChange(opening.quand, opening.quand, Reason.OPENING, closed=False, opening=opening)


def _seasons(schedule: HasHours, calendar: Calendar, start: dt.date, days: int) -> Iterator[HoursChange]:
    hours = schedule.horaires
    if hours is None or not hours.saisons:
        return
    plain = Schedule(hours.without_seasons, schedule.fermetures)

    def differs(date: dt.date) -> bool:
        return day(schedule, calendar, date).openings != day(plain, calendar, date).openings

    for du, au, season in _runs(partial(season_on, hours), start, days, dates_of(hours.saisons, start, days)):
        if _any(du, au, start, differs):
            yield HoursChange(du, au, Reason.SEASON, season.nom or "", closed=False)


def _school_holidays(schedule: HasHours, calendar: Calendar, start: dt.date, days: int) -> Iterator[HoursChange]:
    hours = schedule.horaires
    if hours is None or not hours.school_year:
        return
    term, holidays = period_week(hours, False), period_week(hours, True)

    def opened(week: Semaine | None, weekday: int) -> tuple:
        return union(week.on(weekday) if week else ())

    differing = {weekday for weekday in range(7) if opened(term, weekday) != opened(holidays, weekday)}
    if not differing:
        return

    def differs(date: dt.date) -> bool:
        ordinary = not (season_on(hours, date) or any(closure.contains(date) for closure in schedule.fermetures))
        return date.weekday() in differing and ordinary

    for du, au, name in _school_runs(calendar, start, days):
        if _any(du, au, start, differs):
            yield HoursChange(du, au, Reason.SCHOOL_HOLIDAY, name, closed=not (holidays and holidays.week))


_FINDERS = {
    Reason.CLOSURE: _closures,
    Reason.PUBLIC_HOLIDAY: _public_holidays,
    Reason.OPENING: _openings,
    Reason.SEASON: _seasons,
    Reason.SCHOOL_HOLIDAY: _school_holidays,
}


def _runs(
    key: Callable[[dt.date], K | None], start: dt.date, days: int, dates: Iterable[dt.date]
) -> Iterator[tuple[dt.date, dt.date, K]]:
    """(first day, last day, key) of each run of days with the same key that touches the window, where only ``dates`` may have
    one; None is no key."""
    day, after = dt.timedelta(days=1), start
    for date in sorted(dates):
        if date < after or (name := key(date)) is None:
            continue
        du = au = date
        while date == start and key(du - day) == name and (start - du).days < REACH:
            du -= day
        while key(au + day) == name and (au - start).days < REACH + days:
            au += day
        yield du, au, name
        after = au + day


@lru_cache(maxsize=32)  # a few windows, the same for each place
def _school_runs(calendar: Calendar, start: dt.date, days: int) -> list[tuple[dt.date, dt.date, str]]:
    return [*_runs(calendar.holiday_name, start, days, days_from(start, days))]


def _any(du: dt.date, au: dt.date, start: dt.date, true: Callable[[dt.date], bool]) -> bool:
    """Whether something is true on a day of a run that is not past."""
    first = max(du, start)
    return any(true(date) for date in days_from(first, (au - first).days + 1))


@dataclass(frozen=True)
class Round:
    """The communes where a place that moves stops, as far as its record says."""

    communes: tuple[str, ...]
    """The names that it lists: its stops, then the communes that it serves."""
    count: int
    """How many communes, by its ``zone`` (« 42 communes sur 44 (2022) »), else by the list."""
    dated: bool
    """Whether there is a stop in each commune, and each stop says when."""

    @property
    def complete(self) -> bool:
        """Whether all its communes are listed: elsewhere, it does not come."""
        return self.count <= len(self.communes)


def halts(catalogue: Catalogue, place: Place) -> tuple[tuple[Commune, Arret], ...]:
    """The stops of a place with their communes, in the order written: each is drawn at the centre of its commune."""
    return tuple((catalogue.commune(stop.commune), stop) for stop in place.arrets)


def round_of(catalogue: Catalogue, place: Place) -> Round | None:
    """The round of a place; None when it does not move (see :meth:`Catalogue.moves`)."""
    if not catalogue.moves(place):
        return None
    stops = [stop.commune for stop in place.arrets]
    communes = tuple(dict.fromkeys(place.communes_named))
    said = re.search(r"\b(\d+) communes", (isinstance(place, Structure) and place.zone) or "")
    count = int(said[1]) if said else len(communes)
    when = all(stop.quand or (stop.horaires and stop.horaires.known) for stop in place.arrets)
    return Round(communes, count, bool(stops) and when and len(set(stops)) >= count)


@dataclass(frozen=True)
class Passage:
    """A place open on a date; ``lieu`` when it only comes by."""

    date: dt.date
    place: Place
    openings: tuple[Span, ...]
    commune: str
    lieu: str | None = None


def week_in(catalogue: Catalogue, commune: Commune, start: dt.date) -> list[tuple[dt.date, list[Passage]]]:
    """For each of seven days from ``start`` on, what is open in a commune, earliest first; without
    the days when nothing is known to open."""
    dates, calendar = list(days_from(start, WEEK)), Calendar.of(catalogue, commune)
    found = [
        Passage(date, place, opened.openings, commune.nom)
        for place in catalogue.settled_in(commune)
        if place.horaires
        for date in dates
        if (opened := day(place, calendar, date)).open
    ]
    found += [passage for passage in coming_stops(catalogue, start, WEEK) if passage.commune == commune.nom]
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


# --- registrations -------------------------------------------------

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
