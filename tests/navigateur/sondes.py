"""Probes: the functions of ``sondes/*.js``, run in a page. They give what is wrong, one sentence each; [] when all is well."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import lxml.html
from playwright.sync_api import JSHandle, Page

from chromium import ready
from echantillon import cover

FOLDER = Path(__file__).parent / "sondes"
SHARED = (FOLDER / "commun.js").read_text("utf-8")
SHIFTS = (FOLDER / "glisse.js").read_text("utf-8")
FINDER = "trouver/?t=petite-enfance&commune=aubrelune"
KEPT = "ma-liste/?l=structures/ecureuils,services/taxi-du-val"

LAYOUTS = (
    "", FINDER, "trouver/droits/", "communes/", "communes/aubrelune/", "structures/ecureuils/", "services/taxi-du-val/",
    "parcours/le-mercredi/", "ctg/", "ctg/actions/", "actions/budget-des-jeunes/", "indicateurs/demandes-en-attente/",
    "indicateurs/familles-monoparentales/", "ctg/territoire/", "ctg/petite-enfance/", "ctg/decider/", "ctg/bilans/",
    "ctg/moyens/", "cadres/ctg/", "diagnostics/petite-enfance/", "partenaires/ville-d-aubrelune/", "agenda/",
    "recherche/?q=bus", KEPT,
    "a-propos/", "a-propos/accessibilite/", "404.html", "urgence/", "urgence/facile/",
    "structures/hirondelles/", "structures/essai-caracteres/", "axes/grandir/",
)  # fmt: skip
"""One page of each layout, of the invented territory."""


# What a page is made of, besides its scripts.
PARTS = ("//*[@data-filtrer]", "//*[@data-carte]", "//main//form", "//main//details", "//main//button", "//*[@class='tableau']")


def pages(site: Path) -> Iterator[tuple[str, lxml.html.HtmlElement]]:
    """(address, document) of every page of a built site, but those that only lead on from a former address."""
    for path in sorted(site.rglob("*.html")):
        page = lxml.html.parse(path).getroot()
        if not page.xpath("//meta[@http-equiv='refresh']"):
            yield path.relative_to(site).as_posix().removesuffix("index.html"), page


@cache
def layouts(*sites: Path) -> list[tuple[Path, str]]:
    """(site, address) of few pages, on which any two scripts or parts are together, apart and away as they ever are: the others
    answer in the same way to the same gestures."""
    held = {
        (site, address): {script.rsplit("/", 1)[-1] for script in page.xpath("//script/@src")} | {*filter(page.xpath, PARTS)}
        for site in sites
        for address, page in pages(site)
    }
    every = sorted(set().union(*held.values()))
    return cover({page: {*combinations(((one, one in own) for one in every), 2)} for page, own in held.items()})


def visited(page: Page, address: str) -> Page:
    """The page, once there."""
    page.goto(address)
    return page


def heard(page: Page) -> list[str]:
    """What a screen reader is told of a page, in order, a line each: role, name and state; where a link leads is left out."""
    return [line.removesuffix(":") for line in page.locator("html").aria_snapshot().splitlines() if "- /url:" not in line]


def probe(page: Page, name: str, **options):
    """What ``sondes/<name>.js`` says of the page."""
    return function(page, name).evaluate("(function_, options) => function_(options)", options)


def function(page: Page, name: str) -> JSHandle:
    """That function, in the page that is open: to ask it many times."""
    text = (FOLDER / f"{name}.js").read_text("utf-8")
    return page.evaluate_handle(f"() => {{ {SHARED}\nreturn (\n{text}) }}")


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
    ready(page)


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
    present, keyboard = function(page, "arret"), page.keyboard
    for _ in range(most):
        keyboard.press("Tab")
        stop = present.evaluate("stop => stop()")
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
