"""What is made from the catalogue, one module each: ``files(renderer)`` → pages and files."""

from ctg.ground.extensions import extended
from ctg.outputs import news, records
from ctg.outputs.about import accessibility, help, legal
from ctg.outputs.base.pictures import colours, maps
from ctg.outputs.families import copies, danger, drawing, easy, finder, home, lists, search, urgence
from ctg.outputs.families import kinds as families
from ctg.outputs.hosting import memory, schemas, security, sharing
from ctg.outputs.open_data import api, geojson, inclusion, records_json, scdl, tables
from ctg.outputs.open_data.everyday import calendars, embeds, feeds, posters, vcards
from ctg.outputs.project import reports
from ctg.outputs.project.needs import coverage, diagnosis, early_childhood, figures
from ctg.outputs.project.people import agenda, decisions, governance, opinions, participation, partners
from ctg.outputs.project.plan import actions, convention, frameworks, known, means
from ctg.outputs.project.reports import evaluations, team

PROJECT = (
    convention, known, actions, means, figures, diagnosis, coverage, early_childhood, governance, decisions, participation,
    opinions, partners, agenda, reports, evaluations, frameworks,
)  # fmt: skip
OPEN_DATA = extended(
    "open_data", (tables, geojson, records_json, api, calendars, feeds, vcards, inclusion, scdl, embeds, posters)
)
"""The modules of ``open_data``, one a format: made first, so that pages know what exists (see ``build``)."""
OUTPUTS = extended("outputs", (
    home, drawing, urgence, danger, finder, search, copies, lists, families, records, easy, *PROJECT, news, legal, accessibility,
    help, schemas, maps, sharing, colours, security, memory,
))  # fmt: skip
TEAM = (team,)
"""What only the preview has: it is the team's, and is never published."""
