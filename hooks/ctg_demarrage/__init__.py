"""A territory that begins, or that changes of version; the guides."""

from ctg.ground.extensions import Extension

EXTENSION = Extension(
    commands=(
        "guide = ctg.commands.territories.guide after construire",
        "migrer = ctg.commands.versions.migrer after nouveautes",
        "demarrer = ctg.commands.territories.demarrer after migrer",
    ),
)
