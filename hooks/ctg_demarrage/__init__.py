"""A territory that begins, or that changes of version; the guides."""

from __future__ import annotations

from ctg.api import Extension

EXTENSION = Extension(
    commands=(
        "guide = ctg_demarrage.guide after construire",
        "migrer = ctg_demarrage.migrer after nouveautes",
        "demarrer = ctg_demarrage.demarrer after migrer",
    ),
)
