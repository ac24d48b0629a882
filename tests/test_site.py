"""The built sites of both territories, as files: what a crawler, a search engine or a program would find wrong."""

import json
import posixpath
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree as ET

import lxml.html
import pikepdf
import pytest
from lxml import etree

import ctg.publish.build  # noqa: F401  (each subject declares which page lists its kind)
from ctg.model import KINDS
from ctg.model.action import Action
from ctg.model.commune import Commune
from ctg.model.figure import Indicateur
from ctg.model.framework import Axe
from ctg.model.structure import Service, Structure
from ctg.model.territory import PARIS, today
from ctg.pages.site_files import record_lines
from ctg.site.about import NAMESPACE
from octets import tagged
from territoires import ESSAI, ROOT, catalogue_of


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


def test_no_page_asks_anything_of_another_host_nor_holds_a_script(sites):
    for _, name, document in pages(sites):
        for attrs in document.all("script", "link", "img", "iframe", "source", "object"):
            target = attrs.get("src") or attrs.get("href") or ""
            if attrs.get("rel") != "canonical":
                assert not urlsplit(target).netloc, f"{name} : {target}"
        data = "application/ld+json"  # never run
        assert all(attrs.get("src") for attrs in document.all("script") if attrs.get("type") != data), name
        assert [key for _, attrs in document.elements for key in attrs if key.startswith("on")] == [], name


def test_the_form_is_in_no_published_file(real_site, essai_site):
    for site in (real_site, essai_site):
        files = [path for path in site.rglob("*") if path.is_file()]
        assert [path.name for path in files if path.name == "formulaire.css" or "_editer" in path.parts] == []
        assert [path.name for path in files if path.suffix in {".html", ".js"} and b"_editer" in path.read_bytes()] == []


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


ADDRESS = "https://familles.exemple.fr/"
NO_ROBOTS = "//meta[@name='robots' and contains(@content, 'noindex')]"


@pytest.fixture(scope="module")
def documents(essai_site) -> dict[str, lxml.html.HtmlElement]:
    """The pages that engines may show, by their address from the root."""
    found = {}
    for path in essai_site.rglob("index.html"):
        page = lxml.html.parse(path).getroot()
        if not page.xpath(NO_ROBOTS):
            found[path.parent.relative_to(essai_site).as_posix().removeprefix(".") + "/"] = page
    return {("" if path == "/" else path): page for path, page in found.items()}


def properties(page: lxml.html.HtmlElement) -> dict[str, str]:
    return {meta.get("property"): meta.get("content") for meta in page.xpath("//meta[@property]")}


def test_the_sitemap_lists_exactly_the_pages_at_their_canonical_address(essai_site, documents):
    urls = ET.parse(essai_site / "sitemap.xml").getroot().iter(f"{{{NAMESPACE}}}loc")
    assert sorted(url.text or "" for url in urls) == sorted(ADDRESS + path for path in documents)
    for path, page in documents.items():
        assert page.xpath("//link[@rel='canonical']/@href") == [ADDRESS + path]
        assert properties(page)["og:url"] == ADDRESS + path
    assert not (essai_site / "sitemap.xml.gz").exists(), "nobody asks for it, and MkDocs writes the hour in it"


def test_every_page_says_what_a_shared_link_shows(essai_site: Path, documents):
    for path, page in documents.items():
        told = properties(page)
        assert told["og:title"], path
        assert told["og:description"] == page.xpath("//meta[@name='description']/@content")[0], path
        assert told["og:image"].startswith(ADDRESS), path
        assert (essai_site / urlsplit(told["og:image"]).path.lstrip("/")).is_file(), path
        assert told["og:image:alt"], path
        assert page.xpath("//meta[@name='twitter:card']/@content") == ["summary_large_image"], path


TEMPLATE = re.compile(r"\{[{%#](?!</text>|…)")
"""A mark of Jinja; not one alone at the end of a line of a drawing or of a sentence, where a name that has it is cut."""
TYPED = "".join(path.read_text("utf-8") for folder in (ROOT, ESSAI) for path in sorted((folder / "data").rglob("*.yml")))
"""What people wrote, hostile records of the example included: their marks and their links are not ours."""
MARKS = {TYPED[found.start() : found.start() + 4] for found in TEMPLATE.finditer(TYPED)}
NOWHERE = "https://nulle.part.invalid/"
"""Where a site is that does not know its own address: its addresses are relative, or from its root."""
ADDRESSES = {"url", "lien_source", "uri"}
"""Fields of JSON that hold an address."""


@pytest.fixture(scope="module", params=[pytest.param("reel", marks=pytest.mark.gard), "essai"])
def site(request, real_site, essai_site) -> tuple[Path, str]:
    """(a built site, its own address): the real one does not know it yet."""
    return (real_site, "") if request.param == "reel" else (essai_site, "https://familles.exemple.fr/")


def named(folder: Path, *endings: str) -> Iterator[tuple[str, str]]:
    """(name, text) of the files with these endings, of the invented territory at least one of each."""
    for ending in endings:
        found = sorted(folder.rglob(f"*{ending}"))
        assert found or folder.name.startswith("reel"), ending
        for path in found:
            yield path.relative_to(folder).as_posix(), path.read_bytes().decode("utf-8")


def test_no_file_is_a_template(site):
    folder, _ = site
    raw = []
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file():
            try:
                text = path.read_bytes().decode("utf-8").replace("\r\n ", "")  # calendars are folded
            except UnicodeDecodeError:
                continue  # pictures, workbooks, compressed parts
            starts = (found.start() for found in TEMPLATE.finditer(text))
            raw += [(name, text[start : start + 40]) for start in starts if text[start : start + 4] not in MARKS]
    assert not raw, raw[:20]


def test_addresses_lead_to_files(site):
    """Those of ``robots.txt``, of the site map, of feeds, and of JSON; relative ones too."""
    folder, address = site
    told = {(name, found) for name, text in named(folder, "robots.txt") for found in re.findall(r"^Sitemap: (.+)$", text, re.M)}
    for name, text in named(folder, ".xml"):
        told |= {(name, e.get("href") or e.text) for e in ET.fromstring(text).iter() if e.tag.endswith(("}loc", "}link"))}
    for name, text in named(folder, ".json", ".geojson"):
        told |= {(name, found) for found in _addresses(json.loads(text)) if found not in TYPED and "{" not in found}
    own = [(name, urljoin(urljoin(address or NOWHERE, name), found.partition("#")[0])) for name, found in told]
    own = [(name, found) for name, found in own if found.startswith(address or NOWHERE)]
    endings = {name.rpartition(".")[2] for name, _ in own}
    assert endings | {"xml"} == {"xml", "json", "geojson", *(["txt"] if address else [])}
    assert "xml" in endings or not address, "of the real territory, nothing is new"
    lost = [(name, found) for name, found in own if not _file(folder / unquote(found.removeprefix(address or NOWHERE)))]
    assert not lost, sorted(lost)[:20]


def _addresses(value: object, field: str = "") -> Iterator[str]:
    """The texts of the fields that hold an address."""
    if isinstance(value, dict | list):
        for name, inner in value.items() if isinstance(value, dict) else ((field, inner) for inner in value):
            yield from _addresses(inner, name)
    elif isinstance(value, str) and field in ADDRESSES and "/" in value:
        yield value


def _file(path: Path) -> bool:
    return path.is_file() or (path / "index.html").is_file()
