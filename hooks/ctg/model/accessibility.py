"""``data/accessibilite.yml``: the accessibility of the site, criterion by criterion, and what is planned for it.

The headings and the rules are those of the « référentiel général d'amélioration de l'accessibilité » (RGAA; arrêté du 20
septembre 2019, taken for the décret n° 2019-768 of 24 July 2019), as DINUM publishes them under « Obligations légales »
(https://accessibilite.numerique.gouv.fr/obligations/): « Déclaration d'accessibilité », « Évaluation de la conformité »,
« Mentions et pages obligatoires ». What an institution plans, a « schéma pluriannuel » and a plan a year, has the headings of
https://accessibilite.numerique.gouv.fr/obligations/schema-pluriannuel/, for the III of article 47 of the law of 11 February
2005. What the file does not say is published as unknown."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator

from ctg.common.identifiers import is_identifier
from ctg.common.problems import french, shown
from ctg.model.fields import Choice, Email, FullDate, KnownDate, Line, Part, Phone, Text, Url, Year, YesNo, champ
from ctg.model.references import Document, Reference

FILE = Path(__file__).with_name("rgaa.yml")
VERSION = "4.1.2"
VALID_YEARS = 3
"""A declaration is renewed three years after its publication at the latest; a schéma pluriannuel lasts no longer."""


class EtatCritere(Choice):
    """What is known of a criterion."""

    CONFORME = "conforme", "conforme"
    NON_CONFORME = "non-conforme", "non conforme"
    NON_APPLICABLE = "non-applicable", "non applicable"
    NON_TESTE = "non-teste", "non testé"


class Conformite(Choice):
    """What a site is; the label is the compulsory mention, after « Accessibilité : »."""

    TOTALE = "totale", "totalement conforme"
    PARTIELLE = "partielle", "partiellement conforme"
    NON = "non", "non conforme"


class Critere(Part):
    """A criterion of the RGAA: a line of ``rgaa.yml``."""

    numero: Line = champ("Numéro", "", "1.1", default=...)
    thematique: Line = champ("Thématique", "", "Images", default=...)
    niveau: Literal["A", "AA"] = champ("Niveau", "", "A", default=...)
    intitule: Text = champ("Question", "", "Chaque cadre a-t-il un titre ?", default=...)

    @property
    def ancre(self) -> str:
        """``1.1`` → ``critere-1-1``, the anchor of its line in the grid."""
        return "critere-" + self.numero.replace(".", "-")


@dataclass(frozen=True)
class Tally:
    """How many criteria are in each state, over the whole site."""

    conformes: int
    non_conformes: int
    non_applicables: int
    non_testes: int

    @classmethod
    def of(cls, etats: Iterable[EtatCritere]) -> Tally:
        """Count the state of each of the criteria."""
        found = Counter(etats)
        return cls(*(found[etat] for etat in EtatCritere))

    @property
    def applicables(self) -> int:
        """The criteria that concern something of the site, as far as is known."""
        return self.conformes + self.non_conformes

    @property
    def testes(self) -> int:
        """The criteria that have a result, « non applicable » included."""
        return self.applicables + self.non_applicables

    @property
    def rate(self) -> int | None:
        """Percentage of the applicable criteria that are met, rounded down: only 100 % says 100.

        None while a criterion is not tested: a rate of what is known would flatter.
        """
        return None if self.non_testes or not self.applicables else 100 * self.conformes // self.applicables

    @property
    def conformite(self) -> Conformite:
        """What these results allow once an audit has given them: all met, at least half, or less (or unknown)."""
        if self.rate is None or self.rate < 50:
            return Conformite.NON
        return Conformite.PARTIELLE if self.non_conformes else Conformite.TOTALE


def years_after(date: dt.date, years: int = VALID_YEARS) -> dt.date:
    """The same day, years later; 29 February gives the 28th."""
    try:
        return date.replace(year=date.year + years)
    except ValueError:
        return date.replace(year=date.year + years, day=28)


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


def _page(value: str) -> str:
    if not re.fullmatch("/([^/]+/)*", value) or not all(map(is_identifier, value.split("/")[1:-1])):
        raise french(f"« {shown(value)} » n'est pas l'adresse d'une page de ce site.", "Écrivez /trouver/, ou / pour l'accueil.")
    return value


PageAddress = Annotated[Line, AfterValidator(_page)]
CritereNumero = Annotated[Line, Reference("criteres", "n'est pas un critère du RGAA")]


# --- the declaration -----------------------------------------------------------------------------


class ContactAccessibilite(Part):
    """Whom to tell that something cannot be reached; what is absent is taken from the publisher."""

    fonction: Line | None = champ("Qui répond", "Une fonction ou un service, jamais une personne.", "référent accessibilité")
    courriel: Email | None = champ("Courriel", "Une adresse de service.", "accessibilite@exemple.fr")
    telephone: Phone | None = champ("Téléphone", "", "04 65 71 00 00")
    formulaire: Url | None = champ("Formulaire", "L'adresse d'un formulaire en ligne.", "https://exemple.fr/contact")
    delai: Line | None = champ("Délai de réponse", "Celui que vous tenez.", "deux jours ouvrés")


class Environnement(Part):
    """What a verification was made with."""

    systeme: Line = champ("Système", "", "Windows 11", default=...)
    navigateur: Line = champ("Navigateur", "Avec sa version.", "Firefox 140", default=...)
    aide_technique: Line | None = champ("Aide technique", "Lecteur d'écran, loupe… absente : aucune.", "NVDA 2026.1")


class PageAuditee(Part):
    """A page of the sample that was verified."""

    titre: Line = champ("Titre", "", "Accueil", default=...)
    adresse: PageAddress = champ("Adresse", "Dans ce site, entre deux barres ; / pour l'accueil.", "/trouver/", default=...)


class Audit(Part):
    """A verification of the whole site by people, on a sample of pages."""

    date: FullDate = champ("Date", "Le dernier jour de l'audit.", "2026-09-01", default=...)
    par: Line = champ("Fait par", "Une institution ou une entreprise, jamais une personne.", "Atelier d'exemple", default=...)
    methode: Text | None = champ("Méthode", "", "Échantillon de 12 pages, avec deux lecteurs d'écran.")
    rapport: Url | None = champ("Rapport", "S'il est en ligne.", "https://www.exemple.fr/rapport-audit")


class Derogation(Part):
    """Content that is not accessible and that the law does not oblige to make so, or not yet."""

    contenu: Line = champ("Contenu", "", "Les cartes anciennes de la médiathèque", default=...)
    motif: Literal["charge-disproportionnee", "exempte"] = champ(
        "Motif",
        "charge-disproportionnee, ou exempte (le contenu n'est pas soumis à l'obligation).",
        "exempte",
        default=...,
    )
    justification: Text | None = champ("Justification", "Obligatoire pour une charge disproportionnée.", "Le coût dépasse…")
    jusqu_au: KnownDate | None = champ("Jusqu'au", "Une dérogation est temporaire.", "2027-06")
    alternative: Text | None = champ("Alternative", "Comment obtenir la même chose autrement.", "La liste des mêmes lieux.")

    def model_post_init(self, _context: object) -> None:
        if self.motif == "charge-disproportionnee" and not self.justification:
            raise french("Une charge disproportionnée doit être justifiée.", "Ajoutez « justification: … ».", "motif")


class Declaration(Part):
    """What the declaration says beyond the criteria."""

    etablie_le: FullDate | None = champ("Établie le", "Le jour où elle est publiée.", "2026-09-01")
    mise_a_jour_le: FullDate | None = champ("Mise à jour le", "", "2026-10-01")
    etat_declare: Conformite | None = champ(
        "État déclaré",
        f"{Conformite.listed(' ou ')}. Facultatif : le site le calcule, et refuse un état que rien ne prouve.",
        "non",
    )
    contact: ContactAccessibilite = champ("Contact", default=ContactAccessibilite())
    technologies: tuple[Line, ...] = champ("Technologies", "Celles du site.", "[HTML, CSS]", default=())
    environnements: tuple[Environnement, ...] = champ("Environnements de test", default=())
    outils: tuple[Line, ...] = champ("Outils", "Ceux de l'évaluation.", "[inspecteur de code]", default=())
    pages_auditees: tuple[PageAuditee, ...] = champ("Pages vérifiées", default=())
    audit: Audit | None = champ("Audit", "Absent tant qu'aucun audit n'a eu lieu.")
    derogations: tuple[Derogation, ...] = champ("Dérogations et contenus exemptés", default=())

    @property
    def date(self) -> dt.date | None:
        """The day from which its three years count."""
        return self.mise_a_jour_le or self.etablie_le


# --- the criteria --------------------------------------------------------------------------------


class Resultat(Part):
    """What is known of one criterion."""

    etat: EtatCritere = champ("État", EtatCritere.listed(" ou ") + ".", "conforme", default=...)
    par: Literal["machine", "personne"] | None = champ("Vérifié par", "machine ou personne.", "personne")
    le: FullDate | None = champ("Vérifié le", "", "2026-09-01")
    pages: tuple[Line, ...] = champ("Pages concernées", "Absentes : toutes les pages vérifiées.", "[Agenda]", default=())
    note: Text | None = champ(
        "Note", "Ce qui ne va pas, et comment faire en attendant ; ou la preuve.", "Le plan n'a pas de texte."
    )

    def model_post_init(self, _context: object) -> None:
        if self.etat != EtatCritere.NON_TESTE and not (self.par and self.le):
            raise french(
                f"Un critère « {self.etat} » doit dire quand et par qui il a été vérifié.",
                "Ajoutez « le: 2026-09-01 » et « par: personne » (ou machine).",
                "etat",
            )
        if self.etat == EtatCritere.NON_CONFORME and not self.note:
            raise french("Un critère « non-conforme » doit dire ce qui ne va pas.", "Ajoutez « note: … ».", "etat")


class Controle(Part):
    """The last passage of the tools; ``make audit`` writes it."""

    le: FullDate = champ("Date", "", "2026-09-01", default=...)
    pages: int | None = champ("Nombre de pages", "", "250", ge=1)
    outils: tuple[Line, ...] = champ("Outils", "Avec leur version.", "[outil 4.1]", default=())


# --- the whole file ------------------------------------------------------------------------------


class Accessibilite(Part):
    """The whole file."""

    siren: Line | None = champ(
        "SIREN du territoire",
        "9 chiffres, comme dans territoire.yml. Sans lui, ou avec un autre, ce fichier est refusé : on ne publie pas la "
        "déclaration d'autrui.",
        "219900012",
        pattern=r"^\d{9}$",
    )
    exemple: YesNo = champ(
        "Exemple", "oui : la déclaration d'un territoire inventé. Le site le dit en tête de page.", "non", default=False
    )
    declaration: Declaration = champ("Déclaration", default=Declaration())
    controle: Controle | None = champ("Dernier contrôle par les outils", "Écrit par « make audit ».")
    criteres: dict[CritereNumero, Resultat] = champ("Critères", "Absent : non testé.", default={})
    schema_pluriannuel: SchemaPluriannuel | None = champ("Schéma pluriannuel")
    plans: tuple[Plan, ...] = champ("Plans d'action", "Un par an.", default=())

    def etat(self, numero: str) -> EtatCritere:
        """The state of a criterion; one that the file does not name is not tested."""
        return self.criteres[numero].etat if numero in self.criteres else EtatCritere.NON_TESTE

    def plan(self, annee: int) -> Plan | None:
        """The plan of a year."""
        return next((plan for plan in self.plans if plan.annee == annee), None)
