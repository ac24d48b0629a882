"""The pages and files of a site, known by their address; the pages of the section « Le projet des familles »; the head of a page:
what it lets the visitor's browser do, and its style sheets.

A content may be given as a function, called when it is asked for: a preview makes only the pages that someone looks at, a
build shares the work between processes, and neither holds the whole site in memory. A page of the section is declared in
the module that makes it; the menu and breadcrumbs follow. Kinds of records may be shown whole in a list instead of on a page of
their own (:func:`in_a_list`). The date of a page is that of its records, never that of the clock or of a file. Nothing here knows
MkDocs.

The page's own Content-Security-Policy and referrer policy hold on any host, even one that sets no header. The settings
of servers (:mod:`ctg.site.former`) are written from :data:`HEADERS`.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, TypeVar

from ctg.common.files import published_file, read_plain
from ctg.common.phrases import pdf_weight
from ctg.model import Record
from ctg.reading.catalogue import Catalogue

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
    PROJECT = "Le projet des familles"
    ABOUT_SITE = "Ce site"
    GUIDE = "Tenir ce site à jour"
    OTHER = "Et aussi"


def resolved(value: Later[T]) -> T:
    """A value given as it is, or by the function that makes it."""
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
    has_map: bool = False
    script: str = ""
    """The page's own script, in ``overrides/assets/js``."""
    light: bool = False
    """Whether it must come at once on any network: few styles of its own, no script."""
    retired: bool = False
    """Whether it only says that what stood there is gone: no list nor search engine keeps it."""
    prose: bool = False
    """Whether it was written by hand, in ``docs/``."""

    @property
    def body(self) -> str:
        """HTML, complete and safe."""
        return resolved(self.made)

    @cached_property
    def description(self) -> str:
        """What it is about, in a sentence or two."""
        return resolved(self.described)


class Fingerprint(NamedTuple):
    """The size of a file in bytes and its SHA-256 in hexadecimal."""

    size: int
    sha256: str

    @classmethod
    def of(cls, content: bytes) -> "Fingerprint":
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
        return written.read_bytes() if written else resolved(self.made)

    @cached_property
    def fingerprint(self) -> Fingerprint:
        """The size and SHA-256 of its content."""
        return Fingerprint.of(self.content)

    @property
    def weight(self) -> str:
        """« PDF, 84 Ko, en français »: what a link to a document says of it."""
        return pdf_weight(self.fingerprint.size)

    def known(self, fingerprint: Fingerprint, written: Path) -> None:
        """Remember them, when another process has made and written the file: it is not made again for those that tell of
        it or hold it (3.5 s of processor of 10, at 500 records)."""
        self.__dict__.update(fingerprint=fingerprint, written=written)


SiteFile = Page | Asset
SiteFiles = Iterable[SiteFile]


@dataclass(frozen=True)
class Booklet:
    """A PDF to take away, offered by these pages with its weight; ``label`` names the edition."""

    file: Asset
    label: str
    pages: tuple[str, ...]


ABOUT = ("À propos", "a-propos/")
DATA = ("Données ouvertes", "donnees-ouvertes/")

PROJECT = ("Le projet des familles", "ctg/")
"""(title, path) of the section, above its pages."""
ACTIONS_PAGE = ("Les actions", "ctg/actions/")
"""(title, path) of the page that lists the actions."""
MENU = ((0, "Projet"), (10, "Actions"), (20, "Territoire"), (60, "Décider"), (88, "Bilans"))
"""(first rank, word) of the section's menu: one row, which holds on a telephone. The other pages are led to by the first of
theirs."""


@dataclass(frozen=True)
class SectionPage:
    """A page of the section; see :func:`section_page`."""

    name: str
    path: str
    rank: int
    door: str | Callable[[Catalogue], str]
    filled: Callable[[Catalogue, dt.date], bool]

    @property
    def link(self) -> tuple[str, str]:
        """(title, path), for a breadcrumb."""
        return self.name, self.path

    def says(self, catalogue: Catalogue) -> str:
        """The line that describes it."""
        return self.door(catalogue) if callable(self.door) else self.door


