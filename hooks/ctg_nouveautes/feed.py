"""The Atom feed (RFC 4287) of what changed.

Written with ElementTree, which escapes: the format is twelve elements, and the libraries at hand date from 2023 or take
the time of an empty feed from the clock. Nothing here depends on the day of the build: the feed changes when news do.

A site that does not say its own address has relative links, which readers resolve against the feed's address (RFC 3986,
5.1.3); it has no link to itself, as only an absolute one is of use. Identifiers are ``tag:`` URIs (RFC 4151) whose
beginning the journal keeps: they outlive a change of address."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from urllib.parse import urljoin
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from ctg import api
from ctg_nouveautes.journal import BEGINNING, tag_root
from ctg_nouveautes.news import FEED, NEWS, NewsItem, news

ATOM, XHTML = "http://www.w3.org/2005/Atom", "http://www.w3.org/1999/xhtml"
MEDIA_TYPE = "application/atom+xml"
LONGEST = 50
"""Entries of a feed: readers keep what they read before."""
LICENCE = "Licence Ouverte 2.0 (Etalab)"
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, even escaped."""

ABOUT = (
    api.About(
        FEED,
        "Nouveautés de tout le site",
        "Ce qui a changé, le plus récent d'abord : lieux, téléphones, horaires, fermetures, rencontres, avancement du projet.",
        MEDIA_TYPE,
        "Atom 1.0 (RFC 4287)",
        "par la grammaire de la RFC 4287 et par un lecteur de flux indépendant, à chaque test",
        api.NEWS,
        "Pour être prévenu, dans une application de lecture de flux.",
        "https://www.rfc-editor.org/rfc/rfc4287",
    ),
)


def files(render: api.Renderer) -> Iterable[api.SiteFile]:
    """The feed of the whole site; none before the first news."""
    if found := news(render):
        yield feed(render, FEED, NEWS[1], f"{render.catalogue.territoire.titre_site} : quoi de neuf", found)


def feed(render: api.Renderer, path: str, page: str, title: str, found: Iterable[NewsItem]) -> api.Asset:
    """One feed, at ``path``, about what ``page`` shows."""
    territoire, journal = render.catalogue.territoire, render.catalogue.journal
    since = journal.depuis if journal else BEGINNING
    root = journal.racine if journal else tag_root(territoire, since)
    found = list(found)[:LONGEST]
    xml = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": "fr"})
    _text(xml, "id", f"{root}:{path.removesuffix('.xml')}")
    _text(xml, "title", api.typography(title))
    _text(xml, "updated", start_of_day(max((one.date for one in found), default=since), render.catalogue.clock))
    _text(ElementTree.SubElement(xml, "author"), "name", territoire.editeur.nom)
    _text(xml, "rights", LICENCE)
    ElementTree.SubElement(xml, "link", {"rel": "alternate", "type": "text/html", "href": _address(render, page, path)})
    if territoire.adresse_site:
        ElementTree.SubElement(xml, "link", {"rel": "self", "type": MEDIA_TYPE, "href": _address(render, path, path)})
    for one in found:
        _entry(render, xml, one, root, path)
    ElementTree.indent(xml)
    return api.Asset(path, ElementTree.tostring(xml, "utf-8", xml_declaration=True) + b"\n")


def _entry(render: api.Renderer, xml: ElementTree.Element, one: NewsItem, root: str, path: str) -> None:
    entry = ElementTree.SubElement(xml, "entry")
    _text(entry, "id", f"{root}:{one.date.isoformat()}/{one.key}")
    _text(entry, "title", api.typography(headline(one)))
    _text(entry, "updated", start_of_day(one.date, render.catalogue.clock))
    target = one.path or f"{NEWS[1]}#{one.anchor}"
    ElementTree.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": _address(render, target, path)})
    for theme in one.themes:
        if term := render.catalogue.vocabulary.themes.get(theme):
            ElementTree.SubElement(entry, "category", {"term": term.id, "label": _legal(term.titre)})
    content = ElementTree.SubElement(entry, "content", {"type": "xhtml"})
    body = ElementTree.SubElement(content, "div", {"xmlns": XHTML})
    for line in (one.about, *one.facts):
        if line:
            _text(body, "p", api.typography(line))


def headline(one: NewsItem) -> str:
    """« La Toupie – Nouveaux horaires ; nouveau téléphone : 01 99 00 00 00 »: all that many readers show."""
    first, *others = one.facts
    return f"{one.title} – {' ; '.join([first, *(fact[:1].lower() + fact[1:] for fact in others)])}"


def start_of_day(date: dt.date, clock: str) -> str:
    """The first instant of a day in the time zone ``clock``, as RFC 3339 writes it."""
    return dt.datetime(date.year, date.month, date.day, tzinfo=ZoneInfo(clock)).isoformat()


def _address(render: api.Renderer, target: str, path: str) -> str:
    site = render.catalogue.territoire.adresse_site
    return urljoin(site.rstrip("/") + "/", target) if site else api.relative(target, path.rpartition("/")[0] + "/")


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = _legal(text)


def _legal(text: str) -> str:
    """The text without what would make the whole feed unreadable."""
    return ILLEGAL.sub("", text)
