"""What other tools harvest: data·inclusion."""

from ctg.ground.extensions import Extension

EXTENSION = Extension(
    open_data=("ctg.outputs.open_data.inclusion after feeds",),
)
