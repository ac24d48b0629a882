"""A small phone on a slow network: what matters comes first, a call is one touch away, nothing moves under the finger."""

import re
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from sondes import FINDER, KEPT, SHIFTS, layouts, visited

from chromium import READY, drawn, ready
from ctg.common.phrases import typography
from ctg.pages.styles import colour_sheet
from ctg.publish.mkdocs import BEFORE, TOKENS
from serveur_local import Reply, file_of, serve
from territoires import ROOT, catalogue_of

LETTERS = "public-sans.woff2"
"""They do not come here: what they move is measured by itself (test_premier_ecran.py)."""
FIRST = 8_000
"""Bytes that come with the first answer of a server, or nearly: TCP starts with ten packets."""
PHONE = 320
WIDTHS = (PHONE, 1280)
TALL = 2400
"""Pixels: what moves below the first screen moves too."""

HEADER = """() => [...document.querySelectorAll('header:first-of-type :is(a, button)')].filter((e) => e.offsetParent)
  .map((e) => [e.className || e.textContent.replace(/\\d/g, '').trim(), JSON.stringify(e.getBoundingClientRect())])"""
"""Where each link and button of the header stands."""
ASKED = (
    "", FINDER, "trouver/?q=ecureuils&t=petite-enfance&commune=trebiscuit&km=2", "structures/ecureuils/?l=services/taxi-du-val",
    "recherche/?q=bus", "recherche/?q=zzzz", KEPT, "ma-liste/?l=structures/disparue", "ctg/actions/?axe=grandir",
    "structures/ecureuils/", "indicateurs/population/"
)  # fmt: skip
"""Addresses of the invented territory that ask for something, or whose page holds the most."""


def arrive_alone(page: Page, address: str) -> list[Route]:
    """Go there while nothing comes but the page, its style and its first script; what it asked besides."""
    held: list[Route] = []

    def route(asked: Route) -> None:
        first = asked.request.resource_type in {"document", "stylesheet"} or asked.request.url.endswith("/palette.js")
        asked.continue_() if first else held.append(asked)

    page.route("**/*", route)
    page.route(f"**/{LETTERS}", lambda asked: asked.abort())
    page.add_init_script(SHIFTS)
    page.goto(address, wait_until="commit")
    page.wait_for_function("() => document.readyState !== 'loading'")
    drawn(page)
    page.evaluate("shifts().splice(0)")  # half a page, drawn by a busy machine: no script has come yet
    return held


def let_come(page: Page, held: list[Route]) -> None:
    """What was held comes, one after the other, each drawn before the next: later than on any network."""
    while held or not page.evaluate(READY):
        if held:
            held.pop(0).continue_()
        drawn(page)
    drawn(page)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("part", range(3))
def test_nothing_moves_when_scripts_come_however_late(open_page, reel, essai, real_site, essai_site, width, part, whole):
    """On pages that hold every script on a phone, where they are late (everywhere with ``--tout``), and at each address that
    asks for something."""
    homes, visitor = {real_site: reel, essai_site: essai}, open_page(viewport={"width": width, "height": TALL}).context
    alike = layouts(essai_site, real_site) if whole or width == PHONE else []
    addresses = [homes[site] + path for site, path in alike] + [essai + path for path in ASKED]
    moved = {}
    for address in addresses[part::3]:
        page = visitor.new_page()
        held = arrive_alone(page, address)
        before = page.evaluate(HEADER)
        let_come(page, held)
        if found := page.evaluate("shifts()") + [at for at in before if at not in page.evaluate(HEADER)]:
            moved[address] = found
        page.close()
    assert moved == {}


@contextmanager
def dripping(site: Path) -> Iterator[tuple[str, threading.Semaphore]]:
    """(address, what lets one more piece go): each page comes tag by tag until the end of its header, then whole."""
    gate = threading.Semaphore(0)

    def pieces(text: str) -> Iterator[bytes]:
        head, header, rest = re.split(r"(?<=<body>)|(?<=</header>)", text, maxsplit=2)
        yield f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{head}".encode()
        for piece in (*re.split(r"(?<=>)(?=\s*<)", header), rest):
            gate.acquire()
            yield piece.encode()

    def answer(_method: str, path: str) -> Reply:
        whole = file_of(site, path)
        return Reply(drip=pieces(whole.body.decode())) if whole.headers.get("Content-Type") == "text/html" else whole

    with serve(answer) as server:
        try:
            yield f"{server.address}/", gate
        finally:
            gate.release(10_000)


