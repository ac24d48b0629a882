"""A site written to files: whole, checked and searchable for its visitors, or page by page for the preview, and its server.

Each address that a page gives is a file of the site, with its anchor: a page is read by the process that makes it
(:func:`read_page`); what it alone cannot prove is checked once the site is whole (:func:`broken_links`)."""

import os
import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from lxml import etree

from ctg.common.extensions import extended
from ctg.common.files import inside
from ctg.common.problems import DataError
from ctg.pages import NOT_FOUND, Asset, Fingerprint, Page, absolute, error_page
from ctg.places import offline_copies
from ctg.publish.process import cores, settle
from ctg.site import search
from ctg.site.frame import Site

_PARSER = etree.HTMLParser(encoding="utf-8")
_GIVES_ADDRESS = etree.XPath("//@href | //@src | //@action", smart_strings=False)
_IDS = etree.XPath("//@id", smart_strings=False)
_OWN = etree.XPath(
    "/html/head/link[@rel='canonical']/@href | /html/head/meta[@property='og:image']/@content", smart_strings=False
)


@dataclass(frozen=True)
class Broken:
    """A link that leads nowhere; ``page`` is the file that holds it, in the site."""

    page: str
    target: str
    reason: str

    def __str__(self) -> str:
        return f"  {self.page} → {self.target} : {self.reason}"


class PageRead(NamedTuple):
    """What is kept of a page once it is made."""

    page: str
    """Its file, in the site."""
    doubtful: tuple[tuple[str, str, str], ...]
    """(address as it is written, file, anchor) of each link that the rest of the site must prove."""
    words: str = ""
    """Those of its text, for the search."""


def answering(files: Iterable[str]) -> set[str]:
    """The addresses, from the root, that files of a site answer: their own, that of a folder by its index. Without those that
    a link writes otherwise than the file is named (``c%20d.png``)."""
    plain = set(filter(re.compile(r"[\w./-]*").fullmatch, files))
    return plain | {name.removesuffix("index.html") for name in plain if posixpath.basename(name) == "index.html"}


def read_page(page: str, content: bytes, address: str = "", sure: Collection[str] = ()) -> PageRead:
    """What a page says of where it leads, as browsers read it. ``sure``: the addresses that answer, or will (:func:`answering`).

    Full addresses are followed where the head of a page gives that of the site itself, ``address``: canonical addresses,
    pictures of shared links. In the text they come from the data, and a program made for that asks for them (lychee).
    """
    document = etree.fromstring(content, _PARSER)
    if document is None:  # a page without an element
        return PageRead(page, ())
    root, ids = unquote(urlsplit(address).path) or "/", set(_IDS(document))
    own = sorted({target.replace(address, root, 1) for target in _OWN(document)}) if address else []
    doubtful = []
    for target in (*dict.fromkeys(_GIVES_ADDRESS(document)), *own):
        place, anchor = _place(page, target, root)
        if place is not None and not (place in sure if not anchor else place == page and anchor in ids):
            doubtful.append((target, place, anchor))
    return PageRead(page, tuple(doubtful), " ".join(search.words_of(content.decode())))


def files_of(site: Path) -> set[str]:
    """The files of a site, each from its root."""
    start = len(str(site)) + 1
    return {f"{folder}/{name}"[start:] for folder, _, names in os.walk(site) for name in names}


def pages_of(site: Path, address: str = "", sure: Collection[str] = ()) -> list[PageRead]:
    """Every page of a folder; see :func:`read_page`."""
    names = sorted(name for name in files_of(site) if name.endswith(".html"))
    return [read_page(name, (site / name).read_bytes(), address, sure) for name in names]


def broken_links(pages: Iterable[PageRead], site: Path, sure: Collection[str] = ()) -> list[Broken]:
    """Every broken link of these pages of a site that is whole, in their order. ``sure``: see :func:`read_page`; the site is gone
    through, and a page read again for its anchors, only when a link needs it."""
    files = cache(partial(files_of, site))

    @cache
    def ids(page: str) -> Collection[str]:
        document = etree.fromstring((site / page).read_bytes(), _PARSER)
        return () if document is None else set(_IDS(document))

    found = []
    for one in pages:
        for target, place, anchor in one.doubtful:
            if place not in sure and place not in files():
                found.append(Broken(one.page, target, "cette page ou ce fichier n'existe pas"))
            elif anchor and place.endswith(".html") and anchor not in ids(place):
                found.append(Broken(one.page, target, "cet endroit de la page n'existe pas"))
    return sorted(found, key=lambda one: one.page)


def _place(page: str, target: str, root: str) -> tuple[str | None, str]:
    """(file, anchor) that a link of a page leads to; no file when it leads elsewhere than to the site."""
    if _ELSEWHERE.match(target):
        return None, ""
    parts = urlsplit(target)
    path, anchor = unquote(parts.path), unquote(parts.fragment)
    if not path:
        return page, anchor
    path = path.removeprefix(root) if path.startswith(root) else posixpath.join(posixpath.dirname(page), path)
    leads_to_folder = not path or path.endswith(("/", ".."))
    return posixpath.normpath(f"{path or '.'}/index.html" if leads_to_folder else path), anchor


_ELSEWHERE = re.compile(r"\s*(?:[A-Za-z][A-Za-z0-9+.-]*:|//)")
"""How an address starts that is not of the site: ``tel:``, ``https:``."""


# --- its links ------------------------------------------------------------------------------------


class PublicationRefused(Exception):
    """The site is written and not fit to be shown; the message says why, in French."""


