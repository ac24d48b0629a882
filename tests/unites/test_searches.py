"""What a search finds, said in Python as the finder says it in the browser."""

from __future__ import annotations

import pytest

from ctg.analysis.searches import finds
from ctg.kinds import Structure
from ctg.kinds.families.parcours import Recherche
from ctg.loading import load
from territoires import ESSAI


@pytest.fixture(scope="module")
def keys():
    catalogue = load(ESSAI)

    def read(**search: str) -> set[str]:
        return {place.id for place in catalogue.all(Structure) if finds(catalogue, Recherche(**search), place)}

    return read


def test_a_need_is_a_rubrique_or_a_theme(keys):
    assert "herisson" in keys(besoin="petite-enfance")
    assert "parenthese" in keys(besoin="parentalite")
    assert "herisson" not in keys(besoin="logement")


def test_an_age_is_inside_those_of_the_place_in_years_or_months(keys):
    assert "trois-renards" in keys(besoin="petite-enfance", age="18m")
    assert "trois-renards" not in keys(besoin="petite-enfance", age="8a")


def test_words_forget_accents_and_plurals_and_begin_words(keys):
    assert "trois-renards" in keys(mots="Créches")
    assert keys(mots="relais petite enfance") == {"herisson"}
    assert keys(mots="relais introuvable") == set()


def test_nothing_asked_finds_everything(keys):
    assert len(keys()) == len(load(ESSAI).all(Structure))
