"""What is known of the needs of one rubrique: words beside the figures and the offer that the site counts itself."""

from __future__ import annotations

from typing import ClassVar

from ctg.ground.problems import french
from ctg.kinds.fields.base import KnownDate, Line, Part, Text, champ
from ctg.kinds.fields.choices import Choice
from ctg.kinds.fields.record import SOURCES, Document, Expected, Record
from ctg.kinds.fields.references import ActionId, CadreId, DiagnosticId, IndicateurId, RubriqueId


class EtatConstat(Choice):
    """What a finding is, beside the diagnosis before."""

    NOUVEAU = "nouveau", "nouveau"
    PERSISTANT = "persistant", "toujours là"
    RESOLU = "resolu", "résolu"


class Constat(Part):
    """A finding with its proofs, followed from a diagnosis to the next."""

    texte: Text = champ("Constat", "Ce que l'on a observé.", "Les places manquent à l'ouest.", default=...)
    etat: EtatConstat | None = champ(
        "État", f"À côté du diagnostic d'avant : {EtatConstat.listed(' ou ')}.", EtatConstat.PERSISTANT
    )
    indicateurs: tuple[IndicateurId, ...] = champ("Indicateurs", "Les chiffres qui le montrent : noms de fichiers.", default=())
    source: Line | None = champ("Source", "Si elle diffère de celles de la fiche.", "entretiens de l'hiver 2023")


class Priorite(Part):
    """What must be done first; its rank is its place in the list."""

    texte: Text = champ("Priorité", "Une phrase.", "Ouvrir des places à l'ouest.", default=...)
    actions: tuple[ActionId, ...] = champ("Actions", "Celles qui y répondent : noms de fichiers.", default=())


class Diagnostic(Record):
    """A thematic diagnosis. The figures, the offer and the gaps of coverage are computed from the other records.

    It is of a day and of a framework; the next one says which it follows, and what became of its findings.
    """

    kind: ClassVar[str] = "diagnostic"
    folder: ClassVar[str] = "diagnostics"
    singular: ClassVar[str] = "diagnostic"
    plural: ClassVar[str] = "diagnostics"
    content: ClassVar[str] = "Les constats et les besoins par rubrique."
    expected = (
        Expected("besoins", 25, ("besoins",)),
        Expected("manques", 25, ("manques",)),
        Expected("constats", 20, ("constats",)),
        Expected("présentation", 15, ("presentation",)),
        Expected(SOURCES, 15, ("sources",)),
    )

    former: ClassVar[frozenset[str]] = frozenset({"suivi"})

    titre: Line = champ("Titre", "", "L'accueil des jeunes enfants", default=...)
    rubrique: RubriqueId = champ("Rubrique", "Un mot du vocabulaire.", "petite-enfance", default=...)
    date: KnownDate | None = champ("Date", "Quand il a été fait.", "2023-09")
    cadre: CadreId | None = champ("Cadre", "La convention ou le plan qu'il prépare : nom de fichier.", "ctg")
    succede_a: DiagnosticId | None = champ("Succède à", "Le diagnostic d'avant sur ce thème : nom de fichier.", "logement-2019")
    presentation: Text | None = champ("Présentation", "D'où vient ce diagnostic.", "Une étude a été menée en 2023.")
    constats: tuple[Constat, ...] = champ(
        "Constats", "Ce que l'on a observé.", "[{texte: Les places manquent à l'ouest.}]", default=()
    )
    besoins: tuple[Text, ...] = champ("Besoins", "Ce dont les familles ont besoin.", "[Des horaires élargis.]", default=())
    manques: tuple[Text, ...] = champ(
        "Manques", "Ce qui n'existe pas, ou pas assez.", "[Rien pour les ados le samedi.]", default=()
    )
    priorites: tuple[Priorite, ...] = champ("Priorités", "La première d'abord, avec les actions qui y répondent.", default=())
    documents: tuple[Document, ...] = champ("Documents", default=())

    def model_post_init(self, _context: object) -> None:
        for i, one in enumerate(self.constats):
            if one.etat in {EtatConstat.PERSISTANT, EtatConstat.RESOLU} and not self.succede_a:
                raise french(
                    f"« {one.etat} » se dit à côté d'un diagnostic d'avant, et cette fiche n'en nomme aucun.",
                    "Ajoutez « succede_a », ou supprimez cet état.",
                    f"constats.{i}.etat",
                )
