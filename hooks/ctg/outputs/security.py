"""What a page lets the visitor's browser do, said twice: in each page, and by the server when it can.

The page's own Content-Security-Policy and referrer policy hold on any host, even one that sets no header. Ready settings
for servers (``_headers`` for Netlify or Cloudflare Pages, ``.htaccess`` for Apache, the lines for nginx) are written from
:data:`HEADERS`, so that none drifts from the others; ``docs/contribuer/publier.md`` explains them.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from ctg.outputs.maps import IGN
from ctg.outputs.rendering import Renderer
from ctg.outputs.site import Asset, Page, SiteFile

TILES = "https://" + urlsplit(IGN).netloc
SEARCH = "recherche.js"
"""The script that runs Pagefind, which is WebAssembly."""

REFERRER = "no-referrer"
"""Rather than ``strict-origin``: that someone came from here tells the other site, or IGN, something about them. Nor do
our own server's journals then hold the path of a visit, its searches and its list included."""


def content_policy(page: Page | None) -> str:
    """The policy of a page (None for prose): nothing from elsewhere, no inline script or style, no ``eval``.

    Two pages ask for more: one with a map may fetch IGN's tiles (once the visitor asked for them), the search page
    may compile WebAssembly (which is not ``eval``).
    """
    return _policy(search=page is not None and page.script == SEARCH, tiles=page is not None and page.has_map)


def _policy(search: bool, tiles: bool) -> str:
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'" + (" 'wasm-unsafe-eval'" if search else ""),
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
    # Of the whole site: what any page asks. Each page narrows it (a browser obeys both); only a server can say who
    # may frame a page.
    "Content-Security-Policy": _policy(search=True, tiles=True) + "; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": REFERRER,
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in OFF),
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""Not ``Strict-Transport-Security``, which only the person who holds the certificate may promise: see the guide."""

NEVER_CHANGE = ("recherche/index/fragment/", "recherche/index/index/")
"""Folders whose files have their content's digest for a name: a browser may keep them for ever."""


def files(render: Renderer) -> Iterable[SiteFile]:
    """The settings that a host reads in the site's own folder; the others ignore them."""
    base = urlsplit(render.catalogue.territoire.adresse_site or "/").path.rstrip("/") + "/"
    yield Asset("_headers", _netlify(base).encode())
    yield Asset(".htaccess", _apache(base).encode())


def _netlify(base: str) -> str:
    """Netlify's and Cloudflare's format. Headers of the same name would be joined: ``Cache-Control`` stands in one rule."""
    lines = ["# Écrit à chaque construction du site.", f"{base}*", *(f"  {name}: {value}" for name, value in HEADERS.items())]
    for folder in NEVER_CHANGE:
        lines += [f"{base}{folder}*", "  Cache-Control: public, max-age=31536000, immutable"]
    return "\n".join(lines) + "\n"


def _apache(base: str) -> str:
    lines = [
        "# Écrit à chaque construction du site. Demande « AllowOverride FileInfo Indexes ».",
        f"ErrorDocument 404 {base}404.html",
        "AddDefaultCharset utf-8",
        "<IfModule mod_headers.c>",
        *(f'  Header always set {name} "{value}"' for name, value in HEADERS.items()),
        "</IfModule>",
        "<IfModule mod_expires.c>",
        "  ExpiresActive On",
        '  ExpiresDefault "access plus 10 minutes"',
        r'  <FilesMatch "\.pf_(fragment|index)$">',
        '    ExpiresDefault "access plus 1 year"',
        "  </FilesMatch>",
        "</IfModule>",
    ]
    return "\n".join(lines) + "\n"


def nginx() -> str:
    """The lines of a ``server`` block, as ``docs/contribuer/publier.md`` gives them: a test compares."""
    return "\n".join(f'add_header {name} "{value}" always;' for name, value in HEADERS.items())
