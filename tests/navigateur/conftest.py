"""A real browser on the built sites. The network is closed (``chromium.OPTIONS``): what is asked of another host is noted,
and leads nowhere. No request goes through this process."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page
from temoin import witness  # noqa: F401  (fixture)


@pytest.fixture(params=["reel", "essai"])
def site(request) -> Path:
    """The folder of each of the two built sites."""
    return request.getfixturevalue({"reel": "real_site", "essai": "essai_site"}[request.param])


@pytest.fixture
def visit(open_page):
    """``visit(**options)`` → a page of a fresh visitor; ``page.elsewhere`` lists requests to other hosts,
    ``page.errors`` what went wrong in the page, ``page.dialogs`` what an injected script would open."""

    def start(width: int = 1280, height: int = 800, **options) -> Page:
        page = open_page(viewport={"width": width, "height": height}, **options)
        page.elsewhere, page.errors, page.dialogs = [], [], []

        def asked(request):
            if urlsplit(request.url).hostname not in {"127.0.0.1", None, ""}:
                page.elsewhere.append(request.url)

        page.on("request", asked)
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.on("console", lambda message: page.errors.append(message.text) if message.type == "error" else None)
        page.on("dialog", lambda dialog: (page.dialogs.append(dialog.message), dialog.dismiss()))
        return page

    return start
