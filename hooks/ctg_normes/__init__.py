"""What other tools harvest: data·inclusion."""

from ctg.ground.extensions import Extension

EXTENSION = Extension()
