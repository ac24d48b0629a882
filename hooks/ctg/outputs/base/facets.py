"""What the site does with each kind of record, answered in one place a kind.

Every facet must be answered, were it by ``None``, which says « nothing »: a kind whose answer was forgotten does not
import, and a kind without facets fails a test. The answers stand in the module that makes the kind's pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ctg.catalogue import Catalogue
from ctg.kinds import Record
from ctg.outputs.base.site import PlanHeading, Trail

if TYPE_CHECKING:
    from ctg.outputs.base.formats.schema_org import AddressOf, Node
    from ctg.outputs.base.rendering import Renderer

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, kw_only=True)
class Facets(Generic[R]):
    """The answers of one kind; see :func:`present`."""

    kind: type[R]
    above: Callable[[Renderer, R], Trail]
    """The pages above a record's, for its breadcrumb; the project's menu opens on the last one that it has."""
    plan: tuple[PlanHeading, str]
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
    heading: Callable[[Catalogue, R], tuple[str, str]]
    """(title, what it is) of a record in « Quoi de neuf »; the second is empty when the title says it."""
    named: str | None
    """The heading under which the pages of the records that it names list it; nothing when they tell it in words of their own."""
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
