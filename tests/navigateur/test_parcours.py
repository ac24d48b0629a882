"""What visitors do, in a real browser."""

from __future__ import annotations

import re
from itertools import combinations, product
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import expect


@pytest.mark.gard
def test_a_family_finds_childcare_from_the_home_page_and_comes_back_by_the_map(visit, reel):
    page = visit()
    page.goto(reel)
    page.get_by_role("link", name="Faire garder mon enfant").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Faire garder mon enfant")
    page.get_by_role("main").get_by_role("link", name="La Ribambelle").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("La Ribambelle")
    assert page.locator("main dt").all_text_contents() == ["Pour qui", "Où", "Connu en 2018", "À demander"]
    expect(page.locator("main a[href^='tel:']")).to_have_count(1)
    expect(page.locator(".marqueur--vague")).to_have_text("La Ribambelleseule la commune est connue")
    page.go_back()
    marker = page.locator(".marqueur:not(.marqueur--ici)").first
    name = marker.get_attribute("title").split(",")[0]
    marker.click()
    page.locator(".leaflet-popup").get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    assert not page.elsewhere
    assert not page.errors


@pytest.mark.gard
def test_an_empty_answer_never_stands_alone(visit, reel):
    page = visit()
    page.goto(reel + "recherche/?q=navette")
    expect(page.locator(".resultats li").first).to_be_visible()
    page.get_by_role("searchbox").fill("xyzzyq")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Aucune page")
    numbers = page.get_by_role("region", name="Numéros d’urgence").get_by_role("link")
    assert [link.get_attribute("href") for link in numbers.all()] == [
        "tel:15", "tel:17", "sms:114", "tel:119", "tel:3919", "tel:3114",
    ]  # fmt: skip
    assert page.url == reel + "recherche/"


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("bibliothécaires", "Comité de pilotage de mars 2027"),
        ("il siégeait", "Donner un budget aux jeunes"),
        ("point de départ inventé", "À propos"),
    ],
    ids=["a meeting", "an action", "a page of docs/"],
)
def test_a_word_of_a_long_text_is_found_when_it_stands_nowhere_else(visit, essai, words, title):
    page = visit()
    asked = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(essai)))
    page.goto(essai + "recherche/")
    field, results = page.get_by_role("searchbox"), page.locator("[data-recherche-resultats]")
    field.fill("creche")
    everywhere = results.get_by_role("button", name="Chercher dans le texte de toutes les pages")
    expect(everywhere).to_be_visible()
    assert "assets/chercher-textes.json" not in asked
    field.fill(words)
    expect(page.get_by_role("status")).to_contain_text(words)
    if everywhere.is_visible():  # something else was answered first
        everywhere.click()
    expect(results.get_by_role("link").first).to_have_text(title)
    assert "assets/chercher-textes.json" in asked
    assert not page.errors


@pytest.mark.gard
def test_around_a_commune_one_searches_in_one_field(visit, reel):
    page = visit(width=360)
    page.goto(reel + "communes/goudargues/")
    field = page.get_by_role("searchbox", name="Chercher à Goudargues et autour")
    field.fill("crèche")
    field.press("Enter")
    expect(page.locator(".resultat").first).to_contain_text("La Ribambelle")
    field.fill("crèche Pont-Saint-Esprit")  # the words say where
    expect(page.locator(".resultat").first).to_contain_text("Pont-Saint-Esprit")
    assert "?" not in page.url


@pytest.mark.gard
def test_the_map_of_a_commune_names_what_it_draws(visit, reel):
    page = visit()
    page.goto(reel + "communes/goudargues/")
    shown = page.locator(".nom > span").evaluate_all(
        """all => all.filter((e) => e.parentElement.style.visibility === '')
             .map((e) => [e.textContent, e.getBoundingClientRect().toJSON()])"""
    )
    assert "Goudargues" in [name for name, _ in shown]
    assert len(shown) >= 3
    markers = page.locator(".leaflet-marker-pane > *").evaluate_all("all => all.map((e) => e.getBoundingClientRect().toJSON())")
    boxes = [box for _, box in shown]
    for one, other in [*combinations(boxes, 2), *product(boxes, markers)]:
        assert (
            one["right"] < other["left"] or other["right"] < one["left"]
            or one["bottom"] < other["top"] or other["bottom"] < one["top"]
        )  # fmt: skip
    expect(page.locator(".leaflet-noms-pane")).to_have_attribute("aria-hidden", "true")


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("Tavel", "communes/tavel/"),
        ("goudarge", "communes/goudargues/"),  # the search forgives mistakes
    ],
)
@pytest.mark.gard
def test_the_field_of_the_home_page_leads_to_a_commune_by_keyboard(visit, reel, typed, path):
    page = visit(width=360)
    page.goto(reel + "?l=services/lignes-uggo")
    field = page.get_by_role("searchbox", name="Que cherchez-vous")
    field.fill(typed)
    field.press("Enter")
    answer = page.locator(f"[data-recherche-resultats] a[href^='./{path}']").first
    expect(answer).to_be_visible()
    expect(field).to_be_focused()
    assert page.url == reel + "?l=services/lignes-uggo"
    answer.focus()
    page.keyboard.press("Enter")
    assert page.url == f"{reel}{path}?l=services/lignes-uggo"


