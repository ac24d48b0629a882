"""The conventions and the other plans: the page of each, and the archive of all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from ctg.analysis.project.plan.lineage import follow_ups
from ctg.analysis.project.plan.timeline import deadline, ending
from ctg.catalogue import Catalogue
from ctg.ground.phrases import capital, on_date
from ctg.ground.problems import plural
from ctg.kinds import Action, Axe, Cadre, Diagnostic
from ctg.outputs.about import site_plan
from ctg.outputs.base.facets import Facets, present
from ctg.outputs.base.rendering import Renderer, leads_on
from ctg.outputs.base.section import PROJECT, section_page
from ctg.outputs.base.site import SiteFile, Trail
from ctg.outputs.project.plan.levels import is_short, trees

FRAMEWORKS = section_page(
    "Conventions et plans",
    "ctg/conventions/",
    18,
    "Chaque convention et chaque plan : ses années, qui l’a signé, ce qu’il contient.",
    filled=lambda catalogue, _today: len(catalogue.all(Cadre)) > 1,
)


def files(render: Renderer) -> Iterable[SiteFile]:
    """The archive; with one convention only, its address leads to it."""
    catalogue = render.catalogue
    if not FRAMEWORKS.filled(catalogue, render.today):
        yield leads_on(render, FRAMEWORKS.path, *PROJECT)
        return
    groups: dict[str, list[tuple[Cadre, str]]] = {title: [] for title in ("En cours", "En préparation", "Terminés")}
    for cadre in ordered(catalogue):
        groups[_state(cadre, render.today)].append((cadre, _size(catalogue, cadre)))
    yield render.page(
        "projet/conventions.html",
        FRAMEWORKS.path,
        FRAMEWORKS.name,
        trail=(PROJECT,),
        groups=list(groups.items()),
        description="Les conventions et les plans pour les familles, en cours, en préparation et terminés.",
    )


def ordered(catalogue: Catalogue) -> list[Cadre]:
    """The conventions, the latest first, then the other plans."""
    others = [cadre for cadre in catalogue.all(Cadre) if not cadre.is_ctg]
    return [*reversed(catalogue.conventions), *others]


def _state(cadre: Cadre, today: dt.date) -> str:
    if cadre.begins > today:
        return "En préparation"
    return "Terminés" if ending(cadre, today) == "passee" else "En cours"


def _size(catalogue: Catalogue, cadre: Cadre) -> str:
    axes, actions = of_framework(catalogue, cadre)
    if not axes:
        return "Nous n’en connaissons ni axe ni action."
    return f"{plural(len(axes), 'axe')} et {plural(sum(map(len, actions)), 'action')}."


def of_framework(catalogue: Catalogue, cadre: Cadre) -> tuple[list[Axe], list[tuple[Action, ...]]]:
    """The axes of a framework, and the actions of each."""
    axes = [axe for axe in catalogue.all(Axe) if catalogue.cadre_of(axe) is cadre]
    return axes, [catalogue.referenced_by(axe, Action) for axe in axes]


@dataclass(frozen=True)
class Fate:
    """What becomes of an action, in the table of an old plan beside the new one."""

    action: Action
    after: tuple[Action, ...]

    @property
    def words(self) -> str:
        """« Reconduite »; what nobody has said is said so."""
        return capital(self.action.suite.decision.label) if self.action.suite else "Non renseigné"


def fates(catalogue: Catalogue, cadre: Cadre) -> list[tuple[Axe, list[Fate]]]:
    """What becomes of each action of a framework, by axis; nothing while nothing is said of any."""
    axes, actions = of_framework(catalogue, cadre)
    if not any(action.suite for own in actions for action in own):
        return []
    return [
        (axe, [Fate(action, follow_ups(catalogue, action)) for action in own])
        for axe, own in zip(axes, actions, strict=True)
        if own
    ]


def successors(catalogue: Catalogue, cadre: Cadre) -> tuple[Cadre, ...]:
    """What follows a framework."""
    return catalogue.referenced_by(cadre, Cadre, "succede_a")


def _standing(catalogue: Catalogue, cadre: Cadre, today: dt.date) -> str:
    """When it begins, else when it ends."""
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
        "frameworks": ordered(catalogue),
        "before": catalogue.get(Cadre, record.succede_a),
        "next": successors(catalogue, record),
        "diagnoses": catalogue.referenced_by(record, Diagnostic),
        "fates": fates(catalogue, record),
        "also": catalogue.referenced_by(record, Action, "cadres"),
        "axes": list(zip(*of_framework(catalogue, record), strict=True)),
    }


def _above(render: Renderer, _record: Cadre) -> Trail:
    filled = FRAMEWORKS.filled(render.catalogue, render.today)
    return (PROJECT, FRAMEWORKS.link) if filled else (PROJECT,)


present(
    Facets(
        kind=Cadre,
        above=_above,
        plan=(site_plan.PROJECT, "Les conventions et les plans"),
        details=_details,
        summary=lambda _catalogue, record: record.presentation,
        commune=None,
        has_map=None,
        script=None,
        arrival=lambda _catalogue, record, _today: f"Nouveau sur le site : {record.nature.label}",
        heading=lambda _catalogue, record: (record.title, record.nature.label),
        news=None,
        events=None,
        named=None,
        computed=None,
        linked=None,
    )
)
