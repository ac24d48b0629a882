"""What a page lets the visitor's browser do: the Content-Security-Policy, written in each page.

In the page itself rather than in the server's settings, it holds on any host. What only a server can say
(``frame-ancestors``, HSTS…) is in ``docs/contribuer/publier.md``.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from ctg.outputs.maps import IGN
from ctg.outputs.site import Page

TILES = "https://" + urlsplit(IGN).netloc
SEARCH = "recherche.js"
"""The script that runs Pagefind, which is WebAssembly."""


def content_policy(page: Page | None) -> str:
    """The policy of a page (None for prose): nothing from elsewhere, no inline script or style, no ``eval``.

    Two pages ask for more: one with a map may fetch IGN's tiles (once the visitor asked for them), the search page
    may compile WebAssembly (which is not ``eval``).
    """
    search = page is not None and page.script == SEARCH
    tiles = page is not None and page.has_map
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
