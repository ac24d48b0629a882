"""The icons of the site, of the colour of the territory."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from PIL import Image

from ctg.common.files import CLOTHES
from ctg.model.allure import Allure
from ctg.pages.renderer import Renderer
from ctg.pages.styles import palette
from ctg.places import copies
from territoires import ESSAI, catalogue_of


def test_the_icon_of_the_tool_is_that_of_no_colour_and_a_colour_has_its_own():
    assert (CLOTHES / "assets/images/icone.svg").read_text("utf-8") == copies.icon(palette())
    catalogue = catalogue_of(ESSAI)
    made = lambda one: {file.path: file for file in copies.files(Renderer(one, one.day)) if "icone" in file.path}  # noqa: E731
    assert made(catalogue) == {}
    face = catalogue.territoire.model_copy(update={"allure": Allure(couleur="#4b3a8c")})
    own = made(replace(catalogue, territoire=face))
    assert b"#4b3a8c" in own["assets/images/icone.svg"].content
    assert Image.open(BytesIO(own["assets/images/icone-192.png"].content)).convert("RGB").getpixel((96, 10)) == (0x4B, 0x3A, 0x8C)
