"""The records that a map may show: GeoJSON (RFC 7946), longitude before latitude, WGS 84.

Rings follow the right-hand rule (section 3.1.6); coordinates have six decimals, ten centimetres (section 11.2). A record
without a place of its own, or whose address is confidential, has a null geometry (section 3.2): none is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from ctg import api

Json = dict[str, Any]
PROOF = ("etat_fiche", "verifie_le", "derniere_preuve")
"""How sure the facts are: on every map."""
REACH = ("adresse", "code_postal", "telephone", "courriel", "site_web", "gestionnaire")
SHOWN = ("id", "nom", "type", "commune", *REACH, *PROOF)
"""The fields of a structure that its map shows; all that is computed is added. The rest is in the list in JSON."""
POINT = ("longitude", "latitude")
BY_COMMUNE, STOPS = "indicateurs-par-commune", "arrets"
MAP_OF = {
    "structures": (
        "Carte des structures",
        "Un point par lieu. « position_approximative » dit quand le point n’est que le centre de la commune. Une adresse "
        "confidentielle n’a pas de point, ni ce qui se déplace : voyez la carte des arrêts.",
    ),
    STOPS: (
        "Carte des arrêts",
        "Un point par arrêt de ce qui se déplace, au centre de sa commune, avec le lieu et le jour quand ils sont connus. Un "
        "service itinérant dont les arrêts ne sont pas connus n’y est pas.",
    ),
    BY_COMMUNE: (
        "Carte des chiffres par commune",
        "Le contour de la commune pour chaque valeur connue à cette échelle, avec son année et sa source. Les autres valeurs "
        "sont dans le tableau des indicateurs.",
    ),
}
"""Name of a file → title and description."""
ABOUT = tuple(
    api.About(
        f"{api.TABLES_FOLDER}/{name}.geojson",
        title,
        description,
        "application/geo+json",
        "GeoJSON (RFC 7946)",
        "relu par une autre bibliothèque (shapely) : géométries valides, sens des contours, à chaque test",
        api.MAPS,
        "Pour un logiciel de cartes (QGIS, uMap).",
        "https://www.rfc-editor.org/rfc/rfc7946",
    )
    for name, (title, description) in MAP_OF.items()
)


def files(render: api.Renderer) -> Iterable[api.SiteFile]:
    """One file a map that has something to show, licence included as foreign members (section 6.1)."""
    catalogue = render.catalogue
    shown = {
        "structures": (structures, bool(api.published(catalogue, api.Structure))),
        STOPS: (stops, any(api.halts(catalogue, place) for place in api.published_places(catalogue))),
        BY_COMMUNE: (
            figures,
            any(v.whole_commune for figure in api.published(catalogue, api.Indicateur) for v in figure.valeurs),
        ),
    }
    head = {"type": "FeatureCollection", **api.notice(catalogue.territoire)}
    for name, (features, filled) in shown.items():
        if filled:
            yield api.Asset(f"{api.TABLES_FOLDER}/{name}.geojson", partial(_content, head, partial(features, render)))


def _content(head: Json, features: Callable[[], Iterable[Json]]) -> bytes:
    return api.escaping_as_json(head | {"features": list(features())})


def contours(catalogue: api.Catalogue) -> dict[str, Json]:
    """INSEE code → the outline of the commune."""
    parts: dict[str, list[BaseGeometry]] = defaultdict(list)
    for feature in catalogue.contours["features"]:
        parts[feature["properties"]["code_insee"]].append(shape(feature["geometry"]))
    return {code: outline(shapes) for code, shapes in parts.items()}


def outline(parts: list[BaseGeometry]) -> Json:
    """Polygons as a GeoJSON geometry: flat, rounded, outer rings counterclockwise."""
    whole = shapely.force_2d(shapely.union_all(parts) if len(parts) > 1 else parts[0])
    sound = whole if whole.is_valid else whole.buffer(0)
    rounded = shapely.set_precision(sound, 10**-api.DECIMALS)
    return _rounded(mapping(shapely.orient_polygons(rounded)))


def structures(render: api.Renderer) -> Iterable[Json]:
    """The point of each structure; none for what moves, which is where it stops (:func:`stops`)."""
    for structure in api.published(render.catalogue, api.Structure):
        values = api.record_values(render, structure)
        found = values["calcule"]
        own = {name: values[name] for name in SHOWN if name in values}
        yield {
            "type": "Feature",
            "id": structure.key,
            "geometry": _point([found[name] for name in POINT]) if "latitude" in found else None,
            "properties": own | {name: value for name, value in found.items() if name not in POINT},
        }


def stops(render: api.Renderer) -> Iterable[Json]:
    """Each stop at the centre of its commune, with its own hours; the closures of what stops close it too."""
    for place in api.published_places(render.catalogue):
        values = api.record_values(render, place)
        proof = {name: value for name, value in (values | values["calcule"]).items() if name in (*PROOF, "url", "mise_a_jour")}
        for rank, (commune, stop) in enumerate(api.halts(render.catalogue, place)):
            hours, reason = api.osm(api.Schedule(stop.horaires, place.fermetures), render.today) if stop.horaires else (None, "")
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


def figures(render: api.Renderer) -> Iterable[Json]:
    """One feature a value of one commune: its figure, its year and its source go with it; a former commune has no outline."""
    outlines = contours(render.catalogue)
    for figure in api.published(render.catalogue, api.Indicateur):
        values = api.record_values(render, figure)
        known = {name: value for name, value in (values | values["calcule"]).items() if name in (*PROOF, "url", "mise_a_jour")}
        for rank, value in enumerate(figure.valeurs):
            if value.whole_commune:
                commune = render.catalogue.commune(value.whole_commune)
                outline = None if commune.gone(render.catalogue.day) else outlines[commune.code_insee]
                yield _value(figure, rank, value, commune.code_insee, known, outline)


def _value(figure: api.Indicateur, rank: int, value: api.Valeur, code_insee: str, known: Json, outline: Json | None) -> Json:
    properties = {
        "indicateur": figure.id,
        "nom": figure.nom,
        "unite": figure.unite,
        "producteur": figure.producteur,
        "source": " ; ".join(source.titre for source in figure.sources),
        **api.values_plain(value),
        "code_insee": code_insee,
        **known,
    }
    return {"type": "Feature", "id": f"{figure.key}/{rank}", "geometry": outline, "properties": properties}


def _point(coordinates: list[float]) -> Json:
    return {"type": "Point", "coordinates": coordinates}


def _coordinates(position: api.Position) -> list[float]:
    return [round(position.lon, api.DECIMALS), round(position.lat, api.DECIMALS)]


def _rounded(value: Any) -> Any:
    """Lists rather than tuples, and no digit left over by binary fractions."""
    if isinstance(value, dict):
        return {name: _rounded(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return round(value, api.DECIMALS) if isinstance(value, float) else value
