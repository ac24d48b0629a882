"""GeoJSON (RFC 7946): places where they are, stops where they stop, refuges nowhere."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import shapely
from hypothesis import given, settings
from shapely.geometry import shape

from ctg.loading import load
from ctg.model.structure import Structure
from ctg.pages.renderer import Renderer
from ctg_normes.geojson import files
from lieux_hostiles import BASE, PLACES, TODAY, with_places
from territoires import ESSAI, ROOT, catalogue_of


def collections(render):
    return {file.path: json.loads(file.content) for file in files(render)}


@pytest.mark.parametrize("root", [ROOT, ESSAI], ids=["reel", "essai"])
def test_another_library_reads_the_map(root):
    render = Renderer(catalogue_of(root), TODAY)
    (features,) = (told["features"] for told in collections(render).values())
    kinds = [record.key for record in render.catalogue.all(Structure)]
    assert [feature["id"] for feature in features[: len(kinds)]] == kinds
    outlines = [shape(feature["geometry"]) for feature in render.catalogue.contours["features"]]
    area = shapely.union_all(outlines).buffer(0.05)
    points = [feature["geometry"] for feature in features if feature["geometry"]]
    assert points
    assert all(area.covers(shape(point)) for point in points), "longitude comes first"


def test_what_moves_has_a_point_a_stop_and_none_at_its_seat(project):
    stops = (
        "arrets: [{commune: Valbourg, lieu: place, horaires: {jeudi: 9h-12h}}, {commune: Saint-Clair-sur-Lède, quand: lundi}]\n"
    )
    bus = "nom: Bus\ntype: autre\ncommune: Valbourg\n" + stops + "fermetures: [{du: 08-01, au: 08-31}]\n"
    maps = collections(Renderer(load(project({"data/structures/bus.yml": bus})), TODAY))
    (feature,) = (f for f in maps["donnees/structures.geojson"]["features"] if f["id"] == "structures/bus")
    assert feature["geometry"] is None
    assert "code_insee" not in feature["properties"]
    first, second = maps["donnees/structures.geojson"]["features"][-2:]
    assert [one["id"] for one in (first, second)] == ["structures/bus/arrets/0", "structures/bus/arrets/1"]
    assert first["geometry"] == {"type": "Point", "coordinates": [2.5, 46.5]}
    assert first["properties"] == {
        "fiche": "structures/bus",
        "nom": "Bus",
        "commune": "Valbourg",
        "code_insee": "99001",
        "lieu": "place",
        "opening_hours": "Th 09:00-12:00; PH unknown; Aug 01-Aug 31 off",
        "position_approximative": True,
        "url": "/structures/bus/",
        "etat_fiche": "publiee",
    }
    assert second["properties"]["quand"] == "lundi"


RENDER = Renderer(BASE, TODAY)


@settings(max_examples=25, deadline=None)
@given(PLACES)
def test_any_text_stays_a_text_and_moves_nothing(places):
    found = collections(replace(RENDER, catalogue=with_places(BASE, places)))
    wanted = [place for place in places if isinstance(place, Structure)]
    for feature, place in zip(found.get("donnees/structures.geojson", {"features": []})["features"], wanted, strict=False):
        assert feature["properties"]["nom"] == place.nom
        assert feature["geometry"] is None or shape(feature["geometry"]).is_valid
