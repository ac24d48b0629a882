"""The states in which pages are examined: what a visitor opens, filters, finds, keeps. Each brings an open page there."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, Route, expect

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
"""A white tile, in place of IGN's: the network is closed."""
BOTH = ("light", "dark")


@dataclass(frozen=True)
class State:
    """``nom`` is read in the report. ``before`` prepares the page before it is opened."""

    nom: str
    adresse: str
    bring: Callable[[Page], None]
    largeurs: tuple[int, ...] = (1280, 320)
    palettes: tuple[str, ...] = BOTH
    site: str = "essai"
    before: Callable[[Page], None] = lambda page: None


def as_is(page: Page) -> None:
    """Nothing to do."""


def open_menu(page: Page) -> None:
    page.get_by_role("button", name="Menu", exact=True).click()
    expect(page.get_by_role("navigation", name="Navigation principale")).to_be_visible()


def results(page: Page) -> None:
    page.locator(".resultats li").first.wait_for()


def in_danger(page: Page) -> None:
    page.locator("[data-danger] a.urgence").first.wait_for()


def no_result(page: Page) -> None:
    expect(page.get_by_role("status").first).to_contain_text("Aucune page")


def filters_in_use(page: Page) -> None:
    page.locator("[data-groupes] > .lieux").wait_for()
    if not page.locator("#f-q").is_visible():
        page.locator(".filtres summary").click()
    page.locator("#f-km").evaluate("last => last.scrollIntoView({ block: 'center' })")  # above what sticks to the bottom


def nothing_found(page: Page) -> None:
    page.locator(".aucun button").first.wait_for()


def show_map(page: Page) -> None:
    """Where it is folded, behind « Carte » or further down: it comes when its place is near."""
    open_details(page)
    if page.locator("[data-vers='carte']").is_visible():
        page.locator("[data-vers='carte']").click()
    page.locator("#map_territoire").scroll_into_view_if_needed()
    page.locator(".leaflet-container").wait_for()


def open_bubble(page: Page) -> None:
    show_map(page)
    page.locator(".marqueur").first.press("Enter")
    page.locator(".leaflet-popup a").first.wait_for()


CLOSE = """() => {
  const points = marker_cluster_groupes.getLayers().map((marker) => marker.getLatLng())
  map_territoire.setView(points.find((one) => points.some((other) => other !== one && other.equals(one))), 18, { animate: false })
}"""
"""Looks at two places of one point from so near that nothing else is in their group."""


def open_group(page: Page) -> None:
    show_map(page)
    page.evaluate(CLOSE)
    page.locator(".groupe-lieux").first.press("Enter")
    page.locator(".leaflet-overlay-pane path[stroke='#222']").first.wait_for()  # a leg of the group, opened like a spider


def show_background(page: Page) -> None:
    show_map(page)
    page.get_by_label("Afficher le fond de carte IGN").check()
    page.locator(".leaflet-tile-loaded").first.wait_for()


def no_network_needed(page: Page) -> None:
    def tile(route: Route) -> None:
        route.fulfill(body=PIXEL, content_type="image/png")

    page.route("https://data.geopf.fr/**", tile)


def read_a_commune(page: Page) -> None:
    show_map(page)
    page.locator("tr[data-commune] a").first.focus()
    page.locator(".leaflet-tooltip").wait_for()


def filter_actions(page: Page) -> None:
    if not page.get_by_label("État").is_visible():
        page.get_by_text("Filtrer", exact=True).click()
    page.get_by_label("État").select_option("en-cours")
    expect(page.get_by_role("status").first).to_contain_text("sur")


def no_action(page: Page) -> None:
    expect(page.get_by_role("status").first).to_contain_text("Rien ne correspond")


def kept_places(page: Page) -> None:
    page.locator(".partage input").wait_for()
    assert page.locator(".garde").count() == 2


def keep_one(page: Page) -> None:
    page.locator("[data-garder]").first.click()
    page.locator(".ma-liste a").wait_for(state="attached")


def open_details(page: Page) -> None:
    """As a visitor would open each of them."""
    page.evaluate("() => document.querySelectorAll('main details').forEach((one) => (one.open = true))")


def press_palette(page: Page) -> None:
    page.evaluate("() => localStorage.clear()")  # what another width may have kept
    page.reload()
    if not page.locator(".bouton-palette").is_visible():
        open_menu(page)
    page.locator(".bouton-palette").click()
    expect(page.locator("html")).to_have_attribute("data-palette", "sombre")


def no_script(page: Page) -> None:
    page.route("**/*.js", lambda route: route.abort())


FILTERED = "trouver/?t=jeunesse&commune=aubrelune&age=12a&jour=mercredi"
FIGURES = "indicateurs/familles-monoparentales/"
LIST = "ma-liste/?l=structures/ecureuils,services/taxi-du-val"
STATES = (
    State("menu ouvert", "", open_menu, largeurs=(320,)),
    State("recherche : des réponses", "recherche/?q=creche", results),
    State("recherche : aucune réponse", "recherche/?q=kwyjibo", no_result),
    State("trouver : filtres choisis", FILTERED, filters_in_use),
    State("trouver : rien ne convient", "trouver/?q=ecureuils&t=petite-enfance&commune=trebiscuit&km=2", nothing_found),
    State("trouver : un lieu touché sur la carte", "trouver/?q=ecureuils", open_bubble),
    State("carte : des lieux au même endroit, dépliés", "communes/moulin-l-eveque/", open_group),
    State("fond de carte IGN affiché", "structures/ecureuils/", show_background, before=no_network_needed),
    State("carte de chiffres : une commune lue", FIGURES, read_a_commune),
    State("actions filtrées", "ctg/actions/", filter_actions),
    State("actions : rien ne convient", "ctg/actions/?axe=grandir&etat=abandonnee", no_action),
    State("ma liste : deux lieux à partager", LIST, kept_places),
    State("un lieu gardé dans une liste", "structures/ecureuils/", keep_one),
    State("palette sombre par le bouton", "structures/ecureuils/", press_palette, palettes=("light",)),
    State("numéros d'urgence en arabe", "urgence/ar/", as_is),
    State("recherche : quelqu'un est en danger", "recherche/?q=mon mari me frappe", in_danger),
    State("trouver : quelqu'un est en danger", "trouver/?q=mon mari me frappe", in_danger),
    State("sans script : trouver", "trouver/", as_is, before=no_script),
    State("sans script : actions", "ctg/actions/", as_is, before=no_script),
    State("adresse qui n'existe pas", "404.html", as_is, site="reel"),
    State("une erreur dans les fiches (make servir)", "", as_is, site="erreur"),
)
