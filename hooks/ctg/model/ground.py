"""The ground of the maps: waters, roads, railways, built-up areas, names of towns. It says where a place is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

NATURES = {
    "bati": ("Polygon", "MultiPolygon"),
    "eau": ("Polygon", "MultiPolygon"),
    "cours-d-eau": ("LineString", "MultiLineString"),
    "route": ("LineString", "MultiLineString"),
    "rail": ("LineString", "MultiLineString"),
    "ville": ("Point",),
    "direction": ("Point",),
}
"""What the ground is made of, in the order in which it is drawn (the outlines of the communes come before the names), and the
geometries of each. A ``direction`` is a large town that lies beyond the ground, at its own point: « vers Grandval »."""
WEAKEST = 6
"""Ranks go from 1, the strongest (a great river, a motorway, the largest town)."""


@dataclass(frozen=True)
class Feature:
    """One thing of the ground."""

    nature: str
    """A key of :data:`NATURES`."""
    geometry: dict[str, Any]
    """GeoJSON: ``{"type": …, "coordinates": …}``, in degrees, longitude first."""
    nom: str = ""
    rang: int = WEAKEST
    source: str = ""
    licence: str = ""

    @property
    def point(self) -> tuple[float, float]:
        """Longitude and latitude of a name."""
        lon, lat = self.geometry["coordinates"]
        return lon, lat


@dataclass(frozen=True)
class Ground:
    """All of it. An empty one is that of a territory that has no file of its own and no commune."""

    features: tuple[Feature, ...] = ()

    @cached_property
    def by_nature(self) -> dict[str, tuple[Feature, ...]]:
        """Nature → its features, the natures in drawing order, of each the weakest first: the strongest is drawn over."""
        found: dict[str, list[Feature]] = {nature: [] for nature in NATURES}
        for one in sorted(self.features, key=lambda one: -one.rang):
            found[one.nature].append(one)
        return {nature: tuple(of_it) for nature, of_it in found.items()}

    @cached_property
    def drawn(self) -> tuple[Feature, ...]:
        """All but names: lines and surfaces."""
        return tuple(one for one in self.features if one.nature not in ("ville", "direction"))

    @cached_property
    def attributions(self) -> tuple[str, ...]:
        """Whose the ground is, each once: « IGN, BD TOPO (Licence Ouverte 2.0) »."""
        return tuple(dict.fromkeys(f"{one.source} ({one.licence})" for one in self.features if one.licence))
