"""Formats that other tools harvest: data·inclusion, Data Package, and a catalogue for data portals (DCAT)."""

from __future__ import annotations

from ctg import api

EXTENSION = api.Extension(
    open_data=("ctg_normes.inclusion after calendars",),
    bundles=("ctg_normes.datapackage",),
    catalogues=("ctg_normes.dcat",),
)
