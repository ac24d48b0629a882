"""What is made from the catalogue, one module each: ``files(renderer)`` → pages and files."""

from ctg.ground.extensions import extended
from ctg.outputs import news, records
from ctg.outputs.about import accessibility, help, legal
from ctg.outputs.base.pictures import colours, maps
from ctg.outputs.families import copies, danger, drawing, easy, finder, home, lists, search, urgence
from ctg.outputs.families import kinds as families
from ctg.outputs.hosting import memory, security, sharing
from ctg.outputs.open_data import api, geojson, inclusion, tables
from ctg.outputs.open_data.everyday import calendars, feeds
from ctg.outputs.project import reports
from ctg.outputs.project.needs import coverage, diagnosis, early_childhood, figures
from ctg.outputs.project.people import agenda, decisions, governance, opinions, participation, partners
from ctg.outputs.project.plan import actions, convention, frameworks, known, means
from ctg.outputs.project.reports import evaluations

PROJECT = (
    convention, known, actions, means, figures, diagnosis, coverage, early_childhood, governance, decisions, participation,
    opinions, partners, agenda, reports, evaluations, frameworks,
)  # fmt: skip
OPEN_DATA = extended("open_data", (tables, geojson, api, calendars, feeds, inclusion))
"""The modules of ``open_data``, one a format: made first, so that pages know what exists (see ``build``)."""
OUTPUTS = extended("outputs", (
    home, drawing, urgence, danger, finder, search, copies, lists, families, records, easy, *PROJECT, news, legal, accessibility,
    help, maps, sharing, colours, security, memory,
))  # fmt: skip
