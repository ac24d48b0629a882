"""The territory's own colours: read on every ground of the palettes, and written where they win."""

from __future__ import annotations

import re

import pytest
from test_jetons import INHERITED, PALETTES

from ctg.model.territory import DARK_GROUND, LIGHT_GROUND, Couleurs, contrast_ratio, luminance
from ctg.pages.styles import DARK, LIGHT, colour_sheet

GROUNDS = [ground for ground, texts in INHERITED.items() if "lien" in texts.split() and ground != "lien-doux"]


def test_the_formula_gives_the_values_of_wcag():
    assert contrast_ratio("#000000", "#ffffff") == pytest.approx(21)
    assert contrast_ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_grounds_are_the_hardest_of_the_palettes():
    light, dark = ([PALETTES[name][f"--{ground}"] for ground in GROUNDS] for name in ("claire", "sombre"))
    assert min(map(luminance, light)) == luminance(LIGHT_GROUND)
    assert max(map(luminance, dark)) == luminance(DARK_GROUND)
    assert PALETTES["sombre"]["--fond"] == DARK
    assert {token: PALETTES["claire"][f"--{token}"] for token in LIGHT} == LIGHT


@pytest.mark.parametrize("liens", ["#000000", "#b8005c", "#0b5d57", "#6b6b00", "#0000ff"])
@pytest.mark.parametrize("liens_sombre", ["#ffffff", "#f0b35a", "#c18a9b", "#00ff00"])
def test_a_colour_that_is_accepted_is_read_everywhere(liens, liens_sombre):
    rules = colour_sheet(Couleurs(liens=liens, liens_sombre=liens_sombre)).split("@media")[1:]
    assert len(rules) == 3
    for rule, palette in zip(rules, ("claire", "sombre", "sombre"), strict=True):
        own = dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6});", rule))
        colours = PALETTES[palette] | own
        for front in ("--lien", "--lien-survol"):
            for ground in (*(f"--{name}" for name in GROUNDS), "--lien-doux", "--sur-lien"):
                assert contrast_ratio(colours[front], colours[ground]) >= 4.5, (front, ground)
        for text in ("--texte", "--texte-second"):
            assert contrast_ratio(colours[text], colours["--lien-doux"]) >= 4.5
        for ground in ("--lien-doux", "--contour-fond"):
            assert contrast_ratio(colours["--contour-ici"], colours[ground]) >= 3


def test_paper_keeps_its_black_and_nothing_is_written_without_a_colour():
    assert colour_sheet(Couleurs()) == ""
    assert all("screen" in rule for rule in colour_sheet(Couleurs(liens="#B8005C")).split("@media")[1:])
    assert "--lien: #b8005c;" in colour_sheet(Couleurs(liens="#B8005C"))
