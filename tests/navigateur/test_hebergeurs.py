"""The site as hosts serve it: lost addresses, then nginx and Apache for real."""

from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from ctg.pages.site_files import HEADERS
from ctg.site.former import TYPES
from serveur_du_site import hosted
from serveurs_web import apache2, nginx, running


def test_an_address_that_leads_nowhere_helps_at_any_depth(witness, essai_site):
    with hosted(essai_site) as home:
        visitor = witness(home)
        page = visitor.page
        for address in ("nulle-part/", "x/y/z/", "structures/x/y.html"):
            assert page.goto(home + address).status == 404
            expect(page.get_by_role("heading", level=1)).to_have_text("Cette page n’existe pas, ou plus")
            assert page.locator("link[rel=stylesheet]").evaluate_all(
                "sheets => sheets.every(({ sheet }) => sheet.cssRules.length > 0)"
            )
            pages = page.locator("a[href]:not([href^='tel:'], [href^='sms:'])")
            links = pages.evaluate_all("links => links.map((link) => link.href)")
            lost = [
                url
                for url in {link.split("#")[0] for link in links} - {page.url}
                if not in_site(essai_site, url.removeprefix(home))
            ]
            assert lost == []
        visitor.errors.clear()  # the browser itself tells each 404
        page.get_by_role("searchbox").fill("creche")
        page.get_by_role("searchbox").press("Enter")
        expect(page.locator("[data-recherche-resultats] li").first).to_be_visible()
        visitor.saw_nothing()


def in_site(site: Path, address: str) -> bool:
    file = site / address
    return (file / "index.html" if address.endswith("/") or not address else file).is_file()


def answer(address: str) -> Message:
    """The headers of an answer that is sound."""
    with urlopen(address, timeout=300) as got:
        return got.headers


@pytest.fixture(scope="module", params=[nginx, apache2], ids=lambda make: make.__name__)
def real_server(request, essai_site, tmp_path_factory) -> Iterator[str]:
    with running(request.param, essai_site, tmp_path_factory.mktemp("serveur")) as home:
        yield home


def test_the_settings_work_in_a_real_server(witness, real_server):
    visitor = witness(real_server)
    page = visitor.page
    for address, status in (("", 200), ("recherche/?q=creche", 200), ("trouver/", 200), ("x/y/z/", 404)):
        got = page.goto(real_server + address)
        assert got.status == status
        told = got.all_headers()
        assert {name: told.get(name.lower()) for name in HEADERS} == HEADERS
        expect(page.locator("h1")).to_be_visible()
    page.goto(real_server + "recherche/?q=creche")
    expect(page.locator("[data-recherche-resultats] li").first).to_be_visible()
    assert visitor.breaches == []
    assert visitor.elsewhere == []


def test_a_diary_and_a_table_open_in_their_own_application(essai_site, real_server):
    for ending, kind in TYPES.items():
        file = next(essai_site.rglob(f"*.{ending}")).relative_to(essai_site)
        told = answer(f"{real_server}{file}")
        charset = "; charset=utf-8" if kind.startswith("text/") else ""
        assert told["content-type"] == kind + charset
        assert told["cache-control"] == "max-age=600"
        assert told["x-content-type-options"] == "nosniff"


def test_a_page_is_asked_for_again_each_time(real_server):
    """What was just sent is seen at once, without a reload."""
    assert answer(real_server)["cache-control"] in {"max-age=0", "no-cache"}


def test_what_left_for_good_leads_to_what_answers_instead(real_server):
    for address, to in (
        ("structures/ccas/affiche/", "structures/ccas/"),
        ("structures/ccas.vcf", "structures/ccas/"),
        ("communes/aubrelune.xml", "agenda/"),
        ("donnees/actions.geojson", "api/v1/actions.json"),
    ):
        with urlopen(real_server + address, timeout=300) as got:
            assert (got.status, got.url) == (200, real_server + to)
    with urlopen(f"{real_server}agenda.ics", timeout=300) as got:
        assert got.url == f"{real_server}agenda.ics", "what stands is served"


def test_where_the_host_knows_no_rule_the_page_of_lost_addresses_leads_on(witness, home):
    page = witness(home).page
    page.goto(home + "structures/ccas/affiche/")
    page.wait_for_url(home + "structures/ccas/")
    page.goto(home + "trouver/themes/handicap.vcf")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cette page n’existe pas, ou plus")


def test_the_journal_of_the_guide_holds_neither_who_came_nor_what_was_searched(essai_site, tmp_path):
    with running(nginx, essai_site, tmp_path) as home:
        assert answer(home + "recherche/?q=creche")
    journal = (tmp_path / "familles.log").read_text("utf-8")
    assert "GET /recherche/" in journal
    assert "creche" not in journal
    assert "127.0.0.1" not in journal
