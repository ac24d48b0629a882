"""Opening hours in the words of schema.org: exactly what ``opening.day`` says, or nothing.

https://schema.org/OpeningHoursSpecification"""

import datetime as dt
from itertools import groupby

from ctg import api

SCHEMA_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def specifications(place: api.HasHours, calendar: api.Calendar, start: dt.date, count: int = 365) -> dict | None:
    """``openingHoursSpecification`` (weeks) and ``specialOpeningHoursSpecification`` (every other day of the coming year).

    Schema.org knows neither school holidays nor alternate weeks: they are worked out, date by date. Stops at
    the end of the known school calendar. None when the hours cannot be told exactly.
    """
    hours = place.horaires
    if hours is None or api.unsayable(hours):
        return None
    weeks = _weeks(hours, calendar, start, count)
    runs = [(week, len([*run])) for week, run in groupby(weeks)]
    of_week = {number: _told(week) for number, week in {id(week): week for week, _ in runs}.items()}  # two or three, in many runs
    by_spans = {number: _by_spans(said) for number, said in of_week.items()}
    ordinary: list[dict] = []
    told: list[Told] = []
    for week, length in runs:
        first = start + dt.timedelta(days=len(told))
        validity = {} if len(runs) == 1 and week is hours else _validity(first, first + dt.timedelta(days=length - 1))
        ordinary += [_schema_span(span, {"dayOfWeek": names} | validity) for span, names in by_spans[id(week)]]
        told += [of_week[id(week)]] * length
    special = _schema_special(api.days_open(place, calendar, start, len(weeks)), start, told)
    return {"openingHoursSpecification": ordinary, "specialOpeningHoursSpecification": special}


def _weeks(hours: api.Horaires, calendar: api.Calendar, start: dt.date, count: int) -> list[api.Semaine | None]:
    """The one that rules each date, before parity, added dates and closures."""
    term, holidays = api.period_week(hours, False), api.period_week(hours, True)
    sorts = [(date, sort) for date, sort in calendar.sorts(start, count) if sort.known or not hours.school_year]
    return [api.season_on(hours, date) or (term if sort.holiday is None else holidays) for date, sort in sorts]


Told = list[tuple[api.Span, ...]]
"""What a week says of each of its days, from Monday on."""


def _told(week: api.Semaine | None) -> Told:
    return [api.union(week.on(weekday))[0] if week else () for weekday in range(7)]


def _schema_special(found: list[api.OpeningDay], start: dt.date, told: list[Told]) -> list[dict]:
    """The days that their week does not tell, closed ones as ranges."""
    special: list[dict] = []
    closing: dict | None = None
    monday = start.weekday()
    for rank, (opened, week) in enumerate(zip(found, told, strict=True)):
        if spans := opened.spans:
            closing = None
        if spans == week[(monday + rank) % 7] or not opened.known:  # a holiday of which nothing is said
            continue
        date = start + dt.timedelta(days=rank)
        if spans:
            special += [_schema_span(span, _validity(date, date)) for span in spans]
        elif closing:
            closing["validThrough"] = date.isoformat()
        else:
            closing = {"@type": "OpeningHoursSpecification", "opens": "00:00", "closes": "00:00"} | _validity(date, date)
            special.append(closing)
    return special


def _by_spans(week: Told) -> list[tuple[api.Span, list[str]]]:
    """The days that have each opening."""
    days: dict[api.Span, list[str]] = {}
    for weekday, spans in enumerate(week):
        for span in spans:
            days.setdefault(span, []).append(SCHEMA_DAYS[weekday])
    return [*days.items()]


def _schema_span(span: api.Span, more: dict) -> dict:
    # Midnight at the end of a day is written 23:59: schema.org would read 00:00 as the day's beginning.
    return {"@type": "OpeningHoursSpecification", "opens": api.clock(span.debut), "closes": api.clock(min(span.fin, 1439))} | more


def _validity(du: dt.date, au: dt.date) -> dict:
    return {"validFrom": du.isoformat(), "validThrough": au.isoformat()}
