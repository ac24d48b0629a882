"""When one may register, of the dates that records state in full: those to come, soonest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from ctg.kinds.families.place import Place
from ctg.kinds.families.registration import Window, window

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


def stated(place: Place) -> list[tuple[str, Window | None]]:
    """Each line about the dates of registration, with the window that it states, if any."""
    return [(line, window(line)) for line in (place.registration.dates if place.registration else ())]


def deadlines(places: Iterable[Place], today: dt.date, ahead: int = AHEAD) -> list[Deadline]:
    """The registrations of published places that are not over and begin, or end, in the days to come."""
    last = today + dt.timedelta(days=ahead)
    found = (Deadline(place, one) for place in places if place.published for _, one in stated(place) if one and one.au >= today)
    near = (deadline for deadline in found if deadline.next(today) <= last)
    return sorted(near, key=lambda deadline: (deadline.next(today), deadline.place.id))
