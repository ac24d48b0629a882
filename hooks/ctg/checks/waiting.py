"""What is published of the records that wait to be read again, and what the coordinator is told of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from ctg.checks.base import Records
from ctg.checks.confidential import keep
from ctg.checks.mentions import named_by
from ctg.checks.rereading import Rereader
from ctg.ground.problems import ERROR, WARNING, Location, Problem, plural, shown
from ctg.kinds import Commune, Record
from ctg.kinds.families.place import Place
from ctg.kinds.fields.base import Part
from ctg.kinds.fields.walking import without
from ctg.kinds.territory.vocabulary import Vocabulary
from ctg.sheets.source import Sheet
from ctg.stores.journal import Journal
from ctg.stores.relectures import FILE_NAME, Rereading, Unread

NAME: Location = ("nom",)


@dataclass(frozen=True)
class Leaving:
    """What may leave of the records of a project."""

    records: dict[str, Record | None] = field(default_factory=dict)
    """Of each record, by key: what is published of it; None when nothing may be yet."""
    readings: tuple[Rereading, ...] = ()
    """All that has to be read again, read or not."""
    addresses: frozenset[str] = frozenset()
    """The addresses (``structures/x/``) that no page has before a reading."""
    problems: tuple[Problem, ...] = ()


def leaving(
    records: Records,
    parts: Sequence[tuple[Part, Sheet]],
    rereader: Rereader,
    words: Vocabulary,
    day: dt.date,
    drafts: bool,
) -> Leaving:
    """What may leave of each record, as it was on a day. ``parts``: those that are right, with what each was read from;
    ``drafts``: they are published too."""
    sheets = {part.key: sheet for part, sheet in parts if isinstance(part, Record)}
    alone = [(one, sheet) for part, sheet in parts if not isinstance(part, Record) and (one := rereader.of_part(part, sheet))]
    problems = [told(reading, sheet) for reading, sheet in alone if reading.waiting]
    readings, addresses = [reading for reading, _ in alone], frozenset[str]()
    found: dict[str, Record | None] = {}
    for record in (record for of_kind in records.values() for record in of_kind):
        reading, left = _shown(record, rereader, words, day)
        found[record.key] = left
        readings += [reading] if reading else []
        if reading and reading.waiting and (drafts or record.published):
            addresses |= addresses_of(record, left)
            problems.append(told(reading, sheets[record.key], left))
    return Leaving(found, tuple(readings), addresses, tuple(problems))


def still_told(journal: Journal | None, unread: Unread, rereader: Rereader) -> Journal | None:
    """The journal without the news of what must be read again: they quote other words than those that were read."""
    if not journal or not rereader.secrets:
        return journal
    left = (entry for entry in journal.entrees if entry.fiche not in unread.keys)
    told = (entry for entry in left if not named_by((entry.nom, *entry.faits.values()), rereader.secrets))
    return journal.model_copy(update={"entrees": tuple(told)})


def _shown(record: Record, rereader: Rereader, words: Vocabulary, day: dt.date) -> tuple[Rereading | None, Record | None]:
    """What must be read again in a record, and what may leave of it as it was on a day."""
    reading = rereader.of_record(record)
    left: Record | None = record.only(keep(record, rereader.confidential))
    if reading and left:
        left = published_of(left, reading, words)
    return reading, left and left.as_of(day)


def published_of(record: Record, reading: Rereading, words: Vocabulary) -> Record | None:
    """The record without the texts that wait; None when nothing of it may be published yet.

    Families still read the closed fields of a place (its telephone, its hours), under a name that its type gives, if nobody
    has read its own. What was never read has no address yet; other kinds are nothing without their texts.
    """
    waiting = reading.waiting
    if not waiting:
        return record
    if not isinstance(record, Commune) and not (isinstance(record, Place) and reading.addressed):
        return None
    left, written = without(record, record.as_written, {one.where for one in waiting})
    if any(one.where == NAME for one in waiting):
        name = _neutral(record, words)
        left, written = left.model_copy(update={"nom": name}), written | {"nom": name}
    return left.told_by(record.id, record.file, written)


def _neutral(record: Record, words: Vocabulary) -> str:
    """What a place is called while its name waits: the word of its type, or its first theme."""
    types = [words.types[id].singulier for id in record.naming("types")]
    said = types[0] if types else words.themes[record.naming("themes")[0]].titre
    return said[0].upper() + said[1:]


def addresses_of(record: Record, left: Record | None) -> frozenset[str]:
    """The addresses that a record will have again once it is read: its own if nothing of it is left, its former ones."""
    former = {*record.anciens_identifiants} - {*(left.anciens_identifiants if left else ())}
    return frozenset(f"{record.folder}/{id}/" for id in (*former, *(() if left else (record.id,))))


# --- what is told of it --------------------------------------------------------------------------


def told(reading: Rereading, sheet: Sheet, left: Record | None = None) -> Problem:
    """What waits in a record or a file that stands alone; ``left``: what is published of it meanwhile."""
    waiting = reading.waiting
    first = next((one.where for one in waiting if one.where in sheet.lines or one.where), FILE_NAME)
    level = ERROR if reading.blocking else WARNING
    return sheet.problem(first, " ".join((_why(reading), _what(reading, left is not None))), remedy(reading), level)


def _why(reading: Rereading) -> str:
    if reading.own:
        return "L'adresse est confidentielle."
    places = " et ".join(f"« {shown(place)} »" for place in reading.places)
    return f"On lit ici le nom, l'adresse ou le téléphone de {places}, dont l'adresse postale est confidentielle."


def _what(reading: Rereading, partly: bool) -> str:
    waiting = reading.waiting
    if reading.blocking:
        return "Le site ne peut pas se faire sans cette fiche : elle attend une relecture."
    if not partly:
        return "Rien de cette fiche n'est publié avant une relecture."
    if not reading.own:
        return "Aucun texte de cette fiche n'est publié avant une relecture."
    fields = ", ".join(f"« {one.label} »" for one in waiting)
    wait = "attendent une relecture, et ne sont pas publiés" if len(waiting) > 1 else "attend une relecture, et n'est pas publié"
    return f"{plural(len(waiting), 'texte')} {wait} : {fields}."


def remedy(reading: Rereading) -> str:
    """How to read again what waits."""
    form = ", ou en haut de sa fiche, dans le formulaire" if reading.record else ""
    return f"Relisez : « ctg confirmer --relu {reading.key} »{form}."
