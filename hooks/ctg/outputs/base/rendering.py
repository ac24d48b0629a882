"""Templates to HTML: one Jinja environment, escaping everything, failing on any unknown name."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from ctg.analysis import distance
from ctg.analysis.hours.calendars import Calendar
from ctg.analysis.hours.opening import Schedule
from ctg.analysis.last_change import last_changes
from ctg.analysis.project.people.meetings import framework, framework_named
from ctg.analysis.upkeep import freshness
from ctg.catalogue import Catalogue
from ctg.ground.problems import DataError
from ctg.ground.resources import own
from ctg.kinds import Commune, Instance, Record, Rencontre, Service, Structure
from ctg.outputs.base.addresses import absolute, relative, root_path, webcal
from ctg.outputs.base.formats import schema_org
from ctg.outputs.base.lines import lines
from ctg.outputs.base.pictures.codes import of_page
from ctg.outputs.base.section import PROJECT, left_out, section_menu
from ctg.outputs.base.sending import sending, sending_booklets
from ctg.outputs.base.site import Asset, Booklet, Later, Page, SiteFile, Trail, now
from ctg.outputs.base.template_words import FILTERS, NAMES
from ctg.outputs.base.templates import Environment, each_time, own_fault, site_environment
from ctg.outputs.words import hours, plan, text
from ctg.outputs.words.moments import moment_of
from ctg.outputs.words.places import facts

NEAR_KM = 15
"""How far « nearby » goes on a record's page."""
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
    make_data: Callable[[Renderer], Iterable[SiteFile]] = lambda _render: ()
    """What makes the files of the open data."""
    root: Path | None = None
    """The project, for what its ``overrides/`` puts in place of the tool's."""

    @cached_property
    def data(self) -> tuple[SiteFile, ...]:
        """The files of the open data, in order."""
        return tuple(self.make_data(self))

    @cached_property
    def data_paths(self) -> frozenset[str]:
        """The addresses of the open data: a page links only to those that exist."""
        return frozenset(file.path for file in self.data)

    make_booklets: Callable[[Renderer], Iterable[Booklet]] = lambda _render: ()
    """What makes the booklets, when the site has them."""

    @cached_property
    def booklets(self) -> tuple[Booklet, ...]:
        """Those that the site has."""
        return tuple(self.make_booklets(self))

    @cached_property
    def _offered(self) -> dict[str, list[Booklet]]:
        """Address of a page → those that it offers."""
        found: dict[str, list[Booklet]] = defaultdict(list)
        for booklet in self.booklets:
            for page in booklet.pages:
                found[page].append(booklet)
        return found

    @cached_property
    def calendar(self) -> Calendar:
        """School and public holidays of the territory, where most of its communes are."""
        return Calendar.of(self.catalogue)

    def calendar_of(self, record: Record) -> Calendar:
        """Those of a place or of a commune."""
        return Calendar.of(self.catalogue, record)

    def elsewhere(self, path: str) -> MenuLink | None:
        """Where the address of a page that has nothing to show leads, (title, path); None for the others."""
        if path in self._left_out:
            return PROJECT
        if path == COMMUNES[1] and (alone := self.catalogue.alone):
            return alone.nom, f"{alone.key}/"
        return HOME if path.startswith(self._empty) else None

    @cached_property
    def _empty(self) -> tuple[str, ...]:
        """What the addresses begin with of all that has nothing to show in this territory."""
        empty = {
            ("trouver/", "facile/"): not self.catalogue.known_places,
            ("agenda/",): not any(self.catalogue.records[kind] for kind in (Structure, Service, Rencontre, Instance)),
            ("nouveautes/",): not self.catalogue.journal,
        }
        return tuple(begins for some, is_empty in empty.items() if is_empty for begins in some)

    @cached_property
    def _left_out(self) -> frozenset[str]:
        return left_out(self.catalogue, self.today)

    @cached_property
    def lines(self) -> dict[str, str]:
        """Key of each record that has no page → the address of its line in a list."""
        return lines(self.catalogue, self.today, lambda path: not self.elsewhere(path))

    def page_of(self, record: Record) -> str:
        """Where a record is told: its page, or its line in a list."""
        return self.lines.get(record.key) or self.catalogue.page_of(record)

    @cached_property
    def changed(self) -> dict[str, dt.date]:
        """The day on which each page last changed, by its path, where it is known."""
        return {path: min(day, self.today) for path, day in last_changes(self.catalogue).items()}

    @cached_property
    def environment(self) -> Environment:
        """What renders the templates: their filters and the names that all of them know."""
        env = site_environment(self.root, text.said)
        env.filters |= FILTERS | self._filters()
        env.globals |= NAMES | self._globals()
        return env

    def _filters(self) -> dict[str, Callable[..., Any]]:
        return {
            "quand": lambda meeting: moment_of(meeting, self.today),
            "cadre": lambda meeting: framework(self.catalogue, meeting),
            "cadre_nomme": lambda name: framework_named(self.catalogue, name),
            "titre_theme": lambda id: self.catalogue.vocabulary.themes[id].titre,
            "url": self._url,
        }

    def _globals(self) -> dict[str, object]:
        return {
            "catalogue": self.catalogue,
            "territoire": self.catalogue.territoire,
            "aujourdhui": self.today,
            "en_ligne": self.lines,
            "perimee": lambda record: freshness.is_stale(record, self.today),
            "approximative": lambda commune: distance.town_hall_position(self.catalogue, commune)[1],
            "LES_COMMUNES": self.elsewhere(COMMUNES[1]) or COMMUNES,
            "offerte": lambda path: not self.elsewhere(path),
            "PROJET": section_menu(self.catalogue, self.today),
            "avancement": partial(plan.progress, self.catalogue),
            "origine_de": partial(plan.origin, self.catalogue),
            "par_cadre": partial(plan.by_frame, self.catalogue),
            "vers_les_actions": partial(plan.to_all, self.catalogue),
            "ouverture": lambda record, horaires, fermetures: hours.describe(
                Schedule(horaires, fermetures), self.calendar_of(record), self.today
            ),
            "passe": partial(hours.passing, self.catalogue),
            "faits": partial(facts, self.catalogue),
            "arrets": lambda place: hours.describe_stops(place, self.calendar_of(place), self.today),
            "envoi": lambda record: sending(self.catalogue, record, self.calendar_of(record), self.today),
            "envoi_de": lambda titre, page: sending_booklets(
                self.catalogue.territoire,
                titre,
                page,
                [(one.label, one.weight, one.file.path) for one in self._offered[page]],
            ),
            "code_de": partial(of_page, self.catalogue.territoire),
            "webcal": lambda path: webcal(self.catalogue.territoire, path),
            "a_emporter": lambda page: self._offered.get(page, ()),
            "publie": lambda path: path in self.data_paths,
        }

    @cached_property
    def _around(self) -> dict[str, tuple[list[Structure], list[Structure]]]:
        return {}

    def around(self, commune: Commune) -> tuple[list[Structure], list[Structure]]:
        """(structures of a commune, structures elsewhere within :data:`NEAR_KM` of its centre, nearest first).

        Kept for all the records of the commune: asked once a record, distances would cost the square of their number.
        """
        if commune.id not in self._around:
            near = distance.nearest_elsewhere(self.catalogue, commune, self.catalogue.known_structures)
            here = list(self.catalogue.settled_in(commune))
            self._around[commune.id] = here, [s for s, km in near if km <= NEAR_KM]
        return self._around[commune.id]

    def link(self, page_path: str) -> Callable[[str], str]:
        """From the path of a page or file to its address: full when the site knows its own, else relative to a page."""
        return lambda path: absolute(self.catalogue.territoire, path) or relative(path, page_path)

    def page(
        self,
        template: str,
        path: str,
        title: str,
        *,
        description: Later[str] = "",
        trail: Trail = (),
        source: str = "",
        has_map: bool = False,
        script: str = "",
        feed: str = "",
        alternates: tuple[tuple[str, str, str], ...] = (),
        commune: str = "",
        light: bool = False,
        retired: bool = False,
        linked: Later[Sequence[schema_org.Node]] = (),
        later: Callable[[], dict[str, Any]] = dict,
        **values: object,
    ) -> Page:
        """A :class:`Page` whose template is rendered when it is asked for, with ``values`` and what ``later`` gives then.

        ``linked``: the schema.org nodes of what the page is about, besides the page itself (see ``open_data.linked``).
        """

        trail = tuple(link for link in trail if not self.elsewhere(link[1]))
        has_map = has_map and self.catalogue.mapped

        def body() -> str:
            return self.html(template, path, title=title, trail=trail, feed=feed, has_map=has_map, **values, **later())

        def facts() -> str:
            changed, link = self.changed.get(path), self.link(path)
            return schema_org.script(schema_org.graph(self.catalogue.territoire, page, changed, link, now(linked)))

        page = Page(
            path, title, body, description, trail, source, has_map, script, feed, alternates, commune, light, retired, facts=facts
        )
        return page

    def html(self, template: str, path: str, /, **values: object) -> str:
        """A template in HTML, for that address: ``url`` starts from there."""
        before = _HERE.set(path)
        try:
            return self.environment.get_template(template).render(page_path=path, **values)
        except Exception as error:
            if self.root and (fault := own_fault(error, self.root)):
                raise DataError([fault]) from error
            raise
        finally:
            _HERE.reset(before)

    @each_time
    def _url(self, _context: object, target: str) -> str:
        """From the page being rendered to a page or file of the site, or to the line of a record that has no page."""
        target = self.lines.get(target[:-1], target)
        here = _HERE.get()
        return root_path(self.catalogue.territoire) + target if here == NOT_FOUND else relative(target, here)

    def wears(self, name: str) -> bool:
        """Whether the project has its own file of that path in ``overrides/``."""
        return own(self.root, name) is not None


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
