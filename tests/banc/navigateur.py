"""What a visitor waits for, in Chromium: weights, requests, the finder's answer, the map, the first result of a search; then what
comes on a slow line."""

import gzip
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Response, sync_playwright

from chromium import CEILING, CHROMIUM, OPTIONS
from ctg.site.search import TEXTS
from serveur_du_site import Host, Server, hosted

LAYOUTS = {
    "accueil": "index.html",
    "Trouver": "trouver/index.html",
    "lieu": "structures/*/index.html",
    "commune": "communes/*/index.html",
    "action": "actions/*/index.html",
}
CHANGES = Path(__file__).with_name("changements.js").read_text("utf-8")
TEXT = ("text/", "javascript", "json", "svg", "xml")
MAP = "carte"
"""In the addresses of what only the map asks for."""


def weight(body: bytes) -> float:
    """Kilobytes once gzipped."""
    return len(gzip.compress(body, 9, mtime=0)) / 1000


@contextmanager
def launched() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


def read_as_a_visitor(site: Path) -> dict:
    """Every measure of a built site, each by a fresh visitor."""
    with hosted(site, with_headers=False) as home, launched() as browser:
        return {
            "pages": {name: visit(browser, home, site, pattern) for name, pattern in LAYOUTS.items() if any(site.glob(pattern))},
            "trouver": finder(browser, home),
            "carte": the_map(browser, home),
            "recherche": search(browser, home, site),
        }


def opened(browser: Browser, address: str) -> tuple[Page, dict[str, float]]:
    """A page that has come, and the weight of each of its requests by path."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address, wait_until="networkidle")
    return page, {urlsplit(answer.url).path: _weight(answer) for answer in answers if answer.ok}


def _weight(answer: Response) -> float:
    text = any(word in answer.headers.get("content-type", "") for word in TEXT)
    return weight(answer.body()) if text else len(answer.body()) / 1000


def heaviest(site: Path, pattern: str) -> Path:
    """The heaviest file of a layout."""
    return max(site.glob(pattern), key=lambda path: (path.stat().st_size, path))


def address_of(site: Path, file: Path) -> str:
    """The address of a page, from the home."""
    return file.relative_to(site).as_posix().removesuffix("index.html")


def visit(browser: Browser, home: str, site: Path, pattern: str) -> dict[str, float]:
    """The heaviest page of a layout: HTML raw and gzipped, everything gzipped, requests."""
    file = heaviest(site, pattern)
    page, weights = opened(browser, home + address_of(site, file))
    page.close()
    return {
        "html": round(file.stat().st_size / 1000, 1),
        "html_gz": round(weight(file.read_bytes()), 1),
        "tout_gz": round(sum(weights.values()), 1),
        "requetes": len(weights),
    }


def finder(browser: Browser, home: str) -> dict[str, float]:
    """Milliseconds from a change of filter to the list laid out again; the weight of what it reads."""
    page, weights = opened(browser, home + "trouver/")
    page.locator(".chercheur--actif").wait_for(timeout=60_000)
    answer = statistics.median(page.evaluate(CHANGES))
    page.close()
    return {"reponse_ms": round(answer, 1), "donnees_gz": round(weights["/assets/trouver.json"], 1)}


def the_map(browser: Browser, home: str) -> dict[str, float]:
    """Milliseconds from the visit to the places drawn; the weight of all that only the map needs."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(home + "trouver/")
    page.locator(".marqueur, .groupe-lieux").first.wait_for(state="attached", timeout=60_000)
    drawn = page.evaluate("performance.now()")
    places = page.locator("[data-lieu]").count()
    page.close()
    page, weights = opened(browser, home + "trouver/")
    page.close()
    return {
        "lieux": places,
        "dessinee_ms": round(drawn),
        "tout_gz": round(sum(size for path, size in weights.items() if MAP in path), 1),
    }


def search(browser: Browser, home: str, site: Path) -> dict[str, float]:
    """Milliseconds from the visit of a search's address to its first result, the data that took, and the whole index of texts."""
    page = browser.new_page()
    start = time.perf_counter()
    page.goto(home + "recherche/?q=maison")
    page.locator("[data-recherche-resultats] li").first.wait_for(timeout=60_000)
    first = (time.perf_counter() - start) * 1000
    page.close()
    page, weights = opened(browser, home + "recherche/?q=maison")
    page.close()
    return {
        "premier_resultat_ms": round(first),
        "transfere_ko": round(sum(size for path, size in weights.items() if path.endswith(".json"))),
        "index_ko": round((site / TEXTS).stat().st_size / 1000),
    }


# --- a 2G line: 50 kbit/s, half a second for each answer, everything gzipped, a phone's screen ----

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


class Gzipped(Host):
    """Texts come compressed."""

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
    visits = VISITS | {name: (address_of(site, heaviest(site, LAYOUTS[name])), None) for name in HEAVIEST}
    server = Server(("127.0.0.1", 0), partial(Gzipped, directory=site, found=[]))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with launched() as browser:
        home = f"http://127.0.0.1:{server.server_port}/"
        found = {name: _visit(browser, home + path, serves) for name, (path, serves) in visits.items() if name in names}
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
