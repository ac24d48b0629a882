"""What the site says of a record, whatever the form: whom to call, where, when, in what state, since when, how sure, from where.

Pages, paper, messages, calendars, tables, JSON, maps, directories and search engines are all written from this: none decides
by itself. Each answer is worked out when it is asked for, once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from ctg.hours.changes import Reason, changes
from ctg.hours.opening import Calendar, Schedule
from ctg.hours.standards import osm, place_osm
from ctg.hours.words import LATER_DAYS, sentence
from ctg.model.action import ETATS, Action
from ctg.model.fields import Position, Reachable
from ctg.model.freshness import proven_on
from ctg.model.place import Place
from ctg.model.record import Record
from ctg.pages.addresses import Postal
from ctg.places.contacts import WhoAnswers, caution, contact, first_answer, number_to_call, own_point, postal_address
from ctg.reading.catalogue import Catalogue


@dataclass(frozen=True)
class PublicView:
    """A record as it is published on a day."""

    catalogue: Catalogue
    record: Record
    today: dt.date

    @cached_property
    def call(self) -> WhoAnswers | None:
        """Who answers, the best first, were it by a number to which one writes."""
        return first_answer(self.catalogue, self.record)

    @cached_property
    def spoken(self) -> WhoAnswers | None:
        """The same, of the numbers that one calls."""
        return number_to_call(self.catalogue, self.record)

    @cached_property
    def desk(self) -> Reachable | None:
        """Where one writes, by mail or on a site: the record's, else that of the structure which houses it."""
        return contact(self.catalogue, self.record)

    @cached_property
    def postal(self) -> Postal:
        """Where it is; empty when that is not public."""
        return postal_address(self.catalogue, self.record)

    @cached_property
    def point(self) -> Position | None:
        """Its own point, when one is known."""
        return own_point(self.catalogue, self.record)

    @property
    def schedule(self) -> Schedule:
        """Its hours and its closures, as the record says them."""
        return Schedule(self.record.opening, self.record.fermetures if isinstance(self.record, Place) else ())

    @cached_property
    def osm(self) -> tuple[str | None, str]:
        """Its hours in OpenStreetMap's words, or why they cannot be."""
        if isinstance(self.record, Place):
            return place_osm(self.catalogue, self.record, self.today)
        return osm(self.schedule, self.today) if self.schedule.horaires else (None, "")

    @cached_property
    def closures(self) -> list[str]:
        """Its closures and added openings of the year to come, in sentences."""
        calendar = Calendar.of(self.catalogue, self.record)
        found = changes(self.schedule, calendar, self.today, LATER_DAYS, (Reason.CLOSURE, Reason.OPENING))
        return [sentence(change, self.today) for change in found]

    @property
    def state(self) -> str:
        """Where an action stands, said even when it is not known; "" for what has no state."""
        return ETATS[self.record.etat] if isinstance(self.record, Action) else ""

    @cached_property
    def proven(self) -> dt.date | None:
        """The day on which its facts were established."""
        return proven_on(self.record)

    @cached_property
    def caution(self) -> str:
        """How doubtful its facts are; "" when they are confirmed."""
        return caution(self.record, self.today)

    @cached_property
    def source(self) -> str:
        """Where its facts come from."""
        return " ; ".join(source.titre for source in self.record.sources)
