"""The pages of the section « Le projet CTG », each declared where it is made: its menu, its doors and breadcrumbs follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from ctg.catalogue import Catalogue
from ctg.kinds import Record

PROJECT = ("Le projet CTG", "ctg/")
"""(title, path) of the section, above its pages."""
GROUPS = ((0, "Le plan"), (20, "Le territoire"), (60, "Décider ensemble"), (88, "Où l’on en est"))
"""(first rank, name) of the parts of the menu: sixteen pages in one row are not read."""


@dataclass(frozen=True)
class SectionPage:
    """A page of the section; see :func:`section_page`."""

    name: str
    path: str
    rank: int
    door: str | Callable[[Catalogue], str]
    filled: Callable[[Catalogue, dt.date], bool]

    @property
    def link(self) -> tuple[str, str]:
        """(title, path), for a breadcrumb."""
        return self.name, self.path

    def says(self, catalogue: Catalogue) -> str:
        """What the first page of the section says of it, in one line."""
        return self.door(catalogue) if callable(self.door) else self.door


@dataclass(frozen=True)
class SectionLine:
    """A record in a list of the section (« projet/fiches.html »): what is said under its name, and short, beside it."""

    record: Record
    facts: tuple[str, ...]
    short: str = ""


_PAGES: dict[int, SectionPage] = {}


def section_page(
    name: str,
    path: str,
    rank: int,
    door: str | Callable[[Catalogue], str],
    filled: Callable[[Catalogue, dt.date], bool] = lambda _catalogue, _today: True,
) -> SectionPage:
    """Declare a page of the section. ``name``: in the menu. ``rank``: its place there, by tens, so that another fits between
    two, and its part (:data:`GROUPS`). ``door``: one line that leads to it from the first page; "" for that page itself.
    ``filled``: whether it has something to show on that day; else nothing leads to it, and its address leads on.

    Raises :class:`ValueError` when the rank or the path is another page's.
    """
    page = SectionPage(name, path, rank, door, filled)
    if rank in _PAGES or path in {other.path for other in _PAGES.values()}:
        raise ValueError(page)
    _PAGES[rank] = page
    return page


def section_menu(catalogue: Catalogue, today: dt.date) -> list[tuple[str, list[tuple[str, str]]]]:
    """(part, the links of its pages) of the menu, in order; a part without a page is left out."""
    found: dict[str, list[tuple[str, str]]] = {}
    for page in section_pages(catalogue, today):
        part = next(name for first, name in reversed(GROUPS) if page.rank >= first)
        found.setdefault(part, []).append(page.link)
    return list(found.items())


def left_out(catalogue: Catalogue, today: dt.date) -> frozenset[str]:
    """The paths of the pages of the section that nothing leads to."""
    return frozenset(page.path for page in _PAGES.values() if not page.filled(catalogue, today))


def section_pages(catalogue: Catalogue, today: dt.date) -> tuple[SectionPage, ...]:
    """The pages of the section that have something to show, in the order of its menu."""
    return tuple(_PAGES[rank] for rank in sorted(_PAGES) if _PAGES[rank].filled(catalogue, today))
