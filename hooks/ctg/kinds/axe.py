"""An axis: a group of actions with a common stake, of the convention or of another framework."""

from __future__ import annotations

from typing import ClassVar

from ctg.kinds.base import SOURCES, Expected, Record
from ctg.kinds.fields import Line, Text, champ
from ctg.kinds.references import CadreId


class Axe(Record):
    """An axis. ``numero`` orders the axes and prefixes their title."""

    kind: ClassVar[str] = "axe"
    folder: ClassVar[str] = "axes"
    singular: ClassVar[str] = "axe"
    plural: ClassVar[str] = "axes"
    content: ClassVar[str] = (
        "Les axes du projet : enjeu, constats, objectifs ; « cadre » dit de quelle convention ou de quel plan."
    )
    expected = (
        Expected("enjeu", 40, ("enjeu",)),
        Expected(SOURCES, 30, ("sources",)),
        Expected("objectifs", 20, ("objectifs",)),
        Expected("constats", 10, ("constats",)),
    )

    numero: Line = champ("Numéro", "Une lettre ou un nombre.", "A", default=...)
    titre: Line = champ("Titre", "", "Animer la mise en réseau des acteurs", default=...)
    cadre: CadreId | None = champ(
        "Cadre",
        "D'où viennent cet axe et ses actions : le nom d'un fichier de data/cadres/. Absent : de la convention, s'il n'y en a "
        "qu'une.",
        "ctg",
    )
    enjeu: Text | None = champ("Enjeu", "Pourquoi cet axe.", "Les acteurs se connaissent peu.")
    constats: tuple[Text, ...] = champ(
        "Constats", "Ce que le diagnostic a montré.", "[Les services utiles sont mal connus.]", default=()
    )
    objectifs: tuple[Text, ...] = champ("Objectifs", "Ce que l'on veut obtenir.", "[Faire connaître les services.]", default=())

    @property
    def rank(self) -> str:
        return self.numero

    @property
    def axe_id(self) -> str:
        return self.id
