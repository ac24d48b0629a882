"""A site into files: the whole of it, checked, for its visitors; or page by page, for the coordinator who edits it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import NamedTuple

from pagefind_bin import get_executable

from ctg.build import Site
from ctg.ground.files import Within, inside
from ctg.ground.process import cores, end_with, settle
from ctg.links.inside import SEARCHED, PageRead, answering, broken, files_of, pages_of, read
from ctg.outputs.base.addresses import absolute
from ctg.outputs.base.rendering import NOT_FOUND
from ctg.outputs.base.site import Asset, Fingerprint, Page
from ctg.outputs.families import copies

SEARCH = "recherche/"
INDEX = f"{SEARCH}index"
"""Where the search looks, written by Pagefind from the finished pages."""


class PublicationRefused(Exception):
    """The site is written and not fit to be shown; the message says why, in French."""


def publish(site: Site, folder: Path) -> None:
    """Write the whole site beside the prose that is already there, prepare its search, follow its links.

    Raises :class:`PublicationRefused`, and :class:`OSError` when something cannot be written.
    """
    address = absolute(site.catalogue.territoire, "")
    sure = answering(files_of(folder) | {document.path for document in site.documents()})
    pages = {one.page: one for one in pages_of(folder, address, sure)}  # the prose
    reader = partial(read, address=address, sure=sure)
    *searchable, telling = rounds(site)
    for documents in searchable:
        pages |= put(folder, documents, reader)
    # Another process writes the index: what the search does not have is made meanwhile.
    with prepared(site, folder, pages.values()):
        for document in telling:
            pages |= put(folder, [document], reader)
        if copies.PATH in site.addresses:
            write(folder, copies.lists(site.frame.render, folder))
    if lost := broken(pages.values(), folder, sure):
        raise PublicationRefused("\n".join(["Des liens du site ne mènent nulle part :", *map(str, lost)]))


def rounds(site: Site) -> Iterator[list[Asset]]:
    """Every file once, after those that it tells of: the files whose weight pages tell; the pages and the other files; then
    what tells the size and the digest of others, each after the one before it. The search has nothing of the last round."""
    apart = site.booklets | site.index
    for chosen in (site.booklets.__contains__, lambda path: path not in apart, site.index.__contains__):
        yield [site.document(file) for file in site.files if chosen(file.path)]


def put(folder: Path, documents: list[Asset], reader: Reader) -> dict[str, PageRead]:
    """Write documents; those that tell of them, or hold them, will find them written. Returns what was read of the pages."""
    kept = write_together(folder, documents, reader)
    for document, written in zip(documents, kept, strict=True):
        document.known(written.proof, folder / document.path)  # inside: it was written
    return {written.page.page: written.page for written in kept if written.page}


class Written(NamedTuple):
    """What is kept of a file once it is written."""

    proof: Fingerprint
    page: PageRead | None
    """When it is a page, and was read."""


Reader = Callable[[str, bytes], PageRead]


def write(folder: Path, files: Iterable[Asset], reader: Reader | None = None) -> list[Written]:
    """Write files at their addresses, the folders they need included; returns what is kept of each, pages read by ``reader``.

    Raises :class:`OSError`, before anything is written of a file whose address leads out of the folder.
    """
    within, kept = Within(folder), []
    for file in files:
        content = file.content
        within.write(file.path, content)
        page = reader(file.path, content) if reader and file.path.endswith(".html") else None
        kept.append(Written(Fingerprint.of(content), page))
    return kept


BLOCK = 50
"""Files that a process takes at a time: neighbours share what they have worked out."""
MOST = 8
"""Processes at once: each may need some hundred megabytes of its own."""


def write_together(folder: Path, files: list[Asset], reader: Reader | None = None) -> list[Written]:
    """:func:`write`, shared between processes that are copies of this one: the site is in their memory, nothing is sent. At 500
    records on two cores, a build takes three quarters of its time alone.

    Raises :class:`PublicationRefused` when the system stops one of them.
    """
    starts = range(0, len(files), BLOCK)
    workers = min(cores(), MOST, len(starts))
    # A copy of a process where Typst has worked waits for ever for its threads: documents are made in a copy, however few.
    few = len(starts) <= 1 and not any(file.path.endswith(".pdf") for file in files)
    if few or cores() == 1:
        return write(folder, files, reader)
    try:
        with ProcessPoolExecutor(workers, get_context("fork"), _begin, (os.getpid(), folder, files, reader)) as pool:
            # The longest files are the last ones (see OPEN_DATA): they go first, so that no process ends alone.
            blocks = list(pool.map(_write_block, reversed(starts)))
    except BrokenProcessPool:
        raise PublicationRefused("Le système a arrêté la construction : la mémoire manque, sans doute.") from None
    return [written for block in reversed(blocks) for written in block]


_share: list = []
"""In a process that is a copy of this one: the folder, all the files to write there, and what reads pages."""


def _begin(parent: int, folder: Path, files: list[Asset], reader: Reader | None) -> None:
    settle(parent)
    _share.extend((folder, files, reader))


def _write_block(start: int) -> list[Written]:
    folder, files, reader = _share
    return write(folder, files[start : start + BLOCK], reader)


# --- the search ----------------------------------------------------------------------------------


@contextmanager
def prepared(site: Site, folder: Path, pages: Iterable[PageRead]) -> Iterator[None]:
    """While this lasts, the search of these pages is being written; nothing is, for a site that has no page to search from."""
    if any(isinstance(file, Page) and file.path == SEARCH for file in site.files):
        with searched(folder, pages) as some, indexed(some, folder):
            yield
    else:
        yield


@contextmanager
def searched(folder: Path, pages: Iterable[PageRead]) -> Iterator[Path]:
    """While this lasts, a folder of what the search has of pages, under the same addresses: of the site's own, Pagefind would
    read every page before it leaves most out. All of them when none is for it: it refuses an empty folder."""
    every = tuple(pages)
    chosen = [page.page for page in every if page.searched] or [page.page for page in every]
    # Not hidden: of a build that was killed, MkDocs' next one cleans all but what is.
    with TemporaryDirectory(dir=folder, prefix="recherche-") as some:
        # By this process alone: Pagefind numbers pages as the disk lists them, and some disks do so as files came.
        within = Within(Path(some))
        for page in chosen:
            within.write(page, sought((folder / page).read_bytes()))
        yield Path(some)


def sought(page: bytes) -> bytes:
    """A page without its menus and its pictures, which Pagefind reads for nothing; whole, when its frame is not ours."""
    head, start, end = page.find(b"</head>"), page.find(b"<main"), page.rfind(b"</main>")
    first, *pictures = page[start:end].split(b"<svg")
    text = b"".join([first, *(picture.partition(b"</svg>")[2] for picture in pictures)])
    return b"%b</head><body>%b</main></body></html>" % (page[:head], text) if head > 0 and SEARCHED in text else page


NOISE = (".garder", "p.manque", ".reponse .semaine", ".reponse .sr")
"""What the page of each place says in the same words (its week, its buttons, what is not known of it), left out of the search:
nobody finds a page by it, and Pagefind holds each word of each page in memory, twice."""
UNASKED = ("pagefind-*ui.*", "pagefind-highlight.js", "wasm.unknown.pagefind")
"""What Pagefind writes beside its index and our pages never ask for: boxes of its own, and the search of no language."""
OPTIONS = ("--force-language", "fr", *(word for one in NOISE for word in ("--exclude-selectors", one)))


@contextmanager
def indexed(pages: Path, folder: Path) -> Iterator[None]:
    """While this lasts, the search index of a folder of pages is being written in the site's; then it is there. Raises
    :class:`PublicationRefused`."""
    index = start_index(pages, folder)
    try:
        yield
        end_index(index, folder)
    finally:  # Ctrl+C reaches it too: what it would say of that is not what happened
        index.kill()
        index.wait()


def start_index(pages: Path, folder: Path) -> subprocess.Popen:
    """Have the search index of a folder of pages written in the site's."""
    command = [get_executable(), "--site", str(pages), "--output-path", str(folder / INDEX), *OPTIONS, "--quiet"]
    tied = partial(end_with, os.getpid()) if sys.platform == "linux" else None
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, preexec_fn=tied)


