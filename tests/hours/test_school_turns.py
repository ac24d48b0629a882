"""Before the summer and before school begins again: when they are, and whose hours change then."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.hours.changes import SchoolTurn, Turn, next_turns
from ctg.hours.holidays import Calendar
from ctg.model.structure import Structure

CALENDAR = Calendar("C")
SUMMER = SchoolTurn(Turn.ETE, dt.date(2027, 7, 3))
BACK = SchoolTurn(Turn.RENTREE, dt.date(2027, 9, 1))


def place(**more) -> Structure:
    return Structure.model_validate({"nom": "Les Lutins", "type": "multi-accueil", "commune": "Valbourg", **more})


def test_the_next_turns_come_in_order():
    assert list(next_turns(CALENDAR, dt.date(2027, 4, 1))) == [SUMMER, BACK]
    assert [one.turn for one in next_turns(CALENDAR, dt.date(2027, 8, 1))] == [Turn.RENTREE, Turn.ETE]


def test_a_turn_is_near_for_six_weeks():
    assert [SUMMER.is_near(dt.date(2027, month, day)) for month, day in ((5, 18), (5, 19), (7, 2))] == [False, True, True]


@pytest.mark.parametrize(
    ("more", "moves"),
    [
        ({"horaires": {"lundi": "9h-12h"}}, False),
        ({"horaires": {"lundi": "9h-12h", "semaines": [{"pendant": "vacances", "lundi": "9h-17h"}]}}, True),
        ({"horaires": {"lundi": "9h-12h", "semaines": [{"pendant": "vacances", "lundi": "9h-12h"}]}}, False),
        ({"horaires": {"lundi": "9h-12h", "semaines": [{"du": "07-01", "au": "08-31", "mardi": "9h-12h"}]}}, True),
        ({"horaires": {"lundi": "9h-12h"}, "fermetures": [{"du": "2026-08-03", "au": "2026-08-21"}]}, True),
        ({"horaires": {"lundi": "9h-12h"}, "fermetures": [{"du": "2027-08-02", "au": "2027-08-03"}]}, False),
        ({"horaires": {"lundi": "9h-12h"}, "fermetures": [{"du": "2027-08-02", "au": "2027-08-05"}]}, True),
        ({"horaires": {"lundi": "9h-12h"}, "fermetures": [{"du": "2027-08-02", "au": "2027-08-04"}]}, False),
        ({"horaires": {"lundi": "9h-12h"}, "fermetures": [{"du": "2027-02-08", "au": "2027-02-19"}]}, False),
        ({"horaires": {"note": "Pendant les vacances scolaires."}}, True),
        ({"horaires": {"note": "Un horaire qui a été relevé en août."}}, False),
        ({}, False),
    ],
)
def test_whose_hours_change(more, moves):
    assert [turn.moves(place(**more), CALENDAR) for turn in (SUMMER, BACK)] == [moves, moves]


def test_what_was_confirmed_for_that_season_is_not_asked_again():
    hours = {"lundi": "9h-12h", "semaines": [{"pendant": "vacances", "lundi": "9h-17h"}]}
    assert SUMMER.asks(place(horaires=hours, verifie_le="2027-05-18"), CALENDAR)
    assert not SUMMER.asks(place(horaires=hours, verifie_le="2027-05-19"), CALENDAR)
