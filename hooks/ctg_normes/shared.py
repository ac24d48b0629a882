"""The picture that other sites show with a link to ours: the landscape of the territory, and its name in the sky.

Without the site's own address there is none: such an address must be whole. https://ogp.me"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator

from PIL import Image

from ctg import api
from ctg_normes.linked import HEIGHT, PICTURE, WIDTH, pictured

MARGIN, COLUMN, WORDS = 60, 720, 310
"""Pixels around, and the width and height of the words."""
ACROSS, SKY = 1250, 216
"""User units of the landscape that the picture shows, and of sky above its frame."""
LEVELS = 64
"""Colours of the picture."""


def files(render: api.Renderer) -> Iterator[api.SiteFile]:
    """The picture, none without the site's own address."""
    if pictured(render.catalogue):
        yield api.Asset(PICTURE, lambda: picture(render.catalogue))


def picture(catalogue: api.Catalogue) -> bytes:
    """The landscape with its words, as PNG."""
    territoire, land = catalogue.territoire, api.landscape(catalogue)
    assert land, "a territory has communes"
    place, colours = api.site_name(territoire.adresse_site or ""), api.palette(territoire.allure)
    values = {"largeur": COLUMN, "hauteur": WORDS, "nom": territoire.titre_site, "adresse": place}
    text = Image.open(io.BytesIO(api.make_images("partage.typ", values, colours)[0]))
    svg = api.as_svg(land, colours, api.cut(ACROSS, ACROSS * HEIGHT / WIDTH, SKY))
    whole = Image.open(io.BytesIO(api.as_picture(svg.encode(), WIDTH, HEIGHT))).convert("RGB")
    whole.paste(text, (MARGIN, MARGIN // 2), text)
    out = io.BytesIO()
    whole.quantize(LEVELS).save(out, "PNG", compress_type=zlib.Z_RLE)  # flat areas: half the time, and a tenth lighter
    return out.getvalue()
