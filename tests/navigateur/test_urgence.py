"""In danger: the way in from any page, at any width, script or not; one touch to a number; found by any word."""

import re

import pytest
from playwright.sync_api import expect
from sondes import probe, unfold, visited

from chromium import ready

WIDTHS = (320, 500, 768, 1024)


@pytest.mark.parametrize(
    ("path", "scripts", "palette"),
    [("", True, "light"), ("structures/riposte-hebergement/", False, "dark"), ("404.html", True, "dark")],
)
@pytest.mark.gard
def test_the_way_in_is_in_every_header_at_every_width(visit, reel, path, scripts, palette):
    page = visited(visit(java_script_enabled=scripts, color_scheme=palette), reel + path)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 640})
        link = page.locator("header").get_by_role("link", name="Urgence", exact=True)
        expect(link).to_be_visible()
        at = link.bounding_box()
        assert min(at["width"], at["height"]) >= 44, (width, at)
        assert at["y"] + at["height"] <= 160, (width, "before any scrolling", at)
        assert at["x"] >= 0
        assert at["x"] + at["width"] <= width, width
        if scripts and path != "404.html":
            assert page.locator("header.chapeau-site").bounding_box()["height"] <= (120 if width == 1024 else 80), width


@pytest.mark.gard
def test_a_number_is_one_touch_away(visit, reel):
    page = visit(width=320, height=640, java_script_enabled=False, has_touch=True)
    page.goto(reel + "structures/agglo-mobile/")
    page.locator("header").get_by_role("link", name="Urgence", exact=True).tap()
    first = page.locator("a.urgence").first
    expect(first).to_have_accessible_name(re.compile("^Appeler le 15 Samu"))
    expect(first).to_have_attribute("href", "tel:15")
    assert first.bounding_box()["y"] + 80 <= 640, "without scrolling"
    saving = {"tel:15", "tel:17", "sms:114", "tel:119", "tel:3919", "tel:115", "tel:3114"}
    tops = {one.get_attribute("href"): one.bounding_box() for one in page.locator(".touches a").all()}
    assert saving <= tops.keys()
    assert all(at["y"] + at["height"] <= 640 and at["width"] >= 64 for at in tops.values()), tops
    assert page.evaluate("document.documentElement.scrollHeight / innerHeight") <= 3, "all else is folded"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    unfold(page)
    for row in page.locator("a.urgence").all():
        assert row.bounding_box()["height"] >= 60
    page.emulate_media(media="print")
    expect(first).to_be_visible()


