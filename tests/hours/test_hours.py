"""Opening hours as families read them."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.hours import words
from ctg.hours.opening import Calendar, Schedule
from ctg.model.opening_hours import Horaires
from ctg.model.periods import JOURS
from ctg.model.structure import Structure
from ctg.pages.renderer import Renderer
from horaires_au_hasard import FERMETURES, typed

C = Calendar("C")
TODAY = dt.date(2026, 11, 25)
EVERY_MONDAY = {"lundi": "9h-12h"}


def schedule_of(fermetures=(), **horaires) -> Schedule:
    return Schedule(Horaires(**typed(horaires)), FERMETURES.validate_python(fermetures))


def told(place: Schedule, today: dt.date = TODAY, days: int = 42) -> list[str]:
    return [text.replace("\u00a0", " ") for _, _, text in words.exceptions(place, C, today, days)]


@pytest.mark.parametrize(
    ("days", "rows"),
    [
        ({}, []),
        (
            dict.fromkeys(("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"), "0h-24h"),
            [("tous les jours", "0 h à 24 h")],
        ),
        (
            {"lundi": "9h-12h", "mardi": "9h-12h", "mercredi": "9h-12h", "jeudi": ["8h-12h", "14h-17h30"]},
            [
                ("du lundi au mercredi", "9 h à 12 h"),
                ("jeudi", "8 h à 12 h et 14 h à 17 h 30"),
                ("du vendredi au dimanche", "fermé"),
            ],
        ),
        (
            {"lundi": "matin", "mardi": ["9h-12h", "apres-midi"], "mercredi": "journee"},
            [
                ("lundi", "le matin"),
                ("mardi", "9 h à 12 h et l’après-midi"),
                ("mercredi", "dans la journée"),
                ("du jeudi au dimanche", "fermé"),
            ],
        ),
        (
            {"mardi": "9h05-12h", "jeudi": "9h05-12h", "samedi": "9h-10h", "dimanche": "9h-10h"},
            [
                ("lundi", "fermé"),
                ("mardi", "9 h 05 à 12 h"),
                ("mercredi", "fermé"),
                ("jeudi", "9 h 05 à 12 h"),
                ("vendredi", "fermé"),
                ("samedi et dimanche", "9 h à 10 h"),
            ],
        ),
    ],
)
def test_days_with_the_same_hours_are_said_together(days, rows):
    assert [(jours, heures.replace("\u00a0", " ")) for jours, heures in words.week_rows(Horaires(**days))] == rows


# --- tables and lines ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("horaires", "titles", "lines"),
    [
        ({"note": "sur rendez-vous"}, [], []),
        (EVERY_MONDAY, [""], []),
        (EVERY_MONDAY | {"jours_feries": "ouvert"}, [""], ["Ouvert aussi les jours fériés."]),
        ({"scolaire": EVERY_MONDAY}, ["En période scolaire"], ["Fermé pendant les vacances scolaires."]),
        ({"vacances": EVERY_MONDAY}, ["Pendant les vacances scolaires"], ["Fermé en période scolaire."]),
        ({"scolaire": EVERY_MONDAY, "vacances": EVERY_MONDAY}, ["En période scolaire", "Pendant les vacances scolaires"], []),
        (EVERY_MONDAY | {"vacances": EVERY_MONDAY}, ["En période scolaire", "Pendant les vacances scolaires"], []),
        (
            EVERY_MONDAY | {"saisons": [{"du": "07-01", "au": "08-31", "nom": "été"} | EVERY_MONDAY]},
            ["Le reste de l’année", "Été, du 1er juillet au 31 août"],
            [],
        ),
        (
            {"saisons": [{"du": "03-01", "au": "10-31"} | EVERY_MONDAY]},
            ["Du 1er mars au 31 octobre"],
            ["Fermé le reste de l’année."],
        ),
        (
            EVERY_MONDAY
            | {
                "saisons": [
                    {"du": "2026-07-01", "au": "2026-11-24"} | EVERY_MONDAY,
                    {"du": "2026-12-19", "au": "2027-01-03", "nom": "Noël"} | EVERY_MONDAY,
                ]
            },
            ["Le reste de l’année", "Noël, du 19 décembre 2026 au 3 janvier 2027"],
            [],
        ),
        (
            {
                "semaines_paires": {"mardi": "14h-17h", "samedi": "9h-12h"},
                "semaines_impaires": {"jeudi": "14h-17h"},
                "dates": [
                    {"quand": "premier mardi du mois", "heures": ["9h-12h", "14h-17h"], "lieu": "mairie", "note": "gratuit"},
                    {"quand": "dernier samedi du mois", "heures": "matin"},
                ],
            },
            [],
            [
                "Les semaines paires : mardi, 14 h à 17 h ; samedi, 9 h à 12 h.",
                "Les semaines impaires : jeudi, 14 h à 17 h.",
                "Le premier mardi du mois : 9 h à 12 h et 14 h à 17 h, mairie (gratuit).",
                "Le dernier samedi du mois : le matin.",
            ],
        ),
    ],
)
def test_each_period_has_its_table_and_the_rest_its_sentence(horaires, titles, lines):
    shown = words.describe(schedule_of(**horaires), C, TODAY)
    assert [title for title, _ in shown.tables] == titles
    assert [line.replace("\u00a0", " ") for line in shown.lines] == lines


def test_days_without_their_hours_are_said_to_be_asked():
    whole = words.describe(schedule_of(lundi="oui", mercredi="oui", jeudi="oui", samedi="non"), C, TODAY)
    rows = [("lundi", "ouvert, heures à demander"), ("mercredi et jeudi", "ouvert, heures à demander"), ("samedi", "fermé")]
    assert whole.tables == [("", rows)]
    assert whole.lines == ["Les autres jours : demandez."]


def test_public_holidays_are_said_when_the_record_says_them():
    assert words.describe(schedule_of(["jours feries"], **EVERY_MONDAY), C, TODAY).lines == ["Fermé les jours fériés."]


# --- what is to come -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fermeture", "sentence"),
    [
        (
            {"du": "2026-12-24", "au": "2027-01-03", "motif": "fermeture annuelle"},
            "Fermé du 24 décembre 2026 au 3 janvier 2027 : fermeture annuelle.",
        ),
        ({"du": "12-24", "au": "01-03"}, "Fermé du 24 décembre 2026 au 3 janvier 2027."),
        ({"du": "2026-12-01", "au": "2026-12-15"}, "Fermé du 1er au 15 décembre."),
        ({"du": "2026-11-30", "au": "2026-12-15"}, "Fermé du 30 novembre au 15 décembre."),
        ({"du": "2026-11-30"}, "Fermé le lundi 30 novembre."),
        ({"du": "2027-01-04"}, "Fermé le lundi 4 janvier 2027."),
        ({"du": "2027-01-02", "au": "2027-03-01"}, "Fermé du 2 janvier au 1er mars 2027."),
        ({"du": "2026-11-01", "au": "2026-12-15", "motif": "travaux"}, "Fermé jusqu’au 15 décembre : travaux."),
        ({"du": "2026-11-01", "au": "2027-01-15"}, "Fermé jusqu’au 15 janvier 2027."),
    ],
)
def test_closures_to_come(fermeture, sentence):
    assert told(schedule_of([fermeture], jours_feries="ouvert", **EVERY_MONDAY)) == [sentence]


CLOSED_FOR_LONG = {"du": "2026-12-01", "au": "2027-01-10"}
LONG_SEASON = {"du": "12-01", "au": "01-31"} | EVERY_MONDAY


@pytest.mark.parametrize(
    ("fermetures", "horaires", "sentences"),
    [
        ([{"du": "2026-11-24"}], EVERY_MONDAY, []),  # past
        ([{"du": "2027-01-11"}], EVERY_MONDAY, []),  # later
        ([{"du": "2026-11-28", "au": "2026-11-29"}], EVERY_MONDAY, []),  # closed on those days anyway
        ([], EVERY_MONDAY | {"vacances": EVERY_MONDAY}, []),  # the same hours
        ([], EVERY_MONDAY | {"saisons": [LONG_SEASON]}, []),  # the same hours
        ([CLOSED_FOR_LONG], {"scolaire": EVERY_MONDAY}, ["Fermé du 1er décembre 2026 au 10 janvier 2027."]),
        (
            [],
            {"scolaire": EVERY_MONDAY, "saisons": [LONG_SEASON]},  # it covers the school holidays
            ["Du 1er décembre 2026 au 31 janvier 2027 : horaires de saison."],
        ),
    ],
)
def test_what_changes_nothing_is_not_announced(fermetures, horaires, sentences):
    assert told(schedule_of(fermetures, **horaires)) == sentences


def test_a_public_holiday_is_announced_when_it_falls_on_an_open_day():
    ask = "Le mercredi 11 novembre, jour férié (Armistice) : demandez si c’est ouvert."
    assert told(schedule_of(mercredi="9h-12h"), dt.date(2026, 11, 1)) == [ask]
    closed = schedule_of(mercredi="9h-12h", jours_feries="ferme")
    assert told(closed, dt.date(2026, 11, 1)) == ["Fermé le mercredi 11 novembre : Armistice."]
    assert told(schedule_of(mardi="9h-12h"), dt.date(2026, 11, 1)) == []
    assert told(schedule_of([{"du": "2026-11-11"}], mercredi="9h-12h"), dt.date(2026, 11, 1)) == [
        "Fermé le mercredi 11 novembre."
    ]


@pytest.mark.parametrize(
    ("today", "sentences"),
    [
        (TODAY, ["Du 19 décembre 2026 au 3 janvier 2027 : horaires des vacances scolaires (vacances de Noël)."]),
        (dt.date(2026, 12, 28), ["Jusqu’au 3 janvier 2027 : horaires des vacances scolaires (vacances de Noël)."]),
        (dt.date(2027, 7, 1), ["Du 3 juillet au 31 août : horaires des vacances scolaires (vacances d'été)."]),
    ],
)
def test_school_holidays_with_other_hours(today, sentences):
    assert told(schedule_of(scolaire=EVERY_MONDAY, vacances={"mardi": "9h-12h"}, jours_feries="ouvert"), today, 30) == sentences


def test_school_holidays_without_hours():
    assert told(schedule_of(scolaire=EVERY_MONDAY)) == ["Fermé du 19 décembre 2026 au 3 janvier 2027 : vacances de Noël."]


def test_seasons_and_added_dates():
    place = schedule_of(
        saisons=[{"du": "12-15", "au": "12-31", "nom": "hiver", "mardi": "9h-12h"}],
        dates=[{"quand": "2026-12-05", "heures": "9h-12h", "lieu": "place du Four", "note": "portes ouvertes"}],
        **EVERY_MONDAY,
    )
    assert told(place) == [
        "Ouvert aussi le samedi 5 décembre : 9 h à 12 h, place du Four (portes ouvertes).",
        "Du 15 au 31 décembre : horaires de la saison « hiver ».",
    ]


def test_what_is_far_is_told_apart_and_once():
    place = schedule_of(
        [{"du": "08-01", "au": "08-21", "motif": "congés d'été"}, {"du": "2026-12-20", "au": "2027-01-20"}], **EVERY_MONDAY
    )
    shown = words.describe(place, C, TODAY)
    assert shown.soon == ["Fermé du 20 décembre 2026 au 20 janvier 2027."]
    assert shown.later == ["Fermé du 1er au 21 août 2027 : congés d'été."]


@pytest.mark.parametrize(("days", "soon", "later"), [(41, 1, 0), (42, 0, 1), (364, 0, 1), (365, 0, 0)])
def test_six_weeks_are_soon_and_a_year_is_later(days, soon, later):
    day = TODAY + dt.timedelta(days=days)
    shown = words.describe(schedule_of([{"du": day, "au": day}], **{JOURS[day.weekday()]: "9h-12h"}), C, TODAY)
    assert (len(shown.soon), len(shown.later)) == (soon, later)


# --- in the page ---------------------------------------------------------------------------------


@pytest.fixture
def bus() -> Structure:
    return Structure(
        nom="Bus",
        type="france-services",
        commune="Valbourg",
        arrets=[
            {
                "commune": "Valbourg",
                "lieu": "mairie",
                "horaires": {
                    "dates": [
                        {"quand": "premier lundi du mois", "heures": "9h30-12h"},
                        {"quand": "2026-12-12", "heures": "9h-10h", "lieu": "école"},
                    ]
                },
            },
            {"commune": "Valbourg", "quand": "un jeudi par mois"},
            {"commune": "Valbourg", "horaires": {"semaines": [{"pendant": "vacances", "lundi": "9h-12h"}]}},
        ],
    )


def test_stops_say_their_rule_and_their_next_passages(bus):
    first, second, third = words.describe_stops(bus, C, TODAY)
    assert [line.replace("\u00a0", " ") for line in first.lines] == ["Le premier lundi du mois : 9 h 30 à 12 h."]
    assert [line.replace("\u00a0", " ") for line in first.next] == [
        "lundi 7 décembre, 9 h 30 à 12 h",
        "samedi 12 décembre, 9 h à 10 h (école)",
        "lundi 4 janvier 2027, 9 h 30 à 12 h",
    ]
    assert (second.lines, second.next) == ([], [])
    assert [line.replace("\u00a0", " ") for line in third.lines] == [
        "Pendant les vacances scolaires, lundi : 9 h à 12 h.",
        "Fermé en période scolaire.",
    ]


def test_the_page_shows_tables_sentences_and_changes_and_escapes_them(project):
    from ctg.loading import load
    from ctg.model import Structure
    from ctg.pages.record_page import record_page

    text = """nom: Les Lutins
type: multi-accueil
commune: Valbourg
horaires:
  lundi: 7h30-18h30
  semaines:
    - {pendant: vacances, lundi: 9h-17h}
    - {du: 07-01, au: 07-14, nom: '<b>x</b>', mardi: 9h-12h}
  dates: [{quand: premier mardi du mois, heures: 14h-17h, lieu: '<script>', note: '<img>'}]
fermetures: [{du: 2026-11-30, motif: '<script>alert(1)</script>'}]
arrets: [{commune: Valbourg, lieu: '<script>', horaires: {mardi: 9h-12h, note: '<script>'}}]
"""
    catalogue = load(project({"data/structures/les-lutins.yml": text}))
    body = record_page(Renderer(catalogue, TODAY), catalogue.get(Structure, "les-lutins")).body
    assert "<script" not in body
    assert "<img" not in body
    assert "<b>x" not in body
    assert '<caption><span class="sr">Horaires, Les Lutins\u00a0: </span>En période scolaire</caption>' in body
    assert "Fermé le lundi 30 novembre\u00a0: &lt;script&gt;alert(1)" in body
    assert "Prochains passages\u00a0: mardi 1er décembre, 9\u00a0h à 12\u00a0h" in body
