"""Calendars (RFC 5545) as bytes: escapes, lines of 75 octets, time zone.

A line is ``NAME:value``. Of a library, icalendar, little was of use: its escapes and its time zones had to be written again
here, and its objects take four times as long. Tests have these files read by two of them.

Text from the data is hostile: here it loses its control characters and the marks that turn its reading order round,
and a line stops at 300 characters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from ctg.common.escaping import plain
from ctg.model.fields import Position
from ctg.model.territory import PARIS

EPOCH = dt.date(2000, 1, 1)
"""``SEQUENCE`` counts days from here."""
WIDTH = 74
"""Octets of a line, before its end and the space that the next one begins with."""
REFRESH = "P1D"
"""How often a subscriber looks again: the site is rebuilt once a day at most."""
PARIS_RULES = (
    "BEGIN:VTIMEZONE", f"TZID:{PARIS}",
    "BEGIN:DAYLIGHT", "TZNAME:CEST", "DTSTART:19960331T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200",
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "END:DAYLIGHT",
    "BEGIN:STANDARD", "TZNAME:CET", "DTSTART:19961027T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100",
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "END:STANDARD",
    "END:VTIMEZONE",
)  # fmt: skip
"""Summer time in the European Union, for ever: last Sundays of March and October, 1 h UTC (directive 2000/84/EC)."""


@dataclass(frozen=True)
class DiaryEntry:
    """One event. Dates make it last whole days; times are those of the clocks there. ``end`` is excluded."""

    uid: str
    start: dt.date | dt.datetime
    end: dt.date | dt.datetime
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    position: Position | None = None
    stated: dt.date | None = None
    """The last day on which its facts were looked at: it numbers the versions of the event."""
    proven: dt.date | None = None
    """The day on which its facts were established."""


@dataclass(frozen=True)
class Head:
    """What a calendar says of itself; addresses are absolute, or empty when the site does not know its own."""

    name: str
    description: str = ""
    url: str = ""
    """The page that shows the same."""
    source: str = ""
    """The calendar's own address."""
    clock: str = PARIS
    """The time zone of its hours."""


def calendar(head: Head, entries: Iterable[DiaryEntry], today: dt.date) -> bytes:
    """A calendar to subscribe to: same entries, same day, same bytes.

    A static site remembers nothing, so the three stamps say what is known. ``DTSTAMP`` is the day of publication, which is
    its meaning beside ``METHOD``. ``LAST-MODIFIED`` is the last look at the facts; ``SEQUENCE`` counts the days up to it, or
    is 0: it never goes down, it may grow without a change. A change without a new look is still seen, by ``DTSTAMP``.
    """
    zone = _written(PARIS_RULES) if head.clock == PARIS else b""  # elsewhere, hours are written in universal time
    events = (_event(entry, today, head.clock) for entry in entries)
    return b"".join((_written(_head(head)), zone, *events, _written(("END:VCALENDAR",))))


def _head(head: Head) -> Iterator[str]:
    """RFC 7986's properties, and those that came before it (``X-…``), which telephones read."""
    name, description = _line(head.name), _lines(head.description)
    values = {
        "PRODID": "-//ctg//agenda//FR",
        "VERSION": "2.0",
        "CALSCALE": "GREGORIAN",
        "METHOD": "PUBLISH",
        "NAME": name,
        "X-WR-CALNAME": name,
        "DESCRIPTION": description,
        "X-WR-CALDESC": description,
        "X-WR-TIMEZONE": head.clock,
        "X-PUBLISHED-TTL": REFRESH,
        "URL": head.url,
        "REFRESH-INTERVAL;VALUE=DURATION": REFRESH,
        "SOURCE;VALUE=URI": head.source,
    }
    yield "BEGIN:VCALENDAR"
    yield from (f"{name}:{value}" for name, value in values.items() if value)


@lru_cache(maxsize=20_000)
def _event(entry: DiaryEntry, today: dt.date, clock: str) -> bytes:
    """Written once: an event stands in several calendars."""
    return _written(_of_event(entry, today, clock))


def _of_event(entry: DiaryEntry, today: dt.date, clock: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(entry.uid)}"
    yield f"DTSTAMP:{_midnight(today)}"
    yield f"DTSTART{_moment(entry.start, clock)}"
    yield f"DTEND{_moment(entry.end, clock)}"
    yield f"SUMMARY:{_line(entry.summary)}"
    yield f"SEQUENCE:{max(0, (min(entry.stated, today) - EPOCH).days) if entry.stated else 0}"
    if entry.proven:
        yield f"LAST-MODIFIED:{_midnight(min(entry.proven, today))}"
    if entry.description:
        yield f"DESCRIPTION:{_lines(entry.description)}"
    if entry.location:
        yield f"LOCATION:{_line(entry.location)}"
    if entry.position:
        yield f"GEO:{entry.position.lat};{entry.position.lon}"
    if entry.url:
        yield f"URL:{entry.url}"
    yield "TRANSP:TRANSPARENT"  # it tells what happens; its reader is not busy
    yield "END:VEVENT"


def _midnight(date: dt.date) -> str:
    return f"{date:%Y%m%d}T000000Z"


def _moment(moment: dt.date | dt.datetime, clock: str) -> str:
    """A day; a time by the clocks of Paris; elsewhere, in universal time."""
    if not isinstance(moment, dt.datetime):
        return f";VALUE=DATE:{moment:%Y%m%d}"
    if clock == PARIS:
        return f";TZID={clock}:{moment:%Y%m%dT%H%M%S}"
    return f":{moment.replace(tzinfo=ZoneInfo(clock)).astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _written(lines: Iterable[str]) -> bytes:
    """Lines as a file has them. A line break inside one would be the data's: nothing may have let it come so far."""
    found = [*lines]
    whole = "".join(found)
    assert "\n" not in whole
    assert "\r" not in whole
    return b"".join(_folded(line.encode()) + b"\r\n" for line in found)


def _folded(line: bytes) -> bytes:
    """A line cut where it is too long (RFC 5545, 3.1): neither inside a character, nor after the mark of an escaped one."""
    if len(line) <= WIDTH:
        return line
    parts, start = [], 0
    while len(line) - start > WIDTH:
        end = start + WIDTH
        while line[end] & 0xC0 == 0x80:
            end -= 1
        if line[end - 1] in b"\\^":
            end -= 1
        parts.append(line[start:end])
        start = end
    return b"\r\n ".join((*parts, line[start:]))


def _line(text: str) -> str:
    """A text on one line, as a property has it."""
    return _escaped(plain(text))


def _lines(text: str) -> str:
    return _escaped("\n".join(plain(line) for line in text.splitlines()).strip())


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