@pytest.mark.gard
def test_the_numbers_fit_at_200_percent(visit, reel):
    page = visit(width=320)
    for path in ("urgence/", "urgence/ar/", "structures/riposte-hebergement/"):
        visited(page, reel + path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        for row in page.locator("a.urgence").all():
            assert row.evaluate("e => e.scrollWidth <= e.clientWidth + 1"), (path, row.inner_text())
        assert probe(page, "cibles", least=44, only="a.urgence") == [], path


def test_the_search_finds_the_numbers_first_then_their_page(visit, reel):
    page = visited(visit(), f"{reel}recherche/?q=3919")
    first, second = page.get_by_role("main").get_by_role("link").all()[:2]
    expect(first).to_have_accessible_name("Quitter vite")
    expect(second).to_have_attribute("href", "tel:3919")
    block = page.get_by_role("region", name="Besoin d’aide tout de suite ?")
    expect(block.get_by_role("link", name="Tous les numéros d’urgence")).to_have_attribute("href", "../urgence/")


@pytest.mark.parametrize(("path", "words", "first", "page_"), [
    ("recherche/", "mon mari me frappe", "Appeler le 17", "Voir qui aide : violences"),
    ("trouver/", "jai nul part ou dormir", "Appeler le 115", "Voir les hébergements d'urgence"),
])  # fmt: skip
def test_words_of_danger_are_answered_before_any_result(visit, reel, path, words, first, page_):
    page = visited(visit(width=320, height=640), f"{reel}{path}?q={words}")
    block = page.get_by_role("region", name="Besoin d’aide tout de suite ?")
    number = block.get_by_role("link").first
    expect(number).to_have_accessible_name(re.compile(f"^{first} "))
    assert number.bounding_box()["y"] + 44 <= 640, "without scrolling"
    expect(block.get_by_role("link", name=page_, exact=True)).to_be_visible()
    expect(page.get_by_role("status").first).to_contain_text("Des numéros d’urgence sont affichés.")
    expect(page.locator("main")).not_to_contain_text("mairie")
    if path == "recherche/":  # under the numbers stands what helps
        first = page.locator("[data-recherche-resultats] > :first-child")
        expect(first).to_contain_text("Riposte, hébergement d’urgence")
        expect(first).not_to_contain_text("Transport")
    page.get_by_label(re.compile("^(Vos )?[Mm]ots$")).evaluate("field => (field.value = 'frappe à la porte')")
    page.get_by_label(re.compile("^(Vos )?[Mm]ots$")).dispatch_event("input")
    ready(page)
    expect(block).to_be_hidden()
    assert page.errors == []


@pytest.mark.parametrize(("words", "title"), [
    ("on a froid plus de chauffage", "L’électricité, le gaz ou l’eau à payer"),
])  # fmt: skip
def test_harmless_words_taken_for_a_danger_are_answered_on_the_first_screen_under_the_numbers_alone(visit, reel, words, title):
    page = visited(visit(width=360, height=740), f"{reel}recherche/?q={words}")
    number, answer = page.locator("[data-danger] .urgence").first, page.get_by_role("heading", name=title)
    expect(answer).to_be_visible()
    expect(page.locator(".secours")).to_be_hidden()
    tops = [one.bounding_box()["y"] for one in (number, answer, page.locator(".resultats").first)]
    assert tops == sorted(tops)
    assert tops[1] < 740
    expect(page.locator(".ailleurs a[href^='tel:3']")).to_have_count(0)  # « jusqu'au 31 mars »
    expect(page.get_by_role("status").first).to_contain_text("Des numéros d’urgence sont affichés.")


@pytest.mark.parametrize(("words", "answer"), [("crèche bagnols", ".resultat"), ("mon mari me frappe", "[data-danger] .urgence")])
def test_on_a_small_telephone_what_was_asked_for_comes_in_sight(visit, reel, words, answer):
    page = visited(visit(width=360, height=560), reel)
    page.locator("#recherche-accueil").press_sequentially(words)
    expect(page.locator(answer).first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(answer).first).to_be_in_viewport(ratio=0.9)


def test_the_numbers_come_under_the_words_that_one_types_on_a_phone(visit, reel):
    page = visited(visit(width=320, height=640), reel + "trouver/")
    page.locator(".filtres summary").click()
    field = page.get_by_label("Mots")
    field.fill("il me tape")
    block = page.get_by_role("region", name="Besoin d’aide tout de suite ?")
    assert 0 <= block.bounding_box()["y"] - field.bounding_box()["y"] < 100
    expect(field).to_be_focused()

    field.press("Enter")  # the words fold away, the numbers do not
    expect(block.get_by_role("link").first).to_be_in_viewport(ratio=1)
    page.locator(".filtres summary").click()
    field.fill("piscine")
    page.locator(".filtres summary").click()
    expect(page.locator(".secours")).to_be_visible()


SECRET = ("urgence/", "structures/hirondelles/")
ELSEWHERE = "https://meteofrance.com/"


@pytest.mark.parametrize("path", SECRET)
def test_one_button_leaves_at_once_and_takes_this_page_out_of_the_way_back(visit, essai, path):
    page = visit(width=320, height=640)
    page.route(ELSEWHERE, lambda route: route.fulfill(body="<title>Météo</title>", content_type="text/html"))
    visited(page, essai + "communes/")
    visited(page, essai + path)
    leave = page.get_by_role("link", name="Quitter vite", exact=True)
    box = leave.bounding_box()
    assert min(box["width"], box["height"]) >= 44
    assert box["y"] + box["height"] <= 640, "without scrolling"
    page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
    expect(leave).to_be_in_viewport(ratio=1)
    leave.click()
    page.wait_for_url(ELSEWHERE)
    page.go_back()
    assert page.url == essai + "communes/", "the page itself is no longer there"


@pytest.mark.parametrize("path", ["urgence/", "recherche/?q=on me frappe"])
def test_shift_three_times_leaves_and_nothing_less(visit, essai, path):
    page = visited(visit(), essai + "recherche/?q=bus")
    page.route(ELSEWHERE, lambda route: route.fulfill(body="<title>Météo</title>", content_type="text/html"))
    for _ in range(4):
        page.keyboard.press("Shift")
    assert page.url == essai + "recherche/", "nothing is secret there"
    visited(page, essai + path)
    here = page.url
    for keys in (
        ["Shift", "Shift"],
        ["a"],
        ["Shift", "Shift", "Escape", "Shift"],
        ["Shift+Tab", "Shift+Tab", "Shift+Tab"],
        ["Tab"],
    ):
        for key in keys:
            page.keyboard.press(key)
    page.mouse.click(2, 2)
    assert page.url == here
    stored = "document.body.dataset.stored = localStorage.length + sessionStorage.length"
    page.evaluate(f"addEventListener('keydown', () => ({stored}))")
    page.keyboard.press("Shift")
    assert page.locator("body").get_attribute("data-stored") == "0"
    page.keyboard.press("Shift")
    with page.expect_navigation(url=ELSEWHERE):
        page.keyboard.press("Shift")


@pytest.mark.parametrize("path", SECRET)
def test_without_a_script_it_is_a_link_and_says_what_it_does_not_do(visit, essai, path):
    page = visited(visit(java_script_enabled=False), essai + path)
    expect(page.get_by_role("link", name="Quitter vite", exact=True)).to_have_attribute("href", ELSEWHERE)
    assert "Maj" not in page.locator(".quitter-mots").inner_text()
    page.locator(".quitter-mots a").click()
    said = page.locator("details:has(> #quitter)").inner_text()
    assert "historique" in said
    expect(page.get_by_role("heading", name=re.compile("Quitter vite"))).to_be_in_viewport()


@pytest.mark.parametrize(("need", "first"), [("violences", "17"), ("mal-etre", "3114")])
def test_a_theme_of_danger_shows_its_numbers_and_never_ends_at_the_town_hall(visit, essai, need, first):
    page = visited(visit(), f"{essai}trouver/?t={need}&commune=aubrelune&age=3a&jour=dimanche&acces=l")
    expect(page.locator("[data-danger] .urgence").first).to_have_attribute("href", f"tel:{first}")
    expect(page.locator(".aucun")).to_be_hidden()


@pytest.mark.parametrize("path", ["", "404.html", "trouver/petite-enfance/"])
@pytest.mark.gard
def test_where_a_danger_is_typed_its_first_number_stands_above_the_keyboard(visit, reel, path):
    page = visited(visit(width=320, height=640), reel + path)
    page.evaluate("for (const one of document.querySelectorAll('main details:has(input[type=search])')) one.open = true")
    field = page.locator("main").get_by_role("searchbox").first
    field.fill("mon mari me frappe")
    first = page.locator("[data-danger] .urgence").first
    expect(first).to_be_visible()
    page.wait_for_function("one => one.getBoundingClientRect().bottom <= innerHeight * 0.6", arg=first.element_handle())
    expect(field).to_be_in_viewport()
    expect(page.locator("[data-quitter]").first).to_be_visible()