_PAGES: dict[int, SectionPage] = {}


def section_page(
    name: str,
    path: str,
    rank: int,
    door: str | Callable[[Catalogue], str],
    filled: Callable[[Catalogue, dt.date], bool] = lambda _catalogue, _today: True,
) -> SectionPage:
    """Declare a page of the section. ``rank``: its place there, by tens, so that another fits between
    two, and the word of the menu that it is under (:data:`MENU`). ``door``: one line that says what is there.
    ``filled``: whether it has something to show on that day; else nothing leads to it.

    Raises :class:`ValueError` when the rank or the path is another page's.
    """
    page = SectionPage(name, path, rank, door, filled)
    if rank in _PAGES or path in {other.path for other in _PAGES.values()}:
        raise ValueError(page)
    _PAGES[rank] = page
    return page


EMPTY: list[Callable[[Catalogue], Iterable[str]]] = []
"""What gives the beginnings of addresses that have nothing to show; they lead to the home page."""


def shown_when(begins: str, filled: Callable[[Catalogue], object]) -> None:
    """Declare when the pages whose address starts with ``begins`` have something to show."""
    EMPTY.append(lambda catalogue: () if filled(catalogue) else (begins,))


def empty_addresses(catalogue: Catalogue) -> tuple[str, ...]:
    """The beginnings of addresses that have nothing to show in this territory."""
    return tuple(begins for addresses in EMPTY for begins in addresses(catalogue))


class MenuWord(NamedTuple):
    """A word of the section's menu: where it leads, and the pages that are under it."""

    word: str
    path: str
    pages: tuple[str, ...]


def section_menu(catalogue: Catalogue, today: dt.date) -> tuple[MenuWord, ...]:
    """The menu of the section: a word leads to the first of its pages; one without a page is left out."""
    found: dict[str, list[str]] = {word: [] for _, word in MENU}
    for page in section_pages(catalogue, today):
        found[next(word for first, word in reversed(MENU) if page.rank >= first)].append(page.path)
    return tuple(MenuWord(word, pages[0], tuple(pages)) for word, pages in found.items() if pages)


def left_out(catalogue: Catalogue, today: dt.date) -> frozenset[str]:
    """The paths of the section's pages that have nothing to show on that day: nothing links to them."""
    return frozenset(page.path for page in _PAGES.values() if not page.filled(catalogue, today))


def section_pages(catalogue: Catalogue, today: dt.date) -> tuple[SectionPage, ...]:
    """The pages of the section that have something to show, in the order of its menu."""
    return tuple(_PAGES[rank] for rank in sorted(_PAGES) if _PAGES[rank].filled(catalogue, today))


# --- the records that are a line of a list ---

R = TypeVar("R", bound=Record)
_LISTS: dict[type[Record], Callable[[Any, dt.date], str]] = {}


def in_a_list(kind: type[R], page: Callable[[R, dt.date], str]) -> None:
    """Declare that records of a kind may be shown whole in a list, under ``id="<kind>-<identifier>"``, instead of on a page.

    ``page`` gives the address of that list for a record on a day; "" for a record that keeps its own page.
    """
    _LISTS[kind] = page


def record_lines(catalogue: Catalogue, today: dt.date, offered: Callable[[str], bool]) -> dict[str, str]:
    """Key of each record without a page → the address of its line; ``offered`` says whether the site has a page."""
    found = {}
    for kind, listed in _LISTS.items():
        for record in catalogue.all(kind):
            path = listed(record, today) if catalogue.is_a_line(record) else ""
            if path and offered(path):
                found[record.key] = f"{path}#{record.kind}-{record.id}"
    return found


# --- the head of a page --------------------------------------------------------------------------


TILES = "https://data.geopf.fr"
"""Plan IGN by the Géoplateforme: public, free, no key (licence ouverte). Asked for by the visitor's gesture only."""
MAKES_CODE = {"copie.js", "ma-liste.js"}
"""The scripts that make HTML of a text, or start a worker: the copy on the telephone, the list's cards.
Leaflet does too, on maps. No other page may (Trusted Types): a text from anywhere never becomes markup there."""

