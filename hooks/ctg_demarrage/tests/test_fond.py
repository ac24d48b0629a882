"""``ctg fond``: from what the IGN publishes to a ground that the project reads, whatever a file holds."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, Point, box, mapping, shape

from ctg.commands import main
from ctg.loading import load
from ctg.reading.registers import lambert_to_degrees
from ctg.territory.ground import GROUND_MOST
from ctg_demarrage import ground_addresses

SQUARE = box(2.5, 46.5, 2.6, 46.55)
"""A surface of the small territory (see ``tests/problemes/_territoire``)."""
ROAD = LineString([(1.5, 46.52), (2.55, 46.52), (3.6, 46.53)])


def feature(geometry: object, id: str = "", **properties: object) -> dict:
    return {"type": "Feature", "id": id, "properties": properties, "geometry": mapping(geometry)}


def collection(path: Path, *features: object, **more: object) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}), "utf-8")
    return path


def answers(path: Path) -> Path:
    """What the Géoplateforme answers: the layer is in the identifier, the geometries have a height; and what cannot be read."""
    return collection(
        path,
        feature(shapely.force_3d(ROAD, -1000), "route_numerotee_ou_nommee.1", type_de_route="Départementale", numero="D 12"),
        feature(ROAD, "route_numerotee_ou_nommee.2", type_de_route="Chemin", nom="Le chemin creux"),
        feature(ROAD, "troncon_de_voie_ferree.1", nature="Sans objet", usage="Sans objet"),
        feature(LineString([(2.55, 46.3), (2.55, 46.7)]), "troncon_de_voie_ferree.2", nature="Voie normale", usage="Fret"),
        feature(LineString([(2.5, 46.3), (2.58, 46.7)]), "cours_d_eau.1", toponyme="<b>la Vive</b>", importance="2"),
        feature(LineString([(2.52, 46.3), (2.58, 46.7)]), "cours_d_eau.2", toponyme="la Brune", importance="2"),
        feature(SQUARE, "zone_d_habitation.1", importance="3"),
        feature(Point(2.9, 47.0), "commune.1", nom_officiel="Pontbrume", population=30_000),
        feature(Point(9.9, 49.0), "commune.2", nom_officiel="Trop-Loin", population=30_000),
        feature(ROAD, "haie.1"),
        {"type": "Feature", "id": "cours_d_eau.3", "geometry": {"type": "LineString", "coordinates": [[2.5]]}},
        {"type": "Feature", "properties": None, "geometry": None},
        "rien",
    )


@pytest.fixture
def fond(unread, monkeypatch, capsys):
    """``fond("a.geojson", …)`` in the small territory → (exit code, what was told, what ``data/fond.geojson`` holds)."""
    root = unread()
    monkeypatch.chdir(root)

    def run(*arguments: object) -> tuple[int, str, list[dict]]:
        code = main(["fond", *map(str, arguments)])
        said = capsys.readouterr()
        path = root / "data/fond.geojson"
        return code, said.out + said.err, json.loads(path.read_text("utf-8"))["features"] if path.exists() else []

    return run


def natures(features: list[dict]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in features:
        found.setdefault(one["properties"]["nature"], []).append(one["properties"].get("nom", ""))
    return found


def test_the_answers_of_the_ign_make_a_ground(fond, tmp_path):
    code, told, features = fond(answers(tmp_path / "topo.json"))
    assert code == 0, told
    assert natures(features) == {
        "bati": [""], "cours-d-eau": ["la Brune"], "direction": ["Pontbrume"], "rail": [""], "route": ["D 12"],
    }  # fmt: skip
    assert "Laissés de côté : 1" in told, "the river whose name is a tag"
    ground = load(Path()).ground
    assert [one.nom for one in ground.by_nature["direction"]] == ["Pontbrume"]
    assert ground.attributions == ("IGN, BD TOPO (Licence Ouverte 2.0)",)


def test_the_ground_is_cut_two_kilometres_around_the_outlines(fond, tmp_path):
    _, _, features = fond(answers(tmp_path / "topo.json"))
    outlines = shapely.union_all([shape(one["geometry"]) for one in load(Path()).contours["features"]])
    road = next(shape(one["geometry"]) for one in features if one["properties"]["nature"] == "route")
    assert 0.018 < outlines.bounds[0] - road.bounds[0] < 0.03, "degrees of longitude"


def test_lambert_is_that_of_the_ign():
    """Points worked out by PROJ 9 (EPSG:2154); the last is the origin."""
    metres = [(652469.02, 6862035.26), (892390.2, 6247035.3), (253900.0, 6731000.0), (1223000.0, 6105000.0), (700000, 6600000)]
    known = [
        (48.85660001, 2.35219996),
        (43.29650039, 5.36979975),
        (47.52842939, -2.93436537),
        (41.85820635, 9.29100846),
        (46.5, 3),
    ]
    found = lambert_to_degrees(np.array(metres))
    assert [tuple(reversed(point)) for point in found.tolist()] == [pytest.approx(one, abs=1e-7) for one in known]


@pytest.mark.parametrize("body", [b"PK\x03\x04", b"", b'{"type": "FeatureCollection"', b'{"features": 3}', b"[" * 100_000])
def test_what_is_no_such_file_is_refused(fond, tmp_path, body):
    path = tmp_path / "fichier.geojson"
    path.write_bytes(body)
    code, told, features = fond(path)
    assert (code, features) == (1, [])
    assert "→" in told


def test_a_ground_is_light_whatever_it_is_made_of(fond, tmp_path):
    chance = random.Random(4)
    roads = []
    for rank in range(400):
        x, y = chance.uniform(2.4, 2.8), chance.uniform(46.4, 46.6)
        points = [(x := x + chance.uniform(-0.004, 0.004), y := y + chance.uniform(-0.004, 0.004)) for _ in range(60)]
        number = f"{'ND'[rank % 2]} {rank}"
        roads.append(feature(LineString(points), f"route_numerotee_ou_nommee.{rank}", numero=number))
    code, told, features = fond(collection(tmp_path / "beaucoup.geojson", *roads))
    assert code == 0
    assert "s'arrête au rang" in told
    assert Path("data/fond.geojson").stat().st_size <= GROUND_MOST
    assert {one["properties"]["rang"] for one in features} >= {2}, "the strongest stay"


def test_the_same_files_give_the_same_ground(fond, tmp_path):
    path = answers(tmp_path / "topo.json")
    _, _, first = fond(path)
    assert fond(path)[0] != 0, "nothing is replaced without being asked to"
    assert fond(path, "--remplacer")[2] == first


def test_without_the_network_it_says_what_to_save(fond, monkeypatch):
    monkeypatch.setattr(ground_addresses, "GEOPF", "http://127.0.0.1:9/wfs")
    code, told, features = fond()
    assert (code, features) == (1, [])
    assert told.count("http://127.0.0.1:9/wfs?") == len(ground_addresses.LAYERS)


def test_files_of_elsewhere_make_nothing(fond, tmp_path):
    code, told, features = fond(collection(tmp_path / "loin.geojson", feature(LineString([(9, 49), (9.1, 49)]), "cours_d_eau.1")))
    assert (code, features) == (1, [])
    assert "autour de vos communes" in told
