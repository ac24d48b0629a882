"""The landscape of the territory: what someone would see who stood at its south and looked north.

Its hills are the northern edges of its communes, the farthest first; its town is the largest of them, where its longitude puts
it. The colours are roles (``ciel``, ``loin``, ``encre``…, see :mod:`ctg.pages.styles`): the
classes of a page, the fills of a picture. Sky and ground go on beyond the frame, so that any shape may be cut out of it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from ctg.model import Commune
from ctg.reading.catalogue import Catalogue

WIDTH, HEIGHT, WEST = 1440, 440, 600
"""User units; the territory is at the right of ``WEST``, its hills go on at the left, where the home page has its words."""
BEYOND = 900
"""User units of sky and of ground around the frame."""
SUN, WATER = 58, 350
HILLS = (("loin", 218, 96, 9), ("plus-pres", 286, 82, 7), ("pres", 372, 92, 4))
"""(role, foot, height, columns) of the ridges, the farthest first: near hills are broader."""
WATERS, GREAT = ("eau", "cours-d-eau"), 2
"""A river of the ground that is worth drawing: its natures, its rank at most."""
FEW = 6
"""Communes under which none makes a ridge with others."""


class Stroke(NamedTuple):
    """A shape: the role of its colour, its path."""

    role: str
    path: str


class Ridge(NamedTuple):
    """The line of hills: heights at even steps from ``start``, to be rounded."""

    role: str
    start: float
    step: float
    heights: tuple[float, ...]

    def at(self, x: float) -> float:
        """How far down the frame it is there."""
        rank = (x - self.start) / self.step - 0.5
        left, right = self.heights[int(rank)], self.heights[int(rank) + 1]
        return left + (right - left) * (rank % 1)


class Landscape(NamedTuple):
    """Its shapes, the farthest first, and where its town is: what a narrow frame must hold."""

    strokes: tuple[Stroke, ...]
    town: float


def landscape(catalogue: Catalogue) -> Landscape | None:
    """That of a territory; None where there are no outlines."""
    outlines = sorted(catalogue.outlines.values(), key=lambda one: -one.centroid.y)
    communes = sorted(catalogue.all(Commune), key=lambda one: (-(one.population or 0), one.id))
    if not outlines or not communes:
        return None
    west, _, east, _ = shapely.total_bounds(outlines)
    town = WEST + 90 + (communes[0].centre.lon - west) / (east - west) * (WIDTH - WEST - 180)
    river = any(one.nature in WATERS and one.rang <= GREAT for one in catalogue.ground.features)
    return Landscape(tuple(_drawn([_ridge(outlines, rank) for rank in range(len(HILLS))], town, river)), town)


def cut(width: float, height: float, sky: float, middle: float = WIDTH) -> str:
    """The ``viewBox`` of a part of it: as wide, as high, with as much sky above the frame; ``middle``: around there."""
    return f"{min(middle - width / 2, WIDTH - width):.0f} {-sky:.0f} {width:.0f} {height:.0f}"


def as_svg(land: Landscape, colours: Mapping[str, str] | None = None, box: str = f"0 0 {WIDTH} {HEIGHT}") -> Markup:
    """The drawing as an ``svg``: coloured by the classes of the page, or by these ``colours``; ``box``: what is cut of it."""
    looks = {role: f'fill="{colours[role]}"' if colours else f'class="peint peint-{role}"' for role, _ in land.strokes}
    paths = (f'<path {looks[role]} d="{path}"/>' for role, path in land.strokes)
    head = 'class="paysage" aria-hidden="true" focusable="false"' if not colours else 'xmlns="http://www.w3.org/2000/svg"'
    return Markup(f'<svg {head} viewBox="{box}" preserveAspectRatio="xMaxYMax slice">{"".join(paths)}</svg>')


def _drawn(ridges: Sequence[Ridge], town: float, river: bool) -> Iterator[Stroke]:
    """The shapes; ``town``: how far to the right; ``river``: there is one before it."""
    far, middle, near = ridges
    sun = WIDTH - 190 if town < (WEST + WIDTH) / 2 + 40 else WEST + 190
    yield Stroke("ciel", f"M{-BEYOND}{-BEYOND}H{WIDTH + BEYOND}V{HEIGHT}H{-BEYOND}z")
    yield Stroke("soleil", _disc(sun, far.at(sun) - 20, SUN))
    yield _hill(far)
    yield from _houses(town, middle)
    yield _hill(middle)
    if river:
        yield Stroke("onde", f"M{-BEYOND},{WATER}H{WIDTH + BEYOND}V{HEIGHT + BEYOND}H{-BEYOND}z")
        near = _sunk(near, town - 30)
    yield _hill(near)
    foot = HEIGHT - 44
    yield Stroke("encre", f"M{-BEYOND},{foot}H{WEST // 3}Q{WEST},{foot} {WIDTH * 2 // 3},{HEIGHT}V{HEIGHT + BEYOND}H{-BEYOND}z")


# --- hills ---------------------------------------------------------------------------------------


def _ridge(outlines: Sequence[BaseGeometry], rank: int) -> Ridge:
    """The ridge of a third of the communes, counted from the north; few communes make all of them, one way and the other."""
    role, foot, height, columns = HILLS[rank]
    third = -(-len(outlines) // len(HILLS))
    few = len(outlines) < FEW
    edge = _northern_edge(shapely.union_all(outlines if few else outlines[rank * third : (rank + 1) * third]), columns)
    low, high = min(edge), max(edge)
    tall = [foot - height * (one - low) / ((high - low) or 1) for one in (edge[::-1] if few and rank % 2 else edge)]
    step = (WIDTH - WEST) / (columns - 1)
    left, right = int((WEST + BEYOND) / step) + 1, int(BEYOND / step) + columns + 1
    return Ridge(role, WEST - left * step, step, tuple(_folded(tall, i) for i in range(-left, right)))


def _northern_edge(land: BaseGeometry, columns: int) -> list[float]:
    """How far north a land goes, at even steps from west to east, each told with its neighbours."""
    west, south, east, north = land.bounds
    found = []
    for rank in range(columns):
        x = west + (east - west) * (rank + 0.5) / columns
        column = land.intersection(shapely.LineString([(x, south), (x, north)]))
        found.append(south if column.is_empty else column.bounds[3])
    return found


def _folded(values: Sequence[float], rank: int) -> float:
    """A value of a line that goes back and forth for ever."""
    rank %= 2 * len(values) - 2
    return values[min(rank, 2 * len(values) - 2 - rank)]


def _sunk(ridge: Ridge, bank: float) -> Ridge:
    """The same, which goes under the frame at the left of a bank."""
    steps = enumerate(ridge.heights)
    return ridge._replace(heights=tuple(y + max(0, bank - ridge.start - ridge.step * i) ** 2 / 500 for i, y in steps))


def _hill(ridge: Ridge) -> Stroke:
    """The surface under a ridge, rounded: each height pulls the line, which goes through the middles."""
    ends = [(ridge.start + ridge.step * (i + 0.5), (a + b) / 2) for i, (a, b) in enumerate(pairwise(ridge.heights))]
    (x, y), (x1, y1), *more = ends
    line = f"M{x:.0f},{y:.0f}Q{ridge.start + ridge.step:.0f},{ridge.heights[1]:.0f} {x1:.0f},{y1:.0f}T"
    line += " ".join(f"{x:.0f},{y:.0f}" for x, y in more)
    return Stroke(ridge.role, f"{line}V{HEIGHT + BEYOND}H{x:.0f}z")


# --- what stands on them -------------------------------------------------------------------------

TOWN = ((-112, 40, 26), (-74, 46, 40), (-30, 36, 58), (24, 46, 52), (68, 42, 34), (108, 34, 20))
"""Houses: (left, width, height of the walls)."""
SUNK = 70
"""User units of the walls that the hill hides."""


def _houses(x: float, ridge: Ridge) -> Iterator[Stroke]:
    """The town on a ridge: its walls, its roofs in the warm colour, its windows, its church."""
    y = ridge.at(x)
    walls, roofs = f"M{x:.0f},{y - 96:.0f}h28v{96 + SUNK}h-28z", f"M{x - 3:.0f},{y - 96:.0f}l17-46 17 46z"
    lights = f"M{x + 10:.0f},{y - 84:.0f}h8v14h-8z"
    for left, width, height in TOWN:
        a, top = x + left, (ridge.at(x + left + width / 2) + y) / 2 - height
        walls += f"M{a:.0f},{top:.0f}h{width}v{height + SUNK}h-{width}z"
        roofs += f"M{a - 4:.0f},{top:.0f}l{width / 2 + 4:.0f}-{width * 0.42:.0f} {width / 2 + 4:.0f} {width * 0.42:.0f}z"
        lights += f"M{a + width / 2 - 4:.0f},{top + 10:.0f}h8v11h-8z"
    yield from (Stroke("pres", walls), Stroke("soleil", roofs), Stroke("fenetre", lights))


def _disc(x: float, y: float, radius: float) -> str:
    half, whole = f"a{radius:.0f},{radius:.0f} 0 1 0", f"{2 * radius:.0f}"
    return f"M{x - radius:.0f},{y:.0f}{half} {whole} 0{half}-{whole} 0z"
