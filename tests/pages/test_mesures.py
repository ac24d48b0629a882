"""Sizes, weights, spaces and letters: every style sheet keeps to the few that jetons.css says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CSS = ROOT / "overrides" / "assets" / "css"
LETTERS = ROOT / "overrides" / "assets" / "polices"
SHEETS = sorted(chain(CSS.glob("*.css"), ROOT.glob("hooks/ctg_*/*.css")))
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
    for folder in (LETTERS, ROOT / "hooks/ctg/pages/polices"):
        assert "SIL Open Font License" in (folder / "OFL.txt").read_text("utf-8")
    asked = re.findall(r"url\(\.\./polices/([\w-]+\.woff2)\)", (CSS / "jetons.css").read_text("utf-8"))
    assert asked == [path.name for path in LETTERS.glob("*.woff2")]
