"""Style sheets: the territory's colours (``couleurs`` of ``territoire.yml``), and the sheets that each page needs.

Its own colours complete ``jetons.css`` on screen, and are those of pictures and PDF."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from ctg.common.files import published_file, read_plain
from ctg.model.territory import BLACK, WHITE, Couleurs, mix
from ctg.pages.files import Asset, SiteFile
from ctg.pages.renderer import Renderer

PATH = "assets/css/territoire.css"
DARK = "#12181b"
"""``--fond`` of the dark palette."""
LIGHT = {
    "lien": "#0b5d57", "lien-doux": "#e4f0ee", "texte": "#1f2933", "texte-second": "#52606d", "carte-fond": "#fbfaf7",
}  # fmt: skip
"""The tokens of the light palette of ``jetons.css`` for what reads no style sheet; a test holds them to it."""


def files(render: Renderer) -> Iterable[SiteFile]:
    """The sheet, when the territory chose a colour; ``gabarit.html`` links to it under the same condition."""
    if css := colour_sheet(render.catalogue.territoire.couleurs):
        yield Asset(PATH, css.encode())


def colour_sheet(couleurs: Couleurs) -> str:
    """The CSS rules of the territory's colours, for screens only: paper stays black on white. Empty without a colour."""
    rules = []
    if couleurs.liens:
        rules.append(f"@media screen {{ :root {{ {_declared(_tokens(couleurs.liens, WHITE, BLACK))} }} }}")
    if couleurs.liens_sombre:
        tokens = _declared(_tokens(couleurs.liens_sombre, DARK, WHITE))
        rules.append(f'@media screen {{ :root[data-palette="sombre"] {{ {tokens} }} }}')
        rules.append(f'@media screen and (prefers-color-scheme: dark) {{ :root:not([data-palette="clair"]) {{ {tokens} }} }}')
    return "@layer jetons {\n" + "\n".join(rules) + "\n}\n" if rules else ""


def print_colours(couleurs: Couleurs) -> dict[str, str]:
    """Colours of pictures and PDF, by token: the light palette, with the territory's own."""
    return LIGHT | (_tokens(couleurs.liens, WHITE, BLACK) if couleurs.liens else {})


def _tokens(colour: str, ground: str, away: str) -> dict[str, str]:
    """The tokens that follow a colour: under the mouse, further ``away`` from the ground; as a tint, close to it."""
    return {
        "lien": colour,
        "contour-ici": colour,
        "lien-survol": mix(colour, away, 0.35),
        "lien-doux": mix(ground, colour, 0.1),
    }


def _declared(tokens: dict[str, str]) -> str:
    return " ".join(f"--{name}: {value};" for name, value in tokens.items())


SHEETS = ("fiche", "projet", "annexes")
"""Those that a page gets when it shows what they dress."""
FRAME = frozenset({"md-typeset", "no-js", "js"})
"""Classes of the frame, on every page."""


Sheets = dict[str, frozenset[frozenset[str]]]
"""Name of a sheet → what its rules ask for (see :func:`rules`)."""


def sheets_of(root: Path | None = None) -> Sheets:
    """Those of :data:`SHEETS`, as the project at ``root`` has them."""
    return {sheet: rules(read_plain(published_file(root, f"assets/css/{sheet}.css"))) for sheet in SHEETS}


def sheets_needed(body: str, sheets: Sheets) -> list[str]:
    """The sheets that have a rule whose classes all occur in the HTML of a page."""
    shown = {name for names in {*re.findall(r'class="([^"]*)"', body)} for name in names.split()}
    return [sheet for sheet, found in sheets.items() if any(map(shown.issuperset, found))]


@lru_cache(maxsize=16)  # a preview reads again the sheets that someone is writing
def rules(sheet: bytes) -> frozenset[frozenset[str]]:
    """The classes that each selector of a sheet asks for; of alternatives, each by itself. One that asks for a class which
    another asks for alone is left out: it brings no page."""
    text = re.sub(r"/\*.*?\*/", "", sheet.decode(), flags=re.DOTALL)
    found = set()
    for before in text.split("{")[:-1]:
        head = before.rpartition("}")[2]
        if not head.lstrip().startswith("@"):
            for selector in re.split(r",(?![^(]*\))", head):
                found |= _asked(selector)
    alone = {name for asked in found if len(asked) == 1 for name in asked}
    return frozenset(asked for asked in found if len(asked) == 1 or alone.isdisjoint(asked))


def _asked(selector: str) -> set[frozenset[str]]:
    chosen = [re.findall(CLASS, part) for part in re.findall(r":is\(([^)]*)\)", selector)]
    asked = frozenset(re.findall(CLASS, re.sub(r":[a-z-]+\([^)]*\)", "", selector))) - FRAME
    if asked:
        return {asked}
    return {frozenset({name}) for names in chosen for name in names}


CLASS = r"\.([a-zA-Z_][\w-]*)"
