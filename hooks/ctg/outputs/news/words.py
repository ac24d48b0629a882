"""What changed, in the words of families. Each fact is a short line without a final stop, under the name of its record.

Written so as never to need the gender or the number of a name that people chose (« Les Lutins », « La Toupie »), nor to
claim more than the site knows: a number that was mended and one that changed look the same, and both are new to readers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from ctg.analysis.news.compare import NAME, PRESENCE, Difference
from ctg.analysis.news.snapshot import trace
from ctg.catalogue import Catalogue
from ctg.kinds import KIND_OF, KINDS, Record
from ctg.outputs.news.kinds import news_of
from ctg.stores.journal import GONE, NEW, Trace

LONGEST = 400
"""Characters of a fact: a journal is skimmed."""


def snapshot(catalogue: Catalogue) -> dict[str, Trace]:
    """The trace of every record of the catalogue, by key. Give it a catalogue without drafts."""
    found = ((record, news_of(kind).facts) for kind in KINDS for record in catalogue.all(kind))
    return {record.key: trace(catalogue, record, compared(catalogue, record) if compared else {}) for record, compared in found}


def facts(catalogue: Catalogue, found: list[Difference], today: dt.date) -> dict[str, str]:
    """What to tell of the differences of one record, by subject; empty when none is news."""
    record = record_of(catalogue, found[0].key)
    told: dict[str, str] = {}
    if found[0].subject == PRESENCE:
        told |= _presence(catalogue, record, today)
    if found[0].subject == NAME:
        told[NAME] = f"Nouveau nom (avant : {found[0].before})"
    if record:
        for subject, words in news_of(type(record)).words.items():
            if differences := [change for change in found if change.subject == subject]:
                told |= dict(words(catalogue, record, differences, today))
    return {subject: short(text) for subject, text in told.items()}


def record_of(catalogue: Catalogue, key: str) -> Record | None:
    """The published record of a key; None when it is gone, or a draft."""
    folder, _, id = key.partition("/")
    kind = KIND_OF.get(folder)
    return catalogue.get(kind, id) if kind else None


def short(text: str) -> str:
    """On one line, cut at a word beyond :data:`LONGEST` characters. No-break spaces stay."""
    line = " ".join(part for part in text.translate({9: " ", 10: " ", 13: " "}).split(" ") if part)
    if len(line) <= LONGEST:
        return line
    return (line[:LONGEST].rpartition(" ")[0] or line[: LONGEST - 1]) + "…"


def _presence(catalogue: Catalogue, record: Record | None, today: dt.date) -> dict[str, str]:
    """A kind that neither comes nor goes has no words for it."""
    if record is None:
        return {GONE: "Ne figure plus sur le site"}
    arrival = news_of(type(record)).arrival
    return {NEW: arrival(catalogue, record, today)} if arrival else {}


def tell(catalogue: Catalogue, found: dict[str, list[Difference]], today: dt.date) -> Iterable[tuple[str, dict[str, str]]]:
    """(key, facts) of each record that has news."""
    for key, differences in found.items():
        if told := facts(catalogue, differences, today):
            yield key, told
