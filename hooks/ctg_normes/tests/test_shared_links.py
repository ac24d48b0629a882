"""The pictures of shared links: drawn from the landscape of the territory."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageChops

from ctg.model.commune import Commune
from ctg.pages.styles import palette
from ctg_normes import shared
from ctg_normes.linked import HEIGHT, WIDTH
from territoires import ESSAI, catalogue_of


@pytest.fixture(scope="module")
def pictures():
    return shared._pictures(catalogue_of(ESSAI))


def opened(content):
    return Image.open(BytesIO(content)).convert("RGB")


def test_a_picture_is_as_networks_ask_and_light(pictures):
    assert {opened(one).size for one in pictures} == {(WIDTH, HEIGHT)}
    assert max(map(len, pictures)) < 40_000
    assert len(pictures) == 1 + len(catalogue_of(ESSAI).all(Commune))
    assert pictures == shared._pictures(catalogue_of(ESSAI))


def test_a_commune_is_the_only_one_in_ink_on_its_map(pictures):
    inked = [_inked(opened(one).crop(shared.MAP), palette()["lien"]) for one in pictures]
    assert not any(inked[0]), "no commune on the picture of the territory"
    assert all(map(any, inked[1:]))
    assert len({*inked}) == len(inked)


def _inked(picture, ink) -> bytes:
    """A byte a pixel: whether it is of that colour, as near as the colours of the picture allow."""
    red, green, blue = ImageChops.difference(picture, Image.new("RGB", picture.size, ink)).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue).point(lambda far: far < 20).tobytes()
