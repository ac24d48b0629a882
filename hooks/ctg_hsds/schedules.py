"""Schedules of HSDS 3.1: rules that recur (RFC 5545), and in notes what no rule can say.

Hours are those of the clocks there: the specification asks for a fixed offset, which would be wrong half of the year.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache

from ctg.analysis.hours.calendars import Calendar
from ctg.analysis.hours.opening import HasHours, Schedule, parts
from ctg.analysis.hours.recurrence import Recurrence, rules
from ctg.analysis.inclusion.facts import sentence
from ctg.catalogue import Catalogue
from ctg.ground.phrases import nth_weekday
from ctg.kinds.families.place import Arret, Place
from ctg.kinds.fields.horaires import Span
from ctg.kinds.territory.departements import PARIS
from ctg.outputs.open_data.inclusion.parts import known
from ctg.outputs.words.hours import spans
from ctg_hsds.parts import HsdsSheet, identifier

DAYS = {
    "MO": "lundi", "TU": "mardi", "WE": "mercredi", "TH": "jeudi", "FR": "vendredi", "SA": "samedi", "SU": "dimanche",
}  # fmt: skip
LAST_MINUTE = "23:59"
"""The specification has no other way to say midnight at the end of a day."""


def local(clock: str) -> str:
    """Whose hours they are."""
    return "Heures de Paris." if clock == PARIS else f"Heures locales ({clock})."


def schedules(catalogue: Catalogue, record: Place, key: str, place: HasHours, today: dt.date) -> list[HsdsSheet]:
    """A schedule for each rule of the hours of a record; what no rule can say is in the notes of each."""
    territoire = catalogue.territoire
    hours, _ = parts(place)
    if hours is None:
        return []
    notes = " ".join((*_notes(place), local(catalogue.clock)))
    found = rules(place, Calendar.of(catalogue, record), today)
    if not found:
        return [known(id=identifier(territoire, key, "horaires"), description=sentence(hours.note))] if hours.note else []
    return [
        _schedule(rule, notes) | {"id": identifier(territoire, key, "horaires", str(rank))} for rank, rule in enumerate(found)
    ]


def hours_of(place: Place, arret: Arret) -> Schedule:
    """The hours of a stop: it closes with its bus."""
    return Schedule(arret.horaires, place.fermetures)


def _notes(place: HasHours) -> Iterable[str]:
    hours, _ = parts(place)
    if hours and hours.jours_feries == "ferme":
        yield "Fermé les jours fériés."
    if hours and hours.note:
        yield sentence(hours.note)


def _schedule(rule: Recurrence, notes: str) -> HsdsSheet:
    first, once = rule.first, rule.freq == "WEEKLY" and rule.first is not None and rule.first == rule.last
    timed = not rule.span.moment
    return known(
        freq=rule.freq,
        byday=rule.byday,
        byweekno=",".join(map(str, rule.weeks)),
        wkst="MO",
        dtstart=first.isoformat() if first and once else None,
        count=1 if once else None,
        valid_from=first.isoformat() if first else None,
        valid_to=rule.last.isoformat() if rule.last else None,
        opens_at=_clock(rule.span.debut) if timed else None,
        closes_at=(_clock(rule.span.fin) if rule.span.fin < 1440 else LAST_MINUTE) if timed else None,
        description=_words(rule.freq, rule.byday, rule.weeks, rule.span, rule.place),
        notes=notes,
    )


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@lru_cache(maxsize=1000)  # a place says the same of each period
def _words(freq: str, byday: str, weeks: tuple[int, ...], span: Span, place: str) -> str:
    """« Lundi, mercredi : 9 h à 12 h. », « Premier mardi du mois : 14 h à 17 h, salle des fêtes. »"""
    if freq == "MONTHLY":
        days = nth_weekday(int(byday[:-2]), DAYS[byday[-2:]])
    else:
        days = ", ".join(DAYS[day] for day in byday.split(","))
    parity = f" des semaines {'impaires' if weeks[0] % 2 else 'paires'}" if weeks else ""
    where = f", {place}" if place else ""
    return sentence(f"{days}{parity} : {spans((span,))}{where}")
