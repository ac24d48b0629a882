"""What is noted in ``data/journal.json``: which entries it keeps, and how it is written.

The core reads it (:mod:`ctg.reading.journal`): the date of a page is also that of what was noted of it."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from ctg import api

KEPT_DAYS = 365
KEPT_ENTRIES = 500

BEGINNING = dt.date(2026, 1, 1)
"""The date of feeds before the first journal: some date is compulsory, and the day of the build would change them daily."""

NEW, GONE, BACK = "nouveau", "retrait", "De retour sur le site"
"""Two subjects of facts, and the words for a record that comes back."""


def tag_root(territoire: api.Territoire, date: dt.date) -> str:
    """The beginning of the feeds' identifiers, ``tag:familles.exemple.fr,2026-11-25`` (RFC 4151).

    A host that the publisher holds on that date; for want of one, a name that no host will ever have (RFC 2606).
    """
    host = urlsplit(territoire.adresse_site or territoire.editeur.site_web or "").hostname or ""
    if not re.fullmatch(r"[0-9a-z.-]+", host):
        host = f"{api.as_identifier(territoire.nom_complet) or 'territoire'}.invalid"
    return f"tag:{host},{date.isoformat()}"


# --- the file ------------------------------------------------------------------------------------


def journal_as_json(journal: api.Journal) -> str:
    """The text of the file: one line an entry, one a record, so that a change shows only what changed."""
    head = journal.model_dump(mode="json", exclude={"entrees", "fiches"}, exclude_none=True)
    lines = [f"  {_one_line(name)}: {_one_line(value)}" for name, value in head.items()]
    entries = ",\n".join(f"    {_one_line(_dump(entry))}" for entry in journal.entrees)
    traces = ",\n".join(f"    {_one_line(key)}: {_one_line(_dump(journal.fiches[key]))}" for key in sorted(journal.fiches))
    lines += [f'  "entrees": [\n{entries}\n  ]' if entries else '  "entrees": []']
    lines += [f'  "fiches": {{\n{traces}\n  }}' if traces else '  "fiches": {}']
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _dump(part: api.Part) -> dict:
    return part.model_dump(mode="json", exclude_defaults=True)


def _one_line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


# --- the entries ---------------------------------------------------------------------------------


def journal_after(
    journal: api.Journal, fresh: Iterable[api.Entree], traces: Mapping[str, api.Trace], moved: Mapping[str, str] | None = None
) -> api.Journal:
    """The journal with the entries of one day more (``fresh``), and the traces of that day.

    ``moved``: former key → new key of the records whose file was renamed. Old entries are dropped when there are new ones
    (:data:`KEPT_DAYS`, :data:`KEPT_ENTRIES`), never because time goes by: where nothing changed, the file does not either.
    """
    moved = moved or {}
    entries = [entry.model_copy(update={"fiche": moved.get(entry.fiche, entry.fiche)}) for entry in journal.entrees]
    fresh = sorted(fresh, key=lambda entry: entry.fiche)
    for entry in fresh:
        entries = _with(entries, entry)
    entries.sort(key=lambda entry: entry.date, reverse=True)
    if fresh:
        oldest = max(entry.date for entry in fresh) - dt.timedelta(days=KEPT_DAYS)
        entries = [entry for entry in entries if entry.date >= oldest][:KEPT_ENTRIES]
    return journal.model_copy(update={"version": api.JOURNAL_VERSION, "entrees": tuple(entries), "fiches": dict(traces)})


def _with(entries: list[api.Entree], entry: api.Entree) -> list[api.Entree]:
    """One record, one day, one entry; on each subject only the last word stays: an old number would mislead."""
    others = [other for other in entries if other.fiche != entry.fiche]
    mine = [other for other in entries if other.fiche == entry.fiche]
    today = next((other for other in mine if other.date == entry.date), None)
    if GONE in entry.faits:
        # What came and went within a day was hardly seen. Else nothing more is told of what is withdrawn.
        return others if today and NEW in today.faits else [entry, *others]
    if NEW in entry.faits:
        if today and GONE in today.faits:
            return others
        return [entry.model_copy(update={"faits": {NEW: BACK}}) if _told(mine, GONE) else entry, *others]
    if today and NEW in today.faits:
        return entries
    kept = [left for other in mine if other is not today and (left := without_subjects(other, entry.faits))]
    if today:
        entry = entry.model_copy(
            update={
                "communes": tuple(sorted({*today.communes, *entry.communes})),
                "themes": tuple(sorted({*today.themes, *entry.themes})),
                "faits": today.faits | entry.faits,
            }
        )
    return [entry, *kept, *others]


def _told(entries: Iterable[api.Entree], subject: str) -> bool:
    return any(subject in entry.faits for entry in entries)


def without_subjects(entry: api.Entree, subjects: Iterable[str]) -> api.Entree | None:
    """The entry without its facts on these subjects; None when nothing is left of it."""
    hidden = set(subjects)
    left = {subject: words for subject, words in entry.faits.items() if subject not in hidden}
    return entry if left == entry.faits else entry.model_copy(update={"faits": left}) if left else None
