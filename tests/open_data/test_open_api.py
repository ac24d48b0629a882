"""The lists in JSON: every published record and no other, each as described, and nothing changes for nothing."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from ctg.loading import load
from ctg.model import KINDS
from ctg.open_data import api_lists
from ctg.pages.renderer import Renderer
from open_data.test_records_json import read_back
from territoires import ESSAI, ROOT, SMALL, catalogue_of

TODAY = dt.date(2026, 11, 25)


def made(render: Renderer) -> dict[str, bytes]:
    return {file.path: file.content for file in api_lists.files(render)}


@pytest.mark.parametrize("root", [ROOT, ESSAI, SMALL], ids=["reel", "essai", "petit"])
def test_lists_have_every_record_as_described_and_none_is_empty(root):
    render = Renderer(catalogue_of(root), TODAY)
    files = made(render)
    for kind in KINDS:
        wanted = [record.id for record in render.catalogue.all(kind)]
        content = files.pop(f"api/v1/{kind.folder}.json", b'{"nombre": 0, "fiches": []}')
        found = json.loads(content)
        assert found["nombre"] == len(wanted)
        assert [value["id"] for value in found["fiches"]] == wanted
        assert all(read_back(kind, value) for value in found["fiches"])
        assert b'"fiches":[]' not in content
    assert files.keys() == {f"api/v1/{name}.json" for name in ("index", "territoire", "vocabulaire")}


def test_the_way_in_names_each_file_and_no_other(project):
    files = made(Renderer(load(project()), TODAY))
    index = json.loads(files.pop("api/v1/index.json"))
    assert {one["chemin"].removeprefix("/") for one in index["adresses"]} == files.keys()
    assert "api/v1/services.json" not in files


def test_the_next_day_changes_only_the_date_of_publication(project):
    root = project({"data/structures/les-lutins.yml": "nom: L\ntype: mam\ncommune: Valbourg\nverifie_le: 2026-09-01\n"})
    first, second = (made(Renderer(load(root), day)) for day in (TODAY, TODAY + dt.timedelta(1)))
    assert {path for path in first if first[path] != second[path]} == {"api/v1/index.json"}
    assert json.loads(second["api/v1/index.json"])["publication"]["publie_le"] == "2026-11-26"
    assert json.loads(first["api/v1/structures.json"])["publication"]["mise_a_jour"] == "2026-09-01"
