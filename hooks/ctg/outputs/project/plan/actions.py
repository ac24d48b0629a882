"""The actions: the list by axis, and what the page of an action or an axis shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ctg.analysis.project.needs.diagnosis import answered
from ctg.analysis.project.people.opinions import open_call
from ctg.analysis.project.plan.lineage import follow_ups, followed
from ctg.analysis.project.plan.money import add, parts_of
from ctg.analysis.project.plan.progress import counts
from ctg.analysis.project.plan.timeline import is_overdue, steps
from ctg.analysis.project.plan.tree import levels_of, tree
from ctg.analysis.upkeep.quality import is_sparse
from ctg.catalogue import Catalogue
from ctg.ground.phrases import age_range, capital
from ctg.kinds import Action, Axe, Cadre, Indicateur, Rencontre, Service, Structure
from ctg.kinds.project.rencontre import Suite
from ctg.outputs.base.facets import Facets, present
from ctg.outputs.base.lines import in_a_list
from ctg.outputs.base.rendering import Renderer, leads_on
from ctg.outputs.base.section import PROJECT, section_page
from ctg.outputs.base.site import PlanHeading, SiteFile, Trail
from ctg.outputs.project.plan.filters import filters, marks
from ctg.outputs.words import money as words
from ctg.outputs.words import plan

ACTIONS = section_page(
    *plan.ACTIONS,
    10,
    "Qui fait quoi, et où cela en est.",
    filled=lambda catalogue, _today: bool(plan.told(catalogue)),
)
in_a_list(Action, lambda action, _today: plan.KNOWN[1] if is_sparse(action) else "")
DONE = {"en-cours", "realisee"}
"""The states in which what an action describes is done: in any other, it is an intention."""


def files(render: Renderer) -> Iterable[SiteFile]:
    """The list of the actions of which enough is known, grouped by axis; when there is none, its address leads on."""
    catalogue = render.catalogue
    actions = plan.told(catalogue)
    if not actions:
        yield leads_on(render, ACTIONS.path, *plan.KNOWN)
        return
    offered = filters(catalogue, actions)
    yield render.page(
        "projet/actions.html",
        ACTIONS.path,
        ACTIONS.name,
        axes=list(by_axis(catalogue, actions)),
        actions=actions,
        sparse=plan.sparse(catalogue),
        known=plan.KNOWN,
        filters=offered,
        marks={action.id: marks(catalogue, action) for action in actions},
        some_stated=some_stated(actions),
        trail=(PROJECT,),
        script="filtrer.js" if offered else "",
        description=f"{plan.every_action(catalogue)}, par axe, thème, commune, partenaire et état.",
    )


def by_axis(catalogue: Catalogue, actions: Sequence[Action]) -> Iterator[tuple[Axe, list[Action], str]]:
    """The axes with those of their actions that are among these, and their framework when it is not the convention, which
    comes first; an axis that has no action at all is shown too."""
    kept = {action.key for action in actions}
    for axe in sorted(catalogue.all(Axe), key=lambda axe: bool(plan.frame(catalogue, axe))):
        own = catalogue.referenced_by(axe, Action)
        among = [action for action in own if action.key in kept]
        if among or not own:
            yield axe, among, plan.frame(catalogue, axe)


def some_stated(actions: Sequence[Action]) -> bool:
    """False when nothing is known of any state: a sentence says it once, better than a chip on each line."""
    return bool(counts(actions).keys() - {None})


def axe(render: Renderer, record: Axe) -> dict:
    """What the page of an axis shows besides the record."""
    actions = render.catalogue.referenced_by(record, Action)
    return {
        "actions": actions,
        "branch": tree(render.catalogue, record),
        "some_stated": some_stated(actions),
        "kicker": plan.title(render.catalogue, record),
    }


def action(render: Renderer, record: Action) -> dict:
    """What the page of an action shows besides the record."""
    catalogue = render.catalogue

    said = list(said_about(catalogue, record))
    parts = sorted(parts_of([record]), key=lambda part: part.annee)
    return {
        "axe": catalogue.get(Axe, record.axe),
        "levels": levels_of(catalogue, record),
        "whole": catalogue.get(Action, record.sous_action_de),
        "parts_of_it": catalogue.referenced_by(record, Action, "sous_action_de"),
        "cadres": catalogue.those(Cadre, record.cadres),
        "publics": people(record),
        "sparse": is_sparse(record),
        "known": plan.KNOWN,
        "structures": catalogue.those(Structure, record.structures),
        "services": catalogue.those(Service, record.services),
        "indicateurs": catalogue.those(Indicateur, record.indicateurs),
        "steps": steps(record, render.today),
        "under_way": record.etat in DONE,
        "overdue": is_overdue(record, render.today),
        "after": follow_ups(catalogue, record),
        "before": followed(catalogue, record),
        "parts": parts,
        "money": words.table([add([part]) for part in parts], add(parts)),
        "priorities": answered(catalogue, record),
        "opinion": (cadre := catalogue.cadre_of(record)) and open_call(catalogue, render.today, cadre),
        "asked": [pair for pair in said if pair[0].asks_inhabitants],
        "decided": [pair for pair in said if not pair[0].asks_inhabitants],
    }


def people(action: Action) -> str:
    """Whom an action is for, in words: « jeunes (de 11 ans à 17 ans) »."""
    ages = age_range(action.ages) if action.ages else ""
    return f"{action.publics} ({ages})" if action.publics and ages else action.publics or ages


def said_about(catalogue: Catalogue, action: Action) -> Iterator[tuple[Rencontre, Suite]]:
    """The meetings where the action was asked for or decided, with what became of it; the newest first."""
    meetings = sorted(
        catalogue.referenced_by(action, Rencontre), key=lambda meeting: (meeting.date.first, meeting.id), reverse=True
    )
    return ((meeting, suite) for meeting in meetings for suite in meeting.suites if suite.action == action.id)


def _above(render: Renderer, record: Action) -> Trail:
    above = render.catalogue.get(Axe, record.axe)
    listed = plan.page_of(render.catalogue, [record])
    return PROJECT, listed, *(((f"Axe {above.numero}", f"{above.key}/"),) if above else ())


def _heading(catalogue: Catalogue, record: Action) -> tuple[str, str]:
    return f"Action {record.numero or record.id.upper()} : {record.titre}", capital(plan.frame(catalogue, record))


present(
    Facets(
        kind=Axe,
        above=lambda render, record: (PROJECT, plan.page_of(render.catalogue, render.catalogue.referenced_by(record, Action))),
        plan=(PlanHeading.PROJECT, "Les axes"),
        details=axe,
        summary=lambda _catalogue, record: record.enjeu,
        commune=None,
        has_map=None,
        script=None,
        heading=lambda _catalogue, record: (record.titre, "Axe"),
        named=None,
        linked=None,
    )
)
present(
    Facets(
        kind=Action,
        above=_above,
        plan=(PlanHeading.PROJECT, "Les actions"),
        details=action,
        summary=lambda _catalogue, record: record.description,
        commune=None,
        has_map=None,
        script=None,
        heading=_heading,
        named=None,
        linked=None,
    )
)
