"""Which style sheets a page waits for."""

from __future__ import annotations

import re

import pytest

from ctg.common.files import CLOTHES, GUIDES, PACKAGE
from ctg.pages import styles


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
    assert styles.sheets_needed(body, styles.sheets_of()) == needed


def test_a_sheet_that_is_edited_is_read_again(tmp_path):
    own = tmp_path / "overrides/assets/css/projet.css"
    own.parent.mkdir(parents=True)
    for name in ("frise", "fresque"):
        own.write_text(f".{name} {{ color: red }}", "utf-8")
        assert styles.sheets_needed(f'<ol class="{name}">', styles.sheets_of(tmp_path)) == ["projet"]


def test_a_class_that_is_dressed_is_borne():
    """A rule that outlived its page. Material's own sheet and Leaflet's classes are written elsewhere."""
    files = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html"), *CLOTHES.rglob("*.js"), *GUIDES.rglob("*.md")]
    words = {word for path in files for word in re.findall(r"[\w-]+", path.read_text("utf-8"))}
    beginnings = tuple(word for word in words if word.endswith("-") and len(word) > 4)  # « etat--{{ … }} »
    idle = set()
    for sheet in {*CLOTHES.rglob("assets/css/*.css")} - {CLOTHES / "assets/css/base.css"}:
        text = re.sub(r"/\*.*?\*/|url\([^)]*\)|\"[^\"]*\"", "", sheet.read_text("utf-8"), flags=re.DOTALL)
        classes = {name for rule in re.findall(r"([^{};]+)\{", text) for name in re.findall(r"\.([a-z][\w-]*)", rule)}
        idle |= {(sheet.name, name) for name in classes if name not in words and not name.startswith(("leaflet-", *beginnings))}
    assert idle == set(), "personne ne porte ces classes : écrivez-les dans un gabarit, ou supprimez leur règle"
