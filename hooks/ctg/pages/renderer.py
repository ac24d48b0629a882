"""Templates to HTML pages, for one catalogue on one day: :class:`Renderer`, and what subjects add to the pages of others.

A subject may declare parts of another's page (:func:`page_part`) and kinds of records shown whole in a list instead of on a
page of their own (:func:`in_a_list`). The date of a page is that of its records, never that of the clock or of a file."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from markupsafe import Markup

from ctg.common.files import territory_file
from ctg.model import KINDS, Commune, Record, freshness
from ctg.pages import files, templates
from ctg.pages.addresses import absolute, relative, root_path, webcal
from ctg.pages.drawing import qr_of_page
from ctg.pages.styles import Palette, palette
from ctg.pages.templates import Environment, TemplateWords, each_time, site_environment
from ctg.reading import positions
from ctg.reading.catalogue import Catalogue
from ctg.reading.journal import Entree

Change = tuple[str, dt.date]
"""(path of a page, day on which it changed)."""


def last_changes(catalogue: Catalogue) -> dict[str, dt.date]:
    """Path of a page → the latest day on which it is known to have changed; a page of which nothing is known is absent."""
    found: dict[str, dt.date] = {}
    for path, day in _changes(catalogue):
        found[path] = max(day, found.get(path, day))
    return found


def _changes(catalogue: Catalogue) -> Iterator[Change]:
    for kind in KINDS:
        for record in catalogue.all(kind):
            yield from ((f"{record.key}/", day) for day in record.changed_on if day)
    for entry in catalogue.journal.entrees if catalogue.journal else ():
        yield from ((path, entry.date) for path in _touched(entry))


def _touched(entry: Entree) -> Iterator[str]:
    """The addresses of the pages on which a change shows: the record's, those of its communes and themes, the news, the home
    page."""
    yield from (f"{entry.fiche}/", "nouveautes/", "")
    yield from (f"{Commune.folder}/{id}/" for id in entry.communes)
    yield from (f"trouver/themes/{id}/" for id in entry.themes)


R = TypeVar("R", bound=Record)
_LISTS: dict[type[Record], Callable[[Any, dt.date], str]] = {}


def in_a_list(kind: type[R], page: Callable[[R, dt.date], str]) -> None:
    """Declare that records of a kind may be shown whole in a list, under ``id="<kind>-<identifier>"``, instead of on a page.

    ``page`` gives the address of that list for a record on a day; "" for a record that keeps its own page.
    """
    _LISTS[kind] = page


def record_lines(catalogue: Catalogue, today: dt.date, offered: Callable[[str], bool]) -> dict[str, str]:
    """Key of each record without a page → the address of its line; ``offered`` says whether the site has a page."""
    found = {}
    for kind, listed in _LISTS.items():
        for record in catalogue.all(kind):
            path = listed(record, today) if catalogue.is_a_line(record) else ""
            if path and offered(path):
                found[record.key] = f"{path}#{record.kind}-{record.id}"
    return found


Values = dict[str, Any]


class PagePart(NamedTuple):
    """A part of a page: its template and the function that gives its values; None when there is nothing to show."""

    template: str
    values: Callable[[Any, Any], Values | None]
    only: tuple[str, ...] = ()


_PARTS: dict[str, list[PagePart]] = {}


def page_part(page: str, template: str, values: Callable[[Any, Any], Values | None], *only: str) -> None:
    """Declare a part that a subject adds to the pages of a template; ``page`` is its name without ``.html`` (``commune``).
    ``only``: the paths of those that have it; all of them, when none is said."""
    _PARTS.setdefault(page, []).append(PagePart(template, values, only))


MenuLink = tuple[str, str]
"""(words, path)."""
HOME: MenuLink = ("Accueil", "")
COMMUNES: MenuLink = ("Communes", "communes/")
NOT_FOUND = "404.html"
"""Shown at any depth, in place of a page that does not exist."""
_HERE: ContextVar[str] = ContextVar("here")
"""The path of the page being rendered. ``url`` does not read it in Jinja's context: the macros that make links would be defined
again for each page, to know it."""


@dataclass(frozen=True)
class Renderer:
    """Renders templates for one catalogue on one day."""

    catalogue: Catalogue
    today: dt.date
    make_data: Callable[[Renderer], Iterable[files.SiteFile]] = lambda _render: ()
    """What makes the files of the open data."""
    root: Path | None = None
    """The project, for what its ``overrides/`` puts in place of the tool's."""

    @cached_property
    def colours(self) -> Palette:
        """The colours of the territory, by role: those of what no style sheet dresses."""
        return palette(self.catalogue.territoire.allure)

    @cached_property
    def data(self) -> tuple[files.SiteFile, ...]:
        """The files of the open data, in order."""
        return tuple(self.make_data(self))

    @cached_property
    def data_paths(self) -> frozenset[str]:
        """The addresses of the open data: a page links only to those that exist."""
        return frozenset(file.path for file in self.data)

    make_booklets: Callable[[Renderer], Iterable[files.Booklet]] = lambda _render: ()
    """What makes the booklets, when the site has them."""

    @cached_property
    def booklets(self) -> tuple[files.Booklet, ...]:
        """The booklets of this build."""
        return tuple(self.make_booklets(self))

    @cached_property
    def _offered(self) -> dict[str, list[files.Booklet]]:
        """Address of a page → those that it offers."""
        found: dict[str, list[files.Booklet]] = defaultdict(list)
        for booklet in self.booklets:
            for page in booklet.pages:
                found[page].append(booklet)
        return found

    def elsewhere(self, path: str) -> MenuLink | None:
        """Where the address of a page that has nothing to show leads, (title, path); None for the others."""
        if path in self._left_out:
            return files.PROJECT
        if path == COMMUNES[1] and (alone := self.catalogue.alone):
            return alone.nom, f"{alone.key}/"
        return HOME if path.startswith(self._empty) else None

    @cached_property
    def _empty(self) -> tuple[str, ...]:
        return files.empty_addresses(self.catalogue)

    @cached_property
    def _left_out(self) -> frozenset[str]:
        return files.left_out(self.catalogue, self.today)

    @cached_property
    def lines(self) -> dict[str, str]:
        """Key of each record that has no page → the address of its line in a list."""
        return record_lines(self.catalogue, self.today, lambda path: not self.elsewhere(path))

    def page_of(self, record: Record) -> str:
        """The address where a record is shown: its page, or its line in a list."""
        return self.lines.get(record.key, f"{record.key}/")

    @cached_property
    def changed(self) -> dict[str, dt.date]:
        """The day on which each page last changed, by its path, where it is known."""
        return {path: min(day, self.today) for path, day in last_changes(self.catalogue).items()}

    @cached_property
    def environment(self) -> Environment:
        """What renders the templates: their filters and the names that all of them know."""
        env = site_environment(templates.typeset)
        for given in self.words():
            env.filters |= given.filters
            env.globals |= given.names
        return env

    def words(self) -> Iterator[TemplateWords]:
        """The names that all templates know."""
        yield TemplateWords(templates.FILTERS, templates.NAMES)
        yield from (make(self.catalogue, self.today) for make in templates.SUBJECT_WORDS)
        yield TemplateWords(
            {
                "titre_theme": lambda id: self.catalogue.vocabulary.themes[id].titre,
                "url": self._url,
            },
            {
                "catalogue": self.catalogue,
                "territoire": self.catalogue.territoire,
                "aujourdhui": self.today,
                "en_ligne": self.lines,
                "jamais_confirme": freshness.never_confirmed,
                "perimee": lambda record: freshness.is_stale(record, self.today),
                "connu": lambda record: freshness.known_in(record, self.today),
                "approximative": lambda commune: positions.town_hall_position(self.catalogue, commune)[1],
                "LES_COMMUNES": self.elsewhere(COMMUNES[1]) or COMMUNES,
                "offerte": lambda path: not self.elsewhere(path),
                "code_de": lambda path, titre: qr_of_page(absolute(self.catalogue.territoire, path), titre),
                "webcal": lambda path: webcal(self.catalogue.territoire, path),
                "a_emporter": lambda page: self._offered.get(page, ()),
                "publie": lambda path: path in self.data_paths,
                "parties": self._parts,
            },
        )

    @cached_property
    def kept(self) -> dict[object, Any]:
        """Values that a subject computes once for several pages, under keys of its own."""
        return {}

    def page(
        self,
        template: str,
        path: str,
        title: str,
        *,
        description: files.Later[str] = "",
        trail: files.Trail = (),
        source: str = "",
        has_map: bool = False,
        script: str = "",
        alternates: tuple[tuple[str, str, str], ...] = (),
        commune: str = "",
        light: bool = False,
        retired: bool = False,
        later: Callable[[], dict[str, Any]] = dict,
        **values: object,
    ) -> files.Page:
        """A :class:`Page` whose template is rendered when it is asked for, with ``values`` and what ``later`` gives then."""

        trail = tuple(link for link in trail if not self.elsewhere(link[1]))
        has_map = has_map and self.catalogue.mapped

        def body() -> str:
            return self.html(template, path, title=title, trail=trail, has_map=has_map, **values, **later())

        return files.Page(path, title, body, description, trail, source, has_map, script, alternates, commune, light, retired)

    def html(self, template: str, path: str, /, **values: object) -> str:
        """A template in HTML, for that address: ``url`` starts from there."""
        before = _HERE.set(path)
        try:
            return self.environment.get_template(template).render(page_path=path, **values)
        finally:
            _HERE.reset(before)

    def _parts(self, page: str, about: object = None) -> Iterator[Markup]:
        """What other subjects bring to the page being rendered, which is ``about`` a record."""
        for one in _PARTS.get(page, ()):
            if one.only and _HERE.get() not in one.only:
                continue
            if (values := one.values(self, about)) is not None:
                yield Markup(self.html(one.template, _HERE.get(), **values))

    @each_time
    def _url(self, _context: object, target: str) -> str:
        """From the page being rendered to a page or file of the site, or to the line of a record that has no page."""
        target = self.lines.get(target[:-1], target)
        here = _HERE.get()
        return root_path(self.catalogue.territoire) + target if here == NOT_FOUND else relative(target, here)

    def overrides(self, name: str) -> bool:
        """Whether the project has its own file of that path in ``overrides/``."""
        return territory_file(self.root, name) is not None


def leads_on(render: Renderer, former: str, title: str, path: str) -> files.Asset:
    """What stands at the address of a page that is elsewhere, or that has nothing to show: it leads at once to another.

    So nobody sees it nor hears it announced (WCAG technique H76).
    """

    def body() -> bytes:
        values = {
            "title": title,
            "target": relative(path, former),
            "canonical": absolute(render.catalogue.territoire, path),
            "style": relative("assets/css/", former),
        }
        return render.html("redirection.html", former, **values).encode()

    return files.Asset(f"{former}index.html", body)
