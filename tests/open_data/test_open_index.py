"""« Données ouvertes »: every published file is told, and what is told is true."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest

from ctg.common.clock import PARIS, today
from ctg.open_data.index import PATH, SUMS, abouts, sort, sums
from ctg.pages.addresses import About
from ctg.pages.files import Asset, Page
from ctg.pages.renderer import Renderer
from ctg.subjects import BUNDLES, OPEN_DATA
from territoires import ESSAI, ROOT, made_site


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
    return made_site(request.param)


@pytest.fixture(scope="module")
def content(site) -> dict[str, bytes]:
    """Address → bytes of each file, made once."""
    return {file.path: file.content for file in site.files if isinstance(file, Asset)}


def test_every_file_of_open_data_is_told_once_and_what_serves_the_pages_is_not(site):
    render = Renderer(site.catalogue, today(PARIS))
    made = [file for module in OPEN_DATA for file in module.files(render) if isinstance(file, Asset)]
    assert len(made) > 25
    told = Counter(file.path for one in sort(made, abouts(OPEN_DATA)) for file in one.files)
    assert told == Counter(file.path for file in made), "one About names each"
    pages = [file for module in OPEN_DATA for file in module.files(render) if isinstance(file, Page)]
    offered = {file.path for one in sort(pages, abouts(OPEN_DATA)) for file in one.files}
    assert offered == {file.path for file in pages if not file.path.startswith("contribuer/")}, "name the page in an About"
    (listed,) = (file.content.decode() for file in site.files if file.path == SUMS)
    names = {line.split("  ")[1] for line in listed.splitlines()}
    assert names == {file.path for file in made} | {about.path for module in BUNDLES for about in module.ABOUT}


def test_the_page_lists_what_exists_and_its_digest(site, content):
    (page,) = (file for file in site.files if file.path == PATH)
    for path in ("donnees/structures.csv", "donnees/structures.xlsx", "api/v1/index.json"):
        assert f'href="../{path}"' in page.body
        assert hashlib.sha256(content[path]).hexdigest() in page.body
    for line in content[SUMS].decode().splitlines():
        digest, path = line.split("  ")
        assert hashlib.sha256(content[path]).hexdigest() == digest
