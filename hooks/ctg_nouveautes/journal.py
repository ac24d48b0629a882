"""What is noted in ``data/journal.json`` at each publication: which entries it keeps, and how it is written.

The core reads it (:mod:`ctg.reading.journal`): the date of a page is also that of what was noted of it."""

from __future__ import annotations

import datetime as dt
import json
import re
from urllib.parse import urlsplit

from ctg import api
from ctg_nouveautes.facts import cancelled, digest, facts_of, trace

KEPT_DAYS = 365
KEPT_ENTRIES = 500
LONGEST = 400
"""Characters of a fact: a journal is skimmed."""
NEW, GONE = "nouveau", "retrait"
"""Two subjects of facts: a record that comes, one that leaves."""


def started(catalogue: api.Catalogue, day: dt.date) -> api.Journal:
    """A journal that begins: it knows the records of that day, and has nothing to tell."""
    return api.Journal(**_owner(catalogue), depuis=day, racine=tag_root(catalogue.territoire, day), fiches=snapshot(catalogue))


def _owner(catalogue: api.Catalogue) -> dict[str, str | None]:
    return {"territoire": catalogue.territoire.nom, "siren": catalogue.territoire.siren}


def tag_root(territoire: api.Territoire, date: dt.date) -> str:
    """The beginning of the feed's identifiers, ``tag:familles.exemple.fr,2026-11-25`` (RFC 4151).

    A host that the publisher holds on that date; for want of one, a name that no host will ever have (RFC 2606).
    """
    host = urlsplit(territoire.adresse_site or territoire.editeur.site_web or "").hostname or ""
    if not re.fullmatch(r"[0-9a-z.-]+", host):
        host = f"{api.as_identifier(territoire.nom_complet) or 'territoire'}.invalid"
    return f"tag:{host},{date.isoformat()}"


def snapshot(catalogue: api.Catalogue) -> dict[str, api.Trace]:
    """The trace of every record by key. ``catalogue`` must be loaded without drafts."""
    return {record.key: trace(catalogue, record) for kind in api.KINDS for record in catalogue.all(kind)}


# --- one publication more ------------------------------------------------------------------------


def updated(journal: api.Journal, catalogue: api.Catalogue, day: dt.date) -> api.Journal:
    """The journal after one publication more: what changed since the last one, and the traces of today.

    Old entries are dropped when there are new ones (:data:`KEPT_DAYS`, :data:`KEPT_ENTRIES`), never because time goes by:
    where nothing changed, the file does not either.
    """
    records = [record for kind in api.KINDS for record in catalogue.all(kind)]
    renamed = {f"{record.folder}/{id}": record.key for record in records for id in record.anciens_identifiants}
    before = {renamed.get(key, key): old for key, old in journal.fiches.items()}
    after = snapshot(catalogue)
    fresh = []
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if told := _told(catalogue, key, old, new, day, journal.version == api.JOURNAL_VERSION):
            traces = [one for one in (new, old) if one]
            communes = {commune for one in traces for commune in one.communes}
            themes = {theme for one in traces for theme in one.themes}
            where = {"communes": tuple(sorted(communes)), "themes": tuple(sorted(themes))}
            fresh.append(api.Entree(date=day, fiche=key, nom=traces[0].nom, faits=told, **where))
    entries = [entry.model_copy(update={"fiche": renamed.get(entry.fiche, entry.fiche)}) for entry in journal.entrees]
    for entry in fresh:
        entries = with_entry(entries, entry)
    if fresh:
        entries.sort(key=lambda entry: entry.date, reverse=True)
        entries = [entry for entry in entries if entry.date >= day - dt.timedelta(days=KEPT_DAYS)][:KEPT_ENTRIES]
    kept = tuple(entry for entry in entries if entry.fiche not in catalogue.unread.keys)
    return journal.model_copy(update={**_owner(catalogue), "version": api.JOURNAL_VERSION, "entrees": kept, "fiches": after})


def _told(
    catalogue: api.Catalogue, key: str, old: api.Trace | None, new: api.Trace | None, day: dt.date, compared: bool
) -> dict[str, str]:
    """Subject → words of what changed of a record; ``compared=False``: only whether it came, went or changed name."""
    record = record_of(catalogue, key)
    if record is None or new is None:
        return {GONE: "Ne figure plus sur le site"}
    facts = facts_of(catalogue, record, day)
    if old is None:
        first = [facts[name].words for name in ("date", "compte rendu") if name in facts and facts[name].words]
        return {NEW: " : ".join(["Nouveau sur le site", *first[:1]])}
    told = {"nom": f"Nouveau nom (avant : {old.nom})"} if api.fold(old.nom) != api.fold(new.nom) else {}
    if compared:
        told |= {name: fact.words for name, fact in facts.items() if digest(fact.compared) != old.faits.get(name)}
        told |= {name: cancelled(record, name, day) for name in old.faits if name not in facts}
    return {subject: shortened(text) for subject, text in told.items() if text}


def record_of(catalogue: api.Catalogue, key: str) -> api.Record | None:
    """The published record of a key; None when it is gone, or a draft."""
    folder, _, id = key.partition("/")
    kind = api.KIND_OF.get(folder)
    return catalogue.get(kind, id) if kind else None


def shortened(text: str) -> str:
    """The text on one line, cut at a word beyond :data:`LONGEST` characters. No-break spaces stay."""
    line = " ".join(part for part in text.translate({9: " ", 10: " ", 13: " "}).split(" ") if part)
    if len(line) <= LONGEST:
        return line
    return (line[:LONGEST].rpartition(" ")[0] or line[: LONGEST - 1]) + "…"


def with_entry(entries: list[api.Entree], entry: api.Entree) -> list[api.Entree]:
    """One record, one day, one entry; on each subject only the last word stays: an old number would mislead."""
    others = [other for other in entries if other.fiche != entry.fiche]
    mine = [other for other in entries if other.fiche == entry.fiche]
    today = next((other for other in mine if other.date == entry.date), None)
    if GONE in entry.faits or NEW in entry.faits:
        # What came and went within a day was hardly seen. Else nothing more is told of what is withdrawn.
        back = today and {*today.faits, *entry.faits} >= {NEW, GONE}
        return others if back else [entry, *others]
    if today and NEW in today.faits:
        return entries
    faits = (today.faits if today else {}) | entry.faits
    older = ((other, {name: words for name, words in other.faits.items() if name not in entry.faits}) for other in mine)
    kept = [other.model_copy(update={"faits": left}) for other, left in older if left and other is not today]
    return [entry.model_copy(update={"faits": faits}), *kept, *others]


# --- the file ------------------------------------------------------------------------------------


def journal_as_json(journal: api.Journal) -> str:
    """The text of the file: one line an entry, one a record, so that a change shows only what changed."""
    head = journal.model_dump(mode="json", exclude={"entrees", "fiches"}, exclude_none=True)
    lines = [f"  {_one_line(name)}: {_one_line(value)}" for name, value in head.items()]
    entries = ",\n".join(f"    {_one_line(entry)}" for entry in journal.entrees)
    traces = ",\n".join(f"    {_one_line(key)}: {_one_line(journal.fiches[key])}" for key in sorted(journal.fiches))
    lines += [f'  "entrees": [\n{entries}\n  ]' if entries else '  "entrees": []']
    lines += [f'  "fiches": {{\n{traces}\n  }}' if traces else '  "fiches": {}']
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _one_line(value: object) -> str:
    said = value.model_dump(mode="json", exclude_defaults=True) if isinstance(value, api.Part) else value
    return json.dumps(said, ensure_ascii=False)
