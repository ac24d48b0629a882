"""What the site is made of, and the whole flow, in reading order: the project's folder in, the site's files out.

Each subject gives functions ``files(renderer)`` → pages and files, and words to templates."""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from ctg.checking.prose_links import check_addresses
from ctg.common.extensions import extended
from ctg.common.problems import DataError, Problem
from ctg.figures import diagnosis
from ctg.figures import pages as figure_pages
from ctg.hours import words as hours_words
from ctg.loading import load
from ctg.model.territory import today
from ctg.open_data import api_lists, index, tables
from ctg.pages import Booklet, Page, Renderer, SiteFile, leads_on, pictures
from ctg.pages.renderer import record_pages
from ctg.pages.templates import SUBJECT_WORDS
from ctg.people import meetings
from ctg.places import answers, backdrop, contacts, danger, finder, lists, offline_copies, place_pages
from ctg.plan import action_pages, deciding, framework_pages, money, words
from ctg.reading.catalogue import Catalogue
from ctg.site import about, former, home, search
from ctg.site.former import documents, lost, retired_but_standing, standing
from ctg.site.frame import Frame, Site
from ctg.territory import map

PROJECT = (
    framework_pages.convention_page, action_pages.files, money.files, diagnosis.territory_page, figure_pages.indicator_pictures,
    deciding.deciding_page, home.agenda_page,
)  # fmt: skip
OPEN_DATA = extended("open_data", (tables, api_lists))
"""The modules of ``open_data``, one a format: made first, so that pages know what exists (see :func:`site_of`)."""
FIRST: tuple[ModuleType, ...] = extended("first", ())
"""What is taken away, made when a build is asked for it: written first, so that pages tell its weight."""
BUNDLES: tuple[ModuleType, ...] = extended("bundles", ())
"""Those that describe the files of the open data, or hold them: made after them, and told with them."""
CATALOGUES: tuple[ModuleType, ...] = extended("catalogues", ())
"""Those that describe the files of the open data for other catalogues: made after them."""
OUTPUTS = extended("outputs", (
    home.files, danger.files, danger.data_files, finder.files, search.files, offline_copies.files, lists.files,
    place_pages.files, answers.files, record_pages, *PROJECT, about.files, *(one.files for one in about.MENTIONS),
    about.former_help, backdrop.files, map.files, pictures.files,
))  # fmt: skip
SUBJECT_WORDS.extend(one.template_words for one in (hours_words, pictures, contacts, danger, answers, meetings, words))
"""What each subject gives to templates."""


def _data(render: Renderer) -> Iterator[SiteFile]:
    return (file for output in OPEN_DATA for file in output.files(render))


def _booklets(render: Renderer) -> Iterator[Booklet]:
    return (booklet for first in FIRST for booklet in first.made(render))


def _offered(render: Renderer, file: SiteFile) -> SiteFile:
    """The file; what leads on, in place of a page that has nothing to show."""
    to = render.elsewhere(file.path) if isinstance(file, Page) else None
    return leads_on(render, file.path, *to) if to else file


def make_site(
    root: Path,
    drafts: bool = False,
    booklets: bool = False,
    catalogue: Catalogue | None = None,
) -> Site:
    """Read ``data/``, check it, and prepare every page and file.

    ``drafts`` also shows the records marked ``brouillon``; ``booklets``: with those to take away. ``catalogue``: what was read
    and checked already, which is not read again.
    Raises :class:`ctg.common.problems.DataError`, also for an address that was published and would answer no more.
    """
    catalogue = catalogue or load(root, drafts)
    site = site_of(catalogue, root, drafts, booklets)
    if not drafts and (broken := [*broken_promises(site, root), *prose_problems(site, root)]):
        raise DataError((*catalogue.warnings, *broken))
    return site


def broken_promises(site: Site, root: Path) -> list[Problem]:
    """What a site would break of the addresses published: one that answers no more, one said to be retired that still does."""
    return [*retired_but_standing(site.catalogue, site.files), *lost(root, site.addresses, site.catalogue)]


def prose_problems(site: Site, root: Path) -> list[Problem]:
    """The files of ``docs/`` that would take an address of the site, and the links of its pages that lead nowhere in it."""
    made = {document.path: document for document in site.documents()}
    return [*check_addresses(root, made, lambda path: made[path].content.decode())]


def site_of(catalogue: Catalogue, root: Path, drafts: bool = False, with_booklets: bool = False) -> Site:
    """The site of a catalogue; ``root`` is the project that it was read from, for its pages of ``docs/``.

    ``drafts``: it is the preview. ``with_booklets``: those to take away are of it."""
    render = Renderer(catalogue, today(catalogue.clock), _data, root, _booklets if with_booklets else lambda _render: ())
    frame = Frame(render, preview=drafts).ready()
    away = tuple(booklet.file for booklet in render.booklets)
    found = (*(file for files in (*OUTPUTS, former.files) for file in files(render)), *render.data)
    files = tuple(_offered(render, file) for file in found)
    told = tuple(index.files(render, OPEN_DATA, BUNDLES, CATALOGUES, render.data))
    prose = about.prose_pages(root / "docs", catalogue.unread)
    plan = about.plan_page(render, (*files, *told), prose)
    made = (*files, *told, plan)
    paths = [path for path, _ in prose]
    made += tuple(former.folders_alone(render, made, paths))
    moved = (*former.redirections(render, (*away, *made)), *about.sitemap_files(render, made, paths))
    every = (*away, *made, *moved, *frame.files())
    told_of, first = (frozenset(file.path for file in some) for some in (told, away))
    lines = (f"{address}/" for address, _ in former.records_in_lists(render))
    return Site(catalogue, frame, every, told_of, first, frozenset(standing(every, (*paths, *documents(root / "docs"), *lines))))
