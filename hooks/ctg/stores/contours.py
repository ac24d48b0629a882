"""The outlines of the communes: ``data/communes.geojson``, made by a machine (RFC 7946).

An outline is made anew from its ``type`` and its ``coordinates``, and keeps the code of its commune: nothing else of the
file goes further.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from ctg.ground.files import OddFile, read_plain
from ctg.ground.problems import Problem, shown
from ctg.kinds.families.commune import CODE_INSEE
from ctg.sheets.source import MAX_BYTES, odd

FILE = "data/communes.geojson"
_DEPTHS = {"Polygon": 2, "MultiPolygon": 3}
"""Lists around a point, by type of geometry."""
_FEATURE = re.compile(r'"type"\s*:\s*"Feature"')

Feature = dict
"""``{"type": "Feature", "properties": {"code_insee": …}, "geometry": {"type": …, "coordinates": …}}``."""


class MalformedOutline(ValueError):
    """(what is wrong, how to mend it)."""


def load_contours(root: Path) -> tuple[dict | None, list[Problem]]:
    """The outlines of the project at ``root``, as a GeoJSON FeatureCollection; None with everything that forbids to use it."""
    path = root / FILE
    try:
        text = read_plain(path, root, 50 * MAX_BYTES).decode("utf-8-sig")
        collection = json.loads(text)
        features = collection["features"]
        if collection["type"] != "FeatureCollection" or not isinstance(features, list):
            raise TypeError
    except OddFile as error:
        return None, [odd(error, root)]
    except json.JSONDecodeError as error:
        return None, [_unread(error.lineno)]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None, [_unread(1)]
    made, problems = [], []
    for line, feature in zip(_lines(text, len(features)), features, strict=True):
        try:
            made.append(outline_made_anew(feature))
        except MalformedOutline as malformed:
            message, remedy = malformed.args
            problems.append(Problem(FILE, line, "", "", message, remedy))
    return (None if problems else {"type": "FeatureCollection", "features": made}), problems


def _unread(line: int) -> Problem:
    told = "Les contours des communes manquent ou ne se lisent pas."
    return Problem(FILE, line, "", "", told, "Ce fichier est une « FeatureCollection » GeoJSON, avec un code_insee par commune.")


def _lines(text: str, count: int) -> Iterator[int]:
    """The line of each of so many outlines; the first line when they cannot be told apart."""
    starts = [match.start() for match in _FEATURE.finditer(text)]
    yield from (text.count("\n", 0, start) + 1 for start in starts) if len(starts) == count else [1] * count


def outline_made_anew(feature: object) -> Feature:
    """An outline made anew. Raises :class:`MalformedOutline`."""
    given: dict = feature if isinstance(feature, dict) else {}
    properties = given.get("properties")
    code = properties.get("code_insee") if isinstance(properties, dict) else None
    if not isinstance(code, str) or not re.fullmatch(CODE_INSEE, code):
        told = f"« {shown(code)} » n'est pas un code INSEE." if code else "Ce contour n'a pas de code INSEE."
        raise MalformedOutline(told, 'Écrivez-le dans ses « properties » : « "code_insee": "99001" ».')
    try:
        geometry = given["geometry"]
        depth = _DEPTHS[geometry["type"]]
        coordinates = _rebuilt(geometry["coordinates"], depth)
        made = {"type": geometry["type"], "coordinates": coordinates}
        shape(made)  # a ring of two points, for example
    except (KeyError, ValueError, TypeError, IndexError, RecursionError, shapely.errors.ShapelyError):
        raise MalformedOutline(
            f"Le contour de la commune {code} ne se lit pas.",
            "Donnez-lui un « Polygon » ou un « MultiPolygon », en longitude puis latitude (RFC 7946).",
        ) from None
    return {"type": "Feature", "properties": {"code_insee": code}, "geometry": made}


def outlines_of(contours: dict) -> dict[str, BaseGeometry]:
    """Code → surface, of a FeatureCollection made anew; one that crosses itself is mended: it could not be cut, nor compared."""
    shapes = {one["properties"]["code_insee"]: shape(one["geometry"]) for one in contours["features"]}
    return {code: one if one.is_valid else sound(one) for code, one in shapes.items()}


def sound(outline: BaseGeometry) -> BaseGeometry:
    """The surface of an outline that crosses itself."""
    return shapely.make_valid(outline, method="structure", keep_collapsed=False)


def _rebuilt(value: object, depth: int) -> list:
    """Lists of points as deep as wanted, a height left out. Raises :class:`ValueError`."""
    if not isinstance(value, list) or not value:
        raise ValueError
    return [_rebuilt(item, depth - 1) for item in value] if depth else [_degrees(value[0], 180), _degrees(value[1], 90)]


def _degrees(value: object, most: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= most:  # nor « not a number »
        raise ValueError
    return value