def publish(site: Site, folder: Path, prose: Iterable[Page] = ()) -> None:
    """Write the whole site beside the prose that is already there, prepare its search, follow its links. ``prose``: the pages
    already there that the search may find.

    Raises :class:`PublicationRefused`, and :class:`OSError` when something cannot be written.
    """
    address = absolute(site.catalogue.territoire, "")
    sure = answering(files_of(folder) | {document.path for document in site.documents()})
    pages = {one.page: one for one in pages_of(folder, address, sure)}  # the prose
    reader = partial(read_page, address=address, sure=sure)
    for documents in rounds(site):
        pages |= put(folder, documents, reader)
    if any(file.path == search.PATH for file in site.files):  # a portal has no page to search from
        write(folder, [search.text_file(site.files, prose, lambda page: pages[page].words.split())])
    if offline_copies.PATH in site.addresses:
        write(folder, offline_copies.lists(site.frame.render, folder))
    if lost := broken_links(pages.values(), folder, sure):
        raise PublicationRefused("\n".join(["Des liens du site ne mènent nulle part :", *map(str, lost)]))


def words_in(folder: Path) -> search.WordsOfPage:
    """The words of the pages written in a folder."""
    return lambda page: search.words_of(inside(folder, page).read_text("utf-8"))


def rounds(site: Site) -> Iterator[list[Asset]]:
    """Every file once, after those that it tells of: the files whose weight pages tell; the pages and the other files; then
    what tells the size and the digest of others, each after the one before it."""
    apart = site.booklets | site.index
    for chosen in (site.booklets.__contains__, lambda path: path not in apart):
        yield [site.document(file) for file in site.files if chosen(file.path)]
    yield from ([site.document(file)] for file in site.files if file.path in site.index)


def put(folder: Path, documents: list[Asset], reader: "Reader") -> dict[str, PageRead]:
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
    kept = []
    for file in files:
        content = file.content
        path = inside(folder, file.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
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
        made = ProcessPoolExecutor(workers, get_context("fork"), _begin, (os.getpid(), folder, files, reader))
    except (ImportError, OSError):  # no semaphore can be made here: neither /dev/shm nor what stands for it
        return write(folder, files, reader)
    try:
        with made as pool:
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
        self._asked: list[str] = [NOT_FOUND]
        """Addresses of the answers under way; that of lost pages is always needed."""

    def show(self, documents: Iterable[Asset]) -> None:
        """From now on, these: what was made of the former ones is thrown away."""
        with self._lock:
            self._documents = {document.path: document for document in documents}
            for path in self._made:
                inside(self.folder, path).unlink(missing_ok=True)
            self._made = set()
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
        if address == search.TEXTS:  # made of all the pages
            self._make({path for path in self._documents.keys() - self._made if path.endswith(".html")})
        names = {address, f"{address}index.html", f"{address}/index.html"}
        self._make(names & self._documents.keys() - self._made)

    def _make(self, paths: Iterable[str]) -> None:
        write(self.folder, (self._documents[path] for path in paths))
        self._made.update(paths)


# --- the preview server, for this machine only: the site, and what extensions mount beside --------

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class Mounted(NamedTuple):
    """What answers beside the preview."""

    path: str
    """Where, below the site: ``_editer/``."""
    make: Callable[[Path, str], tuple[Application, str]]
    """``(root of the project, address of its site)`` → the application, and its line in the terminal."""


@dataclass(frozen=True)
class PreviewServer:
    """A WSGI application: what is below a mounted path is its own, the rest is a page made just before it is read."""

    site: Application
    """What serves the files of the preview."""
    preview: Preview
    mount: str
    """The path where the site starts: ``/`` most often."""
    beside: Mapping[str, Application]
    """By the path where each starts."""
    lines: tuple[str, ...]
    """What to print for who starts it: where the site is, and what is beside."""

    @classmethod
    def of(cls, root: Path, url: str, site: Application, preview: Preview) -> "PreviewServer":
        """That of a project whose site is served at this address."""
        mounted: tuple[Mounted, ...] = extended("mounted", ())
        made = {one.path: one.make(root, url) for one in mounted}
        mount = urlsplit(url).path
        beside = {f"{mount}{path}": application for path, (application, _) in made.items()}
        return cls(site, preview, mount, beside, (f"Le site : {url}", *(line for _, line in made.values()), STOP))

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not from_here(environ):
            start_response("403 Forbidden", [("Content-Type", "text/plain; charset=utf-8")])
            return [REFUSED.encode()]
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")  # as WSGI has it
        for start, application in self.beside.items():
            if path.startswith(start):
                return application(environ, start_response)
        try:
            with self.preview.prepared(path.removeprefix(self.mount)):
                return self.site(environ, start_response)
        except DataError as error:  # a PDF that Typst refuses
            start_response("500 Internal Server Error", [("Content-Type", "text/html; charset=utf-8")])
            return [error_page(error).encode()]


STOP = "(Ctrl+C pour arrêter)"
REFUSED = "Cette adresse n’est ouverte qu’à cet ordinateur, par le nom qu’affiche la fenêtre noire (le terminal)."


def from_here(environ: Environ) -> bool:
    """Whether this machine asks, by one of its own names: the page of another site may have its name lead here (DNS rebinding),
    and read a draft."""
    remote = environ.get("REMOTE_ADDR", "")
    return (remote.startswith("127.") or remote == "::1") and environ.get("HTTP_HOST", "") in own_hosts(environ)


def own_hosts(environ: Environ) -> set[str]:
    """The names by which this machine calls itself, with the port."""
    return {f"{name}:{environ.get('SERVER_PORT', '')}" for name in LOOPBACK}
