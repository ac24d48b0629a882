"""The Folium map of the territory and the files that browsers need for it. Sole importer of ``folium``.

One map serves every page. Folium draws it empty: the layers, the clusters, the background, into one script that browsers
keep. The outlines and the places are handed to it as data, after (see :func:`map_script`). A page shows the places of its
own list (``data-lieu`` on each item), or colours the communes as its own table says (``data-commune`` and
``data-classe`` on each row), so map and page cannot disagree. The map is a fragment of the page, not a frame:
``CONTRIBUTING.md`` says why. ``overrides/assets/js/carte.js`` says how markers and outlines look and answer to the keyboard.
Leaflet's own files are served from our site."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from importlib import resources
from typing import TypeVar

import folium
from branca.element import Element, Figure
from folium.plugins import MarkerCluster
from folium.utilities import JsCode

from ctg.common.escaping import for_script
from ctg.common.phrases import at_name, typography
from ctg.hours.changes import halts
from ctg.hours.holidays import Calendar
from ctg.hours.words import stop_days
from ctg.model.commune import Commune
from ctg.model.fields import Position
from ctg.model.place import Arret, Place
from ctg.pages.document import IGN
from ctg.pages.files import Asset, SiteFile
from ctg.pages.renderer import Renderer
from ctg.places.contacts import commune_said, town_hall
from ctg.reading.catalogue import Catalogue
from ctg.reading.positions import position_of, town_hall_position

E = TypeVar("E", bound=Element)
MAX_ZOOM = 18
EMPTY = {"type": "FeatureCollection", "features": []}


def map_script(catalogue: Catalogue, background: str, today: dt.date) -> str:
    """The script of the territory's map: same data, same day, same bytes. ``background``: the address of its tiles.

    Folium writes with branca, which compiles what it has written as a template once more: a text of the data would run
    there. It is given constants only; ``carte.js`` adds the data to the layers.
    """
    drawing, layers = _drawn(background)
    data = for_script({"contours": _outlines(catalogue), "lieux": places_geojson(catalogue, today)})
    return f"{drawing}\ncarte.demarrer({layers}, {data});\n"


def _drawn(background: str) -> tuple[str, str]:
    """(what Folium writes for the map without its data, the layers by role as ``carte.demarrer`` takes them)."""
    # Folium draws identifiers at random; stable ones keep the site identical from one build to the next.
    carte = _named(folium.Map(tiles=None, zoom_control=False, scroll_wheel_zoom=False, keyboard=True), "territoire")
    carte.options["max_zoom"] = MAX_ZOOM  # clusters need to know where zooming ends; Folium only passes it to tiles
    contours = _named(folium.GeoJson(EMPTY, style=JsCode("carte.styleContour")), "contours")
    groupes = _named(MarkerCluster(icon_create_function="carte.groupe", show_coverage_on_hover=False, animate=False), "groupes")
    lieux = _named(folium.GeoJson(EMPTY, point_to_layer=JsCode("carte.marqueur"), filter=JsCode("carte.surLaListe")), "lieux")
    fond = _named(folium.TileLayer(background, attr="© IGN – Plan IGN, Géoplateforme", show=False, max_zoom=MAX_ZOOM), "fond")
    for layer in (contours, groupes, fond):
        layer.add_to(carte)
    lieux.add_to(groupes)
    figure = carte.get_root()
    assert isinstance(figure, Figure)
    figure.render()
    roles = {"carte": carte, "contours": contours, "groupes": groupes, "lieux": lieux, "fond": fond}
    return figure.script.render(), "{" + ", ".join(f"{role}: {layer.get_name()}" for role, layer in roles.items()) + "}"


def places_geojson(catalogue: Catalogue, today: dt.date) -> dict:
    """Every place that can be drawn, as a GeoJSON FeatureCollection; confidential addresses have no point.

    What moves is drawn at each of its stops (``arret``: the commune's id), which says when; without stops, nowhere.
    """
    features = [
        _feature(structure.key, commune_said(structure), *found, _about(catalogue, structure))
        for structure in catalogue.known_structures
        if not structure.adresse_confidentielle and (found := position_of(catalogue, structure))
    ]
    features += [
        _halt(catalogue, place, commune, stop, stop_days(place, stop, Calendar.of(catalogue, place), today))
        for place in catalogue.places
        for commune, stop in halts(catalogue, place)
    ]
    for commune in catalogue.all(Commune):
        if commune.mairie:
            position, approximate = town_hall_position(catalogue, commune)
            about = {"nom": town_hall(commune.nom), "type": "mairie", "rubrique": "mairie", "lettre": "M"}
            features.append(_feature(commune.key, commune.nom, position, approximate, about))
    return {"type": "FeatureCollection", "features": features}


def _halt(catalogue: Catalogue, place: Place, commune: Commune, stop: Arret, days: str) -> dict:
    """One stop: where, in words, since the point is only the centre of its commune; and when."""
    where = f"Passe {at_name(commune.nom)}" + (f", {stop.lieu}" if stop.lieu else "")
    more = {"arret": commune.id, "passe": f"{where}.", "quand": days}
    return _feature(place.key, commune.nom, commune.centre, True, _about(catalogue, place) | more)


def _about(catalogue: Catalogue, place: Place) -> dict:
    rubrique, type_ = catalogue.rubrique_of(place), catalogue.type_of(place)
    sort = type_.said if type_ else catalogue.themes_of(place)[0].titre
    return {"nom": place.nom, "type": sort, "rubrique": rubrique.id, "lettre": rubrique.lettre}


def _feature(key: str, commune: str, position: Position, approximate: bool, about: dict) -> dict:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(position.lon, 5), round(position.lat, 5)]},
        "properties": {"lieu": key, "commune": commune, **about} | ({"approximatif": True} if approximate else {}),
    }


def _outlines(catalogue: Catalogue) -> dict:
    """The communes' outlines with the little that the map needs."""
    names = {commune.code_insee: commune for commune in catalogue.all(Commune)}
    features = [
        {
            "type": "Feature",
            "geometry": feature["geometry"],
            "properties": {"commune": commune.id, "nom": typography(commune.nom)},
        }
        for feature in catalogue.contours["features"]
        if (commune := names.get(feature["properties"]["code_insee"]))
    ]
    return {"type": "FeatureCollection", "features": features}


def _named(element: E, name: str) -> E:
    element._id = name
    return element


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
    from ctg.territory.map import map_script  # a quarter of a second to import: only when the map is made

    return map_script(render.catalogue, IGN, render.today).encode()


def _without_source_map(content: bytes) -> bytes:
    """A source map that we do not publish would be a broken request in developers' tools."""
    return b"\n".join(
        line for line in content.split(b"\n") if not line.startswith((b"//# sourceMappingURL", b"/*# sourceMappingURL"))
    )
