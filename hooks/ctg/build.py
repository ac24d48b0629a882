"""The whole flow, in reading order: the project's folder in, the site's files out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ctg.catalogue import Catalogue
from ctg.clock import today
from ctg.loading import load
from ctg.outputs import OUTPUTS, site_plan
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
    files = tuple(file for output in OUTPUTS for file in output.files(render))
    return Site(catalogue, (*files, site_plan.page(render, files, site_plan.prose(root / "docs"))))
