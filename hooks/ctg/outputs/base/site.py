"""What outputs produce: pages and files, known by their address. Nothing here knows MkDocs.

Their content may be given as a function, called when it is asked for: a preview makes the pages that someone looks at, a
build shares the work between processes, and neither holds the whole site in memory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, TypeAlias, TypeVar

from ctg.outputs.words import text

T = TypeVar("T")
Trail = tuple[tuple[str, str], ...]
"""(title, path) of the pages above a page, for the breadcrumb."""
Later: TypeAlias = T | Callable[[], T]


class PlanHeading(StrEnum):
    """The headings of « Plan du site », in their order."""

    START = "Pour commencer"
    FIND = "Trouver"
    COMMUNES = "Communes"
    PLACES = "Lieux et services"
    PROJECT = "Le projet CTG"
    ABOUT_SITE = "Ce site"
    GUIDE = "Tenir ce site à jour"
    OTHER = "Et aussi"


def now(value: Later[T]) -> T:
    """What was given, or what it makes."""
    return value() if callable(value) else value


@dataclass(frozen=True)
class Page:
    """A page of the site; ``path`` is its address from the root (``structures/les-lutins/``, "" for the home)."""

    path: str
    title: str
    made: Later[str]
    """The HTML of the page, or a function that gives it; readers use :attr:`body`."""
    described: Later[str] = ""
    """One or two sentences for search engines and shared links, or a function that gives them; readers use
    :attr:`description`."""
    trail: Trail = ()
    source: str = ""
    """The data file to edit, relative to the project."""
    has_map: bool = False
    script: str = ""
    """The page's own script, in ``overrides/assets/js``."""
    feed: str = ""
    """The Atom feed of what the page shows, for the readers that look for one."""
    alternates: tuple[tuple[str, str, str], ...] = ()
    """(type, title, path) of the same record in other forms, for the programs that look for them."""
    commune: str = ""
    """The identifier of the commune that it is about, for the picture of shared links."""
    light: bool = False
    """Whether it must come at once on any network: few styles of its own, no script."""
    retired: bool = False
    """Whether it only says that what stood there is gone: no list nor search engine keeps it."""
    prose: bool = False
    """Whether it was written by hand, in ``docs/``."""
    facts: Later[str] = ""
    """The JSON-LD of the page, or a function that gives it; readers use :attr:`linked`."""

    @property
    def body(self) -> str:
        """HTML, complete and safe."""
        return now(self.made)

    @cached_property
    def description(self) -> str:
        """What it is about, in a sentence or two."""
        return now(self.described)

    @property
    def linked(self) -> str:
        """What it says in schema.org's words: JSON-LD, safe inside a script element."""
        return now(self.facts)


class Fingerprint(NamedTuple):
    """What proves a file: its size in bytes, its SHA-256 in hexadecimal."""

    size: int
    sha256: str

    @classmethod
    def of(cls, content: bytes) -> Fingerprint:
        """The fingerprint of these bytes."""
        return cls(len(content), hashlib.sha256(content).hexdigest())


@dataclass(frozen=True)
class Asset:
    """A file that is not a page."""

    path: str
    made: Later[bytes]
    """The bytes of the file, or a function that gives them; readers use :attr:`content`."""

    @property
    def content(self) -> bytes:
        """The bytes to publish, made anew each time they are asked for, or read where they were written."""
        written: Path | None = self.__dict__.get("written")
        return written.read_bytes() if written else now(self.made)

    @cached_property
    def fingerprint(self) -> Fingerprint:
        """What proves its content."""
        return Fingerprint.of(self.content)

    def known(self, fingerprint: Fingerprint, written: Path) -> None:
        """Remember them, when another process has made and written the file: it is not made again for those that tell of
        it or hold it (3.5 s of processor of 10, at 500 records)."""
        self.__dict__.update(fingerprint=fingerprint, written=written)


SiteFile = Page | Asset


@dataclass(frozen=True)
class Booklet:
    """A document to take away, which these pages offer with its weight; ``label`` tells which edition it is."""

    file: Asset
    label: str
    pages: tuple[str, ...]

    @property
    def weight(self) -> str:
        """What its links say of it."""
        return text.document(self.file.fingerprint.size)
