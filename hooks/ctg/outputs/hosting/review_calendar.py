"""The reviews to come as a calendar file (RFC 5545), for ``ctg bilan --format ics``."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from ctg.analysis.upkeep.freshness import review_due
from ctg.analysis.upkeep.review import STALE, UNCONFIRMED, ReviewSection
from ctg.catalogue import Catalogue
from ctg.ground.problems import plural
from ctg.outputs.base.formats.contentlines import DiaryEntry, Head, calendar


def agenda(catalogue: Catalogue, sections: Sequence[ReviewSection], today: dt.date) -> str:
    """All-day events: one for each confirmed record on the last day of its term, even past, and one next Monday.

    The Monday event gathers all that is already to be confirmed (never confirmed, or overdue): forty events on one
    day would hide the others. Identifiers do not depend on dates: importing the file again moves the events instead
    of doubling them. Same data, same day, same bytes.
    """
    entries = [
        DiaryEntry(
            str(uuid.uuid5(uuid.NAMESPACE_URL, f"{catalogue.territoire.nom_complet}/{uid}")),
            date,
            date + dt.timedelta(days=1),
            summary,
            description,
        )
        for uid, date, summary, description in _events(catalogue, sections, today)
    ]
    return calendar(Head("Fiches à revérifier", product="bilan"), entries, today).decode()


def _events(catalogue: Catalogue, sections: Sequence[ReviewSection], today: dt.date) -> list[tuple[str, dt.date, str, str]]:
    """(identifier, day, summary, description), in the order of the days."""
    events = []
    for record in (record for records in catalogue.records.values() for record in records if record.published):
        if due := review_due(record):
            text = f"{record.file}\nUne fois la fiche confirmée : ctg confirmer {record.key}"
            events.append((record.key, due, f"À revérifier : {record.title}", text))
    waiting = {f.key: f for section in sections if section.title in {STALE, UNCONFIRMED} for f in section.findings}
    if waiting:
        keys = "\n".join(waiting)
        events.append(("a-confirmer", next_monday(today), f"{plural(len(waiting), 'fiche')} à confirmer", keys))
    return sorted(events, key=lambda event: (event[1], event[0]))


def next_monday(today: dt.date) -> dt.date:
    """The first Monday after today: a week later on a Monday, whose plans are made."""
    return today + dt.timedelta(days=7 - today.weekday())
