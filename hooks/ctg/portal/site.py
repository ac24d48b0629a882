"""What the site of a portal is made of, and how it becomes files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ctg.build import Site
from ctg.checks.files.folders import clothing
from ctg.clothes import lightened
from ctg.ground.files import inside, read_plain
from ctg.ground.resources import CLOTHES
from ctg.kinds.territory.territoire import PageRetiree
from ctg.outputs.about import site_plan
from ctg.outputs.hosting import memory, sitemap
from ctg.portal.frame import PortalFrame, PortalRenderer
from ctg.portal.pages import about, conventions, coverage, figures, follow_up, territories
from ctg.portal.together import Together
from ctg.publishing import publish

OUTPUTS = (territories.files, conventions.files, follow_up.files, figures.files, coverage.files, about.files)
"""The pages, one module each: ``files(renderer, together)``. A page that all should see has its line in ``frame.MENU``."""
OURS = "territoires/index.html"
"""What tells the site of a portal from any other folder."""
NOT_WORN = {"hors-ligne.js", "main.html"}
"""What only the site of a territory wears."""


def site_of(portal: Together, gone: Iterable[PageRetiree] = ()) -> Site:
    """The site, ready to be written. ``gone``: the addresses of before, that say so."""
    render = PortalRenderer(portal.catalogue, portal.today)
    frame = PortalFrame(render)
    made = tuple(file for files in OUTPUTS for file in files(render, portal))
    made = (*made, *memory.pages(render, gone), site_plan.page(render, made, ()))
    every = (*made, *sitemap.files(render, made, ()), *frame.files())
    return Site(portal.catalogue, frame, every, frozenset(), frozenset(), frozenset(memory.standing(every, [])))


def write_site(portal: Together, folder: Path, gone: Iterable[PageRetiree] = ()) -> None:
    """The whole site in a new folder. Raises :class:`ctg.publishing.PublicationRefused`, and :class:`OSError`."""
    for source in clothing(CLOTHES):
        name = source.relative_to(CLOTHES).as_posix()
        if name not in NOT_WORN:
            path = inside(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(lightened(source, read_plain(source), folder))
    publish(site_of(portal, gone), folder)
