"""The ground of a territory made from what others publish (BD TOPO, BD CARTO, BD TOPAGE, OpenStreetMap): what their features are,
in the words of ``data/fond.geojson``; then cut around the outlines, made simple, ranked to fit its size.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import cos, radians
from typing import Any, NamedTuple

import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from ctg import api
from ctg_demarrage.ground_files import GivenFeature, Reach

OPEN = "Licence Ouverte 2.0"
TOPAGE = ("BD TOPAGE (OFB, Sandre, IGN)", OPEN)
OSM = ("© les contributeurs d'OpenStreetMap", "ODbL 1.0")
LARGE = 10_000
"""Inhabitants from which a town beyond the ground gives a direction."""
NOT_DRAWN = {
    "Chemin",
    "Sentier",
    "Escalier",
    "Route empierrée",
    "Bretelle",
    "Rond-point",
    "Piste cyclable",
    "Bac ou liaison maritime",
}
"""Natures of roads that a map of this scale does not show."""
RIVALS = {
    "tronconhydrographique": "coursdeau", "surfacehydrographique": "plandeau", "routenumeroteeounommee": "tronconderoute",
    "zonedhabitation": "batiment",
}  # fmt: skip
"""Layer → the one that says the same better, when both are given."""


class Said(NamedTuple):
    """What a feature is on the ground: see ``ctg.model.territory``."""

    nature: str
    rang: int
    nom: str
    source: str
    licence: str


def said(raw: GivenFeature) -> Said | None:
    """What a feature is; None for what the ground does not show."""
    own = raw.properties
    if "CdOH" in own or "TopoOH" in own:
        return _named(_topage(own, raw), own.get("TopoOH"), TOPAGE)
    if layer := layer_of(raw):
        found = LAYERS[layer](own)
        name = next((own[key] for key in NAMES if own.get(key)), None)
        return _named(found, name, (_ign(raw), OPEN))
    tags = own["tags"] if isinstance(own.get("tags"), dict) else own
    return _named(_osm(tags, raw), tags.get("ref") or tags.get("name"), OSM)


def layer_of(raw: GivenFeature) -> str:
    """The layer of the IGN that a feature is of, or nothing."""
    return next((layer for layer in LAYERS if layer in raw.layer), "")


def _named(found: tuple[str, int] | None, name: object, source: tuple[str, str]) -> Said | None:
    if not found:
        return None
    nature, rank = found
    text = " ".join(str(name).split()) if isinstance(name, str | int) and nature != "bati" else ""
    return Said(nature, min(max(rank, 1), 6), text, *source)


def _ign(raw: GivenFeature) -> str:
    return "IGN, BD CARTO" if "bdcarto" in raw.layer else "IGN, BD TOPO"


# --- IGN -----------------------------------------------------------------------------------------

NAMES = ("cpx_numero", "numero", "cpx_toponyme_de_cours_d_eau", "nom_officiel", "toponyme", "cpx_toponyme")


def _number(value: object, otherwise: int) -> int:
    return int(str(value)) if re.fullmatch(r"[1-6]", str(value)) else otherwise


def _hidden(own: dict[str, Any]) -> bool:
    """Under the ground, or drawn to link others."""
    return str(own.get("fictif")).lower() in ("true", "1", "oui") or str(own.get("position_par_rapport_au_sol")).startswith("-")


def _river_section(own: dict[str, Any]) -> tuple[str, int] | None:
    wide = str(own.get("classe_de_largeur") or own.get("ClasseLargeurTH") or "")
    figures = [int(one) for one in re.findall(r"\d+", wide)]
    rank = 6 - sum(max(figures, default=0) >= least for least in (5, 15, 50, 51)) if figures else 5
    dry = str(own.get("persistance") or own.get("PersistanceTH") or "").lower().startswith(("inter", "éphé", "sec"))
    return None if _hidden(own) else ("cours-d-eau", rank + dry)


def _road(own: dict[str, Any]) -> tuple[str, int] | None:
    rank = _number(own.get("importance"), 5)
    return None if _hidden(own) or own.get("nature") in NOT_DRAWN or rank == 6 else ("route", rank)


def _numbered_road(own: dict[str, Any]) -> tuple[str, int] | None:
    sort = f"{own.get('type_de_route') or ''} {own.get('numero') or ''}".strip().upper()
    return ("route", {"A": 1, "N": 2, "D": 4}.get(sort[:1], 6)) if sort[:1] in ("A", "N", "D") else None


def _railway(own: dict[str, Any]) -> tuple[str, int] | None:
    used = own.get("usage") not in ("Sans objet", "Vélo-rail", None) and own.get("nature") != "Voie de service"
    return ("rail", 1 if own.get("nature") == "LGV" else 2) if used and not _hidden(own) else None


def _commune(own: dict[str, Any]) -> tuple[str, int]:
    people = own.get("population")
    count = people if isinstance(people, int) else int(people) if isinstance(people, str) and people.isdigit() else 0
    return "ville", 1 + sum(count < size for size in (20_000, LARGE, 2_000, 1_000, 500))


LAYERS: dict[str, Callable[[dict[str, Any]], tuple[str, int] | None]] = {
    "tronconhydrographique": _river_section,
    "coursdeau": lambda own: ("cours-d-eau", _number(own.get("importance"), 5)),
    "surfacehydrographique": lambda own: None if _hidden(own) else ("eau", 6),
    "plandeau": lambda own: ("eau", 6),
    "tronconderoute": _road,
    "routenumeroteeounommee": _numbered_road,
    "troncondevoieferree": _railway,
    "zonedhabitation": lambda own: ("bati", _number(own.get("importance"), 5)),
    "batiment": lambda own: ("bati", 6),
    "commune": _commune,
}
"""Layer → (nature, rank) of its features; the rank of a surface is worked out from its size."""


def _topage(own: dict[str, Any], raw: GivenFeature) -> tuple[str, int] | None:
    if raw.geometry.geom_type.endswith("Polygon"):
        return "eau", 6
    return _river_section(own) if "ClasseLargeurTH" in own else ("cours-d-eau", 4 if own.get("TopoOH") else 6)


# --- OpenStreetMap -------------------------------------------------------------------------------

TAGS = {
    ("waterway", "river"): ("cours-d-eau", 3), ("waterway", "canal"): ("cours-d-eau", 4),
    ("waterway", "stream"): ("cours-d-eau", 5),
    ("natural", "water"): ("eau", 6), ("waterway", "riverbank"): ("eau", 6),
    ("highway", "motorway"): ("route", 1), ("highway", "trunk"): ("route", 2), ("highway", "primary"): ("route", 2),
    ("highway", "secondary"): ("route", 3), ("highway", "tertiary"): ("route", 4), ("highway", "unclassified"): ("route", 5),
    ("railway", "rail"): ("rail", 2), ("landuse", "residential"): ("bati", 5),
    ("place", "city"): ("ville", 1), ("place", "town"): ("ville", 2), ("place", "village"): ("ville", 4),
}  # fmt: skip
"""(tag, value) → (nature, rank)."""


def _osm(tags: dict[str, Any], raw: GivenFeature) -> tuple[str, int] | None:
    found = next((TAGS[key, str(value)] for key, value in tags.items() if (key, str(value)) in TAGS), None)
    if tags.get("tunnel") not in (None, "no") or tags.get("service"):
        return None
    surface = raw.geometry.geom_type.endswith("Polygon")
    return None if found and surface != (found[0] in ("eau", "bati")) and found[0] != "ville" else found


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
