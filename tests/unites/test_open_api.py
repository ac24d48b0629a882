"""The API: every address that is described exists, every file is as described, and nothing changes for nothing."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from ctg.kinds import KINDS, Commune
from ctg.loading import load
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.open_data import api, records_json
from territoires import ESSAI, ROOT, SMALL
from unites.test_records_json import strict

TODAY = dt.date(2026, 11, 25)


def made(root, today=TODAY):
    render = Renderer(load(root), today)
    return {f"/{file.path}": file.content for module in (api, records_json) for file in module.files(render)}


@pytest.fixture(scope="module", params=[ROOT, ESSAI, SMALL], ids=["reel", "essai", "petit"])
def site(request):
    """(address → content, the description)."""
    files = made(request.param)
    return files, json.loads(files["/api/v1/openapi.json"])


def pattern(path: str) -> re.Pattern:
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))


def schema_of(description: dict, path: str) -> dict:
    """The schema of a path's answer, with what it refers to; a name that it does not know is refused."""
    content = description["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    return strict(content["schema"]) | {"components": strict(description["components"])}


def test_the_description_is_openapi(site):
    validate(site[1])
    assert site[1]["openapi"].startswith("3.1")


def test_every_described_address_exists_with_its_example(site):
    files, description = site
    for path, item in description["paths"].items():
        values = {p["name"]: p["example"] for p in item["get"].get("parameters", ())}
        assert path.format(**values) in files
        content = item["get"]["responses"]["200"]["content"]["application/json"]
        if "example" in content:
            assert content["example"] == json.loads(files[path.format(**values)])
            assert list(Draft202012Validator(schema_of(description, path)).iter_errors(content["example"])) == []


def test_every_file_is_described_once_and_as_described(site):
    files, description = site
    for address, content in files.items():
        if address.endswith("openapi.json"):
            continue
        plain = [path for path in description["paths"] if path == address]
        paths = plain or [path for path in description["paths"] if pattern(path).fullmatch(address)]
        assert len(paths) == 1, address
        errors = Draft202012Validator(schema_of(description, paths[0])).iter_errors(json.loads(content))
        assert [f"{address} {error.json_path}: {error.message[:200]}" for error in errors] == []


def test_lists_have_every_published_record(site):
    files, _ = site
    for kind in KINDS:
        content = json.loads(files[f"/api/v1/{kind.folder}.json"])
        assert content["nombre"] == len(content["fiches"])
        alone = {address for address in files if re.fullmatch(rf"/{kind.folder}/[^/]+\.json", address)}
        assert {f"/{kind.folder}/{value['id']}.json" for value in content["fiches"]} == alone


FILES = {
    "data/structures/relais.yml": "nom: Relais\ntype: relais-petite-enfance\ncommune: Saint-Clair-sur-Lède\n"
    "adresse: 1 rue Haute\ncommunes_desservies: [Valbourg]\n",
    "data/services/conseil.yml": "nom: Conseil\nthemes: [petite-enfance]\nstructure: les-lutins\n",
    "data/services/partout.yml": "nom: Partout\nthemes: [logement]\n",
    "data/services/zone.yml": "nom: Zone\nthemes: [logement]\nzone: [Valbourg]\n",
    "data/structures/les-lutins.yml": "nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\nverifie_le: 2026-09-01\n",
}


def ids(values):
    return [value["id"] for value in values]


def test_what_is_in_a_commune_and_what_comes_to_it(project):
    files = made(project(FILES))
    valbourg = json.loads(files["/api/v1/communes/99001.json"])
    assert valbourg["commune"]["nom"] == "Valbourg"
    assert ids(valbourg["structures"]) == ["les-lutins"]
    assert ids(valbourg["services"]) == ["conseil"]
    assert ids(valbourg["de_passage"]) == ["relais", "zone"]
    assert valbourg["services_pour_tous"] == ["partout"]
    assert valbourg["publication"]["mise_a_jour"] == "2026-09-01"
    other = json.loads(files["/api/v1/communes/99002.json"])
    assert ids(other["structures"]) == ["relais"]
    assert "mise_a_jour" not in other["publication"], "nothing in it is dated"


def test_what_is_of_a_theme(project):
    files = made(project(FILES))
    assert ids(json.loads(files["/api/v1/themes/logement.json"])["services"]) == ["partout", "zone"]
    assert ids(json.loads(files["/api/v1/themes/petite-enfance.json"])["structures"]) == ["les-lutins", "relais"]


def test_the_next_day_changes_only_the_date_of_publication(project):
    first, second = made(project(FILES)), made(project(FILES), TODAY + dt.timedelta(1))
    assert {path for path in first if first[path] != second[path]} == {"/api/v1/index.json"}
    assert json.loads(second["/api/v1/index.json"])["publication"]["publie_le"] == "2026-11-26"


def test_a_draft_has_no_address(project):
    draft = {"data/structures/projet.yml": "nom: Projet\ntype: mam\ncommune: Valbourg\netat_fiche: brouillon\n"}
    render = Renderer(load(project(draft), drafts=True), TODAY)
    assert not [file for module in (api, records_json) for file in module.files(render) if b"Projet" in file.content]
    assert len(render.catalogue.all(Commune)) == 2
