"""What the Géoplateforme answers (GeoJSON, in degrees), asked by the tool or saved by hand, feature by feature."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from ctg import api


class UnreadGround(Exception):
    """A file cannot be used; the message is French, with its remedy."""

    def __init__(self, path: Path, told: str, remedy: str):
        super().__init__(f"{path.name} : {told}\n    → {remedy}")


@dataclass(frozen=True)
class GivenFeature:
    """A feature as its publisher gives it, in degrees."""

    layer: str
    """Letters only, in lower case: « plandeau »."""
    properties: dict[str, Any]
    geometry: BaseGeometry


@dataclass(frozen=True)
class Reach:
    """Where the ground is, in degrees; towns are read as far as ``far``, for they give directions."""

    near: BaseGeometry
    far: BaseGeometry

    def meets(self, geometry: BaseGeometry, layer: str) -> bool:
        """Whether a feature may be of use: what is cut later is exact."""
        around = self.far if geometry.geom_type == "Point" or "commune" in layer else self.near
        west, south, east, north = geometry.bounds if not geometry.is_empty else (np.nan,) * 4
        left, bottom, right, top = around.bounds
        return bool(west <= right and left <= east and south <= top and bottom <= north)  # « not a number » is nowhere


def of_collection(path: Path, body: bytes, window: Reach) -> Iterator[GivenFeature]:
    """The features of a GeoJSON text that may meet ``window``; ``path`` names it. Raises :class:`UnreadGround`."""
    try:
        values = json.loads(body.decode("utf-8-sig"))
        features = values["features"]
        if not isinstance(features, list):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UnreadGround(path, "ce GeoJSON ne se lit pas.", "Il faut une « FeatureCollection » entière.") from None
    for one in features:
        given = _dict(one)
        try:
            geometry = shapely.force_2d(shape(given["geometry"]))
        except (AttributeError, KeyError, TypeError, ValueError, IndexError, RecursionError, shapely.errors.ShapelyError):
            continue
        layer = plain(str(given.get("id") or "").partition(".")[0])
        if window.meets(geometry, layer):
            yield GivenFeature(layer, _dict(given.get("properties")), geometry)


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def plain(name: str) -> str:
    """« BDTOPO_V3:cours_d_eau » → « bdtopovcoursdeau »."""
    return re.sub(r"[^a-z]", "", api.fold(name))
