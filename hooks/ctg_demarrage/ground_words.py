"""What the features of the BD TOPO are, in the words of ``data/fond.geojson``."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from ctg_demarrage.ground_files import GivenFeature

SOURCE = "IGN, BD TOPO", "Licence Ouverte 2.0"
LARGE = 10_000
"""Inhabitants from which a town beyond the ground gives a direction."""


class Said(NamedTuple):
    """What a feature is on the ground: see ``ctg.model.territory``."""

    nature: str
    rang: int
    nom: str
    source: str
    licence: str


def said(raw: GivenFeature) -> Said | None:
    """What a feature is; None for what the ground does not show."""
    found = LAYERS[raw.layer](raw.properties) if raw.layer in LAYERS else None
    if not found:
        return None
    nature, rank = found
    name = next((raw.properties[key] for key in NAMES if raw.properties.get(key)), None)
    text = " ".join(str(name).split()) if isinstance(name, str | int) and nature != "bati" else ""
    return Said(nature, min(max(rank, 1), 6), text, *SOURCE)


NAMES = ("numero", "nom_officiel", "toponyme")


def _number(value: object, otherwise: int) -> int:
    return int(str(value)) if re.fullmatch(r"[1-6]", str(value)) else otherwise


def _hidden(own: dict[str, Any]) -> bool:
    """Under the ground, or drawn to link others."""
    return str(own.get("fictif")).lower() in ("true", "1", "oui") or str(own.get("position_par_rapport_au_sol")).startswith("-")


def _numbered_road(own: dict[str, Any]) -> tuple[str, int] | None:
    sort = f"{own.get('type_de_route') or ''} {own.get('numero') or ''}".strip().upper()
    return ("route", {"A": 1, "N": 2, "D": 4}.get(sort[:1], 6)) if sort[:1] in ("A", "N", "D") else None


def _railway(own: dict[str, Any]) -> tuple[str, int] | None:
    used = own.get("usage") not in ("Sans objet", "Vélo-rail", None) and own.get("nature") != "Voie de service"
    return ("rail", 1 if own.get("nature") == "LGV" else 2) if used and not _hidden(own) else None


def _commune(own: dict[str, Any]) -> tuple[str, int]:
    people = own.get("population")
    count = people if isinstance(people, int) else int(people) if isinstance(people, str) and people.isdigit() else 0
    return "ville", 1 + sum(count < size for size in (20_000, LARGE, 2_000, 1_000, 500))


LAYERS: dict[str, Callable[[dict[str, Any]], tuple[str, int] | None]] = {
    "coursdeau": lambda own: ("cours-d-eau", _number(own.get("importance"), 5)),
    "plandeau": lambda own: ("eau", 6),
    "routenumeroteeounommee": _numbered_road,
    "troncondevoieferree": _railway,
    "zonedhabitation": lambda own: ("bati", _number(own.get("importance"), 5)),
    "commune": _commune,
}
"""Layer → (nature, rank) of its features; the rank of a surface is worked out from its size."""
