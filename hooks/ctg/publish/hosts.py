"""Ready settings for servers: ``_headers`` for Netlify or Cloudflare Pages, ``.htaccess`` for Apache, the lines for nginx.

All are written from :data:`ctg.pages.document.HEADERS`, so that none drifts from the others."""

from __future__ import annotations

from collections.abc import Iterable

from ctg.pages.addresses import root_path
from ctg.pages.document import HEADERS
from ctg.pages.files import Asset, SiteFile
from ctg.pages.renderer import Renderer
from ctg.publish.addresses import apache
from ctg.site import former

TYPES = {"ics": "text/calendar", "csv": "text/csv", "geojson": "application/geo+json", "jsonld": "application/ld+json"}
"""What nginx, and Apache on old systems, give as unknown bytes: a diary must open in its own application.
The hosts that read ``_headers`` know them."""

COMPRESSED = (
    "text/html", "text/css", "text/plain", "text/xml", "application/javascript", "text/javascript", "application/json",
    "application/xml", "image/svg+xml", *TYPES.values(),
)  # fmt: skip
"""What a host sends smaller: the others are so already."""


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
        *former.apache_lines(base),
        *(f"AddType {kind} .{ending}" for ending, kind in TYPES.items()),
        "AddCharset utf-8 " + " ".join(f".{ending}" for ending, kind in TYPES.items() if kind.startswith("text/")),
        "<IfModule mod_headers.c>",
        *(f'  Header always set {name} "{value}"' for name, value in HEADERS.items()),
        "</IfModule>",
        "<IfModule mod_deflate.c>",
        "<IfModule mod_filter.c>",
        f"  AddOutputFilterByType DEFLATE {' '.join(COMPRESSED)}",
        "</IfModule>",
        "</IfModule>",
        "<IfModule mod_expires.c>",
        "  ExpiresActive On",
        '  ExpiresDefault "access plus 10 minutes"',
        "</IfModule>",
    ]
    return "\n".join(lines) + "\n"


def nginx() -> str:
    """The lines that ``guides/technique.md`` gives: a test compares."""
    lines = ["gzip on;", f"gzip_types {' '.join(COMPRESSED[1:])};"]  # HTML always is
    lines += [f'add_header {name} "{value}" always;' for name, value in HEADERS.items()]
    lines += ["try_files $uri $uri/ @avant;"]
    lines += [f"location ~ \\.{end}$ {{ types {{}} default_type {kind}; try_files $uri @avant; }}" for end, kind in TYPES.items()]
    lines += former.nginx_lines()
    return "\n".join(lines)
