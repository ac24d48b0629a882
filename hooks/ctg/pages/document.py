"""The head of a page: what it lets the visitor's browser do, and its style sheets.

The page's own Content-Security-Policy and referrer policy hold on any host, even one that sets no header. The settings
of servers (:mod:`ctg.site.former`) are written from :data:`HEADERS`."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

from ctg.common.files import published_file, read_plain
from ctg.pages.files import Page

# Plan IGN by the Géoplateforme: public, free, no key (licence ouverte). Asked for by the visitor's gesture only.
IGN = (
    "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2"
    "&STYLE=normal&FORMAT=image/png&TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
)

TILES = "https://" + urlsplit(IGN).netloc
MAKES_CODE = {"copie.js", "ma-liste.js"}
"""The scripts that make HTML of a text, or start a worker: the copy on the telephone, the list's cards.
Leaflet does too, on maps. No other page may (Trusted Types): a text from anywhere never becomes markup there."""

REFERRER = "no-referrer"
"""Rather than ``strict-origin``: that someone came from here tells the other site, or IGN, something about them. Nor do
our own server's journals then hold the path of a visit, its searches and its list included."""


def content_policy(page: Page, preview: bool = False) -> str:
    """The policy of a page: nothing from elsewhere, no inline script or style, no ``eval``. A ``preview`` lets one inline
    script run, for that of MkDocs' live reload is one.

    A page with a map asks for more: it may fetch IGN's tiles, once the visitor asked for them. All but these and those of
    :data:`MAKES_CODE` refuse more.
    """
    policy = _policy(tiles=page.has_map)
    if not (page.has_map or MAKES_CODE & set(page.script.split())):
        policy += "; require-trusted-types-for 'script'"
    return policy.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'") if preview else policy


def _policy(tiles: bool) -> str:
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            "img-src 'self' data:" + (f" {TILES}" if tiles else ""),
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        )
    )


BROWSER_FEATURES_OFF = (
    "accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer",
    "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
"""What the site never asks of a device, so that nothing else can in its name. Copying an address stays allowed."""

HEADERS = {
    # Of the whole site: what any page asks. Each page narrows it (a browser obeys both).
    "Content-Security-Policy": _policy(tiles=True),
    # Only a server can say who may frame a page: this site.
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": REFERRER,
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in BROWSER_FEATURES_OFF),
    "Cross-Origin-Opener-Policy": "same-origin",
    # Everything here is public and nothing knows the visitor: the script of another site may read the open data.
    "Access-Control-Allow-Origin": "*",
}
"""Not ``Strict-Transport-Security``, which only the person who holds the certificate may promise: see the guide."""


# --- style sheets --------------------------------------------------------------------------------

SHEETS = ("fiche", "projet", "annexes")
"""Those that a page gets when it shows what they dress."""
FRAME = frozenset({"md-typeset", "no-js", "js"})
"""Classes of the frame, on every page."""


Sheets = dict[str, frozenset[frozenset[str]]]
"""Name of a sheet → what its rules ask for (see :func:`rules`)."""


def sheets_of(root: Path | None = None) -> Sheets:
    """Those of :data:`SHEETS`, as the project at ``root`` has them."""
    return {sheet: rules(read_plain(published_file(root, f"assets/css/{sheet}.css"))) for sheet in SHEETS}


def sheets_needed(body: str, sheets: Sheets) -> list[str]:
    """The sheets that have a rule whose classes all occur in the HTML of a page."""
    shown = {name for names in {*re.findall(r'class="([^"]*)"', body)} for name in names.split()}
    return [sheet for sheet, found in sheets.items() if any(map(shown.issuperset, found))]


@lru_cache(maxsize=16)  # a preview reads again the sheets that someone is writing
def rules(sheet: bytes) -> frozenset[frozenset[str]]:
    """The classes that each selector of a sheet asks for; of alternatives, each by itself. One that asks for a class which
    another asks for alone is left out: it brings no page."""
    text = re.sub(r"/\*.*?\*/", "", sheet.decode(), flags=re.DOTALL)
    found = set()
    for before in text.split("{")[:-1]:
        head = before.rpartition("}")[2]
        if not head.lstrip().startswith("@"):
            for selector in re.split(r",(?![^(]*\))", head):
                found |= _asked(selector)
    alone = {name for asked in found if len(asked) == 1 for name in asked}
    return frozenset(asked for asked in found if len(asked) == 1 or alone.isdisjoint(asked))


def _asked(selector: str) -> set[frozenset[str]]:
    own = frozenset(re.findall(CLASS, re.sub(r":[a-z-]+\([^)]*\)", "", selector)))
    chosen = [[re.findall(CLASS, one) for one in part.split(",")] for part in re.findall(r":is\(([^)]*)\)", selector)]
    return {own.union(*one) - FRAME for one in product(*chosen)} - {frozenset()}


CLASS = r"\.([a-zA-Z_][\w-]*)"
