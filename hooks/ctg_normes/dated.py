"""What is dated of a record, as a line of a calendar."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ctg import api

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
    record: api.Record
    """The record that says it."""
    du: dt.date
    au: dt.date
    span: api.Span | None = None
    name: str = ""
    """The motif of a closure, the season's or the holidays' name, the line about registration, what is not a meeting."""
    closed: bool = False
    commune: str | None = None
    lieu: str | None = None
    """Where, when it is not at the record's own address."""
    note: str | None = None
    until: dt.date | None = None
    """The last day of changed hours, which are announced on their first: two months of banner would hide the rest."""
    part: api.RegistrationPart = api.RegistrationPart.WHOLE

    @property
    def timed(self) -> bool:
        """Whether it begins and ends at known times."""
        return self.span is not None and not self.span.moment


def events_near(found: Iterable[Event], today: dt.date) -> tuple[Event, ...]:
    """The events near ``today``, by date."""
    first, last = today - dt.timedelta(days=BEFORE), today + dt.timedelta(days=AFTER)
    near = (event for event in found if event.du <= last and event.au >= first)
    return tuple(sorted(near, key=lambda event: (event.du, event.span or api.Span(0, 0), event.key)))
