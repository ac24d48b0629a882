"""A real browser on the built sites. The network is closed: a request to another host is refused and noted."""

from __future__ import annotations

import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright

CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)


class _Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args):
        pass


@pytest.fixture(scope="session")
def serve():
    """``serve(folder)`` → the address where that folder is served."""
    servers = []

    def start(folder) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()


@pytest.fixture(scope="session")
def reel(serve, real_site) -> str:
    return serve(real_site)


@pytest.fixture(scope="session")
def essai(serve, essai_site) -> str:
    return serve(essai_site)


@pytest.fixture(scope="session")
def browser():
    assert CHROMIUM, "Il manque Chromium. Sous Debian : apt-get install chromium"
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser):
    """``visit(**options)`` → a page of a fresh visitor; ``page.elsewhere`` lists requests to other hosts,
    ``page.errors`` what went wrong in the page, ``page.dialogs`` what an injected script would open."""
    contexts: list[BrowserContext] = []

    def open_page(width: int = 1280, height: int = 800, **options) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", **options)
        contexts.append(context)
        page = context.new_page()
        page.elsewhere, page.errors, page.dialogs = [], [], []

        def route(handler):
            if urlsplit(handler.request.url).hostname == "127.0.0.1":
                handler.continue_()
            else:
                page.elsewhere.append(handler.request.url)
                handler.abort()

        page.route("**/*", route)
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.on("console", lambda message: page.errors.append(message.text) if message.type == "error" else None)
        page.on("dialog", lambda dialog: (page.dialogs.append(dialog.message), dialog.dismiss()))
        page.set_default_timeout(8000)
        return page

    yield open_page
    for context in contexts:
        context.close()
