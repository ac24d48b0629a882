"""Probes: the functions of ``sondes/*.js``, run in a page. They give what is wrong, one sentence each; [] when all is well."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import Page

FOLDER = Path(__file__).parent / "sondes"
SHARED = (FOLDER / "commun.js").read_text("utf-8")
FINDER = "trouver/?t=petite-enfance&commune=aubrelune"
KEPT = "ma-liste/?l=structures/ecureuils,services/taxi-du-val"

LAYOUTS = (
    "", FINDER, "trouver/droits/", "communes/", "communes/aubrelune/", "structures/ecureuils/", "services/taxi-du-val/",
    "parcours/le-mercredi/", "ctg/", "ctg/actions/", "actions/budget-des-jeunes/", "indicateurs/demandes-en-attente/",
    "indicateurs/familles-monoparentales/", "ctg/couverture/", "ctg/petite-enfance/", "ctg/participation/", "ctg/bilans/",
    "diagnostics/petite-enfance/", "partenaires/ville-d-aubrelune/", "agenda/", "recherche/?q=bus", KEPT, "a-propos/",
    "a-propos/accessibilite/", "contribuer/messages/", "404.html", "urgence/", "urgence/facile/", "structures/hirondelles/",
)  # fmt: skip
"""One page of each layout, of the invented territory."""


def visit_ready(page: Page, address: str) -> Page:
    """Go there and wait for what scripts bring: the finder and its map, search results, kept places."""
    page.goto(address)
    for mark, brought in (("[data-chercheur]", ".chercheur--actif"), ("[data-ma-liste]", ".garde, [role=status]:text('vide')")):
        if page.locator(mark).count():
            page.locator(brought).first.wait_for()
    page.locator("html:not(.attend)").wait_for()  # what was kept hidden until then cannot take the focus
    if "recherche/?" in address:
        page.locator("[data-recherche-resultats] li").first.wait_for()
    if "trouver/?" in address:
        page.wait_for_timeout(250)  # the map follows the list when the visitor pauses
    return page


def probe(page: Page, name: str, **options):
    """What ``sondes/<name>.js`` says of the page."""
    function = (FOLDER / f"{name}.js").read_text("utf-8")
    return page.evaluate(f"(options) => {{ {SHARED}\nreturn (\n{function})(options) }}", options)


def styled(page: Page, css: str) -> None:
    """A visitor's own style sheet on every page to come (the pages' policy refuses any other way in)."""
    page.add_init_script(
        f"const own = new CSSStyleSheet(); own.replaceSync({json.dumps(css)}); document.adoptedStyleSheets = [own]"
    )


def unfold(page: Page) -> None:
    """Open all that opens; make the window as high as the page, so that everything is on the screen at once."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    menu = page.locator(".bouton-menu[aria-expanded=false]")
    if menu.is_visible():
        menu.click()
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": page.viewport_size["width"], "height": min(16000, height + 50)})


def press(selector: str, *keys: str) -> Callable[[Page], None]:
    """A gesture: the focus on an element, then keys."""

    def gesture(page: Page) -> None:
        page.locator(selector).first.focus()
        for key in keys:
            page.keyboard.press(key)

    return gesture


def walk(page: Page, most: int = 400) -> list[dict]:
    """Press Tab from the top of the page to its end: each stop, as ``arret.js`` describes it.

    A trap shows as one stop that lasts, or as a walk that never ends: both fail here.
    """
    stops: list[dict] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = probe(page, "arret")
        if stop is None or (stops and stop["id"] == stops[0]["id"]):
            return stops
        assert not stops or stop["id"] != stops[-1]["id"], f"the keyboard stays on {stop['name']}"
        stops.append(stop)
    raise AssertionError(f"{most} stops, and still no end")


def against_the_eye(stops: list[dict]) -> list[str]:
    """Steps of the keyboard that go against the reading order: up within a column, or left along a line.

    Up and to the right is the next column. Positions are in px of the page; 4 px are not a line.
    """
    found = []
    for a, b in pairwise(stops):
        if a["drawn"] or b["drawn"]:
            continue
        above = b["bottom"] <= a["top"] + 4 and b["left"] < a["right"] - 4
        beside = b["top"] < a["bottom"] - 4 and b["bottom"] > a["top"] + 4
        if above or (beside and b["right"] <= a["left"] + 4):
            found.append(f"{a['name']} → {b['name']}")
    return found
