"""What was read again before it was published: ``data/relectures.yml``, kept by the tool.

It holds the names of records and of files, digests of their texts, and days: none of the texts themselves."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field

from ctg.common.problems import Location, Problem
from ctg.model.fields import FullDate, Line, Part, champ
from ctg.reading.remedies import list_text, load_list
from ctg.reading.sheet import field_path

REREADINGS_FILE = "data/relectures.yml"
HEAD = "# Tenu par « ctg confirmer --relu » et par le formulaire : ce qui a été relu avant d'être publié.\n"
UNREAD_TITLE = "Page en relecture"
UNREAD = f"# {UNREAD_TITLE}\n\nCette page revient dès qu'elle est relue."
"""What a page of ``docs/`` says while it waits."""
FILE_NAME: Location = ()
"""Where the name of a record's file is told to be: it is the end of its address."""
TextDigest = Annotated[Line, Field(pattern=r"^[0-9a-f]{16}$")]


class Relecture(Part):
    """Texts of a record or of a file that somebody has read again, one day."""

    fiche: Line = champ("Fiche", "Une fiche, ou un fichier de docs/ ou de data/.", "structures/le-refuge", default=...)
    le: FullDate = champ("Le", "Le jour de la relecture.", "2026-11-27", default=...)
    textes: tuple[TextDigest, ...] = champ(
        "Textes", "Ce qui a été relu, en résumé.", "[3f9a1c2b7d4e5f60]", default=..., min_length=1
    )


@dataclass(frozen=True)
class FreeText:
    """A text to read again, and where it is in its record."""

    where: Location
    text: str
    digest: str

    @property
    def label(self) -> str:
        """The field, as people count: « faits_a_savoir.2 »."""
        return field_path(self.where) or "nom du fichier"


@dataclass(frozen=True)
class Rereading:
    """All that has to be read again in a record or a file before it is published."""

    key: str
    """``structures/le-refuge``, ``data/territoire.yml``, ``docs/a-propos/index.md``."""
    places: tuple[str, ...]
    """The names of the places whose address is confidential."""
    texts: tuple[FreeText, ...]
    known: frozenset[str] = frozenset()
    """The digests of all that was read under this key."""
    own: bool = False
    """Whether it is the record of such a place, or of a service offered there."""
    addressed: bool = False
    """Whether its address may be published: it was already, or somebody has read it."""
    blocking: bool = False
    """Whether the site cannot be made without it."""

    @property
    def record(self) -> bool:
        """Whether it is a record, and not a file of ``docs/``, of ``data/`` or of ``overrides/``."""
        return not self.key.startswith(("docs/", "data/", "overrides/"))

    @property
    def waiting(self) -> tuple[FreeText, ...]:
        """Those that nobody has read as they are now."""
        return tuple(text for text in self.texts if text.digest not in self.known)

    @property
    def digests(self) -> frozenset[str]:
        """What a reading of all the texts says."""
        return frozenset(text.digest for text in self.texts)


@dataclass(frozen=True)
class Unread:
    """What names a confidential place, or is one, and what is not published for that reason."""

    readings: tuple[Rereading, ...] = ()
    """All that has to be read again, read or not."""
    left_out: frozenset[str] = frozenset()
    """The files of ``docs/`` (« docs/essai.md ») that are not published."""
    blank: frozenset[str] = frozenset()
    """The pages of ``docs/`` that keep their address, and only say that they wait."""
    addresses: frozenset[str] = frozenset()
    """The addresses (``structures/x/``) that no page has meanwhile."""

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of :attr:`readings`."""
        return frozenset(one.key for one in self.readings)

    def beside(self, readings: Iterable[Rereading], addresses: Iterable[str]) -> Unread:
        """The same with the readings and the addresses of records."""
        return replace(self, readings=(*readings, *self.readings), addresses=self.addresses.union(addresses))


def text_digest(*values: object) -> str:
    """Sixteen hexadecimal digits that stand for these values in the file of readings."""
    return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()[:16]


def read_at_once(key: str, places: Iterable[str], texts: Iterable[tuple[Location, str]]) -> tuple[FreeText, ...]:
    """Texts that one person reads together: they share one digest, so that a change of one asks for all."""
    every = tuple(texts)
    said = text_digest(key, [*places], [[list(where), text] for where, text in every])
    return tuple(FreeText(where, text, said) for where, text in every)


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
