"""Opening hours as rules that recur (RFC 5545), for formats that know weeks and months, and neither holidays nor seasons.

The calendar is worked out: a period on which nothing changes (term, school holidays, a season, between two closures) has
its own rules, with its first and last day. Put together, they open the days that :mod:`ctg.hours.opening` opens, public
holidays aside: those close a single day, which no rule can say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from ctg.hours.holidays import Calendar
from ctg.hours.opening import HasHours, days_from, hours_and_closures, parity_week, period_week, season_on
from ctg.model.opening_hours import AutreSemaine, Horaires, Semaine, Span
from ctg.model.periods import Feries, Fermeture, NthWeekday

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ODD, EVEN = tuple(range(1, 54, 2)), tuple(range(2, 53, 2))
"""ISO weeks."""


@dataclass(frozen=True)
class Recurrence:
    """An opening that recurs. Without ``first`` nor ``last``, always."""

    freq: str
    """``WEEKLY`` or ``MONTHLY``."""
    byday: str
    """``MO,WE``; of a month, ``1TU`` or ``-1FR``."""
    span: Span
    weeks: tuple[int, ...] = ()
    """ISO weeks; empty: all."""
    first: dt.date | None = None
    last: dt.date | None = None
    place: str = ""
    """Where, when it is elsewhere."""


@dataclass(frozen=True)
class _Regime:
    """What decides a day: its closure, its season, or its week. Days that are not known are like closed ones."""

    closed: bool
    season: AutreSemaine | None = None
    holiday: bool = False


_REGIMES = {(closed, holiday): _Regime(closed, None, holiday) for closed in (True, False) for holiday in (True, False)}


def rules(place: HasHours | Horaires, calendar: Calendar, today: dt.date) -> tuple[Recurrence, ...]:
    """Every rule from the 1st of January to the end of next year, or to the end of the known school calendar.

    The bounds only change with the year, so that the same hours give the same rules all year long.
    """
    hours, closures = hours_and_closures(place)
    if hours is None or not hours.known:
        return ()
    dated = [closure for closure in closures if not isinstance(closure, Feries)]
    if not (dated or hours.saisons or hours.school_year):
        return tuple(_of(hours, _Regime(False), None, None))
    start = dt.date(today.year, 1, 1)
    count = (dt.date(today.year + 2, 1, 1) - start).days
    apart = {rank for period in (*dated, *hours.saisons) for rank in period.ranks(start, count)}
    regimes = [*_ordinary(calendar, hours.school_year, start, count)]
    for rank in apart:
        regimes[rank] = _regime(hours, dated, start + dt.timedelta(days=rank), regimes[rank])
    found: list[Recurrence] = []
    rank = 0
    for regime, run in groupby(regimes):
        first, rank = rank, rank + len([*run])
        if not regime.closed:
            found += _of(hours, regime, start + dt.timedelta(days=first), start + dt.timedelta(days=rank - 1))
    return tuple(found)


@lru_cache(maxsize=32)  # a few windows, the same for each place
def _ordinary(calendar: Calendar, school_year: bool, start: dt.date, count: int) -> tuple[_Regime, ...]:
    """The regimes of dates that no closure and no season touches."""
    sorts = [sort for _, sort in calendar.sorts(start, count)]
    return tuple(_REGIMES[school_year and not sort.known, school_year and sort.holiday is not None] for sort in sorts)


def _regime(hours: Horaires, closures: Iterable[Fermeture], date: dt.date, ordinary: _Regime) -> _Regime:
    if any(closure.contains(date) for closure in closures):
        return _REGIMES[True, False]
    season = season_on(hours, date)
    return _Regime(False, season) if season else ordinary


def _of(hours: Horaires, regime: _Regime, first: dt.date | None, last: dt.date | None) -> Iterator[Recurrence]:
    """The rules of a period: its week, what parity adds to it, then the days of the month and the dates."""
    week = regime.season or period_week(hours, regime.holiday)
    if week:
        yield from _weekly(week, (), first, last)
    if week and not regime.season:
        for weeks in (ODD, EVEN):
            added = parity_week(hours, dt.date.fromisocalendar(2026, weeks[0], 1))
            yield from _weekly(added, weeks, first, last) if added else ()
    for opening in hours.dates:
        for span in opening.heures:
            if isinstance(opening.quand, NthWeekday):
                day = f"{opening.quand.rank}{DAYS[opening.quand.weekday]}"
                yield Recurrence("MONTHLY", day, span, (), first, last, opening.lieu or "")
            elif (first is None or first <= opening.quand) and (last is None or opening.quand <= last):
                date = opening.quand
                yield Recurrence("WEEKLY", DAYS[date.weekday()], span, (), date, date, opening.lieu or "")


def _weekly(week: Semaine, weeks: tuple[int, ...], first: dt.date | None, last: dt.date | None) -> Iterator[Recurrence]:
    """One rule for all the days of a week with the same opening; of a shorter period, only its days."""
    count = (last - first).days + 1 if first and last else 7
    short = {date.weekday() for date in days_from(first, count)} if first and count < 7 else None
    days: dict[Span, list[str]] = {}
    for weekday, name in enumerate(DAYS):
        for span in week.on(weekday) if short is None or weekday in short else ():
            days.setdefault(span, []).append(name)
    for span, names in days.items():
        yield Recurrence("WEEKLY", ",".join(names), span, weeks, first, last)
