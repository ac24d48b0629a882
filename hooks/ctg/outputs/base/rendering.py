"""Templates to HTML: one Jinja environment, escaping everything, failing on any unknown name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

import jinja2
from jinja2.ext import Extension
from markupsafe import Markup

from ctg import phrases
from ctg.analysis import distance, freshness
from ctg.analysis.calendars import Calendar
from ctg.analysis.events import has_calendar
from ctg.analysis.last_change import last_changes
from ctg.analysis.opening import Schedule
from ctg.analysis.project.meetings import framework, framework_named, outcome
from ctg.catalogue import Catalogue
from ctg.extensions import template_folders
from ctg.kinds import Action, Commune, Indicateur, Instance, Parcours, Rencontre, Service, Structure
from ctg.kinds.action import ETATS, SPPE
from ctg.kinds.rencontre import ETATS_SUITE, TYPES_RENCONTRE
from ctg.kinds.vocabulary import ICONS
from ctg.outputs.base import schema_org
from ctg.outputs.base.addresses import absolute, root_path, webcal
from ctg.outputs.base.section import section_menu
from ctg.outputs.base.sending import sending
from ctg.outputs.base.site import Asset, Later, Page, SiteFile, Trail, now
from ctg.outputs.words import hours, plan, text
from ctg.outputs.words.moments import moment_of
from ctg.outputs.words.places import commune_said, facts
from ctg.problems import ERROR, DataError, plural

TEMPLATES = Path(__file__).parents[2] / "templates"
NEAR_KM = 15
"""How far « nearby » goes on a record's page."""
NOT_FOUND = "404.html"
"""Shown at any depth, in place of a page that does not exist."""


class _Compiled(jinja2.FileSystemBytecodeCache):
    """Compiled templates, kept from one build to the next for the user (Jinja's own folder for that)."""

    def get_source_checksum(self, source: str) -> str:
        """The checksum of what is compiled, rather than of the file: typography is part of it."""
        return super().get_source_checksum(phrases.typography(source))

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Whoever cannot keep it compiles it again."""
        with suppress(OSError):
            super().dump_bytecode(bucket)

    @classmethod
    def made(cls) -> _Compiled | None:
        """None where no folder is safe."""
        with suppress(OSError, RuntimeError):
            return cls()
        return None


class _FrenchSource(Extension):
    """The templates' own words get the same no-break spaces as the data."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return phrases.typography(source)


def relative(target: str, page_path: str) -> str:
    """The address of a page or file of the site, relative to another page."""
    place, mark, anchor = target.partition("#")
    if mark and not place:
        return target
    # What posixpath.relpath says, in a fifth of its time: a page asks for some forty addresses.
    wanted, here = (place.rstrip("/").split("/") if place.rstrip("/") else []), _folders(page_path)
    common = 0
    for one, other in zip(wanted, here, strict=False):
        if one != other:
            break
        common += 1
    link = "/".join((*[".."] * (len(here) - common), *wanted[common:])) or "."
    return link + ("/" if place.endswith("/") or not place else "") + mark + anchor


@lru_cache(maxsize=64)
def _folders(page_path: str) -> list[str]:
    """From the root to where a page stands: its links start from there."""
    return [name for name in page_path.split("/") if name]


@lru_cache
def icon(name: str) -> Markup:
    """A pictogram of Material's set, as inline SVG, hidden from assistive technology: words say it too."""
    svg = (ICONS / f"{name}.svg").read_text("utf-8")
    return Markup(svg.replace("<svg ", '<svg class="picto" aria-hidden="true" focusable="false" ', 1))


def repeated(name: str) -> Markup:
    """A pictogram that a page shows many times: drawn once, in the frame (see :func:`drawn`), and pointed at."""
    return Markup(f'<svg class="picto" aria-hidden="true"><use href="#{_mark(name)}"/></svg>')


def drawn(body: str) -> Markup:
    """The drawings that a page points at, each once, as symbols."""
    symbols = []
    for mark in dict.fromkeys(re.findall(f'<use href="#{_DRAWN}([a-z0-9.-]+)"', body)):
        svg = (ICONS / f"{mark.replace('.', '/')}.svg").read_text("utf-8")
        symbols.append(re.sub(r"<svg [^>]*viewBox", f'<symbol id="{_DRAWN}{mark}" viewBox', svg))
    return Markup("".join(symbols).replace("</svg>", "</symbol>"))


_DRAWN = "picto-"


def _mark(name: str) -> str:
    """The identifier of a drawing: a name of XML has no slash, and no pictogram's name has a dot."""
    return f"{_DRAWN}{name.replace('/', '.')}"


