"""School holidays and public holidays: the official dates, and the warning when they run out."""

from __future__ import annotations

import datetime as dt

import pytest

from ctg.analysis.calendars import Calendar, calendar_problem

# Arrêté du 19 septembre 2025 pour 2026-2027: winter holidays by zone.
WINTER = {"A": ("2027-02-13", "2027-02-28"), "B": ("2027-02-20", "2027-03-07"), "C": ("2027-02-06", "2027-02-21")}


@pytest.mark.parametrize("zone", WINTER)
def test_each_zone_has_its_winter_holidays_from_saturday_to_sunday(zone):
    calendar, (du, au) = Calendar(zone), map(dt.date.fromisoformat, WINTER[zone])
    day = dt.timedelta(days=1)
    assert [calendar.is_school_holiday(date) for date in (du - day, du, au, au + day)] == [False, True, True, False]
    assert calendar.holiday_name(du) == "vacances d'hiver"


def test_summer_and_its_wednesdays():
    assert Calendar("C").holiday_name(dt.date(2027, 7, 14)) == "vacances d'été"
    assert not Calendar("C").is_school_holiday(dt.date(2026, 9, 1))


@pytest.mark.parametrize(
    ("date", "departement", "name"),
    [
        ("2026-11-11", "", "Armistice"),
        ("2026-12-25", "Creuse", "Noël"),
        ("2026-12-26", "Creuse", None),
        ("2026-12-26", "Moselle", "Saint-Étienne"),
        ("2027-03-26", "Bas-Rhin", "Vendredi saint"),
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


@pytest.mark.parametrize(
    ("before", "days", "warned"), [(61, 0, False), (60, 0, False), (59, 0, True), (399, 400, True), (400, 400, False)]
)
def test_the_end_of_the_calendar_is_told_in_time(before, days, warned):
    calendar = Calendar("C")
    problem = calendar_problem(calendar, calendar.known_until - dt.timedelta(days=before), days)
    assert (problem is not None) is warned
    if problem:
        assert problem.level == "avertissement"
        assert f"{calendar.known_until:%d/%m/%Y}" in problem.message
