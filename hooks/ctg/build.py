"""The whole flow, in reading order: the project's folder in, the site's files out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ctg.catalogue import Catalogue
from ctg.clock import today
from ctg.loading import load
from ctg.outputs import OPEN_DATA, OUTPUTS, redirects, site_plan, sitemap
from ctg.outputs.frame import Frame
from ctg.outputs.open_data import index
from ctg.outputs.rendering import Renderer
from ctg.outputs.site import Asset, Page, SiteFile


@dataclass(frozen=True)
class Site:
    """A site ready to be written: its pages without their frame, and its files."""

    catalogue: Catalogue
    files: tuple[SiteFile, ...]
    frame: Frame

    def documents(self) -> Iterator[Asset]:
        """Every file as it will be published; the pages of ``docs/`` are not of them, but :attr:`frame` suits them too."""
        for file in self.files:
            yield Asset(f"{file.path}index.html", self.frame.html(file)) if isinstance(file, Page) else file
        yield self.frame.not_found()
        yield self.frame.base_style()


def write(folder: Path, files: Iterable[Asset]) -> None:
    """Write files at their addresses, the folders they need included."""
    made = set()
    for file in files:
        path = folder / file.path
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(file.content)


def make_site(root: Path, drafts: bool = False) -> Site:
    """Read ``data/``, check it, and make every page and file.

    ``drafts`` also shows the records marked ``brouillon``. Raises :class:`ctg.problems.DataError`.
    """
    catalogue = load(root, drafts)
    render = Renderer(catalogue, today())
    data = tuple(file for output in OPEN_DATA for file in output.files(render))
    render.beside.update(file.path for file in data)
    files = (*(file for output in OUTPUTS for file in output.files(render)), *data)
    files = (*files, *index.files(render, data))
    prose = site_plan.prose(root / "docs")
    files = (*files, site_plan.page(render, files, prose))
    written = (path for path, _ in prose)
    files = (*files, *redirects.files(render, files), *sitemap.files(render, files, written))
    return Site(catalogue, files, Frame(render, preview=drafts))
