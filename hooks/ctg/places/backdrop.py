"""The ground of the maps as drawings: what stands behind the places of a still picture, without names.

A file holds lines and surfaces in steps of :data:`STEP` metres from a point, north up; a page puts it behind its own pins with
``<use>``, at the scale that it wants. Its colours and widths are tokens of the page (``var(--eau)``), so one file is read in both
palettes, on paper and in forced colours; what reads no style sheet asks for them by value (:class:`Pens`)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from xml.etree import ElementTree as ET

import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from ctg.model import Commune, Feature, Position
from ctg.pages import Asset, Renderer, SiteFiles
from ctg.pages.charts import dress
from ctg.reading.catalogue import Catalogue
from ctg.reading.positions import Sight, bounds_of

FOLDER = "assets/plans/"
ID = "fond"
"""What a page uses of a file: ``<use href="…/aubrelune.svg#fond">``."""
STEP = 5
"""Metres of a unit of the files."""
COARSE, FINE = 30, 4
"""Metres that a line may stray from the true one, in the drawing of the territory and in that of a commune."""
HALF = (184, 184)
"""Pixels from the middle to the edges of the picture beside a page."""
MAIN = 3
"""The last rank that the drawing of the whole territory shows: the rest is seen from near."""
FINER = 10
"""Units of a pixel, where a drawing is a picture: its points are whole units."""
AROUND = 2_700
"""Metres around a commune that its own drawing shows."""
LINES = ("cours-d-eau", "route", "rail")
WIDTHS = {1: 3.5, 2: 3.0, 3: 2.2, 4: 1.4, 5: 1.0, 6: 0.8}
"""Pixels of a line by its rank, in the drawing of the territory; a commune's are wider (``--plan`` of the page)."""

WINDS = ("l’est", "le sud-est", "le sud", "le sud-ouest", "l’ouest", "le nord-ouest", "le nord", "le nord-est")
"""By eighths of a turn from the east, as the hands of a clock go."""


@dataclass(frozen=True)
class Toward:
    """The town beyond the picture that says where one is: « vers Grandval, 16 km »."""

    nom: str
    far: str
    """« 16 km »."""
    wind: int
    """Rank in :data:`WINDS`."""

    @property
    def words(self) -> str:
        """As the picture says it, before an arrow."""
        return f"vers {self.nom}, {self.far}"

    @property
    def side(self) -> str:
        """The corner where it is written, at the top: the scale is at the bottom."""
        return "gauche" if 3 <= self.wind <= 5 else "droite"


@dataclass(frozen=True)
class StillPlan:
    """What the macro ``plan`` shows: ``under`` and ``over``, what stands behind and before the ground of ``file``."""

    label: str
    file: str
    moved: str
    """The ``transform`` that puts the file where the picture is."""
    metres: float
    """Of a pixel."""
    close: bool
    under: Markup
    over: Markup
    scale: tuple[str, float]
    """(length in words, pixels)."""
    ways: tuple[Toward, ...]
    """The towns that it does not name, what says most first."""
    cadre: str
    """What the map that takes its place shows: « [[south, west], [north, east]] », in degrees."""
    caption: str
    attributions: tuple[str, ...]


@dataclass(frozen=True)
class Pens:
    """How a drawing says a colour and a width; ``fixed``: whether widths are those of the screen, whatever the scale."""

    colour: Callable[[str], str]
    width: Callable[[float, float], str]
    """(width from afar, what is added to it at any scale) → what SVG writes."""
    fixed: bool = True


TOKENS = Pens("var(--{})".format, lambda wide, more: f"calc(var(--plan) * {wide:g}px + {more:g}px)")
"""Those of the site's own files: the page says the colours, and how wide lines are."""


def middle(catalogue: Catalogue) -> Position:
    """The point from which the drawing of the territory is measured: the middle of its outlines."""
    west, south, east, north = bounds_of(catalogue)
    return Position(lat=round((south + north) / 2, 5), lon=round((west + east) / 2, 5))


def files(render: Renderer) -> SiteFiles:
    """The drawing of the whole territory, and one for each commune where there is more to see from near."""
    catalogue = render.catalogue
    yield Asset(f"{FOLDER}territoire.svg", lambda: _file(territory(catalogue)))
    if catalogue.ground.drawn:
        divided = (
            one for one in catalogue.perimeter.former if one.nom in catalogue.perimeter.divided
        )  # a place may still say it
        for commune in (*catalogue.all(Commune), *divided):
            yield Asset(f"{FOLDER}{commune.id}.svg", partial(lambda one: _file(near(catalogue, one)), commune))


