"""The ground of a territory made from what others publish: cut around the outlines, made simple, ranked to fit its size."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import cos, radians
from typing import Any

import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from ctg import api
from ctg_demarrage.ground_files import GivenFeature, Reach
from ctg_demarrage.ground_words import RIVALS, Said, layer_of, said

MARGIN, HORIZON = 2_000, 60_000
"""Metres around the outlines that the ground shows, and as far as a large town gives a direction."""
DEGREE = 111_195
GRID = 0.00001
STEPS = ((6, 15), (5, 20), (5, 30), (4, 30), (4, 50), (3, 50), (3, 80), (2, 100))
"""(last rank kept, metres that a line may stray), until the file is light enough; after the last, the longest are kept."""
GAP, LEAST_SURFACE, LEAST_LINE = 30, 8_000, 150
"""Metres that join two buildings; square metres and metres under which nothing is drawn."""
SIZES = (1_000_000, 300_000, 80_000, 20_000)
"""Square metres from which a surface has the rank 2, 3…"""
SURFACES = ("bati", "eau")
SHAPES = {"bati": "Polygon", "eau": "Polygon", "cours-d-eau": "LineString", "route": "LineString", "rail": "LineString"}
"""Nature → how the type of its geometry ends."""


@dataclass
class Made:
    """The text of the file, and what to say of it."""

    text: str
    counts: Counter[str] = field(default_factory=Counter)
    """Nature → how many features."""
    sources: tuple[str, ...] = ()
    last_rank: int = 6
    refused: int = 0
    """Features whose name or shape cannot be shown."""


def window_of(outlines: Sequence[BaseGeometry]) -> Reach:
    """The outlines and what is around them."""
    whole = shapely.union_all(outlines)
    lat = whole.centroid.y
    near, far = (_back(_metres(whole, lat).buffer(more), lat) for more in (MARGIN, HORIZON))
    return Reach(near, far)


def make(raws: Iterable[GivenFeature], outlines: Sequence[BaseGeometry]) -> Made:
    """The ground of these outlines (degrees) from the features of files; of two files that say the same, the first is kept."""
    window, whole = window_of(outlines), shapely.union_all(outlines)
    lat = whole.centroid.y
    groups, towns = _gathered(list(raws), window, whole)
    drawn = [(one, _dissolved(one.nature, [_metres(shape, lat) for shape in shapes])) for one, shapes in groups.items()]
    area = _metres(window.near, lat)
    cut = [(one, shapely.intersection(shape, area)) for one, shape in drawn]
    made = Made("")
    for last, stray in STEPS:
        found = [*_ranked(cut, last, stray, lat), *towns]
        made = _written(found, last)
        if len(made.text.encode()) <= api.GROUND_MOST:
            return made
    most = len(found) * api.GROUND_MOST // len(made.text.encode())
    while len(made.text.encode()) > api.GROUND_MOST:
        found = sorted(found, key=lambda pair: (pair[0].rang, -pair[1].length))[:most]
        made, most = _written(found, last), most * 9 // 10
    return made


def _gathered(
    raws: Sequence[GivenFeature], window: Reach, whole: BaseGeometry
) -> tuple[dict[Said, list[BaseGeometry]], list[tuple[Said, BaseGeometry]]]:
    """What is drawn, by what it is; and the towns beyond the outlines."""
    layers = {layer_of(one) for one in raws}
    sources: dict[str, str] = {}
    groups: dict[Said, list[BaseGeometry]] = defaultdict(list)
    towns: dict[str, tuple[Said, BaseGeometry]] = {}
    for raw in raws:
        if RIVALS.get(layer_of(raw)) in layers or not (one := said(raw)):
            continue
        if not raw.geometry.geom_type.endswith(SHAPES.get(one.nature, "")):
            continue
        if sources.setdefault(one.nature, one.source) != one.source:
            continue
        if one.nature == "ville":
            point = raw.geometry.representative_point()
            if one.nom and not whole.covers(point) and (placed := _town(one, point, window)):
                towns.setdefault(one.nom, (placed, point))
        elif one.nature in SURFACES:
            groups[one._replace(rang=6, nom=one.nom if one.nature == "eau" else "")].append(raw.geometry)
        else:
            groups[one].append(raw.geometry)
    return groups, list(towns.values())


def _town(one: Said, point: BaseGeometry, window: Reach) -> Said | None:
    """A town in the ground, or a direction when it is large and not too far."""
    if window.near.covers(point):
        return one
    return one._replace(nature="direction") if one.rang <= 2 and window.far.covers(point) else None


def _dissolved(nature: str, shapes: list[BaseGeometry]) -> BaseGeometry:
    """Lines end to end; surfaces in one, buildings of a street joined."""
    if nature not in SURFACES:
        return shapely.line_merge(shapely.union_all(shapes))
    valid = [one if one.is_valid else shapely.make_valid(one) for one in shapes]
    if nature == "eau":
        return shapely.union_all(valid)
    return shapely.union_all([one.buffer(GAP, quad_segs=2) for one in valid]).buffer(-GAP, quad_segs=2)


def _ranked(cut: Iterable[tuple[Said, BaseGeometry]], last: int, stray: float, lat: float) -> Iterable[tuple[Said, BaseGeometry]]:
    """What is drawn down to a rank, made simple, in degrees; surfaces by their size."""
    for one, shape in cut:
        if one.nature not in SURFACES:
            parts = [part for part in shapely.get_parts(shape).tolist() if part.length >= LEAST_LINE]
            ranks = {one.rang: parts} if parts and one.rang <= last else {}
        else:
            ranks = defaultdict(list)
            for part in shapely.get_parts(shape).tolist():
                rank = 2 + sum(part.area < size for size in SIZES)
                if part.geom_type == "Polygon" and part.area >= LEAST_SURFACE and rank <= last:
                    ranks[rank].append(part)
        for rank, parts in sorted(ranks.items()):
            light = shapely.set_precision(_back(_joined(parts).simplify(stray), lat), GRID)
            if not light.is_empty:
                yield one._replace(rang=rank), light


def _joined(parts: list[BaseGeometry]) -> BaseGeometry:
    whole = shapely.union_all(parts)
    return shapely.line_merge(whole) if whole.geom_type == "MultiLineString" else whole


def _written(found: Iterable[tuple[Said, BaseGeometry]], last: int) -> Made:
    kept: list[Said] = []
    lines: list[str] = []
    refused = 0
    for one, shape in sorted(found, key=lambda pair: (pair[0], pair[1].wkt)):
        line = _line(one, shape)
        try:
            api.ground_feature(json.loads(line))
        except ValueError:
            refused += 1
            continue
        lines.append(line)
        kept.append(one)
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    sources = tuple(dict.fromkeys(f"{one.source} ({one.licence})" for one in kept))
    return Made(text, Counter(one.nature for one in kept), sources, last, refused)


def _line(one: Said, shape: BaseGeometry) -> str:
    properties: dict[str, Any] = {"nature": one.nature, **({"nom": one.nom} if one.nom else {}), "rang": one.rang}
    return api.compact(
        {
            "type": "Feature",
            "properties": {**properties, "source": one.source, "licence": one.licence},
            "geometry": {"type": shape.geom_type, "coordinates": _rounded(mapping(shape)["coordinates"])},
        }
    )


def _rounded(points: Any) -> Any:
    return [_rounded(one) for one in points] if isinstance(points[0], tuple) else [round(points[0], 5), round(points[1], 5)]


def _metres(shape: BaseGeometry, lat: float) -> BaseGeometry:
    """Degrees → metres, east and north, near a latitude."""
    return _scaled(shape, DEGREE * cos(radians(lat)), DEGREE)


def _back(shape: BaseGeometry, lat: float) -> BaseGeometry:
    return _scaled(shape, 1 / (DEGREE * cos(radians(lat))), 1 / DEGREE)


def _scaled(shape: BaseGeometry, across: float, up: float) -> BaseGeometry:
    moved = shapely.transform(shape, lambda at: at * (across, up))
    assert isinstance(moved, BaseGeometry)
    return moved
