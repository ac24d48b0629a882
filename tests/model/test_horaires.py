"""Opening hours: what people write, and the week that comes out."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from cas import each
from ctg.model.opening_hours import HALVES, Horaires, Span
from ctg.model.periods import JOURS
from horaires_au_hasard import typed

NINE_TO_NOON = Span(540, 720)


@each(
    ("written", "spans"),
    [
        ("9h-12h", (NINE_TO_NOON,)),
        ("9:00-12:00", (NINE_TO_NOON,)),
        ("9H–12H", (NINE_TO_NOON,)),
        (" 9 h - 12 h ", (NINE_TO_NOON,)),
        ("7h30-18h45", (Span(450, 1125),)),
        ("0h-24h", (Span(0, 1440),)),
        (["9h-12h", "14h-18h"], (NINE_TO_NOON, Span(840, 1080))),
        (["9h-12h", "12h-14h"], (NINE_TO_NOON, Span(720, 840))),
        ("ferme", ()),
        ("matin", (HALVES["matin"],)),
        (["9h-12h30", "Après-midi"], (Span(540, 750), HALVES["apres midi"])),
        (["11h-13h", "apres-midi"], (Span(660, 780), HALVES["apres midi"])),
    ],
)
def test_a_day_as_people_write_it(written, spans):
    assert Horaires(lundi=written).lundi == spans


@each(
    "written",
    [
        "9-12",
        "9h",
        "9h-12h-14h",
        "9h-24h01",
        "9h60-12h",
        "9h5-12h",
        "9h-9h",
        "",
        ["matin", "11h-13h"],
        ["journee", "apres-midi"],
        ["11h-13h01", "apres-midi"],
        ["ferme"],
        "-9h-12h",
        ["14h-18h", "9h-12h"],
        ["9h-12h", "ferme"],
        {"de": "9h"},
    ],
)
def test_what_is_not_a_day_is_refused(written):
    with pytest.raises(ValidationError) as caught:
        Horaires(lundi=written)
    assert caught.value.errors()[0]["type"] == "french"


def test_the_week_goes_from_monday_to_sunday_whatever_the_order_written():
    week = Horaires(samedi="9h-12h", lundi="9h-12h", mardi="ferme").week
    assert [jour for jour, _ in week] == list(JOURS)
    assert [jour for jour, spans in week if spans] == ["lundi", "samedi"]


@pytest.mark.parametrize("fields", [{}, {"note": "sur rendez-vous"}, {"lundi": "ferme", "mardi": "ferme"}])
def test_a_week_without_any_opening_is_no_week(fields):
    assert Horaires(**fields).week == ()


@pytest.mark.parametrize(
    ("fields", "known", "school_year"),
    [
        ({}, False, False),
        ({"note": "sur rendez-vous"}, False, False),
        ({"lundi": "ferme"}, False, False),
        ({"lundi": "matin"}, True, False),
        ({"scolaire": {}}, False, True),
        ({"vacances": {"lundi": "9h-12h"}}, True, True),
        ({"semaines_paires": {"lundi": "9h-12h"}}, True, False),
        ({"dates": [{"quand": "premier lundi du mois", "heures": "9h-12h"}]}, True, False),
        ({"saisons": [{"du": "07-01", "au": "08-31", "lundi": "9h-12h"}]}, True, False),
    ],
)
def test_what_is_known_from_the_hours(fields, known, school_year):
    hours = Horaires(**typed(fields))
    assert (hours.known, hours.school_year) == (known, school_year)
