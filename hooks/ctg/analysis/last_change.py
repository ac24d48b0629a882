"""When each page last changed, as far as the data says: nothing is taken from the clock, nor from the age of a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ctg.catalogue import Catalogue
from ctg.kinds import KINDS, Commune
from ctg.stores.journal import Entree

Change = tuple[str, dt.date]
"""(path of a page, day on which it changed)."""


def last_changes(catalogue: Catalogue) -> dict[str, dt.date]:
    """Path of a page → the latest day on which it is known to have changed; a page of which nothing is known is absent."""
    found: dict[str, dt.date] = {}
    for path, day in _changes(catalogue):
        found[path] = max(day, found.get(path, day))
    return found


def _changes(catalogue: Catalogue) -> Iterator[Change]:
    for kind in KINDS:
        for record in catalogue.all(kind):
            yield from ((f"{record.key}/", day) for day in record.changed_on if day)
    for entry in catalogue.journal.entrees if catalogue.journal else ():
        yield from ((path, entry.date) for path in _touched(entry))


def _touched(entry: Entree) -> Iterator[str]:
    """The pages on which a change shows: the record's own, those of its communes and themes, the news, the home page."""
    yield from (f"{entry.fiche}/", "nouveautes/", "")
    yield from (f"{Commune.folder}/{id}/" for id in entry.communes)
    yield from (f"trouver/themes/{id}/" for id in entry.themes)
