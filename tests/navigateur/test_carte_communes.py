"""The map of a figure by commune: it says what the table of its page says, by mouse, touch and keyboard."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from playwright.sync_api import Page, expect
from sondes import visited

FAMILIES = "indicateurs/familles-monoparentales/"
"""Two of its twelve communes have no value."""
COVERAGE = "ctg/territoire/"
CLASSES = """() => [...document.querySelectorAll('.contour')].map((path) =>
    [...path.classList].find((name) => name.startsWith('contour--classe-'))?.slice('contour--classe-'.length))"""


def show_map(page: Page) -> None:
    """It comes when its place is near."""
    page.locator("#map_territoire").scroll_into_view_if_needed()
    page.locator(".leaflet-container").wait_for()


def unfold(page: Page) -> None:
    """The table of the coverage is folded; a fold needs no script. No mouse is left where a commune may come under it."""
    for fold in page.locator("summary", has_text="Le tableau, commune par commune").all():
        fold.press("Enter")


def outline(page: Page):
    return page.locator(".contour.vu")


def test_every_outline_wears_the_class_of_its_row(visit, essai):
    page = visited(visit(), essai + COVERAGE)
    show_map(page)
    unfold(page)
    rows = page.locator("tr[data-commune]")
    classes = [row.get_attribute("data-classe") for row in rows.all()]
    assert Counter(page.evaluate(CLASSES)) == Counter(classes)
    for row, classe in zip(rows.all(), classes, strict=True):
        row.locator("a").first.focus()
        expect(outline(page)).to_have_class(re.compile(rf"\bcontour--classe-{classe}( |$)"))
    assert page.locator(".marqueur").count() == 0
    assert page.elsewhere == page.errors == []


def test_the_mouse_on_a_commune_reads_its_row(visit, essai):
    page = visited(visit(), essai + FAMILIES)
    show_map(page)
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
    page = visited(visit(width=320, height=640, has_touch=True), essai + COVERAGE)
    show_map(page)
    page.locator(".contour--classe-2").first.tap()
    expect(page.locator(".leaflet-popup")).to_contain_text("rien pour 1 offre")
    at = page.get_by_role("button", name="Fermer la bulle").bounding_box()
    assert min(at["width"], at["height"]) >= 44, "a thumb finds it"
    page.get_by_role("button", name="Fermer la bulle").tap()
    expect(page.locator(".leaflet-popup, .leaflet-tooltip")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_keyboard_reads_the_table_and_never_stops_on_an_outline(visit, essai):
    page = visited(visit(), essai + FAMILIES)
    show_map(page)
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
    page = visited(visit(color_scheme="dark"), essai + FAMILIES)
    show_map(page)
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
    unfold(page)
    expect(page.locator(".folium-map")).to_be_hidden()
    expect(page.locator(".legende")).to_be_visible()
    expect(page.locator("tr[data-commune]").first).to_be_visible()
    expect(page.locator(".carte__geste")).to_be_hidden()


def test_the_large_tables_scroll_in_their_own_region(visit, reel):
    page = visited(visit(width=320), reel + COVERAGE)
    unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    region = page.get_by_role("region", name="Lieux et services connus, par commune et par offre")
    first = region.locator("tbody th").first
    before = first.bounding_box()["x"]
    region.evaluate("element => element.scrollLeft = 150")
    assert first.bounding_box()["x"] == pytest.approx(before, abs=1.5)
