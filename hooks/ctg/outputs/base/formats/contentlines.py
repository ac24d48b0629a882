"""Calendars (RFC 5545) and cards (RFC 2426) as bytes: escapes, lines of 75 octets, time zone. Sole importer of ``icalendar``.

Text from the data is hostile: here it loses its control characters and the marks that turn its reading order round,
and a line stops at 300 characters.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vText
from icalendar.parser import Contentline, Parameters

from ctg.ground.escaping import plain
from ctg.kinds.fields.reach import Position
from ctg.kinds.territory import departements

PARIS = ZoneInfo(departements.PARIS)
EPOCH = dt.date(2000, 1, 1)
"""``SEQUENCE`` counts days from here."""
WIDTH = 74
"""Octets of a line, before its end and the space that the next one begins with."""
REFRESH = dt.timedelta(days=1)
"""How often a subscriber looks again: the site is rebuilt once a day at most."""


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
    product: str = "agenda"
    clock: str = departements.PARIS
    """The time zone of its hours."""


def calendar(head: Head, entries: Iterable[DiaryEntry], today: dt.date) -> bytes:
    """A calendar to subscribe to: same entries, same day, same bytes.

    A static site remembers nothing, so the three stamps say what is known. ``DTSTAMP`` is the day of publication, which is
    its meaning beside ``METHOD``. ``LAST-MODIFIED`` is the last look at the facts; ``SEQUENCE`` counts the days up to it, or
    is 0: it never goes down, it may grow without a change. A change without a new look is still seen, by ``DTSTAMP``.
    """
    file = Calendar()
    for name, value in _head(head).items():
        if value:
            file.add(name, value)
    file.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    if head.source:
        file.add("source", head.source, parameters={"VALUE": "URI"})
    # An event stands in several calendars, the time zone in all: each is written once, and put before the last line.
    start, end, after = _written(file.content_lines(sorted=False)).rpartition(b"END:VCALENDAR")
    zone = _paris() if head.clock == PARIS.key else b""  # elsewhere, hours are written in universal time
    return start + zone + b"".join(_event(entry, today, head.clock) for entry in entries) + end + after


def _head(head: Head) -> dict[str, str]:
    """RFC 7986's properties, and those that came before it (``X-…``), which telephones read."""
    return {
        "prodid": f"-//ctg//{head.product}//FR",
        "version": "2.0",
        "calscale": "GREGORIAN",
        "method": "PUBLISH",
        "name": _line(head.name),
        "x-wr-calname": _line(head.name),
        "description": _lines(head.description),
        "x-wr-caldesc": _lines(head.description),
        "x-wr-timezone": head.clock,
        "x-published-ttl": "P1D",
        "url": head.url,
    }


@lru_cache(maxsize=20_000)
def _event(entry: DiaryEntry, today: dt.date, clock: str) -> bytes:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", _midnight(today))
    event.add("dtstart", _local(entry.start, clock))
    event.add("dtend", _local(entry.end, clock))
    event.add("summary", _line(entry.summary))
    event.add("sequence", max(0, (min(entry.stated, today) - EPOCH).days) if entry.stated else 0)
    if entry.proven:
        event.add("last-modified", _midnight(min(entry.proven, today)))
    if entry.description:
        event.add("description", _lines(entry.description))
    if entry.location:
        event.add("location", _line(entry.location))
    if entry.position:
        event.add("geo", (entry.position.lat, entry.position.lon))
    if entry.url:
        event.add("url", entry.url)
    event.add("transp", "TRANSPARENT")  # it tells what happens; its reader is not busy
    return _written(event.content_lines(sorted=False))


def _written(lines: Iterable[Contentline]) -> bytes:
    """What ``Contentlines.to_ical`` says, to the byte, in a third of its time: it folds a character at a time."""
    return b"".join(_folded(line.encode()) + b"\r\n" for line in lines if line)


def _folded(line: bytes) -> bytes:
    """A line cut where it is too long (RFC 5545, 3.1): neither inside a character, nor after the mark of an escaped one."""
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


def _midnight(date: dt.date) -> dt.datetime:
    return dt.datetime(date.year, date.month, date.day, tzinfo=dt.UTC)


def _local(moment: dt.date | dt.datetime, clock: str) -> dt.date | dt.datetime:
    if not isinstance(moment, dt.datetime):
        return moment
    return moment.replace(tzinfo=PARIS) if clock == PARIS.key else moment.replace(tzinfo=ZoneInfo(clock)).astimezone(dt.UTC)


@lru_cache(maxsize=1)
def _paris() -> bytes:
    """Summer time in the European Union: last Sundays of March and October, 1 h UTC (directive 2000/84/EC).

    As rules for ever: what icalendar makes from ``zoneinfo`` stops at a date, and its summers begin one hour late.
    """
    zone = Timezone()
    zone.add("tzid", PARIS.key)
    winter, summer = dt.timedelta(hours=1), dt.timedelta(hours=2)
    for component, name, start, before, after in (
        (TimezoneDaylight(), "CEST", dt.datetime(1996, 3, 31, 2), winter, summer),
        (TimezoneStandard(), "CET", dt.datetime(1996, 10, 27, 3), summer, winter),
    ):
        component.add("tzname", name)
        component.add("dtstart", start)
        component.add("tzoffsetfrom", before)
        component.add("tzoffsetto", after)
        component.add("rrule", {"freq": "YEARLY", "bymonth": start.month, "byday": "-1SU"})
        zone.add_component(component)
    return zone.to_ical(sorted=False)


# --- cards ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CardLine:
    """One property of a card: a text, or the parts of a structured one (``ADR``)."""

    name: str
    value: str | tuple[str, ...]
    type: str = ""
    """``WORK``: telephones ask whether a number or an address is someone's home."""
    raw: bool = False
    """True for a value that is no text (an address, a point): already checked, written as it is."""


def card(lines: Iterable[CardLine]) -> bytes:
    """A vCard 3.0; lines without a value are left out."""
    body = [CardLine("BEGIN", "VCARD"), CardLine("VERSION", "3.0"), *lines, CardLine("END", "VCARD")]
    return _written(_content(line) for line in body if line.value)


def _content(line: CardLine) -> Contentline:
    params = Parameters({"TYPE": line.type} if line.type else {})
    if line.raw:
        return Contentline.from_parts(line.name, params, _Raw(line.value))
    if isinstance(line.value, str):
        return Contentline.from_parts(line.name, params, _lines(line.value))
    parts = ";".join(_line(part).to_ical().decode() for part in line.value)
    return Contentline.from_parts(line.name, params, _Raw(parts))


class _Text(vText):
    """A text as it is: icalendar would take a backslash before « N » for a line break."""

    def to_ical(self) -> bytes:
        text = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        return text.replace("\n", "\\n").encode()


class _Raw(str):
    def to_ical(self) -> bytes:
        return self.encode()


def _line(text: str) -> _Text:
    return _Text(plain(text))


def _lines(text: str) -> _Text:
    return _Text("\n".join(plain(line) for line in text.splitlines()).strip())
