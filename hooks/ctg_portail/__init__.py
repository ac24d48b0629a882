"""Several territories together: what they publish is read again, compared, and shown on one site."""

from ctg.ground.extensions import Extension

EXTENSION = Extension(
    commands=(
        "rassembler = ctg.commands.territories.rassembler after demarrer",
        "portail = ctg.commands.territories.portail after rassembler",
    ),
)
