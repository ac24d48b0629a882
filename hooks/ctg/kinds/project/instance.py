"""A body that steers the convention, or another framework; made of institutions, never of named people."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from ctg.kinds.fields.base import Line, Text, champ
from ctg.kinds.fields.choices import Choice
from ctg.kinds.fields.record import SOURCES, Expected, Nicknamed
from ctg.kinds.fields.references import InstitutionName, Reference


class CadreRencontre(Choice):
    """The framework of a body or of a meeting where it has no record: what is not the convention's is labelled."""

    CTG = "ctg", "convention territoriale globale (CTG)"
    PROJET_DE_TERRITOIRE = "projet-de-territoire", "projet de territoire"
    AUTRE = "autre", "autre démarche"


CadreNomme = Annotated[
    Line, Reference("cadres", "n'est ni un mot permis, ni le nom d'une fiche de data/cadres/", words=tuple(CadreRencontre))
]
"""« ctg », the convention of the day; another word; or the record of a framework."""


def cadre() -> Any:
    """The field that says it."""
    aide = f"{CadreRencontre.listed()}, ou une fiche de data/cadres/ : ce qui n'est pas la CTG est dit."
    return champ("Cadre", aide, "contrat-de-ville", default="ctg")


class Instance(Nicknamed):
    """A governance body. What is unknown stays absent and is said to be unknown."""

    kind: ClassVar[str] = "instance"
    folder: ClassVar[str] = "instances"
    singular: ClassVar[str] = "instance"
    plural: ClassVar[str] = "instances"
    content: ClassVar[str] = "Les instances : rôle, membres (des institutions), fréquence."
    in_list = frozenset(("nom", "cadre", "role", "presidence", "membres", "frequence", "missions"))
    expected = (
        Expected("rôle", 30, ("role",)),
        Expected("présidence", 20, ("presidence",)),
        Expected("membres", 20, ("membres",)),
        Expected("fréquence", 15, ("frequence",)),
        Expected(SOURCES, 15, ("sources",)),
    )

    nom: Line = champ("Nom", "", "Comité de pilotage", default=...)
    role: Text | None = champ("Rôle", "Ce qu'elle décide.", "Elle choisit les actions de l'année.")
    presidence: Line | None = champ("Présidence", "Une fonction, jamais une personne.", "vice-présidence chargée des familles")
    membres: tuple[InstitutionName, ...] = champ("Membres", "Des institutions.", "[CAF]", default=())
    frequence: Line | None = champ("Fréquence", "", "deux fois par an")
    missions: tuple[Line, ...] = champ("Missions", "", "[suivre les actions]", default=())
    cadre: CadreNomme = cadre()
