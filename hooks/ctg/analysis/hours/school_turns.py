"""The two moments of the year when hours change most: the start of the summer holidays, and the return to school."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ctg.analysis.hours.calendars import Calendar
from ctg.analysis.hours.opening_changes import Reason, changes
from ctg.ground.problems import fold
from ctg.kinds.families.place import Place
from ctg.kinds.fields.choices import Choice

NOTICE = dt.timedelta(days=45)
"""How long before it a turn is near: time to write, to wait, to call."""
SUMMER = dt.timedelta(days=58)
"""From early July to the end of August."""
LEAST = dt.timedelta(days=3)
"""A change shorter than four days is no other season: a bank holiday, a bridge."""
LASTING = (Reason.CLOSURE, Reason.SEASON, Reason.SCHOOL_HOLIDAY)
SAID = re.compile(r"\bvacances\b|\b(?:l|en) ete\b")
"""A note on the hours that speaks of it, in words that no table holds."""


class Turn(Choice):
    """Which of the two."""

    ETE = "ete", "l'été"
    RENTREE = "rentree", "la rentrée"


@dataclass(frozen=True)
class SchoolTurn:
    """One of the two, in one year; ``on`` is its first day."""

    turn: Turn
    on: dt.date

    def is_near(self, today: dt.date) -> bool:
        """Whether it is time to ask what changes."""
        return self.on - NOTICE <= today

    def moves(self, place: Place, calendar: Calendar) -> bool:
        """Whether the place has other hours, or closes, for part of that summer or of the one before, or says so in words."""
        if place.horaires and SAID.search(fold(place.horaires.note or "")):
            return True
        start = self.on - (SUMMER if self.turn is Turn.RENTREE else dt.timedelta())
        return any(
            change.au - change.du >= LEAST
            for first in (start, start - dt.timedelta(days=364))
            for change in changes(place, calendar, first, SUMMER.days, LASTING)
        )

    def asks(self, place: Place, calendar: Calendar) -> bool:
        """Whether it is a reason to ask a place again: its hours change then, and nobody has confirmed them for it."""
        told = place.verifie_le is not None and not place.doubtful and place.verifie_le >= self.on - NOTICE
        return not told and self.moves(place, calendar)


def next_turns(calendar: Calendar, today: dt.date) -> Iterator[SchoolTurn]:
    """The turns of the coming year, the nearest first; none beyond the school calendar that is known."""
    for (_, before), (date, after) in pairwise(calendar.sorts(today, 366)):
        if _summer(before.holiday) != _summer(after.holiday):
            yield SchoolTurn(Turn.ETE if _summer(after.holiday) else Turn.RENTREE, date)


def _summer(holiday: str | None) -> bool:
    return holiday == "vacances d'été"
