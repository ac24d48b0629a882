"""The Folium map of the territory and the files that browsers need for it. Sole importer of ``folium``.

One map serves every page, as one script that browsers keep: its layers, clusters, icons, panes, controls, bubbles and gestures
are Folium's objects (:func:`_layers`, :func:`_controls`). **A layer is one declaration there** and, for what it draws, one line
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

``control_scale`` draws miles, ``zoom_control`` speaks English: ``Control`` says both better, without its ``position``, which
Folium 0.20 writes wrong. Leaflet's own files are served from our site."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from importlib import resources

import folium
from branca.element import Element, Figure
from folium.elements import MethodCall
from folium.plugins import MarkerCluster
from folium.utilities import JsCode

from ctg.common.escaping import for_script
from ctg.common.phrases import at_name, typography
from ctg.hours.opening import Calendar
from ctg.hours.words import stop_days
from ctg.model import Commune
from ctg.model.territory import WEAKEST, Feature
from ctg.pages import Asset, Renderer, SiteFile
from ctg.pages.files import TILES
from ctg.places.contacts import commune_said, town_hall
from ctg.reading.catalogue import Catalogue
from ctg.reading.positions import Point, points

MAX_ZOOM = 18
EMPTY: dict = {"type": "FeatureCollection", "features": []}
RANKS = {
    "type": "FeatureCollection",
    "features": [{"type": "Feature", "geometry": None, "properties": {"rang": rank}} for rank in range(1, WEAKEST + 1)],
}
"""One thing of each rank, nowhere: Folium writes the style of each."""
PANES = {"fond": 390, "noms": 450}
"""Under the outlines; over them, and under the markers."""
GROUND = {
    "bati": ("bati", (0,) * WEAKEST),
    "eau": ("eau", (0,) * WEAKEST),
    "cours-d-eau": ("cours-d-eau", (5, 4, 3, 2, 1.5, 1)),
    "route-bord": ("route", (7, 6, 5, 4, 3, 2.5)),
    "route": ("route", (5, 4, 3, 2.5, 1.5, 1)),
    "rail": ("rail", (2,) * WEAKEST),
    "traverses": ("rail", (6,) * WEAKEST),
}
"""The ground in the order in which it is drawn: what each part draws, and how wide its lines are by rank, in pixels."""
IGN = (
    f"{TILES}/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2"
    "&STYLE=normal&FORMAT=image/png&TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
)
MAP = "territoire"
"""The name of the map among the elements, and the end of the id that Folium gives to its place on a page."""


def map_script(catalogue: Catalogue, today: dt.date) -> str:
    """The script of the territory's map: same data, same day, same bytes."""
    drawing, elements = _drawn()
    return f"{drawing}\ncarte.demarrer({elements}, {for_script(_data(catalogue, today))});\n"


def _data(catalogue: Catalogue, today: dt.date) -> dict[str, dict]:
    """What layers draw, by the name that their ``donnees`` gives."""
    ground = {nature: _collection(map(_of_ground, catalogue.ground.by_nature[nature])) for nature, _ in GROUND.values()}
    return ground | {"contours": _outlines(catalogue), "noms": _names(catalogue), "lieux": places_geojson(catalogue, today)}


def _drawn() -> tuple[str, str]:
    """(what Folium writes for the map without its data, its elements by name as ``carte.demarrer`` takes them)."""
    carte = folium.Map(
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        scroll_wheel_zoom=False,
        zoom_snap=0,  # the territory fills its frame
        zoom_animation=False,  # nothing glides: what a gesture asked for is there at once
        fade_animation=False,
        inertia=False,
    )
    carte.options["max_zoom"] = MAX_ZOOM  # clusters need to know where zooming ends; Folium only passes it to tiles
    carte.on(popupopen=JsCode("carte.ouvrir"), moveend=JsCode("carte.ranger"), resize=JsCode("carte.ranger"))
    panes = {f"volet_{name}": folium.map.CustomPane(name, z_index=high) for name, high in PANES.items()}
    for pane in panes.values():
        pane.add_to(carte)
    layers = _layers()
    for name, layer in layers.items():
        layer.add_to(layers["groupes"] if name == "lieux" else carte)
    elements = {MAP: carte} | panes | layers | _controls(carte)
    figure = carte.get_root()
    assert isinstance(figure, Figure)
    figure.render()
    script = figure.script.render()
    for name, element in elements.items():  # Folium draws identifiers at random; one build must be as the next
        script = script.replace(element.get_name().rpartition("_")[2], name)
    named = (f"{name}: {element.get_name().rpartition('_')[0]}_{name}" for name, element in elements.items())
    return "\n".join(filter(None, map(str.strip, script.splitlines()))), "{" + ", ".join(named) + "}"


