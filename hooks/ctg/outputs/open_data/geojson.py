"""The records that a map may show: GeoJSON (RFC 7946), longitude before latitude, WGS 84.

Rings follow the right-hand rule (section 3.1.6); coordinates have six decimals, ten centimetres (section 11.2). A record
without a place of its own, or whose address is confidential, has a null geometry (section 3.2): none is missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import Any

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from ctg.analysis.distance import position_of
from ctg.analysis.hours.opening import Schedule
from ctg.analysis.hours.opening_export import osm
from ctg.analysis.hours.rounds import halts
from ctg.catalogue import Catalogue
from ctg.ground.data_files import as_json
from ctg.kinds import Action, Commune, Indicateur, Record, Service, Structure
from ctg.kinds.fields.reach import Position
from ctg.kinds.project.indicateur import Valeur
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import Asset, SiteFile
from ctg.outputs.open_data.about import MAPS, About
from ctg.outputs.open_data.computed import DECIMALS
from ctg.outputs.open_data.public import notice, plain, published, published_places
from ctg.outputs.open_data.records_json import record_values
from ctg.outputs.open_data.tables import FOLDER

Json = dict[str, Any]
PROOF = ("etat_fiche", "verifie_le", "derniere_preuve")
"""How sure the facts are: on every map."""
REACH = ("adresse", "code_postal", "telephone", "courriel", "site_web", "gestionnaire")
PROPERTIES: dict[type[Record], tuple[str, ...]] = {
    Commune: ("nom", "code_insee", "codes_postaux", "population", "population_annee"),
    Structure: ("nom", "type", "commune", *REACH),
    Service: ("nom", "structure", "zone", *REACH),
    Action: ("numero", "titre", "axe", "porteur", "porteurs", "communes", "quartiers", "etat", "etat_le"),
}
"""The record's own fields that its map shows, besides its identifier and :data:`PROOF`; all that is computed is added. The
rest is in the record's JSON."""
POINT = ("longitude", "latitude")
HALL = ("latitude", "longitude", "position_approximative")
"""What is computed of a point: of a commune, that of its town hall."""
BY_COMMUNE, STOPS = "indicateurs-par-commune", "arrets"
MAP_OF = {
    "communes": (
        "Carte des communes",
        "Le contour de chaque commune, son centre, sa population et sa mairie. Contours simplifiés : ils ne servent pas à "
        "dire à quelle commune appartient une parcelle.",
    ),
    "structures": (
        "Carte des structures",
        "Un point par lieu. « position_approximative » dit quand le point n’est que le centre de la commune. Une adresse "
        "confidentielle n’a pas de point, ni ce qui se déplace : voyez la carte des arrêts.",
    ),
    "services": (
        "Carte des services",
        "Un service est au point de la structure qui l’accueille. Celui qui n’a pas de lieu, ou qui en a un autre, n’a pas de "
        "point.",
    ),
    STOPS: (
        "Carte des arrêts",
        "Un point par arrêt de ce qui se déplace, au centre de sa commune, avec le lieu et le jour quand ils sont connus. Un "
        "service itinérant dont les arrêts ne sont pas connus n’y est pas.",
    ),
    "actions": (
        "Carte des actions",
        "Un point au centre de chaque commune que l’action nomme ; aucun point quand elle vaut pour tout le territoire.",
    ),
    BY_COMMUNE: (
        "Carte des chiffres par commune",
        "Le contour de la commune pour chaque valeur connue à cette échelle, avec son année et sa source. Les autres valeurs "
        "sont dans le tableau des indicateurs.",
    ),
}
"""Name of a file → title and description."""
ABOUT = tuple(
    About(
        f"{FOLDER}/{name}.geojson",
        title,
        description,
        "application/geo+json",
        "GeoJSON (RFC 7946)",
        "relu par une autre bibliothèque (shapely) : géométries valides, sens des contours, à chaque test",
        MAPS,
        "Pour un logiciel de cartes (QGIS, uMap).",
        "https://www.rfc-editor.org/rfc/rfc7946",
    )
    for name, (title, description) in MAP_OF.items()
)


def files(render: Renderer) -> Iterable[SiteFile]:
    """One file a map, licence included as foreign members (section 6.1)."""
    made = (partial(make, render) for make in (communes, structures, services, stops, actions, figures))
    head = {"type": "FeatureCollection", **notice(render.catalogue.territoire)}
    for name, features in zip(MAP_OF, made, strict=True):
        yield Asset(f"{FOLDER}/{name}.geojson", partial(_content, head, features))


def _content(head: Json, features: Callable[[], Iterable[Json]]) -> bytes:
    return as_json(head | {"features": list(features())})


def contours(catalogue: Catalogue) -> dict[str, Json]:
    """INSEE code → the outline of the commune."""
    parts: dict[str, list[BaseGeometry]] = defaultdict(list)
    for feature in catalogue.contours["features"]:
        parts[feature["properties"]["code_insee"]].append(shape(feature["geometry"]))
    return {code: outline(shapes) for code, shapes in parts.items()}


