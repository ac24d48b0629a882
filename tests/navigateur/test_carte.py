"""The maps of places: what is in the middle, what is in view, what is named, and that words stay words; those of a figure."""

import re
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sondes import probe, visited

from echantillon import share

RECORD, COMMUNE, FINDER = "structures/ecureuils/", "communes/aubrelune/", "trouver/"
NAMED = "[...document.querySelectorAll('.nom')].filter((e) => e.style.visibility === '').map((e) => e.textContent)"
WORDS = "<img src=x onerror=alert(1)> {{ x }} ${y}"


def mapped(page: Page, address: str) -> Page:
    """Go there and open the map, wherever it is folded."""
    visited(page, address)
    page.evaluate("() => document.querySelectorAll('details:has(.carte)').forEach((one) => (one.open = true))")
    if page.locator("[data-vers='carte']").is_visible():
        page.locator("[data-vers='carte']").click()
    return near(page)


def near(page: Page) -> Page:
    """The map comes when its place is near."""
    page.locator("#map_territoire").scroll_into_view_if_needed()
    page.locator(".leaflet-container").wait_for()
    return page


def test_a_place_is_in_the_middle_of_its_map_under_its_name(visit, essai):
    page = mapped(visit(width=320), essai + RECORD)
    off = page.evaluate("""() => {
      const [own] = geo_json_ici.getLayers()
      return map_territoire.latLngToContainerPoint(own.getLatLng()).distanceTo(map_territoire.getSize().divideBy(2))
    }""")
    assert off <= 1
    assert page.evaluate(NAMED)[0] == page.locator("h1").inner_text()
    assert page.locator(".marqueur--ici").bounding_box()["height"] > page.locator(".marqueur").last.bounding_box()["height"]
    assert page.evaluate("geo_json_lieux.getLayers().length") <= 8
    expect(page.locator(".contour--ici")).to_have_count(1)
    expect(page.locator(".leaflet-control-scale")).to_contain_text("m")
    page.locator("[data-lieu='structures/ecureuils'] a").first.focus()
    expect(page.locator(".marqueur.vu")).to_have_count(1)


def test_around_a_commune_its_outline_and_its_places(visit, essai):
    page = mapped(visit(), essai + COMMUNE)
    assert page.evaluate("map_territoire.getBounds().contains(geo_json_lieux.getBounds())")
    whose = page.evaluate("[...new Set(geo_json_lieux.getLayers().map((one) => one.feature.properties.commune))]")
    assert whose == ["Aubrelune"]
    assert "Aubrelune" in page.evaluate(NAMED)


@pytest.mark.parametrize(("territory", "width"), [("essai", 320), ("reel", 1280)])
def test_the_finder_shows_the_whole_territory_and_cuts_nothing(visit, request, territory, width):
    page = mapped(visit(width=width), request.getfixturevalue(territory) + FINDER)
    assert probe(page, "coupees") == 0
    assert probe(page, "remplie") > 0.75
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.elsewhere == page.errors == []


def test_the_communes_are_shapes_with_a_name_that_one_touches(visit, essai):
    page = mapped(visit(), essai + "communes/")
    expect(page.locator(".marqueur, .groupe-lieux")).to_have_count(0)
    communes = set(page.locator("[data-commune] a").all_inner_texts())
    assert communes <= set(page.evaluate(NAMED))
    page.locator(".contour").first.click()
    name = page.locator(".leaflet-popup .bulle__nom")
    expect(name).to_be_focused()
    assert name.inner_text() in communes
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    page.locator("[data-commune='aubrelune'] a").focus()
    expect(page.locator(".contour.vu")).to_have_count(1)
    page.locator(".contour").first.click()
    named = name.inner_text()
    name.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(named)


def around_a_commune(site: Path) -> list[str]:
    """Of each commune, the page of a place with a map, or else its own."""
    pages = [page for kind in ("communes", "structures") for page in sorted(site.glob(f"{kind}/*/index.html"))]
    communes = {page: re.search('data-autour="([^"]+)"', page.read_text("utf-8")) for page in pages}
    chosen = {commune[1]: f"{page.parent.relative_to(site)}/" for page, commune in communes.items() if commune}
    return [chosen[commune] for commune in sorted(chosen)]


def test_without_a_ground_the_names_of_communes_say_where_a_page_is(visit, reel, real_site, whole):
    pages = around_a_commune(real_site)
    assert {page.partition("/")[0] for page in pages} == {"communes", "structures"}
    page = visit(width=320)
    for address in pages if whole else share(pages, 0, 8):
        told = probe(mapped(page, reel + address), "noms_de_carte")
        assert told.pop("others") >= 2, address
        assert all(told.values()), (address, told)


def test_what_lies_beyond_is_told_at_the_edge(visit, essai):
    page = mapped(visit(width=320), essai + RECORD)
    expect(page.locator(".folium-map .plan__vers:not([hidden])")).to_have_text("vers Grandval, 12 km")
    assert "Aubrelune" in page.evaluate(NAMED)  # larger, hence it has a name before it is a direction
    assert {"vers Pontbrume", "vers Clairsable"} <= set(page.evaluate(NAMED) if mapped(page, essai + FINDER) else ())


