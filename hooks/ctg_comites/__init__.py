"""What a steering committee reads: its file, the report of each year, evaluations, alerts."""

from ctg.ground.extensions import Extension

EXTENSION = Extension()
