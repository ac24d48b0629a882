"""Texts that somebody must read again before they are published: each free text of a confidential place, and all that names one.

Of a record whose address is confidential, and of the services offered there, each text is read for itself. Of any other
record or file that names such a place (see :mod:`ctg.checking.confidential`), all the texts are read together. Meanwhile the
rest is published, and the coordinator is told what waits."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from pydantic import Field

from ctg.checking.confidential import Sought, allowed_fields, confidential_host, named_by, naming_texts, secrets_of, written_in
from ctg.checking.folders import address_of, clothing, published
from ctg.checking.rules import Records
from ctg.common.files import CLOTHES, OWN_CLOTHES, read_plain
from ctg.common.problems import ERROR, WARNING, Location, Problem, plural, shown
from ctg.model import Cadre, Commune, Place, Record, Service, Structure, without
from ctg.model.fields import FullDate, Line, Part, requis
from ctg.model.references import free_texts
from ctg.model.vocabulary import Vocabulary
from ctg.reading.kept import FILE_NAME, FreeText, Rereading, Unread, read_at_once, text_digest
from ctg.reading.remedies import list_text, load_list
from ctg.reading.sheet import Sheet

REREADINGS_FILE = "data/relectures.yml"
HEAD = "# Tenu par « ctg relire » et par le formulaire : ce qui a été relu avant d'être publié.\n"
TextDigest = Annotated[Line, Field(pattern=r"^[0-9a-f]{16}$")]


class Relecture(Part):
    """Texts of a record or of a file that somebody has read again, one day."""

    fiche: Line = requis("Fiche", "Une fiche, ou un fichier de docs/ ou de data/.", "structures/le-refuge")
    le: FullDate = requis("Le", "Le jour de la relecture.", "2026-11-27")
    textes: tuple[TextDigest, ...] = requis("Textes", "Ce qui a été relu, en résumé.", "[3f9a1c2b7d4e5f60]", min_length=1)


@dataclass(frozen=True)
class Rereader:
    """What must be read again in a project, and what was."""

    secrets: Sought = field(default_factory=Sought)
    confidential: Mapping[str, Structure] = field(default_factory=dict)
    """The structures whose address is confidential, by identifier, drafts included."""
    known: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Key of a record or of a file → the digests of what was read of it."""
    noted: frozenset[str] = frozenset()
    """The addresses that were published already."""

    @classmethod
    def of(
        cls,
        confidential: Mapping[str, Structure],
        services: Iterable[Service],
        readings: Iterable[Relecture],
        noted: Iterable[str] = (),
    ) -> Rereader:
        known: dict[str, frozenset[str]] = {}
        for one in readings:
            known[one.fiche] = known.get(one.fiche, frozenset()) | {*one.textes}
        return cls(secrets_of(confidential.values(), services), confidential, known, frozenset(noted))

    def of_record(self, record: Record) -> Rereading | None:
        """What must be read again in a record; None when it has nothing to do with a confidential place."""
        named = named_by(naming_texts(record), self.secrets)
        hidden = confidential_host(record, self.confidential)
        if not hidden and not named:
            return None
        texts = list(free_texts(record.only(allowed_fields(record, self.confidential))))
        if not hidden:
            found = self.reading(record.key, named, read_at_once(record.key, named, texts), f"{record.key}/")
            return replace(found, blocking=isinstance(record, Cadre))
        places = sorted({hidden.id, *named})
        names = [(FILE_NAME, record.id), *(text for text in texts if text[0][0] == "anciens_identifiants")]
        public = [text for text in names if f"{record.folder}/{text[1]}/" in self.noted]
        every = [FreeText(*text, text_digest(places, text[1])) for text in (names[0], *texts) if text not in public]
        return replace(self.reading(record.key, places, every, f"{record.key}/"), own=True)

    def of_part(self, part: Part, sheet: Sheet) -> Rereading | None:
        """The same in a file that stands alone, of which the site needs every word; what the tool says itself is not read."""
        if not (named := named_by(naming_texts(part), self.secrets)):
            return None
        own = [(where, text) for where, text in free_texts(part) if (*sheet.base, *where) in sheet.lines]
        key = ":".join((sheet.file, *(str(rank) for rank in sheet.base)))
        return replace(self.reading(key, named, read_at_once(key, named, own)), blocking=True)

    def reading(self, key: str, places: Iterable[str], texts: Iterable[FreeText], address: str = "") -> Rereading:
        """What must be read again under a key, and what was; ``address``: that of its page."""
        names, known, every = (self.confidential[id].nom for id in places), self.known.get(key, frozenset()), tuple(texts)
        unread = any(text.where == FILE_NAME and text.digest not in known for text in every)
        return Rereading(key, tuple(names), every, known, addressed=address in self.noted or (bool(known) and not unread))


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
    records: Records, parts: Sequence[tuple[Part, Sheet]], rereader: Rereader, words: Vocabulary, day: dt.date, drafts: bool
) -> Leaving:
    """What may leave of each record, as it was on a day. ``parts``: those that are right, with what each was read from;
    ``drafts``: they are published too."""
    sheets = {part.key: sheet for part, sheet in parts if isinstance(part, Record)}
    alone = [(one, sheet) for part, sheet in parts if not isinstance(part, Record) and (one := rereader.of_part(part, sheet))]
    problems = [waiting_record(reading, sheet) for reading, sheet in alone if reading.waiting]
    readings, addresses = [reading for reading, _ in alone], frozenset[str]()
    found: dict[str, Record | None] = {}
    for record in (record for of_kind in records.values() for record in of_kind):
        reading, left = _shown(record, rereader, words, day)
        found[record.key] = left
        readings += [reading] if reading else []
        if reading and reading.waiting and (drafts or record.published):
            addresses |= addresses_of(record, left)
            problems.append(waiting_record(reading, sheets[record.key], left))
    return Leaving(found, tuple(readings), addresses, tuple(problems))


