"""Communes and structures for maps: GeoJSON (RFC 7946), longitude before latitude, WGS 84.

Rings follow the right-hand rule (section 3.1.6); coordinates have six decimals, ten centimetres (section 11.2).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import shapely
from shapely.geometry import mapping, shape

from ctg.kinds import Commune, Record, Structure
from ctg.outputs.open_data.about import MAPS, About
from ctg.outputs.open_data.computed import DECIMALS
from ctg.outputs.open_data.public import notice, published
from ctg.outputs.open_data.records_json import as_json, record_values
from ctg.outputs.rendering import Renderer
from ctg.outputs.site import Asset, SiteFile

FOLDER = "donnees"
PROPERTIES: dict[type[Record], tuple[str, ...]] = {
    Commune: ("id", "nom", "code_insee", "codes_postaux", "population", "population_annee"),
    Structure: (
        "id", "nom", "type", "commune", "adresse", "code_postal", "telephone", "courriel", "site_web", "gestionnaire",
        "etat_fiche",
    ),
}  # fmt: skip
"""The record's own fields that a map shows; all that is computed is added. The rest is in the record's JSON."""

_MEDIA, _STANDARD, _RFC = "application/geo+json", "GeoJSON (RFC 7946)", "https://www.rfc-editor.org/rfc/rfc7946"
_CHECKED = "relu par une autre bibliothèque (shapely) : géométries valides, sens des contours, à chaque test"
ABOUT = (
    About(
        f"{FOLDER}/communes.geojson",
        "Carte des communes",
        "Le contour de chaque commune, son centre, sa population et sa mairie. Contours simplifiés : ils ne servent pas à "
        "dire à quelle commune appartient une parcelle.",
        _MEDIA,
        _STANDARD,
        _CHECKED,
        MAPS,
        "Pour un logiciel de cartes (QGIS, uMap).",
        _RFC,
    ),
    About(
        f"{FOLDER}/structures.geojson",
        "Carte des structures",
        "Un point par lieu. « position_approximative » dit quand le point n’est que le centre de la commune. Les adresses "
        "confidentielles n’y sont pas.",
        _MEDIA,
        _STANDARD,
        _CHECKED,
        MAPS,
        "Pour un logiciel de cartes (QGIS, uMap).",
        _RFC,
    ),
)


def files(render: Renderer) -> Iterable[SiteFile]:
    """``communes.geojson`` and ``structures.geojson``."""
    yield Asset(f"{FOLDER}/communes.geojson", as_json(_collection(render, communes(render))))
    yield Asset(f"{FOLDER}/structures.geojson", as_json(_collection(render, structures(render))))


def communes(render: Renderer) -> Iterable[dict[str, Any]]:
    """The outline of each commune."""
    outlines = defaultdict(list)
    for feature in render.catalogue.contours["features"]:
        outlines[feature["properties"]["code_insee"]].append(shape(feature["geometry"]))
    for commune in published(render.catalogue, Commune):
        centre = {"centre_latitude": round(commune.centre.lat, DECIMALS), "centre_longitude": round(commune.centre.lon, DECIMALS)}
        values = record_values(render, commune)
        hall = {f"mairie_{name}": values["calcule"].pop(name) for name in ("latitude", "longitude", "position_approximative")}
        yield _feature(commune, outline(outlines[commune.code_insee]), values, centre | hall)


def outline(parts: list[shapely.Geometry]) -> dict[str, Any]:
    """Polygons as a GeoJSON geometry: flat, rounded, outer rings counterclockwise."""
    whole = shapely.force_2d(shapely.union_all(parts) if len(parts) > 1 else parts[0])
    sound = whole if whole.is_valid else whole.buffer(0)
    rounded = shapely.set_precision(sound, 10**-DECIMALS)
    return _rounded(mapping(shapely.orient_polygons(rounded)))


def structures(render: Renderer) -> Iterable[dict[str, Any]]:
    """The point of each structure whose address is not confidential."""
    for structure in published(render.catalogue, Structure):
        values = record_values(render, structure)
        found = values["calcule"]
        if "latitude" in found:
            point = {"type": "Point", "coordinates": [found.pop("longitude"), found.pop("latitude")]}
            yield _feature(structure, point, values)


def _feature(record: Record, geometry: dict[str, Any], values: dict[str, Any], more: dict[str, Any] | None = None) -> dict:
    own = {name: values[name] for name in PROPERTIES[type(record)] if name in values}
    return {
        "type": "Feature",
        "id": record.key,
        "geometry": geometry,
        "properties": own | (more or {}) | values["calcule"],
    }


def _collection(render: Renderer, features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """With the licence as foreign members (section 6.1)."""
    return {"type": "FeatureCollection", **notice(render.catalogue.territoire), "features": list(features)}


def _rounded(value: Any) -> Any:
    """Lists rather than tuples, and no digit left over by binary fractions."""
    if isinstance(value, dict):
        return {name: _rounded(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return round(value, DECIMALS) if isinstance(value, float) else value
