"""The addresses of pages and files (full, relative, postal), and what is said of each published file: licence, group, format.

Each module of ``OPEN_DATA`` declares in ``ABOUT`` the files that it makes; the page « Données ouvertes »
(:mod:`ctg.open_data.index`) adds their date and size.
Licence of all that the site publishes: https://www.etalab.gouv.fr/licence-ouverte-open-licence/"""

import re
from dataclasses import dataclass
from typing import NamedTuple, TypeVar
from urllib.parse import urlsplit

from ctg.model import Place, Record, Structure, Territoire
from ctg.reading.catalogue import Catalogue


def absolute(territoire: Territoire, path: str) -> str:
    """The full address of a page or file; empty when the site does not know its own."""
    return territoire.adresse_site.rstrip("/") + "/" + path if territoire.adresse_site else ""


def root_path(territoire: Territoire) -> str:
    """The path of the site on its host: « / », or « /familles/ »."""
    return urlsplit(territoire.adresse_site or "/").path.rstrip("/") + "/"


def webcal(territoire: Territoire, path: str) -> str:
    """The address that makes a telephone subscribe instead of copying; empty when the site does not know its own."""
    return re.sub(r"^https?:", "webcal:", absolute(territoire, path))


@dataclass(frozen=True)
class Postal:
    """A postal address; any part may be empty."""

    street: str = ""
    extended: str = ""
    postcode: str = ""
    city: str = ""

    @property
    def line(self) -> str:
        """« 3 place de la Mairie, Rez-de-jardin, 99100 Valbourg »."""
        city = " ".join(part for part in (self.postcode, self.city) if part)
        return ", ".join(part for part in (self.street, self.extended, city) if part)


def postal_of_place(catalogue: Catalogue, place: Place) -> Postal:
    """The postal address of a place, or of what hosts it; empty when it moves."""
    home = address_holder(catalogue, place)
    if home is None:
        return Postal(place.adresse or "", place.complement_adresse or "", place.code_postal or "")
    if catalogue.moves(home):
        return Postal()  # it moves: its commune is not where it is
    commune = catalogue.commune_of(home)
    postcode = home.code_postal or (commune.code_postal if commune else "")
    return Postal(home.adresse or "", home.complement_adresse or "", postcode, home.commune)


def address_holder(catalogue: Catalogue, place: Place) -> Structure | None:
    """The structure whose address is its own; None for a service that has another, or none."""
    return catalogue.home(place) if place.seat or not place.adresse else None


def relative(target: str, page_path: str) -> str:
    """The address of a page or file of the site, relative to another page."""
    place, mark, anchor = target.partition("#")
    if mark and not place:
        return target
    here, (*folders, name) = page_path.split("/")[:-1], place.split("/")
    while here and folders and here[0] == folders[0]:
        del here[0], folders[0]
    return ("/".join([".."] * len(here) + [*folders, name]) or "./") + mark + anchor


UNCHECKED = "non vérifié"


class OpenSet(NamedTuple):
    """Files about one thing: a part of the page « Données ouvertes », and a dataset of the catalogues. ``id`` never changes."""

    id: str
    title: str
    description: str


PLACES = OpenSet("lieux", "Lieux et services", "Où aller, qui appeler, quand c’est ouvert : structures, services, mairies.")
PROJECT = OpenSet("projet", "Projet du territoire", "Conventions, axes, actions, états, argent, rencontres, partenaires.")
FIGURES = OpenSet("chiffres", "Chiffres", "Indicateurs et diagnostics, avec leur année, leur commune et leur source.")
WHOLE = OpenSet("territoire", "Territoire et fichiers", "Qui publie, les mots employés, ce que sont les fichiers.")
GROUPS = {one.id: one for one in (PLACES, PROJECT, FIGURES, WHOLE)}
"""In the order of the page; a kind says its own (``dataset``)."""


@dataclass(frozen=True)
class About:
    """One published file, or all those of one shape. Texts are French, and shown."""

    path: str
    """Address from the root (``donnees/structures.csv``), or a pattern: ``*`` stands for anything but a slash."""
    title: str
    """Formats of the same data share their title: they are shown together, in the order of the modules."""
    description: str
    """What is in it and what is not, in one to three short sentences."""
    media_type: str
    """``text/csv``, ``application/geo+json``…"""
    standard: str = ""
    """The rule it follows: « GeoJSON (RFC 7946) »."""
    checked: str = UNCHECKED
    """How each publication is checked: « par frictionless, à chaque test »."""
    group: OpenSet = WHOLE
    """One of :data:`GROUPS`."""
    audience: str = ""
    """For whom and for what: « Pour ouvrir dans un tableur. »"""
    standard_url: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    """(name, what it says) of each column of a table of facts; those of a kind are its fields."""

    def names(self, path: str) -> bool:
        """Whether a file of the site is one of these."""
        return re.fullmatch(self.pattern, path) is not None

    @property
    def pattern(self) -> str:
        """The regular expression of the addresses of these files, without a group."""
        return re.escape(self.path).replace(r"\*", "[^/]*")


LICENCE, LICENCE_NAME = "etalab-2.0", "Licence Ouverte 2.0"
LICENCE_URL = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"

R = TypeVar("R", bound=Record)


def published(catalogue: Catalogue, kind: type[R]) -> tuple[R, ...]:
    """The records of a kind, without drafts (which only ``make servir`` shows)."""
    return tuple(record for record in catalogue.all(kind) if record.published)


def published_places(catalogue: Catalogue) -> tuple[Place, ...]:
    """Published structures, then published services."""
    return tuple(place for place in catalogue.places if place.published)


def address(territoire: Territoire, path: str) -> str:
    """The full address of a page or file of the site, or its path from the root when the site's address is not known."""
    return absolute(territoire, path) or f"/{path}"


def notice(territoire: Territoire) -> dict[str, str]:
    """The licence, and the source and date that it asks to be named, as fields of an open data file."""
    source = f"{territoire.titre_site} ({territoire.editeur.nom})"
    return {"licence": LICENCE, "licence_url": LICENCE_URL, "source": source}
