"""Hours in the words of schema.org, read back day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from ctg.hours.opening import Calendar, Schedule, day, days_from
from ctg.hours.standards import clock, unsayable
from ctg.model.opening_hours import Horaires
from ctg_normes.linked_hours import SCHEMA_DAYS, specifications
from horaires_au_hasard import FERMETURES, schedule, typed

TODAY = dt.date(2026, 11, 25)
C = Calendar("C")
WEEK = dict.fromkeys(("lundi", "mardi", "mercredi", "jeudi", "vendredi"), "7h30-18h30")


def schema_days(value: dict, start: dt.date, days: int) -> Iterator[tuple[dt.date, list[tuple[str, str]]]]:
    """schema.org read as its documentation says: the special specifications replace the others on their days."""

    def valid(spec: dict, date: dt.date) -> bool:
        return spec.get("validFrom", "") <= date.isoformat() <= spec.get("validThrough", "9999")

    for date in days_from(start, days):
        special = [spec for spec in value["specialOpeningHoursSpecification"] if valid(spec, date)]
        name = SCHEMA_DAYS[date.weekday()]
        ordinary = [s for s in value["openingHoursSpecification"] if valid(s, date) and name in s["dayOfWeek"]]
        yield date, sorted((s["opens"], s["closes"]) for s in special or ordinary if s["opens"] != s["closes"])


def test_schema_org_reads_what_the_engine_says():
    compared = 0
    for seed in range(150):
        _, place = schedule(seed)
        calendar = Calendar("ABC"[seed % 3])
        value = specifications(place, calendar, TODAY, 365)
        if value is None:
            assert unsayable(place.horaires)
            continue
        for date, told in schema_days(value, TODAY, 365):
            found = day(place, calendar, date)
            wanted = [(clock(s.debut), clock(min(s.fin, 1439))) for s in found.spans]
            assert told == wanted or not found.known, (seed, date, place.horaires)
        compared += 1
    assert compared >= 30


def test_schema_org_of_a_plain_week_has_no_dates_and_ranges_for_closures():
    place = Schedule(Horaires(**WEEK), FERMETURES.validate_python([{"du": "2026-12-24", "au": "2027-01-03"}]))
    value = specifications(place, C, TODAY, 60)
    kind = {"@type": "OpeningHoursSpecification"}
    assert value["openingHoursSpecification"] == [
        kind | {"dayOfWeek": list(SCHEMA_DAYS[:5]), "opens": "07:30", "closes": "18:30"}
    ]
    assert value["specialOpeningHoursSpecification"] == [
        kind | {"opens": "00:00", "closes": "00:00", "validFrom": "2026-12-24", "validThrough": "2027-01-01"}
    ]


def test_schema_org_stops_where_the_school_calendar_does():
    place = Schedule(Horaires(**typed({"scolaire": WEEK, "vacances": {"lundi": "9h-17h"}})))
    value = specifications(place, C, dt.date(2028, 6, 1), 365)
    assert max(spec["validThrough"] for spec in value["openingHoursSpecification"]) == "2028-08-31"


@pytest.mark.parametrize(("after", "told"), [(364, 1), (365, 0)])
def test_schema_org_is_told_a_year_and_no_day_more(after, told):
    day = TODAY + dt.timedelta(days=after)
    closed = FERMETURES.validate_python([{"du": day, "au": day}])
    value = specifications(Schedule(Horaires(**WEEK), closed), C, TODAY)
    assert sum(one["validFrom"] == day.isoformat() for one in value["specialOpeningHoursSpecification"]) == told
