"""The small objects of HSDS 3.1 that others hold: identifiers, telephones, addresses, terms."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from hashlib import sha1
from typing import Any

from ctg.catalogue import Catalogue
from ctg.ground.data_files import as_json
from ctg.kinds import Commune
from ctg.kinds.families.place import Place
from ctg.kinds.fields.base import Ages
from ctg.kinds.territory.territoire import Territoire
from ctg.outputs.open_data.inclusion.parts import known, only_postcode

HsdsSheet = dict[str, Any]
HsdsPieces = tuple[bytes, ...]
"""The JSON of a sheet, in pieces: what several sheets hold is in memory once."""
_LOCATION = b'"location":'
_ADDRESSES = uuid.NAMESPACE_URL.bytes


def written(sheet: HsdsSheet, locations: Iterable[bytes] = ()) -> HsdsPieces:
    """The JSON of a sheet; each ``location`` that is None there is the next of the ``locations``, which are JSON already.

    No text can look like that field: its quotes are escaped.
    """
    head, *following = as_json(sheet).rstrip().split(_LOCATION + b"null")
    pieces = zip(locations, following, strict=True)
    return (head, *(piece for location, after in pieces for piece in (_LOCATION, location, after)))


def identifier(territoire: Territoire, *path: str) -> str:
    """A UUID that the same thing keeps for ever: drawn from the territory and its own name."""
    name = ":".join(("urn:siren", territoire.siren or territoire.nom, *path))
    # « uuid.uuid5 », to the letter, in a third of its time: a territory has tens of thousands.
    drawn = sha1(_ADDRESSES + name.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(drawn[16], 16) % 4]
    return f"{drawn[:8]}-{drawn[8:12]}-5{drawn[13:16]}-{variant}{drawn[17:20]}-{drawn[20:32]}"


def phones(territoire: Territoire, key: str, number: str | None) -> list[HsdsSheet]:
    """One telephone, or none."""
    return [{"id": identifier(territoire, key, "telephone"), "number": number, "type": "voice"}] if number else []


def address(
    territoire: Territoire, key: str, commune: Commune, lines: tuple[str, str | None], postcode: str | None
) -> list[HsdsSheet]:
    """One address, or none when a part that the specification requires is not known.

    ``state_province`` is the département, by its ISO 3166-2 code, from the commune's INSEE code.
    """
    (street, more), postcode = lines, postcode or only_postcode(commune)
    if not street or not postcode:
        return []
    code = commune.code_insee
    return [
        known(
            id=identifier(territoire, key, "adresse"),
            address_1=street,
            address_2=more,
            city=commune.nom,
            state_province=f"FR-{code[:3] if code.startswith('97') else code[:2]}",
            postal_code=postcode,
            country="FR",
            address_type="physical",
        )
    ]


def years(ages: Ages | None) -> HsdsSheet:
    """Ages in years, to the hundredth."""
    if not ages:
        return {}
    return known(
        minimum_age=ages.de and round(ages.de.mois / 12, 2),
        maximum_age=ages.a and round(ages.a.mois / 12, 2),
    )


def terms(catalogue: Catalogue, place: Place) -> list[HsdsSheet]:
    """The themes of a place and, of a structure, its type, as terms of two taxonomies."""
    found = [_term(catalogue.territoire, "themes", theme.id, theme.titre, "") for theme in catalogue.themes_of(place)]
    if type_ := catalogue.type_of(place):
        found.append(_term(catalogue.territoire, "types", type_.id, type_.singulier, type_.definition))
    return found


def _term(territoire: Territoire, taxonomy: str, id: str, name: str, definition: str) -> HsdsSheet:
    return {
        "id": identifier(territoire, taxonomy, id),
        "code": id,
        "name": name,
        "description": definition or name,
        "taxonomy": {"themes": "Thèmes du site", "types": "Types de lieux du site"}[taxonomy],
        "language": "fr",
    }


def attributes(catalogue: Catalogue, place: Place, entity: str, link: str) -> list[HsdsSheet]:
    """The links between an object and its terms."""
    return [
        {
            "id": identifier(catalogue.territoire, place.key, "attribut", term["id"]),
            "link_id": link,
            "link_entity": entity,
            "taxonomy_term_id": term["id"],
            "taxonomy_term": term,
        }
        for term in terms(catalogue, place)
    ]
