"""A small phone on a slow network: what matters comes first, a call is one touch away, nothing moves under the finger."""

from __future__ import annotations

import zlib

import pytest
from playwright.sync_api import Page
from sondes import FINDER, KEPT

from ctg.loading import load
from ctg.phrases import typography
from territoires import ROOT

SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000}
"""Bytes and ms: 1.6 Mbit/s, what web performance tools call « slow 4G »."""
SLOWER = 4
"""How many times slower than this machine: a phone of some years."""
FIRST = 8_000
"""Bytes that come with the first answer of a server, or nearly: TCP starts with ten packets."""
SHIFTS = """window.moved = []
new PerformanceObserver((list) => list.getEntries().forEach((entry) => moved.push(...entry.sources.map(({ node, ...at }) =>
  `${entry.value.toFixed(4)} ${node?.outerHTML?.slice(0, 60)} ${at.previousRect?.top} → ${at.currentRect?.top}`))))
  .observe({ type: 'layout-shift', buffered: true })"""


def slowed(page: Page) -> Page:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return page


ADDRESSES = (
    "", FINDER, "structures/ecureuils/", "structures/ecureuils/?l=services/taxi-du-val", "communes/aubrelune/",
    "indicateurs/population/", "recherche/?q=bus", "recherche/?q=zzzz", KEPT, "ctg/actions/?axe=grandir",
)  # fmt: skip
WIDE = ("", FINDER, "structures/ecureuils/")


@pytest.mark.parametrize(("width", "path"), [*((320, path) for path in ADDRESSES), *((1280, path) for path in WIDE)])
def test_nothing_moves_while_a_page_comes(visit, essai, path, width):
    page = slowed(visit(width=width, height=640))
    page.add_init_script(SHIFTS)
    page.set_default_timeout(20_000)
    page.goto(essai + path)
    page.locator(".pied-site").wait_for()  # what the address asked is there
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    assert page.evaluate("moved") == []


def test_the_four_answers_come_in_the_first_kilobytes(real_site, essai_site):
    for site in (real_site, essai_site):
        for path in (*site.glob("structures/*/index.html"), *site.glob("services/*/index.html")):
            html = path.read_bytes()
            answers = html.rfind(b'<section class="reponse">')
            assert len(zlib.compress(html[:answers])) < FIRST or answers < 0, path


def test_a_call_is_one_touch_away_before_any_scrolling(visit, reel):
    reachable = [place for place in load(ROOT).places if place.telephone]
    page = visit(width=320, height=640, has_touch=True)
    for place in sorted(reachable, key=lambda place: len(place.nom))[-3:]:
        page.goto(reel + place.key + "/")
        call = page.get_by_role("main").get_by_role("link", name=f"Appeler {typography(place.nom)}").first
        at = call.bounding_box()
        assert at["height"] >= 44
        assert at["y"] + at["height"] <= 640, place.key
