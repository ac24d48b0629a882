"""Links inside the built site: each address that a page gives is there, with its anchor. Sole importer of ``lxml``.

A page is read where it is made (:func:`read`), by the process that has it in hand; what it alone cannot prove is looked at
once the site is whole (:func:`broken`).
"""

from __future__ import annotations

import os
import posixpath
import sys
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from lxml import etree

_PARSER = etree.HTMLParser(encoding="utf-8")
_ADDRESSES = etree.XPath("//@href | //@src | //@action", smart_strings=False)
_OWN = etree.XPath(
    "/html/head/link[@rel='canonical']/@href | /html/head/meta[@property='og:image']/@content", smart_strings=False
)
_IDS = etree.XPath("//@id", smart_strings=False)
SEARCHED = b"data-pagefind-body"
"""What a page has that the search reads."""


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
    ids: frozenset[str]
    doubtful: tuple[tuple[str, str, str], ...]
    """(address as it is written, file, anchor) of each link that the rest of the site must prove."""
    searched: bool
    """Whether the search may have it."""


def read(page: str, content: bytes, address: str = "", sure: Collection[str] = ()) -> PageRead:
    """What a page says of where it leads. ``sure``: files that are in the site, or will be.

    Full addresses are followed where the head of a page gives that of the site itself, ``address``: canonical addresses,
    pictures of shared links. In the text they come from the data: ``ctg liens`` asks for those.
    """
    root = unquote(urlsplit(address).path) or "/"
    document = etree.fromstring(content, _PARSER)
    if document is None:  # a page without an element
        return PageRead(page, frozenset(), (), searched=False)
    ids = frozenset(map(sys.intern, _IDS(document)))
    own = {target.replace(address, root, 1) for target in _OWN(document)} if address else set()
    folder, doubtful = posixpath.dirname(page), []
    for target in dict.fromkeys((*_ADDRESSES(document), *sorted(own))):
        place, anchor = _place(page, folder, target, root)
        if place is not None and not (place in sure if not anchor else place == page and anchor in ids):
            doubtful.append((target, place, anchor))
    return PageRead(page, ids, tuple(doubtful), SEARCHED in content)


def files_of(site: Path) -> set[str]:
    """The files of a site, each from its root."""
    start = len(str(site)) + 1
    return {f"{folder}/{name}"[start:] for folder, _, names in os.walk(site) for name in names}


def pages_of(site: Path, address: str = "") -> list[PageRead]:
    """Every page of a folder; see :func:`read`."""
    return [read(name, (site / name).read_bytes(), address) for name in sorted(files_of(site)) if name.endswith(".html")]


def broken(pages: Iterable[PageRead], files: Collection[str]) -> list[Broken]:
    """Every broken link of a site made of these pages and files, in the order of its pages."""
    pages, found = tuple(pages), []
    ids = {one.page: one.ids for one in pages}
    for one in pages:
        for target, place, anchor in one.doubtful:
            if place not in files:
                found.append(Broken(one.page, target, "cette page ou ce fichier n'existe pas"))
            elif anchor and place in ids and anchor not in ids[place]:
                found.append(Broken(one.page, target, "cet endroit de la page n'existe pas"))
    return sorted(found, key=lambda one: one.page)


def _place(page: str, folder: str, target: str, root: str) -> tuple[str | None, str]:
    """(file, anchor) that a link of a page, in a folder, leads to; no file when it leads elsewhere than to the site."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return None, ""
    path = unquote(parts.path)
    if not path:
        return page, unquote(parts.fragment)
    path = path.removeprefix(root) if path.startswith(root) else posixpath.join(folder, path)
    leads_to_folder = not path or path.endswith(("/", ".."))
    path = posixpath.normpath(posixpath.join(path, "index.html") if leads_to_folder else path)
    return path, unquote(parts.fragment)
