"""The whole flow, in reading order: the project's folder in, the site's files out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from ctg.catalogue import Catalogue
from ctg.clock import today
from ctg.loading import load
from ctg.outputs import OPEN_DATA, OUTPUTS, redirects, site_plan, sitemap
from ctg.outputs.open_data import index
from ctg.outputs.rendering import Renderer
from ctg.outputs.site import SiteFile


@dataclass(frozen=True)
class Site:
    """A site ready to be handed to a generator of HTML pages."""

    catalogue: Catalogue
    files: tuple[SiteFile, ...]


def make_site(root: Path, drafts: bool = False) -> Site:
    """Read ``data/``, check it, and make every page and file.

    ``drafts`` also shows the records marked ``brouillon``. Raises :class:`ctg.problems.DataError`.
    """
    catalogue = load(root, drafts)
    render = Renderer(catalogue, today())
    data = tuple(file for output in OPEN_DATA for file in output.files(render))
    render = replace(render, beside=frozenset(file.path for file in data))
    files = (*(file for output in OUTPUTS for file in output.files(render)), *data)
    files = (*files, *index.files(render, data))
    prose = site_plan.prose(root / "docs")
    files = (*files, site_plan.page(render, files, prose))
    written = (path for path, _ in prose)
    return Site(catalogue, (*files, *redirects.files(render, files), *sitemap.files(render, files, written)))
