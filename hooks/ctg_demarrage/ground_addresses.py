"""Where the ground of a territory can be downloaded, by its bounds: the Géoplateforme (IGN)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

GEOPF = "https://data.geopf.fr/wfs/ows"
COUNT = 5_000
"""Features of an answer of the Géoplateforme; the next ones are asked from there on."""
LAYERS = {
    "cours_d_eau": "les cours d'eau",
    "plan_d_eau": "les plans d'eau",
    "route_numerotee_ou_nommee": "les routes",
    "troncon_de_voie_ferree": "les voies ferrées",
    "zone_d_habitation": "le bâti",
    "commune": "les communes voisines",
}
"""Layer of the BD TOPO → what it shows. The sections of roads and the buildings are too many to be asked for."""

Bounds = tuple[float, float, float, float]
"""West, south, east, north, in degrees."""


def layer_address(layer: str, bounds: Bounds, start: int = 0) -> str:
    """Features of a layer of the BD TOPO as GeoJSON; the box is in latitude then longitude, the answer is not."""
    west, south, east, north = (f"{one:.4f}" for one in bounds)
    asked = {
        "SERVICE": "WFS", "VERSION": "2.0.0", "REQUEST": "GetFeature", "TYPENAMES": f"BDTOPO_V3:{layer}",
        "OUTPUTFORMAT": "application/json", "SRSNAME": "EPSG:4326",
        "BBOX": f"{south},{west},{north},{east},urn:ogc:def:crs:EPSG::4326", "COUNT": COUNT, "STARTINDEX": start,
    }  # fmt: skip
    return f"{GEOPF}?{urlencode(asked, safe=',:/')}"


def addresses(bounds: Bounds) -> Iterator[tuple[str, str]]:
    """(what it is, address) of each file to save."""
    for layer, told in LAYERS.items():
        yield f"BD TOPO, {told}", layer_address(layer, bounds)
