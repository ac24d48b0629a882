"""The security policy of pages: what a page lets the visitor's browser do, in its head and in the headers of servers.

The page's own Content-Security-Policy and referrer policy hold on any host, even one that sets no header. The settings
of servers (:mod:`ctg.publish.hosts`) are written from :data:`HEADERS`."""

from __future__ import annotations

from urllib.parse import urlsplit

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
