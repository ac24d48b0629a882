"""What is made from the catalogue, one module each: ``files(renderer)`` → pages and files."""

from types import ModuleType

from ctg.ground.extensions import extended
from ctg.outputs import news, records
from ctg.outputs.about import accessibility, help, legal
from ctg.outputs.base import sending
from ctg.outputs.base.pictures import colours, maps
from ctg.outputs.base.template_words import give_words
from ctg.outputs.families import copies, danger, drawing, easy, finder, home, lists, search, urgence
from ctg.outputs.families import kinds as families
from ctg.outputs.hosting import sharing
from ctg.outputs.open_data import api, geojson, tables
from ctg.outputs.open_data.everyday import calendars, feeds
from ctg.outputs.project.needs import coverage, diagnosis, early_childhood, figures
from ctg.outputs.project.people import agenda, decisions, governance, opinions, participation, partners
from ctg.outputs.project.plan import actions, convention, frameworks, known, means
from ctg.outputs.words import hours, moments, places, plan

PROJECT = (
    convention.files, known.files, actions.files, means.files, figures.files, diagnosis.files, coverage.files, early_childhood.files, governance.files, decisions.files,
    participation.files, opinions.files, partners.files, agenda.files, frameworks.files,
)  # fmt: skip
OPEN_DATA = extended("open_data", (tables, geojson, api, calendars, feeds))
"""The modules of ``open_data``, one a format: made first, so that pages know what exists (see ``build``)."""
FIRST: tuple[ModuleType, ...] = extended("first", ())
"""What is taken away, made when a build is asked for it: written first, so that pages tell its weight."""
CATALOGUES: tuple[ModuleType, ...] = extended("catalogues", ())
"""Those that describe the files of the open data for other catalogues: made after them."""
OUTPUTS = extended("outputs", (
    home.files, drawing.files, urgence.files, danger.files, finder.files, search.files, copies.files, lists.files, families.files, records.files, easy.files, *PROJECT, news.files, legal.files, accessibility.files,
    help.files, maps.files, sharing.files, colours.files,
))  # fmt: skip
WORDS = (*(one.template_words for one in (hours, places, sending, urgence, moments, plan)), *extended("words", ()))
"""What each subject gives to templates."""
give_words(*WORDS)
