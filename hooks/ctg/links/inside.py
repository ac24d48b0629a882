"""Links inside the built site: each address that a page gives is there, with its anchor. Sole importer of ``lxml``.

A page is read where it is made (:func:`read`), by the process that has it in hand; what it alone cannot prove is looked at
once the site is whole (:func:`broken`).
"""

from __future__ import annotations

import os
import posixpath
import re
import sys
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from lxml import etree

_PARSER = etree.HTMLParser(encoding="utf-8")
_SAID = etree.XPath("//@href | //@src | //@action | //@id")
_OWN = etree.XPath(
    "/html/head/link[@rel='canonical']/@href | /html/head/meta[@property='og:image']/@content", smart_strings=False
)
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
    said = as_written(content) or as_parsed(content)
    ids = frozenset(sys.intern(value) for name, value in said.attributes if name == "id")
    own = {target.replace(address, root, 1) for target in said.own} if address else set()
    folder, doubtful = posixpath.dirname(page), []
    top = "../" * (folder.count("/") + 1) if folder else ""
    for target in dict.fromkeys((*(value for name, value in said.attributes if name != "id"), *sorted(own))):
        place: str | None
        if top and target.startswith(top) and (known := _FROM_TOP.fullmatch(target, len(top))):  # as most are
            place, anchor = f"{known[1]}{known[2] or 'index.html'}", known[3] or ""
        else:
            place, anchor = _place(page, folder, target, root)
        if place is not None and not (place in sure if not anchor else place == page and anchor in ids):
            doubtful.append((target, place, anchor))
    return PageRead(page, ids, tuple(doubtful), SEARCHED in content)


class Said(NamedTuple):
    """What a page says of addresses, in its order."""

    attributes: list[tuple[str, str]]
    """(name, value) of each ``href``, ``src``, ``action`` and ``id``."""
    own: list[str]
    """Its canonical address, the picture of its shared links."""


_ATTRIBUTE = re.compile(rb' (href|src|action|id)="([^"<>]*)"(?=[^<>]*>)')
_FLAT = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ\t\n\f\r", b"abcdefghijklmnopqrstuvwxyz    ")
_ANY = (b"href=", b"src=", b"action=", b"id=")
_ODD = (b" =", b"<style", b"<?")
"""What may hide an attribute, or look like one, besides comments and scripts."""
_SCRIPTS = (b"<script src=", b'<script type="application/ld+json"')
"""Scripts that hold nothing, or data without a sign of HTML (``escaping.for_script``)."""
_HEADS = re.compile(rb"<(?:link|meta) [^<>]*>")
_CANONICAL, _PICTURE = re.compile(rb' href="([^"]*)"'), re.compile(rb' content="([^"]*)"')


def as_written(content: bytes) -> Said | None:
    """What is said by a page written as our templates write: attributes in double quotes, their signs escaped. None for any
    other page: as many attributes are found so as the loosest reading would find."""
    found, flat = _ATTRIBUTE.findall(content), content.translate(_FLAT)
    if (
        sum(map(flat.count, _ANY)) != len(found)
        or flat.count(b"<script") != sum(map(flat.count, _SCRIPTS))
        or flat.count(b"<!") != flat.count(b"<!doctype")
        or any(sign in flat for sign in _ODD)
    ):
        return None
    own = []
    for head in _HEADS.findall(content, 0, content.find(b"</head>")):
        asked = _CANONICAL if b'rel="canonical"' in head else _PICTURE if b'property="og:image"' in head else None
        own += asked.findall(head) if asked else []
    return Said([(name.decode(), unescape(value.decode())) for name, value in found], [unescape(one.decode()) for one in own])


def as_parsed(content: bytes) -> Said:
    """What any page says, as browsers read it."""
    document = etree.fromstring(content, _PARSER)
    if document is None:  # a page without an element
        return Said([], [])
    return Said([(value.attrname, str(value)) for value in _SAID(document)], _OWN(document))


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
    if plain := _PLAIN.fullmatch(target):  # as nearly all are
        path, anchor = plain.groups("")
    else:
        parts = urlsplit(target)
        if parts.scheme or parts.netloc:
            return None, ""
        path, anchor = unquote(parts.path), unquote(parts.fragment)
    if not path:
        return page, anchor
    path = path.removeprefix(root) if path.startswith(root) else f"{folder}/{path}" if folder else path
    leads_to_folder = not path or path.endswith(("/", ".."))
    return posixpath.normpath(f"{path or '.'}/index.html" if leads_to_folder else path), anchor


_FROM_TOP = re.compile(r"((?:[\w-][\w.-]*/)*)([\w-](?:[\w.-]*[\w-])?)?(?:#([\w-]*))?")
"""(folders, file, anchor) of an address from the root of the site, nothing in it to be worked out."""
_PLAIN = re.compile(r"(?!//)([\w./-]*)(?:#([\w-]*))?")
"""An address of which nothing is to be decoded."""
