"""What is made from the catalogue, one module each: ``files(renderer)`` → pages and files."""

from ctg.outputs import accessibility, finder, help, home, legal, lists, maps, news, records, schemas, security
from ctg.outputs.open_data import calendars, vcards
from ctg.outputs.project import (
    actions,
    agenda,
    convention,
    coverage,
    diagnosis,
    early_childhood,
    figures,
    governance,
    participation,
    partners,
    reports,
)

PROJECT = (
    convention, actions, figures, diagnosis, coverage, early_childhood, governance, participation, partners, agenda, reports,
)  # fmt: skip
OPEN_DATA = (calendars, vcards)
"""The modules of ``open_data``: one a format."""
OUTPUTS = (home, finder, lists, records, *PROJECT, news, *OPEN_DATA, legal, accessibility, help, schemas, maps, security)
