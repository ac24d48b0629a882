"""Large letters, spaced letters, small screens, fingers: nothing is cut, covered, squeezed or too small to touch."""

import pytest
from playwright.sync_api import Page
from sondes import FINDER, KEPT, LAYOUTS, probe, styled, unfold, visited

TWICE = "html { font-size: 200% !important }"
# What WCAG 1.4.12 asks to bear.
SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
    " p { margin-bottom: 2em !important }"
)
ADOPTED = "css => { const own = new CSSStyleSheet(); own.replaceSync(css); document.adoptedStyleSheets = [own] }"
WAYS = {
    "320 px": (320, ""),  # 1280 px at 400 %
    "text twice as large": (1280, TWICE),
    "1280 px": (1280, ""),
}
AS_IS = ("320 px", "1280 px")
"""Ways in which names and targets are looked at besides: letters change neither."""
CONTROLS = (
    "button, input, select, textarea, summary, .bouton, .menu a, .menu-projet a, .raccourcis a, .pied-site a,"
    " a[href^='tel:'], [role=button]:not(.leaflet-marker-icon)"
)

TOUCHED = ("", FINDER, "communes/aubrelune/", "structures/ecureuils/", "ctg/actions/", KEPT, "trouver/droits/")


def grown(visit, way: str) -> Page:
    width, css = WAYS[way]
    page = visit(width=width, has_touch=width == 320)
    if css:
        styled(page, css)
    return page


@pytest.mark.parametrize(
    ("way", "part", "parts"), [("320 px", 0, 2), ("320 px", 1, 2), ("text twice as large", 0, 4), ("1280 px", 2, 4)]
)
def test_nothing_is_lost_nameless_or_too_small(visit, essai, way, part, parts, whole):
    """On every layout of the invented territory, at 320 px, half of them in another way too, all that folds unfolded:

    - nothing is cut or covered: WCAG 1.4.4, 1.4.10, 1.4.12;
    - every link, button, field, region and table has a name of its own, out of context, and headings are in order:
      WCAG 1.3.1, 2.4.4, 2.4.6, 2.4.9, 4.1.2;
    - every target holds 24 px: WCAG 2.5.8, with its exceptions, links inside sentences, targets with room around them; every
      control of the pages that one touches the most, 44;
    - it asks nobody, and the device holds nothing.
    """
    page = grown(visit, way)
    wrong = {}
    for path in LAYOUTS if whole else LAYOUTS[part::parts]:
        page.set_viewport_size({"width": WAYS[way][0], "height": 800})
        visited(page, essai + path)
        unfold(page)
        found = {"lost": probe(page, "pertes")}
        if way in AS_IS:
            found |= {"nameless": probe(page, "noms"), "small": probe(page, "cibles", least=24)}
        if way == "320 px" and path in TOUCHED:
            found["too small for a thumb"] = probe(page, "cibles", least=44, only=CONTROLS)
        if way == "320 px":  # a reader's tool spaces the letters of a page that is there already
            found["kept"] = page.evaluate("localStorage.length + sessionStorage.length")
            page.evaluate(ADOPTED, SPACED)
            unfold(page)
            found["lost, spaced"] = probe(page, "pertes")
        if any(found.values()):
            wrong[path] = found
    assert wrong == {}
    assert (page.elsewhere, page.errors, page.dialogs, page.context.cookies()) == ([], [], [], [])


TILES = ("ctg/territoire/", "indicateurs/demandes-en-attente/", "actions/caravane/", "diagnostics/droits/")


def test_a_number_stays_in_its_tile(visit, essai):
    page = visit(width=320)
    out = {}
    for path in TILES:
        visited(page, essai + path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        if found := probe(page, "debords"):
            out[path] = found
        assert page.locator(".chiffre, .trajet, .releve").count(), path
    assert out == {}


def test_text_twice_as_large_gets_one_column_and_markers_that_hold_their_letter(visit, essai):
    page = visited(grown(visit, "text twice as large"), essai + FINDER)
    assert page.locator(".filtres__pli").get_attribute("open") is None  # above the list: folded, as on a phone
    page.get_by_role("button", name="Carte", exact=True).click()
    marker = page.locator(".marqueur").first
    letter = marker.locator("span").first
    assert marker.bounding_box()["height"] == 60
    assert letter.bounding_box()["height"] <= 60


def test_the_map_fills_its_frame_when_the_frame_grows(visit, essai):
    page = visited(visit(width=600), essai + "trouver/types/multi-accueil/")
    page.locator(".carte").scroll_into_view_if_needed()
    page.locator(".leaflet-container").wait_for()
    before = page.evaluate("map_territoire.getSize().x")
    page.evaluate("document.querySelector('.carte').style.width = '400px'")
    page.wait_for_function("before => map_territoire.getSize().x < before", arg=before)


@pytest.mark.parametrize("path", ["structures/ecureuils/?l=services/taxi-du-val", "urgence/ar/"])
def test_the_header_leaves_the_screen_to_the_page_at_four_times_the_size(visit, essai, path):
    """1280 × 1024 px at 400 %: a fifth of the screen at most, and everything in it may still be reached."""
    page = visited(visit(width=320, height=256), essai + path)
    header = page.locator("body > header").bounding_box()
    assert header["height"] <= 256 / 5
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for control in page.locator("body > header > * > :is(a, button)").all():
        if control.is_visible():
            assert control.bounding_box()["height"] >= 28
