"""What is known of the needs of one rubrique: words beside the figures and the offer that the site counts itself."""

from __future__ import annotations

from typing import ClassVar

from ctg.kinds.base import SOURCES, Document, Expected, Record
from ctg.kinds.fields import Line, Text, champ
from ctg.kinds.references import RubriqueId


class Diagnostic(Record):
    """A thematic diagnosis. The figures, the offer and the gaps of coverage are computed from the other records."""

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

    titre: Line = champ("Titre", "", "L'accueil des jeunes enfants", default=...)
    rubrique: RubriqueId = champ("Rubrique", "Un mot du vocabulaire.", "petite-enfance", default=...)
    presentation: Text | None = champ("Présentation", "D'où vient ce diagnostic.", "Une étude a été menée en 2023.")
    constats: tuple[Text, ...] = champ("Constats", "Ce que l'on a observé.", "[Les places manquent à l'ouest.]", default=())
    besoins: tuple[Text, ...] = champ("Besoins", "Ce dont les familles ont besoin.", "[Des horaires élargis.]", default=())
    manques: tuple[Text, ...] = champ(
        "Manques", "Ce qui n'existe pas, ou pas assez.", "[Rien pour les ados le samedi.]", default=()
    )
    documents: tuple[Document, ...] = champ("Documents", default=())
