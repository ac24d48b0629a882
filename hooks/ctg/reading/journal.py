"""The two memories of what the site has published: what changed on it, and its addresses.

``data/journal.json``, written by ``ctg nouveautes``, holds only what the site shows to everyone: the dated entries, in the
words that families read, and a trace of each published record, where most values are digests: enough to see that a telephone
changed, no more. A coordinator may reword or delete an entry. ``data/adresses.txt``, written by ``ctg construire
--noter-adresses``, lists the addresses that were published."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import StringConstraints, ValidationError

from ctg.common.files import OddFile, read_plain
from ctg.common.identifiers import as_identifier
from ctg.common.problems import WARNING, Problem, shown
from ctg.model.fields import FullDate, Line, Part, champ
from ctg.model.references import Identifier, Key
from ctg.model.territory import Territoire
from ctg.reading.sheet import MAX_BYTES, field_path, odd_file_problem

ADDRESSES_FILE = "data/adresses.txt"


def published_addresses(root: Path) -> dict[str, int]:
    """Each address noted in ``data/adresses.txt`` → its line, from 1; empty before the first note. Raises :class:`OddFile`."""
    try:
        text = read_plain(root / ADDRESSES_FILE, root).decode("utf-8-sig", "replace")
    except FileNotFoundError:
        return {}
    lines = enumerate(text.splitlines(), 1)
    return {line.strip(): rank for rank, line in lines if line.strip() and not line.startswith("#")}


JOURNAL_FILE = "data/journal.json"
REMEDY = "Reprenez le fichier d'avant, ou supprimez-le et lancez « ctg nouveautes » : il en commencera un autre."
VERSION = 1
"""The version of the traces. When it differs, only what came and went is compared: a new version of the tool is no news."""
KEPT_DAYS = 365
KEPT_ENTRIES = 500

BEGINNING = dt.date(2026, 1, 1)
"""The date of feeds before the first journal: some date is compulsory, and the day of the build would change them daily."""

NEW, GONE, BACK = "nouveau", "retrait", "De retour sur le site"
"""Two subjects of facts, and the words for a record that comes back."""

Root = Annotated[str, StringConstraints(pattern=r"^tag:[0-9a-z.-]+,\d{4}-\d{2}-\d{2}$", max_length=300)]
JournalText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Ids = tuple[Identifier, ...]


class Trace(Part):
    """What is remembered of a published record: its name, where it counts, and its facts (see ``site.news.snapshot``)."""

    nom: Line = champ("Nom", default=...)
    communes: Ids = champ("Identifiants des communes", default=())
    themes: Ids = champ("Identifiants des thèmes", default=())
    faits: dict[str, str | dict[str, str]] = champ("Empreinte de chaque fait", default={})


class Entree(Part):
    """All that changed on one record on one day."""

    date: FullDate = champ("Date", default=...)
    fiche: Key = champ("Fiche", default=...)
    nom: Line = champ("Son nom ce jour-là", default=...)
    communes: Ids = champ("Identifiants des communes", default=())
    themes: Ids = champ("Identifiants des thèmes", default=())
    faits: dict[Line, JournalText] = champ("Ce que l'on dit, par sujet", default=..., min_length=1)


class Journal(Part):
    """The whole file."""

    territoire: Line = champ("Territoire", "Un journal recopié d'un autre territoire n'est pas montré.", default=...)
    siren: Line | None = champ("SIREN du territoire", "Il l'emporte sur le nom, qui peut changer.", pattern=r"^\d{9}$")
    depuis: FullDate = champ("Premier jour du suivi", default=...)
    racine: Root = champ("Début des identifiants des flux", "Ne change jamais.", default=...)
    version: int = champ("Version des empreintes", default=VERSION)
    entrees: tuple[Entree, ...] = champ("Entrées", "Les plus récentes d'abord.", default=())
    fiches: dict[Key, Trace] = champ("Dernière publication", default={})


def tag_root(territoire: Territoire, date: dt.date) -> str:
    """The beginning of the feeds' identifiers, ``tag:familles.exemple.fr,2026-11-25`` (RFC 4151).

    A host that the publisher holds on that date; for want of one, a name that no host will ever have (RFC 2606).
    """
    host = urlsplit(territoire.adresse_site or territoire.editeur.site_web or "").hostname or ""
    if not re.fullmatch(r"[0-9a-z.-]+", host):
        host = f"{as_identifier(territoire.nom_complet) or 'territoire'}.invalid"
    return f"tag:{host},{date.isoformat()}"


# --- the file ------------------------------------------------------------------------------------


def load_journal(root: Path, territoire: str, siren: str | None = None) -> tuple[Journal | None, list[Problem]]:
    """The journal of the project at ``root``; None without a file, or when it is another territory's (a warning).

    ``territoire`` and ``siren`` are those of the project: their SIREN tells two territories apart, else their names.
    """
    path = root / JOURNAL_FILE

    def refuse(message: str, line: int = 1) -> tuple[None, list[Problem]]:
        return None, [Problem(JOURNAL_FILE, line, "", "", message, REMEDY)]

    if not path.exists():
        return None, []
    try:
        text = read_plain(path, root, 10 * MAX_BYTES).decode("utf-8")
        journal = Journal.model_validate(json.loads(text))
    except OddFile as error:
        return None, [odd_file_problem(error, root, REMEDY)]
    except json.JSONDecodeError as error:
        return refuse("Ce journal ne se lit pas.", error.lineno)
    except ValidationError as failure:
        places = [shown(field_path(error["loc"])) for error in failure.errors()]
        return None, [Problem(JOURNAL_FILE, 1, place, "", "Ce journal ne se lit pas ici.", REMEDY) for place in places]
    except (OSError, ValueError, RecursionError):
        return refuse("Ce journal ne se lit pas.")
    if siren and journal.siren and journal.siren != siren:
        told = f"Ce journal est celui d'un autre territoire (votre SIREN est {siren}) : le site ne le montre pas."
        line = text[: text.find('"siren"')].count("\n") + 1
        return None, [
            Problem(JOURNAL_FILE, line, "siren", "", told, "Supprimez-le : « ctg nouveautes » en commencera un autre.", WARNING)
        ]
    if journal.territoire != territoire and not (siren and journal.siren):
        told = f"Ce journal est celui de « {shown(journal.territoire)} » : le site ne le montre pas."
        remedy = "Supprimez-le. Si votre territoire a changé de nom, corrigez plutôt la ligne « territoire » du journal."
        return None, [Problem(JOURNAL_FILE, 1, "territoire", "", told, remedy, WARNING)]
    return journal, []


def journal_as_json(journal: Journal) -> str:
    """The text of the file: one line an entry, one a record, so that a change shows only what changed."""
    head = journal.model_dump(mode="json", exclude={"entrees", "fiches"}, exclude_none=True)
    lines = [f"  {_one_line(name)}: {_one_line(value)}" for name, value in head.items()]
    entries = ",\n".join(f"    {_one_line(_dump(entry))}" for entry in journal.entrees)
    traces = ",\n".join(f"    {_one_line(key)}: {_one_line(_dump(journal.fiches[key]))}" for key in sorted(journal.fiches))
    lines += [f'  "entrees": [\n{entries}\n  ]' if entries else '  "entrees": []']
    lines += [f'  "fiches": {{\n{traces}\n  }}' if traces else '  "fiches": {}']
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _dump(part: Part) -> dict:
    return part.model_dump(mode="json", exclude_defaults=True)


def _one_line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


# --- the entries ---------------------------------------------------------------------------------


def journal_after(
    journal: Journal, fresh: Iterable[Entree], traces: Mapping[str, Trace], moved: Mapping[str, str] | None = None
) -> Journal:
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
    return journal.model_copy(update={"version": VERSION, "entrees": tuple(entries), "fiches": dict(traces)})


def _with(entries: list[Entree], entry: Entree) -> list[Entree]:
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


def _told(entries: Iterable[Entree], subject: str) -> bool:
    return any(subject in entry.faits for entry in entries)


def without_subjects(entry: Entree, subjects: Iterable[str]) -> Entree | None:
    """The entry without its facts on these subjects; None when nothing is left of it."""
    hidden = set(subjects)
    left = {subject: words for subject, words in entry.faits.items() if subject not in hidden}
    return entry if left == entry.faits else entry.model_copy(update={"faits": left}) if left else None
