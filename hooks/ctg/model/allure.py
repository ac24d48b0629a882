"""The face of a territory (``allure`` of ``territoire.yml``), and the photographs of its places.

From its one colour, :mod:`ctg.pages.styles` works out all the others. The files are in ``data/images/``; they are looked at by
:mod:`ctg.checking.pictures`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator

from ctg.common.colours import contrast_ratio, toned
from ctg.common.problems import french, shown
from ctg.model.fields import CLOSED, Line, Part, champ

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
    if (found := contrast_ratio(value, HARDEST)) < ENOUGH:
        told = f"{found:.1f}".replace(".", ",")
        raise french(
            f"« {value} » se lit mal sur un fond clair : son contraste est de {told}, il en faut 4,5.",
            f'Essayez "{toned(value, HARDEST, ENOUGH)}", la même en plus foncé.',
        )
    return value


def _name(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*\.(svg|png|jpg|jpeg|webp)", value):
        told = f"« {shown(value)} » n'est pas le nom d'une image."
        raise french(told, "Mettez l'image dans data/images/, sous un nom simple : « creche.jpg », « logo.svg ».")
    return value


Colour = Annotated[Line, AfterValidator(_colour), CLOSED]
PictureName = Annotated[Line, AfterValidator(_name)]
"""A file of ``data/images/``. Its name is published: it is a text that may say where a place is, read again as they all are."""


@dataclass(frozen=True)
class PictureFile:
    """A file of ``data/images/`` that was looked at; its size in pixels, as it is seen."""

    name: str
    width: int
    height: int


class Logo(Part):
    """The mark of who publishes, at the top of each page."""

    clair: PictureName = champ("Sur fond clair", "Un fichier de data/images/.", "logo.svg", default=...)
    sombre: PictureName | None = champ("Sur fond sombre", "Vide : le même, sur un fond blanc.", "logo-sombre.svg")
    alternative: Line = champ("Ce qu'il dit", "Lu à qui ne voit pas l'image.", "Communauté de communes", default=...)


class Picture(Part):
    """A picture, and who made it."""

    fichier: PictureName = champ("Image", "Un fichier de data/images/.", "vallee.jpg", default=...)
    credit: Line = champ("Crédit", "Qui l'a faite ; montré sous l'image.", "Office de tourisme", default=...)


class Photo(Picture):
    """A photograph of what a page is about."""

    alternative: Line = champ("Ce qu'elle montre", "Lu à qui ne voit pas l'image.", "La façade de la crèche", default=...)


class Allure(Part):
    """The logo, the colour and the picture of the site; what is absent is the tool's own."""

    couleur: Annotated[Colour, AfterValidator(_readable)] | None = champ(
        "Couleur", "Assez foncée pour un fond clair. Toutes les autres en sont tirées.", '"#0b5d57"'
    )
    secondaires: tuple[Colour, ...] = champ(
        "Couleurs secondaires", "Deux au plus, dans le dessin : le soleil et les toits, puis l'eau.", '["#e2a24a"]', default=()
    )
    logo: Logo | None = champ("Logo", "Dans data/images/.")
    image: Picture | None = champ("Image", "À la place du dessin, sur l'accueil.")

    def model_post_init(self, _context: object) -> None:
        if len(self.secondaires) > SECONDARIES:
            told = f"Il y a {len(self.secondaires)} couleurs secondaires : le dessin en a deux au plus."
            raise french(told, f"Gardez {' et '.join(self.secondaires[:SECONDARIES])}.", "secondaires")


UNCHOSEN = Allure()
"""The face of a territory that chose nothing."""
