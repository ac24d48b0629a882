"""« Données ouvertes »: every published file is told, and what is told is true."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections import Counter

import pytest

from ctg.common.clock import PARIS, today
from ctg.open_data import datapackage
from ctg.open_data.index import PATH, SUMS, abouts, sort, sums
from ctg.pages.addresses import About
from ctg.pages.files import Asset, Page
from ctg.pages.renderer import Renderer
from ctg.publish.build import make_site
from ctg.subjects import OPEN_DATA
from territoires import ESSAI, ROOT


def about(path: str) -> About:
    return About(path, "Titre", "Description.", "text/csv")


def test_a_pattern_names_files_of_one_folder():
    assert about("*/*.json").names("structures/x.json")
    assert not about("*/*.json").names("api/v1/x.json")
    assert not about("*/*.json").names("x.json")
    assert not about("donnees/x.csv").names("donnees/xAcsv"), "a dot is a dot"


def test_a_file_is_under_the_most_precise_name():
    told = [about("*/*.json"), about("donnees/*.json"), about("donnees/a.json"), about("donnees/absent.json")]
    files = [Asset(path, b"") for path in ("donnees/a.json", "donnees/b.json", "structures/c.json", "ailleurs.txt")]
    found = {one.about.path: [file.path for file in one.files] for one in sort(files, told)}
    assert found == {
        "*/*.json": ["structures/c.json"],
        "donnees/*.json": ["donnees/b.json"],
        "donnees/a.json": ["donnees/a.json"],
    }


def test_sums_are_those_of_sha256sum():
    found = sort([Asset("b.csv", b"abc"), Asset("a.csv", b""), Page("c.csv", "", "")], [about("*.csv")])
    assert sums(found) == (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a.csv\n"
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  b.csv\n"
    )


@pytest.fixture(scope="module", params=[ROOT, ESSAI], ids=["reel", "essai"])
def site(request):
    return make_site(request.param)


@pytest.fixture(scope="module")
def content(site) -> dict[str, bytes]:
    """Address → bytes of each file, made once."""
    return {file.path: file.content for file in site.files if isinstance(file, Asset)}


def test_every_file_of_open_data_is_told_once_and_what_serves_the_pages_is_not(site):
    render = Renderer(site.catalogue, today(PARIS))
    made = [file for module in OPEN_DATA for file in module.files(render) if isinstance(file, Asset)]
    assert len(made) > 30
    told = Counter(file.path for one in sort(made, abouts(OPEN_DATA)) for file in one.files)
    assert told == Counter(file.path for file in made), "one About names each"
    pages = [file for module in OPEN_DATA for file in module.files(render) if isinstance(file, Page)]
    offered = {file.path for one in sort(pages, abouts(OPEN_DATA)) for file in one.files}
    assert offered == {file.path for file in pages if not file.path.startswith("contribuer/")}, "name the page in an About"
    (listed,) = (file.content.decode() for file in site.files if file.path == SUMS)
    names = {line.split("  ")[1] for line in listed.splitlines()}
    assert names == {file.path for file in made} | {datapackage.DESCRIPTOR_PATH, datapackage.ARCHIVE_PATH}


def test_each_file_of_the_folder_has_its_licence_its_source_and_its_date(site, content):
    told = json.loads(content[datapackage.DESCRIPTOR_PATH])["resources"]
    folder = {path.removeprefix("donnees/") for path in content if path.startswith("donnees/")}
    assert {one["path"] for one in told} == {path for path in folder if not path.endswith((".zip", ".xlsx", "datapackage.json"))}
    for one in told:
        assert one["licenses"][0]["name"] == "etalab-2.0", one["path"]
        assert site.catalogue.territoire.titre_site in one["sources"][0]["title"], one["path"]
        assert "2020-01-01" < one["modified"] <= today(PARIS).isoformat(), one["path"]
        assert one["hash"] == f"sha256:{hashlib.sha256(content['donnees/' + one['path']]).hexdigest()}", one["path"]
    assert len({one["name"] for one in told}) == len(told)


def test_one_file_holds_all_the_others_as_they_are_published(content):
    with zipfile.ZipFile(io.BytesIO(content[datapackage.ARCHIVE_PATH])) as whole:
        names = set(whole.namelist()) - {datapackage.READ_ME}
        assert {path for path in content if path.startswith("donnees/") and path.endswith((".csv", "json"))} <= names
        assert {path for path in content if path.startswith("api/v1/")} <= names
        assert all(whole.read(name) == content[name] for name in names)
        assert "Licence : https://" in whole.read(datapackage.READ_ME).decode()


def test_the_page_lists_what_exists_and_its_digest(site, content):
    (page,) = (file for file in site.files if file.path == PATH)
    for path in ("donnees/structures.csv", "donnees/structures.geojson", "donnees/datapackage.json", "api/v1/index.json"):
        assert f'href="../{path}"' in page.body
        assert hashlib.sha256(content[path]).hexdigest() in page.body
    for line in content[SUMS].decode().splitlines():
        digest, path = line.split("  ")
        assert hashlib.sha256(content[path]).hexdigest() == digest
