"""What is known of the needs of one rubrique: words beside the figures and the offer that the site counts itself."""

from __future__ import annotations

from typing import ClassVar

from ctg.kinds.fields.base import KnownDate, Line, Part, Text, champ
from ctg.kinds.fields.record import SOURCES, Document, Expected, Record
from ctg.kinds.fields.references import ActionId, CadreId, IndicateurId, RubriqueId


class Constat(Part):
    """A finding with its proofs."""

    former: ClassVar[frozenset[str]] = frozenset({"etat", "source"})

    texte: Text = champ("Constat", "Ce que l'on a observé.", "Les places manquent à l'ouest.", default=...)
    indicateurs: tuple[IndicateurId, ...] = champ("Indicateurs", "Les chiffres qui le montrent : noms de fichiers.", default=())


class Priorite(Part):
    """What must be done first; its rank is its place in the list."""

    texte: Text = champ("Priorité", "Une phrase.", "Ouvrir des places à l'ouest.", default=...)
    actions: tuple[ActionId, ...] = champ("Actions", "Celles qui y répondent : noms de fichiers.", default=())


class Diagnostic(Record):
    """A thematic diagnosis. The figures, the offer and the gaps of coverage are computed from the other records.

    It is of a day and of a framework; one of a later day on the same rubrique follows it.
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

    former: ClassVar[frozenset[str]] = frozenset({"suivi", "succede_a"})

    titre: Line = champ("Titre", "", "L'accueil des jeunes enfants", default=...)
    rubrique: RubriqueId = champ("Rubrique", "Un mot du vocabulaire.", "petite-enfance", default=...)
    date: KnownDate | None = champ("Date", "Quand il a été fait.", "2023-09")
    cadre: CadreId | None = champ("Cadre", "La convention ou le plan qu'il prépare : nom de fichier.", "ctg")
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
