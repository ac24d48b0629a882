"""A body that steers the convention, or another framework; made of institutions, never of named people."""

from __future__ import annotations

from typing import ClassVar, Literal

from ctg.kinds.base import SOURCES, Expected, Record
from ctg.kinds.fields import InstitutionName, Line, Text, champ


class Instance(Record):
    """A governance body. What is unknown stays absent and is said to be unknown."""

    kind: ClassVar[str] = "instance"
    folder: ClassVar[str] = "instances"
    singular: ClassVar[str] = "instance"
    plural: ClassVar[str] = "instances"
    content: ClassVar[str] = "Les instances : rôle, membres (des institutions), fréquence."
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
    cadre: Literal["ctg", "projet-de-territoire", "autre"] = champ(
        "Cadre", "ctg, projet-de-territoire ou autre : ce qui n'est pas la CTG est dit.", "ctg", default="ctg"
    )
