"""What other tools harvest: data·inclusion, and a catalogue for the portals of data (DCAT)."""

from __future__ import annotations

from ctg.api import Extension

EXTENSION = Extension(
    open_data=("ctg_normes.inclusion after feed",),
    catalogues=("ctg_normes.dcat",),
)
