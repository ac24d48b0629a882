"""What is made from the catalogue, one module each: ``files(renderer)`` → pages and files."""

from ctg.outputs import finder, help, home, legal, lists, maps, project, records, schemas

OUTPUTS = (home, finder, lists, records, project, legal, help, schemas, maps)
