"""What asks other sites: do links still work, where is an address?"""

from __future__ import annotations

from ctg import api

EXTENSION = api.Extension(
    locate=("ctg_reseau.geocoding:BAN",),
    commands=(
        "geocoder = ctg_reseau.geocoding after relire",
        "liens = ctg_reseau.liens after geocoder",
    ),
)
