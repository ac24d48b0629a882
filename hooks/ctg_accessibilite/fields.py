"""``data/accessibilite.yml``: the accessibility of the site, criterion by criterion, and what is planned for it.

The headings and the rules are those of the « référentiel général d'amélioration de l'accessibilité » (RGAA; arrêté du 20
septembre 2019, taken for the décret n° 2019-768 of 24 July 2019), as DINUM publishes them under « Obligations légales »
(https://accessibilite.numerique.gouv.fr/obligations/): « Déclaration d'accessibilité », « Évaluation de la conformité »,
« Mentions et pages obligatoires ». What an institution plans for all its sites, a « schéma pluriannuel » and a plan a
year (https://accessibilite.numerique.gouv.fr/obligations/schema-pluriannuel/, for the III of article 47 of the law of 11
February 2005), are documents of its own: they are linked. What the file does not say is published as unknown."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator

from ctg import api

FILE = Path(__file__).with_name("rgaa.yml")
VERSION = "4.1.2"
VALID_YEARS = 3
"""A declaration is renewed three years after its publication at the latest; a schéma pluriannuel lasts no longer."""


class EtatCritere(api.Choice):
    """What is known of a criterion."""

    CONFORME = "conforme", "conforme"
    NON_CONFORME = "non-conforme", "non conforme"
    NON_APPLICABLE = "non-applicable", "non applicable"
    NON_TESTE = "non-teste", "non testé"


class Conformite(api.Choice):
    """What a site is; the label is the compulsory mention, after « Accessibilité : »."""

    TOTALE = "totale", "totalement conforme"
    PARTIELLE = "partielle", "partiellement conforme"
    NON = "non", "non conforme"


class Critere(api.Part):
    """A criterion of the RGAA: a line of ``rgaa.yml``."""

    numero: api.Line = api.requis("Numéro", "", "1.1")
    thematique: api.Line = api.requis("Thématique", "", "Images")
    niveau: Literal["A", "AA"] = api.requis("Niveau", "", "A")
    intitule: api.Text = api.requis("Question", "", "Chaque cadre a-t-il un titre ?")


@cache
def criteria() -> tuple[Critere, ...]:
    """All the criteria of the RGAA, in its order."""
    sheets, problems = api.read_list(FILE, FILE.parent)
    assert sheets, problems
    return tuple(Critere.model_validate(sheet.values) for sheet in sheets)


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


class SchemaPluriannuel(api.Part):
    """The policy of the institution for three years at most, a document of its own: where to read it."""

    former = (
        "referent", "engagements", "politique", "moyens", "competences", "formation", "expertise", "organisation", "achats",
        "nouveaux_projets", "tests_utilisateurs", "audits_prevus", "corrections", "mesures_en_plus", "bilan",
    )  # fmt: skip
    debut: api.KnownDate = api.requis("Début", "", "2026")
    fin: api.KnownDate = api.requis("Fin", "Trois ans au plus.", "2028")
    adopte_le: api.KnownDate | None = api.champ("Adopté le", "", "2026-01-20")
    document: api.Document | None = api.champ(
        "Document", "Là où on le lit : le site de la collectivité, ou une page de celui-ci."
    )

    def model_post_init(self, _context: object) -> None:
        if self.fin.latest < self.debut.first:
            raise api.french("Le schéma finit avant de commencer.", "Échangez « debut » et « fin ».", "fin")
        last = years_after(self.debut.first) - dt.timedelta(days=1)
        if self.fin.latest > last:
            raise api.french("Un schéma pluriannuel dure trois ans au plus.", f"Écrivez « fin: {last} » au plus tard.", "fin")


class Plan(api.Part):
    """What is done in one year: where to read it."""

    former = ("actions", "bilan")
    annee: api.Year = api.requis("Année", "", "2026")
    document: api.Document = api.requis("Document", "Là où on le lit.")


def _page(value: str) -> str:
    if not re.fullmatch("/([^/]+/)*", value) or not all(map(api.is_identifier, value.split("/")[1:-1])):
        why = f"« {api.shown(value)} » n'est pas l'adresse d'une page de ce site."
        raise api.french(why, "Écrivez /trouver/, ou / pour l'accueil.")
    return value


PageAddress = Annotated[api.Line, AfterValidator(_page)]
CritereNumero = Annotated[api.Line, api.Reference("criteres", "n'est pas un critère du RGAA")]


# --- the declaration -----------------------------------------------------------------------------


class ContactAccessibilite(api.Part):
    """Whom to tell that something cannot be reached; what is absent is taken from the publisher."""

    fonction: api.Line | None = api.champ(
        "Qui répond", "Une fonction ou un service, jamais une personne.", "référent accessibilité"
    )
    courriel: api.Email | None = api.champ("Courriel", "Une adresse de service.", "accessibilite@exemple.fr")
    telephone: api.Phone | None = api.champ("Téléphone", "", "04 65 71 00 00")
    formulaire: api.Url | None = api.champ("Formulaire", "L'adresse d'un formulaire en ligne.", "https://exemple.fr/contact")
    delai: api.Line | None = api.champ("Délai de réponse", "Celui que vous tenez.", "deux jours ouvrés")


class Environnement(api.Part):
    """What a verification was made with."""

    systeme: api.Line = api.requis("Système", "", "Windows 11")
    navigateur: api.Line = api.requis("Navigateur", "Avec sa version.", "Firefox 140")
    aide_technique: api.Line | None = api.champ("Aide technique", "Lecteur d'écran, loupe… vide : aucune.", "NVDA 2026.1")


class PageAuditee(api.Part):
    """A page of the sample that was verified."""

    titre: api.Line = api.requis("Titre", "", "Accueil")
    adresse: PageAddress = api.requis("Adresse", "Dans ce site, entre deux barres ; / pour l'accueil.", "/trouver/")


class Audit(api.Part):
    """A verification of the whole site by people, on a sample of pages."""

    date: api.FullDate = api.requis("Date", "Le dernier jour de l'audit.", "2026-09-01", passe=True)
    par: api.Line = api.requis("Fait par", "Une institution ou une entreprise, jamais une personne.", "Atelier d'exemple")
    methode: api.Text | None = api.champ("Méthode", "", "Échantillon de 12 pages, avec deux lecteurs d'écran.")
    rapport: api.Url | None = api.champ("Rapport", "S'il est en ligne.", "https://www.exemple.fr/rapport-audit")


class Derogation(api.Part):
    """Content that is not accessible and that the law does not oblige to make so, or not yet."""

    contenu: api.Line = api.requis("Contenu", "", "Les cartes anciennes de la médiathèque")
    motif: Literal["charge-disproportionnee", "exempte"] = api.requis(
        "Motif", "charge-disproportionnee, ou exempte (le contenu n'est pas soumis à l'obligation).", "exempte"
    )
    justification: api.Text | None = api.champ(
        "Justification", "Obligatoire pour une charge disproportionnée.", "Le coût dépasse…"
    )
    jusqu_au: api.KnownDate | None = api.champ("Jusqu'au", "Une dérogation est temporaire.", "2027-06")
    alternative: api.Text | None = api.champ(
        "Alternative", "Comment obtenir la même chose autrement.", "La liste des mêmes lieux."
    )

    def model_post_init(self, _context: object) -> None:
        if self.motif == "charge-disproportionnee" and not self.justification:
            raise api.french("Une charge disproportionnée doit être justifiée.", "Ajoutez « justification: … ».", "motif")


class Declaration(api.Part):
    """What the declaration says beyond the criteria: the state of the site is worked out from these."""

    former = ("etat_declare",)
    etablie_le: api.FullDate | None = api.champ("Établie le", "Le jour où elle est publiée.", "2026-09-01", passe=True)
    mise_a_jour_le: api.FullDate | None = api.champ("Mise à jour le", "", "2026-10-01", passe=True)
    contact: ContactAccessibilite = api.champ("Contact", default=ContactAccessibilite())
    technologies: tuple[api.Line, ...] = api.liste("Technologies", "Celles du site.", "[HTML, CSS]")
    environnements: tuple[Environnement, ...] = api.liste("Environnements de test")
    outils: tuple[api.Line, ...] = api.liste("Outils", "Ceux de l'évaluation.", "[inspecteur de code]")
    pages_auditees: tuple[PageAuditee, ...] = api.liste("Pages vérifiées")
    audit: Audit | None = api.champ("Audit", "Absent tant qu'aucun audit n'a eu lieu.")
    derogations: tuple[Derogation, ...] = api.liste("Dérogations et contenus exemptés")

    @property
    def date(self) -> dt.date | None:
        """The day from which its three years count."""
        return self.mise_a_jour_le or self.etablie_le


# --- the criteria --------------------------------------------------------------------------------


class Resultat(api.Part):
    """What is known of one criterion."""

    etat: EtatCritere = api.requis("État", EtatCritere.listed(" ou ") + ".", "conforme")
    par: Literal["machine", "personne"] | None = api.champ("Vérifié par", "machine ou personne.", "personne")
    le: api.FullDate | None = api.champ("Vérifié le", "", "2026-09-01", passe=True)
    pages: tuple[api.Line, ...] = api.liste("Pages concernées", "Vide : toutes les pages vérifiées.", "[Agenda]")
    note: api.Text | None = api.champ(
        "Note", "Ce qui ne va pas, et comment faire en attendant ; ou la preuve.", "Le plan n'a pas de texte."
    )

    def model_post_init(self, _context: object) -> None:
        if self.etat != EtatCritere.NON_TESTE and not (self.par and self.le):
            why = f"Un critère « {self.etat} » doit dire quand et par qui il a été vérifié."
            raise api.french(why, "Ajoutez « le: 2026-09-01 » et « par: personne » (ou machine).", "etat")
        if self.etat == EtatCritere.NON_CONFORME and not self.note:
            raise api.french("Un critère « non-conforme » doit dire ce qui ne va pas.", "Ajoutez « note: … ».", "etat")


class Controle(api.Part):
    """The last passage of the tools; ``make audit`` writes it."""

    le: api.FullDate = api.requis("Date", "", "2026-09-01", passe=True)
    pages: int | None = api.champ("Nombre de pages", "", "250", ge=1)
    outils: tuple[api.Line, ...] = api.liste("Outils", "Avec leur version.", "[outil 4.1]")


# --- the whole file ------------------------------------------------------------------------------


class Accessibilite(api.Part):
    """The whole file."""

    relations: ClassVar[tuple[str, ...]] = (
        "criteres.*[par=personne].le <= declaration.mise_a_jour_le",
        "declaration.derogations.*.jusqu_au >= declaration.etablie_le",
        "controle.le >= declaration.audit.date",
        "schema_pluriannuel.fin >= schema_pluriannuel.debut",
        "schema_pluriannuel.adopte_le <= schema_pluriannuel.debut +1 an",
        "schema_pluriannuel.adopte_le >= schema_pluriannuel.debut +1 an",
    )

    siren: api.Line | None = api.champ(
        "SIREN du territoire",
        "9 chiffres, celui du territoire. Sans lui, ou avec un autre, ces réponses sont refusées : on ne publie pas la "
        "déclaration d'autrui.",
        "219900012",
        pattern=r"^[0-9]{9}$",
    )
    exemple: api.YesNo = api.champ(
        "Exemple", "oui : la déclaration d'un territoire inventé. Le site le dit en tête de page.", "non", default=False
    )
    declaration: Declaration = api.champ("Déclaration", default=Declaration())
    controle: Controle | None = api.champ("Dernier contrôle par les outils", "Écrit par « make audit ».")
    criteres: dict[CritereNumero, Resultat] = api.champ("Critères", "Vide : non testé.", default={})
    schema_pluriannuel: SchemaPluriannuel | None = api.champ("Schéma pluriannuel")
    plans: tuple[Plan, ...] = api.liste("Plans d'action", "Un par an.")

    def etat(self, numero: str) -> EtatCritere:
        """The state of a criterion; one that the file does not name is not tested."""
        return self.criteres[numero].etat if numero in self.criteres else EtatCritere.NON_TESTE

    @property
    def tally(self) -> Tally:
        """Of all the criteria."""
        return Tally.of(self.etat(critere.numero) for critere in criteria())

    @property
    def failures(self) -> list[tuple[Critere, Resultat]]:
        """The criteria that are not met, in the order of the RGAA."""
        return [(one, self.criteres[one.numero]) for one in criteria() if self.etat(one.numero) == EtatCritere.NON_CONFORME]

    def verified(self, par: Literal["machine", "personne"]) -> tuple[Tally, dt.date | None]:
        """What machines, or people, have tested: the states of their criteria, and the day of the last result."""
        found = [one for one in self.criteres.values() if one.par == par and one.etat != EtatCritere.NON_TESTE]
        return Tally.of(one.etat for one in found), max((one.le for one in found if one.le), default=None)

    def plan(self, annee: int) -> Plan | None:
        """The plan of a year."""
        return next((plan for plan in self.plans if plan.annee == annee), None)


ACCESSIBILITY = api.LoneFile(
    "accessibilite.yml",
    "L’accessibilité",
    "accessibilité du site",
    Accessibilite,
    targets={"criteres": "groupes par numéro de critère"},
    names=lambda: {"criteres": {critere.numero: critere.intitule for critere in criteria()}},
    missing=(
        "Rien n'est noté sur l'accessibilité du site : il se dit « non conforme », et la loi demande plus.",
        "Créez ce fichier, ou remplissez sa fiche dans le formulaire, qui dit chaque champ.",
    ),
)