def test_the_home_page_takes_three_screens_of_a_phone(visit, reel, essai):
    page = visit(width=360)
    for home in (reel, essai):
        page.goto(home)
        assert page.evaluate("document.documentElement.scrollHeight") <= 3 * 800
    tiles = page.goto(reel) and page.locator(".entrees a").evaluate_all("all => all.map(e => e.offsetHeight)")
    assert len(set(tiles)) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_landscape_is_behind_the_words_of_a_wide_screen_and_under_them_on_a_phone(visit, essai, scheme):
    page = visit(width=1440, color_scheme=scheme)
    page.goto(essai)
    box = lambda of: page.locator(of).bounding_box()  # noqa: E731
    assert box(".paysage")["width"] == 1440
    assert box(".paysage")["height"] == box(".heros")["height"] >= 350
    ink = page.locator(".peint-encre").last.evaluate("e => getComputedStyle(e).fill")
    assert ink == page.locator(".entrees .picto").first.evaluate("e => getComputedStyle(e).color") or scheme == "dark"
    page.set_viewport_size({"width": 320, "height": 800})
    assert box(".paysage")["width"] == 320
    assert box(".paysage")["y"] >= box(".heros__mots")["y"] + box(".heros__mots")["height"]


def test_a_place_of_the_list_lights_its_marker(visit, essai):
    page = visit()
    page.goto(essai + "structures/ecureuils/")
    page.locator("[data-lieu='structures/ecureuils'] a").first.focus()
    expect(page.locator(".marqueur.vu")).to_have_count(1)


REAL = (
    "", "trouver/droits/", "communes/laudun-l-ardoise/", "structures/agglo-mobile/", "services/lignes-uggo/", "ctg/",
    "ctg/actions/", "axes/b/", "ctg/territoire/", "indicateurs/population/",
)  # fmt: skip


@pytest.mark.gard
def test_every_layout_fits_a_small_phone_asks_no_one_and_keeps_nothing(visit, reel):
    """One visitor goes everywhere: the device holds nothing at the end either. The invented territory: test_agrandir.py."""
    page, wide = visit(width=320, height=640), []
    for path in REAL:
        page.goto(reel + path)
        wide += [path] if page.evaluate("document.documentElement.scrollWidth") > 320 else []
    assert wide == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert (page.elsewhere, page.errors, page.dialogs, page.context.cookies()) == ([], [], [], [])


def test_the_palette_follows_the_device_then_the_visitor(visit, reel):
    page = visit(color_scheme="dark")
    page.goto(reel)
    background = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(background)
    page.get_by_role("button", name="Mode clair").click()
    assert page.evaluate(background) != dark
    page.goto(reel + "communes/")
    assert page.evaluate(background) == "rgb(255, 255, 255)"
    expect(page.get_by_role("button", name="Mode sombre")).to_be_visible()


def test_a_browser_that_refuses_storage_is_served_all_the_same(visit, reel):
    page = visit()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError') } })"
    )
    page.goto(reel + "trouver/?t=droits")
    expect(page.get_by_role("heading", level=1)).to_have_text("Papiers, droits, argent")
    page.get_by_role("button", name="Mode sombre").click()
    expect(page.get_by_role("button", name="Mode clair")).to_be_visible()
    assert page.errors == []


@pytest.mark.gard
def test_a_path_keeps_the_commune_and_the_age_that_were_chosen(visit, reel):
    page = visit()
    page.goto(f"{reel}parcours/je-reprends-le-travail/?commune=goudargues&age=10m")
    page.get_by_role("link", name=re.compile("Voyez ce qui existe")).click()
    found = urlsplit(page.url)
    assert (found.path, dict(parse_qsl(found.query))) == ("/trouver/petite-enfance/", {"commune": "goudargues", "age": "10m"})
    page.goto(f"{reel}communes/goudargues/")
    page.locator("main details").evaluate_all("all => all.forEach((one) => { one.open = true })")
    link = page.get_by_role("main").get_by_role("link", name="La Ribambelle").first
    link.click()
    assert dict(parse_qsl(urlsplit(page.url).query)) == {"commune": "goudargues"}
