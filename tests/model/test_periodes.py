"""Days, periods and « premier mardi du mois », as people write them."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import TypeAdapter, ValidationError

from cas import each
from ctg.model.periods import Borne, Closure, DayOfYear, Feries, Fermeture, NthWeekday, Period, Quand

BORNE, QUAND, CLOSURE = (TypeAdapter(kind) for kind in (Borne, Quand, Closure))


@pytest.mark.parametrize(
    ("written", "bound"),
    [
        ("2026-12-24", dt.date(2026, 12, 24)),
        ("12-24", DayOfYear(12, 24)),
        (" 02-29 ", DayOfYear(2, 29)),
        ("2028-02-29", dt.date(2028, 2, 29)),
    ],
)
def test_a_day_of_one_year_or_of_each(written, bound):
    assert BORNE.validate_python(written) == bound


@each(
    "written",
    [
        "",
        "24/12",
        "24-12",
        "2027-02-29",
        "1026-12-24",
        "2026-12",
        "20261224",
        "x" * 10_000,
        ["12-24"],
        None,
    ],
)
def test_what_is_not_a_day(written):
    with pytest.raises(ValidationError) as caught:
        BORNE.validate_python(written)
    error = caught.value.errors()[0]
    assert error["type"] == "french"
    assert len(str(error["ctx"])) < 400


@pytest.mark.parametrize(
    ("written", "when"),
    [
        ("premier mardi du mois", NthWeekday(1, 1)),
        ("1er lundi du mois", NthWeekday(1, 0)),
        ("Deuxième  Samedi de chaque mois", NthWeekday(2, 5)),
        ("dernier dimanche du mois", NthWeekday(-1, 6)),
        ("second mardi du mois", NthWeekday(2, 1)),
        ("3e mardi du mois", NthWeekday(3, 1)),
        ("quatrième mardi du mois", NthWeekday(4, 1)),
        ("2026-12-05", dt.date(2026, 12, 5)),
    ],
)
def test_when(written, when):
    assert QUAND.validate_python(written) == when


@pytest.mark.parametrize(
    "written",
    [
        "cinquieme mardi du mois",
        "mardi",
        "premier mardi",
        "12-05",
        "05/12/2026",
        "premier mardi du mois et jeudi",
        "\u202epremier mardi du mois?" * 9,
    ],
)
def test_what_is_no_when(written):
    with pytest.raises(ValidationError):
        QUAND.validate_python(written)


def test_the_last_weekday_of_february():
    last = NthWeekday(-1, 1)
    assert [day for day in range(1, 30) if last.falls_on(dt.date(2028, 2, day))] == [29]
    assert [day for day in range(1, 29) if last.falls_on(dt.date(2027, 2, day))] == [23]


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


def test_public_holidays_may_stand_among_the_closures():
    assert isinstance(CLOSURE.validate_python("jours fériés"), Feries)
    assert type(CLOSURE.validate_python({"du": "12-24"})) is Fermeture
    with pytest.raises(ValidationError):
        CLOSURE.validate_python("noël")
