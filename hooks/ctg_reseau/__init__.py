"""What asks other sites: whether links still work, and where an address is."""

from __future__ import annotations

from ctg.api import Extension

EXTENSION = Extension(
    locate=("ctg_reseau.geocoding:BAN",),
    commands=(
        "geocoder = ctg_reseau.geocoder after demander-confirmation",
        "liens = ctg_reseau.liens after geocoder",
    ),
)
