"""Links inside the built site: each address that a page gives is there, with its anchor. Sole importer of ``lxml``."""

from __future__ import annotations

import os
import posixpath
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree, html

_ADDRESSES = etree.XPath("//@href | //@src | //@action")
_OWN = etree.XPath("//head/link[@rel='canonical']/@href | //head/meta[@property='og:image']/@content")
_IDS = etree.XPath("//@id")


@dataclass(frozen=True)
class Broken:
    """A link that leads nowhere; ``page`` is the file that holds it, in the site."""

    page: str
    target: str
    reason: str

    def __str__(self) -> str:
        return f"  {self.page} → {self.target} : {self.reason}"


def broken(site: Path, address: str = "") -> list[Broken]:
    """Every broken link of a built site, in the order of its pages.

    Full addresses are followed where the head of a page gives that of the site itself, ``address``: canonical addresses,
    pictures of shared links. In the text they come from the data: ``ctg liens`` asks for those.
    """
    root = unquote(urlsplit(address).path) or "/"
    files = {f"{folder}/{name}" for folder, _, names in os.walk(site) for name in names}
    files = {file[len(str(site)) + 1 :] for file in files}
    found, anchored = [], []
    ids: dict[str, frozenset[str]] = {}
    alike: dict[frozenset[str], frozenset[str]] = {}  # pages of one layout have the same: kept once
    for name in sorted(file for file in files if file.endswith(".html")):
        document = html.document_fromstring((site / name).read_bytes())  # one at a time: they would fill the memory
        own_ids = frozenset(sys.intern(str(id)) for id in _IDS(document))
        ids[name] = alike.setdefault(own_ids, own_ids)
        own = {str(target).replace(address, root, 1) for target in _OWN(document)} if address else set()
        for target in dict.fromkeys((*map(str, _ADDRESSES(document)), *sorted(own))):
            place, anchor = _place(name, target, root)
            if place is not None and place not in files:
                found.append(Broken(name, target, "cette page ou ce fichier n'existe pas"))
            elif anchor and place == name and anchor not in own_ids:
                found.append(Broken(name, target, "cet endroit de la page n'existe pas"))
            elif anchor and place and place != name:
                anchored.append((name, target, place, anchor))
    for name, target, place, anchor in anchored:
        if anchor not in ids.get(place, {anchor}):
            found.append(Broken(name, target, "cet endroit de la page n'existe pas"))
    return sorted(found, key=lambda one: one.page)


def _place(page: str, target: str, root: str) -> tuple[str | None, str]:
    """(file, anchor) that a link of a page leads to; no file when it leads elsewhere than to the site."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return None, ""
    path = unquote(parts.path)
    if not path:
        return page, unquote(parts.fragment)
    path = path.removeprefix(root) if path.startswith(root) else posixpath.join(posixpath.dirname(page), path)
    folder = not path or path.endswith(("/", ".."))
    path = posixpath.normpath(posixpath.join(path, "index.html")) if folder else posixpath.normpath(path)
    return path, unquote(parts.fragment)
