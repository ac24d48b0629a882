"""The face of a territory (``allure`` of ``territoire.yml``), and the photographs of its places.

From its one colour, :mod:`ctg.pages.styles` works out all the others. A colour is written ``#rrggbb``; its contrast is that of
WCAG 2.2, its shades are as eyes see them (OKLCH: Björn Ottosson, https://bottosson.github.io/posts/oklab/). The files are in
``data/images/``; they are looked at by :mod:`ctg.checking.pictures`."""

import re
from dataclasses import dataclass
from functools import cache
from math import atan2, cos, hypot, sin
from typing import Annotated

from pydantic import AfterValidator

from ctg.common.problems import french, shown
from ctg.model.fields import CLOSED, Line, Part, champ, liste, requis
from ctg.model.references import PictureName

Three = tuple[float, float, float]
FINE = 18
"""Halvings of a search: finer than a step of ``#rrggbb``."""


def luminance(colour: str) -> float:
    """Relative luminance, from 0 to 1."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(a: str, b: str) -> float:
    """The contrast of two colours, from 1 (the same) to 21 (black on white)."""
    dark, light = sorted((luminance(a), luminance(b)))
    return (light + 0.05) / (dark + 0.05)


@cache
def toned(colour: str, ground: str, ratio: float, vivid: float = 1, most: float = 1) -> str:
    """The shade of a colour's hue whose contrast with ``ground`` is just ``ratio`` or more: darker than a light ground, lighter
    than a dark one; black or white when no shade goes so far. Its chroma is ``vivid`` times the colour's, ``most`` at most."""
    _, chroma, hue = oklch(colour)
    chroma = min(chroma * vivid, most)
    near, far = oklch(ground)[0], 0.0 if luminance(ground) > 0.18 else 1.0
    for _ in range(FINE):
        middle = (near + far) / 2
        if contrast_ratio(from_oklch(middle, chroma, hue), ground) >= ratio:
            far = middle
        else:
            near = middle
    return from_oklch(far, chroma, hue)


def oklch(colour: str) -> Three:
    """(lightness, chroma, hue in radians) of a colour; lightness from 0 to 1."""
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short, hypot(a, b), atan2(b, a)


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """The colour of a screen nearest to these, less vivid where none is as vivid."""
    if not _shown(whole := _rgb(lightness, chroma, hue)):
        dull, vivid = 0.0, chroma
        for _ in range(FINE):
            middle = (dull + vivid) / 2
            dull, vivid = (middle, vivid) if _shown(_rgb(lightness, middle, hue)) else (dull, middle)
        whole = _rgb(lightness, dull, hue)
    return "#" + "".join(f"{round(255 * _gamma(min(max(c, 0.0), 1.0))):02x}" for c in whole)


def _rgb(lightness: float, chroma: float, hue: float) -> Three:
    a, b = chroma * cos(hue), chroma * sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _shown(rgb: Three) -> bool:
    return all(-0.0005 <= c <= 1.0005 for c in rgb)


def _linear(colour: str) -> Three:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return _straight(red), _straight(green), _straight(blue)


def _straight(c: float) -> float:
    return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4


def _gamma(c: float) -> float:
    return 12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055


# --- colours --------------------------------------------------------------------------------------

ENOUGH = 4.5
"""Contrast of text with its ground (WCAG 2.2, 1.4.3)."""
HARDEST = "#fdf1e3"
"""As dark as the darkest light ground on which a link is read: a test holds the palette to it."""
SECONDARIES = 2


def _colour(value: str) -> str:
    if not re.fullmatch(r"#[0-9a-f]{6}", value := value.lower()):
        told = f"« {shown(value)} » n'est pas une couleur."
        raise french(told, 'Écrivez « # » et six chiffres ou lettres de a à f : "#0b5d57".')
    return value


def _readable(value: str) -> str:
    if contrast_ratio(value, HARDEST) < ENOUGH:
        raise french(
            f"La couleur « {value} » est trop pâle : elle se lit mal sur un fond clair.",
            f'Essayez "{toned(value, HARDEST, ENOUGH)}", la même en plus foncé.',
        )
    return value


Colour = Annotated[Line, AfterValidator(_colour), CLOSED]


@dataclass(frozen=True)
class PictureFile:
    """A file of ``data/images/`` that was looked at; its size in pixels, as it is seen."""

    name: str
    width: int
    height: int


class Logo(Part):
    """The mark of who publishes, at the top of each page."""

    clair: PictureName = requis("Sur fond clair", "Un fichier de data/images/.", "logo.svg")
    sombre: PictureName | None = champ("Sur fond sombre", "Vide : le même, sur un fond blanc.", "logo-sombre.svg")
    alternative: Line = requis("Ce qu'il dit", "Lu à qui ne voit pas l'image.", "Communauté de communes")


class Picture(Part):
    """A picture, and who made it."""

    fichier: PictureName = requis("Image", "Un fichier de data/images/.", "vallee.jpg")
    credit: Line = requis("Crédit", "Qui l'a faite ; montré sous l'image.", "Office de tourisme")


class Photo(Picture):
    """A photograph of what a page is about."""

    alternative: Line = requis("Ce qu'elle montre", "Lu à qui ne voit pas l'image.", "La façade de la crèche")


class Allure(Part):
    """The logo, the colour and the picture of the site; what is absent is the tool's own."""

    couleur: Annotated[Colour, AfterValidator(_readable)] | None = champ(
        "Couleur", "Assez foncée pour un fond clair. Toutes les autres en sont tirées.", '"#0b5d57"'
    )
    secondaires: tuple[Colour, ...] = liste(
        "Couleurs secondaires", "Deux au plus, dans le dessin : le soleil et les toits, puis l'eau.", '["#e2a24a"]'
    )
    logo: Logo | None = champ("Logo", "Dans data/images/.")
    image: Picture | None = champ("Image", "À la place du dessin, sur l'accueil.")

    def model_post_init(self, _context: object) -> None:
        if len(self.secondaires) > SECONDARIES:
            told = f"Il y a {len(self.secondaires)} couleurs secondaires : le dessin en a deux au plus."
            raise french(told, f"Gardez {' et '.join(self.secondaires[:SECONDARIES])}.", "secondaires")


UNCHOSEN = Allure()
"""The face of a territory that chose nothing."""
