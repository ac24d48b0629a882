"""The design tokens: contrasts of both palettes (WCAG 1.4.3, 1.4.11), and no colour outside them."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from ctg.common.colours import contrast_ratio
from ctg.model.allure import Allure
from ctg.pages.document import SHEETS
from ctg.pages.styles import ON_PAPER, palette

CSS = Path(__file__).parents[2] / "overrides" / "assets" / "css"
JETONS = re.sub(r"/\*.*?\*/", "", (CSS / "jetons.css").read_text("utf-8"), flags=re.S)
OF_PAGES = [CSS / f"{name}.css" for name in ("site", "carte", "imprimer", *SHEETS)]
SITE = re.sub(r"/\*.*?\*/", "", "".join(path.read_text("utf-8") for path in OF_PAGES), flags=re.S)


FACES = {
    "de l'outil": Allure(),
    "violette": Allure(couleur="#4b3a8c", secondaires=("#e0a03c", "#9fd3c7")),
    "rose vif": Allure(couleur="#b8005c"),
    "olive, à peine assez foncée": Allure(couleur="#6e6e00"),
    "bleu pur": Allure(couleur="#0000ff"),
    "noire": Allure(couleur="#000000", secondaires=("#ffffff", "#000000")),
}
PALETTES = {f"{name}, {side}": palette(face, side == "sombre") for name, face in FACES.items() for side in ("claire", "sombre")}


def written_together() -> set[tuple[str, str]]:
    """(text, background) of every rule of the pages that sets both by tokens."""
    pairs = set()
    for body in re.findall(r"\{([^{}]*)\}", SITE):
        text = re.search(r"(?<![\w-])color:\s*var\(--([\w-]+)\)", body)
        ground = re.search(r"(?<![\w-])background(?:-color)?:\s*var\(--([\w-]+)\)", body)
        if text and ground:
            pairs.add((text[1], ground[1]))
    return pairs


# Text that inherits its background: where it stands in the page.
INHERITED = {
    "fond": "texte texte-second lien lien-survol",
    "pierre": "texte texte-second lien lien-survol",  # footer, head of the home page, map without its background
    "carte-fond": "texte texte-second lien lien-survol",  # answers, figures, axes, a need under the mouse
    "lien-doux": "texte texte-second lien lien-survol",  # advice, the place seen on the map, quiet buttons
    "accent-doux": "texte texte-second lien lien-survol",  # notices, words found by the search
}
TEXTS = sorted(written_together() | {(text, ground) for ground, texts in INHERITED.items() for text in texts.split()})
SHAPES = [
    ("trait-fort", "fond"),  # the search field, states of actions
    ("trait-fort", "pierre"),  # the same field on the home page
    ("accent", "fond"),  # the keyboard's focus
    ("accent", "pierre"),
    ("accent", "carte-fond"),
    ("accent", "lien-doux"),
    ("accent", "contour-fond"),  # focus on the map's markers
    ("accent", "accent-doux"),  # the bar of a notice
    ("lien", "fond"),  # buttons' borders, the current page
    ("contour-ici", "lien-doux"),  # this commune on the map
    ("contour-ici", "contour-fond"),
    *(("texte-second", f"classe-{n}") for n in (1, 2)),  # the lines between communes of the same class
    *(("fond", f"classe-{n}") for n in (3, 4, 5)),
]


@pytest.mark.parametrize("palette", PALETTES)
def test_contrast(palette):
    colours = PALETTES[palette]
    wanted = [(*pair, 4.5) for pair in TEXTS] + [(*pair, 3) for pair in SHAPES]
    found = [(*pair, contrast_ratio(*(colours[one] for one in pair)), least) for *pair, least in wanted]
    assert [one for one in found if one[2] < one[3]] == []


@pytest.mark.parametrize("palette", PALETTES)
def test_the_classes_of_a_map_are_told_apart_from_their_neighbours_and_go_away_from_the_ground(palette):
    colours = PALETTES[palette]
    classes = [colours[f"classe-{n}"] for n in range(1, 6)]
    assert min(contrast_ratio(*pair) for pair in pairwise(classes)) >= 1.5
    from_ground = [contrast_ratio(colour, colours["fond"]) for colour in classes]
    assert from_ground == sorted(from_ground)


def test_pairs_written_in_the_style_sheet_are_found():
    assert {("sur-lien", "lien"), ("sur-lien", "lien-survol"), ("lien", "lien-doux"), ("texte", "fond")} <= written_together()


def test_both_palettes_have_every_role_and_only_the_face_s_change():
    light, dark = palette(), palette(dark=True)
    assert light.keys() == dark.keys()
    assert {role for role in light if light[role] == dark[role]} == {"couleur", "sur-logo"}
    assert ON_PAPER.keys() <= light.keys()


def test_every_token_that_the_site_uses_exists_and_every_role_serves():
    own = set(re.findall(r"(--[\w-]+):", SITE + JETONS))
    asked = set(re.findall(r"var\((--[\w-]+)", SITE))
    assert asked - own - {f"--{role}" for role in palette()} == set()
    assert {f"--{role}" for role in palette()} - asked == set()


LITERALS_ALLOWED = {
    "border: 2px solid #fff",  # a marker's edge, over the map and IGN's tiles alike
    "box-shadow: 0 1px 4px rgb(0 0 0 / 45%)",  # the marker's shadow
}


def test_colours_are_written_in_the_tokens_only():
    declarations = [part.strip() for body in re.findall(r"\{([^{}]*)\}", SITE) for part in body.split(";")]
    literal = re.compile(
        r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch|hwb|color)\(|:\s*(?:white|black|red|gr[ae]y)\b", re.I
    )
    assert {part for part in declarations if literal.search(part)} <= LITERALS_ALLOWED
