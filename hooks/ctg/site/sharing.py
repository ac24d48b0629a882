"""The pictures of the site seen from elsewhere: its icons, and those that other sites show with a link to ours.

One picture a commune, the landscape of the territory with its map in the sky, and one for the whole territory. Without the
site's own address there are none: such addresses must be whole. https://ogp.me"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from functools import cache, partial

from PIL import Image

from ctg.model.commune import Commune
from ctg.pages import pdf
from ctg.pages.document import HEIGHT, WIDTH, picture_path
from ctg.pages.files import Asset, SiteFile
from ctg.pages.renderer import Renderer
from ctg.pages.styles import Palette, palette
from ctg.pages.templates import site_name
from ctg.places.backdrop import maps
from ctg.reading.catalogue import Catalogue
from ctg.territory.landscape import as_svg, cut, landscape

MARGIN, COLUMN, WORDS = 60, 720, 310
"""Pixels around, and the width and height of the words."""
MAP = (850, 24, 1140, 252)
"""Where the map is: left, top, right, bottom."""
ACROSS, SKY = 1250, 216
"""User units of the landscape that a picture shows, and of sky above its frame."""
ICONS = (192, 512)
"""Pixels of the icons that telephones ask for."""
LEVELS = 64
"""Colours of a picture."""


def files(render: Renderer) -> Iterator[SiteFile]:
    """The icons in the territory's colour; one picture for the site and one for each commune, none without its own address."""
    territoire, communes = render.catalogue.territoire, render.catalogue.all(Commune)
    if territoire.allure.couleur:
        drawn = icon(palette(territoire.allure))
        yield Asset("assets/images/icone.svg", drawn.encode())
        for side in ICONS:
            yield Asset(f"assets/images/icone-{side}.png", partial(pdf.as_picture, drawn.encode(), side, side))
    if not territoire.adresse_site or not render.catalogue.contours["features"]:
        return
    made = cache(partial(_pictures, render.catalogue))
    for rank, id in enumerate(("", *(commune.id for commune in communes))):
        yield Asset(picture_path(id), partial(lambda rank: made()[rank], rank))


def icon(colours: Palette) -> str:
    """The icon of the site: a house among hills, under the sun. The tool's own, in overrides/, is that of no colour."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<path fill="{colours["couleur"]}" d="M7 0h18a7 7 0 0 1 7 7v18a7 7 0 0 1-7 7H7a7 7 0 0 1-7-7V7a7 7 0 0 1 7-7z"/>'
        f'<path fill="{colours["soleil"]}" d="M22.5 6.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7z"/>'
        f'<path fill="{colours["plus-pres"]}" d="M4.5 20.5Q9 16 15 18.5T27.5 17V24q0 3.5-3.5 3.5H8Q4.5 27.5 4.5 24z"/>'
        f'<path fill="{colours["fond"]}" d="M7 18l6.5-7 6.5 7v6.5h-4.5V20h-4v4.5H7z"/></svg>\n'
    )


def _pictures(catalogue: Catalogue) -> list[bytes]:
    """The picture of the site, then one a commune."""
    territoire, communes = catalogue.territoire, catalogue.all(Commune)
    place, colours = site_name(territoire.adresse_site or ""), palette(territoire.allure)
    names = [(territoire.titre_site, ""), *((commune.nom, territoire.titre_site) for commune in communes)]
    values = {
        "largeur": COLUMN,
        "hauteur": WORDS,
        "images": [{"nom": nom, "site": site, "adresse": place} for nom, site in names],
    }
    words = pdf.make_images("partage.typ", values, colours)
    ground = _ground(catalogue, colours)
    made = [_worded(ground, text) for text in words]
    size = MAP[2] - MAP[0], MAP[3] - MAP[1]
    values = {"tailles": [size] * len(communes)}
    drawn = (
        pdf.make_images(
            "dessins.typ", values, drawings=maps(catalogue, colours, size, [{one.code_insee: "lien"} for one in communes])
        )
        if communes
        else []
    )
    for picture, content in zip(made[1:], drawn, strict=True):
        here = Image.open(io.BytesIO(content))
        picture.paste(here, MAP[:2], here)
    few = made[-1].quantize(LEVELS)
    return [_as_png(picture.quantize(palette=few, dither=Image.Dither.NONE)) for picture in made]


def _as_png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", compress_type=zlib.Z_RLE)  # flat areas: half the time, and a tenth lighter
    return out.getvalue()


def _ground(catalogue: Catalogue, colours: Palette) -> Image.Image:
    """The landscape, as large as a picture."""
    land = landscape(catalogue)
    assert land, "a territory has communes"
    svg = as_svg(land, colours, cut(ACROSS, ACROSS * HEIGHT / WIDTH, SKY))
    return Image.open(io.BytesIO(pdf.as_picture(svg.encode(), WIDTH, HEIGHT))).convert("RGB")


def _worded(ground: Image.Image, words: bytes) -> Image.Image:
    """The landscape with its words."""
    whole, text = ground.copy(), Image.open(io.BytesIO(words))
    whole.paste(text, (MARGIN, MARGIN // 2), text)
    return whole