def _layers() -> dict[str, folium.map.Layer]:
    """Every layer by name, the lowest first."""
    contours = folium.GeoJson(
        EMPTY, donnees="contours", class_name="contour", on_each_feature=JsCode("carte.retenir"), control=False
    )
    contours.add_child(_bubble(contours))
    contours.add_child(MethodCall(contours, "bind_tooltip", JsCode("carte.valeur"), opacity=1))
    groupes = MarkerCluster(
        control=False,
        icon_create_function="carte.groupe",
        max_cluster_radius=JsCode("() => 44 * carte.lettre"),
        spiderfy_distance_multiplier=JsCode("1.4 * carte.lettre"),
        show_coverage_on_hover=False,
        animate=False,
    )
    groupes.add_child(_bubble(groupes))
    groupes.on(spiderfied=JsCode("carte.ranger"), unspiderfied=JsCode("carte.ranger"))
    pin = folium.Marker(auto_pan_on_focus=False, z_index_offset=1000)
    ici = _marked("lieux", "lieu", pin, "marqueur marqueur--ici", "({properties}) => properties.lieu === carte.ici")
    ici.add_child(_bubble(ici))
    noms = _marked("noms", "nom", folium.Marker(pane="noms", interactive=False, keyboard=False), "nom")
    lieux = _marked("lieux", "lieu", folium.Marker(auto_pan_on_focus=False, rise_on_hover=True), "marqueur", "carte.surLaListe")
    plan = folium.TileLayer(
        IGN,
        attr="© IGN – Plan IGN, Géoplateforme",
        name="Afficher le fond de carte IGN",
        overlay=True,
        show=False,
        max_zoom=MAX_ZOOM,
    )
    plan.on(add=JsCode(f"() => map_{MAP}.setZoom(Math.floor(map_{MAP}.getZoom()))"))  # pictures are sharp at whole levels only
    disques = _marked("noms", "rond", folium.CircleMarker(class_name="disque", interactive=False), chosen="carte.compte")
    ground = {css.replace("-", "_"): _ground(nature, css, widths) for css, (nature, widths) in GROUND.items()}
    own = {"plan": plan, "contours": contours, "disques": disques, "ici": ici, "noms": noms, "groupes": groupes, "lieux": lieux}
    return ground | own


def _bubble(layer: folium.map.Layer) -> MethodCall:
    """What one touches of the layer says its name in a bubble, narrower than the map."""
    width = JsCode(f"Math.min(300, map_{MAP}.getSize().x - 96)")
    return MethodCall(layer, "bind_popup", JsCode("carte.bulle"), max_width=width, auto_pan_padding=[12, 12])


def _ground(nature: str, css: str, widths: tuple[float, ...]) -> folium.GeoJson:
    """A part of the ground: surfaces, or lines as wide as their rank says. Its colours are those of ``carte.css``."""
    return folium.GeoJson(
        RANKS,
        style_function=lambda one: {"weight": widths[one["properties"]["rang"] - 1]},
        donnees=nature,
        class_name=f"fond fond--{css}",
        pane="fond",
        interactive=False,
        control=False,
    )


def _marked(data: str, dressed: str, marker: folium.Marker, css: str = "", chosen: str = "") -> folium.GeoJson:
    """A layer of points, to which the function ``carte.<dressed>`` gives words or a size: discs, or icons of that class; all of
    them, or those that ``chosen`` chooses.
    """
    if css:
        marker.add_child(folium.DivIcon(class_name=css, icon_size=JsCode("null")))  # type: ignore[arg-type]  # sizes: carte.css
    return folium.GeoJson(
        EMPTY,
        donnees=data,
        marker=marker,
        on_each_feature=JsCode(f"carte.{dressed}"),
        filter=JsCode(chosen) if chosen else None,
        control=False,
    )


def _controls(carte: folium.Map) -> dict[str, Element]:
    """The controls by name, put on the map; ``carte.js`` moves the last two under it, where they cover no marker."""
    controls: dict[str, Element] = {
        "attribution": folium.Control("Attribution", prefix=False),
        "echelle": folium.Control("Scale", imperial=False, max_width=90),
        "zoom": folium.Control("Zoom", zoom_in_title="Agrandir la carte", zoom_out_title="Réduire la carte"),
        "choix": folium.LayerControl(collapsed=False),
    }
    for control in controls.values():
        control.add_to(carte)
    return controls


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
    west, south, east, north = catalogue.bounds
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


def files(render: Renderer) -> Iterable[SiteFile]:
    """The map's script and Leaflet's own files."""
    yield Asset("assets/carte/territoire.js", lambda: map_script(render.catalogue, render.today).encode())
    for name, (package, path) in LIBRARIES.items():
        yield Asset(f"assets/carte/{name}", _without_source_map(resources.files(package).joinpath(path).read_bytes()))


def _without_source_map(content: bytes) -> bytes:
    """A source map that we do not publish would be a broken request in developers' tools."""
    return b"\n".join(
        line for line in content.split(b"\n") if not line.startswith((b"//# sourceMappingURL", b"/*# sourceMappingURL"))
    )
