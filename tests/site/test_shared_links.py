"""The pictures of shared links and the icons: drawn from the landscape and the colour of the territory."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from ctg.common.files import CLOTHES
from ctg.model.allure import Allure
from ctg.model.commune import Commune
from ctg.pages.document import HEIGHT, WIDTH
from ctg.pages.renderer import Renderer
from ctg.pages.styles import palette
from ctg.site import sharing
from territoires import ESSAI, catalogue_of


@pytest.fixture(scope="module")
def pictures():
    return sharing._pictures(catalogue_of(ESSAI))


def opened(content):
    return Image.open(BytesIO(content)).convert("RGB")


def test_a_picture_is_as_networks_ask_and_light(pictures):
    assert {opened(one).size for one in pictures} == {(WIDTH, HEIGHT)}
    assert max(map(len, pictures)) < 40_000
    assert len(pictures) == 1 + len(catalogue_of(ESSAI).all(Commune))
    assert pictures == sharing._pictures(catalogue_of(ESSAI))


def test_a_commune_is_the_only_one_in_ink_on_its_map(pictures):
    inked = [_inked(opened(one).crop(sharing.MAP), palette()["lien"]) for one in pictures]
    assert not any(inked[0]), "no commune on the picture of the territory"
    assert all(map(any, inked[1:]))
    assert len({*inked}) == len(inked)


def _inked(picture, ink) -> bytes:
    """A byte a pixel: whether it is of that colour, as near as the colours of the picture allow."""
    red, green, blue = ImageChops.difference(picture, Image.new("RGB", picture.size, ink)).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue).point(lambda far: far < 20).tobytes()


def test_the_icon_of_the_tool_is_that_of_no_colour_and_a_colour_has_its_own():
    assert (CLOTHES / "assets/images/icone.svg").read_text("utf-8") == sharing.icon(palette())
    catalogue = catalogue_of(ESSAI)
    made = lambda one: {file.path: file for file in sharing.files(Renderer(one, one.day)) if "icone" in file.path}  # noqa: E731
    assert made(catalogue) == {}
    face = catalogue.territoire.model_copy(update={"allure": Allure(couleur="#4b3a8c")})
    own = made(replace(catalogue, territoire=face))
    assert b"#4b3a8c" in own["assets/images/icone.svg"].content
    assert opened(own["assets/images/icone-192.png"].content).getpixel((96, 10)) == (0x4B, 0x3A, 0x8C)
