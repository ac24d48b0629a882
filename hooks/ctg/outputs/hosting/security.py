"""What a page lets the visitor's browser do, said twice: in each page, and by the server when it can.

The page's own Content-Security-Policy and referrer policy hold on any host, even one that sets no header. Ready settings
for servers (``_headers`` for Netlify or Cloudflare Pages, ``.htaccess`` for Apache, the lines for nginx) are written from
:data:`HEADERS`, so that none drifts from the others; ``docs/contribuer/publier.md`` explains them.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from ctg.outputs.base.addresses import root_path
from ctg.outputs.base.pictures.maps import IGN
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import Asset, Page, SiteFile
from ctg.outputs.hosting import former
from ctg.outputs.hosting.redirects import apache

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


OFF = (
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
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in OFF),
    "Cross-Origin-Opener-Policy": "same-origin",
    # Everything here is public and nothing knows the visitor: the script of another site may read the open data.
    "Access-Control-Allow-Origin": "*",
}
"""Not ``Strict-Transport-Security``, which only the person who holds the certificate may promise: see the guide."""

TYPES = {"ics": "text/calendar", "csv": "text/csv", "geojson": "application/geo+json"}
"""What nginx, and Apache on old systems, give as unknown bytes: a diary must open in its own application.
The hosts that read ``_headers`` know them."""


def files(render: Renderer) -> Iterable[SiteFile]:
    """The settings that a host reads in the site's own folder; the others ignore them."""
    root = root_path(render.catalogue.territoire)
    yield Asset("_headers", _netlify(root).encode())
    yield Asset(".htaccess", _apache(root, apache(render, root)).encode())


def _netlify(base: str) -> str:
    """Netlify's and Cloudflare's format."""
    lines = ["# Écrit à chaque construction du site.", f"{base}*", *(f"  {name}: {value}" for name, value in HEADERS.items())]
    return "\n".join(lines) + "\n"


def _apache(base: str, moved: Iterable[str]) -> str:
    lines = [
        "# Écrit à chaque construction du site. Demande « AllowOverride FileInfo Indexes ».",
        f"ErrorDocument 404 {base}404.html",
        "AddDefaultCharset utf-8",
        *moved,
        *former.apache(base),
        *(f"AddType {kind} .{ending}" for ending, kind in TYPES.items()),
        "AddCharset utf-8 " + " ".join(f".{ending}" for ending, kind in TYPES.items() if kind.startswith("text/")),
        "<IfModule mod_headers.c>",
        *(f'  Header always set {name} "{value}"' for name, value in HEADERS.items()),
        "</IfModule>",
        "<IfModule mod_expires.c>",
        "  ExpiresActive On",
        '  ExpiresDefault "access plus 10 minutes"',
        "</IfModule>",
    ]
    return "\n".join(lines) + "\n"


def nginx() -> str:
    """The lines that ``docs/contribuer/publier.md`` gives: a test compares."""
    lines = [f'add_header {name} "{value}" always;' for name, value in HEADERS.items()]
    lines += ["try_files $uri $uri/ @avant;"]
    lines += [f"location ~ \\.{end}$ {{ types {{}} default_type {kind}; try_files $uri @avant; }}" for end, kind in TYPES.items()]
    lines += former.nginx()
    return "\n".join(lines)