def plans_of(commune: Commune) -> tuple[str, str]:
    """Where the drawings that a commune's pages show may be."""
    return f"{FOLDER}territoire.svg", f"{FOLDER}{commune.id}.svg"


def _file(drawn: ET.Element) -> bytes:
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg"})
    svg.append(drawn)
    return ET.tostring(svg, encoding="utf-8")


def territory(catalogue: Catalogue, pens: Pens = TOKENS) -> ET.Element:
    """What is seen of the territory from afar: the outlines, and the first ranks of the ground."""
    features = [one for one in catalogue.ground.features if one.rang <= MAIN]
    return drawing(catalogue, Sight(middle(catalogue), STEP), features, pens, COARSE)


def maps(
    catalogue: Catalogue, colours: Mapping[str, str], size: tuple[int, int], filled: Iterable[Mapping[str, str]]
) -> list[bytes]:
    """SVG of the territory for what reads no style sheet, one for each of ``filled`` (INSEE code → role of its colour): the
    ground over it, at the right of so many pixels across and down.
    """
    centre, bounds = middle(catalogue), shapely.box(*bounds_of(catalogue))
    left, top, right, bottom = Sight(centre, 1).placed(bounds).bounds
    frame = Sight(centre, max((right - left) / (size[0] - 2), (bottom - top) / (size[1] - 2)) / FINER)
    _, top, right, _ = frame.placed(bounds).bounds
    box = f"{right + FINER - size[0] * FINER:.0f} {top - FINER:.0f} {size[0] * FINER} {size[1] * FINER}"
    pens = Pens(colours.__getitem__, lambda wide, more: f"{(wide * 0.6 + min(more, 1)) * FINER:.1f}", fixed=False)
    features = [one for one in catalogue.ground.drawn if one.rang <= MAIN]
    over = drawing(catalogue, frame, features, pens, frame.metres * FINER / 3)
    paths = {code: _path(frame.placed(outline), FINER / 3, None) for code, outline in catalogue.outlines.items()}
    made = []
    for roles in filled:
        svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": box})
        for code, path in paths.items():
            _fill(svg, path, colours[roles.get(code, "plus-pres")])
        svg.append(over)
        made.append(ET.tostring(svg, encoding="utf-8"))
    return made


def near(catalogue: Catalogue, commune: Commune) -> ET.Element:
    """What is seen of a commune and of its edges from near."""
    outline = catalogue.outlines.get(commune.code_insee) or shapely.Point(commune.centre.lon, commune.centre.lat)
    frame = Sight(commune.centre, STEP)
    left, top, right, bottom = frame.placed(shapely.box(*outline.bounds)).bounds
    more = AROUND / STEP
    return drawing(
        catalogue, frame, catalogue.ground.features, TOKENS, FINE, (left - more, top - more, right + more, bottom + more)
    )


def outlines_of(catalogue: Catalogue, communes: Iterable[Commune]) -> list[BaseGeometry]:
    """The surfaces of communes, in degrees, of those that have an outline."""
    return [catalogue.outlines[one.code_insee] for one in communes if one.code_insee in catalogue.outlines]


def drawing(
    catalogue: Catalogue,
    frame: Sight,
    features: Sequence[Feature],
    pens: Pens,
    stray: float,
    box: tuple[float, float, float, float] | None = None,
) -> ET.Element:
    """The ``g`` of the ground in a frame, in drawing order; ``stray``: metres that a line may stray; ``box``: what is cut."""
    whole = ET.Element("g", {"id": ID, "fill": "none", "stroke-linejoin": "round", "stroke-linecap": "round"})

    def traced(shapes: Iterable[BaseGeometry]) -> str:
        return "".join(_path(frame.placed(one), stray / frame.metres, box) for one in shapes)

    for nature in ("bati", "eau"):
        _fill(whole, traced(one.shape for one in features if one.nature == nature), pens.colour(nature))
    for nature in LINES:
        ranks = sorted({one.rang for one in features if one.nature == nature}, reverse=True)
        drawn = [(rank, traced(f.shape for f in features if f.nature == nature and f.rang == rank)) for rank in ranks]
        for colour, share, more, dashes in _STROKES[nature]:
            for rank, data in drawn:
                _stroke(whole, data, pens, colour, (WIDTHS[rank] * share, more), dashes)
    borders = shapely.line_merge(shapely.union_all([one.boundary for one in catalogue.outlines.values()]))
    _stroke(whole, traced([borders]), pens, "contour", (0, 0.8))
    return whole


