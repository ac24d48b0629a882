"""What is made from the catalogue: the functions ``files(renderer)`` → pages and files, and the words given to templates."""

from __future__ import annotations

from types import ModuleType

from ctg.common.extensions import extended
from ctg.figures import diagnosis, pages
from ctg.hours import words as hours_words
from ctg.open_data import api_lists, tables
from ctg.pages import pictures, record_page
from ctg.pages.templates import give_words
from ctg.people import agenda, meetings
from ctg.places import answers, backdrop, contacts, copies, danger, finder, lists, place_pages, sending
from ctg.plan import action_pages, framework_pages, money, opinions, words
from ctg.site import about, home, search, sharing
from ctg.site.site_plan import MENTIONS
from ctg.territory import map

PROJECT = (
    framework_pages.convention_page, action_pages.files, money.files, diagnosis.territory_page, pages.indicator_pictures,
    opinions.deciding_page, opinions.files, agenda.agenda_page,
)  # fmt: skip
OPEN_DATA = extended("open_data", (tables, api_lists))
"""The modules of ``open_data``, one a format: made first, so that pages know what exists (see ``build``)."""
FIRST: tuple[ModuleType, ...] = extended("first", ())
"""What is taken away, made when a build is asked for it: written first, so that pages tell its weight."""
BUNDLES: tuple[ModuleType, ...] = extended("bundles", ())
"""Those that describe the files of the open data, or hold them: made after them, and told with them."""
CATALOGUES: tuple[ModuleType, ...] = extended("catalogues", ())
"""Those that describe the files of the open data for other catalogues: made after them."""
OUTPUTS = extended("outputs", (
    home.files, danger.files, danger.data_file, finder.files, search.files, copies.files, lists.files,
    place_pages.files, answers.files, record_page.files, *PROJECT, about.files, *(one.files for one in MENTIONS),
    about.help_files, backdrop.files, map.files, sharing.files, pictures.files,
))  # fmt: skip
WORDS = (
    *(one.template_words for one in (hours_words, pictures, contacts, sending, danger, answers, meetings, words)),
    *extended("words", ()),
)
"""What each subject gives to templates."""
give_words(*WORDS)
