"""The home pages of the three territories without a record, and the hour of one overseas, in the browser."""

from functools import partial

from sondes import probe

from test_territoires import _make

SCREEN = 800


def test_a_first_home_page_is_short_and_fits_a_narrow_phone(built, serve, visit):
    site = serve(built("premier-jour-vaste", partial(_make, "vaste")))
    page = visit(width=320, height=SCREEN)
    for path in ("", "communes/aigrebois/", "ctg/", "communes/"):
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path
        assert probe(page, "cibles", least=24) == [], path
        assert page.evaluate("document.documentElement.scrollHeight") < 4 * SCREEN, path
    assert page.errors == []


def test_what_158_communes_have_near_them_is_told_in_four_screens(built, serve, visit):
    page = visit(width=320, height=640)
    page.goto(serve(built("rempli-vaste", partial(_make, "vaste", places=60))) + "ctg/territoire/")
    assert page.evaluate("document.documentElement.scrollHeight") <= 4 * 640


def test_the_hour_is_that_of_the_territory(built, serve, visit):
    """21 h 30 in Paris is half past midnight in La Réunion, on the next day."""
    page = visit()
    page.goto(serve(built("premier-jour-reunion", partial(_make, "reunion"))))
    told = page.evaluate(
        "async () => (await import(new URL('assets/js/ouverture.js', location))).localNow(new Date('2026-11-25T20:30:00Z'))"
    )
    assert told == {"iso": "2026-11-26", "minutes": 30}
