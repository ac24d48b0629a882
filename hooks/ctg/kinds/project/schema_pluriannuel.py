"""What a convention designates, point by point, to stand for the plan of early childhood (CASF, art. L. 214-2, III)."""

from __future__ import annotations

from ctg.ground.problems import french
from ctg.kinds.fields.base import Part, champ
from ctg.kinds.fields.choices import Choice
from ctg.kinds.fields.record import Document
from ctg.kinds.fields.references import ActionId, DiagnosticId, EvaluationId, IndicateurId, RencontreId


class PointSchema(Choice):
    """What the plan must contain (art. D. 214-10-1, I, in its order; then art. L. 214-2)."""

    OFFRE = "offre", "offre", "Ce qui accueille les moins de trois ans."
    BESOINS = "besoins", "besoins", "Ceux des enfants et des familles."
    ZONES = "zones", "zones", "Là où l'accueil manque."
    OBJECTIFS = "objectifs", "objectifs", "Un objectif, ou une cible."
    EMPLOIS = "emplois", "emplois", "Les postes et les compétences qu'il faut."
    DIFFICULTES = "difficultes", "familles en difficulté", "Ce qui les aide."
    QUALITE = "qualite", "qualité", "L'accompagnement de ceux qui accueillent."
    INVESTISSEMENTS = "investissements", "investissements", "Créer, entretenir, rénover."
    COUTS = "couts", "coûts", "Des actions dont l'argent des années à venir est prévu."
    CALENDRIER = "calendrier", "calendrier", "Des actions qui ont des dates à venir."
    INDICATEURS = "indicateurs", "indicateurs", "Avec une valeur et une cible."
    CONCERTATION = "concertation", "concertation", "Des rencontres d'avant la signature."
    BILANS = "bilans", "bilans", "En cours de route, puis à la fin."


class Designation(Part):
    """One thing that answers a point."""

    point: PointSchema = champ("Point", PointSchema.listed(" ou ") + ".", "offre", default=...)
    action: ActionId | None = champ("Action", "Nom de fichier.", "d3")
    indicateur: IndicateurId | None = champ("Indicateur", "Nom de fichier.", "places-multi-accueil")
    rencontre: RencontreId | None = champ("Rencontre", "Nom de fichier.", "comite-de-pilotage-2026")
    diagnostic: DiagnosticId | None = champ("Diagnostic", "Nom de fichier.", "petite-enfance")
    evaluation: EvaluationId | None = champ("Évaluation", "Nom de fichier.", "finale")
    document: Document | None = champ("Document")

    def model_post_init(self, _context: object) -> None:
        named = [name for name in type(self).model_fields if name != "point" and getattr(self, name)]
        if len(named) != 1:
            told = f"Cette désignation dit plusieurs choses : {', '.join(named)}." if named else "Cette désignation ne dit rien."
            remedy = "Une seule par ligne : action, indicateur, rencontre, diagnostic, evaluation ou document."
            raise french(told, remedy, named[1] if named else "")
