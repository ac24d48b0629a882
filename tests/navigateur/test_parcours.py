"""What visitors do, in a real browser."""

import pytest
from playwright.sync_api import expect
from sondes import probe, unfold, visited


@pytest.mark.gard
def test_an_empty_answer_never_stands_alone(visit, reel):
    page = visited(visit(), reel + "recherche/?q=navette")
    expect(page.locator(".resultats li").first).to_be_visible()
    page.get_by_role("searchbox").fill("xyzzyq")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Aucune page")
    numbers = page.get_by_role("region", name="Numéros d’urgence").get_by_role("link")
    assert [link.get_attribute("href") for link in numbers.all()] == [
        "tel:15", "tel:17", "sms:114", "tel:119", "tel:3919", "tel:3114",
    ]  # fmt: skip
    assert page.url == reel + "recherche/"


def test_a_word_of_a_long_text_is_found_when_it_stands_nowhere_else(visit, essai):
    page = visit()
    asked = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(essai)))
    page.goto(essai + "recherche/")
    field, results = page.get_by_role("searchbox"), page.locator("[data-recherche-resultats]")
    field.fill("creche")
    everywhere = results.get_by_role("button", name="Chercher dans le texte de toutes les pages")
    expect(everywhere).to_be_visible()
    assert "assets/chercher-textes.json" not in asked
    everywhere.click()
    expect(field).to_be_focused()
    expect(results.get_by_role("link").first).to_be_visible()
    assert "assets/chercher-textes.json" in asked
    field.fill("bibliothécaires")
    expect(page.get_by_role("status")).to_contain_text("bibliothécaires")
    if everywhere.is_visible():  # something else was answered first
        everywhere.click()
    expect(results.get_by_role("link").first).to_have_text("Comité de pilotage de mars 2027")
    assert not page.errors


@pytest.mark.gard
def test_around_a_commune_one_searches_in_one_field(visit, reel):
    page = visited(visit(width=360), reel + "communes/goudargues/")
    field = page.get_by_role("searchbox", name="Chercher à Goudargues et autour")
    field.fill("crèche")
    field.press("Enter")
    expect(page.locator(".resultat").first).to_contain_text("La Ribambelle")
    field.fill("crèche Pont-Saint-Esprit")  # the words say where
    expect(page.locator(".resultat").first).to_contain_text("Pont-Saint-Esprit")
    assert "?" not in page.url


@pytest.mark.gard
def test_the_field_of_the_home_page_leads_to_a_commune_by_keyboard(visit, reel):
    page, path = visit(width=360), "communes/goudargues/"
    page.goto(reel + "?l=services/lignes-uggo")
    field = page.get_by_role("searchbox", name="Que cherchez-vous")
    field.fill("goudarge")  # the search forgives mistakes
    field.press("Enter")
    answer = page.locator(f"[data-recherche-resultats] a[href^='./{path}']").first
    expect(answer).to_be_visible()
    expect(field).to_be_focused()
    assert page.url == reel + "?l=services/lignes-uggo"
    answer.focus()
    page.keyboard.press("Enter")
    assert page.url == f"{reel}{path}?l=services/lignes-uggo"


def test_the_landscape_is_behind_the_words_of_a_wide_screen_and_under_them_on_a_phone(visit, essai):
    page = visited(visit(width=1440), essai)
    box = lambda of: page.locator(of).bounding_box()  # noqa: E731
    assert box(".paysage")["width"] == 1440
    assert box(".paysage")["height"] == box(".heros")["height"] >= 350
    ink = page.locator(".peint-encre").last.evaluate("e => getComputedStyle(e).fill")
    assert ink == page.locator(".entrees .picto").first.evaluate("e => getComputedStyle(e).color")
    page.set_viewport_size({"width": 320, "height": 800})
    assert box(".paysage")["width"] == 320
    assert box(".paysage")["y"] >= box(".heros__mots")["y"] + box(".heros__mots")["height"]


REAL = (
    "", "trouver/droits/", "communes/laudun-l-ardoise/", "structures/agglo-mobile/", "services/lignes-uggo/", "ctg/",
    "ctg/actions/", "axes/b/", "ctg/territoire/", "indicateurs/population/", "ma-liste/?l=structures/ccas-bagnols",
)  # fmt: skip


@pytest.mark.gard
def test_real_words_fit_a_small_phone(visit, reel):
    """Every layout; the invented territory: test_agrandir.py."""
    page, lost = visit(width=320, height=640), {}
    for path in REAL:
        page.set_viewport_size({"width": 320, "height": 640})
        page.goto(reel + path)
        unfold(page)
        lost[path] = probe(page, "pertes")
    assert not any(lost.values()), lost
