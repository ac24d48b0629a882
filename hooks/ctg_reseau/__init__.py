"""What asks other sites: do links still work, where is an address?"""

from ctg import api

EXTENSION = api.Extension(
    locate=("ctg_reseau.geocoding:BAN",),
    commands=(
        "geocoder = ctg_reseau.geocoding after relire",
        "liens = ctg_reseau.liens after geocoder",
    ),
)
