"""The convention: period, signatories, documents, what is known of its renewal, what is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Iterator
from functools import partial

from ctg.analysis.project.people.opinions import open_call
from ctg.analysis.project.plan.timeline import Moment, deadline, ending, life, where_we_are
from ctg.analysis.project.reports.yearly import years
from ctg.catalogue import Catalogue
from ctg.kinds import Action, Axe, Indicateur
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.section import PROJECT, section_page, section_pages
from ctg.outputs.base.site import SiteFile
from ctg.outputs.project.plan.frameworks import ordered, successors
from ctg.outputs.project.plan.known import KNOWN
from ctg.outputs.project.plan.levels import links
from ctg.outputs.project.reports import REPORTS
from ctg.outputs.words import plan

CONVENTION = section_page("La convention", PROJECT[1], 0, "")


def files(render: Renderer) -> Iterable[SiteFile]:
    """The first page of the section."""
    catalogue = render.catalogue
    convention = catalogue.convention
    figures = (catalogue.get(Indicateur, id) for id in catalogue.territoire.chiffres_cles)
    yield render.page(
        "projet/convention.html",
        CONVENTION.path,
        "Le projet des familles (CTG)",
        convention=convention,
        figures=[figure for figure in figures if figure and figure.derniere],
        doors=list(doors(catalogue, render.today)),
        frames=frames(catalogue),
        plan_links=list(links(catalogue, convention)),
        size=plan.size(catalogue, catalogue.all(Axe), catalogue.all(Action)),
        life=life(catalogue, render.today),
        deadline=deadline(convention, render.today),
        near=ending(convention, render.today) in ("bientot", "passee"),
        known=KNOWN.link if KNOWN.filled(catalogue, render.today) else None,
        where_we_are=where_we_are(convention, render.today),
        address=partial(address, reported=years(catalogue, render.today)),
        frameworks=ordered(catalogue),
        opinion=open_call(catalogue, render.today),
        next=successors(catalogue, convention),
        description=f"{convention.titre} : période, signataires, ce qui est connu et ce qui ne l’est pas.",
    )


def doors(catalogue: Catalogue, today: dt.date) -> Iterator[tuple[str, str, str]]:
    """(name, path, one line) of the other pages of the section: the project understood in ten seconds."""
    yield from ((page.name, page.path, says) for page in section_pages(catalogue, today) if (says := page.says(catalogue)))


def frames(catalogue: Catalogue) -> list[tuple[str, list[tuple[Axe, tuple[Action, ...]]]]]:
    """The axes with their actions under the framework that they belong to: the convention (""), then the others.

    Of another framework, only what enough is known of: the rest is on a page of its own.
    """
    found: dict[str, list[tuple[Axe, tuple[Action, ...]]]] = {"": []}
    for axe in catalogue.all(Axe):
        own, actions = found.setdefault(plan.frame(catalogue, axe), []), catalogue.referenced_by(axe, Action)
        if catalogue.cadre_of(axe) is catalogue.convention or plan.page_of(catalogue, actions) == plan.ACTIONS:
            own.append((axe, actions))
    return list(found.items())


def address(moment: Moment, reported: Container[int]) -> str:
    """Where a date of the timeline is told at length, from the root of the site; empty when nowhere.

    ``reported``: the years that have a report of their own.
    """
    if moment.kind == "bilan":
        return f"{REPORTS.path}{moment.date.year}/" if moment.date.year in reported else REPORTS.path if reported else ""
    return f"{moment.key}/" if moment.key else ""
