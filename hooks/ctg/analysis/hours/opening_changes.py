"""What will differ from the weeks that a page shows: closures, public holidays, school holidays, seasons, added dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import TypeVar

from ctg.analysis.hours.calendars import Calendar
from ctg.analysis.hours.opening import HasHours, Schedule, day, days_from, parts, period_week, season_on, union
from ctg.kinds.fields.horaires import AutreSemaine, Horaires, Ouverture, Semaine
from ctg.kinds.fields.periodes import NthWeekday, Period

K = TypeVar("K")
REACH = 400  # days: how far the two ends of a change are looked for


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
    place: HasHours | Horaires, calendar: Calendar, start: dt.date, days: int = 42, kinds: Collection[Reason] = tuple(Reason)
) -> list[HoursChange]:
    """The changes that touch ``days`` days from ``start`` on, by date; their ends may be outside.

    A change that no family would notice is left out: a closure of days that are closed anyway, holidays
    with the same hours.
    """
    found = [change for kind in kinds for change in _FINDERS[kind](Schedule(*parts(place)), calendar, start, days)]
    return sorted(found, key=lambda change: (change.du, change.au, list(Reason).index(change.kind)))


def _closures(schedule: Schedule, calendar: Calendar, start: dt.date, days: int) -> Iterator[HoursChange]:
    def motif(date: dt.date) -> str | None:
        return next((closure.motif or "" for closure in schedule.fermetures if closure.contains(date)), None)

    if not schedule.fermetures:
        return
    always = Schedule(schedule.horaires and schedule.horaires.whatever_the_holidays)
    for du, au, name in _runs(motif, start, days, _touched(schedule.fermetures, start, days)):
        if _any(du, au, start, lambda date: (found := day(always, calendar, date)).open or not found.known):
            yield HoursChange(du, au, Reason.CLOSURE, name)


def _public_holidays(schedule: Schedule, calendar: Calendar, start: dt.date, days: int) -> Iterator[HoursChange]:
    hours = schedule.horaires
    if hours is None or hours.jours_feries == "ouvert":
        return
    ordinary = Schedule(hours.whatever_the_holidays, schedule.fermetures)
    for date, sort in calendar.sorts(start, days):
        if sort.public_holiday and day(ordinary, calendar, date).open:
            yield HoursChange(date, date, Reason.PUBLIC_HOLIDAY, sort.public_holiday)


def _openings(schedule: Schedule, calendar: Calendar, start: dt.date, days: int) -> Iterator[HoursChange]:
    for opening in schedule.horaires.dates if schedule.horaires else ():
        if isinstance(opening.quand, NthWeekday) or not start <= opening.quand < start + dt.timedelta(days=days):
            continue
        if opening in day(schedule, calendar, opening.quand).added:
            yield HoursChange(opening.quand, opening.quand, Reason.OPENING, closed=False, opening=opening)


def _seasons(schedule: Schedule, calendar: Calendar, start: dt.date, days: int) -> Iterator[HoursChange]:
    hours = schedule.horaires
    if hours is None or not hours.saisons:
        return
    plain = Schedule(hours.without_seasons, schedule.fermetures)

    def differs(date: dt.date) -> bool:
        return day(schedule, calendar, date).openings != day(plain, calendar, date).openings

    def season_of(date: dt.date) -> AutreSemaine | None:
        return season_on(hours, date)

    for du, au, season in _runs(season_of, start, days, _touched(hours.saisons, start, days)):
        if _any(du, au, start, differs):
            yield HoursChange(du, au, Reason.SEASON, season.nom or "", closed=False)


def _school_holidays(schedule: Schedule, calendar: Calendar, start: dt.date, days: int) -> Iterator[HoursChange]:
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

    holiday = [rank for rank, (_, sort) in enumerate(calendar.sorts(start, days)) if sort.holiday]
    for du, au, name in _runs(calendar.holiday_name, start, days, holiday):
        if _any(du, au, start, differs):
            yield HoursChange(du, au, Reason.SCHOOL_HOLIDAY, name, closed=not (holidays and holidays.week))


_FINDERS = {
    Reason.CLOSURE: _closures,
    Reason.PUBLIC_HOLIDAY: _public_holidays,
    Reason.OPENING: _openings,
    Reason.SEASON: _seasons,
    Reason.SCHOOL_HOLIDAY: _school_holidays,
}


def _touched(periods: Iterable[Period], start: dt.date, days: int) -> list[int]:
    return sorted({rank for period in periods for rank in period.ranks(start, days)})


def _runs(
    key: Callable[[dt.date], K | None], start: dt.date, days: int, ranks: Iterable[int]
) -> Iterator[tuple[dt.date, dt.date, K]]:
    """(first day, last day, key) of each run of days with the same key that touches the window; None is no key. ``ranks``: the
    days of the window, in order, that may have one."""
    day, after = dt.timedelta(days=1), start
    for rank in ranks:
        date = start + rank * day
        if date < after or (name := key(date)) is None:
            continue
        du = au = date
        while date == start and key(du - day) == name and (start - du).days < REACH:
            du -= day
        while key(au + day) == name and (au - start).days < REACH + days:
            au += day
        yield du, au, name
        after = au + day


def _any(du: dt.date, au: dt.date, start: dt.date, true: Callable[[dt.date], bool]) -> bool:
    """Whether something is true on a day of a run that is not past."""
    first = max(du, start)
    return any(true(date) for date in days_from(first, (au - first).days + 1))
