"""The built sites of both territories, as files: what a crawler would find wrong."""

from __future__ import annotations

import posixpath
import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import lxml.html
import pikepdf
import pytest
from lxml import etree

import ctg.publish.build  # noqa: F401  (each subject declares which page lists its kind)
from ctg.common.clock import PARIS, today
from ctg.model import KINDS
from ctg.model.action import Action
from ctg.model.commune import Commune
from ctg.model.figure import Indicateur
from ctg.model.framework import Axe
from ctg.model.structure import Service, Structure
from ctg.pages.renderer import record_lines
from octets import tagged
from territoires import ROOT, catalogue_of


class Document:
    """What the tests ask of a page: its elements, links, ids, headings and text."""

    def __init__(self, path: Path):
        page = lxml.html.parse(path).getroot()
        self.elements: list[tuple[str, dict]] = [(one.tag, dict(one.attrib)) for one in page.iter(etree.Element)]
        self.text = "".join(page.xpath("//text()[not(parent::script or parent::style)]"))

    def all(self, *tags: str) -> list[dict]:
        return [attrs for tag, attrs in self.elements if tag in tags]

    @property
    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.elements if attrs.get("id")]


@pytest.fixture(scope="session")
def sites(real_site, essai_site) -> dict[Path, dict[str, Document]]:
    """Both sites: folder → {address of a page: its document}."""
    return {site: {p.relative_to(site).as_posix(): Document(p) for p in site.rglob("*.html")} for site in (real_site, essai_site)}


def pages(sites):
    return [(site, name, document) for site, documents in sites.items() for name, document in documents.items()]


@pytest.mark.gard
def test_the_real_territory_is_all_there(real_site):
    catalogue = catalogue_of(ROOT)
    found = {kind: len(catalogue.all(kind)) for kind in KINDS}
    assert (found[Commune], found[Axe], found[Action]) == (44, 4, 17)
    assert found[Structure] + found[Service] >= 50
    assert found[Indicateur] >= 20
    instead = record_lines(catalogue, today(PARIS), lambda _path: True)
    for kind in KINDS:
        for record in catalogue.all(kind):
            page, _, line = instead.get(record.key, record.key).partition("#")
            html = (real_site / page / "index.html").read_text("utf-8")
            assert f'id="{line}"' in html or not line, record.key


def test_every_page_leads_to_the_emergency_numbers_from_its_header(sites):
    for site, name, _ in pages(sites):
        html = (site / name).read_text("utf-8")
        if 'http-equiv="refresh"' in html:
            continue  # a former address
        header = html.split('<header class="chapeau-site">', 1)[1].split("</header>", 1)[0]
        menu = header.split("<nav", 1)[0]
        (target,) = re.findall(r'<a class="vers-urgence" href="([^"]+)"[^>]*>Urgence</a>', menu)
        base = "" if name == "404.html" else posixpath.dirname(name)
        assert posixpath.normpath(posixpath.join(base, target)).lstrip("/") in {"urgence", ""} or name == "urgence/index.html", (
            name
        )


def test_no_page_asks_anything_of_another_host(sites):
    for _, name, document in pages(sites):
        for attrs in document.all("script", "link", "img", "iframe", "source", "object"):
            target = attrs.get("src") or attrs.get("href") or ""
            if attrs.get("rel") != "canonical":
                assert not urlsplit(target).netloc, f"{name} : {target}"


def test_the_form_is_in_no_published_file(real_site, essai_site):
    for site in (real_site, essai_site):
        files = [path for path in site.rglob("*") if path.is_file()]
        assert [path.name for path in files if path.name == "formulaire.css" or "_editer" in path.parts] == []
        assert [path.name for path in files if path.suffix in {".html", ".js"} and b"_editer" in path.read_bytes()] == []


def test_no_script_is_written_inside_a_page(sites):
    for _, name, document in pages(sites):
        blocks = [attrs for attrs in document.all("script") if attrs.get("type") != "application/ld+json"]  # data, never run
        assert all(attrs.get("src") for attrs in blocks), name
        handlers = [key for _, attrs in document.elements for key in attrs if key.startswith("on")]
        assert not handlers, (name, handlers)


def test_every_page_has_language_title_description_and_ordered_headings(sites):
    for site, name, document in pages(sites):
        html = (site / name).read_text("utf-8")
        assert document.all("html")[0]["lang"] == "fr", name
        assert re.search(r"<title>[^<]+</title>", html), name
        descriptions = [attrs["content"] for attrs in document.all("meta") if attrs.get("name") == "description"]
        assert [bool(text.strip()) for text in descriptions] == [True], name
        levels = [int(tag[1]) for tag, _ in document.elements if re.fullmatch("h[1-6]", tag)]
        assert levels.count(1) == 1, name
        assert all(after <= before + 1 for before, after in pairwise(levels)), (name, levels)
        assert len(document.ids) == len(set(document.ids)), name


def test_every_document_is_tagged_titled_in_french_and_a4(sites):
    """Nobody needs to open one to know what it is, nor eyes to read it."""
    documents = [path for site in sites for path in site.rglob("*.pdf")]
    assert documents
    titles = []
    for path in documents:
        pages = pikepdf.open(path).pages
        assert {tuple(round(side) for side in page.MediaBox) for page in pages} == {(0, 0, 595, 842)}, path.name
        titles.append(tagged(path.read_bytes(), 1, len(pages)))
    assert len(set(titles)) == len(titles)
    assert all(title.count(", Commun") for title in titles), "whose it is"
