"""One name for each thing: a need, on every page that speaks of it; what a menu offers, and the title of where it leads."""

from collections.abc import Iterator
from pathlib import Path

import lxml.html
import pytest

from ctg.common.problems import fold
from ctg.model.commune import Commune
from ctg.places.place_pages import needs_of
from ctg.reading.catalogue import Catalogue
from ctg.reading.kept import built_in_words
from territoires import ESSAI, ROOT, catalogue_of

MOST = 8
"""Entries of the home page: more would not be read."""
OTHER = ("Accueil", "Aller au contenu")
"""The first page is named after the site; what skips a menu names no page."""
TITLES = {"a-propos/accessibilite"}
"""Pages whose link must say more than their title: the state of accessibility is a compulsory mention."""
MENUS = (
    "//nav[@id='menu' or contains(@class, 'fil') or contains(@class, 'menu-projet')]//*[not(contains(@class, 'parties'))]/li",
    "//footer[@class='pied-site']", "//*[@class='accueil__fin']",
)  # fmt: skip

Pages = dict[str, lxml.html.HtmlElement]


@pytest.fixture(scope="module", params=["essai", pytest.param("reel", marks=pytest.mark.gard)])
def site(request, real_site, essai_site) -> tuple[Path, Catalogue]:
    folder, root = (real_site, ROOT) if request.param == "reel" else (essai_site, ESSAI)
    return folder, catalogue_of(root)


@pytest.fixture(scope="module")
def pages(site) -> Pages:
    """Address → page, those that only lead on left out."""
    folder = site[0]
    read = {str(path.parent.relative_to(folder)): lxml.html.parse(path).getroot() for path in folder.rglob("index.html")}
    return {address: page for address, page in read.items() if page.find(".//h1") is not None}


def said(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def all_said(page: lxml.html.HtmlElement, path: str) -> list[str]:
    return [said(element) for element in page.xpath(path)]


def links(pages: Pages, within: str) -> Iterator[tuple[str, str]]:
    """(address that a page links to inside the site, words of the link)."""
    for here, page in pages.items():
        for link in page.xpath(f"{within}//a[@href]"):
            address = link.get("href").partition("?")[0]
            if "#" not in address and ":" not in address:
                to = Path("/", here, address).resolve() if here != "." else Path("/", address).resolve()
                yield str(to.relative_to("/")) or ".", said(link)


def test_the_built_in_needs_are_few_and_what_coverage_counts_bears_their_names():
    vocabulary = built_in_words()
    names = [need.titre for need in vocabulary.rubriques.values()]
    assert len(set(names)) == len(names) <= MOST
    assert {offre.titre for offre in vocabulary.offres.values()} <= set(names)


def test_a_link_of_a_menu_or_of_the_foot_bears_the_title_of_its_page(pages):
    titles = {address: said(page.find(".//h1")) for address, page in pages.items()}
    found = {(to, words, titles[to]) for menu in MENUS for to, words in links(pages, menu) if to in titles.keys() - TITLES}
    assert len(found) > 10
    # in the row of the project, a word of the title is enough, so that it holds on a telephone
    row = {(to, word, titles[to]) for to, word in links(pages, "//nav[contains(@class, 'menu-projet')]")}
    named = {one for one in found - row if not one[0].startswith("axes/")}  # an axis is called by its number
    assert {one for one in named if one[1] != one[2] and one[1] not in OTHER} == set()
    assert {one for one in row if fold(one[1]) not in fold(one[2])} == set()


def test_a_need_has_one_name_on_every_page_and_in_every_link_to_it(site, pages):
    needs = {f"trouver/{one.id}": one.titre.replace("'", "’") for one in site[1].vocabulary.rubriques.values()}
    names = {*needs.values()}
    for path, name in needs.items():
        assert all_said(pages[path], "//h1 | //select[@name='t']/option[@selected]") == [name, name]
    for path, where in (
        (".", "//*[@class='entrees']//a"), ("trouver", "//*[@data-groupes]//h2"),
        ("ctg/territoire", "//section[@aria-labelledby='par-offre']//*[@class='chiffre__nom']"),
        *((path, "//*[@class='fiche__sous-titre']") for path in pages if path.startswith("diagnostics/")),
    ):  # fmt: skip
        assert {*all_said(pages[path], where)} <= names, path
    for record in site[1].all(Commune):
        heard = all_said(pages[record.key], "//*[@aria-labelledby='familles']//h3")
        told = [need[0].titre.replace("'", "’") for need in needs_of(site[1], record)]
        assert all(text.startswith(name) for text, name in zip(heard, told, strict=True)), record.key
    bare = {(to, words) for to, words in links(pages, "//main") if to in needs and words in names}
    told = {(to, words) for to, words in links(pages, "//body") if to in needs and ":" in words}
    assert {to for to, _ in bare} == needs.keys() & pages.keys()
    assert all(needs[to] == words for to, words in bare)
    lists = {(to, words) for to, words in told if words.startswith(("Voir ces lieux", "Choisir un âge", "lieux et services"))}
    assert all(words.endswith(needs[to]) for to, words in lists)
