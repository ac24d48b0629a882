"""An institution or an association that the project names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from ctg.kinds.base import Record
from ctg.kinds.fields import Contact, Line, Text, champ, record_id

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
    content: ClassVar[str] = "Les institutions et les associations que nomment les fiches."

    nom: Line = champ("Nom", "Le nom de l'institution, comme dans les autres fiches.", "CAF de la Creuse", default=...)
    sigle: Line | None = champ("Sigle", "", "CAF 23")
    nature: Nature | None = champ("Nature", ", ".join(NATURES) + ".", "caf")
    rattachement: record_id("partenaires") | None = champ(
        "Rattachement", "Pour un service : le fichier de l'institution dont il dépend.", "communaute-de-communes"
    )
    role: Text | None = champ("Rôle", "Ce qu'il apporte au projet.", "Elle finance les places et aide à monter les projets.")
    adresse: Line | None = champ("Adresse", "Numéro, rue, code postal et ville.", "1 place de la Mairie, 99100 Valbourg")

    @property
    def names(self) -> tuple[str, ...]:
        """Every name by which other records may mean it."""
        return (self.nom, *((self.sigle,) if self.sigle else ()), *self.autres_noms, *self.anciens_noms)


def institutions(record: Record) -> Iterator[tuple[str, str]]:
    """(where, name) of every institution that a record names: who leads, takes part, pays, manages, sits."""
    for field in ("porteur", "gestionnaire"):
        if name := getattr(record, field, None):
            yield field, name
    for field in ("partenaires", "membres"):
        yield from ((f"{field}.{i}", name) for i, name in enumerate(getattr(record, field, ())))
    means = getattr(record, "moyens", None)
    yield from ((f"moyens.financiers.{i}.financeur", part.financeur) for i, part in enumerate(means.financiers if means else ()))
