"""What waits to be read again before it is published: which texts, of what, and their digests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from ctg.common.problems import Location
from ctg.reading.sheet import field_path

UNREAD_TITLE = "Page en relecture"
UNREAD = f"# {UNREAD_TITLE}\n\nCette page revient dès qu'elle est relue."
"""What a page of ``docs/`` says while it waits."""
FILE_NAME: Location = ()
"""Where the name of a record's file is told to be: it is the end of its address."""


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
