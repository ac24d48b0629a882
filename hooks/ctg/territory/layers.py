"""The objects of the map's script: its layers, clusters, icons, panes, controls, bubbles and gestures. Sole importer of
``folium``, which takes long to come: :mod:`ctg.territory.map` asks for it only when the script is made.

``control_scale`` draws miles, ``zoom_control`` speaks English: ``Control`` says both better, without its ``position``, which
Folium 0.20 writes wrong."""

import folium
from branca.element import Element, Figure
from folium.elements import MethodCall
from folium.plugins import MarkerCluster
from folium.utilities import JsCode

from ctg.model.territory import WEAKEST
from ctg.pages.site_files import TILES

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


def drawn() -> tuple[str, str]:
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
