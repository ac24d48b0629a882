"""Who is open when: cases by hand, then hundreds of random schedules against the rules written once more, slowly."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

import pytest
from vacances_scolaires_france import SchoolHolidayDates

from ctg.hours.opening import Calendar, Schedule, day, day_codes, day_pattern, days, days_from
from ctg.model.opening_hours import Horaires
from ctg.model.periods import JOURS
from horaires_au_hasard import FERMETURES, schedule, typed

C = Calendar("C")
TUESDAY = dt.date(2026, 11, 24)  # in term in every zone, even ISO week 48


def schedule_of(fermetures=(), **horaires) -> Schedule:
    return Schedule(Horaires(**typed(horaires)), FERMETURES.validate_python(fermetures))


def on(date: str, place: Schedule, calendar: Calendar = C) -> str:
    """The day as a pattern: "" when it is closed, « ? » when nobody knows."""
    found = day(place, calendar, dt.date.fromisoformat(date))
    return day_pattern(found) or ("" if found.known else "?")


def test_an_added_opening_completes_the_day_and_brings_its_note():
    place = schedule_of(mardi="9h-14h30", dates=[{"quand": "2026-11-24", "heures": "14h-17h", "note": "goûter", "lieu": "parc"}])
    found = day(place, C, TUESDAY)
    assert (day_pattern(found), found.added[0].note, found.added[0].lieu) == ("540-1020", "goûter", "parc")
    assert day(place, C, TUESDAY + dt.timedelta(days=7)).added == ()


def test_day_codes_are_what_a_browser_looks_up():
    patterns, codes = day_codes(schedule_of(mardi=["9h-12h", "14h-18h"], jeudi="matin"), C, TUESDAY, 8)
    assert patterns == ("540-720,840-1080", "", "m")
    assert codes == "01211110"


def test_a_day_known_without_its_hours_says_nothing_of_the_others():
    """« oui » is no timetable: Thursday is not closed, unless someone wrote it."""
    place = schedule_of(mercredi="oui", vendredi="non")
    assert [on(f"2026-11-{number}", place) for number in (25, 26, 27)] == ["o", "?", ""], "Friday is written"
    assert day_codes(place, C, TUESDAY, 4) == (("?", "o", ""), "0102")
    known = schedule_of(mercredi="oui", jeudi="9h-12h")
    assert on("2026-11-27", known) == "", "beside hours, what is not written is closed"


def test_day_codes_stop_where_the_school_calendar_does():
    place, end = schedule_of(scolaire={"lundi": "9h-12h"}), C.known_until
    assert len(day_codes(place, C, end - dt.timedelta(days=9), 400)[1]) == 10
    assert len(day_codes(schedule_of(lundi="9h-12h"), C, end, 400)[1]) == 400


# --- against the rules written once more, from the YAML, day by day -------------------------------

OFFICIAL = SchoolHolidayDates()
LAST_KNOWN_DAY = dt.date(2028, 8, 31)
EASTER = {2026: (4, 5), 2027: (3, 28), 2028: (4, 16), 2029: (4, 1)}
FIXED = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}


def ref_public_holiday(date: dt.date) -> bool:
    easter = dt.date(date.year, *EASTER[date.year])
    return (date.month, date.day) in FIXED or date in {easter + dt.timedelta(days=n) for n in (1, 39, 50)}


def ref_between(period: dict, date: dt.date) -> bool:
    du = period["du"]
    au = period.get("au", du)
    day = date.isoformat() if len(du) == 10 else date.isoformat()[5:]
    return du <= day <= au if du <= au else (day >= du or day <= au)


def ref_falls(quand: str, date: dt.date) -> bool:
    if quand[0].isdigit():
        return quand == date.isoformat()
    rank, jour = quand.split()[:2]
    same = [d for n in range(1, 32) if (d := valid(date.year, date.month, n)) and JOURS[d.weekday()] == jour]
    index = {"premier": 0, "deuxieme": 1, "troisieme": 2, "quatrieme": 3, "dernier": -1}[rank]
    return same[index] == date


def valid(year: int, month: int, number: int) -> dt.date | None:
    try:
        return dt.date(year, month, number)
    except ValueError:
        return None


@lru_cache(None)
def ref_quarters(text: str) -> frozenset:
    """« 9h-12h30 » as the quarters of an hour in it; a half-day as its word."""
    if text == "ferme":
        return frozenset()
    match = re.fullmatch(r"(\d+)h(\d*)-(\d+)h(\d*)", text)
    if not match:
        return frozenset({text})
    h1, m1, h2, m2 = (int(part or 0) for part in match.groups())
    return frozenset(range(h1 * 4 + m1 // 15, h2 * 4 + m2 // 15))


def ref_hours(hours: str | list[str] | None) -> set:
    texts = [] if hours is None else [hours] if isinstance(hours, str) else hours
    return {quarter for text in texts for quarter in ref_quarters(text)}


def ref_day(written: dict, zone: str, date: dt.date) -> set | str:
    """The quarters of an hour and the words of the day; « ? » when nobody knows."""
    horaires, jour = written["horaires"], JOURS[date.weekday()]
    if any(ref_between(closure, date) for closure in written["fermetures"]):
        return set()
    opens = [
        horaires,
        horaires.get("scolaire"),
        horaires.get("vacances"),
        horaires.get("semaines_paires"),
        horaires.get("semaines_impaires"),
    ]
    if (
        not any(ref_hours(week.get(j)) for week in opens if week for j in JOURS)
        and not horaires.get("saisons")
        and not horaires.get("dates")
    ):
        return "?"
    holiday = ref_public_holiday(date) and horaires.get("jours_feries") != "ouvert"
    if holiday and horaires.get("jours_feries") == "ferme":
        return set()
    added = [opening["heures"] for opening in horaires.get("dates", []) if ref_falls(opening["quand"], date)]
    seasons = [season for season in horaires.get("saisons", []) if ref_between(season, date)]
    dated = [season for season in seasons if len(season["du"]) == 10]
    ordinary = [(dated or seasons)[0].get(jour)] if seasons else ref_ordinary(horaires, zone, date, jour)
    if ordinary == "?":
        return "?"
    result = set().union(*(ref_hours(hours) for hours in [*ordinary, *added]))
    if holiday and result:
        return "?"
    return result - {"matin", "apres-midi"} if "journee" in result else result


def ref_ordinary(horaires: dict, zone: str, date: dt.date, jour: str) -> list | str:
    parity = horaires.get("semaines_paires" if date.isocalendar()[1] % 2 == 0 else "semaines_impaires", {}).get(jour)
    if "scolaire" not in horaires and "vacances" not in horaires:
        return [horaires.get(jour), parity]
    if date > LAST_KNOWN_DAY:
        return "?"
    if OFFICIAL.is_holiday_for_zone(date, zone):
        holidays = horaires.get("vacances", {})
        return [holidays.get(jour), parity] if any(map(ref_hours, holidays.values())) else []
    if "scolaire" in horaires:
        return [horaires["scolaire"].get(jour), parity]
    return [horaires.get(jour), parity] if any(j in horaires for j in JOURS) else []


STARTS = (dt.date(2026, 9, 1), dt.date(2027, 12, 1))  # week 53 and New Year; 29 February and the end of what is known


@pytest.mark.parametrize("chunk", range(6))
def test_the_engine_says_what_the_rules_say(chunk):
    for seed in range(chunk * 50, chunk * 50 + 50):
        written, place = schedule(seed)
        zone, start = "ABC"[seed % 3], STARTS[seed // 3 % 2]
        calendar = Calendar(zone)
        patterns, codes = day_codes(place, calendar, start, 400)
        assert days(place, calendar, start, 400) == [day(place, calendar, date) for date in days_from(start, 400)]
        for n, date in enumerate(days_from(start, 400)):
            found = day(place, calendar, date)
            told = {q for span in found.spans for q in range(span.debut // 15, span.fin // 15)} | {s.moment for s in found.halves}
            assert (told if found.known else "?") == ref_day(written, zone, date), (seed, date, written)
            if n < len(codes):
                assert patterns[int(codes[n], 36)] == (day_pattern(found) if found.known else "?")
            elif n == len(codes):
                assert not found.known or not place.horaires.known
