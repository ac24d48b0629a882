"""Who must be read again before it is published: each free text of a confidential place, and all that names one.

Of a record whose address is confidential, and of the services offered there, each text is read for itself. Of any other
record or file that names such a place (see :mod:`ctg.checks.mentions`), all the texts are read together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ctg.checks.confidential import host, keep
from ctg.checks.mentions import Secret, named_by, said_by, secrets_of
from ctg.kinds import Cadre, Record, Service, Structure
from ctg.kinds.fields.base import Part
from ctg.kinds.fields.walking import free_texts
from ctg.sheets.source import Sheet
from ctg.stores.relectures import FILE_NAME, FreeText, Relecture, Rereading, digest, together


@dataclass(frozen=True)
class Rereader:
    """What must be read again in a project, and what was."""

    secrets: tuple[Secret, ...] = ()
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
        named = named_by(said_by(record), self.secrets)
        hidden = host(record, self.confidential)
        if not hidden and not named:
            return None
        texts = list(free_texts(record.only(keep(record, self.confidential))))
        if not hidden:
            found = self.reading(record.key, named, together(record.key, named, texts), f"{record.key}/")
            return replace(found, blocking=isinstance(record, Cadre))
        places = sorted({hidden.id, *named})
        names = [(FILE_NAME, record.id), *(text for text in texts if text[0][0] == "anciens_identifiants")]
        public = [text for text in names if f"{record.folder}/{text[1]}/" in self.noted]
        every = [FreeText(*text, digest(places, text[1])) for text in (names[0], *texts) if text not in public]
        return replace(self.reading(record.key, places, every, f"{record.key}/"), own=True)

    def of_part(self, part: Part, sheet: Sheet) -> Rereading | None:
        """The same in a file that stands alone, of which the site needs every word; what the tool says itself is not read."""
        if not (named := named_by(said_by(part), self.secrets)):
            return None
        own = [(where, text) for where, text in free_texts(part) if (*sheet.base, *where) in sheet.lines]
        key = ":".join((sheet.file, *(str(rank) for rank in sheet.base)))
        return replace(self.reading(key, named, together(key, named, own)), blocking=True)

    def reading(self, key: str, places: Iterable[str], texts: Iterable[FreeText], address: str = "") -> Rereading:
        """What must be read again under a key, and what was; ``address``: that of its page."""
        names, known, every = (self.confidential[id].nom for id in places), self.known.get(key, frozenset()), tuple(texts)
        unread = any(text.where == FILE_NAME and text.digest not in known for text in every)
        return Rereading(key, tuple(names), every, known, addressed=address in self.noted or (bool(known) and not unread))
