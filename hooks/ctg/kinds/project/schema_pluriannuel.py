"""What a convention designates, point by point, to stand for the plan of early childhood (CASF, art. L. 214-2, III)."""

from __future__ import annotations

from typing import Any

from ctg.ground.problems import french
from ctg.kinds.fields.base import Part, champ
from ctg.kinds.fields.record import Document
from ctg.kinds.fields.references import ActionId, DiagnosticId, EvaluationId, IndicateurId, RencontreId


class Designation(Part):
    """One thing that answers a point."""

    action: ActionId | None = champ("Action", "Nom de fichier.", "d3")
    indicateur: IndicateurId | None = champ("Indicateur", "Nom de fichier.", "places-multi-accueil")
    rencontre: RencontreId | None = champ("Rencontre", "Nom de fichier.", "comite-de-pilotage-2026")
    diagnostic: DiagnosticId | None = champ("Diagnostic", "Nom de fichier.", "petite-enfance")
    evaluation: EvaluationId | None = champ("Évaluation", "Nom de fichier.", "finale")
    document: Document | None = champ("Document")

    def model_post_init(self, _context: object) -> None:
        named = [name for name in type(self).model_fields if getattr(self, name)]
        if len(named) != 1:
            told = f"Cette désignation dit plusieurs choses : {', '.join(named)}." if named else "Cette désignation ne dit rien."
            remedy = "Une seule par ligne : action, indicateur, rencontre, diagnostic, evaluation ou document."
            raise french(told, remedy, named[1] if named else "")


def _point(label: str, help: str, example: str) -> Any:
    return champ(label, help, f"[{{{example}}}]", default=())


class SchemaPetiteEnfance(Part):
    """A field for each thing that the plan must contain (art. D. 214-10-1, I, in its order; then art. L. 214-2)."""

    offre: tuple[Designation, ...] = _point(
        "Offre",
        "Ce qui accueille les moins de trois ans.",
        'document: {titre: "Carte des crèches (PDF)", url: "https://www.exemple.fr/creches.pdf"}',
    )
    besoins: tuple[Designation, ...] = _point("Besoins", "Ceux des enfants et des familles.", "diagnostic: petite-enfance")
    zones: tuple[Designation, ...] = _point("Zones", "Là où l'accueil manque.", "diagnostic: petite-enfance")
    objectifs: tuple[Designation, ...] = _point("Objectifs", "Un objectif, ou une cible.", "indicateur: places")
    emplois: tuple[Designation, ...] = _point("Emplois", "Les postes et les compétences qu'il faut.", "action: d3")
    difficultes: tuple[Designation, ...] = _point("Familles en difficulté", "Ce qui les aide.", "action: d3")
    qualite: tuple[Designation, ...] = _point("Qualité", "L'accompagnement de ceux qui accueillent.", "action: d3")
    investissements: tuple[Designation, ...] = _point("Investissements", "Créer, entretenir, rénover.", "action: d3")
    couts: tuple[Designation, ...] = _point("Coûts", "Des actions dont l'argent des années à venir est prévu.", "action: d3")
    calendrier: tuple[Designation, ...] = _point("Calendrier", "Des actions qui ont des dates à venir.", "action: d3")
    indicateurs: tuple[Designation, ...] = _point("Indicateurs", "Avec une valeur et une cible.", "indicateur: places")
    concertation: tuple[Designation, ...] = _point(
        "Concertation", "Des rencontres d'avant la signature.", "rencontre: forum-des-familles"
    )
    bilans: tuple[Designation, ...] = _point("Bilans", "En cours de route, puis à la fin.", "evaluation: finale")
