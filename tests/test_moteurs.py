"""The built site of the invented territory as search engines and social networks read it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import lxml.html
import pytest

from ctg.site.site_plan import NAMESPACE

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
    assert properties(documents["communes/aubrelune/"])["og:image"].endswith("/aubrelune.png")