REFERRER = "no-referrer"
"""Rather than ``strict-origin``: that someone came from here tells the other site, or IGN, something about them. Nor do
our own server's journals then hold the path of a visit, its searches and its list included."""


def content_policy(page: Page, preview: bool = False) -> str:
    """The policy of a page: nothing from elsewhere, no inline script or style, no ``eval``. A ``preview`` lets one inline
    script run, for that of MkDocs' live reload is one.

    A page with a map asks for more: it may fetch IGN's tiles, once the visitor asked for them. All but these and those of
    :data:`MAKES_CODE` refuse more.
    """
    policy = _policy(tiles=page.has_map)
    if not (page.has_map or MAKES_CODE & set(page.script.split())):
        policy += "; require-trusted-types-for 'script'"
    return policy.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'") if preview else policy


def _policy(tiles: bool) -> str:
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            "img-src 'self' data:" + (f" {TILES}" if tiles else ""),
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        )
    )


BROWSER_FEATURES_OFF = (
    "accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer",
    "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
"""What the site never asks of a device, so that nothing else can in its name. Copying an address stays allowed."""

HEADERS = {
    # Of the whole site: what any page asks. Each page narrows it (a browser obeys both).
    "Content-Security-Policy": _policy(tiles=True),
    # Only a server can say who may frame a page: this site.
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": REFERRER,
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in BROWSER_FEATURES_OFF),
    "Cross-Origin-Opener-Policy": "same-origin",
    # Everything here is public and nothing knows the visitor: the script of another site may read the open data.
    "Access-Control-Allow-Origin": "*",
}
"""Not ``Strict-Transport-Security``, which only the person who holds the certificate may promise: see the guide."""


# --- style sheets --------------------------------------------------------------------------------

SHEETS = ("fiche", "projet", "annexes")
"""Those that a page gets when it shows what they dress."""
FRAME = frozenset({"md-typeset", "no-js", "js"})
"""Classes of the frame, on every page."""

Sheets = dict[str, frozenset[frozenset[str]]]
"""Name of a sheet → what its rules ask for (see :func:`rules`)."""


def sheets_of(root: Path | None = None) -> Sheets:
    """Those of :data:`SHEETS`, as the project at ``root`` has them."""
    return {sheet: rules(read_plain(published_file(root, f"assets/css/{sheet}.css"))) for sheet in SHEETS}


def sheets_needed(body: str, sheets: Sheets) -> list[str]:
    """The sheets that have a rule whose classes all occur in the HTML of a page."""
    shown = {name for names in {*re.findall(r'class="([^"]*)"', body)} for name in names.split()}
    return [sheet for sheet, found in sheets.items() if any(map(shown.issuperset, found))]


@lru_cache(maxsize=16)  # a preview reads again the sheets that someone is writing
def rules(sheet: bytes) -> frozenset[frozenset[str]]:
    """The classes that each selector of a sheet asks for; of alternatives, each by itself. One that asks for a class which
    another asks for alone is left out: it brings no page."""
    text = re.sub(r"/\*.*?\*/", "", sheet.decode(), flags=re.DOTALL)
    found = set()
    for before in text.split("{")[:-1]:
        head = before.rpartition("}")[2]
        if not head.lstrip().startswith("@"):
            for selector in re.split(r",(?![^(]*\))", head):
                found |= _asked(selector)
    alone = {name for asked in found if len(asked) == 1 for name in asked}
    return frozenset(asked for asked in found if len(asked) == 1 or alone.isdisjoint(asked))


def _asked(selector: str) -> set[frozenset[str]]:
    own = frozenset(re.findall(CLASS, re.sub(r":[a-z-]+\([^)]*\)", "", selector)))
    chosen = [[re.findall(CLASS, one) for one in part.split(",")] for part in re.findall(r":is\(([^)]*)\)", selector)]
    return {own.union(*one) - FRAME for one in product(*chosen)} - {frozenset()}


CLASS = r"\.([a-zA-Z_][\w-]*)"
