"""What the features of BD TOPO, BD CARTO, BD TOPAGE and OpenStreetMap are, in the words of ``data/fond.geojson``."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from ctg_demarrage.ground_files import GivenFeature

OPEN = "Licence Ouverte 2.0"
TOPAGE = ("BD TOPAGE (OFB, Sandre, IGN)", OPEN)
OSM = ("© les contributeurs d'OpenStreetMap", "ODbL 1.0")
LARGE = 10_000
"""Inhabitants from which a town beyond the ground gives a direction."""
NOT_DRAWN = {
    "Chemin",
    "Sentier",
    "Escalier",
    "Route empierrée",
    "Bretelle",
    "Rond-point",
    "Piste cyclable",
    "Bac ou liaison maritime",
}
"""Natures of roads that a map of this scale does not show."""
RIVALS = {
    "tronconhydrographique": "coursdeau", "surfacehydrographique": "plandeau", "routenumeroteeounommee": "tronconderoute",
    "zonedhabitation": "batiment",
}  # fmt: skip
"""Layer → the one that says the same better, when both are given."""


class Said(NamedTuple):
    """What a feature is on the ground: see ``ctg.model.territory``."""

    nature: str
    rang: int
    nom: str
    source: str
    licence: str


def said(raw: GivenFeature) -> Said | None:
    """What a feature is; None for what the ground does not show."""
    own = raw.properties
    if "CdOH" in own or "TopoOH" in own:
        return _named(_topage(own, raw), own.get("TopoOH"), TOPAGE)
    if layer := layer_of(raw):
        found = LAYERS[layer](own)
        name = next((own[key] for key in NAMES if own.get(key)), None)
        return _named(found, name, (_ign(raw), OPEN))
    tags = own["tags"] if isinstance(own.get("tags"), dict) else own
    return _named(_osm(tags, raw), tags.get("ref") or tags.get("name"), OSM)


def layer_of(raw: GivenFeature) -> str:
    """The layer of the IGN that a feature is of, or nothing."""
    return next((layer for layer in LAYERS if layer in raw.layer), "")


def _named(found: tuple[str, int] | None, name: object, source: tuple[str, str]) -> Said | None:
    if not found:
        return None
    nature, rank = found
    text = " ".join(str(name).split()) if isinstance(name, str | int) and nature != "bati" else ""
    return Said(nature, min(max(rank, 1), 6), text, *source)


def _ign(raw: GivenFeature) -> str:
    return "IGN, BD CARTO" if "bdcarto" in raw.layer else "IGN, BD TOPO"


# --- IGN -----------------------------------------------------------------------------------------

NAMES = ("cpx_numero", "numero", "cpx_toponyme_de_cours_d_eau", "nom_officiel", "toponyme", "cpx_toponyme")


def _number(value: object, otherwise: int) -> int:
    return int(str(value)) if re.fullmatch(r"[1-6]", str(value)) else otherwise


def _hidden(own: dict[str, Any]) -> bool:
    """Under the ground, or drawn to link others."""
    return str(own.get("fictif")).lower() in ("true", "1", "oui") or str(own.get("position_par_rapport_au_sol")).startswith("-")


def _river_section(own: dict[str, Any]) -> tuple[str, int] | None:
    wide = str(own.get("classe_de_largeur") or own.get("ClasseLargeurTH") or "")
    figures = [int(one) for one in re.findall(r"\d+", wide)]
    rank = 6 - sum(max(figures, default=0) >= least for least in (5, 15, 50, 51)) if figures else 5
    dry = str(own.get("persistance") or own.get("PersistanceTH") or "").lower().startswith(("inter", "éphé", "sec"))
    return None if _hidden(own) else ("cours-d-eau", rank + dry)


def _road(own: dict[str, Any]) -> tuple[str, int] | None:
    rank = _number(own.get("importance"), 5)
    return None if _hidden(own) or own.get("nature") in NOT_DRAWN or rank == 6 else ("route", rank)


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
    "tronconhydrographique": _river_section,
    "coursdeau": lambda own: ("cours-d-eau", _number(own.get("importance"), 5)),
    "surfacehydrographique": lambda own: None if _hidden(own) else ("eau", 6),
    "plandeau": lambda own: ("eau", 6),
    "tronconderoute": _road,
    "routenumeroteeounommee": _numbered_road,
    "troncondevoieferree": _railway,
    "zonedhabitation": lambda own: ("bati", _number(own.get("importance"), 5)),
    "batiment": lambda own: ("bati", 6),
    "commune": _commune,
}
"""Layer → (nature, rank) of its features; the rank of a surface is worked out from its size."""


def _topage(own: dict[str, Any], raw: GivenFeature) -> tuple[str, int] | None:
    if raw.geometry.geom_type.endswith("Polygon"):
        return "eau", 6
    return _river_section(own) if "ClasseLargeurTH" in own else ("cours-d-eau", 4 if own.get("TopoOH") else 6)


# --- OpenStreetMap -------------------------------------------------------------------------------

TAGS = {
    ("waterway", "river"): ("cours-d-eau", 3), ("waterway", "canal"): ("cours-d-eau", 4),
    ("waterway", "stream"): ("cours-d-eau", 5),
    ("natural", "water"): ("eau", 6), ("waterway", "riverbank"): ("eau", 6),
    ("highway", "motorway"): ("route", 1), ("highway", "trunk"): ("route", 2), ("highway", "primary"): ("route", 2),
    ("highway", "secondary"): ("route", 3), ("highway", "tertiary"): ("route", 4), ("highway", "unclassified"): ("route", 5),
    ("railway", "rail"): ("rail", 2), ("landuse", "residential"): ("bati", 5),
    ("place", "city"): ("ville", 1), ("place", "town"): ("ville", 2), ("place", "village"): ("ville", 4),
}  # fmt: skip
"""(tag, value) → (nature, rank)."""


def _osm(tags: dict[str, Any], raw: GivenFeature) -> tuple[str, int] | None:
    found = next((TAGS[key, str(value)] for key, value in tags.items() if (key, str(value)) in TAGS), None)
    if tags.get("tunnel") not in (None, "no") or tags.get("service"):
        return None
    surface = raw.geometry.geom_type.endswith("Polygon")
    return None if found and surface != (found[0] in ("eau", "bati")) and found[0] != "ville" else found
