"""Where the ground of a territory can be downloaded, by its bounds: Géoplateforme (IGN), Sandre, OpenStreetMap."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

GEOPF = "https://data.geopf.fr/wfs/ows"
SANDRE = "https://services.sandre.eaufrance.fr/geo/sandre"
OVERPASS = "https://overpass-turbo.eu/"
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
    west, south, east, north = (f"{one:.4f}" for one in bounds)
    rivers = {
        "SERVICE": "WFS", "VERSION": "2.0.0", "REQUEST": "GetFeature", "TYPENAMES": "sa:CoursEau_FXX_Topage2026",
        "OUTPUTFORMAT": "application/json; subtype=geojson",
        "BBOX": f"{west},{south},{east},{north},urn:ogc:def:crs:OGC:1.3:CRS84",
    }  # fmt: skip
    yield "ou BD TOPAGE, les cours d'eau", f"{SANDRE}?{urlencode(rivers, safe=',:/')}"
    ways = "".join(
        f'way["{key}"~"^({values})$"]({south},{west},{north},{east});'
        for key, values in (
            ("waterway", "river|canal|stream"), ("highway", "motorway|trunk|primary|secondary|tertiary"), ("railway", "rail"),
            ("landuse", "residential"), ("natural", "water"),
        )
    )  # fmt: skip
    asked = f"[out:json];({ways});out geom;"
    yield "ou OpenStreetMap (bouton « Exporter », puis GeoJSON)", f"{OVERPASS}?{urlencode({'Q': asked})}"
