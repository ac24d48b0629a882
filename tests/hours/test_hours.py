"""Hours as families read them; who is open when; holidays."""

import datetime as dt
from pathlib import Path

import pytest
import yaml

from cas import each, reviewed
from ctg.hours import words
from ctg.hours.events import changes
from ctg.hours.opening import (
    Calendar,
    Schedule,
    calendar_problem,
    calendar_problems,
    day,
    day_codes,
    days,
    days_from,
)
from ctg.hours.standards import osm
from ctg.loading import load
from ctg.model.commune import Commune
from ctg.model.opening_hours import Horaires
from ctg.model.periods import JOURS
from ctg.model.structure import Structure
from horaires_au_hasard import FERMETURES, schedule, typed
from territoires import SMALL

C = Calendar("C")
TODAY = dt.date(2026, 11, 25)
MONDAY = dt.date(2026, 11, 23)  # even ISO week 48; the fifth and sixth weeks are those of Christmas


def schedule_of(fermetures=(), **horaires) -> Schedule:
    return Schedule(Horaires(**typed(horaires)), FERMETURES.validate_python(fermetures))


def told(place: Schedule, today: dt.date = TODAY, days: int = 42) -> list[str]:
    return [words.sentence(change, today).replace("\u00a0", " ") for change in changes(place, C, today, days)]


WRITTEN = Path(__file__).with_name("horaires.txt")
"""Hours as sheets write them, and what is said of each: its tables, its sentences, what is told soon (« ! ») or late (« … »), the
hours of six weeks from :data:`MONDAY`, in minutes (none: closed; « ? »: nobody knows).
Whoever changes these words writes them again (``pytest --reecrire``), and reads the difference."""


def said(written: str) -> list[str]:
    values = yaml.load(written, yaml.BaseLoader)
    closures = FERMETURES.validate_python(values.pop("fermetures", ()))
    place = Schedule(Horaires(**values), closures)
    shown = words.describe(place, C, TODAY)
    tables = [f"[{title}] {' ; '.join(map(', '.join, rows))}" for title, rows in shown.tables]
    told = [*tables, *shown.lines, *(f"! {line}" for line in shown.soon), *(f"… {line}" for line in shown.later)]
    patterns, codes = day_codes(place, C, MONDAY, 42)
    weeks = f"{' '.join(codes[n : n + 7] for n in range(0, 42, 7))} ({', '.join(f'{n} {one}' for n, one in enumerate(patterns))})"
    return [*told, f"Semaines {weeks}", f"OSM {' '.join(filter(None, osm(place, TODAY)))}"]


def test_hours_are_said_as_they_were_reviewed(request):
    reviewed(WRITTEN, said, request)


# --- what is to come -----------------------------------------------------------------------------


def test_a_public_holiday_is_announced_when_it_falls_on_an_open_day():
    ask = "Le mercredi 11 novembre, jour férié (Armistice) : demandez si c’est ouvert."
    assert told(schedule_of(mercredi="9h-12h"), dt.date(2026, 11, 1)) == [ask]
    closed = schedule_of(mercredi="9h-12h", jours_feries="ferme")
    assert told(closed, dt.date(2026, 11, 1)) == ["Fermé le mercredi 11 novembre : Armistice."]
    assert told(schedule_of(mardi="9h-12h"), dt.date(2026, 11, 1)) == []
    assert told(schedule_of([{"du": "2026-11-11"}], mercredi="9h-12h"), dt.date(2026, 11, 1)) == [
        "Fermé le mercredi 11 novembre."
    ]


@pytest.mark.parametrize(("days", "soon", "later"), [(41, 1, 0), (42, 0, 1), (364, 0, 1), (365, 0, 0)])
def test_six_weeks_are_soon_and_a_year_is_later(days, soon, later):
    day = TODAY + dt.timedelta(days=days)
    shown = words.describe(schedule_of([{"du": day, "au": day}], **{JOURS[day.weekday()]: "9h-12h"}), C, TODAY)
    assert (len(shown.soon), len(shown.later)) == (soon, later)


# --- in the page ---------------------------------------------------------------------------------


def test_a_stop_says_its_rule_and_its_next_passages_with_the_place_when_it_is_another():
    dates = [
        {"quand": "premier lundi du mois", "heures": "9h30-12h"},
        {"quand": "2026-12-12", "heures": "9h-10h", "lieu": "école"},
    ]
    stops = [{"commune": "Valbourg", "lieu": "mairie", "horaires": {"dates": dates}}]
    bus = Structure(nom="Bus", type="autre", commune="Valbourg", arrets=stops, fermetures=[{"du": "2027-01-04"}])
    (stop,) = words.describe_stops(bus, C, TODAY)
    assert [line.replace("\u00a0", " ") for line in (*stop.lines, *stop.next)] == [
        "Le premier lundi du mois : 9 h 30 à 12 h.",
        "lundi 7 décembre, 9 h 30 à 12 h",
        "samedi 12 décembre, 9 h à 10 h (école)",
        "lundi 1er février 2027, 9 h 30 à 12 h",
    ], "none on 4 January, when the bus is closed"


# Arrêté du 19 septembre 2025 pour 2026-2027: winter holidays by zone.
WINTER = {"A": ("2027-02-13", "2027-02-28"), "B": ("2027-02-20", "2027-03-07"), "C": ("2027-02-06", "2027-02-21")}


