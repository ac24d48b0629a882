"""The check of links inside the built site: each address that a page gives is a file of it, with its anchor.

A page is read by the process that makes it (:func:`read_page`); what it alone cannot prove is checked once the site is whole
(:func:`broken_links`)."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from lxml import etree

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


def answering(files: Iterable[str]) -> set[str]:
    """The addresses, from the root, that files of a site answer: their own, that of a folder by its index. Without those that
    a link writes otherwise than the file is named (``c%20d.png``)."""
    plain = set(filter(re.compile(r"[\w./-]*").fullmatch, files))
    return plain | {name.removesuffix("index.html") for name in plain if posixpath.basename(name) == "index.html"}


def read_page(page: str, content: bytes, address: str = "", sure: Collection[str] = ()) -> PageRead:
    """What a page says of where it leads, as browsers read it. ``sure``: the addresses that answer, or will (:func:`answering`).

    Full addresses are followed where the head of a page gives that of the site itself, ``address``: canonical addresses,
    pictures of shared links. In the text they come from the data: ``ctg liens`` asks for those.
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
    return PageRead(page, tuple(doubtful))


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
