"""An institution or an association that the project names."""

from __future__ import annotations

import re
from typing import ClassVar

from ctg.kinds.fields.base import Line, Text, champ
from ctg.kinds.fields.choices import Choice
from ctg.kinds.fields.reach import Contact
from ctg.kinds.fields.record import SOURCES, Expected, Renamed
from ctg.kinds.fields.references import PartenaireId


class Nature(Choice):
    """What a partner is."""

    COLLECTIVITE = "collectivite", "collectivité du territoire"
    CAF = "caf", "caisse d’allocations familiales (CAF)"
    MSA = "msa", "mutualité sociale agricole (MSA)"
    ETAT = "etat", "service de l’État"
    DEPARTEMENT = "departement", "Département"
    REGION = "region", "Région"
    ASSOCIATION = "association", "association"
    ENTREPRISE = "entreprise", "entreprise"
    AUTRE = "autre", "autre organisme"


class Partenaire(Renamed, Contact):
    """A partner. Other records name it as people do (``nom``, ``sigle`` or another name): that makes the link."""

    kind: ClassVar[str] = "partenaire"
    folder: ClassVar[str] = "partenaires"
    singular: ClassVar[str] = "partenaire"
    plural: ClassVar[str] = "partenaires"
    content: ClassVar[str] = "Les institutions et les associations que nomment les fiches."
    expected = (
        Expected("rôle", 50, ("role",)),
        Expected("nature", 20, ("nature",)),
        Expected("contact", 20, ("telephone", "courriel", "site_web")),
        Expected(SOURCES, 10, ("sources",)),
    )

    nom: Line = champ("Nom", "Le nom de l'institution, comme dans les autres fiches.", "CAF de la Creuse", default=...)
    sigle: Line | None = champ("Sigle", "", "CAF 23")
    nature: Nature | None = champ("Nature", Nature.listed() + ".", "caf")
    rattachement: PartenaireId | None = champ(
        "Rattachement", "Pour un service : le fichier de l'institution dont il dépend.", "communaute-de-communes"
    )
    role: Text | None = champ("Rôle", "Ce qu'il apporte au projet.", "Elle finance les places et aide à monter les projets.")
    adresse: Line | None = champ(
        "Adresse", "Numéro, rue, code postal et ville.", "1 place de la Mairie, 99100 Valbourg", personne=True
    )

    @property
    def desk(self) -> Partenaire:
        return self

    @property
    def postal_lines(self) -> tuple[str, str] | None:
        """« 1 place de la Mairie, 99100 Valbourg » → (« 1 place de la Mairie », « 99100 Valbourg »)."""
        found = re.fullmatch(r"(.*?)[\s,]*(\b\d{5} \D+)", self.adresse or "")
        return (found[1], found[2]) if found else (self.adresse, "") if self.adresse else None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name by which other records may mean it."""
        return (self.nom, *((self.sigle,) if self.sigle else ()), *self.autres_noms, *self.anciens_noms)
