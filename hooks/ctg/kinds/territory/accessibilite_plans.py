"""What an institution plans for the accessibility of its site: the « schéma pluriannuel » and a plan a year.

The headings are those that the RGAA lists (https://accessibilite.numerique.gouv.fr/obligations/schema-pluriannuel/),
for the III of article 47 of the law of 11 February 2005.
"""

from __future__ import annotations

import datetime as dt

from ctg.ground.problems import french
from ctg.kinds.fields.base import KnownDate, Line, Part, Text, Year, champ
from ctg.kinds.fields.choices import Choice
from ctg.kinds.fields.reach import Email
from ctg.kinds.fields.record import Document
from ctg.kinds.territory.rgaa import years_after


class Referent(Part):
    """Who carries the subject in the institution."""

    fonction: Line = champ("Fonction", "Jamais une personne.", "chargé de l'inclusion numérique", default=...)
    missions: Text | None = champ("Missions", "", "Il suit le plan et répond aux demandes.")
    courriel: Email | None = champ("Courriel", "Une adresse de service.", "accessibilite@exemple.fr")


class SchemaPluriannuel(Part):
    """The policy of the institution for three years at most; one field for each heading that the RGAA lists."""

    debut: KnownDate = champ("Début", "", "2026", default=...)
    fin: KnownDate = champ("Fin", "Trois ans au plus.", "2028", default=...)
    adopte_le: KnownDate | None = champ("Adopté le", "", "2026-01-20")
    document: Document | None = champ("Document", "S'il est publié ailleurs.")
    referent: Referent | None = champ("Référent accessibilité numérique")
    engagements: tuple[Line, ...] = champ("Engagements", "En quelques phrases.", "[Un audit par an.]", default=())
    politique: Text | None = champ("Place dans la stratégie", "De la collectivité.", "Le numérique est pour tous.")
    moyens: Text | None = champ("Moyens humains et budget", "Avec leur année.", "Une demi-journée par semaine en 2026.")
    competences: Text | None = champ("Compétences", "Fiches de poste et recrutement.", "Citée dans deux fiches de poste.")
    formation: Text | None = champ("Formation", "Des agents.", "Une journée par an.")
    expertise: Text | None = champ("Aide extérieure et outils", "", "Un audit par an par une entreprise.")
    organisation: Text | None = champ("Organisation", "Contrôles et réponses aux usagers.", "Le référent répond en deux jours.")
    achats: Text | None = champ("Achats", "Clauses des marchés.", "Le RGAA figure dans tous les marchés.")
    nouveaux_projets: Text | None = champ("Nouveaux projets", "", "Contrôlés avant leur mise en ligne.")
    tests_utilisateurs: Text | None = champ("Essais avec des personnes handicapées", "", "Deux séances par an.")
    audits_prevus: Text | None = champ("Audits prévus", "", "En 2026 et 2028.")
    corrections: Text | None = champ("Corrections et calendrier", "Les pages les plus lues d'abord.", "Les cartes en 2026.")
    mesures_en_plus: Text | None = champ("Au-delà de l'obligation", "Langue simple, langue des signes…", "Des pages simples.")
    bilan: Text | None = champ("Bilan des plans annuels", "", "Six actions sur sept sont faites.")

    def model_post_init(self, _context: object) -> None:
        if self.fin.latest < self.debut.first:
            raise french("Le schéma finit avant de commencer.", "Échangez « debut » et « fin ».", "fin")
        last = years_after(self.debut.first) - dt.timedelta(days=1)
        if self.fin.latest > last:
            raise french("Un schéma pluriannuel dure trois ans au plus.", f"Écrivez « fin: {last} » au plus tard.", "fin")


class EtatAction(Choice):
    """Where an action of a plan stands."""

    A_FAIRE = "a-faire", "à faire"
    EN_COURS = "en-cours", "en cours"
    FAITE = "faite", "faite"
    ABANDONNEE = "abandonnee", "abandonnée"


class ActionPrevue(Part):
    """An action of a yearly plan."""

    titre: Line = champ("Titre", "", "Décrire les cartes en texte", default=...)
    echeance: KnownDate | None = champ("Échéance", "", "2026-06")
    etat: EtatAction | None = champ("État", EtatAction.listed(" ou ") + ".", "en-cours")
    note: Text | None = champ("Note", "Ce qui a été fait, ou pourquoi non.", "Faite avec deux mois de retard.")


class Plan(Part):
    """What is done in one year."""

    annee: Year = champ("Année", "", "2026", default=...)
    actions: tuple[ActionPrevue, ...] = champ("Actions", default=..., min_length=1)
    bilan: Text | None = champ("Bilan", "Une fois l'année finie.", "Cinq actions sur six sont faites.")
