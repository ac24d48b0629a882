"""The descriptor of the tables and the archive: read by independent readers, and true to the last byte."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path

import pytest
from frictionless import validate

from ctg.common.clock import PARIS, today
from ctg.loading import load
from ctg.open_data import tables
from ctg.open_data.tables import TABLES
from ctg.pages.files import Asset
from ctg.pages.renderer import Renderer
from ctg_normes import geojson
from ctg_normes.datapackage import DESCRIPTOR_PATH, descriptor
from territoires import ESSAI, ROOT, SMALL, made_site

TODAY = dt.date(2026, 11, 25)


def write(root: Path, folder: Path) -> Path:
    """Every table of a territory and its descriptor, as published."""
    render = Renderer(load(root), TODAY)
    made = [*tables.files(render), *geojson.files(render)]
    for asset in [*made, descriptor(render, made, (*tables.ABOUT, *geojson.ABOUT))]:
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
    told = json.loads(content[DESCRIPTOR_PATH])["resources"]
    folder = {path.removeprefix("donnees/") for path in content if path.startswith("donnees/")}
    assert {one["path"] for one in told} == {path for path in folder if not path.endswith((".zip", ".xlsx", "datapackage.json"))}
    for one in told:
        assert one["licenses"][0]["name"] == "etalab-2.0", one["path"]
        assert site.catalogue.territoire.titre_site in one["sources"][0]["title"], one["path"]
        assert "2020-01-01" < one["modified"] <= today(PARIS).isoformat(), one["path"]
        assert one["hash"] == f"sha256:{hashlib.sha256(content['donnees/' + one['path']]).hexdigest()}", one["path"]
    assert len({one["name"] for one in told}) == len(told)
