"""What the site does with each kind of record, answered in one place a kind.

Every facet must be answered, were it by ``None``, which says « nothing »: a kind whose answer was forgotten does not
import, and a kind without facets fails a test. The answers stand in the module that makes the kind's pages.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ctg.analysis.hours.calendars import Calendar
from ctg.analysis.hours.events import Event
from ctg.analysis.news.compare import Difference
from ctg.analysis.news.snapshot import Fact
from ctg.catalogue import Catalogue
from ctg.kinds import Record
from ctg.kinds.fields.base import Part
from ctg.outputs.base.site import Trail

if TYPE_CHECKING:
    from ctg.outputs.base.formats.schema_org import AddressOf, Node
    from ctg.outputs.base.rendering import Renderer

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Computed(Generic[R]):
    """What the site works out for a kind: its fields, and the function that gives their values as JSON."""

    model: type[Part]
    values: Callable[[Renderer, R], dict[str, Any]]


@dataclass(frozen=True)
class News(Generic[R]):
    """What is compared of a kind from one publication to the next, and how a difference is told."""

    facts: Callable[[Catalogue, R], dict[str, Fact]]
    """The values of a record by subject; see ``analysis.news.snapshot``."""
    words: Mapping[str, Callable[[Catalogue, R, list[Difference], dt.date], Iterator[tuple[str, str]]]]
    """(subject, sentence) of the differences of a subject, in the order in which they are told; without words, no news."""


@dataclass(frozen=True, kw_only=True)
class Facets(Generic[R]):
    """The answers of one kind; see :func:`present`."""

    kind: type[R]
    above: Callable[[Renderer, R], Trail]
    """The pages above a record's, for its breadcrumb; the project's menu opens on the last one that it has."""
    plan: tuple[str, str]
    """(heading, folded list) where « Plan du site » has the records."""
    details: Callable[[Renderer, R], dict[str, Any]] | None
    """What the template of the kind needs beyond the record itself."""
    summary: Callable[[Catalogue, R], str | None] | None
    """One or two sentences about a record, for search engines and shared links; without one, its title and the territory."""
    commune: Callable[[Catalogue, R], str | None] | None
    """The name of the only commune that a record is about: the picture of a shared link shows it."""
    has_map: Callable[[Catalogue, R], bool] | None
    """Whether its page has a map; its template reads it as ``has_map``."""
    script: Callable[[Renderer, R], str] | None
    """The script of its page; "" for none."""
    arrival: Callable[[Catalogue, R, dt.date], str] | None
    """What « Quoi de neuf » says when a record comes; nothing when its kind neither comes nor goes."""
    heading: Callable[[Catalogue, R], tuple[str, str]]
    """(title, what it is) of a record in « Quoi de neuf »; the second is empty when the title says it."""
    news: News[R] | None
    """What « Quoi de neuf » says when it changes; without it, a record only comes, goes and changes name."""
    events: Callable[[R, Calendar, dt.date], Iterator[Event]] | None
    """What it says of dated, from a first day on: calendars have it."""
    named: str | None
    """The heading under which the pages of the records that it names list it; nothing when they tell it in words of their own."""
    computed: Computed[R] | None
    """What the site works out for a record, for the open data."""
    linked: Callable[[R, Renderer, AddressOf], Iterator[Node]] | None
    """What a record is in the words of schema.org, the main node first; nothing for a kind without a true type there."""


_KINDS: dict[type[Record], Facets[Any]] = {}


def present(facets: Facets[R]) -> Facets[R]:
    """Say what the site does with a kind: called once, where its pages are made. Raises :class:`ValueError` the second time."""
    if facets.kind in _KINDS:
        raise ValueError(facets.kind)
    _KINDS[facets.kind] = facets
    return facets


def facets_of(kind: type[R]) -> Facets[R]:
    """What the site does with a kind. Raises :class:`KeyError`, which says what to write, when nothing says it."""
    if kind not in _KINDS:
        raise KeyError(
            f"the site does not know what to do with « {kind.kind} »: in the module of OUTPUTS that makes its pages, write "
            f"present(Facets(kind={kind.__name__}, …)), with {', '.join(Facets.__annotations__)} (None says « nothing »)"
        )
    return _KINDS[kind]


def under(*trail: tuple[str, str]) -> Callable[[Renderer, Record], Trail]:
    """The facet ``above`` of a kind whose records all stand in one place."""
    return lambda _render, _record: trail


def newcomer(words: str) -> Callable[[Catalogue, Record, dt.date], str]:
    """The facet ``arrival`` of a kind that one word describes: « Nouveau sur le site : chiffre »."""
    return lambda _catalogue, _record, _today: f"Nouveau sur le site : {words}"
