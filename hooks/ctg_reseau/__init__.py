"""What asks other sites: whether links still work, and where an address is."""

from ctg.ground.extensions import Extension

EXTENSION = Extension(
    locate=("ctg.geocoding:BAN",),
    commands=(
        "geocoder = ctg.commands.publication.geocoder after demander-confirmation",
        "liens = ctg.commands.publication.liens after geocoder",
    ),
)
