"""The whole flow, in reading order: the project's folder in, the site's files out."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from ctg.catalogue import Catalogue
from ctg.clock import today
from ctg.loading import load
from ctg.outputs import OPEN_DATA, OUTPUTS, redirects, site_plan, sitemap
from ctg.outputs.frame import Frame
from ctg.outputs.open_data import index
from ctg.outputs.rendering import Renderer
from ctg.outputs.site import Asset, Fingerprint, Page, SiteFile


@dataclass(frozen=True)
class Site:
    """A site ready to be written: what it will be made of, most of it not made yet."""

    catalogue: Catalogue
    frame: Frame
    files: tuple[SiteFile, ...]
    index: frozenset[str]
    """Addresses of those that tell the sizes and sums of others."""

    def documents(self) -> Iterator[Asset]:
        """Every file as it will be published. The pages of ``docs/`` are not of them, but :attr:`frame` suits them too."""
        return map(self.document, self.files)

    def document(self, file: SiteFile) -> Asset:
        """A file as it will be published: a page in its frame, at the address that hosts give it."""
        return Asset(f"{file.path}index.html", partial(self.frame.html, file)) if isinstance(file, Page) else file


def make_site(root: Path, drafts: bool = False) -> Site:
    """Read ``data/``, check it, and prepare every page and file.

    ``drafts`` also shows the records marked ``brouillon``. Raises :class:`ctg.problems.DataError`.
    """
    catalogue = load(root, drafts)
    render = Renderer(catalogue, today())
    frame = Frame(render, preview=drafts)
    data = tuple(file for output in OPEN_DATA for file in output.files(render))
    render.beside.update(file.path for file in data)
    files = (*(file for output in OUTPUTS for file in output.files(render)), *data)
    told = tuple(index.files(render, data))
    prose = site_plan.prose(root / "docs")
    plan = site_plan.page(render, (*files, *told), prose)
    made = (*files, *told, plan)
    moved = (*redirects.files(render, made), *sitemap.files(render, made, (path for path, _ in prose)))
    return Site(catalogue, frame, (*made, *moved, *frame.files()), frozenset(file.path for file in told))


# --- writing -------------------------------------------------------------------------------------


def publish(site: Site, folder: Path) -> None:
    """Write the whole site, with as many processes as there are processors.

    Raises :class:`OSError` when something cannot be written.
    """
    documents = [site.document(file) for file in site.files if file.path not in site.index]
    for document, fingerprint in zip(documents, _write_together(folder, documents), strict=True):
        document.known(fingerprint)
    write(folder, (site.document(file) for file in site.files if file.path in site.index))


def write(folder: Path, files: Iterable[Asset]) -> list[Fingerprint]:
    """Write files at their addresses, the folders they need included; returns what proves each of them."""
    made, proofs = set(), []
    for file in files:
        path = folder / file.path
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        content = file.content
        path.write_bytes(content)
        proofs.append(Fingerprint.of(content))
    return proofs


BLOCK = 50
"""Files that a process takes at a time: neighbours share what they have worked out."""


def _write_together(folder: Path, files: list[Asset]) -> list[Fingerprint]:
    """:func:`write`, shared between processes that are copies of this one: the site is in their memory, nothing is sent."""
    workers = len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1
    if workers == 1:
        return write(folder, files)
    starts = range(0, len(files), BLOCK)
    with ProcessPoolExecutor(workers, get_context("fork"), _share.extend, ((folder, files),)) as pool:
        # The longest files are the last ones (see OPEN_DATA): they go first, so that no process ends alone.
        blocks = list(pool.map(_write_block, reversed(starts)))
    return [proof for block in reversed(blocks) for proof in block]


_share: list = []
"""In a copy: the folder and all the files."""


def _write_block(start: int) -> list[Fingerprint]:
    folder, files = _share
    return write(folder, files[start : start + BLOCK])
