"""The picture that other sites show with a link to ours: it says where that is.

One picture a commune, its outline among the others, and one for the whole territory. Drawn at build in two colours, ink
on paper, those of the territory: half a second for forty-five, and less than 30 KB each. Without the site's own address
there are none: such addresses must be whole. https://ogp.me"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator
from functools import cache, partial
from math import cos, radians

import shapely
from PIL import Image, ImageColor, ImageDraw
from shapely.geometry import shape

from ctg.model.commune import Commune
from ctg.pages import pdf
from ctg.pages.document import HEIGHT, WIDTH, picture_path
from ctg.pages.files import Asset, SiteFile
from ctg.pages.renderer import Renderer
from ctg.pages.styles import palette
from ctg.pages.templates import site_name
from ctg.reading.catalogue import Catalogue

MARGIN, COLUMN = 60, 500
"""Pixels around, and for the words at the left."""
GROUND, BORDER, HERE = 226, 150, 0
"""Greys of the map, from ink (0) to paper (255)."""
LEVELS = 16
FINE = 3
"""How many times larger the map is drawn, so that its lines come out smooth."""

Ring = list[tuple[float, float]]
Outline = list[tuple[Ring, list[Ring]]]
"""The polygons of a commune in pixels: their outer ring, then their holes."""


def files(render: Renderer) -> Iterator[SiteFile]:
    """One picture for the site and one for each commune; none without the site's own address."""
    territoire, communes = render.catalogue.territoire, render.catalogue.all(Commune)
    if not territoire.adresse_site:
        return
    made = cache(partial(_pictures, render))
    for rank, id in enumerate(("", *(commune.id for commune in communes))):
        yield Asset(picture_path(id), partial(lambda rank: made()[rank], rank))


def _pictures(render: Renderer) -> list[bytes]:
    """The picture of the site, then one a commune."""
    territoire, communes = render.catalogue.territoire, render.catalogue.all(Commune)
    place = site_name(territoire.adresse_site or "")
    names = [(territoire.titre_site, ""), *((commune.nom, territoire.titre_site) for commune in communes)]
    words = pdf.make_images(
        "partage.typ",
        {
            "largeur": COLUMN,
            "hauteur": HEIGHT - 2 * MARGIN,
            "images": [{"nom": name, "site": site, "adresse": place} for name, site in names],
        },
    )
    outlines = _outlines(render.catalogue)
    ground = _ground(outlines.values())
    drawn = (_with(ground, outlines.get(commune.code_insee, [])) for commune in communes)
    shades = _shades(palette(territoire.allure))
    return [_png(map_, text, shades) for map_, text in zip((ground, *drawn), words, strict=True)]


def _outlines(catalogue: Catalogue) -> dict[str, Outline]:
    """INSEE code of a commune → its outline, the whole map being as large as the right of the picture allows.

    Longitudes are shrunk by the cosine of the latitude, so that shapes look as on a map.
    """
    features = catalogue.contours["features"]
    shapes = [shape(feature["geometry"]) for feature in features]
    west, south, east, north = shapely.total_bounds(shapes)
    shrink = cos(radians((south + north) / 2))
    room = WIDTH - 3 * MARGIN - COLUMN, HEIGHT - 2 * MARGIN
    scale = min(room[0] / ((east - west) * shrink), room[1] / (north - south))
    left = WIDTH - MARGIN - (room[0] + (east - west) * shrink * scale) / 2
    top = (HEIGHT - (north - south) * scale) / 2

    def ring(line: shapely.LinearRing) -> Ring:
        return [(left + (lon - west) * shrink * scale, top + (north - lat) * scale) for lon, lat, *_ in line.coords]

    found: dict[str, Outline] = {}
    for feature, outline in zip(features, shapes, strict=True):
        polygons = [(ring(part.exterior), [ring(hole) for hole in part.interiors]) for part in shapely.get_parts(outline)]
        found.setdefault(feature["properties"]["code_insee"], []).extend(polygons)
    return found


def _ground(outlines: Iterable[Outline]) -> Image.Image:
    """The map of all communes, in greys."""
    canvas = Image.new("L", (WIDTH * FINE, HEIGHT * FINE), 255)
    draw = ImageDraw.Draw(canvas)
    polygons = [polygon for outline in outlines for polygon in outline]
    for outer, _ in polygons:
        draw.polygon(_larger(outer), fill=GROUND)
    for outer, holes in polygons:
        for ring in (outer, *holes):
            draw.line(_larger(ring), fill=BORDER, width=4, joint="curve")
    return canvas.reduce(FINE)


def _with(ground: Image.Image, outline: Outline) -> Image.Image:
    """The map with one commune in ink: only its surroundings are drawn, which takes a hundredth of the time."""
    points = [point for outer, _ in outline for point in outer] or [(0, 0)]
    left, top = (int(min(values)) for values in zip(*points, strict=True))
    right, bottom = (int(max(values)) + 1 for values in zip(*points, strict=True))
    mask = Image.new("L", ((right - left) * FINE, (bottom - top) * FINE))
    draw = ImageDraw.Draw(mask)
    for outer, holes in outline:
        draw.polygon(_larger(outer, left, top), fill=255)
        for hole in holes:
            draw.polygon(_larger(hole, left, top), fill=0)
    marked = ground.copy()
    marked.paste(HERE, (left, top), mask.reduce(FINE))
    return marked


def _larger(ring: Ring, left: int = 0, top: int = 0) -> Ring:
    return [((x - left) * FINE, (y - top) * FINE) for x, y in ring]


def _shades(colours: dict[str, str]) -> list[int]:
    """The palette, from ink (the colour of links) to paper (the ground of maps)."""
    ink, paper = (ImageColor.getrgb(colours[token]) for token in ("lien", "carte-fond"))
    return [round(a + (b - a) * i / (LEVELS - 1)) for i in range(LEVELS) for a, b in zip(ink, paper, strict=True)]


def _png(map: Image.Image, words: bytes, palette: list[int]) -> bytes:
    """The map and its words, as a picture of :data:`LEVELS` shades."""
    whole = map.copy()
    whole.paste(Image.open(io.BytesIO(words)).convert("L"), (MARGIN, MARGIN))
    step = 255 / (LEVELS - 1)
    shades = whole.point([round(grey / step) for grey in range(256)])
    shades.putpalette(palette)
    out = io.BytesIO()
    shades.save(out, "PNG", bits=4, compress_type=zlib.Z_RLE)  # flat areas: half the time, and a tenth lighter
    return out.getvalue()
