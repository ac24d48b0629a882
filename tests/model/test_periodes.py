"""Periods, opening hours and dates of registration, as people write them; a day, « premier mardi du mois »: test_fields.py."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import ValidationError

from cas import each
from ctg.model.opening_hours import HALVES, Horaires, Span
from ctg.model.periods import Period
from ctg.model.place import Misread, RegistrationPart, Window, read_window, window_in
from horaires_au_hasard import typed


@pytest.mark.parametrize(
    ("du", "au", "inside", "outside"),
    [
        ("12-24", "01-03", ["2026-12-24", "2026-12-31", "2027-01-01", "2030-01-03"], ["2026-12-23", "2027-01-04", "2027-07-01"]),
        ("02-10", "02-29", ["2027-02-28", "2028-02-29"], ["2028-03-01", "2027-03-01"]),
        ("02-29", "03-02", ["2028-02-29", "2027-03-01"], ["2027-02-28", "2028-02-28"]),
        ("02-29", None, ["2028-02-29"], ["2027-02-28", "2027-03-01"]),
        ("2026-12-24", "2027-01-03", ["2026-12-24", "2027-01-03"], ["2027-12-25", "2026-01-01"]),
    ],
)
def test_a_period_holds_its_two_ends(du, au, inside, outside):
    period = Period(du=du, au=au)
    assert all(period.contains(dt.date.fromisoformat(date)) for date in inside)
    assert not any(period.contains(dt.date.fromisoformat(date)) for date in outside)


@pytest.mark.parametrize(
    ("text", "du", "au", "part"),
    [
        ("du 1er au 30 avril 2027", "2027-04-01", "2027-04-30", RegistrationPart.WHOLE),
        ("Inscriptions du 15 mars au 2 avril 2027, en mairie", "2027-03-15", "2027-04-02", RegistrationPart.WHOLE),
        ("du 20 décembre 2026 au 10 janvier 2027", "2026-12-20", "2027-01-10", RegistrationPart.WHOLE),
        ("à partir du 1er mars 2027", "2027-03-01", "2027-03-01", RegistrationPart.START),
        ("jusqu'au 15 mai 2027 pour la rentrée", "2027-05-15", "2027-05-15", RegistrationPart.END),
        ("Jusqu’au 15 mai 2027", "2027-05-15", "2027-05-15", RegistrationPart.END),
        ("le 29 février 2028 de 9h à 12h", "2028-02-29", "2028-02-29", RegistrationPart.WHOLE),
    ],
)
def test_full_dates_are_read(text, du, au, part):
    assert window_in(text) == Window(dt.date.fromisoformat(du), dt.date.fromisoformat(au), part)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("le 31 avril 2027", Misread.IMPOSSIBLE),
        ("du 30 avril au 31 juin 2027", Misread.IMPOSSIBLE),
        ("du 30 avril au 1er avril 2027", Misread.REVERSED),
        ("du 1er au 30 avril", Misread.YEARLESS),
        ("jusqu'au 15 mai, en mairie", Misread.YEARLESS),
        ("Inscriptions : dès le 3 mars", Misread.YEARLESS),
        ("du 20 mars au 5 avril", Misread.YEARLESS),
        ("en avril", None),
        ("avant le 15 mars 2027", None),  # is the 15th too late?
        ("fermé du 1er au 30 avril 2027", None),
        ("toute l'année, sauf du 1er au 30 avril 2027", None),
        ("le 1er avril 20271", None),
        ("du " * 5000, None),
    ],
)
def test_nothing_is_guessed_and_what_looks_like_a_date_says_what_is_wrong(text, wrong):
    assert window_in(text) is None
    assert read_window(text) is wrong


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
        "9-12", "9h", "9h-12h-14h", "9h-24h01", "9h60-12h", "9h5-12h", "9h-9h", "", ["matin", "11h-13h"],
        ["journee", "apres-midi"], ["11h-13h01", "apres-midi"], ["ferme"], "-9h-12h",
        ["14h-18h", "9h-12h"], ["9h-12h", "ferme"], {"de": "9h"},
    ],
)  # fmt: skip
def test_what_is_not_a_day_is_refused(written):
    with pytest.raises(ValidationError) as caught:
        Horaires(lundi=written)
    assert caught.value.errors()[0]["type"] == "french"


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
