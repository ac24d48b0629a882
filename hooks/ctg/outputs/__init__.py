"""What is made from the catalogue, one module each: ``files(renderer)`` → pages and files."""

from ctg.outputs import finder, help, home, legal, lists, maps, records, schemas
from ctg.outputs.project import actions, convention, coverage, diagnosis, early_childhood, figures, governance, reports

PROJECT = (convention, actions, figures, diagnosis, coverage, early_childhood, governance, reports)
OUTPUTS = (home, finder, lists, records, *PROJECT, legal, help, schemas, maps)
