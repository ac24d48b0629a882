"""The code of its address that the print of a page carries."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect


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
