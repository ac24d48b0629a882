"""The files of the map: the script that Folium draws (see ``folium_map``), and Leaflet's own, served from our site."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources

from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import Asset, SiteFile

# Plan IGN by the Géoplateforme: public, free, no key (licence ouverte). Asked for by the visitor's gesture only.
IGN = (
    "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2"
    "&STYLE=normal&FORMAT=image/png&TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
)

LIBRARIES = {
    "leaflet.js": ("js_lib_leaflet", "static/js_lib_leaflet/leaflet.js"),
    "leaflet.css": ("js_lib_leaflet", "static/js_lib_leaflet/leaflet.css"),
    "markercluster.js": ("xstatic.pkg.leaflet_markercluster", "data/leaflet.markercluster.js"),
}


def files(render: Renderer) -> Iterable[SiteFile]:
    """The map's script and Leaflet's own files."""
    yield Asset("assets/carte/territoire.js", lambda: _script(render))
    for name, (package, path) in LIBRARIES.items():
        yield Asset(f"assets/carte/{name}", _without_source_map(resources.files(package).joinpath(path).read_bytes()))


def _script(render: Renderer) -> bytes:
    from ctg.outputs.base.pictures.folium_map import map_script  # a quarter of a second to import: only when the map is made

    return map_script(render.catalogue, IGN, render.today).encode()


def _without_source_map(content: bytes) -> bytes:
    """A source map that we do not publish would be a broken request in developers' tools."""
    return b"\n".join(
        line for line in content.split(b"\n") if not line.startswith((b"//# sourceMappingURL", b"/*# sourceMappingURL"))
    )
