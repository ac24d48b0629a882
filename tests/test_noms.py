"""One name for a thing: a link of a menu or of the line back bears the title of its page, a need has one name everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import lxml.html
import pytest

from ctg.common.problems import fold
from territoires import ESSAI, ROOT, catalogue_of

OTHER = ("Accueil", "Aller au contenu")
"""The first page is named after the site; what skips a menu names no page."""


@pytest.fixture(scope="module", params=["essai", pytest.param("reel", marks=pytest.mark.gard)])
def site(request, real_site, essai_site) -> tuple[Path, Path]:
    return (real_site, ROOT) if request.param == "reel" else (essai_site, ESSAI)


@pytest.fixture(scope="module")
def pages(site) -> dict[str, lxml.html.HtmlElement]:
    """Address → page, those that only lead on left out."""
    folder = site[0]
    read = {str(path.parent.relative_to(folder)): lxml.html.parse(path).getroot() for path in folder.rglob("index.html")}
    return {address: page for address, page in read.items() if page.find(".//h1") is not None}


def said(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def links(pages: dict[str, lxml.html.HtmlElement], within: str) -> Iterator[tuple[str, str, str]]:
    """(page, address that it links to inside the site, words of the link)."""
    for here, page in pages.items():
        for link in page.xpath(f"{within}//a[@href]"):
            address = link.get("href").partition("?")[0]
            if "#" not in address and ":" not in address:
                to = Path("/", here, address).resolve() if here != "." else Path("/", address).resolve()
                yield here, str(to.relative_to("/")) or ".", said(link)


def test_a_link_of_a_menu_bears_the_title_of_its_page(pages):
    # An axis is called by its number.
    menus = (
        "//nav[@id='menu' or contains(@class, 'fil') or contains(@class, 'menu-projet')]//*[not(contains(@class, 'parties'))]/li"
    )
    titles = {address: said(page.find(".//h1")) for address, page in pages.items()}
    found = {(to, words, titles[to]) for _, to, words in links(pages, menus) if to in titles and not to.startswith("axes/")}
    assert len(found) > 10
    # in the row of the project, a word of the title is enough, so that it holds on a telephone
    row = {(to, word, titles[to]) for _, to, word in links(pages, "//nav[contains(@class, 'menu-projet')]")}
    assert {one for one in found - row if one[1] != one[2] and one[1] not in OTHER} == set()
    assert {one for one in row if fold(one[1]) not in fold(one[2])} == set(), (
        "a word of the title is enough, so that it holds on a telephone"
    )


def test_a_need_has_one_name_in_every_link_to_it(site, pages):
    names = {f"trouver/{one.id}": one.titre.replace("'", "’") for one in catalogue_of(site[1]).vocabulary.rubriques.values()}
    bare = {(to, words) for _, to, words in links(pages, "//main") if to in names and words in names.values()}
    told = {(to, words) for _, to, words in links(pages, "//body") if to in names and ":" in words}
    assert {to for to, _ in bare} == set(names) & set(pages)
    assert all(names[to] == words for to, words in bare)
    lists = {(to, words) for to, words in told if words.startswith(("Voir ces lieux", "Choisir un âge", "lieux et services"))}
    assert all(words.endswith(names[to]) for to, words in lists)
