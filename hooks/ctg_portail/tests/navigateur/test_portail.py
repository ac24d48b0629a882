"""A portal in the browser: a commune leads to the site of its territory; nothing that it read acts."""

import pytest

from audit import axe
from portails import EVIL, NORTH

PAGES = ("", "communes/", "communes/99001/", "territoires/", f"territoires/{NORTH}/", f"territoires/{EVIL}/", "conventions/",
         "suivi/", "chiffres/", "couverture/", "a-propos/", "a-propos/donnees-personnelles/")  # fmt: skip


@pytest.fixture(scope="module")
def address(serve, portal_site) -> str:
    return serve(portal_site / "site")


def test_a_commune_is_found_by_its_name_and_leads_to_its_own_site(address, visit):
    page = visit()
    page.goto(address)
    field = page.get_by_label("Votre commune")
    field.fill("cœur-de-vive-nord")
    field.press("Enter")
    assert page.url == f"{address}communes/99103/"
    link = page.get_by_role("main").get_by_role("link", name="sur le site")
    assert link.get_attribute("href") == f"https://{NORTH}.fr/communes/coeur-de-vive-nord/"
    page.goto(address)
    page.get_by_label("Votre commune").fill("nulle part")
    page.get_by_label("Votre commune").press("Enter")
    assert page.url.startswith(f"{address}communes/")
    assert (page.errors, page.elsewhere, page.dialogs) == ([], [], [])


def test_without_javascript_a_commune_is_in_a_list(address, visit):
    page = visit(width=320, java_script_enabled=False)
    page.goto(address)
    page.get_by_role("link", name="Les 36 communes").click()
    page.get_by_text("Pays du Nord").click()
    page.get_by_role("link", name="Aubrelune (99101)").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Aubrelune (99101)"


@pytest.mark.parametrize(("part", "width", "palette"), [(0, 1280, "light"), (1, 320, "dark")])
def test_its_pages_fit_and_have_no_fault(address, visit, whole, part, width, palette):
    """Each of them in one of the ways, in turn: they are made of the same parts."""
    page = visit(width=width)
    found = []
    for path in PAGES if whole else PAGES[part::2]:
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") == width, path
        faults = axe.examine(page, axe.Place(path, palette=palette, largeur=width))
        found += [str(one) for one in faults if one.verdict == "faute"]
    assert found == []
    assert (page.errors, page.elsewhere, page.dialogs) == ([], [], [])
