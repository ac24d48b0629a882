"""What a page is on paper: its sheets, and the code of its address."""

import io
import re

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect
from sondes import visited

from octets import bare


def test_the_print_of_a_page_carries_the_code_of_its_address_beside_its_title(open_page, essai):
    page, path = open_page(viewport={"width": 720, "height": 1000}), "structures/ccas/"
    page.goto(essai + path)
    code = page.locator(".code-papier")
    expect(code).to_be_hidden()
    page.emulate_media(media="print")
    expect(code).to_be_visible()
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [f"https://familles.exemple.fr/{path}"]
    title, drawn = page.locator("h1").bounding_box(), code.bounding_box()
    assert title["x"] + title["width"] <= drawn["x"] or title["y"] >= drawn["y"] + drawn["height"]


@pytest.mark.parametrize("site", ["essai", "reel"])
def test_the_closures_of_a_page_are_on_its_sheet(request, open_page, site):
    """Of each place that the published lists say to close: its days, and why, among the words that the print shows."""
    address, page = request.getfixturevalue(site), open_page(viewport={"width": 720, "height": 1000})
    seen = 0
    for name in ("structures", "services"):
        for record in page.request.get(f"{address}api/v1/{name}.json").json()["fiches"]:
            if not record.get("fermetures"):
                continue
            page.emulate_media(media="screen")
            page.goto(f"{address}{name}/{record['id']}/")
            lines = [line for line in page.locator(".semaine__suite > li").all_text_contents() if line.startswith("Fermé")]
            page.emulate_media(media="print")
            printed = bare(page.get_by_role("main").inner_text())
            assert lines, record["id"]
            assert [line for line in lines if bare(line) not in printed] == [], record["id"]
            seen += 1
    assert seen


@pytest.mark.parametrize(
    ("path", "sheets"), [("structures/agglo-mobile/", 1), ("services/lignes-uggo/", 1), ("communes/bagnols-sur-ceze/", 2)]
)
@pytest.mark.gard
def test_a_place_is_one_sheet_and_a_commune_two(open_page, reel, path, sheets):
    page = open_page(viewport={"width": 720, "height": 1000})
    page.goto(reel + path)
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) <= sheets


@pytest.mark.parametrize("scripts", [True, False])
def test_what_the_finder_shows_is_printed_with_whom_to_call(visit, essai, scripts):
    page = visited(visit(java_script_enabled=scripts), essai + "trouver/")
    page.emulate_media(media="print")
    assert page.locator("[data-groupes] .papier:visible").count() > 20, "folded or not"
