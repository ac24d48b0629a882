"""Formats that other tools harvest or read: data·inclusion, Data Package, GeoJSON, DCAT, the JSON Schemas of editors."""

from __future__ import annotations

from ctg import api

EXTENSION = api.Extension(
    open_data=("ctg_normes.geojson after tables", "ctg_normes.inclusion after calendars"),
    bundles=("ctg_normes.datapackage",),
    catalogues=("ctg_normes.dcat",),
    commands=("schemas = ctg_normes.schemas_command",),
)
