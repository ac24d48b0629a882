"""Geographic files that others publish, read feature by feature: GeoJSON, and GeoPackage with the standard library alone.

A GeoPackage is an SQLite file whose geometries are a header, then WKB (OGC 12-128r19, § 2.1.3). Coordinates are in WGS 84 or
in Lambert-93 (EPSG:2154); any other projection is refused."""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from ctg import api

MOST = 150_000_000
"""Bytes of a GeoJSON file: it is read whole. A GeoPackage, which is not, may be of any size."""
LAMBERT, WGS = 2154, 4326
KNOWN = (4326, 4979, 4258, 4171)
"""EPSG codes of what is WGS 84, or the same to a metre."""
_CRS = re.compile(r"(?:EPSG:+[\d.]*:*|EPSG/0/)(\d{4,5})$")


class UnreadGround(api.OutputRefused):
    """A file cannot be used."""

    def __init__(self, path: Path, told: str, remedy: str):
        super().__init__(f"{path.name} : {told}", remedy)


@dataclass(frozen=True)
class GivenFeature:
    """A feature as its publisher gives it, in degrees."""

    layer: str
    """Letters only, in lower case: « tronconderoute »; what may say the layer, in a file that does not."""
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


def read(path: Path, layers: Iterable[str], window: Reach) -> Iterator[GivenFeature]:
    """The features of a file that may meet ``window``; of a GeoPackage, those of the ``layers`` alone.

    One that cannot be read is left out. Raises :class:`UnreadGround`, :class:`OSError`, :class:`api.OddFile`.
    """
    api.look(path)
    with path.open("rb") as file:
        start = file.read(16)
    if start == b"SQLite format 3\0":
        found = _package(path, tuple(layers), window)
    elif start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        found = of_collection(path, api.read_plain(path, most=MOST), window)
    else:
        remedy = "Une archive (.7z, .zip) se décompresse d'abord. Demandez le format GeoPackage, ou GeoJSON."
        raise UnreadGround(path, "ce n'est ni du GeoJSON, ni un GeoPackage.", remedy)
    # BD CARTO has the layers of BD TOPO: its files alone say that they are not hers.
    yield from (replace(one, layer=f"bdcarto{one.layer}") for one in found) if "bdcarto" in plain(path.stem) else found


def of_collection(path: Path, body: bytes, window: Reach) -> Iterator[GivenFeature]:
    """The features of a GeoJSON text that may meet ``window``; ``path`` names it. Raises :class:`UnreadGround`."""
    try:
        values = json.loads(body.decode("utf-8-sig"))
        features = values["features"]
        if not isinstance(features, list):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UnreadGround(path, "ce GeoJSON ne se lit pas.", "Il faut une « FeatureCollection » entière.") from None
    code = _code(path, str(_dict(_dict(values.get("crs")).get("properties")).get("name") or "CRS84"))
    whole = plain(str(values.get("name") or path.stem))
    for one in features:
        given = _dict(one)
        try:
            geometry = _degrees(shapely.force_2d(shape(given["geometry"])), code)
        except (AttributeError, KeyError, TypeError, ValueError, IndexError, RecursionError, shapely.errors.ShapelyError):
            continue
        layer = plain(str(given.get("id") or "").partition(".")[0])
        layer = layer if len(layer) > 6 else whole
        if window.meets(geometry, layer):
            yield GivenFeature(layer, _dict(given.get("properties")), geometry)


def _package(path: Path, layers: tuple[str, ...], window: Reach) -> Iterator[GivenFeature]:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as base:
            base.execute("PRAGMA trusted_schema = OFF")
            tables = base.execute(
                "SELECT c.table_name, c.column_name, r.organization || ':' || r.organization_coordsys_id "
                "FROM gpkg_geometry_columns c JOIN gpkg_spatial_ref_sys r ON r.srs_id = c.srs_id "
                "JOIN sqlite_master m ON m.name = c.table_name AND m.type = 'table' ORDER BY c.table_name"
            ).fetchall()
            for table, column, crs in tables:
                if any(layer in plain(str(table)) for layer in layers):
                    yield from _rows(base, str(table), str(column), _code(path, str(crs)), window)
    except sqlite3.Error:
        raise UnreadGround(path, "ce GeoPackage ne se lit pas.", "Téléchargez-le de nouveau, en entier.") from None


def _rows(base: sqlite3.Connection, table: str, column: str, code: int, window: Reach) -> Iterator[GivenFeature]:
    quoted = '"{}"'.format(table.replace('"', '""'))
    found = base.execute(f"SELECT * FROM {quoted}")
    names = [one[0] for one in found.description]
    for values in found:
        own = dict(zip(names, values, strict=True))
        geometry = _blob(own.pop(column, None))
        if geometry is not None and window.meets(placed := _degrees(geometry, code), plain(table)):
            yield GivenFeature(plain(table), own, placed)


def _blob(value: object) -> BaseGeometry | None:
    """A geometry from its header and its WKB; None for an empty or a damaged one."""
    if not isinstance(value, bytes) or value[:2] != b"GP" or len(value) < 8 or value[3] & 0b10000:
        return None
    envelope = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}.get(value[3] >> 1 & 0b111)
    if envelope is None:
        return None
    try:
        return shapely.force_2d(shapely.from_wkb(value[8 + envelope :]))
    except shapely.errors.ShapelyError:
        return None


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def plain(name: str) -> str:
    """« BDTOPO_V3:cours_d_eau » → « bdtopovcoursdeau »."""
    return re.sub(r"[^a-z]", "", api.fold(name))


def _code(path: Path, crs: str) -> int:
    """The EPSG code of a projection. Raises :class:`UnreadGround` for one that is not read here."""
    found = _CRS.search(crs)
    code = WGS if "CRS84" in crs else int(found[1]) if found else 0
    if code not in (*KNOWN, LAMBERT):
        remedy = "Demandez ce fichier en WGS 84 (EPSG:4326) ou, en métropole, en Lambert-93 (EPSG:2154)."
        raise UnreadGround(path, f"sa projection ({api.shown(crs)}) n'est pas lue ici.", remedy)
    return code


def _degrees(geometry: BaseGeometry, code: int) -> BaseGeometry:
    if code != LAMBERT:
        return geometry
    moved = shapely.transform(geometry, api.lambert_to_degrees)
    assert isinstance(moved, BaseGeometry)
    return moved
