"""The catalogue for portals, GeoJSON: read by independent readers, and true to the last byte."""

from __future__ import annotations

import hashlib
import json

import pytest
import shapely
from shapely.geometry import shape

from ctg.model.structure import Structure
from ctg.pages.renderer import Renderer
from ctg_normes import dcat
from ctg_normes.geojson import files
from lieux_hostiles import TODAY
from territoires import ESSAI, ROOT, catalogue_of


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
