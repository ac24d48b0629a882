"""Hours of lists from elsewhere: only an ordinary week is read, the rest is left to a person."""

from __future__ import annotations

import pytest

from ctg.reading.registers import osm_week, spans_of


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("Mo-We 08:30-12:00", dict.fromkeys(("lundi", "mardi", "mercredi"), "8h30-12h")),
        ("Mo,Th 09:00-12:00,14:00-17:00; PH off", dict.fromkeys(("lundi", "jeudi"), "9h-12h, 14h-17h")),
        ("Sa-Mo 10:00-11:00", dict.fromkeys(("samedi", "dimanche", "lundi"), "10h-11h")),
        ("Mo 09:00-12:00; Mo off", None),
        ("24/7", None),
        ("Jan-Mar Mo 09:00-12:00", None),
        ("Mo 09:00+", None),
        ("week 1-52/2 Mo 09:00-12:00", None),
        ("Mo 9h", None),
        ("", None),
    ],
)
def test_a_week_of_openstreetmap(text, week):
    assert osm_week(text) == week


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("09:00 - 12:00 / 13:30 - 17:00", "9h-12h, 13h30-17h"),
        ("00:00 - 00:00 / 09:00 - 12:00", "9h-12h"),
        ("8h-12h et 14h à 18h", "8h-12h, 14h-18h"),
        ("sur rendez-vous", "sur rendez-vous"),
        ("", ""),
    ],
)
def test_the_hours_of_a_day(text, ours):
    assert spans_of(text) == ours
