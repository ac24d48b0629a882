"""The drawing of the territory, in lines: beside the first questions on a wide screen.

Made from the outlines, as one SVG file: the border of the territory, the lines of its
communes, its largest towns by name. Its colours are those of the page (``currentColor``), so that it is
read in both palettes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import NamedTuple
from xml.etree import ElementTree as ET

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from ctg.model.commune import Commune
from ctg.model.fields import Position
from ctg.pages.drawing import letters
from ctg.pages.files import Asset, SiteFile
from ctg.pages.renderer import Renderer
from ctg.reading.catalogue import Catalogue

PATH = "assets/images/dessin.svg"
ID = "dessin"
"""What a page uses of the file: ``<use href="…/dessin.svg#dessin">``."""
WIDTH, TALLEST = 640, 640
"""User units of the whole drawing."""
MARGIN = 20
"""Room for the lines that go around the border."""
SIMPLER = 2.0
"""User units that a line may stray from the true one."""
AROUND = ((7, 0.3), (14, 0.15))
"""(distance, opacity) of the lines around the border, as old maps draw a shore."""
LETTER, DOT, GAP = 21, 4, 8
TOWNS = 8


class Box(NamedTuple):
    """A rectangle, in user units."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Do both rectangles share some surface?"""
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom


@dataclass(frozen=True)
class Projection:
    """From degrees to user units, north up. Longitudes are shrunk by the cosine of the latitude: shapes look as on a map."""

    west: float
    north: float
    across: float
    """User units for a degree of longitude."""
    down: float
    """The same, of latitude."""
    width: int
    height: int

    @classmethod
    def around(cls, outlines: Sequence[BaseGeometry]) -> Projection:
        """The projection in which these outlines, in degrees, fill the drawing."""
        west, south, east, north = shapely.total_bounds(outlines)
        shrink = cos(radians((south + north) / 2))
        down = min((WIDTH - 2 * MARGIN) / ((east - west) * shrink), (TALLEST - 2 * MARGIN) / (north - south))
        width, height = (east - west) * shrink * down, (north - south) * down
        return cls(west, north, shrink * down, down, round(width + 2 * MARGIN), round(height + 2 * MARGIN))

    def placed(self, outline: BaseGeometry) -> BaseGeometry:
        """An outline in degrees → the same in user units."""
        points = shapely.transform(outline, lambda at: (at - (self.west, self.north)) * (self.across, -self.down) + MARGIN)
        assert isinstance(points, BaseGeometry)
        return points

    def point(self, position: Position) -> tuple[float, float]:
        """A position → (x, y) in user units."""
        return (position.lon - self.west) * self.across + MARGIN, (self.north - position.lat) * self.down + MARGIN


def files(render: Renderer) -> Iterable[SiteFile]:
    """The drawing."""
    yield Asset(PATH, lambda: ET.tostring(drawing(render.catalogue), encoding="utf-8"))


def view_box(catalogue: Catalogue) -> str:
    """The ``viewBox`` of the drawing, for the page that shows it; empty for one outline alone, which says nothing."""
    return "" if catalogue.alone else _box(frame_of(catalogue))


def _box(frame: Projection) -> str:
    return f"0 0 {frame.width} {frame.height}"


def frame_of(catalogue: Catalogue) -> Projection:
    """Where the outlines stand in the drawing that is made of them."""
    return Projection.around([shape(feature["geometry"]) for feature in catalogue.contours["features"]])


def drawing(catalogue: Catalogue) -> ET.Element:
    """The whole ``svg`` element of the territory."""
    frame = frame_of(catalogue)
    outlines = [frame.placed(shape(feature["geometry"])) for feature in catalogue.contours["features"]]
    communes = list(shapely.coverage_simplify(outlines, SIMPLER * 4))  # together, so that neighbours keep one common border
    border = shapely.union_all(communes)
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": _box(frame)})
    whole = ET.SubElement(svg, "g", {"id": ID})
    lines = ET.SubElement(whole, "g", {"fill": "none", "stroke": "currentColor", "stroke-linejoin": "round"})
    for distance, opacity in AROUND:
        away = border.buffer(distance).simplify(SIMPLER / 2)
        ET.SubElement(lines, "path", {"d": path_data(away), "stroke-width": "1", "stroke-opacity": str(opacity)})
    inner = shapely.line_merge(shapely.union_all([commune.boundary for commune in communes]).difference(border.boundary))
    ET.SubElement(lines, "path", {"d": path_data(inner), "stroke-width": "1", "stroke-opacity": "0.4"})
    ET.SubElement(lines, "path", {"d": path_data(border), "stroke-width": "2.5"})
    # The edge of the letters is left to the page, which knows its own ground: a name is read over a line.
    names = ET.SubElement(whole, "g", {"fill": "currentColor", "font-size": str(LETTER), "font-weight": "600"})
    for name, (x, y), anchor in labelled_towns(catalogue, frame, border):
        ET.SubElement(names, "circle", {"cx": f"{x:.0f}", "cy": f"{y:.0f}", "r": str(DOT)})
        place = {"x": f"{x + (GAP if anchor == 'start' else -GAP):.0f}", "y": f"{y + LETTER * 0.35:.0f}", "text-anchor": anchor}
        letters(names, place, name)
    return svg


def path_data(outline: BaseGeometry) -> str:
    """The data of a ``path`` for the lines and rings of an outline, in whole user units."""
    return "".join(_trace(part) for part in _lines(outline))


def _lines(outline: BaseGeometry) -> Iterator[BaseGeometry]:
    """Its lines, rings included, in a stable order."""
    lines = outline.boundary if outline.geom_type.endswith("Polygon") else outline
    yield from (part for part in shapely.normalize(shapely.get_parts(lines)) if not part.is_empty)


def _trace(line: BaseGeometry) -> str:
    points = [f"{x:.0f},{y:.0f}" for x, y in shapely.get_coordinates(line).tolist()]
    ring = len(points) > 2 and points[0] == points[-1]
    return "M" + "L".join(points[:-1] if ring else points) + ("Z" if ring else "")


def labelled_towns(
    catalogue: Catalogue, frame: Projection, border: BaseGeometry
) -> Iterator[tuple[str, tuple[float, float], str]]:
    """(name, point, side of the letters) of the largest towns whose names have room; the largest first."""
    taken: list[Box] = []
    for commune in sorted(catalogue.all(Commune), key=lambda one: (-(one.population or 0), one.id)):
        x, y = frame.point(commune.centre)
        free = [side for side in _sides(commune.nom, x, y) if _has_room(side[1], frame, taken)]
        if free:
            anchor, box = max(free, key=lambda side: border.contains(shapely.box(*side[1])))  # the first, when all are alike
            taken.append(box)
            yield commune.nom, (x, y), anchor
        if len(taken) == TOWNS:
            return


def _sides(name: str, x: float, y: float) -> tuple[tuple[str, Box], ...]:
    """A name after its dot, and before it: what it covers."""
    long, high = len(name) * LETTER * 0.58 + GAP, LETTER * 0.75
    return ("start", Box(x - DOT, y - high, x + long, y + high)), ("end", Box(x - long, y - high, x + DOT, y + high))


def _has_room(box: Box, frame: Projection, taken: Sequence[Box]) -> bool:
    return box.left >= 0 and box.right <= frame.width and not any(box.meets(other) for other in taken)
