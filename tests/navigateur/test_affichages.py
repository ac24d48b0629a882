"""Other ways to see the same pages: forced colours, less motion, paper."""

import pytest
from playwright.sync_api import Page
from sondes import FINDER, LAYOUTS, SHARED, probe, unfold, visited


def look(page: Page, expression: str):
    """A JavaScript expression that may use the probes' shared functions."""
    return page.evaluate(f"() => {{ {SHARED}\nreturn {expression} }}")


def pins(page: Page) -> None:
    """The markers of the map are read, and where one is in the menu is seen."""
    inks = look(
        page,
        "[...document.querySelectorAll('.marqueur')].map((e) => contrast(rgb(style(e).color), rgb(style(e).backgroundColor)))",
    )
    assert min(inks) >= 4.5
    widths = look(
        page, "[...document.querySelectorAll('.menu a')].map((e) => [e.ariaCurrent !== null, style(e).borderBottomWidth])"
    )
    assert dict(map(tuple, widths)) == {True: "3px", False: "0px"}
    assert page.locator(".marqueur, .groupe-lieux").first.evaluate("e => getComputedStyle(e).borderTopStyle") == "solid"


def states(page: Page) -> None:
    """Each has its shape: seven, and the state that is not stated."""
    marks = probe(page, "etats")
    assert len({mark["shape"] for mark in marks.values()}) == len(marks) == 8
    assert min(mark["ink"] for mark in marks.values()) >= 7


def steps(page: Page) -> None:
    """Those done are told from those to come."""
    ground = "style(document.querySelector(`.frise__moment--${state}`), '::before').backgroundColor"
    assert len(set(look(page, f"['faite', 'a-venir'].map((state) => {ground})"))) == 2


def lines(page: Page) -> None:
    """The target's is not the curve's."""
    found = probe(page, "traits")
    assert min(ratio for ratio, _ in found) >= 3
    assert len({dash for _, dash in found}) >= 2


def classes(page: Page) -> None:
    """Those of a map are those of its legend."""
    page.locator("#map_territoire").scroll_into_view_if_needed()
    page.locator(".contour--classe").first.wait_for()
    outlines, legend = probe(page, "classes")
    assert len(outlines) == 5
    assert outlines == legend


FORCED = {
    FINDER: pins, "ctg/actions/": states, "actions/budget-des-jeunes/": steps, "indicateurs/demandes-en-attente/": lines,
    "indicateurs/familles-monoparentales/": classes,
}  # fmt: skip


def test_forced_colours_keep_what_colours_say(visit, essai):
    """With the palette of the site that suits them least."""
    page = visit(color_scheme="dark", forced_colors="active")
    page.add_init_script("localStorage.setItem('palette', 'clair')")
    for path, keeps in FORCED.items():
        keeps(visited(page, essai + path))


MOVING = ("", FINDER, "structures/ecureuils/", "ctg/actions/", "contribuer/", "recherche/?q=bus")


def test_nothing_moves_for_those_who_asked_for_less_motion(visit, essai):
    page = visit()
    assert [path for path in MOVING if probe(visited(page, essai + path), "mouvement")] == []


def test_the_map_does_not_glide_for_those_who_asked_for_less_motion(visit, essai):
    page = visited(visit(), essai + "structures/ecureuils/")
    page.locator(".marqueur[role=button]").first.focus()
    page.keyboard.press("Enter")
    page.locator(".leaflet-popup").wait_for()
    assert probe(page, "mouvement") == []
    zoom = page.evaluate("() => { document.querySelector('.leaflet-control-zoom-in').click(); return map_territoire.getZoom() }")
    assert page.evaluate("map_territoire.getZoom()") == zoom  # already there
    assert probe(page, "mouvement") == []


def test_the_probe_sees_motion(visit, essai):
    page = visit()
    page.emulate_media(reduced_motion="no-preference")
    page.goto(essai)
    assert probe(page, "mouvement")


def test_on_paper_nothing_is_cut_white_is_white_and_ink_is_dark(visit, essai, whole):
    """At the width of A4 without its margins: tables whole; whether dark was chosen by the device or, on every other page, by
    the visitor."""
    page = visit(width=718, height=1000, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    cut, pale = {}, {}
    for rank, path in enumerate(LAYOUTS if whole else LAYOUTS[::2]):
        page.goto(essai + path)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth") or probe(page, "papier"):
            cut[path] = probe(page, "papier")
        page.evaluate("chosen => { if (chosen) document.documentElement.dataset.palette = 'sombre' }", rank % 2)
        assert look(page, "ground(document.body)") == [255, 255, 255], path
        if found := probe(page, "encre", least=4.5):
            pale[path] = found
    assert (cut, pale) == ({}, {})


def test_on_paper_folds_are_open_an_official_page_has_its_address_and_there_is_no_menu(visit, essai):
    page = visit(width=718, height=1000)
    page.emulate_media(media="print")
    page.goto(essai + "communes/aubrelune/")
    assert page.locator(".pli.deplie .lieu").first.evaluate("place => place.checkVisibility({contentVisibilityAuto: true})")
    page.goto(essai + "structures/ecureuils/")
    official = page.locator('.essentiel a[rel="external"]').first
    assert official.evaluate("link => getComputedStyle(link, '::after').content").startswith('" (https://')
    assert page.locator(":is(.chapeau-site, .fil, .carte, .garder, .pied-site, .signaler):visible").count() == 0
    assert page.locator(".essentiel").first.is_visible()


@pytest.mark.parametrize("path", ["ctg/territoire/", "actions/repit/"])
def test_a_table_wider_than_a_phone_says_that_the_rest_is_at_the_right_until_it_is_seen(visit, essai, path):
    page = visited(visit(width=320, height=640), essai + path)
    unfold(page)
    assert page.locator(".tableau:visible").count()
    assert probe(page, "tableaux_muets") == []
    for table in reversed(page.locator(".tableau[data-suite]").all()):  # the last first: one that is seen leaves the list
        assert table.evaluate("(table) => getComputedStyle(table, '::before').visibility") == "visible"
        table.evaluate("(table) => table.scrollTo({ left: table.scrollWidth, behavior: 'instant' })")
    page.wait_for_function("() => !document.querySelector('.tableau[data-suite]')")
