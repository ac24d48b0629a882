"""What other sites show of a link to a page: its words (Open Graph), and a picture of the territory, or of the page's commune.

One picture a commune, the landscape of the territory with its map in the sky, and one for the whole territory. Without the
site's own address there are none: such addresses must be whole. https://ogp.me"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from functools import cache, partial

from markupsafe import Markup
from PIL import Image

from ctg import api

WIDTH, HEIGHT = 1200, 630
"""Pixels: what networks ask for."""
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
    if not _pictured(render.catalogue):
        return
    made = cache(partial(_pictures, render.catalogue))
    for rank, id in enumerate(("", *(commune.id for commune in render.catalogue.all(api.Commune)))):
        yield api.Asset(_path(id), partial(lambda rank: made()[rank], rank))


def tags(render: api.Renderer, page: api.Page) -> Markup:
    """The ``meta`` of a page; no picture nor address as long as the site does not know its own."""
    card = "summary_large_image" if _pictured(render.catalogue) else "summary"
    told = (Markup('<meta property="{}" content="{}">\n').format(*one) for one in _told(render.catalogue, page))
    return Markup("").join((*told, Markup('<meta name="twitter:card" content="{}">\n').format(card)))


def _pictured(catalogue: api.Catalogue) -> bool:
    """Whether there are pictures; of a portal, nothing is to be drawn."""
    return bool(catalogue.territoire.adresse_site and catalogue.contours["features"])


def _path(commune: str = "") -> str:
    """The path of a commune's picture (``commune``: its id), or of the territory's."""
    return f"assets/partage/{commune}.png" if commune else "assets/partage.png"


def _told(catalogue: api.Catalogue, page: api.Page) -> Iterator[tuple[str, str]]:
    territoire = catalogue.territoire
    yield "og:type", "website"
    yield "og:site_name", api.typography(territoire.titre_site)
    yield "og:locale", "fr_FR"
    yield "og:title", api.typography(page.title)
    yield "og:description", api.typography(page.description or territoire.accroche)
    if territoire.adresse_site and page.path != api.NOT_FOUND:
        yield "og:url", api.absolute(territoire, page.path)
    if not _pictured(catalogue):
        return
    here = catalogue.get(api.Commune, page.commune) if page.commune else None
    shown = f"Un paysage, et la carte des communes, {here.nom} en couleur." if here else "Un paysage du territoire."
    yield "og:image", api.absolute(territoire, _path(here.id if here else ""))
    yield "og:image:type", "image/png"
    yield "og:image:width", str(WIDTH)
    yield "og:image:height", str(HEIGHT)
    yield "og:image:alt", api.typography(f"{territoire.titre_site}. {shown}")


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
    return Image.open(io.BytesIO(api.drawn(svg, WIDTH, HEIGHT))).convert("RGB")


def _worded(ground: Image.Image, words: bytes) -> Image.Image:
    """The landscape with its words."""
    whole, text = ground.copy(), Image.open(io.BytesIO(words))
    whole.paste(text, (MARGIN, MARGIN // 2), text)
    return whole
