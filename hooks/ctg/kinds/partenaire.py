"""An institution or an association that takes part in the convention."""

from __future__ import annotations

from typing import ClassVar, Literal

from ctg.kinds.base import SOURCES, Expected, Record
from ctg.kinds.fields import Contact, Line, PartenaireId, Text, champ

Nature = Literal["collectivite", "caf", "msa", "etat", "departement", "region", "association", "entreprise", "autre"]
NATURES: dict[Nature, str] = {
    "collectivite": "collectivité du territoire",
    "caf": "caisse d’allocations familiales (CAF)",
    "msa": "mutualité sociale agricole (MSA)",
    "etat": "service de l’État",
    "departement": "Département",
    "region": "Région",
    "association": "association",
    "entreprise": "entreprise",
    "autre": "autre organisme",
}
"""What people read for each nature."""


class Partenaire(Record, Contact):
    """A partner. Other records name it as people do (``nom``, ``sigle`` or another name): that makes the link."""

    kind: ClassVar[str] = "partenaire"
    folder: ClassVar[str] = "partenaires"
    singular: ClassVar[str] = "partenaire"
    plural: ClassVar[str] = "partenaires"
    content: ClassVar[str] = "Les institutions et les associations qui prennent part à la convention."
    expected = (
        Expected("rôle", 50, ("role",)),
        Expected("nature", 20, ("nature",)),
        Expected("contact", 20, ("telephone", "courriel", "site_web")),
        Expected(SOURCES, 10, ("sources",)),
    )

    nom: Line = champ("Nom", "Le nom de l'institution, comme dans les autres fiches.", "CAF de la Creuse", default=...)
    sigle: Line | None = champ("Sigle", "", "CAF 23")
    nature: Nature | None = champ("Nature", ", ".join(NATURES) + ".", "caf")
    rattachement: PartenaireId | None = champ(
        "Rattachement", "Pour un service : le fichier de l'institution dont il dépend.", "communaute-de-communes"
    )
    role: Text | None = champ("Rôle", "Ce qu'il apporte au projet.", "Elle finance les places et aide à monter les projets.")
    adresse: Line | None = champ(
        "Adresse", "Numéro, rue, code postal et ville.", "1 place de la Mairie, 99100 Valbourg", personne=True
    )

    @property
    def names(self) -> tuple[str, ...]:
        """Every name by which other records may mean it."""
        return (self.nom, *((self.sigle,) if self.sigle else ()), *self.autres_noms, *self.anciens_noms)
