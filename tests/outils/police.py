"""The site's letters, made once from those that are published: ``python tests/outils/police.py PublicSans[wght].ttf``.

Public Sans 2.001 (https://github.com/uswds/public-sans, ``fonts/variable/``), SIL Open Font License 1.1, which lets a changed
copy be given with its licence (``overrides/assets/polices/OFL.txt``) and reserves no name. Needs ``pip install fonttools
brotli``, for this alone: what it makes is kept in the repository.

- ``overrides/assets/polices/public-sans.woff2``: what a visitor gets. Weights 400 to 700, the letters of French and of its
  neighbours, figures of one width for those who ask;
- ``hooks/ctg/pages/polices/public-sans-*.ttf``: what Typst draws documents and pictures with; never sent."""

import sys
from copy import deepcopy
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).parents[2]
WEB = ROOT / "overrides/assets/polices/public-sans.woff2"
PAPER = ROOT / "hooks/ctg/pages/polices"
NARROW, UNBREAKABLE = 0x202F, 0x2011
"""French needs both, and Public Sans has neither: a space of a fifth of an em, and its own hyphen."""
FRENCH = {*range(0x20, 0x7F), *range(0xA0, 0x100), *map(ord, "ŒœŸ’‘“”–—…•€−"), NARROW, UNBREAKABLE}
EUROPEAN = FRENCH | {*range(0x100, 0x180), *range(0x218, 0x21C), *map(ord, "≤≥≈≠№™†‡‹›„‚⁄")}
FEATURES = ["kern", "liga", "tnum", "ccmp", "locl", "mark", "mkmk"]


def with_narrow_space(font: TTFont) -> TTFont:
    """The font, with the two characters that it lacks."""
    em = font["head"].unitsPerEm
    moves = font["gvar"].variations if "gvar" in font else {}  # read before the count of glyphs changes
    font.setGlyphOrder([*font.getGlyphOrder(), "narrowspace"])
    font["glyf"]["narrowspace"] = Glyph()
    font["hmtx"]["narrowspace"] = (em // 5, 0)
    moves["narrowspace"] = []
    if "HVAR" in font:
        del font["HVAR"]  # « gvar » tells the widths too
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap |= {NARROW: "narrowspace", UNBREAKABLE: table.cmap[ord("-")]}
    return font


def subset(font: TTFont, letters: set[int]) -> TTFont:
    options = Options(layout_features=FEATURES, hinting=False, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], notdef_outline=True)
    reduced = Subsetter(options)
    reduced.populate(unicodes=letters)
    reduced.subset(font)
    return font


def static(font: TTFont, weight: int, style: str) -> TTFont:
    """One weight of a variable font, with the names that a program of composition looks for."""
    made = instantiateVariableFont(deepcopy(font), {"wght": weight})
    for number, name in {1: "Public Sans", 2: style, 4: f"Public Sans {style}", 6: f"PublicSans-{style}"}.items():
        made["name"].setName(name, number, 3, 1, 0x409)
    made["OS/2"].usWeightClass = weight
    bold = weight == 700
    made["OS/2"].fsSelection = made["OS/2"].fsSelection & ~0x61 | (0x20 if bold else 0x40)
    made["head"].macStyle = int(bold)
    return made


def main(source: str) -> None:
    font = TTFont(source, recalcTimestamp=False)
    for weight, style in ((400, "Regular"), (700, "Bold")):
        subset(with_narrow_space(static(font, weight, style)), EUROPEAN).save(PAPER / f"public-sans-{weight}.ttf")
    web = subset(with_narrow_space(instantiateVariableFont(font, {"wght": (400, 700)})), FRENCH)
    web.flavor = "woff2"
    web.save(WEB)


if __name__ == "__main__":
    main(sys.argv[1])