@pytest.mark.parametrize("zone", WINTER)
def test_each_zone_has_its_winter_holidays_from_saturday_to_sunday(zone):
    calendar, (du, au) = Calendar(zone), map(dt.date.fromisoformat, WINTER[zone])
    day = dt.timedelta(days=1)
    assert [calendar.is_school_holiday(date) for date in (du - day, du, au, au + day)] == [False, True, True, False]
    assert calendar.holiday_name(du) == "vacances d'hiver"


@each(
    ("date", "departement", "name"),
    [
        ("2026-11-11", "", "Armistice"),
        ("2026-12-25", "23", "Noël"),
        ("2026-12-26", "23", None),
        ("2026-12-26", "57", "Saint-Étienne"),
        ("2027-03-26", "67", "Vendredi saint"),
        ("2027-03-26", "68", "Vendredi saint"),
        ("2026-12-20", "974", "Abolition de l'esclavage"),
        ("2026-05-22", "974", None),
        ("2026-05-22", "972", "Abolition de l'esclavage"),
        ("2026-04-27", "976", "Abolition de l'esclavage"),
        ("2027-03-29", "", "Lundi de Pâques"),
        ("2028-02-29", "", None),
    ],
)
def test_public_holidays(date, departement, name):
    assert Calendar("B", departement).public_holiday(dt.date.fromisoformat(date)) == name


@pytest.mark.parametrize("zone", "ABC")
def test_the_school_calendar_is_known_to_the_end_of_a_summer(zone):
    last = Calendar(zone).known_until
    assert last.month == 8
    assert Calendar(zone).holiday_name(last) == "vacances d'été"
    assert not Calendar(zone).is_school_holiday(last + dt.timedelta(days=500))
    assert [Calendar(zone).sort(last + dt.timedelta(days=days)).known for days in (0, 1)] == [True, False]


@pytest.mark.parametrize(("before", "warned"), [(61, False), (60, False), (59, True)])
def test_the_end_of_the_calendar_is_told_in_time(before, warned):
    calendar = Calendar("C")
    problem = calendar_problem(calendar, calendar.known_until - dt.timedelta(days=before))
    assert (problem is not None) is warned
    if problem:
        assert problem.level == "avertissement"
        assert f"{calendar.known_until:%d/%m/%Y}" in problem.message


def communes(first: str, second: str) -> dict[str, str]:
    """The two communes of the small territory with these codes."""
    small = SMALL / "data"
    return {
        f"data/{name}": (small / name).read_text("utf-8").replace("99001", first).replace("99002", second)
        for name in ("communes.yml", "communes.geojson")
    }


def test_each_place_has_the_calendar_of_its_department(project):
    catalogue = load(project(communes("57999", "70999")))
    here, there = (catalogue.commune(nom) for nom in ("Valbourg", "Saint-Clair-sur-Lède"))
    assert Calendar.of(catalogue, catalogue.get(Structure, "les-lutins")) == Calendar.of(catalogue, here) == Calendar("B", "57")
    assert Calendar.of(catalogue, there) == Calendar("A", "70")
    (told,) = calendar_problems(catalogue, dt.date(2026, 11, 25))
    assert told.message == "La zone de vacances écrite est B. Les codes INSEE des communes disent : A, B."


OWN = """
vacances_scolaires:
  - departement: "974"
    periodes: [{nom: vacances d'essai, du: 2026-12-19, au: 2027-01-24}]
    sources: [{titre: Un arrêté inventé, date: 2026-01-01}]
"""


def test_overseas_the_territory_tells_its_school_holidays_and_is_told_what_is_missing(project):
    codes = communes("97498", "97499")
    catalogue = load(project(codes))
    told = [problem.message for problem in calendar_problems(catalogue, dt.date(2026, 11, 25))]
    assert told == ["Les vacances scolaires du département 974 ne sont pas connues."]
    assert catalogue.clock == "Indian/Reunion"
    own = {"data/territoire.yml": (SMALL / "data/territoire.yml").read_text("utf-8") + OWN}
    catalogue = load(project({**codes, **own}))
    calendar = Calendar.of(catalogue, catalogue.all(Commune)[0])
    assert calendar.holiday_name(dt.date(2026, 12, 25)) == "vacances d'essai"
    assert calendar.holiday_name(dt.date(2026, 12, 18)) is None
    assert [problem.message for problem in calendar_problems(catalogue, dt.date(2026, 12, 25))] == [
        "Les vacances scolaires du département 974 ne sont connues que jusqu'au 24/01/2027."
    ]


def test_day_codes_stop_where_the_school_calendar_does():
    place, end = schedule_of(scolaire={"lundi": "9h-12h"}), C.known_until
    assert len(day_codes(place, C, end - dt.timedelta(days=9), 400)[1]) == 10
    assert len(day_codes(schedule_of(lundi="9h-12h"), C, end, 400)[1]) == 400


STARTS = (dt.date(2026, 9, 1), dt.date(2027, 12, 1))  # week 53 and New Year; 29 February and the end of what is known


def test_days_one_by_one_together_and_in_codes_say_the_same():
    """At random. What is right is in horaires.txt, and read by OpenStreetMap's own grammar (test_rounds.py)."""
    for seed in range(60):
        _, place = schedule(seed)
        calendar, start = Calendar("ABC"[seed % 3]), STARTS[seed // 3 % 2]
        found = days(place, calendar, start, 400)
        assert found == [day(place, calendar, date) for date in days_from(start, 400)]
        patterns, codes = day_codes(place, calendar, start, 400)
        told = [patterns[int(code, 36)] for code in codes]
        assert told == [one.pattern for one in found[: len(codes)]], seed
        assert len(codes) == 400 or not found[len(codes)].known or not place.horaires.known
