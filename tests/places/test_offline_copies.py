"""The copy of a commune: what it holds, what its pages need, its weight; the home screen and its icons."""

import gzip
import json
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from posixpath import join, normpath

import lxml.html
import pytest
from PIL import Image

from ctg.common.files import CLOTHES
from ctg.common.phrases import date_fr
from ctg.model.allure import Allure
from ctg.pages.renderer import Renderer
from ctg.pages.styles import palette
from ctg.places import offline_copies
from territoires import ESSAI, ROOT, catalogue_of

MOST_KB = 615
"""Sent: a server compresses what a telephone asks for."""


def lists(site: Path) -> list[dict]:
    return [json.loads(path.read_text("utf-8")) for path in sorted((site / "copies").iterdir())]


@pytest.fixture(scope="module")
def biggest(real_site) -> dict:
    return max(lists(real_site), key=lambda one: one["poids"])


def path_of(site: Path, path: str) -> Path:
    return site / path / "index.html" if path.endswith("/") or not path else site / path


def test_every_commune_has_its_copy_and_the_heaviest_is_light_enough(real_site, biggest):
    assert {one["commune"] for one in lists(real_site)} == {
        path.name for path in (real_site / "communes").iterdir() if path.is_dir()
    }
    kept = [path_of(real_site, path).read_bytes() for path in biggest["fichiers"]]
    assert biggest["poids"] == round(sum(map(len, kept)) / 1000), "what is told is what the telephone keeps"
    assert sum(len(gzip.compress(content, 4)) for content in kept) / 1000 <= MOST_KB
    assert biggest["date"] == date_fr(catalogue_of(ROOT).day)


def test_a_copy_holds_what_helps_and_not_a_page_that_does_not_exist(real_site, biggest):
    held = biggest["fichiers"]
    asked = {"", "urgence/", "recherche/", "trouver/", "assets/chercher.json", "assets/trouver.json", "assets/danger-modele.json"}
    assert asked | set(biggest["pages"]) <= held.keys()
    assert {path.partition("/")[0] for path in biggest["pages"]} >= {"communes", "structures", "services", "parcours", "reponses"}
    for path in held:
        assert path_of(real_site, path).is_file(), path


def test_what_the_pages_of_a_copy_need_is_in_it_but_the_map(real_site, biggest):
    held, needed = biggest["fichiers"], set()
    for path in biggest["pages"]:
        page = lxml.html.parse(real_site / path / "index.html")
        links = page.xpath("//script/@src | //link[@rel='stylesheet' or @rel='preload']/@href")
        needed |= {normpath(join(path, link)) for link in links}
    scripts = {path for path in held if path.endswith(".js")}
    for path in scripts:
        text = (real_site / path).read_text("utf-8")
        needed |= {normpath(join("assets/js", name)) for name in re.findall(r"(?:from |import\()'(\./[\w/-]+\.js)'", text)}
    assert needed <= held.keys() | {"assets/js/carte.js"}


def test_the_home_screen_finds_its_icons(real_site):
    told = json.loads((real_site / "manifeste.json").read_text("utf-8"))
    assert (told["lang"], told["scope"], told["start_url"]) == ("fr", "./", "./")
    for icon in told["icons"]:
        assert Image.open(real_site / icon["src"]).size == tuple(map(int, icon["sizes"].split("x")))


def test_the_icon_of_the_tool_is_that_of_no_colour_and_a_colour_has_its_own():
    assert (CLOTHES / "assets/images/icone.svg").read_text("utf-8") == offline_copies.icon(palette())
    catalogue = catalogue_of(ESSAI)
    made = lambda one: {file.path: file for file in offline_copies.files(Renderer(one, one.day)) if "icone" in file.path}  # noqa: E731
    assert made(catalogue) == {}
    face = catalogue.territoire.model_copy(update={"allure": Allure(couleur="#4b3a8c")})
    own = made(replace(catalogue, territoire=face))
    assert b"#4b3a8c" in own["assets/images/icone.svg"].content
    assert Image.open(BytesIO(own["assets/images/icone-192.png"].content)).convert("RGB").getpixel((96, 10)) == (0x4B, 0x3A, 0x8C)
