"""The frames seen from another site, the page that gives their code, and the code on paper."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from chromium import until
from serveur_du_site import hosted

FRAMES = ("integrer/communes/aubrelune/", "integrer/themes/petite-enfance/", "integrer/trouver/")


@pytest.fixture
def partner(open_page, essai_site, tmp_path):
    """(a page of another site, its address, the address of ours): another port is another origin."""
    with hosted(essai_site) as home, hosted(tmp_path, with_headers=False) as other:
        yield open_page(viewport={"width": 800, "height": 900}), other, home


REFUSED = ["chrome-error://chromewebdata/"]


def frames(page) -> list[str]:
    """The addresses of the frames of a page."""
    return [frame.url for frame in page.frames[1:]]


def embed(folder: Path, address: str, width: str = "100%") -> None:
    (folder / "index.html").write_text(
        f'<!doctype html><title>Mairie</title><iframe src="{address}" title="Familles" width="{width}" height="600"></iframe>',
        "utf-8",
    )


@pytest.mark.parametrize("path", FRAMES)
def test_another_site_shows_a_frame_under_the_strict_policy(partner, tmp_path, path):
    page, other, home = partner
    told = []
    page.on("console", lambda message: told.append(message.text) if "favicon" not in message.location["url"] else None)
    embed(tmp_path, home + path, "240")
    page.goto(other)
    frame = page.frame_locator("iframe")
    expect(frame.locator("h1")).to_be_visible()
    inside = page.frames[1]
    styled = inside.evaluate("[...document.styleSheets].map((sheet) => sheet.cssRules.length > 0)")
    assert styled == [True, True]
    assert inside.evaluate("document.documentElement.scrollWidth <= innerWidth"), "240 px"
    assert inside.evaluate("[document.cookie, document.scripts.length]") == ["", 0]
    assert told == []
    assert page.context.cookies() == []


@pytest.mark.parametrize("path", ["", "communes/aubrelune/", "donnees-ouvertes/"])
def test_another_site_shows_no_other_page(partner, tmp_path, path):
    page, other, home = partner
    embed(tmp_path, home + path)
    page.goto(other)
    until(page, lambda: frames(page) == REFUSED)


def test_only_the_sites_that_are_named_show_a_frame(open_page, essai_site, tmp_path):
    """The header of a site that names one origin, as ``security`` writes it."""
    from ctg.outputs.hosting.hosts import framing

    (tmp_path / "site").mkdir()
    (tmp_path / "site/index.html").write_text("<h1>Cadre</h1>", "utf-8")
    named, stranger = tmp_path / "a", tmp_path / "b"
    named.mkdir()
    stranger.mkdir()
    with hosted(named, with_headers=False) as friend, hosted(stranger, with_headers=False) as other:
        rule = f"/*\n  X-Frame-Options: SAMEORIGIN\n  Content-Security-Policy: {framing([friend.rstrip('/')])}\n"
        (tmp_path / "site/_headers").write_text(rule, "utf-8")
        with hosted(tmp_path / "site") as home:
            embed(named, home)
            embed(stranger, home)
            page = open_page()
            page.goto(friend)
            expect(page.frame_locator("iframe").locator("h1")).to_have_text("Cadre")
            page.goto(other)
            until(page, lambda: frames(page) == REFUSED)


def test_the_form_of_a_frame_opens_the_finder_in_a_tab(partner, tmp_path):
    page, other, home = partner
    embed(tmp_path, home + "integrer/trouver/")
    page.goto(other)
    frame = page.frame_locator("iframe")
    frame.get_by_label("De quoi avez-vous besoin").select_option("petite-enfance")
    frame.get_by_label("Commune").select_option("aubrelune")
    with page.context.expect_page() as opened:
        frame.get_by_role("button").click()
    finder = opened.value
    expect(finder.get_by_label("Besoin ou thème")).to_have_value("petite-enfance")
    expect(finder.get_by_label("Commune", exact=True)).to_have_value("aubrelune")
    assert finder.evaluate("window.opener") is None
    assert page.url == other


def test_the_code_is_copied_at_a_touch_and_without_script_it_is_there_to_select(open_page, essai):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(essai + "integrer/")
    page.get_by_text("Aubrelune", exact=True).click()
    page.get_by_role("button", name="Copier le code : Aubrelune").click()
    expect(page.get_by_role("status").filter(has_text="Code copié")).to_be_attached()
    code = page.evaluate("navigator.clipboard.readText()")
    assert code.startswith('<iframe src="https://familles.exemple.fr/integrer/communes/aubrelune/" title="')
    assert code.endswith("</iframe>")
    page = open_page(java_script_enabled=False)
    page.goto(essai + "integrer/")
    assert page.get_by_role("button", name="Copier").count() == 0
    expect(page.locator("[data-copier]").first).to_be_visible()


@pytest.mark.parametrize("path", ["structures/ccas/", "communes/aubrelune/"])
def test_the_print_of_a_page_carries_the_code_of_its_address_beside_its_title(open_page, essai, path):
    page = open_page(viewport={"width": 720, "height": 1000})
    page.goto(essai + path)
    code = page.locator(".code-papier")
    expect(code).to_be_hidden()
    page.emulate_media(media="print")
    expect(code).to_be_visible()
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [f"https://familles.exemple.fr/{path}"]
    title, drawn = page.locator("h1").bounding_box(), code.bounding_box()
    assert title["x"] + title["width"] <= drawn["x"] or title["y"] >= drawn["y"] + drawn["height"]
