"""``data/accessibilite.yml``: what is known of the site's accessibility, criterion by criterion, and what is planned.

The headings are those that the RGAA makes compulsory for the declaration (see :mod:`ctg.kinds.territory.rgaa` for the sources).
What is absent is published as unknown.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import AfterValidator

from ctg.ground.problems import french, shown
from ctg.kinds.fields.base import FullDate, KnownDate, Line, Part, Text, YesNo, champ
from ctg.kinds.fields.identifiers import is_identifier
from ctg.kinds.fields.reach import Email, Phone, Url
from ctg.kinds.fields.references import Reference
from ctg.kinds.territory.accessibilite_plans import Plan, SchemaPluriannuel
from ctg.kinds.territory.rgaa import Conformite, EtatCritere


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
