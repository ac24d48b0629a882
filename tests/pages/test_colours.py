"""From one colour to all the others: what is refused, what any accepted colour gives, where it is written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from test_jetons import SHAPES, TEXTS

from ctg.common.colours import contrast_ratio, from_oklch, luminance, oklch, toned
from ctg.model.allure import HARDEST, Allure
from ctg.pages.styles import colour_sheet, palette

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def test_the_formula_gives_the_values_of_wcag():
    assert contrast_ratio("#000000", "#ffffff") == pytest.approx(21)
    assert contrast_ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_hardest_ground_is_the_darkest_that_every_face_has():
    assert min((palette()[ground] for ground in ("fond", "pierre", "carte-fond", "accent-doux")), key=luminance) == HARDEST


@given(COLOURS)
def test_a_colour_comes_back_from_what_eyes_see(colour):
    back = from_oklch(*oklch(colour))
    assert all(abs(int(colour[i : i + 2], 16) - int(back[i : i + 2], 16)) <= 1 for i in (1, 3, 5))


@given(COLOURS, COLOURS)
def test_any_colour_is_refused_with_one_that_is_not_or_read_everywhere(colour, other):
    if contrast_ratio(colour, HARDEST) < 4.5:
        with pytest.raises(ValidationError) as refused:
            Allure(couleur=colour)
        [near] = re.findall(r'"(#[0-9a-f]{6})"', refused.value.errors()[0]["ctx"]["remedy"])
        colour = near
    face = Allure(couleur=colour, secondaires=(other,))
    for dark in (False, True):
        found = palette(face, dark)
        wrong = [pair for pair, least in ((TEXTS, 4.5), (SHAPES, 3)) for pair in pair if _ratio(found, *pair) < least]
        assert wrong == []


def _ratio(found, front, ground):
    return contrast_ratio(found[front], found[ground])


@given(COLOURS, st.sampled_from(["#ffffff", "#12181b"]), st.floats(1.1, 15))
def test_a_shade_has_the_contrast_that_was_asked_and_little_more(colour, ground, ratio):
    assert ratio * 0.995 <= contrast_ratio(toned(colour, ground, ratio), ground) <= ratio * 1.05


def test_dark_is_for_screens_and_paper_is_black_on_white():
    light, *darks, paper = re.findall(r"(?:@media [^{]+\{ )?:root[^{]*\{[^}]*\}", colour_sheet(Allure(couleur="#B8005C")))
    assert "--lien: #b8005c;" in light
    assert len(darks) == 2
    assert all(one.startswith("@media screen") and "color-scheme: dark" in one for one in darks)
    assert "--lien: #000000;" in paper
