"""The list of pages for search engines."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree as ET

from ctg.loading import load
from ctg.pages.files import Asset, Page
from ctg.pages.renderer import Renderer
from ctg.site import site_plan

TODAY = dt.date(2026, 11, 25)
SHEET = "nom: Les Lutins\ntype: multi-accueil\ncommune: Valbourg\ntelephone: 01 99 00 00 01\nverifie_le: 2026-09-01\n"
MADE = (Page("structures/les-lutins/", "Les Lutins", ""), Page("", "Accueil", ""), Asset("structures/les-lutins.json", b"{}"))


def texts(project, address: str) -> dict[str, str]:
    root = project({"data/structures/les-lutins.yml": SHEET})
    path = root / "data/territoire.yml"
    path.write_text(path.read_text("utf-8") + address, "utf-8")
    files = site_plan.sitemap_files(Renderer(load(root, on=TODAY), TODAY), MADE, ["a-propos/"])
    return {file.path: file.content.decode() for file in files}


def test_each_page_once_with_its_true_date_or_none(project):
    found = texts(project, "adresse_site: https://exemple.fr/a-b/\n")
    names = {"s": site_plan.NAMESPACE}
    urls = ET.fromstring(found["sitemap.xml"]).findall("s:url", names)
    told = {url.findtext("s:loc", "", names): url.findtext("s:lastmod", None, names) for url in urls}
    assert told == {
        "https://exemple.fr/a-b/": None,
        "https://exemple.fr/a-b/a-propos/": None,
        "https://exemple.fr/a-b/structures/les-lutins/": "2026-09-01",
    }
    assert len(urls) == 3
    assert found["robots.txt"] == "User-agent: *\nDisallow:\n\nSitemap: https://exemple.fr/a-b/sitemap.xml\n"


def test_without_its_address_the_site_lists_nothing_and_forbids_nothing(project):
    assert texts(project, "") == {"robots.txt": "User-agent: *\nDisallow:\n"}
