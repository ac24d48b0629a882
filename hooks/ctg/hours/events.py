"""What is dated of a record, for calendars and the diary: registrations, whose dates are stated in full, and events.

Pure: a record, the calendar and a day in, dated events out (:data:`EVENTS`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ctg import model
from ctg.common import phrases
from ctg.hours.opening import Calendar
from ctg.model import Place, Record
from ctg.model.opening_hours import Span
from ctg.model.place import RegistrationPart, Window, window_in

AHEAD = 180
"""Days: a registration is announced half a year before."""


@dataclass(frozen=True)
class Deadline:
    """A time when one may register in a place."""

    place: Place
    window: Window

    def next(self, today: dt.date) -> dt.date:
        """The day to keep in mind: when it begins, or, once it has begun, when it ends."""
        return self.window.du if self.window.du >= today else self.window.au


def registration_lines(place: Place) -> list[tuple[str, Window | None]]:
    """Each line of ``inscription.dates``, with the window that it states, else None."""
    return [(line, window_in(line)) for line in (place.registration.dates if place.registration else ())]


def deadlines(places: Iterable[Place], today: dt.date) -> list[Deadline]:
    """The registrations of published places that are not over and begin, or end, in the days to come."""
    last = today + dt.timedelta(days=AHEAD)
    found = (
        Deadline(place, one)
        for place in places
        if place.published
        for _, one in registration_lines(place)
        if one and one.au >= today
    )
    near = (deadline for deadline in found if deadline.next(today) <= last)
    return sorted(near, key=lambda deadline: (deadline.next(today), deadline.place.id))


BEFORE, AFTER = 30, 400
"""Days kept before today, so that a phone does not lose last week, and days announced."""


class EventKind(StrEnum):
    """What an event is; the word goes into its identifier, so it never changes."""

    CLOSURE = "fermeture"
    OPENING = "ouverture"
    SEASON = "saison"
    HOLIDAYS = "vacances"
    STOP = "passage"
    REGISTRATION = "inscription"
    MEETING = "rencontre"


@dataclass(frozen=True)
class Event:
    """From a day to a day, both included; within the day when ``span`` has its times (no ``moment``)."""

    key: str
    """Stable: the same event keeps it from one publication to the next, in every calendar that has it."""
    kind: EventKind
    record: Record
    """The record that says it."""
    du: dt.date
    au: dt.date
    span: Span | None = None
    name: str = ""
    """The motif of a closure, the season's or the holidays' name, the line about registration, what is not a meeting."""
    closed: bool = False
    commune: str | None = None
    lieu: str | None = None
    """Where, when it is not at the record's own address."""
    note: str | None = None
    until: dt.date | None = None
    """The last day of changed hours, which are announced on their first: two months of banner would hide the rest."""
    part: RegistrationPart = RegistrationPart.WHOLE

    @property
    def timed(self) -> bool:
        """Whether it begins and ends at known times."""
        return self.span is not None and not self.span.moment


Teller = Callable[[Any, Calendar, dt.date], Iterator[Event]]
"""What says what is dated of a record, from a first day on."""
EVENTS: dict[type[Record], Teller | None] = dict.fromkeys((
    model.Structure, model.Service, model.Commune, model.Rencontre, model.Cadre, model.Axe, model.Action, model.Indicateur,
    model.Diagnostic, model.Instance, model.Partenaire, model.Parcours,
))  # fmt: skip
"""Of each kind, None when it says nothing dated but what the diary finds by itself; an extension adds its own."""


def events_near(found: Iterable[Event], today: dt.date) -> tuple[Event, ...]:
    """The events near ``today``, by date."""
    first, last = today - dt.timedelta(days=BEFORE), today + dt.timedelta(days=AFTER)
    near = (event for event in found if event.du <= last and event.au >= first)
    return tuple(sorted(near, key=lambda event: (event.du, event.span or Span(0, 0), event.key)))


OVER = "date passée"


def registration_period(found: Window, today: dt.date) -> str:
    """A window in French: « du 1er au 30 avril 2027 », « jusqu’au 30 avril 2027 » once it has begun."""
    if found.part is RegistrationPart.START:
        return f"à partir du {phrases.date_fr(found.du)}"
    if found.part is RegistrationPart.END or (found.du < today and found.du != found.au):
        return f"jusqu’au {phrases.date_fr(found.au)}"
    return phrases.days(found.du, found.au)


def registration_sentences(place: Place, today: dt.date) -> list[str]:
    """The lines of ``inscription.dates`` as a page shows them: one that is over says so."""
    return [f"{line} ({OVER})" if found and found.over(today) else line for line, found in registration_lines(place)]
