"""The landscape of the territory: the same bytes each time, light, no colour of its own, true to where its communes are."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from lxml import etree

from ctg.loading import load
from ctg.model.territory import Ground
from ctg.pages.styles import palette
from ctg.territory.landscape import WEST, WIDTH, as_svg, landscape
from inventes import INVENTED, invent
from territoires import ESSAI, ROOT, catalogue_of


@pytest.fixture(scope="module", params=[ROOT, ESSAI], ids=["reel", "essai"])
def catalogue(request):
    return catalogue_of(request.param)


def test_the_same_data_give_the_same_light_bytes(catalogue):
    first, second = (as_svg(landscape(catalogue)) for _ in range(2))
    assert first == second
    assert len(first) <= 4_000


def test_its_colours_are_roles_of_the_palette_and_no_style_is_written(catalogue):
    svg = as_svg(landscape(catalogue))
    roles = {*re.findall(r" peint-([a-z][a-z-]*)", svg)}
    assert roles <= palette().keys()
    assert "style" not in svg
    assert "#" not in svg
    assert etree.fromstring(as_svg(landscape(catalogue), palette())).tag == "{http://www.w3.org/2000/svg}svg"


def test_a_river_has_its_bridge_and_no_river_is_invented():
    catalogue = catalogue_of(ESSAI)
    assert any(one.role == "onde" for one in landscape(catalogue).strokes)
    assert not any(one.role == "onde" for one in landscape(replace(catalogue, ground=Ground())).strokes)


@pytest.mark.parametrize("name", INVENTED)
def test_a_territory_of_one_commune_or_of_158_has_its_landscape(tmp_path, name):
    land = landscape(load(invent(tmp_path, name)))
    assert len(as_svg(land)) <= 4_000
    assert {"loin", "plus-pres", "pres"} <= {one.role for one in land.strokes}
    assert WEST < land.town < WIDTH
