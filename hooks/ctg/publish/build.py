"""The whole flow, in reading order: the project's folder in, the site's files out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ctg.checking.prose_links import check_addresses
from ctg.common.clock import today
from ctg.common.problems import DataError, Problem
from ctg.loading import load
from ctg.open_data import index
from ctg.pages.files import Booklet, Page, SiteFile
from ctg.pages.renderer import Renderer, leads_on
from ctg.publish import addresses as publish_addresses
from ctg.publish.addresses import documents, lost, retired_but_standing, standing
from ctg.publish.write import Site
from ctg.reading.catalogue import Catalogue
from ctg.site import former as site_former
from ctg.site import site_plan
from ctg.site.frame import Frame
from ctg.subjects import BUNDLES, CATALOGUES, FIRST, OPEN_DATA, OUTPUTS


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
    found = (*(file for files in (*OUTPUTS, publish_addresses.files) for file in files(render)), *render.data)
    files = tuple(_offered(render, file) for file in found)
    told = tuple(index.files(render, OPEN_DATA, BUNDLES, CATALOGUES, render.data))
    prose = site_plan.prose_pages(root / "docs", catalogue.unread)
    plan = site_plan.plan_page(render, (*files, *told), prose)
    made = (*files, *told, plan)
    paths = [path for path, _ in prose]
    moved = (*publish_addresses.redirections(render, (*away, *made)), *site_plan.sitemap_files(render, made, paths))
    every = (*away, *made, *moved, *frame.files())
    told_of, first = (frozenset(file.path for file in some) for some in (told, away))
    lines = (f"{former}/" for former, _ in site_former.records_in_lists(render))
    return Site(catalogue, frame, every, told_of, first, frozenset(standing(every, (*paths, *documents(root / "docs"), *lines))))
