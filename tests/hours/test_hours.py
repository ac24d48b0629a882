"""Opening hours as families read them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml

from cas import blocks
from ctg.hours import words
from ctg.hours.changes import changes
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
    return [words.sentence(change, today).replace("\u00a0", " ") for change in changes(place, C, today, days)]


WRITTEN = Path(__file__).with_name("horaires.txt")
"""Hours as sheets write them, and what is said of each: its tables, its sentences, what is told soon (« ! ») or late (« … »).
Whoever changes these words writes them again (``pytest --reecrire``), and reads the difference."""


def said(written: str) -> list[str]:
    values = yaml.load(written, yaml.BaseLoader)
    closures = FERMETURES.validate_python(values.pop("fermetures", ()))
    shown = words.describe(Schedule(Horaires(**values), closures), C, TODAY)
    tables = [f"[{title}] {' ; '.join(map(', '.join, rows))}" for title, rows in shown.tables]
    told = [*tables, *shown.lines, *(f"! {line}" for line in shown.soon), *(f"… {line}" for line in shown.later)]
    return [line.replace("\u00a0", " ") for line in told]


def test_hours_are_said_as_they_were_reviewed(request):
    cases = [(written, said(written)) for written, _ in blocks(WRITTEN)]
    if request.config.getoption("reecrire"):
        text = "\n".join(written + "".join(f"→ {line}\n" for line in lines) for written, lines in cases)
        WRITTEN.write_text(text, "utf-8")
    assert cases == [*blocks(WRITTEN)]


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


@pytest.mark.parametrize(
    ("today", "sentences"),
    [
        (dt.date(2026, 12, 28), ["Jusqu’au 3 janvier 2027 : horaires des vacances scolaires (vacances de Noël)."]),
        (dt.date(2027, 7, 1), ["Du 3 juillet au 31 août : horaires des vacances scolaires (vacances d'été)."]),
    ],
)
def test_school_holidays_with_other_hours(today, sentences):
    assert told(schedule_of(scolaire=EVERY_MONDAY, vacances={"mardi": "9h-12h"}, jours_feries="ouvert"), today, 30) == sentences


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
