"""Hours for machines: read back by OpenStreetMap's own grammar, and day by day for schema.org."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from opening_hours import OpeningHours, State

from ctg.hours import standards
from ctg.hours.opening import Calendar, Schedule, day, days_from, hours_and_closures
from ctg.hours.standards import SCHEMA_DAYS, osm, schema_org
from ctg.model.opening_hours import Horaires
from horaires_au_hasard import FERMETURES, schedule, typed

TODAY = dt.date(2026, 11, 25)
C = Calendar("C")
WEEK = dict.fromkeys(("lundi", "mardi", "mercredi", "jeudi", "vendredi"), "7h30-18h30")


def written(fermetures=(), **horaires) -> tuple[str | None, str]:
    return osm(Schedule(Horaires(**typed(horaires)), FERMETURES.validate_python(fermetures)), TODAY)


def test_closures_in_openstreetmap_say_why_and_past_ones_are_left_out():
    closures = [
        {"du": "2026-12-24", "au": "2027-01-03", "motif": 'dite "annuelle"'},
        {"du": "08-01", "au": "08-21"},
        {"du": "2026-11-24"},
        "jours feries",
    ]
    text, _ = written(closures, lundi="9h-12h")
    assert text == 'Mo 09:00-12:00; PH off; 2026 Dec 24-2027 Jan 03 off "dite ’annuelle’"; Aug 01-Aug 21 off'


@pytest.mark.parametrize(
    ("fermetures", "horaires", "reason"),
    [
        ([], {"note": "sur rendez-vous"}, "Aucune heure n'est connue."),
        ([], {"lundi": "oui", "mardi": "matin"}, standards.ONLY_DAYS),
        ([], {"lundi": "matin"}, "Certaines ouvertures sont des demi-journées dont les heures ne sont pas connues."),
        ([], {"dates": [{"quand": "2026-01-05", "heures": "9h-12h"}]}, "Toutes les ouvertures connues sont passées."),
        (
            [{"du": "02-29"}],
            {"lundi": "9h-12h"},
            "Une période qui commence ou finit le 29 février ne peut pas être écrite pour toutes les années.",
        ),
        (
            [{"du": f"2027-01-{n:02}"} for n in range(1, 20)],
            WEEK,
            "Ces horaires dépassent les 255 caractères qu'admet OpenStreetMap.",
        ),
    ],
)
def test_what_openstreetmap_cannot_say_is_explained(fermetures, horaires, reason):
    assert written(fermetures, **horaires) == (None, reason)


def test_comments_go_before_hours_when_the_value_is_too_long():
    closures = [{"du": "08-01", "motif": "é" * 250}]
    assert written(closures, lundi="9h-12h")[0] == "Mo 09:00-12:00; PH unknown; Aug 01 off"


def minutes(place: Schedule, date: dt.date) -> set[int]:
    return {m for span in day(place, C, date).spans for m in range(span.debut, span.fin, 15)}


@pytest.mark.parametrize("chunk", range(4))
def test_openstreetmap_reads_what_the_engine_says(chunk, monkeypatch):
    monkeypatch.setattr(standards, "OSM_LENGTH", 10_000)
    compared = 0
    for seed in range(chunk * 50, chunk * 50 + 50):
        _, place = schedule(seed, plain=True)
        start = (TODAY, dt.date(2027, 12, 1))[seed % 2]
        text, reason = osm(place, start)
        if text is None:
            assert not place.horaires.known or reason == standards.OVER
            continue
        opened: dict[dt.date, set[int]] = {}
        midnight = dt.datetime.combine(start, dt.time())
        for begin, end, state, _ in OpeningHours(text, country="FR").intervals(midnight, midnight + dt.timedelta(days=400)):
            while state == State.OPEN and begin < end:
                opened.setdefault(begin.date(), set()).add(begin.hour * 60 + begin.minute)
                begin += dt.timedelta(minutes=15)
        for date in days_from(start, 400):
            assert opened.get(date, set()) == minutes(place, date), (seed, date, text)
        compared += 1
    assert compared >= 40


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
        value, reason = schema_org(place, calendar, TODAY, 365)
        if value is None:
            assert reason in {standards.UNKNOWN, standards.HALF_DAYS}
            continue
        for date, told in schema_days(value, TODAY, 365):
            found, clock = day(place, calendar, date), standards._clock
            wanted = [(clock(s.debut), clock(min(s.fin, 1439))) for s in found.spans]
            assert told == wanted or not found.known, (seed, date, hours_and_closures(place))
        compared += 1
    assert compared >= 30


def test_schema_org_of_a_plain_week_has_no_dates_and_ranges_for_closures():
    place = Schedule(Horaires(**WEEK), FERMETURES.validate_python([{"du": "2026-12-24", "au": "2027-01-03"}]))
    value, _ = schema_org(place, C, TODAY, 60)
    kind = {"@type": "OpeningHoursSpecification"}
    assert value["openingHoursSpecification"] == [
        kind | {"dayOfWeek": list(SCHEMA_DAYS[:5]), "opens": "07:30", "closes": "18:30"}
    ]
    assert value["specialOpeningHoursSpecification"] == [
        kind | {"opens": "00:00", "closes": "00:00", "validFrom": "2026-12-24", "validThrough": "2027-01-01"}
    ]


def test_schema_org_stops_where_the_school_calendar_does():
    place = Schedule(Horaires(**typed({"scolaire": WEEK, "vacances": {"lundi": "9h-17h"}})))
    value, _ = schema_org(place, C, dt.date(2028, 6, 1), 365)
    assert max(spec["validThrough"] for spec in value["openingHoursSpecification"]) == "2028-08-31"


@pytest.mark.parametrize(("after", "told"), [(364, 1), (365, 0)])
def test_schema_org_is_told_a_year_and_no_day_more(after, told):
    day = TODAY + dt.timedelta(days=after)
    closed = FERMETURES.validate_python([{"du": day, "au": day}])
    value, _ = schema_org(Schedule(Horaires(**WEEK), closed), C, TODAY)
    assert sum(one["validFrom"] == day.isoformat() for one in value["specialOpeningHoursSpecification"]) == told