def _shown(record: Record, rereader: Rereader, words: Vocabulary, day: dt.date) -> tuple[Rereading | None, Record | None]:
    """What must be read again in a record, and what may leave of it as it was on a day."""
    reading = rereader.of_record(record)
    left: Record | None = record.only(allowed_fields(record, rereader.confidential))
    if reading and left:
        left = published_of(left, reading, words)
    return reading, left and left.as_of(day)


def published_of(record: Record, reading: Rereading, words: Vocabulary) -> Record | None:
    """The record without the texts that wait; None when nothing of it may be published yet.

    Families still read the closed fields of a place (its telephone, its hours), under a name that its type gives, if nobody
    has read its own. What was never read has no address yet; other kinds are nothing without their texts.
    """
    if not (waiting := reading.waiting):
        return record
    if not isinstance(record, Commune) and not (isinstance(record, Place) and reading.addressed):
        return None
    gone = {one.where for one in waiting}
    left, written = without(record, record.as_written, lambda at, _traits: at in gone)
    if any(one.where == NAME for one in waiting):
        name = _neutral(record, words)
        left, written = left.model_copy(update={"nom": name}), written | {"nom": name}
    return left.read_from(record.id, record.file, written)


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


def waiting_record(reading: Rereading, sheet: Sheet, left: Record | None = None) -> Problem:
    """The warning for a record or a file whose texts wait to be read again; ``left``: what is published of it meanwhile."""
    waiting = reading.waiting
    first = next((one.where for one in waiting if one.where in sheet.lines or one.where), FILE_NAME)
    level = ERROR if reading.blocking else WARNING
    return sheet.problem(first, " ".join((_why(reading), _what(reading, left is not None))), rereading_remedy(reading), level)


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


def rereading_remedy(reading: Rereading) -> str:
    """How to read again what waits, in French."""
    form = ", ou en haut de sa fiche, dans le formulaire" if reading.record else ""
    return f"Relisez : « ctg relire {reading.key} »{form}."


# --- what was read again: data/relectures.yml, kept by the tool ------------------------------------
# It holds the names of records and of files, digests of their texts, and days: none of the texts themselves.


def load_rereadings(root: Path) -> tuple[tuple[Relecture, ...], list[Problem]]:
    """Every reading noted in the project at ``root``, in order, and what is wrong with the file. No file: nothing of both."""
    return load_list(Relecture, root / REREADINGS_FILE, root)


def with_reading(
    before: Iterable[Relecture], reading: Rereading, digests: Collection[str], day: dt.date
) -> tuple[Relecture, ...]:
    """The readings once ``digests`` of a record or a file are read, on ``day``; those of texts that changed are dropped."""
    kept = []
    for one in before:
        mine = one.fiche == reading.key
        texts = tuple(text for text in one.textes if not mine or (text in reading.digests and text not in digests))
        kept += [one.model_copy(update={"textes": texts})] if texts else []
    new = Relecture(fiche=reading.key, le=day, textes=tuple(dict.fromkeys(digests)))
    return tuple(sorted([*kept, new], key=_order))


