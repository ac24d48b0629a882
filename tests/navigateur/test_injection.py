"""A territory whose every text tries to run: nothing of it runs on any page, with the pages' own policy switched off.

The policy would stop most of it by itself: only escaping is left to prove.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from lxml import etree
from sondes import visited

from attaque import attack
from echantillon import sample
from territoires import build


@pytest.fixture(scope="module")
def hostile(built):
    """The site of the invented territory, attacked in each of its records."""
    return built("hostile", make)


def make(target: Path) -> None:
    build(attack(target.with_name("hostile-projet")), target)


def test_no_text_of_a_record_is_markup_on_any_page(hostile):
    """All the pages, each as it is written; a browser opens a sample of them."""
    pages = {path: path.read_text("utf-8") for path in hostile.rglob("*.html")}
    assert [path for path, html in pages.items() if re.search(r"<script>alert|<img src=x|<b>|\b49\b\$", html)] == []
    assert sum("&lt;script&gt;alert(1)" in html for html in pages.values()) > 200


@pytest.mark.parametrize("part", range(2))
def test_nothing_that_is_written_in_a_record_runs_anywhere(visit, serve, hostile, part):
    home = serve(hostile)
    pages = sample(hostile, longest=True)
    written = [(hostile / address / "index.html").read_text("utf-8") for address in pages if address.endswith("/")]
    assert sum("&lt;script&gt;alert(1)" in html for html in written) > 20
    page = visit(bypass_csp=True)
    for address in (*pages, "recherche/?q=alert", "ma-liste/?l=structures/ecureuils")[part::2]:
        visited(page, home + address)
        for marker in page.locator(".marqueur").all()[:2]:
            marker.dispatch_event("click")
        assert page.locator("[onerror], img[src=x]").count() == 0, address
        assert page.dialogs == [], address
        assert "49$" not in page.content(), address
    assert page.elsewhere == []


def test_what_other_programs_read_stays_well_formed(hostile):
    for feed in hostile.rglob("*.xml"):
        etree.parse(feed)
    for data in (*hostile.rglob("*.json"), *hostile.rglob("*.geojson")):
        json.loads(data.read_text("utf-8"))
    for calendar in hostile.rglob("*.ics"):
        for line in calendar.read_bytes().decode().split("\r\n"):
            assert re.match(r"\s|[A-Z0-9-]+[;:]|$", line), (calendar, line)
