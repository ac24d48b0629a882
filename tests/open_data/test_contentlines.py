"""Calendars as bytes, read by two libraries."""

from __future__ import annotations

import datetime as dt
import io
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from hypothesis import given
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream
from icalendar.parser import Contentline, Contentlines

from ctg.common.escaping import plain
from ctg.open_data.contentlines import DiaryEntry, Head, _written, calendar

TODAY = dt.date(2026, 11, 25)
DAY = dt.date(2026, 12, 4)
HOSTILE = st.text(max_size=400) | st.sampled_from(
    [
        "x\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR",
        "\r\nATTENDEE:mailto:moi@exemple.fr",
        'a, b; c: "d" \\ \\n \\N \\, =HYPERLINK("x")',
        "\u202eessai\u2066 \ufeff👨‍👩‍👧 مرحبا \x00\x07\x1b\u2028\u0085\x0b",
        "é" * 10_000,
    ]
)


def read(content: bytes):
    return IcsCalendarStream.calendar_from_ics(content.decode())


def entry(start, end, summary="Essai", **more) -> DiaryEntry:
    return DiaryEntry("a@b", start, end, summary, **more)


def zone(content: bytes):
    """The time zone that a file defines for itself, as dateutil understands it."""
    return tzical(io.StringIO(content.decode().replace("\r\n", "\n"))).get()


PARIS = ZoneInfo("Europe/Paris")
CASES = {
    "winter": (dt.datetime(2026, 12, 14, 9, 30), dt.datetime(2026, 12, 14, 12), "08:30", "11:00"),
    "summer": (dt.datetime(2027, 7, 5, 9, 30), dt.datetime(2027, 7, 5, 12), "07:30", "10:00"),
    # At 2 h the clock goes to 3 h: half an hour before and after, then the morning.
    "spring change": (dt.datetime(2027, 3, 28, 1, 30), dt.datetime(2027, 3, 28, 3, 30), "00:30", "01:30"),
    "spring morning": (dt.datetime(2027, 3, 28, 9), dt.datetime(2027, 3, 28, 12), "07:00", "10:00"),
    # At 3 h the clock goes back to 2 h.
    "autumn change": (dt.datetime(2027, 10, 31, 1, 30), dt.datetime(2027, 10, 31, 3, 30), "23:30", "02:30"),
    "autumn morning": (dt.datetime(2027, 10, 31, 9), dt.datetime(2027, 10, 31, 12), "08:00", "11:00"),
    "until midnight, over New Year": (dt.datetime(2026, 12, 31, 22), dt.datetime(2027, 1, 1), "21:00", "23:00"),
}


@pytest.mark.parametrize("name", CASES)
def test_times_are_those_of_paris_by_the_file_s_own_rules_and_by_the_system_s(name):
    start, end, utc_start, utc_end = CASES[name]
    content = calendar(Head("Essai"), [entry(start, end)], TODAY)
    (event,) = read(content).events
    assert (event.dtstart.replace(tzinfo=None), event.dtend.replace(tzinfo=None)) == (start, end)
    for rules in (zone(content), PARIS):
        times = [moment.replace(tzinfo=rules).astimezone(dt.UTC).strftime("%H:%M") for moment in (start, end)]
        assert times == [utc_start, utc_end], rules


def test_our_time_zone_says_what_the_world_s_says_for_twenty_years():
    own = zone(calendar(Head("Essai"), [], TODAY))
    noon = dt.datetime(2020, 1, 1, 12)
    for n in range(20 * 366):
        moment = noon + dt.timedelta(days=n)
        assert moment.replace(tzinfo=own).utcoffset() == moment.replace(tzinfo=PARIS).utcoffset(), moment


def test_whole_days_end_the_day_after():
    content = calendar(Head("Essai"), [entry(dt.date(2026, 12, 24), dt.date(2027, 1, 4))], TODAY)
    assert b"DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20270104\r\n" in content
    (event,) = read(content).events
    assert event.duration is None
    assert (event.end - event.start).days == 11, "from 24 December to 3 January"


def test_a_calendar_without_event_is_still_one():
    file = read(calendar(Head("Agenda", "Rien encore.", "https://exemple.fr/", "https://exemple.fr/a.ics"), [], TODAY))
    assert (file.events, file.method, file.source) == ([], "PUBLISH", "https://exemple.fr/a.ics")
    assert (file.name, file.refresh_interval) == (["Agenda"], dt.timedelta(days=1))
    assert file.timezones[0].tz_id == "Europe/Paris", "RFC 5545 asks for one component at least"


@pytest.mark.parametrize(
    ("stated", "proven", "sequence", "modified"),
    [
        (None, None, 0, None),
        (dt.date(2000, 1, 31), None, 30, None),
        (dt.date(2000, 1, 31), dt.date(2000, 1, 1), 30, dt.date(2000, 1, 1)),
        (dt.date(2027, 1, 1), dt.date(2027, 1, 1), 9825, TODAY),  # a date to come is a mistake: the 9,825th day is today
    ],
)
def test_the_sequence_counts_the_days_until_the_last_look_and_the_date_is_that_of_the_facts(stated, proven, sequence, modified):
    event = entry(DAY, DAY + dt.timedelta(days=1), stated=stated, proven=proven)
    (event,) = read(calendar(Head("E"), [event], TODAY)).events
    assert event.sequence == sequence
    assert (event.last_modified and event.last_modified.date()) == modified
    assert (event.dtstamp.date(), event.transparency) == (TODAY, "TRANSPARENT")


def lines(content: bytes) -> list[bytes]:
    """The lines as they are written; each ends with CR LF, and no other line break is anywhere."""
    assert content.endswith(b"\r\n")
    found = content[:-2].split(b"\r\n")
    assert not any(b"\r" in line or b"\n" in line for line in found)
    assert max(len(line) for line in found) <= 75, "octets"
    for line in found:
        line.decode()  # no character is cut in two
    return found


def shown(text: str) -> str:
    """Hostile text as it may be shown: line by line, harmless."""
    return "\n".join(plain(line) for line in text.splitlines()).strip()


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_hostile_texts_stay_texts_in_a_calendar(name, summary, description, location):
    head = Head(name, description, "https://exemple.fr/", "https://exemple.fr/a.ics")
    one = entry(DAY, DAY + dt.timedelta(days=1), summary, description=description, location=location, url="https://exemple.fr/a")
    content = calendar(head, [one], TODAY)
    assert sum(line.startswith(b"BEGIN:") for line in lines(content)) == 5, "calendar, time zone and its two parts, event"
    (event,) = read(content).events
    assert (event.summary or "", event.description or "", event.location or "") == (
        plain(summary), shown(description), plain(location),
    )  # fmt: skip
    assert not event.attendees
    assert calendar(head, [one], TODAY) == content


@given(st.lists(st.text("aé€😀\\^ ,", min_size=1, max_size=160), min_size=1))
def test_lines_are_cut_where_icalendar_cuts_them(texts):
    assert _written(texts) == Contentlines(map(Contentline, texts)).to_ical()