def test_a_name_is_text_on_the_map_and_in_its_bubble(visit, essai):
    page = mapped(visit(), essai + "structures/essai-caracteres/")
    name = page.locator("h1").inner_text()
    assert "<script>" in name
    expect(page.locator(".nom--lieu")).to_have_text(name)
    page.evaluate("words => { for (const one of geo_json_contours.getLayers()) one.feature.properties.nom = words }", WORDS)
    page.locator(".contour--ici").dispatch_event("click")
    expect(page.locator(".bulle__nom")).to_have_text(WORDS)
    assert page.dialogs == page.errors == []


# --- of a figure by commune: what the table of its page says, by mouse, touch and keyboard ---------

FAMILIES = "indicateurs/familles-monoparentales/"
"""Two of its twelve communes have no value."""
COVERAGE = "ctg/territoire/"
CLASSES = """() => [...document.querySelectorAll('.contour')].map((path) =>
    [...path.classList].find((name) => name.startsWith('contour--classe-'))?.slice('contour--classe-'.length))"""


def open_table(page: Page) -> None:
    """The table of the coverage is folded; a fold needs no script. No mouse is left where a commune may come under it."""
    for fold in page.locator("summary", has_text="Le tableau, commune par commune").all():
        fold.press("Enter")


def outline(page: Page):
    return page.locator(".contour.vu")


def test_every_outline_wears_the_class_of_its_row(visit, essai):
    page = near(visited(visit(), essai + COVERAGE))
    open_table(page)
    rows = page.locator("tr[data-commune]")
    classes = [row.get_attribute("data-classe") for row in rows.all()]
    assert Counter(page.evaluate(CLASSES)) == Counter(classes)
    for row, classe in zip(rows.all(), classes, strict=True):
        row.locator("a").first.focus()
        expect(outline(page)).to_have_class(re.compile(rf"\bcontour--classe-{classe}( |$)"))
    assert page.locator(".marqueur").count() == 0
    assert page.elsewhere == page.errors == []


def test_the_mouse_on_a_commune_reads_its_row(visit, essai):
    page = near(visited(visit(), essai + FAMILIES))
    row = page.locator("tr[data-commune='aubrelune']")
    row.locator("a").focus()
    outline(page).evaluate("path => { path.id = 'aubrelune' }")
    row.locator("a").blur()
    expect(outline(page)).to_have_count(0)
    page.locator("path#aubrelune").hover()
    expect(page.locator(".leaflet-tooltip")).to_have_text("Aubrelune : 28,4 % (2022)")
    expect(row).to_have_class("vu")
    page.mouse.move(2, 2)
    expect(page.locator(".leaflet-tooltip")).to_have_count(0)
    expect(page.locator("tr.vu")).to_have_count(0)


def test_a_finger_reads_a_commune(visit, essai):
    page = near(visited(visit(width=320, height=640, has_touch=True), essai + COVERAGE))
    page.locator(".contour--classe-2").first.tap()
    expect(page.locator(".leaflet-popup")).to_contain_text("rien pour 1 offre")
    at = page.get_by_role("button", name="Fermer la bulle").bounding_box()
    assert min(at["width"], at["height"]) >= 44, "a thumb finds it"
    page.get_by_role("button", name="Fermer la bulle").tap()
    expect(page.locator(".leaflet-popup, .leaflet-tooltip")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_keyboard_reads_the_table_and_never_stops_on_an_outline(visit, essai):
    page = near(visited(visit(), essai + FAMILIES))
    page.locator(".folium-map").focus()
    seen = []
    while "row" not in seen and len(seen) < 8:
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.closest('tr[data-commune]') ? 'row' : document.activeElement.tagName"))
    assert seen == ["A", "A", "DIV", "row"]  # larger, smaller, the region that scrolls, the first commune
    expect(page.locator(".leaflet-tooltip")).to_contain_text("Aubrelune")
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-tooltip")).to_have_count(0)


def test_an_unknown_value_is_hatched(visit, essai):
    page = near(visited(visit(color_scheme="dark"), essai + FAMILIES))
    row = page.locator("tr[data-commune='petit-ormeau']")
    expect(row).to_contain_text("non renseigné")
    row.locator("a").focus()
    assert "#hachures" in outline(page).evaluate("path => getComputedStyle(path).fill")
    assert page.locator("pattern#hachures").count() == 1
    expect(page.locator(".legende")).to_contain_text("hachuré, valeur inconnue : 2 communes")
    row = page.locator("tr[data-commune='aubrelune']")  # what a row says is text on the map too
    row.evaluate("row => row.dataset.bulle = '<img src=x onerror=alert(1)>'")
    row.locator("a").focus()
    expect(page.locator(".leaflet-tooltip")).to_have_text("<img src=x onerror=alert(1)>")
    assert page.dialogs == page.errors == []


def test_without_a_script_the_table_and_its_legend_serve(visit, essai):
    page = visited(visit(width=320, height=640, java_script_enabled=False), essai + COVERAGE)
    open_table(page)
    expect(page.locator(".folium-map")).to_be_hidden()
    expect(page.locator(".legende")).to_be_visible()
    expect(page.locator("tr[data-commune]").first).to_be_visible()
    expect(page.locator(".carte__geste")).to_be_hidden()


def test_the_large_tables_scroll_in_their_own_region(visit, reel):
    page = visited(visit(width=320), reel + COVERAGE)
    open_table(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    region = page.get_by_role("region", name="Lieux et services connus, par commune et par offre")
    first = region.locator("tbody th").first
    before = first.bounding_box()["x"]
    region.evaluate("element => element.scrollLeft = 150")
    assert first.bounding_box()["x"] == pytest.approx(before, abs=1.5)
