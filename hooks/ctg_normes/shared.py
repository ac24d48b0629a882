"""The pictures that other sites show with a link to ours.

One picture a commune, the landscape of the territory with its map in the sky, and one for the whole territory. Without the
site's own address there are none: such addresses must be whole. https://ogp.me"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from functools import cache, partial

from PIL import Image

from ctg import api
from ctg_normes.linked import HEIGHT, WIDTH, picture_path, pictured

MARGIN, COLUMN, WORDS = 60, 720, 310
"""Pixels around, and the width and height of the words."""
MAP = (850, 24, 1140, 252)
"""Where the map is: left, top, right, bottom."""
ACROSS, SKY = 1250, 216
"""User units of the landscape that a picture shows, and of sky above its frame."""
LEVELS = 64
"""Colours of a picture."""


def files(render: api.Renderer) -> Iterator[api.SiteFile]:
    """One picture for the site and one for each commune, none without its own address."""
    if not pictured(render.catalogue):
        return
    made = cache(partial(_pictures, render.catalogue))
    for rank, id in enumerate(("", *(commune.id for commune in render.catalogue.all(api.Commune)))):
        yield api.Asset(picture_path(id), partial(lambda rank: made()[rank], rank))


def _pictures(catalogue: api.Catalogue) -> list[bytes]:
    """The picture of the site, then one a commune."""
    territoire, communes = catalogue.territoire, catalogue.all(api.Commune)
    place, colours = api.site_name(territoire.adresse_site or ""), api.palette(territoire.allure)
    names = [(territoire.titre_site, ""), *((commune.nom, territoire.titre_site) for commune in communes)]
    values = {
        "largeur": COLUMN,
        "hauteur": WORDS,
        "images": [{"nom": nom, "site": site, "adresse": place} for nom, site in names],
    }
    words = api.make_images("partage.typ", values, colours)
    ground = _ground(catalogue, colours)
    made = [_worded(ground, text) for text in words]
    size = MAP[2] - MAP[0], MAP[3] - MAP[1]
    values = {"tailles": [size] * len(communes)}
    here_inked = [{one.code_insee: "lien"} for one in communes]
    maps = api.territory_maps(catalogue, colours, size, here_inked) if communes else []
    drawn = api.make_images("dessins.typ", values, drawings=maps) if communes else []
    for picture, content in zip(made[1:], drawn, strict=True):
        here = Image.open(io.BytesIO(content))
        picture.paste(here, MAP[:2], here)
    few = made[-1].quantize(LEVELS)
    return [_as_png(picture.quantize(palette=few, dither=Image.Dither.NONE)) for picture in made]


def _as_png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", compress_type=zlib.Z_RLE)  # flat areas: half the time, and a tenth lighter
    return out.getvalue()


def _ground(catalogue: api.Catalogue, colours: api.Palette) -> Image.Image:
    """The landscape, as large as a picture."""
    land = api.landscape(catalogue)
    assert land, "a territory has communes"
    svg = api.as_svg(land, colours, api.cut(ACROSS, ACROSS * HEIGHT / WIDTH, SKY))
    return Image.open(io.BytesIO(api.as_picture(svg.encode(), WIDTH, HEIGHT))).convert("RGB")


def _worded(ground: Image.Image, words: bytes) -> Image.Image:
    """The landscape with its words."""
    whole, text = ground.copy(), Image.open(io.BytesIO(words))
    whole.paste(text, (MARGIN, MARGIN // 2), text)
    return whole
