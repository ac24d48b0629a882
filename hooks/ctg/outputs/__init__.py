"""What is made from the catalogue, one module each: ``files(renderer)`` → pages and files."""

from ctg.outputs import home, legal, lists, maps, project, records

OUTPUTS = (home, lists, records, project, legal, maps)
