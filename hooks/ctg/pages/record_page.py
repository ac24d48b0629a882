"""The page of a record, made from the template of its kind and the :class:`Facets` of that kind.

The module that makes a kind's pages declares its facets: a kind without them fails a test."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ctg.common.phrases import typography
from ctg.model import KINDS, Record
from ctg.pages.files import Page, PlanHeading, SiteFile, Trail
from ctg.pages.renderer import Renderer
from ctg.reading.catalogue import Catalogue

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, kw_only=True)
class Facets(Generic[R]):
    """The answers of one kind; see :func:`present`."""

    kind: type[R]
    above: Callable[[Renderer, R], Trail]
    """The pages above a record's, for its breadcrumb; the project's menu opens on the last one that it has."""
    plan: tuple[PlanHeading, str]
    """(heading, folded list) where « Plan du site » has the records."""
    heading: Callable[[Catalogue, R], tuple[str, str]]
    """(title, what it is) of a record in « Quoi de neuf »; the second is empty when the title says it."""
    details: Callable[[Renderer, R], dict[str, Any]] = lambda _render, _record: {}
    """What the template of the kind needs beyond the record itself."""
    summary: Callable[[Catalogue, R], str | None] = lambda _catalogue, _record: None
    """One or two sentences about a record, for search engines and shared links; without one, its title and the territory."""
    commune: Callable[[Catalogue, R], str | None] = lambda _catalogue, _record: None
    """The name of the only commune that a record is about: the picture of a shared link shows it."""
    has_map: Callable[[Catalogue, R], bool] = lambda _catalogue, _record: False
    """Whether its page has a map; its template reads it as ``has_map``."""
    script: Callable[[Renderer, R], str] = lambda _render, _record: ""
    """The script of its page."""
    named: str = ""
    """The heading under which the pages of the records that it names list it; nothing when they tell it in words of their own."""


_KINDS: dict[type[Record], Facets[Any]] = {}


def present(facets: Facets[R]) -> Facets[R]:
    """Register the facets of a kind, where its pages are made. Raises :class:`ValueError` if they already are."""
    if facets.kind in _KINDS:
        raise ValueError(facets.kind)
    _KINDS[facets.kind] = facets
    return facets


def facets_of(kind: type[R]) -> Facets[R]:
    """The facets of a kind. Raises :class:`KeyError`, with what to write, when there are none."""
    if kind not in _KINDS:
        raise KeyError(
            f"the site does not know what to do with « {kind.kind} »: in the module of OUTPUTS that makes its pages, write "
            f"present(Facets(kind={kind.__name__}, …)), with {', '.join(Facets.__annotations__)}"
        )
    return _KINDS[kind]


def under(*trail: tuple[str, str]) -> Callable[[Renderer, Record], Trail]:
    """The facet ``above`` of a kind whose records all stand in one place."""
    return lambda _render, _record: trail


def files(render: Renderer) -> Iterable[SiteFile]:
    """The page of each published record, except those of kinds shown in a list."""
    for kind in KINDS:
        for record in render.catalogue.all(kind):
            if record.key not in render.lines:
                yield record_page(render, record)
    for place in render.catalogue.outside:
        yield record_page(render, place)


def record_page(render: Renderer, record: Record) -> Page:
    """The page of one record; its template is ``<kind>.html``."""
    facets = facets_of(type(record))
    return render.page(
        f"{record.kind}.html",
        f"{record.key}/",
        record.title,
        trail=facets.above(render, record),
        source=record.file,
        has_map=facets.has_map(render.catalogue, record),
        script=facets.script(render, record),
        description=lambda: summary(render, record),
        alternates=tuple(alternates(render, record)),
        commune=commune_of(render.catalogue, record),
        later=lambda: {"naming": list(naming(render, record))} | facets.details(render, record),
        record=record,
    )


def commune_of(catalogue: Catalogue, record: Record) -> str:
    """The identifier of the only commune that a record is about; "" for the whole territory."""
    name = facets_of(type(record)).commune(catalogue, record)
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


def summary(render: Renderer, record: Record) -> str:
    """One or two sentences for search results, search engines and shared links; 200 characters at most."""
    catalogue = render.catalogue
    text = facets_of(type(record)).summary(catalogue, record) or f"{record.title}. {catalogue.territoire.nom}."
    return textwrap.shorten(typography(text), 200, placeholder="…")
