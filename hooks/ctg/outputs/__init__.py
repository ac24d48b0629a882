"""What is made from the catalogue, one module each: ``files(renderer)`` → pages and files."""

from ctg.outputs import finder, help, home, legal, lists, maps, records, schemas
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
OUTPUTS = (home, finder, lists, records, *PROJECT, legal, help, schemas, maps)
