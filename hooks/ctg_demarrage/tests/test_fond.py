"""``ctg fond``: from what the IGN, Sandre and OpenStreetMap publish to a ground that the project reads, whatever a file holds."""

import json
import random
import sqlite3
import struct
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, Point, box, mapping, shape

from ctg.commands import main
from ctg.loading import load
from ctg.reading.registers import lambert_to_degrees
from ctg.territory.outlines import GROUND_MOST

SQUARE = box(2.5, 46.5, 2.6, 46.55)
"""A surface of the small territory (see ``tests/problemes/_territoire``)."""
ROAD = LineString([(1.5, 46.52), (2.55, 46.52), (3.6, 46.53)])


def feature(geometry: object, id: str = "", **properties: object) -> dict:
    return {"type": "Feature", "id": id, "properties": properties, "geometry": mapping(geometry)}


def collection(path: Path, *features: object, **more: object) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}), "utf-8")
    return path


def osm(path: Path) -> Path:
    """An extract of OpenStreetMap, with what does not belong on a map and what cannot be read."""
    return collection(
        path,
        feature(ROAD, highway="primary", ref="D 12"),
        feature(ROAD, highway="footway", name="Le chemin creux"),
        feature(LineString([(2.55, 46.3), (2.55, 46.7)]), railway="rail"),
        feature(LineString([(2.5, 46.3), (2.58, 46.7)]), waterway="river", name="<b>la Vive</b>"),
        feature(LineString([(2.52, 46.3), (2.58, 46.7)]), waterway="canal", name="canal du Four"),
        feature(SQUARE, landuse="residential"),
        feature(Point(2.9, 47.0), place="city", name="Pontbrume"),
        feature(Point(9.9, 49.0), place="city", name="Trop-Loin"),
        {"type": "Feature", "properties": {"highway": "primary"}, "geometry": {"type": "LineString", "coordinates": [[2.5]]}},
        {"type": "Feature", "properties": None, "geometry": None},
        "rien",
    )


def bd_topo(path: Path) -> Path:
    """What the Géoplateforme answers: the layer is in the identifier, the geometries have a height."""
    high = shapely.force_3d(ROAD, -1000)
    return collection(
        path,
        feature(high, "troncon_de_route.1", cleabs="R1", nature="Route à 1 chaussée", importance="3", cpx_numero="D7"),
        feature(high, "troncon_de_route.2", cleabs="R2", nature="Chemin", importance="6"),
        feature(high, "troncon_de_route.3", cleabs="R3", nature="Route à 1 chaussée", importance="1", fictif=True),
        feature(ROAD, "route_numerotee_ou_nommee.1", cleabs="N1", type_de_route="Départementale", numero="D7"),
        feature(LineString([(2.5, 46.4), (2.6, 46.6)]), "cours_d_eau.1", cleabs="C1", toponyme="la Brune", importance="2"),
        feature(ROAD, "troncon_de_voie_ferree.1", cleabs="F1", nature="Sans objet", usage="Sans objet"),
        feature(SQUARE.buffer(-0.01), "batiment.1", cleabs="B1"),
    )


def bd_topage(path: Path) -> Path:
    """Sandre's rivers, which have no importance."""
    return collection(path, feature(LineString([(2.5, 46.4), (2.6, 46.6)]), CdOH="V1", TopoOH="la Brune", StatutOH="Validé"))


def package(path: Path, epsg: int = 2154) -> Path:
    """A GeoPackage of a department in Lambert-93: a road, a damaged one, one far away, and a layer of no use."""
    with sqlite3.connect(path) as base:
        base.executescript(f"""
            CREATE TABLE gpkg_spatial_ref_sys(srs_name, srs_id, organization, organization_coordsys_id, definition);
            CREATE TABLE gpkg_geometry_columns(table_name, column_name, geometry_type_name, srs_id, z, m);
            CREATE TABLE troncon_de_route(fid INTEGER PRIMARY KEY, geom BLOB, cleabs, nature, importance, cpx_numero);
            CREATE TABLE haie(fid INTEGER PRIMARY KEY, geom BLOB);
            INSERT INTO gpkg_spatial_ref_sys VALUES ('RGF93', {epsg}, 'EPSG', {epsg}, '');
            INSERT INTO gpkg_geometry_columns VALUES ('troncon_de_route', 'geom', 'LINESTRING', {epsg}, 1, 0);
            INSERT INTO gpkg_geometry_columns VALUES ('haie', 'geom', 'LINESTRING', {epsg}, 1, 0);
        """)
        near, far = LineString([(660000, 6600000), (670000, 6602000)]), LineString([(100000, 6100000), (100500, 6100000)])
        for rank, blob in enumerate((_blob(near), b"GP\x00\x03 ...", _blob(far), None)):
            base.execute("INSERT INTO troncon_de_route VALUES (?, ?, 'R', 'Route à 1 chaussée', '2', 'N 9')", (rank, blob))
    return path


