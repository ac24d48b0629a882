"""The ground of a territory made from the BD TOPO of the IGN, as the Géoplateforme gives its layers (GeoJSON): what a feature is,
in the words of ``data/fond.geojson``; then cut around the outlines, made simple, ranked to fit its size.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import cos, radians
from typing import Any, NamedTuple

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from ctg import api

SOURCE, LICENCE = "IGN, BD TOPO", "Licence Ouverte 2.0"
DEGREES = re.compile(r"CRS84$|(?:EPSG:+[\d.]*:*|EPSG/0/)(?:4326|4979|4258|4171)$")
"""How names of projections end that are WGS 84, or the same to a metre."""
LARGE = 10_000
"""Inhabitants from which a town beyond the ground gives a direction."""


class UnreadGround(api.OutputRefused):
    """A file cannot be used."""

    def __init__(self, name: str, told: str, remedy: str):
        super().__init__(f"{name} : {told}", remedy)


class GivenFeature(NamedTuple):
    """A feature as its publisher gives it. ``layer``: letters only, « coursdeau »."""

    layer: str
    properties: dict[str, Any]
    geometry: BaseGeometry


@dataclass(frozen=True)
class Reach:
    """Where the ground is, in degrees; towns are read as far as ``far``, for they give directions."""

    near: BaseGeometry
    far: BaseGeometry

    def meets(self, geometry: BaseGeometry, layer: str) -> bool:
        """Whether a feature may be of use: what is cut later is exact."""
        around = self.far if layer == "commune" else self.near
        west, south, east, north = geometry.bounds
        left, bottom, right, top = around.bounds
        return bool(west <= right and left <= east and south <= top and bottom <= north)  # « not a number » is nowhere


def features_of(name: str, body: bytes, window: Reach) -> Iterator[GivenFeature]:
    """The features of a GeoJSON text that may meet ``window``; one that cannot be read is left out. Raises
    :class:`UnreadGround`."""
    try:
        values = json.loads(body.decode("utf-8-sig"))
        features = values["features"]
        if not isinstance(features, list):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UnreadGround(name, "ce GeoJSON ne se lit pas.", "Enregistrez de nouveau la réponse, en entier.") from None
    crs = str(_dict(_dict(values.get("crs")).get("properties")).get("name") or "CRS84")
    if not DEGREES.search(crs):
        raise UnreadGround(name, f"sa projection ({api.shown(crs)}) n'est pas lue ici.", "Il faut du WGS 84 (EPSG:4326).")
    for one in features:
        given = _dict(one)
        layer = re.sub(r"[^a-z]", "", str(given.get("id") or "").partition(".")[0])
        try:
            geometry = shapely.force_2d(shape(given["geometry"]))
        except (AttributeError, KeyError, TypeError, ValueError, IndexError, RecursionError, shapely.errors.ShapelyError):
            continue
        if layer in LAYERS and window.meets(geometry, layer):
            yield GivenFeature(layer, _dict(given.get("properties")), geometry)


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


class Said(NamedTuple):
    """What a feature is on the ground: see ``ctg.model.territory``."""

    nature: str
    rang: int
    nom: str


NAMES = ("cpx_numero", "numero", "nom_officiel", "toponyme", "cpx_toponyme")


def said(raw: GivenFeature) -> Said | None:
    """What a feature is; None for what the ground does not show."""
    if not (found := LAYERS[raw.layer](raw.properties)):
        return None
    nature, rank = found
    name = next((raw.properties[key] for key in NAMES if raw.properties.get(key)), None)
    text = " ".join(str(name).split()) if isinstance(name, str | int) and nature != "bati" else ""
    return Said(nature, rank, text)


def _importance(own: dict[str, Any]) -> int:
    return int(str(own["importance"])) if re.fullmatch(r"[1-6]", str(own.get("importance"))) else 5


def _road(own: dict[str, Any]) -> tuple[str, int] | None:
    sort = f"{own.get('type_de_route') or ''} {own.get('numero') or ''}".strip().upper()
    return ("route", {"A": 1, "N": 2, "D": 4}[sort[:1]]) if sort[:1] in ("A", "N", "D") else None


def _railway(own: dict[str, Any]) -> tuple[str, int] | None:
    used = own.get("usage") not in ("Sans objet", "Vélo-rail", None) and own.get("nature") != "Voie de service"
    buried = str(own.get("position_par_rapport_au_sol")).startswith("-")
    return ("rail", 1 if own.get("nature") == "LGV" else 2) if used and not buried else None


def _commune(own: dict[str, Any]) -> tuple[str, int]:
    people = own.get("population")
    count = people if isinstance(people, int) else int(people) if isinstance(people, str) and people.isdigit() else 0
    return "ville", 1 + sum(count < size for size in (20_000, LARGE, 2_000, 1_000, 500))


LAYERS: dict[str, Callable[[dict[str, Any]], tuple[str, int] | None]] = {
    "coursdeau": lambda own: ("cours-d-eau", _importance(own)),
    "plandeau": lambda own: ("eau", 6),
    "routenumeroteeounommee": _road,
    "troncondevoieferree": _railway,
    "zonedhabitation": lambda own: ("bati", _importance(own)),
    "commune": _commune,
}
"""Layer → (nature, rank) of its features; the rank of a surface is worked out from its size."""


# --- cut, made simple, ranked --------------------------------------------------------------------


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
    """The ground of these outlines (degrees)."""
    window, whole = window_of(outlines), shapely.union_all(outlines)
    lat = whole.centroid.y
    groups, towns = _gathered(raws, window, whole)
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
    raws: Iterable[GivenFeature], window: Reach, whole: BaseGeometry
) -> tuple[dict[Said, list[BaseGeometry]], list[tuple[Said, BaseGeometry]]]:
    """What is drawn, by what it is; and the towns beyond the outlines."""
    groups: dict[Said, list[BaseGeometry]] = defaultdict(list)
    towns: dict[str, tuple[Said, BaseGeometry]] = {}
    for raw in raws:
        if not (one := said(raw)) or not raw.geometry.geom_type.endswith(SHAPES.get(one.nature, "")):
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
    for one, drawn in cut:
        if one.nature not in SURFACES:
            parts = [part for part in shapely.get_parts(drawn).tolist() if part.length >= LEAST_LINE]
            ranks = {one.rang: parts} if parts and one.rang <= last else {}
        else:
            ranks = defaultdict(list)
            for part in shapely.get_parts(drawn).tolist():
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
    for one, drawn in sorted(found, key=lambda pair: (pair[0], pair[1].wkt)):
        line = _line(one, drawn)
        try:
            api.ground_feature(json.loads(line))
        except ValueError:
            refused += 1
            continue
        lines.append(line)
        kept.append(one)
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    return Made(text, Counter(one.nature for one in kept), last, refused)


def _line(one: Said, shape: BaseGeometry) -> str:
    properties: dict[str, Any] = {"nature": one.nature, **({"nom": one.nom} if one.nom else {}), "rang": one.rang}
    return api.compact(
        {
            "type": "Feature",
            "properties": {**properties, "source": SOURCE, "licence": LICENCE},
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
