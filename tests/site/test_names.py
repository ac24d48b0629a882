"""One name for each thing: a need, on every page that speaks of it; what a menu offers, and the title of where it leads."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import urljoin

import lxml.html
import pytest

from ctg.model.commune import Commune
from ctg.places.place_pages import needs_of
from ctg.reading.defaults import built_in_words
from territoires import ESSAI, ROOT, catalogue_of

MOST = 8
"""Entries of the home page: more would not be read."""


@cache
def page(site: Path, path: str) -> lxml.html.HtmlElement:
    return lxml.html.parse(site / path / "index.html").getroot()


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def said(found: list[lxml.html.HtmlElement]) -> list[str]:
    return [words(element).replace("’", "'") for element in found]


def test_the_built_in_needs_are_few_and_what_coverage_counts_bears_their_names():
    vocabulary = built_in_words()
    names = [need.titre for need in vocabulary.rubriques.values()]
    assert len(set(names)) == len(names) <= MOST
    assert {offre.titre for offre in vocabulary.offres.values()} <= set(names)


@pytest.mark.parametrize("root", [ROOT, ESSAI], ids=["reel", "essai"])
def test_a_need_has_one_name_on_every_page(root, real_site, essai_site):
    site, catalogue = (real_site if root is ROOT else essai_site), catalogue_of(root)
    for need in catalogue.vocabulary.rubriques.values():
        name, own = need.titre.replace("’", "'"), f"trouver/{need.id}/"
        assert said(page(site, own).xpath("//h1")) == [name]
        assert said(page(site, own).xpath("//select[@name='t']/option[@selected]")) == [name]
        for path in ("", "trouver/"):
            links = page(site, path).xpath(f"//main//a[contains(@href, '{own}')]")
            assert set(said(links)) <= {name}
    names = {need.titre.replace("’", "'") for need in catalogue.vocabulary.rubriques.values()}
    assert set(said(page(site, "").xpath("//*[@class='entrees']//a"))) <= names
    assert set(said(page(site, "trouver/").xpath("//*[@data-groupes]//h2"))) <= names
    assert (
        set(said(page(site, "ctg/territoire/").xpath("//section[@aria-labelledby='par-offre']//*[@class='chiffre__nom']")))
        <= names
    )
    for record in catalogue.all(Commune):
        heard = said(page(site, f"{record.key}/").xpath("//*[@aria-labelledby='familles']//h3"))
        told = [need[0].titre.replace("’", "'") for need in needs_of(catalogue, record)]
        assert all(text.startswith(name) for text, name in zip(heard, told, strict=True))
    for path in sorted(site.glob("diagnostics/*/index.html")):
        subtitle = said(lxml.html.parse(path).getroot().xpath("//*[@class='fiche__sous-titre']"))
        assert set(subtitle) <= names, path


TITLES = {"a-propos/accessibilite/"}
"""Pages whose link must say more than their title: the state of accessibility is a compulsory mention."""


@pytest.mark.parametrize("path", ["", "trouver/", "communes/", "a-propos/"])
def test_a_link_of_the_frame_bears_the_title_of_its_page(essai_site, path):
    home = words(page(essai_site, "").xpath("//h1")[0])
    for link in page(essai_site, path).xpath("//header//nav//a | //footer//a | //*[@class='accueil__fin']//a"):
        target = urljoin(f"http://x/{path}", link.get("href")).removeprefix("http://x/")
        title = words(page(essai_site, target).xpath("//h1")[0])
        assert target in TITLES or words(link) == title or (words(link), title) == ("Accueil", home)
