"""One Chromium and one server a worker, for every test that opens pages (fixtures, imported by conftest.py)."""

from __future__ import annotations

import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)

OPTIONS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # no page of a test reaches another machine
]


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
    from playwright.sync_api import sync_playwright  # slow to import: only for those who ask

    assert CHROMIUM, "Il manque Chromium. Sous Debian : apt-get install chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield chromium
        chromium.close()
