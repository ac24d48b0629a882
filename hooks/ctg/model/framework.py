"""A framework: the convention, or another public plan that actions may belong to; one may follow another.

An axis: a group of actions with a common stake, of the convention or of another framework.

What a convention designates, point by point, to stand for the plan of early childhood (CASF, art. L. 214-2, III)."""

import datetime as dt
from collections.abc import Iterator
from typing import ClassVar, Literal

from ctg.common.problems import distinct, french
from ctg.model.fields import Choice, KnownDate, Line, Part, PartialDate, Text, Url, Year, champ, liste, requis
from ctg.model.record import SOURCES, Expected, Record
from ctg.model.references import (
    ActionId,
    CadreId,
    DiagnosticId,
    Document,
    EvaluationId,
    IndicateurId,
    InstitutionName,
    RencontreId,
    Source,
)
from ctg.model.support import Retour, Soutien


class ObjectifOperationnel(Part):
    """An operational objective: the last level of a plan above its actions."""

    word: ClassVar[str] = "objectif"

    numero: Line = requis("Numéro", "Comme dans le document.", "1.2.1")
    titre: Line = requis("Intitulé", "Ce que l'on veut obtenir.", "Ouvrir des places à l'ouest")


class Orientation(Part):
    """A direction of an axis, with its operational objectives if it has any."""

    word: ClassVar[str] = "orientation"

    numero: Line = requis("Numéro", "Comme dans le document.", "1.2")
    titre: Line = requis("Intitulé", "", "Rapprocher l'accueil des familles")
    objectifs: tuple[ObjectifOperationnel, ...] = liste("Objectifs opérationnels")


class Axe(Record):
    """An axis. ``numero`` orders the axes and prefixes their title."""

    word: ClassVar[str] = "axe"
    kind = "axe"
    folder = "axes"
    singular = "axe"
    plural = "axes"
    content = "Les axes du projet : enjeu, objectifs ; « cadre » dit de quelle convention ou de quel plan."
    expected = (
        Expected("enjeu", 40, ("enjeu",)),
        Expected(SOURCES, 30, ("sources",)),
        Expected("objectifs", 30, ("objectifs",)),
    )

    former = ("constats", "objectifs_operationnels")

    numero: Line = requis("Numéro", "Une lettre ou un nombre.", "A")
    titre: Line = requis("Titre", "", "Animer la mise en réseau des acteurs")
    cadre: CadreId | None = champ(
        "Cadre", "D'où viennent cet axe et ses actions. Vide : de la convention, s'il n'y en a qu'une.", "ctg"
    )
    enjeu: Text | None = champ("Enjeu", "Pourquoi cet axe.", "Les acteurs se connaissent peu.")
    objectifs: tuple[Text, ...] = liste("Objectifs", "Ce que l'on veut obtenir.", "[Faire connaître les services.]")
    orientations: tuple[Orientation, ...] = liste(
        "Orientations", "Si le plan en a entre l'axe et ses actions ; une action y entre par « dans »."
    )

    @property
    def levels(self) -> Iterator[tuple[str, Orientation | ObjectifOperationnel]]:
        """(where it is written, the level) of each level under the axis, in the order in which they are read."""
        for i, orientation in enumerate(self.orientations):
            yield f"orientations.{i}", orientation
            yield from ((f"orientations.{i}.objectifs.{j}", one) for j, one in enumerate(orientation.objectifs))

    @property
    def rank(self) -> str:
        return self.numero

    @property
    def axe_id(self) -> str:
        return self.id


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

    point: PointSchema = requis("Point", PointSchema.listed(" ou ") + ".", "offre")
    action: ActionId | None = champ("Action", "", "d3")
    indicateur: IndicateurId | None = champ("Indicateur", "", "places-multi-accueil")
    rencontre: RencontreId | None = champ("Rencontre", "", "comite-de-pilotage-2026")
    diagnostic: DiagnosticId | None = champ("Diagnostic", "", "petite-enfance")
    evaluation: EvaluationId | None = champ("Évaluation", "", "finale")
    document: Document | None = champ("Document")

    def model_post_init(self, _context: object) -> None:
        named = [name for name in type(self).model_fields if name != "point" and getattr(self, name)]
        if len(named) != 1:
            told = f"Cette désignation dit plusieurs choses : {', '.join(named)}." if named else "Cette désignation ne dit rien."
            remedy = "Une seule par ligne : action, indicateur, rencontre, diagnostic, evaluation ou document."
            raise french(told, remedy, named[1] if named else "")


