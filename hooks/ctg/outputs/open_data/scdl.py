"""« Équipements collectifs publics » of the Socle commun des données locales (SCDL, OpenDataFrance), version 0.1.5.

Rules: https://schema.data.gouv.fr/scdl/equipements/0.1.5/documentation.html. They require an address, a point, the SIRET of
the local authority and a code of the EquipCo nomenclature (CRIGE PACA), which is not published with the schema: only the
code of town halls is known, from the schema's own example. A territory adds others to its vocabulary (``scdl``). What
lacks a required field is left out: nothing is made up.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ctg.analysis.hours.opening import HasHours
from ctg.analysis.hours.opening_export import osm
from ctg.ground.data_files import csv_file
from ctg.ground.escaping import for_csv, plain
from ctg.kinds import Commune, Structure
from ctg.kinds.families.commune import Mairie
from ctg.kinds.fields.reach import Position
from ctg.kinds.territory.standards import Scdl
from ctg.kinds.territory.territoire import is_real
from ctg.outputs.base.addresses import Postal, point, postal
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import Asset, SiteFile
from ctg.outputs.open_data.about import STANDARDS, About
from ctg.outputs.open_data.inclusion.parts import only_postcode
from ctg.outputs.open_data.public import published
from ctg.outputs.words.contacts import town_hall

PATH = "donnees/scdl-equipements.csv"
ABOUT = (
    About(
        PATH,
        "Équipements collectifs publics",
        "Les mairies, et les lieux dont tous les champs obligatoires sont connus : adresse, point, code de la nomenclature. "
        "Sans le SIRET de la collectivité, le tableau est vide.",
        "text/csv",
        "SCDL Équipements 0.1.5 (OpenDataFrance)",
        "les colonnes, les valeurs et leurs formes sont comparées à chaque test aux règles de la documentation, recopiées. "
        "Non vérifié : le fichier du schéma lui-même, et les codes de la nomenclature EquipCo",
        STANDARDS,
        "Pour data.gouv.fr et les portails régionaux.",
        "https://schema.data.gouv.fr/scdl/equipements/",
    ),
)
FIELDS = (
    "COLL_NOM", "COLL_SIRET", "EQUIP_UID", "EQUIP_THEME", "EQUIP_CODE", "EQUIP_TYPE", "EQUIP_NOM", "ADR_NUMERO", "ADR_NOMVOIE",
    "ADR_CODEPOSTAL", "ADR_COMMUNE", "ADR_CLE_INTEROP", "ERP_ID", "ERP_TYPE", "ERP_CATEGORIE", "EQUIP_LAT", "EQUIP_LONG",
    "EQUIP_OUVERTURE", "EQUIP_TEL", "EQUIP_EMAIL", "EQUIP_WEB",
)  # fmt: skip
TOWN_HALL, NUMBERS = 1, 999
NO_NUMBER = "99999"
"""The number of a street address that has none."""


@dataclass(frozen=True)
class Equipment:
    """An equipment whose required fields are all known."""

    id: str
    nom: str
    commune: Commune
    scdl: Scdl
    address: Postal
    position: Position
    source: Structure | Mairie


def files(render: Renderer) -> Iterable[SiteFile]:
    """The table; only its titles when the SIRET of the local authority is not known."""
    siret = render.catalogue.territoire.siret
    found = sorted(equipments(render), key=lambda one: (one.commune.code_insee, one.scdl.code, one.id))
    numbers = _numbers(found)
    rows = (_row(render, one, siret, numbers[one.id]) for one in found) if siret and is_real(siret) else ()
    yield Asset(PATH, csv_file(FIELDS, rows, french=False))


def equipments(render: Renderer) -> Iterator[Equipment]:
    """Town halls, then structures, that have every field that the schema requires."""
    catalogue = render.catalogue
    mairie = catalogue.vocabulary.types["mairie"].scdl if "mairie" in catalogue.vocabulary.types else None
    for commune in published(catalogue, Commune):
        if mairie and commune.mairie:
            told = postal(catalogue, commune).postcode if commune.mairie.localite else None
            yield from _complete(render, commune, town_hall(commune.nom), commune, mairie, commune.mairie, told)
    for place in published(catalogue, Structure):
        if scdl := catalogue.type_of(place).scdl:
            yield from _complete(render, place, place.nom, catalogue.commune(place.commune), scdl, place, place.code_postal)


def _complete(
    render: Renderer,
    record: Commune | Structure,
    nom: str,
    commune: Commune,
    scdl: Scdl,
    source: Structure | Mairie,
    told: str | None,
) -> Iterator[Equipment]:
    address, position = postal(render.catalogue, record), point(render.catalogue, record)
    postcode = told or only_postcode(commune)
    if text(nom, 256) and len(street(address.street)[1]) >= 3 and postcode and position:
        yield Equipment(record.key, nom, commune, scdl, Postal(address.street, "", postcode, commune.nom), position, source)


def _numbers(found: Iterable[Equipment]) -> dict[str, int]:
    """A number for each equipment of the same code in a commune, that does not move when another one comes or goes.

    It is drawn from the identifier; the next free one settles a clash. The town hall is always number 1.
    """
    numbers: dict[str, int] = {}
    taken: set[tuple[str, str, int]] = set()
    for one in found:
        town_hall = one.id == one.commune.key
        number = TOWN_HALL if town_hall else zlib.crc32(one.id.encode()) % NUMBERS + 1
        same = (one.commune.code_insee, one.scdl.code)
        while (*same, number) in taken or (number == TOWN_HALL and not town_hall):
            number = number % NUMBERS + 1
        taken.add((*same, number))
        numbers[one.id] = number
    return numbers


def _row(render: Renderer, one: Equipment, siret: str, number: int) -> list[str]:
    code = f"{one.scdl.code}-{number:03}"
    number_in_street, voie = street(one.address.street)
    hours: HasHours = one.source
    return [
        text(render.catalogue.territoire.nom_complet, 140),
        siret,
        f"{one.commune.code_insee}-{code}",
        one.scdl.theme,
        code,
        text(one.scdl.type.replace(",", " "), 140),
        text(one.nom, 256),
        number_in_street,
        voie,
        one.address.postcode,
        letters(one.commune.nom),
        *("", "", "", ""),  # nothing is known of the address key, nor of the building as open to the public
        f"{one.position.lat:.6f}",
        f"{one.position.lon:.6f}",
        for_csv(osm(hours, render.today)[0] or ""),
        telephone(one.source.telephone or ""),
        courriel if (courriel := one.source.courriel or "") == for_csv(courriel) else "",
        one.source.site_web or "",
    ]


# --- what the rules admit in a cell ---------------------------------------------------------------


def text(value: str, longest: int) -> str:
    """On one line, not computed by a spreadsheet, not longer than the schema says."""
    guarded = for_csv(plain(value))
    return guarded if len(guarded) <= longest else guarded[: longest - 1] + "…"


def street(value: str) -> tuple[str, str]:
    """« 3 bis, place de l'Église » → (« 3 bis », « place de l'Église »), with the letters that the schema admits."""
    found = re.fullmatch(r"(\d+(?:/\d+)?(?: ?(?:bis|ter|qua|qui))?)\b,?\s+(.*)", " ".join(value.split()), re.IGNORECASE)
    number, voie = (found[1].lower(), found[2]) if found else (NO_NUMBER, value)
    return number, re.sub(r"\s+", " ", re.sub(r"[^a-zA-Z0-9'\u00C0-\u00FF-]", " ", _latin(voie))).strip(" '-")


def letters(value: str) -> str:
    """A commune's name with the letters that the schema admits: no apostrophe, no ligature."""
    return re.sub(r"\s+", " ", re.sub(r"[^A-Za-z\u00C0-\u00FF-]", " ", _latin(value))).strip(" -")


def _latin(value: str) -> str:
    return value.replace("œ", "oe").replace("Œ", "Oe").replace("’", "'")


def telephone(value: str) -> str:
    """« +33 465710000 »; empty when it is longer than the 13 characters of the schema."""
    shown = value[:3] + " " + value[3:] if value.startswith("+33") else value
    return shown if len(shown) <= 13 else ""