def _blob(geometry: LineString) -> bytes:
    west, south, east, north = geometry.bounds
    high = shapely.to_wkb(shapely.force_3d(geometry, 80), output_dimension=3, flavor="iso")
    return b"GP\x00\x03" + struct.pack("<i4d", 2154, west, east, south, north) + high


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


def test_an_extract_of_openstreetmap(fond, tmp_path):
    code, told, features = fond(osm(tmp_path / "extrait.geojson"))
    assert code == 0, told
    assert natures(features) == {
        "bati": [""], "cours-d-eau": ["canal du Four"], "direction": ["Pontbrume"], "rail": [""], "route": ["D 12"],
    }  # fmt: skip
    assert {one["properties"]["licence"] for one in features} == {"ODbL 1.0"}
    assert "Laissés de côté : 1" in told, "the river whose name is a tag"
    ground = load(Path()).ground
    assert [one.nom for one in ground.by_nature["direction"]] == ["Pontbrume"]
    assert ground.attributions == ("© les contributeurs d'OpenStreetMap (ODbL 1.0)",)


def test_the_ground_is_cut_two_kilometres_around_the_outlines(fond, tmp_path):
    _, _, features = fond(osm(tmp_path / "extrait.geojson"))
    outlines = shapely.union_all([shape(one["geometry"]) for one in load(Path()).contours["features"]])
    road = next(shape(one["geometry"]) for one in features if one["properties"]["nature"] == "route")
    assert 0.018 < outlines.bounds[0] - road.bounds[0] < 0.03, "degrees of longitude"


def test_the_bd_topo_and_the_bd_topage(fond, tmp_path):
    code, told, features = fond(bd_topage(tmp_path / "eaux.geojson"), bd_topo(tmp_path / "topo.geojson"))
    assert code == 0, told
    assert natures(features) == {"bati": [""], "cours-d-eau": ["la Brune"], "route": ["D7"]}, "neither tracks nor closed railways"
    whose = {one["properties"]["nature"]: one["properties"]["source"] for one in features}
    assert whose["cours-d-eau"].startswith("BD TOPAGE"), "the first file that says a thing is kept"
    assert whose["route"] == "IGN, BD TOPO"


@pytest.mark.parametrize(("file", "source"), [("BDTOPO.gpkg", "IGN, BD TOPO"), ("BDCARTO_5-0.gpkg", "IGN, BD CARTO")])
def test_a_geopackage_in_lambert(fond, tmp_path, file, source):
    code, told, features = fond(package(tmp_path / file))
    assert (code, natures(features)) == (0, {"route": ["N 9"]}), told
    assert {one["properties"]["source"] for one in features} == {source}


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


def test_another_projection_is_refused(fond, tmp_path):
    code, told, features = fond(package(tmp_path / "reunion.gpkg", epsg=2975))
    assert (code, features) == (1, [])
    assert "EPSG:2975" in told
    assert "Lambert-93" in told


@pytest.mark.parametrize("body", [b"PK\x03\x04", b'{"features": 3}', b"[" * 100_000])
def test_what_is_no_such_file_is_refused(fond, tmp_path, body):
    path = tmp_path / "fichier.geojson"
    path.write_bytes(body)
    code, told, features = fond(path)
    assert (code, features) == (1, [])
    assert "→" in told


def test_a_damaged_geopackage_or_files_of_elsewhere_make_nothing(fond, tmp_path):
    path = package(tmp_path / "topo.gpkg")
    path.write_bytes(path.read_bytes()[:3000])
    assert fond(path)[0] == 1
    far = feature(LineString([(9, 49), (9.1, 49)]), highway="primary")
    code, told, features = fond(collection(tmp_path / "loin.geojson", far))
    assert (code, features, "autour de vos communes" in told) == (1, [], True)


def test_a_ground_is_light_whatever_it_is_made_of(fond, tmp_path):
    chance = random.Random(4)
    roads = []
    for rank in range(400):
        x, y = chance.uniform(2.4, 2.8), chance.uniform(46.4, 46.6)
        points = [(x := x + chance.uniform(-0.004, 0.004), y := y + chance.uniform(-0.004, 0.004)) for _ in range(60)]
        sort = ("primary", "secondary", "tertiary", "unclassified")[rank % 4]
        roads.append(feature(LineString(points), highway=sort, ref=f"D {rank}"))
    code, told, features = fond(collection(tmp_path / "beaucoup.geojson", *roads))
    assert code == 0
    assert "s'arrête au rang" in told
    assert Path("data/fond.geojson").stat().st_size <= GROUND_MOST
    assert {one["properties"]["rang"] for one in features} >= {2}, "the strongest stay"


def test_the_same_files_give_the_same_ground(fond, tmp_path):
    path = osm(tmp_path / "extrait.geojson")
    _, _, first = fond(path)
    assert fond(path)[0] != 0, "nothing is replaced without being asked to"
    assert fond(path, "--remplacer")[2] == first
