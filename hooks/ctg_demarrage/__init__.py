"""Starting a territory's project, moving it to a new version, reading the guides."""

from ctg import api

EXTENSION = api.Extension(
    screens=("ctg_demarrage.screens.beginning:BEGIN", "ctg_demarrage.screens.upgrade:UPGRADE"),
    commands=(
        "guide = ctg_demarrage.guide after construire",
        "migrer = ctg_demarrage.migrer",
        "demarrer = ctg_demarrage.demarrer after migrer",
        "fond = ctg_demarrage.fond after demarrer",
    ),
)