class NatureCadre(Choice):
    """What a framework is, in the words of the text that makes it.

    - ``ctg``: circulaire CNAF n° 2020-01 of 16 January 2020.
    - ``missions``: those of the « chargé de coopération », the post that the same circular funds.
    - ``projet-de-territoire`` and ``crte``: circulaire n° 6231/SG of 20 November 2020.
    - ``contrat-de-ville``: loi n° 2014-173 of 21 February 2014, art. 6.
    - ``sdsf``: CASF, art. L. 214-5.
    - ``pedt``: code de l'éducation, art. L. 551-1. ``plan-mercredi``: décret n° 2018-647 of 23 July 2018.
    - ``cispd``: code de la sécurité intérieure, art. L. 132-13.
    - ``contrat-local-de-sante``: code de la santé publique, art. L. 1434-10.
    - ``cof``: what the CAF signs with each place that it funds, and the proof of its money.
    """

    CTG = "ctg", "convention territoriale globale (CTG)"
    MISSIONS = "missions", "missions de la coopération"
    PROJET_DE_TERRITOIRE = "projet-de-territoire", "projet de territoire"
    CRTE = "crte", "contrat de relance et de transition écologique (CRTE)"
    CONTRAT_DE_VILLE = "contrat-de-ville", "contrat de ville"
    SDSF = "sdsf", "schéma départemental des services aux familles (SDSF)"
    PEDT = "pedt", "projet éducatif territorial (PEdT)"
    PLAN_MERCREDI = "plan-mercredi", "plan mercredi"
    CISPD = "cispd", "conseil intercommunal de sécurité et de prévention de la délinquance (CISPD)"
    CONTRAT_LOCAL_DE_SANTE = "contrat-local-de-sante", "contrat local de santé"
    COF = "cof", "convention d’objectifs et de financement"
    AUTRE = "autre", "autre démarche"


class Deliberation(Part):
    """A vote that approves a framework."""

    organe: InstitutionName = requis("Qui a voté", "Une assemblée.", "conseil communautaire")
    date: KnownDate = requis("Date", "", "2021-12-13", passe=True)
    numero: Line | None = champ("Numéro", "", "2021-145")
    adresse: Url | None = champ("Adresse", "Si elle est en ligne.", "https://www.exemple.fr/deliberation.pdf")


class Avenant(Part):
    """What was signed afterwards to change a framework: prolonged, widened, joined by others."""

    date: KnownDate = requis("Signé le", "", "2026-11-20", passe=True)
    objet: Line = requis("Objet", "Ce qu'il change.", "Prolonger la convention d'un an")
    fin: KnownDate | None = champ("Nouvelle fin", "S'il prolonge, ou s'il met fin plus tôt.", "2027-12-31")
    signataires: tuple[InstitutionName, ...] = liste("Nouveaux signataires", "Ceux qui rejoignent le cadre.", "[Département]")


class Retenu(Part):
    """What the coordinator wants remembered of a year: nothing is written in her place."""

    annee: Year = requis("Année", "", "2025", passe=True)
    phrases: tuple[Line, ...] = requis("Phrases", "Cinq au plus.", "[Deux crèches ont ouvert.]")

    def model_post_init(self, _context: object) -> None:
        if len(self.phrases) > MOST_SENTENCES:
            raise french("Un bilan retient cinq phrases au plus.", "Gardez les plus importantes.", "phrases")


MOST_SENTENCES = 5


class Jalon(Part):
    """A date of a framework's life."""

    date: KnownDate = requis("Date", "", "2025-09")
    titre: Line = requis("Ce qui s'est passé", "", "Le poste de coordination est créé")
    source: Line | None = champ("Source", "", "offre d'emploi, 2025")


class Annonce(Part):
    """Intentions made public without being actions: said as such, with their date."""

    titre: Line = requis("Titre", "", "Les pistes annoncées à la signature")
    date: KnownDate | None = champ("Date", "", "2021-12", passe=True)
    presentation: Text | None = champ("Présentation", "D'où cela vient, ce que l'on ne sait pas.", "La presse les rapporte.")
    liste: tuple[Line, ...] = requis("Liste", "Une annonce par ligne.", "[Faire connaître les services]", min_length=1)
    sources: tuple[Source, ...] = champ("Sources", default=())  # the field above has the name of our ``liste``


def _is_ctg(record: "Cadre") -> bool:
    return record.is_ctg


UNTOLD = {"nature": "ctg", "titre": "Convention territoriale globale"}
"""The fields of a convention of which nobody has told anything: a catalogue needs one, that no list has."""


