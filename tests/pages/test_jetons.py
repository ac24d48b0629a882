"""The design tokens and the colours worked out from one: contrasts (WCAG 1.4.3, 1.4.11), and no colour outside them; sizes,
weights, spaces and letters: every style sheet keeps to the few that jetons.css says."""

import re
from collections.abc import Iterator
from itertools import chain, pairwise, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ctg.model.allure import HARDEST, Allure, contrast_ratio, luminance
from ctg.pages.site_files import SHEETS
from ctg.pages.styles import ON_PAPER, colour_sheet, palette

HOUSE = Path(__file__).parents[2]
CSS = HOUSE / "overrides" / "assets" / "css"
JETONS = re.sub(r"/\*.*?\*/", "", (CSS / "jetons.css").read_text("utf-8"), flags=re.S)
OF_PAGES = [CSS / f"{name}.css" for name in ("site", "carte", "imprimer", *SHEETS)]
SITE = re.sub(r"/\*.*?\*/", "", "".join(path.read_text("utf-8") for path in OF_PAGES), flags=re.S)


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


COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def test_the_formula_gives_the_values_of_wcag():
    assert contrast_ratio("#000000", "#ffffff") == pytest.approx(21)
    assert contrast_ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_hardest_ground_is_the_darkest_that_every_face_has():
    assert min((palette()[ground] for ground in ("fond", "pierre", "carte-fond", "accent-doux")), key=luminance) == HARDEST


@given(COLOURS, COLOURS)
def test_any_colour_is_refused_with_one_that_is_not_or_read_everywhere(colour, other):
    if contrast_ratio(colour, HARDEST) < 4.5:
        with pytest.raises(ValidationError) as refused:
            Allure(couleur=colour)
        [near] = re.findall(r'"(#[0-9a-f]{6})"', refused.value.errors()[0]["ctx"]["remedy"])
        colour = near
    for face, dark in product((Allure(), Allure(couleur=colour, secondaires=(other,))), (False, True)):
        found = palette(face, dark)
        wanted = [(*pair, 4.5) for pair in TEXTS] + [(*pair, 3) for pair in SHAPES]
        assert [pair for *pair, least in wanted if contrast_ratio(*(found[role] for role in pair)) < least] == []
        classes = [found[f"classe-{n}"] for n in range(1, 6)]
        assert min(contrast_ratio(*pair) for pair in pairwise(classes)) >= 1.5, "told apart from their neighbours"
        from_ground = [contrast_ratio(one, found["fond"]) for one in classes]
        assert from_ground == sorted(from_ground)


def test_dark_is_for_screens_and_paper_is_black_on_white():
    light, *darks, paper = re.findall(r"(?:@media [^{]+\{ )?:root[^{]*\{[^}]*\}", colour_sheet(Allure(couleur="#B8005C")))
    assert "--lien: #b8005c;" in light
    assert len(darks) == 2
    assert all(one.startswith("@media screen") and "color-scheme: dark" in one for one in darks)
    assert "--lien: #000000;" in paper


# --- sizes, weights, spaces and letters -------------------------------------------------------------

LETTERS = HOUSE / "overrides" / "assets" / "polices"
SHEETS = sorted(chain(CSS.glob("*.css"), HOUSE.glob("hooks/ctg_*/*.css")))
SIZES = {"petit": 0.9375, "taille": 1.0625, "moyen": 1.25, "grand": 1.5, "titre": 1.875, "affiche": 2.5}
SPACES = {"0", "0.25", "0.5", "0.75", "1", "1.5", "2", "3"}
SIZE = re.compile(rf"(?:min\()?var\(--(?:dessin|{'|'.join(SIZES)})\)(?:, [\d.]+vw\))?|inherit|93\.75%")
"""A size of the scale, less wide than the screen where letters are very large; names on a map have one of their own; on paper,
what the scale starts from."""
SPACE = re.compile(rf"-?(?:{'|'.join(re.escape(one) for one in sorted(SPACES))})(?:rem)?|auto|1px|-1px|inherit|var\(--cible\)")
RADIUS = re.compile(r"0|50%|var\(--rayon\)|inherit")
SPACED = re.compile(r"(?:margin|padding)(?:-(?:block|inline|top|right|bottom|left)(?:-(?:start|end))?)?|(?:row-|column-)?gap")
ELSEWHERE = {  # what is not a space between two things
    "calc(50% - 50vw)", "max(1rem, calc(50vw - var(--large) / 2))",  # a band as wide as the window
    "calc(var(--cote) / -2)", "calc(var(--cote) * -1.2)",  # a marker, around its point
    "calc(-2 * var(--cible) - 1rem)",  # what unfolds beside the buttons of a map
    "47%",  # the form, beside its preview
    "34mm", "1cm", "1.5cm",  # paper: its edge, and the room of a code
}  # fmt: skip


def declarations(sheet: Path) -> Iterator[tuple[str, str]]:
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.S)
    for body in re.findall(r"\{([^{}]*)\}", text):
        for part in body.split(";"):
            name, _, value = part.partition(":")
            yield name.strip(), value.replace("!important", "").strip()


def spaces(value: str) -> list[str]:
    """The parts of a margin, but :data:`ELSEWHERE`."""
    for other in ELSEWHERE:
        value = value.replace(other, "")
    return value.split()


def test_the_six_sizes_are_those_of_the_tokens():
    said = {name[2:]: value for name, value in declarations(CSS / "jetons.css") if name[2:] in SIZES and value.endswith("rem")}
    assert {name: float(value.removesuffix("rem")) for name, value in said.items()} == SIZES


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_no_other_size_weight_space_or_corner(sheet):
    other = []
    for name, value in declarations(sheet):
        known = {
            "font-size": SIZE.fullmatch(value),
            "font-weight": value in {"400", "700", "400 700", "inherit"},
            "border-radius": all(map(RADIUS.fullmatch, value.split())),
        }.get(name, True)
        if SPACED.fullmatch(name):
            known = all(map(SPACE.fullmatch, spaces(value)))
        if not known:
            other.append(f"{name}: {value}")
    assert other == []


def test_the_letters_that_are_sent_weigh_little_and_come_with_their_licence():
    assert sum(path.stat().st_size for path in LETTERS.glob("*.woff2")) <= 40_000
    for folder in (LETTERS, HOUSE / "hooks/ctg/pages/polices"):
        assert "SIL Open Font License" in (folder / "OFL.txt").read_text("utf-8")
    asked = re.findall(r"url\(\.\./polices/([\w-]+\.woff2)\)", (CSS / "jetons.css").read_text("utf-8"))
    assert asked == [path.name for path in LETTERS.glob("*.woff2")]
