"""A point chosen by a click on a map, without a script: the browser sends where its image was clicked, and comes nearer.

The map is our own: the outlines of the communes, and the places whose position is known, to find one's way.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from xml.sax.saxutils import escape

from shapely import box
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from ctg.catalogue import Catalogue
from ctg.editing.boxes.answers import Answers
from ctg.kinds import Commune, Structure
from ctg.stores.contours import outlines_of

SIDE = 280
"""Pixels of the map, as wide as the smallest screens allow."""
NEARER = 4
"""How many times nearer each click comes."""
LEAST, MOST = 0.004, 3.0
"""Degrees from south to north: about 440 metres, and a region."""
METRES = 111_200
"""Of a degree of latitude."""
MOST_PLACES = 40
LENGTHS = (100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50)
"""Metres that the scale may show."""
_NUMBER = r"(-?\d{1,3}(?:\.\d{1,7})?)"
_VIEW = re.compile(",".join([_NUMBER] * 3))


@dataclass(frozen=True)
class MapView:
    """What the map shows: its centre, and how many degrees of latitude."""

    lat: float
    lon: float
    span: float

    def __str__(self) -> str:
        return f"{self.lat:.6f},{self.lon:.6f},{self.span:.6f}"

    @classmethod
    def read(cls, text: str) -> MapView | None:
        """The view that a form or an address holds; None when it is none."""
        found = _VIEW.fullmatch(text)
        lat, lon, span = map(float, found.groups()) if found else (99.0, 0.0, 0.0)
        return cls(lat, lon, min(max(span, LEAST), MOST)) if abs(lat) <= 80 and abs(lon) <= 180 else None

    @property
    def precision(self) -> int:
        """Metres of a pixel, rounded up to ten."""
        return math.ceil(self.span * METRES / SIDE / 10) * 10

    def point(self, x: int, y: int) -> tuple[float, float]:
        """(latitude, longitude) of a click."""
        east = (x / SIDE - 0.5) * self.span / math.cos(math.radians(self.lat))
        return round(self.lat + (0.5 - y / SIDE) * self.span, 5), round(self.lon + east, 5)

    def pixel(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a point is drawn."""
        east = (lon - self.lon) * math.cos(math.radians(self.lat)) / self.span
        return round((east + 0.5) * SIDE, 1), round((0.5 - (lat - self.lat) / self.span) * SIDE, 1)

    def around(self, lat: float, lon: float, times: float) -> MapView:
        """The view of another centre, so many times nearer."""
        return MapView(lat, lon, min(max(self.span / times, LEAST), MOST))


def first_view(catalogue: Catalogue, answers: Answers) -> MapView:
    """The commune of the form, else the whole territory."""
    name = next(iter(answers.get("commune", ())), "")
    code = next((one.code_insee for one in catalogue.all(Commune) if one.nom == name), "")
    every = outlines_of(catalogue.contours)
    west, south, east, north = every[code].bounds if code in every else box(*_bounds(every)).bounds
    lat = (south + north) / 2
    return MapView(lat, (west + east) / 2, 1.1 * max(north - south, (east - west) * math.cos(math.radians(lat)), LEAST))


def clicked(view: MapView, x: str, y: str) -> tuple[float, float] | None:
    """(latitude, longitude) of a click; None for what is none: a keyboard sends 0, 0."""
    if not (x.isdecimal() and y.isdecimal() and (x, y) != ("0", "0") and len(x) < 5 > len(y)):
        return None
    return view.point(min(int(x), SIDE), min(int(y), SIDE))


