"""The landscape of the territory: what someone would see who stood at its south and looked north.

Its hills are the northern edges of its communes, the farthest first; its villages are its largest communes and its trees the
others, each where its longitude puts it. The colours are roles (``ciel``, ``loin``, ``encre``…, see :mod:`ctg.pages.styles`): the
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
SUN, WATER, ARCH = 58, 350, 54
HILLS = (("loin", 218, 96, 9), ("plus-pres", 286, 82, 7), ("pres", 372, 92, 4))
"""(role, foot, height, columns) of the ridges, the farthest first: near hills are broader."""
HAMLETS, TREES, NEAR_TREES = 4, 8, 3
TOWN_ROOM, HAMLET_ROOM, TREE_ROOM = 190, 120, 44
"""User units around the town, between two hamlets, between two trees."""
WATERS, GREAT = ("eau", "cours-d-eau"), 2
"""A river of the ground that is worth drawing: its natures, its rank at most."""
FEW = 6
"""Communes under which none makes a ridge with others."""


class Stroke(NamedTuple):
    """A shape: the role of its colour, its path; ``dashed``: a row of what grows, not a surface."""

    role: str
    path: str
    dashed: bool = False


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


class Stands(NamedTuple):
    """A commune in the landscape: how far to the right, and the rank of the ridge that it is on."""

    x: float
    rank: int


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
    limits = [outlines[rank * len(outlines) // len(HILLS)].centroid.y for rank in (1, 2)]
    places = [
        Stands(
            WEST + 90 + (one.centre.lon - west) / (east - west) * (WIDTH - WEST - 180),
            sum(one.centre.lat < limit for limit in limits),
        )
        for one in communes
    ]
    ridges = [_ridge(outlines, rank) for rank in range(len(HILLS))]
    river = any(one.nature in WATERS and one.rang <= GREAT for one in catalogue.ground.features)
    return Landscape(tuple(_drawn(ridges, places, river)), places[0].x)


def cut(width: float, height: float, sky: float, middle: float = WIDTH) -> str:
    """The ``viewBox`` of a part of it: as wide, as high, with as much sky above the frame; ``middle``: around there."""
    return f"{min(middle - width / 2, WIDTH - width):.0f} {-sky:.0f} {width:.0f} {height:.0f}"


def as_svg(land: Landscape, colours: Mapping[str, str] | None = None, box: str = f"0 0 {WIDTH} {HEIGHT}") -> Markup:
    """The drawing as an ``svg``: coloured by the classes of the page, or by these ``colours``; ``box``: what is cut of it."""
    paths = []
    for role, path, dashed in land.strokes:
        kind = f'class="peint peint-{role}{" peint--rang" * dashed}"' if not colours else (
            f'fill="none" stroke="{colours[role]}" stroke-width="7" stroke-linecap="round" stroke-dasharray="3 16"'
            if dashed
            else f'fill="{colours[role]}"'
        )  # fmt: skip
        paths.append(f'<path {kind} d="{path}"/>')
    head = 'class="paysage" aria-hidden="true" focusable="false"' if not colours else 'xmlns="http://www.w3.org/2000/svg"'
    return Markup(f'<svg {head} viewBox="{box}" preserveAspectRatio="xMaxYMax slice">{"".join(paths)}</svg>')


def _drawn(ridges: Sequence[Ridge], places: Sequence[Stands], river: bool) -> Iterator[Stroke]:
    """The shapes; ``places``: the largest commune first; ``river``: there is one, with its bridge."""
    far, middle, near = ridges
    town = places[0].x
    if river:
        near = _sunk(near, town - 30)
    hamlets = _apart([one for one in places[1:] if abs(one.x - town) > TOWN_ROOM and one.rank < 2], HAMLETS, HAMLET_ROOM)
    taken = [*(Stands(town + side, 1) for side in (-TOWN_ROOM * 0.6, 0, TOWN_ROOM * 0.6)), *hamlets]
    free = [one for one in places if all(abs(one.x - other.x) > TREE_ROOM or one.rank != other.rank for other in taken)]
    trees = [_apart([one for one in free if one.rank == rank], TREES, TREE_ROOM * (0.7 + rank)) for rank in range(len(ridges))]
    sun = WIDTH - 190 if town < (WEST + WIDTH) / 2 + 40 else WEST + 190
    yield Stroke("ciel", f"M{-BEYOND}{-BEYOND}H{WIDTH + BEYOND}V{HEIGHT}H{-BEYOND}z")
    yield Stroke("soleil", _disc(sun, far.at(sun) - 20, SUN))
    yield Stroke("plus-pres", "".join(_tree(one.x, far.at(one.x), 0.6) for one in trees[0]))
    for one in hamlets:
        if one.rank == 0:
            yield from _houses(one.x, far, 0.5, "plus-pres", HAMLET)
    yield _hill(far)
    for one in hamlets:
        if one.rank == 1:
            yield from _houses(one.x, middle, 0.7, "pres", HAMLET)
    yield from _houses(town, middle, 1, "pres", TOWN)
    yield Stroke("pres", "".join(_tree(one.x, middle.at(one.x), 0.9) for one in trees[1]))
    yield _hill(middle)
    if river:
        yield Stroke("onde", f"M{-BEYOND},{WATER}H{WIDTH + BEYOND}V{HEIGHT + BEYOND}H{-BEYOND}z")
        yield from _bridge(town - 60)
    yield _hill(near)
    yield from (Stroke("encre", row, dashed=True) for row in _rows(near))
    yield Stroke("encre", "".join(_tree(one.x, near.at(one.x) + 4, 1.5) for one in trees[2][:NEAR_TREES]))
    foot = HEIGHT - 44
    yield Stroke("encre", f"M{-BEYOND},{foot}H{WEST // 3}Q{WEST},{foot} {WIDTH * 2 // 3},{HEIGHT}V{HEIGHT + BEYOND}H{-BEYOND}z")


def _apart(places: Sequence[Stands], most: int, room: float) -> list[Stands]:
    """The first places that are as far as that from each other."""
    found: list[Stands] = []
    for one in places:
        if len(found) < most and all(abs(one.x - other.x) >= room for other in found):
            found.append(one)
    return found


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


def _rows(ridge: Ridge) -> Iterator[str]:
    """Rows of a field, from the ridge down to the foot of the frame, wider apart as they come near."""
    for rank in range(5):
        x = WIDTH - 60 - 92 * rank
        y = ridge.at(x) + 16
        yield f"M{x},{y:.0f}Q{x + 6},{(y + HEIGHT) / 2:.0f} {x - 70 + 10 * rank},{HEIGHT + 20}"


# --- what stands on them -------------------------------------------------------------------------

TOWN = ((-112, 40, 26), (-74, 46, 40), (-30, 36, 58), (24, 46, 52), (68, 42, 34), (108, 34, 20))
HAMLET = ((-44, 38, 26), (-8, 46, 40), (36, 34, 24))
"""Houses: (left, width, height of the walls)."""
SUNK = 70
"""User units of the walls that the hill hides."""


def _houses(x: float, ridge: Ridge, scale: float, role: str, houses: Sequence[tuple[int, int, int]]) -> Iterator[Stroke]:
    """A village on a ridge: its walls, its roofs in the warm colour, its windows; the town has a church."""
    walls, roofs, lights = "", "", ""
    for left, width, height in houses:
        a, w, rise = x + left * scale, width * scale, width * 0.42 * scale
        foot = (ridge.at(a + w / 2) + ridge.at(x)) / 2
        b = foot - height * scale
        walls += f"M{a:.0f},{b:.0f}h{w:.0f}v{height * scale + SUNK:.0f}h{-w:.0f}z"
        roofs += f"M{a - 4 * scale:.0f},{b:.0f}l{w / 2 + 4 * scale:.0f}-{rise:.0f} {w / 2 + 4 * scale:.0f} {rise:.0f}z"
        if scale == 1:
            lights += f"M{a + w / 2 - 4:.0f},{b + 10:.0f}h8v11h-8z"
    if houses is TOWN:
        y = ridge.at(x)
        walls += f"M{x:.0f},{y - 96:.0f}h28v{96 + SUNK}h-28z"
        roofs += f"M{x - 3:.0f},{y - 96:.0f}l17-46 17 46z"
        lights += f"M{x + 10:.0f},{y - 84:.0f}h8v14h-8z"
    yield Stroke(role, walls)
    yield Stroke("soleil", roofs)
    if lights:
        yield Stroke("fenetre", lights)


def _bridge(right: float) -> Iterator[Stroke]:
    """A bridge of five arches that ends there."""
    left, top, foot = right - 6 * ARCH, WATER - 26, WATER + 24
    rise = f"Q{(left + right) / 2:.0f},{top - 34:.0f} "
    arches = "".join(
        f"M{left + ARCH * (i + 0.66):.0f},{foot}v-24a{ARCH // 3},{ARCH // 3} 0 0 1 {ARCH * 2 // 3} 0v24z" for i in range(5)
    )
    yield Stroke("soleil", f"M{right:.0f},{foot}V{top}{rise}{left:.0f},{top}V{foot}z{arches}")
    yield Stroke("encre", f"M{left - 8:.0f},{top}{rise}{right + 8:.0f},{top}v6{rise}{left - 8:.0f},{top + 6}z")


def _tree(x: float, y: float, scale: float) -> str:
    """A poplar, or a round tree, by where it stands."""
    if int(x) % 3:
        wide, low, high = (f"{side * scale:.0f}" for side in (9, 22, 52))
        return f"M{x:.0f},{y + 6:.0f}q-{wide}-{low} 0-{high}q{wide} {30 * scale:.0f} 0 {high}z"
    return _disc(x, y - 12 * scale, 15 * scale) + f"M{x - 2:.0f},{y - 4:.0f}v12h4v-12z"


def _disc(x: float, y: float, radius: float) -> str:
    half, whole = f"a{radius:.0f},{radius:.0f} 0 1 0", f"{2 * radius:.0f}"
    return f"M{x - radius:.0f},{y:.0f}{half} {whole} 0{half}-{whole} 0z"
