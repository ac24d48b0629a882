"""One page a record, from the template of its kind and the facets of that kind (see ``facets``)."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from ctg.catalogue import Catalogue
from ctg.ground.phrases import typography
from ctg.kinds import KINDS, Record
from ctg.outputs.base.facets import facets_of
from ctg.outputs.base.formats.schema_org import Node
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.site import Page, SiteFile


def files(render: Renderer) -> Iterable[SiteFile]:
    """Every published record's page, but of those that are lines of a list."""
    for kind in KINDS:
        for record in render.catalogue.all(kind):
            if record.key not in render.lines:
                yield record_page(render, record)
    for place in render.catalogue.outside:
        yield record_page(render, place)


def record_page(render: Renderer, record: Record) -> Page:
    """The page of one record; its template is ``<kind>.html``."""
    facets = facets_of(type(record))
    details = facets.details
    return render.page(
        f"{record.kind}.html",
        f"{record.key}/",
        record.title,
        trail=facets.above(render, record),
        source=record.file,
        has_map=facets.has_map(render.catalogue, record) if facets.has_map else False,
        script=facets.script(render, record) if facets.script else "",
        description=lambda: summary(render, record),
        alternates=tuple(alternates(render, record)),
        commune=commune_of(render.catalogue, record),
        linked=lambda: nodes(render, record),
        later=lambda: {"naming": list(naming(render, record))} | (details(render, record) if details else {}),
        record=record,
    )


def commune_of(catalogue: Catalogue, record: Record) -> str:
    """The identifier of the only commune that a record is about; "" for the whole territory."""
    own = facets_of(type(record)).commune
    name = own and own(catalogue, record)
    return catalogue.commune(name).id if name else ""


def alternates(render: Renderer, record: Record) -> Iterator[tuple[str, str, str]]:
    """(type, title, path) of its calendar, when it has one."""
    if (calendar := f"{record.key}.ics") in render.data_paths:
        yield "text/calendar", "Dates à venir (iCalendar)", calendar


def naming(render: Renderer, record: Record) -> Iterator[tuple[str, tuple[Record, ...]]]:
    """(heading, records) of the kinds whose facets ask that the records which they name list them."""
    for kind in KINDS:
        heading = facets_of(kind).named
        if heading and (found := render.catalogue.referenced_by(record, kind)):
            yield heading, found


def nodes(render: Renderer, record: Record) -> tuple[Node, ...]:
    """What a record is in the words of schema.org, the main node first; none for a kind without a true type there."""
    linked = facets_of(type(record)).linked
    return tuple(linked(record, render, render.link(f"{record.key}/"))) if linked else ()


def summary(render: Renderer, record: Record) -> str:
    """One or two sentences for search results, search engines and shared links; 200 characters at most."""
    catalogue, own = render.catalogue, facets_of(type(record)).summary
    text = (own and own(catalogue, record)) or f"{record.title}. {catalogue.territoire.nom}."
    return textwrap.shorten(typography(text), 200, placeholder="…")
