"""The style sheet of the territory's own colours (``couleurs`` of ``territoire.yml``), which completes ``jetons.css``."""

from __future__ import annotations

from collections.abc import Iterable

from ctg.kinds.couleurs import BLACK, WHITE, Couleurs, mix
from ctg.outputs.rendering import Renderer
from ctg.outputs.site import Asset, SiteFile

PATH = "assets/css/territoire.css"
DARK = "#12181b"
"""``--fond`` of the dark palette."""


def files(render: Renderer) -> Iterable[SiteFile]:
    """The sheet, when the territory chose a colour; ``cadre.html`` links to it under the same condition."""
    if css := sheet(render.catalogue.territoire.couleurs):
        yield Asset(PATH, css.encode())


def sheet(couleurs: Couleurs) -> str:
    """The rules, for screens only: paper stays black on white. Empty without a colour."""
    rules = []
    if couleurs.liens:
        rules.append(f"@media screen {{ :root {{ {_tokens(couleurs.liens, WHITE, BLACK)} }} }}")
    if couleurs.liens_sombre:
        tokens = _tokens(couleurs.liens_sombre, DARK, WHITE)
        rules.append(f'@media screen {{ :root[data-palette="sombre"] {{ {tokens} }} }}')
        rules.append(f'@media screen and (prefers-color-scheme: dark) {{ :root:not([data-palette="clair"]) {{ {tokens} }} }}')
    return "@layer jetons {\n" + "\n".join(rules) + "\n}\n" if rules else ""


def _tokens(colour: str, ground: str, away: str) -> str:
    """The tokens that follow a colour: under the mouse, further ``away`` from the ground; as a tint, close to it."""
    tokens = {
        "lien": colour,
        "contour-ici": colour,
        "lien-survol": mix(colour, away, 0.35),
        "lien-doux": mix(ground, colour, 0.1),
    }
    return " ".join(f"--{name}: {value};" for name, value in tokens.items())
