"""The places as a map: GeoJSON (RFC 7946), longitude before latitude, WGS 84, six decimals (ten centimetres, section 11.2).

A record without a place of its own, or whose address is confidential, has a null geometry (section 3.2): none is missing. What
moves is where it stops."""

from collections.abc import Iterable
from typing import Any

from ctg import api

Json = dict[str, Any]
PROOF = ("etat_fiche", "verifie_le", "derniere_preuve")
"""How sure the facts are: on every map."""
REACH = ("adresse", "code_postal", "telephone", "courriel", "site_web", "gestionnaire")
SHOWN = ("id", "nom", "type", "commune", *REACH, *PROOF)
"""The fields of a structure that its map shows; all that is computed is added. The rest is in the list in JSON."""
OF_STOPS = (*PROOF, "url", "mise_a_jour", "prudence")
POINT = ("longitude", "latitude")
PATH = f"{api.TABLES_FOLDER}/structures.geojson"
ABOUT = (
    api.About(
        PATH,
        "Structures",
        "Un point par lieu, et par arrêt de ce qui se déplace, au centre de sa commune. « position_approximative » dit quand le "
        "point n’est que ce centre. Une adresse confidentielle n’a pas de point, ni un service dont les arrêts sont inconnus.",
        "application/geo+json",
        "GeoJSON (RFC 7946)",
        "relu par une autre bibliothèque (shapely), à chaque test",
        api.PLACES,
        "Pour un logiciel de cartes (QGIS, uMap).",
        "https://www.rfc-editor.org/rfc/rfc7946",
    ),
)


def files(render: api.Renderer) -> Iterable[api.SiteFile]:
    """The map, when it has something to show; its licence as foreign members (section 6.1)."""
    catalogue = render.catalogue
    head = {"type": "FeatureCollection", **api.notice(catalogue.territoire)}
    if api.published_places(catalogue):
        yield api.Asset(PATH, lambda: api.escaping_as_json(head | {"features": [*structures(render), *stops(render)]}))


def structures(render: api.Renderer) -> Iterable[Json]:
    """The point of each structure; none for what moves, which is where it stops (:func:`stops`)."""
    for structure in api.published(render.catalogue, api.Structure):
        values = api.record_values(render, structure)
        found = values["calcule"]
        own = {name: values[name] for name in SHOWN if name in values}
        yield {
            "type": "Feature",
            "id": structure.key,
            "geometry": _point(*(found[name] for name in POINT)) if "latitude" in found else None,
            "properties": own | {name: value for name, value in found.items() if name not in POINT},
        }


def stops(render: api.Renderer) -> Iterable[Json]:
    """Each stop at the centre of its commune, with its own hours; the closures of what stops close it too."""
    for place in filter(lambda place: place.arrets, api.published_places(render.catalogue)):
        values = api.record_values(render, place)
        proof = {name: value for name, value in (values | values["calcule"]).items() if name in OF_STOPS}
        for rank, (commune, stop) in enumerate(api.halts(render.catalogue, place)):
            kept = api.Schedule(stop.horaires, place.fermetures)
            hours, reason = api.osm(kept, render.today) if stop.horaires else (None, "")
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
            point = _point(commune.centre.lon, commune.centre.lat)
            yield {"type": "Feature", "id": f"{place.key}/arrets/{rank}", "geometry": point, "properties": known | proof}


def _point(lon: float, lat: float) -> Json:
    return {"type": "Point", "coordinates": [round(lon, api.DECIMALS), round(lat, api.DECIMALS)]}
