"""What a visitor waits for on a 2G line: 50 kbit/s, half a second for each answer, everything gzipped, a phone's screen."""

from __future__ import annotations

import gzip
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from banc.navigateur import LAYOUTS, address_of, heaviest
from chromium import CEILING, CHROMIUM, OPTIONS

LINE = {"offline": False, "latency": 500, "downloadThroughput": 50_000 / 8, "uploadThroughput": 50_000 / 8}
VISITS = {
    "accueil": ("", None),
    "Trouver": ("trouver/", ".chercheur--actif"),
    "une recherche": ("recherche/?q=creche", "[data-recherche-resultats] li"),
    "urgence": ("urgence/", None),
}
"""Address, and what shows that the page serves; None: it is complete."""
HEAVIEST = ("lieu", "commune")
"""Layouts whose heaviest page is visited too."""
GROWING = ("Trouver", "une recherche", "commune")
"""What weighs more when there are more records."""
TEXT = ("text", "javascript", "json", "svg")


class Gzipped(SimpleHTTPRequestHandler):
    """As a host does: one connection kept, texts compressed."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_args):
        pass

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        body, kind = path.read_bytes(), self.guess_type(str(path))
        packed = any(word in kind for word in TEXT)
        body = gzip.compress(body, 6) if packed else body
        self.send_response(200)
        self.send_header("Content-Type", kind)
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def on_a_slow_line(site: Path, names: tuple[str, ...] = (*VISITS, *HEAVIEST)) -> dict[str, dict[str, float]]:
    """By page, of those named: seconds to the first content and until it serves, kilobytes that came by then, requests."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Gzipped, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    home = f"http://127.0.0.1:{server.server_port}/"
    visits = VISITS | {name: (address_of(site, heaviest(site, LAYOUTS[name])), None) for name in HEAVIEST}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        found = {name: _visit(browser, home + path, serves) for name, (path, serves) in visits.items() if name in names}
        browser.close()
    server.shutdown()
    return found


def _visit(browser: Browser, address: str, serves: str | None) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page, came = context.new_page(), []
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    line.on("Network.loadingFinished", lambda event: came.append(event["encodedDataLength"]))
    page.goto(address, wait_until="commit" if serves else "load", timeout=CEILING)
    if serves:
        page.wait_for_selector(serves, state="attached", timeout=CEILING)
    served = page.evaluate("performance.now()")
    first = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    context.close()
    return {
        "premier": round(first / 1000, 1),
        "sert": round(served / 1000, 1),
        "ko": round(sum(came) / 1000),
        "demandes": len(came),
    }
