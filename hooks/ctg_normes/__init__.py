"""What other tools harvest: data·inclusion, and a catalogue for the portals of data (DCAT)."""

from ctg.ground.extensions import Extension

EXTENSION = Extension(
    open_data=("ctg.outputs.open_data.inclusion after feeds",),
    catalogues=("ctg.outputs.open_data.metadata.dcat",),
)
