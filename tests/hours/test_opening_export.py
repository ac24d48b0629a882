"""Hours for machines: read back by OpenStreetMap's own grammar."""

from __future__ import annotations

import datetime as dt

import pytest
from opening_hours import OpeningHours, State

from ctg.hours import standards
from ctg.hours.opening import Calendar, Schedule, day, days_from
from ctg.hours.standards import osm
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
