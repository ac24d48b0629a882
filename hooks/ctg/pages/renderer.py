"""Templates to HTML pages, for one catalogue on one day: :class:`Renderer`, and what subjects add to the pages of others.

A subject may declare parts of another's page (:func:`page_part`). The page of a record is made from the template of its kind and
the :class:`Facets` of that kind, which the module that makes its pages declares: a kind without them fails a test."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from markupsafe import Markup

from ctg.common.files import territory_file
from ctg.common.phrases import shortened, typography
from ctg.model import KINDS, Record, freshness
from ctg.pages import site_files, templates
from ctg.pages.addresses import absolute, relative, root_path, webcal
from ctg.pages.drawing import qr_of_page
from ctg.pages.site_files import PROJECT, Asset, Booklet, Later, Page, PlanHeading, SiteFile, SiteFiles, Trail
from ctg.pages.styles import Palette, palette
from ctg.reading import positions
from ctg.reading.catalogue import Catalogue

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
    make_data: "Callable[[Renderer], SiteFiles]" = lambda _render: ()
    """What makes the files of the open data."""
    root: Path | None = None
    """The project, for what its ``overrides/`` puts in place of the tool's."""

    @cached_property
    def colours(self) -> Palette:
        """The colours of the territory, by role: those of what no style sheet dresses."""
        return palette(self.catalogue.territoire.allure)

    @cached_property
    def data(self) -> tuple[SiteFile, ...]:
        """The files of the open data, in order."""
        return tuple(self.make_data(self))

    @cached_property
    def data_paths(self) -> frozenset[str]:
        """The addresses of the open data: a page links only to those that exist."""
        return frozenset(file.path for file in self.data)

    make_booklets: "Callable[[Renderer], Iterable[Booklet]]" = lambda _render: ()
    """What makes the booklets, when the site has them."""

    @cached_property
    def booklets(self) -> tuple[Booklet, ...]:
        """The booklets of this build."""
        return tuple(self.make_booklets(self))

    @cached_property
    def _offered(self) -> dict[str, list[Booklet]]:
        """Address of a page → those that it offers."""
        found: dict[str, list[Booklet]] = defaultdict(list)
        for booklet in self.booklets:
            for page in booklet.pages:
                found[page].append(booklet)
        return found

    def elsewhere(self, path: str) -> MenuLink | None:
        """Where the address of a page that has nothing to show leads, (title, path); None for the others."""
        if path in self._left_out:
            return PROJECT
        if path == COMMUNES[1] and (alone := self.catalogue.alone):
            return alone.nom, f"{alone.key}/"
        return HOME if path.startswith(self._empty) else None

    @cached_property
    def _empty(self) -> tuple[str, ...]:
        return site_files.empty_addresses(self.catalogue)

    @cached_property
    def _left_out(self) -> frozenset[str]:
        return site_files.left_out(self.catalogue, self.today)

    @cached_property
    def lines(self) -> dict[str, str]:
        """Key of each record that has no page → the address of its line in a list."""
        return site_files.record_lines(self.catalogue, self.today, lambda path: not self.elsewhere(path))

    def page_of(self, record: Record) -> str:
        """The address where a record is shown: its page, or its line in a list."""
        return self.lines.get(record.key, f"{record.key}/")

    @cached_property
    def environment(self) -> templates.Environment:
        """What renders the templates: their filters and the names that all of them know."""
        env = templates.site_environment(templates.typeset)
        for given in self.words():
            env.filters |= given.filters
            env.globals |= given.names
        return env

    def words(self) -> Iterator[templates.TemplateWords]:
        """The names that all templates know."""
        yield templates.TemplateWords(templates.FILTERS, templates.NAMES)
        yield from (make(self.catalogue, self.today) for make in templates.SUBJECT_WORDS)
        yield templates.TemplateWords(
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
                "adresse_de": lambda path: absolute(self.catalogue.territoire, path),
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
        description: Later[str] = "",
        trail: Trail = (),
        has_map: bool = False,
        script: str = "",
        light: bool = False,
        retired: bool = False,
        later: Callable[[], dict[str, Any]] = dict,
        **values: object,
    ) -> Page:
        """A :class:`Page` whose template is rendered when it is asked for, with ``values`` and what ``later`` gives then."""

        trail = tuple(link for link in trail if not self.elsewhere(link[1]))
        has_map = has_map and self.catalogue.mapped

        def body() -> str:
            return self.html(template, path, title=title, trail=trail, has_map=has_map, **values, **later())

        return Page(path, title, body, description, trail, has_map, script, light, retired)

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

    @templates.each_time
    def _url(self, _context: object, target: str) -> str:
        """From the page being rendered to a page or file of the site, or to the line of a record that has no page."""
        target = self.lines.get(target[:-1], target)
        here = _HERE.get()
        return root_path(self.catalogue.territoire) + target if here == NOT_FOUND else relative(target, here)

    def overrides(self, name: str) -> bool:
        """Whether the project has its own file of that path in ``overrides/``."""
        return territory_file(self.root, name) is not None


def leads_on(render: Renderer, former: str, title: str, path: str) -> Asset:
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

    return Asset(f"{former}index.html", body)


# --- the page of a record -------------------------------------------------------------------------

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, kw_only=True)
class Facets(Generic[R]):
    """The answers of one kind; see :func:`present`."""

    kind: type[R]
    above: Callable[[Renderer, R], Trail]
    """The pages above a record's, for its breadcrumb; the project's menu opens on the last one that it has."""
    plan: tuple[PlanHeading, str]
    """(heading, folded list) where « Plan du site » has the records."""
    details: Callable[[Renderer, R], dict[str, Any]] = lambda _render, _record: {}
    """What the template of the kind needs beyond the record itself."""
    summary: Callable[[Catalogue, R], str | None] = lambda _catalogue, _record: None
    """One or two sentences about a record, for search engines and shared links; without one, its title and the territory."""
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


def record_pages(render: Renderer) -> SiteFiles:
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
        has_map=facets.has_map(render.catalogue, record),
        script=facets.script(render, record),
        description=lambda: summary(render, record),
        later=lambda: {"naming": list(naming(render, record))} | facets.details(render, record),
        record=record,
    )


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
    return shortened(typography(text), 200)