def outline(parts: list[BaseGeometry]) -> Json:
    """Polygons as a GeoJSON geometry: flat, rounded, outer rings counterclockwise."""
    whole = shapely.force_2d(shapely.union_all(parts) if len(parts) > 1 else parts[0])
    sound = whole if whole.is_valid else whole.buffer(0)
    rounded = shapely.set_precision(sound, 10**-DECIMALS)
    return _rounded(mapping(shapely.orient_polygons(rounded)))


def communes(render: Renderer) -> Iterable[Json]:
    """The outline of each commune; the point of its town hall is said beside."""
    outlines = contours(render.catalogue)
    for commune in published(render.catalogue, Commune):
        longitude, latitude = _coordinates(commune.centre)
        values = record_values(render, commune)
        hall = {f"mairie_{name}": values["calcule"][name] for name in HALL}
        centre = {"centre_latitude": latitude, "centre_longitude": longitude}
        yield _feature(commune, outlines[commune.code_insee], values, centre | hall, HALL)


def structures(render: Renderer) -> Iterable[Json]:
    """The point of each structure; none for what moves, which is where it stops (:func:`stops`)."""
    for structure in published(render.catalogue, Structure):
        values = record_values(render, structure)
        found = values["calcule"]
        point = _point([found[name] for name in POINT]) if "latitude" in found else None
        yield _feature(structure, point, values, but=POINT)


def services(render: Renderer) -> Iterable[Json]:
    """Each service at the point of its structure, unless it moves."""
    for service in published(render.catalogue, Service):
        values, geometry, more = record_values(render, service), None, {}
        place = render.catalogue.get(Structure, values["structure"]) if "structure" in values else None
        moves = render.catalogue.moves(service)
        found = position_of(render.catalogue, place) if place and not (service.adresse or moves) else None
        if place and found and not place.adresse_confidentielle:
            geometry, more = _point(_coordinates(found[0])), {"position_approximative": found[1]}
        yield _feature(service, geometry, values, more)


def stops(render: Renderer) -> Iterable[Json]:
    """Each stop at the centre of its commune, with its own hours; the closures of what stops close it too."""
    for place in published_places(render.catalogue):
        values = record_values(render, place)
        proof = {name: value for name, value in (values | values["calcule"]).items() if name in (*PROOF, "url", "mise_a_jour")}
        for rank, (commune, stop) in enumerate(halts(render.catalogue, place)):
            hours, reason = osm(Schedule(stop.horaires, place.fermetures), render.today) if stop.horaires else (None, "")
            properties = {
                "fiche": place.key,
                "nom": place.nom,
                "commune": commune.nom,
                "code_insee": commune.code_insee,
                "lieu": stop.lieu,
                "quand": stop.quand,
                "opening_hours": hours,
                "sans_opening_hours": reason or None,
                "position_approximative": True,
            }
            known = {name: value for name, value in properties.items() if value is not None}
            point = _point(_coordinates(commune.centre))
            yield {"type": "Feature", "id": f"{place.key}/arrets/{rank}", "geometry": point, "properties": known | proof}


def actions(render: Renderer) -> Iterable[Json]:
    """Each action at the centre of its communes."""
    for action in published(render.catalogue, Action):
        points = [_coordinates(render.catalogue.commune(name).centre) for name in action.communes]
        yield _feature(action, {"type": "MultiPoint", "coordinates": points} if points else None, record_values(render, action))


def figures(render: Renderer) -> Iterable[Json]:
    """One feature a value of one commune: its figure, its year and its source go with it."""
    outlines = contours(render.catalogue)
    for figure in published(render.catalogue, Indicateur):
        values = record_values(render, figure)
        known = {name: value for name, value in (values | values["calcule"]).items() if name in (*PROOF, "url", "mise_a_jour")}
        for rank, value in enumerate(figure.valeurs):
            if value.whole_commune:
                yield _value(figure, rank, value, render.catalogue.commune(value.whole_commune).code_insee, known, outlines)


def _value(figure: Indicateur, rank: int, value: Valeur, code_insee: str, known: Json, outlines: dict[str, Json]) -> Json:
    properties = {
        "indicateur": figure.id,
        "nom": figure.nom,
        "unite": figure.unite,
        "producteur": figure.producteur,
        "source": " ; ".join(source.titre for source in figure.sources),
        **plain(value),
        "code_insee": code_insee,
        **known,
    }
    geometry = outlines[code_insee]
    return {"type": "Feature", "id": f"{figure.key}/{rank}", "geometry": geometry, "properties": properties}


def _feature(record: Record, geometry: Json | None, values: Json, more: Json | None = None, but: Collection[str] = ()) -> Json:
    """``but``: what the map says otherwise of all that is computed."""
    own = {name: values[name] for name in ("id", *PROPERTIES[type(record)], *PROOF) if name in values}
    return {
        "type": "Feature",
        "id": record.key,
        "geometry": geometry,
        "properties": own | (more or {}) | {name: value for name, value in values["calcule"].items() if name not in but},
    }


def _point(coordinates: list[float]) -> Json:
    return {"type": "Point", "coordinates": coordinates}


def _coordinates(position: Position) -> list[float]:
    return [round(position.lon, DECIMALS), round(position.lat, DECIMALS)]


def _rounded(value: Any) -> Any:
    """Lists rather than tuples, and no digit left over by binary fractions."""
    if isinstance(value, dict):
        return {name: _rounded(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return round(value, DECIMALS) if isinstance(value, float) else value
