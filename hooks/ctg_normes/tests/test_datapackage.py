"""The descriptor of the tables, the catalogue for portals, GeoJSON: read by independent readers, and true to the last byte."""

import hashlib
import json
from pathlib import Path

import pytest
import shapely
from frictionless import validate
from shapely.geometry import shape

from ctg.loading import load
from ctg.model.structure import Structure
from ctg.open_data import tables
from ctg.open_data.tables import TABLES
from ctg.pages.renderer import Renderer
from ctg.pages.site_files import Asset
from ctg_normes import datapackage, dcat, geojson
from ctg_normes.geojson import files
from lieux_hostiles import TODAY
from territoires import ESSAI, ROOT, SMALL, catalogue_of, made_site


def write(root: Path, folder: Path) -> Path:
    """Every table of a territory and its descriptor, as published."""
    render = Renderer(load(root), TODAY)
    made = [*tables.files(render), *geojson.files(render)]
    for asset in [*made, *datapackage.files(render, made, (*tables.ABOUT, *geojson.ABOUT))]:
        path = folder / asset.path
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(asset.content)
    return folder / "donnees"


@pytest.mark.parametrize("root", [ESSAI, SMALL], ids=["essai", "petit"])
def test_frictionless_finds_the_tables_as_described(tmp_path, root):
    package = write(root, tmp_path) / "datapackage.json"
    assert json.loads(package.read_text("utf-8"))["created"] == "2026-11-25T00:00:00Z"
    report = validate(str(package))
    assert report.flatten(["name", "rowNumber", "fieldName", "message"]) == []
    assert report.valid
    render = Renderer(load(root), TODAY)
    counts = {one.name: len(rows) for one in TABLES if (rows := one.cells(render))}
    assert {task.name: task.stats["rows"] for task in report.tasks[: len(counts)]} == counts, "each table that has a row"


@pytest.fixture(scope="module", params=[ROOT, ESSAI], ids=["reel", "essai"])
def site(request):
    return made_site(request.param)


@pytest.fixture(scope="module")
def content(site) -> dict[str, bytes]:
    """Address → bytes of each file, made once."""
    return {file.path: file.content for file in site.files if isinstance(file, Asset)}


def test_each_file_of_the_folder_has_its_licence_its_source_and_its_date(site, content):
    told = json.loads(content[datapackage.DESCRIPTOR_PATH])["resources"]
    folder = {path.removeprefix("donnees/") for path in content if path.startswith("donnees/")}
    apart = (".zip", ".xlsx", "datapackage.json", "index.html")
    assert {one["path"] for one in told} == {path for path in folder if not path.endswith(apart)}
    for one in told:
        assert one["licenses"][0]["name"] == "etalab-2.0", one["path"]
        assert site.catalogue.territoire.titre_site in one["sources"][0]["title"], one["path"]
        assert "2020-01-01" < one["modified"] <= site.catalogue.day.isoformat(), one["path"]
        assert one["hash"] == f"sha256:{hashlib.sha256(content['donnees/' + one['path']]).hexdigest()}", one["path"]
    assert len({one["name"] for one in told}) == len(told)


def test_portals_harvest_each_file_with_its_proof(real_site, essai_site):
    for root, site in ((ROOT, real_site), (ESSAI, essai_site)):
        home = str(catalogue_of(root).territoire.adresse_site or "")
        assert (site / dcat.PATH).exists() is bool(home), "a portal would not find the files of a site without an address"
    sets = json.loads((essai_site / dcat.PATH).read_text("utf-8"))["dcat:dataset"]
    home = str(catalogue_of(ESSAI).territoire.adresse_site)
    names = [one["dct:identifier"].removeprefix(f"{home}donnees-ouvertes/#") for one in sets]
    assert names == ["lieux", "projet", "chiffres", "territoire"], "they never change"
    for file in (file for one in sets for file in one["dcat:distribution"]):
        content = (essai_site / file["dcat:downloadURL"]["@id"].removeprefix(home)).read_bytes()
        assert file["spdx:checksum"]["spdx:checksumValue"]["@value"] == hashlib.sha256(content).hexdigest()
        assert file["dcat:byteSize"]["@value"] == str(len(content))
    compulsory = {"dct:title", "dct:description", "dct:license", "dct:publisher", "dcat:contactPoint", "dct:modified"}
    assert all(compulsory <= one.keys() for one in sets), "what DCAT-AP and data.gouv.fr ask of a dataset"


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
