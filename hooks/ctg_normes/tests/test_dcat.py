"""The catalogue for the portals of data: each published file, with its proof."""

from __future__ import annotations

import hashlib
import json

import pytest

from ctg.pages.files import Asset
from ctg.publish.build import make_site
from ctg_normes import dcat
from territoires import ESSAI, ROOT


@pytest.mark.parametrize("root", [ROOT, ESSAI], ids=["reel", "essai"])
def test_portals_harvest_each_file_with_its_proof(root):
    site = make_site(root)
    content = {file.path: file.content for file in site.files if isinstance(file, Asset)}
    home = str(site.catalogue.territoire.adresse_site or "")
    assert (dcat.PATH in content) is bool(home), "a portal would not find the files of a site that does not know its address"
    if not home:
        return
    sets = json.loads(content[dcat.PATH])["dcat:dataset"]
    assert len({one["dct:identifier"] for one in sets}) == len(sets) > 20
    for file in (file for one in sets for file in one["dcat:distribution"]):
        path = file["dcat:downloadURL"]["@id"].removeprefix(home)
        assert file["spdx:checksum"]["spdx:checksumValue"] == hashlib.sha256(content[path]).hexdigest()
        assert file["dcat:byteSize"]["@value"] == str(len(content[path]))
    compulsory = {"dct:title", "dct:description", "dct:license", "dct:publisher", "dcat:contactPoint", "dct:modified"}
    assert all(compulsory <= one.keys() for one in sets), "what DCAT-AP and data.gouv.fr ask of a dataset"
