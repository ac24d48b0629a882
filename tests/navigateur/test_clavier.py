"""The keyboard alone: where it goes, what one sees of it, and that it is never lost nor trapped."""

import io
from collections.abc import Callable

import numpy
import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sondes import FINDER, KEPT, against_the_eye, press, probe, visited, walk

from chromium import drawn

FOCUSED = "(() => { const e = document.activeElement; return e === document.body ? null : e.id || e.className || e.tagName })()"
RECORD = "structures/ecureuils/"
COMMUNE = "communes/aubrelune/"
WALKED = (
    "", FINDER, RECORD, COMMUNE, "ctg/actions/", "actions/budget-des-jeunes/", "ctg/",
    "indicateurs/familles-monoparentales/", "recherche/?q=bus", KEPT,
)  # fmt: skip


SCREENS = ((1280, "light"), (320, "dark"))
"""Each page is walked on one of them, in turn; on both with ``--tout``."""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until a link or button whose text starts so has the focus."""
    focused = page.locator(":focus")
    for _ in range(80):
        page.keyboard.press("Tab")
        if focused.inner_text().startswith(name):
            return
    raise AssertionError(name)


def test_the_skip_link_is_seen_and_takes_the_keyboard_to_what_the_page_says(visit, essai):
    page = visited(visit(width=320), essai)
    tab_to(page, "Aller au contenu")
    assert probe(page, "arret")["faults"] == []
    assert page.evaluate("document.activeElement.getBoundingClientRect().width") > 100
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED) == "contenu"
    page.keyboard.press("Tab")
    assert page.evaluate(
        "document.getElementById('contenu').compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING"
    )


@pytest.mark.parametrize("path", WALKED)
def test_every_stop_is_seen_in_reading_order_and_the_walk_ends(visit, essai, path, whole):
    """WCAG 2.1.2, 2.4.3, 2.4.7, 2.4.11: no trap, order, ring of 2 px at 3:1, whole and uncovered."""
    for width, scheme in SCREENS if whole else SCREENS[WALKED.index(path) % 2 :][:1]:
        walk_through(visit(width=width, color_scheme=scheme), essai + path)


def walk_through(page: Page, address: str) -> None:
    visited(page, address)
    stops = walk(page)
    assert [f"{stop['name']}: {fault}" for stop in stops for fault in stop["faults"]] == []
    assert against_the_eye(stops) == []
    assert len(stops) <= 60 or FINDER not in address
    assert probe(page, "oubliees") == []


def pixels(page: Page, at: dict) -> numpy.ndarray:
    """Luminance (WCAG) of each pixel of that part of the screen."""
    image = Image.open(io.BytesIO(page.screenshot(clip=at))).convert("RGB")
    part = numpy.asarray(image) / 255
    linear = numpy.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return linear @ (0.2126, 0.7152, 0.0722)


def changed(page: Page, selector: str) -> tuple[int, float]:
    """(pixels whose contrast changes by 3:1 or more when the element takes the focus, pixels of a line of 2 px around it)."""
    element = page.locator(f"{selector} >> visible=true").first
    page.keyboard.press("Shift")  # the ring is for those who use the keyboard
    element.focus()
    drawn(page)  # the map may slide
    inner = element.evaluate("e => (e.closest('.porte') ?? e).getBoundingClientRect().toJSON()")
    at = {"x": max(inner["x"] - 8, 0), "y": max(inner["y"] - 8, 0), "width": inner["width"] + 16, "height": inner["height"] + 16}
    focused = pixels(page, at)
    element.evaluate("e => e.blur()")
    plain = pixels(page, at)
    low, high = numpy.minimum(focused, plain), numpy.maximum(focused, plain)
    return int(((high + 0.05) / (low + 0.05) >= 3).sum()), 4 * (inner["width"] + inner["height"])


SEEN = {
    "": (".marque", ".menu a", ".bouton-palette", "#recherche-accueil", ".champ-recherche .bouton", ".entrees a",
         ".accueil__fin a", ".pied-site a"),
    FINDER: (".filtres summary", "#f-commune", "#f-t", ".lieu__nom a", ".marqueur", ".groupe-lieux",
             ".leaflet-control-zoom-in", ".carte__outils summary"),
    "ctg/": (".menu-projet a", ".axes-barres a", ".ce-qui-vient a"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "scheme"), [("", "light"), (FINDER, "dark"), ("ctg/", "dark")])
def test_the_ring_is_really_on_the_screen(visit, essai, path, scheme):
    """Not what the style sheet says, what is drawn: as much as a line of 2 px around the element (WCAG 2.4.13)."""
    page = visited(visit(color_scheme=scheme), essai + path)
    pale = {}
    for selector in SEEN[path]:
        drawn, needed = changed(page, selector)
        if drawn < needed * 0.9:  # corners are round
            pale[selector] = (drawn, needed)
    assert pale == {}


def back_to_another_list(page: Page) -> None:
    page.locator(".lieux a:visible").first.focus()
    page.evaluate("history.pushState(null, '', '?t=droits'); dispatchEvent(new PopStateEvent('popstate'))")


def leave_the_marker_by_a_filter(page: Page) -> None:
    page.locator(".marqueur").first.focus()
    page.evaluate("history.pushState(null, '', '?q=zzz'); dispatchEvent(new PopStateEvent('popstate'))")


FOLD = ":is(.filtres, .tri) summary"
"""Of the filters, where a status may be."""
GESTURES: dict[str, tuple[str, Callable[[Page], None], str]] = {
    "a commune": (FINDER, press("#f-commune", "ArrowDown"), "du plus près au plus loin"),
    "a box": (FINDER, press("[name=acces]", "Space"), ""),
    "words that find nothing": (FINDER, press("#f-q", "z", "z", "z", "Enter"), "0 lieu"),
    "more lines": ("trouver/?t=droits", press("[data-groupes] > .bouton", "Enter"), ""),
    "a wider search": ("trouver/?q=ecureuils&t=petite-enfance&commune=trebiscuit&km=2", press(".aucun button", "Enter"), ""),
    "back, from a place": (FINDER, back_to_another_list, ""),
    "back, from a marker": (FINDER, leave_the_marker_by_a_filter, ""),
    "a place kept": (RECORD, press(".garder", "Enter"), ""),
    "a place no longer kept": (KEPT, press(".garde > button", "Enter"), "1 lieu ou service gardé."),
    "the last place": ("ma-liste/?l=structures/ecureuils", press(".garde > button", "Enter"), ""),
    "the address copied": (KEPT, press("[data-copier]", "Enter"), "Adresse copiée."),
    "the palette": ("", press(".bouton-palette", "Enter"), ""),
    "a search": ("recherche/?q=bus", press("[type=search]", "Control+a", "q", "z", "x", "Enter"), "Aucune page pour"),
    "actions": ("ctg/actions/", press("#tri-axe", "ArrowDown"), " actions sur "),
    "the map's ground": (RECORD, press(".carte__outils summary", "Enter", "Tab", "Space"), ""),
}
"""A page, what is done there, what is announced."""


def test_the_focus_is_never_lost_and_what_a_gesture_changes_is_announced(visit, essai):
    """WCAG 4.1.3: in a region that was already there: screen readers ignore one that comes with its words."""
    page, lost = visit(permissions=["clipboard-write"]), []
    for gesture, (path, act, said) in GESTURES.items():
        visited(page, essai + path)
        if page.locator(FOLD).count():
            page.locator(FOLD).click()
        page.evaluate("window.regions = [...document.querySelectorAll('[role=status]')].filter((e) => e.checkVisibility())")
        before = page.evaluate("regions.map((e) => e.textContent)")
        act(page)
        if not (page.evaluate(FOCUSED) and page.locator(":focus").is_visible()):
            lost.append(gesture)
        page.wait_for_function(
            """([before, said]) => !said ||
              regions.some((e, n) => e.isConnected && e.textContent !== before[n] && e.textContent.includes(said))""",
            arg=[before, said],
        )
    assert lost == []


def test_escape_closes_the_menu_and_gives_the_focus_back(visit, essai):
    page = visited(visit(width=320), essai)
    menu = page.get_by_role("button", name="Menu")
    expect(page.locator(".menu a", has_text="Communes")).to_be_hidden()
    press(".bouton-menu", "Enter")(page)
    expect(menu).to_have_attribute("aria-expanded", "true")
    press(".bouton-menu", "Tab", "Escape")(page)
    expect(menu).to_be_focused()
    expect(menu).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("navigation", name="Navigation principale")).to_be_hidden()


def test_a_bubble_closes_and_gives_the_focus_back_to_its_marker(visit, essai):
    page = visit()
    page.emulate_media(reduced_motion="no-preference")
    page.goto(essai + RECORD)
    marker = page.locator(".marqueur[role=button]").first
    name = marker.get_attribute("title")
    for leave in (("Escape",), ("Tab", "Enter")):
        marker.focus()
        page.keyboard.press("Space")
        expect(page.locator(".bulle__nom")).to_be_focused()
        for key in leave:
            page.keyboard.press(key)
        expect(page.locator(".leaflet-popup")).to_have_count(0)
        page.wait_for_function("name => document.activeElement.title === name", arg=name)


def test_the_keyboard_opens_groups_of_places_down_to_a_marker(visit, essai):
    """Leaflet's clusters answer to no key: carte.js presses them, and moves the focus to the first place inside."""
    page = visit()
    page.emulate_media(reduced_motion="no-preference")
    page.goto(essai + COMMUNE)
    page.locator(".groupe-lieux").first.focus()
    for _ in range(8):
        before = page.evaluate_handle("document.activeElement")
        page.keyboard.press("Space")
        page.wait_for_function(
            "before => document.activeElement !== before && document.activeElement.closest('.leaflet-marker-pane')", arg=before
        )
        if page.evaluate("document.activeElement.classList.contains('marqueur')"):
            break
    assert page.evaluate("document.activeElement.classList.contains('marqueur')")
    assert probe(page, "arret")["faults"] == []


def test_arrows_move_the_map_and_tab_leaves_it_both_ways(visit, essai):
    page = visited(visit(), essai + RECORD)
    frame = page.locator("#map_territoire")
    frame.focus()
    centre = page.evaluate("map_territoire.getCenter().lng")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("lng => map_territoire.getCenter().lng > lng", arg=centre)
    keyboard = page.keyboard
    for key in ("Tab", "Shift+Tab"):
        for _ in range(30):
            keyboard.press(key)
            if not frame.evaluate("map => map.contains(document.activeElement)"):
                break
        if key == "Tab":  # the first of the tools under the map
            expect(page.get_by_role("button", name="Agrandir la carte", exact=True)).to_be_focused()
    assert frame.evaluate("map => document.activeElement.compareDocumentPosition(map) === Node.DOCUMENT_POSITION_FOLLOWING")
