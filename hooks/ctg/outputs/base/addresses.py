"""Where things are, for files that leave the site: a page's full address, an identifier, a postal address, a point."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from ctg.analysis.distance import position_of, town_hall_position
from ctg.catalogue import Catalogue
from ctg.kinds import Commune, Record, Structure
from ctg.kinds.families.place import Place
from ctg.kinds.fields.identifiers import as_identifier
from ctg.kinds.fields.reach import Position
from ctg.kinds.territory.territoire import Territoire
from ctg.outputs.words.contacts import hidden


def absolute(territoire: Territoire, path: str) -> str:
    """The full address of a page or file; empty when the site does not know its own."""
    return territoire.adresse_site.rstrip("/") + "/" + path if territoire.adresse_site else ""


def root_path(territoire: Territoire) -> str:
    """The path of the site on its host: « / », or « /familles/ »."""
    return urlsplit(territoire.adresse_site or "/").path.rstrip("/") + "/"


def webcal(territoire: Territoire, path: str) -> str:
    """The address that makes a telephone subscribe instead of copying; empty when the site does not know its own."""
    return re.sub(r"^https?:", "webcal:", absolute(territoire, path))


def uid(territoire: Territoire, key: str) -> str:
    """An identifier unique in the world. The SIREN makes it so: the site may move, the institution keeps its number."""
    owner = f"siren-{territoire.siren}" if territoire.siren else as_identifier(territoire.nom_complet)
    return f"{key}@{owner}"


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


def postal(catalogue: Catalogue, record: Record) -> Postal:
    """Where a record can be visited or written to, as far as it is known; a service without an address is at its structure's."""
    if hidden(catalogue, record):
        return Postal()
    if isinstance(record, Place):
        return _of_place(catalogue, record)
    street, city = record.postal_lines or ("", "")
    found = re.fullmatch(r"(\d{5}) (.+)", city)
    return Postal(street, "", found[1], found[2]) if found else Postal(street, "", "", city)


def _of_place(catalogue: Catalogue, place: Place) -> Postal:
    home = _home(catalogue, place)
    if home is None:
        return Postal(place.adresse or "", place.complement_adresse or "", place.code_postal or "")
    if catalogue.moves(home):
        return Postal()  # it moves: its commune is not where it is
    commune = catalogue.commune_of(home)
    postcode = home.code_postal or (commune.codes_postaux[0] if commune else "")
    return Postal(home.adresse or "", home.complement_adresse or "", postcode, home.commune)


def _home(catalogue: Catalogue, place: Place) -> Structure | None:
    """The structure whose address is its own; None for a service that has another, or none."""
    return catalogue.home(place) if place.seat or not place.adresse else None


def point(catalogue: Catalogue, record: Record) -> Position | None:
    """The record's own point; None when only the centre of the commune is known, and for what moves."""
    if isinstance(record, Place) and (home := _home(catalogue, record)):
        found, approximate = position_of(catalogue, home) or (None, True)
    elif isinstance(record, Commune) and record.mairie:
        found, approximate = town_hall_position(catalogue, record)
    else:
        return None
    return None if approximate else found


def relative(target: str, page_path: str) -> str:
    """The address of a page or file of the site, relative to another page."""
    folders = _folders(page_path)
    if folders and not target.startswith((folders[0], "#", "/")):  # nothing in common: most links, a page has some forty
        return "../" * len(folders) + target
    place, mark, anchor = target.partition("#")
    if mark and not place:
        return target
    # What posixpath.relpath says, in a fifth of its time.
    wanted = place.rstrip("/").split("/") if place.rstrip("/") else []
    common = 0
    for one, other in zip(wanted, folders, strict=False):
        if one != other:
            break
        common += 1
    link = "/".join((*[".."] * (len(folders) - common), *wanted[common:])) or "."
    return link + ("/" if place.endswith("/") or not place else "") + mark + anchor


@lru_cache(maxsize=64)
def _folders(page_path: str) -> list[str]:
    """From the root to where a page stands: its links start from there."""
    return [name for name in page_path.split("/") if name]
