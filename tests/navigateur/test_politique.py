"""The policy of the pages, in a browser: what a hostile record would write never runs, no site frames a page, no site
learns where a visitor came from."""

import pytest
from playwright.sync_api import expect
from sondes import FOLDER

from chromium import until
from serveur_du_site import hosted

ATTACK = (FOLDER / "attaque.html").read_text("utf-8")
AS_TEXT = "setTimeout('window.ran = 1'); Function('window.ran = 2')(); eval('window.ran = 3')"
"""A script of the site that makes code from text."""
REFUSED = (
    "script-src-elem inline", "script-src-elem data", "script-src-elem https://ailleurs", "script-src-attr inline",
    "script-src eval", "style-src-elem inline", "style-src-elem https://ailleurs", "style-src-attr inline",
    "img-src https://ailleurs", "frame-src https://ailleurs", "object-src https://ailleurs", "base-uri https://ailleurs",
    "form-action https://ailleurs",
)  # fmt: skip


def test_what_a_hostile_record_would_write_in_a_page_never_runs(witness, essai_site):
    """Templates escape everything; were one to forget, the policy of the page alone would still hold."""
    with hosted(essai_site, with_headers=False) as home:
        visitor = witness(home)
        visitor.stops_what_leaves()
        page, address = visitor.page, home + "structures/essai-caracteres/"

        def spoil(route):
            answer = route.fetch()
            route.fulfill(response=answer, body=answer.text().replace("<h1", ATTACK + "<h1", 1))

        page.route(address, spoil)
        page.route("**/essai-texte.js", lambda route: route.fulfill(body=AS_TEXT, content_type="text/javascript"))
        page.goto(address)
        page.locator("#clicked").dispatch_event("click")
        page.locator("#followed").dispatch_event("click")
        page.locator("#sent button").dispatch_event("click")
        until(page, lambda: all(refused in " ".join(visitor.breaches) for refused in REFUSED))
        assert page.evaluate("window.ran") is None
        assert page.url == address
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") != "rgb(1, 2, 3)"
        assert page.evaluate("getComputedStyle(document.getElementById('styled')).color") != "rgb(1, 2, 3)"
        assert visitor.sent == []


def test_no_other_site_may_frame_a_page_and_this_one_may(witness, essai_site, tmp_path):
    with hosted(essai_site) as home, hosted(tmp_path, with_headers=False) as other:
        (tmp_path / "index.html").write_text(f'<iframe src="{home}"></iframe>', "utf-8")
        visitor = witness(other)
        visitor.page.goto(other)
        until(visitor.page, lambda: [frame.url for frame in visitor.page.frames[1:]] == ["chrome-error://chromewebdata/"])
        visitor.page.goto(home)
        visitor.page.evaluate("document.body.append(Object.assign(document.createElement('iframe'), { src: '/agenda/' }))")
        expect(visitor.page.frame_locator("iframe").locator("h1")).to_have_text("Agenda")


def test_the_site_that_a_link_leads_to_does_not_know_where_one_came_from(witness, essai_site):
    with hosted(essai_site, with_headers=False) as home:
        visitor = witness(home)
        page = visitor.page
        page.goto(home + "a-propos/mentions-legales/?q=crèche")
        visitor.context.route(
            "https://www.exemple.fr/**", lambda route: route.fulfill(body="<h1>Ailleurs</h1>", content_type="text/html")
        )
        with page.expect_request("https://www.exemple.fr/**") as leaving:
            page.get_by_role("main").locator("a[href='https://www.exemple.fr']").click()
        assert "referer" not in leaving.value.all_headers()
        expect(page.locator("h1")).to_have_text("Ailleurs")
        assert page.evaluate("document.referrer") == ""


@pytest.mark.parametrize(("refused", "words"), [("**/chercher.json", "creche"), ("**/chercher-textes.json", "zzzz")])
def test_a_browser_where_the_search_cannot_run_says_so_and_shows_other_ways(witness, home, refused, words):
    page = witness(home).page
    page.route(refused, lambda route: route.abort())
    page.goto(f"{home}recherche/?q={words}")
    expect(page.get_by_role("status")).to_contain_text("La recherche ne répond pas")
    expect(page.get_by_role("link", name="listes par besoin")).to_be_visible()