@dataclass(frozen=True)
class Renderer:
    """Renders templates for one catalogue on one day."""

    catalogue: Catalogue
    today: dt.date
    make_data: Callable[[Renderer], Iterable[SiteFile]] = lambda _render: ()
    """What makes the files of the open data."""

    @cached_property
    def data(self) -> tuple[SiteFile, ...]:
        """The files of the open data, in order."""
        return tuple(self.make_data(self))

    @cached_property
    def data_paths(self) -> frozenset[str]:
        """The addresses of the open data: a page links only to those that exist."""
        return frozenset(file.path for file in self.data)

    @cached_property
    def calendar(self) -> Calendar:
        """School and public holidays of the territory."""
        return Calendar.of(self.catalogue.territoire)

    @cached_property
    def changed(self) -> dict[str, dt.date]:
        """The day on which each page last changed, by its path, where it is known."""
        return {path: min(day, self.today) for path, day in last_changes(self.catalogue).items()}

    @cached_property
    def environment(self) -> jinja2.Environment:
        env = jinja2.Environment(
            loader=jinja2.FileSystemLoader([TEMPLATES, *template_folders()]),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=text.finalize,
            extensions=[_FrenchSource],
            bytecode_cache=_Compiled.made(),
        )
        env.filters |= self._filters()
        env.globals |= self._globals()
        env.filters["url"] = _url
        return env

    def _filters(self) -> dict[str, Callable[..., Any]]:
        return {
            "date": phrases.date_fr,
            "de_date": phrases.de_date,
            "nombre": phrases.number,
            "temps_plein": phrases.full_time,
            "telephone": phrases.phone,
            "paragraphes": text.paragraphs,
            "nom_site": text.site_name,
            "prix": text.price,
            "km": phrases.distance,
            "euros": phrases.euros,
            "liste": phrases.joined,
            "pluriel": plural,
            "majuscule": phrases.capital,
            "de_nom": phrases.of_name,
            "a_nom": phrases.at_name,
            "heures": hours.spans,
            "jour": phrases.weekday,
            "en_date": phrases.on_date,
            "ages": phrases.age_range,
            "commune_dite": commune_said,
            "quand": lambda meeting: moment_of(meeting, self.today),
            "cadre": lambda meeting: framework(self.catalogue, meeting),
            "cadre_nomme": lambda name: framework_named(self.catalogue, name),
            "bilan_suites": outcome,
        }

    def _globals(self) -> dict[str, object]:
        return {
            "catalogue": self.catalogue,
            "territoire": self.catalogue.territoire,
            "racine": root_path(self.catalogue.territoire),
            "aujourdhui": self.today,
            "picto": icon,
            "picto_repete": repeated,
            "periode": phrases.lasting,
            "perimee": lambda record: freshness.is_stale(record, self.today),
            "preuve": freshness.last_proof,
            "approximative": lambda commune: distance.town_hall_position(self.catalogue, commune)[1],
            "PROJET": section_menu(self.catalogue, self.today),
            "ETATS": ETATS,
            "SPPE": SPPE,
            "ETATS_SUITE": ETATS_SUITE,
            "TYPES_RENCONTRE": TYPES_RENCONTRE,
            "avancement": partial(plan.progress, self.catalogue),
            "origine_de": partial(plan.origin, self.catalogue),
            "par_cadre": partial(plan.by_frame, self.catalogue),
            "vers_les_actions": partial(plan.to_all, self.catalogue),
            "Action": Action,
            "Indicateur": Indicateur,
            "Instance": Instance,
            "Parcours": Parcours,
            "Rencontre": Rencontre,
            "Commune": Commune,
            "Service": Service,
            "Structure": Structure,
            "ouverture": lambda horaires, fermetures: hours.describe(Schedule(horaires, fermetures), self.calendar, self.today),
            "passe": partial(hours.passing, self.catalogue),
            "faits": partial(facts, self.catalogue),
            "arrets": lambda place: hours.describe_stops(place, self.calendar, self.today),
            "envoi": lambda record: sending(self.catalogue, record, self.calendar, self.today),
            "a_un_agenda": lambda record: has_calendar(self.catalogue, record),
            "webcal": lambda path: webcal(self.catalogue.territoire, path),
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
        description: str = "",
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
        return self.environment.get_template(template).render(page_path=path, **values)


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


def error_page(error: DataError) -> str:
    """The mistakes of the data as a document, while there is no site to frame it."""
    mistakes = [problem for problem in error.problems if problem.level == ERROR]
    return alone("erreur.html", problems=mistakes, head=str(error).split("\n", 1)[0])


def alone(template: str, **values: object) -> str:
    """A document that stands by itself, without the site that would frame it: its template has its own styles and scripts."""
    return standing_alone(TEMPLATES).get_template(template).render(**values)


def standing_alone(folder: Path) -> jinja2.Environment:
    """What renders the templates of a folder where there is no site: values come out as they are, but for ``fr``."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[_FrenchSource],
    )
    environment.filters |= {"fr": phrases.typography, "date": phrases.date_fr, "pluriel": plural}
    return environment


@jinja2.pass_context
def _url(context: jinja2.runtime.Context, target: str) -> str:
    page_path = context["page_path"]
    return context["racine"] + target if page_path == NOT_FOUND else relative(target, page_path)
