"""Formats that other tools harvest: data·inclusion, and a catalogue for data portals (DCAT)."""

from __future__ import annotations

from ctg import api

EXTENSION = api.Extension(
    open_data=("ctg_normes.inclusion after calendars",),
    catalogues=("ctg_normes.dcat",),
)
