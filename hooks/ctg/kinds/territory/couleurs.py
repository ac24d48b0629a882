"""The colours that a territory may choose, refused when a reader could not make them out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator

from ctg.ground.problems import french, shown
from ctg.kinds.fields.base import Line, Part, champ

ENOUGH = 4.5
"""Contrast of text with its ground (WCAG 2.2, 1.4.3)."""
LIGHT_GROUND, DARK_GROUND = "#fdf1e4", "#33291a"
"""The hardest grounds of ``jetons.css`` to read a link on: the darkest of the light palette, the lightest of the dark one."""
BLACK, WHITE = "#000000", "#ffffff"


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, from 0 to 1, as WCAG 2.2 defines it."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in _channels(colour)))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: str, b: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    dark, light = sorted((luminance(a), luminance(b)))
    return (light + 0.05) / (dark + 0.05)


def mix(a: str, b: str, part: float) -> str:
    """``a`` with ``part`` (0 to 1) of ``b`` in it."""
    return "#" + "".join(f"{round(x + (y - x) * part):02x}" for x, y in zip(_channels(a), _channels(b), strict=True))


def _channels(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def _readable_on(ground: str, towards: str, name: str) -> Callable[[str], str]:
    """A check that a colour is read on ``ground``; its remedy is the same colour, mixed with just enough of ``towards``."""

    def check(value: str) -> str:
        value = value.lower()
        if not re.fullmatch(r"#[0-9a-f]{6}", value):
            raise french(
                f"« {shown(value)} » n'est pas une couleur.", 'Écrivez « # » et six chiffres ou lettres de a à f : "#0b5d57".'
            )
        if (found := contrast(value, ground)) < ENOUGH:
            near = next(c for c in (mix(value, towards, n / 50) for n in range(51)) if contrast(c, ground) >= ENOUGH)
            told = f"{found:.1f}".replace(".", ",")
            raise french(
                f"« {value} » se lit mal sur {name} : son contraste est de {told}, il en faut 4,5.",
                f'Essayez "{near}", ou une autre.',
            )
        return value

    return check


class Couleurs(Part):
    """The colour of links and buttons; what is absent is the tool's own."""

    liens: Annotated[Line, AfterValidator(_readable_on(LIGHT_GROUND, BLACK, "un fond clair"))] | None = champ(
        "Liens et boutons", "Entre guillemets ; assez foncée pour un fond clair.", '"#0b5d57"'
    )
    liens_sombre: Annotated[Line, AfterValidator(_readable_on(DARK_GROUND, WHITE, "un fond sombre"))] | None = champ(
        "Liens et boutons, en mode sombre", "Entre guillemets ; assez claire pour un fond sombre.", '"#5fd0c3"'
    )
