"""The page of the service public de la petite enfance: who must do what, commune by commune."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from ctg.analysis.project.needs.early_childhood import Duties, Duty, Headcount, bands, duties, duties_of, transfers
from ctg.analysis.project.needs.early_childhood_law import MANY, MISSIONS, OFFICIAL, RULES, VERY_MANY
from ctg.analysis.project.needs.schema_points import points
from ctg.catalogue import Catalogue
from ctg.kinds import Action, Commune, Structure
from ctg.kinds.project.action import Sppe
from ctg.kinds.territory.territoire import DeliberationCommune, Exercice, PetiteEnfance
from ctg.outputs.base.parts import part
from ctg.outputs.base.rendering import Renderer
from ctg.outputs.base.section import PROJECT, section_page
from ctg.outputs.base.site import SiteFile


def _filled(catalogue: Catalogue, _today: dt.date) -> bool:
    """The law depends on how many inhabitants a commune has: without it, nothing can be said of any."""
    told = catalogue.territoire.petite_enfance != PetiteEnfance()
    return told or any(commune.population is not None for commune in catalogue.all(Commune))


EARLY_CHILDHOOD = section_page(
    "Petite enfance",
    "ctg/petite-enfance/",
    50,
    lambda catalogue: f"Qui doit faire quoi pour les tout-petits{'' if catalogue.alone else ', commune par commune'}.",
    filled=_filled,
)
TITLE = "Service public de la petite enfance"
THEME = "petite-enfance"
RELAY = "relais-petite-enfance"
ANSWERS = {"oui": "Oui", "non": "Non", "selon": "Cela dépend", "inconnu": "Inconnu"}
"""What people read for each answer to « is it compulsory? »."""
HEADS: dict[Sppe, str] = {
    Sppe.RECENSER: "Recenser",
    Sppe.INFORMER: "Informer",
    Sppe.PLANIFIER: "Planifier",
    Sppe.QUALITE: "Soutenir la qualité",
}


def files(render: Renderer) -> Iterable[SiteFile]:
    """The page, with the thirteen points of the plan as a checklist when the convention designates what stands for it."""
    catalogue = render.catalogue
    communes = catalogue.all(Commune)
    found, rows = transfers(catalogue), duties(catalogue)
    asked = points(catalogue, catalogue.convention, render.today)
    known = any(transfer.exercee_par != "inconnu" for transfer in found.values())
    yield render.page(
        "projet/petite-enfance.html",
        EARLY_CHILDHOOD.path,
        TITLE,
        trail=(PROJECT,),
        description="Ce que la loi demande à chaque commune pour les enfants de moins de trois ans, et qui le fait.",
        rules=RULES,
        official=OFFICIAL,
        missions=[(mission, *MISSIONS[mission], serving(catalogue, mission)) for mission in Sppe],
        bands=bands(communes),
        years=sorted({c.population_annee for c in communes if c.population is not None and c.population_annee}),
        together=Headcount.of(communes),
        thresholds=(MANY, VERY_MANY),
        transfers=found,
        known=known,
        columns=columns(rows) if known else [(head, ()) for head, _ in columns(rows)],
        rows=[(row.commune, cells(row), row.missions[Sppe.INFORMER], relays_of(catalogue, row.commune)) for row in rows],
        said={duty.obligatoire for row in rows for duty in cells(row)},
        relays=relays(catalogue),
        points=asked,
        designated=bool(catalogue.convention.designations),
        present=sum(point.present for point in asked),
        votes=votes(catalogue),
        theme=THEME,
        ANSWERS=ANSWERS,
        BEARERS=Exercice.labels(),
    )


def cells(row: Duties) -> list[Duty]:
    """What the table says of a commune, in the order of its columns."""
    return [*row.missions.values(), row.schema, row.relais]


def columns(rows: Iterable[Duties]) -> list[tuple[str, tuple[Exercice, ...] | None]]:
    """(head, who exercises it everywhere; None when that differs from commune to commune and each cell must say it)."""
    heads = [*(HEADS[mission] for mission in Sppe), "Schéma pluriannuel", "Relais petite enfance"]
    bearers = zip(*([cell.exercee_par for cell in cells(row)] for row in rows), strict=True)
    return [(head, found[0] if len(set(found)) == 1 else None) for head, found in zip(heads, bearers, strict=True)]


def commune(render: Renderer, record: Commune) -> dict[str, object]:
    """What the law asks in a commune, for its own page."""
    return {"record": record, "duties": duties_of(transfers(render.catalogue), record)}


part("commune", "parties/petite-enfance.html", commune)


def relays_of(catalogue: Catalogue, record: Commune) -> list[Structure]:
    """The relais petite enfance that are in a commune, stop there, or say that they serve it."""
    found = relays(catalogue)
    coming = catalogue.coming_to(record) if found else ()
    return [relay for relay in found if relay.commune == record.nom or relay in coming]


def serving(catalogue: Catalogue, mission: str = "") -> list[Action]:
    """The actions that serve a duty; by default, those that serve any of the four."""
    return [action for action in catalogue.all(Action) if (mission in action.sppe if mission else action.sppe)]


def relays(catalogue: Catalogue) -> list[Structure]:
    """The relais petite enfance."""
    return [structure for structure in catalogue.all(Structure) if structure.type == RELAY]


def votes(catalogue: Catalogue) -> dict[str, list[DeliberationCommune]]:
    """The votes by which each commune transferred duties, the earliest first; the same vote for two duties is one."""
    found: dict[str, list[DeliberationCommune]] = {}
    for line in catalogue.territoire.petite_enfance.competences:
        for vote in line.deliberations:
            own = found.setdefault(vote.commune, [])
            own += [vote] if vote not in own else []
    return {commune: sorted(own, key=lambda vote: vote.date.first) for commune, own in found.items()}