def rereadings_as_yaml(readings: Iterable[Relecture]) -> str:
    """The text of ``data/relectures.yml`` for these readings."""
    return list_text(HEAD, readings)


def _order(reading: Relecture) -> tuple[str, dt.date]:
    return reading.fiche, reading.le


READ = {".md", ".svg", ".csv", ".html", ".css", ".js"}
"""What is text, and is read to find who is named there; of a photograph or a PDF, the name only."""
ALWAYS = {"", "a-propos/", "contribuer/"}
"""The addresses to which every site leads."""


def documents_of(root: Path, rereader: Rereader) -> Unread:
    """What waits to be read again in the ``docs/`` of the project at ``root``."""
    if not rereader.secrets:
        return Unread()
    files = {path: _text(path, root) for path in published(root / "docs")}
    beside = [path for path in files if path.suffix != ".md"]
    groups = {
        page: [path for path in beside if path.name in text or quote(path.name) in text]
        for page, text in files.items()
        if page.suffix == ".md"
    }
    alone = {*beside} - {path for shows in groups.values() for path in shows}
    whole = groups | {path: [] for path in alone}
    readings = {path: _reading(root, (path, *shows), files, rereader) for path, shows in whole.items()}
    waiting = {path for path, reading in readings.items() if reading and reading.waiting}
    seen = {path for page, shows in groups.items() if page not in waiting for path in shows}
    hidden = waiting | {path for page in waiting for path in groups.get(page, ()) if path not in seen}
    needed = (_reading(root, (path,), {path: _text(path, root)}, rereader) for path in _clothes(root))
    found = [*filter(None, readings.values()), *(replace(reading, blocking=True) for reading in needed if reading)]
    blank = {reading.key for reading in found if reading.waiting and reading.addressed and reading.key.endswith(".md")}
    left_out = {path.relative_to(root).as_posix() for path in hidden} - blank
    pages = (Path(name).relative_to("docs") for name in left_out if name.endswith(".md"))
    ordered = sorted(found, key=lambda reading: reading.key)
    return Unread(tuple(ordered), frozenset(left_out), frozenset(blank), frozenset(map(address_of, pages)))


def _clothes(root: Path) -> Iterator[Path]:
    """The clothes of a territory, without which its site cannot be made."""
    if (own := root / OWN_CLOTHES).resolve() != CLOTHES and own.is_dir():
        yield from clothing(own, root)


def _text(path: Path, root: Path) -> str:
    return read_plain(path, root).decode("utf-8-sig", "replace") if path.suffix.lower() in READ else ""


def _reading(root: Path, group: Iterable[Path], files: dict[Path, str], rereader: Rereader) -> Rereading | None:
    """A file and those that it shows, read together."""
    names = {path: path.relative_to(root).as_posix() for path in group}
    texts = [form for path, name in names.items() for form in (name, *written_in(files[path]))]
    if not (places := named_by(texts, rereader.secrets)):
        return None
    contents = [(name, hashlib.sha256(read_plain(path, root)).hexdigest()) for path, name in names.items()]
    key = next(iter(names.values()))
    said = text_digest(key, [*places], contents)
    shows = tuple(FreeText((name,), files[path] or "(ouvrez ce fichier pour le relire)", said) for path, name in names.items())
    if not (key.startswith("docs/") and key.endswith(".md")):
        return rereader.reading(key, places, shows)
    address = address_of(Path(key).relative_to("docs"))
    found = rereader.reading(key, places, shows, address)
    return replace(found, addressed=True) if address in ALWAYS else found


def waiting_document(reading: Rereading) -> Problem:
    """The warning for a page or a file of ``docs/`` that waits to be read again."""
    places = " et ".join(f"« {shown(place)} »" for place in reading.places)
    more = ", ni ce qu'il montre," if len(reading.texts) > 1 else ""
    wait = "Le site ne peut pas se faire sans ce fichier : il attend une relecture."
    message = (
        f"On lit ici le nom, le lien ou le téléphone de {places}, dont l'adresse est confidentielle. "
        f"{wait if reading.blocking else f'Ce fichier n’est pas publié{more} avant une relecture.'}"
    )
    return Problem(reading.key, 1, "", "", message, rereading_remedy(reading), ERROR if reading.blocking else WARNING)
