"""Which style sheets a page waits for."""

from __future__ import annotations

import pytest

from ctg.pages import document


@pytest.mark.parametrize(
    ("body", "needed"),
    [
        ("", []),
        ('<form class="filtres champ-recherche"><ul class="resultats lieux">', []),
        ('<p class="lieu__nom chiffre">', ["fiche"]),
        ('<section class="facile"><ul class="entrees">', ["fiche", "annexes"]),
        ('<ul class="lieux actions">', []),
        ('<ol class="frise frise--serree">', ["projet"]),
        ('<div class="tableau">', ["projet"]),
        ('<nav class="menu-projet">', ["projet"]),
    ],
)
def test_a_page_gets_a_sheet_when_one_of_its_rules_finds_its_classes(body, needed):
    assert document.sheets_needed(body, document.sheets_of()) == needed


def test_a_sheet_that_is_edited_is_read_again(tmp_path):
    own = tmp_path / "overrides/assets/css/projet.css"
    own.parent.mkdir(parents=True)
    for name in ("frise", "fresque"):
        own.write_text(f".{name} {{ color: red }}", "utf-8")
        assert document.sheets_needed(f'<ol class="{name}">', document.sheets_of(tmp_path)) == ["projet"]