def end_index(index: subprocess.Popen, folder: Path) -> None:
    """Wait for it. Raises :class:`PublicationRefused`."""
    said, _ = index.communicate()
    if index.returncode:
        raise PublicationRefused(f"Le moteur de recherche n'a pas pu être préparé.\n{said}")
    for pattern in UNASKED:
        for path in (folder / INDEX).glob(pattern):
            path.unlink()


# --- the preview ---------------------------------------------------------------------------------


class Preview:
    """The site while it is edited: a file is made when a browser asks for it, so that a change shows at once.

    The search is prepared when someone searches; links are not followed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        """Where the server looks, beside the prose."""
        self._lock = Lock()
        self._documents: dict[str, Asset] = {}
        self._made: set[str] = set()
        self._indexed = False
        self._asked: list[str] = [NOT_FOUND]
        """Addresses of the answers under way; that of lost pages is always needed."""

    def show(self, documents: Iterable[Asset]) -> None:
        """From now on, these: what was made of the former ones is thrown away."""
        with self._lock:
            self._documents = {document.path: document for document in documents}
            for path in self._made:
                inside(self.folder, path).unlink(missing_ok=True)
            self._made, self._indexed = set(), False
            for address in self._asked:
                self._prepare(address)

    @contextmanager
    def prepared(self, address: str) -> Iterator[None]:
        """While this lasts, the file of an address from the root (``structures/x/``) is there, if it should be: also when
        the site is made anew meanwhile, which the answer waits for."""
        with self._lock:
            self._asked.append(address)
            self._prepare(address)
        try:
            yield
        finally:
            with self._lock:
                self._asked.remove(address)

    def _prepare(self, address: str) -> None:
        if address.startswith(INDEX) and not self._indexed:
            self._make(self._documents.keys() - self._made)
            end_index(start_index(self.folder, self.folder), self.folder)
            self._indexed = True
        names = {address, f"{address}index.html", f"{address}/index.html"}
        self._make(names & self._documents.keys() - self._made)

    def _make(self, paths: Iterable[str]) -> None:
        write(self.folder, (self._documents[path] for path in paths))
        self._made.update(paths)
