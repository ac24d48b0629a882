"""The Folium map of the territory and the files that browsers need for it.

One map serves every page, as one script that browsers keep: its layers, clusters, icons, panes, controls, bubbles and gestures
are Folium's objects (:mod:`ctg.territory.layers`). **A layer is one declaration there** and, for what it draws, one line
of :func:`_data`: its ``donnees`` names it. A page shows the places of its own list (``data-lieu`` on each item), or colours the
communes as its own table says (``data-commune`` and ``data-classe`` on each row), so map and page cannot disagree.

``overrides/assets/js/carte.js`` does what Folium's objects cannot:

* **hand the data over**. Folium writes with branca, which compiles what it has written as a template once more: a text of the
  data would run there, so Folium is given constants only. Its way round, ``GeoJson(embed=False)``, asks for jQuery;
* **say a name**. ``GeoJsonTooltip`` and ``GeoJsonPopup`` paste values into HTML, ``Popup`` asks for jQuery: bubbles are declared
  (``MethodCall``) with a function that makes text nodes. So are icons (``on_each_feature``): a ``DivIcon`` has one text for all;
* **know the page**: whose map it is (``data-ici``, ``data-autour``), which places it lists, which class and disc a row of figures
  gives. ``FitBounds`` and ``style_function`` are worked out once, here, for all pages; what is in view of one, and the ways that
  lead from there, stand on it (``data-cadre`` and ``plan__vers``, of ``places/locator.py``). Around a commune, the places drawn
  are those that are there; around a place, those of which there is more to say than « in the same commune »;
* **leave out a name** that would cover a marker or another name: Folium and Leaflet have no object that does;
* **answer the keyboard**: the clusters of this version open under a mouse only (here by Space and Enter, and their first place
  takes the focus), Leaflet's buttons know no Space, Escape closes no bubble from inside, a bubble keeps the focus that it took, a
  marker that takes it may be out of view, and markers stand in the order of their drawing, not of the list;
* **join map and list**: Folium has no object that knows the page around it.

Leaflet's own files are served from our site."""

import datetime as dt
from collections.abc import Iterable
from importlib import resources

from ctg.common.escaping import for_script
from ctg.common.phrases import at_name, typography
from ctg.hours.opening import Calendar
from ctg.hours.words import stop_days
from ctg.model import NATURES, Commune, Feature
from ctg.pages import Asset, Renderer, SiteFiles
from ctg.places.contacts import commune_said, town_hall
from ctg.reading.catalogue import Catalogue
from ctg.reading.positions import Point, bounds_of, points


def map_script(catalogue: Catalogue, today: dt.date) -> str:
    """The script of the territory's map: same data, same day, same bytes."""
    from ctg.territory.layers import drawn  # slow to import: only when the script is made

    drawing, elements = drawn()
    return f"{drawing}\ncarte.demarrer({elements}, {for_script(_data(catalogue, today))});\n"


def _data(catalogue: Catalogue, today: dt.date) -> dict[str, dict]:
    """What layers draw, by the name that their ``donnees`` gives."""
    drawn = [nature for nature, sorts in NATURES.items() if "Point" not in sorts]
    ground = {nature: _collection(map(_of_ground, catalogue.ground.by_nature[nature])) for nature in drawn}
    return ground | {"contours": _outlines(catalogue), "noms": _names(catalogue), "lieux": places_geojson(catalogue, today)}


def places_geojson(catalogue: Catalogue, today: dt.date) -> dict:
    """Every place that can be drawn, as a GeoJSON FeatureCollection; ``arret``: the id of the commune where what moves stops."""
    return _collection(_feature(catalogue, point, today) for point in points(catalogue))


