"""The rules of SCDL « Équipements » 0.1.5 (OpenDataFrance), as a Table Schema, and what in a table departs from them.

The file of the schema is not at hand: columns, types, lengths, patterns and lists are written out here from its published
documentation, https://schema.data.gouv.fr/scdl/equipements/0.1.5/documentation.html
"""

from __future__ import annotations

from typing import Any

from frictionless import Resource, Schema


def _field(name: str, type: str = "string", format: str = "default", required: bool = True, **constraints: Any) -> dict:
    return {"name": name, "type": type, "format": format, "constraints": {"required": required, **constraints}}


THEMES = [
    "Equipement administratif", "Equipement de justice", "Equipement sanitaire", "Equipement social et d'animation",
    "Equipement sportif et de loisirs", "Equipement d'enseignement", "Equipement cultuel", "Equipement culturel",
    "Equipement de mobilité", "Autre équipement",
]  # fmt: skip
SCHEMA = {
    "fields": [
        _field("COLL_NOM", maxLength=140),
        _field("COLL_SIRET", pattern=r"\d{14}"),
        _field("EQUIP_UID", maxLength=18, pattern="[0-9A-B]{5}-[0-9]{8}-[0-9]{3}"),
        _field("EQUIP_THEME", enum=THEMES),
        _field("EQUIP_CODE", maxLength=12),
        _field("EQUIP_TYPE", maxLength=140),
        _field("EQUIP_NOM", maxLength=256),
        _field("ADR_NUMERO"),
        _field("ADR_NOMVOIE", minLength=3, pattern=r"[a-zA-Z0-9\-\'\s\d\u00C0-\u00FF]+"),
        _field("ADR_CODEPOSTAL", maxLength=5),
        _field("ADR_COMMUNE", pattern=r"[A-Za-z\s\-\u00C0-\u00FF]+"),
        _field("ADR_CLE_INTEROP", required=False, minLength=16, pattern="[A-Za-z0-9_]+"),
        _field("ERP_ID", required=False),
        _field("ERP_TYPE", required=False, maxLength=10),
        _field("ERP_CATEGORIE", "integer", required=False, minimum=1, maximum=5),
        _field("EQUIP_LAT", "number"),
        _field("EQUIP_LONG", "number"),
        _field("EQUIP_OUVERTURE", required=False),
        _field("EQUIP_TEL", required=False, maxLength=13),
        _field("EQUIP_EMAIL", format="email", required=False),
        _field("EQUIP_WEB", format="uri", required=False),
    ]
}


def faults(content: bytes) -> list[str]:
    """What frictionless finds wrong with a table."""
    report = Resource(data=content, format="csv", encoding="utf-8", schema=Schema.from_descriptor(SCHEMA)).validate()
    return [f"{error.title}: {error.message}" for task in report.tasks for error in task.errors]