_STROKES = {
    "cours-d-eau": (("eau", 1, 0.5, ""),),
    "route": (("route-bord", 1, 1.6, ""), ("route", 1, 0, "")),
    "rail": (("rail", 0.3, 0.6, ""), ("rail", 0.3, 4.6, "1.5 7")),
}
"""(colour, share of the width, pixels added to it, dashes) of each line, one over the other: a road on its edge, a railway
on its ticks."""


def _fill(parent: ET.Element, data: str, colour: str) -> None:
    if data:
        ET.SubElement(parent, "path", {"d": data, "fill": colour})


def _stroke(parent: ET.Element, data: str, pens: Pens, colour: str, width: tuple[float, float], dashes: str = "") -> None:
    if not data:
        return
    path = {"d": data, "stroke": pens.colour(colour), "stroke-width": pens.width(*width)}
    path |= {"vector-effect": "non-scaling-stroke"} if pens.fixed else {}
    path |= {"stroke-dasharray": dashes, "stroke-linecap": "butt"} if dashes else {}
    ET.SubElement(parent, "path", path)


def _path(geometry: BaseGeometry, stray: float, box: tuple[float, float, float, float] | None) -> str:
    """The data of a ``path``, in whole units."""
    cut = shapely.clip_by_rect(geometry, *box) if box else geometry
    return path_data(cut.simplify(stray)) if not cut.is_empty else ""


def path_data(geometry: BaseGeometry) -> str:
    """The data of a ``path`` for the lines and rings of a geometry, in whole units, each point from the one before."""
    return "".join(_trace(line) for line in _lines(geometry))


def _lines(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    """Its lines, rings included, in a stable order."""
    for part in shapely.get_parts(shapely.normalize(geometry)).tolist():
        if part.geom_type == "Polygon":
            yield from (part.exterior, *part.interiors)
        elif part.geom_type in ("LineString", "LinearRing"):
            yield part
        elif part.geom_type == "GeometryCollection" or part.geom_type.startswith("Multi"):
            yield from _lines(part)


def _trace(line: BaseGeometry) -> str:
    points = [(round(x), round(y)) for x, y, *_ in shapely.get_coordinates(line).tolist()]
    kept = [one for rank, one in enumerate(points) if rank == 0 or one != points[rank - 1]]
    if len(kept) < 2:
        return ""
    ring = len(kept) > 2 and kept[0] == kept[-1]
    steps = [f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in zip(kept, kept[1:-1] if ring else kept[1:], strict=False)]
    return f"M{kept[0][0]} {kept[0][1]}l{' '.join(steps)}" + ("z" if ring else "")


WHOLE = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-{x} -{y} {w} {h}" font-family="Public Sans">'
    '<rect x="-{x}" y="-{y}" width="{w}" height="{h}" fill="{ground}"/>{under}<g transform="{moved}">{drawn}</g>{over}'
    '<g transform="translate({left} {y})"><path class="plan__barre" d="M0-20v8h{bar}v-8"/>'
    '<text x="{half}" y="-17" text-anchor="middle">{length}</text></g>'
    '<text class="plan__nom" x="{side}" y="-{top}" text-anchor="{anchor}">{toward}</text></svg>'
)


def on_paper(render: Renderer, plan: StillPlan) -> bytes:
    """A still picture on its ground, as a file of its own that reads no style sheet."""
    (x, y), colours = HALF, render.colours
    pens = Pens(colours.__getitem__, lambda wide, more: f"{(wide + more) * plan.metres / STEP:.1f}", fixed=False)
    (length, bar), way = plan.scale, next(iter(plan.ways), None)
    left = bool(way and way.side == "gauche")
    text = WHOLE.format(
        x=x, y=y, w=2 * x, h=2 * y, ground=colours["contour-fond"], under=plan.under, moved=plan.moved, over=plan.over,
        drawn=Markup(ET.tostring(territory(render.catalogue, pens), encoding="unicode")),
        left=12 - x, bar=bar, half=bar / 2, length=length,
        side=12 - x if left else x - 12, top=y - 24, anchor="start" if left else "end", toward=way.words if way else "",
    )  # fmt: skip
    svg = ET.fromstring(text)
    for one in svg.iter("{http://www.w3.org/2000/svg}text"):
        one.set("class", f"text {one.get('class', '')}")
    dress(svg, colours)
    return ET.tostring(svg, encoding="utf-8")