def _feature(catalogue: Catalogue, point: Point, today: dt.date) -> dict:
    """A place; ``dit``: what is said of it under its name."""
    place, commune, stop, more = point.place, point.commune, point.stop, dict[str, object]()
    if place is None:
        about = {"nom": town_hall(commune), "dit": [f"mairie, {commune}"], "rubrique": "mairie", "lettre": "M"}
    else:
        rubrique, type_ = catalogue.rubrique_of(place), catalogue.type_of(place)
        said = [type_.said if type_ else catalogue.themes_of(place)[0].titre]
        about = {"nom": place.nom, "dit": said, "rubrique": rubrique.id, "lettre": rubrique.lettre}
        if stop:
            where = f"Passe {at_name(commune)}" + (f", {stop.lieu}" if stop.lieu else "")
            said.append(f"{where}. {stop_days(place, stop, Calendar.of(catalogue, place), today)}")
            more = {"arret": catalogue.commune(commune).id}
        else:
            commune = commune_said(place)
            said[0] += f", {commune}"
    if point.approximate:
        more |= {"approximatif": True, "dit": [*about["dit"], *([] if stop else ["Position approchée."])]}
    key = place.key if place else catalogue.commune(commune).key
    properties = {"lieu": key, "commune": commune, **about, **more}
    at = [round(point.position.lon, 5), round(point.position.lat, 5)]
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": at}, "properties": properties}


def _outlines(catalogue: Catalogue) -> dict:
    """The communes' outlines with the little that the map needs."""
    communes = {one.code_insee: one for one in (*catalogue.perimeter.former, *catalogue.all(Commune))}
    return _collection(
        {
            "type": "Feature",
            "geometry": one["geometry"],
            "properties": {"lieu": commune.key, "commune": commune.nom, "nom": typography(commune.nom)},
        }
        for one in catalogue.contours["features"]
        if (commune := communes.get(one["properties"]["code_insee"]))
    )


def _names(catalogue: Catalogue) -> dict:
    """Where the roads lead, at the edge of the territory, then the towns, the largest first: those that have room are drawn."""
    communes = {commune.nom: commune for commune in catalogue.all(Commune)}
    people = {nom: commune.population or 0 for nom, commune in communes.items()}
    found = catalogue.ground.by_nature
    towns = sorted(found["ville"], key=lambda one: (one.rang, -people.get(one.nom, 0), one.nom))
    west, south, east, north = bounds_of(catalogue)
    ways = [
        _named(f"vers {one.nom}", "vers", min(max(one.point[0], west), east), min(max(one.point[1], south), north))
        for one in found["direction"]
    ]
    return _collection((*ways, *(_named(one.nom, one.rang, *one.point, communes.get(one.nom)) for one in towns)))


def _named(nom: str, sorte: str | int, lon: float, lat: float, commune: Commune | None = None) -> dict:
    """A name at its point; ``sorte``: how it is written."""
    said = {"nom": typography(nom), "sorte": sorte, **({"lieu": commune.key} if commune else {})}
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": said}


def _of_ground(one: Feature) -> dict:
    return {"type": "Feature", "geometry": one.geometry, "properties": {"rang": one.rang}}


def _collection(features: Iterable[dict]) -> dict:
    return {"type": "FeatureCollection", "features": list(features)}


LIBRARIES = {
    "leaflet.js": ("js_lib_leaflet", "static/js_lib_leaflet/leaflet.js"),
    "leaflet.css": ("js_lib_leaflet", "static/js_lib_leaflet/leaflet.css"),
    "markercluster.js": ("xstatic.pkg.leaflet_markercluster", "data/leaflet.markercluster.js"),
}


def files(render: Renderer) -> SiteFiles:
    """The map's script and Leaflet's own files."""
    yield Asset("assets/carte/territoire.js", lambda: map_script(render.catalogue, render.today).encode())
    for name, (package, path) in LIBRARIES.items():
        yield Asset(f"assets/carte/{name}", _without_source_map(resources.files(package).joinpath(path).read_bytes()))


def _without_source_map(content: bytes) -> bytes:
    """A source map that we do not publish would be a broken request in developers' tools."""
    return b"\n".join(
        line for line in content.split(b"\n") if not line.startswith((b"//# sourceMappingURL", b"/*# sourceMappingURL"))
    )
