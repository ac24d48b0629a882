"""Where things are, for files that leave the site: a page's full address, an identifier, a postal address, a point."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from ctg.analysis.distance import position_of, town_hall_position
from ctg.catalogue import Catalogue
from ctg.kinds import Commune, Partenaire, Record, Service, Structure
from ctg.kinds.commune import commune_id
from ctg.kinds.fields import Position
from ctg.kinds.territoire import Territoire
from ctg.outputs.words.contacts import hidden, host


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
    owner = f"siren-{territoire.siren}" if territoire.siren else commune_id(territoire.nom_complet)
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
    if isinstance(record, Structure):
        if catalogue.moves(record):
            return Postal()  # it moves: its commune is not where it is
        postcode = record.code_postal or catalogue.commune(record.commune).codes_postaux[0]
        return Postal(record.adresse or "", record.complement_adresse or "", postcode, record.commune)
    if isinstance(record, Service):
        place = host(catalogue, record)
        if record.adresse or not place:
            return Postal(record.adresse or "", record.complement_adresse or "", record.code_postal or "")
        return postal(catalogue, place)
    if isinstance(record, Commune) and record.mairie:
        return _split(record.mairie.adresse, record.mairie.localite or f"{record.codes_postaux[0]} {record.nom}")
    if isinstance(record, Partenaire) and record.adresse:
        return _split(*_before_postcode(record.adresse))
    return Postal()


def _before_postcode(text: str) -> tuple[str, str]:
    """« 1 place de la Mairie, 99100 Valbourg » → (« 1 place de la Mairie », « 99100 Valbourg »)."""
    found = re.fullmatch(r"(.*?)[\s,]*(\b\d{5} \D+)", text)
    return (found[1], found[2]) if found else (text, "")


def _split(street: str | None, city: str) -> Postal:
    found = re.fullmatch(r"(\d{5}) (.+)", city)
    return Postal(street or "", "", found[1], found[2]) if found else Postal(street or "", "", "", city)


def point(catalogue: Catalogue, record: Record) -> Position | None:
    """The record's own point; None when only the centre of the commune is known, and for what moves."""
    place = host(catalogue, record) or record
    if isinstance(record, Service) and record.adresse:
        return None
    if isinstance(place, Structure):
        found, approximate = position_of(catalogue, place) or (None, True)
    elif isinstance(place, Commune) and place.mairie:
        found, approximate = town_hall_position(catalogue, place)
    else:
        return None
    return None if approximate else found
