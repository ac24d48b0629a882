"""The territory's colours (``couleurs`` of ``territoire.yml``).

They complete ``jetons.css`` on screen, and are those of pictures and PDF."""

from __future__ import annotations

from collections.abc import Iterable

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