class Cadre(Record):
    """A convention, a plan or another public approach, however little is known of it: a record is the only way to tell of one,
    and its file the only way to name it. Absent facts are published as unknown."""

    kind = "cadre"
    folder = "cadres"
    singular = "cadre"
    plural = "cadres"
    content = "Les conventions, les plans et les démarches voisines : période, signataires, délibérations."
    in_list = ("titre", "nature", "presentation", "lien_avec_la_ctg")
    expected = (
        Expected("début", 15, ("debut",), "le début"),
        Expected("fin", 15, ("fin",), "la fin"),
        Expected("signature", 10, ("signature",), "la date de signature", when=_is_ctg),
        Expected("signataires", 15, ("signataires",), "les signataires", when=_is_ctg),
        Expected("délibérations", 10, ("deliberations",), "les délibérations", when=_is_ctg),
        Expected("documents", 15, ("documents",), "les documents"),
        Expected("contact", 5, ("contact",), "le contact", when=_is_ctg),
        Expected(SOURCES, 15, ("sources",)),
    )

    former = ("schema_pluriannuel", "connus", "cadres", "avis")

    titre: Line = requis("Titre", "Son nom officiel.", "Convention territoriale globale 2022-2026")
    nature: NatureCadre = requis("Nature", NatureCadre.listed(" ou ") + ".", "ctg")
    debut: KnownDate | None = champ("Début", "", "2022-01-01")
    fin: KnownDate | None = champ("Fin", "", "2026-12-31")
    succede_a: CadreId | None = champ("Succède à", "Le nom du fichier du cadre d'avant.", "ctg")
    signature: KnownDate | None = champ("Signature", "", "2021-12", passe=True)
    signataires: tuple[InstitutionName, ...] = liste("Signataires", "Des institutions.", "[CAF]")
    deliberations: tuple[Deliberation, ...] = liste("Délibérations", "Les votes qui l'ont approuvé.")
    avenants: tuple[Avenant, ...] = liste("Avenants", "Ce qui l'a changé après la signature.")
    themes: tuple[Line, ...] = liste("Champs couverts", "", "[petite enfance]")
    presentation: Text | None = champ("Présentation", "En mots simples.", "Un accord pour mieux servir les familles.")
    lien_avec_la_ctg: Text | None = champ(
        "Lien avec la CTG", "D'une autre démarche. Vide : non établi.", "Elle cite la convention."
    )
    renouvellement: Text | None = champ("Renouvellement", "Ce que l'on en sait.", "La suivante se prépare.")
    constats: tuple[Text, ...] = liste("Constats du diagnostic", "", "[Les services utiles sont mal connus.]")
    documents: tuple[Document, ...] = liste("Documents")
    soutiens: tuple[Soutien, ...] = liste(
        "Équipements et services soutenus", "Ce que la CAF paie, une ligne par équipement, année et nature."
    )
    retours: tuple[Retour, ...] = liste("Données à rendre à la CAF", "Quatre par an, à ses dates.")
    jalons: tuple[Jalon, ...] = liste("Dates marquantes", "En plus du début, de la fin, de la signature et des rencontres.")
    annonces: tuple[Annonce, ...] = liste("Ce qui a été annoncé", "Intentions publiques, à ne pas confondre avec les actions.")
    retenir: tuple[Retenu, ...] = liste("À retenir", "D'une année, ce que dit la première page de son bilan.")
    contact: Line | None = champ("Contact", "Une fonction.", "chargé de coopération CTG")
    designations: tuple[Designation, ...] = liste(
        "Points du schéma pluriannuel",
        "Pour tenir lieu de schéma de la petite enfance : ce qui répond à chaque point du décret.",
        "[{point: offre, indicateur: places}]",
    )
    inconnus: tuple[Line, ...] = liste("Ce qui n'est pas public", "Dit tel quel sur le site.", "[Le budget de la convention.]")

    @property
    def rank(self) -> str:
        return self.begins.isoformat()

    @property
    def is_ctg(self) -> bool:
        """Whether it is a convention territoriale globale; the others are told apart from it everywhere."""
        return self.nature == NatureCadre.CTG

    @property
    def amendments(self) -> tuple[Avenant, ...]:
        """The oldest first."""
        return tuple(sorted(self.avenants, key=lambda one: one.date.first))

    @property
    def end(self) -> PartialDate | None:
        """Its last day as amended: that of the last amendment that says one, else the one that was signed."""
        return next((one.fin for one in reversed(self.amendments) if one.fin), self.fin)

    @property
    def signed_by(self) -> tuple[str, ...]:
        """Those who signed it, then those who joined, each once."""
        return distinct((*self.signataires, *(name for one in self.amendments for name in one.signataires)))

    @property
    def adopted(self) -> dt.date | None:
        """The first day on which it is known to have been voted or signed; None when nothing says so."""
        return min((date.first for date in (self.signature, *(vote.date for vote in self.deliberations)) if date), default=None)

    @property
    def begins(self) -> dt.date:
        """The first day that it may cover; before all others when its start is not known."""
        return self.debut.first if self.debut else dt.date.min

    def outside(self, year: int) -> Literal["avant", "après", ""]:
        """Whether a year is wholly before or after it; an approximate date says nothing."""
        if self.debut and not self.debut.approx and year < self.debut.year:
            return "avant"
        return "après" if self.end and not self.end.approx and year > self.end.year else ""

    @property
    def years(self) -> str:
        """« 2024-2028 »; empty without a date."""
        return "-".join(dict.fromkeys(str(date.year) for date in (self.debut, self.end) if date))

    @property
    def title(self) -> str:
        """Its name, with its years when they are not in it: two conventions in succession often bear the same."""
        unsaid = self.is_ctg and self.debut and str(self.debut.year) not in self.titre
        return f"{self.titre} ({self.years})" if unsaid else self.titre
