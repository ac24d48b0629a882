"""GeoJSON (RFC 7946): outlines the right way round, places where they are, refuges nowhere."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import shapely
from shapely.geometry import shape

from ctg.kinds import Commune, Structure
from ctg.loading import load
from ctg.outputs.open_data.geojson import files, outline
from ctg.outputs.rendering import Renderer
from territoires import ESSAI, ROOT

TODAY = dt.date(2026, 11, 25)
SQUARE = [(2, 46), (2, 47), (3, 47), (3, 46), (2, 46)]  # clockwise
HOLE = [(2.4, 46.4), (2.6, 46.4), (2.6, 46.6), (2.4, 46.6), (2.4, 46.4)]  # counterclockwise: a hole must turn the other way


def collections(render):
    return {file.path: json.loads(file.content) for file in files(render)}


def positions(coordinates):
    if isinstance(coordinates[0], list):
        for inner in coordinates:
            yield from positions(inner)
    else:
        yield coordinates


def test_rings_are_turned_by_the_right_hand_rule():
    found = outline([shapely.Polygon(SQUARE, [HOLE])])
    outer, inner = (shapely.LinearRing(ring) for ring in found["coordinates"])
    assert outer.is_ccw
    assert not inner.is_ccw


def test_an_outline_is_flat_rounded_and_mended():
    flat = outline([shapely.Polygon([(2.00000049, 46, 100), (3, 46, 100), (3, 47.1234567, 100)])])
    assert {len(position) for position in positions(flat["coordinates"])} == {2}
    assert [3.0, 47.123457] in list(positions(flat["coordinates"]))
    bowtie = outline([shapely.Polygon([(2, 46), (3, 47), (3, 46), (2, 47)])])
    assert shape(bowtie).is_valid


def test_a_commune_in_two_parts_is_one_feature():
    parts = [shapely.box(2, 46, 2.1, 46.1), shapely.box(3, 46, 3.1, 46.1)]
    assert outline(parts)["type"] == "MultiPolygon"


@pytest.mark.parametrize("root", [ROOT, ESSAI], ids=["reel", "essai"])
def test_another_library_reads_the_maps(root):
    render = Renderer(load(root), TODAY)
    found = collections(render)
    communes, structures = (found[f"donnees/{name}.geojson"]["features"] for name in ("communes", "structures"))
    assert [feature["id"] for feature in communes] == [commune.key for commune in render.catalogue.all(Commune)]
    shown = [s.key for s in render.catalogue.all(Structure) if not s.adresse_confidentielle]
    assert [feature["id"] for feature in structures] == shown
    assert len(shown) < len(render.catalogue.all(Structure)), "each territory has a refuge"
    for feature in communes:
        geometry = shape(feature["geometry"])
        assert geometry.is_valid
        for polygon in getattr(geometry, "geoms", [geometry]):
            assert polygon.exterior.is_ccw
        centre = feature["properties"]["centre_longitude"], feature["properties"]["centre_latitude"]
        assert geometry.buffer(0.01).covers(shapely.Point(centre))
    area = shapely.union_all([shape(feature["geometry"]) for feature in communes]).buffer(0.05)
    assert all(area.covers(shape(feature["geometry"])) for feature in structures), "longitude comes first"


def test_every_feature_says_how_sure_its_point_is_and_where_to_read_more(project):
    render = Renderer(load(project()), TODAY)
    (lutins,) = collections(render)["donnees/structures.geojson"]["features"]
    assert lutins["geometry"] == {"type": "Point", "coordinates": [2.5, 46.5]}
    assert lutins["properties"]["position_approximative"] is True
    assert lutins["properties"]["url"] == "/structures/les-lutins/"
    assert "latitude" not in lutins["properties"], "said once, by the geometry"


def test_a_hostile_name_stays_a_text(project):
    name = '</script>"=1;\u202e{{ x }}🦊'
    text = f"nom: {json.dumps(name, ensure_ascii=False)}\ntype: mam\ncommune: Valbourg\n"
    render = Renderer(load(project({"data/structures/x.yml": text})), TODAY)
    named = {feature["properties"]["nom"] for feature in collections(render)["donnees/structures.geojson"]["features"]}
    assert name in named