@pytest.mark.parametrize(
    ("path", "width"), [("structures/ecureuils/", PHONE), ("structures/ecureuils/?l=services/taxi-du-val", 1100)]
)
def test_the_header_does_not_move_as_it_comes_piece_by_piece(open_page, essai_site, path, width):
    """A busy telephone draws what it has read: half a header, if it may."""
    page = open_page(viewport={"width": width, "height": TALL})
    page.add_init_script(SHIFTS)
    page.route(f"**/{LETTERS}", lambda asked: asked.abort())
    with dripping(essai_site) as (home, gate):
        page.goto(home + path, wait_until="commit")
        while page.evaluate("document.readyState === 'loading'"):
            drawn(page)
            gate.release()
        ready(page)
    assert page.evaluate("shifts()") == []


FOUND = "[data-danger] .urgence:visible, [data-recherche-resultats] a"


@pytest.mark.gard
@pytest.mark.parametrize(
    ("late", "words"),
    [("danger.json", "mon mari me frappe"), ("reponses.json", "mon ado m ecoute plus"), ("suite.js", "dentiste")],
)
def test_a_file_that_comes_late_shows_anew_the_words_already_answered(open_page, real_site, late, words):
    """The same words are answered the same, whatever came first: numbers come above, an order changes, an answer is added."""
    gate, waited = threading.Event(), threading.Event()

    def answer(_method: str, path: str) -> Reply:
        if path.endswith(late):
            waited.set()
            gate.wait(300)
        return file_of(real_site, path)

    with serve(answer) as server:
        page = open_page()
        page.goto(f"{server.address}/recherche/?q={words}", wait_until="commit")
        expect(page.locator(".resultat").first).to_be_visible()
        assert waited.wait(300)
        before = page.locator(FOUND).all_inner_texts()
        gate.set()
        ready(page)
        after = page.locator(FOUND).all_inner_texts()
        page.goto(f"{server.address}/recherche/?q={words}")
        ready(page)
        assert before != after == page.locator(FOUND).all_inner_texts()


def test_the_four_answers_come_in_the_first_kilobytes(real_site, essai_site):
    for site in (real_site, essai_site):
        for path in (*site.glob("structures/*/index.html"), *site.glob("services/*/index.html")):
            html = path.read_bytes()
            answers = html.rfind(b'<section class="reponse">')
            assert len(zlib.compress(html[:answers])) < FIRST or answers < 0, path


def test_a_call_is_one_touch_away_before_any_scrolling(visit, reel):
    reachable = [place for place in catalogue_of(ROOT).places if place.telephone]
    page = visit(width=320, height=640, has_touch=True)
    for place in sorted(reachable, key=lambda place: len(place.nom))[-3:]:
        page.goto(reel + place.key + "/")
        call = page.get_by_role("main").get_by_role("link", name=f"Appeler {typography(place.nom)}").first
        at = call.bounding_box()
        assert at["height"] >= 44
        assert at["y"] + at["height"] <= 640, place.key


RULES = (
    "text => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text); return [...sheet.cssRules].map(rule => rule.cssText) }"
)


def test_styles_are_published_lighter_and_say_the_same(visit, essai, essai_site):
    """Comments and indentation go; a space that means something would be missed by no other test."""
    page = visited(visit(), essai)
    ours = list((ROOT / "overrides/assets/css").glob("*.css"))
    assert ours
    for source in ours:
        published = essai_site / source.relative_to(ROOT / "overrides")
        parts = (*BEFORE.get(source.name, ()), source.name)
        whole = "".join(colour_sheet() * (name == TOKENS) + source.with_name(name).read_text("utf-8") for name in parts)
        assert published.stat().st_size <= len(whole.encode())
        assert page.evaluate(RULES, published.read_text("utf-8")) == page.evaluate(RULES, whole), source.name


def test_scripts_are_published_without_their_comments_and_nothing_else(essai_site):
    """A comment has its line, or ends one after a space. No template of a script holds what looks like one, and a quotation mark
    after « // » keeps it: what is taken off is never text."""
    for source in (ROOT / "overrides/assets/js").glob("*.js"):
        kept, inside = [], False
        for line in source.read_text("utf-8").splitlines():
            code, slashes, words = f" {line}".partition(" // ") if not line.lstrip().startswith("//") else ("", "//", "")
            comment = slashes and not set(words) & set("'\"`")
            assert not (comment and inside), (source.name, line)
            kept += [] if comment and not code.strip() else [code[1:].rstrip() if comment else line]
            inside ^= (code if comment else line).count("`") % 2 == 1
        assert (essai_site / "assets/js" / source.name).read_text("utf-8").splitlines() == kept, source.name
