"""``ctg fond``: from what the IGN publishes to a ground that the project reads, whatever a file holds."""

import json
import random
from pathlib import Path

import pytest
import shapely
from shapely.geometry import LineString, Point, box, mapping, shape

from ctg.commands import main
from ctg.loading import load
from ctg.territory.outlines import GROUND_MOST

SQUARE = box(2.5, 46.5, 2.6, 46.55)
"""A surface of the small territory (see ``tests/problemes/_territoire``)."""
ROAD = LineString([(1.5, 46.52), (2.55, 46.52), (3.6, 46.53)])


def feature(geometry: object, id: str = "", **properties: object) -> dict:
    return {"type": "Feature", "id": id, "properties": properties, "geometry": mapping(geometry)}


def collection(path: Path, *features: object, **more: object) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}), "utf-8")
    return path


def bd_topo(path: Path) -> Path:
    """What the Géoplateforme answers, with what does not belong on a map and what cannot be read: the layer is in the identifier,
    the geometries have a height."""
    high = shapely.force_3d(ROAD, -1000)
    return collection(
        path,
        feature(high, "route_numerotee_ou_nommee.1", cleabs="N1", type_de_route="Départementale", numero="D 12"),
        feature(high, "route_numerotee_ou_nommee.2", cleabs="N2", type_de_route="Chemin", numero="3"),
        feature(ROAD, "troncon_de_route.1", cleabs="R1", importance="1"),
        feature(LineString([(2.55, 46.3), (2.55, 46.7)]), "troncon_de_voie_ferree.1", usage="Fret", nature="Voie"),
        feature(ROAD, "troncon_de_voie_ferree.2", nature="Sans objet", usage="Sans objet"),
        feature(LineString([(2.5, 46.3), (2.58, 46.7)]), "cours_d_eau.1", toponyme="<b>la Vive</b>", importance="1"),
        feature(LineString([(2.52, 46.3), (2.58, 46.7)]), "cours_d_eau.2", toponyme="la Brune", importance="2"),
        feature(SQUARE, "zone_d_habitation.1", importance="1", toponyme="Le Bourg"),
        feature(Point(2.9, 47.0).buffer(0.01), "commune.1", nom_officiel="Pontbrume", population=30_000),
        feature(Point(9.9, 49.0).buffer(0.01), "commune.2", nom_officiel="Trop-Loin", population="30000"),
        {"type": "Feature", "id": "cours_d_eau.3", "geometry": {"type": "LineString", "coordinates": [[2.5]]}},
        {"type": "Feature", "id": "cours_d_eau.4", "properties": None, "geometry": None},
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


def test_what_the_bd_topo_says(fond, tmp_path):
    code, told, features = fond(bd_topo(tmp_path / "extrait.geojson"))
    assert code == 0, told
    assert natures(features) == {
        "bati": [""], "cours-d-eau": ["la Brune"], "direction": ["Pontbrume"], "rail": [""], "route": ["D 12"],
    }, "neither tracks nor closed railways"  # fmt: skip
    assert "Laissés de côté : 1" in told, "the river whose name is a tag"
    ground = load(Path()).ground
    assert [one.nom for one in ground.by_nature["direction"]] == ["Pontbrume"]
    assert ground.attributions == ("IGN, BD TOPO (Licence Ouverte 2.0)",)


def test_the_ground_is_cut_two_kilometres_around_the_outlines(fond, tmp_path):
    _, _, features = fond(bd_topo(tmp_path / "extrait.geojson"))
    outlines = shapely.union_all([shape(one["geometry"]) for one in load(Path()).contours["features"]])
    road = next(shape(one["geometry"]) for one in features if one["properties"]["nature"] == "route")
    assert 0.018 < outlines.bounds[0] - road.bounds[0] < 0.03, "degrees of longitude"


def test_another_projection_is_refused(fond, tmp_path):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}
    code, told, features = fond(collection(tmp_path / "lambert.geojson", feature(ROAD, "cours_d_eau.1"), crs=crs))
    assert (code, features, "EPSG::2154" in told) == (1, [], True)


@pytest.mark.parametrize("body", [b"PK\x03\x04", b'{"features": 3}', b"[" * 100_000])
def test_what_is_no_such_file_is_refused(fond, tmp_path, body):
    path = tmp_path / "fichier.geojson"
    path.write_bytes(body)
    code, told, features = fond(path)
    assert (code, features) == (1, [])
    assert "→" in told


def test_files_of_elsewhere_make_nothing(fond, tmp_path):
    far = feature(LineString([(9, 49), (9.1, 49)]), "cours_d_eau.1", importance="1")
    code, told, features = fond(collection(tmp_path / "loin.geojson", far))
    assert (code, features, "autour de vos communes" in told) == (1, [], True)


def test_a_ground_is_light_whatever_it_is_made_of(fond, tmp_path):
    chance = random.Random(4)
    roads = []
    for rank in range(400):
        x, y = chance.uniform(2.4, 2.8), chance.uniform(46.4, 46.6)
        points = [(x := x + chance.uniform(-0.004, 0.004), y := y + chance.uniform(-0.004, 0.004)) for _ in range(60)]
        roads.append(feature(LineString(points), f"cours_d_eau.{rank}", importance=str(2 + rank % 4), toponyme=f"Ru {rank}"))
    code, told, features = fond(collection(tmp_path / "beaucoup.geojson", *roads))
    assert code == 0
    assert "s'arrête au rang" in told
    assert Path("data/fond.geojson").stat().st_size <= GROUND_MOST
    assert {one["properties"]["rang"] for one in features} >= {2}, "the strongest stay"


def test_the_same_files_give_the_same_ground(fond, tmp_path):
    path = bd_topo(tmp_path / "extrait.geojson")
    _, _, first = fond(path)
    assert fond(path)[0] != 0, "nothing is replaced without being asked to"
    assert fond(path, "--remplacer")[2] == first
