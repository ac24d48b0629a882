"""Which style sheets a page waits for."""

from __future__ import annotations

import pytest

from ctg.ground.resources import worn
from ctg.outputs.base import sheets


@pytest.mark.parametrize(
    ("body", "needed"),
    [
        ("", []),
        ('<form class="filtres champ-recherche"><ul class="resultats lieux">', []),
        ('<p class="lieu__nom chiffre">', ["fiche"]),
        ('<section class="facile"><ul class="besoins">', ["fiche", "annexes"]),
        ('<ul class="lieux actions">', []),
        ('<ol class="frise frise--serree">', ["projet"]),
        ('<div class="tableau">', ["projet"]),
        ('<nav class="menu-projet">', ["projet"]),
    ],
)
def test_a_page_gets_a_sheet_when_one_of_its_rules_finds_its_classes(body, needed):
    assert sheets.needed(body) == needed


def test_no_page_gets_a_sheet_for_a_class_of_the_frame():
    rules = sheets.rules(worn(None, "assets/css/projet.css"))
    assert frozenset() not in rules
    assert not any(asked <= sheets.FRAME for asked in rules)
