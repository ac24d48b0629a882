"""The pages of conventions and other plans: the convention of the day, the page of each, the archive of all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from ctg.common.phrases import capital, on_date
from ctg.common.problems import plural
from ctg.model.action import Action
from ctg.model.figure import Diagnostic, Indicateur
from ctg.model.framework import Axe, Cadre
from ctg.model.meeting import Instance, Rencontre
from ctg.pages.files import PROJECT, PlanHeading, SiteFile, Trail, section_page, section_pages
from ctg.pages.record_page import Facets, present
from ctg.pages.renderer import Renderer, in_a_list, leads_on
from ctg.people.meetings import framework, open_call
from ctg.plan import words as plan_words
from ctg.plan.timeline import Moment, deadline, ending, follow_ups, life, unsigned, where_we_are
from ctg.plan.tree import is_short, links, of_framework, trees
from ctg.reading.catalogue import Catalogue

FRAMEWORKS = section_page(
    "Conventions et plans",
    "ctg/conventions/",
    18,
    "Chaque convention et chaque plan : ses années, qui l’a signé, ce qu’il contient.",
    filled=lambda catalogue, _today: len(newest_first(catalogue)) > 1,
)


def files(render: Renderer) -> Iterable[SiteFile]:
    """The archive; with one convention only, its address leads to it."""
    catalogue = render.catalogue
    if not FRAMEWORKS.filled(catalogue, render.today):
        yield leads_on(render, FRAMEWORKS.path, *PROJECT)
        return
    groups: dict[str, list[tuple[Cadre, str]]] = {title: [] for title in ("En cours", "En préparation", "Terminés")}
    for cadre in newest_first(catalogue):
        groups[_state(cadre, render.today)].append((cadre, _size(catalogue, cadre)))
    yield render.page(
        "projet/conventions.html",
        FRAMEWORKS.path,
        FRAMEWORKS.name,
        trail=(PROJECT,),
        groups=list(groups.items()),
        description="Les conventions et les plans pour les familles, en cours, en préparation et terminés.",
    )


def newest_first(catalogue: Catalogue) -> list[Cadre]:
    """The conventions, the latest first, then the other plans of which enough is known."""
    others = [cadre for cadre in catalogue.all(Cadre) if not cadre.is_ctg and not _is_neighbour(catalogue, cadre)]
    return [*reversed(catalogue.conventions), *others]


def _is_neighbour(catalogue: Catalogue, cadre: Cadre) -> bool:
    """Whether a framework is only told of beside the convention: neither years, nor signatories, nor axes, nor evaluation."""
    plans = (kind for kind in catalogue.records if kind not in (Instance, Rencontre))
    return not cadre.is_ctg and cadre.fits_in_a_line and not any(catalogue.referenced_by(cadre, kind) for kind in plans)


in_a_list(Cadre, lambda cadre, _today: "" if cadre.is_ctg else PROJECT[1])


def _state(cadre: Cadre, today: dt.date) -> str:
    if cadre.begins > today or unsigned(cadre, today):
        return "En préparation"
    return "Terminés" if ending(cadre, today) == "passee" else "En cours"


def _size(catalogue: Catalogue, cadre: Cadre) -> str:
    axes, actions = of_framework(catalogue, cadre)
    if not axes:
        return "Nous n’en connaissons ni axe ni action."
    return f"{plural(len(axes), 'axe')} et {plural(sum(map(len, actions)), 'action')}."


@dataclass(frozen=True)
class Fate:
    """What becomes of an action, in the table of an old plan beside the new one."""

    action: Action
    after: tuple[Action, ...]

    @property
    def words(self) -> str:
        """« Reconduite », or « Non renseigné »."""
        return capital(self.action.suite.decision.label) if self.action.suite else "Non renseigné"


def fates(catalogue: Catalogue, cadre: Cadre) -> list[tuple[Axe, list[Fate]]]:
    """What becomes of each action of a framework, by axis; empty while no action says so."""
    axes, actions = of_framework(catalogue, cadre)
    if not any(action.suite for own in actions for action in own):
        return []
    return [
        (axe, [Fate(action, follow_ups(catalogue, action)) for action in own])
        for axe, own in zip(axes, actions, strict=True)
        if own
    ]


def successors(catalogue: Catalogue, cadre: Cadre) -> tuple[Cadre, ...]:
    """The frameworks that follow one."""
    return catalogue.referenced_by(cadre, Cadre, "succede_a")


def _standing(catalogue: Catalogue, cadre: Cadre, today: dt.date) -> str:
    """When it begins, or should have; else when it ends."""
    if cadre.debut and unsigned(cadre, today):
        return f"La convention devait commencer {on_date(cadre.debut)}. Rien ne dit qu’elle est signée."
    if cadre.debut and cadre.begins > today:
        return f"{'La convention' if cadre.is_ctg else 'Ce cadre'} commence {on_date(cadre.debut)}."
    return deadline(cadre, today)


def _details(render: Renderer, record: Cadre) -> dict:
    catalogue = render.catalogue
    plan = trees(catalogue, record)
    return {
        "plan": plan,
        "short": is_short(plan),
        "standing": _standing(catalogue, record, render.today),
        "frameworks": [] if _is_neighbour(catalogue, record) else newest_first(catalogue),
        "before": catalogue.get(Cadre, record.succede_a),
        "next": successors(catalogue, record),
        "diagnoses": catalogue.referenced_by(record, Diagnostic),
        "fates": fates(catalogue, record),
        "also": catalogue.referenced_by(record, Action, "cadres"),
        "axes": list(zip(*of_framework(catalogue, record), strict=True)),
        "life": _life(catalogue, record),
    }


def _life(catalogue: Catalogue, cadre: Cadre) -> list[Instance | Rencontre]:
    """The bodies and the meetings of a framework; those of the convention of the day have pages of their own."""
    every: tuple[Instance | Rencontre, ...] = (*catalogue.all(Instance), *catalogue.all(Rencontre))
    return [one for one in every if framework(catalogue, one).record is cadre]


def _above(render: Renderer, record: Cadre) -> Trail:
    listed = FRAMEWORKS.filled(render.catalogue, render.today) and not _is_neighbour(render.catalogue, record)
    return (PROJECT, FRAMEWORKS.link) if listed else (PROJECT,)


present(
    Facets(
        kind=Cadre,
        above=_above,
        plan=(PlanHeading.PROJECT, "Les conventions et les plans"),
        details=_details,
        summary=lambda _catalogue, record: record.presentation,
        commune=None,
        has_map=None,
        script=None,
        heading=lambda _catalogue, record: (record.title, record.nature.label),
        named=None,
        linked=None,
    )
)

CONVENTION = section_page(*PROJECT, 0, "")


def convention_page(render: Renderer) -> Iterable[SiteFile]:
    """The first page of the section."""
    catalogue = render.catalogue
    convention = catalogue.convention
    figures = (catalogue.get(Indicateur, id) for id in catalogue.territoire.chiffres_cles)
    yield render.page(
        "projet/convention.html",
        CONVENTION.path,
        CONVENTION.name,
        convention=convention,
        figures=[figure for figure in figures if figure and figure.derniere],
        doors=list(section_links(catalogue, render.today)),
        frames=axes_by_framework(catalogue),
        plan_links=list(links(catalogue, convention)),
        size=plan_words.size_sentence(catalogue, catalogue.all(Axe), catalogue.all(Action)),
        life=life(catalogue, render.today),
        deadline=deadline(convention, render.today),
        near=ending(convention, render.today) in ("bientot", "passee"),
        known=None if render.elsewhere(plan_words.KNOWN[1]) else plan_words.KNOWN,
        where_we_are=where_we_are(convention, render.today),
        address=partial(moment_address, render),
        frameworks=newest_first(catalogue),
        opinion=open_call(catalogue, render.today),
        next=successors(catalogue, convention),
        neighbours=[cadre for cadre in catalogue.all(Cadre) if _is_neighbour(catalogue, cadre)],
        description=f"{convention.titre} : période, signataires, ce qui est connu et ce qui ne l’est pas.",
    )


def section_links(catalogue: Catalogue, today: dt.date) -> Iterator[tuple[str, str, str]]:
    """(name, path, line of description) of the other pages of the section."""
    yield from ((page.name, page.path, says) for page in section_pages(catalogue, today) if (says := page.says(catalogue)))


def axes_by_framework(catalogue: Catalogue) -> list[tuple[str, list[tuple[Axe, tuple[Action, ...]]]]]:
    """The axes with their actions under the framework that they belong to: the convention (""), then the others.

    Of another framework, only what enough is known of: the rest is on a page of its own.
    """
    found: dict[str, list[tuple[Axe, tuple[Action, ...]]]] = {"": []}
    for axe in catalogue.all(Axe):
        own, actions = found.setdefault(plan_words.framework_name(catalogue, axe), []), catalogue.referenced_by(axe, Action)
        if catalogue.cadre_of(axe) is catalogue.convention or plan_words.page_of(catalogue, actions) == plan_words.ACTIONS:
            own.append((axe, actions))
    return list(found.items())


MOMENT_PAGES: dict[str, Callable[[Renderer, Moment], str]] = {}
"""By kind of moment, where it is told at length, from the root of the site, when it is not on the page of a record."""


def moment_address(render: Renderer, moment: Moment) -> str:
    """The address, from the root, of the page that tells more about a moment of the timeline; "" when there is none."""
    told = MOMENT_PAGES.get(moment.kind)
    return told(render, moment) if told else f"{moment.key}/" if moment.key else ""
