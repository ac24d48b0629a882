"""Rules that recur, read back by dateutil's own reader: they open the days that the engine opens."""

from __future__ import annotations

import datetime as dt

import pytest
from dateutil.rrule import rrulestr

from ctg.hours.holidays import Calendar
from ctg.hours.opening import Schedule, day, days_from
from ctg.hours.recurrence import Recurrence, rules
from ctg.model.opening_hours import Horaires, Span
from horaires_au_hasard import schedule, typed

TODAY = dt.date(2026, 11, 25)
START, END = dt.date(2026, 1, 1), dt.date(2027, 12, 31)
C = Calendar("C")


def test_the_same_hours_give_the_same_rules_all_year():
    place = Schedule(Horaires(**typed({"scolaire": {"lundi": "9h-12h"}})))
    assert rules(place, C, dt.date(2026, 1, 1)) == rules(place, C, dt.date(2026, 12, 31))


def test_no_rule_after_the_known_school_calendar_nor_from_a_note():
    late = dt.date(C.known_until.year, 2, 1)
    assert max(rule.last for rule in rules(Horaires(**typed({"scolaire": {"lundi": "9h-12h"}})), C, late)) <= C.known_until
    assert rules(Horaires(note="sur rendez-vous"), C, TODAY) == ()


def minutes(spans) -> set[int]:
    return {minute for span in spans if not span.moment for minute in range(span.debut, span.fin, 15)}


def moments(spans) -> set[str]:
    found = {span.moment for span in spans if span.moment}
    return {"journee"} if "journee" in found else found


def occurrences(rule: Recurrence) -> set[dt.date]:
    """The days of a rule, by an independent reader of RFC 5545. ISO weeks are checked apart: RFC 5545 has them yearly."""
    first, last = rule.first or START, rule.last or END
    text = f"DTSTART:{first:%Y%m%d}\nRRULE:FREQ={rule.freq};BYDAY={rule.byday};UNTIL={last:%Y%m%d}"
    days = {moment.date() for moment in rrulestr(text)}
    return {date for date in days if not rule.weeks or date.isocalendar().week in rule.weeks}


@pytest.mark.parametrize("seed", range(60))
def test_random_hours_open_the_same_days(seed):
    place = schedule(seed)[1]
    opened: dict[dt.date, list[Span]] = {}
    for rule in rules(place, C, TODAY):
        for date in occurrences(rule):
            opened.setdefault(date, []).append(rule.span)
    for date in days_from(START, (END - START).days + 1):
        expected = day(place, C, date)
        if C.public_holiday(date) and place.horaires.jours_feries == "ferme":
            continue
        spans = opened.get(date, []) if expected.known else []
        assert (minutes(spans), moments(spans)) == (minutes(expected.openings), moments(expected.openings)), date
