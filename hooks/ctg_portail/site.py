"""The site of a portal: the list of its pages, and how they are written."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ctg import api
from ctg_portail import compare_conventions, compare_coverage, compare_figures, portal_pages
from ctg_portail.portal_frame import PortalFrame, PortalRenderer
from ctg_portail.together import Together

OUTPUTS = (
    portal_pages.territory_pages,
    compare_conventions.conventions_page,
    portal_pages.follow_up_page,
    compare_figures.figures_page,
    compare_coverage.coverage_page,
    portal_pages.about_pages,
)
"""Functions that make pages: ``pages(renderer, together)``. A page for the menu has its line in ``portal_frame.MENU``."""
OURS = "territoires/index.html"
"""What tells the site of a portal from any other folder."""
NOT_WORN = {"hors-ligne.js", "main.html"}
"""What only the site of a territory wears."""


def site_of(portal: Together, gone: Iterable[api.PageRetiree] = ()) -> api.Site:
    """The site, ready to be written. ``gone``: the addresses of before, that say so."""
    render = PortalRenderer(portal.catalogue, portal.today)
    frame = PortalFrame(render)
    made = tuple(file for pages in OUTPUTS for file in pages(render, portal))
    made = (*made, *api.pages_of_retired(render, gone), api.plan_page(render, made, ()))
    every = (*made, *api.sitemap_files(render, made, ()), *frame.files())
    return api.Site(portal.catalogue, frame, every, frozenset(), frozenset(), frozenset(api.standing(every, [])))


def write_site(portal: Together, folder: Path, gone: Iterable[api.PageRetiree] = ()) -> None:
    """The whole site in a new folder. Raises :class:`ctg.publish.write.PublicationRefused`, and :class:`OSError`."""
    for source in api.clothing(api.CLOTHES):
        name = source.relative_to(api.CLOTHES).as_posix()
        if name not in NOT_WORN:
            path = api.inside(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(api.lightened(source, api.read_plain(source), folder))
    api.publish(site_of(portal, gone), folder)
