"""A page described in the words of schema.org, as JSON-LD, for search engines, voice assistants and other programs.

Every page says what it is, its breadcrumb and who publishes it. What a record's page is about: see
:func:`ctg.pages.record_page.nodes`.
https://schema.org, https://www.w3.org/TR/json-ld11/#embedding-json-ld-in-html-documents"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from markupsafe import Markup

from ctg.common.escaping import for_script
from ctg.model.territory import Territoire
from ctg.pages.addresses import LICENCE_URL, Postal
from ctg.pages.files import Page

Node = dict[str, Any]
AddressOf = Callable[[str], str]
"""From the path of a page to its address, as :meth:`ctg.pages.renderer.Renderer.link` gives it."""

CONTEXT = "https://schema.org"
UNKNOWN: tuple[object, ...] = (None, "", [], ())


def script(nodes: Iterable[Node]) -> Markup:
    """The content of a ``<script type="application/ld+json">``: data, which no browser runs (nor any policy forbids)."""
    return Markup(for_script({"@context": CONTEXT, "@graph": list(nodes)}))


def node(type: str, id: str = "", /, **values: Any) -> Node:
    """A schema.org node, without the values of :data:`UNKNOWN`."""
    head = {"@type": type} | ({"@id": id} if id else {})
    return head | {name: value for name, value in values.items() if value not in UNKNOWN}


def subject(link: AddressOf, key: str) -> str:
    """The identifier of what a record describes; the plain address identifies the page itself, which is another thing."""
    return link(f"{key}/") + "#sujet"


def graph(
    territoire: Territoire, page: Page, changed: dt.date | None, link: AddressOf, about: Sequence[Node]
) -> tuple[Node, ...]:
    """The page itself, its breadcrumb if it has one, then what it is about, the main thing first.

    The home page is the whole site, and says who publishes it.
    """
    if not page.path:
        return (_site(territoire, link), *about)
    trail = [("Accueil", ""), *page.trail, (page.title, page.path)] if page.trail else []
    itself = node(
        "WebPage",
        link(page.path),
        url=link(page.path),
        name=page.title,
        description=page.description,
        inLanguage="fr",
        dateModified=changed and changed.isoformat(),
        license=LICENCE_URL,
        publisher=publisher(territoire, link),
        mainEntity={"@id": about[0]["@id"]} if about else None,
        isPartOf=node("WebSite", link("") + "#site", name=territoire.titre_site),
    )
    return (itself, *([_breadcrumb(trail, link)] if trail else []), *about)


def _breadcrumb(trail: list[tuple[str, str]], link: AddressOf) -> Node:
    steps = [node("ListItem", position=i, name=title, item={"@id": link(path)}) for i, (title, path) in enumerate(trail, 1)]
    return node("BreadcrumbList", itemListElement=steps)


def _site(territoire: Territoire, link: AddressOf) -> Node:
    editor = territoire.editeur
    where = Postal(editor.adresse or "", "", editor.code_postal or "", editor.ville or "")
    reach = {"url": editor.site_web, "telephone": editor.telephone, "email": editor.courriel, "address": address(where)}
    return node(
        "WebSite",
        link("") + "#site",
        url=link(""),
        name=territoire.titre_site,
        description=territoire.accroche,
        inLanguage="fr",
        license=LICENCE_URL,
        publisher=publisher(territoire, link) | node("GovernmentOrganization", **reach),
    )


def publisher(territoire: Territoire, link: AddressOf) -> Node:
    """The local authority that signed the convention, which publishes the site."""
    return node("GovernmentOrganization", link("") + "#editeur", name=territoire.editeur.nom)


def address(where: Postal) -> Node | None:
    """A postal address; None when nothing of it is known."""
    if not where.line:
        return None
    street = ", ".join(part for part in (where.street, where.extended) if part)
    return node(
        "PostalAddress",
        streetAddress=street,
        postalCode=where.postcode,
        addressLocality=where.city,
        addressCountry="FR",
    )
