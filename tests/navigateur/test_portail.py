"""A portal in the browser: what is near across territories, with and without JavaScript; nothing that it read acts."""

from __future__ import annotations

import pytest

from audit import axe
from portails import NORTH, SAME, SIREN

PAGES = ("", "trouver/", "trouver/petite-enfance/", "communes/", "communes/99001/", "territoires/", f"territoires/{NORTH}/",
         "conventions/", "chiffres/", "couverture/", "doublons/", "a-propos/", "a-propos/donnees-personnelles/",
         "recherche/?q=creche")  # fmt: skip


@pytest.fixture(scope="module")
def address(serve, portal_site) -> str:
    return serve(portal_site / "site")


def owners(page) -> list[str]:
    """The site of each line of a list, in order."""
    return page.eval_on_selector_all(".lieu__nom a", "links => links.map((link) => new URL(link.href).hostname)")


def test_the_finder_sees_across_territories_the_nearest_first(address, visit):
    page = visit()
    page.goto(f"{address}trouver/?commune=99001&t=petite-enfance")
    assert {f"{NORTH}.fr"} < {*owners(page)}
    first = page.locator("[data-groupes] section").first
    assert "À Aubrelune" in first.locator("h2").inner_text()
    assert "sur le site « Familles" in first.inner_text().replace("\u202f", " ").replace("\u00a0", " ")
    titles = page.locator("[data-groupes] h2").all_inner_texts()
    assert any("15\N{NO-BREAK SPACE}km" in title for title in titles), titles
    assert page.locator(".folium-map .marqueur, .folium-map .groupe-lieux").count()
    assert (page.errors, page.elsewhere, page.dialogs) == ([], [], [])


def test_the_search_leads_to_the_sites_themselves(address, visit):
    page = visit()
    page.goto(f"{address}recherche/?q=creche trois renards")
    link = page.locator("[data-recherche-resultats] .lieu__nom a").first
    assert f"/structures/{SAME}/" in link.get_attribute("href")
    page.goto(f"{address}recherche/?q=zzzz mujer")  # words of no language that it has
    assert (page.errors, page.dialogs) == ([], [])


def test_without_javascript_a_commune_has_what_is_near(address, visit):
    page = visit(width=320, java_script_enabled=False)
    page.goto(f"{address}trouver/")
    page.get_by_role("link", name="Par commune, le plus proche d’abord").click()
    page.get_by_text("Pays du Nord").click()
    page.get_by_role("link", name="Aubrelune (99101)").click()
    page.get_by_role("heading", name="Faire garder").click()
    assert {f"{NORTH}.fr"} < {*owners(page)}
    assert SIREN in page.content()


@pytest.mark.parametrize(("width", "palette"), [(1280, "light"), (320, "dark")])
def test_its_pages_fit_and_have_no_fault(address, visit, width, palette):
    page = visit(width=width)
    found = []
    for path in PAGES:
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") == width, path
        faults = axe.examine(page, axe.Place(path, palette=palette, largeur=width))
        found += [str(one) for one in faults if one.verdict == "faute"]
    assert found == []
    assert (page.errors, page.elsewhere, page.dialogs) == ([], [], [])