def drawn(catalogue: Catalogue, view: MapView, point: tuple[float, float] | None) -> str:
    """The map as SVG. Its colours are its own: an image has not those of its page."""
    half = view.span / 2
    wide = half / math.cos(math.radians(view.lat))
    frame = box(view.lon - wide, view.lat - half, view.lon + wide, view.lat + half)
    names = {one.code_insee: one.nom for one in catalogue.all(Commune)}
    parts, words = [], Labels()
    for code, outline in outlines_of(catalogue.contours).items():
        shown = outline.intersection(frame)
        if not shown.is_empty:
            path = _path(outline.intersection(frame.buffer(half)), view)
            parts.append(f'<path d="{path}" fill="#eef3ee" stroke="#5b6b64" stroke-width="1.5"/>')
            inside = shown.representative_point()
            at = (SIDE / 2, 18.0) if outline.covers(frame) else view.pixel(inside.y, inside.x)  # not under the point
            words.add(at, names.get(code, ""), 12)
    places = [one for one in catalogue.all(Structure) if one.position and frame.covers(shape(_geo(one)))]
    for one in places[:MOST_PLACES]:
        assert one.position
        x, y = view.pixel(one.position.lat, one.position.lon)
        parts.append(f'<circle cx="{x}" cy="{y}" r="3.5" fill="#0b5d57"/>')
        words.add((x, y - 6), one.title[:24], 10)
    parts += [*words.drawn, _scale(view)]
    if point:
        x, y = view.pixel(*point)
        parts.append(f'<circle cx="{x}" cy="{y}" r="7" fill="none" stroke="#a34100" stroke-width="3"/>')
        parts.append(f'<circle cx="{x}" cy="{y}" r="1.5" fill="#a34100"/>')
    size = f'width="{SIDE}" height="{SIDE}" viewBox="0 0 {SIDE} {SIDE}"'
    ground = f'<rect width="{SIDE}" height="{SIDE}" fill="#ffffff"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{ground}{"".join(parts)}</svg>'


def _geo(one: Structure) -> dict:
    assert one.position
    return {"type": "Point", "coordinates": (one.position.lon, one.position.lat)}


def _bounds(outlines: dict[str, BaseGeometry]) -> tuple[float, float, float, float]:
    every = [one.bounds for one in outlines.values()]
    return min(one[0] for one in every), min(one[1] for one in every), max(one[2] for one in every), max(one[3] for one in every)


def _path(outline: BaseGeometry, view: MapView) -> str:
    polygons = [one for one in getattr(outline, "geoms", [outline]) if one.geom_type == "Polygon"]
    rings = [ring for one in polygons for ring in (one.exterior, *one.interiors)]
    pixels = ([view.pixel(lat, lon) for lon, lat, *_ in ring.coords] for ring in rings)
    return "".join("M" + "L".join(f"{x} {y}" for x, y in ring) + "Z" for ring in pixels)


class Labels:
    """Names that do not cover one another: the first that is given stays, and one that a border would cut is left out."""

    def __init__(self) -> None:
        self.drawn: list[str] = []
        self._taken: list[tuple[float, float, float, float]] = []

    def add(self, at: tuple[float, float], text: str, size: int) -> None:
        """A name centred over a point."""
        half = len(text) * size * 0.28
        here = at[0] - half, at[1] - size, at[0] + half, at[1] + 2
        if here[0] < 0 or here[1] < 0 or here[2] > SIDE or here[3] > SIDE:
            return
        if not any(here[0] < x1 and x0 < here[2] and here[1] < y1 and y0 < here[3] for x0, y0, x1, y1 in self._taken):
            self._taken.append(here)
            self.drawn.append(_word(at, text, size))


def _scale(view: MapView) -> str:
    """A bar of a round length, a third of the map at most: without a street, distances tell where one is."""
    metre = SIDE / (view.span * METRES)
    length = next(one for one in LENGTHS if one * metre <= SIDE / 3)
    told = f"{length // 1000} km" if length >= 1000 else f"{length} m"
    end = round(8 + length * metre, 1)
    bar = f'<path d="M8 {SIDE - 14}v6H{end}v-6" fill="none" stroke="#20302b" stroke-width="1.5"/>'
    return bar + _word((round((8 + end) / 2, 1), SIDE - 14), told, 10)


def _word(at: tuple[float, float], text: str, size: int) -> str:
    halo = 'stroke="#ffffff" stroke-width="3" paint-order="stroke"'
    style = f'font-family="sans-serif" font-size="{size}" text-anchor="middle" fill="#20302b" {halo}'
    return f'<text x="{at[0]}" y="{at[1]}" {style}>{escape(text)}</text>'
